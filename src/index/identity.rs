//! What tells a thread and its posts from others, whatever file they are read from: what is kept of them is found by it.

use std::collections::HashMap;

use super::{Rank, Tree};
use crate::model::{Clean, PostIx, Shape, Thread};

/// So many characters of a post stand for a thread whose posts have neither address nor id.
const MOST_WORDS: usize = 60;

/// What tells a thread from others whatever its file is called: the address of the post it opens with, or else its id, or
/// else its first words.
pub fn mark(thread: &Thread, tree: &Tree) -> Option<Clean> {
    first_mark(thread, *tree.order().first()?)
}

/// The mark of the thread that opens with a post.
pub fn first_mark(thread: &Thread, first: PostIx) -> Option<Clean> {
    let first = thread.post(first);
    let words = || first.body().chars().take(MOST_WORDS).collect::<String>();
    let told = first.url().or(first.id()).map_or_else(words, str::to_owned);
    Clean::some_line(&told)
}

/// What tells a thread from others, and all posts of a file from the thread that begins with the same post.
pub fn thread_mark(thread: &Thread, tree: &Tree) -> Option<Clean> {
    let mark = mark(thread, tree)?;
    Some(if thread.shape == Shape::Collection { Clean::line(&format!("{mark} (all posts)")) } else { mark })
}

/// What tells a post from others of its thread: its id, or else its number in reading order.
pub fn post_mark(thread: &Thread, tree: &Tree, post: PostIx) -> Clean {
    let number = || Clean::line(&tree.rank(post).number().to_string());
    thread.post(post).id().map_or_else(number, Clean::line)
}

/// The posts of these marks, as far as they are there; one pass over the thread.
pub fn posts_of(thread: &Thread, tree: &Tree, marks: &[&str]) -> Vec<Option<PostIx>> {
    let mut by_id: HashMap<&str, Option<PostIx>> = marks.iter().map(|mark| (*mark, None)).collect();
    for (ix, post) in (0..).map(PostIx).zip(thread.posts()) {
        if let Some(found) = post.id().and_then(|id| by_id.get_mut(id)) {
            found.get_or_insert(ix);
        }
    }
    let numbered = |mark: &str| {
        let number = mark.parse::<u32>().ok().filter(|number| (1..=tree.len() as u32).contains(number))?;
        // A number is never taken for the id of another post.
        Some(tree.post(Rank(number - 1))).filter(|post| thread.post(*post).id().is_none())
    };
    marks.iter().map(|mark| by_id[mark].or_else(|| numbered(mark))).collect()
}
