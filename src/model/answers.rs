//! Which post each post answers, and what had to be mended for that.
//!
//! A file may give an id twice, have a post answer itself, or have posts answer each other in a circle. None of it costs
//! a post: the first post of an id counts, and a circle is cut at its first post. Faults are told by id, as that is the
//! same in the file, in an export of it, and in another order.

use super::by_id::number;
use super::thread::Str;
use super::{ById, PostIx, Thread};

/// No post.
pub(super) const NONE: u32 = u32::MAX;

/// What is wrong with the post of an id.
pub(super) struct Fault {
    pub(super) id: String,
    pub(super) what: &'static str,
}

const SHARED: &str = "several posts have this id; replies to it stand below the first of them";
const ITSELF: &str = "the post answers itself; it is shown as an answer to none";
const CIRCLE: &str = "the post answers itself by way of others; it is shown as an answer to none";

/// For each post the one it answers, or [`NONE`]; nothing at all where no post answers another.
pub(super) fn resolve(thread: &Thread, numbers: &Numbers) -> (Vec<u32>, Vec<Fault>) {
    if let Some(parents) = numbers.parents() {
        debug_assert!(numbers.both.len() == thread.len(), "all posts were noted");
        return (parents, Vec::new());
    }
    let mut faults = Vec::new();
    let mut fault = |id: &str, what| faults.push(Fault { id: id.to_owned(), what });
    // By id: the first post that has it, and whether it was told that others have it too.
    let first = thread.posts().next();
    let mut by_id: ById<&str, (u32, bool)> =
        ById::with_capacity(thread.len(), first.and_then(|first| first.id()));
    let mut is_answering = false;
    for batch in thread.batches() {
        for (i, record) in (batch.first..).zip(&batch.records) {
            is_answering |= record.reply_to != Str::NONE;
            let Some(id) = record.id.of(&batch.strings) else { continue };
            let (first, is_told) = by_id.or_insert(id, || id, (i, false));
            if *first != i && !std::mem::replace(is_told, true) {
                fault(id, SHARED);
            }
        }
    }
    if !is_answering {
        return (Vec::new(), faults);
    }
    let mut parents = vec![NONE; thread.len()];
    for batch in thread.batches() {
        for (i, record) in (batch.first..).zip(&batch.records) {
            let Some(answered) = record.reply_to.of(&batch.strings) else { continue };
            let parent = by_id.get(answered).map_or(NONE, |(parent, _)| *parent);
            if parent == i {
                fault(answered, ITSELF);
            } else {
                parents[i as usize] = parent;
            }
        }
    }
    for cut in cut_circles(&mut parents) {
        fault(thread.post(cut).id().unwrap_or_default(), CIRCLE);
    }
    (parents, faults)
}

/// Ids that are numbers and rise from post to post, as in archives, with those of whom the posts answer.
///
/// They are noted as posts are taken in, on all cores, and spare a table of all ids.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// By post, its id and whom it answers.
    both: Vec<(u64, u64)>,
    /// Whether an id was no number, or lower than that before it.
    is_given_up: bool,
}

/// What stands for the id of whom a post answers that answers nobody, or nobody with a number.
const NOBODY: u64 = u64::MAX;

impl Numbers {
    /// Those of a thread.
    pub(super) fn of(thread: &Thread) -> Self {
        let mut numbers = Self::default();
        for batch in thread.batches() {
            for record in &batch.records {
                numbers.push(record.id.of(&batch.strings), record.reply_to.of(&batch.strings));
            }
        }
        numbers
    }

    /// Notes the id of the next post, and whom it answers.
    #[inline]
    pub(super) fn push(&mut self, id: Option<&str>, answered: Option<&str>) {
        if self.is_given_up {
            return;
        }
        let id = id.and_then(number).filter(|id| *id < NOBODY);
        match id.filter(|id| self.both.last().is_none_or(|(last, _)| last < id)) {
            Some(id) => self.both.push((id, answered.and_then(number).unwrap_or(NOBODY))),
            None => self.give_up(),
        }
    }

    /// Puts those of further posts behind these.
    pub(super) fn append(&mut self, mut others: Self) {
        let rises = match (self.both.last(), others.both.first()) {
            (Some((last, _)), Some((first, _))) => last < first,
            _ => true,
        };
        if self.is_given_up || others.is_given_up || !rises {
            return self.give_up();
        }
        self.both.append(&mut others.both);
    }

    fn give_up(&mut self) {
        *self = Self { both: Vec::new(), is_given_up: true };
    }

