//! Quotations without markup: the words with a line below them, and a sentence as newspapers print it.

use super::Manner;
use super::credit::Run;
use super::provenance;
use crate::cite::citation::Markup;
use crate::cite::dates::{self, Day};
use crate::cite::wording;

/// The words, a blank line, and `— Dana Reyes (@danareyes), X, 14 Mar 2024, 09:26 UTC, post 1 of 7, https://…`.
pub(super) fn text(run: &Run, manner: &Manner) -> String {
    let words = words(run);
    let known = citation(run);
    let credit = if known.is_empty() { known } else { format!("— {known}") };
    let facts = provenance::facts(run, manner);
    let facts: Vec<_> = facts.iter().map(provenance::Fact::plain).collect();
    let below: Vec<_> = [credit, facts.join("\n")].into_iter().filter(|block| !block.is_empty()).collect();
    [words, below.join("\n")].into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The words of all posts of a run.
pub(super) fn words(run: &Run) -> String {
    let blocks: Vec<_> = run.extracts.iter().map(super::extract::Extract::plain).collect();
    blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The words of all posts of a run for a sentence: what is attached only where there are no words.
pub(super) fn sentence(run: &Run) -> String {
    let blocks: Vec<_> = run.extracts.iter().map(super::extract::Extract::plain_words).collect();
    let spoken = wording::one_line(&blocks.join(" "));
    if spoken.is_empty() { wording::one_line(&words(run)) } else { spoken }
}

/// The citation of the style that is wanted, or else the short line by which a post is told: `Dana Reyes (@danareyes), X, 14 Mar 2024, 09:26 UTC, post 1 of 7, https://…`.
pub(super) fn citation(run: &Run) -> String {
    if let Some(cited) = run.cited(Markup::Text) {
        return cited;
    }
    let facts = [run.who(), run.where_and_when(), run.long_place(), run.reference.url.clone()];
    facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `“…,” Dana Reyes (@danareyes) wrote on X on March 14, 2024 (post 1 of 7): https://…`.
pub(super) fn prose(run: &Run, manner: &Manner) -> String {
    let words = sentence(run).replace('“', "‘").replace('”', "’");
    let platform = run.reference.platform.as_ref().map(|platform| format!(" on {platform}"));
    let day = run.reference.posted.and_then(Day::of).map(|day| {
        let preposition = if day.of_month.is_some() { "on" } else { "in" };
        format!(" {preposition} {}", day.month_first())
    });
    let place = run.long_place().map(|place| format!(" ({place})")).unwrap_or_default();
    let url = run.reference.url.as_ref().map_or_else(|| ".".to_owned(), |url| format!(": {url}"));
    let when = format!("{}{}", platform.unwrap_or_default(), day.unwrap_or_default());
    let told = match run.who() {
        Some(who) => format!(" {who} wrote{when}"),
        None if when.is_empty() && place.is_empty() => String::new(),
        None => format!(" an unknown author wrote{when}"),
    };
    let facts = provenance::facts(run, manner).into_iter().flat_map(|fact| {
        [
            "
"
            .to_owned(),
            fact.plain(),
        ]
    });
    let facts: String = facts.collect();
    if told.is_empty() {
        return format!("“{words}”{facts}");
    }
    format!("“{}”{told}{place}{url}{facts}", with_comma(&words))
}

/// The words as they stand before `” she wrote`: a full stop becomes a comma, as does no sign at all.
fn with_comma(words: &str) -> String {
    let is_ellipsis = words.ends_with("...") || words.ends_with(". .");
    match words.chars().next_back() {
        Some('.') if !is_ellipsis => format!("{},", &words[..words.len() - 1]),
        Some('?' | '!' | '…' | ',' | '.') | None => words.to_owned(),
        Some(_) => format!("{words},"),
    }
}

/// The time of day, for templates.
pub(super) fn clock(run: &Run) -> Option<String> {
    run.reference.posted.and_then(dates::clock)
}
