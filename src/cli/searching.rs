//! `unspool search`: many files at once, told in the order of the arguments.
//!
//! Workers take one file after the other and write what they find into memory; it goes out as soon as all files before
//! have had their turn. Files that cannot be read do not keep the others from being searched.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use super::arguments::Search;
use super::coloring::Looks;
use super::hits::{self, Telling};
use super::inputs::{self, Candidate};
use super::{Stop, complain, note};
use crate::index::search::aliases::{self, AliasMatcher, Expansion};
use crate::index::search::{BadQuery, Case, Matcher, Query};
use crate::model::{Clean, Span, Thread};
use crate::shell::Failure;

/// The exit codes, those of grep.
const FOUND: u8 = 0;
const NOTHING: u8 = 1;
const TROUBLE: u8 = 2;

/// What a search of one file gave.
enum Outcome {
    /// What is to be told, and how many posts have hits.
    Searched(Vec<u8>, usize),
    /// It was found in a folder and is no thread.
    PassedOver,
    /// It cannot be read.
    Failed(Failure),
}

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
    };
    let expansion = search.aliases.then(|| aliases::expand(&search.query)).flatten();
    if search.aliases {
        note(out, &told_of(&search.query, expansion.as_ref()));
    }
    let matcher = match expansion {
        Some(expansion) => AliasMatcher::new(expansion).map(Finder::Names),
        None => Matcher::new(&query).map(Finder::Words),
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
    let sweep = Sweep { matcher, telling, candidates, stop: AtomicBool::new(false) };
    let told = sweep.run(out)?;
    Ok(if told.has_trouble || !failures.is_empty() {
        TROUBLE
    } else if told.has_hits {
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
    /// As they were typed.
    Words(Matcher),
    /// All names of what was typed.
    Names(AliasMatcher),
}

impl Finder {
    fn search(&self, thread: &Thread, stop: &AtomicBool) -> Option<Vec<Span>> {
        match self {
            Self::Words(matcher) => matcher.search(thread, stop),
            Self::Names(matcher) => matcher.search(thread, stop),
        }
    }
}

/// One search through many files.
struct Sweep {
    matcher: Finder,
    telling: Telling,
    candidates: Vec<Candidate>,
    /// Set when nobody listens any more.
    stop: AtomicBool,
}

#[derive(Default)]
struct Told {
    has_hits: bool,
    has_trouble: bool,
}

impl Sweep {
    fn run(&self, out: &mut dyn Write) -> io::Result<Told> {
        let workers = thread::available_parallelism().map_or(1, usize::from).min(self.candidates.len());
        let next = AtomicUsize::new(0);
        let (sender, outcomes) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..workers {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    while !self.stop.load(Ordering::Relaxed) {
                        let turn = next.fetch_add(1, Ordering::Relaxed);
                        let Some(candidate) = self.candidates.get(turn) else { break };
                        if sender.send((turn, self.search(candidate))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let told = self.tell(&outcomes, out);
            self.stop.store(true, Ordering::Relaxed);
            told
        })
    }

    fn search(&self, candidate: &Candidate) -> Outcome {
        let thread = match candidate.open() {
            Ok(Some(thread)) => thread,
            Ok(None) => return Outcome::PassedOver,
            Err(failure) => return Outcome::Failed(failure),
        };
        let spans = self.matcher.search(&thread, &self.stop).unwrap_or_default();
        let mut output = Vec::new();
        let name = candidate.origin.name();
        match hits::write(&mut output, (&name, &thread), &spans, self.telling) {
            Ok(posts) => Outcome::Searched(output, posts),
            Err(error) => Outcome::Failed(Failure::could_not(format!("{name}: {error}"))),
        }
    }

    /// Writes out what the workers found, in the order of the files.
    fn tell(&self, outcomes: &Receiver<(usize, Outcome)>, out: &mut dyn Write) -> io::Result<Told> {
        let mut told = Told::default();
        let mut early = BTreeMap::new();
        let mut passed_over = 0;
        for turn in 0..self.candidates.len() {
            while !early.contains_key(&turn) {
                let Ok((turn, outcome)) = outcomes.recv() else { return Ok(told) };
                early.insert(turn, outcome);
            }
            match early.remove(&turn) {
                Some(Outcome::Searched(output, posts)) => {
                    let has_gap = told.has_hits && posts > 0 && matches!(self.telling, Telling::Text(_));
                    out.write_all(if has_gap { b"\n" } else { b"" })?;
                    out.write_all(&output)?;
                    out.flush()?;
                    told.has_hits |= posts > 0;
                }
                Some(Outcome::PassedOver) => passed_over += 1,
                Some(Outcome::Failed(failure)) => {
                    complain(out, &failure);
                    told.has_trouble = true;
                }
                None => {}
            }
        }
        inputs::tell_passed_over(passed_over, out);
        Ok(told)
    }
}
