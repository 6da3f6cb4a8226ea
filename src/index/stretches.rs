//! The threads within a file of many: an archive, a timeline, a feed.
//!
//! In reading order a thread is one stretch of posts: a post that answers nothing in the file, and all that answers it or
//! goes on with it.

use super::{Rank, Tree};
use crate::model::{PostIx, Thread, Time};

/// One thread of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first post.
    pub first: Rank,
    /// How many posts it has.
    pub posts: u32,
    /// When it began: the time of the first of its posts that has one.
    pub begun: Option<Time>,
    /// Whether it is nothing but somebody else's post, passed on.
    pub is_repost: bool,
}

impl Stretch {
    /// Its posts, in reading order.
    pub fn posts<'t>(&self, tree: &'t Tree) -> &'t [PostIx] {
        &tree.order()[self.first.index()..self.first.index() + self.posts as usize]
    }
}

/// The threads of a file, in reading order.
pub fn stretches(thread: &Thread, tree: &Tree) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (rank, ix) in (0..).map(Rank).zip(tree.order()) {
        if let Some(stretch) = found.last_mut().filter(|_| tree.answered(rank).is_some()) {
            stretch.posts += 1;
            stretch.begun = stretch.begun.or_else(|| thread.post(*ix).created());
            stretch.is_repost = false;
        } else {
            let post = thread.post(*ix);
            let (begun, is_repost) = (post.created(), post.is_repost());
            found.push(Stretch { first: rank, posts: 1, begun, is_repost });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Clean, Draft, ThreadBuilder};

    #[test]
    fn a_thread_is_a_root_with_all_that_answers_it() {
        let mut builder = ThreadBuilder::default();
        // Ana's thread of two with an answer between, Bo's repost, and an answer to what is not in the file.
        for (id, author, answers, is_repost) in [
            ("1", "ana", "", false),
            ("4", "bo", "", true),
            ("3", "ana", "1", false),
            ("2", "bo", "1", false),
            ("5", "bo", "99", false),
        ] {
            builder.push(Draft {
                id: Clean::some_line(id),
                author: Author { handle: Clean::some_line(author), ..Author::default() },
                reply_to: Clean::some_line(answers),
                created: Time::parse(&format!("2024-03-{id:0>2}")),
                is_repost,
                ..Draft::default()
            });
        }
        let thread = builder.finish();
        let tree = Tree::new(&thread);
        let found = stretches(&thread, &tree);
        let told: Vec<_> = found.iter().map(|s| (s.first.0, s.posts, s.is_repost)).collect();
        assert_eq!(told, [(0, 3, false), (3, 1, true), (4, 1, false)]);
        let ids: Vec<_> = found[0].posts(&tree).iter().map(|ix| thread.post(*ix).id().unwrap()).collect();
        assert_eq!(ids, ["1", "2", "3"]);
        assert_eq!(found[2].begun, Time::parse("2024-03-05"));
    }
}
