//! What is selected: two ends among the words that are shown, how coarsely they bind, and where motions lead.
//!
//! An end is a post and a byte of its text, at the beginning of a grapheme. Heads, counts and bars are no words, so they
//! are never selected; nor are posts that are folded or filtered away. Rows and columns are for
//! [`Reading`] to know.

use std::ops::Range;

use super::document::Document;
use super::outline::Outline;
use super::reading::Reading;
use super::renewing::Same;
use crate::cite::quoting::Passage;
use crate::index::{Rank, sentences};
use crate::layout::measure;
use crate::model::{Post, thousands};

/// A grapheme of a thread, by its first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The rank of the post.
    pub rank: Rank,
    /// Byte offset into the post's region.
    pub byte: u32,
}

/// What the ends of a selection bind to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grain {
    /// Characters.
    #[default]
    Character,
    /// Whole words.
    Word,
    /// Whole sentences.
    Sentence,
    /// Whole posts.
    Post,
}

impl Grain {
    /// The next coarser one; after the coarsest the finest.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Character => Self::Word,
            Self::Word => Self::Sentence,
            Self::Sentence => Self::Post,
            Self::Post => Self::Character,
        }
    }

    /// What is selected, in a word.
    pub fn told(self) -> &'static str {
        match self {
            Self::Character => "characters",
            Self::Word => "whole words",
            Self::Sentence => "whole sentences",
            Self::Post => "all of it",
        }
    }
}

/// Beyond so many posts nobody counts words while they move.
const MOST_COUNTED: usize = 500;
/// So far back a grapheme is looked for at first.
const NEAR: usize = 256;

/// A selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The end that stays.
    pub anchor: Spot,
    /// The end that moves.
    pub head: Spot,
    /// What the ends bind to.
    pub grain: Grain,
    /// The column that moving by rows keeps to.
    pub(super) column: Option<usize>,
    /// The first grapheme, and the end of the last.
    bounds: (Spot, Spot),
    /// What is selected, in words: `42 words, posts 3–4`.
    pub told: String,
}

impl Selection {
    /// A selection between two spots, both included.
    pub fn new(anchor: Spot, head: Spot, grain: Grain) -> Self {
        Self { anchor, head, grain, ..Self::default() }
    }

    /// The same words in a thread as it is now, if their posts are still there.
    pub(super) fn renewed(self, before: &Document, after: &Document, same: &Same) -> Option<Self> {
        let now = |spot: Spot| {
            let post = same.post(before.tree.post(spot.rank))?;
            Some(Spot { rank: after.tree.rank(post), ..spot })
        };
        let (anchor, head) = (now(self.anchor)?, now(self.head)?);
        Some(Self { anchor, head, told: String::new(), ..self })
    }

    /// Brings bounds and words up to date after an end was moved.
    pub(super) fn settle(&mut self, words: &Words) {
        let is_forward = words.point(self.anchor) <= words.point(self.head);
        let (first, last) = if is_forward { (self.anchor, self.head) } else { (self.head, self.anchor) };
        let bounds = match self.grain {
            Grain::Character => (first, Spot { byte: words.end_of(last), ..last }),
            Grain::Word => (words.around_word(first).0, words.around_word(last).1),
            Grain::Sentence => (words.around_sentence(first).0, words.around_sentence(last).1),
            Grain::Post => (Spot { byte: 0, ..first }, Spot { byte: u32::MAX, ..last }),
        };
        if bounds != self.bounds || self.told.is_empty() {
            self.bounds = bounds;
            self.told = self.count(words);
        }
    }

    fn count(&self, words: &Words) -> String {
        let noun = words.document.thread.unit;
        let (first, last) = (self.bounds.0.rank, self.bounds.1.rank);
        let more = words.outline.position(last).saturating_sub(words.outline.position(first));
        let place = if first == last {
            format!("{} {}", noun.noun(1), thousands(first.number()))
        } else if words.outline.is_tree() {
            format!("{} {}–{}", noun.noun(2), thousands(first.number()), thousands(last.number()))
        } else {
            format!("{} {}", thousands(more + 1), noun.noun(more + 1))
        };
        if more > MOST_COUNTED {
            return place;
        }
        let texts = self.passages(words).into_iter().map(|passage| {
            words.document.thread.post(passage.post).text(passage.range).split_whitespace().count()
        });
        match texts.sum() {
            0 => format!("no word, {place}"),
            1 => format!("1 word, {place}"),
            count => format!("{} words, {place}", thousands(count)),
        }
    }

