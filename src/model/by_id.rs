//! A table by ids: those of most platforms are numbers, which are told apart sooner and in less room than texts.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::RandomState;

/// What is known of posts, by their ids.
#[derive(Clone, Debug)]
pub struct ById<K, V> {
    numbers: HashMap<u64, V, RandomState>,
    others: HashMap<K, V, RandomState>,
}

impl<K, V> Default for ById<K, V> {
    fn default() -> Self {
        Self { numbers: HashMap::default(), others: HashMap::default() }
    }
}

impl<K: Borrow<str> + Eq + Hash, V> ById<K, V> {
    /// A table with room for so many ids such as `first`.
    pub fn with_capacity(posts: usize, first: Option<&str>) -> Self {
        let mut table = Self::default();
        match first.map(number) {
            Some(Some(_)) => table.numbers.reserve(posts),
            Some(None) => table.others.reserve(posts),
            None => {}
        }
        table
    }

    /// What is known of an id; `new` where that is nothing yet.
    pub fn or_insert(&mut self, id: &str, own: impl FnOnce() -> K, new: V) -> &mut V {
        match number(id) {
            Some(number) => self.numbers.entry(number).or_insert(new),
            None => self.others.entry(own()).or_insert(new),
        }
    }

    /// What is known of an id.
    pub fn get(&self, id: &str) -> Option<&V> {
        match number(id) {
            Some(number) => self.numbers.get(&number),
            None => self.others.get(id),
        }
    }

    /// Whether anything is known of an id.
    pub fn contains(&self, id: &str) -> bool {
        self.get(id).is_some()
    }
}

/// The number that an id is, if that number is written in this way alone.
#[inline]
pub(super) fn number(id: &str) -> Option<u64> {
    /// Any number of so many digits fits.
    const FIT: usize = 19;
    let digits = id.as_bytes();
    if digits.is_empty() || digits[0] == b'0' && digits.len() > 1 {
        return None;
    }
    if digits.len() > FIT {
        return id.parse().ok().filter(|_| digits[0] != b'+');
    }
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_same_where_they_are_written_the_same() {
        let ids = ["7", "07", "+7", " 7", "", "0", "00", "a", "18446744073709551615", "18446744073709551616"];
        let mut table = ById::<&str, usize>::with_capacity(ids.len(), Some("7"));
        for (i, id) in ids.iter().enumerate() {
            assert!(!table.contains(id), "{id}");
            assert_eq!(*table.or_insert(id, || id, i), i, "{id}");
            assert_eq!(*table.or_insert(id, || id, 100), i, "{id}");
        }
        assert!(ids.iter().enumerate().all(|(i, id)| table.get(id) == Some(&i)));
        assert!(!table.contains("8"));
    }
}
