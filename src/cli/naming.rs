//! `unspool entities`: who and what a thread names, or many threads do, a line each; or a line per mention.
//!
//! A thing that several files name is one row if it has the same name and kind in all of them, or is known to the lexicon.
//! Two files that know anybody else by two names tell of two: what belongs together is known only within a thread.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

use serde::{Serialize, Serializer};

use super::arguments::Entities;
use super::inputs::{self, Candidate};
use super::listing::{first_met, joined, numbers, write_fields, write_object};
use super::sweeping::sweep;
use super::{Stop, complain, own_corrections};
use crate::index::entities::{self, Entity};
use crate::index::lexicon::{self, Lexicon};
use crate::index::stretches::{self, Stretch};
use crate::index::{Tree, accounts, recognising};
use crate::model::{Clean, EntityKind, Mention, Part, PartKind, Post, Shape, Thread};

/// The exit code where a file cannot be read.
const TROUBLE: u8 = 1;

/// Lists what is named; the exit code.
pub(super) fn entities(asked: &Entities, out: &mut dyn Write) -> Result<u8, Stop> {
    let (candidates, failures) = inputs::gather_together(&asked.inputs.files, asked.inputs.sample);
    for failure in &failures {
        complain(out, failure);
    }
    let are_many =
        candidates.len() + failures.len() > 1 || candidates.iter().any(|candidate| candidate.is_found);
    let corrections = own_corrections(out);
    let named = |thread: &Thread, stop: &AtomicBool| recognising::named(thread, &corrections, stop);
    let told_at_once = |candidate: &Candidate, thread: Thread, stop: &AtomicBool| {
        let (file, thread) = (candidate.origin.name(), named(&thread, stop));
        let mut output = Vec::new();
        if asked.per_post {
            write_mentions(asked, &thread, are_many.then_some(&file), &mut output)?;
        } else {
            write_rows(asked, &thread, &mut output)?;
        }
        Ok(output)
    };
    let has_trouble = if asked.per_post || !are_many {
        sweep(
            &candidates,
            out,
            |_| true,
            told_at_once,
            |told: io::Result<Vec<u8>>, out| out.write_all(&told?),
        )?
    } else {
        let mut census = Census::default();
        let work = |candidate: &Candidate, thread: Thread, stop: &AtomicBool| {
            Found::new(asked, candidate.origin.name(), &named(&thread, stop))
        };
        let has_trouble = sweep(
            &candidates,
            out,
            |_| true,
            work,
            |found, _| {
                census.add(found);
                Ok(())
            },
        )?;
        census.write(asked.json, out)?;
        has_trouble
    };
    Ok(if has_trouble || !failures.is_empty() { TROUBLE } else { 0 })
}

fn is_asked(asked: &Entities, kind: EntityKind) -> bool {
    asked.kind.is_empty() || asked.kind.contains(&kind)
}

// ---- one thread -------------------------------------------------------------------------------------------------

/// An entity of one thread as `--json` has it.
#[derive(Serialize)]
struct EntityForm<'a> {
    kind: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "<[Clean]>::is_empty", serialize_with = "texts")]
    aliases: &'a [Clean],
    count: usize,
    posts: Vec<usize>,
}

fn texts<S: Serializer>(texts: &&[Clean], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(texts.iter().map(|text| &**text))
}

/// What was asked for of what a thread names.
fn gather(asked: &Entities, thread: &Thread) -> Vec<Entity> {
    let mut rows = entities::gather(thread);
    // Who asks for handles alone wants every one of them.
    if is_asked(asked, EntityKind::Person) {
        accounts::join(thread, &mut rows);
    }
    rows.retain(|row| is_asked(asked, row.kind));
    rows
}

