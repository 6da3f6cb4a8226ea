//! What a query finds beyond its words: the person or thing that it names, under all other names.
//!
//! What is named is known from the lexicon, and from the thread itself, whose entities come with the places where they
//! are named. The words that were typed are found as ever; what is found twice or overlaps is one hit.

use std::sync::atomic::AtomicBool;

use super::aliases::{self, AliasMatcher, Expansion};
use super::{BadQuery, Case, Matcher, Query, all_batches, fields};
use crate::index::annotations::Annotation;
use crate::index::entities::{Entity, is_sign};
use crate::index::lexicon::{self, How, Name, Rule};
use crate::model::{Span, Thread};

/// What is known of a thread beyond its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'t> {
    /// What it names.
    pub entities: &'t [Entity],
    /// What the reader keeps upon it, with where that is; an empty stretch stands for a post as a whole.
    pub annotated: &'t [(Span, &'t Annotation)],
}

impl<'t> Known<'t> {
    /// What a thread names, and nothing else.
    pub fn of(entities: &'t [Entity]) -> Self {
        Self { entities, annotated: &[] }
    }
}

/// The other names of what a query names.
#[derive(Clone, Debug)]
pub struct OtherNames {
    /// Those that the words of the query do not find, the likeliest first; never empty.
    pub names: Vec<String>,
    /// Whether the query is the name as it is written, or in small letters a name that nobody types for a word.
    pub is_sure: bool,
    /// Whether the words of the query are also found where they name nobody: `apple` finds the fruit.
    pub is_word: bool,
    expansion: Option<Expansion>,
    /// Where the thread names it.
    mentions: Vec<Span>,
}

impl OtherNames {
    /// The other names of what a query names; `None` if it names nothing known, or nothing that has another name.
    ///
    /// `entities` are those of the thread that is searched.
    pub fn of(query: &Query, entities: &[Entity]) -> Option<Self> {
        let text = query.text.as_str();
        if query.regex || text.is_empty() || text.trim() != text {
            return None;
        }
        let expansion = aliases::expand(text);
        let of_lexicon = |entity: &Entity| expansion.as_ref().is_some_and(|known| known.is(entity));
        let mut is_written = false;
        let mut is_sure = expansion.as_ref().is_some_and(|e| is_sure(text, e.typed));
        let mut others = Vec::new();
        let mut mentions = Vec::new();
        for entity in entities.iter().filter(|entity| !is_sign(entity.kind)) {
            let names = || std::iter::once(&entity.name).chain(&entity.forms);
            let typed = names().find(|name| is_same(name, text));
            if typed.is_none() && !of_lexicon(entity) {
                continue;
            }
            is_written |= typed.is_some_and(|name| **name == *text);
            is_sure |= typed.is_some_and(|name| **name == *text || name.contains(char::is_lowercase));
            if let Some(expansion) = expansion.as_ref().filter(|_| of_lexicon(entity)) {
                others.push(lexicon::shown(expansion.name));
            }
            others.extend(names().map(|name| &**name));
            mentions.extend_from_slice(&entity.spans);
        }
        if let Some(expansion) = &expansion {
            others.push(lexicon::shown(expansion.name));
            let (local, known): (Vec<_>, Vec<_>) = expansion.others().partition(|name| name.contains('.'));
            others.extend(known.into_iter().chain(local));
        }
        let kept = is_case_kept(query);
        let names = worth_telling(text, kept, &others);
        let is_ruled = expansion.as_ref().is_some_and(|e| !matches!(e.typed.rule, Rule::Free));
        (!names.is_empty()).then(|| Self {
            names,
            // One letter is more often the first of a word.
            is_sure: is_sure
                && text.chars().nth(1).or_else(|| text.chars().find(|c| !c.is_ascii())).is_some(),
            is_word: !kept && is_ruled && !is_written && text.chars().any(char::is_alphabetic),
            expansion,
            mentions,
        })
    }
}

