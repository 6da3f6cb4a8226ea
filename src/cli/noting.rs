//! `unspool notes`: what the reader keeps upon a thread, as notes with citations or as W3C annotations; and the way back.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::{Notes, NotesForm};
use super::{Stop, note};
use crate::cite::annotations::w3c::{self, Page};
use crate::cite::annotations::{self, write_notes};
use crate::cite::quoting::Manner;
use crate::cite::styles::Style;
use crate::index::Tree;
use crate::index::annotations::{Annotation, Annotations, Change};
use crate::model::{Clean, Thread, thousands};
use crate::shell::annotations::Shelf;
use crate::shell::owning::Owners;
use crate::shell::{Failure, files, settings};

/// A file that is larger holds no annotations, in bytes.
const MOST: u64 = 256 << 20;

/// Writes what is kept upon a thread, after adding what a file has.
pub(super) fn notes(asked: &Notes, out: &mut dyn Write) -> Result<(), Stop> {
    if let Some(Err(problem)) = asked.style.as_deref().map(Style::named) {
        return Err(Failure::wrong_usage(format!("--style: {}.", Clean::line(&problem.to_string()))).into());
    }
    let thread = files::open(&asked.input.origin()?, false)?;
    let tree = Tree::new(&thread);
    let settings = settings::load();
    let owners = Owners::of(&thread, &tree);
    let kept = Keeping { owners, shelf: settings.shelf(), thread: &thread, tree: &tree };
    if let Some(file) = &asked.import {
        kept.import(file, out)?;
    }
    let Some(form) = asked.to.or_else(|| asked.import.is_none().then(NotesForm::default)) else {
        return Ok(());
    };
    let annotations = kept.found()?;
    if annotations.is_empty() {
        note(
            out,
            "nothing is kept upon this thread; in the reader, A writes a remark and x highlights a selection.",
        );
    }
    let form = match form {
        NotesForm::Markdown => annotations::Notes::Markdown,
        NotesForm::Org => annotations::Notes::Org,
        NotesForm::Json => {
            let whole = kept.owners.as_ref().map(|owners| owners.whole().clone());
            let (thread, words) = whole.map(|whole| (whole.mark, whole.words)).unwrap_or_default();
            let annotations = annotations.all.into_iter().map(|placed| placed.annotation).collect();
            out.write_all(w3c::write(&Page { thread, words, annotations }).as_bytes())?;
            return Ok(());
        }
    };
    let manner = Manner { style: asked.style.clone(), ..settings.manner() };
    write_notes(out, (&thread, &tree), &annotations, form, &manner)?;
    Ok(())
}

/// What is kept upon the threads of a file.
struct Keeping<'t> {
    owners: Option<Owners<'t>>,
    shelf: Shelf,
    thread: &'t Thread,
    tree: &'t Tree,
}

impl Keeping<'_> {
    /// All that is kept, found in the thread.
    fn found(&self) -> Result<Annotations, Failure> {
        let problem = |problem: String| Failure::could_not(format!("{}.", problem.trim_end_matches('.')));
        let all = self.owners.as_ref().map_or_else(|| Ok(Vec::new()), |owners| owners.load(self.shelf));
        Ok(Annotations::new(self.thread, self.tree, all.map_err(problem)?))
    }

    /// Adds the annotations of a file, and says what became of them.
    fn import(&self, file: &Path, out: &mut dyn Write) -> Result<(), Stop> {
        let name = Clean::line(&file.to_string_lossy());
        let failed = |problem: &dyn std::fmt::Display| Failure::could_not(format!("{name}: {problem}."));
        let text = text_of(file).map_err(|error| failed(&error))?;
        let page = w3c::read(&text).map_err(|problem| failed(&problem))?;
        let known: Vec<Annotation> = self.found()?.all.into_iter().map(|placed| placed.annotation).collect();
        let known = Known::new(&known);
        let placed = Annotations::new(self.thread, self.tree, page.annotations);
        let (mut there, mut lost) = (0, 0);
        let mut changes = Vec::new();
        for placed in placed.all {
            let is_lost = placed.is_lost();
            if let Some(change) = known.added_to(placed.annotation) {
                changes.push(change);
                lost += usize::from(is_lost);
            } else {
                there += 1;
            }
        }
        let added = changes.len();
        if added > 0 {
            let unknown = || Failure::could_not("there is nothing to know this thread by.");
            let kept = self.owners.as_ref().ok_or_else(unknown)?.change(self.shelf, changes);
            let kept = kept.map_err(|problem| Failure::could_not(format!("not imported: {problem}.")))?;
            if let Some(notice) = kept.notice {
                note(out, &format!("{notice}."));
            }
        }
        let mut told = vec![format!("{} imported", thousands(added))];
        told.extend((there > 0).then(|| format!("{} already there", thousands(there))));
        let noun = if lost == 1 { "is on words" } else { "are on words" };
        told.extend(
            (lost > 0).then(|| format!("{} of them {noun} that are not in this thread", thousands(lost))),
        );
        note(out, &format!("{}.", told.join(", ")));
        Ok(())
    }
}

/// What is kept, by what it is known again by.
struct Known<'a> {
    by_id: HashMap<&'a str, &'a Annotation>,
    by_words: HashMap<(&'a str, &'a str), Vec<&'a Annotation>>,
}

/// What an annotation without an id is looked up by: the words it is on, and what was written on them.
fn words_of(annotation: &Annotation) -> (&str, &str) {
    (annotation.words().next().unwrap_or_default(), &annotation.remark)
}

impl<'a> Known<'a> {
    fn new(all: &'a [Annotation]) -> Self {
        let by_id = all.iter().rev().map(|own| (&*own.id, own)).collect();
        let mut by_words: HashMap<_, Vec<_>> = HashMap::new();
        for own in all {
            by_words.entry(words_of(own)).or_default().push(own);
        }
        Self { by_id, by_words }
    }

    fn find(&self, annotation: &Annotation) -> Option<&'a Annotation> {
        if !annotation.id.is_empty() {
            return self.by_id.get(&*annotation.id).copied();
        }
        let is_same = |own: &&&Annotation| own.targets == annotation.targets && own.tags == annotation.tags;
        self.by_words.get(&words_of(annotation))?.iter().find(is_same).copied()
    }

    /// What adding an annotation changes; nothing for one that is there, unless it was changed since.
    fn added_to(&self, annotation: Annotation) -> Option<Change> {
        match self.find(&annotation) {
            None => Some(Change::made(annotation)),
            Some(own) if annotation.modified > own.modified && !annotation.id.is_empty() => {
                Some(Change { before: Some(own.clone()), after: Some(annotation) })
            }
            Some(_) => None,
        }
    }
}

fn text_of(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    if file.as_os_str() == "-" {
        io::stdin().take(MOST).read_to_string(&mut text)?;
    } else {
        fs::File::open(file)?.take(MOST).read_to_string(&mut text)?;
    }
    Ok(text)
}
