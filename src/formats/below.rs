//! What stands below the words of a post: a poll's choices as lines, the note that readers added, the title of a link.

use std::ops::Deref;

use crate::model::{Clean, DraftLink, Marks, Rich, Style};

/// The choices of a poll as lines below the words of the post that asks, with the votes as far as they are told.
///
/// ```text
/// ○ Yes, at night (1 vote)
/// ○ No (3 votes)
/// ```
pub(super) fn add_poll<L: Deref<Target = str>>(
    body: &mut Rich,
    choices: impl IntoIterator<Item = (L, Option<u64>)>,
) {
    let told = |votes| if votes == 1 { "1 vote".to_owned() } else { format!("{votes} votes") };
    add_choices(body, choices.into_iter().map(|(label, votes)| (label, votes.map(told))));
}

/// The same, with the votes in the words in which they are shown: `12 %`.
pub(super) fn add_choices<L: Deref<Target = str>>(
    body: &mut Rich,
    choices: impl IntoIterator<Item = (L, Option<String>)>,
) {
    for (i, (label, votes)) in choices.into_iter().enumerate() {
        if i == 0 {
            begin_paragraph(body);
        } else {
            body.push("\n");
        }
        body.push(&format!("○ {}", &*label));
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

/// Puts the title of what a link leads to onto that link; where the text does not have the link, below the text.
pub(super) fn add_title(body: &mut Rich, url: &str, title: &Clean) {
    let is_it = |link: &DraftLink| *link.url == *url || link.shown.as_deref() == Some(url);
    if body.links().iter().any(|(_, link)| is_it(link)) {
        body.entitle(|link| is_it(link).then(|| title.clone()));
    } else if let Some(url) = Clean::some_line(url).filter(|url| url.starts_with("http")) {
        begin_paragraph(body);
        body.push_link(title, DraftLink { url, ..DraftLink::default() });
    }
}

/// A title in bold above a text.
pub(super) fn entitled(title: &str, text: Rich) -> Rich {
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

/// Parts what is added next from the words before it.
pub(super) fn begin_paragraph(body: &mut Rich) {
    if !body.is_blank() {
        body.push("\n\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_stands_below_the_words() {
        let mut body = Rich::plain("Which boat?");
        add_poll(&mut body, [("The red one", Some(1)), ("None", None)]);
        add_community_note(&mut body, Rich::plain("There are two."));
        add_title(&mut body, "https://boats.example/", &Clean::line("Boats"));
        assert_eq!(
            body.text(),
            "Which boat?\n\n○ The red one (1 vote)\n○ None\n\nCommunity note: There are two.\n\nBoats"
        );
        let quoted = body.marks().styles[0].0.clone();
        assert_eq!(&body.text()[quoted], "There are two.");
        assert_eq!(&*body.links()[0].1.url, "https://boats.example/");
    }

    #[test]
    fn a_title_goes_onto_its_link() {
        let mut body = Rich::default();
        let url = Clean::line("https://boats.example/red");
        body.push_link(
            "boats.example/…",
            DraftLink { url, shown: Clean::some_line("https://t.co/a"), title: None },
        );
        add_title(&mut body, "https://t.co/a", &Clean::line("Boats"));
        assert_eq!(body.links()[0].1.title.as_deref(), Some("Boats"));
        assert_eq!(body.text(), "boats.example/…");
    }
}
