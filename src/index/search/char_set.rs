//! A set of characters, made to be looked for in a large text of any script.
//!
//! Beyond the planes where characters are made of others it says yes to all: who asks must look closer anyway.

use super::folding::LIMIT;

/// How many bytes are looked at together: some vector registers, or the bits of one candidate each.
const BLOCK: usize = u32::BITS as usize;

/// A set of characters; 24 KiB, whatever is in it.
#[derive(Clone, Debug)]
pub(super) struct CharSet {
    bits: Box<[u64]>,
}

impl Default for CharSet {
    fn default() -> Self {
        Self { bits: vec![0; LIMIT / 64].into() }
    }
}

impl CharSet {
    pub(super) fn insert(&mut self, c: char) {
        if let Some(bits) = self.bits.get_mut(c as usize / 64) {
            *bits |= 1 << (c as usize % 64);
        }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        self.bits.get(c as usize / 64).is_none_or(|bits| bits >> (c as usize % 64) & 1 == 1)
    }

    /// Its characters below the limit.
    fn iter(&self) -> impl Iterator<Item = char> {
        let words = (0_u32..).step_by(64).zip(&self.bits).filter(|(_, bits)| **bits != 0);
        words.flat_map(|(first, bits)| {
            (0..64).filter(move |i| bits >> i & 1 == 1).filter_map(move |i| char::from_u32(first + i))
        })
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut set = Self::default();
        set.extend(characters);
        set
    }
}

impl Extend<char> for CharSet {
    fn extend<I: IntoIterator<Item = char>>(&mut self, characters: I) {
        characters.into_iter().for_each(|c| self.insert(c));
    }
}

/// A search for the characters of a set that are not ASCII.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    set: CharSet,
    /// By the first two bytes in UTF-8: whether some character of the set begins so.
    pairs: Box<[bool]>,
}

impl Finder {
    pub(super) fn new(set: CharSet) -> Self {
        let mut pairs: Box<[bool]> = vec![false; 1 << 16].into();
        let beyond = (LIMIT as u32..=char::MAX as u32).step_by(1 << 12).filter_map(char::from_u32);
        for c in set.iter().chain(beyond) {
            if let [first, second, ..] = *c.encode_utf8(&mut [0; 4]).as_bytes() {
                pairs[usize::from(u16::from_le_bytes([first, second]))] = true;
            }
        }
        Self { set, pairs }
    }

    /// Where the first such character at `from` or later begins.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut at = from;
        while at < bytes.len() {
            let mut candidates = match bytes[at..].first_chunk::<{ BLOCK + 1 }>() {
                Some(block) if block.iter().fold(0, |all, b| all | b) < 0x80 => 0,
                Some(block) => self.candidates(block),
                None => self.candidates(&bytes[at..]),
            };
            while candidates != 0 {
                let i = at + candidates.trailing_zeros() as usize;
                let c = text[i..].chars().next()?;
                if self.set.contains(c) {
                    return Some(i);
                }
                candidates &= candidates - 1;
            }
            at += BLOCK;
        }
        None
    }

    /// Where in the first block of `bytes` characters begin that may be in the set, a bit each.
    #[inline]
    fn candidates(&self, bytes: &[u8]) -> u32 {
        // No branch depends on the text: it takes far less time than to skip what begins nothing.
        let pairs = bytes.windows(2).map(|pair| usize::from(u16::from_le_bytes([pair[0], pair[1]])));
        pairs.take(BLOCK).enumerate().fold(0, |found, (i, pair)| found | u32::from(self.pairs[pair]) << i)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_in_the_set_is_found(
            set in proptest::collection::vec(any::<char>(), 0..5),
            text in r"([ -~]{0,40}|\PC|[éüя東が👍\u{301}]){0,40}",
        ) {
            let finder = Finder::new(set.iter().copied().chain("ü東\u{301}".chars()).collect());
            let is_in = |c: char| {
                !c.is_ascii() && (set.contains(&c) || c as usize >= LIMIT || "ü東\u{301}".contains(c))
            };
            let mut expected = text.char_indices().filter(|(_, c)| is_in(*c)).map(|(i, _)| i);
            let mut at = 0;
            loop {
                let found = finder.find(&text, at);
                prop_assert_eq!(found, expected.next());
                let Some(next) = found else { break };
                at = next + text[next..].chars().next().unwrap().len_utf8();
            }
        }
    }
}
