//! Tables from 32-bit keys to a few bytes, read in place: opening one is free, a look-up touches one or two lines of
//! memory.
//!
//! Slots lie in the order of their keys' wished-for places; a key whose place is taken goes to the next free one. Key 0
//! is an empty slot.

/// A table laid out in borrowed bytes: for each slot 4 bytes of key, then `width` bytes of value.
#[derive(Clone, Copy, Debug)]
pub struct Table<'m> {
    keys: &'m [u8],
    values: &'m [u8],
    slots: usize,
    width: usize,
}

impl<'m> Table<'m> {
    /// The table in `bytes`: all keys, then all values of `width` bytes. No table if the length fits no number of slots.
    pub fn new(bytes: &'m [u8], width: usize) -> Option<Self> {
        let slots = bytes.len() / (4 + width);
        let (keys, values) = bytes.split_at_checked(slots * 4)?;
        (slots > 0 && values.len() == slots * width).then_some(Self { keys, values, slots, width })
    }

    /// The key of a hash.
    pub fn key(hash: u64) -> u32 {
        ((hash >> 32) as u32).max(1)
    }

    /// The value of a key.
    #[inline]
    pub fn get(&self, key: u32) -> Option<&'m [u8]> {
        let mut slot = place(key, self.slots);
        for _ in 0..self.slots {
            let at = slot * 4;
            let &[a, b, c, d] = self.keys.get(at..at + 4)? else { return None };
            let found = u32::from_le_bytes([a, b, c, d]);
            if found == key {
                return self.values.get(slot * self.width..(slot + 1) * self.width);
            }
            if found == 0 {
                return None;
            }
            slot = if slot + 1 == self.slots { 0 } else { slot + 1 };
        }
        None
    }
}

/// Where a key would like to stand.
pub(super) fn place(key: u32, slots: usize) -> usize {
    ((u64::from(key) * slots as u64) >> 32) as usize
}
