//! What is said of annotations: of one in a few words, and of what was done to it.

use crate::app::Action;
use crate::app::keymap::{Keymap, Mode};
use crate::index::annotations::{Annotation, Kind};
use crate::model::Clean;

/// So many characters of what is annotated are told in messages.
const EXCERPT: usize = 60;

/// The first words of a text on one line.
pub fn excerpt(words: &str) -> String {
    let line = Clean::line(words);
    let end = line.char_indices().nth(EXCERPT).map_or(line.len(), |(at, _)| at);
    if end < line.len() { format!("{} …", line[..end].trim_end()) } else { line.to_string() }
}

/// `remark`, `bookmark a`, `#todo`.
fn kind_told(annotation: &Annotation) -> String {
    match (annotation.kind(), &annotation.bookmark) {
        (Kind::Bookmark, Some(name)) => format!("bookmark {name}"),
        (Kind::Tags, _) => tags_told(annotation),
        (kind, _) => kind.name().to_owned(),
    }
}

/// `#filings #todo`
pub fn tags_told(annotation: &Annotation) -> String {
    annotation.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")
}

pub(super) fn made_told(now: &Annotation, what: &str, keymap: &Keymap) -> String {
    let key = keymap.key_for(Mode::Thread, Action::Annotations);
    match (now.kind(), &now.bookmark, now.colour) {
        (Kind::Bookmark, Some(name), _) => format!("Bookmark {name} is set; {key} {name} comes back to it"),
        (Kind::Remark, ..) => format!("Your remark on {what} is kept; {key} lists all"),
        (_, _, Some(colour)) => format!("{what}: highlighted in {}; {key} lists all", colour.name()),
        _ => format!("{what}: {}", tags_told(now)),
    }
}

pub(super) fn changed_told(before: Option<&Annotation>, now: &Annotation, what: &str) -> String {
    let is_other =
        |differs: fn(&Annotation, &Annotation) -> bool| before.is_some_and(|before| differs(before, now));
    if is_other(|a, b| a.remark != b.remark) {
        format!("Your remark on {what} is kept")
    } else if is_other(|a, b| a.tags != b.tags) {
        if now.tags.is_empty() { format!("{what}: no tag") } else { format!("{what}: {}", tags_told(now)) }
    } else if is_other(|a, b| a.colour != b.colour) {
        now.colour.map_or_else(|| format!("{what}: no colour"), |colour| format!("{what}: {}", colour.name()))
    } else {
        match &now.bookmark {
            Some(name) => format!("Bookmark {name} is here now"),
            None => format!("{what}: changed"),
        }
    }
}

pub(super) fn deleted_told(annotation: &Annotation, keymap: &Keymap) -> String {
    let (list, undo) =
        (keymap.key_for(Mode::Thread, Action::Annotations), keymap.key_for(Mode::Annotations, Action::Undo));
    format!("Deleted: {}; {undo} in the list ({list}) brings it back", kind_told(annotation))
}
