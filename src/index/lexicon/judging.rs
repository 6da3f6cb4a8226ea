//! Where a name counts in a text: the rules of the names, the words beside them, and what else speaks for them.
//!
//! ```text
//! walk the trie ─► judge each name where it stands ─► longest from the left ─► doubtful ones: cue? other name? ─► matches
//! ```

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::small_words::Says;
use super::trie::Claim;
use super::words::{self, Gap, Shape, Word, is_in_word};
use super::{Certainty, EntityId, How, Lexicon, Match, Name, Rule};
use crate::model::EntityKind;

/// Exchanges, as in `NYSE: F`.
const EXCHANGES: [&str; 9] = ["NYSE", "NASDAQ", "LSE", "HKEX", "TSX", "ASX", "Nasdaq", "NSE", "BSE"];

/// How many longer names can stand around one word; more than any name has words.
const LONGEST: usize = 16;

/// A place where a name may stand.
#[derive(Clone, Debug)]
struct Hit {
    first: usize,
    last: usize,
    range: Range<usize>,
    entity: u32,
    name: &'static Name,
    certainty: Certainty,
}

/// How the letters of a line are written.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    is_shouted: bool,
    is_title: bool,
}

/// One text that is looked through.
pub(super) struct Judge<'t> {
    lexicon: &'static Lexicon,
    text: &'t str,
    words: Vec<Word>,
    /// The line of each word.
    line_of: Vec<u32>,
    lines: Vec<Line>,
    hits: Vec<Hit>,
    /// By entity: the first two cues.
    cues: HashMap<u32, [Range<usize>; 2]>,
    /// By entity: the first and last words of longer names that are something else, in order.
    longer: HashMap<u32, Vec<(usize, usize)>>,
}

impl<'t> Judge<'t> {
    pub(super) fn new(lexicon: &'static Lexicon, text: &'t str) -> Self {
        let words = words::words(text);
        let (mut line_of, mut lines) = (Vec::with_capacity(words.len()), Vec::new());
        for line in words.chunk_by(|_, next| !next.is_first_of_line) {
            line_of.extend(std::iter::repeat_n(lines.len() as u32, line.len()));
            lines.push(Line::of(line));
        }
        Self {
            lexicon,
            text,
            words,
            line_of,
            lines,
            hits: Vec::new(),
            cues: HashMap::new(),
            longer: HashMap::new(),
        }
    }

    pub(super) fn matches(mut self) -> Vec<Match> {
        for at in 0..self.words.len() {
            let mut claims = Vec::new();
            self.lexicon.trie.walk(&self.words, at, |last, claim| claims.push((last, claim)));
            for (last, claim) in claims {
                self.take(at, last, claim);
            }
        }
        let mut hits = std::mem::take(&mut self.hits);
        hits.retain(|hit| !self.is_in_longer(hit));
        let mut chosen = self.longest_from_left(hits);
        self.settle(&mut chosen);
        let found = chosen.into_iter().map(|hit| {
            let Hit { range, entity, name: alias, certainty, .. } = hit;
            Match { range, entity: EntityId(entity), alias, certainty }
        });
        found.collect()
    }

    fn take(&mut self, first: usize, last: usize, claim: Claim) {
        let mut range = self.words[first].start..self.words[last].end;
        match claim {
            Claim::Cue(entity) => {
                let cues = self.cues.entry(entity).or_insert_with(|| [range.clone(), range.clone()]);
                if cues[0] == cues[1] {
                    cues[1] = range;
                }
            }
            Claim::Not(entity) => self.longer.entry(entity).or_default().push((first, last)),
            Claim::Name { entity, name } => {
                let name = &self.lexicon.entities[entity as usize].names[name as usize];
                if !self.has_borders(&range) {
                    return;
                }
                if let Some(certainty) = self.certainty(first, last, entity, name) {
                    range.end += self.tail(range.end, name.text);
                    range.start += self.article(first, last, entity);
                    self.hits.push(Hit { first, last, range, entity, name, certainty });
                }
            }
        }
    }

