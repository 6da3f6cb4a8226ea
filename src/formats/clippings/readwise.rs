//! Highlights of posts on X that Readwise exports to Logseq or Obsidian.
//!
//! ```text
//! title:: Nets (highlights)                          # Nets
//! author:: [[@ana on Twitter]]                       ![rw-book-cover](…)
//! category:: #tweets                                 ## Metadata
//!                                                    - Author: [[@ana on Twitter]]
//! - Highlights first synced by [[Readwise]] …        - Category: #tweets
//! ⇥- First post,                                     ## Highlights
//! ⇥  second line ([View Tweet](https://…))           - First post,
//! ⇥⇥- **Note**: Thread                                 second line ([View Tweet](https://…))
//! ```
//!
//! Also what it exports as a whole document, `## Full Document`, its posts parted by rules. Highlights are texts as they
//! were typed, with pictures and links of Markdown in them; documents are Markdown. Source: files that people keep.

use super::front::{Front, author_of};
use super::rules::between_rules;
use super::words;
use crate::formats::text::addresses::{Address, bare};
use crate::model::{Author, Clean, Draft, Shape, ThreadBuilder};

/// What stands before the address at the end of a highlight.
const VIEW: &str = "([View Tweet](";
/// What Readwise says of its own work, before the highlights of one day.
const SYNCED: &[&str] = &["Highlights first synced by", "Highlights refreshed by", "New highlights added"];

/// Whether `head`, the beginning of a file, is of such an export.
pub(super) fn is_one(head: &str) -> bool {
    let is_view = |rest: &str| {
        let address = rest.split_once(')').map_or("", |(url, _)| url);
        Address::parse(address).is_some_and(|address| address.platform == "X")
    };
    head.match_indices(VIEW).any(|(at, _)| is_view(&head[at + VIEW.len()..]))
        || (head.contains("rw-book-cover]") && head.contains("ategory: #tweets"))
        || (head.starts_with("title::") && head.contains("category:: #tweets"))
}

/// Reads the export.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) {
    let mut front = Front::read(text);
    let body = &text[front.end..];
    let (start, is_document) = metadata(body, &mut front);
    let author = front.author();
    let title = front.title().map(|title| match title.strip_suffix(" (highlights)") {
        Some(bare) => Clean::line(bare),
        None => title,
    });
    let is_collection = title
        .as_deref()
        .is_some_and(|title| title.rsplit('/').next().is_some_and(|name| name.starts_with("Tweets From ")));
    builder.shape(if is_collection { Shape::Collection } else { Shape::Thread });
    builder.title(title);
    builder.source().platform = Some(Clean::line("X"));
    if is_document {
        document(&body[start..], &front, author, builder);
        return;
    }
    let first = text[..front.end + start].matches('\n').count() + 1;
    let mut items = Items { builder, author, open: None, line: first };
    for line in body[start..].split('\n') {
        items.take(line.trim_end_matches('\r'));
        items.line += 1;
    }
    items.close();
}

/// Takes the list of metadata into `front`; where the posts begin, and whether they are a document.
fn metadata(body: &str, front: &mut Front) -> (usize, bool) {
    let mut at = 0;
    let mut is_within = false;
    for line in body.split_inclusive('\n') {
        let words = line.trim();
        at += line.len();
        match words {
            "## Metadata" => is_within = true,
            "## Full Document" => return (at, true),
            _ if words.starts_with("## Highlights") || words.starts_with("## New highlights") => {
                return (at, false);
            }
            _ if is_within => {
                if let Some((key, value)) = words.strip_prefix("- ").and_then(|field| field.split_once(':')) {
                    front.add(key, value);
                }
            }
            _ if words.starts_with("- ") => break,
            _ => {
                if let Some(title) = words.strip_prefix("# ").filter(|_| front.title().is_none()) {
                    front.add("title", title);
                }
            }
        }
    }
    // Logseq's has no heading.
    (if is_within { body.len() } else { 0 }, false)
}

/// A whole thread with a rule after each of its posts.
fn document(body: &str, front: &Front, author: Author, builder: &mut ThreadBuilder) {
    let mut address = front.source().and_then(Address::parse);
    let author = match &address {
        Some(address) if author.handle.is_none() => Author { handle: address.handle.clone(), ..author },
        _ => author,
    };
    let mut published = front.published();
    for post in between_rules(body) {
        let (body, media) = words::marked_up(post);
        if body.is_blank() && media.is_empty() {
            continue;
        }
        let address = address.take();
        let created = address.as_ref().and_then(|address| address.created).or(published.take());
        let (id, url) = address.map(|address| (address.id, address.url)).unzip();
        builder.push(Draft { id, url, author: author.clone(), created, body, media, ..Draft::default() });
    }
}

