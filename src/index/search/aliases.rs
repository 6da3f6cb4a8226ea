//! Searching for a thing under all its names: `BABA` finds Alibaba and 阿里巴巴.
//!
//! Names are found as the lexicon finds them, by their rules, so that Apple Bank is no hit for Apple. A plain search for
//! all names at once first finds the parts of posts that can have one; only these are looked through.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use regex::Regex;

use super::{BadQuery, all_batches, in_batches, spans};
use crate::index::entities::Entity;
use crate::index::lexicon::{self, Certainty, EntityId, How, Lexicon, Match, Name, Rule};
use crate::model::{EntityKind, SEPARATOR, Span, Thread};

/// Everything that a query stands for.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// What the query names.
    pub entity: EntityId,
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: EntityKind,
    /// The name that the query is.
    pub typed: &'static Name,
    /// All names that are looked for, that one too.
    pub names: Vec<&'static Name>,
    /// What is worth knowing of the name that was typed.
    pub note: Option<String>,
}

impl Expansion {
    /// The names that were not typed.
    pub fn others(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().map(|name| name.text).filter(|text| *text != self.typed.text)
    }

    /// Whether an entity of a thread is what the query names; a thread may call it more fully: `Alibaba Group`.
    pub fn is(&self, entity: &Entity) -> bool {
        let is_called = |name: &str| *entity.name == *name;
        entity.kind == self.kind
            && (is_called(lexicon::shown(self.name)) || self.names.iter().any(|name| is_called(name.text)))
    }
}

/// All names of what a query names; `None` for a query that the lexicon does not know.
pub fn expand(query: &str) -> Option<Expansion> {
    let lexicon = Lexicon::get();
    let named = lexicon.named(query)?;
    let entity = lexicon.entity(named.entity);
    Some(Expansion {
        entity: named.entity,
        name: entity.name,
        kind: entity.kind,
        typed: named.alias,
        names: entity.names.iter().collect(),
        note: named.note(),
    })
}

/// A search for all names of a thing, made ready; cheap to clone.
#[derive(Clone, Debug)]
pub struct AliasMatcher {
    expansion: Arc<Expansion>,
    /// Finds every place that can be a name, and some that are none.
    likely: Regex,
}

impl AliasMatcher {
    /// Makes a search ready.
    pub fn new(expansion: Expansion) -> Result<Self, BadQuery> {
        let pattern = expansion.names.iter().map(|name| pattern(name)).collect::<Vec<_>>().join("|");
        let likely = Regex::new(&pattern).map_err(|_| BadQuery("there are too many names".to_owned()))?;
        Ok(Self { expansion: Arc::new(expansion), likely })
    }

    /// The hits in `text`, in order, none overlapping, none across the border of two parts; after `stop`, no more of them.
    pub fn hits<'a>(
        &'a self,
        text: &'a str,
        stop: &'a AtomicBool,
    ) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let mut at = 0;
        let parts = std::iter::from_fn(move || {
            let hit = self.likely.find_at(text, at).filter(|_| !stop.load(Ordering::Relaxed))?;
            let start =
                text[..hit.start()].rfind(SEPARATOR).map_or(at, |border| border + SEPARATOR.len_utf8());
            let end = text[hit.end()..].find(SEPARATOR).map_or(text.len(), |border| hit.end() + border);
            at = end;
            Some(start..end)
        });
        parts.flat_map(move |part| self.in_part(text, part))
    }

    /// All hits in the thread, in the order of the file; `None` once `stop` is set.
    pub fn search(&self, thread: &Thread, stop: &AtomicBool) -> Option<Vec<Span>> {
        self.search_in(thread, &all_batches(thread), stop)
    }

    /// The hits in some batches of the thread, told by their places; in the order in which these are given.
    pub(super) fn search_in(
        &self,
        thread: &Thread,
        batches: &[usize],
        stop: &AtomicBool,
    ) -> Option<Vec<Span>> {
        in_batches(thread, batches, || {
            // Its own copy, as the caches of one expression are slow to share.
            let own = self.clone();
            move |batch| spans(thread, batch, own.hits(batch.text(), stop), stop)
        })
    }

    fn in_part(&self, text: &str, part: Range<usize>) -> Vec<Range<usize>> {
        let found = Lexicon::get().candidates(&text[part.clone()]).into_iter();
        let hits = found.filter(|found| self.is_hit(found));
        hits.map(|found| part.start + found.range.start..part.start + found.range.end).collect()
    }

    /// A name that was typed needs nothing that speaks for it, nor one of several words; another of several meanings does.
    fn is_hit(&self, found: &Match) -> bool {
        let Expansion { entity, typed, .. } = &*self.expansion;
        found.entity == *entity
            && (found.certainty > Certainty::Doubtful
                || found.alias.rule != Rule::Context
                || found.alias.text.contains(' ')
                || found.alias.text == typed.text)
    }
}

/// What finds every place where a name can stand.
fn pattern(name: &Name) -> String {
    let is_kept = !matches!(name.rule, Rule::Free) && name.how != How::Ticker;
    let mut pattern = of_letters(name.text);
    if is_kept {
        let shouted = name.text.to_uppercase();
        if shouted != name.text {
            pattern = format!("{pattern}|{}", of_letters(&shouted));
        }
    } else {
        pattern = format!("(?i:{pattern})");
    }
    // Between letters of other scripts it finds a border too, and so not too little.
    let is_short = name.text.len() <= 4 && name.text.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_short { format!(r"(?-u:\b)(?:{pattern})(?-u:\b)") } else { pattern }
}

/// What may stand between two words of a name: any sign but those of the border of two parts and of lines.
const GAP: &str = r"(?:[\t -/:;|\x{A0}·״׳ʼ‘’”•・\x{3000}]|[\x{2009}-\x{2013}\x{202F}]){1,4}";

/// The letters of a name, with whatever may stand between them.
fn of_letters(name: &str) -> String {
    let mut pattern = String::new();
    let mut letters = name.trim_end_matches(|c: char| !c.is_alphanumeric()).chars().peekable();
    while let Some(c) = letters.next() {
        if c.is_alphanumeric() {
            let mut plain = String::new();
            unicode_normalization::char::decompose_canonical(c, |part| plain.push(part));
            match plain.chars().next() {
                Some(base) if base != c && base.is_alphabetic() && !matches!(c, '\u{AC00}'..='\u{D7A3}') => {
                    pattern.extend([
                        "(?:",
                        c.encode_utf8(&mut [0; 4]),
                        "|",
                        base.encode_utf8(&mut [0; 4]),
                        r"\p{M}*)",
                    ]);
                }
                _ => pattern.push(c),
            }
        } else {
            while letters.next_if(|c| !c.is_alphanumeric()).is_some() {}
            pattern.push_str(GAP);
        }
    }
    pattern
}
