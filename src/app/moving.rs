//! Motions and folds in the thread: what each does, and what to say where there is nowhere to go.

use std::sync::Arc;

use super::keymap::{Keymap, Mode};
use super::reading::Reading;
use super::{Action, Document};
use crate::index::{Rank, Tree};
use crate::model::thousands;

/// No hop passes over more posts that are not shown.
const MOST_PASSED: usize = 20_000;

/// Scrolls, or goes to an end; whether the action was that.
pub(super) fn scroll_in_thread(reading: &mut Reading, action: Action, count: Option<usize>) -> bool {
    let rows = isize::try_from(count.unwrap_or(1)).unwrap_or(1);
    match action {
        Action::LineDown => reading.scroll(rows),
        Action::LineUp => reading.scroll(-rows),
        Action::HalfPageDown => reading.page(rows, 2),
        Action::HalfPageUp => reading.page(-rows, 2),
        Action::PageDown => reading.page(rows, 1),
        Action::PageUp => reading.page(-rows, 1),
        Action::Top if count.is_none() => reading.go_to(reading.outline.first().unwrap_or_default()),
        Action::Bottom if count.is_none() => reading.go_to_end(),
        _ => return false,
    }
    true
}

/// Hops from post to post; what to say if there is nowhere to go, `None` too for what is no hop.
pub(super) fn hop_in_thread(reading: &mut Reading, action: Action, count: Option<usize>) -> Option<String> {
    let times = count.unwrap_or(1);
    let (has_moved, otherwise) = match action {
        Action::Top | Action::Bottom => return go_to_number(reading, times),
        Action::NextPost => {
            (reading.hop(times, |r, rank| r.outline.next(rank)), "This is the end of the thread")
        }
        Action::PreviousPost => (hop_back(reading, times), "This is the beginning of the thread"),
        Action::NextSibling => (hop_by(reading, times, Tree::next_sibling), "No further reply at this level"),
        Action::PreviousSibling => {
            (hop_by(reading, times, Tree::previous_sibling), "No reply before at this level")
        }
        Action::Parent => (hop_by(reading, times, Tree::answered), "This answers nothing in the file"),
        Action::NextTopLevel => (hop_by(reading, times, top_level_after), "Nothing further at the top level"),
        Action::PreviousTopLevel => {
            (hop_by(reading, times, top_level_before), "Nothing before at the top level")
        }
        _ => return None,
    };
    (!has_moved).then(|| otherwise.to_owned())
}

fn hop_by(reading: &mut Reading, times: usize, step: fn(&Tree, Rank) -> Option<Rank>) -> bool {
    reading.hop(times, |reading, rank| {
        let steps = std::iter::successors(step(&reading.document.tree, rank), |rank| {
            step(&reading.document.tree, *rank)
        });
        // Folded posts are unfolded on the way; what is not let through is passed over.
        let is_let_through = |rank: &Rank| reading.outline.is_tree() || reading.outline.contains(*rank);
        steps.take(MOST_PASSED).find(is_let_through)
    })
}

/// From within a post first to its head, then to the posts before.
fn hop_back(reading: &mut Reading, times: usize) -> bool {
    let is_within = !reading.is_at_head();
    if is_within {
        reading.go_to(reading.current());
    }
    reading.hop(times - usize::from(is_within), |reading, rank| reading.outline.previous(rank)) || is_within
}

fn top_level_after(tree: &Tree, rank: Rank) -> Option<Rank> {
    tree.next_sibling(tree.root(rank))
}

/// The root of the branch, or from a root the root before.
fn top_level_before(tree: &Tree, rank: Rank) -> Option<Rank> {
    let root = tree.root(rank);
    if root == rank { tree.previous_sibling(rank) } else { Some(root) }
}

fn go_to_number(reading: &mut Reading, number: usize) -> Option<String> {
    let len = reading.document.tree.len();
    reading.go_to(Rank(number.clamp(1, len.max(1)) as u32 - 1));
    (number > len)
        .then(|| format!("There are only {} {}", thousands(len), reading.document.thread.unit.noun(len)))
}

/// Folds and unfolds; what to say if there is nothing to fold, `None` too for what is no folding.
pub(super) fn fold(
    reading: &mut Reading,
    keymap: &Keymap,
    action: Action,
    count: Option<usize>,
) -> Option<String> {
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
    ) && !reading.outline.is_tree()
    {
        let key = keymap.key_for(Mode::Thread, Action::ShowTree);
        return Some(format!("Branches are folded in the whole tree only; {key} shows it"));
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
            None => return Some("No branch to fold, and nothing above".to_owned()),
        },
        Action::UnfoldOrReply if is_folded => {
            reading.outline.set_folded(tree, current, false);
        }
        Action::UnfoldOrReply if has_branch => reading.go_to(Rank(current.0 + 1)),
        Action::UnfoldOrReply => return Some("No replies to this in the file".to_owned()),
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
        Action::FoldLevel => {
            // From what is in sight: folding what lies deeper would show nothing.
            let now = reading.fold_level.unwrap_or(u32::MAX).min(reading.deepest_in_sight());
            let steps = u32::try_from(count.unwrap_or(1)).unwrap_or(u32::MAX);
            if now == 0 {
                return Some("Everything below the top level is folded already".to_owned());
            }
            return Some(fold_to(reading, Some(now.saturating_sub(steps))));
        }
        Action::UnfoldLevel => {
            let Some(level) = reading.fold_level else {
                return Some("Nothing is folded by level".to_owned());
            };
            let level = level.saturating_add(u32::try_from(count.unwrap_or(1)).unwrap_or(u32::MAX));
            return Some(fold_to(reading, (level < tree.deepest()).then_some(level)));
        }
        Action::FoldAll => return Some(fold_to(reading, Some(count.map_or(0, |level| (level - 1) as u32)))),
        Action::UnfoldAll if !reading.outline.has_folds() => return Some("Nothing is folded".to_owned()),
        Action::UnfoldAll => return Some(fold_to(reading, None)),
        _ => {}
    }
    None
}

/// Folds all branches from a depth on.
fn fold_to(reading: &mut Reading, depth: Option<u32>) -> String {
    let document = Arc::clone(&reading.document);
    if document.tree.deepest() == 0 {
        return "There are no replies to fold in this thread".to_owned();
    }
    reading.outline.fold_at(&document.tree, depth);
    reading.fold_level = depth;
    // The cursor's own post may be hidden now: the head of its branch takes its place.
    let current = reading.current();
    if current != reading.anchored() {
        reading.go_to(current);
    }
    match depth {
        Some(0) => "Folded to the top level".to_owned(),
        Some(depth) => format!("Folded to {} levels", thousands(depth as usize + 1)),
        None => "All branches are open".to_owned(),
    }
}
