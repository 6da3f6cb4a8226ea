//! Misskey's markup (MFM) made readable as plain text with its links and styles.
//!
//! ```text
//! **bold** <i>italic</i> ~~struck~~ `code` $[shake moving] [label](https://…)    and lines that begin with >
//! ```
//!
//! It looks like Markdown and is not: there are no lists and no headings, and what is not closed stays as it was typed.
//! Source: misskey-hub.net/en/docs/for-users/features/mfm. The text is cut into pieces first; whether a mark opens
//! something is known when it is closed, so nothing is looked for twice.

use crate::formats::scanning;
use crate::model::{Clean, DraftLink, Marks, Rich, Style};

/// How many quotes within quotes are told as such.
const QUOTE_DEPTH: usize = 6;
/// The longest address that is looked for.
const ADDRESS: usize = 2048;
/// As many marks as are open at once; of more, the first stay as they were typed.
const MOST_OPEN: usize = 64;
const FENCE: &str = "```";

/// What a mark makes of the words up to the one that closes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Style(Style),
    /// A function or an element that only moves or colours its words.
    Look,
    /// `[`, which may be the beginning of a link.
    Label,
}

enum Piece<'a> {
    Words(&'a str),
    /// As it was typed, what it makes, and whether it was closed.
    Open(&'a str, Mark, bool),
    /// Closes the piece of this number; with the address of a link.
    Close(usize, Option<&'a str>),
    Link(&'a str),
    Quote,
    EndQuote,
}

struct Reader<'a> {
    pieces: Vec<Piece<'a>>,
    /// The marks that are open: what was typed, and which piece it is.
    open: Vec<(&'a str, usize)>,
}

/// `source` as text, with its links, mentions and hashtags, also those that are bare.
pub(super) fn read(source: &str) -> Rich {
    let mut reader = Reader { pieces: Vec::new(), open: Vec::new() };
    reader.lines(source);
    let (text, marks) = written(reader.pieces);
    let mut rich = Rich::annotated(&text, marks);
    scanning::complete(&mut rich, |_| true);
    rich
}

impl<'a> Reader<'a> {
    fn lines(&mut self, source: &'a str) {
        let lines: Vec<&str> =
            source.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
        let last_fence = lines.iter().rposition(|line| *line == FENCE).unwrap_or(0);
        let (mut quotes, mut is_code, mut is_first) = (0, false, true);
        for (i, line) in lines.iter().enumerate() {
            let is_fence = if is_code { *line == FENCE } else { line.starts_with(FENCE) && i < last_fence };
            if is_fence {
                if is_code {
                    self.close(FENCE, None);
                } else {
                    self.turn(&mut quotes, 0);
                    self.end_line(&mut is_first);
                    self.open(FENCE, Mark::Style(Style::Code));
                    is_first = true;
                }
                is_code = !is_code;
                continue;
            }
            if is_code {
                self.end_line(&mut is_first);
                self.pieces.push(Piece::Words(line));
                continue;
            }
            let (depth, words) = quoted(line);
            if depth < quotes {
                self.turn(&mut quotes, depth);
            }
            self.end_line(&mut is_first);
            self.turn(&mut quotes, depth);
            self.words(words);
        }
        self.turn(&mut quotes, 0);
    }

    fn end_line(&mut self, is_first: &mut bool) {
        if !std::mem::replace(is_first, false) {
            self.pieces.push(Piece::Words("\n"));
        }
    }

    /// Begins or ends quotes, up to the depth of a line.
    fn turn(&mut self, quotes: &mut usize, depth: usize) {
        while *quotes < depth {
            self.pieces.push(Piece::Quote);
            *quotes += 1;
        }
        while *quotes > depth {
            self.pieces.push(Piece::EndQuote);
            *quotes -= 1;
        }
    }

    fn words(&mut self, line: &'a str) {
        let (mut from, mut at) = (0, 0);
        let mut has_code = true;
        while let Some(sign) = line[at..].find(['*', '_', '~', '`', '<', '[', ']', '$', '?']) {
            at += sign;
            let (before, rest) = (&line[..at], &line[at..]);
            let start = self.pieces.len();
            self.pieces.push(Piece::Words(&line[from..at]));
            let length = if has_code && rest.starts_with('`') && !rest.starts_with("``") {
                let length = self.code(rest);
                has_code = length.is_some();
                length
            } else {
                self.mark(before, rest)
            };
            if let Some(length) = length {
                at += length;
                from = at;
            } else {
                self.pieces.truncate(start);
                at += 1;
            }
        }
        self.pieces.push(Piece::Words(&line[from..]));
        // Only these go on below.
        self.open.retain(|(open, _)| open.starts_with(['<', '$']) || matches!(*open, "**" | "__" | FENCE));
    }

    /// Code in a line, with the length of all of it.
    fn code(&mut self, rest: &'a str) -> Option<usize> {
        let end = rest[1..].find('`')? + 1;
        self.open("`", Mark::Style(Style::Code));
        self.pieces.push(Piece::Words(&rest[1..end]));
        self.close("`", None);
        Some(end + 1)
    }

    /// A mark that opens or closes something, with its length.
    fn mark(&mut self, before: &str, rest: &'a str) -> Option<usize> {
        match rest.as_bytes()[0] {
            b'<' => self.element(rest),
            b'$' => {
                let name = rest.strip_prefix("$[")?;
                let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"_.=,-".contains(c))?;
                let length = end + "$[ ".len();
                (end > 0 && name[end..].starts_with(' ')).then_some(())?;
                self.open(&rest[..length], Mark::Look);
                Some(length)
            }
            b'?' if rest.starts_with("?[") => {
                self.open("?[", Mark::Label);
                Some(2)
            }
            b'[' => {
                self.open("[", Mark::Label);
                Some(1)
            }
            b']' => self.bracket(rest),
            _ => {
                let sign = ["**", "__", "~~", "*", "_"].into_iter().find(|sign| rest.starts_with(sign))?;
                self.toggle(before, &rest[..sign.len()], &rest[sign.len()..])
            }
        }
    }

    fn toggle(&mut self, before: &str, sign: &'a str, after: &str) -> Option<usize> {
        let (last, next) = (before.chars().next_back(), after.chars().next());
        // One sign alone may stand within a word.
        let is_word = |c: Option<char>| sign.len() == 1 && c.is_some_and(char::is_alphanumeric);
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_open = self.open.iter().any(|(open, _)| *open == sign);
        if is_open && !is_blank(last) && !is_word(next) {
            self.close(sign, None);
        } else if !is_open && !is_blank(next) && !is_word(last) {
            self.open(
                sign,
                match sign {
                    "~~" => Mark::Style(Style::Struck),
                    "*" | "_" => Mark::Style(Style::Italic),
                    _ => Mark::Style(Style::Bold),
                },
            );
        } else {
            return None;
        }
        Some(sign.len())
    }

    /// An element, or an address in angle brackets.
    fn element(&mut self, rest: &'a str) -> Option<usize> {
        if let Some(plain) = rest.strip_prefix("<plain>") {
            let end = beginning(plain).find("</plain>")?;
            self.pieces.push(Piece::Words(&plain[..end]));
            return Some("<plain></plain>".len() + end);
        }
        if rest.starts_with("<http") {
            let near = beginning(rest);
            let end = near.find('>').filter(|end| !near[..*end].contains(char::is_whitespace))?;
            self.pieces.push(Piece::Link(&rest[1..end]));
            return Some(end + 1);
        }
        for (name, mark) in [
            ("<b>", Mark::Style(Style::Bold)),
            ("<i>", Mark::Style(Style::Italic)),
            ("<s>", Mark::Style(Style::Struck)),
            ("<small>", Mark::Look),
            ("<center>", Mark::Look),
        ] {
            if rest.starts_with(name) {
                self.open(name, mark);
                return Some(name.len());
            }
            let is_close = rest.strip_prefix("</").is_some_and(|end| end.starts_with(&name[1..]));
            if is_close && self.close(name, None) {
                return Some(name.len() + 1);
            }
        }
        None
    }

    /// `]` ends a function, or is the middle of a link.
    fn bracket(&mut self, rest: &'a str) -> Option<usize> {
        let (sign, _) = *self.open.iter().rfind(|(open, _)| open.contains('['))?;
        if sign.starts_with('$') {
            self.close(sign, None);
            return Some(1);
        }
        let url = rest.strip_prefix("](").map(beginning);
        let url = url.and_then(|url| Some(&url[..end_of_address(url)?]));
        if let Some(url) = url.filter(|url| url.starts_with("http")) {
            self.close(sign, Some(url));
            return Some(url.len() + "]()".len());
        }
        // It was no label: what it opened stays as it is.
        self.open.retain(|(open, _)| *open != sign);
        None
    }

    fn open(&mut self, typed: &'a str, mark: Mark) {
        if self.open.len() == MOST_OPEN {
            self.open.remove(0);
        }
        self.open.push((typed, self.pieces.len()));
        self.pieces.push(Piece::Open(typed, mark, false));
    }

    /// Closes the last mark of a kind, and gives those up that were opened since; `false` if there is none.
    fn close(&mut self, typed: &str, url: Option<&'a str>) -> bool {
        let Some(i) = self.open.iter().rposition(|(open, _)| *open == typed) else { return false };
        let (_, piece) = self.open[i];
        self.open.truncate(i);
        if let Piece::Open(_, _, is_closed) = &mut self.pieces[piece] {
            *is_closed = true;
        }
        self.pieces.push(Piece::Close(piece, url));
        true
    }
}

/// As much of a text as is looked through.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(ADDRESS).map_or(text, |(end, _)| &text[..end])
}

/// Where an address before `)` ends; it may have brackets in it.
fn end_of_address(url: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in url.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return (at > 0).then_some(at),
            ')' => depth -= 1,
            c if c.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// The depth of the quotes that a line is in, and its words.
fn quoted(line: &str) -> (usize, &str) {
    let (mut depth, mut words) = (0, line);
    while depth < QUOTE_DEPTH
        && let Some(rest) = words.strip_prefix('>')
    {
        words = rest.strip_prefix(' ').unwrap_or(rest);
        depth += 1;
    }
    (depth, words)
}

/// The text of the pieces, with what their marks make of it.
fn written(pieces: Vec<Piece>) -> (String, Marks) {
    let mut text = String::new();
    let mut marks = Marks::default();
    // Where each mark began.
    let mut begun = vec![0; pieces.len()];
    let mut made = vec![Mark::Look; pieces.len()];
    let mut quotes = Vec::new();
    for (i, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Open(typed, _, false) => text.push_str(typed),
            Piece::Open(_, mark, true) => (begun[i], made[i]) = (text.len(), mark),
            Piece::Close(opened, url) => {
                let range = begun[opened]..text.len();
                if let Mark::Style(style) = made[opened] {
                    marks.styles.push((range, style));
                } else if let Some(url) = url {
                    marks.links.push((range, DraftLink { url: Clean::line(url), ..DraftLink::default() }));
                }
            }
            Piece::Link(url) => {
                let start = text.len();
                text.push_str(url);
                let link = DraftLink { url: Clean::line(url), ..DraftLink::default() };
                marks.links.push((start..text.len(), link));
            }
            Piece::Quote => quotes.push(text.len()),
            Piece::EndQuote => {
                let start = quotes.pop().unwrap_or(text.len());
                marks.styles.push((start..text.len(), Style::Quote));
            }
        }
    }
    (text, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text_and_styles() {
        for (source, expected, styles) in [
            ("plain\ntext\n\n- no list\n# no heading", "plain\ntext\n\n- no list\n# no heading", &[][..]),
            ("**a** <b>b</b> __c__", "a b c", &[("a", Style::Bold), ("b", Style::Bold), ("c", Style::Bold)]),
            (
                "*a* _b_ <i>c</i>",
                "a b c",
                &[("a", Style::Italic), ("b", Style::Italic), ("c", Style::Italic)],
            ),
            ("~~a~~ `**b**`", "a **b**", &[("a", Style::Struck), ("**b**", Style::Code)]),
            ("**a *b* c**", "a b c", &[("a b c", Style::Bold), ("b", Style::Italic)]),
            ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name", &[]),
            ("*not closed\nhere*", "*not closed\nhere*", &[]),
            ("$[shake $[x2 **big**] and] small]", "big and small]", &[("big", Style::Bold)]),
            ("costs $[5", "costs $[5", &[]),
            ("<small>a</small><center>b</center> <u>c</u>", "ab <u>c</u>", &[]),
            ("<plain>**a**</plain>", "**a**", &[]),
            ("> a\n> b\n>> c\nd", "a\nb\nc\nd", &[("a\nb\nc", Style::Quote), ("c", Style::Quote)]),
            ("x\n```js\na > *b*\n\n```\ny", "x\na > *b*\n\ny", &[("a > *b*\n", Style::Code)]),
            ("```\nnot closed", "```\nnot closed", &[]),
            ("</b> ] ?] :emoji:", "</b> ] ?] :emoji:", &[]),
            ("<i>a</i¾. </é", "<i>a</i¾. </é", &[]),
        ] {
            let rich = read(source);
            assert_eq!(rich.text(), expected, "{source}");
            let found: Vec<_> = rich
                .marks()
                .styles
                .iter()
                .map(|(range, style)| (&rich.text()[range.clone()], *style))
                .collect();
            assert_eq!(found, styles, "{source}");
        }
    }

    #[test]
    fn links_and_names_are_found() {
        let rich = read(
            "[the **filing**](https://example.org/a_(b)) ?[x](https://example.org/x) <https://example.org/y> https://example.org/z [no](link) @ana@example.org #crane",
        );
        let links: Vec<_> =
            rich.links().iter().map(|(range, link)| (&rich.text()[range.clone()], &*link.url)).collect();
        assert_eq!(
            links,
            [
                ("the filing", "https://example.org/a_(b)"),
                ("x", "https://example.org/x"),
                ("https://example.org/y", "https://example.org/y"),
                ("https://example.org/z", "https://example.org/z"),
            ]
        );
        assert!(rich.text().ends_with("[no](link) @ana@example.org #crane"));
        assert_eq!(rich.marks().mentions.len(), 2);
    }

    #[test]
    fn marks_without_end_cost_their_own_length_only() {
        for unit in ["**a ", "<b>", "$[x ", "[", "](", "`", "> ", "*a* ", "<plain>", "```\n", "_", "]"] {
            let text = read(&(unit.repeat(20_000) + "end"));
            assert!(text.text().ends_with("end"), "{unit}");
        }
    }
}
