//! Finding what a regular expression describes, in the text as it stands, and saying what is wrong with one.
//!
//! Every part of a post is searched by itself, so that `^`, `$` and `.` stop at its ends. The engine takes time linear
//! in the text for one hit, but all hits of `.*[^A-Z]|[A-Z]` take quadratic time; hence it is asked for one at a time,
//! and may be stopped in between.

use std::fmt::Display;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::translate::TranslatorBuilder;
use regex_syntax::hir::{Hir, Look};

use super::{BadQuery, Case};
use crate::model::SEPARATOR;

/// Most bytes that a compiled expression may take; one that needs more would also search very slowly.
const SIZE: usize = 4 << 20;

/// A regular expression made ready.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    pub(super) fn new(text: &str, case: Case, words: bool) -> Result<Self, BadQuery> {
        let bad = |what: &dyn Display, at: &ast::Span| {
            let character = text[..at.start.offset].chars().count() + 1;
            BadQuery(format!("{what} at character {character}"))
        };
        let ast = ast::parse::Parser::new().parse(text).map_err(|e| bad(e.kind(), e.span()))?;
        let ignore_case = match case {
            Case::Smart => !has_upper_case(&ast),
            Case::Sensitive => false,
            Case::Insensitive => true,
        };
        let meaning = TranslatorBuilder::new()
            .case_insensitive(ignore_case)
            .multi_line(true)
            .build()
            .translate(text, &ast)
            .map_err(|e| bad(e.kind(), e.span()))?;
        let meaning = if words { between_borders(meaning) } else { meaning };
        RegexBuilder::new(&meaning.to_string())
            .size_limit(SIZE)
            .dfa_size_limit(SIZE)
            .build()
            .map(Self)
            .map_err(|_| BadQuery("the expression is too large".to_owned()))
    }

    /// The hits in `text`; after `stop` is set, no more of them.
    pub(super) fn hits<'a>(&'a self, text: &'a str, stop: &'a AtomicBool) -> Hits<'a> {
        Hits { regex: &self.0, text, stop, part: 0..end_of_part(text, 0), at: 0 }
    }
}

/// The expression with the demand that no word goes on before it or after it.
fn between_borders(inner: Hir) -> Hir {
    Hir::concat(vec![Hir::look(Look::WordStartHalfUnicode), inner, Hir::look(Look::WordEndHalfUnicode)])
}

/// Whether a letter that stands for itself is upper case; those of `\W` or `\pL` are names.
fn has_upper_case(ast: &Ast) -> bool {
    struct UpperCase(bool);

    impl ast::Visitor for UpperCase {
        type Output = bool;
        type Err = std::convert::Infallible;

        fn finish(self) -> Result<bool, Self::Err> {
            Ok(self.0)
        }

        fn visit_pre(&mut self, ast: &Ast) -> Result<(), Self::Err> {
            if let Ast::Literal(literal) = ast {
                self.0 |= literal.c.is_uppercase();
            }
            Ok(())
        }

        fn visit_class_set_item_pre(&mut self, item: &ast::ClassSetItem) -> Result<(), Self::Err> {
            self.0 |= match item {
                ast::ClassSetItem::Literal(literal) => literal.c.is_uppercase(),
                ast::ClassSetItem::Range(range) => range.start.c.is_uppercase() || range.end.c.is_uppercase(),
                _ => false,
            };
            Ok(())
        }
    }

    let Ok(found) = ast::visit(ast, UpperCase(false));
    found
}

fn end_of_part(text: &str, from: usize) -> usize {
    text[from..].find(SEPARATOR).map_or(text.len(), |at| from + at)
}

/// The hits of an expression in a text, found as they are asked for.
#[derive(Clone, Debug)]
pub(super) struct Hits<'a> {
    regex: &'a Regex,
    text: &'a str,
    stop: &'a AtomicBool,
    /// The part being searched, and where in it to go on.
    part: Range<usize>,
    at: usize,
}

impl Hits<'_> {
    /// The next hit in the part, empty ones passed over.
    fn next_in_part(&mut self) -> Option<Range<usize>> {
        let part = &self.text[self.part.clone()];
        while self.at <= part.len() && !self.stop.load(Ordering::Relaxed) {
            let hit = self.regex.find_at(part, self.at)?;
            if !hit.is_empty() {
                self.at = hit.end();
                return Some(self.part.start + hit.start()..self.part.start + hit.end());
            }
            self.at = hit.end() + part[hit.end()..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }
}

impl Iterator for Hits<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            if let Some(hit) = self.next_in_part() {
                return Some(hit);
            }
            if self.part.end == self.text.len() || self.stop.load(Ordering::Relaxed) {
                return None;
            }
            let start = self.part.end + SEPARATOR.len_utf8();
            self.part = start..end_of_part(self.text, start);
            self.at = 0;
        }
    }
}
