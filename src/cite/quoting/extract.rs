//! The words of one post that are quoted, out of the thread: text with links written in full, and ranges of how it is set.
//!
//! ```text
//! passages of one post   …bought Fabrikam…      …filings: example.org/fi…
//! extract                bought Fabrikam […] filings: https://example.org/filing?a=1
//! ```
//!
//! All ranges are bytes of the extract's own text. It knows nothing of the forms that it is written in.

use std::ops::{Deref, Range};

use super::Passage;
use crate::cite::wording;
use crate::model::{EntityKind, Post, SEPARATOR, Style, Thread, lines_by_depth};

/// What stands for words that were left out.
pub(super) const GAP: &str = "[…]";

/// The words of one post that are quoted.
#[derive(Debug, Default)]
pub(super) struct Extract<'t> {
    pub(super) text: String,
    /// Links to the web, in order and apart.
    pub(super) links: Vec<(Range<usize>, &'t str)>,
    pub(super) styles: Vec<(Range<usize>, Style)>,
    /// People, organisations, places, products and what they are called, in order and apart.
    pub(super) names: Vec<(Range<usize>, &'t str)>,
    /// What is attached to a post that is quoted as a whole, and why there is no text: words for brackets.
    pub(super) asides: Vec<String>,
    pub(super) is_whole: bool,
}

/// Words that are set alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Segment<'e> {
    pub(super) text: &'e str,
    pub(super) looks: Looks,
    pub(super) link: Option<&'e str>,
    pub(super) name: Option<&'e str>,
}

/// How words are set; the numbers count ranges that lie over each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Looks {
    bold: u32,
    italic: u32,
    code: u32,
    struck: u32,
    spoiler: u32,
}

impl Looks {
    fn change(&mut self, style: Style, is_start: bool) {
        let count = match style {
            Style::Bold => &mut self.bold,
            Style::Italic => &mut self.italic,
            Style::Code => &mut self.code,
            Style::Struck => &mut self.struck,
            Style::Spoiler => &mut self.spoiler,
            Style::Quote => return,
        };
        *count = if is_start { *count + 1 } else { count.saturating_sub(1) };
    }

    /// Whether words are set so.
    pub(super) fn has(self, style: Style) -> bool {
        let count = match style {
            Style::Bold => self.bold,
            Style::Italic => self.italic,
            Style::Code => self.code,
            Style::Struck => self.struck,
            Style::Spoiler => self.spoiler,
            Style::Quote => 0,
        };
        count > 0
    }
}

/// Lines without a blank one between them, at one depth of quotes.
#[derive(Debug, Default)]
pub(super) struct Paragraph<'e> {
    pub(super) depth: usize,
    pub(super) lines: Vec<Line<'e>>,
}

/// A line, with the blanks before its words apart; it reads as its words.
#[derive(Debug, Default)]
pub(super) struct Line<'e> {
    pub(super) indent: &'e str,
    segments: Vec<Segment<'e>>,
}

impl Line<'_> {
    /// The blanks before its words, each as `blank`, which stays where plain blanks would not.
    pub(super) fn kept_indent(&self, blank: &str) -> String {
        wording::kept_blanks(self.indent, blank)
    }
}

impl<'e> Deref for Line<'e> {
    type Target = [Segment<'e>];

    fn deref(&self) -> &Self::Target {
        &self.segments
    }
}

impl<'t> Extract<'t> {
    /// The passages, all of one post, with a sign where they leave words out.
    pub(super) fn of(thread: &'t Thread, passages: &[Passage]) -> Self {
        let Some(first) = passages.first() else { return Self::default() };
        let post = thread.post(first.post);
        let mut extract = Self::default();
        let mut last: Option<Range<u32>> = None;
        for passage in passages {
            let range = trimmed(post, &passage.range);
            if range.is_empty() {
                continue;
            }
            match &last {
                Some(last) if last.end <= range.start => {
                    let between = post.text(last.end..range.start);
                    let is_gap = between.contains(|c: char| !c.is_whitespace() && c != SEPARATOR);
                    let between = between.replace(SEPARATOR, "\n");
                    if is_gap {
                        extract.text.extend([" ", GAP, " "]);
                    } else {
                        extract.text.push_str(&between);
                    }
                }
                Some(_) => extract.text.extend([" ", GAP, " "]),
                None => {}
            }
            extract.append(post, &range);
            last = Some(range);
        }
        let body = trimmed(post, &post.body_range());
        extract.is_whole = passages.iter().any(|passage| {
            let range = trimmed(post, &passage.range);
            body.is_empty() || (range.start <= body.start && range.end >= body.end)
        });
        if extract.is_whole {
            let absence = wording::absence(post);
            let media = post.media().iter().map(wording::medium);
            extract.asides = absence.into_iter().chain(media).map(|words| format!("[{words}]")).collect();
        }
        extract
    }

