//! Which posts of a tree are shown: all but those in folded branches, or only those that a filter lets through.
//!
//! Nothing here walks the posts. Folded branches are kept as disjoint stretches of ranks, so the next and the previous
//! shown post, and how many come before, are found by binary search whatever the size of the thread.

use std::collections::BTreeSet;

use crate::index::{Rank, Tree};

/// The shown posts of a thread, in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    len: u32,
    folds: BTreeSet<Rank>,
    /// Stretches `start..end` of hidden ranks, sorted and apart, with how many ranks are hidden before each.
    hidden: Vec<(u32, u32, u32)>,
    filter: Option<Vec<u32>>,
    /// Grows with every change.
    version: u64,
}

impl Outline {
    /// An outline that shows every post of a tree.
    pub fn new(tree: &Tree) -> Self {
        Self { len: tree.len() as u32, ..Self::default() }
    }

    /// A number that changes whenever other posts are shown than before.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Takes back how it stood at another time.
    pub fn return_to(&mut self, before: Self) {
        let version = self.version + 1;
        *self = Self { version, ..before };
    }

    /// Whether a branch is folded.
    pub fn is_folded(&self, rank: Rank) -> bool {
        self.filter.is_none() && self.folds.contains(&rank)
    }

    /// Whether any branch is.
    pub fn has_folds(&self) -> bool {
        !self.folds.is_empty()
    }

    /// The posts whose branches are folded.
    pub fn folds(&self) -> impl Iterator<Item = Rank> {
        self.folds.iter().copied()
    }

    /// Folds or unfolds one branch; whether that changed anything.
    pub fn set_folded(&mut self, tree: &Tree, rank: Rank, folded: bool) -> bool {
        let changed =
            if folded { tree.replies(rank) > 0 && self.folds.insert(rank) } else { self.folds.remove(&rank) };
        if changed {
            self.rebuild(tree);
        }
        changed
    }

    /// Folds every branch that begins at `depth` and unfolds all above; `None` unfolds all.
    pub fn fold_at(&mut self, tree: &Tree, depth: Option<u32>) {
        self.folds = match depth {
            None => BTreeSet::new(),
            Some(depth) => (0..self.len)
                .map(Rank)
                .filter(|rank| tree.depth(*rank) >= depth && tree.replies(*rank) > 0)
                .collect(),
        };
        self.rebuild(tree);
    }

    /// Folds these branches beside those that are folded; posts without replies are no branches.
    pub fn fold(&mut self, tree: &Tree, ranks: impl Iterator<Item = Rank>) {
        self.folds.extend(ranks.filter(|rank| tree.replies(*rank) > 0));
        self.rebuild(tree);
    }

    /// Unfolds what hides a post; whether anything did.
    pub fn reveal(&mut self, tree: &Tree, rank: Rank) -> bool {
        if self.filter.is_some() || self.contains(rank) {
            return false;
        }
        let mut above = tree.parent(rank);
        while let Some(parent) = above {
            self.folds.remove(&parent);
            above = tree.parent(parent);
        }
        self.rebuild(tree);
        true
    }

    /// Shows only these posts, sorted; `None` shows all again.
    pub fn set_filter(&mut self, ranks: Option<Vec<u32>>) {
        self.version += 1;
        self.filter = ranks;
    }

    /// The posts that a filter lets through, if one is at work.
    pub fn filter(&self) -> Option<&[u32]> {
        self.filter.as_deref()
    }

    /// Whether a filter is at work.
    pub fn is_filtered(&self) -> bool {
        self.filter.is_some()
    }

    fn rebuild(&mut self, tree: &Tree) {
        self.version += 1;
        self.hidden.clear();
        let (mut end, mut before) = (0, 0);
        for rank in &self.folds {
            let stretch = (rank.0 + 1, tree.end(*rank).0);
            if stretch.0 >= end && stretch.1 > stretch.0 {
                self.hidden.push((stretch.0, stretch.1, before));
                before += stretch.1 - stretch.0;
                end = stretch.1;
            }
        }
    }

    /// The hidden stretch that a rank lies in.
    fn stretch(&self, rank: u32) -> Option<(u32, u32)> {
        let i = self.hidden.partition_point(|(start, ..)| *start <= rank).checked_sub(1)?;
        let (start, end, _) = self.hidden[i];
        (rank < end).then_some((start, end))
    }

    /// Whether a post is shown.
    pub fn contains(&self, rank: Rank) -> bool {
        match &self.filter {
            Some(ranks) => ranks.binary_search(&rank.0).is_ok(),
            None => rank.0 < self.len && self.stretch(rank.0).is_none(),
        }
    }

    /// How many posts are shown.
    pub fn count(&self) -> usize {
        match &self.filter {
            Some(ranks) => ranks.len(),
            None => self.position(Rank(self.len)),
        }
    }

    /// How many shown posts come before a rank.
    pub fn position(&self, rank: Rank) -> usize {
        if let Some(ranks) = &self.filter {
            return ranks.partition_point(|r| *r < rank.0);
        }
        let hidden = match self.hidden.partition_point(|(start, ..)| *start < rank.0).checked_sub(1) {
            Some(i) => self.hidden[i].2 + self.hidden[i].1.min(rank.0) - self.hidden[i].0,
            None => 0,
        };
        (rank.0 - hidden) as usize
    }

