//! Posts read on all cores: the places of a file's posts are cut into runs, each run is read into a builder of its own, and
//! the builders are put one behind the other.
//!
//! ```text
//! posts    0 … 2047 │ 2048 … 4095 │ 4096 … 6143 │ …
//! workers  one        other         one           whoever is free takes the next
//! ```
//!
//! What comes out is what one worker alone would give: order, warnings and all. Few posts are read where they are asked for.

use std::cmp::Reverse;
use std::ops::Range;
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
    if workers == 1 {
        return posts.iter().for_each(|post| read(post, builder));
    }
    let runs = Mutex::new(posts.chunks(run_of(posts.len(), workers)).enumerate());
    let work = || {
        let (mut done, mut own) = (Vec::new(), builder.beside());
        loop {
            // Whoever panicked while taking a run took none.
            let next = runs.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((i, run)) = next else { return done };
            for post in run {
                read(post, &mut own);
            }
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

/// As [`read_all`] of places in `text`, those that `end` last in it first; behind what was read the text is given up, as far
/// as it need not be kept. What is left of it comes back.
///
/// So of a file that has its posts in order, text and thread are never both there whole.
pub(super) fn read_all_letting_go<P: Sync>(
    (mut text, kept): (String, usize),
    (places, end): (&[P], impl Fn(&P) -> usize),
    builder: &mut ThreadBuilder,
    read: impl Fn(&str, &P, &mut ThreadBuilder) + Sync,
) -> String {
    /// So many posts that all cores have something to do.
    const LET_GO: usize = 16 << 10;
    let starts = (0..places.len()).step_by(LET_GO);
    let runs = starts.map(|start| start..places.len().min(start + LET_GO));
    let end_of = |run: &Range<usize>| places[run.clone()].iter().map(&end).max().unwrap_or(0);
    let mut runs: Vec<_> = runs.map(|run| (run.clone(), end_of(&run))).collect();
    runs.sort_by_key(|(_, end)| Reverse(*end));
    let mut done = Vec::with_capacity(runs.len());
    for (i, (run, _)) in runs.iter().enumerate() {
        let mut own = builder.beside();
        read_all(&places[run.clone()], &mut own, |place, builder| read(&text, place, builder));
        done.push((run.start, own.split()));
        text.truncate(runs.get(i + 1).map_or(0, |(_, end)| *end).max(kept));
        text.shrink_to_fit();
    }
    done.sort_unstable_by_key(|(start, _)| *start);
    for (_, own) in done {
        builder.append(own);
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clean, Draft, Rich};

    #[test]
    fn what_is_read_from_the_end_on_comes_in_order_and_the_rest_of_the_text_is_left() {
        let numbers: Vec<String> = (0..50_000).map(|i| format!("{i:>6}")).collect();
        let text = numbers.concat();
        let places: Vec<usize> = (1..50_000).map(|i| i * 6).collect();
        let mut builder = ThreadBuilder::default();
        let read = |text: &str, place: &usize, builder: &mut ThreadBuilder| {
            builder.push(Draft { body: Rich::plain(text[*place..*place + 6].trim()), ..Draft::default() });
        };
        let end = |place: &usize| place + 6;
        let left = read_all_letting_go((text, 6), (&places, end), &mut builder, read);
        assert_eq!(left, "     0");
        let thread = builder.finish();
        assert!(thread.posts().map(|post| post.body().parse::<usize>().unwrap()).eq(1..50_000));
    }

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
