//! Threads made up for measuring, with the names that stand in them marked, and how well those agree that are found.
//!
//! ```text
//! === title
//! @handle Name of the author
//! a post, marked as `written` has it
//! ```
//!
//! Blank lines part the posts; one without an author is by the last one named. Products are marked but not counted.

mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::{fs, io};

use unspool::index::corrections::Corrections;
use unspool::index::{entities, recognising};
use unspool::model::{Author, Clean, Draft, EntityKind, Marks, Rich, Thread, ThreadBuilder};
use written::{Mark, unmarked};

/// A thread and the names marked in it.
pub(crate) struct Marked {
    /// What stands at its head.
    pub(crate) title: String,
    /// The thread as it was read, without names.
    pub(crate) thread: Thread,
    /// In order, with their places in the text of each post.
    names: Vec<(usize, Mark)>,
}

/// Counts of what was found rightly, found, and marked.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts(pub(crate) [usize; 3]);

impl Counts {
    /// Adds the counts of another.
    pub(crate) fn add(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

/// How well a thread's names were found.
#[derive(Default)]
pub(crate) struct Outcome {
    /// By place: both ends and the kind are right.
    pub(crate) mentions: Counts,
    /// By thing: the kind is right and what it is called.
    pub(crate) things: Counts,
    /// What was not right, a line for each.
    pub(crate) wrong: Vec<String>,
}

/// The threads of a file.
pub(crate) fn read(path: &Path) -> io::Result<Vec<Marked>> {
    let text = fs::read_to_string(path)?;
    let threads = text.split("=== ").skip(1);
    Ok(threads.map(|thread| marked(thread.trim())).collect())
}

fn marked(text: &str) -> Marked {
    let (title, posts) = text.split_once('\n').unwrap_or((text, ""));
    let mut builder = ThreadBuilder::default();
    let mut names = Vec::new();
    let mut author = Author::default();
    for (post, written) in posts.split("\n\n").enumerate() {
        let body = match written.split_once('\n') {
            Some((head, body)) if head.starts_with('@') => {
                author = by(head);
                body
            }
            _ => written,
        };
        let (text, marks) = unmarked(body);
        names.extend(marks.into_iter().map(|mark| (post, mark)));
        let body = Rich::annotated(&text, Marks { mentions: signs(&text), ..Marks::default() });
        builder.push(Draft { author: author.clone(), body, ..Draft::default() });
    }
    Marked { title: title.to_owned(), thread: builder.finish(), names }
}

fn by(head: &str) -> Author {
    let (handle, name) = head.split_once(' ').unwrap_or((head, ""));
    let handle = Clean::some_line(handle.trim_start_matches('@'));
    Author { handle, name: Clean::some_line(name), ..Author::default() }
}

/// Handles and tags, which every platform marks.
fn signs(text: &str) -> Vec<(Range<usize>, EntityKind, Option<Clean>)> {
    let mut found = Vec::new();
    for (start, sign) in text.char_indices() {
        let kind = match sign {
            '@' => EntityKind::Handle,
            '#' => EntityKind::Hashtag,
            '$' => EntityKind::Cashtag,
            _ => continue,
        };
        let name = &text[start + 1..];
        let length = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        if name.starts_with(char::is_alphabetic) {
            found.push((start..start + 1 + length, kind, None));
        }
    }
    found
}

/// Whether names of this kind are counted.
fn is_counted(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Person | EntityKind::Organization | EntityKind::Place)
}

/// Reads a thread as the program does and compares.
pub(crate) fn measure(marked: &Marked) -> Outcome {
    let named = recognising::named(&marked.thread, &Corrections::default(), &AtomicBool::new(false));
    let mut outcome = Outcome::default();
    let wanted = marked.names.iter().filter(|(_, mark)| is_counted(mark.1));
    let mut missing: BTreeSet<(usize, usize, usize, EntityKind)> =
        wanted.map(|(post, mark)| (*post, mark.0.start, mark.0.end, mark.1)).collect();
    outcome.mentions.0[2] = missing.len();
    let rows = entities::gather(&named);
    for row in rows.iter().filter(|row| is_counted(row.kind)) {
        for span in &row.spans {
            outcome.mentions.0[1] += 1;
            let place = (span.post.index(), span.start as usize, span.end as usize, row.kind);
            if missing.remove(&place) {
                outcome.mentions.0[0] += 1;
            } else {
                outcome.wrong.push(format!("+ {}", told(&named, place)));
            }
        }
    }
    outcome.wrong.extend(missing.iter().map(|place| format!("- {}", told(&named, *place))));
    compare_things(marked, &rows, &mut outcome);
    outcome
}

fn compare_things(marked: &Marked, rows: &[entities::Entity], outcome: &mut Outcome) {
    let mut wanted: BTreeMap<(EntityKind, &str), BTreeSet<&str>> = BTreeMap::new();
    for (_, (_, kind, called)) in marked.names.iter().filter(|(_, mark)| is_counted(mark.1)) {
        wanted.entry((*kind, &called[0])).or_default().extend(called.iter().map(String::as_str));
    }
    outcome.things.0[2] = wanted.len();
    for row in rows.iter().filter(|row| is_counted(row.kind)) {
        outcome.things.0[1] += 1;
        let name = row.name.to_lowercase();
        let key = wanted.iter().find(|((kind, _), called)| *kind == row.kind && called.contains(&*name));
        if let Some(key) = key.map(|(key, _)| *key) {
            wanted.remove(&key);
            outcome.things.0[0] += 1;
        } else {
            outcome.wrong.push(format!("++ {} {}", row.kind.name(), row.name));
        }
    }
    let missing = wanted.into_keys().map(|(kind, name)| format!("-- {} {name}", kind.name()));
    outcome.wrong.extend(missing);
}

/// A place with what stands around it.
fn told(thread: &Thread, (post, start, end, kind): (usize, usize, usize, EntityKind)) -> String {
    let post = thread.posts().nth(post);
    let whole = post.as_ref().map_or("", |post| post.whole());
    let from = whole[..start].char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    let to = whole[end..].char_indices().nth(24).map_or(whole.len(), |(at, _)| end + at);
    let (before, after) = (&whole[from..start], &whole[end..to]);
    format!("{} {before}[{}]{after}", kind.name(), &whole[start..end]).replace('\n', "⏎")
}
