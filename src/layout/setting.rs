//! What the surroundings of a post decide about its rows: its number and depth, what stands above it, how the thread looks.

use std::ops::Range;
use std::sync::Arc;

use super::looks::Looks;
use super::picturing::{Easel, Picture};
use crate::model::{Post, Time};

/// What the surroundings of a post decide about its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The number to show.
    pub number: usize,
    /// Columns kept for numbers.
    pub number_columns: usize,
    /// Levels of replies above.
    pub depth: u32,
    /// The number of the post that it answers, where that is not to be seen from where it stands.
    pub answers: Option<usize>,
    /// Whether it is a piece of a running text, with a sign where it begins and no number: then the bytes of
    /// [`Post::whole`] at an end of its body that are left out of sight, the number that its author gave it.
    pub prose: Option<Range<u32>>,
    /// Whether a gap stands above.
    pub has_gap: bool,
    /// Whether author and date are shown; left out where the post before has the same.
    pub has_head: bool,
    /// How many posts are folded away below.
    pub folded: usize,
    /// When the thread began.
    pub begun: Option<Time>,
    /// How the thread is set.
    pub looks: Arc<Looks>,
    /// What to say in words, for a screen that is read aloud: then there are no signs, bars and indentation.
    pub spoken: Option<Spoken>,
    /// The pictures that are shown.
    pub pictures: Vec<Picture>,
    /// What they are drawn on.
    pub easel: Easel,
}

/// What the surroundings of a post are in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// What a post is called.
    pub noun: &'static str,
    /// The number of the post that it answers, and that post's author.
    pub answers: Option<(usize, String)>,
    /// What the reader keeps upon it: `your remark`, `2 highlights`.
    pub kept: Vec<String>,
}

/// Whether a post must say whose it is and when: not where nothing of that is known, nor where it goes on with the post
/// shown `before` it at the same level, with the same author, on the same day, for the same readers.
pub fn needs_head(before: Option<&Post>, post: &Post) -> bool {
    let is_known = post.author().is_known() || post.created().is_some();
    is_known && !before.is_some_and(|before| goes_on(before, post))
}

pub(super) fn goes_on(before: &Post, post: &Post) -> bool {
    let is_same_day = match (before.created(), post.created()) {
        (Some(before), Some(time)) => before.is_same_day(time),
        (before, time) => before == time,
    };
    before.author() == post.author() && is_same_day && before.visibility() == post.visibility()
}
