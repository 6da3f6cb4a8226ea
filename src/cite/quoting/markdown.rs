//! Quotations as Markdown: a block quote, or a callout as Obsidian has them.

use std::ops::Range;

use super::Manner;
use super::credit::Run;
use super::extract::Extract;
use super::provenance::{self, Fact};
use crate::cite::citation::Markup;
use crate::cite::markdown::{Whole, Words, escaped, link, nested};
use crate::cite::{records, wording};
use crate::model::{Style, lines_by_depth};

/// A block quote; its last line says whose words they are.
pub(super) fn block(run: &Run, manner: &Manner) -> String {
    let credit = credit(run).map(|credit| format!("— {credit}"));
    let blocks = [Some(words(run, false)), credit, provenance(run, manner)];
    let known: Vec<_> = blocks.into_iter().flatten().filter(|block| !block.is_empty()).collect();
    wording::quoted(&known.join("\n\n"))
}

/// A callout, with an id by which a note can point at it.
pub(super) fn callout(run: &Run, manner: &Manner) -> String {
    let place = run.place();
    let address = match (run.url(), place) {
        (Some(url), Some(place)) => Some(short_link(&place, url)),
        (Some(url), None) => Some(short_link("post", url)),
        (None, place) => place,
    };
    let facts = [
        run.who().map(|who| escaped(&who)),
        run.reference.platform.as_deref().map(escaped),
        run.iso_day(),
        address,
    ];
    let head: Vec<_> = facts.into_iter().flatten().collect();
    let body = format!("{} ^{}", words(run, manner.links_entities), id(run));
    let known: Vec<_> = [Some(body), provenance(run, manner)].into_iter().flatten().collect();
    wording::quoted(format!("[!quote] {}\n{}", head.join(" · "), known.join("\n\n")).trim_end())
}

/// `reyes-1`, `reyes-3-5`: what Obsidian takes for the id of a block is letters, digits and dashes.
pub(super) fn id(run: &Run) -> String {
    let number: Vec<_> = match (run.numbers.first(), run.numbers.last()) {
        (Some(first), Some(last)) if first != last => vec![*first, *last],
        (first, _) => first.into_iter().copied().collect(),
    };
    let number = number.into_iter().map(|number| format!("-{number}"));
    format!("{}{}", records::surname(&run.reference), number.collect::<String>())
}

/// `Dana Reyes ([@danareyes](…)), [X, 14 Mar 2024, 09:26 UTC](…), post 1/7`.
fn credit(run: &Run) -> Option<String> {
    if let Some(cited) = run.cited(Markup::Markdown) {
        return Some(cited);
    }
    let name = run.name().map(|name| escaped(&name));
    let handle = run.reference.handle.as_deref();
    let handle =
        handle.map(|handle| run.profile().map_or_else(|| escaped(handle), |url| short_link(handle, url)));
    let who = match (name, handle) {
        (Some(name), Some(handle)) => Some(format!("{name} ({handle})")),
        (name, handle) => name.or(handle),
    };
    let place = match (run.where_and_when(), run.url()) {
        (Some(told), Some(url)) => Some(short_link(&told, url)),
        (Some(told), None) => Some(escaped(&told)),
        (None, url) => url.map(|url| link(url, url)),
    };
    let known: Vec<_> = [who, place, run.short_place()].into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// A link whose address stands without angle brackets where it can.
fn short_link(reads: &str, url: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$,;=%+".contains(c);
    if url.chars().all(is_plain) { format!("[{}]({url})", escaped(reads)) } else { link(reads, url) }
}

fn provenance(run: &Run, manner: &Manner) -> Option<String> {
    let facts = provenance::facts(run, manner);
    let told = facts.into_iter().map(|Fact { words, url }| match url {
        Some(url) => link(&words, &url),
        None => escaped(&words),
    });
    let told: Vec<_> = told.collect();
    (!told.is_empty()).then(|| told.join("\\\n"))
}

/// The words of all posts of a run.
pub(super) fn words(run: &Run, links_names: bool) -> String {
    let has_mathematics = run.extracts.iter().map(|e| e.text.matches('$').count()).sum::<usize>() > 1;
    let blocks = run.extracts.iter().flat_map(|extract| {
        let asides: Vec<_> = extract.asides.iter().map(|aside| escaped(aside)).collect();
        [body(extract, links_names, has_mathematics), asides.join("\\\n")]
    });
    blocks.filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

pub(super) fn body(extract: &Extract, links_names: bool, has_mathematics: bool) -> String {
    let wholes = wholes(extract, links_names);
    let mut words = Words::new(&extract.text, wholes, extract.styles.clone(), has_mathematics);
    let quotes = extract.styles.iter().filter(|(_, style)| *style == Style::Quote);
    let quotes = quotes.map(|(range, _)| range.start as u32..range.end as u32).collect();
    let stretches = lines_by_depth(&extract.text, 0, quotes).into_iter();
    let told = stretches
        .map(|(lines, depth)| nested(&words.lines(lines.start as usize..lines.end as usize), depth as u32));
    told.filter(|lines| !lines.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Links and names, links before all.
fn wholes<'e>(extract: &'e Extract, links_names: bool) -> Vec<(Range<usize>, Whole<'e>)> {
    let mut wholes: Vec<_> =
        extract.links.iter().map(|(range, url)| (range.clone(), Whole::Link(url))).collect();
    let may_be_linked = |name: &str| !name.contains(['[', ']', '|', '#', '^', '\\', '\n']);
    if links_names {
        let names = extract.names.iter();
        let names =
            names.filter(|(range, name)| may_be_linked(name) && may_be_linked(&extract.text[range.clone()]));
        wholes.extend(names.map(|(range, name)| (range.clone(), Whole::Note(name))));
    }
    wholes
}
