//! X's text rules: from the text of a file and the ranges marked in it to what the platform shows.
//!
//! ```text
//! R&amp;D: https://t.co/a #dig https://t.co/b      ranges count code points of this, as it stands in the file
//! R&D: example.org/filing… #dig                    shown: unescaped once, links as X displays them, media link gone
//! ```
//!
//! The rules are those of the API's documents on tweet updates (`display_text_range`) and entities, checked against real
//! files. This module must not know JSON: who reads a file hands in the marks.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{Clean, DraftLink, EntityKind, Marks, Rich, Style};

/// A text as a file has it, and what is marked in it.
#[derive(Debug, Default)]
pub(super) struct Written<'a> {
    /// The text as it stands in the file.
    pub(super) raw: &'a str,
    /// Whether `&`, `<` and `>` are written `&amp;`, `&lt;` and `&gt;`.
    pub(super) is_escaped: bool,
    /// What is marked, in any order.
    pub(super) marks: Vec<Mark<'a>>,
    /// The handle of the author it answers, if a reader sees that post: mentioning them alone at the front says nothing.
    pub(super) answers: Option<&'a str>,
}

/// A range of code points of the raw text, and what it is.
#[derive(Clone, Debug)]
pub(super) struct Mark<'a> {
    /// The first code point.
    pub(super) start: u64,
    /// The code point after the last.
    pub(super) end: u64,
    /// What is there.
    pub(super) what: What<'a>,
}

impl Mark<'_> {
    /// Whether it is the link that reads `url` in the text.
    pub(super) fn links(&self, url: &str) -> bool {
        matches!(&self.what, What::Link(target) | What::Attachment(target) if target.url == url)
    }
}

/// What a mark stands for.
#[derive(Clone, Debug)]
pub(super) enum What<'a> {
    /// A link, and how X displays it.
    Link(Target<'a>),
    /// The link to a picture, a film, or the quoted post, which X does not show at the end of a text.
    Attachment(Target<'a>),
    /// A handle, a hashtag or a cashtag, named without its sign.
    Name(EntityKind, Cow<'a, str>),
}

/// The three forms of a link.
#[derive(Clone, Debug, Default)]
pub(super) struct Target<'a> {
    /// As it stands in the text, `https://t.co/…`.
    pub(super) url: Cow<'a, str>,
    /// Where it leads.
    pub(super) expanded: Option<Cow<'a, str>>,
    /// As X displays it, `example.org/filing…`.
    pub(super) display: Option<Cow<'a, str>>,
}

/// A mark found in the text.
struct Placed<'a> {
    range: Range<usize>,
    what: What<'a>,
}

/// What is told of a text besides its links and names; ranges count code points of the raw text.
#[derive(Debug, Default)]
pub(super) struct Besides<'a> {
    /// How stretches of it are set.
    pub(super) styles: Vec<(u64, u64, Style)>,
    /// Who and what it speaks of, by X's own reckoning.
    pub(super) entities: Vec<Spoken<'a>>,
}

/// Something that a text speaks of.
#[derive(Clone, Debug)]
pub(super) struct Spoken<'a> {
    /// Its first code point; off by one or two at times.
    pub(super) start: u64,
    /// A person, an organization, a place, a product.
    pub(super) kind: EntityKind,
    /// The words, not escaped.
    pub(super) words: Cow<'a, str>,
}

impl Written<'_> {
    /// Appends the text as X shows it; returns how many marks fit nowhere in it.
    pub(super) fn compose_onto(self, rich: &mut Rich) -> usize {
        self.compose_with(Besides::default(), rich)
    }

    /// Appends the text as X shows it, and marks what else is told of it; what of that does not fit is left out.
    pub(super) fn compose_with(self, besides: Besides, rich: &mut Rich) -> usize {
        let Self { raw, is_escaped, marks, answers } = self;
        rich.reserve(raw.len());
        let given = marks.len();
        let mut placed = place(raw, marks);
        let lost = given - placed.len();
        let end = strip_attachments(raw, &mut placed);
        let start = answers.map_or(0, |handle| end_of_prefix(&raw[..end], &placed, handle));
        let besides = besides.place(raw, is_escaped, &placed);
        let mut writing = Writing { raw, is_escaped, rich, bounds: besides.bounds(), moved: Vec::new() };
        let mut at = start;
        for mark in placed.into_iter().filter(|mark| mark.range.start >= start) {
            writing.plain(at..mark.range.start);
            at = mark.range.end;
            writing.mark(mark);
        }
        writing.plain(at..end);
        writing.finish(besides);
        lost
    }
}

