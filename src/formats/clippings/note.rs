//! A thread kept in Markdown in no form of its own: a page of Thread Reader clipped, what `XActions` writes, a note with front
//! matter, posts kept by hand.
//!
//! ```text
//! ---                                       # Thread by @ana             the header, in either form
//! title: Thread by @ana
//! source: https://threadreaderapp.com/…     > 12 tweets | 3/14/2024
//! ---                                       ---
//! First post.⎵⎵                             **1/12**
//! ⎵⎵                                        First post.
//! It goes on.                               ---
//!
//! Second post.                              [Original Thread](https://x.com/ana/status/17)
//! ```
//!
//! Thread Reader's pages break lines within a post with blanks at their end, and leave a line empty between posts. Without
//! that, posts are told apart as in plain text.

use super::front::Front;
use super::rules::fence_of;
use super::words;
use crate::formats::text::addresses::Address;
use crate::formats::text::blocks::Rule;
use crate::formats::text::{self, Header, Markup};
use crate::model::{Author, Clean, Draft, Media, Rich, ThreadBuilder, Unit};

/// Keys that front matter of a clipping has, and hardly a text that only begins with a rule.
const KEYS: &[&str] = &["title", "source", "url", "author", "published", "date", "tags", "created"];
/// Mark a blank line within a post of Thread Reader.
const HARD_BREAKS: [&str; 2] = ["  \n  \n", "  \r\n  \r\n"];

/// Whether `head`, the beginning of a file, is Markdown without doubt.
pub(super) fn is_one(head: &str) -> bool {
    let front = Front::read(head);
    if KEYS.iter().any(|key| front.get(&[key]).is_some()) {
        return true;
    }
    let is_heading = |line: &str| {
        let rest = line.trim_start_matches('#');
        (1..=4).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
    };
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let count = head.matches("](http").take(2).count();
    let opens = is_heading(first);
    // One heading may be a remark, one link a way to write; both are a habit.
    (opens && (count > 0 || first.contains("hread by @")))
        || (count > 1 && lines.any(is_heading))
        || (opens && head.contains("\n---") && head.contains("\n**"))
}

/// Reads `text`, with its front matter.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) {
    let front = Front::read(text);
    let mut header = text::header_of(&text[front.end..], Markup::Markdown);
    let start = front.end + header.end;
    add_front(&mut header, &front);
    builder.title(header.title.clone());
    let body = text::without_boilerplate(text, start, &header, builder);
    let body = text::source_below(body, &mut header);
    if HARD_BREAKS.iter().any(|hard_break| body.contains(hard_break)) {
        read_page(body, header, builder);
        return;
    }
    let is_one_post = header.address.is_some() && text::is_one_block(body);
    text::read_body(body, header, labelled, builder);
    if is_one_post {
        builder.unit(Unit::Post);
    }
}

/// Lays what the front matter says over what the header says.
fn add_front(header: &mut Header, front: &Front) {
    let Author { name, handle, .. } = front.author();
    // A page of Thread Reader names nobody, or the thread's author; other clippers' authors can be sites.
    let known = header.author.handle.clone();
    header.author.name = header.author.name.take().or(name);
    header.author.handle = known.or(handle);
    header.title = front.title().or(header.title.take());
    header.created = header.created.or(front.published());
    if header.author.handle.is_none() {
        let title = header.title.as_deref().and_then(text::thread_by);
        header.author.handle = title.and_then(Clean::some_line);
    }
    let Some(source) = front.source().filter(|_| header.address.is_none()) else { return };
    match Address::parse(source) {
        Some(address) => {
            header.platform = header.platform.or(Some(address.platform));
            header.author.handle = header.author.handle.take().or_else(|| address.handle.clone());
            header.address = Some(address);
        }
        None => header.url = header.url.take().or_else(|| Clean::some_line(source)),
    }
}

/// The posts of a page of Thread Reader, which empty lines part.
fn read_page(body: &str, header: Header, builder: &mut ThreadBuilder) {
    builder.source().platform = header.platform.map(Clean::line);
    let mut header = header;
    let mut push = |lines: &mut Vec<&str>| {
        let lines = std::mem::take(lines);
        if lines.iter().all(|line| Rule::of(line).is_some()) {
            return;
        }
        let (body, media) = words::marked_up(&lines.join("\n"));
        if body.is_blank() && media.is_empty() {
            return;
        }
        let address = header.address.take();
        let created = address.as_ref().and_then(|address| address.created).or(header.created.take());
        let (id, url) = address.map(|address| (address.id, address.url)).unzip();
        let url = url.or(header.url.take());
        builder.push(Draft {
            id,
            url,
            author: header.author.clone(),
            created,
            body,
            media,
            ..Draft::default()
        });
    };
    let mut lines: Vec<&str> = Vec::new();
    let mut is_code = false;
    for line in body.split('\n').map(|line| line.trim_end_matches('\r')) {
        is_code ^= fence_of(line).is_some();
        // A line of blanks is the author's; an empty one parts posts.
        if line.is_empty() && !is_code {
            push(&mut lines);
        } else {
            lines.push(if line.trim().is_empty() { "" } else { line });
        }
    }
    push(&mut lines);
}

/// A post without the number that a tool set above it: `**1/12**`, `## 1/12`.
fn labelled(post: &str) -> (Rich, Vec<Media>) {
    let (first, rest) = post.split_once('\n').unwrap_or((post, ""));
    let bold = first.trim().strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    let label =
        bold.or_else(|| first.trim_start_matches('#').strip_prefix(' ').filter(|_| first.starts_with('#')));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_label = label
        .and_then(|label| label.trim().split_once('/'))
        .is_some_and(|(number, total)| is_number(number) && is_number(total));
    words::marked_up(if is_label && !rest.trim().is_empty() { rest } else { post })
}
