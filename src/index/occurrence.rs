//! Where in a thread something occurs: its places in reading order, and a strip of a few cells that shows them.

use std::borrow::Cow;
use std::ops::Range;

use super::{Rank, Tree};
use crate::model::Span;

/// So many mentions fill a cell, unless another cell has more: a single one is a low mark, not a tower.
const FULL: usize = 4;

/// The ranks of the posts in which something occurs, as often as it does, in reading order.
#[derive(Clone, Debug)]
pub enum Places<'t> {
    /// Where posts are read in the order of the file: its mentions in that order.
    OfFile(&'t [Span]),
    /// Their ranks, sorted.
    Sorted(Cow<'t, [u32]>),
}

impl<'t> Places<'t> {
    /// The places of mentions, which are in the order of the file.
    pub fn new(spans: &'t [Span], tree: &Tree) -> Self {
        if tree.is_as_filed() {
            return Self::OfFile(spans);
        }
        let mut ranks: Vec<u32> = spans.iter().map(|span| tree.rank(span.post).0).collect();
        ranks.sort_unstable();
        Self::Sorted(ranks.into())
    }

    fn len(&self) -> usize {
        match self {
            Self::OfFile(spans) => spans.len(),
            Self::Sorted(ranks) => ranks.len(),
        }
    }

    fn at(&self, i: usize) -> Option<Rank> {
        match self {
            Self::OfFile(spans) => spans.get(i).map(|span| Rank(span.post.0)),
            Self::Sorted(ranks) => ranks.get(i).copied().map(Rank),
        }
    }

    /// The first post and the last.
    pub fn ends(&self) -> Option<(Rank, Rank)> {
        Some((self.at(0)?, self.at(self.len() - 1)?))
    }

    /// How often it occurs before a rank.
    fn before(&self, rank: usize) -> usize {
        match self {
            Self::OfFile(spans) => spans.partition_point(|span| span.post.index() < rank),
            Self::Sorted(ranks) => ranks.partition_point(|place| (*place as usize) < rank),
        }
    }

    /// How much occurs in each of `cells` equal stretches of a thread of `posts` posts: 0 for nothing, 8 for the fullest.
    ///
    /// What occurs at all shows as 1 at least. Where there are more cells than posts, a post fills all of its cells.
    pub fn strip(&self, posts: usize, cells: usize) -> Vec<u8> {
        // The ranks of a cell.
        let stretch = |cell: usize| {
            if cells <= posts {
                return (cell * posts).div_ceil(cells)..((cell + 1) * posts).div_ceil(cells);
            }
            let post = ((cell + 1) * posts).saturating_sub(1) / cells;
            post..(post + 1).min(posts)
        };
        let (mut reached, mut passed) = (0, 0);
        let mut counts = Vec::with_capacity(cells);
        for Range { start, end } in (0..cells).map(stretch) {
            if start != reached {
                passed = self.before(start);
            }
            let before = std::mem::replace(&mut passed, self.before(end));
            counts.push(passed - before);
            reached = end;
        }
        let fullest = counts.iter().copied().max().unwrap_or(0).max(FULL);
        counts.iter().map(|count| (count * 8).div_ceil(fullest) as u8).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Clean, Draft, PostIx, Rich, ThreadBuilder};

    #[test]
    fn a_strip_shows_where() {
        for (ranks, posts, cells, expected) in [
            (&[][..], 100, 4, &[0, 0, 0, 0][..]),
            (&[0, 99], 100, 4, &[2, 0, 0, 2]),
            (&[0, 1, 2, 3, 99], 100, 4, &[8, 0, 0, 2]),
            (&[0, 1, 2, 3, 4, 5, 6, 7, 8, 50], 100, 4, &[8, 0, 1, 0]),
            (&[1], 2, 4, &[0, 0, 2, 2]),
            (&[2], 3, 4, &[0, 0, 2, 2]),
            (&[0, 1], 2, 1, &[4]),
            (&[0], 1, 0, &[]),
            (&[7], 3, 2, &[0, 0]),
            (&[], 0, 2, &[0, 0]),
        ] {
            assert_eq!(Places::Sorted(ranks.into()).strip(posts, cells), expected, "{ranks:?} of {posts}");
        }
    }

    #[test]
    fn what_occurs_once_in_a_million_is_seen() {
        let ranks: Vec<u32> = (0..500_000).chain([999_999]).collect();
        assert_eq!(Places::Sorted(ranks.into()).strip(1_000_000, 10), [8, 8, 8, 8, 8, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn every_mention_is_in_the_cell_of_its_post() {
        for (posts, cells) in [(1, 1), (5, 5), (7, 3), (100, 7), (3, 8), (10, 80), (81, 80)] {
            for rank in 0..posts as u32 {
                let strip = Places::Sorted(vec![rank].into()).strip(posts, cells);
                let (start, end) = (rank as usize * cells / posts, (rank as usize + 1) * cells / posts);
                let filled = start..end.max(start + 1);
                let expected: Vec<u8> = (0..cells).map(|cell| 2 * u8::from(filled.contains(&cell))).collect();
                assert_eq!(strip, expected, "{rank} of {posts}");
            }
        }
    }

    #[test]
    fn places_are_in_reading_order_whatever_the_order_of_the_file() {
        // Where the third post answers the first, it stands before the second.
        for answers in ["", "a"] {
            let mut builder = ThreadBuilder::default();
            for (id, answers) in [("a", ""), ("b", ""), ("c", answers), ("d", "")] {
                builder.push(Draft {
                    id: Clean::some_line(id),
                    author: Author { handle: Clean::some_line(id), ..Author::default() },
                    reply_to: Clean::some_line(answers),
                    body: Rich::plain(id),
                    ..Draft::default()
                });
            }
            let tree = Tree::new(&builder.finish());
            let span = |post| Span { post: PostIx(post), start: 0, end: 1 };
            let spans = [span(1), span(2)];
            let places = Places::new(&spans, &tree);
            assert_eq!(places.ends(), Some((Rank(1), Rank(2))), "{answers:?}");
            assert_eq!(places.strip(4, 4), [0, 2, 2, 0]);
        }
    }
}
