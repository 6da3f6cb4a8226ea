//! What stands out in the words of a post: links, mentions, how words are set, and words of the program's own between.
//!
//! ```text
//! text of the post   sold for 1 2 M: the filing        links, mentions, styles are ranges of it
//! composed           sold for ~~1~~ 2 M: the filing [example.org]
//! runs               └───┘└┘└┘└┘└─────┘└────────┘└─────────────┘   each of one role and one set of styles
//! ```

use std::borrow::Cow;
use std::ops::Range;

use super::block::{Piece, Role};
use super::looks::{Emoji, LinkForm, Looks};
use super::measure;
use crate::model::{Link, Post, Style, address};

/// How words are set: any number of styles at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StyleSet(u8);

impl StyleSet {
    /// The set with one style more.
    #[must_use]
    pub fn with(self, style: Style) -> Self {
        Self(self.0 | 1 << style as u8)
    }

    /// Whether a style is in it.
    pub fn has(self, style: Style) -> bool {
        self.0 & (1 << style as u8) != 0
    }
}

/// What stands out in a stretch of text: ranges with a role, and words of the program's own to put in.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Sorted by start, not overlapping.
    pub(super) spans: Vec<(Range<u32>, Role)>,
    /// How words are set; sorted by start, not overlapping.
    pub(super) styles: Vec<(Range<u32>, StyleSet)>,
    /// Sorted by where they begin.
    pub(super) inserts: Vec<Insert>,
}

/// Words of the program's own between those of the post, or in place of some of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Insert {
    /// The bytes of the post in whose place it stands; none for one that stands between.
    pub(super) source: Range<u32>,
    pub(super) words: String,
    /// For one that stands between; in the place of words it has theirs.
    pub(super) role: Role,
}

impl Insert {
    fn between(at: u32, words: impl Into<String>, role: Role) -> Self {
        Self { source: at..at, words: words.into(), role }
    }

    /// Where it stands: what stands between two bytes comes before what stands for the second.
    fn place(&self) -> (u32, bool) {
        (self.source.start, !self.source.is_empty())
    }
}

impl Marks {
    /// What stands out in a part behind a label.
    pub(super) fn labelled(
        post: &Post,
        range: Range<u32>,
        (label, role): (String, Role),
        looks: &Looks,
    ) -> Self {
        let mut marks = Self::default();
        marks.inserts.push(Insert::between(range.start, label, role));
        marks.show_emoji(post, range, looks.emoji);
        marks
    }

    /// What stands out in the body of a post.
    pub(super) fn new(post: &Post, body: Range<u32>, looks: &Looks) -> Self {
        let mut marks = Self::default();
        let links: Vec<Link> = post.links().collect();
        let mut all: Vec<(Range<u32>, Role, Option<&Link>)> = links
            .iter()
            .map(|link| (link.range.clone(), Role::Link, Some(link)))
            .chain(post.mentions().map(|mention| (mention.range, Role::Mention(mention.kind), None)))
            .collect();
        all.sort_by_key(|(range, ..)| (range.start, std::cmp::Reverse(range.end)));
        for (range, role, link) in all {
            if marks.spans.last().is_some_and(|(last, _)| last.end > range.start) {
                continue;
            }
            if let Some(link) = link {
                let host = address::host(link.url).unwrap_or_else(|| link.url.to_owned());
                let words = post.text(range.clone());
                // A link whose words name its host needs no more.
                if !names_host(words, &host) {
                    if looks.links != LinkForm::Label {
                        marks.inserts.push(Insert::between(range.end, format!("\u{a0}[{host}]"), Role::Host));
                    }
                } else if let Some(words) = looks.links.shortened(words, &host) {
                    marks.inserts.push(Insert { source: range.clone(), words, role });
                }
            }
            marks.spans.push((range, role));
        }
        marks.show_emoji(post, body, looks.emoji);
        marks.set(post);
        marks
    }

