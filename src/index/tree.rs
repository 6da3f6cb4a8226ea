//! Who answers whom: the posts of a thread in reading order.
//!
//! A thread is the author's own chain with replies between. An author who answers himself goes on with his thread, so
//! the first such answer stands beside the post it continues, not below it:
//!
//! ```text
//! 1  Ana   first                    depth 0
//! 2    Bo    asks                   depth 1, parent 1
//! 3      Ana   answers              depth 2, parent 2
//! 4  Ana   second (answers 1)       depth 0, goes on with 1
//! ```
//!
//! Nothing here recurses: chains are as long as the file makes them. A post that answers nothing in the file is a root.

use crate::model::{PostIx, Thread};

/// A post's place in reading order, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank(pub u32);

impl Rank {
    /// The place as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The number a reader sees, from 1.
    pub fn number(self) -> usize {
        self.index() + 1
    }
}

const NONE: u32 = u32::MAX;

/// The reading order of a thread, with parents, depths and branches.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Rank to post.
    order: Vec<PostIx>,
    /// Post to rank.
    ranks: Vec<Rank>,
    /// By rank: the rank of the post above, or `NONE`.
    parents: Vec<u32>,
    /// By rank: the rank of the post that this one answers, or `NONE`.
    answers: Vec<u32>,
    /// By rank.
    depths: Vec<u32>,
    /// By rank: the rank after the last post of the branch.
    ends: Vec<u32>,
    /// Whether the order is that of the file.
    is_as_filed: bool,
}

impl Tree {
    /// The tree of a thread.
    pub fn new(thread: &Thread) -> Self {
        let posts = (0..thread.len() as u32).map(PostIx);
        let parents: Vec<u32> =
            posts.map(|post| thread.answered(post).map_or(NONE, |answered| answered.0)).collect();
        if parents.iter().all(|p| *p == NONE) {
            return Self::flat(thread.len() as u32);
        }
        let mut tree = Self::nested(&children(thread, parents.clone()));
        let rank = |post: u32| if post == NONE { NONE } else { tree.ranks[post as usize].0 };
        tree.answers = tree.order.iter().map(|post| rank(parents[post.index()])).collect();
        tree
    }

    fn flat(len: u32) -> Self {
        Self {
            order: (0..len).map(PostIx).collect(),
            ranks: (0..len).map(Rank).collect(),
            parents: vec![NONE; len as usize],
            answers: vec![NONE; len as usize],
            depths: vec![0; len as usize],
            ends: (1..=len).collect(),
            is_as_filed: true,
        }
    }

    /// Walks the children in preorder, without recursion.
    fn nested(children: &Children) -> Self {
        let len = children.first.len() - 1;
        let mut tree = Self { ranks: vec![Rank(0); len], ..Self::default() };
        // (post, rank of its parent, depth), the next on top.
        let mut open: Vec<(u32, u32, u32)> = children.of(len).rev().map(|post| (post, NONE, 0)).collect();
        while let Some((post, parent, depth)) = open.pop() {
            let rank = tree.order.len() as u32;
            tree.order.push(PostIx(post));
            tree.ranks[post as usize] = Rank(rank);
            tree.parents.push(parent);
            tree.depths.push(depth);
            // What goes on with this post is its sibling: it comes after the replies, hence below them on the stack.
            if let Some(next) = children.continuation(post) {
                open.push((next, parent, depth));
            }
            open.extend(children.of(post as usize).rev().map(|reply| (reply, rank, depth + 1)));
        }
        tree.is_as_filed = tree.order.is_sorted();
        tree.ends = (1..=len as u32).collect();
        for rank in (0..len).rev() {
            let parent = tree.parents[rank];
            if parent != NONE {
                tree.ends[parent as usize] = tree.ends[parent as usize].max(tree.ends[rank]);
            }
        }
        tree
    }

    /// How many posts there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The post at a rank.
    pub fn post(&self, rank: Rank) -> PostIx {
        self.order[rank.index()]
    }

