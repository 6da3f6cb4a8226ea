//! A search as it is asked for: of a short thread all at once, of a long one from where the reader is.
//!
//! Batches are searched in the order in which the way of reading meets them, so that what is found next is known long
//! before all is:
//!
//! ```text
//! posts as they are read   ······▕███████████▏···········
//!                                └ from here  └ reached: no hit before this is missing
//! ```
//!
//! Where the thread ends, the way goes on from its other end, as the walk through the hits does.

use std::cmp::Ordering;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::document::{Document, Hit};
use super::finding::{Direction, Point};
use super::outline::Outline;
use crate::index::annotations::Annotations;
use crate::index::search::naming::Search;
use crate::index::search::{BadQuery, Query, fields};

/// A thread of no more batches is searched in a moment.
const FEW: usize = 8;
/// So many batches are searched first, and twice as many each time after that.
const FIRST: usize = 4;
/// Who has so many hits before them does not wait for more.
const ENOUGH: usize = 1000;

/// What is searched, and for what.
#[derive(Clone, Debug)]
pub struct Sought {
    /// The thread.
    pub document: Arc<Document>,
    /// What is kept upon it.
    pub annotations: Arc<Annotations>,
    /// What to look for.
    pub query: Query,
    /// Where to begin, if somebody waits for what is found next there.
    pub near: Option<Near>,
}

/// Where a search begins, and which way it goes.
#[derive(Clone, Debug)]
pub struct Near {
    /// How the posts are read, and which of them are let through; what folds hide is found all the same.
    pub outline: Outline,
    /// The place of the post to begin with.
    pub place: u32,
    /// The way.
    pub direction: Direction,
}

/// The places that a search has reached: so many from one on, beyond an end of the thread too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    from: u32,
    direction: Direction,
    count: u32,
    /// Of how many.
    posts: u32,
}

impl Reach {
    /// How many places there are on the way to one.
    fn steps(&self, place: u32) -> u32 {
        let (from, place, posts) = (u64::from(self.from), u64::from(place), u64::from(self.posts));
        let steps = match self.direction {
            Direction::Forward => place + posts - from,
            Direction::Backward => from + posts - place,
        };
        (steps % posts.max(1)) as u32
    }

    /// Whether a place is reached.
    fn holds(&self, place: u32) -> bool {
        self.steps(place) < self.count
    }

    /// Whether whoever goes that way from one point to another meets nothing but what is reached.
    pub fn leads(&self, from: Point, to: Point, direction: Direction) -> bool {
        let is_on = match self.steps(from.0).cmp(&self.steps(to.0)) {
            Ordering::Less => direction == self.direction,
            Ordering::Greater => direction != self.direction,
            // In one post: on the way, and not all the way around.
            Ordering::Equal => (from < to) == (direction == Direction::Forward),
        };
        is_on && self.holds(from.0) && self.holds(to.0)
    }
}

impl Sought {
    /// All that is found, in reading order; `None` once `stop` is set.
    ///
    /// Before that, `tell` is told what is found in all that is reached, as often as that is more.
    ///
    /// # Errors
    /// When the query cannot be read.
    pub fn search(
        &self,
        stop: &AtomicBool,
        mut tell: impl FnMut(Vec<Hit>, Reach),
    ) -> Result<Option<Vec<Hit>>, BadQuery> {
        let Self { document, annotations, query, near } = self;
        let (words, fields) = fields::split(query)?;
        let is_long = document.thread.batches().len() > FEW;
        // Which posts fields fit is told of all of them at once.
        let Some(near) = near.as_ref().filter(|_| is_long && fields.is_empty()) else {
            return document.search(query, annotations, stop);
        };
        let search = Search::new(&words, &document.entities)?;
        let mut way = Way::new(document, near);
        let (mut spans, mut told, mut most) = (Vec::new(), 0, FIRST);
        loop {
            let batches = way.next(most);
            if batches.is_empty() {
                return Ok(Some(document.hits(&spans)));
            }
            most *= 2;
            let Some(found) = search.within(&document.thread, &batches, stop) else { return Ok(None) };
            spans.extend(found);
            if told < ENOUGH && !way.is_at_end() {
                let reach = way.reach();
                let mut hits = document.hits(&spans);
                hits.retain(|hit| {
                    reach.holds(near.outline.place(hit.rank))
                        && (!near.outline.is_filtered() || near.outline.contains(hit.rank))
                });
                if hits.len() > told {
                    told = hits.len();
                    tell(hits, reach);
                }
            }
        }
    }
}

/// The batches of a thread as they are met by whoever reads on.
struct Way<'a> {
    document: &'a Document,
    near: &'a Near,
    is_taken: Vec<bool>,
    /// How many posts lie on the way so far.
    walked: u32,
}

impl<'a> Way<'a> {
    fn new(document: &'a Document, near: &'a Near) -> Self {
        Self { document, near, is_taken: vec![false; document.thread.batches().len()], walked: 0 }
    }

    fn posts(&self) -> u32 {
        self.document.tree.len() as u32
    }

    fn is_at_end(&self) -> bool {
        self.walked == self.posts()
    }

    /// What is reached once all batches that were given are searched.
    fn reach(&self) -> Reach {
        let Near { place, direction, .. } = *self.near;
        Reach { from: place, direction, count: self.walked, posts: self.posts() }
    }

