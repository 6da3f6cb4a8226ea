//! Posts copied from the page of a thread, with what a page shows around each.
//!
//! ```text
//! Ana Example              name, handle and day above each post; also on one line
//! @ana
//! ·
//! Mar 14
//! Replying to @tam
//! Text.
//! Show more                the page had cut it off
//! Quote                    a quoted post follows, with a name of its own
//! 12                       answers, reposts, likes, views
//! 9:26 AM · Mar 14, 2024 · 12.3K Views       the post that the page is of
//! ```
//!
//! Read as X shows it in English; pages of Bluesky and Mastodon look much the same. A page tells days in the zone of whoever
//! saved it and leaves this year out; such a day is not taken.

use super::blocks::{Lines, is_blank};
use super::dates::DateLine;
use super::header::{handle, is_name, parted};
use super::{dates, scanning};
use crate::model::{Author, Clean, Counts, Draft, Precision, ThreadBuilder, Time};

/// What a page shows between name and handle, or around a text.
const FURNITURE: &[&str] = &[
    "·",
    "Verified account",
    "Follow",
    "Following",
    "Translate post",
    "Show original",
    "Show this thread",
    "Show replies",
    "Show more replies",
    "Show probable spam",
    "Show additional replies, including those that may contain offensive content",
    "Image",
    "ALT",
    "GIF",
    "Embedded video",
    "Read more",
    "Reply",
    "Post your reply",
    "View quotes",
    "View post engagements",
    "Most relevant replies",
    "Relevant",
    "Ad",
    "Pinned",
    "Views",
    "View",
];
/// What stands at its top.
const TOP: &[&str] = &[
    "Post",
    "Conversation",
    "See new posts",
    "Thread",
    "Back",
    "To view keyboard shortcuts, press question mark",
];
/// From these lines on there are posts of others, and names of everybody.
const REST: &[&str] =
    &["Discover more", "Relevant people", "Trending now", "Who to follow", "What’s happening"];
/// A page that is cut off after this many numbers has other reasons.
const MOST_NUMBERS: usize = 6;

/// Whether a text was copied from such a page: names with days above posts, twice, or once with the moment of the post
/// below it.
pub(super) fn is_one(text: &str) -> bool {
    if !text.contains('@') {
        return false;
    }
    let (mut bylines, mut moments) = (0, 0);
    let mut lines = Lines::new(text);
    while let Some((_, line)) = lines.next() {
        if Byline::read(line, &lines).is_some_and(|byline| byline.is_dated) {
            bylines += 1;
        } else {
            moments += usize::from(bylines + moments < 2 && is_moment(line.trim()));
        }
        if bylines > 1 || (bylines > 0 && moments > 0) {
            return true;
        }
    }
    false
}

/// What stands above a post.
struct Byline {
    author: Author,
    created: Option<Time>,
    is_dated: bool,
    /// How many lines it has, blank ones included.
    lines: usize,
}

impl Byline {
    /// The byline that begins with `line`, before `rest`.
    fn read(line: &str, rest: &Lines) -> Option<Self> {
        let line = bare(line);
        if line.is_empty() || line.len() > 240 {
            return None;
        }
        if let Some((who, when)) = line.split_once('·') {
            let (Some(name), Some(handle)) = parted(who.trim()) else { return None };
            let author = author(name, handle);
            return day(when).map(|day| Self { author, created: day.time, is_dated: true, lines: 1 });
        }
        // Most lines are sentences, and are seen to be so at once.
        if !is_name(line) || FURNITURE.contains(&line) || TOP.contains(&line) {
            return None;
        }
        let is_told =
            |(_, (_, line)): &(usize, (usize, &str))| !is_blank(line) && bare(line) != "Verified account";
        let mut below = rest.clone().enumerate().filter(is_told).map(|(i, (_, line))| (i + 2, bare(line)));
        let (end, second) = below.next()?;
        let (shown, when) = second.split_once('·').map_or((second, None), |(a, b)| (a.trim(), Some(b)));
        let author = author(line, handle(shown)?);
        if let Some(when) = when.filter(|when| !when.trim().is_empty()) {
            return day(when).map(|day| Self { author, created: day.time, is_dated: true, lines: end });
        }
        let mut third = below.next();
        if let Some((_, "·")) = third {
            third = below.next();
        }
        let dated = third.and_then(|(end, line)| Some((end, day(line.trim_start_matches('·'))?.time)));
        Some(match dated {
            Some((lines, created)) => Self { author, created, is_dated: true, lines },
            None => Self { author, created: None, is_dated: false, lines: end },
        })
    }
}

/// A line without what cannot be seen: Bluesky puts signs of direction around handles.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    })
}

