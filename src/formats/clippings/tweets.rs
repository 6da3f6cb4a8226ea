//! Posts on X as tweet-to-markdown saves them: one post, a thread, or a thread run together.
//!
//! ```text
//! ---
//! author: "Ana Example"                 handle, source, date; with --metrics likes, retweets, replies
//! ---
//! ![ana](https://pbs.example/ana.jpg)
//! Ana Example ([@ana](https://twitter.com/ana)) - March 14, 2024 at 9:26 AM
//!
//! Text, its links as those of Markdown, ![](https://pbs.example/1.jpg)
//!
//! > ![tam](…)                           a quoted post
//! > Tam Okerfield ([@tam](…)) - March 13, 2024 at 8:00 PM
//!
//! [Tweet link](https://twitter.com/ana/status/…)
//!
//! ---
//! ```
//!
//! The line above a post tells the local time of whoever saved it; the id in the link below it tells the real one. A thread
//! run together (`--condensed_thread`) has no bounds between its posts. Source: github.com/kbravh/tweet-to-markdown.

use super::front::{Front, time};
use super::rules::between_rules;
use super::words;
use crate::formats::text::addresses::Address;
use crate::formats::text::{self, Header};
use crate::model::{Author, Clean, Counts, Draft, ThreadBuilder, Time};

/// Whether `head`, the beginning of a file, was saved so.
pub(super) fn is_one(head: &str) -> bool {
    let mut above = "";
    head.lines().any(|line| {
        let is_byline = above.starts_with("![") && Byline::read(line).is_some();
        above = line;
        is_byline || link_below(line).is_some()
    })
}

/// Who wrote a post, and when, as far as the line above it tells.
struct Byline {
    author: Author,
    created: Option<Time>,
}

impl Byline {
    fn read(line: &str) -> Option<Self> {
        let (name, rest) = line.split_once(" ([@")?;
        let (handle, rest) = rest.split_once("](")?;
        let (_, date) = rest.split_once(")) - ")?;
        let author = Author { name: Clean::some_line(name), handle: Clean::some_line(handle), id: None };
        Some(Self { author, created: time(date.trim()) })
    }
}

/// The address that a line `[Tweet link](…)` or `[Thread link](…)` leads to.
fn link_below(line: &str) -> Option<Address> {
    let line = line.trim();
    let url = line.strip_prefix("[Tweet link](").or_else(|| line.strip_prefix("[Thread link]("))?;
    Address::parse(url.strip_suffix(')')?)
}

/// Reads what was saved.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) {
    let front = Front::read(text);
    let body = &text[front.end..];
    builder.source().platform = Some(Clean::line("X"));
    if body.trim_end().lines().next_back().is_some_and(|line| line.starts_with("[Thread link]")) {
        condensed(body, &front, builder);
        return;
    }
    let mut counts = Some(counts(&front));
    let mut address = front.source().and_then(Address::parse);
    for piece in between_rules(body) {
        let Some(mut draft) = post(piece) else { continue };
        // The front matter tells of the first post.
        if let Some(address) = address.take().filter(|_| draft.id.is_none()) {
            add_address(&mut draft, address);
        }
        if let Some(counts) = counts.take() {
            draft.counts = counts;
            draft.created =
                draft.created.filter(|time| time.has_time_of_day()).or(front.published()).or(draft.created);
            draft.author = if draft.author.is_known() { draft.author } else { front.author() };
        }
        builder.push(draft);
    }
}

fn counts(front: &Front) -> Counts {
    let count = |key| front.get(&[key])?.parse().ok();
    Counts {
        likes: count("likes"),
        reposts: count("retweets"),
        replies: count("replies"),
        ..Counts::default()
    }
}

/// A thread whose posts stand below one another without a bound.
fn condensed(body: &str, front: &Front, builder: &mut ThreadBuilder) {
    let (body, _) = body.trim_end().rsplit_once("[Thread link]").unwrap_or((body, ""));
    let start = body.match_indices('\n').map(|(at, _)| at + 1).find(|at| {
        let line = body[*at..].lines().next().unwrap_or_default();
        Byline::read(line).is_some()
    });
    let line = start.map_or("", |at| body[at..].lines().next().unwrap_or_default());
    let byline = Byline::read(line);
    let header = Header {
        author: byline.map_or_else(|| front.author(), |byline| byline.author),
        platform: Some("X"),
        address: front.source().and_then(Address::parse),
        ..Header::default()
    };
    text::read_body(&body[start.unwrap_or(0) + line.len()..], header, words::typed, builder);
}

