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
    /// Where, what, and its role; sorted.
    pub(super) inserts: Vec<(u32, String, Role)>,
}

impl Marks {
    /// What stands out in the body of a post.
    pub(super) fn new(post: &Post) -> Self {
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
                // A link whose words name its host needs no more.
                if !names_host(post.text(range.clone()), &host) {
                    marks.inserts.push((range.end, format!("\u{a0}[{host}]"), Role::Host));
                }
            }
            marks.spans.push((range, role));
        }
        marks.set(post);
        marks
    }

    /// Names what was taken out, where it stood.
    pub(super) fn reveal(&mut self, post: &Post) {
        let mut hidden = post.hidden().peekable();
        while let Some(first) = hidden.next() {
            let mut run = vec![first.what];
            while let Some(next) = hidden.next_if(|next| next.at == first.at) {
                run.push(next.what);
            }
            self.inserts.push((first.at, named(&run), Role::Warning));
        }
        self.inserts.sort_by_key(|(at, ..)| *at);
    }

    /// How the words are set. What is struck must not read as if it stood, nor a spoiler as if it did not matter, on a
    /// terminal without such looks.
    fn set(&mut self, post: &Post) {
        let mut bounds: Vec<(u32, bool, Style)> = Vec::new();
        for styled in post.styles().filter(|styled| styled.style != Style::Quote) {
            let Range { start, end } = styled.range;
            let (before, after) = match styled.style {
                Style::Struck => ("~~", "~~"),
                Style::Spoiler => ("[spoiler:\u{a0}", "]"),
                _ => ("", ""),
            };
            if !before.is_empty() {
                self.inserts.push((start, before.to_owned(), Role::Note));
                self.inserts.push((end, after.to_owned(), Role::Note));
            }
            bounds.extend([(start, true, styled.style), (end, false, styled.style)]);
        }
        self.inserts.sort_by_key(|(at, ..)| *at);
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
    inserts: Vec<Insert>,
    /// Bytes of all inserts.
    inserted: usize,
}

/// Words of the program's own in a composed text.
struct Insert {
    range: Range<usize>,
    role: Role,
    /// Bytes of the inserts before it.
    before: usize,
}

impl<'t> Composed<'t> {
    /// The text of a range of the post with the inserts that stand in it.
    pub(super) fn new(source: &'t str, range: Range<u32>, inserts: &[(u32, String, Role)]) -> Self {
        let base = range.start;
        let first = inserts.partition_point(|(at, ..)| *at < range.start);
        let inserts = &inserts[first..inserts.partition_point(|(at, ..)| *at <= range.end)];
        let mut composed = Self { text: Cow::Borrowed(source), base, inserts: Vec::new(), inserted: 0 };
        if inserts.is_empty() {
            return composed;
        }
        let (mut text, mut from) = (String::with_capacity(source.len() * 2), 0);
        for (at, words, role) in inserts {
            let at = (at - base) as usize;
            text.push_str(&source[from..at]);
            let range = text.len()..text.len() + words.len();
            composed.inserts.push(Insert { range, role: *role, before: composed.inserted });
            composed.inserted += words.len();
            text.push_str(words);
            from = at;
        }
        text.push_str(&source[from..]);
        composed.text = Cow::Owned(text);
        composed
    }

    /// The byte of the post that stands at `at`; for an insert, the byte it stands before.
    pub(super) fn source(&self, at: usize) -> u32 {
        let next = self.inserts.partition_point(|insert| insert.range.end <= at);
        let (before, within) = match self.inserts.get(next) {
            Some(insert) => (insert.before, at.saturating_sub(insert.range.start)),
            None => (self.inserted, 0),
        };
        self.base + (at - before - within) as u32
    }

    /// The run that begins at `at`; what nothing marks has the given role.
    pub(super) fn run(&self, at: usize, marks: &Marks, role: Role) -> Run {
        let mut end = self.text.len();
        let next = self.inserts.partition_point(|insert| insert.range.end <= at);
        match self.inserts.get(next) {
            Some(Insert { range, role, .. }) if range.start <= at => {
                return Run { end: range.end, role: *role, set: StyleSet::default(), origin: None };
            }
            Some(insert) => end = insert.range.start,
            None => {}
        }
        let source = self.source(at);
        let to = |byte: u32| at + (byte - source) as usize;
        let (mut role, mut set) = (role, StyleSet::default());
        match marks.spans.get(marks.spans.partition_point(|(range, _)| range.end <= source)) {
            Some((range, mark)) if range.start <= source => (end, role) = (end.min(to(range.end)), *mark),
            Some((range, _)) => end = end.min(to(range.start)),
            None => {}
        }
        match marks.styles.get(marks.styles.partition_point(|(range, _)| range.end <= source)) {
            Some((range, styles)) if range.start <= source => (end, set) = (end.min(to(range.end)), *styles),
            Some((range, _)) => end = end.min(to(range.start)),
            None => {}
        }
        Run { end, role, set, origin: Some(source) }
    }
}

/// A stretch of composed text of one kind.
pub(super) struct Run {
    /// Where it ends.
    pub(super) end: usize,
    pub(super) role: Role,
    pub(super) set: StyleSet,
    /// Which byte of the post it begins with; `None` for words of the program's own.
    pub(super) origin: Option<u32>,
}

/// Pushes a run as one piece, or as several where a glyph is not shown as it stands.
pub(super) fn push_pieces(words: &str, run: &Run, pieces: &mut Vec<Piece>) {
    let Run { role, set, origin, .. } = *run;
    let range = |from: usize, to: usize| origin.map(|origin| origin + from as u32..origin + to as u32);
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
                });
            }
            pieces.push(Piece { text: glyph.shown.into_owned(), role, set, origin: range(glyph.at, end) });
            plain = end;
        }
    }
    if plain < words.len() {
        pieces.push(Piece { text: words[plain..].to_owned(), role, set, origin: range(plain, words.len()) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_through_the_inserts_before_it() {
        let inserts = [(10, "<<".to_owned(), Role::Note), (11, ">>".to_owned(), Role::Note)];
        let composed = Composed::new("abc", 10..13, &inserts);
        assert_eq!(composed.text, "<<a>>bc");
        let sources: Vec<_> = (0..7).map(|at| composed.source(at)).collect();
        assert_eq!(sources, [10, 10, 10, 11, 11, 11, 12]);
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
