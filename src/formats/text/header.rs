//! What stands above a thread: its title, who wrote it, when, and where it was.
//!
//! ```text
//! Twitter Thread by Ana Example        title; the name in it
//! Ana Example                          name, because a handle follows
//! @ana_example                         handle
//! 9:26 AM · Mar 14, 2024               date
//! https://x.com/ana_example/status/…   source
//! ```
//!
//! All of it is optional. The first line that is none of these begins the thread.

use std::borrow::Cow;

use super::addresses::{Address, bare, is_web};
use super::blocks::{Lines, Rule, is_blank};
use super::{boilerplate, dates};
use crate::model::{Author, Clean, Time};

/// X's names have at most 50 characters; other platforms' are not much longer.
const NAME_CHARS: usize = 60;
/// No header is longer, and beyond it nothing need be looked at.
const MOST_LINES: usize = 24;
/// What people write before the URL of what they keep.
const SOURCE_LABELS: &[&str] = &[
    "source",
    "url",
    "link",
    "from",
    "via",
    "original",
    "original thread",
    "thread",
    "archived from",
    "saved from",
];

/// What a header says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::formats) struct Header {
    /// The title line.
    pub(in crate::formats) title: Option<Clean>,
    /// Who wrote the thread.
    pub(in crate::formats) author: Author,
    /// The platform, where the title, the handle or an address tells.
    pub(in crate::formats) platform: Option<&'static str>,
    /// The address of the first post, where it is one.
    pub(in crate::formats) address: Option<Address>,
    /// The source's URL, where it is no address of a post.
    pub(in crate::formats) url: Option<Clean>,
    /// Whether only that address tells the author.
    pub(in crate::formats) is_author_of_address: bool,
    /// The date of the first post.
    pub(in crate::formats) created: Option<Time>,
    /// Where the thread begins.
    pub(in crate::formats) end: usize,
}

/// Whether a text is Markdown, in which a line of the header may be a heading, bold, or a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Markup {
    /// Signs mean themselves.
    None,
    /// Signs may be markup.
    Markdown,
}

/// Reads the lines above a thread.
pub(in crate::formats) fn read(text: &str, markup: Markup) -> Header {
    let mut is_excerpt = false;
    let lines: Vec<(usize, Cow<str>)> = Lines::new(text)
        .map(|(at, line)| (at, line.trim()))
        .filter(|(_, line)| {
            // MarkDownload quotes the beginning of the page above it.
            is_excerpt = markup == Markup::Markdown
                && line.starts_with('>')
                && (is_excerpt || *line == "> ## Excerpt");
            !is_excerpt && !is_blank(line)
        })
        .take(MOST_LINES)
        .map(|(at, line)| {
            let is_bare = markup == Markup::None || Rule::of(line).is_some() || line.starts_with("# ");
            (at, if is_bare { Cow::Borrowed(line) } else { boilerplate::undecorated(line) })
        })
        .collect();
    let mut header = Header::default();
    let mut taken = 0;
    while let Some((_, line)) = lines.get(taken) {
        let next = lines.get(taken + 1).map_or("", |(_, line)| &**line);
        if !header.take(line, next, taken == 0) {
            break;
        }
        taken += 1;
    }
    header.end = lines.get(taken).map_or(text.len(), |(at, _)| *at);
    header
}

impl Header {
    /// Takes one line in, if it belongs to the header.
    fn take(&mut self, line: &str, next: &str, is_first: bool) -> bool {
        if line.len() > 600 {
            return false;
        }
        boilerplate::is_opening(line)
            || (!is_first && Rule::of(line).is_some_and(|_| self.address.is_none()))
            || (!is_first && is_told_by_tool(line))
            || self.take_title(line, is_first)
            || self.take_date(line)
            || self.take_source(line, is_first)
            || self.take_labelled(line)
            || self.take_handle(line)
            || self.take_both(line, next)
            || self.take_name(line, next)
    }

    fn take_title(&mut self, line: &str, is_first: bool) -> bool {
        if self.title.is_some() || self.author != Author::default() {
            return false;
        }
        let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@').trim_start();
        let heading = line.strip_prefix("# ").filter(|_| is_first);
        let Some((who, on_x)) = thread_by(bare).or_else(|| said_on(bare)) else {
            self.title = heading.and_then(Clean::some_line);
            return self.title.is_some();
        };
        let (name, handle) = parted(who);
        self.author.name = name.and_then(Clean::some_line);
        self.author.handle = handle.and_then(Clean::some_line);
        self.title = Clean::some_line(heading.unwrap_or(line));
        self.platform = on_x.then_some("X").or(self.platform);
        true
    }

