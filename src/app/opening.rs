//! What is opened becomes what is read: a thread, or the list of threads in a file; later also the names in it.

use std::sync::Arc;

use super::contents::Contents;
use super::finding::Direction;
use super::keymap::{Keymap, Mode};
use super::reading::Reading;
use super::{Action, Document, Effect, Message, Opened, State, Walk};
use crate::model::thousands;

/// From so many posts on it takes a moment to look through all.
const LONG: usize = 10_000;

impl State {
    /// Shows a thread from its beginning, or the list of threads in a file, or says why there is nothing to show.
    pub(super) fn opened(&mut self, entry: usize, opened: Result<Opened, String>) -> Vec<Effect> {
        self.opening = None;
        if self.contents.collection().is_none() {
            self.growing.file = Some(entry).filter(|_| opened.is_ok());
            self.growing.is_untouched = true;
        }
        match opened {
            Ok(Opened::Thread(document)) if document.thread.is_empty() => {
                self.message = Some(Message::problem("There is nothing to read in this file."));
            }
            Ok(Opened::Thread(document)) => {
                let trouble = self.message.take().filter(Message::is_problem);
                self.message = trouble.or_else(|| caveats(&document, &self.keymap));
                self.entry = entry;
                self.contents.give_up_names();
                self.show(Reading::new(document));
                self.show_as_preferred();
                let mut effects = self.mark_what_narrowed();
                effects.extend(self.recall_place());
                effects.extend(self.recall_annotations());
                effects.extend(self.prepare());
                effects.extend(self.recognise());
                self.hashes.clear();
                effects.extend(self.ask_hash());
                return effects;
            }
            Ok(Opened::Collection(collection)) => {
                self.message = caveats(&collection.document, &self.keymap);
                let files = std::mem::replace(&mut self.contents, Contents::threads(collection));
                self.above = files.is_list().then_some(files);
                self.left = None;
            }
            Err(problem) => self.message = Some(Message::problem(problem)),
        }
        Vec::new()
    }

    /// Takes the names that were recognised in the open thread, or in the one that was left for the list.
    pub(super) fn named(&mut self, before: &Arc<Document>, named: Arc<Document>) -> Vec<Effect> {
        let is_listed = self.contents.adopt(before, &named);
        if is_listed && self.reading.is_none() {
            return self.narrow_contents();
        }
        // It may have been named before, and be named anew with a correction.
        let is_meant = |reading: &Reading| reading.document.has_posts_of(before);
        if let Some(reading) = self.reading.as_mut().filter(|reading| is_meant(reading)) {
            let is_first = !reading.document.is_named;
            self.picking.follow(&reading.document, &named);
            reading.adopt(Arc::clone(&named));
            self.picking.list(&reading.document);
            self.adapt_chosen();
            if !self.picking.has_focus && self.picking.chosen.is_none() {
                // Nobody has been there yet: the names are what comes first.
                (self.picking.cursor, self.picking.top) = (0, 0);
                self.picking.move_by(0);
            }
            self.ticked = None;
            if is_first {
                self.tell_watched(&named);
            }
            return self.search_with_names();
        }
        if let Some((_, reading)) = self.left.as_mut().filter(|(_, left)| is_meant(left)) {
            reading.adopt(named);
        }
        Vec::new()
    }

    /// Has made ready what keys ask for of the open thread, where it is so long that they would wait.
    pub(super) fn prepare(&self) -> Option<Effect> {
        let document = self.reading.as_ref().map(|reading| &reading.document)?;
        (document.thread.len() >= LONG)
            .then(|| Effect::Prepare(Arc::clone(document), self.looks.zone.clone()))
    }

    /// Searches a thread that was found by its words for these.
    pub(super) fn mark_what_narrowed(&mut self) -> Vec<Effect> {
        let narrowed = self.contents.narrow.text();
        if self.contents.collection().is_none() || narrowed.is_empty() {
            return Vec::new();
        }
        let narrowed = narrowed.to_owned();
        self.finding.direction = Direction::Forward;
        self.finding.query.fields = true;
        if self.finding.retype(&narrowed) { self.run_search() } else { Vec::new() }
    }

    /// Makes a thread the one that is read.
    pub(super) fn show(&mut self, reading: Reading) {
        let super::Picking { wanted, usual, width, .. } = self.picking;
        self.picking = super::Picking { wanted, usual, width, ..Default::default() };
        self.picking.list(&reading.document);
        self.finding.clear();
        self.walk = Walk::Search;
        self.ticked = None;
        if self.looks.reveals {
            Arc::make_mut(&mut self.looks).reveals = false;
        }
        (self.selection, self.pressed, self.chooser) = (None, None, None);
        self.overview = None;
        self.pictures.enlarged = None;
        self.annotating.leave();
        self.reading = Some(reading);
    }
}

/// `3 hidden characters`.
pub(super) fn hidden_told(count: usize) -> String {
    format!("{} hidden {}", thousands(count), if count == 1 { "character" } else { "characters" })
}

/// What a reader must know of a file before trusting that it is whole.
pub(super) fn caveats(document: &Document, keymap: &Keymap) -> Option<Message> {
    let (warnings, omitted) = (document.thread.warnings.len(), document.thread.omitted_count());
    let count = |count: usize, one: &str, more: &str| {
        (count > 0).then(|| format!("{} {}", thousands(count), if count == 1 { one } else { more }))
    };
    let told = [
        count(
            usize::try_from(omitted).unwrap_or(usize::MAX),
            "post is not in this file",
            "posts are not in this file",
        ),
        count(warnings, "warning about this file", "warnings about this file"),
    ];
    let told: Vec<_> = told.into_iter().flatten().collect();
    let key = keymap.key_for(Mode::Thread, Action::Facts);
    let more = (!told.is_empty()).then(|| format!("{}; {key} shows more", told.join(", ")));
    let hidden = document.thread.hidden_count();
    let key = keymap.key_for(Mode::Thread, Action::Reveal);
    let hidden = (hidden > 0).then(|| format!("{}; {key} shows them", hidden_told(hidden)));
    let told: Vec<_> = more.into_iter().chain(hidden).collect();
    (!told.is_empty()).then(|| Message::info(told.join(" · ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Event, update};
    use crate::model::{Clean, Draft, Rich, ThreadBuilder};

    #[test]
    fn what_keys_ask_for_is_made_ready_when_a_long_thread_is_opened_or_has_grown() {
        let document = |posts| {
            let mut builder = ThreadBuilder::default();
            for _ in 0..posts {
                builder.push(Draft { body: Rich::plain("x"), ..Draft::default() });
            }
            Arc::new(Document::new(builder.finish()))
        };
        let mut state = State::new((80, 24), vec![Clean::line("long.txt")]);
        let mut is_prepared_on = |document: &Arc<Document>| {
            let opened = Opened::Thread(Arc::clone(document));
            let effects = update(&mut state, Event::Opened(0, Ok(opened)));
            let is_meant =
                |effect: &Effect| matches!(effect, Effect::Prepare(of, _) if Arc::ptr_eq(of, document));
            effects.iter().any(is_meant)
        };
        assert!(!is_prepared_on(&document(LONG - 1)), "no thread is started for a short one");
        assert!(is_prepared_on(&document(LONG)));
        assert!(is_prepared_on(&document(LONG + 1)), "as it is now");
    }
}
