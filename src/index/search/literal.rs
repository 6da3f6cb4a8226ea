//! Finding the words that a user typed, in whatever way a text spells them.
//!
//! The rule: what was typed must be there, and what was not typed may be. A letter without a mark finds all its forms
//! (`u` finds `ü`, `ｕ`, `𝘂`), a letter with a mark those that carry it (`ê` finds `ê` and `ế`); letters written for two,
//! quotes, dashes and blanks are the same either way. A hit never ends between a letter and its marks.
//!
//! Most text spells its letters the everyday way, and there a plain search is right and fast. Only around characters
//! that stand for something in the query in another way is the text compared element by element:
//!
//! ```text
//! query  zurich      from Zurich to Zürich, 5 CHF – ｚｕｒｉｃｈ
//!                         └plain─┘  └zone┘          └─ zone ─┘
//! ```
//!
//! A *zone* is a run of characters that can take part in a hit, at least one of them an *unusual* one. No hit crosses
//! the end of a zone, so a plain hit is either within one, and found there, or has nothing to do with it.

use std::iter;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::char_set::{CharSet, Finder};
use super::folding::{
    Caseness, Elements, Folding, attached, is_accent, is_attached, is_clinging, is_ignored,
};
use super::sieve::Sieve;
use crate::model::SEPARATOR;

/// What must come next in the text: a letter, and marks that it must carry.
#[derive(Clone, Debug)]
struct Unit {
    base: char,
    marks: Vec<char>,
}

/// A query for words, made ready.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    folding: &'static Folding,
    units: Vec<Unit>,
    words: bool,
    /// Characters that a hit can begin with.
    first: CharSet,
    /// Characters that can be in a hit or go on after it.
    taking_part: CharSet,
    /// Those of them that the plain search knows nothing of.
    unusual: Finder,
    /// Characters that belong to the one before.
    attached: &'static CharSet,
    /// Finds the hits without unusual characters; `None` where there can be none.
    plain: Option<Regex>,
}

impl Literal {
    /// `None` if there is nothing to look for, or something that no text contains.
    pub(super) fn new(text: &str, case: Caseness, words: bool) -> Option<Self> {
        if text.contains(SEPARATOR) {
            return None;
        }
        let folding = Folding::get(case);
        let attached = attached_characters(folding);
        let units = units(folding, text);
        let everyday = everyday_characters(folding, &units);
        let head = units.first()?.base;
        let bases: CharSet = units.iter().map(|unit| unit.base).collect();
        let mut first: CharSet = [head].into_iter().collect();
        let mut unusual = attached.clone();
        unusual.extend(units.iter().map(|unit| unit.base).filter(|base| !everyday.contains(base)));
        for (c, elements) in folding.all() {
            if elements.contains(&head) {
                first.insert(c);
            }
            if elements.iter().any(|e| bases.contains(*e)) && !everyday.contains(&c) {
                unusual.insert(c);
            }
        }
        if units.iter().any(|unit| is_hangul_syllable(unit.base)) {
            first.extend('\u{1100}'..='\u{115F}');
            unusual.extend('\u{1100}'..='\u{11FF}');
        }
        let mut taking_part = unusual.clone();
        taking_part.extend(everyday.iter().copied());
        let plain = plain(folding, &units, &everyday);
        Some(Self {
            folding,
            units,
            words,
            first,
            taking_part,
            unusual: Finder::new(unusual),
            attached,
            plain,
        })
    }

    /// What tells of files without reading them that they hold no hit.
    pub(super) fn sieve(&self) -> Option<Sieve> {
        Sieve::new(self.folding, self.units.iter().map(|unit| unit.base))
    }

    /// The hits in `text`; after `stop` is set, no more of them.
    pub(super) fn hits<'a>(&'a self, text: &'a str, stop: &'a AtomicBool) -> Hits<'a> {
        Hits { literal: self, text, stop, at: 0, zone: 0..0, plain: Plain::From(0) }
    }

    /// The end of the hit that begins with the character at `at`, if one does.
    fn end_of_hit(&self, text: &str, at: usize, c: char) -> Option<usize> {
        let head = self.units[0].base;
        let (_, others) = self.folding.of(c);
        // A hit may begin within a character (`ice` in `oﬃce`), and then takes all of it.
        (0..=others.len()).find_map(|skipped| {
            let mut elements = self.folding.read(&text[at..]);
            elements.by_ref().take(skipped).for_each(drop);
            if elements.peek() != Some(head) {
                return None;
            }
            self.end_of_units(elements).map(|end| at + end)
        })
    }

    fn end_of_units(&self, mut elements: Elements<'_>) -> Option<usize> {
        for unit in &self.units {
            if elements.next()? != unit.base {
                return None;
            }
            let is_blank = unit.base == ' ';
            let is_mark = |e| self.attached.contains(e) && (is_ignored(e) || is_accent(e) || is_clinging(e));
            let carried: Vec<char> =
                iter::from_fn(|| elements.next_if(|e| is_mark(e) || (is_blank && e == ' '))).collect();
            let has_all = unit.marks.iter().all(|mark| carried.contains(mark));
            if !has_all || carried.iter().any(|e| is_clinging(*e) && !unit.marks.contains(e)) {
                return None;
            }
        }
        while elements.next_if(|e| self.attached.contains(e) && is_combining_mark(e)).is_some() {}
        Some(elements.end())
    }

    /// The next zone that begins at `from` or later; an empty one at the end of the text if there is none.
    fn next_zone(&self, text: &str, from: usize) -> Range<usize> {
        let Some(at) = self.unusual.find(text, from) else { return text.len()..text.len() };
        let length = |run: &mut dyn Iterator<Item = char>| -> usize {
            run.take_while(|c| self.taking_part.contains(*c)).map(char::len_utf8).sum()
        };
        at - length(&mut text[from..at].chars().rev())..at + length(&mut text[at..].chars())
    }
}

