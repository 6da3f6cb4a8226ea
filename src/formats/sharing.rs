//! Posts read on all cores: the places of a file's posts are cut into runs, each run is read into a builder of its own, and
//! the builders are put one behind the other.
//!
//! ```text
//! posts    0 … 2047 │ 2048 … 4095 │ 4096 … 6143 │ …
//! workers  one        other         one           whoever is free takes the next
//! ```
//!
//! What comes out is what one worker alone would give: order, warnings and all. Few posts are read where they are asked for.

use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::model::ThreadBuilder;

/// So many posts are read before another thread would have begun.
const FEW: usize = 2_000;
/// How many posts are in a run: about as many as in a batch.
const RUN: usize = 4_096;
/// More workers than this wait for memory, not for each other.
const MOST_WORKERS: usize = 8;

/// Has `read` put each of `posts` into a builder, and all of these in order onto `builder`.
///
/// `read` must not ask its builder how many posts there are, which are those of its run.
pub(super) fn read_all<T: Sync>(
    posts: &[T],
    builder: &mut ThreadBuilder,
    read: impl Fn(&T, &mut ThreadBuilder) + Sync,
) {
    let workers = workers(posts.len());
    let runs = posts.chunks(run_of(posts.len(), workers));
    read_runs(runs, workers, builder, |run, builder| run.iter().for_each(|post| read(post, builder)));
}

/// The same of posts that `read` takes apart.
pub(super) fn take_all<T: Send>(
    posts: &mut [T],
    builder: &mut ThreadBuilder,
    read: impl Fn(&mut T, &mut ThreadBuilder) + Sync,
) {
    let workers = workers(posts.len());
    let runs = posts.chunks_mut(run_of(posts.len(), workers));
    read_runs(runs, workers, builder, |run, builder| run.iter_mut().for_each(|post| read(post, builder)));
}

fn workers(posts: usize) -> usize {
    match posts {
        ..FEW => 1,
        _ => thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS),
    }
}

fn run_of(posts: usize, workers: usize) -> usize {
    posts.div_ceil(workers).clamp(1, RUN)
}

fn read_runs<R: Send>(
    runs: impl Iterator<Item = R> + Send,
    workers: usize,
    builder: &mut ThreadBuilder,
    read: impl Fn(R, &mut ThreadBuilder) + Sync,
) {
    if workers == 1 {
        return runs.for_each(|run| read(run, builder));
    }
    let runs = Mutex::new(runs.enumerate());
    let beside = || builder.beside();
    let work = || {
        let (mut done, mut own) = (Vec::new(), beside());
        loop {
            // Whoever panicked while taking a run took none.
            let next = runs.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((i, run)) = next else { return done };
            read(run, &mut own);
            done.push((i, own.split()));
        }
    };
    let mut done = thread::scope(|scope| {
        // A thread that cannot be had is one worker less.
        let others: Vec<_> =
            (0..workers).filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        // This thread keeps out of it: it frees what others had allocated, and allocators that keep such pieces at hand
        // (glibc's) would have it and the others wait for each other at each growing string.
        let mut done = if others.is_empty() { work() } else { Vec::new() };
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(i, _)| *i);
    for (_, own) in done {
        builder.append(own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clean, Draft, Rich};

    #[test]
    fn what_many_read_is_what_one_reads() {
        let read = |post: &usize, builder: &mut ThreadBuilder| {
            if post.is_multiple_of(5_000) {
                builder.warn(&format!("[{post}]"), "odd");
            }
            let quote = |inner| Some(Box::new(Draft { quote: inner, ..Draft::default() }));
            let quote = (0..if *post == 7_777 { 12 } else { 0 }).fold(None, |inner, _| quote(inner));
            let id = Clean::some_line(&post.to_string());
            builder.push(Draft { id, body: Rich::plain(&format!("post {post}")), quote, ..Draft::default() });
        };
        let posts: Vec<usize> = (0..10_000).collect();
        let mut shared = ThreadBuilder::default();
        read(&10_000, &mut shared);
        read_all(&posts, &mut shared, read);
        let mut alone = ThreadBuilder::default();
        [10_000].iter().chain(&posts).for_each(|post| read(post, &mut alone));
        let (shared, alone) = (shared.finish(), alone.finish());
        assert_eq!(shared.warnings, alone.warnings);
        assert_eq!(shared.warnings.len(), 4);
        assert!(shared.posts().map(|post| Draft::of(&post)).eq(alone.posts().map(|post| Draft::of(&post))));
    }
}
