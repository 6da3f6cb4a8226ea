//! Search: the query being typed or accepted, its hits, and what was searched before.
//!
//! Searching itself is done elsewhere, on a worker; a newer query makes the answer to an older one worthless, which the
//! generation tells. A query that cannot be read changes nothing but the message beside it.

use super::document::Hit;
use super::outline::Outline;
use super::searching::Reach;
use crate::index::Rank;
use crate::index::search::naming::OtherNames;
use crate::index::search::{Case, Query};
use crate::layout::RowKey;

/// Searches remembered.
const HISTORY: usize = 100;

/// Which way a walk through the marks goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Towards the end of the thread.
    #[default]
    Forward,
    /// Towards its beginning.
    Backward,
}

impl Direction {
    /// The other way if `other` is backward: a step back in a backward search goes forward.
    #[must_use]
    pub fn seen_from(self, other: Self) -> Self {
        if self == other { Self::Forward } else { Self::Backward }
    }
}

/// Steps through the marks that wait for the answer of a search.
pub type Steps = (Direction, usize);

/// What has been searched for, and what was found.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own of the search")]
pub struct Finding {
    /// The query at work; empty text for none.
    pub query: Query,
    /// The other names of what it names, whether they are searched for or only could be.
    pub names: Option<OtherNames>,
    /// Whether the reader wants other names, or wants none; open where they have not said.
    pub wants_names: Option<bool>,
    /// Which way it was asked for.
    pub direction: Direction,
    /// Its hits among the posts that are let through, in the order in which they are read.
    pub hits: Vec<Hit>,
    /// Whether hits were left out because their posts are not let through.
    pub is_partial: bool,
    /// Whether an answer is still to come.
    pub is_running: bool,
    /// Of a search that is running, where the hits are known already.
    pub reach: Option<Reach>,
    /// Whether it may tell what is near before it has an answer.
    pub(super) tells_near: bool,
    /// Whether the view went to what it found near.
    pub(super) has_arrived: bool,
    /// Whether the answer must leave the view where it is.
    pub stays: bool,
    /// Whether the answer also decides which posts are shown.
    pub filters: bool,
    /// What to do once the answer is there.
    pub then: Option<Steps>,
    /// What is wrong with the query.
    pub problem: Option<String>,
    /// Tells the answer to this query from those to older ones.
    pub generation: u64,
    /// Grows with every other set of hits.
    pub version: u64,
    history: Vec<String>,
    /// Which entry of the history the prompt shows, counted from the end; 0 for none.
    recalled: usize,
    /// What was typed before the history was asked.
    draft: String,
}

impl Finding {
    /// Whether there is a query at work.
    pub fn is_active(&self) -> bool {
        !self.query.text.is_empty()
    }

    /// Takes what was typed as the new query; whether a search must be run for it.
    pub fn retype(&mut self, text: &str) -> bool {
        text.clone_into(&mut self.query.text);
        self.offer(None);
        self.restart()
    }

    /// Takes the other names of what the query names: they are searched for if the reader wants it or the query is sure.
    pub fn offer(&mut self, names: Option<OtherNames>) {
        self.query.names = names.as_ref().is_some_and(|names| self.wants_names.unwrap_or(names.is_sure));
        self.names = names;
    }

    /// Makes answers to older queries worthless, after the query changed; whether a search must be run for it.
    pub fn restart(&mut self) -> bool {
        self.generation += 1;
        self.problem = None;
        self.stays = false;
        self.filters = false;
        (self.reach, self.tells_near, self.has_arrived) = (None, false, false);
        self.then = None;
        self.is_running = self.is_active();
        if !self.is_running {
            self.set_hits(Vec::new());
        }
        self.is_running
    }

    /// Takes the hits of the query at work, or what is wrong with it.
    pub fn answer(&mut self, hits: Result<Vec<Hit>, String>) {
        self.is_running = false;
        self.reach = None;
        self.is_partial = false;
        match hits {
            Ok(hits) => self.set_hits(hits),
            Err(problem) => {
                self.set_hits(Vec::new());
                self.problem = Some(problem);
            }
        }
    }

    /// Takes the hits in what the query at work has reached.
    pub fn learn(&mut self, hits: Vec<Hit>, reach: Reach) {
        self.reach = Some(reach);
        self.set_hits(hits);
    }

    /// Takes nothing before all is known: what is reached was told by places that are others now.
    pub fn forget_reach(&mut self) {
        self.tells_near = false;
    }

    /// Has no hits until a search has an answer: those that there were mean other posts now.
    pub fn forget_hits(&mut self) {
        self.set_hits(Vec::new());
    }

    /// Leaves only hits in posts that are shown.
    pub fn restrict(&mut self, is_shown: impl Fn(Rank) -> bool) {
        let before = self.hits.len();
        self.hits.retain(|hit| is_shown(hit.rank));
        self.is_partial |= self.hits.len() < before;
    }

    fn set_hits(&mut self, hits: Vec<Hit>) {
        self.version += 1;
        self.hits = hits;
    }

    /// Forgets the query, not the history.
    pub fn clear(&mut self) {
        self.retype("");
    }

    /// Keeps the query in the history.
    pub fn remember(&mut self) {
        self.history.retain(|text| *text != self.query.text);
        self.history.push(self.query.text.clone());
        if self.history.len() > HISTORY {
            self.history.remove(0);
        }
    }

