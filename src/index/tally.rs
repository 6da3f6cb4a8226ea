//! How many posts there are by time and by author. Counted once; by what period, a search in what was counted tells.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Rank, Tree};
use crate::model::calendar::Period;
use crate::model::{Author, PostIx, Thread, Zone};

/// The posts of a thread, counted.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// What the clock showed, and which post; sorted.
    moments: Vec<(i64, Rank)>,
    /// How many posts have no date.
    pub undated: usize,
    /// Who wrote them, who wrote most first.
    pub writers: Vec<Writer>,
}

/// An author with how much they wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Who.
    pub author: Author,
    /// How many posts.
    pub count: usize,
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
    /// Counts the posts of a thread by the clock of a zone; one pass.
    pub fn new(thread: &Thread, tree: &Tree, zone: &Zone) -> Self {
        let mut tally = Self::default();
        let mut by_account: HashMap<(u8, String), usize> = HashMap::new();
        // Posts of a batch share their authors: most of them are known by where they stand.
        let mut by_place: HashMap<usize, usize> = HashMap::new();
        for (ix, post) in (0..).map(PostIx).zip(thread.posts()) {
            match post.created() {
                Some(time) => tally.moments.push((time.clock(zone), tree.rank(ix))),
                None => tally.undated += 1,
            }
            let author = post.author();
            let writer = *by_place.entry(std::ptr::from_ref(author) as usize).or_insert_with(|| {
                *by_account.entry(author.account()).or_insert_with(|| {
                    tally.writers.push(Writer { author: author.clone(), count: 0 });
                    tally.writers.len() - 1
                })
            });
            tally.writers[writer].count += 1;
        }
        tally.moments.sort_unstable();
        tally.writers.sort_by_key(|writer| Reverse(writer.count));
        tally
    }

    /// The first and the last moment, by the clock.
    pub fn span(&self) -> Option<(i64, i64)> {
        Some((self.moments.first()?.0, self.moments.last()?.0))
    }

    /// The posts in at most so many bins of the shortest period that allows it; `None` where no post has a date.
    pub fn bins(&self, most: usize) -> Option<Bins> {
        let (first, last) = self.span()?;
        let starts_of = |period: Period| {
            let starts = std::iter::successors(Some(period.start(first)), |start| period.next(*start));
            let starts: Vec<i64> = starts.take_while(|start| *start <= last).take(most.max(1) + 1).collect();
            (starts.len() <= most.max(1)).then_some((period, starts))
        };
        let (period, starts) = Period::ALL.iter().copied().find_map(starts_of)?;
        let before = |start: &i64| self.moments.partition_point(|(clock, _)| clock < start);
        let ends = starts.iter().skip(1).map(before).chain([self.moments.len()]);
        let counts = starts.iter().map(before).zip(ends).map(|(start, end)| end - start).collect();
        Some(Bins { period, starts, counts })
    }

    /// The first post at a moment or after it, by the clock.
    pub fn first_from(&self, clock: i64) -> Option<Rank> {
        let at = self.moments.partition_point(|(moment, _)| *moment < clock);
        self.moments.get(at).map(|(_, rank)| *rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clean, Draft, Rich, ThreadBuilder, Time};

    fn tally(posts: &[(&str, &str)]) -> Tally {
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
        Tally::new(&thread, &Tree::new(&thread), &Zone::Utc)
    }

    #[test]
    fn posts_are_counted_by_the_shortest_period_that_has_room() {
        let tally = tally(&[
            ("ana", "2024-03-14T10:05:00Z"),
            ("bo", "2024-03-14T09:10:00Z"),
            ("ana", ""),
            ("ana", "2024-03-14T12:59:00Z"),
        ]);
        let bins = tally.bins(10).unwrap();
        assert_eq!((bins.period, bins.counts.as_slice()), (Period::Hours(1), &[1, 1, 0, 1][..]));
        assert_eq!(bins.of(bins.starts[2]), 2);
        assert_eq!(tally.first_from(bins.starts[2]), Some(Rank(3)), "in an empty one the next post");
        assert_eq!((tally.bins(1).unwrap().period, tally.bins(0).unwrap().counts), (Period::Day, vec![3]));
        assert_eq!(tally.bins(1000).unwrap().period, Period::Minutes(1));
        assert_eq!((tally.undated, tally.writers[0].count, tally.writers[1].count), (1, 3, 1));
    }

    #[test]
    fn bins_reach_as_far_as_the_calendar() {
        let tally = tally(&[("ana", "0001-01-01"), ("ana", "9999-12-01")]);
        for most in [0, 1, 2, 3, 12, 80, 1000] {
            if let Some(bins) = tally.bins(most) {
                assert!(bins.counts.len() <= most.max(1) && bins.counts.iter().sum::<usize>() == 2);
            }
        }
        assert_eq!(tally.bins(12).map(|bins| bins.period), Some(Period::Years(1000)));
        assert_eq!(Tally::default().bins(10), None);
    }
}