/// A text on its way from the file to what is shown.
struct Writing<'w> {
    raw: &'w str,
    is_escaped: bool,
    rich: &'w mut Rich,
    /// The bytes of the raw text whose places in what is shown are wanted, in order.
    bounds: Vec<usize>,
    /// Those places, as far as the text is written.
    moved: Vec<usize>,
}

impl<'w> Writing<'w> {
    fn unescaped(&self, range: Range<usize>) -> Cow<'w, str> {
        let text = &self.raw[range];
        if self.is_escaped { unescape(text) } else { Cow::Borrowed(text) }
    }

    /// The next bound up to a byte.
    fn bound(&self, last: usize) -> Option<usize> {
        self.bounds.get(self.moved.len()).copied().filter(|bound| *bound <= last)
    }

    fn plain(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while let Some(bound) = self.bound(range.end) {
            if bound > at {
                self.rich.push(&self.unescaped(at..bound));
                at = bound;
            }
            self.moved.push(self.rich.text().len());
        }
        self.rich.push(&self.unescaped(at..range.end));
    }

    fn mark(&mut self, mark: Placed) {
        // A bound within a mark is where the mark begins.
        while self.bound(mark.range.end - 1).is_some() {
            self.moved.push(self.rich.text().len());
        }
        let text = self.unescaped(mark.range);
        match mark.what {
            What::Link(target) | What::Attachment(target) => push_link(self.rich, &text, target),
            What::Name(kind, name) => {
                let sign = match kind {
                    EntityKind::Handle => '@',
                    EntityKind::Hashtag => '#',
                    _ => '$',
                };
                self.rich.push_mention(&text, kind, Clean::some_line(&format!("{sign}{name}")));
            }
        }
    }

    /// Marks what is told besides.
    fn finish(self, besides: Stretches) {
        let end = self.rich.text().len();
        let now = |at: usize| {
            let bound = self.bounds.partition_point(|bound| *bound < at);
            self.moved.get(bound).copied().unwrap_or(end)
        };
        let now = |range: Range<usize>| Some(now(range.start)..now(range.end)).filter(|now| !now.is_empty());
        let styles = besides.styles.into_iter().filter_map(|(range, style)| Some((now(range)?, style)));
        let mentions = besides
            .mentions
            .into_iter()
            .filter_map(|(range, kind, name)| Some((now(range)?, kind, Clean::some_line(&name))));
        let marks = Marks { links: Vec::new(), mentions: mentions.collect(), styles: styles.collect() };
        if !marks.is_empty() {
            self.rich.add(marks);
        }
    }
}

/// What is told of a text besides, by bytes of it.
#[derive(Default)]
struct Stretches {
    styles: Vec<(Range<usize>, Style)>,
    mentions: Vec<(Range<usize>, EntityKind, String)>,
}

impl Stretches {
    fn bounds(&self) -> Vec<usize> {
        let styles = self.styles.iter().map(|(range, _)| range);
        let ranges = styles.chain(self.mentions.iter().map(|(range, ..)| range));
        let mut bounds: Vec<usize> = ranges.flat_map(|range| [range.start, range.end]).collect();
        bounds.sort_unstable();
        bounds.dedup();
        bounds
    }
}

impl Besides<'_> {
    fn place(mut self, raw: &str, is_escaped: bool, placed: &[Placed]) -> Stretches {
        /// More of them are in no text that X took.
        const MOST: usize = 200;
        let mut found = Stretches::default();
        self.styles.sort_by_key(|(start, ..)| *start);
        let mut cursor = Cursor { text: raw, points: 0, bytes: 0 };
        let styles = self.styles.into_iter();
        found
            .styles
            .extend(styles.filter_map(|(start, end, style)| Some((cursor.range(start, end)?, style))));
        for spoken in self.entities.into_iter().take(MOST) {
            let Some(range) = spoken.find(raw, is_escaped) else { continue };
            let next = placed.partition_point(|mark| mark.range.end <= range.start);
            let is_free = placed.get(next).is_none_or(|mark| mark.range.start >= range.end)
                && found
                    .mentions
                    .iter()
                    .all(|(other, ..)| other.end <= range.start || range.end <= other.start);
            if is_free {
                found.mentions.push((range, spoken.kind, spoken.words.into_owned()));
            }
        }
        found
    }
}