    /// Puts names, or simpler signs, in the place of emoji.
    fn show_emoji(&mut self, post: &Post, range: Range<u32>, emoji: Emoji) {
        // What is shortened as a whole has no emoji of its own.
        let shortened: Vec<_> =
            self.inserts.iter().map(|insert| insert.source.clone()).filter(|s| !s.is_empty()).collect();
        for (within, words) in emoji.replaced(post.text(range.clone())) {
            let source = range.start + within.start as u32..range.start + within.end as u32;
            let next = shortened.get(shortened.partition_point(|short| short.end <= source.start));
            if next.is_none_or(|short| source.end <= short.start) {
                self.inserts.push(Insert { source, words, role: Role::Body });
            }
        }
        self.inserts.sort_by_key(Insert::place);
    }

    /// Names what was taken out, where it stood.
    pub(super) fn reveal(&mut self, post: &Post) {
        let mut hidden = post.hidden().peekable();
        while let Some(first) = hidden.next() {
            let mut run = vec![first.what];
            while let Some(next) = hidden.next_if(|next| next.at == first.at) {
                run.push(next.what);
            }
            self.inserts.push(Insert::between(first.at, named(&run), Role::Warning));
        }
        self.inserts.sort_by_key(Insert::place);
    }

    /// How the words are set. What is struck must not read as if it stood, nor a spoiler as if it did not matter, nor code
    /// as if it were prose, on a terminal without such looks.
    fn set(&mut self, post: &Post) {
        let mut bounds: Vec<(u32, bool, Style)> = Vec::new();
        for styled in post.styles().filter(|styled| styled.style != Style::Quote) {
            let Range { start, end } = styled.range;
            let (before, after) = match styled.style {
                Style::Struck => ("~~", "~~"),
                Style::Spoiler => ("[spoiler:\u{a0}", "]"),
                // Code of several lines has lines of its own.
                Style::Code if !post.text(start..end).contains('\n') => ("`", "`"),
                _ => ("", ""),
            };
            if !before.is_empty() {
                self.inserts.push(Insert::between(start, before, Role::Note));
                self.inserts.push(Insert::between(end, after, Role::Note));
            }
            bounds.extend([(start, true, styled.style), (end, false, styled.style)]);
        }
        self.inserts.sort_by_key(Insert::place);
        bounds.sort_unstable_by_key(|(at, is_start, _)| (*at, *is_start));
        let mut open = [0_usize; Style::ALL.len()];
        let mut from = 0;
        for (at, is_start, style) in bounds {
            let set = Style::ALL.iter().filter(|style| open[**style as usize] > 0);
            let set = set.fold(StyleSet::default(), |set, style| set.with(*style));
            if set != StyleSet::default() && from < at {
                self.styles.push((from..at, set));
            }
            let count = &mut open[style as usize];
            *count = if is_start { *count + 1 } else { count.saturating_sub(1) };
            from = at;
        }
    }
}

/// So many characters of a run are named.
const MOST_NAMED: usize = 12;

/// A run of characters that cannot be shown: what they spell, or their names.
fn named(run: &[char]) -> String {
    // Tag letters smuggle text that machines read and people do not see.
    let spelt = |c: &char| char::from_u32((*c as u32).checked_sub(0xE0000)?).filter(char::is_ascii_graphic);
    let text: String = run.iter().filter_map(spelt).take(MOST_NAMED * 8).collect();
    if !text.is_empty() && text.len() + 1 >= run.len() {
        return format!("⟦tags:\u{a0}{text}⟧");
    }
    let name = |c: &char| match c {
        '\u{1B}' => "ESC".to_owned(),
        '\u{202A}' => "LRE".to_owned(),
        '\u{202B}' => "RLE".to_owned(),
        '\u{202C}' => "PDF".to_owned(),
        '\u{202D}' => "LRO".to_owned(),
        '\u{202E}' => "RLO".to_owned(),
        c => format!("U+{:04X}", *c as u32),
    };
    let more = if run.len() > MOST_NAMED { format!("+{}", run.len() - MOST_NAMED) } else { String::new() };
    let names: Vec<String> = run.iter().take(MOST_NAMED).map(name).collect();
    format!("⟦{}{more}⟧", names.join("\u{a0}"))
}

