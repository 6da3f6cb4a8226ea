//! Names by their words: one step per word, each looked up in constant time.
//!
//! A node is a number; what stands at its end is a list of *claims*, as one spelling can be the name of several things.
//! Words are compared by their hashes alone: 64 bits, over some ten thousand words.

use super::words::{Gap, Word};

/// What a run of words says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is a name: of which entity, and which of its names.
    Name { entity: u32, name: u32 },
    /// It speaks for an entity.
    Cue(u32),
    /// It is something else than this entity, though it has its name in it.
    Not(u32),
}

/// Where a walk through the names begins.
const ROOT: u32 = 0;
const NOTHING: u32 = u32::MAX;

/// All names, cues and longer names.
#[derive(Debug, Default)]
pub(super) struct Trie {
    /// Steps by their hash, with open addressing; the length is a power of two.
    steps: Vec<(u64, u32)>,
    taken: usize,
    /// By node: the first of its claims.
    first: Vec<u32>,
    /// A claim, and the next one of the same node.
    claims: Vec<(Claim, u32)>,
}

impl Trie {
    /// With room for so many steps.
    pub(super) fn with_capacity(steps: usize) -> Self {
        let steps = vec![(0, NOTHING); (steps / 3 * 4).next_power_of_two().max(4)];
        Self { steps, taken: 0, first: vec![NOTHING], claims: Vec::new() }
    }

    /// Adds a claim; words of no length claim nothing.
    pub(super) fn add(&mut self, words: &[Word], claim: Claim) {
        let mut node = ROOT;
        for (i, word) in words.iter().enumerate() {
            let key = key(node, word, i == 0);
            let mut at = self.slot(key);
            if self.steps[at].1 == NOTHING {
                if (self.taken + 1) * 4 > self.steps.len() * 3 {
                    self.grow();
                    at = self.slot(key);
                }
                self.steps[at] = (key, self.first.len() as u32);
                self.first.push(NOTHING);
                self.taken += 1;
            }
            node = self.steps[at].1;
        }
        if node != ROOT {
            self.claims.push((claim, self.first[node as usize]));
            self.first[node as usize] = self.claims.len() as u32 - 1;
        }
    }

    /// Every claim on the words that begin at `from`, with the place of its last word, the shorter first.
    pub(super) fn walk(&self, words: &[Word], from: usize, mut found: impl FnMut(usize, Claim)) {
        let mut node = ROOT;
        for (i, word) in words.iter().enumerate().skip(from) {
            if i > from && word.gap == Gap::Break {
                return;
            }
            node = self.steps[self.slot(key(node, word, i == from))].1;
            if node == NOTHING {
                return;
            }
            let mut claim = self.first[node as usize];
            while let Some((what, next)) = self.claims.get(claim as usize) {
                found(i, *what);
                claim = *next;
            }
        }
    }

    /// The place of a step, or the free place where it belongs.
    fn slot(&self, key: u64) -> usize {
        let mask = self.steps.len() - 1;
        let mut at = (key >> 20) as usize & mask;
        while self.steps[at].1 != NOTHING && self.steps[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let steps = vec![(0, NOTHING); self.steps.len() * 2];
        for step in std::mem::replace(&mut self.steps, steps) {
            if step.1 != NOTHING {
                let at = self.slot(step.0);
                self.steps[at] = step;
            }
        }
    }
}

/// A step from a node by a word; what is before the first word does not count.
fn key(node: u32, word: &Word, is_first: bool) -> u64 {
    let gap = match word.gap {
        _ if is_first => 0,
        Gap::Nothing => 1,
        Gap::Blank => 2,
        Gap::Break => 3,
        Gap::Sign(c) => u64::from(c),
    };
    let mixed = word.hash ^ (u64::from(node) << 32 | gap).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ mixed >> 29
}