/// Writes every entity once, kind by kind, the one that is named most first.
fn write_rows(asked: &Entities, thread: &Thread, out: &mut dyn Write) -> io::Result<()> {
    let tree = Tree::new(thread);
    let mut rows = gather(asked, thread);
    rows.sort_by_cached_key(|row| (row.kind, Reverse(row.spans.len()), first_met(&tree, &row.spans)));
    for row in rows {
        let (kind, name) = (row.kind.name(), &row.name);
        let (count, posts) = (row.spans.len(), numbers(&tree, &row.spans));
        if asked.json {
            write_object(out, &EntityForm { kind, name, aliases: &row.forms, count, posts })?;
        } else {
            write_fields(out, &[&count.to_string(), kind, name, &joined(&posts)])?;
        }
    }
    Ok(())
}

// ---- each mention -----------------------------------------------------------------------------------------------

/// A mention as `--json` has it.
#[derive(Serialize)]
struct MentionForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    post: usize,
    #[serde(rename = "in")]
    place: &'static str,
    /// In code points of the post's text, or of `within` where that is given.
    start: usize,
    end: usize,
    kind: &'static str,
    name: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<&'a str>,
}

/// Writes every mention, post by post, each where a reader meets it.
fn write_mentions(
    asked: &Entities,
    thread: &Thread,
    file: Option<&Clean>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let tree = Tree::new(thread);
    for (number, ix) in (1..).zip(tree.order()) {
        for (level, post) in thread.post(*ix).with_quotes().enumerate() {
            let mut mentions: Vec<_> =
                post.mentions().filter(|mention| is_asked(asked, mention.kind)).collect();
            mentions.sort_by_key(|mention| mention.range.start);
            let mut mentions = mentions.into_iter().peekable();
            for part in post.parts() {
                let within = std::iter::from_fn(|| mentions.next_if(|m| m.range.start < part.range.end));
                for form in forms(&post, &part, within) {
                    let place = if level > 0 { "quote" } else { form.place };
                    let within = form.within.or((level > 0).then(|| post.text(part.range.clone())));
                    let file = file.map(|file| &**file);
                    write_mention(
                        asked.json,
                        &MentionForm { file, post: number, place, within, ..form },
                        out,
                    )?;
                }
            }
        }
    }
    Ok(())
}

/// The mentions of a part, their offsets counted in its characters.
fn forms<'t>(
    post: &Post<'t>,
    part: &Part,
    mentions: impl Iterator<Item = Mention<'t>>,
) -> impl Iterator<Item = MentionForm<'t>> {
    let text = post.text(part.range.clone());
    let place = match part.kind {
        PartKind::Body => "body",
        PartKind::Warning => "warning",
        PartKind::Alt(_) => "alt",
    };
    let first = part.range.start;
    let (mut byte, mut character) = (0, 0);
    mentions.filter_map(move |mention| {
        let range =
            mention.range.start.checked_sub(first)? as usize..mention.range.end.checked_sub(first)? as usize;
        let reads = text.get(range.clone())?;
        character += text.get(byte..range.start)?.chars().count();
        byte = range.start;
        Some(MentionForm {
            file: None,
            post: 0,
            place,
            start: character,
            end: character + reads.chars().count(),
            kind: mention.kind.name(),
            name: mention.name,
            text: reads,
            within: (place != "body").then_some(text),
        })
    })
}

fn write_mention(json: bool, form: &MentionForm, out: &mut dyn Write) -> io::Result<()> {
    if json {
        return write_object(out, form);
    }
    let (post, start, end) = (form.post.to_string(), form.start.to_string(), form.end.to_string());
    let mut fields = vec![&*post, &*start, &*end, form.kind, form.name, form.text, form.place];
    fields.extend(form.file);
    write_fields(out, &fields)
}

// ---- many threads -----------------------------------------------------------------------------------------------

/// What one file names.
struct Found {
    file: Clean,
    rows: Vec<FoundRow>,
}

/// A thing that one file names.
struct FoundRow {
    kind: EntityKind,
    name: Clean,
    forms: Vec<Clean>,
    count: usize,
    posts: Vec<usize>,
    threads: usize,
}

