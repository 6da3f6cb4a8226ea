//! Motions and folds in the thread: what each does, and what to say where there is nowhere to go.

use std::sync::Arc;

use super::reading::Reading;
use super::{Action, Document};
use crate::index::{Rank, Tree};

/// Moves in the thread; what to say if there is nowhere to go, `None` too for what is no motion.
pub(super) fn move_in_thread(reading: &mut Reading, action: Action, count: Option<usize>) -> Option<String> {
    let times = count.unwrap_or(1);
    let rows = isize::try_from(times).unwrap_or(1);
    let tree = |reading: &Reading, step: fn(&Tree, Rank) -> Option<Rank>, rank: Rank| {
        step(&reading.document.tree, rank)
    };
    let said = match action {
        Action::LineDown => return moved(reading.scroll(rows)),
        Action::LineUp => return moved(reading.scroll(-rows)),
        Action::HalfPageDown => return moved(reading.page(rows, 2)),
        Action::HalfPageUp => return moved(reading.page(-rows, 2)),
        Action::PageDown => return moved(reading.page(rows, 1)),
        Action::PageUp => return moved(reading.page(-rows, 1)),
        Action::Top | Action::Bottom if count.is_some() => return go_to_number(reading, times),
        Action::Top => {
            let first = reading.outline.first().unwrap_or_default();
            return moved(reading.go_to(first));
        }
        Action::Bottom => return moved(reading.go_to_end()),
        Action::NextPost if reading.hop(times, |r, rank| r.outline.next(rank)) => return None,
        Action::NextPost => "This is the last post",
        Action::PreviousPost => {
            let times = if reading.is_at_head() { times } else { times - 1 };
            let current = reading.current();
            if times == 0 {
                return moved(reading.go_to(current));
            }
            if reading.hop(times, |r, rank| r.outline.previous(rank)) {
                return None;
            }
            "This is the first post"
        }
        Action::NextSibling if reading.hop(times, |r, rank| tree(r, Tree::next_sibling, rank)) => {
            return None;
        }
        Action::NextSibling => "No further reply at this level",
        Action::PreviousSibling if reading.hop(times, |r, rank| tree(r, Tree::previous_sibling, rank)) => {
            return None;
        }
        Action::PreviousSibling => "No reply before at this level",
        Action::Parent if reading.hop(times, |r, rank| tree(r, Tree::parent, rank)) => return None,
        Action::Parent => "This post is at the top level",
        Action::NextTopLevel
            if reading.hop(times, |r, rank| tree(r, |t, rank| t.next_sibling(t.root(rank)), rank)) =>
        {
            return None;
        }
        Action::NextTopLevel => "No further post at the top level",
        Action::PreviousTopLevel if reading.hop(times, |r, rank| tree(r, top_level_before, rank)) => {
            return None;
        }
        Action::PreviousTopLevel => "No post before at the top level",
        _ => return None,
    };
    Some(said.to_owned())
}

fn moved((): ()) -> Option<String> {
    None
}

/// The root of the branch, or from a root the root before.
fn top_level_before(tree: &Tree, rank: Rank) -> Option<Rank> {
    let root = tree.root(rank);
    if root == rank { tree.previous_sibling(rank) } else { Some(root) }
}

fn go_to_number(reading: &mut Reading, number: usize) -> Option<String> {
    let len = reading.document.tree.len();
    reading.go_to(Rank(number.clamp(1, len.max(1)) as u32 - 1));
    (number > len).then(|| format!("There are only {} {}", len, reading.document.thread.unit.noun(len)))
}

/// Folds and unfolds; what to say if there is nothing to fold, `None` too for what is no folding.
pub(super) fn fold(reading: &mut Reading, action: Action, count: Option<usize>) -> Option<String> {
    let document: Arc<Document> = Arc::clone(&reading.document);
    let (tree, current) = (&document.tree, reading.current());
    if matches!(
        action,
        Action::FoldOrParent
            | Action::UnfoldOrReply
            | Action::ToggleFold
            | Action::FoldLevel
            | Action::UnfoldLevel
            | Action::FoldAll
            | Action::UnfoldAll
    ) && reading.outline.is_filtered()
    {
        return Some("Branches are not folded while only some posts are shown; Esc shows all".to_owned());
    }
    let has_branch = tree.replies(current) > 0;
    let is_folded = reading.outline.is_folded(current);
    match action {
        Action::FoldOrParent if has_branch && !is_folded => {
            reading.outline.set_folded(tree, current, true);
            reading.go_to(current);
        }
        Action::FoldOrParent => match tree.parent(current) {
            Some(parent) => reading.go_to(parent),
            None => return Some("No branch to fold, and no post above".to_owned()),
        },
        Action::UnfoldOrReply if is_folded => {
            reading.outline.set_folded(tree, current, false);
        }
        Action::UnfoldOrReply if has_branch => reading.go_to(Rank(current.0 + 1)),
        Action::UnfoldOrReply => return Some("No replies to this post in the file".to_owned()),
        Action::ToggleFold if has_branch => {
            reading.outline.set_folded(tree, current, !is_folded);
            reading.go_to(current);
        }
        // From within a branch, its head is folded: one key puts a digression away.
        Action::ToggleFold => match tree.parent(current) {
            Some(parent) => {
                reading.outline.set_folded(tree, parent, true);
                reading.go_to(parent);
            }
            None => return Some("No branch to fold here".to_owned()),
        },
        Action::FoldLevel | Action::UnfoldLevel => {
            let deepest = tree.deepest();
            let now = reading.fold_level.unwrap_or(deepest).min(deepest);
            let steps = u32::try_from(count.unwrap_or(1)).unwrap_or(u32::MAX);
            let level = if action == Action::FoldLevel {
                now.saturating_sub(steps)
            } else {
                now.saturating_add(steps)
            };
            return fold_to(reading, (level < deepest).then_some(level));
        }
        Action::FoldAll => return fold_to(reading, Some(count.map_or(0, |level| (level - 1) as u32))),
        Action::UnfoldAll => return fold_to(reading, None),
        _ => {}
    }
    None
}

/// Folds all branches from a depth on.
fn fold_to(reading: &mut Reading, depth: Option<u32>) -> Option<String> {
    let document = Arc::clone(&reading.document);
    if document.tree.deepest() == 0 {
        return Some("There are no replies to fold in this thread".to_owned());
    }
    reading.outline.fold_at(&document.tree, depth);
    reading.fold_level = depth;
    // The cursor's own post may be hidden now: the head of its branch takes its place.
    let current = reading.current();
    if document.tree.post(current) != reading.place().0.post {
        reading.go_to(current);
    }
    depth.map(|depth| format!("Folded to {} {}", depth + 1, if depth == 0 { "level" } else { "levels" }))
}
