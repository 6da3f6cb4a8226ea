//! `unspool search`: what is searched for, where, and the exit code that tells whether it was found.

use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

use super::arguments::Search;
use super::coloring::Looks;
use super::hits::{self, Telling};
use super::inputs::{self, Candidate};
use super::sweeping::sweep;
use super::{Stop, complain, note, own_corrections};
use crate::index::accounts;
use crate::index::corrections::Corrections;
use crate::index::entities;
use crate::index::recognising;
use crate::index::search::aliases::{self, AliasMatcher, Expansion};
use crate::index::search::fields::{self, Fields};
use crate::index::search::{BadQuery, Case, Matcher, Query};
use crate::model::{Clean, Span, Thread};
use crate::shell::Failure;

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
    let expansion = search.aliases.then(|| aliases::expand(&words.text)).flatten();
    if search.aliases {
        note(out, &told_of(&words.text, expansion.as_ref()));
    }
    let matcher = match expansion {
        Some(expansion) => AliasMatcher::new(expansion).map(Finder::Names),
        None if words.text.is_empty() && !fields.is_empty() => Ok(Finder::Nothing),
        None => Matcher::new(&words).map(Finder::Words),
    };
    let matcher = matcher.map_err(|bad| refused(&bad, search.regex))?;
    let (candidates, failures) = inputs::gather(&search.inputs.files, search.inputs.sample);
    for failure in &failures {
        complain(out, failure);
    }
    let telling = if search.json {
        Telling::Json
    } else if search.count {
        Telling::Count(candidates.len() + failures.len() > 1)
    } else {
        Telling::Text(Looks::new(search.color))
    };
    let corrections = if fields.want_names() { own_corrections(out) } else { Corrections::default() };
    let mut has_hits = false;
    let work = |candidate: &Candidate, thread: Thread, stop: &AtomicBool| {
        let thread =
            if fields.want_names() { recognising::named(&thread, &corrections, stop) } else { thread };
        let spans = matcher.search(&thread, &fields, stop).unwrap_or_default();
        let mut output = Vec::new();
        let posts = hits::write(&mut output, (&candidate.origin.name(), &thread), &spans, telling)?;
        Ok((output, posts))
    };
    let has_trouble = sweep(&candidates, out, work, |found: io::Result<_>, out| {
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

/// What is said of a search under all names.
fn told_of(query: &str, expansion: Option<&Expansion>) -> String {
    let query = Clean::line(query);
    let Some(expansion) = expansion else { return format!("no other name of '{query}' is known.") };
    let others: Vec<_> = expansion.others().collect();
    let looked = if others.is_empty() {
        format!("'{}' has no other name", expansion.name)
    } else {
        format!("{} ({}), also looked for: {}", expansion.name, expansion.kind.name(), others.join(", "))
    };
    let more = expansion.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
    format!("{looked}{more}.")
}

/// What finds the hits.
enum Finder {
    /// No words: the fields choose posts.
    Nothing,
    /// As they were typed.
    Words(Matcher),
    /// All names of what was typed.
    Names(AliasMatcher),
}

impl Finder {
    fn search(&self, thread: &Thread, fields: &Fields, stop: &AtomicBool) -> Option<Vec<Span>> {
        let words = match self {
            Self::Nothing => None,
            Self::Words(matcher) => Some(matcher.search(thread, stop)?),
            Self::Names(matcher) => Some(matcher.search(thread, stop)?),
        };
        if fields.is_empty() {
            return words;
        }
        let mut entities = if fields.want_names() { entities::gather(thread) } else { Vec::new() };
        accounts::join(thread, &mut entities);
        fields.choose(thread, &entities, words, stop)
    }
}
