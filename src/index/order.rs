//! An order of posts other than that of the tree: which post stands at which place, and back. By time there is one.
//!
//! What has no time of its own, or one before that of what it answers, stands right after what it answers, so that no
//! answer comes before its question, whatever the clocks of its platform showed.

use super::{Rank, Tree};
use crate::model::{PostIx, Thread, Time};

/// The posts of a tree in another order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// By place.
    ranks: Vec<Rank>,
    /// By rank.
    places: Vec<u32>,
}

impl Order {
    /// The order in which the ranks are given, each once.
    pub fn new(ranks: Vec<Rank>) -> Self {
        let mut places = vec![0; ranks.len()];
        for (place, rank) in (0..).zip(&ranks) {
            places[rank.index()] = place;
        }
        Self { ranks, places }
    }

    /// The posts of a thread by time; as the file has them where it tells no times.
    pub fn by_time(thread: &Thread, tree: &Tree) -> Self {
        let mut times: Vec<Option<i64>> = vec![None; tree.len()];
        for (ix, post) in (0..).map(PostIx).zip(thread.posts()) {
            times[tree.rank(ix).index()] = post.created().map(Time::millis);
        }
        if times.iter().all(Option::is_none) {
            return Self::new((0..tree.len() as u32).map(|ix| tree.rank(PostIx(ix))).collect());
        }
        let mut before = i64::MIN;
        let mut keyed: Vec<(i64, Rank)> = Vec::with_capacity(times.len());
        for rank in (0..tree.len() as u32).map(Rank) {
            // In reading order an answer comes after what it answers.
            let answered = tree.answered(rank).map(|answered| keyed[answered.index()].0);
            let own = times[rank.index()].or(answered).unwrap_or(before);
            before = answered.map_or(own, |answered| own.max(answered));
            keyed.push((before, rank));
        }
        // Stable, and quick where the file is nearly in order.
        keyed.sort_by_key(|(time, _)| *time);
        Self::new(keyed.into_iter().map(|(_, rank)| rank).collect())
    }

    /// The post at a place.
    ///
    /// # Panics
    /// When there are fewer posts.
    pub fn at(&self, place: u32) -> Rank {
        self.ranks[place as usize]
    }

    /// The place of a post; for one that is not there, the place after the last.
    pub fn place(&self, rank: Rank) -> u32 {
        self.places.get(rank.index()).copied().unwrap_or(self.ranks.len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Clean, Draft, Rich, ThreadBuilder};

    /// The ids of posts by time, given as (id, answered id, time), each by an author of its own.
    fn by_time(posts: &[(&str, &str, &str)]) -> String {
        let mut builder = ThreadBuilder::default();
        for (id, answers, time) in posts {
            builder.push(Draft {
                id: Clean::some_line(id),
                author: Author { handle: Clean::some_line(id), ..Author::default() },
                reply_to: Clean::some_line(answers),
                created: Time::parse(time),
                body: Rich::plain(id),
                ..Draft::default()
            });
        }
        let thread = builder.finish();
        let tree = Tree::new(&thread);
        let order = Order::by_time(&thread, &tree);
        let ids = (0..tree.len() as u32).map(|place| {
            assert_eq!(order.place(order.at(place)), place);
            thread.post(tree.post(order.at(place))).id().unwrap().to_owned()
        });
        ids.collect()
    }

    #[test]
    fn posts_follow_each_other_as_they_were_written() {
        assert_eq!(
            by_time(&[
                ("a", "", "2024-03-01T09:00:00Z"),
                ("b", "a", "2024-03-03T09:00:00Z"),
                ("c", "a", "2024-03-02T09:00:00Z"),
                ("d", "", "2024-02-01T09:00:00Z"),
            ]),
            "dacb"
        );
    }

    #[test]
    fn an_answer_never_comes_before_what_it_answers() {
        assert_eq!(
            by_time(&[
                ("a", "", "2024-03-02T09:00:00Z"),
                ("b", "a", "2024-03-01"),
                ("c", "b", ""),
                ("d", "", "2024-03-02T10:00:00Z"),
            ]),
            "abcd"
        );
    }

    #[test]
    fn without_times_the_order_is_that_of_the_file() {
        assert_eq!(by_time(&[("a", "", ""), ("d", "", ""), ("b", "a", ""), ("c", "d", "")]), "adbc");
    }
}
