//! Correcting names from the panel: called otherwise, joined, of another kind, none at all, watched; and all mentions of
//! one. What is said is written to the reader's own file, and the names are recognised anew.

use std::sync::Arc;

use super::keymap::Keymap;
use super::picking::Item;
use super::sheets::{self, Sheet};
use super::{Action, Document, Effect, Message, Mode, Purpose, State};
use crate::index::corrections::{self, Change, Correction, Corrections, Scope};
use crate::index::entities::is_sign;
use crate::index::identity;
use crate::model::{Clean, EntityKind, Span, thousands};

/// The name that a correction is being made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is called.
    pub name: Clean,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Where the correction holds.
    pub scope: Scope,
    /// Whether it is only now said to be a name.
    pub is_new: bool,
}

/// How to undo what was corrected.
const UNDO: &str = "'unspool entities --edit' opens the file to undo it";

impl State {
    /// Begins or makes a correction of what is marked in the panel.
    pub(super) fn correct(&mut self, action: Action) -> Vec<Effect> {
        let Some(subject) = self.subject(action) else { return Vec::new() };
        match action {
            Action::Rename | Action::RenameHere => {
                self.prompt_for(Purpose::Rename, &subject.name);
                self.subject = Some(subject);
            }
            Action::Merge | Action::MergeHere => {
                self.prompt_for(Purpose::Merge, "");
                self.subject = Some(subject);
            }
            Action::Kind | Action::KindHere => {
                self.sheet = Some(Sheet::kinds(subject.kind));
                self.subject = Some(subject);
            }
            Action::Watch => {
                let is_on = !self.is_watched();
                return say(&self.keymap, subject.clone(), Change::Watch(is_on, subject.kind));
            }
            _ => return say(&self.keymap, subject, Change::Ignore),
        }
        Vec::new()
    }

    /// Takes the name for none at the place that is marked in the sheet of mentions.
    pub(super) fn ignore_mention(&mut self) -> Vec<Effect> {
        let (Some(reading), Some(Sheet { kind: sheets::Kind::Mentions(hits), cursor, .. })) =
            (&self.reading, &self.sheet)
        else {
            let text = "Only in the list of a name's mentions one of them can be taken out";
            self.message = Some(Message::info(text));
            return Vec::new();
        };
        let Some(&hit) = hits.get(*cursor) else { return Vec::new() };
        let (tree, thread) = (&reading.document.tree, &reading.document.thread);
        let span = Span { post: tree.post(hit.rank), start: hit.start, end: hit.end };
        let id = thread.post(span.post).id().map(str::to_owned);
        let post = Clean::some_line(&id.unwrap_or_else(|| hit.rank.number().to_string()));
        let (name, place) = (Clean::line(thread.slice(span)), corrections::place(thread, span));
        self.sheet = None;
        let Some(mut subject) = self.subject(Action::IgnoreHere) else { return Vec::new() };
        (subject.name, subject.scope.post, subject.scope.place) = (name, post, Some(place));
        say(&self.keymap, subject, Change::Ignore)
    }

    /// What is marked, if it can be corrected; or else says why not.
    fn subject(&mut self, action: Action) -> Option<Subject> {
        let reading = self.reading.as_ref()?;
        let document = &reading.document;
        let Item::Entity(i) = self.picking.item()? else {
            self.message = Some(Message::info("Links are as the file has them: names can be corrected"));
            return None;
        };
        let entity = &document.entities[i];
        if is_sign(entity.kind) && action != Action::Watch {
            let key = self.keymap.key_for(Mode::Panel, Action::Watch);
            let text = format!("Handles and tags are as the file has them; {key} watches for one");
            self.message = Some(Message::info(text));
            return None;
        }
        let is_here =
            matches!(action, Action::RenameHere | Action::MergeHere | Action::KindHere | Action::IgnoreHere);
        let scope = match identity::mark(&document.thread, &document.tree).filter(|_| is_here) {
            Some(mark) => Scope::only(mark),
            None if is_here => {
                let text = "This thread has nothing to know it by: correct the name for all threads";
                self.message = Some(Message::problem(text));
                return None;
            }
            None => Scope::default(),
        };
        Some(Subject { name: entity.name.clone(), kind: entity.kind, scope, is_new: false })
    }

    fn is_watched(&self) -> bool {
        match (&self.reading, self.picking.item()) {
            (Some(reading), Some(Item::Entity(i))) => reading.document.is_watched(i),
            _ => false,
        }
    }

    /// Takes the line that was typed for a rename.
    pub(super) fn accept_rename(&mut self, typed: &str) -> Vec<Effect> {
        let (Some(subject), Some(to)) = (self.subject.take(), Clean::some_line(typed)) else {
            return Vec::new();
        };
        if to == subject.name { Vec::new() } else { say(&self.keymap, subject, Change::Rename(to)) }
    }