/// Whether the words of a link are an address at that host.
fn names_host(words: &str, host: &str) -> bool {
    let words = words.trim();
    let named = address::host(words).or_else(|| address::host(&format!("https://{words}")));
    named.is_some_and(|named| named == host)
}

/// A stretch of a post's text with the inserts put in, and the way back to where each byte came from.
pub(super) struct Composed<'t> {
    pub(super) text: Cow<'t, str>,
    /// Where the stretch begins in the post.
    base: u32,
    inserts: Vec<Placed<'t>>,
}

/// An insert in a composed text.
struct Placed<'t> {
    /// Where it stands.
    range: Range<usize>,
    insert: &'t Insert,
    /// The byte of the post that follows it.
    after: u32,
}

impl<'t> Composed<'t> {
    /// The text of a range of the post with the inserts that stand in it.
    pub(super) fn new(source: &'t str, range: Range<u32>, inserts: &'t [Insert]) -> Self {
        let base = range.start;
        let first = inserts.partition_point(|insert| insert.source.start < range.start);
        let inserts = inserts[first..].iter().take_while(|insert| insert.source.start <= range.end);
        let mut composed = Self { text: Cow::Borrowed(source), base, inserts: Vec::new() };
        let (mut text, mut from) = (String::new(), 0);
        for insert in inserts.filter(|insert| insert.source.end <= range.end) {
            // What would stand within replaced words stands after them.
            let at = ((insert.source.start - base) as usize).max(from);
            text.push_str(&source[from..at]);
            from = at.max((insert.source.end - base) as usize);
            let place = text.len()..text.len() + insert.words.len();
            composed.inserts.push(Placed { range: place, insert, after: base + from as u32 });
            text.push_str(&insert.words);
        }
        if !composed.inserts.is_empty() {
            text.push_str(&source[from..]);
            composed.text = Cow::Owned(text);
        }
        composed
    }

    /// How many inserts end at `at` or before.
    fn before(&self, at: usize) -> usize {
        self.inserts.partition_point(|placed| placed.range.end <= at)
    }

    /// The byte of the post that stands at `at`; for an insert, the byte it stands before or in whose place it stands.
    pub(super) fn source(&self, at: usize) -> u32 {
        let before = self.before(at);
        let last = before.checked_sub(1).map(|last| &self.inserts[last]);
        let (end, after) = last.map_or((0, self.base), |last| (last.range.end, last.after));
        let to = self.inserts.get(before).map_or(at, |next| at.min(next.range.start));
        after + (to - end) as u32
    }

    /// The run that begins at `at`; what nothing marks has the given role.
    pub(super) fn run(&self, at: usize, marks: &Marks, role: Role) -> Run {
        let mut end = self.text.len();
        let source = self.source(at);
        let mut replaces = None;
        match self.inserts.get(self.before(at)) {
            Some(Placed { range, insert: Insert { source, role, .. }, .. }) if range.start <= at => {
                if source.is_empty() {
                    let set = StyleSet::default();
                    return Run { end: range.end, role: *role, set, origin: None, is_exact: false };
                }
                end = range.end;
                replaces = Some(source.clone());
            }
            Some(placed) => end = placed.range.start,
            None => {}
        }
        let mut bound = |byte: u32| {
            if replaces.is_none() {
                end = end.min(at + (byte - source) as usize);
            }
        };
        let (mut role, mut set) = (role, StyleSet::default());
        match marks.spans.get(marks.spans.partition_point(|(range, _)| range.end <= source)) {
            Some((range, mark)) if range.start <= source => {
                bound(range.end);
                role = *mark;
            }
            Some((range, _)) => bound(range.start),
            None => {}
        }
        match marks.styles.get(marks.styles.partition_point(|(range, _)| range.end <= source)) {
            Some((range, styles)) if range.start <= source => {
                bound(range.end);
                set = *styles;
            }
            Some((range, _)) => bound(range.start),
            None => {}
        }
        let is_exact = replaces.is_none();
        Run { end, role, set, origin: Some(replaces.unwrap_or(source..source)), is_exact }
    }
}

