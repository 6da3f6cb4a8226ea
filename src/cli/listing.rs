//! `unspool links`: what a thread points to, a line each; and how all lists are written.
//!
//! Fields stand between tabs, `-` for one that is empty, so that `cut` and `awk` find them; with `--json` each line is an
//! object. Posts are named by their numbers in reading order.

use std::io::{self, Write};

use serde::Serialize;

use super::Stop;
use crate::index::{Tree, links};
use crate::model::{Clean, Span};
use crate::shell::files::{self, Origin};

/// A link as `--json` has it.
#[derive(Serialize)]
struct LinkForm<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    host: &'a str,
    count: usize,
    posts: Vec<usize>,
}

/// Lists every link once, in the order in which a reader meets them.
pub(super) fn links(origin: &Origin, json: bool, out: &mut dyn Write) -> Result<(), Stop> {
    let thread = files::open(origin, false)?;
    let tree = Tree::new(&thread);
    let mut rows = links::gather(&thread);
    rows.sort_by_cached_key(|row| first_met(&tree, &row.spans));
    for row in rows {
        let (given, title) = (row.given.as_deref(), row.title.as_deref());
        let (count, posts) = (row.spans.len(), numbers(&tree, &row.spans));
        if json {
            write_object(out, &LinkForm { url: &row.url, given, title, host: &row.host, count, posts })?;
        } else {
            let (count, posts) = (count.to_string(), joined(&posts));
            write_fields(out, &[&count, &row.url, given.unwrap_or("-"), title.unwrap_or("-"), &posts])?;
        }
    }
    Ok(())
}

/// Where in reading order the first of the spans stands.
pub(super) fn first_met(tree: &Tree, spans: &[Span]) -> Option<(usize, u32)> {
    spans.iter().map(|span| (tree.rank(span.post).number(), span.start)).min()
}

/// The numbers of the posts that have the spans, each once, rising.
pub(super) fn numbers(tree: &Tree, spans: &[Span]) -> Vec<usize> {
    let mut numbers: Vec<_> = spans.iter().map(|span| tree.rank(span.post).number()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

pub(super) fn joined(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// One line; a field must not bring tabs or line ends of its own.
pub(super) fn write_fields(out: &mut dyn Write, fields: &[&str]) -> io::Result<()> {
    let fields: Vec<_> = fields.iter().map(|field| Clean::line(field).to_string()).collect();
    writeln!(out, "{}", fields.join("\t"))
}

/// One JSON object on a line of its own.
pub(super) fn write_object(out: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, object)?;
    writeln!(out)
}
