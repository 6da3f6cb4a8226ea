//! `unspool search`: what is searched for, where, and the exit code that tells whether it was found.

use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

use super::arguments::Search;
use super::coloring::Looks;
use super::hits::{self, Telling};
use super::inputs::{self, Candidate};
use super::sweeping::sweep;
use super::{Stop, complain, note, own_corrections};
use crate::formats;
use crate::index::Tree;
use crate::index::accounts;
use crate::index::annotations::Annotations;
use crate::index::corrections::Corrections;
use crate::index::entities;
use crate::index::recognising;
use crate::index::search::aliases::{self, AliasMatcher, Expansion};
use crate::index::search::fields::{self, Fields};
use crate::index::search::naming::{self, Known};
use crate::index::search::{BadQuery, Case, Matcher, Query, Sieve};
use crate::model::{Clean, Span, Thread};
use crate::shell::annotations::{self, Shelf};
use crate::shell::{Failure, settings};

/// The exit codes, those of grep.
const FOUND: u8 = 0;
const NOTHING: u8 = 1;
const TROUBLE: u8 = 2;

/// Searches every file; the exit code.
pub(super) fn search(search: &Search, out: &mut dyn Write) -> Result<u8, Stop> {
    let query = Query {
        text: search.query.clone(),
        case: match (search.ignore_case, search.case_sensitive) {
            (true, _) => Case::Insensitive,
            (false, true) => Case::Sensitive,
            (false, false) => Case::Smart,
        },
        regex: search.regex,
        words: search.word,
        names: false,
        fields: !search.regex,
    };
    let (words, fields) = fields::split(&query).map_err(|bad| refused(&bad, search.regex))?;
    let wants_own = fields.want_names() || search.aliases;
    let corrections = if wants_own { own_corrections(out) } else { Corrections::default() };
    let matcher = if words.text.is_empty() && !fields.is_empty() {
        Ok(Finder::Nothing)
    } else if search.aliases {
        let known = aliases::expand(&words.text);
        let typed = std::iter::once(words.text.as_str());
        let own = corrections.other_names(
            typed.chain(known.iter().flat_map(|known| known.names.iter().map(|name| name.text))),
        );
        let expansion = known.or_else(|| own.iter().find_map(|name| aliases::expand(name)));
        note(out, &told_of(&words.text, &own, expansion.as_ref()));
        all_names(&words, &own, expansion)
    } else {
        Matcher::new(&words).map(Finder::Words)
    };
    let matcher = matcher.map_err(|bad| refused(&bad, search.regex))?;
    let (candidates, failures) = inputs::gather(&search.inputs.files, search.inputs.sample);
    for failure in &failures {
        complain(out, failure);
    }
    let shelf = fields.want_annotations().then(|| settings::load().shelf());
    let telling = if search.json {
        Telling::Json
    } else if search.count {
        Telling::Count(candidates.len() + failures.len() > 1)
    } else {
        Telling::Text(Looks::new(search.color))
    };
    // Whoever counts is told of files without hits too.
    let is_added = words.text.split_whitespace().any(formats::is_added);
    let sieve = if search.count || is_added { None } else { matcher.sieve() };
    let is_wanted = |candidate: &Candidate| sieve.as_ref().is_none_or(|sieve| candidate.can_hold(sieve));
    let mut has_hits = false;
    let work = |candidate: &Candidate, thread: Thread, stop: &AtomicBool| {
        let thread =
            if fields.want_names() { recognising::named(&thread, &corrections, stop) } else { thread };
        let spans = matcher.search(&thread, (&fields, shelf), stop).unwrap_or_default();
        let mut output = Vec::new();
        let posts = hits::write(&mut output, (&candidate.origin.name(), &thread), &spans, telling)?;
        Ok((output, posts))
    };
    let has_trouble = sweep(&candidates, out, is_wanted, work, |found: io::Result<_>, out| {
        let (output, posts) = found?;
        let has_gap = has_hits && posts > 0 && matches!(telling, Telling::Text(_));
        out.write_all(if has_gap { b"\n" } else { b"" })?;
        has_hits |= posts > 0;
        out.write_all(&output)
    })?;
    Ok(if has_trouble || !failures.is_empty() {
        TROUBLE
    } else if has_hits {
        FOUND
    } else {
        NOTHING
    })
}

