//! Who answers whom on pages that tell it by the order of their posts alone.

use crate::model::{Clean, Draft, State};

/// Hangs the posts of a conversation below each other: what stands above the main post leads up to it; below it, its
/// author's own posts go on, and others answer.
pub(super) fn answer(found: &mut [Draft], main: Option<usize>) {
    let Some(main) = main else { return };
    for (i, draft) in found[..main].iter_mut().enumerate() {
        name_gap(draft, i as u32 + 1);
    }
    let (root, own) = (found[main].id.clone(), found[main].author.handle.clone());
    let mut last: Option<Clean> = None;
    for (i, draft) in found.iter_mut().enumerate() {
        let is_own = own.is_some() && draft.author.handle == own;
        // Behind the author's own post, another of theirs goes on; behind somebody's answer, it answers that.
        let above = if i <= main || is_own { &last } else { &root };
        if draft.id.is_none() || *above != draft.id {
            draft.reply_to.clone_from(above);
        }
        if draft.id.is_some() {
            last.clone_from(&draft.id);
        }
    }
}

/// Gives a post that is not there an id, so that what answers it can hang on it.
pub(super) fn name_gap(draft: &mut Draft, place: u32) {
    let is_gap = draft.state.is_some_and(|state| !matches!(state, State::Ok | State::Omitted));
    if is_gap && draft.id.is_none() {
        draft.id = Some(Clean::line(&format!("unavailable-{place}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Author;

    #[test]
    fn the_order_of_a_page_tells_who_answers_whom() {
        let post = |text: &str| {
            let (handle, id) = text.split_once(' ').unwrap();
            let author = Author { handle: Clean::some_line(handle), ..Author::default() };
            Draft { id: Clean::some_line(id), author, ..Draft::default() }
        };
        let mut found: Vec<Draft> =
            ["bo 1", "ada 2", "ada 3", "cy 4", "ada 5", "di 6", "ada "].map(post).into();
        answer(&mut found, Some(1));
        let answered: Vec<_> = found.iter().map(|draft| draft.reply_to.as_deref().unwrap_or("-")).collect();
        assert_eq!(answered, ["-", "1", "2", "2", "4", "2", "6"]);
    }
}