/// The letters of a query with their marks; a run of blanks is one.
fn units(folding: &Folding, text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for element in folding.read(text).filter(|e| !is_ignored(*e)) {
        let is_mark = is_accent(element) || is_clinging(element);
        match units.last_mut() {
            Some(last) if last.base == ' ' && (element == ' ' || is_mark) => {}
            Some(last) if is_mark => last.marks.push(element),
            None if is_mark => {}
            _ => units.push(Unit { base: element, marks: Vec::new() }),
        }
    }
    units
}

/// The characters in which most texts spell these letters: composed, in lower and upper case.
fn everyday_characters(folding: &Folding, units: &[Unit]) -> Vec<char> {
    let mut everyday = Vec::new();
    for unit in units {
        let mut composed = iter::once(unit.base).chain(unit.marks.iter().copied()).nfc();
        if let (Some(c), None) = (composed.next(), composed.next()) {
            let forms = iter::once(c).chain(c.to_uppercase());
            everyday.extend(forms.filter(|c| can_be(folding, *c, unit)));
        }
    }
    everyday.sort_unstable();
    everyday.dedup();
    everyday
}

/// Whether a character by itself is the letter of a unit with its marks, whatever else it carries.
fn can_be(folding: &Folding, c: char, unit: &Unit) -> bool {
    let (base, marks) = folding.of(c);
    base == unit.base && unit.marks.iter().all(|mark| marks.contains(mark))
}

/// The search for hits in everyday characters alone.
fn plain(folding: &Folding, units: &[Unit], everyday: &[char]) -> Option<Regex> {
    let mut pattern = String::new();
    for unit in units {
        if unit.base == ' ' {
            pattern.push_str(r"[\t-\r ]+");
            continue;
        }
        let all = everyday.iter().filter(|c| can_be(folding, **c, unit));
        let all: Vec<String> = all.map(|c| regex::escape(c.encode_utf8(&mut [0; 4]))).collect();
        if all.is_empty() {
            return None;
        }
        pattern.extend(["(?:", &all.join("|"), ")"]);
    }
    Regex::new(&pattern).ok()
}

/// Characters that belong to the one before, by either table.
fn attached_characters(folding: &Folding) -> &'static CharSet {
    static ALL: OnceLock<CharSet> = OnceLock::new();
    ALL.get_or_init(|| all_attached(folding))
}

fn all_attached(folding: &Folding) -> CharSet {
    let folded = folding.all().filter(|(_, elements)| is_attached(elements[0])).map(|(c, _)| c);
    attached().chain(folded).collect()
}

fn is_hangul_syllable(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// Whether a character is part of a word in a script that sets words apart.
///
/// Chinese, Japanese, Thai and their like write words without blanks; there any place may be the border of a word.
fn is_word(c: char) -> bool {
    let unspaced = matches!(c,
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{312F}' | '\u{3190}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}');
    !unspaced && (c.is_alphanumeric() || c == '_' || is_combining_mark(c))
}

/// The next hit of the plain search.
#[derive(Clone, Debug)]
enum Plain {
    /// Not looked for yet.
    From(usize),
    At(Range<usize>),
    Done,
}

/// The hits of a query in a text, found as they are asked for.
#[derive(Clone, Debug)]
pub(super) struct Hits<'a> {
    literal: &'a Literal,
    text: &'a str,
    stop: &'a AtomicBool,
    /// Where in the zone to go on.
    at: usize,
    zone: Range<usize>,
    plain: Plain,
}

