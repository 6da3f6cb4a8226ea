//! The signs with which WhatsApp and Slack set words: `*bold*`, `_italic_`, `~struck~`, `` `code` ``, ```` ```block``` ````,
//! `> quote`.
//!
//! A sign counts where it stands at the edge of words and has its like further on in the same line.

use std::ops::Range;

use crate::model::Style;

/// A text without its signs, and the styles that these gave.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) text: String,
    pub(super) styles: Vec<(Range<usize>, Style)>,
}

/// Reads the signs of a text. `block` code reaches over lines, anything else ends with its line.
pub(super) fn read(source: &str) -> Marked {
    let mut marked = Marked::default();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("```") {
        let Some((code, behind)) = after.split_once("```").filter(|(code, _)| !code.trim().is_empty()) else {
            break;
        };
        lines(before, &mut marked);
        let start = marked.text.len();
        marked.text.push_str(code.trim_matches('\n'));
        marked.styles.push((start..marked.text.len(), Style::Code));
        rest = behind;
    }
    lines(rest, &mut marked);
    marked
}

fn lines(source: &str, marked: &mut Marked) {
    let mut quote: Option<usize> = None;
    for (i, line) in source.split('\n').enumerate() {
        let quoted = line.strip_prefix("> ").or_else(|| line.strip_prefix('>'));
        // A line of a quote, not of what stands before it on the same line.
        let quoted = quoted.filter(|_| i > 0 || marked.text.is_empty() || marked.text.ends_with('\n'));
        if quoted.is_none()
            && let Some(start) = quote.take()
        {
            marked.styles.push((start..marked.text.len(), Style::Quote));
        }
        if i > 0 {
            marked.text.push('\n');
        }
        if quoted.is_some() {
            quote.get_or_insert(marked.text.len());
        }
        signs(quoted.unwrap_or(line), marked);
    }
    if let Some(start) = quote {
        marked.styles.push((start..marked.text.len(), Style::Quote));
    }
}

/// How deep signs may stand within each other: one of each.
const KINDS: [(char, Style); 4] =
    [('*', Style::Bold), ('_', Style::Italic), ('~', Style::Struck), ('`', Style::Code)];

fn signs(line: &str, marked: &mut Marked) {
    // The last place of each sign that can close; nothing is looked for beyond it.
    let can_close = |sign: char| {
        let closes = |at: &usize| is_edge(line, *at, sign, false);
        line.match_indices(sign).map(|(at, _)| at).rfind(closes)
    };
    let last = KINDS.map(|(sign, _)| can_close(sign));
    let mut open: [Option<usize>; KINDS.len()] = [None; KINDS.len()];
    for (at, c) in line.char_indices() {
        let kind = KINDS.iter().position(|(sign, _)| *sign == c);
        let Some(kind) = kind.filter(|kind| open[3].is_none() || *kind == 3) else {
            marked.text.push(c);
            continue;
        };
        match open[kind] {
            Some(start) if is_edge(line, at, c, false) => {
                marked.styles.push((start..marked.text.len(), KINDS[kind].1));
                open[kind] = None;
            }
            None if is_edge(line, at, c, true) && next_close(line, at, c, last[kind]) => {
                open[kind] = Some(marked.text.len());
            }
            _ => marked.text.push(c),
        }
    }
}

fn next_close(line: &str, at: usize, sign: char, last: Option<usize>) -> bool {
    last.is_some_and(|last| last > at + 1 && line[at + 1..last].chars().any(|c| c != sign))
}

/// Whether a sign stands at the outer edge of a word: before its first letter, or behind its last.
fn is_edge(line: &str, at: usize, sign: char, is_start: bool) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at + sign.len_utf8()..].chars().next();
    let (outside, inside) = if is_start { (before, after) } else { (after, before) };
    outside.is_none_or(|c| !c.is_alphanumeric()) && inside.is_some_and(|c| !c.is_whitespace() && c != sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &str) -> (String, Vec<(String, Style)>) {
        let Marked { text, styles } = read(source);
        let styles = styles.into_iter().map(|(range, style)| (text[range].to_owned(), style)).collect();
        (text, styles)
    }

    #[test]
    fn signs_set_words_and_go() {
        for (source, text, styles) in [
            ("a *b c* d", "a b c d", &[("b c", Style::Bold)][..]),
            (
                "_a_ ~b~ `c*d*`",
                "a b c*d*",
                &[("a", Style::Italic), ("b", Style::Struck), ("c*d*", Style::Code)],
            ),
            ("*_both_*", "both", &[("both", Style::Italic), ("both", Style::Bold)]),
            ("snake_case_name 2*3*4", "snake_case_name 2*3*4", &[]),
            ("* list\n* list", "* list\n* list", &[]),
            ("*no end", "*no end", &[]),
            ("*over\nlines*", "*over\nlines*", &[]),
            ("x ```a\n *b*``` y", "x a\n *b* y", &[("a\n *b*", Style::Code)]),
            ("> a\n> b\nc", "a\nb\nc", &[("a\nb", Style::Quote)]),
            ("5 > 3", "5 > 3", &[]),
        ] {
            let expected: Vec<_> =
                styles.iter().map(|(words, style)| ((*words).to_owned(), *style)).collect();
            assert_eq!(told(source), (text.to_owned(), expected), "{source}");
        }
    }

    #[test]
    fn signs_without_end_cost_their_own_length_only() {
        for sign in ["*", "* ", " *a", "_*~`", "```", "```a", "> "] {
            let found = read(&sign.repeat(200_000));
            assert!(found.text.len() <= sign.len() * 200_000);
        }
    }
}