/// A search for words, and if it is to, for what they name, made ready: it goes through a thread piece by piece.
#[derive(Debug)]
pub struct Search {
    words: Matcher,
    named: Option<Named>,
}

/// What a query names.
#[derive(Debug)]
struct Named {
    /// Where the thread names it, in the order of the file.
    mentions: Vec<Span>,
    aliases: Option<AliasMatcher>,
}

impl Search {
    /// Makes a query without fields ready for a thread that has these entities.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn new(query: &Query, entities: &[Entity]) -> Result<Self, BadQuery> {
        let words = Matcher::new(query)?;
        let others = Some(query).filter(|query| query.names).and_then(|q| OtherNames::of(q, entities));
        let named = others.map(|OtherNames { mut mentions, expansion, .. }| {
            mentions.sort_unstable();
            Ok(Named { mentions, aliases: expansion.map(AliasMatcher::new).transpose()? })
        });
        Ok(Self { words, named: named.transpose()? })
    }

    /// All that it finds in some batches of the thread, told by their places, which are sorted: in the order of the file;
    /// `None` once `stop` is set.
    pub fn within(&self, thread: &Thread, batches: &[usize], stop: &AtomicBool) -> Option<Vec<Span>> {
        let mut spans = self.words.search_in(thread, batches, stop)?;
        let Some(Named { mentions, aliases }) = &self.named else { return Some(spans) };
        for batch in batches {
            let posts = thread.batches()[*batch].posts();
            let before = |number: u32| mentions.partition_point(|span| span.post.0 < number);
            spans.extend_from_slice(&mentions[before(posts.start)..before(posts.end)]);
        }
        if let Some(aliases) = aliases {
            spans.extend(aliases.search_in(thread, batches, stop)?);
        }
        Some(joined(spans))
    }
}

/// All that a query finds in a thread, in the order of the file: its words, and if it is to, what it names; all of it in
/// posts that its fields fit.
///
/// `None` once `stop` is set.
pub fn search(
    query: &Query,
    thread: &Thread,
    known: &Known,
    stop: &AtomicBool,
) -> Result<Option<Vec<Span>>, BadQuery> {
    let (query, fields) = fields::split(query)?;
    if fields.is_empty() {
        return search_words(&query, thread, known.entities, stop);
    }
    let mut words = None;
    if !query.text.is_empty() {
        let Some(found) = search_words(&query, thread, known.entities, stop)? else { return Ok(None) };
        words = Some(found);
    }
    Ok(fields.choose(thread, known, words, stop))
}

/// What a query without fields finds.
fn search_words(
    query: &Query,
    thread: &Thread,
    entities: &[Entity],
    stop: &AtomicBool,
) -> Result<Option<Vec<Span>>, BadQuery> {
    Ok(Search::new(query, entities)?.within(thread, &all_batches(thread), stop))
}

/// Spans in order, those that overlap made one.
pub fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut().filter(|last| last.post == span.post && span.start < last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => joined.push(span),
        }
    }
    joined
}

/// Whether the words of a query are found in its own case only.
fn is_case_kept(query: &Query) -> bool {
    match query.case {
        Case::Smart => query.text.chars().any(char::is_uppercase),
        Case::Sensitive => true,
        Case::Insensitive => false,
    }
}

/// Whether both are the same in small letters.
fn is_same(a: &str, b: &str) -> bool {
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}

/// Whether whoever types this means the name: in small letters, tickers and acronyms are words first (`us`, `all`).
fn is_sure(text: &str, name: &Name) -> bool {
    let is_word = name.how == How::Word && !name.is_acronym;
    is_word || name.how == How::Within || text.strip_prefix('$').unwrap_or(text) == name.text
}

