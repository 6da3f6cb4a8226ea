//! Annotating: bookmarks, highlights, remarks and tags upon the open thread, and their list.
//!
//! What is kept is known here as [`Annotations`]; every change goes out as an [`Effect::Annotate`] and comes back with all
//! that is kept then, also what another program has kept in the meantime. What is being typed is a [`Draft`].
//!
//! ```text
//! key ─► Draft ─► Change ─► Effect::Annotate ─► the file ─► Event::Annotated ─► Annotations
//! ```

mod awaiting;
mod here;
pub mod listing;
mod making;
mod telling;
pub mod writing;

use std::sync::Arc;

use awaiting::Awaiting;
use listing::Listing;
use telling::{changed_told, deleted_told, made_told};
pub use telling::{excerpt, tags_told};
use writing::Writing;

use super::document::Document;
use super::{Effect, Message, State};
use crate::index::annotations::{Annotation, Annotations, Change, Colour, Outcome};
use crate::index::identity::thread_mark;
use crate::index::search::fields;
use crate::model::Clean;

/// So many changes can be undone.
const MOST_UNDONE: usize = 100;

/// The thread whose annotations are meant.
#[derive(Clone, Debug)]
pub struct Upon {
    /// The thread itself.
    pub document: Arc<Document>,
    /// What tells it from others.
    pub mark: Clean,
    /// Its first words.
    pub words: Clean,
    /// Its file, where it is the only thread in it.
    pub file: Option<Clean>,
}

/// What became of a change, or of asking what is kept.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// All that is kept now.
    pub all: Arc<Annotations>,
    /// The change as it was made; `None` where nothing was changed, or a change undone.
    pub change: Option<Change>,
    /// How it met the changes of others.
    pub outcome: Outcome,
    /// What to say.
    pub said: Option<Message>,
}

/// Why something is not kept, and what.
#[derive(Clone, Debug)]
pub struct NotKept {
    /// What happened and what to do next.
    pub problem: String,
    /// What was to be kept, so that nothing that was typed is lost.
    pub change: Option<Change>,
}

/// What a letter that is typed next stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The name of a bookmark to set.
    Name,
    /// The bookmark to go to.
    Bookmark,
}

/// An annotation that is being made or changed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// As it is kept; `None` for a new one.
    pub before: Option<Annotation>,
    /// As it will be.
    pub now: Annotation,
    /// What it is on: `post 3`, `42 words of post 3`.
    pub what: String,
}

/// Everything about annotations that is no thread.
#[derive(Debug, Default)]
pub struct Annotating {
    /// What is kept upon the open thread.
    pub known: Arc<Annotations>,
    /// Changes with what is known.
    pub version: u64,
    /// The open list.
    pub list: Option<Listing>,
    /// The remark that is being written.
    pub writing: Option<Writing>,
    /// What the next letter stands for.
    pub asked: Option<Asked>,
    /// What is being made or changed.
    pub draft: Option<Draft>,
    /// The colour of the next highlight.
    colour: Colour,
    /// What was changed, the last on top.
    done: Vec<Change>,
    /// What is not known yet.
    awaiting: Awaiting,
}

impl Annotating {
    /// Forgets where annotations are, until they are found anew.
    pub(super) fn forget(&mut self) {
        (self.known, self.list) = (Arc::default(), None);
        self.version += 1;
    }

    /// Forgets the thread that was open.
    pub(super) fn leave(&mut self) {
        let awaiting = self.awaiting.leave();
        *self = Self { colour: self.colour, version: self.version + 1, awaiting, ..Self::default() };
    }

    /// Fits what stands over the screen into a window, whose status line is in that row.
    pub(super) fn settle(&mut self, window: (u16, u16), status: u16) {
        if let Some(list) = &mut self.list {
            list.settle(status);
        }
        if let Some(writing) = &mut self.writing {
            writing.settle((window.0, status));
        }
    }

