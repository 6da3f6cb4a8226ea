//! Where Markdown needs a sign so that words look as their author set them: `**bold**`, `*italic*`, `~~struck~~`.
//!
//! Signs act only where they stand at the edge of words (CommonMark 0.31, section 6.2), within one line and not across
//! each other; words set otherwise stay plain, which loses a look and never a letter.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::ops::Range;

use crate::model::Style;

/// A sign before a byte of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) at: usize,
    pub(super) words: &'static str,
}

/// The signs for the styles of a text, in order; none stands within a range of `whole`.
pub(super) fn signs(
    text: &str,
    styles: impl Iterator<Item = (Range<usize>, Style)>,
    whole: &[Range<usize>],
) -> VecDeque<Sign> {
    let is_whole = |at: usize| {
        let next = whole.partition_point(|range| range.end <= at);
        whole.get(next).is_none_or(|range| range.start >= at)
    };
    let mut set: Vec<(Range<usize>, &'static str)> = styles
        .filter(|(range, _)| is_word(text, range) && is_whole(range.start) && is_whole(range.end))
        .filter_map(|(range, style)| Some((range, sign(style)?)))
        .collect();
    set.sort_by_key(|(range, words)| (range.start, Reverse(range.end), *words));
    let mut signs = VecDeque::new();
    let mut open: Vec<(Range<usize>, &'static str)> = Vec::new();
    let close = |open: &mut Vec<(Range<usize>, &'static str)>, signs: &mut VecDeque<Sign>, until: usize| {
        while let Some((range, words)) = open.pop_if(|(range, _)| range.end <= until) {
            signs.push_back(Sign { at: range.end, words });
        }
    };
    for (range, words) in set {
        close(&mut open, &mut signs, range.start);
        let is_within = open.last().is_none_or(|(outer, _)| range.end <= outer.end);
        if is_within && open.iter().all(|(_, known)| *known != words) {
            signs.push_back(Sign { at: range.start, words });
            open.push((range, words));
        }
    }
    close(&mut open, &mut signs, text.len());
    signs
}

fn sign(style: Style) -> Option<&'static str> {
    match style {
        Style::Bold => Some("**"),
        Style::Italic => Some("*"),
        Style::Struck => Some("~~"),
        Style::Code | Style::Quote | Style::Spoiler => None,
    }
}

/// Whether a range begins and ends at the edges of words, in one line.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    let within = &text[range.clone()];
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    is_letter(within.chars().next())
        && is_letter(within.chars().next_back())
        && !is_letter(text[..range.start].chars().next_back())
        && !is_letter(text[range.end..].chars().next())
        && !within.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_around_words_and_within_each_other() {
        let text = "one two three, four";
        for (styles, expected) in [
            (&[(4..7, Style::Bold)][..], "one **two** three, four"),
            (&[(0..13, Style::Bold), (4..7, Style::Italic)], "**one *two* three**, four"),
            (&[(4..7, Style::Bold), (4..7, Style::Italic)], "one ***two*** three, four"),
            (&[(0..7, Style::Bold), (4..13, Style::Italic)], "**one two** three, four"),
            (&[(4..8, Style::Bold), (5..7, Style::Struck), (15..19, Style::Code)], text),
        ] {
            let mut out = String::new();
            let mut at = 0;
            for sign in signs(text, styles.iter().cloned(), &[]) {
                out.extend([&text[at..sign.at], sign.words]);
                at = sign.at;
            }
            out.push_str(&text[at..]);
            assert_eq!(out, expected);
        }
        let link = 4..13;
        assert_eq!(signs(text, [(4..7, Style::Bold)].into_iter(), std::slice::from_ref(&link)), []);
    }
}