    fn take_date(&mut self, line: &str) -> bool {
        let Some(date) = dates::date_line(line).filter(|_| self.created.is_none()) else { return false };
        self.created = date.time;
        true
    }

    /// An address of a post, a labelled URL (`Source: …`), or any URL on the first line.
    fn take_source(&mut self, line: &str, is_first: bool) -> bool {
        if self.address.is_some() || self.url.is_some() {
            return false;
        }
        let (label, url) = line.rsplit_once(char::is_whitespace).unwrap_or(("", line));
        let is_labelled = SOURCE_LABELS.contains(&label.trim().trim_end_matches(':').to_lowercase().as_str());
        if !is_web(bare(url)) || !(label.is_empty() || is_labelled) {
            return false;
        }
        self.address = Address::parse(url);
        if let Some(address) = &self.address {
            self.platform = self.platform.or(Some(address.platform));
            if self.author.handle.is_none() {
                self.is_author_of_address = self.author.name.is_none();
                self.author.handle.clone_from(&address.handle);
            }
            return true;
        }
        let is_short = ["https://t.co/", "http://t.co/"].iter().any(|short| bare(url).starts_with(short));
        if !(is_labelled || is_first) || is_short {
            return false;
        }
        self.url = Clean::some_line(bare(url));
        true
    }

    /// `Title: …`, `Author: …`, `Date: …`, as people head a note.
    fn take_labelled(&mut self, line: &str) -> bool {
        let Some((label, value)) = line.split_once(": ") else { return false };
        let value = value.trim();
        match &*label.to_lowercase() {
            "title" | "subject" if self.title.is_none() => {
                self.title = Clean::some_line(value);
                self.title.is_some()
            }
            "author" | "by" | "name"
                if self.author.name.is_none() && is_name(value.split('@').next().unwrap_or("")) =>
            {
                let (name, handle) = parted(value);
                self.author.name = name.and_then(Clean::some_line);
                handle.is_none_or(|handle| self.accept_handle(handle)) && self.author != Author::default()
            }
            "date" | "published" | "posted" => self.take_date(value),
            "handle" | "account" => handle(value).is_some_and(|handle| self.accept_handle(handle)),
            _ => false,
        }
    }

    fn take_handle(&mut self, line: &str) -> bool {
        let line =
            ["By ", "by ", "Author: ", "From: "].iter().find_map(|by| line.strip_prefix(by)).unwrap_or(line);
        let Some(handle) = handle(line) else { return false };
        self.accept_handle(handle)
    }

    /// `Ana Example (@ana)`, `Ana Example @ana`, `Ana Example @ana · Apr 5`.
    fn take_both(&mut self, line: &str, next: &str) -> bool {
        let (who, date) = line.split_once(" · ").map_or((line, None), |(who, date)| (who, Some(date)));
        let (Some(name), Some(handle)) = parted(who) else { return false };
        let date = match date.map(dates::date_line) {
            Some(None) => return false,
            Some(Some(date)) => date.time,
            None => None,
        };
        // `Thanks @ana` may be a post; in brackets, or below the title, it is a name.
        let is_certain = who.ends_with(')') || who.len() < line.len() || self.title.is_some();
        let is_known = self.author.name.as_deref().is_none_or(|known| known == name);
        if !is_known || !(is_certain || dates::date_line(next).is_some()) || !self.accept_handle(handle) {
            return false;
        }
        self.author.name = Clean::some_line(name);
        self.created = self.created.or(date);
        true
    }

    /// A name is known by the handle below it, or by the title above.
    fn take_name(&mut self, line: &str, next: &str) -> bool {
        if self.author.name.as_deref() == Some(line) {
            return true;
        }
        let is_handle_next = handle(next).is_some_and(|handle| self.knows_no_other(handle));
        let is_name = is_name(line) && self.author.name.is_none() && is_handle_next;
        if is_name {
            self.author.name = Clean::some_line(line);
        }
        is_name
    }

    fn knows_no_other(&self, handle: &str) -> bool {
        self.author.handle.as_deref().is_none_or(|known| known.eq_ignore_ascii_case(handle))
    }

