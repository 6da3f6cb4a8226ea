//! Quotations as LaTeX: a `quote` environment that compiles with the plain article class and no package.

use super::Manner;
use super::credit::Run;
use super::extract::{Extract, Segment};
use super::provenance::{self, Fact};
use crate::cite::citation::Markup;
use crate::cite::latex::{address, text};
use crate::model::Style;

/// The commands of the styles, the outermost first; what is struck out needs a package, so it is told by `~~`.
const COMMANDS: [(Style, &str); 3] =
    [(Style::Bold, "\\textbf{"), (Style::Italic, "\\emph{"), (Style::Code, "\\texttt{")];

/// Ends a line; the empty group keeps a bracket or an asterisk on the next line from being taken for an argument.
const LINE_END: &str = "\\\\{}\n";

/// The words and a last paragraph that says whose they are.
pub(super) fn write(run: &Run, manner: &Manner) -> String {
    let mut blocks: Vec<_> = run.extracts.iter().map(|extract| body(extract)).collect();
    blocks.push(credit(run, manner));
    let facts = provenance::facts(run, manner).into_iter().map(|Fact { words, url }| match url {
        Some(url) => format!("{}: {}", text(&words), address(&url)),
        None => text(&words),
    });
    blocks.push(facts.collect::<Vec<_>>().join(LINE_END));
    blocks.retain(|block| !block.is_empty());
    format!("\\begin{{quote}}\n{}\n\\end{{quote}}", blocks.join("\n\n"))
}

/// `--- Dana Reyes (@danareyes), X, 14 Mar 2024, 09:26 UTC, post 1/7, \texttt{https://…} \cite{…}`.
fn credit(run: &Run, manner: &Manner) -> String {
    let facts = [run.who(), run.where_and_when(), run.short_place()];
    let facts = facts.into_iter().flatten().map(|fact| text(&fact));
    let told = facts.chain(run.url().map(address));
    let known: Vec<_> = run.cited(Markup::Latex).map_or_else(|| told.collect(), |cited| vec![cited]);
    let cited = if manner.has_key { format!(" \\cite{{{}}}", run.key) } else { String::new() };
    if known.is_empty() && cited.is_empty() {
        String::new()
    } else {
        format!("--- {}{cited}", known.join(", "))
    }
}

fn body(extract: &Extract) -> String {
    let paragraphs = extract.paragraphs();
    let mut blocks: Vec<String> = paragraphs
        .iter()
        .map(|paragraph| {
            let lines = paragraph.lines.iter().map(|line| line.kept_indent("~") + &segments(line));
            let lines: Vec<_> = lines.collect();
            let (open, close) = ("\\begin{quote}\n".repeat(paragraph.depth.min(DEEPEST)), "\n\\end{quote}");
            format!("{open}{}{}", lines.join(LINE_END), close.repeat(paragraph.depth.min(DEEPEST)))
        })
        .collect();
    if !extract.asides.is_empty() {
        let asides: Vec<_> = extract.asides.iter().map(|aside| text(aside)).collect();
        blocks.push(asides.join(LINE_END));
    }
    blocks.join("\n\n")
}

/// LaTeX itself stops at six lists within each other, of which the quotation is one.
const DEEPEST: usize = 4;

fn segments(line: &[Segment]) -> String {
    let mut out = String::new();
    let mut is_struck = false;
    for (i, segment) in line.iter().enumerate() {
        if segment.looks.has(Style::Struck) != is_struck {
            is_struck = !is_struck;
            out.push_str(STRUCK);
        }
        let mut told = text(segment.text);
        if segment.link == Some(segment.text) {
            told = address(segment.text);
        }
        for (style, command) in COMMANDS.iter().rev() {
            if segment.looks.has(*style) {
                told = format!("{command}{told}}}");
            }
        }
        out.push_str(&told);
        let is_last_of_link = line.get(i + 1).is_none_or(|next| next.link != segment.link);
        let url = segment.link.filter(|url| {
            is_last_of_link && !segment.text.starts_with(['@', '#', '$']) && *url != segment.text
        });
        if let Some(url) = url {
            out.extend([" (", &address(url), ")"]);
        }
    }
    if is_struck { out + STRUCK } else { out }
}

const STRUCK: &str = "\\textasciitilde{}\\textasciitilde{}";
