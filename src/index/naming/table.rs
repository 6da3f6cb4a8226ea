//! Tables from 32-bit keys to a few bytes, read in place: opening one is free, a look-up touches two or three lines of
//! memory.
//!
//! Keys are shared out among bins by their upper bits. Of a value only the bytes that are not 0 are kept, for most are:
//!
//! ```text
//! upper bits (u8) · start of every 16th bin (u32) · how far behind it each bin starts (u16) · entries in order of keys
//! entry: lower bits of the key · a bit for each byte that is kept (u16) · these bytes
//! ```

/// So many bins share the start that they are counted from.
pub(super) const SHARED: usize = 16;
/// Most bytes of a value.
pub(super) const WIDEST: usize = u16::BITS as usize;

/// A table laid out in borrowed bytes.
#[derive(Clone, Copy, Debug)]
pub struct Table<'m> {
    /// How many upper bits of a key name its bin: 8 or 16.
    bits: u32,
    starts: &'m [u8],
    distances: &'m [u8],
    entries: &'m [u8],
}

/// What a table has for a key.
#[derive(Clone, Copy, Debug)]
pub struct Value<'m> {
    /// Which of its bytes are not 0.
    marks: u16,
    kept: &'m [u8],
}

impl<'m> Table<'m> {
    /// The table in `bytes`; none if they are too few for what they begin with.
    pub fn new(bytes: &'m [u8]) -> Option<Self> {
        let (&upper, rest) = bytes.split_first()?;
        let bins = match upper {
            8 | 16 => 1_usize << upper,
            _ => return None,
        };
        let (starts, rest) = rest.split_at_checked((bins / SHARED + 1) * 4)?;
        let (distances, entries) = rest.split_at_checked((bins + 1) * 2)?;
        let table = Self { bits: upper.into(), starts, distances, entries };
        (table.start(bins) == Some(entries.len())).then_some(table)
    }

    /// The key of a hash.
    pub fn key(hash: u64) -> u32 {
        ((hash >> 32) as u32).max(1)
    }

    /// Where the entries of a bin begin.
    #[inline]
    fn start(&self, bin: usize) -> Option<usize> {
        let (from, distance) = (bin / SHARED * 4, bin * 2);
        let shared = self.starts.get(from..from + 4)?.try_into().map(u32::from_le_bytes).ok()?;
        let own = self.distances.get(distance..distance + 2)?.try_into().map(u16::from_le_bytes).ok()?;
        Some(shared as usize + usize::from(own))
    }

    /// The value of a key.
    #[inline]
    pub fn get(&self, key: u32) -> Option<Value<'m>> {
        let (bin, lower) = split(key, self.bits);
        let entries = self.entries.get(self.start(bin)?..self.start(bin + 1)?)?;
        let lower_bits = 32 - self.bits;
        let key_bytes = lower_bits as usize / 8;
        let mut at = 0;
        // With its marks an entry has four bytes at least.
        while let Some(head) = entries.get(at..at + 4) {
            let found = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) & ((1 << lower_bits) - 1);
            at += key_bytes;
            let marks = entries.get(at..at + 2)?.try_into().map(u16::from_le_bytes).ok()?;
            at += 2;
            let end = at + marks.count_ones() as usize;
            if found == lower {
                return Some(Value { marks, kept: entries.get(at..end)? });
            }
            at = end;
        }
        None
    }
}

impl Value<'_> {
    /// Its bytes that are not 0, each with its place.
    #[inline]
    pub fn bytes(self) -> impl Iterator<Item = (usize, u8)> {
        let mut marks = self.marks;
        self.kept.iter().map(move |byte| {
            let place = marks.trailing_zeros() as usize;
            marks &= marks.wrapping_sub(1);
            (place, *byte)
        })
    }

    /// All its bytes.
    pub fn whole<const WIDTH: usize>(self) -> [u8; WIDTH] {
        let mut whole = [0; WIDTH];
        for (place, byte) in self.bytes() {
            if let Some(here) = whole.get_mut(place) {
                *here = byte;
            }
        }
        whole
    }
}

/// The bin of a key, and its lower bits.
pub(super) fn split(key: u32, bits: u32) -> (usize, u32) {
    ((key >> (32 - bits)) as usize, key & ((1 << (32 - bits)) - 1))
}
