//! The list of all annotations of the thread: which are listed, which is marked, and what keys do to it.

use std::sync::Arc;

use super::{Annotating, Asked, tags_told};
use crate::app::keymap::Mode;
use crate::app::quoting::Choice;
use crate::app::typing::{Line, Narrowing};
use crate::app::update::rows_of;
use crate::app::{Action, Effect, Message, Purpose, State};
use crate::cite::quoting::Passage;
use crate::index::annotations::{Annotation, Annotations, Kind};
use crate::model::Outgoing;

/// The least rows of a window that also shows the marked annotation whole.
const DETAILED: u16 = 12;

/// The open list.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// What typing narrows it to.
    pub narrow: Line,
    /// The annotations that are listed, by their place among all.
    pub rows: Vec<usize>,
    /// The listed row that is marked.
    pub cursor: usize,
    /// The first row in sight.
    pub top: usize,
    /// Rows in sight.
    pub height: usize,
    /// Rows below, for the marked one as a whole.
    pub details: usize,
}

impl Listing {
    /// Lists anew, after the annotations or the narrowing changed.
    pub(super) fn list(&mut self, known: &Annotations) {
        let narrowing = Narrowing::new(self.narrow.text());
        let is_all = self.narrow.text().is_empty();
        let all = known.all.iter().enumerate();
        let fit = all.filter(|(_, placed)| is_all || narrowing.lets_through(&searched(&placed.annotation)));
        self.rows = fit.map(|(i, _)| i).collect();
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
    }

    /// The annotation that is marked.
    pub fn marked(&self) -> Option<usize> {
        self.rows.get(self.cursor).copied()
    }

    fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
    }

    /// Fits it into the rows of a window above the status line.
    pub(in crate::app) fn settle(&mut self, window: u16) {
        let inner = window.saturating_sub(2);
        self.details = if window >= DETAILED { usize::from(inner / 3) } else { 0 };
        self.height = usize::from(inner).saturating_sub(self.details + usize::from(self.details > 0)).max(1);
        self.top = self.top.max((self.cursor + 1).saturating_sub(self.height)).min(self.cursor);
        self.top = self.top.min(self.rows.len().saturating_sub(self.height));
    }
}

/// All words that an annotation is found by.
fn searched(annotation: &Annotation) -> String {
    let facts = [
        annotation.bookmark.as_ref().map(|name| format!("{} {name}", Kind::Bookmark.name())),
        (!annotation.remark.is_empty()).then(|| format!("{} {}", Kind::Remark.name(), annotation.remark)),
        annotation.colour.map(|colour| format!("{} {}", Kind::Highlight.name(), colour.name())),
        Some(tags_told(annotation)),
    ];
    let words = annotation.words().map(str::to_owned);
    facts.into_iter().flatten().chain(words).collect::<Vec<_>>().join("\n")
}

impl State {
    /// Opens the list at the first annotation from the cursor on.
    pub(super) fn open_list(&mut self) {
        if self.annotating.known.is_empty() {
            let key = |action| self.keymap.key_for(Mode::Thread, action);
            let text = format!(
                "Nothing of yours is in this thread yet: {} writes a remark, {} sets a bookmark, {} in a selection ({}) \
                 highlights it",
                key(Action::Remark),
                key(Action::Bookmark),
                self.keymap.key_for(Mode::Select, Action::Highlight),
                key(Action::Select),
            );
            self.message = Some(Message::info(text));
            return;
        }
        let Some(reading) = &self.reading else { return };
        let mut list = Listing::default();
        list.list(&self.annotating.known);
        let current = reading.current();
        let stands = self.annotating.known.stands();
        let later = stands.get(stands.partition_point(|stand| stand.rank < current));
        list.cursor = later.map_or(0, |stand| stand.of as usize);
        self.annotating.list = Some(list);
    }

    /// Opens the list at the first of several that a key could mean.
    pub(super) fn list_several(&mut self, of: &[usize], action: Action) {
        self.open_list();
        if let (Some(list), Some(first)) = (&mut self.annotating.list, of.first()) {
            list.cursor = *first;
        }
        let key = self.keymap.key_for(Mode::Annotations, action);
        let text = format!("{} are here: {key} takes the one that is marked", of.len());
        self.message = Some(Message::info(text));
    }

