//! One post for itself: what the lexicon knows of its words and what the model finds in them, without overlap.
//!
//! Where both speak of the same words the lexicon has the say, for it knows; where the model sees a longer name around a
//! known one (`Bank of England` around `England`), the longer name is meant.

use std::ops::Range;

use super::widening::Widening;
use super::{Passage, Spot, addressing, passages, trimming};
use crate::index::lexicon::{Certainty, EntityId, Lexicon, Match, Rule};
use crate::index::naming::{List, Name, Recogniser};
use crate::model::{EntityKind, Post, PostIx};

/// Legal forms, which make no other name of it.
const FORMS: &[&str] = &[
    "inc",
    "inc.",
    "corp",
    "corp.",
    "corporation",
    "ltd",
    "ltd.",
    "limited",
    "llc",
    "plc",
    "ag",
    "gmbh",
    "se",
    "sa",
    "s.a.",
    "nv",
    "n.v.",
    "co",
    "co.",
    "company",
    "group",
    "holdings",
    "pte",
    "pte.",
    "llp",
    "lp",
];

/// Adds what a post names.
pub(super) fn read(post: &Post, ix: PostIx, found: &mut Vec<Spot>) {
    for passage in passages(post) {
        let mut known = Lexicon::get().candidates(passage.text);
        known.retain(|known| !passage.is_taken(&known.range));
        let mut names = Recogniser::embedded().names(passage.text, passage.language);
        names.retain(|name| !passage.is_taken(&name.range));
        let names: Vec<Name> = names.iter().flat_map(|name| sentences(passage.text, name)).collect();
        let names = with_people(passage.text, &known, names);
        merge(&passage, ix, known, names, found);
    }
}