    fn append(&mut self, post: Post<'t>, range: &Range<u32>) {
        let mut places = Places::default();
        let mut at = range.start;
        let own = |other: &Range<u32>| range.start <= other.start && other.end <= range.end;
        for link in post.with_quotes().flat_map(|post| post.links()) {
            if !own(&link.range) || link.range.start < at || link.range.is_empty() || !is_web(link.url) {
                continue;
            }
            places.add(at, self.text.len(), false);
            self.put(post.text(at..link.range.start));
            let start = self.text.len();
            let reads = post.text(link.range.clone());
            let is_full = is_shortened(reads, link.url);
            places.add(link.range.start, start, is_full);
            if is_full {
                self.text.push_str(link.url);
            } else {
                self.put(reads);
            }
            self.links.push((start..self.text.len(), link.url));
            at = link.range.end;
        }
        places.add(at, self.text.len(), false);
        self.put(post.text(at..range.end));
        let end = self.text.len();
        for styled in post.with_quotes().flat_map(|post| post.styles()) {
            let (start, stop) = (styled.range.start.max(range.start), styled.range.end.min(range.end));
            if start < stop {
                self.styles.push((places.of(start, end)..places.of(stop, end), styled.style));
            }
        }
        let named = [EntityKind::Person, EntityKind::Organization, EntityKind::Place, EntityKind::Product];
        for mention in post.with_quotes().flat_map(|post| post.mentions()) {
            let is_apart = |start| self.names.last().is_none_or(|(last, _)| last.end <= start);
            let (start, stop) = (places.of(mention.range.start, end), places.of(mention.range.end, end));
            let next = self.links.partition_point(|(link, _)| link.end <= start);
            let is_linked = self.links.get(next).is_some_and(|(link, _)| link.start < stop);
            if named.contains(&mention.kind) && own(&mention.range) && is_apart(start) && !is_linked {
                self.names.push((start..stop, mention.name));
            }
        }
    }

    fn put(&mut self, text: &str) {
        self.text.extend(text.chars().map(|c| if c == SEPARATOR { '\n' } else { c }));
    }

    /// The text as paragraphs of lines of segments; white space at the ends of lines is left out.
    pub(super) fn paragraphs(&self) -> Vec<Paragraph<'_>> {
        let quotes = self.styles.iter().filter(|(_, style)| *style == Style::Quote);
        let quotes = quotes.map(|(range, _)| range.start as u32..range.end as u32).collect();
        let mut segments = self.segments().into_iter().peekable();
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        for (stretch, depth) in lines_by_depth(&self.text, 0, quotes) {
            paragraphs.push(Paragraph { depth, lines: Vec::new() });
            let mut at = stretch.start as usize;
            for line in self.text[stretch.start as usize..stretch.end as usize].split('\n') {
                let end = at + line.len();
                let from = at + (line.len() - line.trim_start().len());
                let to = from.max(at + line.trim_end().len());
                let indent = &self.text[at..from];
                let mut pieces = Vec::new();
                while let Some((start, segment)) = segments.peek().copied().filter(|(start, _)| *start < end)
                {
                    let stop = start + segment.text.len();
                    let (left, right) = (start.max(from).min(stop), stop.min(to).max(start));
                    if left < right {
                        pieces.push(Segment { text: &self.text[left..right], ..segment });
                    }
                    if stop > end {
                        break;
                    }
                    segments.next();
                }
                at = end + 1;
                match (pieces.is_empty(), paragraphs.last_mut()) {
                    (false, Some(paragraph)) => paragraph.lines.push(Line { indent, segments: pieces }),
                    (true, Some(paragraph)) if !paragraph.lines.is_empty() => {
                        paragraphs.push(Paragraph { depth, lines: Vec::new() });
                    }
                    _ => {}
                }
            }
        }
        paragraphs.retain(|paragraph| !paragraph.lines.is_empty());
        paragraphs
    }

    /// The text cut where anything changes, each piece with where it begins.
    fn segments(&self) -> Vec<(usize, Segment<'_>)> {
        let mut changes: Vec<(usize, Option<(Style, bool)>)> = Vec::new();
        for (range, style) in &self.styles {
            changes.push((range.start, Some((*style, true))));
            changes.push((range.end, Some((*style, false))));
        }
        let apart = self.links.iter().chain(&self.names);
        changes.extend(apart.flat_map(|(range, _)| [(range.start, None), (range.end, None)]));
        changes.push((self.text.len(), None));
        changes.sort_by_key(|(at, _)| *at);
        let (mut links, mut names) = (self.links.iter().peekable(), self.names.iter().peekable());
        let (mut looks, mut at, mut segments) = (Looks::default(), 0, Vec::new());
        for (next, change) in changes {
            if at < next {
                while links.next_if(|(range, _)| range.end <= at).is_some() {}
                while names.next_if(|(range, _)| range.end <= at).is_some() {}
                let link = links.peek().filter(|(range, _)| range.start <= at).map(|(_, url)| *url);
                let name = names.peek().filter(|(range, _)| range.start <= at).map(|(_, name)| *name);
                segments.push((at, Segment { text: &self.text[at..next], looks, link, name }));
                at = next;
            }
            if let Some((style, is_start)) = change {
                looks.change(style, is_start);
            }
        }
        segments
    }

