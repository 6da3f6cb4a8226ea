//! The words of a message: what is quoted in them, in plain text behind `>` signs, is somebody else's.

use std::ops::Range;

use crate::formats::html::{self, LinksOnly};
use crate::formats::scanning::{self, What};
use crate::model::{Marks, Rich, Style};

/// Quotes within quotes beyond this depth look like the deepest.
const DEEPEST: usize = 6;

/// A body in plain text.
pub(super) fn plain(text: &str) -> Rich {
    let text = text.replace("\r\n", "\n");
    let mut words = String::with_capacity(text.len());
    // Where each open level of quotes began.
    let mut open: Vec<usize> = Vec::new();
    let mut styles: Vec<(Range<usize>, Style)> = Vec::new();
    let mut end = 0;
    for line in text.trim().lines() {
        let (depth, line) = quoted(line);
        while open.len() > depth
            && let Some(start) = open.pop()
        {
            styles.push((start..end, Style::Quote));
        }
        open.resize(depth, words.len());
        words.push_str(line.trim_end());
        end = words.len();
        words.push('\n');
    }
    styles.extend(open.into_iter().map(|start| (start..end, Style::Quote)));
    words.pop();
    styles.retain(|(range, _)| !range.is_empty());
    let mut rich = Rich::annotated(&words, Marks { styles, ..Marks::default() });
    scanning::complete(&mut rich, |what| what == What::Link);
    rich
}

/// How deep a line is quoted, and what it says: `> > words`, `>> words`. `>From` is what mailboxes make of `From`.
fn quoted(line: &str) -> (usize, &str) {
    if let Some(rest) = line.strip_prefix('>').filter(|rest| rest.starts_with("From ")) {
        return (0, rest);
    }
    let (mut depth, mut rest) = (0, line);
    while let Some(inner) = rest.strip_prefix('>') {
        depth += 1;
        rest = inner.strip_prefix(' ').filter(|inner| inner.starts_with('>')).unwrap_or(inner);
    }
    let rest = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
    (depth.min(DEEPEST), rest)
}

/// A body in HTML.
pub(super) fn html(html: &str) -> Rich {
    let mut rich = html::read(html, &mut LinksOnly);
    scanning::complete(&mut rich, |what| what == What::Link);
    rich
}