fn author(name: &str, handle: &str) -> Author {
    Author { name: Clean::some_line(name), handle: Clean::some_line(handle), id: None }
}

/// The day beside a name, as far as it is told: `Mar 14, 2024`, `Mar 14`, `5h`.
fn day(text: &str) -> Option<DateLine> {
    let text = bare(text);
    let number = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let unit = &text[number.len()..];
    let is_ago = !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
        && matches!(unit, "s" | "m" | "min" | "h" | "d" | "w" | "mo" | "y");
    if is_ago || matches!(text, "now" | "Now") {
        return Some(DateLine { time: None });
    }
    dates::date_line(text)
}

/// Whether a line is the moment of a post, `9:26 AM · Mar 14, 2024`.
fn is_moment(line: &str) -> bool {
    line.contains(':') && line.contains('·') && dates::date_line(line).is_some()
}

/// A number as a page shows it: `538`, `1,204`, `12.3K`.
fn number(line: &str) -> Option<u64> {
    let (digits, scale) = match line.chars().next_back()? {
        'K' => (&line[..line.len() - 1], 1_000),
        'M' => (&line[..line.len() - 1], 1_000_000),
        'B' => (&line[..line.len() - 1], 1_000_000_000),
        _ => (line, 1),
    };
    let (whole, part) = digits.split_once('.').filter(|_| scale > 1).unwrap_or((digits, ""));
    let is_fine = digits.len() <= 9 && whole.starts_with(|c: char| c.is_ascii_digit()) && part.len() <= 2;
    let whole: u64 = whole.replace(',', "").parse().ok().filter(|_| is_fine)?;
    let tenths = u32::try_from(part.len()).ok()?;
    let part: u64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    Some(whole * scale + part * scale / 10_u64.pow(tenths))
}

/// Reads the posts.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) {
    let mut page = Page { builder, open: Open::default(), is_quote: false, may_begin: true, is_x: true };
    let mut lines = Lines::new(text);
    let mut number = 0;
    let mut is_answering = false;
    while let Some((_, line)) = lines.next() {
        number += 1;
        let words = bare(line);
        if page.is_rest(words) {
            page.builder.warn(&format!("line {number}"), "the page's other posts were left out");
            break;
        }
        if let Some(byline) = page.byline(line, &lines) {
            for _ in 1..byline.lines {
                lines.next();
            }
            number += byline.lines - 1;
            is_answering = false;
            page.begin(byline);
            continue;
        }
        // `Replying to`, and on lines of their own the handles.
        is_answering = words.starts_with("Replying to @")
            || words == "Replying to"
            || (is_answering && (handle(words).is_some() || words == "and" || words.starts_with("and ")));
        if words == "Show more" {
            page.builder.warn(
                &format!("line {number}"),
                "the page had cut the post off here; the rest is not in the file",
            );
        } else if !is_answering {
            page.take(line);
        }
    }
    page.close();
    let platform = page.is_x.then(|| Clean::line("X"));
    builder.source().platform = platform;
}

struct Page<'b, 't> {
    builder: &'b mut ThreadBuilder,
    open: Open<'t>,
    /// Whether the line above says that a quoted post follows.
    is_quote: bool,
    /// Whether a name without a day may stand here: at the top, or below numbers.
    may_begin: bool,
    /// Whether all handles are of X's kind.
    is_x: bool,
}

#[derive(Default)]
struct Open<'t> {
    byline: Option<Byline>,
    lines: Vec<&'t str>,
    quote: Option<(Byline, Vec<&'t str>)>,
}

impl<'t> Page<'_, 't> {
    fn is_rest(&self, words: &str) -> bool {
        self.open.byline.is_some() && REST.contains(&words)
    }

    fn byline(&self, line: &str, rest: &Lines) -> Option<Byline> {
        Byline::read(line, rest).filter(|byline| byline.is_dated || self.may_begin || self.is_quote)
    }

    fn begin(&mut self, byline: Byline) {
        let handle = byline.author.handle.as_deref().unwrap_or_default();
        self.is_x &= handle.len() <= 15 && !handle.contains(['.', '@', '-']);
        if std::mem::take(&mut self.is_quote) && self.open.byline.is_some() && self.open.quote.is_none() {
            self.open.quote = Some((byline, Vec::new()));
        } else {
            self.close();
            self.open.byline = Some(byline);
        }
        self.may_begin = false;
    }

    fn take(&mut self, line: &'t str) {
        let words = bare(line);
        if words.is_empty() || words != "Quote" {
            self.may_begin = if words.is_empty() {
                self.may_begin
            } else {
                self.open.byline.is_none() || number(words).is_some() || FURNITURE.contains(&words)
            };
            let is_top = self.open.byline.is_none() && (TOP.contains(&words) || FURNITURE.contains(&words));
            if !is_top {
                match &mut self.open.quote {
                    Some((_, lines)) => lines.push(line),
                    None => self.open.lines.push(line),
                }
            }
        }
        self.is_quote = words == "Quote" || (self.is_quote && words.is_empty());
    }

    fn close(&mut self) {
        let Open { byline, mut lines, quote } = std::mem::take(&mut self.open);
        let mut draft = Draft::default();
        let mut quote = quote;
        let tail = Tail::cut(quote.as_mut().map_or(&mut lines, |(_, lines)| lines));
        draft.counts = tail.counts();
        draft.quote = quote.map(|(byline, lines)| {
            let body = scanning::scan(&joined(&lines));
            Box::new(Draft { author: byline.author, created: byline.created, body, ..Draft::default() })
        });
        if draft.quote.is_some() {
            Tail::cut(&mut lines);
        }
        draft.body = scanning::scan(&joined(&lines));
        let is_known = byline.is_some();
        if let Some(byline) = byline {
            draft.author = byline.author;
            draft.created = byline.created.or(tail.created);
        }
        if is_known || !draft.body.is_blank() {
            self.builder.push(draft);
        }
    }
}

