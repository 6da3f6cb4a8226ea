//! The numbers that authors give their posts: `1/`, `2/21`, `3. `, `(4/21)`, `5️⃣`, `… 6/21`.
//!
//! One number alone means nothing, since dates, fractions and lists look the same. A number counts when it goes on from
//! the one before it, and a series when it runs through most of the text. Numbers stay in the text: they are the
//! author's.

use std::collections::HashMap;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `1/`, `1/21`, `1/n`, `(1/21)`, `[1/21]` before the text.
    Slash,
    /// The same after the text.
    SlashAfter,
    /// `1. `
    Dot,
    /// `1) `, `(1) `
    Bracket,
    /// `[1] `
    Square,
    /// `1 - `
    Dash,
    /// `#1 `
    Hash,
    /// `1️⃣`
    Keycap,
}

impl Style {
    /// Every style; those earlier win where two explain a text equally well.
    pub(super) const ALL: [Self; 8] = [
        Self::Slash,
        Self::SlashAfter,
        Self::Dot,
        Self::Bracket,
        Self::Square,
        Self::Hash,
        Self::Keycap,
        Self::Dash,
    ];

    /// Whether hardly anything but a thread is numbered like this; lists are in the other ways.
    pub(super) fn is_strong(self) -> bool {
        matches!(self, Self::Slash | Self::SlashAfter)
    }
}

/// A number that may be a post's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The number.
    pub(super) number: u32,
    /// What it counts to, 0 where it does not say.
    pub(super) total: u32,
    /// Where its block begins in the text.
    pub(super) at: usize,
    /// Which block that is, from 0.
    pub(super) block: u32,
}

/// A number as written: itself and its total.
type Written = (u32, u32);

/// Whether a line opens with a number and a slash, which marks a post even without a blank line before it.
pub(super) fn opens_with_slash(line: &str) -> bool {
    matches!(before(line), Some((Style::Slash, _)))
}

/// The number that a text opens with.
pub(super) fn before(text: &str) -> Option<(Style, Written)> {
    let text = text.trim_start_matches(is_ornament);
    // A heading of Markdown.
    let heading = text.trim_start_matches('#').strip_prefix(' ').filter(|_| text.starts_with('#'));
    let text = heading.map_or(text, |heading| heading.trim_start_matches(is_ornament));
    match text.as_bytes().first()? {
        b'(' | b'[' => bracketed(text),
        b'#' => {
            let (number, rest) = digits(&text[1..])?;
            ends_word(rest.trim_start_matches(['.', ':', ')', '/'])).then_some((Style::Hash, (number, 0)))
        }
        b'0'..=b'9' => keycaps(text).or_else(|| plain(text)),
        _ => text.strip_prefix('🔟').map(|_| (Style::Keycap, (10, 0))),
    }
}

/// The number that a text ends with, links and pictures after it left aside.
pub(super) fn after(text: &str) -> Option<Written> {
    let mut words = text.trim_end().rsplit(char::is_whitespace).filter(|word| !word.is_empty());
    let word = words.find(|word| !super::sentences::is_link(word) && !word.chars().all(is_ornament))?;
    let word = word.trim_end_matches(is_ornament);
    let inside = match word.as_bytes().first()? {
        b'(' => word.strip_prefix('(')?.strip_suffix(')')?,
        b'[' => word.strip_prefix('[')?.strip_suffix(']')?,
        b'0'..=b'9' => word,
        _ => return None,
    };
    let (number, rest) = digits(inside)?;
    let (total, rest) = slash_and_total(rest)?;
    rest.is_empty().then_some((number, total))
}

/// Emoji, blanks, and the signs of Markdown that may stand before a number.
fn is_ornament(c: char) -> bool {
    matches!(c, ' ' | '*' | '_' | '>' | '\u{FE0F}' | '\u{200D}' | '\u{2190}'..='\u{2BFF}' | '\u{1F300}'..='\u{1FAFF}')
        && c != '🔟'
}

fn digits(text: &str) -> Option<(u32, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    // More than seven digits are an amount or an id.
    (1..=7).contains(&len).then(|| text[..len].parse().ok().map(|number| (number, &text[len..])))?
}