fn add_address(draft: &mut Draft, address: Address) {
    if draft.author.handle.is_none() {
        draft.author.handle.clone_from(&address.handle);
    }
    draft.created = address.created.or(draft.created);
    (draft.id, draft.url) = (Some(address.id), Some(address.url));
}

/// A post with the one it quotes; `None` where there is nothing.
fn post<'l>(piece: &'l str) -> Option<Draft> {
    let lines: Vec<&'l str> = piece.lines().map(str::trim_end).collect();
    let found: Vec<Address> = lines.iter().filter_map(|line| link_below(line)).collect();
    let is_byline = |line: &&str| line.strip_prefix("> ").is_some_and(|line| Byline::read(line).is_some());
    // Where the file was cut off, the picture of a quoted author can be all there is.
    let opens_quote = |at: &usize| {
        is_byline(&lines[*at])
            || (lines[*at].starts_with("> !") && lines.get(at + 1).is_none_or(is_byline))
            || (lines[*at].starts_with("> !") && at + 2 == lines.len())
    };
    let bound = (0..lines.len()).find(opens_quote).unwrap_or(lines.len());
    let mut found = found.into_iter().rev();
    let mut draft = part(&lines[..bound]);
    if let Some(address) = found.next() {
        add_address(&mut draft, address);
    }
    if bound < lines.len() {
        // Pictures of the quoted post stand there without its sign.
        let bare = |line: &&'l str| line.strip_prefix("> ").or(line.strip_prefix('>')).unwrap_or(line);
        let quoted: Vec<&str> = lines[bound..].iter().map(bare).collect();
        let mut quote = part(&quoted);
        if let Some(address) = found.next() {
            add_address(&mut quote, address);
        }
        let is_there = quote.author.is_known() || !quote.body.is_blank();
        draft.quote = is_there.then(|| Box::new(quote));
    }
    let is_there =
        !draft.body.is_blank() || !draft.media.is_empty() || draft.quote.is_some() || draft.id.is_some();
    is_there.then_some(draft)
}

/// What the lines of one post say, without the link below it.
fn part(lines: &[&str]) -> Draft {
    let (byline, rest) = after_byline(lines);
    let mut draft = Draft::default();
    if let Some(byline) = byline {
        draft.author = byline.author;
        draft.created = byline.created;
    }
    let mut text = String::new();
    for line in rest.iter().filter(|line| link_below(line).is_none()) {
        match table_row(line) {
            Some(row) => text.push_str(&row),
            None => text.extend([line, "\n"]),
        }
    }
    (draft.body, draft.media) = words::typed(&without_wide_gaps(&text));
    draft
}

/// The line that names the author, below a picture of theirs, and the lines after it.
fn after_byline<'a, 'l>(lines: &'a [&'l str]) -> (Option<Byline>, &'a [&'l str]) {
    let start = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    let lines = &lines[start..];
    let below_picture = match lines {
        [picture, below @ ..] if picture.starts_with("![") => below,
        _ => lines,
    };
    match below_picture {
        [line, rest @ ..] if Byline::read(line).is_some() => (Byline::read(line), rest),
        // The file was cut off in what names its last author.
        [] | [_] if below_picture.len() < lines.len() => (None, &[]),
        _ => (None, lines),
    }
}

/// The answer of a poll as a line: `|Yes|17|`; empty for the head of the table.
fn table_row(line: &str) -> Option<String> {
    let (option, votes) = line.strip_prefix('|')?.strip_suffix('|')?.rsplit_once('|')?;
    if option == "Option" || votes.contains('-') {
        return Some(String::new());
    }
    let votes: u64 = votes.trim().parse().ok()?;
    Some(format!("○ {option} ({votes} {})\n", if votes == 1 { "vote" } else { "votes" }))
}

/// The program leaves gaps around pictures and links that are none of the author's.
fn without_wide_gaps(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.trim().lines() {
        if !(line.trim().is_empty() && kept.ends_with("\n\n")) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}
