//! The line that takes typing: its text, its cursor, and the usual ways to edit it.

use super::Action;
use crate::index::search::{Case, Matcher, Query};
use crate::model::clean::is_unfit;

/// A line being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    text: String,
    /// Byte offset of the cursor.
    cursor: usize,
}

/// No line grows beyond this many bytes: a pasted book is no search.
const MOST: usize = 4096;

impl Line {
    /// A line with `text` in it and the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor and the text behind it.
    pub fn halves(&self) -> (&str, &str) {
        self.text.split_at(self.cursor)
    }

    /// Types `text`; line ends and tabs become blanks, other controls nothing.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars() {
            let c = if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
            if !is_unfit(c) && self.text.len() + c.len_utf8() <= MOST {
                self.text.insert(self.cursor, c);
                self.cursor += c.len_utf8();
            }
        }
    }

    /// Performs an editing action; whether the text changed.
    pub fn edit(&mut self, action: Action) -> bool {
        let before = self.text.len();
        let left = self.text[..self.cursor].char_indices().next_back().map_or(0, |(at, _)| at);
        let right = self.cursor + self.text[self.cursor..].chars().next().map_or(0, char::len_utf8);
        match action {
            Action::EditLeft => self.cursor = left,
            Action::EditRight => self.cursor = right,
            Action::EditHome => self.cursor = 0,
            Action::EditEnd => self.cursor = self.text.len(),
            Action::EditBackspace => self.delete(left),
            Action::EditDelete => {
                self.text.drain(self.cursor..right);
            }
            Action::EditKillWord => {
                let head = self.text[..self.cursor].trim_end();
                self.delete(head.rfind(char::is_whitespace).map_or(0, |at| at + 1));
            }
            Action::EditKillLine => self.delete(0),
            _ => {}
        }
        self.text.len() != before
    }

    fn delete(&mut self, from: usize) {
        let from = (0..=from).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        self.text.drain(from..self.cursor);
        self.cursor = from;
    }
}

/// What typing lets through in a list: as a search would find it, in any case.
#[derive(Debug)]
pub struct Narrowing(Option<Matcher>);

impl Narrowing {
    /// Lets everything through while nothing is typed.
    pub fn new(typed: &str) -> Self {
        let query = Query { text: typed.to_owned(), case: Case::Insensitive, ..Query::default() };
        Self(Some(query).filter(|query| !query.text.is_empty()).and_then(|query| Matcher::new(&query).ok()))
    }

    /// Whether a text has what was typed.
    pub fn lets_through(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|matcher| matcher.hits(text).next().is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited_as_everywhere() {
        let mut line = Line::new("north wind é");
        assert!(line.edit(Action::EditBackspace));
        assert_eq!(line.text(), "north wind ");
        line.edit(Action::EditKillWord);
        assert_eq!(line.text(), "north ");
        line.edit(Action::EditHome);
        line.insert("the\t");
        assert_eq!(line.halves(), ("the ", "north "));
        line.edit(Action::EditDelete);
        line.edit(Action::EditKillLine);
        assert_eq!(line.text(), "orth ");
        assert!(!line.edit(Action::EditBackspace));
    }

    #[test]
    fn a_list_is_narrowed_as_a_text_is_searched() {
        assert!(Narrowing::new("ZURI").lets_through("#Zürich"));
        assert!(!Narrowing::new("bern").lets_through("#Zürich"));
        assert!(Narrowing::new("").lets_through("anything"));
    }

    #[test]
    fn a_pasted_book_is_cut() {
        let mut line = Line::default();
        line.insert(&"word\u{1b}[31m\n".repeat(10_000));
        assert!(line.text().len() <= MOST && !line.text().contains(['\u{1b}', '\n']));
    }
}
