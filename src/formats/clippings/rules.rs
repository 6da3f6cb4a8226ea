//! Rules between the posts of a clipping, and what stands between them.

use crate::formats::text::blocks::Rule;

/// What stands between rules (`---`), blank pieces left out; a rule in a block of code is none, nor is one below words,
/// where it would make them a heading.
pub(super) fn between_rules(text: &str) -> impl Iterator<Item = &str> {
    let mut bounds = vec![(0, 0)];
    let mut fence: Option<&str> = None;
    let mut at = 0;
    let mut is_below_words = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        fence = match fence {
            Some(open) if words.starts_with(open) => None,
            Some(open) => Some(open),
            None => fence_of(words),
        };
        if fence.is_none() && !is_below_words && Rule::of(words).is_some() {
            bounds.push((at, at + line.len()));
        }
        is_below_words = !words.is_empty() && Rule::of(words).is_none() && !words.starts_with('>');
        at += line.len();
    }
    bounds.push((at, at));
    let pieces: Vec<_> = bounds.windows(2).map(|pair| pair[0].1..pair[1].0).collect();
    pieces.into_iter().map(|range| &text[range]).filter(|piece| !piece.trim().is_empty())
}

/// The signs that open or close a block of code.
pub(super) fn fence_of(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_part_pieces_but_not_in_code() {
        let text = "---\nOne\n\n---\n\n```\n\n---\n\n```\n\n***\n\nHeading\n---\n\n> quoted\n---\nLast";
        let found: Vec<_> = between_rules(text).map(str::trim).collect();
        assert_eq!(found, ["One", "```\n\n---\n\n```", "Heading\n---\n\n> quoted", "Last"]);
        assert_eq!(between_rules("\n---\n\n").count(), 0);
    }
}
