//! Width, judged in one place: per grapheme cluster, and as the screen buffer judges it.
//!
//! A glyph is what one grapheme cluster of a thread's text becomes on the screen. Nearly always that is the cluster
//! itself; marks of direction are not shown, private-use characters become a box, and no cluster carries more combining
//! marks than a terminal can bear.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns between tab stops.
pub const TAB: usize = 4;
/// Zero-width characters shown on one base; terminals have died of more.
const MARKS: usize = 8;
/// Bytes of the longest cluster that is shown whole; the longest emoji of Unicode have 35.
const CLUSTER: usize = 60;
/// Columns of the widest cluster that is shown whole: of Indic letters so many are joined in as many bytes.
const WIDE: usize = 10;
/// Columns of the widest cluster that is cut.
const WIDEST: usize = 4;
/// What stands for a private-use character, which every font shows differently or not at all.
const BOX: &str = "□";

/// One grapheme cluster as it appears on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// Byte offset of the cluster in the text.
    pub at: usize,
    /// The cluster as it stands in the text.
    pub source: &'a str,
    /// What is shown for it; empty for what has no width.
    pub shown: Cow<'a, str>,
    /// Columns that it takes.
    pub width: usize,
}

/// The glyphs of a text without line ends; a tab is as wide as the widest gap to the next stop.
pub fn glyphs(text: &str) -> impl Iterator<Item = Glyph<'_>> {
    text.grapheme_indices(true).map(|(at, source)| {
        let shown = shown(source);
        let width = cluster_width(&shown);
        Glyph { at, source, shown, width }
    })
}

/// Columns of a text without line ends.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        return text.len();
    }
    glyphs(text).map(|glyph| glyph.width).sum()
}

/// The longest start of `text` that takes at most `columns`, with `…` in the last column where it was cut.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return shown_whole(text);
    }
    let mut fitted = String::new();
    let mut left = columns.saturating_sub(1);
    for glyph in glyphs(text) {
        if glyph.width > left {
            break;
        }
        left -= glyph.width;
        fitted.push_str(&glyph.shown);
    }
    if columns > 0 {
        fitted.push('…');
    }
    Cow::Owned(fitted)
}

/// The longest end of `text` that takes at most `columns`, with `…` in the first column where it was cut.
pub fn fit_end(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return shown_whole(text);
    }
    let glyphs: Vec<_> = glyphs(text).collect();
    let mut left = columns.saturating_sub(1);
    let mut from = glyphs.len();
    while from > 0 && glyphs[from - 1].width <= left {
        from -= 1;
        left -= glyphs[from].width;
    }
    let mut fitted = if columns > 0 { "…".to_owned() } else { String::new() };
    fitted.extend(glyphs[from..].iter().map(|glyph| &*glyph.shown));
    Cow::Owned(fitted)
}

/// A text without line ends as it appears on the screen.
pub fn shown_whole(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(glyphs(text).map(|glyph| glyph.shown).collect::<String>())
    }
}

fn shown(cluster: &str) -> Cow<'_, str> {
    if cluster.len() == 1 {
        return match cluster {
            "\t" => Cow::Borrowed("    "),
            _ => Cow::Borrowed(cluster),
        };
    }
    let cluster = &cluster[..bounded(cluster)];
    let mut marks = 0;
    let bad = |c: char| is_direction_mark(c) || is_private(c);
    let heavy = cluster.chars().filter(|c| c.width() == Some(0)).count() > MARKS;
    if !heavy && !cluster.contains(bad) {
        return Cow::Borrowed(cluster);
    }
    let mut out = String::new();
    for c in cluster.chars().filter(|c| !is_direction_mark(*c)) {
        if c.width() == Some(0) {
            marks += 1;
        }
        if is_private(c) {
            out.push_str(BOX);
        } else if marks <= MARKS {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// How many bytes of a cluster fit into cells: hundreds of jamo or of joined emoji are one cluster too, and a dozen jamo
/// are as wide as a row.
fn bounded(cluster: &str) -> usize {
    if cluster.len() <= WIDE || cluster.len() <= CLUSTER && cluster_width(cluster) <= WIDE {
        return cluster.len();
    }
    let mut columns = 0;
    let fitting = cluster.char_indices().take_while(|(at, c)| {
        let is_joined = cluster[..*at].ends_with('\u{200D}');
        columns += if is_joined { 0 } else { c.width().unwrap_or(0) };
        *at + c.len_utf8() <= CLUSTER && columns <= WIDEST
    });
    fitting.last().map_or(0, |(at, c)| at + c.len_utf8())
}

/// As ratatui's buffer measures a cell's symbol: `unicode-width` of the cluster, half-width sound marks counted.
fn cluster_width(shown: &str) -> usize {
    match shown.len() {
        0 | 1 => shown.len(),
        _ => shown.width() + shown.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count(),
    }
}

/// Marks that only steer the direction of writing.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_measured_whole() {
        for (text, columns) in [
            ("abc", 3),
            ("王晓燕", 6),
            ("👩‍🔬", 2),
            ("👍🏽", 2),
            ("🇨🇳", 2),
            ("❤️", 2),
            ("e\u{301}", 1),
            ("한글", 4),
            ("ｶﾞ", 2),
            ("a\u{200f}b", 2),
            ("\u{e000}", 1),
            ("a\tb", 2 + TAB),
        ] {
            assert_eq!(width(text), columns, "{text:?}");
        }
    }

    #[test]
    fn a_tower_of_marks_is_cut_for_the_screen() {
        let tower = format!("e{}", "\u{301}".repeat(30));
        let glyph = glyphs(&tower).next().unwrap();
        assert_eq!((glyph.shown.chars().count(), glyph.width), (1 + MARKS, 1));
    }

    #[test]
    fn a_cluster_without_end_is_cut_for_the_screen() {
        for unit in ["\u{1112}", "👩\u{200d}", "\u{200d}\u{301}"] {
            let endless = unit.repeat(5_000);
            assert!(width(&endless) <= WIDEST, "{unit:?}: {}", width(&endless));
            assert!(shown_whole(&endless).len() <= CLUSTER, "{unit:?}");
        }
    }

    #[test]
    fn a_cluster_as_wide_as_a_row_is_cut_and_the_longest_of_real_writing_is_not() {
        assert_eq!(width(&"\u{1111}".repeat(15)), WIDEST);
        // Joined emoji and letters: a family, and the end of a Sanskrit word of five consonants.
        for whole in ["👩🏽\u{200d}❤️\u{200d}💋\u{200d}👨🏿", "र्त्स्न्य", "ᄡᆞᆯ"]
        {
            assert_eq!(shown_whole(whole), whole);
        }
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(fit("Northwind Labs", 20), "Northwind Labs");
        assert_eq!(fit("Northwind Labs", 10), "Northwind…");
        assert_eq!(fit("王晓燕", 4), "王…");
        assert_eq!(fit("Northwind", 1), "…");
        assert_eq!(fit("Northwind", 0), "");
        assert_eq!(fit_end("saved/2023/harbour.json", 13), "…harbour.json");
        assert_eq!(fit_end("王晓燕", 4), "…燕");
        assert_eq!(fit_end("harbour", 0), "");
        assert_eq!(fit_end("harbour", 9), "harbour");
    }
}
