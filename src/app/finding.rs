//! Search: the query being typed or accepted, its hits, and what was searched before.
//!
//! Searching itself is done elsewhere, on a worker; a newer query makes the answer to an older one worthless, which the
//! generation tells. A query that cannot be read changes nothing but the message beside it.

use super::document::Hit;
use crate::index::Rank;
use crate::index::search::{Case, Query};

/// Searches remembered.
const HISTORY: usize = 100;

/// What has been searched for, and what was found.
#[derive(Debug, Default)]
pub struct Finding {
    /// The query at work; empty text for none.
    pub query: Query,
    /// Whether it was asked for backwards.
    pub is_backward: bool,
    /// Its hits, in reading order.
    pub hits: Vec<Hit>,
    /// Whether an answer is still to come.
    pub is_running: bool,
    /// Whether the answer must leave the view where it is.
    pub stays: bool,
    /// What is wrong with the query.
    pub problem: Option<String>,
    /// Tells the answer to this query from those to older ones.
    pub generation: u64,
    /// Grows with every other set of hits.
    pub version: u64,
    history: Vec<String>,
    /// Which entry of the history the prompt shows, counted from the end; 0 for none.
    recalled: usize,
}

impl Finding {
    /// Whether there is a query at work.
    pub fn is_active(&self) -> bool {
        !self.query.text.is_empty()
    }

    /// Takes what was typed as the new query. `true` when a search must be run for it.
    pub fn retype(&mut self, text: &str) -> bool {
        text.clone_into(&mut self.query.text);
        self.recheck()
    }

    /// Judges the query anew, after its text or a switch changed. `true` when a search must be run for it.
    pub fn recheck(&mut self) -> bool {
        self.generation += 1;
        self.stays = false;
        self.problem = None;
        self.is_running = false;
        self.is_running = !self.query.text.is_empty();
        if !self.is_running {
            self.set_hits(Vec::new());
        }
        self.is_running
    }

    /// Takes the hits of the query at work, or what is wrong with it.
    pub fn answer(&mut self, hits: Result<Vec<Hit>, String>) {
        self.is_running = false;
        match hits {
            Ok(hits) => self.set_hits(hits),
            Err(problem) => {
                self.set_hits(Vec::new());
                self.problem = Some(problem);
            }
        }
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
        self.recalled = 0;
    }

    /// The search before (`older`) or after the one that the prompt shows; an empty one after the last.
    pub fn recall(&mut self, older: bool) -> Option<String> {
        let recalled = if older { self.recalled + 1 } else { self.recalled.checked_sub(1)? };
        let text = match recalled {
            0 => String::new(),
            n => self.history.get(self.history.len().checked_sub(n)?)?.clone(),
        };
        self.recalled = recalled;
        Some(text)
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

/// The hit that comes next from a point, and whether the way to it wraps around an end of the thread.
pub fn next_hit(hits: &[Hit], from: (Rank, u32), backward: bool) -> Option<(usize, bool)> {
    let last = hits.len().checked_sub(1)?;
    let point = |hit: &Hit| (hit.rank, hit.start);
    if backward {
        match hits.partition_point(|hit| point(hit) < from) {
            0 => Some((last, true)),
            n => Some((n - 1, false)),
        }
    } else {
        let n = hits.partition_point(|hit| point(hit) <= from);
        if n > last { Some((0, true)) } else { Some((n, false)) }
    }
}

/// The number of the hit that begins at a point, from 1.
pub fn number_of(hits: &[Hit], at: (Rank, u32)) -> Option<usize> {
    hits.binary_search_by_key(&at, |hit| (hit.rank, hit.start)).ok().map(|i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(rank: u32, start: u32) -> Hit {
        Hit { rank: Rank(rank), start, end: start + 1 }
    }

    #[test]
    fn hits_follow_each_other_around_the_thread() {
        let hits = [hit(0, 5), hit(0, 9), hit(2, 0)];
        assert_eq!(next_hit(&hits, (Rank(0), 5), false), Some((1, false)));
        assert_eq!(next_hit(&hits, (Rank(2), 0), false), Some((0, true)));
        assert_eq!(next_hit(&hits, (Rank(2), 0), true), Some((1, false)));
        assert_eq!(next_hit(&hits, (Rank(0), 0), true), Some((2, true)));
        assert_eq!(next_hit(&[], (Rank(0), 0), true), None);
        assert_eq!(number_of(&hits, (Rank(0), 9)), Some(2));
        assert_eq!(number_of(&hits, (Rank(1), 0)), None);
    }

    #[test]
    fn the_history_goes_back_and_forth_and_holds_each_search_once() {
        let mut finding = Finding::default();
        for text in ["one", "two", "one"] {
            finding.retype(text);
            finding.remember();
        }
        assert_eq!(finding.recall(true).as_deref(), Some("one"));
        assert_eq!(finding.recall(true).as_deref(), Some("two"));
        assert_eq!(finding.recall(true), None);
        assert_eq!(finding.recall(false).as_deref(), Some("one"));
        assert_eq!(finding.recall(false).as_deref(), Some(""));
        assert_eq!(finding.recall(false), None);
    }
}