    /// The shown post at a position, the last one beyond the end.
    pub fn nth(&self, position: usize) -> Option<Rank> {
        if let Some(ranks) = &self.filter {
            return ranks.get(position).or(ranks.last()).copied().map(Rank);
        }
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        let stretches = self.hidden.partition_point(|(start, _, before)| start - before <= position);
        let hidden =
            stretches.checked_sub(1).map_or(0, |i| self.hidden[i].2 + self.hidden[i].1 - self.hidden[i].0);
        let last = self.last()?;
        Some(Rank(position.saturating_add(hidden).min(last.0)))
    }

    /// The first shown post.
    pub fn first(&self) -> Option<Rank> {
        match &self.filter {
            Some(ranks) => ranks.first().copied().map(Rank),
            None => (self.len > 0).then_some(Rank(0)),
        }
    }

    /// The last shown post.
    pub fn last(&self) -> Option<Rank> {
        match &self.filter {
            Some(ranks) => ranks.last().copied().map(Rank),
            None => self.len.checked_sub(1).map(|last| self.nearest(Rank(last))),
        }
    }

    /// The shown post after a rank.
    pub fn next(&self, rank: Rank) -> Option<Rank> {
        if let Some(ranks) = &self.filter {
            return ranks.get(ranks.partition_point(|r| *r <= rank.0)).copied().map(Rank);
        }
        let next = rank.0 + 1;
        let next = self.stretch(next).map_or(next, |(_, end)| end);
        (next < self.len).then_some(Rank(next))
    }

    /// The shown post before a rank.
    pub fn previous(&self, rank: Rank) -> Option<Rank> {
        if let Some(ranks) = &self.filter {
            return ranks[..ranks.partition_point(|r| *r < rank.0)].last().copied().map(Rank);
        }
        let before = rank.0.checked_sub(1)?;
        Some(self.nearest(Rank(before)))
    }

    /// The post itself if it is shown, else the one that it is folded under, or the nearest that the filter lets through.
    pub fn nearest(&self, rank: Rank) -> Rank {
        if let Some(ranks) = &self.filter {
            let at = ranks.partition_point(|r| *r <= rank.0);
            return Rank(ranks[..at].last().or(ranks.first()).copied().unwrap_or(0));
        }
        self.stretch(rank.0).map_or(rank, |(start, _)| Rank(start - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Clean, Draft, Rich, ThreadBuilder};

    /// A tree from depths in preorder.
    fn tree(depths: &[usize]) -> Tree {
        let mut builder = ThreadBuilder::default();
        let mut above: Vec<usize> = Vec::new();
        for (i, depth) in depths.iter().enumerate() {
            above.truncate(*depth);
            builder.push(Draft {
                id: Clean::some_line(&i.to_string()),
                author: Author { handle: Clean::some_line(&format!("a{i}")), ..Author::default() },
                reply_to: above.last().map(|id| Clean::line(&id.to_string())),
                body: Rich::plain("x"),
                ..Draft::default()
            });
            above.push(i);
        }
        Tree::new(&builder.finish())
    }

    fn shown(outline: &Outline) -> Vec<u32> {
        std::iter::successors(outline.first(), |rank| outline.next(*rank)).map(|rank| rank.0).collect()
    }

    /// What must hold whatever is folded.
    fn check(outline: &Outline) {
        let forwards = shown(outline);
        let mut backwards: Vec<_> = std::iter::successors(outline.last(), |rank| outline.previous(*rank))
            .map(|rank| rank.0)
            .collect();
        backwards.reverse();
        assert_eq!(forwards, backwards);
        assert_eq!(forwards.len(), outline.count());
        for (i, rank) in forwards.iter().enumerate() {
            assert_eq!(outline.position(Rank(*rank)), i);
            assert_eq!(outline.nth(i), Some(Rank(*rank)));
            assert!(outline.contains(Rank(*rank)));
        }
    }

    #[test]
    fn folding_hides_a_branch_and_unfolding_brings_back_what_was_folded_within() {
        let tree = tree(&[0, 1, 2, 2, 1, 0, 1]);
        let mut outline = Outline::new(&tree);
        outline.set_folded(&tree, Rank(1), true);
        assert_eq!(shown(&outline), [0, 1, 4, 5, 6]);
        check(&outline);
        outline.set_folded(&tree, Rank(0), true);
        assert_eq!(shown(&outline), [0, 5, 6]);
        assert_eq!(outline.nearest(Rank(3)), Rank(0));
        check(&outline);
        outline.set_folded(&tree, Rank(0), false);
        assert_eq!(shown(&outline), [0, 1, 4, 5, 6]);
        assert!(!outline.set_folded(&tree, Rank(6), true), "a post without replies cannot be folded");
    }

    #[test]
    fn folding_by_depth_and_revealing() {
        let tree = tree(&[0, 1, 2, 3, 1, 0, 1]);
        let mut outline = Outline::new(&tree);
        outline.fold_at(&tree, Some(1));
        assert_eq!(shown(&outline), [0, 1, 4, 5, 6]);
        outline.fold_at(&tree, Some(0));
        assert_eq!(shown(&outline), [0, 5]);
        check(&outline);
        assert!(outline.reveal(&tree, Rank(3)));
        assert_eq!(shown(&outline), [0, 1, 2, 3, 4, 5]);
        check(&outline);
        outline.fold_at(&tree, None);
        assert_eq!(outline.count(), 7);
    }

    #[test]
    fn a_filter_shows_its_posts_and_no_other() {
        let tree = tree(&[0, 1, 2, 2, 1]);
        let mut outline = Outline::new(&tree);
        outline.set_filter(Some(vec![1, 3]));
        assert_eq!(shown(&outline), [1, 3]);
        assert_eq!(outline.nearest(Rank(2)), Rank(1));
        assert_eq!(outline.nearest(Rank(0)), Rank(1));
        check(&outline);
    }
}