    /// Whether it is neither part of a handle nor of an address.
    fn has_borders(&self, range: &Range<usize>) -> bool {
        let (before, after) = (&self.text[..range.start], &self.text[range.end..]);
        let mut back = before.chars().rev();
        let is_begun = match back.next() {
            Some('@') => false,
            Some('.') => !back.next().is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit()),
            _ => true,
        };
        let mut ahead = after.chars();
        is_begun
            && match ahead.next() {
                Some('@') => false,
                Some('.') => !ahead.next().is_some_and(|c| c.is_ascii_lowercase()),
                _ => true,
            }
    }

    /// How much of the signs that a name ends with follow in the text: the last dot of `U.S.`
    fn tail(&self, end: usize, name: &str) -> usize {
        let tail = &name[name.trim_end_matches(|c| !is_in_word(c)).len()..];
        if self.text[end..].starts_with(tail) { tail.len() } else { 0 }
    }

    /// How much of a match is an article that is no part of the name: that of `The New York Times`, not of `The Hague`.
    fn article(&self, first: usize, last: usize, entity: u32) -> usize {
        let is_article = last > first && self.written(first).eq_ignore_ascii_case("the");
        if is_article && !self.lexicon.entities[entity as usize].name.starts_with("The ") {
            self.words[first + 1].start - self.words[first].start
        } else {
            0
        }
    }

    /// How sure a name is where it stands, by itself; `None` where it is no name.
    fn certainty(&self, first: usize, last: usize, entity: u32, name: &Name) -> Option<Certainty> {
        let written = &self.text[self.words[first].start..self.words[last].end];
        let line = self.lines[self.line_of[first] as usize];
        if name.how == How::Ticker {
            return self.certainty_of_ticker(first, written, line, name);
        }
        let is_as_written = has_same_case(written, name.text);
        let is_shouted = line.is_shouted && is_all_capitals(written);
        let is_single = first == last;
        let kind = self.lexicon.entities[entity as usize].kind;
        let needs_room = is_single
            && name.how == How::Word
            && !(kind == EntityKind::Organization && name.rule == Rule::Free);
        let needs_room =
            needs_room && !name.is_acronym && (kind == EntityKind::Person || name.rule != Rule::Free);
        if needs_room && !line.is_title && !is_shouted && self.is_part_of_longer(first, kind) {
            return None;
        }
        let is_doubted = is_shouted || (is_single && (self.begins_sentence(first) || line.is_title));
        match name.rule {
            Rule::Free if is_as_written => Some(Certainty::Certain),
            Rule::Free => Some(Certainty::Likely),
            Rule::Exact if is_as_written && is_shouted => Some(Certainty::Doubtful),
            Rule::Capital if name.how == How::Within => Some(Certainty::Certain),
            Rule::Capital if is_doubted && (is_as_written || is_shouted) => Some(Certainty::Doubtful),
            Rule::Exact | Rule::Capital => is_as_written.then_some(Certainty::Certain),
            Rule::Context if name.is_acronym && is_shouted => None,
            Rule::Context | Rule::Search => (is_as_written || is_shouted).then_some(Certainty::Doubtful),
        }
    }

    fn certainty_of_ticker(&self, first: usize, written: &str, line: Line, name: &Name) -> Option<Certainty> {
        if self.text[..self.words[first].start].ends_with('$') {
            return Some(Certainty::Certain);
        }
        let is_as_written = written == name.text;
        if !is_as_written || line.is_shouted && !name.text.contains('.') {
            return None;
        }
        let before = first.checked_sub(1).map(|at| self.written(at)).unwrap_or_default();
        if EXCHANGES.contains(&before) && self.words[first].gap == Gap::Sign(':') {
            return Some(Certainty::Certain);
        }
        match name.text.len() {
            0..=2 => None,
            _ if name.text.contains('.') => Some(Certainty::Certain),
            _ if name.rule == Rule::Search => Some(Certainty::Doubtful),
            3 => Some(Certainty::Doubtful),
            _ => Some(Certainty::Likely),
        }
    }

    fn written(&self, at: usize) -> &'t str {
        let word = &self.words[at];
        &self.text[word.start..word.end]
    }

    fn begins_sentence(&self, at: usize) -> bool {
        let word = &self.words[at];
        let after_abbreviation = !word.is_first_of_line
            && word.gap == Gap::Sign('.')
            && at > 0
            && Says::of(&self.words[at - 1]).any(Says::ABBREVIATIONS);
        word.is_first && !after_abbreviation
    }

    /// Whether another word with a capital stands beside a single one, so that both are the name of something else.
    fn is_part_of_longer(&self, at: usize, kind: EntityKind) -> bool {
        let joins = |at: usize| matches!(self.words.get(at), Some(word) if word.gap == Gap::Blank || word.gap == Gap::Sign('.') && !word.is_first);
        let is_name = |at: usize| self.words[at].shape == Shape::Capital;
        let before = at > 0 && joins(at) && is_name(at - 1) && {
            let says = Says::of(&self.words[at - 1]);
            let is_said = says.any(Says::COMMON | Says::TITLES | Says::FOLLOWERS);
            // `Visit Paris`; but `Melania Trump` may begin a sentence too.
            let is_opening = self.begins_sentence(at - 1) && kind != EntityKind::Person;
            !is_said && !is_opening && !self.begins_name(at - 1)
        };
        let after = joins(at + 1) && is_name(at + 1) && {
            let says = Says::of(&self.words[at + 1]);
            !says.any(Says::COMMON | Says::TITLES | Says::FOLLOWERS) && !self.begins_name(at + 1)
        };
        before || after
    }

    /// Whether a name of the lexicon begins with a word, or is that word.
    fn begins_name(&self, at: usize) -> bool {
        let mut begins = false;
        self.lexicon.trie.walk(&self.words, at, |_, claim| begins |= matches!(claim, Claim::Name { .. }));
        begins
    }

    /// The hits that are left when the longest wins, from the left; of equally long ones the surest.
    fn longest_from_left(&self, mut hits: Vec<Hit>) -> Vec<Hit> {
        hits.sort_by(|a, b| {
            (a.first, b.last).cmp(&(b.first, a.last)).then_with(|| self.weight(b).cmp(&self.weight(a)))
        });
        let mut chosen: Vec<Hit> = Vec::new();
        for hit in hits {
            if chosen.last().is_none_or(|last| last.last < hit.first) {
                chosen.push(hit);
            }
        }
        chosen
    }

    fn weight(&self, hit: &Hit) -> (Certainty, bool, bool) {
        (hit.certainty, self.has_cue(hit.entity, &hit.range), hit.name.rule != Rule::Search)
    }

    /// Whether a hit stands in a longer name that is something else.
    fn is_in_longer(&self, hit: &Hit) -> bool {
        let Some(longer) = self.longer.get(&hit.entity) else { return false };
        let before = longer.partition_point(|(first, _)| *first <= hit.first);
        // No name is longer than so many words.
        longer[..before].iter().rev().take(LONGEST).any(|(_, last)| *last >= hit.last)
    }

    fn has_cue(&self, entity: u32, range: &Range<usize>) -> bool {
        self.cues.get(&entity).is_some_and(|cues| cues.iter().any(|cue| !overlaps(cue, range)))
    }

    /// Asks for everything doubtful whether something speaks for it.
    fn settle(&self, chosen: &mut [Hit]) {
        let sure = chosen.iter().filter(|hit| hit.certainty > Certainty::Doubtful);
        let named: HashSet<u32> = sure.map(|hit| hit.entity).collect();
        let is_business =
            LazyCell::new(|| self.words.iter().any(|word| Says::of(word).any(Says::OF_ORGANIZATIONS)));
        let is_sport = LazyCell::new(|| {
            self.words.iter().filter(|word| Says::of(word).any(Says::OF_SPORT)).nth(1).is_some()
        });
        for hit in chosen {
            if hit.certainty > Certainty::Doubtful {
                continue;
            }
            let has_cue = self.has_cue(hit.entity, &hit.range)
                || (self.lexicon.plays[hit.entity as usize] && *is_sport);
            let is_named = named.contains(&hit.entity);
            let kind = self.lexicon.entities[hit.entity as usize].kind;
            let speaks = match hit.name.rule {
                // `in May` is no person.
                Rule::Search => is_named && !self.is_after(hit.first, "in"),
                Rule::Context => {
                    is_named || has_cue || (hit.name.is_acronym && self.is_after(hit.first, "the"))
                }
                _ => {
                    is_named
                        || has_cue
                        || self.is_followed(hit.last, kind)
                        || (kind == EntityKind::Organization && *is_business)
                        || (kind == EntityKind::Place && self.has_preposition(hit.first))
                }
            };
            if speaks {
                hit.certainty = Certainty::Likely;
            }
        }
    }

    fn is_after(&self, at: usize, word: &str) -> bool {
        at > 0 && self.words[at].gap == Gap::Blank && self.written(at - 1).eq_ignore_ascii_case(word)
    }

    fn has_preposition(&self, at: usize) -> bool {
        at > 0 && self.words[at].gap == Gap::Blank && Says::of(&self.words[at - 1]).any(Says::PREPOSITIONS)
    }

    /// Whether what follows a name is what people and organizations do or have.
    fn is_followed(&self, at: usize, kind: EntityKind) -> bool {
        let Some(next) = self.words.get(at + 1) else { return false };
        let has = next.gap == Gap::Sign('\'') && self.written(at + 1) == "s";
        let acts = matches!(kind, EntityKind::Person | EntityKind::Organization);
        acts && (has || next.gap == Gap::Blank && Says::of(next).any(Says::DOING))
    }
}

impl Line {
    fn of(words: &[Word]) -> Self {
        let cased = || words.iter().filter(|word| word.end - word.start > 1);
        let count = |shape| cased().filter(|word| word.shape == shape).count();
        let (capitals, capital, small) = (count(Shape::Capitals), count(Shape::Capital), count(Shape::Small));
        let long = cased()
            .filter(|word| word.shape == Shape::Capitals)
            .map(|word| word.end - word.start)
            .sum::<usize>();
        Self {
            is_shouted: capitals >= 3 && long >= 10 && capitals > 3 * (capital + small),
            is_title: capital + capitals >= 4 && capital > 0 && capital + capitals > 2 * small,
        }
    }
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether the letters of a text are large and small as those of a name.
fn has_same_case(written: &str, name: &str) -> bool {
    if written == name {
        return true;
    }
    let letters = |text: &'_ str| {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.map(char::is_uppercase).collect::<Vec<_>>()
    };
    letters(written) == letters(name)
}

fn is_all_capitals(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase)
}
