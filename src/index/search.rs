//! Finding words in a thread.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use crate::model::{Span, Thread};

/// When upper and lower case differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// Only if the query has an upper-case letter.
    #[default]
    Smart,
    /// Always.
    Sensitive,
    /// Never.
    Insensitive,
}

/// What to look for, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What the user typed.
    pub text: String,
    /// When upper and lower case differ.
    pub case: Case,
    /// Whether `text` is a regular expression.
    pub regex: bool,
    /// Whether hits must be whole words.
    pub words: bool,
}

/// A query made ready.
#[derive(Clone, Debug)]
pub struct Matcher {}

/// What is wrong with a query, for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadQuery(pub String);

impl fmt::Display for BadQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadQuery {}

impl Matcher {
    /// Makes a query ready.
    pub fn new(_query: &Query) -> Result<Self, BadQuery> {
        Ok(Self {})
    }

    /// The hits in `text`, in order, none empty, none overlapping.
    pub fn hits<'a>(&'a self, _text: &'a str) -> impl Iterator<Item = Range<usize>> + use<'a> {
        std::iter::empty()
    }

    /// All hits in the thread, in the order of the file; `None` once `stop` is set.
    pub fn search(&self, _thread: &Thread, _stop: &AtomicBool) -> Option<Vec<Span>> {
        Some(Vec::new())
    }
}
