//! Text to lines of at most so many columns, as byte ranges.
//!
//! `textwrap` finds the words (UAX #14) and fits them; the fragments it fits are measured here, by grapheme cluster,
//! because a sum over single characters would tear emoji and miscount flags. A word wider than a line is cut between
//! clusters.

use std::ops::Range;

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use textwrap::{WordSeparator, WordSplitter};

use super::measure;

/// A piece of a word and the columns that it takes, without the blanks that follow it: those may hang over the end.
#[derive(Clone, Debug)]
struct Chunk {
    range: Range<usize>,
    columns: usize,
    blanks: usize,
}

impl Fragment for Chunk {
    fn width(&self) -> f64 {
        as_f64(self.columns)
    }
    fn whitespace_width(&self) -> f64 {
        as_f64(self.blanks)
    }
    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// Columns are small; beyond `u32` they are as good as infinite.
fn as_f64(columns: usize) -> f64 {
    f64::from(u32::try_from(columns).unwrap_or(u32::MAX))
}

/// The lines of `text`, each at most `width` columns (one glyph at least), as ranges without the blanks at their ends.
///
/// Line ends in the text are kept; an empty line is an empty range. What lies between two ranges is white space only.
pub fn wrap(text: &str, width: usize) -> Vec<Range<usize>> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(line, start, width, &mut lines);
        start += line.len() + 1;
    }
    lines
}

fn wrap_line(line: &str, start: usize, width: usize, lines: &mut Vec<Range<usize>>) {
    let trimmed = line.trim_end();
    if trimmed.len() <= width && trimmed.is_ascii() && !trimmed.contains('\t') {
        lines.push(start..start + trimmed.len());
        return;
    }
    let chunks = chunks(trimmed, width);
    for row in wrap_first_fit(&chunks, &[as_f64(width)]) {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
        // A word that is cut may be cut behind a no-break blank.
        let row = trimmed[first.range.start..last.range.end].trim_end();
        lines.push(start + first.range.start..start + first.range.start + row.len());
    }
    if chunks.is_empty() {
        lines.push(start..start);
    }
}

/// The words of a line, split at hyphens, and cut where one is wider than a line.
fn chunks(line: &str, width: usize) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let (mut start, mut at) = (0, 0);
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        at += word.word.len() + word.whitespace.len();
        // A break is allowed after any slash, but `https://` alone at the end of a row reads badly.
        if word.word.ends_with("://") {
            continue;
        }
        let whole = &line[start..at - word.whitespace.len()];
        // A hyphen within an address is no place to part it while a slash will do.
        let splitter =
            if whole.contains('/') { WordSplitter::NoHyphenation } else { WordSplitter::HyphenSplitter };
        let mut from = 0;
        for end in splitter.split_points(whole).into_iter().chain([whole.len()]) {
            cut(line, start + from..start + end, width, &mut chunks);
            from = end;
        }
        if let Some(last) = chunks.last_mut() {
            last.blanks += word.whitespace.len();
        }
        start = at;
    }
    if start < at {
        cut(line, start..at, width, &mut chunks);
    }
    chunks
}

/// Adds a word, in pieces where it is wider than a line.
fn cut(line: &str, word: Range<usize>, width: usize, chunks: &mut Vec<Chunk>) {
    if measure::width(line[word.clone()].trim_end()) <= width {
        return add(line, word, chunks);
    }
    let (mut start, mut columns) = (word.start, 0);
    for glyph in measure::glyphs(&line[word.clone()]) {
        let at = word.start + glyph.at;
        if columns + glyph.width > width && columns > 0 {
            add(line, start..at, chunks);
            (start, columns) = (at, 0);
        }
        columns += glyph.width;
    }
    add(line, start..word.end, chunks);
}

/// Adds a piece. A tab is a word of its own to `textwrap`; blanks alone belong to what is before them.
fn add(line: &str, piece: Range<usize>, chunks: &mut Vec<Chunk>) {
    let whole = &line[piece.clone()];
    let letters = whole.trim_end();
    let blanks = measure::width(&whole[letters.len()..]);
    match chunks.last_mut() {
        Some(last) if letters.is_empty() => last.blanks += blanks,
        _ => chunks.push(Chunk { range: piece, columns: measure::width(letters), blanks }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, width: usize) -> Vec<&str> {
        wrap(text, width).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_stay_whole_and_blanks_fall_at_the_breaks() {
        assert_eq!(
            lines("Northwind Labs bought Fabrikam  Robotics.", 15),
            ["Northwind Labs", "bought Fabrikam", "Robotics."]
        );
        assert_eq!(lines("one\n\ntwo ", 10), ["one", "", "two"]);
        assert_eq!(lines("", 10), [""]);
        assert_eq!(lines("    ", 2), [""]);
        assert_eq!(lines("is a bakery. \tt makes", 17), ["is a bakery.", "t makes"]);
        assert_eq!(lines("is a bakery.\tt makes", 12), ["is a bakery.", "t makes"]);
        assert_eq!(lines("\tis a bakery", 10), ["\tis a", "bakery"]);
    }

    #[test]
    fn breaks_fall_where_each_script_allows_them() {
        assert_eq!(lines("王晓燕说今天", 6), ["王晓燕", "说今天"]);
        assert_eq!(lines("a state-owned firm", 9), ["a state-", "owned", "firm"]);
        assert_eq!(lines("👩‍🔬👩‍🔬👩‍🔬", 4), ["👩‍🔬👩‍🔬", "👩‍🔬"]);
        assert_eq!(lines("see https://example.org/a/very/long/path", 12)[0], "see");
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut_between_clusters() {
        assert_eq!(lines("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(lines("e\u{301}e\u{301}e\u{301}", 2), ["e\u{301}e\u{301}", "e\u{301}"]);
        assert_eq!(lines("王", 1), ["王"]);
        assert_eq!(lines("9:53\u{202f}PM]", 5), ["9:53", "PM]"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_nothing_but_blanks_is_lost(
            text in r"([a-z]{1,12}|[ \t]{1,3}|\n|王|👩‍🔬|e\u{301}|\PC){0,60}", width in measure::TAB..40,
        ) {
            let ranges = wrap(&text, width);
            let mut end = 0;
            for range in &ranges {
                prop_assert!(measure::width(&text[range.clone()]) <= width, "{:?}", &text[range.clone()]);
                prop_assert!(text[end..range.start].chars().all(char::is_whitespace));
                end = range.end;
            }
            prop_assert!(text[end..].chars().all(char::is_whitespace));
        }
    }
}
