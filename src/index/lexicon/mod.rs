//! The lexicon: who and what threads are about, known without having been learnt, and found in any text.
//!
//! ```text
//! assets/entities.tsv ─► table ─► trie of names ─┐
//!                          text ─► words ────────┴─► judging ─► matches
//! ```
//!
//! A name is found as a whole word, in Chinese, Japanese and Korean wherever it stands. Many names are words too; the
//! rule of a name says where it counts (see the head of the table and [`Rule`]). Nothing here knows threads.

mod judging;
mod small_words;
mod table;
mod trie;
mod words;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use judging::Judge;
use small_words::Says;
use table::Row;
use trie::{Claim, Trie};

use crate::model::EntityKind;

/// An entity of the lexicon: its row in the table, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

/// One thing and all its names.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The name to show; a remark in brackets may say which of several it is.
    pub name: &'static str,
    /// Person, organization, place or product.
    pub kind: EntityKind,
    /// Two letters (ISO 3166), or `-`.
    pub country: &'static str,
    /// All names, the one to show first unless it has a remark.
    pub names: Vec<Name>,
}

/// A name of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name as it is written.
    pub text: &'static str,
    /// Where it counts.
    pub rule: Rule,
    /// How a text has it.
    pub how: How,
    /// Whether it has no small letter: what somebody who shouts would write.
    pub is_acronym: bool,
}

/// Where a name counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Everywhere, in upper and lower case.
    Free,
    /// As written only, and not where everything is in capitals.
    Exact,
    /// As written only; at the start of a sentence or among other capitals if something else speaks for it.
    Capital,
    /// As written only, and if something else speaks for it.
    Context,
    /// If somebody searches for the entity, or the text names it otherwise.
    Search,
}

/// How a text has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As a word of its own, or several.
    Word,
    /// Anywhere, as in scripts without blanks.
    Within,
    /// `BABA` or `$BABA`.
    Ticker,
}

/// How sure it is that a match names its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Only if something beyond the text speaks for it, such as another post of the thread.
    Doubtful,
    /// By a cue, or in another case than is usual.
    Likely,
    /// As it is written.
    Certain,
}

/// A place in a text that names an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// In bytes.
    pub range: Range<usize>,
    /// What is named.
    pub entity: EntityId,
    /// By which of its names.
    pub alias: &'static Name,
    /// How sure that is.
    pub certainty: Certainty,
}

/// The entity that a query names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The entity.
    pub entity: EntityId,
    /// The name of it that the query is.
    pub alias: &'static Name,
    /// Others that have the same name.
    pub others: Vec<EntityId>,
}

/// The name of an entity without the remark for whoever keeps the table: `Georgia (US state)`.
pub fn shown(name: &'static str) -> &'static str {
    name.split_once(" (").map_or(name, |(name, _)| name)
}

/// All entities and their names.
#[derive(Debug)]
pub struct Lexicon {
    entities: Vec<Entity>,
    /// By entity: whether words of sport speak for it.
    plays: Vec<bool>,
    trie: Trie,
}

impl Lexicon {
    /// The lexicon that is part of the program, made on first use in a few milliseconds.
    pub fn get() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(Self::made_anew)
    }

    /// The same, made once more; for measuring how long that takes.
    pub fn made_anew() -> Self {
        Self::new(table::rows(&table::TABLE))
    }

    fn new(rows: Vec<Row>) -> Self {
        let mut trie = Trie::with_capacity(rows.len() * 8);
        let mut words = Vec::new();
        let mut add = |text: &str, claim: Claim| {
            words::read_into(&mut words, text);
            trie.add(&words, claim);
        };
        let mut entities = Vec::with_capacity(rows.len());
        let mut plays = Vec::with_capacity(rows.len());
        for (entity, row) in (0..).zip(rows) {
            for cue in row.cues {
                add(cue, Claim::Cue(entity));
            }
            for longer in row.not {
                add(longer, Claim::Not(entity));
            }
            for (name, alias) in (0..).zip(&row.entity.names) {
                add(alias.text, Claim::Name { entity, name });
            }
            entities.push(row.entity);
            plays.push(row.plays);
        }
        Self { entities, plays, trie }
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// An entity; the first one for a number that none has.
    pub fn entity(&self, id: EntityId) -> &Entity {
        self.entities.get(id.0 as usize).unwrap_or(&self.entities[0])
    }

    /// Whether an entity plays, so that words of sport speak for it: a club, a player.
    pub fn plays(&self, id: EntityId) -> bool {
        self.plays.get(id.0 as usize).is_some_and(|plays| *plays)
    }

    /// How many words of a text speak of sport.
    pub fn words_of_sport(text: &str) -> usize {
        words::words(text).iter().filter(|word| Says::of(word).any(Says::OF_SPORT)).count()
    }

    /// Every entity, in the order of the table.
    pub fn entities(&self) -> impl Iterator<Item = (EntityId, &Entity)> {
        (0..).map(EntityId).zip(&self.entities)
    }

    /// What a text names, in order, none overlapping; in time linear in the text.
    ///
    /// The text is best one post: cues and other names speak for a name anywhere in it.
    pub fn find(&'static self, text: &str) -> Vec<Match> {
        let mut found = self.candidates(text);
        found.retain(|found| found.certainty > Certainty::Doubtful);
        found
    }

    /// As [`Lexicon::find`], with what is doubtful.
    pub fn candidates(&'static self, text: &str) -> Vec<Match> {
        Judge::new(self, text).matches()
    }

    /// The entity that a query is a name of, in whatever case; `None` if it is not exactly one.
    ///
    /// Of several, the one that is shown under this name comes first, then the one whose name has the freest rule.
    pub fn named(&'static self, query: &str) -> Option<Named> {
        let words = words::words(query);
        let mut claims: Vec<(u32, &'static Name)> = Vec::new();
        self.trie.walk(&words, 0, |last, claim| {
            if let Claim::Name { entity, name } = claim
                && last + 1 == words.len()
            {
                claims.push((entity, &self.entities[entity as usize].names[name as usize]));
            }
        });
        let is_ticker = query.trim_start().starts_with('$');
        claims.sort_by_key(|(entity, name)| {
            let shown = self.entities[*entity as usize].name;
            let is_shown =
                shown == name.text || shown.strip_suffix(')').is_some() && shown.starts_with(name.text);
            (is_ticker != (name.how == How::Ticker), !is_shown, name.text != query, name.rule as u8, *entity)
        });
        let (entity, alias) = *claims.first()?;
        let mut seen = HashSet::from([entity]);
        let others =
            claims.iter().filter(|(other, _)| seen.insert(*other)).map(|(other, _)| EntityId(*other));
        Some(Named { entity: EntityId(entity), alias, others: others.collect() })
    }
}

impl Named {
    /// What a user should know of the name, in one sentence; `None` for a name that says it all.
    pub fn note(&self) -> Option<String> {
        let lexicon = Lexicon::get();
        let name = self.alias.text;
        let is_ruled = matches!(self.alias.rule, Rule::Capital | Rule::Search | Rule::Context);
        let ruled = (is_ruled && self.alias.how != How::Ticker)
            .then(|| format!("'{name}' has other meanings; only {name} with its capitals is looked for"));
        let others: Vec<_> = self.others.iter().map(|other| lexicon.entity(*other).name).collect();
        let others = (!others.is_empty()).then(|| format!("it may also mean {}", others.join(", ")));
        let told: Vec<_> = ruled.into_iter().chain(others).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}