impl Spoken<'_> {
    /// The occurrence of the words nearest to where they should be, in code points of the text as it stands in the file
    /// or as it is shown: X has given both.
    fn find(&self, raw: &str, is_escaped: bool) -> Option<Range<usize>> {
        const TOLERANCE: u64 = 2;
        if self.words.is_empty() {
            return None;
        }
        let words = if is_escaped { escape(&self.words) } else { Cow::Borrowed(&*self.words) };
        let (mut at, mut points, mut shown) = (0, 0, 0);
        let mut best: Option<(u64, Range<usize>)> = None;
        for (start, found) in raw.match_indices(&*words) {
            let between = &raw[at..start];
            let length = between.chars().count() as u64;
            points += length;
            shown += if is_escaped { unescape(between).chars().count() as u64 } else { length };
            at = start;
            let distance = points.abs_diff(self.start).min(shown.abs_diff(self.start));
            if distance <= TOLERANCE && best.as_ref().is_none_or(|(least, _)| distance < *least) {
                best = Some((distance, start..start + found.len()));
            }
        }
        best.map(|(_, range)| range)
    }
}

/// As X escapes its texts.
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// Whether a text is escaped, where the file does not tell: all its `&`, `<` and `>` are written as references then.
pub(super) fn looks_escaped(text: &str) -> bool {
    let mut signs = text.match_indices(['&', '<', '>']).peekable();
    signs.peek().is_some()
        && signs.all(|(at, _)| ["&amp;", "&lt;", "&gt;"].iter().any(|name| text[at..].starts_with(name)))
}

/// Appends a link in the form that X displays.
fn push_link(rich: &mut Rich, text: &str, target: Target) {
    // What was cut with the text, as in old retweets, stays as it is written.
    let display = target.display.filter(|display| !display.is_empty() && !text.ends_with('…'));
    let reads = display.as_deref().unwrap_or(text);
    let url =
        target.expanded.as_deref().and_then(Clean::some_line).unwrap_or_else(|| Clean::line(&target.url));
    let shown = Clean::some_line(&target.url).filter(|shown| *shown != url && **shown != *reads);
    rich.push_link(reads, DraftLink { url, shown, title: None });
}

/// The marks with their bytes, in order and without overlaps; what fits nowhere is left out.
fn place<'a>(raw: &str, mut marks: Vec<Mark<'a>>) -> Vec<Placed<'a>> {
    marks.sort_by_key(|mark| mark.start);
    let mut cursor = Cursor { text: raw, points: 0, bytes: 0 };
    let mut placed: Vec<Placed> = Vec::with_capacity(marks.len());
    for Mark { start, end, what } in marks {
        let floor = placed.last().map_or(0, |last| last.range.end);
        let given =
            cursor.range(start, end).filter(|range| range.start >= floor && what.fits(&raw[range.clone()]));
        // Offsets of files that went through other hands may be off: the next such text is what is meant.
        if let Some(range) = given.or_else(|| what.find(raw, floor)) {
            placed.push(Placed { range, what });
        }
    }
    placed
}

/// Counts code points from front to back.
struct Cursor<'t> {
    text: &'t str,
    points: u64,
    bytes: usize,
}

impl Cursor<'_> {
    /// The bytes of a range that begins no earlier than the last one did.
    fn range(&mut self, start: u64, end: u64) -> Option<Range<usize>> {
        self.bytes = byte_of(&self.text[self.bytes..], start.checked_sub(self.points)?)? + self.bytes;
        self.points = start;
        let length = byte_of(&self.text[self.bytes..], end.checked_sub(start).filter(|length| *length > 0)?)?;
        Some(self.bytes..self.bytes + length)
    }
}

/// Where the code point `index` of `text` begins, or the text ends.
fn byte_of(text: &str, index: u64) -> Option<usize> {
    let index = usize::try_from(index).ok()?;
    text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(index)
}