    fn know(&mut self, all: Arc<Annotations>) {
        self.known = all;
        self.version += 1;
        if let Some(list) = &mut self.list {
            list.list(&self.known);
        }
    }
}

impl State {
    /// The open thread, as far as it can be annotated.
    fn upon(&self) -> Option<Upon> {
        let document = &self.reading.as_ref()?.document;
        let mark = thread_mark(&document.thread, &document.tree)?;
        let first = document.tree.order().first().map(|ix| document.thread.post(*ix))?;
        let is_alone = self.contents.collection().is_none();
        Some(Upon {
            document: Arc::clone(document),
            mark,
            words: Clean::line(&super::collection::first_words(&first)),
            file: document.thread.source.file.clone().filter(|_| is_alone),
        })
    }

    /// Asks what is kept upon the open thread.
    pub(super) fn recall_annotations(&self) -> Vec<Effect> {
        self.upon().map(Effect::RecallAnnotations).into_iter().collect()
    }

    /// Takes what is kept upon a thread, if it is still the one that is open.
    pub(super) fn annotated(&mut self, upon: &Upon, answer: Result<Annotated, NotKept>) -> Vec<Effect> {
        self.annotating.awaiting.answered();
        let open = self.upon().filter(|open| open.mark == upon.mark);
        let Some(open) = open else {
            // Whoever left at once still hears that something is not kept.
            if let Err(NotKept { problem, .. }) = answer {
                self.message = Some(Message::problem(problem));
            }
            return Vec::new();
        };
        // The thread may have other posts by now, in which all is to be found anew.
        let is_old = !open.document.has_posts_of(&upon.document);
        match answer {
            Ok(Annotated { all, change, outcome, said }) => {
                if !is_old {
                    self.annotating.know(all);
                }
                if outcome != Outcome::Kept
                    && let Some(change) = change
                {
                    self.annotating.done.push(change);
                    let spare = self.annotating.done.len().saturating_sub(MOST_UNDONE);
                    self.annotating.done.drain(..spare);
                }
                self.message = said.or_else(|| self.message.take());
                if is_old {
                    return self.recall_annotations();
                }
                if self.fields().is_some_and(|fields| fields.want_annotations()) {
                    return self.search_in_place();
                }
            }
            Err(NotKept { problem, change }) => {
                self.message = Some(Message::problem(problem));
                if let Some(Change { before, after: Some(now) }) = change
                    && !now.remark.is_empty()
                    && self.annotating.writing.is_none()
                {
                    let draft = Draft { before, now, what: "what is not kept yet".to_owned() };
                    self.write(draft);
                }
            }
        }
        Vec::new()
    }

    fn fields(&self) -> Option<fields::Fields> {
        let is_active = self.finding.is_active();
        is_active.then(|| fields::split(&self.finding.query).ok()).flatten().map(|(_, fields)| fields)
    }

    /// Has a change made; what is said is said once it is.
    fn annotate(&mut self, change: Change, said: String) -> Vec<Effect> {
        let Some(upon) = self.upon() else {
            let text = "Not kept: this thread has nothing to know it by: no address, no id and no words";
            self.message = Some(Message::problem(text));
            return Vec::new();
        };
        vec![Effect::Annotate { upon, change, said, undoes: false }]
    }

    /// Has what was drafted kept, if it differs from what is.
    fn keep(&mut self, draft: Draft) -> Vec<Effect> {
        let Draft { before, now, what } = draft;
        match before {
            Some(before) if before == now => Vec::new(),
            None if now.is_empty() => Vec::new(),
            None => {
                let said = made_told(&now, &what, &self.keymap);
                self.annotate(Change::made(now), said)
            }
            Some(before) => {
                let change = Change::between(before, now);
                let said = match (&change.before, &change.after) {
                    (Some(before), None) => deleted_told(before, &self.keymap),
                    (_, Some(now)) => changed_told(change.before.as_ref(), now, &what),
                    (None, None) => String::new(),
                };
                self.annotate(change, said)
            }
        }
    }
}
