//! Links.
use crate::model::{Span, Thread};

/// A link.
#[derive(Clone, Debug)]
pub struct LinkRow {
    /// Target.
    pub url: String,
    /// Given.
    pub given: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Host.
    pub host: String,
    /// Spans.
    pub spans: Vec<Span>,
}

/// Gathers.
pub fn gather(_: &Thread) -> Vec<LinkRow> {
    Vec::new()
}
