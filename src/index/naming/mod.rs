//! People, organisations and places that a post names, found by a model learnt from annotated posts.
//!
//! ```text
//! text ─► tokens ─► features (numbers for what is observed of a token and its neighbours)
//!                      │
//!                      ▼
//!                   model (weights; the best way through the line) ─► names
//! ```
//!
//! It knows words and how people write, not what the names of a thread have to do with each other: that is for the
//! document. The model is English; in other languages it says only what it is very sure of, and nothing of scripts
//! without blanks between words. `assets/README.md` tells what it was learnt from.

mod features;
mod language;
mod model;
mod packing;
mod spans;
mod table;
mod tokens;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use features::Observer;
use model::{LABELS, Model, OUTSIDE, Place, meaning};
pub use spans::is_legal_form;
use spans::trim;
use tokens::{Sort, Token};
pub use words::{Entry, List};

use crate::model::{EntityKind, unpacked};

/// What the trainer in `examples/` builds a model with. Nothing that reads threads needs it.
pub mod training {
    pub use super::features::{Observer, hash, hash_phrase};
    pub use super::model::{LABELS, may_follow};
    pub use super::packing::{Parts, lay_out, pack};
    pub use super::table::Table;
    pub use super::tokens::{Sort, Token, tokenize};
    pub use super::words::{Entry, Phrases, Words};
}

/// The model that is part of the program.
static EMBEDDED: LazyLock<Recogniser<'static>> = LazyLock::new(|| {
    let model = unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/names.model")));
    Recogniser { model: Model::open(model.leak()) }
});

/// The kinds of names, in the order of the labels.
const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organization, EntityKind::Place];

/// A name found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// A person, an organisation or a place.
    pub kind: EntityKind,
    /// By how much the model prefers this name to none at all, per token and in its own units; to weigh one reading of
    /// a name against another.
    pub lead: i32,
}

/// Finds names by a model.
#[derive(Clone, Copy, Debug)]
pub struct Recogniser<'m> {
    /// None if the bytes given were no model; then nothing is found.
    model: Option<Model<'m>>,
}

/// What is kept from line to line.
#[derive(Default)]
struct Desk {
    tokens: Vec<Token>,
    observer: Observer,
    seen: Vec<u32>,
    scores: Vec<[i32; LABELS]>,
    ways: Vec<[u8; LABELS]>,
    labels: Vec<u8>,
}

impl Recogniser<'static> {
    /// The recogniser that is part of the program.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }
}

impl<'m> Recogniser<'m> {
    /// A recogniser by the model in `bytes`; nothing if they are none.
    pub fn open(bytes: &'m [u8]) -> Option<Self> {
        Model::open(bytes).map(|model| Self { model: Some(model) })
    }

    /// What is known of a word beforehand.
    pub fn known(&self, word: &str) -> Entry {
        self.model.map_or_else(Entry::default, |model| model.words.get(features::hash(&word.to_lowercase())))
    }

    /// The names in `text`, in order and without overlap. `language` is the code that the file gives for the post, if
    /// it gives one.
    pub fn names(&self, text: &str, language: Option<&str>) -> Vec<Name> {
        let mut names = Vec::new();
        let Some(model) = &self.model else { return names };
        let mut desk = Desk::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            desk.read(model, line, language);
            desk.gather(line, start, &mut names);
            start += line.len();
        }
        names
    }
}

impl Desk {
    /// Finds the labels of a line's tokens.
    fn read(&mut self, model: &Model, line: &str, language: Option<&str>) {
        tokens::tokenize(line, &mut self.tokens);
        self.observer.look(line, &self.tokens, &model.words, &model.phrases);
        let mut doubt = model.doubt;
        if !language::is_english(line, &self.tokens, language) {
            doubt += model.caution;
        }
        self.scores.clear();
        for (i, token) in self.tokens.iter().enumerate() {
            let mut scores = [0; LABELS];
            // Tags are entities of their own, and scripts without blanks are for the lexicon.
            if matches!(
                token.sort,
                Sort::Link | Sort::Handle | Sort::Hashtag | Sort::Cashtag | Sort::Unspaced
            ) {
                scores[OUTSIDE] = NO_NAME;
            } else {
                self.observer.observe(i, &mut self.seen);
                model.score(&self.seen, &mut scores);
                scores[OUTSIDE] += doubt;
            }
            self.scores.push(scores);
        }
        model.decode(&self.scores, &mut self.ways, &mut self.labels);
    }

    /// Adds the names of the line, which starts at byte `start` of the text.
    fn gather(&self, line: &str, start: usize, names: &mut Vec<Name>) {
        let mut first = 0;
        for (i, label) in self.labels.iter().enumerate() {
            let Some((kind, place)) = meaning(usize::from(*label)) else { continue };
            if matches!(place, Place::First | Place::Only) {
                first = i;
            }
            if !matches!(place, Place::Last | Place::Only) {
                continue;
            }
            let mut last = i;
            if KINDS[kind] == EntityKind::Organization {
                last = self.with_legal_form(line, last);
            }
            let name = trim(line, &self.tokens[first..=last], KINDS[kind]);
            let (Some(head), Some(mut end)) = (name.first(), name.last()) else { continue };
            if KINDS[kind] == EntityKind::Organization && self.has_apostrophe(line, last + 1) {
                end = &self.tokens[last + 1];
            }
            let range = start + head.start as usize..start + end.end as usize;
            names.push(Name { range, kind: KINDS[kind], lead: self.lead(first..i + 1) });
        }
    }

    /// The last token of a company's name that the model lets end with token `last`.
    fn with_legal_form(&self, line: &str, mut last: usize) -> usize {
        let is = |at: usize, accepts: &dyn Fn(&str) -> bool| {
            self.is_outside(at) && self.tokens.get(at).is_some_and(|token| accepts(&line[token.range()]))
        };
        loop {
            // *Verdant Labs, Inc.*
            let comma = usize::from(is(last + 1, &|token| token == ","));
            if !is(last + 1 + comma, &is_legal_form) {
                return last;
            }
            last += 1 + comma;
        }
    }

    /// Whether token `at` is there and part of no name.
    fn is_outside(&self, at: usize) -> bool {
        self.labels.get(at).is_some_and(|label| usize::from(*label) == OUTSIDE)
    }

    /// Whether token `at` is an `'s` that belongs to a name which a list has, such as *Sainsbury's*.
    fn has_apostrophe(&self, line: &str, at: usize) -> bool {
        self.is_outside(at)
            && self.observer.ends_phrase(at)
            && self.tokens.get(at).is_some_and(|token| matches!(&line[token.range()], "'s" | "’s"))
    }

    /// By how much the labels of `tokens` score more than none, on average.
    fn lead(&self, tokens: Range<usize>) -> i32 {
        let length = i32::try_from(tokens.len()).unwrap_or(i32::MAX).max(1);
        tokens.fold(0_i32, |sum, i| {
            let scores = &self.scores[i];
            sum.saturating_add(scores[usize::from(self.labels[i])] - scores[OUTSIDE])
        }) / length
    }
}

/// Score of what can be nothing but no name.
const NO_NAME: i32 = 1 << 20;

#[cfg(test)]
mod tests;