    fn accept_handle(&mut self, handle: &str) -> bool {
        let accepted = self.knows_no_other(handle);
        if accepted {
            self.author.handle = Clean::some_line(handle);
            self.is_author_of_address = false;
            if handle.ends_with(".bsky.social") {
                self.platform = self.platform.or(Some("Bluesky"));
            }
        }
        accepted
    }
}

/// What tools tell of their own work: when they did it, and how many posts they found.
fn is_told_by_tool(line: &str) -> bool {
    const WORK: &[&str] =
        &["Unrolled on ", "Unrolled: ", "Saved on: ", "Saved: ", "Exported: ", "Total tweets: "];
    let count = line.strip_suffix(" tweets").or_else(|| line.strip_suffix(" posts"));
    count.is_some_and(|count| !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()))
        || WORK.iter().any(|work| {
            line.strip_prefix(work).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
}

/// Whom `Twitter Thread by …` and `Thread by … on Thread Reader App` name, and whether that is on X.
fn thread_by(line: &str) -> Option<(&str, bool)> {
    if let Some(handle) = line.strip_prefix("THREAD BY @") {
        // A tool that writes its title in capitals, and the handle with it.
        return handle
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            .then_some(("", false));
    }
    let (who, is_named) = match line.strip_prefix("Twitter ").or_else(|| line.strip_prefix("X ")) {
        Some(rest) => (rest.strip_prefix("Thread by ").or_else(|| rest.strip_prefix("thread by "))?, true),
        None => (line.strip_prefix("Thread by ")?, false),
    };
    let unrolled =
        [" on Thread Reader App", " – Thread Reader App", " - Thread Reader App", " on Twitter", " on X"];
    let mut short = who;
    while let Some(shorter) = unrolled.iter().find_map(|tail| short.strip_suffix(tail)) {
        short = shorter;
    }
    let on_x = is_named || short.len() < who.len();
    // `Thread by thread, the net …` is a sentence.
    let is_who =
        short.starts_with('@') || (short.chars().count() <= NAME_CHARS && !short.contains([',', ':', ';']));
    (is_who && (on_x || !short.ends_with(['.', '!', '?']))).then_some((short, on_x))
}

/// Whom `NAME on X: "…" / X` names: the title of a page of X.
fn said_on(line: &str) -> Option<(&str, bool)> {
    [" on X: ", " on Twitter: "].iter().find_map(|on| {
        let (who, said) = line.split_once(on)?;
        let is_quoted = said.starts_with(['"', '“']) && said.trim_end().ends_with(['"', '”', 'X', 'r', '…']);
        (is_quoted && who.chars().count() <= NAME_CHARS).then_some((who, true))
    })
}

/// Name and handle of `NAME (@handle)`, `NAME @handle`, `NAME`, `@handle`.
pub(super) fn parted(who: &str) -> (Option<&str>, Option<&str>) {
    if let Some(handle) = handle(who) {
        return (None, Some(handle));
    }
    let inner = who.strip_suffix(')').unwrap_or(who);
    let split = inner.rsplit_once(if inner.len() < who.len() { '(' } else { ' ' });
    match split.map(|(name, last)| (name.trim(), handle(last))) {
        Some((name, Some(handle))) if is_name(name) => (Some(name), Some(handle)),
        _ => (Some(who), None),
    }
}

/// The handle that a line is, without its `@`: `@ana_example`, `@ana.example`, `@ana@example.social`.
pub(super) fn handle(line: &str) -> Option<&str> {
    let handle = line.strip_prefix('@')?;
    let is_fine = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
    };
    let (account, instance) = handle.split_once('@').unwrap_or((handle, "x"));
    (handle.len() <= 100 && is_fine(account) && is_fine(instance) && !handle.ends_with('.')).then_some(handle)
}

