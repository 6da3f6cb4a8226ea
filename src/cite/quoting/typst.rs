//! Quotations as Typst: a block `#quote` with its attribution.

use super::Manner;
use super::credit::Run;
use super::extract::{Extract, Segment};
use super::provenance::{self, Fact};
use crate::cite::citation::{LONGEST_OF_TYPST, Markup};
use crate::model::Style;

/// The functions of the styles, the outermost first.
const FUNCTIONS: [(Style, &str); 3] =
    [(Style::Bold, "#strong["), (Style::Italic, "#emph["), (Style::Struck, "#strike[")];

/// Ends a line within a paragraph.
const LINE_END: &str = " \\\n";

/// The quotation, with what says whose it is as its attribution.
pub(super) fn write(run: &Run, manner: &Manner) -> String {
    let blocks: Vec<_> = run.extracts.iter().map(body).filter(|block| !block.is_empty()).collect();
    let attribution = credit(run).map(|credit| format!(", attribution: [{credit}]")).unwrap_or_default();
    let cited = if manner.has_key { format!(" @{}", run.key) } else { String::new() };
    let facts = provenance::facts(run, manner).into_iter().map(|Fact { words, url }| match url {
        Some(url) => link(&words, &url),
        None => escaped(&words),
    });
    let facts: Vec<_> = facts.collect();
    let facts = if facts.is_empty() { String::new() } else { format!("\n{}", facts.join(LINE_END)) };
    format!("#quote(block: true{attribution})[\n{}\n]{cited}{facts}", blocks.join("\n\n"))
}

/// `Dana Reyes (@danareyes), X, 14 Mar 2024, 09:26 UTC, post 1/7`, with its links.
fn credit(run: &Run) -> Option<String> {
    if let Some(cited) = run.cited(Markup::Typst) {
        return Some(cited);
    }
    let name = run.name().map(|name| escaped(&name));
    let handle = run.reference.handle.as_deref();
    let handle = handle.map(|handle| run.profile().map_or_else(|| escaped(handle), |url| link(handle, url)));
    let who = match (name, handle) {
        (Some(name), Some(handle)) => Some(format!("{name} ({handle})")),
        (name, handle) => name.or(handle),
    };
    let told = match (run.where_and_when(), run.url()) {
        (Some(told), Some(url)) => Some(link(&told, url)),
        (Some(told), None) => Some(escaped(&told)),
        (None, url) => url.map(|url| link(url, url)),
    };
    let known: Vec<_> = [who, told, run.short_place()].into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

fn body(extract: &Extract) -> String {
    let paragraphs = extract.paragraphs();
    let mut blocks: Vec<String> = paragraphs
        .iter()
        .map(|paragraph| {
            let lines = paragraph.lines.iter();
            let lines =
                lines.map(|line| line.kept_indent("~") + &line.iter().map(segment).collect::<String>());
            let lines = lines.collect::<Vec<_>>().join(LINE_END);
            (0..paragraph.depth).fold(lines, |lines, _| format!("#quote(block: true)[\n{lines}\n]"))
        })
        .collect();
    if !extract.asides.is_empty() {
        let asides: Vec<_> = extract.asides.iter().map(|aside| escaped(aside)).collect();
        blocks.push(asides.join(LINE_END));
    }
    blocks.join("\n\n")
}

fn segment(segment: &Segment) -> String {
    let mut out = if segment.looks.has(Style::Code) {
        format!("#raw({})", string(segment.text))
    } else {
        escaped(segment.text)
    };
    for (style, function) in FUNCTIONS.iter().rev() {
        if segment.looks.has(*style) {
            out = format!("{function}{out}]");
        }
    }
    match segment.link.filter(|url| is_taken(url)) {
        Some(url) => format!("#link({})[{out}]", string(url)),
        // What follows would be taken for an argument or a field of the call.
        None if out.starts_with('#') => format!("{out};"),
        None => out,
    }
}

/// Whether Typst makes a link of an address.
fn is_taken(url: &str) -> bool {
    (1..=LONGEST_OF_TYPST).contains(&url.len())
}

fn link(reads: &str, url: &str) -> String {
    if !is_taken(url) {
        return escaped(reads);
    }
    format!("#link({})[{}]", string(url), escaped(reads))
}

/// A string of the language.
fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Text of one line with a backslash before what Typst would obey, so that it stands as it is written.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        let is_first = before.is_none();
        let acts = match c {
            '\\' | '*' | '_' | '`' | '$' | '#' | '@' | '<' | '>' | '[' | ']' | '~' | '"' | '\'' => true,
            // Headings, lists, terms; what follows a number at the beginning of a line.
            '=' | '+' | '-' | '/' if is_first => true,
            '.' | ')' if text.starts_with(|c: char| c.is_ascii_digit()) => {
                out.trim_end_matches(|c: char| c.is_ascii_digit()).is_empty()
                    && next.is_none_or(char::is_whitespace)
            }
            // Dashes, minus signs, soft hyphens; three dots; comments; addresses.
            '-' => next.is_some_and(|c| c == '-' || c == '?' || c.is_ascii_digit()) || before == Some('-'),
            '.' => next == Some('.') || before == Some('.'),
            '/' => next.is_some_and(|c| "/*".contains(c)) || before.is_some_and(|c| "/*".contains(c)),
            ':' => next == Some('/'),
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    out
}
