//! `unspool quote`: which posts and words are meant, then a quotation of them or their record.

use std::fs;
use std::io::Write;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::arguments::{Quote, RecordKind};
use super::{Stop, note, own_corrections};
use crate::cite::quoting::finding::{self, Found};
use crate::cite::quoting::{self, BUILT_IN, Form, Manner, Passage};
use crate::cite::records::{self, Choice, Kind};
use crate::cite::reference::Reference;
use crate::index::search::{Case, Matcher, Query};
use crate::index::{Tree, recognising};
use crate::model::{Clean, PostIx, Thread};
use crate::shell::records::append;
use crate::shell::{Failure, files};

/// A template is not larger than this, in bytes.
const MOST_TEMPLATE: u64 = 1 << 20;

/// Writes the quotation, or the record, that is asked for.
pub(super) fn quote(asked: &Quote, out: &mut dyn Write) -> Result<(), Stop> {
    let needs_hash = asked.provenance || asked.record.is_some() || asked.template.is_some();
    let mut thread = files::open(&asked.input.origin()?, needs_hash)?;
    if asked.links_to_entities || asked.template.is_some() {
        thread = recognising::named(&thread, &own_corrections(out), &AtomicBool::new(false));
    }
    let tree = Tree::new(&thread);
    let posts = posts(asked, &thread, &tree)?;
    let passages = match &asked.quote {
        None => posts.iter().map(|post| Passage::whole(&thread, *post)).collect(),
        Some(words) => vec![passage(&thread, &tree, &posts, words)?],
    };
    let manner = manner(asked)?;
    if let Some(kind) = asked.record {
        let references = quoting::references(&thread, &tree, &passages, &manner);
        let choice = Choice { handle_in_name: asked.handle_in_name, emoji_as_words: asked.emoji_as_words };
        return record(&references, (kind, choice), asked.append.as_deref(), out);
    }
    let quotation = quoting::quote(&thread, &tree, &passages, &manner);
    if let (Form::Own(_), "") = (&manner.form, quotation.text.as_str()) {
        let problem = quotation.notices.first().map_or("the template writes nothing", String::as_str);
        return Err(Failure::could_not(format!("{problem}.")).into());
    }
    writeln!(out, "{}", quotation.text.trim_end_matches('\n'))?;
    for notice in &quotation.notices {
        note(out, &format!("{}: {notice}.", quotation.what));
    }
    Ok(())
}

/// Writes records, or adds them to a file and says which are new.
pub(super) fn record(
    references: &[Reference],
    (kind, choice): (RecordKind, Choice),
    file: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let kind = match kind {
        RecordKind::Biblatex => Kind::Biblatex,
        RecordKind::Bibtex => Kind::Bibtex,
        RecordKind::CslJson => Kind::CslJson,
        RecordKind::Ris => Kind::Ris,
    };
    let Some(file) = file else {
        write!(out, "{}", records::write(kind, references, choice))?;
        return Ok(());
    };
    let done = append(file, kind, references, choice)?;
    let name = Clean::line(&file.to_string_lossy());
    for (keys, what) in [(&done.added, "added to"), (&done.present, "already in")] {
        if !keys.is_empty() {
            note(out, &format!("{what} {name}: {}.", Clean::line(&keys.join(", "))));
        }
    }
    Ok(())
}

/// The posts that are meant, in reading order.
fn posts(asked: &Quote, thread: &Thread, tree: &Tree) -> Result<Vec<PostIx>, Failure> {
    if let Some(words) = &asked.search {
        return searched(asked, thread, tree, words);
    }
    let Some(first) = asked.post else { return Ok(tree.order().to_vec()) };
    let last = asked.to.unwrap_or(first);
    let numbers: RangeInclusive<usize> = first..=last;
    if first > last || last > thread.len() {
        let noun = thread.unit.noun(thread.len());
        return Err(Failure::could_not(format!(
            "there is no {} {}; the thread has {} {noun}.",
            thread.unit.noun(1),
            if first == last { first.to_string() } else { format!("{first} to {last}") },
            thread.len()
        )));
    }
    Ok(tree.order()[numbers.start() - 1..*numbers.end()].to_vec())
}

/// The posts with words, as `unspool search` finds them.
fn searched(asked: &Quote, thread: &Thread, tree: &Tree, words: &str) -> Result<Vec<PostIx>, Failure> {
    let query = Query {
        text: words.to_owned(),
        case: Case::Smart,
        regex: false,
        words: false,
        names: false,
        fields: false,
    };
    let refused = |error: &dyn std::fmt::Display| {
        Failure::wrong_usage(format!("--search: {}.", Clean::line(&error.to_string())))
    };
    let matcher = Matcher::new(&query).map_err(|error| refused(&error))?;
    let spans = matcher.search(thread, &AtomicBool::new(false)).unwrap_or_default();
    let mut hits: Vec<PostIx> = spans.into_iter().map(|span| span.post).collect();
    hits.sort_by_key(|post| tree.rank(*post).number());
    hits.dedup();
    let nth = asked.nth.unwrap_or(1);
    match hits.get(nth - 1) {
        _ if asked.all && !hits.is_empty() => Ok(hits),
        Some(post) => Ok(vec![*post]),
        None if hits.is_empty() => Err(Failure::could_not(format!("no post has '{}'.", Clean::line(words)))),
        None => Err(Failure::could_not(format!(
            "only {} {} '{}'.",
            hits.len(),
            if hits.len() == 1 { "post has" } else { "posts have" },
            Clean::line(words)
        ))),
    }
}

/// The words in one of the posts.
fn passage(thread: &Thread, tree: &Tree, posts: &[PostIx], words: &str) -> Result<Passage, Failure> {
    let none = match posts {
        [post] => format!("post {} does not have '{}'", tree.rank(*post).number(), Clean::line(words)),
        _ => format!("no post has '{}'", Clean::line(words)),
    };
    match finding::find(thread, posts, words) {
        Found::Here(passage) => Ok(passage),
        Found::Nearest(near) => Err(Failure::could_not(format!(
            "{none}; the nearest is in post {}: {}",
            tree.rank(near.post).number(),
            Clean::line(thread.post(near.post).text(near.range.clone()))
        ))),
        Found::Nothing => Err(Failure::could_not(format!("{none}."))),
    }
}

fn manner(asked: &Quote) -> Result<Manner, Failure> {
    let mut manner = Manner {
        form: asked.form.clone(),
        links_entities: asked.links_to_entities,
        has_provenance: asked.provenance,
        has_key: asked.cite_key,
        emoji_as_words: asked.emoji_as_words.then_some(true),
        accessed: asked.accessed,
        ..Manner::default()
    };
    if let Some(name) = &asked.template {
        manner.form = Form::Own(name.clone());
        if !BUILT_IN.iter().any(|(known, _)| known == name) {
            manner.templates.insert(name.clone(), template(Path::new(name))?);
        }
    }
    Ok(manner)
}

/// A template from its file.
fn template(path: &Path) -> Result<String, Failure> {
    let failed = |what: &str| {
        let known: Vec<_> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        let name = Clean::line(&path.to_string_lossy());
        Failure::could_not(format!("{name}: {what}. A template is a file, or one of {}.", known.join(", ")))
    };
    let known = fs::metadata(path).map_err(|error| failed(&error.to_string()))?;
    if !known.is_file() || known.len() > MOST_TEMPLATE {
        return Err(failed("no file of a template's size"));
    }
    fs::read_to_string(path).map_err(|error| failed(&error.to_string()))
}
