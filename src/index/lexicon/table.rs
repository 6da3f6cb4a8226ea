//! The table of entities, `assets/entities.tsv`, as it is read: rows, names, and the rule behind each name.
//!
//! The columns and the rules are explained at the head of the table. What the rules mean in a text is not known here.

use std::sync::LazyLock;

use super::{Entity, How, Name, Rule};
use crate::model::{EntityKind, unpacked_text};

/// The table that is part of the program.
pub(super) static TABLE: LazyLock<String> =
    LazyLock::new(|| unpacked_text(include_bytes!(concat!(env!("OUT_DIR"), "/entities.tsv"))));

/// Between the items of a list.
const COMMA: &str = "; ";

/// A row as it was read: the entity, and words that belong to it without being its names.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) entity: Entity,
    pub(super) cues: Vec<&'static str>,
    pub(super) not: Vec<&'static str>,
    /// Whether words of sport speak for it.
    pub(super) plays: bool,
}

/// The cue that stands for all words of sport.
const SPORT: &str = "{sport}";

/// Every row of a table; one without a name or a kind is left out.
pub(super) fn rows(table: &'static str) -> Vec<Row> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.skip(1).filter_map(row).collect()
}

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    let mut cell = || cells.next().unwrap_or_default();
    let (name, rule) = ruled(cell());
    let kind = EntityKind::from_name(cell())?;
    let country = cell();
    // `Georgia (US state)` is looked for as `Georgia` only where the aliases say so.
    let has_remark = name.ends_with(')');
    let mut names = Vec::new();
    if !has_remark {
        names.push(named(name, rule, How::Word));
    }
    names.extend(items(cell()).map(ruled).map(|(text, rule)| named(text, rule, How::Word)));
    names.extend(
        items(cell()).map(ruled).map(|(text, rule)| named(text, rule.or(Some(Rule::Exact)), How::Word)),
    );
    names.extend(
        items(cell()).map(ruled).map(|(text, rule)| named(text, rule.or(Some(Rule::Exact)), How::Ticker)),
    );
    let former = items(cell()).map(|item| ruled(item.split(" (until").next().unwrap_or(item)));
    for (text, rule) in former {
        if names.iter().all(|name| name.text != text) {
            names.push(named(text, rule, How::Word));
        }
    }
    names.extend(items(cell()).map(ruled).map(|(text, rule)| named(text, rule, How::Word)));
    let cues = cell();
    let plays = items(cues).any(|cue| cue == SPORT);
    let cues = items(cues).filter(|cue| *cue != SPORT).collect();
    let not = items(cell()).collect();
    (!name.is_empty()).then_some(Row { entity: Entity { name, kind, country, names }, cues, not, plays })
}

fn items(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(COMMA).filter(|item| !item.is_empty())
}

/// A name and the rule in braces behind it.
fn ruled(item: &'static str) -> (&'static str, Option<Rule>) {
    let rules = [(" {capital}", Rule::Capital), (" {context}", Rule::Context), (" {search}", Rule::Search)];
    let found = rules.into_iter().find_map(|(mark, rule)| item.strip_suffix(mark).map(|name| (name, rule)));
    found.map_or((item, None), |(name, rule)| (name, Some(rule)))
}

fn named(text: &'static str, rule: Option<Rule>, how: How) -> Name {
    let is_acronym =
        !text.chars().any(char::is_lowercase) && text.chars().filter(|c| c.is_uppercase()).count() > 1;
    let how = if how == How::Word && text.chars().any(super::words::is_unspaced) { How::Within } else { how };
    let usual = if is_acronym { Rule::Exact } else { Rule::Free };
    Name { text, rule: rule.unwrap_or(usual), how, is_acronym }
}