    /// The words for a form without markup, and what is attached.
    pub(super) fn plain(&self) -> String {
        let asides = self.asides.join("\n");
        let blocks = [self.plain_words(), asides].into_iter().filter(|block| !block.is_empty());
        blocks.collect::<Vec<_>>().join("\n\n")
    }

    /// The words for a form without markup: quotes behind `> `, what is struck out between `~~`, where links lead.
    pub(super) fn plain_words(&self) -> String {
        let paragraphs = self.paragraphs();
        let told = paragraphs.iter().map(|paragraph| {
            let lines = paragraph.lines.iter().map(|line| format!("{}{}", line.indent, plain_line(line)));
            let lines: Vec<_> = lines.collect();
            (0..paragraph.depth).fold(lines.join("\n"), |text, _| wording::quoted(&text))
        });
        told.collect::<Vec<_>>().join("\n\n")
    }
}

/// A line without markup; `~~` around what is struck out, which would read wrong without a sign.
pub(super) fn plain_line(line: &[Segment]) -> String {
    let mut out = String::new();
    let mut is_struck = false;
    for (i, segment) in line.iter().enumerate() {
        if segment.looks.has(Style::Struck) != is_struck {
            is_struck = !is_struck;
            out.push_str("~~");
        }
        out.push_str(segment.text);
        let is_last_of_link = line.get(i + 1).is_none_or(|next| next.link != segment.link);
        if let Some(url) = segment.link.filter(|url| is_last_of_link && leads_elsewhere(segment.text, url)) {
            out.extend([" (", url, ")"]);
        }
    }
    if is_struck { out + "~~" } else { out }
}

/// Whether a link does not say where it leads; handles and tags do, to whoever knows the platform.
fn leads_elsewhere(reads: &str, url: &str) -> bool {
    !reads.starts_with(['@', '#', '$']) && reads != url
}

/// Where places of the post stand in the extract.
#[derive(Default)]
struct Places(Vec<(u32, usize, bool)>);

impl Places {
    /// From `at` on, the post's text stands at `own`, or another text in its place.
    fn add(&mut self, at: u32, own: usize, is_replaced: bool) {
        self.0.push((at, own, is_replaced));
    }

    /// A place within a text that was replaced is at the end of what replaced it.
    fn of(&self, at: u32, end: usize) -> usize {
        let next = self.0.partition_point(|(from, ..)| *from <= at);
        let Some((from, own, is_replaced)) = next.checked_sub(1).and_then(|i| self.0.get(i)) else {
            return 0;
        };
        match (at - from, is_replaced) {
            (0, _) => *own,
            (_, true) => self.0.get(next).map_or(end, |(_, own, _)| *own),
            (within, false) => (own + within as usize).min(end),
        }
    }
}

/// A range of a post's text that begins and ends with a character that shows, within the text; the blanks before its first
/// line stay, if it is quoted from its beginning.
fn trimmed(post: Post, range: &Range<u32>) -> Range<u32> {
    let whole = post.whole();
    let fit = |at: u32| {
        let mut at = (at as usize).min(whole.len());
        while !whole.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (fit(range.start), fit(range.end));
    let is_blank = |c: char| c.is_whitespace() || c == SEPARATOR;
    let Some(text) = whole.get(start..end) else { return 0..0 };
    let shown = start + (text.len() - text.trim_start_matches(is_blank).len());
    let end = shown + whole[shown..end].trim_end_matches(is_blank).len();
    let is_line_end = |c: char| c == '\n' || c == SEPARATOR;
    let line = match whole[start..shown].rfind(is_line_end) {
        Some(last) => start + last + 1,
        None if start == 0 || whole[..start].ends_with(is_line_end) => start,
        None => shown,
    };
    let start = if shown == end { shown } else { line };
    start as u32..end as u32
}

/// Whether an address leads to the web; no other is ever made a link.
pub(super) fn is_web(url: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Whether a link reads as an address that is not, or not all of, the one it leads to: `t.co/x`, `example.org/fi…`.
fn is_shortened(reads: &str, url: &str) -> bool {
    let bare = reads.trim_end_matches(['…', '.']);
    let host = bare.split_once("://").map_or(bare, |(_, rest)| rest).split('/').next().unwrap_or_default();
    let is_host = host == "t.co" || (host.contains('.') && url.contains(host));
    let is_address = !reads.contains(char::is_whitespace)
        && !reads.starts_with(['@', '#', '$'])
        && (bare.contains("://") || is_host);
    is_address && reads != url
}
