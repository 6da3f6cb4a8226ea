//! Writes the file that the recogniser reads in place. Only training needs it.

use super::model::{LABELS, MAGIC};
use super::table::{SHARED, WIDEST, split};

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

/// Lays out a table of `entries`, at most one for each key, with values of at most 16 bytes.
pub fn lay_out(entries: &[(u32, Vec<u8>)]) -> Vec<u8> {
    // With few keys, most of 65,536 bins would be empty.
    let bits = if entries.len() < 1 << 14 { 8 } else { 16 };
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort();
    let mut laid = Vec::new();
    let mut begins = vec![0_usize; (1 << bits) + 1];
    for (key, value) in sorted {
        debug_assert!(value.len() <= WIDEST);
        let (bin, lower) = split(*key, bits);
        let kept = value.iter().enumerate().filter(|(_, byte)| **byte != 0);
        let marks = kept.clone().fold(0_u16, |marks, (place, _)| marks | 1 << place);
        laid.extend(&lower.to_le_bytes()[..4 - bits as usize / 8]);
        laid.extend(marks.to_le_bytes());
        laid.extend(kept.map(|(_, byte)| byte));
        begins[bin + 1] = laid.len();
    }
    let mut before = 0;
    for begin in &mut begins {
        before = before.max(*begin);
        *begin = before;
    }
    let starts = begins.iter().step_by(SHARED).flat_map(|begin| (*begin as u32).to_le_bytes());
    let distances = begins.iter().enumerate().map(|(bin, begin)| begin - begins[bin / SHARED * SHARED]);
    let mut bytes = vec![bits as u8];
    bytes.extend(starts);
    bytes.extend(distances.flat_map(|distance| (distance as u16).to_le_bytes()));
    bytes.extend(laid);
    bytes
}