    /// The rank of a post.
    pub fn rank(&self, post: PostIx) -> Rank {
        self.ranks[post.index()]
    }

    /// The posts in reading order.
    pub fn order(&self) -> &[PostIx] {
        &self.order
    }

    /// Whether that is the order of the file.
    pub fn is_as_filed(&self) -> bool {
        self.is_as_filed
    }

    /// The post above, none for a root.
    pub fn parent(&self, rank: Rank) -> Option<Rank> {
        Some(self.parents[rank.index()]).filter(|p| *p != NONE).map(Rank)
    }

    /// The post that this one answers, which stands beside it where an author goes on with a thread.
    pub fn answered(&self, rank: Rank) -> Option<Rank> {
        Some(self.answers[rank.index()]).filter(|p| *p != NONE).map(Rank)
    }

    /// How many posts stand above.
    pub fn depth(&self, rank: Rank) -> u32 {
        self.depths[rank.index()]
    }

    /// The deepest depth in the thread.
    pub fn deepest(&self) -> u32 {
        self.depths.iter().copied().max().unwrap_or(0)
    }

    /// The rank after the last post of the branch that begins at `rank`.
    pub fn end(&self, rank: Rank) -> Rank {
        Rank(self.ends[rank.index()])
    }

    /// How many replies stand below, at all depths.
    pub fn replies(&self, rank: Rank) -> usize {
        (self.ends[rank.index()] - rank.0) as usize - 1
    }

    /// The next post at the same level under the same parent.
    pub fn next_sibling(&self, rank: Rank) -> Option<Rank> {
        let next = self.end(rank);
        (next.index() < self.len() && self.parents[next.index()] == self.parents[rank.index()])
            .then_some(next)
    }

    /// The post before at the same level under the same parent.
    pub fn previous_sibling(&self, rank: Rank) -> Option<Rank> {
        let before = Rank(rank.0.checked_sub(1)?);
        let depth = self.depth(rank);
        let sibling =
            std::iter::successors(Some(before), |r| self.parent(*r)).find(|r| self.depth(*r) <= depth)?;
        (self.parents[sibling.index()] == self.parents[rank.index()]).then_some(sibling)
    }

    /// The root of the branch that `rank` belongs to.
    pub fn root(&self, rank: Rank) -> Rank {
        std::iter::successors(Some(rank), |r| self.parent(*r)).last().unwrap_or(rank)
    }
}

/// The replies of each post in one flat table, roots under the index `len`.
struct Children {
    first: Vec<u32>,
    posts: Vec<u32>,
    /// By post: the answer of the same author that goes on with it, or `NONE`.
    next: Vec<u32>,
}

impl Children {
    fn of(&self, post: usize) -> impl DoubleEndedIterator<Item = u32> + '_ {
        let end = self.first.get(post + 1).map_or(self.posts.len(), |end| *end as usize);
        self.posts[self.first[post] as usize..end].iter().copied()
    }

    fn continuation(&self, post: u32) -> Option<u32> {
        Some(self.next[post as usize]).filter(|next| *next != NONE)
    }
}