/// A name that reaches over the end of a sentence is two: `It was Fabrikam. Fabrikam denies it.`
fn sentences(text: &str, name: &Name) -> Vec<Name> {
    /// Longer than what is cut short with a full stop: `St. James`, `Lt. Col.`.
    const LONGER: usize = 4;
    let reads = &text[name.range.clone()];
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in reads.match_indices(". ") {
        let last = reads[start..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        if last.chars().count() > LONGER && !last.contains('.') {
            found.push(start..at);
            start = at + 2;
        }
    }
    found.push(start..reads.len());
    let moved = |range: Range<usize>| name.range.start + range.start..name.range.start + range.end;
    found.into_iter().map(|range| Name { range: moved(range), ..name.clone() }).collect()
}

/// Names with the people whom only what is said of them tells, where nothing else is known.
fn with_people(text: &str, known: &[Match], mut names: Vec<Name>) -> Vec<Name> {
    for name in &mut names {
        name.range = trimming::trim(text, name.range.clone(), name.kind);
    }
    names.retain(|name| !is_no_name(&text[name.range.clone()]));
    for range in addressing::people(text) {
        let is_free = |other: &Range<usize>| other.end <= range.start || range.end <= other.start;
        if known.iter().all(|known| is_free(&known.range)) && names.iter().all(|name| is_free(&name.range)) {
            names.push(Name { range, kind: EntityKind::Person, lead: 0 });
        }
    }
    names.sort_by_key(|name| name.range.start);
    names
}

/// Whether a text is a word that names nobody, whatever its capitals: `GDPR`, `Greek`, `CEO`.
fn is_no_name(reads: &str) -> bool {
    const ACRONYMS: &[&str] = &[
        "GDPR", "HBM", "CPI", "GDP", "PMI", "EUV", "KYC", "AML", "VPN", "HR", "CEO", "CFO", "CTO", "COO",
        "AI", "AGI", "LLM", "IPO", "ETF", "ETFs", "PR", "TV", "DNA", "AQI", "API", "GPU", "GPUs", "CPU",
        "RAM", "LNG", "LPG", "EV", "EVs", "SUV", "SUVs", "ICU", "PCR", "VAR", "ESG", "PPE", "NDA", "NDAs",
        "FOI", "FOIA", "MP", "MPs", "MLA", "MEP", "MEPs", "PM", "VAT", "GST", "PIN", "SMS", "PDF", "URL",
        "CCTV", "AIS", "C2", "IOC", "IOCs", "CVE", "RCE", "MFA", "2FA", "SQL", "UTC", "GMT", "EST", "BST",
        "LOL", "OMG", "FYI", "IMO", "DM", "DMs", "RT", "CO2", "UFO", "LGBT", "LGBTQ", "R&D", "M&A", "Q&A",
        "YTD", "EPS", "EBITDA", "FX", "QE", "NFT", "NFTs", "DeFi", "SPV", "LLC", "THREAD", "BREAKING",
        "UPDATE", "NEW", "PSA", "ICYMI", "TLDR", "COVID", "Covid", "PMQs", "SAT", "GCSE", "PhD", "MBA", "KC",
        "QC", "POV", "IRL", "WFH", "FAQ", "PS", "UAV", "UAVs", "IED", "POW", "POWs",
    ];
    if ACRONYMS.contains(&reads) || reads.starts_with(|c: char| c.is_ascii_digit()) && !reads.contains(' ') {
        return true;
    }
    let word = Recogniser::embedded().known(reads);
    let plural = reads.strip_suffix('s').map(|reads| Recogniser::embedded().known(reads)).unwrap_or_default();
    !reads.contains(' ')
        && [word, plural].iter().any(|word| word.is_in(List::Adjectives) && !word.is_in(List::Surnames))
}

fn merge(passage: &Passage, post: PostIx, mut known: Vec<Match>, names: Vec<Name>, found: &mut Vec<Spot>) {
    let spot = |range: &Range<usize>, kind: EntityKind| Spot {
        span: passage.span(post, range),
        kind,
        entity: None,
        is_doubtful: false,
    };
    let first = found.len();
    for name in names {
        let overlaps =
            |known: &Match| known.range.start < name.range.end && name.range.start < known.range.end;
        let from = known.partition_point(|known| known.range.end <= name.range.start);
        let to = from + known[from..].iter().take_while(|known| overlaps(known)).count();
        match &mut known[from..to] {
            [] => found.push(spot(&name.range, name.kind)),
            [only] if only.range == name.range => {
                // What is written like the name of a thing that the model takes for a name is one.
                if only.certainty == Certainty::Doubtful
                    && Lexicon::get().entity(only.entity).kind == name.kind
                {
                    only.certainty = Certainty::Likely;
                } else if only.certainty == Certainty::Doubtful {
                    found.push(spot(&name.range, name.kind));
                } else if let Some(other) = other_of_kind(only, name.kind) {
                    only.entity = other;
                }
            }
            [only] if is_with_form(&passage.text[name.range.clone()], &passage.text[only.range.clone()]) => {
                only.range = name.range;
                only.certainty = only.certainty.max(Certainty::Likely);
            }
            several => {
                let is_longer = several
                    .iter()
                    .all(|known| name.range.start <= known.range.start && known.range.end <= name.range.end)
                    && several.len() == 1;
                let is_certain = several.iter().any(|known| known.certainty > Certainty::Doubtful);
                if is_longer || !is_certain {
                    found.push(spot(&name.range, name.kind));
                    for known in several {
                        known.range = 0..0;
                    }
                }
            }
        }
    }
    for known in known.into_iter().filter(|known| !known.range.is_empty()) {
        found.push(Spot {
            span: passage.span(post, &known.range),
            kind: Lexicon::get().entity(known.entity).kind,
            entity: Some(known.entity),
            is_doubtful: known.certainty == Certainty::Doubtful,
        });
    }
    let mut own = found.split_off(first);
    own.sort_by_key(|spot| spot.span.start);
    Widening::new(passage.text, passage.start).widen(&mut own);
    found.append(&mut own);
}

/// Something else that has the same name and is of the kind that the model sees: the firm, not the planet.
fn other_of_kind(known: &Match, kind: EntityKind) -> Option<EntityId> {
    let lexicon = Lexicon::get();
    let is_meant = lexicon.entity(known.entity).kind == kind;
    let named = lexicon.named(known.alias.text).filter(|_| !is_meant)?;
    let all = std::iter::once(named.entity).chain(named.others);
    all.into_iter().find(|other| {
        let other = lexicon.entity(*other);
        let is_so =
            |name: &crate::index::lexicon::Name| name.text == known.alias.text && name.rule != Rule::Search;
        other.kind == kind && other.names.iter().any(is_so)
    })
}

/// Whether a name is another with a legal form behind it.
fn is_with_form(name: &str, known: &str) -> bool {
    name.strip_prefix(known).is_some_and(|rest| {
        rest.starts_with([' ', ',']) && rest.split([' ', ',']).filter(|word| !word.is_empty()).all(is_form)
    })
}

/// Whether a word is a legal form.
pub(super) fn is_form(word: &str) -> bool {
    FORMS.iter().any(|form| form.eq_ignore_ascii_case(word))
}
