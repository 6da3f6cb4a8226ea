//! The weights of the recogniser and the best way through a line.
//!
//! A linear model over sequences: each token gets a score for each label from its observations, each pair of labels a
//! score of its own; the labels of a line are those with the highest sum. The file is one piece, read in place:
//!
//! ```text
//! "names 2\n" · 5 lengths (u32) · transitions, doubt, caution (i16) · coarser classes · words · phrases · weights (i8)
//! ```

use super::table::Table;
use super::words::{Phrases, Words};

/// How many labels there are.
pub const LABELS: usize = 13;
/// The label of what is no name; the others are 1 + 4 · kind + place.
pub(super) const OUTSIDE: usize = 0;
/// Score of what cannot be.
const NEVER: i32 = i32::MIN / 4;
pub(super) const MAGIC: &[u8; 8] = b"names 2\n";

/// Where a token stands in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// First of several.
    First,
    /// Neither first nor last.
    Inside,
    /// Last of several.
    Last,
    /// The only one.
    Only,
}

/// The kind (person, organisation, place) and the place of a label; nothing for the label outside of names.
pub(super) fn meaning(label: usize) -> Option<(usize, Place)> {
    let index = label.checked_sub(1)?;
    Some((index / 4, [Place::First, Place::Inside, Place::Last, Place::Only][index % 4]))
}

/// Whether label `next` may follow label `label`; `None` stands for the edges of a line.
pub fn may_follow(label: Option<usize>, next: Option<usize>) -> bool {
    let open = label.and_then(meaning).filter(|(_, place)| matches!(place, Place::First | Place::Inside));
    let continues = next.and_then(meaning).filter(|(_, place)| matches!(place, Place::Inside | Place::Last));
    open.map(|(kind, _)| kind) == continues.map(|(kind, _)| kind)
}

/// The parts of a model file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Model<'m> {
    /// Single words.
    pub(super) words: Words<'m>,
    /// Names of several words.
    pub(super) phrases: Phrases<'m>,
    weights: Table<'m>,
    transitions: [[i32; LABELS]; LABELS],
    /// What is added to the score of being no name: the more, the fewer names are found, and the surer.
    pub(super) doubt: i32,
    /// What is added to it besides in languages that the model has not learnt.
    pub(super) caution: i32,
}

impl<'m> Model<'m> {
    /// Opens a model in place; nothing if the bytes are no model.
    pub(super) fn open(bytes: &'m [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut lengths = [0; 5];
        for length in &mut lengths {
            let (head, tail) = rest.split_first_chunk::<4>()?;
            *length = u32::from_le_bytes(*head) as usize;
            rest = tail;
        }
        let mut sections: [&'m [u8]; 5] = [&[]; 5];
        for (section, length) in sections.iter_mut().zip(lengths) {
            (*section, rest) = rest.split_at_checked(length)?;
        }
        let [transitions, coarser, words, phrases, weights] = sections;
        let mut model = Self {
            words: Words::new(Table::new(words)?, coarser),
            phrases: Phrases(Table::new(phrases)?),
            weights: Table::new(weights)?,
            transitions: [[NEVER; LABELS]; LABELS],
            doubt: 0,
            caution: 0,
        };
        let mut values = transitions.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
        for (label, row) in model.transitions.iter_mut().enumerate() {
            for (next, score) in row.iter_mut().enumerate() {
                let value = values.next()?;
                if may_follow(Some(label), Some(next)) {
                    *score = i32::from(value);
                }
            }
        }
        model.doubt = i32::from(values.next()?);
        model.caution = i32::from(values.next()?);
        Some(model)
    }

    /// Adds the weights of `observations` to `scores`.
    #[inline]
    pub(super) fn score(&self, observations: &[u32], scores: &mut [i32; LABELS]) {
        for key in observations {
            if let Some(weights) = self.weights.get(*key) {
                for (label, weight) in weights.bytes() {
                    if let Some(score) = scores.get_mut(label) {
                        *score += i32::from(weight.cast_signed());
                    }
                }
            }
        }
    }

    /// The labels of a line with the highest sum of scores, into `labels`.
    pub(super) fn decode(
        &self,
        scores: &[[i32; LABELS]],
        ways: &mut Vec<[u8; LABELS]>,
        labels: &mut Vec<u8>,
    ) {
        labels.clear();
        ways.clear();
        let Some((first, later)) = scores.split_first() else { return };
        let mut sums = *first;
        for (label, sum) in sums.iter_mut().enumerate() {
            if !may_follow(None, Some(label)) {
                *sum = NEVER;
            }
        }
        for here in later {
            let mut next_sums = [NEVER; LABELS];
            let mut way = [0; LABELS];
            for (next, best) in next_sums.iter_mut().enumerate() {
                for (label, sum) in sums.iter().enumerate() {
                    let sum = sum.saturating_add(self.transitions[label][next]);
                    if sum > *best {
                        *best = sum;
                        way[next] = label as u8;
                    }
                }
                *best = best.saturating_add(here[next]).max(NEVER);
            }
            ways.push(way);
            // Only differences count; without this a long line would run out of numbers.
            let top = next_sums.iter().copied().max().unwrap_or(0);
            sums = next_sums.map(|sum| sum.saturating_sub(top).max(NEVER));
        }
        let mut label = (0..LABELS)
            .filter(|label| may_follow(Some(*label), None))
            .max_by_key(|label| (sums[*label], LABELS - label))
            .unwrap_or(OUTSIDE);
        labels.push(label as u8);
        for way in ways.iter().rev() {
            label = usize::from(way[label]);
            labels.push(label as u8);
        }
        labels.reverse();
    }
}