    /// Joins the name with the marked one, or with what was typed where the panel has no such name.
    pub(super) fn accept_merge(&mut self, typed: &str) -> Vec<Effect> {
        let marked = self.picking.item().map(|item| match (&self.reading, item) {
            (Some(reading), Item::Entity(i)) => {
                reading.document.entities.get(i).filter(|e| !is_sign(e.kind)).map(|e| e.name.clone())
            }
            _ => None,
        });
        let Some(subject) = self.subject.take() else { return Vec::new() };
        // Where the panel has no such name, what was typed is one.
        let Some(into) = marked.unwrap_or_else(|| Clean::some_line(typed)) else {
            let text = "Nothing was joined: a name is the same as another name, not as a handle, tag or link";
            self.message = Some(Message::info(text));
            return Vec::new();
        };
        if into == subject.name {
            self.message = Some(Message::info(format!("{into} is itself: nothing was joined")));
            return Vec::new();
        }
        say(&self.keymap, subject, Change::Merge(into))
    }

    /// Takes a kind from the sheet of kinds.
    pub(super) fn take_kind(&mut self, kind: EntityKind) -> Vec<Effect> {
        let Some(subject) = self.subject.take() else { return Vec::new() };
        if subject.is_new {
            return say(&self.keymap, subject, Change::Add(kind, Vec::new()));
        }
        if kind == subject.kind { Vec::new() } else { say(&self.keymap, subject, Change::Kind(kind)) }
    }

    /// Takes what the reader's file says now, or why nothing could be added to it.
    pub(super) fn corrected(&mut self, corrected: Result<(Corrections, String), String>) -> Vec<Effect> {
        match corrected {
            Err(problem) => {
                self.message = Some(Message::problem(format!("Not corrected: {problem}")));
                Vec::new()
            }
            Ok((corrections, said)) => {
                self.corrections = Arc::new(corrections);
                // What was left for the list has names from before: it is opened anew.
                self.left = None;
                self.message = Some(Message::info(said));
                self.recognise()
            }
        }
    }

    /// Has the names in the open thread recognised.
    pub(super) fn recognise(&self) -> Vec<Effect> {
        // Of a file that is being read the whole will be there soon.
        let is_part = self.growing.progress.is_some_and(|progress| progress.of.is_some());
        let reading = self.reading.iter().filter(|_| !is_part);
        let recognise = |document| Effect::Recognise(document, Arc::clone(&self.corrections));
        reading.map(|reading| recognise(Arc::clone(&reading.document))).collect()
    }

    /// Says how many of the watched names a thread has, when they are known for the first time.
    pub(super) fn tell_watched(&mut self, document: &Document) {
        let count = document.watched.iter().filter(|is_watched| **is_watched).count();
        if count == 0 {
            return;
        }
        let noun = if count == 1 { "watched name" } else { "watched names" };
        let told = format!("{} {noun} here", thousands(count));
        self.message = Some(match self.message.take() {
            None => Message::info(told),
            Some(message) => message.saying(&format!("{told} · {}", message.text)),
        });
    }

    /// Shows all mentions of what is marked, each with its sentence.
    pub(super) fn show_mentions(&mut self) {
        let Some(reading) = &self.reading else { return };
        self.sheet = match self.picking.item() {
            Some(Item::Entity(i)) => Some(Sheet::mentions(&reading.document, i)),
            _ => None,
        };
        if self.sheet.is_none() {
            let key = self.keymap.key_for(Mode::Panel, Action::Choose);
            let told = format!("Mentions are told of names; {key} goes to where the link is");
            self.message = Some(Message::info(told));
        }
    }
}

/// Has a correction written; what was done is said once it is.
fn say(keymap: &Keymap, subject: Subject, change: Change) -> Vec<Effect> {
    let Subject { name, scope, .. } = subject;
    let here = match &scope {
        Scope { place: Some(_), .. } => " at that place",
        Scope { post: Some(_), .. } => " in that post",
        Scope { thread: Some(_), .. } => " in this thread",
        _ => "",
    };
    let said = match &change {
        Change::Rename(to) => format!("{name} is called {to}{here}; {UNDO}"),
        Change::Merge(into) => format!("{name} is the same as {into}{here}; {UNDO}"),
        Change::Kind(kind) => format!("{name}: {}{here}; {UNDO}", sheets::kind_told(*kind)),
        Change::Ignore => format!("{name} is no name{here}; {UNDO}"),
        Change::Watch(true, _) => {
            let key = keymap.key_for(Mode::Panel, Action::Watch);
            format!("{name} is watched for; {key} again ends it")
        }
        Change::Watch(false, _) => format!("{name} is watched for no more"),
        Change::Add(..) => format!("{name} is a name{here}; {UNDO}"),
    };
    vec![Effect::Correct { correction: Correction { name, scope, change }, said }]
}