impl What<'_> {
    /// Whether `text` is what this mark stands for.
    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Link(target) | Self::Attachment(target) => {
                let cut = text.strip_suffix('…').filter(|cut| cut.starts_with("http"));
                // X's own notices link words, not addresses.
                text == target.url
                    || cut.is_some_and(|cut| target.url.starts_with(cut))
                    || target.display.as_deref() == Some(text)
            }
            // Accounts change their names; the text keeps the old one.
            Self::Name(EntityKind::Handle, _) => text.strip_prefix(['@', '＠']).is_some_and(|name| {
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            }),
            Self::Name(EntityKind::Hashtag, name) => {
                text.strip_prefix(['#', '＃']).is_some_and(|tag| is_same(tag, name))
            }
            Self::Name(_, name) => text.strip_prefix('$').is_some_and(|symbol| is_same(symbol, name)),
        }
    }

    /// The first text from `floor` on that this mark can stand for, spelled as the file spells it.
    fn find(&self, raw: &str, floor: usize) -> Option<Range<usize>> {
        let needle = match self {
            Self::Link(target) | Self::Attachment(target) => target.url.to_string(),
            Self::Name(EntityKind::Handle, name) => format!("@{name}"),
            Self::Name(EntityKind::Hashtag, name) => format!("#{name}"),
            Self::Name(_, name) => format!("${name}"),
        };
        if needle.len() < 2 {
            return None;
        }
        let goes_on = |c: char| c.is_alphanumeric() || c == '_';
        raw[floor..]
            .match_indices(&needle)
            .map(|(at, found)| floor + at..floor + at + found.len())
            .find(|range| !raw[range.end..].starts_with(goes_on) && !raw[..range.start].ends_with(goes_on))
    }
}