    /// What is selected of a post that is shown, in order and apart.
    pub fn ranges_in(&self, reading: &Reading, rank: Rank) -> Vec<Range<u32>> {
        self.ranges(&Words::of(reading), rank)
    }

    fn ranges(&self, words: &Words, rank: Rank) -> Vec<Range<u32>> {
        let (first, last) = self.bounds;
        let place = |rank| words.outline.place(rank);
        if place(rank) < place(first.rank) || place(last.rank) < place(rank) {
            return Vec::new();
        }
        let from = if rank == first.rank { first.byte } else { 0 };
        let to = if rank == last.rank { last.byte } else { u32::MAX };
        let within = |range: Range<u32>| range.start.max(from)..range.end.min(to);
        stretches(words.document, rank).into_iter().map(within).filter(|range| !range.is_empty()).collect()
    }

    /// What is selected, post by post as they are shown, without blanks at the ends.
    pub(super) fn passages(&self, words: &Words) -> Vec<Passage> {
        let Words { document, outline } = words;
        let mut passages = Vec::new();
        let mut next = Some(self.bounds.0.rank);
        let end = outline.place(self.bounds.1.rank);
        while let Some(rank) = next.filter(|rank| outline.place(*rank) <= end) {
            let (ix, ranges) = (document.tree.post(rank), self.ranges(words, rank));
            if !ranges.is_empty() && ranges == stretches(document, rank) {
                // Then what is attached belongs to it too.
                passages.push(Passage::whole(&document.thread, ix));
            } else {
                let post = document.thread.post(ix);
                let trimmed = ranges.into_iter().map(|range| trimmed(&post, range));
                passages.extend(
                    trimmed.filter(|range| !range.is_empty()).map(|range| Passage { post: ix, range }),
                );
            }
            next = outline.next(rank);
        }
        passages
    }
}

/// A range without white space at its ends.
fn trimmed(post: &Post, range: Range<u32>) -> Range<u32> {
    let text = post.text(range.clone());
    let start = range.start + (text.len() - text.trim_start().len()) as u32;
    start..(range.start + text.trim_end().len() as u32).max(start)
}

/// The parts of a post with something to read, and those of the posts it quotes, in order.
pub(super) fn stretches(document: &Document, rank: Rank) -> Vec<Range<u32>> {
    let Some(ix) = document.tree.order().get(rank.index()) else { return Vec::new() };
    let post = document.thread.post(*ix);
    let parts = post.with_quotes().flat_map(|post| post.parts());
    let read = parts.map(|part| part.range).filter(|range| !post.text(range.clone()).trim().is_empty());
    let mut stretches: Vec<_> = read.collect();
    stretches.sort_unstable_by_key(|range| range.start);
    stretches
}

/// What a character is for a motion by words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Sign,
}

/// The words that are shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'r> {
    pub(super) document: &'r Document,
    pub(super) outline: &'r Outline,
}

impl<'r> Words<'r> {
    pub(super) fn of(reading: &'r Reading) -> Self {
        Self { document: &reading.document, outline: &reading.outline }
    }