    /// Begins anew with the last entry of the history.
    pub fn rewind(&mut self) {
        self.recalled = 0;
    }

    /// The search before (`Backward`) or after the one that the prompt shows, `typed`; what was typed after the last.
    pub fn recall(&mut self, direction: Direction, typed: &str) -> Option<String> {
        if self.recalled == 0 {
            typed.clone_into(&mut self.draft);
        }
        let recalled = match direction {
            Direction::Backward => self.recalled + 1,
            Direction::Forward => self.recalled.checked_sub(1)?,
        };
        let text = match recalled {
            0 => self.draft.clone(),
            n => self.history.get(self.history.len().checked_sub(n)?)?.clone(),
        };
        self.recalled = recalled;
        Some(text)
    }

    /// Turns the switch for other names.
    pub fn turn_names(&mut self) {
        let is_on = if self.names.is_some() { self.query.names } else { self.wants_names == Some(true) };
        self.wants_names = Some(!is_on);
    }

    /// Turns the case switch: smart, exact, any.
    pub fn turn_case(&mut self) {
        self.query.case = match self.query.case {
            Case::Smart => Case::Sensitive,
            Case::Sensitive => Case::Insensitive,
            Case::Insensitive => Case::Smart,
        };
    }
}

/// A point in the order of reading that is compared with hits: the place of a post, and the row or the byte in it.
pub type Point = (u32, RowKey);

/// Where a hit is among points.
pub fn point(hit: &Hit, outline: &Outline) -> Point {
    (outline.place(hit.rank), RowKey::of_byte(hit.start))
}

/// Puts hits into the order in which they are read.
pub fn arrange(hits: &mut [Hit], outline: &Outline) {
    let key = |hit: &Hit| (outline.place(hit.rank), hit.start, hit.end);
    if !hits.is_sorted_by_key(key) {
        hits.sort_unstable_by_key(key);
    }
}

/// The hit that so many steps lead to, and whether the way there goes around an end of the thread.
pub fn step(
    hits: &[Hit],
    outline: &Outline,
    from: Point,
    (direction, times): Steps,
) -> Option<(usize, bool)> {
    let point = |hit: &Hit| point(hit, outline);
    let len = hits.len();
    let more = times.max(1) - 1;
    if len == 0 {
        return None;
    }
    Some(match direction {
        Direction::Forward => {
            let first = hits.partition_point(|hit| point(hit) <= from);
            ((first + more % len) % len, first + more >= len)
        }
        Direction::Backward => {
            let before = hits.partition_point(|hit| point(hit) < from);
            ((before + len + len - 1 - more % len) % len, before < more + 1)
        }
    })
}

/// The number of the hit that begins at a point, from 1.
pub fn number_of(hits: &[Hit], outline: &Outline, at: Point) -> Option<usize> {
    hits.binary_search_by_key(&at, |hit| point(hit, outline)).ok().map(|i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(rank: u32, start: u32) -> Hit {
        Hit { rank: Rank(rank), start, end: start + 1 }
    }

    fn at(rank: u32, byte: u32) -> Point {
        (rank, RowKey::of_byte(byte))
    }

    #[test]
    fn hits_follow_each_other_around_the_thread() {
        let hits = [hit(0, 0), hit(0, 9), hit(2, 0)];
        let outline = Outline::default();
        let forward = |from, times| step(&hits, &outline, from, (Direction::Forward, times));
        let backward = |from, times| step(&hits, &outline, from, (Direction::Backward, times));
        assert_eq!(forward((0, RowKey::Head), 1), Some((0, false)), "the first word is found from the head");
        assert_eq!(forward(at(0, 0), 1), Some((1, false)));
        assert_eq!(forward(at(2, 0), 1), Some((0, true)));
        assert_eq!(forward(at(0, 0), 100), Some((1, true)), "round and round");
        assert_eq!(backward(at(2, 0), 1), Some((1, false)));
        assert_eq!(backward(at(2, 0), 2), Some((0, false)));
        assert_eq!(backward(at(2, 0), 3), Some((2, true)));
        assert_eq!(backward(at(0, 0), 1), Some((2, true)));
        assert_eq!(step(&[], &outline, at(0, 0), (Direction::Backward, 1)), None);
        assert_eq!(number_of(&hits, &outline, at(0, 9)), Some(2));
        assert_eq!(number_of(&hits, &outline, at(1, 0)), None);
    }

    #[test]
    fn the_history_goes_back_and_forth_and_holds_each_search_once() {
        use Direction::{Backward, Forward};
        let mut finding = Finding::default();
        for text in ["one", "two", "one"] {
            finding.retype(text);
            finding.remember();
        }
        assert_eq!(finding.recall(Backward, "dra").as_deref(), Some("one"));
        assert_eq!(finding.recall(Backward, "one").as_deref(), Some("two"));
        assert_eq!(finding.recall(Backward, "two"), None);
        assert_eq!(finding.recall(Forward, "two").as_deref(), Some("one"));
        assert_eq!(finding.recall(Forward, "one").as_deref(), Some("dra"), "what was typed is not lost");
        assert_eq!(finding.recall(Forward, "dra"), None);
        finding.recall(Backward, "");
        finding.rewind();
        assert_eq!(finding.recall(Backward, "").as_deref(), Some("one"));
    }
}
