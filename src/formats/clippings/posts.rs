//! Posts with a line above each that names its author, as Obsidian Web Clipper keeps a thread of X, Bluesky or Threads.
//!
//! ```text
//! **Ana Example** @ana [2024-03-14](https://x.com/ana/status/17)
//!
//! Text.
//!
//! > **Tam Okerfield** @tam [2024-03-13](https://x.com/tam/status/16)    a quoted post; often only its date is left
//! >
//! > Quoted text.
//!
//! ---
//!
//! **Tam Okerfield** @tam [2024-03-14](https://x.com/tam/status/18)
//! ```
//!
//! Answers of others follow in the same list, and nothing tells to which post. Source: github.com/kepano/defuddle, and files
//! that people keep.

use super::front::{Front, time};
use super::words;
use crate::formats::text::addresses::Address;
use crate::formats::text::blocks::Rule;
use crate::model::{Author, Clean, Draft, Precision, ThreadBuilder, Time};

/// Whether `head`, the beginning of a file, has a line above a post.
pub(super) fn is_one(head: &str) -> bool {
    head.lines().any(|line| Byline::read(line).is_some_and(|byline| byline.is_dated))
}

/// What the line above a post tells.
struct Byline {
    author: Author,
    created: Option<Time>,
    address: Option<Address>,
    url: Option<Clean>,
    is_dated: bool,
}

impl Byline {
    fn read(line: &str) -> Option<Self> {
        let (name, rest) = line.trim().strip_prefix("**")?.split_once("** @")?;
        let (handle, date) = rest.split_once(' ').unwrap_or((rest, ""));
        let handle = handle.replace('\\', "");
        let is_handle = !handle.is_empty()
            && handle.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'@'));
        let date = date.trim_start_matches(['·', ' ']);
        let (shown, url) = match date.strip_prefix('[').and_then(|link| link.split_once("](")) {
            Some((shown, url)) => (shown, Some(url.strip_suffix(')')?)),
            None => (date, None),
        };
        let created = day(shown);
        (is_handle && (created.is_some() || shown.is_empty())).then(|| Self {
            author: Author {
                name: Clean::some_line(&unescaped(name)),
                handle: Clean::some_line(&handle),
                id: None,
            },
            created,
            address: url.and_then(Address::parse),
            url: url.and_then(Clean::some_line),
            is_dated: created.is_some(),
        })
    }

    fn into_draft(self) -> Draft {
        let mut draft =
            Draft { author: self.author, created: self.created, url: self.url, ..Draft::default() };
        if let Some(address) = self.address {
            add_address(&mut draft, address);
        }
        draft
    }
}

/// Whether the last line of a file is the beginning of one that names an author, after whose name `sign` stands.
pub(super) fn is_cut_byline(line: &str, sign: &str) -> bool {
    line.strip_prefix("**").is_some_and(|rest| {
        let behind = rest.split_once("**").map_or("", |(_, behind)| behind);
        let is_bare = behind.trim_matches([' ', '\u{FFFD}']).is_empty();
        Byline::read(line).is_none() && (is_bare || behind.starts_with(sign))
    })
}

/// The time that `text` is, if it tells the day at least.
pub(super) fn day(text: &str) -> Option<Time> {
    time(text).filter(|time| time.precision() >= Precision::Day)
}

fn add_address(draft: &mut Draft, address: Address) {
    // The id tells the time better than the day above the post, which can be that of the post it quotes.
    draft.created = address.created.or(draft.created);
    (draft.id, draft.url) = (Some(address.id), Some(address.url));
}

/// `mlx\_vlm` as `mlx_vlm`.
pub(super) fn unescaped(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut signs = text.trim().chars().peekable();
    while let Some(sign) = signs.next() {
        let escapes = sign == '\\' && signs.peek().is_some_and(char::is_ascii_punctuation);
        kept.extend((!escapes).then_some(sign).or_else(|| signs.next()));
    }
    kept
}

