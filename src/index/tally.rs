//! How many posts there are by time. They are sorted once; by what period, a search in what was sorted tells.

use super::{Rank, Tree};
use crate::model::calendar::Period;
use crate::model::{PostIx, Thread, Zone};

/// The posts of a thread by the clock of a zone.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    zone: Zone,
    /// Those that have a date, by what the clock showed, then by rank.
    dated: Vec<PostIx>,
    /// How many posts have no date.
    pub undated: usize,
}

/// Posts by periods, one after the other, those without any included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bins {
    /// How long each is.
    pub period: Period,
    /// Where each begins, by the clock.
    pub starts: Vec<i64>,
    /// How many posts are in each.
    pub counts: Vec<usize>,
}

impl Bins {
    /// The bin that a clock is in.
    pub fn of(&self, clock: i64) -> usize {
        self.starts.partition_point(|start| *start <= clock).saturating_sub(1)
    }
}

impl Tally {
    /// Sorts the posts of a thread by the clock of a zone.
    pub fn new(thread: &Thread, tree: &Tree, zone: &Zone) -> Self {
        let times = (0..).map(PostIx).zip(thread.posts());
        let moment = |(ix, time): (PostIx, crate::model::Time)| (time.clock(zone), tree.rank(ix));
        let mut moments: Vec<(i64, Rank)> =
            times.filter_map(|(ix, post)| Some((ix, post.created()?))).map(moment).collect();
        moments.sort_unstable();
        Self {
            zone: zone.clone(),
            undated: thread.len() - moments.len(),
            dated: moments.into_iter().map(|(_, rank)| tree.post(rank)).collect(),
        }
    }

    /// The zone by whose clock it is.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// What the clock showed when a post that has a date was made.
    fn clock(&self, thread: &Thread, post: PostIx) -> i64 {
        thread.post(post).created().map_or(i64::MIN, |time| time.clock(&self.zone))
    }

    /// The first and the last moment, by the clock.
    pub fn span(&self, thread: &Thread) -> Option<(i64, i64)> {
        Some((self.clock(thread, *self.dated.first()?), self.clock(thread, *self.dated.last()?)))
    }

    /// The posts in at most so many bins of the shortest period that allows it; `None` where no post has a date.
    pub fn bins(&self, thread: &Thread, most: usize) -> Option<Bins> {
        let (first, last) = self.span(thread)?;
        let starts_of = |period: Period| {
            let starts = std::iter::successors(Some(period.start(first)), |start| period.next(*start));
            let starts: Vec<i64> = starts.take_while(|start| *start <= last).take(most.max(1) + 1).collect();
            (starts.len() <= most.max(1)).then_some((period, starts))
        };
        let (period, starts) = Period::ALL.iter().copied().find_map(starts_of)?;
        let mut counts: Vec<usize> = starts.iter().map(|start| self.before(thread, *start)).collect();
        let ends = counts.iter().skip(1).copied().chain([self.dated.len()]).collect::<Vec<_>>();
        for (count, end) in counts.iter_mut().zip(ends) {
            *count = end - *count;
        }
        Some(Bins { period, starts, counts })
    }

    /// How many posts were made before a moment, by the clock.
    fn before(&self, thread: &Thread, clock: i64) -> usize {
        self.dated.partition_point(|post| self.clock(thread, *post) < clock)
    }

    /// The first post at a moment or after it, by the clock.
    pub fn first_from(&self, thread: &Thread, clock: i64) -> Option<PostIx> {
        self.dated.get(self.before(thread, clock)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Clean, Draft, Rich, ThreadBuilder, Time};

    fn tally(posts: &[(&str, &str)]) -> (Thread, Tally) {
        let mut builder = ThreadBuilder::default();
        for (author, time) in posts {
            builder.push(Draft {
                author: Author { handle: Clean::some_line(author), ..Author::default() },
                created: Time::parse(time),
                body: Rich::plain(time),
                ..Draft::default()
            });
        }
        let thread = builder.finish();
        let tally = Tally::new(&thread, &Tree::new(&thread), &Zone::Utc);
        (thread, tally)
    }

    #[test]
    fn posts_are_counted_by_the_shortest_period_that_has_room() {
        let (thread, tally) = tally(&[
            ("ana", "2024-03-14T10:05:00Z"),
            ("bo", "2024-03-14T09:10:00Z"),
            ("ana", ""),
            ("ana", "2024-03-14T12:59:00Z"),
        ]);
        let bins = tally.bins(&thread, 10).unwrap();
        assert_eq!((bins.period, bins.counts.as_slice()), (Period::Hours(1), &[1, 1, 0, 1][..]));
        assert_eq!(bins.of(bins.starts[2]), 2);
        assert_eq!(
            tally.first_from(&thread, bins.starts[2]),
            Some(PostIx(3)),
            "in an empty one the next post"
        );
        assert_eq!(
            (tally.bins(&thread, 1).unwrap().period, tally.bins(&thread, 0).unwrap().counts),
            (Period::Day, vec![3])
        );
        assert_eq!(tally.bins(&thread, 1000).unwrap().period, Period::Minutes(1));
        assert_eq!(tally.undated, 1);
    }

    #[test]
    fn bins_reach_as_far_as_the_calendar() {
        let (thread, tally) = tally(&[("ana", "0001-01-01"), ("ana", "9999-12-01")]);
        for most in [0, 1, 2, 3, 12, 80, 1000] {
            if let Some(bins) = tally.bins(&thread, most) {
                assert!(bins.counts.len() <= most.max(1) && bins.counts.iter().sum::<usize>() == 2);
            }
        }
        assert_eq!(tally.bins(&thread, 12).map(|bins| bins.period), Some(Period::Years(1000)));
        assert_eq!(Tally::default().bins(&thread, 10), None);
    }
}
