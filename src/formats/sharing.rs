//! Posts read on all cores: the places of a file's posts are cut into runs, each run is read into a builder of its own, and
//! the builders are put one behind the other.
//!
//! ```text
//! posts    0 … 2047 │ 2048 … 4095 │ 4096 … 6143 │ …
//! workers  one        other         one           whoever is free takes the next
//! ```
//!
//! Where they stand is found in the same way. What comes out is what one worker alone would give: order, warnings and
//! all. Few posts are read where they are asked for.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::model::{ThreadBuilder, processors};

/// So many posts are read before another thread would have begun.
const FEW: usize = 2_000;
/// How many posts are in a run at most.
const RUN: usize = 2_048;
/// So much of a text is looked at as a piece: small enough to stay at hand while it is looked at more than once, in bytes.
const PIECE: usize = 256 << 10;
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
    read_runs(posts, builder, |run, builder, _| run.iter().for_each(|post| read(post, builder)));
}

/// The same, with `read` handed a run of posts at a time, and room that a worker keeps from one run to the next.
pub(super) fn read_runs<T: Sync>(
    posts: &[T],
    builder: &mut ThreadBuilder,
    read: impl Fn(&[T], &mut ThreadBuilder, &mut Vec<u8>) + Sync,
) {
    let workers = if posts.len() < FEW { 1 } else { workers() };
    if workers == 1 {
        return read(posts, builder, &mut Vec::new());
    }
    let runs = Mutex::new(posts.chunks(run_of(posts.len(), workers)).enumerate());
    let mut done = on_all_cores(workers, || {
        let (mut done, mut own, mut room) = (Vec::new(), builder.beside(), Vec::new());
        while let Some((i, run)) = next(&runs) {
            read(run, &mut own, &mut room);
            done.push((i, own.split()));
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

/// Makes something of each of `items`, in order.
pub(super) fn map_all<T: Sync, U: Send>(items: &[T], make: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let workers = if items.len() < FEW { 1 } else { workers() };
    if workers == 1 {
        return items.iter().map(make).collect();
    }
    let runs = Mutex::new(items.chunks(run_of(items.len(), workers)).enumerate());
    let mut done = on_all_cores(workers, || {
        let mut done = Vec::new();
        while let Some((i, run)) = next(&runs) {
            done.push((i, run.iter().map(&make).collect::<Vec<_>>()));
        }
        done
    });
    done.sort_unstable_by_key(|(i, _)| *i);
    let mut all = Vec::with_capacity(items.len());
    for (_, run) in done {
        all.extend(run);
    }
    all
}

/// Finds what stands one behind the other in `whole`, on all cores, as far as that can be; and where to go on.
///
/// ```text
/// text      {…},{…},{…},{…},{…},{…},{…},{…}
/// pieces    └───────────┘└────────────┘└───         each begins where `begin` guesses that something does
/// ```
///
/// `walk` finds what begins in a piece, and gives it with the byte at which it came to a halt. Where that is not the
/// beginning of the next piece, a guess was wrong or something is: what comes from there on is left to the caller. So what
/// is found is what a walk from the beginning finds, whatever the guesses are worth.
pub(super) fn find_all<T: Send>(
    whole: Range<usize>,
    begin: impl Fn(usize) -> Option<usize> + Sync,
    walk: impl Fn(Range<usize>) -> (Vec<T>, usize) + Sync,
) -> (Found<T>, usize) {
    let is_worth_it = whole.len() >= PIECE * 2 && workers() > 1;
    let looked_at = if is_worth_it { whole.clone() } else { whole.start..whole.start };
    find_in_pieces(looked_at, |piece, _| {
        let start = if piece.start == whole.start { Some(piece.start) } else { begin(piece.start) };
        let end = Some(piece.end).filter(|end| *end < whole.end).and_then(&begin);
        let start = start?;
        let (found, halt) = walk(start..end.unwrap_or(whole.end));
        Some(Looked { start, found, halt })
    })
}

/// The same, with `look` to find what begins in each piece, which is handed room that a worker keeps from one to the next.
pub(super) fn find_in_pieces<T: Send>(
    whole: Range<usize>,
    look: impl Fn(Range<usize>, &mut Vec<u8>) -> Option<Looked<T>> + Sync,
) -> (Found<T>, usize) {
    let pieces = Mutex::new(whole.clone().step_by(PIECE));
    let workers = workers().min(whole.len().div_ceil(PIECE));
    let mut done = on_all_cores(workers, || {
        let (mut done, mut room) = (Vec::new(), Vec::new());
        while let Some(nominal) = next(&pieces) {
            let piece = nominal..(nominal + PIECE).min(whole.end);
            done.extend(look(piece, &mut room).map(|looked| (nominal, looked)));
        }
        done
    });
    done.sort_unstable_by_key(|(nominal, _)| *nominal);
    let mut at = whole.start;
    let sound = done.iter().take_while(|(_, looked)| {
        let is_next = looked.start == at;
        at = if is_next { looked.halt } else { at };
        is_next
    });
    let sound = sound.count();
    done.truncate(sound);
    (done.into_iter().map(|(_, looked)| looked.found).collect(), at)
}

/// What begins in a piece.
pub(super) struct Looked<T> {
    /// Where the first of it does.
    pub(super) start: usize,
    pub(super) found: Vec<T>,
    /// Where the search for more came to a halt.
    pub(super) halt: usize,
}

/// What was found, piece by piece.
pub(super) type Found<T> = Vec<Vec<T>>;

/// Has each worker do what there is to do; all that comes of it, in no order.
fn on_all_cores<R: Send>(workers: usize, work: impl Fn() -> Vec<R> + Sync) -> Vec<R> {
    thread::scope(|scope| {
        // A thread that cannot be had is one worker less.
        let others: Vec<_> =
            (0..workers).filter_map(|_| thread::Builder::new().spawn_scoped(scope, &work).ok()).collect();
        // This thread keeps out of it: it frees what others had allocated, and allocators that keep such pieces at hand
        // (glibc's) would have it and the others wait for each other at each growing string.
        let mut done = if others.is_empty() { work() } else { Vec::new() };
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    })
}

/// The next of what workers share.
fn next<I: Iterator>(shared: &Mutex<I>) -> Option<I::Item> {
    // Whoever panicked while taking one took none.
    shared.lock().unwrap_or_else(PoisonError::into_inner).next()
}

fn workers() -> usize {
    processors().min(MOST_WORKERS)
}

/// Several runs for each worker, so that none waits long for another in the end.
fn run_of(posts: usize, workers: usize) -> usize {
    const FOR_EACH: usize = 4;
    posts.div_ceil(workers * FOR_EACH).clamp(1, RUN)
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

    /// What is found in a text of a million dots with a bar after every ninety-nine, each bar by its place; with one place at
    /// which a walk comes to a halt, and one at which a guess is wrong.
    fn bars(halt: usize, wrong: usize) -> (Vec<usize>, usize) {
        let is_bar = |at: &usize| at.is_multiple_of(100);
        let begin = |at: usize| if at == wrong { Some(at + 1) } else { (at..1_000_000).find(is_bar) };
        let walk = |piece: Range<usize>| {
            let bars: Vec<usize> =
                (piece.start..piece.end.max(piece.start)).step_by(100).take_while(|at| *at < halt).collect();
            let next = bars.last().map_or(piece.start, |last| last + 100);
            (bars, next.min(1_000_000))
        };
        let (found, at) = find_all(0..1_000_000, begin, walk);
        (found.concat(), at)
    }

    #[test]
    fn what_many_find_is_what_one_finds_as_far_as_it_is_sound() {
        let all = |to: usize| (0..to).step_by(100).collect::<Vec<_>>();
        let one = processors() == 1;
        let expected = |to: usize| if one { (Vec::new(), 0) } else { (all(to), to) };
        assert_eq!(bars(usize::MAX, usize::MAX), expected(1_000_000));
        assert_eq!(bars(300_000, usize::MAX), expected(300_000));
        // The second piece begins at the first bar behind its place, 262,200, whatever a guess says.
        let (found, at) = bars(usize::MAX, 256 << 10);
        assert_eq!((found, at), expected(262_200));
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