    /// For each post the one it answers, where each answers an earlier one or none: nothing is wrong then. Whom a post answers
    /// is looked for from the post on, as most answer what is not far.
    fn parents(&self) -> Option<Vec<u32>> {
        if self.is_given_up {
            return None;
        }
        if self.both.iter().all(|(_, answered)| *answered == NOBODY) {
            return Some(Vec::new());
        }
        let parent = |(i, (id, answered)): (usize, &(u64, u64))| {
            if answered < id {
                return Some(
                    position_before(&self.both[..i], *answered).map_or(NONE, |parent| parent as u32),
                );
            }
            let is_later =
                *answered != NOBODY && self.both[i..].binary_search_by_key(answered, |(id, _)| *id).is_ok();
            (!is_later).then_some(NONE)
        };
        self.both.iter().enumerate().map(parent).collect()
    }
}

/// Where `wanted` stands among numbers that rise, looked for from their end on in ever longer steps.
fn position_before(rising: &[(u64, u64)], wanted: u64) -> Option<usize> {
    let (mut step, mut end) = (1, rising.len());
    while step < end && rising[end - step].0 > wanted {
        end -= step;
        step *= 2;
    }
    let start = end.saturating_sub(step);
    rising[start..end].binary_search_by_key(&wanted, |(id, _)| *id).ok().map(|at| start + at)
}

/// Walks up from every post; a walk that meets itself has found a circle. The posts at which circles were cut.
fn cut_circles(parents: &mut [u32]) -> Vec<PostIx> {
    // 0 for unseen, else the walk that saw it first.
    let mut seen = vec![0_u32; parents.len()];
    let mut cuts = Vec::new();
    for start in 0..parents.len() {
        let walk = start as u32 + 1;
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = walk;
            let parent = parents[at];
            if parent == NONE {
                break;
            }
            if seen[parent as usize] == walk {
                let first = lowest_of_circle(parents, parent as usize);
                parents[first] = NONE;
                cuts.push(PostIx(first as u32));
                break;
            }
            at = parent as usize;
        }
    }
    cuts
}

fn lowest_of_circle(parents: &[u32], on_circle: usize) -> usize {
    let mut lowest = on_circle;
    let mut at = parents[on_circle] as usize;
    while at != on_circle {
        lowest = lowest.min(at);
        at = parents[at] as usize;
    }
    lowest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clean, Draft, Rich, ThreadBuilder};

    /// Posts as (id, answered id): the post that each answers, and what is warned of.
    fn answers(posts: &[(&str, &str)]) -> (Vec<Option<u32>>, Vec<String>) {
        let mut builder = ThreadBuilder::default();
        for (id, reply_to) in posts {
            let (id, reply_to) = (Clean::some_line(id), Clean::some_line(reply_to));
            builder.push(Draft { id, reply_to, body: Rich::plain("text"), ..Draft::default() });
        }
        let thread = builder.finish();
        let answered = (0..posts.len() as u32).map(|i| thread.answered(PostIx(i)).map(|ix| ix.0)).collect();
        (answered, thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect())
    }

    #[test]
    fn answers_find_their_post_or_none() {
        let expected = (vec![None, Some(0), None, Some(1)], vec![]);
        assert_eq!(answers(&[("1", ""), ("2", "1"), ("3", "elsewhere"), ("", "2")]), expected);
    }

    #[test]
    fn ids_that_rise_are_found_wherever_they_are() {
        let ids: Vec<String> = (1..=500_u32).map(|id| (id * 3).to_string()).collect();
        for answering in [1, 2, 77, 498, 499] {
            for answered in 0..500 {
                let mut posts: Vec<_> = ids.iter().map(|id| (&**id, "")).collect();
                posts[answering].1 = &ids[answered];
                let (found, told) = answers(&posts);
                let expected = Some(answered as u32).filter(|answered| *answered != answering as u32);
                assert_eq!(found[answering], expected);
                assert_eq!(told.is_empty(), answered != answering);
            }
        }
        assert_eq!(answers(&[("3", ""), ("5", "4"), ("7", "2"), ("9", "10")]).0, [None; 4]);
    }

    #[test]
    fn what_is_mended_is_told() {
        let told = |id: &str, what: &str| vec![format!("id {id}: {what}")];
        let posts = [("1", ""), ("1", ""), ("1", "1"), ("2", "1")];
        assert_eq!(answers(&posts), (vec![None, None, Some(0), Some(0)], told("1", SHARED)));
        assert_eq!(answers(&[("1", "1"), ("2", "1")]), (vec![None, Some(0)], told("1", ITSELF)));
        let circle = [("0", "1"), ("1", "3"), ("2", "1"), ("3", "2")];
        assert_eq!(answers(&circle), (vec![Some(1), None, Some(1), Some(2)], told("1", CIRCLE)));
    }
}