    fn post(&self, rank: Rank) -> Post<'r> {
        self.document.thread.post(self.document.tree.post(rank))
    }

    /// Where a spot stands in the order of reading.
    pub(super) fn point(&self, spot: Spot) -> (u32, u32) {
        (self.outline.place(spot.rank), spot.byte)
    }

    /// The stretch that a spot stands in.
    fn stretch(&self, spot: Spot) -> Option<Range<u32>> {
        stretches(self.document, spot.rank).into_iter().find(|range| spot.byte < range.end)
    }

    /// The first words of a post, if it has any.
    pub(super) fn first_of(&self, rank: Rank) -> Option<Spot> {
        let start = stretches(self.document, rank).first()?.start;
        Some(self.seen(Spot { rank, byte: start }))
    }

    /// The last grapheme of a post that is seen.
    pub(super) fn last_of(&self, rank: Rank) -> Option<Spot> {
        let end = stretches(self.document, rank).last()?.end;
        self.before(Spot { rank, byte: end })
    }

    /// The first words from a post on, towards the end or the beginning.
    pub(super) fn near(&self, from: Rank, is_forward: bool) -> Option<Rank> {
        let mut next = Some(from);
        while let Some(rank) = next {
            if !stretches(self.document, rank).is_empty() {
                return Some(rank);
            }
            next = if is_forward { self.outline.next(rank) } else { self.outline.previous(rank) };
        }
        None
    }

    /// The post with words after one, or before it.
    pub(super) fn beside(&self, rank: Rank, is_forward: bool) -> Option<Rank> {
        let next = if is_forward { self.outline.next(rank) } else { self.outline.previous(rank) };
        self.near(next?, is_forward)
    }

    /// The grapheme at a spot.
    fn grapheme(&self, spot: Spot) -> Option<(&'r str, bool)> {
        let range = self.stretch(spot)?;
        let text = self.post(spot.rank).text(spot.byte.max(range.start)..range.end);
        let glyph = measure::glyphs(text).next()?;
        Some((glyph.source, glyph.width > 0 && !glyph.source.starts_with(['\n', '\r'])))
    }

    /// The byte after the grapheme at a spot.
    pub(super) fn end_of(&self, spot: Spot) -> u32 {
        spot.byte + self.grapheme(spot).map_or(0, |(source, _)| source.len() as u32)
    }

    /// The spot itself, or the next that is seen.
    fn seen(&self, spot: Spot) -> Spot {
        match self.grapheme(spot) {
            Some((_, false)) => self.after(spot).unwrap_or(spot),
            _ => spot,
        }
    }

    fn is_seen(&self, spot: Spot) -> bool {
        self.grapheme(spot).is_some_and(|(_, is_seen)| is_seen)
    }

    /// The next grapheme, seen or not; whether nothing stands between.
    fn step(&self, spot: Spot) -> Option<(Spot, bool)> {
        let end = self.end_of(spot);
        let stretches = stretches(self.document, spot.rank);
        if stretches.iter().any(|range| range.contains(&end) && range.contains(&spot.byte)) {
            return Some((Spot { byte: end, ..spot }, true));
        }
        if let Some(next) = stretches.iter().find(|range| range.start >= end) {
            return Some((Spot { byte: next.start, ..spot }, false));
        }
        let rank = self.beside(spot.rank, true)?;
        Some((Spot { rank, byte: self::stretches(self.document, rank).first()?.start }, false))
    }

    /// The grapheme before, seen or not; whether nothing stands between.
    fn step_back(&self, spot: Spot) -> Option<(Spot, bool)> {
        let stretches = stretches(self.document, spot.rank);
        if let Some(range) = stretches.iter().rfind(|range| range.start < spot.byte) {
            let end = range.end.min(spot.byte);
            let byte = range.start + last_grapheme(self.post(spot.rank).text(range.start..end)) as u32;
            return Some((Spot { byte, ..spot }, end == spot.byte && range.contains(&spot.byte)));
        }
        let rank = self.beside(spot.rank, false)?;
        let range = self::stretches(self.document, rank).pop()?;
        let byte = range.start + last_grapheme(self.post(rank).text(range)) as u32;
        Some((Spot { rank, byte }, false))
    }

    /// The next grapheme that is seen.
    pub(super) fn after(&self, spot: Spot) -> Option<Spot> {
        let mut next = self.step(spot)?.0;
        while !self.is_seen(next) {
            next = self.step(next)?.0;
        }
        Some(next)
    }

    /// The grapheme before that is seen.
    pub(super) fn before(&self, spot: Spot) -> Option<Spot> {
        let mut next = self.step_back(spot)?.0;
        while !self.is_seen(next) {
            next = self.step_back(next)?.0;
        }
        Some(next)
    }

    fn class(&self, spot: Spot) -> Class {
        match self.grapheme(spot).and_then(|(source, _)| source.chars().next()) {
            Some(c) if c.is_alphanumeric() || matches!(c, '_' | '\'' | '’' | '@' | '#' | '$') => {
                Class::Word
            }
            Some(c) if !c.is_whitespace() => Class::Sign,
            _ => Class::Blank,
        }
    }

    /// Over what is blank from a spot on.
    fn over_blanks(&self, mut spot: Spot, is_forward: bool) -> Option<Spot> {
        while self.class(spot) == Class::Blank {
            spot = if is_forward { self.step(spot)? } else { self.step_back(spot)? }.0;
        }
        Some(spot)
    }

    /// The furthest grapheme of the word at a spot.
    fn edge_of_word(&self, mut spot: Spot, is_forward: bool) -> Spot {
        let class = self.class(spot);
        while let Some((next, is_beside)) = if is_forward { self.step(spot) } else { self.step_back(spot) }
            && is_beside
            && class != Class::Blank
            && self.class(next) == class
        {
            spot = next;
        }
        spot
    }

    /// The beginning of the next word.
    pub(super) fn next_word(&self, spot: Spot) -> Option<Spot> {
        self.over_blanks(self.step(self.edge_of_word(spot, true))?.0, true)
    }

    /// The end of this word, or of the next one from there.
    pub(super) fn word_end(&self, spot: Spot) -> Option<Spot> {
        Some(self.edge_of_word(self.over_blanks(self.step(spot)?.0, true)?, true))
    }

    /// The beginning of this word, or of the one before from there.
    pub(super) fn word_back(&self, spot: Spot) -> Option<Spot> {
        Some(self.edge_of_word(self.over_blanks(self.step_back(spot)?.0, false)?, false))
    }

    /// The word at a spot: its first grapheme, and the end of its last.
    fn around_word(&self, spot: Spot) -> (Spot, Spot) {
        let last = self.edge_of_word(spot, true);
        (self.edge_of_word(spot, false), Spot { byte: self.end_of(last), ..last })
    }

    /// The sentence at a spot: where it begins and where it ends.
    pub(super) fn around_sentence(&self, spot: Spot) -> (Spot, Spot) {
        let Some(range) = self.stretch(spot) else { return (spot, spot) };
        let text = self.post(spot.rank).text(range.clone());
        let at = (spot.byte.max(range.start) - range.start) as usize;
        let to = (self.end_of(spot).clamp(range.start, range.end) - range.start) as usize;
        let found = sentences::whole(text, &(at..to.max(at)));
        let spot_at = |byte: usize| Spot { byte: range.start + byte as u32, ..spot };
        (spot_at(found.start), spot_at(found.end))
    }

    /// The beginning of the next sentence.
    pub(super) fn next_sentence(&self, spot: Spot) -> Option<Spot> {
        let end = self.around_sentence(spot).1;
        // Where a stretch ends, its end is no spot of its own.
        let last = self.step_back(end).map_or(spot, |(last, _)| last).max(spot);
        self.over_blanks(self.step(last)?.0, true)
    }

    /// The beginning of this sentence, or of the one before from there.
    pub(super) fn sentence_back(&self, spot: Spot) -> Option<Spot> {
        let start = self.around_sentence(spot).0;
        if start < spot {
            return Some(start);
        }
        let before = self.over_blanks(self.step_back(spot)?.0, false)?;
        Some(self.around_sentence(before).0.min(before))
    }
}