/// The lines of a post, those of the page left out.
fn joined(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines.iter().map(|line| line.trim_end()) {
        if !(FURNITURE.contains(&bare(line)) || (line.is_empty() && text.ends_with("\n\n"))) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.trim().to_owned()
}

/// What a page shows below a post.
#[derive(Default)]
struct Tail {
    /// From the last to the first.
    numbers: Vec<u64>,
    views: Option<u64>,
    created: Option<Time>,
}

impl Tail {
    /// Takes it off the end of `lines`.
    fn cut(lines: &mut Vec<&str>) -> Self {
        let mut tail = Self::default();
        let mut are_views = false;
        while let Some(line) = lines.last().map(|line| bare(line)) {
            if line.is_empty() || FURNITURE.contains(&line) {
                are_views |= line == "Views" || line == "View";
            } else if let Some(number) = number(line).filter(|_| tail.numbers.len() < MOST_NUMBERS) {
                if std::mem::take(&mut are_views) {
                    tail.views = Some(number);
                } else {
                    tail.numbers.push(number);
                }
            } else if let Some(views) = line.strip_suffix(" Views").and_then(number) {
                tail.views = Some(views);
            } else if is_moment(line) {
                let date = dates::date_line(line).and_then(|date| date.time);
                tail.created = date.filter(|time| time.precision() >= Precision::Day);
                let views =
                    line.rsplit('·').next().and_then(|last| number(last.trim().strip_suffix(" Views")?));
                tail.views = views.or(tail.views);
                lines.pop();
                break;
            } else {
                break;
            }
            lines.pop();
        }
        tail
    }

    /// A page shows no number that is zero, so fewer than four could be any of them.
    fn counts(&self) -> Counts {
        let mut counts = Counts { views: self.views, ..Counts::default() };
        if let [fourth, likes, reposts, replies] = self.numbers[..] {
            counts = Counts {
                replies: Some(replies),
                reposts: Some(reposts),
                likes: Some(likes),
                // Where the views stand beside the moment, the fourth counts bookmarks.
                views: self.views.or(self.created.is_none().then_some(fourth)),
                ..Counts::default()
            };
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_pages_show_them() {
        for (text, expected) in [
            ("538", Some(538)),
            ("1,204", Some(1204)),
            ("12K", Some(12_000)),
            ("12.3K", Some(12_300)),
            ("1.05M", Some(1_050_000)),
            ("2B", Some(2_000_000_000)),
            ("12.3", None),
            ("K", None),
            ("5h", None),
            ("1234567890", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn names_with_days_make_a_page() {
        for (text, expected) in [
            ("Ana Example\n@ana\n·\nMar 14\nFish.\nTam\n@tam\n·\n5h\nBoats.", true),
            ("Ana Example\n\n@ana · Mar 14\n\nFish.\n\nTam @tam · Mar 15, 2024\nBoats.", true),
            ("Ana\nVerified account\n@ana\n·\nApr 5\nFish.\n9:26 AM · Mar 14, 2024\n12", true),
            ("Ana\n\u{202A}@ana.bsky.social\u{202C}\n· 5h\nFish.\nTam\n@tam.example\n·\n2d\nBoats.", true),
            ("Ana Example\n@ana\n·\nMar 14\nFish.", false),
            ("Fish.\n\nThanks\n@ana\n\nBoats\n@tam\nNets.", false),
            ("Twitter Thread by Ana\n\nAna\n\n@ana\n\nMar 14, 2024\n\nFish.", false),
        ] {
            assert_eq!(is_one(text), expected, "{text}");
        }
    }
}