    /// The next batches, so many at the most, in the order of the file; none once there are no more.
    fn next(&mut self, most: usize) -> Vec<usize> {
        let Document { thread, tree, .. } = self.document;
        let (start, posts) = (u64::from(self.near.place), u64::from(self.posts()));
        let (mut batches, mut current) = (Vec::new(), 0..0);
        while !self.is_at_end() {
            let walked = u64::from(self.walked);
            let place = match self.near.direction {
                Direction::Forward => start + walked,
                Direction::Backward => start + posts - walked,
            } % posts;
            let post = tree.post(self.near.outline.at(place as u32));
            if !current.contains(&post.0) {
                let at = thread.batch_of(post);
                if !self.is_taken[at] {
                    if batches.len() == most {
                        break;
                    }
                    self.is_taken[at] = true;
                    batches.push(at);
                }
                current = thread.batches()[at].posts();
            }
            self.walked += 1;
        }
        batches.sort_unstable();
        batches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Order, Rank};
    use crate::layout::RowKey;
    use crate::model::{Author, Clean, Draft, PostIx, Rich, Thread, ThreadBuilder};

    /// Batches of three posts each; those whose number is one of `hits` have a needle, and each of an odd number answers
    /// the post in the middle before it.
    fn document(batches: usize, hits: &[usize]) -> Arc<Document> {
        let part = |batch: usize| {
            let mut builder = ThreadBuilder::default();
            for post in batch * 3..batch * 3 + 3 {
                let answers = (post % 2 == 1).then(|| (post / 2).to_string());
                builder.push(Draft {
                    id: Clean::some_line(&post.to_string()),
                    author: Author { handle: Clean::some_line(&format!("a{post}")), ..Author::default() },
                    reply_to: answers.map(|id| Clean::line(&id)),
                    body: Rich::plain(if hits.contains(&post) { "a needle" } else { "some hay" }),
                    ..Draft::default()
                });
            }
            builder.finish()
        };
        let thread = (1..batches).fold(part(0), |thread: Thread, batch| thread.followed_by(part(batch)));
        assert_eq!(thread.batches().len(), batches);
        Arc::new(Document::new(thread))
    }

    fn sought(document: &Arc<Document>, near: Option<Near>) -> Sought {
        let query = Query { text: "needle".to_owned(), ..Query::default() };
        Sought { document: Arc::clone(document), annotations: Arc::default(), query, near }
    }

    #[test]
    fn what_is_told_before_all_is_known_is_all_that_lies_there() {
        let document = document(40, &[2, 3, 20, 61, 62, 90, 118]);
        let never = AtomicBool::new(false);
        let all = sought(&document, None).search(&never, |_, _| panic!("nobody waits")).unwrap().unwrap();
        assert_eq!(all.len(), 7);
        let posts = document.tree.len() as u32;
        let backwards = Arc::new(Order::new((0..posts).rev().map(Rank).collect()));
        let orders = [None, Some(backwards), Some(document.by_time())];
        for (order, place) in orders.iter().flat_map(|order| [0, 1, 59, 119].map(|place| (order, place))) {
            for (direction, only) in [
                (Direction::Forward, None),
                (Direction::Backward, None),
                (Direction::Forward, Some(vec![5, 60, 61])),
            ] {
                let mut outline = Outline::new(&document.tree);
                outline.show(order.clone(), only.clone().map(Into::into));
                let near = Near { outline: outline.clone(), place, direction };
                let mut told = 0;
                let tell = |hits: Vec<Hit>, reach: Reach| {
                    let is_shown = |hit: &&Hit| only.is_none() || outline.contains(hit.rank);
                    let there =
                        all.iter().filter(is_shown).filter(|hit| reach.holds(outline.place(hit.rank)));
                    assert_eq!(hits, there.copied().collect::<Vec<_>>());
                    assert!(hits.len() > told && reach.holds(place));
                    told = hits.len();
                };
                let found = sought(&document, Some(near)).search(&never, tell).unwrap().unwrap();
                assert_eq!(found, all, "in the end nothing is missing");
            }
        }
    }

    #[test]
    fn the_nearest_is_told_before_the_rest_is_searched() {
        let document = document(400, &[0, 600, 606, 1100]);
        let never = AtomicBool::new(false);
        let mut told = Vec::new();
        let mut outline = Outline::new(&document.tree);
        let as_filed = (0..document.tree.len() as u32).map(|post| document.tree.rank(PostIx(post)));
        outline.show(Some(Arc::new(Order::new(as_filed.collect()))), None);
        let near = Near { outline: outline.clone(), place: 590, direction: Direction::Forward };
        let tell = |hits: Vec<Hit>, reach: Reach| told.push((hits.len(), reach.count));
        sought(&document, Some(near)).search(&never, tell).unwrap();
        assert_eq!(told[0], (2, 34), "{told:?}");
    }

    #[test]
    fn a_way_is_known_where_all_of_it_is_reached() {
        let at = |place| (place, RowKey::of_byte(5));
        let byte = |place, byte| (place, RowKey::of_byte(byte));
        let (on, back) = (Direction::Forward, Direction::Backward);
        let reach = Reach { from: 8, direction: on, count: 4, posts: 10 };
        for (from, to, direction, expected) in [
            (at(8), at(9), on, true),
            (at(8), at(1), on, true),
            (at(9), at(8), back, true),
            (at(1), at(9), back, true),
            (at(8), at(2), on, false),
            (at(9), at(8), on, false),
            (at(8), at(9), back, false),
            (at(5), at(8), on, false),
            (byte(8, 0), byte(8, 3), on, true),
            (byte(8, 3), byte(8, 0), on, false),
            (byte(8, 3), byte(8, 0), back, true),
        ] {
            assert_eq!(reach.leads(from, to, direction), expected, "{from:?} to {to:?} {direction:?}");
        }
        let reach = Reach { direction: back, from: 1, ..reach };
        assert!(reach.leads(at(1), at(8), back) && reach.leads(at(9), at(0), on));
        assert!(!reach.leads(at(1), at(7), back) && !reach.leads(at(8), at(1), back));
    }
}