/// Where the last grapheme of a text begins, without going through all of it.
fn last_grapheme(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_plain = |at: usize| bytes[at].is_ascii_alphanumeric() || bytes[at] == b' ';
    let near = bytes.len().saturating_sub(NEAR);
    // Between two plain characters a grapheme surely ends.
    let from =
        (near.saturating_sub(NEAR)..=near).rev().find(|at| *at > 0 && is_plain(*at) && is_plain(at - 1));
    let from = from.or_else(|| (0..=near).rev().find(|at| text.is_char_boundary(*at))).unwrap_or(0);
    from + measure::glyphs(&text[from..]).last().map_or(0, |glyph| glyph.at)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Draft, Rich, ThreadBuilder};

    fn reading(texts: &[&str]) -> Reading {
        let mut builder = ThreadBuilder::default();
        for text in texts {
            builder.push(Draft { body: Rich::plain(text), ..Draft::default() });
        }
        Reading::new(Arc::new(Document::new(builder.finish())))
    }

    /// The words from where a motion leads, for each of so many steps.
    fn walk<'r>(
        words: &Words<'r>,
        from: (u32, u32),
        step: fn(&Words<'r>, Spot) -> Option<Spot>,
    ) -> Vec<String> {
        let mut at = Spot { rank: Rank(from.0), byte: from.1 };
        let mut seen = Vec::new();
        while let Some(next) = step(words, at) {
            let text = words.post(next.rank).body();
            seen.push(text[next.byte as usize..].chars().take(3).collect());
            at = next;
        }
        seen
    }

    #[test]
    fn motions_lead_where_readers_of_vim_expect() {
        let reading = reading(&["Ay, don't go.\nIt is 👩‍🔬 12.5!", "", "王晓 said."]);
        let words = Words::of(&reading);
        let start = (0, 0);
        assert_eq!(
            walk(&words, start, Words::next_word),
            [
                ", d",
                "don",
                "go.",
                ".\nI",
                "It ",
                "is ",
                "👩\u{200d}🔬",
                "12.",
                ".5!",
                "5!",
                "!",
                "王晓 ",
                "sai",
                "."
            ]
        );
        assert_eq!(walk(&words, start, Words::word_end)[..4], ["y, ", ", d", "t g", "o.\n"]);
        let end = (2, 12);
        assert_eq!(walk(&words, end, Words::word_back)[..4], [".", "sai", "王晓 ", "!"]);
        assert_eq!(walk(&words, start, Words::next_sentence), ["It ", "王晓 "]);
        assert_eq!(walk(&words, end, Words::sentence_back), ["王晓 ", "It ", "Ay,"]);
    }

    #[test]
    fn characters_are_graphemes_and_line_ends_are_none() {
        let reading = reading(&["a👩‍🔬\n\nb", "🇨🇳🇩🇪"]);
        let words = Words::of(&reading);
        assert_eq!(walk(&words, (0, 0), Words::after), ["👩\u{200d}🔬", "b", "🇨🇳🇩", "🇩🇪"]);
        assert_eq!(walk(&words, (1, 8), Words::before), ["🇨🇳🇩", "b", "👩\u{200d}🔬", "a👩\u{200d}"]);
        let long = format!("{}👩‍🔬", "é".repeat(5000));
        assert_eq!(last_grapheme(&long), 10_000);
        assert_eq!(last_grapheme(""), 0);
    }

    #[test]
    fn a_selection_binds_to_what_the_reader_wants_whole() {
        let reading = reading(&["It rains. Mara Quill left! Why?", "Nobody knows."]);
        let words = Words::of(&reading);
        let spot = |rank, byte| Spot { rank: Rank(rank), byte };
        for (anchor, head, grain, expected) in [
            (spot(0, 15), spot(0, 16), Grain::Character, vec!["Qu"]),
            (spot(0, 16), spot(0, 15), Grain::Character, vec!["Qu"]),
            (spot(0, 9), spot(0, 10), Grain::Character, vec!["M"]),
            (spot(0, 12), spot(0, 16), Grain::Word, vec!["Mara Quill"]),
            (spot(0, 16), spot(0, 16), Grain::Sentence, vec!["Mara Quill left!"]),
            (spot(0, 27), spot(1, 0), Grain::Sentence, vec!["Why?", "Nobody knows."]),
            (spot(0, 27), spot(1, 5), Grain::Character, vec!["Why?", "Nobody"]),
            (spot(1, 2), spot(1, 2), Grain::Post, vec!["Nobody knows."]),
        ] {
            let mut selection = Selection::new(anchor, head, grain);
            selection.settle(&words);
            let passages = selection.passages(&words);
            let texts: Vec<_> =
                passages.iter().map(|p| reading.document.thread.post(p.post).text(p.range.clone())).collect();
            assert_eq!(texts, expected);
        }
    }
}