impl Hits<'_> {
    /// The next plain hit that begins before `limit`.
    fn next_plain(&mut self, limit: usize) -> Option<Range<usize>> {
        let search = self.literal.plain.as_ref()?;
        loop {
            match &self.plain {
                Plain::From(from) => {
                    let hit = search.find_at(self.text, *from).filter(|_| !self.stop.load(Ordering::Relaxed));
                    self.plain = hit.map_or(Plain::Done, |hit| Plain::At(hit.range()));
                }
                Plain::At(hit) if hit.start < limit => {
                    let hit = hit.clone();
                    let found = self.is_whole(&hit);
                    let second = self.text[hit.start..].chars().next().map_or(1, char::len_utf8);
                    self.plain = Plain::From(if found { hit.end } else { hit.start + second });
                    if found {
                        return Some(hit);
                    }
                }
                Plain::At(_) | Plain::Done => return None,
            }
        }
    }

    /// The next hit that begins in the zone.
    fn next_in_zone(&mut self) -> Option<Range<usize>> {
        while self.at < self.zone.end {
            let start = self.at;
            let c = self.text[start..].chars().next()?;
            self.at += c.len_utf8();
            if !self.literal.first.contains(c) {
                continue;
            }
            if self.stop.load(Ordering::Relaxed) {
                return None;
            }
            match self.literal.end_of_hit(self.text, start, c) {
                Some(end) if self.is_whole(&(start..end)) => {
                    self.at = end;
                    return Some(start..end);
                }
                Some(_) => {}
                // Elsewhere in the same run of blanks it would fail again, and take quadratic time.
                None => {
                    let rest = &self.text[self.at..];
                    let blanks = if c.is_whitespace() { rest.len() - rest.trim_start().len() } else { 0 };
                    self.at += blanks;
                }
            }
        }
        None
    }

    /// Goes on to the next zone; `false` at the end of the text.
    fn enter_next_zone(&mut self) -> bool {
        if self.zone.start == self.text.len() || self.stop.load(Ordering::Relaxed) {
            return false;
        }
        let left = self.zone.end.max(self.at);
        if matches!(&self.plain, Plain::At(hit) if hit.start < left) {
            self.plain = Plain::From(left);
        }
        self.zone = self.literal.next_zone(self.text, left);
        self.at = self.zone.start;
        true
    }

    /// Whether a hit is as whole as was asked for.
    fn is_whole(&self, hit: &Range<usize>) -> bool {
        !self.literal.words
            || !(self.text[..hit.start].chars().next_back().is_some_and(is_word)
                || self.text[hit.end..].chars().next().is_some_and(is_word))
    }
}

impl Iterator for Hits<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            if let Some(hit) = self.next_plain(self.zone.start).or_else(|| self.next_in_zone()) {
                return Some(hit);
            }
            if !self.enter_next_zone() {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::string::string_regex;

    use super::*;

    #[test]
    fn both_tables_tell_the_same_characters_that_belong_to_the_one_before() {
        let of = |case| all_attached(Folding::get(case));
        let (kept, ignored) = (of(Caseness::Kept), of(Caseness::Ignored));
        assert!(('\0'..=char::MAX).all(|c| kept.contains(c) == ignored.contains(c)));
        assert!(kept.contains('\u{301}') && kept.contains('\u{1F3FB}') && !kept.contains('e'));
    }

    /// The same hits, found by trying every place.
    fn slow_hits(literal: &Literal, text: &str) -> Vec<Range<usize>> {
        let stop = AtomicBool::new(false);
        let hits = literal.hits(text, &stop);
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, c) in text.char_indices() {
            if found.last().is_none_or(|last| last.end <= at)
                && let Some(end) = literal.end_of_hit(text, at, c)
                && hits.is_whole(&(at..end))
            {
                found.push(at..end);
            }
        }
        found
    }

    /// Characters that get in each other's way.
    const PIECES: &str = "[aAbzZ éÉêếüÜßæøfiﬁﬃﬀｚＺ𝘇😀👍🏽'’\"“東か゛がｶﾞ\u{3099}한\u{1112}\u{1161}\u{11ab}иИй\u{301}\u{308}\u{302}\u{fe0f}\u{200d}กิ\u{e34}\u{a0}\n\u{1e}_.-]";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn zones_and_plain_hits_together_are_all_hits(
            query in string_regex(&format!("{PIECES}{{1,3}}")).unwrap(),
            text in string_regex(&format!("{PIECES}{{0,40}}")).unwrap(),
            (kept, words) in any::<(bool, bool)>(),
        ) {
            let case = if kept { Caseness::Kept } else { Caseness::Ignored };
            if let Some(literal) = Literal::new(&query, case, words) {
                let stop = AtomicBool::new(false);
                let hits: Vec<_> = literal.hits(&text, &stop).collect();
                prop_assert_eq!(hits, slow_hits(&literal, &text));
            }
        }
    }

    #[test]
    fn a_stopped_search_ends() {
        let literal = Literal::new("e", Caseness::Ignored, false).unwrap();
        assert_eq!(literal.hits("e é e", &AtomicBool::new(false)).count(), 3);
        assert_eq!(literal.hits("e é e", &AtomicBool::new(true)).count(), 0);
    }

    #[test]
    fn a_great_many_blanks_are_passed_over_at_once() {
        let literal = Literal::new(" x", Caseness::Ignored, false).unwrap();
        let text = "\u{a0}".repeat(200_000);
        assert_eq!(literal.hits(&text, &AtomicBool::new(false)).count(), 0);
    }
}
