//! Quotations as HTML: a `blockquote` with its source, and a `cite` below it.

use super::Manner;
use super::credit::Run;
use super::extract::{Extract, Segment};
use super::provenance::{self, Fact};
use crate::cite::citation::Markup;
use crate::model::Style;

/// The elements of the styles, the outermost first.
const ELEMENTS: [(Style, &str, &str); 5] = [
    (Style::Spoiler, "<span class=\"spoiler\">", "</span>"),
    (Style::Bold, "<strong>", "</strong>"),
    (Style::Italic, "<em>", "</em>"),
    (Style::Struck, "<s>", "</s>"),
    (Style::Code, "<code>", "</code>"),
];

/// The words and a paragraph that says whose they are.
pub(super) fn write(run: &Run, manner: &Manner) -> String {
    let cite = run.url().map(|url| format!(" cite=\"{}\"", escaped(url))).unwrap_or_default();
    let words: String = run.extracts.iter().map(body).collect();
    let credit = credit(run).map(|credit| format!("\n<p>— {credit}</p>")).unwrap_or_default();
    let facts = provenance::facts(run, manner).into_iter().map(|Fact { words, url }| match url {
        Some(url) => link(&escaped(&words), &url),
        None => escaped(&words),
    });
    let facts: Vec<_> = facts.collect();
    let facts = if facts.is_empty() { String::new() } else { format!("\n<p>{}</p>", facts.join("<br>\n")) };
    format!("<blockquote{cite}>\n{words}</blockquote>{credit}{facts}")
}

/// Paragraphs, quotes within as quotes.
fn body(extract: &Extract) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for paragraph in extract.paragraphs() {
        out.push_str(&"<blockquote>\n".repeat(paragraph.depth.saturating_sub(depth)));
        out.push_str(&"</blockquote>\n".repeat(depth.saturating_sub(paragraph.depth)));
        depth = paragraph.depth;
        let lines = paragraph.lines.iter();
        let lines =
            lines.map(|line| line.kept_indent("&nbsp;") + &line.iter().map(segment).collect::<String>());
        out.extend(["<p>", &lines.collect::<Vec<_>>().join("<br>\n"), "</p>\n"]);
    }
    out.push_str(&"</blockquote>\n".repeat(depth));
    if !extract.asides.is_empty() {
        let asides: Vec<_> = extract.asides.iter().map(|aside| escaped(aside)).collect();
        out.extend(["<p>", &asides.join("<br>\n"), "</p>\n"]);
    }
    out
}

fn segment(segment: &Segment) -> String {
    let mut out = escaped(segment.text);
    for (style, open, close) in ELEMENTS.iter().rev() {
        if segment.looks.has(*style) {
            out = format!("{open}{out}{close}");
        }
    }
    segment.link.map_or_else(|| out.clone(), |url| link(&out, url))
}

/// `Dana Reyes (<a …>@danareyes</a>), <cite>…</cite>, post 1/7`.
fn credit(run: &Run) -> Option<String> {
    if let Some(cited) = run.cited(Markup::Html) {
        return Some(cited);
    }
    let name = run.name().map(|name| escaped(&name));
    let handle = run.reference.handle.as_deref().map(|handle| {
        let shown = escaped(handle);
        run.profile().map_or_else(|| shown.clone(), |url| link(&shown, url))
    });
    let who = match (name, handle) {
        (Some(name), Some(handle)) => Some(format!("{name} ({handle})")),
        (name, handle) => name.or(handle),
    };
    let told = run.where_and_when().or_else(|| run.url().map(str::to_owned)).map(|told| {
        let shown = escaped(&told);
        format!("<cite>{}</cite>", run.url().map_or_else(|| shown.clone(), |url| link(&shown, url)))
    });
    let known: Vec<_> = [who, told, run.short_place()].into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

fn link(shown: &str, url: &str) -> String {
    format!("<a href=\"{}\">{shown}</a>", escaped(url))
}

/// Text with nothing in it that HTML would obey, within an element or between quotation marks.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