fn ends_word(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

/// `/21`, `/n`, or `/` alone; `None` where it is the beginning of something else, such as a date.
fn slash_and_total(text: &str) -> Option<(u32, &str)> {
    let rest = text.strip_prefix(" /").or_else(|| text.strip_prefix('/'))?;
    if rest.starts_with('/') {
        return None;
    }
    let spaced = rest.strip_prefix(' ').unwrap_or(rest);
    if let Some((total, rest)) =
        digits(spaced).filter(|_| text.starts_with(' ') || spaced.len() == rest.len())
    {
        return (!rest.starts_with('/')).then_some((total, rest));
    }
    let open = rest.strip_prefix(['n', 'N', 'x', 'X', '?', '…']).unwrap_or(rest);
    if open.starts_with(char::is_alphanumeric) { Some((0, rest)) } else { Some((0, open)) }
}

fn bracketed(text: &str) -> Option<(Style, Written)> {
    let (close, lone) = if text.starts_with('(') { (')', Style::Bracket) } else { (']', Style::Square) };
    let (number, rest) = digits(&text[1..])?;
    if let Some(rest) = rest.strip_prefix(close) {
        return ends_word(rest).then_some((lone, (number, 0)));
    }
    let (total, rest) = slash_and_total(rest)?;
    rest.strip_prefix(close).map(|_| (Style::Slash, (number, total)))
}

fn keycaps(text: &str) -> Option<(Style, Written)> {
    let mut number = None;
    let mut rest = text;
    while let Some(digit) = rest.chars().next().and_then(|c| c.to_digit(10)) {
        let after = rest[1..].trim_start_matches('\u{FE0F}');
        let Some(after) = after.strip_prefix('\u{20E3}').filter(|_| number.unwrap_or(0) < 100_000) else {
            break;
        };
        number = Some(number.unwrap_or(0) * 10 + digit);
        rest = after;
    }
    number.map(|number| (Style::Keycap, (number, 0)))
}

fn plain(text: &str) -> Option<(Style, Written)> {
    let (number, rest) = digits(text)?;
    if let Some((total, rest)) = slash_and_total(rest) {
        // `1/2-inch` and `3/4th` are measures, `1/Text` is a post.
        let is_measure = total > 0 && rest.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        return (!is_measure).then_some((Style::Slash, (number, total)));
    }
    let begins_text = |rest: &str| rest.chars().next().is_none_or(|c| c.is_whitespace() || c.is_alphabetic());
    let style = if let Some(rest) = rest.strip_prefix(").").or_else(|| rest.strip_prefix(".)")) {
        begins_text(rest).then_some(Style::Bracket)
    } else if let Some(rest) = rest.strip_prefix(')') {
        begins_text(rest).then_some(Style::Bracket)
    } else if let Some(rest) = rest.strip_prefix('.') {
        begins_text(rest).then_some(Style::Dot)
    } else {
        let rest = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix(['-', '–', '—'])?;
        ends_word(rest).then_some(Style::Dash)
    };
    style.map(|style| (style, (number, 0)))
}

/// The marks that make up one series, each number going on from the one before it.
///
/// Marks fall into runs that count up by one. A run goes on from the series, skips at most two numbers of it, or
/// repeats its last (authors miscount); otherwise it is a list within a post. A run that passes over the number due is
/// a list all the same if the next run begins with that number.
pub(super) fn series(marks: &[Mark]) -> Vec<Mark> {
    let marks = with_usual_total(marks);
    let runs: Vec<&[Mark]> = marks.chunk_by(|a, b| b.number == a.number + 1).collect();
    let longest = || (0..runs.len()).max_by_key(|&i| (runs[i].len(), runs.len() - i));
    let Some(start) = runs.iter().position(|run| run[0].number <= 2).or_else(longest) else {
        return Vec::new();
    };
    let mut found: Vec<Mark> = runs[start].to_vec();
    for (i, run) in runs.iter().enumerate().skip(start + 1) {
        let Some(last) = found.last().map(|mark| mark.number) else { break };
        let (first, end) = (run[0].number, run[run.len() - 1].number);
        let resumes_later = runs.get(i + 1).is_some_and(|next| next[0].number == last + 1);
        let is_next = first == last + 1;
        let skips_few = first > last && first <= last + 3 && (run.len() > 1 || i + 1 == runs.len());
        if is_next || skips_few {
            found.extend_from_slice(run);
        } else if first > last || resumes_later {
        } else if first == last {
            // A first number that comes twice opens the first block and a list in it; elsewhere it was a fraction.
            let is_list = found.len() == 1 && found[0].block == 0;
            found.truncate(if found.len() == 1 && !is_list { 0 } else { found.len() });
            found.extend_from_slice(&run[usize::from(is_list)..]);
        } else if end > last {
            found.extend_from_slice(&run[(last + 1 - first) as usize..]);
        }
    }
    found
}

/// Where most marks agree on what they count to, those that say otherwise are fractions and dates.
fn with_usual_total(marks: &[Mark]) -> Vec<Mark> {
    let mut totals: HashMap<u32, usize> = HashMap::new();
    for mark in marks {
        *totals.entry(mark.total).or_default() += 1;
    }
    let usual = totals.into_iter().find(|(_, count)| count * 3 >= marks.len() * 2).map(|(total, _)| total);
    let agrees =
        |mark: &&Mark| usual.is_none_or(|usual| usual == 0 || mark.total == usual || mark.total == 0);
    marks.iter().filter(agrees).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_before_the_text_are_told_by_style() {
        for (text, style, number, total) in [
            ("1/ Fish", Style::Slash, 1, 0),
            ("1/21 Fish", Style::Slash, 1, 21),
            ("1/n Fish", Style::Slash, 1, 0),
            ("1/Fish", Style::Slash, 1, 0),
            ("1/now", Style::Slash, 1, 0),
            ("0/", Style::Slash, 0, 0),
            ("12 / 21 Fish", Style::Slash, 12, 21),
            ("(1/21) Fish", Style::Slash, 1, 21),
            ("[1/12]", Style::Slash, 1, 12),
            ("**3/N**", Style::Slash, 3, 0),
            ("🧵 1/ Fish", Style::Slash, 1, 0),
            ("1. Fish", Style::Dot, 1, 0),
            ("1.Fish", Style::Dot, 1, 0),
            ("1) Fish", Style::Bracket, 1, 0),
            ("(7) Fish", Style::Bracket, 7, 0),
            ("[7] Fish", Style::Square, 7, 0),
            ("1- Fish", Style::Dash, 1, 0),
            ("1 – Fish", Style::Dash, 1, 0),
            ("#1 Fish", Style::Hash, 1, 0),
            ("#1: Fish", Style::Hash, 1, 0),
            ("1\u{fe0f}\u{20e3}2\u{20e3} Fish", Style::Keycap, 12, 0),
            ("🔟 Fish", Style::Keycap, 10, 0),
        ] {
            assert_eq!(before(text), Some((style, (number, total))), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_of_a_post_is_none() {
        for text in [
            "",
            "Fish",
            "1.5 million",
            "14/3/2024",
            "1/2-inch",
            "3/4ths",
            "5-year plan",
            "1:30 at night",
            "#1fish",
            "(2019, p. 3)",
            "$1/ fish",
            "2024",
            "1,000",
            "1//2",
            "123456789/ fish",
        ] {
            assert_eq!(before(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_after_the_text_are_found_before_its_links() {
        for (text, written) in [
            ("Fish. 1/21", Some((1, 21))),
            ("Fish. (1/21)", Some((1, 21))),
            ("Fish 3/", Some((3, 0))),
            ("Fish [4/n] https://t.co/abc", Some((4, 0))),
            ("Fish 5/x\n<https://t.co/abc> pic.twitter.com/def", Some((5, 0))),
            ("Fish 2/ 👇", Some((2, 0))),
            ("1/12", Some((1, 12))),
            ("Fish on 1/2/2024", None),
            ("Fish and/", None),
            ("Fish 21", None),
            ("https://t.co/abc", None),
        ] {
            assert_eq!(after(text), written, "{text}");
        }
    }

    fn numbered(numbers: &[u32]) -> Vec<Mark> {
        numbers
            .iter()
            .zip(0..)
            .map(|(&number, i)| Mark { number, total: 0, at: i as usize, block: i })
            .collect()
    }

    fn kept(numbers: &[u32]) -> Vec<usize> {
        series(&numbered(numbers)).iter().map(|mark| mark.at).collect()
    }

    #[test]
    fn a_series_passes_over_lists() {
        assert_eq!(kept(&[1, 2, 3, 4]), [0, 1, 2, 3]);
        assert_eq!(kept(&[0, 1, 2]), [0, 1, 2]);
        // A list of three in the second post, of four in the third, and of two in the first.
        assert_eq!(kept(&[1, 2, 1, 2, 3, 3, 4]), [0, 1, 5, 6]);
        assert_eq!(kept(&[1, 2, 3, 1, 2, 3, 4, 4, 5]), [0, 1, 2, 7, 8]);
        assert_eq!(kept(&[1, 2, 3, 1, 2, 3, 4, 5]), [0, 1, 2, 6, 7]);
        assert_eq!(kept(&[1, 1, 2, 2, 3]), [0, 3, 4]);
        assert_eq!(kept(&[1, 1, 2, 3]), [0, 2, 3]);
        assert_eq!(kept(&[1, 2, 1, 2, 3, 1, 2, 4, 1, 5]), [0, 1, 4, 7, 9]);
    }

    #[test]
    fn a_series_bears_slips_of_the_author() {
        assert_eq!(kept(&[1, 2, 3, 3, 4]), [0, 1, 2, 3, 4], "a number twice");
        assert_eq!(kept(&[1, 2, 4, 5]), [0, 1, 2, 3], "a number left out");
        assert_eq!(kept(&[2, 3, 4]), [0, 1, 2], "the first without a number");
        assert_eq!(kept(&[1, 24, 2, 3, 9, 4, 5]), [0, 2, 3, 5, 6], "a figure in between");
        assert_eq!(kept(&[24, 7, 8, 9, 10]), [1, 2, 3, 4], "the end of a thread");
        assert_eq!(kept(&[]), [0; 0]);
    }

    #[test]
    fn what_counts_to_something_else_is_no_part() {
        let mut marks = numbered(&[1, 1, 2, 3, 4]);
        for mark in &mut marks {
            mark.total = 4;
        }
        marks[0].total = 2;
        assert_eq!(series(&marks).iter().map(|mark| mark.at).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }
}
