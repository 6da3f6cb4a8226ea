//! Which posts and which words of them `cite` and `quote` are about.

use std::sync::atomic::AtomicBool;

use super::arguments::Posts;
use crate::cite::quoting::Passage;
use crate::cite::quoting::finding::{self, Found};
use crate::index::search::{Case, Matcher, Query};
use crate::index::{Rank, Tree};
use crate::model::{Clean, PostIx, Thread, thousands};
use crate::shell::Failure;

impl Posts {
    /// The posts that are meant, in the order asked for; `None` where nothing is said of it.
    pub(super) fn of(&self, thread: &Thread, tree: &Tree) -> Result<Option<Vec<PostIx>>, Failure> {
        if let Some(words) = &self.search {
            return self.found(thread, tree, words).map(Some);
        }
        if self.all {
            return Ok(Some(tree.order().to_vec()));
        }
        let numbered = |number: &usize| match number.checked_sub(1) {
            Some(rank) if rank < tree.len() => Ok(tree.post(Rank(rank as u32))),
            _ => Err(none_of_number(thread, *number)),
        };
        match (self.to, &self.post[..]) {
            (_, []) => Ok(None),
            (None, posts) => posts.iter().map(numbered).collect::<Result<_, _>>().map(Some),
            (Some(to), [from]) => {
                if to < *from {
                    return Err(Failure::wrong_usage(
                        "--to names a post before --post. Name the earlier one first.",
                    ));
                }
                (*from..=to).map(|number| numbered(&number)).collect::<Result<_, _>>().map(Some)
            }
            (Some(_), _) => {
                Err(Failure::wrong_usage("--to goes with one --post. Give each range its own command."))
            }
        }
    }

    /// The posts with words, as `unspool search` finds them.
    fn found(&self, thread: &Thread, tree: &Tree, words: &str) -> Result<Vec<PostIx>, Failure> {
        let query = Query { text: words.to_owned(), case: Case::Smart, ..Query::default() };
        let refused =
            |error| Failure::wrong_usage(format!("--search: {}.", Clean::line(&format!("{error}"))));
        let matcher = Matcher::new(&query).map_err(refused)?;
        let spans = matcher.search(thread, &AtomicBool::new(false)).unwrap_or_default();
        let mut hits: Vec<PostIx> = spans.into_iter().map(|span| span.post).collect();
        hits.sort_by_key(|post| tree.rank(*post).number());
        hits.dedup();
        let words = Clean::line(words);
        match hits.get(self.nth.unwrap_or(1) - 1) {
            None if hits.is_empty() => Err(Failure::could_not(format!("no post has '{words}'."))),
            _ if self.all => Ok(hits),
            Some(post) => Ok(vec![*post]),
            None => {
                let have = if hits.len() == 1 { "post has" } else { "posts have" };
                Err(Failure::could_not(format!("only {} {have} '{words}'.", hits.len())))
            }
        }
    }
}

fn none_of_number(thread: &Thread, number: usize) -> Failure {
    let (one, all) = (thread.unit.noun(1), thread.unit.noun(thread.len()));
    Failure::could_not(format!(
        "there is no {one} {}; the thread has {} {all}.",
        thousands(number),
        thousands(thread.len())
    ))
}

/// The words in one of the posts, as they stand there.
pub(super) fn passage(
    thread: &Thread,
    tree: &Tree,
    posts: &[PostIx],
    words: &str,
) -> Result<Passage, Failure> {
    let none = match posts {
        [post] => format!("post {} does not have '{}'", tree.rank(*post).number(), Clean::line(words)),
        _ => format!("no post has '{}'", Clean::line(words)),
    };
    match finding::find(thread, posts, words) {
        Found::Here(passage) => Ok(passage),
        Found::Nearest(near) => Err(Failure::could_not(format!(
            "{none}; the nearest is in post {}: {}",
            tree.rank(near.post).number(),
            Clean::line(thread.post(near.post).text(near.range.clone()))
        ))),
        Found::Nothing => Err(Failure::could_not(format!("{none}."))),
    }
}
