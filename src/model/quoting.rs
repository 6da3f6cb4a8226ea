//! Which lines of a text are somebody else's words, and how deep in quotes they stand.

use std::ops::Range;

use super::{Post, Style};

impl Post<'_> {
    /// The lines of a range of [`Post::whole`] in stretches of the same depth of quotes, each without its last line end.
    pub fn lines_by_quotes(&self, range: Range<u32>) -> Vec<(Range<u32>, usize)> {
        let quotes = self.styles().filter(|styled| styled.style == Style::Quote).map(|styled| styled.range);
        lines_by_depth(self.text(range.clone()), range.start, quotes.collect())
    }
}

/// The lines of a text in stretches of the same depth of quotes; `quotes` are in any order, offsets count from `base`.
pub fn lines_by_depth(text: &str, base: u32, quotes: Vec<Range<u32>>) -> Vec<(Range<u32>, usize)> {
    let end = base + text.len() as u32;
    if quotes.is_empty() {
        return vec![(base..end, 0)];
    }
    let mut starts: Vec<u32> = quotes.iter().map(|quote| quote.start).collect();
    let mut ends: Vec<u32> = quotes.into_iter().map(|quote| quote.end).collect();
    starts.sort_unstable();
    ends.sort_unstable();
    let mut found: Vec<(Range<u32>, usize)> = Vec::new();
    let mut at = base;
    for line in text.split('\n') {
        let word = at + (line.len() - line.trim_start().len()) as u32;
        let next = at + line.len() as u32;
        let depth = starts.partition_point(|start| *start <= word) - ends.partition_point(|end| *end <= word);
        match found.last_mut().filter(|(_, last)| *last == depth) {
            Some((stretch, _)) => stretch.end = next,
            None => found.push((at..next, depth)),
        }
        at = next + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_same_depth_of_quotes_stand_together() {
        let text = "a\nb\n\nc\n  d\ne";
        // b to d is quoted, c within it again.
        let found = lines_by_depth(text, 100, vec![102..110, 105..106]);
        assert_eq!(found, [(100..101, 0), (102..104, 1), (105..106, 2), (107..110, 1), (111..112, 0)]);
        assert_eq!(lines_by_depth("a\nb", 7, Vec::new()), [(7..10, 0)]);
    }
}