impl Found {
    fn new(asked: &Entities, file: Clean, thread: &Thread) -> Self {
        let tree = Tree::new(thread);
        let threads = match thread.shape {
            Shape::Thread => Vec::new(),
            Shape::Collection => stretches::stretches(thread, &tree),
        };
        let rows = gather(asked, thread).into_iter().map(|row| {
            let posts = numbers(&tree, &row.spans);
            let threads = threads_of(&threads, &posts);
            FoundRow { kind: row.kind, count: row.count(), name: row.name, forms: row.forms, posts, threads }
        });
        Self { file, rows: rows.collect() }
    }
}

/// How many of a file's threads have these posts; it has one where none are told.
fn threads_of(threads: &[Stretch], posts: &[usize]) -> usize {
    let thread = |number: &usize| threads.partition_point(|stretch| stretch.first.number() <= *number);
    posts.chunk_by(|a, b| thread(a) == thread(b)).count()
}

/// What all files name.
#[derive(Default)]
struct Census {
    files: Vec<Clean>,
    rows: Vec<CensusRow>,
    by_key: HashMap<(EntityKind, String), usize>,
}

/// A thing that some files name.
struct CensusRow {
    kind: EntityKind,
    name: Clean,
    forms: Vec<Clean>,
    count: usize,
    posts: usize,
    threads: usize,
    /// By file, the numbers of the posts.
    places: Vec<(usize, Vec<usize>)>,
}

/// A thing that some files name as `--json` has it.
#[derive(Serialize)]
struct CensusForm<'a> {
    kind: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "<[Clean]>::is_empty", serialize_with = "texts")]
    aliases: &'a [Clean],
    count: usize,
    threads: usize,
    posts: usize,
    files: Vec<FileForm<'a>>,
}

#[derive(Serialize)]
struct FileForm<'a> {
    file: &'a str,
    posts: &'a [usize],
}

/// What a thing is called where many threads are told of; each calls a body by the fullest form it has: `Alibaba Group`.
fn common_name(kind: EntityKind, name: &Clean) -> Clean {
    let known = Lexicon::get().named(name).filter(|known| known.others.is_empty());
    let known = known.map(|known| Lexicon::get().entity(known.entity)).filter(|entity| entity.kind == kind);
    known.map_or_else(|| name.clone(), |entity| Clean::line(lexicon::shown(entity.name)))
}

/// So many ways to write a thing are told.
const MOST_FORMS: usize = 20;

impl Census {
    fn add(&mut self, found: Found) {
        let file = self.files.len();
        self.files.push(found.file);
        for row in found.rows {
            let name = common_name(row.kind, &row.name);
            let at = *self.by_key.entry((row.kind, entities::key(row.kind, &name))).or_insert_with(|| {
                self.rows.push(CensusRow {
                    kind: row.kind,
                    name: name.clone(),
                    forms: Vec::new(),
                    count: 0,
                    posts: 0,
                    threads: 0,
                    places: Vec::new(),
                });
                self.rows.len() - 1
            });
            let known = &mut self.rows[at];
            known.count += row.count;
            known.posts += row.posts.len();
            known.threads += row.threads;
            known.places.push((file, row.posts));
            for form in std::iter::once(row.name).chain(row.forms) {
                let is_new = form != known.name && !known.forms.contains(&form);
                if known.forms.len() < MOST_FORMS && is_new {
                    known.forms.push(form);
                }
            }
        }
    }

    /// Writes every thing once, kind by kind, the one that most threads name first.
    fn write(mut self, json: bool, out: &mut dyn Write) -> io::Result<()> {
        // Of equals, the first that was met stays first.
        self.rows.sort_by_key(|row| (row.kind, Reverse((row.threads, row.posts))));
        for CensusRow { kind, name, forms, count, posts, threads, places } in &self.rows {
            let (kind, count, posts, threads) = (kind.name(), *count, *posts, *threads);
            if json {
                let files = places.iter().map(|(file, posts)| FileForm { file: &self.files[*file], posts });
                let files = files.collect();
                write_object(out, &CensusForm { kind, name, aliases: forms, count, threads, posts, files })?;
            } else {
                write_fields(out, &[&threads.to_string(), &posts.to_string(), kind, name])?;
            }
        }
        Ok(())
    }
}