fn is_same(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

/// Takes the links to attachments away from the end of a text; returns where the rest ends.
fn strip_attachments(raw: &str, placed: &mut Vec<Placed>) -> usize {
    let mut end = raw.len();
    while let Some(last) = placed.last() {
        let is_last = matches!(last.what, What::Attachment(_)) && raw[last.range.end..end].trim().is_empty();
        if !is_last {
            break;
        }
        end = raw[..last.range.start].trim_end().len();
        placed.pop();
    }
    end
}

/// Where a reply's text begins behind the mentions that X put before it, if they name nobody but `handle`.
fn end_of_prefix(shown: &str, placed: &[Placed], handle: &str) -> usize {
    let mut at = 0;
    for mark in placed {
        let What::Name(EntityKind::Handle, name) = &mark.what else { break };
        if mark.range.start != at {
            break;
        }
        if !name.eq_ignore_ascii_case(handle) {
            return 0;
        }
        let rest = &shown[mark.range.end..];
        let words = rest.trim_start();
        if words.len() == rest.len() && !rest.is_empty() {
            // `@ilse's crane`: it is a word of the sentence.
            break;
        }
        at = shown.len() - words.len();
    }
    // A reply that is nothing but the mention keeps it.
    if at < shown.len() { at } else { 0 }
}

/// Decodes `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;` and references by number, once.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (decoded, len) = reference(rest).unwrap_or(('&', 1));
        out.push(decoded);
        rest = &rest[len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that `text` opens with a reference to, and the length of that reference.
fn reference(text: &str) -> Option<(char, usize)> {
    /// `&#x10FFFF;` is the longest that stands for a character.
    const LONGEST: usize = 10;
    let end = text.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = &text[1..end];
    let decoded = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((decoded, end + 1))
}

/// Whether a text is what X shows instead of a post that it withholds.
pub(super) fn is_withheld_notice(text: &str) -> bool {
    text.contains(" withheld in ") && text.trim_end().ends_with("Learn more.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, PostIx, Source, ThreadBuilder};

    fn link(url: &'static str, expanded: &'static str, display: &'static str) -> Target<'static> {
        Target { url: url.into(), expanded: Some(expanded.into()), display: Some(display.into()) }
    }

    fn mark(start: u64, end: u64, what: What<'static>) -> Mark<'static> {
        Mark { start, end, what }
    }

    fn handle(start: u64, end: u64, name: &'static str) -> Mark<'static> {
        mark(start, end, What::Name(EntityKind::Handle, name.into()))
    }

    /// What a reader sees, then every link and mention as `text -> target`, and the number of marks that were lost.
    fn shown(written: Written) -> (String, Vec<String>, usize) {
        let mut body = Rich::default();
        let lost = written.compose_onto(&mut body);
        let mut builder = ThreadBuilder::new(Source::default());
        builder.push(Draft { body, ..Draft::default() });
        let thread = builder.finish();
        let post = thread.post(PostIx(0));
        let links = post.links().map(|link| {
            let way = link.shown.map(|shown| format!(" ({shown})")).unwrap_or_default();
            format!("{} -> {}{way}", post.text(link.range), link.url)
        });
        let names = post.mentions().map(|name| format!("{} -> {}", post.text(name.range), name.name));
        let marks = links.chain(names).collect();
        (post.body().to_owned(), marks, lost)
    }

    #[test]
    fn offsets_count_code_points_of_the_escaped_text() {
        let filing = link("https://t.co/a", "https://example.org/filing/7", "example.org/filing…");
        let (text, marks, lost) = shown(Written {
            raw: "R&amp;D 👩‍🔬 &lt;3 https://t.co/a by @Ilse #Dig $KORU",
            is_escaped: true,
            marks: vec![
                handle(36, 41, "ilse"),
                mark(18, 32, What::Link(filing)),
                mark(42, 46, What::Name(EntityKind::Hashtag, "dig".into())),
                mark(47, 52, What::Name(EntityKind::Cashtag, "KORU".into())),
            ],
            answers: None,
        });
        assert_eq!(text, "R&D 👩‍🔬 <3 example.org/filing… by @Ilse #Dig $KORU");
        assert_eq!(
            marks,
            [
                "example.org/filing… -> https://example.org/filing/7 (https://t.co/a)",
                "@Ilse -> @ilse",
                "#Dig -> #dig",
                "$KORU -> $KORU",
            ]
        );
        assert_eq!(lost, 0);
    }

    #[test]
    fn references_are_decoded_once_and_only_where_the_file_escapes() {
        for (raw, expected) in [
            ("a &amp;lt; b", "a &lt; b"),
            ("-&gt; &#39;&#x201C;x&quot;", "-> '“x\""),
            ("&amp", "&amp"),
            ("R&D &nbsp; &#xD800; &#x110000; &;", "R&D &nbsp; &#xD800; &#x110000; &;"),
            ("&&amp;&", "&&&"),
            ("&é;", "&é;"),
        ] {
            assert_eq!(unescape(raw), expected);
        }
        let note = Written { raw: "AT&amp;T", ..Written::default() };
        assert_eq!(shown(note).0, "AT&amp;T");
    }

    #[test]
    fn links_to_attachments_go_at_the_end_and_stay_elsewhere() {
        let picture = || link("https://t.co/p", "https://x.com/ilse/status/1/photo/1", "pic.x.com/p");
        let quoted = || link("https://t.co/q", "https://x.com/bo/status/2", "x.com/bo/status/2");
        let (text, marks, _) = shown(Written {
            raw: "See this. https://t.co/q https://t.co/p",
            marks: vec![mark(10, 24, What::Attachment(quoted())), mark(25, 39, What::Attachment(picture()))],
            ..Written::default()
        });
        assert_eq!((text.as_str(), marks.len()), ("See this.", 0));
        let (text, marks, _) = shown(Written {
            raw: "https://t.co/p is the crane",
            marks: vec![mark(0, 14, What::Attachment(picture()))],
            ..Written::default()
        });
        assert_eq!(text, "pic.x.com/p is the crane");
        assert_eq!(marks, ["pic.x.com/p -> https://x.com/ilse/status/1/photo/1 (https://t.co/p)"]);
    }

    #[test]
    fn the_mention_of_the_answered_author_goes_where_the_tree_tells_it() {
        let reply = |raw, answers| {
            let marks = vec![handle(0, 5, "Ilse"), handle(6, 9, "bo")];
            shown(Written { raw, marks, answers, ..Written::default() }).0
        };
        assert_eq!(reply("@Ilse yes @bo", None), "@Ilse yes @bo");
        assert_eq!(reply("@Ilse yes", Some("ilse")), "yes");
        assert_eq!(reply("@Ilse @bo yes", Some("ilse")), "@Ilse @bo yes");
        assert_eq!(reply("@Ilse", Some("ilse")), "@Ilse");
        assert_eq!(reply("@Ilse, surely not", Some("ilse")), "@Ilse, surely not");
    }

    #[test]
    fn marks_that_are_off_are_found_by_what_they_name() {
        let filing = || link("https://t.co/a", "https://example.org/", "example.org");
        let (text, marks, lost) = shown(Written {
            raw: "Off by one: https://t.co/ab https://t.co/a",
            marks: vec![mark(13, 27, What::Link(filing())), handle(900, 901, "nobody")],
            ..Written::default()
        });
        assert_eq!(text, "Off by one: https://t.co/ab example.org");
        assert_eq!((marks.len(), lost), (1, 1));
        // An old retweet, cut in the middle of its link.
        let (text, marks, lost) = shown(Written {
            raw: "RT @bo: read https://t.c…",
            marks: vec![handle(3, 6, "bo"), mark(13, 25, What::Link(filing()))],
            ..Written::default()
        });
        assert_eq!((text.as_str(), marks.len(), lost), ("RT @bo: read https://t.c…", 2, 0));
    }
}