/// The names that find more than what was typed and than the names before them.
fn worth_telling(typed: &str, is_kept: bool, names: &[&str]) -> Vec<String> {
    let small = |text: &str| if is_kept { text.to_owned() } else { text.to_lowercase() };
    let mut told: Vec<String> = Vec::new();
    let typed = small(typed.strip_prefix('$').unwrap_or(typed));
    for name in names {
        let own = small(name);
        if !own.contains(&typed) && !told.iter().any(|known| own.contains(&small(known))) {
            told.push((*name).to_owned());
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::corrections::Corrections;
    use crate::index::{entities, recognising};
    use crate::model::{Draft, Rich, ThreadBuilder};

    fn thread(posts: &[&str]) -> Thread {
        let mut builder = ThreadBuilder::default();
        for post in posts {
            builder.push(Draft { body: Rich::plain(post), ..Draft::default() });
        }
        recognising::named(&builder.finish(), &Corrections::default(), &AtomicBool::new(false))
    }

    fn query(text: &str) -> Query {
        Query { text: text.to_owned(), names: true, ..Query::default() }
    }

    fn found(text: &str, thread: &Thread) -> Vec<String> {
        let entities = entities::gather(thread);
        let spans =
            search(&query(text), thread, &Known::of(&entities), &AtomicBool::new(false)).unwrap().unwrap();
        assert!(spans.is_sorted());
        spans.iter().map(|span| thread.slice(*span).to_owned()).collect()
    }

    #[test]
    fn every_name_finds_the_same_places() {
        let thread = thread(&["阿里巴巴 rose.", "$BABA and Alibaba Group fell.", "Ali Baba slept."]);
        let spans = |text| {
            let entities = entities::gather(&thread);
            let spans = search(&query(text), &thread, &Known::of(&entities), &AtomicBool::new(false))
                .unwrap()
                .unwrap();
            spans.iter().map(|span| span.post.0).collect::<Vec<_>>()
        };
        for text in ["alibaba", "Alibaba", "BABA", "$BABA", "阿里巴巴"] {
            assert_eq!(spans(text), [0, 1, 1], "{text}");
        }
        assert_eq!(found("Alibaba", &thread)[2], "Alibaba Group", "what overlaps is one hit");
    }

    #[test]
    fn a_word_is_found_as_a_word_too() {
        let thread = thread(&["I ate an apple.", "Tim Cook of Apple sold $AAPL."]);
        assert_eq!(found("apple", &thread), ["apple", "Apple", "AAPL"]);
        let offer = |text| OtherNames::of(&query(text), &[]).unwrap();
        assert!(offer("apple").is_word && offer("apple").is_sure);
        assert!(!offer("Apple").is_word && !offer("alibaba").is_word);
    }

    #[test]
    fn the_thread_knows_names_of_its_own() {
        let thread = thread(&["Mara Quill spoke.", "Quill left.", "Said Quill: no quills."]);
        assert_eq!(found("mara quill", &thread), ["Mara Quill", "Quill", "Quill"]);
        let offer = OtherNames::of(&query("Mara Quill"), &entities::gather(&thread)).unwrap();
        assert_eq!((offer.names, offer.is_sure), (vec!["Quill".to_owned()], true));
    }

    #[test]
    fn acronyms_and_tickers_in_small_letters_are_words_first() {
        for (text, is_sure) in [("US", true), ("us", false), ("BABA", true), ("baba", false), ("F", false)] {
            assert_eq!(OtherNames::of(&query(text), &[]).unwrap().is_sure, is_sure, "{text}");
        }
        for text in ["", " ", "alibaba ", "quill", "the"] {
            assert!(OtherNames::of(&query(text), &[]).is_none(), "{text:?}");
        }
        assert!(OtherNames::of(&Query { regex: true, ..query("alibaba") }, &[]).is_none());
    }

    #[test]
    fn names_that_the_words_find_anyway_are_not_told() {
        let names = OtherNames::of(&query("alibaba"), &[]).unwrap().names;
        assert!(names.iter().all(|name| !name.to_lowercase().contains("alibaba")), "{names:?}");
        assert!(names.iter().any(|name| name == "阿里巴巴"), "{names:?}");
        assert_eq!(OtherNames::of(&query("BABA"), &[]).unwrap().names[0], "Alibaba");
    }
}
