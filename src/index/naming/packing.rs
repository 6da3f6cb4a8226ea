//! Writes the file that the recogniser reads in place. Only training needs it.

use super::model::{LABELS, MAGIC};
use super::table::place;

/// What a model file is made of.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'p> {
    /// Score of each label after each label.
    pub transitions: &'p [[i16; LABELS]; LABELS],
    /// Added to the score of being no name.
    pub doubt: i16,
    /// Added to it besides in other languages than English.
    pub caution: i16,
    /// For each finest class of words its middle and its coarse one, less one.
    pub coarser: &'p [u8],
    /// The table of words.
    pub words: &'p [u8],
    /// The table of phrases.
    pub phrases: &'p [u8],
    /// The table of weights.
    pub weights: &'p [u8],
}

/// A model file.
pub fn pack(parts: &Parts) -> Vec<u8> {
    let scores = parts.transitions.iter().flatten().chain([&parts.doubt, &parts.caution]);
    let scores: Vec<u8> = scores.flat_map(|score| score.to_le_bytes()).collect();
    let sections = [&scores, parts.coarser, parts.words, parts.phrases, parts.weights];
    let mut bytes = MAGIC.to_vec();
    for section in sections {
        bytes.extend((section.len() as u32).to_le_bytes());
    }
    for section in sections {
        bytes.extend(section);
    }
    bytes
}

/// Lays out a table of `entries`, at most one for each key; an eighth of its slots stays empty.
pub fn lay_out(entries: &[(u32, Vec<u8>)], width: usize) -> Vec<u8> {
    let slots = entries.len() * 8 / 7 + 2;
    let mut bytes = vec![0; slots * (4 + width)];
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort();
    for (key, value) in sorted {
        let mut slot = place(*key, slots);
        while bytes[slot * 4..slot * 4 + 4] != [0; 4] {
            slot = (slot + 1) % slots;
        }
        bytes[slot * 4..slot * 4 + 4].copy_from_slice(&key.to_le_bytes());
        let at = slots * 4 + slot * width;
        bytes[at..at + width].copy_from_slice(value);
    }
    bytes
}