/// The highlights, one after another.
struct Items<'b, 't> {
    builder: &'b mut ThreadBuilder,
    author: Author,
    open: Option<Item<'t>>,
    line: usize,
}

/// A bullet and what goes on below it.
struct Item<'t> {
    indent: &'t str,
    text: String,
    /// The address that closed it.
    address: Option<Address>,
}

impl<'t> Items<'_, 't> {
    fn take(&mut self, line: &'t str) {
        let words = line.trim_start();
        let indent = &line[..line.len() - words.len()];
        if let Some(item) = &mut self.open {
            let inner = line.strip_prefix(item.indent).and_then(|rest| rest.strip_prefix("  "));
            if item.address.is_none() && (inner.is_some() || line.trim().is_empty()) {
                item.text.push('\n');
                item.take(inner.unwrap_or_default());
                return;
            }
            if line.trim().is_empty() {
                return;
            }
            if item.address.is_some() && indent.len() > item.indent.len() {
                return self.take_note(words);
            }
        }
        let Some(text) = words.strip_prefix("- ").or_else(|| words.strip_prefix("* ")) else {
            self.take_other(words);
            return;
        };
        if text.starts_with("**Note**:") || text.starts_with("**Tags**:") {
            return self.take_note(words);
        }
        self.close();
        if !SYNCED.iter().any(|synced| text.starts_with(synced)) {
            let mut item = Item { indent, text: String::new(), address: None };
            item.take(text);
            self.open = Some(item);
        }
    }

    /// What the reader noted on a highlight; `Thread` is Readwise's own.
    fn take_note(&mut self, words: &str) {
        let note = words.trim_start_matches(['-', '*', ' ']).replace("**", "");
        if let Some(note) = note.strip_prefix("Note:").map(str::trim).filter(|note| *note != "Thread") {
            let at = format!("line {}", self.line);
            self.builder.warn(&at, &format!("a note on the post was left out: {note}"));
        }
    }

    /// A line that is no part of a highlight: a heading of later highlights, or a text without its bullet.
    fn take_other(&mut self, words: &str) {
        let is_heading = words.starts_with('#') || words.starts_with("![");
        if let Some(item) = self.open.as_mut().filter(|item| item.address.is_none() && !is_heading) {
            item.text.push('\n');
            item.take(words);
        }
    }

    fn close(&mut self) {
        let Some(Item { text, address, .. }) = self.open.take() else { return };
        let text = cut_view(text.trim());
        // The last line of a file that was cut off may be the beginning of what Readwise says.
        let is_synced = address.is_none() && SYNCED.iter().any(|synced| synced.starts_with(text));
        let (body, media) = words::typed(&without_brackets(if is_synced { "" } else { text }));
        if body.is_blank() && media.is_empty() {
            return;
        }
        let is_own =
            |handle: &Clean| self.author.handle.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(handle));
        let author = match address.as_ref().and_then(|address| address.handle.as_ref()) {
            Some(handle) if !is_own(handle) => author_of(&format!("@{handle}")),
            Some(handle) => Author { handle: Some(handle.clone()), ..self.author.clone() },
            None => self.author.clone(),
        };
        let mut draft = Draft { author, body, media, ..Draft::default() };
        if let Some(Address { url, id, created, .. }) = address {
            (draft.id, draft.url, draft.created) = (Some(id), Some(url), created);
        }
        self.builder.push(draft);
    }
}

impl Item<'_> {
    /// Takes one line of the text in, and the address at its end.
    fn take(&mut self, line: &str) {
        if let Some((before, after)) = line.rsplit_once(VIEW)
            && let Some((url, _)) = after.split_once(')')
            && let Some(address) = Address::parse(bare(url))
        {
            self.text.push_str(before);
            self.address = Some(address);
        } else {
            self.text.push_str(line);
        }
    }
}

/// The text without the beginning of a link that the end of the file cut off.
fn cut_view(text: &str) -> &str {
    let Some(at) = text.rfind("([").or_else(|| text.ends_with('(').then(|| text.len() - 1)) else {
        return text;
    };
    let rest = &text[at..];
    let is_cut = VIEW.starts_with(rest) || (rest.starts_with(VIEW) && !rest.contains(')'));
    if is_cut && at > 0 { text[..at].trim_end() } else { text }
}

/// `[[words]]` as `words`: Logseq makes links of names that it knows.
fn without_brackets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        kept.push_str(before);
        let end = after.find(['\n', '[', ']']).filter(|end| *end > 0 && after[*end..].starts_with("]]"));
        if let Some(end) = end {
            kept.push_str(&after[..end]);
            rest = &after[end + 2..];
        } else {
            kept.push_str("[[");
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}
