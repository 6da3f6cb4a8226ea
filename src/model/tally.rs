//! How many posts of a file were read so far, for whoever waits for the rest.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A count that all builders of one file share; they add to it batch by batch.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<AtomicUsize>);

impl Tally {
    /// How many posts there are.
    pub fn posts(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts from 0 again: what was read is read anew.
    pub fn clear(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    pub(super) fn add(&self, posts: usize) {
        self.0.fetch_add(posts, Ordering::Relaxed);
    }
}