/// Whether a line can be a name: short, and no sentence.
pub(super) fn is_name(line: &str) -> bool {
    let ends_otherwise = [":", "?", ",", ";", " by", " from", " via", " with", " to", " and"];
    line.chars().count() <= NAME_CHARS
        && line.chars().any(char::is_alphanumeric)
        && !line.contains("://")
        && !line.contains('@')
        && !ends_otherwise.iter().any(|end| line.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Title, name, handle, platform, date, and the text that is left.
    fn told(text: &str) -> [String; 6] {
        let header = read(text, Markup::None);
        let shown = |clean: Option<&Clean>| clean.map(ToString::to_string).unwrap_or_default();
        [
            shown(header.title.as_ref()),
            shown(header.author.name.as_ref()),
            shown(header.author.handle.as_ref()),
            header.platform.unwrap_or_default().to_owned(),
            header.created.map(Time::display).unwrap_or_default(),
            text[header.end..].to_owned(),
        ]
    }

    #[test]
    fn an_unrolled_page_tells_title_name_and_handle() {
        assert_eq!(
            told("\n\nTwitter Thread by A. Example\n\n\n\nA. Example\n\n@AnaExample\n\n\n\nFish."),
            ["Twitter Thread by A. Example", "A. Example", "AnaExample", "X", "", "Fish."]
        );
        assert_eq!(
            told(
                "Thread by @ana on Thread Reader App\n\nAna Example\n@ana\nMar 14, 2024 • 12 tweets • 3 min read\nFish."
            ),
            ["Thread by @ana on Thread Reader App", "Ana Example", "ana", "X", "14 Mar 2024", "Fish."]
        );
        assert_eq!(
            told("Thread by @ana\n========================\n\n[1/2]\nFish."),
            ["Thread by @ana", "", "ana", "", "", "[1/2]\nFish."]
        );
    }

    #[test]
    fn titles_and_names_come_in_many_forms() {
        for (header, title, name, handle, platform) in [
            (
                "Ana Example on X: \"Fish is dear.\" / X",
                "Ana Example on X: \"Fish is dear.\" / X",
                "Ana Example",
                "",
                "X",
            ),
            ("# On fish", "On fish", "", "", ""),
            ("🧵 Thread by Ana Example (@ana)", "🧵 Thread by Ana Example (@ana)", "Ana Example", "ana", ""),
            ("Ana Example (@ana)", "", "Ana Example", "ana", ""),
            ("Ana Example @ana · Apr 5", "", "Ana Example", "ana", ""),
            ("Ana Example\n@ana@example.social", "", "Ana Example", "ana@example.social", ""),
            ("Ana\n@ana.bsky.social\n·\nApr 5", "", "Ana", "ana.bsky.social", "Bluesky"),
            ("By @ana", "", "", "ana", ""),
            ("Source: https://example.social/@ana/1093", "", "", "ana@example.social", "Mastodon"),
            ("Twitter Thread by Ana\nAna\n", "Twitter Thread by Ana", "Ana", "", "X"),
        ] {
            let told = told(&format!("{header}\n\nFish is dear."));
            assert_eq!(told[..4], [title, name, handle, platform].map(str::to_owned), "{header}");
            assert_eq!(told[5], "Fish is dear.", "{header}");
        }
    }

    #[test]
    fn the_source_dates_the_first_post_and_names_its_author() {
        let header =
            read("https://x.com/ana/status/1768200000000000001\n\n14 Mar 2024\n\nFish.", Markup::None);
        assert_eq!(header.address.unwrap().id.as_ref(), "1768200000000000001");
        assert_eq!((header.platform, header.author.handle.as_deref()), (Some("X"), Some("ana")));
        let header = read("https://example.org/fish\n\nFish.", Markup::None);
        assert_eq!((header.url.as_deref(), header.platform), (Some("https://example.org/fish"), None));
    }

    #[test]
    fn notes_are_headed_line_by_line() {
        for header in [
            "Title: On fish\nAuthor: Ana Example (@ana)\nDate: 14 Mar 2024\nURL: https://example.org/fish",
            "Title: On fish\nBy: Ana Example\nHandle: @ana\nPublished: 2024-03-14\n---",
        ] {
            assert_eq!(
                told(&format!("{header}\n\nFish is dear.")),
                ["On fish", "Ana Example", "ana", "", "14 Mar 2024", "Fish is dear."],
                "{header}"
            );
        }
    }

    #[test]
    fn a_text_may_begin_without_any_header() {
        for text in [
            "Fish is dear.\n\n@ana said so.",
            "Thread by thread, the net was mended.",
            "Thanks @ana\n\nFish.",
            "Fish is dear, says:\n@ana",
            "<https://t.co/abc>\n\nFish.",
            "On 14 Mar 2024 fish was dear.",
            "Fish: it is dear.",
            "Date: whenever it suits them.",
        ] {
            assert_eq!(read(text, Markup::None), Header::default(), "{text}");
        }
    }
}