fn children(thread: &Thread, mut parents: Vec<u32>) -> Children {
    let len = parents.len();
    let mut next = vec![NONE; len];
    let authors: Vec<_> = thread.posts().map(|post| post.author()).collect();
    for i in 0..len {
        let parent = parents[i] as usize;
        if parents[i] != NONE && next[parent] == NONE && authors[i].is_same(authors[parent]) {
            next[parent] = i as u32;
        }
    }
    // Those are no longer replies.
    for &post in next.iter().filter(|post| **post != NONE) {
        parents[post as usize] = NONE - 1;
    }
    let slot = |parent: u32| match parent {
        NONE => Some(len),
        parent => Some(parent as usize).filter(|p| *p < len),
    };
    let mut first = vec![0_u32; len + 2];
    for at in parents.iter().filter_map(|p| slot(*p)) {
        first[at + 1] += 1;
    }
    for i in 0..=len {
        first[i + 1] += first[i];
    }
    let mut posts = vec![0; first[len + 1] as usize];
    let mut free = first.clone();
    for (i, parent) in parents.iter().enumerate() {
        if let Some(at) = slot(*parent) {
            posts[free[at] as usize] = i as u32;
            free[at] += 1;
        }
    }
    first.truncate(len + 1);
    Children { first, posts, next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Clean, Draft, Rich, ThreadBuilder};

    /// Posts as (author, id, answered id).
    fn tree(posts: &[(&str, &str, &str)]) -> Tree {
        let mut builder = ThreadBuilder::default();
        for (author, id, parent) in posts {
            builder.push(Draft {
                id: Clean::some_line(id),
                author: Author { handle: Clean::some_line(author), ..Author::default() },
                reply_to: Clean::some_line(parent),
                body: Rich::plain(id),
                ..Draft::default()
            });
        }
        Tree::new(&builder.finish())
    }

    /// `post@depth` in reading order.
    fn outline(tree: &Tree) -> String {
        let shown = (0..tree.len() as u32).map(Rank).map(|r| format!("{}@{}", tree.post(r).0, tree.depth(r)));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn replies_stand_below_and_the_authors_own_chain_goes_on_beside() {
        let tree = tree(&[
            ("ana", "1", ""),
            ("ana", "2", "1"),
            ("bo", "3", "1"),
            ("ana", "4", "3"),
            ("ana", "5", "2"),
        ]);
        assert_eq!(outline(&tree), "0@0 2@1 3@2 1@0 4@0");
        assert_eq!(tree.end(Rank(0)), Rank(3));
        assert_eq!(tree.replies(Rank(0)), 2);
        assert_eq!(tree.next_sibling(Rank(0)), Some(Rank(3)));
        assert_eq!(tree.previous_sibling(Rank(3)), Some(Rank(0)));
        assert_eq!(tree.parent(Rank(2)), Some(Rank(1)));
        assert_eq!((tree.parent(Rank(3)), tree.answered(Rank(3))), (None, Some(Rank(0))));
        assert_eq!(tree.root(Rank(2)), Rank(0));
        assert_eq!(tree.deepest(), 2);
    }

    #[test]
    fn faults_of_the_graph_lose_no_post() {
        for posts in [
            &[("a", "1", "1")][..],
            &[("a", "1", "2"), ("b", "2", "1")],
            &[("a", "1", "9"), ("b", "1", "1"), ("c", "2", "1")],
            &[("a", "3", "2"), ("b", "2", "1"), ("c", "1", "3"), ("d", "4", "3")],
            &[("a", "1", "2"), ("a", "2", "1"), ("a", "3", "2")],
        ] {
            let tree = tree(posts);
            let mut all: Vec<_> = tree.order().to_vec();
            all.sort_unstable();
            assert_eq!(all, (0..posts.len() as u32).map(PostIx).collect::<Vec<_>>(), "{posts:?}");
        }
    }

    #[test]
    fn a_cycle_is_cut_at_its_first_post() {
        assert_eq!(outline(&tree(&[("a", "1", "3"), ("b", "2", "1"), ("c", "3", "2")])), "0@0 1@1 2@2");
    }

    #[test]
    fn a_very_long_chain_is_no_matter() {
        let posts: Vec<_> = (0..200_000_u32)
            .map(|i| {
                (
                    if i % 2 == 0 { "a" } else { "b" },
                    (i + 1).to_string(),
                    if i == 0 { String::new() } else { i.to_string() },
                )
            })
            .collect();
        let posts: Vec<_> = posts.iter().map(|(a, id, p)| (*a, id.as_str(), p.as_str())).collect();
        let tree = tree(&posts);
        assert_eq!(tree.deepest(), 199_999);
        assert_eq!(tree.root(Rank(199_999)), Rank(0));
    }
}
