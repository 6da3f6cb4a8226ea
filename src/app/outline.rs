//! Which posts are shown, and in which order: all of the tree but those in folded branches, or only some, or by time.
//!
//! Nothing here walks the posts. A post's *place* is where it stands in the order as a whole; folded branches are kept as
//! disjoint stretches of places, what is let through as a sorted list of them, so the next and the previous shown post,
//! and how many come before, are found by binary search whatever the size of the thread.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::index::{Order, Rank, Ranks, Tree};

/// The shown posts of a thread, in the order in which they are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    len: u32,
    folds: BTreeSet<Rank>,
    /// Stretches `start..end` of places that folds hide, sorted and apart, with how many are hidden before each.
    hidden: Vec<(u32, u32, u32)>,
    /// Another order than that of the tree.
    order: Option<Arc<Order>>,
    /// The places of the only posts that are let through, sorted.
    filter: Option<Ranks>,
    /// Grows with every change.
    version: u64,
}

impl Outline {
    /// An outline that shows every post of a tree.
    pub fn new(tree: &Tree) -> Self {
        Self { len: tree.len() as u32, ..Self::default() }
    }

    /// The same posts in the same order, those that folds hide too.
    #[must_use]
    pub fn without_folds(&self) -> Self {
        let Self { len, order, filter, .. } = self;
        Self { len: *len, order: order.clone(), filter: filter.clone(), ..Self::default() }
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

    /// Whether branches can be folded: where the whole tree is shown as it is.
    pub fn is_tree(&self) -> bool {
        self.filter.is_none() && self.order.is_none()
    }

    /// Whether a branch is folded.
    pub fn is_folded(&self, rank: Rank) -> bool {
        self.is_tree() && self.folds.contains(&rank)
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
        self.folds = depth.into_iter().flat_map(|depth| self.branches_from(tree, depth)).collect();
        self.rebuild(tree);
    }

    fn branches_from(&self, tree: &Tree, depth: u32) -> impl Iterator<Item = Rank> {
        let is_meant = move |rank: &Rank| tree.depth(*rank) >= depth && tree.replies(*rank) > 0;
        (0..self.len).map(Rank).filter(is_meant)
    }

    /// The branches that begin at `depth` and were unfolded all the same.
    pub fn unfolded_from(&self, tree: &Tree, depth: u32) -> impl Iterator<Item = Rank> {
        self.branches_from(tree, depth).filter(|rank| !self.folds.contains(rank))
    }

    /// Unfolds these branches.
    pub fn unfold(&mut self, tree: &Tree, ranks: impl Iterator<Item = Rank>) {
        for rank in ranks {
            self.folds.remove(&rank);
        }
        self.rebuild(tree);
    }

    /// Folds these branches beside those that are folded; posts without replies are no branches.
    pub fn fold(&mut self, tree: &Tree, ranks: impl Iterator<Item = Rank>) {
        self.folds.extend(ranks.filter(|rank| tree.replies(*rank) > 0));
        self.rebuild(tree);
    }

    /// Unfolds what hides a post; whether anything did.
    pub fn reveal(&mut self, tree: &Tree, rank: Rank) -> bool {
        if !self.is_tree() || self.contains(rank) {
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

    /// Shows the posts in an order, `None` for that of the tree, and of them only those at these ranks, `None` for all.
    pub fn show(&mut self, order: Option<Arc<Order>>, ranks: Option<Ranks>) {
        self.version += 1;
        self.order = order;
        self.filter = match &self.order {
            None => ranks,
            Some(order) => ranks.map(|ranks| {
                let mut places: Vec<u32> = ranks.iter().map(|rank| order.place(Rank(*rank))).collect();
                places.sort_unstable();
                places.into()
            }),
        };
    }

    /// The posts that are let through, if only some are, as they are read.
    pub fn let_through(&self) -> Option<impl Iterator<Item = Rank>> {
        self.filter.as_ref().map(|places| places.iter().map(|place| self.at(*place)))
    }

    /// Whether only some posts are let through.
    pub fn is_filtered(&self) -> bool {
        self.filter.is_some()
    }

    /// Where a post stands in the order as a whole, shown or not; sorts posts as they are read.
    pub fn place(&self, rank: Rank) -> u32 {
        self.order.as_ref().map_or(rank.0, |order| order.place(rank))
    }

    /// The post at a place.
    pub(super) fn at(&self, place: u32) -> Rank {
        self.order.as_ref().map_or(Rank(place), |order| order.at(place))
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

    /// What folds hide now.
    fn hidden(&self) -> &[(u32, u32, u32)] {
        if self.is_tree() { &self.hidden } else { &[] }
    }

    /// The hidden stretch that a place lies in.
    fn stretch(&self, place: u32) -> Option<(u32, u32)> {
        let hidden = self.hidden();
        let i = hidden.partition_point(|(start, ..)| *start <= place).checked_sub(1)?;
        let (start, end, _) = hidden[i];
        (place < end).then_some((start, end))
    }

    /// Whether a post is shown.
    pub fn contains(&self, rank: Rank) -> bool {
        match &self.filter {
            Some(places) => places.binary_search(&self.place(rank)).is_ok(),
            None => rank.0 < self.len && self.stretch(self.place(rank)).is_none(),
        }
    }

    /// How many posts are shown.
    pub fn count(&self) -> usize {
        self.shown_before(self.len)
    }

    /// How many shown posts come before one.
    pub fn position(&self, rank: Rank) -> usize {
        self.shown_before(self.place(rank))
    }

    /// How many posts are shown at places before one.
    fn shown_before(&self, place: u32) -> usize {
        if let Some(places) = &self.filter {
            return places.partition_point(|shown| *shown < place);
        }
        let hidden = self.hidden();
        let hidden = match hidden.partition_point(|(start, ..)| *start < place).checked_sub(1) {
            Some(i) => hidden[i].2 + hidden[i].1.min(place) - hidden[i].0,
            None => 0,
        };
        (place - hidden) as usize
    }

    /// The shown post at a position, the last one beyond the end.
    pub fn nth(&self, position: usize) -> Option<Rank> {
        if let Some(places) = &self.filter {
            return places.get(position).or(places.last()).map(|place| self.at(*place));
        }
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        let hidden = self.hidden();
        let stretches = hidden.partition_point(|(start, _, before)| start - before <= position);
        let hidden = stretches.checked_sub(1).map_or(0, |i| hidden[i].2 + hidden[i].1 - hidden[i].0);
        let last = self.last_place()?;
        Some(self.at(position.saturating_add(hidden).min(last)))
    }

    /// The first shown post.
    pub fn first(&self) -> Option<Rank> {
        let place = match &self.filter {
            Some(places) => places.first().copied(),
            None => (self.len > 0).then_some(0),
        };
        place.map(|place| self.at(place))
    }

    /// The last shown post.
    pub fn last(&self) -> Option<Rank> {
        self.last_place().map(|place| self.at(place))
    }

    fn last_place(&self) -> Option<u32> {
        match &self.filter {
            Some(places) => places.last().copied(),
            None => self.len.checked_sub(1).map(|last| self.nearest_place(last)),
        }
    }

    /// The shown post after one.
    pub fn next(&self, rank: Rank) -> Option<Rank> {
        let place = self.place(rank);
        let next = if let Some(places) = &self.filter {
            places.get(places.partition_point(|shown| *shown <= place)).copied()
        } else {
            let next = self.stretch(place + 1).map_or(place + 1, |(_, end)| end);
            (next < self.len).then_some(next)
        };
        next.map(|place| self.at(place))
    }

    /// The shown post before one.
    pub fn previous(&self, rank: Rank) -> Option<Rank> {
        let place = self.place(rank);
        let before = match &self.filter {
            Some(places) => places[..places.partition_point(|shown| *shown < place)].last().copied(),
            None => place.checked_sub(1).map(|before| self.nearest_place(before)),
        };
        before.map(|place| self.at(place))
    }

    /// The post itself if it is shown, else the one that it is folded under, or the nearest that is let through.
    pub fn nearest(&self, rank: Rank) -> Rank {
        if self.len == 0 { Rank(0) } else { self.at(self.nearest_place(self.place(rank))) }
    }

    fn nearest_place(&self, place: u32) -> u32 {
        if let Some(places) = &self.filter {
            let at = places.partition_point(|shown| *shown <= place);
            return places[..at].last().or(places.first()).copied().unwrap_or(0);
        }
        self.stretch(place).map_or(place, |(start, _)| start - 1)
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
    fn another_order_shows_the_same_posts_and_keeps_the_folds_for_later() {
        let tree = tree(&[0, 1, 2, 2, 1]);
        let mut outline = Outline::new(&tree);
        outline.set_folded(&tree, Rank(1), true);
        outline.show(Some(Arc::new(Order::new(vec![Rank(0), Rank(4), Rank(1), Rank(3), Rank(2)]))), None);
        assert_eq!(shown(&outline), [0, 4, 1, 3, 2]);
        check(&outline);
        assert!(!outline.reveal(&tree, Rank(2)) && !outline.is_folded(Rank(1)));
        outline.show(outline.order.clone(), Some(vec![1, 2, 4].into()));
        assert_eq!(shown(&outline), [4, 1, 2]);
        assert_eq!((outline.nearest(Rank(3)), outline.nearest(Rank(0))), (Rank(1), Rank(4)));
        check(&outline);
        outline.show(None, None);
        assert_eq!(shown(&outline), [0, 1, 4]);
        check(&outline);
    }

    #[test]
    fn a_filter_shows_its_posts_and_no_other() {
        let tree = tree(&[0, 1, 2, 2, 1]);
        let mut outline = Outline::new(&tree);
        outline.show(None, Some(vec![1, 3].into()));
        assert_eq!(shown(&outline), [1, 3]);
        assert_eq!(outline.nearest(Rank(2)), Rank(1));
        assert_eq!(outline.nearest(Rank(0)), Rank(1));
        check(&outline);
    }
}
