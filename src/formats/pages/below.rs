//! What stands below the words of a post: a poll's choices as lines, the note that readers added, the title of a link.

use super::page::link;
use crate::model::{Clean, Marks, Rich, Style};

/// The choices of a poll as lines, each with what the page shows of its votes: `(12 %)`, `(3 votes)`.
pub(super) fn add_poll(body: &mut Rich, choices: impl IntoIterator<Item = (String, Option<String>)>) {
    for (i, (label, votes)) in choices.into_iter().enumerate() {
        if i == 0 {
            begin_paragraph(body);
        } else {
            body.push("\n");
        }
        body.push(&format!("○ {label}"));
        if let Some(votes) = votes.filter(|votes| !votes.is_empty()) {
            body.push(&format!(" ({votes})"));
        }
    }
}

/// What readers added to a post as its context: not the author's words, so they are a quote.
pub(super) fn add_community_note(body: &mut Rich, note: Rich) {
    if note.is_blank() {
        return;
    }
    begin_paragraph(body);
    body.push("Community note: ");
    let start = body.text().len();
    body.append(note);
    let styles = vec![(start..body.text().len(), Style::Quote)];
    body.add(Marks { styles, ..Marks::default() });
}

/// The title of what a post links to, as a link, where its text does not have that link.
pub(super) fn add_card(body: &mut Rich, url: &str, title: &Clean) {
    let is_it = |shown: Option<&Clean>| shown.is_some_and(|shown| **shown == *url);
    let is_there = body.links().iter().any(|(_, link)| *link.url == *url || is_it(link.shown.as_ref()));
    if !is_there && !title.is_empty() && url.starts_with("http") {
        begin_paragraph(body);
        body.push_link(title, link(url));
    }
}

/// A title in bold above a text.
pub(in crate::formats) fn entitled(title: &str, text: Rich) -> Rich {
    let mut body = Rich::plain(title.trim());
    if body.is_blank() {
        return text;
    }
    body.mark_style(0..body.text().len(), Style::Bold);
    if !text.is_blank() {
        body.push("\n\n");
        body.append(text);
    }
    body
}

fn begin_paragraph(body: &mut Rich) {
    if !body.is_blank() {
        body.push("\n\n");
    }
}
