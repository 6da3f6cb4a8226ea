//! Who and what a thread names: the lexicon and the learnt model post by post, and what the thread as a whole adds.
//!
//! ```text
//! posts ─► reading   each post for itself: what the lexicon knows, what the model finds, what capitals go on beside it
//!              │
//!              ▼
//!          joining   the thread: one name is one thing, a surname joins the full name, an acronym what it stands for
//!              │
//!              ▼
//!          spreading a name found once is found wherever it stands
//!              │
//!              ▼
//!          correcting the reader's own word ─► recognised names
//! ```
//!
//! Names of the file's own (handles, tags, what a platform marks) stay as they are; nothing here changes a text.

mod addressing;
mod clubs;
mod correcting;
mod joining;
mod parts;
mod reading;
mod spreading;
mod trimming;
mod widening;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::corrections::Corrections;
use super::lexicon::EntityId;
use crate::model::{EntityKind, Post, PostIx, Recognised, Span, Thread, processors};

/// A place that may name something.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spot {
    span: Span,
    kind: EntityKind,
    /// What the lexicon says that it is.
    entity: Option<EntityId>,
    /// Whether it counts only if the thread names the same thing elsewhere.
    is_doubtful: bool,
}

/// Posts that one worker reads before it asks for more.
const SHARE: usize = 256;

/// The thread with every name in it told as a mention, as the reader has corrected them; without, if `stop` was set.
pub fn named(thread: &Thread, corrections: &Corrections, stop: &AtomicBool) -> Thread {
    thread.with_names(corrected(thread, corrections, stop).unwrap_or_default())
}

/// Every name of a thread as the reader has corrected them, in no particular order; `None` if `stop` was set before the
/// end. Names that were recognised in it before are not looked at.
pub fn corrected(thread: &Thread, corrections: &Corrections, stop: &AtomicBool) -> Option<Vec<Recognised>> {
    Some(correct(thread, corrections, recognise(thread, thread.len(), stop)?))
}

/// Names as they were recognised in a thread, corrected as the reader has said.
pub fn correct(thread: &Thread, corrections: &Corrections, names: Vec<Recognised>) -> Vec<Recognised> {
    correcting::correct(&thread.with_names(Vec::new()), corrections, names)
}

/// The names in the first `count` posts of a thread, in no particular order; `None` if `stop` was set before the end.
/// Takes all cores. Names that were recognised in it before are not looked at.
pub fn recognise(thread: &Thread, count: usize, stop: &AtomicBool) -> Option<Vec<Recognised>> {
    let thread = &thread.with_names(Vec::new());
    let count = count.min(thread.len());
    let mut spots = in_all_posts(count, stop, |ix, found| reading::read(&thread.post(ix), ix, found))?;
    spots.sort_by_key(|spot: &Spot| (spot.span.post, spot.span.start));
    clubs::settle(thread, &mut spots);
    let joined = joining::join(thread, spots);
    let spread = spreading::spread(thread, count, &joined, stop)?;
    let mut names = joined.into_names();
    names.extend(spread);
    Some(names)
}

/// What is found in the first `count` posts, in no particular order, looked for on all cores; `None` once `stop` is set.
fn in_all_posts<T: Send>(
    count: usize,
    stop: &AtomicBool,
    look: impl Fn(PostIx, &mut Vec<T>) + Sync,
) -> Option<Vec<T>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        loop {
            let first = next.fetch_add(SHARE, Ordering::Relaxed);
            if first >= count || stop.load(Ordering::Relaxed) {
                return found;
            }
            for ix in first..(first + SHARE).min(count) {
                look(PostIx(ix as u32), &mut found);
            }
        }
    };
    let workers = processors().min(count.div_ceil(SHARE));
    let found = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut found = work();
        for other in others {
            found.extend(other.join().unwrap_or_default());
        }
        found
    });
    (!stop.load(Ordering::Relaxed)).then_some(found)
}

/// A stretch of one post's region with nothing in it that stands apart: its text, and where it begins.
struct Passage<'t> {
    text: &'t str,
    start: u32,
    language: Option<&'t str>,
    /// What is no writing of names: addresses, handles, tags; sorted.
    taken: Vec<Range<usize>>,
}

impl Passage<'_> {
    /// Whether a range of its text touches what is no writing of names.
    fn is_taken(&self, range: &Range<usize>) -> bool {
        let next = self.taken.partition_point(|taken| taken.end <= range.start);
        self.taken.get(next).is_some_and(|taken| taken.start < range.end)
    }

    fn span(&self, post: PostIx, range: &Range<usize>) -> Span {
        Span { post, start: self.start + range.start as u32, end: self.start + range.end as u32 }
    }
}

/// The passages of a post and of those it quotes.
fn passages<'t>(post: &Post<'t>) -> Vec<Passage<'t>> {
    let mut found = Vec::new();
    for own in post.with_quotes() {
        let is_address =
            |reads: &str| !reads.contains(char::is_whitespace) && reads.contains(['.', '/', '@']);
        let links = own.links().map(|link| link.range).filter(|range| is_address(own.text(range.clone())));
        let mentions = own.mentions().map(|mention| mention.range);
        let mut taken: Vec<Range<u32>> = links.chain(mentions).collect();
        taken.sort_by_key(|range| range.start);
        for part in own.parts().filter(|part| !part.range.is_empty()) {
            let within = taken.iter().filter(|t| t.start < part.range.end && part.range.start < t.end);
            let moved = within.map(|t| {
                (t.start.max(part.range.start) - part.range.start) as usize
                    ..(t.end.min(part.range.end) - part.range.start) as usize
            });
            found.push(Passage {
                text: own.text(part.range.clone()),
                start: part.range.start,
                language: own.language(),
                taken: moved.collect(),
            });
        }
    }
    found
}
