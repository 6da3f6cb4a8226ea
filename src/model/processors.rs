//! How many processors there are.

use std::sync::LazyLock;
use std::thread;

/// How many threads run at once, at least 1. Asked once: the system answers from several files, which takes as long as reading
/// a small thread.
pub fn processors() -> usize {
    static PROCESSORS: LazyLock<usize> =
        LazyLock::new(|| thread::available_parallelism().map_or(1, usize::from));
    *PROCESSORS
}
