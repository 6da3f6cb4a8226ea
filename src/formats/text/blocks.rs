//! Lines and blocks: the layout of a text before anything is known of its posts.
//!
//! A block is a run of lines without a blank one between them. Three kinds of line stand apart even without blank
//! lines around them, because people put them right above or below a post: a rule (`---`, `• • •`), a number (`3/`),
//! and the address of a post. Blocks are found anew on every pass, so a text of any size takes no memory here.

use super::{addresses, numbering};

/// Opens and closes a block of code; blank lines and rules in it part nothing.
const FENCE: &str = "```";

/// A run of lines, as a slice of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Block<'t> {
    /// Its lines, without white space around them.
    pub(in crate::formats) text: &'t str,
    /// Where its first line begins in the text.
    pub(in crate::formats) at: usize,
    /// How many blank lines stand before it.
    pub(in crate::formats) gap: usize,
    /// What kind of rule it is, if it is one.
    pub(in crate::formats) rule: Option<Rule>,
}

/// A line of one repeated sign; the sign stands for its kind, however long the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Rule(char);

impl Rule {
    /// The rule that a line is, if it is one.
    pub(in crate::formats) fn of(line: &str) -> Option<Self> {
        let mut signs = line.chars().filter(|c| !c.is_whitespace());
        let first = Self::kind(signs.next()?)?;
        let mut count = 1;
        for sign in signs {
            if Self::kind(sign) != Some(first) {
                return None;
            }
            count += 1;
        }
        // Dashes as long as a word are typed alone; the other signs mean something else when there are few of them.
        (count >= 3 || first == '—').then_some(Self(first))
    }

    fn kind(sign: char) -> Option<char> {
        match sign {
            '-' | '*' | '=' | '_' | '~' | '+' => Some(sign),
            '•' | '·' | '∙' | '●' | '⋅' => Some('•'),
            '—' | '―' | '⸺' | '⸻' | '─' | '━' => Some('—'),
            '═' => Some('='),
            _ => None,
        }
    }
}

/// The lines of a text, each with the offset where it begins.
#[derive(Clone, Debug)]
pub(in crate::formats) struct Lines<'t> {
    text: &'t str,
    at: usize,
    end: char,
}

impl<'t> Lines<'t> {
    /// Lines end with LF or CRLF, or with CR where the text has no LF at all.
    pub(in crate::formats) fn new(text: &'t str) -> Self {
        let end = if text.contains('\n') { '\n' } else { '\r' };
        Self { text, at: 0, end }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        let rest = self.text.get(at..).filter(|rest| !rest.is_empty())?;
        let len = rest.find(self.end).unwrap_or(rest.len());
        self.at = at + len + 1;
        Some((at, &rest[..len]))
    }
}

/// Whether nothing can be seen in a line.
pub(in crate::formats) fn is_blank(line: &str) -> bool {
    line.chars().all(|c| {
        c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{2800}' | '\u{FEFF}')
    })
}

/// The blocks of a text.
#[derive(Clone, Debug)]
pub(in crate::formats) struct Blocks<'t> {
    text: &'t str,
    lines: Lines<'t>,
    ahead: Option<(usize, &'t str)>,
    each_line: bool,
}

impl<'t> Blocks<'t> {
    /// The blocks of `text`; with `each_line`, every line is one.
    pub(in crate::formats) fn new(text: &'t str, each_line: bool) -> Self {
        let mut lines = Lines::new(text);
        let ahead = lines.next();
        Self { text, lines, ahead, each_line }
    }

    /// Where the block of code ends that a line opens, behind the line that closes it.
    fn end_of_code(&self, first: &str, end: usize) -> Option<usize> {
        let rest = self.text[end..].strip_prefix('\n').filter(|_| first.trim_start().starts_with(FENCE))?;
        let close = if rest.starts_with(FENCE) { 0 } else { rest.find("\n```")? + 1 };
        let line = rest[close..].find('\n').map_or(rest.len(), |len| close + len + 1);
        Some(end + 1 + line)
    }

    fn ends_block(&self, line: &str) -> bool {
        self.each_line
            || is_blank(line)
            || Rule::of(line).is_some()
            || addresses::is_address_line(line)
            || numbering::opens_with_slash(line)
    }
}

impl<'t> Iterator for Blocks<'t> {
    type Item = Block<'t>;

    fn next(&mut self) -> Option<Block<'t>> {
        let mut gap = 0;
        let (at, first) = loop {
            let (at, line) = self.ahead?;
            self.ahead = self.lines.next();
            if !is_blank(line) {
                break (at, line);
            }
            gap += 1;
        };
        let rule = Rule::of(first);
        let mut end = at + first.len();
        if let Some(behind) = self.end_of_code(first, end) {
            self.lines.at = behind;
            self.ahead = self.lines.next();
            end = behind;
        } else if rule.is_none() && !addresses::is_address_line(first) {
            while let Some((at, line)) = self.ahead.filter(|(_, line)| !self.ends_block(line)) {
                end = at + line.len();
                self.ahead = self.lines.next();
            }
        }
        if self.each_line {
            gap = gap.max(1);
        }
        Some(Block { text: self.text[at..end].trim(), at, gap, rule })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(&str, usize)> {
        Blocks::new(text, false).map(|block| (block.text, block.gap)).collect()
    }

    #[test]
    fn blank_lines_part_blocks_and_are_counted() {
        assert_eq!(
            blocks("\n one\ntwo \n\n \u{200b}\nthree\r\n\r\nfour"),
            [("one\ntwo", 1), ("three", 2), ("four", 1)]
        );
        assert_eq!(blocks("one\rtwo\r\rthree"), [("one\rtwo", 0), ("three", 1)]);
        assert_eq!(blocks(" \n\t\n"), []);
    }

    #[test]
    fn rules_numbers_and_addresses_stand_apart() {
        assert_eq!(
            blocks("one\n---\ntwo\n3/ three\nhttps://x.com/ana/status/17\nfour"),
            [
                ("one", 0),
                ("---", 0),
                ("two", 0),
                ("3/ three", 0),
                ("https://x.com/ana/status/17", 0),
                ("four", 0)
            ]
        );
    }

    #[test]
    fn a_rule_is_known_by_its_sign() {
        for (line, kind) in [("---", '-'), ("-----------", '-'), (" • • • ", '•'), ("⸻", '—'), ("* * *", '*')]
        {
            assert_eq!(Rule::of(line), Some(Rule(kind)), "{line}");
        }
        for line in ["", "--", "-", "...", "--> so", "*bold*", "a---", "-*-", "#"] {
            assert_eq!(Rule::of(line), None, "{line}");
        }
    }

    #[test]
    fn each_line_can_be_a_block() {
        let lines: Vec<_> = Blocks::new("one\ntwo\n\nthree", true).map(|b| (b.text, b.gap)).collect();
        assert_eq!(lines, [("one", 1), ("two", 1), ("three", 1)]);
    }
}