/// A stretch of composed text of one kind.
pub(super) struct Run {
    /// Where it ends.
    pub(super) end: usize,
    pub(super) role: Role,
    pub(super) set: StyleSet,
    /// Which bytes of the post it stands for, or, where it is exact, the one it begins with; `None` for words of the
    /// program's own.
    pub(super) origin: Option<Range<u32>>,
    /// Whether it is those bytes as they stand.
    pub(super) is_exact: bool,
}

/// Pushes a run as one piece, or as several where a glyph is not shown as it stands.
pub(super) fn push_pieces(words: &str, run: &Run, pieces: &mut Vec<Piece>) {
    let Run { role, set, .. } = *run;
    let range = |from: usize, to: usize| {
        let origin = run.origin.clone()?;
        Some(if run.is_exact { origin.start + from as u32..origin.start + to as u32 } else { origin })
    };
    let is_exact = run.is_exact;
    let mut plain = 0;
    if !words.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        for glyph in measure::glyphs(words).filter(|glyph| glyph.shown != glyph.source) {
            let end = glyph.at + glyph.source.len();
            if plain < glyph.at {
                pieces.push(Piece {
                    text: words[plain..glyph.at].to_owned(),
                    role,
                    set,
                    origin: range(plain, glyph.at),
                    is_exact,
                });
            }
            let text = glyph.shown.into_owned();
            pieces.push(Piece { text, role, set, origin: range(glyph.at, end), is_exact: false });
            plain = end;
        }
    }
    if plain < words.len() {
        let text = words[plain..].to_owned();
        pieces.push(Piece { text, role, set, origin: range(plain, words.len()), is_exact });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_through_the_inserts_before_it() {
        let inserts = [Insert::between(10, "<<", Role::Note), Insert::between(11, ">>", Role::Note)];
        let composed = Composed::new("abc", 10..13, &inserts);
        assert_eq!(composed.text, "<<a>>bc");
        let sources: Vec<_> = (0..7).map(|at| composed.source(at)).collect();
        assert_eq!(sources, [10, 10, 10, 11, 11, 11, 12]);
    }

    #[test]
    fn words_in_the_place_of_others_lead_back_to_all_of_them() {
        let inserts = [
            Insert { source: 1..5, words: ":wink:".to_owned(), role: Role::Body },
            Insert::between(3, "(", Role::Note),
            Insert { source: 6..7, words: "zz".to_owned(), role: Role::Body },
        ];
        let composed = Composed::new("a😉b!c", 0..8, &inserts);
        assert_eq!(composed.text, "a:wink:(bzzc");
        let sources: Vec<_> = (0..12).map(|at| composed.source(at)).collect();
        assert_eq!(sources, [0, 1, 1, 1, 1, 1, 1, 5, 5, 6, 6, 7]);
        let run = composed.run(3, &Marks::default(), Role::Body);
        assert_eq!((run.end, run.origin, run.is_exact), (7, Some(1..5), false));
    }

    #[test]
    fn a_host_within_other_words_is_not_named() {
        for (words, host, named) in [
            ("netflix.com/now", "x.com", false),
            ("mybank.com/t.co", "t.co", false),
            ("x.com/now…", "x.com", true),
            ("https://www.example.org", "example.org", true),
            ("read this", "example.org", false),
        ] {
            assert_eq!(names_host(words, host), named, "{words}");
        }
    }
}