    pub(in crate::app) fn perform_in_list(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let Some(list) = &mut self.annotating.list else { return Vec::new() };
        let height = isize::try_from(list.height.max(1)).unwrap_or(1);
        if let Some(rows) = rows_of(action, count, height) {
            list.move_by(rows);
            return Vec::new();
        }
        match (action, list.marked()) {
            (Action::Undo, _) => return self.undo_annotation(),
            (Action::Annotations, _) if self.annotating.known.bookmarks().len() > 0 => {
                self.ask(Asked::Bookmark);
            }
            (Action::Choose, Some(i)) => self.go_to_annotation(i),
            (Action::Remark, Some(i)) => self.write(self.draft_of(i)),
            (Action::Tag, Some(i)) => self.ask_tags(self.draft_of(i)),
            (Action::Highlight, Some(i)) => return self.turn_colour(i),
            (Action::Bookmark, Some(i)) => {
                let draft = self.draft_of(i);
                let name = draft.now.bookmark.as_deref().unwrap_or_default().to_owned();
                self.annotating.draft = Some(draft);
                self.prompt_for(Purpose::NameBookmark, &name);
            }
            (Action::DeleteAnnotation, Some(i)) => return self.delete_annotation(i),
            (Action::CopyPost, Some(i)) => return self.copy_annotated(i),
            _ => {}
        }
        Vec::new()
    }

    /// Copies the words of an annotation with their citation.
    fn copy_annotated(&mut self, i: usize) -> Vec<Effect> {
        let Some(reading) = &self.reading else { return Vec::new() };
        let (document, known) = (&reading.document, &self.annotating.known);
        let own = known.stands().iter().filter(|stand| stand.of as usize == i);
        let passages: Vec<_> = own
            .map(|stand| match document.tree.post(stand.rank) {
                post if stand.is_whole() => Passage::whole(&document.thread, post),
                post => Passage { post, range: stand.start..stand.end },
            })
            .collect();
        if passages.is_empty() {
            let what = "the words that are lost".to_owned();
            let text = known.all[i].annotation.words().collect::<Vec<_>>().join("\n");
            return vec![Effect::Copy { text: Outgoing::new(text), what }];
        }
        let what = format!("what is annotated in {}", self.place_told(i));
        self.copy_choice(Choice { passages, what }, &self.manner.clone())
    }

    /// Lists what fits what was typed.
    pub(in crate::app) fn narrow_list(&mut self, narrow: Line) {
        let Annotating { list, known, .. } = &mut self.annotating;
        if let Some(list) = list {
            list.narrow = narrow;
            list.list(&Arc::clone(known));
        }
    }

    /// Moves the mark of the list.
    pub(in crate::app) fn move_in_annotations(&mut self, rows: isize) {
        if let Some(list) = &mut self.annotating.list {
            list.move_by(rows);
        }
    }

    /// Turns the list, marks the row that is pressed, and goes to the one that is pressed again.
    pub(in crate::app) fn mouse_in_list(
        &mut self,
        turned: Option<isize>,
        is_press: bool,
        y: u16,
    ) -> Vec<Effect> {
        let Some(list) = &mut self.annotating.list else { return Vec::new() };
        if let Some(rows) = turned {
            list.move_by(rows);
            return Vec::new();
        }
        let row = usize::from(y).checked_sub(1).filter(|row| is_press && *row < list.height);
        let Some(row) = row.map(|row| list.top + row).filter(|row| *row < list.rows.len()) else {
            return Vec::new();
        };
        if std::mem::replace(&mut list.cursor, row) == row {
            return self.perform_in_list(Action::Choose, None);
        }
        Vec::new()
    }

    /// Undoes the narrowing, or closes the list.
    pub(in crate::app) fn back_in_list(&mut self) {
        let is_narrowed = self.annotating.list.as_ref().is_some_and(|list| !list.narrow.text().is_empty());
        if is_narrowed {
            self.narrow_list(Line::default());
        } else {
            self.annotating.list = None;
        }
    }
}