/// Reads `text`, with its front matter.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) {
    let front = Front::read(text);
    let source = front.source().and_then(Address::parse);
    builder.title(front.title());
    builder.source().platform = source.as_ref().map(|address| Clean::line(address.platform));
    let mut posts = Posts {
        builder,
        source,
        front: &front,
        open: None,
        text: String::new(),
        may_begin: true,
        is_last: false,
    };
    let mut lines = text[front.end..].lines().peekable();
    while let Some(line) = lines.next() {
        // What the end of a file cut off: a rule, or the line above a post.
        let is_cut = matches!(line, "-" | "--" | "*") || (posts.may_begin && is_cut_byline(line, " @"));
        if lines.peek().is_some() || !is_cut {
            posts.take(line);
        }
    }
    posts.is_last = true;
    posts.close();
}

struct Posts<'b> {
    builder: &'b mut ThreadBuilder,
    /// The address of the page, which is that of the first post.
    source: Option<Address>,
    front: &'b Front,
    open: Option<Byline>,
    text: String,
    /// Whether a rule, or nothing yet, stands above.
    may_begin: bool,
    /// Whether the file ends here.
    is_last: bool,
}

impl Posts<'_> {
    fn take(&mut self, line: &str) {
        if let Some(byline) = Byline::read(line).filter(|_| self.may_begin) {
            self.close();
            self.open = Some(byline);
        } else {
            self.text.push_str(line);
            self.text.push('\n');
        }
        let is_rule = Rule::of(line).is_some();
        self.may_begin = is_rule || (self.may_begin && line.trim().is_empty());
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = without_last_rule(text.trim());
        let is_first = self.builder.is_empty();
        if self.open.is_none() && text.is_empty() {
            return;
        }
        let mut draft = match self.open.take() {
            Some(byline) => {
                let platform = byline.address.as_ref().map(|address| Clean::line(address.platform));
                let known = &mut self.builder.source().platform;
                *known = known.take().or(platform);
                byline.into_draft()
            }
            None => {
                Draft { author: self.front.author(), created: self.front.published(), ..Draft::default() }
            }
        };
        if let Some(address) = self.source.take().filter(|_| is_first && draft.id.is_none()) {
            let is_same = match (&draft.author.handle, &address.handle) {
                (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
                _ => true,
            };
            if is_same {
                add_address(&mut draft, address);
            }
        }
        let (mut own, quote) = quoted(text);
        let start = own.rfind('\n').map_or(0, |at| at + 1);
        if self.is_last && own[start..].strip_prefix("> ").is_some_and(|line| is_cut_byline(line, " @")) {
            own = &own[..start];
        }
        (draft.body, draft.media) = words::marked_up(own);
        draft.quote = quote.map(Box::new);
        self.builder.push(draft);
    }
}

fn without_last_rule(text: &str) -> &str {
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    if Rule::of(&text[start..]).is_some() { text[..start].trim_end() } else { text }
}

/// The post that the block quote at the end of a post is, if a date or a name opens it.
fn quoted(text: &str) -> (&str, Option<Draft>) {
    let mut start = text.len();
    while start > 0 {
        let above = text[..start].strip_suffix('\n').unwrap_or(&text[..start]);
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if !text[line..].starts_with('>') {
            break;
        }
        start = line;
    }
    let mut lines = text[start..].lines().map(|line| line[1..].strip_prefix(' ').unwrap_or(&line[1..]));
    let Some(first) = lines.next() else { return (text, None) };
    let mut draft = if let Some(byline) = Byline::read(first) {
        byline.into_draft()
    } else if let Some(created) = day(first.trim()) {
        Draft { created: Some(created), ..Draft::default() }
    } else {
        return (text, None);
    };
    (draft.body, draft.media) = words::marked_up(&lines.collect::<Vec<_>>().join("\n"));
    (text[..start].trim_end(), Some(draft))
}