fn refused(bad: &BadQuery, is_regex: bool) -> Failure {
    let advice = if is_regex { " Without -e it is searched for as it stands." } else { "" };
    Failure::wrong_usage(format!("QUERY: {}.{advice}", Clean::line(&bad.to_string())))
}

/// What is said of a search under all names: those of the reader's own file, and those of the lexicon.
fn told_of(query: &str, own: &[Clean], expansion: Option<&Expansion>) -> String {
    let query = Clean::line(query);
    let own = own.iter().map(|name| &**name);
    let Some(expansion) = expansion else {
        let own: Vec<_> = own.collect();
        return if own.is_empty() {
            format!("no other name of '{query}' is known.")
        } else {
            format!("{query}, also looked for: {}.", own.join(", "))
        };
    };
    let own: Vec<_> = own.filter(|own| !expansion.names.iter().any(|name| name.text == *own)).collect();
    let others: Vec<&str> = own.into_iter().chain(expansion.others().map(|name| name as &str)).collect();
    let looked = if others.is_empty() {
        format!("'{}' has no other name", expansion.name)
    } else {
        format!("{} ({}), also looked for: {}", expansion.name, expansion.kind.name(), others.join(", "))
    };
    let more = expansion.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
    format!("{looked}{more}.")
}

/// Finds all names of what was typed; where none is known, what was typed as it stands.
fn all_names(words: &Query, own: &[Clean], expansion: Option<Expansion>) -> Result<Finder, BadQuery> {
    if own.is_empty() && expansion.is_none() {
        return Matcher::new(words).map(Finder::Words);
    }
    let is_known = |name: &str| {
        expansion.as_ref().is_some_and(|known| known.names.iter().any(|alias| alias.text == name))
    };
    let typed = Some(words.text.as_str()).filter(|_| !own.is_empty());
    let names = typed.into_iter().chain(own.iter().map(|name| &**name)).filter(|name| !is_known(name));
    let whole = |name: &str| Matcher::new(&Query { text: name.to_owned(), words: true, ..words.clone() });
    let names = names.map(whole).collect::<Result<_, _>>()?;
    Ok(Finder::Names(expansion.map(AliasMatcher::new).transpose()?, names))
}

/// What finds the hits.
enum Finder {
    /// No words: the fields choose posts.
    Nothing,
    /// As they were typed.
    Words(Matcher),
    /// All names of what was typed: of the lexicon, and of the reader's own file.
    Names(Option<AliasMatcher>, Vec<Matcher>),
}

impl Finder {
    /// What tells of files without reading them that they hold no hit.
    fn sieve(&self) -> Option<Sieve> {
        match self {
            Self::Words(matcher) => matcher.sieve(),
            Self::Nothing | Self::Names(..) => None,
        }
    }

    fn search(
        &self,
        thread: &Thread,
        (fields, kept_on): (&Fields, Option<Shelf>),
        stop: &AtomicBool,
    ) -> Option<Vec<Span>> {
        let words = match self {
            Self::Nothing => None,
            Self::Words(matcher) => Some(matcher.search(thread, stop)?),
            Self::Names(known, own) => {
                let mut spans = match known {
                    Some(known) => known.search(thread, stop)?,
                    None => Vec::new(),
                };
                for matcher in own {
                    spans.extend(matcher.search(thread, stop)?);
                }
                Some(naming::joined(spans))
            }
        };
        if fields.is_empty() {
            return words;
        }
        let mut entities = if fields.want_names() { entities::gather(thread) } else { Vec::new() };
        accounts::join(thread, &mut entities);
        let tree = Tree::new(thread);
        let own = match kept_on {
            Some(place) => annotations::found(place, thread, &tree).unwrap_or_default(),
            None => Annotations::default(),
        };
        let known = Known { entities: &entities, annotated: &own.spans(&tree) };
        fields.choose(thread, &known, words, stop)
    }
}
