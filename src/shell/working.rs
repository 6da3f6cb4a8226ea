//! Work that takes its time, on threads of its own: opening files, describing them for the list, searching.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;

use super::files::{self, Origin};
use crate::app::collection::first_words;
use crate::app::contents::Summary;
use crate::app::{Collection, Document, Event, Opened};
use crate::index::corrections::Corrections;
use crate::index::lexicon::Lexicon;
use crate::index::search::{Matcher, Query};
use crate::index::{Tree, recognising};
use crate::model::{Author, Thread};

/// Opens the file of an entry, then answers with [`Event::Opened`].
pub fn open(entry: usize, origin: Origin, events: Sender<Event>) {
    thread::spawn(move || {
        let opened = files::open(&origin, false).map(Opened::new);
        let _ = events.send(Event::Opened(entry, opened.map_err(|failure| failure.message)));
    });
}

/// Opens a thread of a collection, or all its posts, then answers with [`Event::Opened`].
pub fn open_thread(collection: Arc<Collection>, thread: Option<usize>, entry: usize, events: Sender<Event>) {
    thread::spawn(move || {
        let opened = Opened::Thread(Arc::new(collection.open(thread)));
        let _ = events.send(Event::Opened(entry, Ok(opened)));
    });
}

/// Describes the files of a list one after the other, each with an [`Event::Listed`].
pub fn list(origins: Vec<Origin>, events: Sender<Event>) {
    thread::spawn(move || {
        for (i, origin) in origins.iter().enumerate() {
            let known = files::open(origin, false).map(|thread| summary(&thread)).map_err(|failure| {
                // The row names the file already.
                failure
                    .message
                    .strip_prefix(&format!("{}: ", origin.name()))
                    .unwrap_or(&failure.message)
                    .to_owned()
            });
            if events.send(Event::Listed(i, known)).is_err() {
                return;
            }
        }
    });
}

/// A row of the list: it opens with the post at which the reader opens.
fn summary(thread: &Thread) -> Summary {
    let first = Tree::new(thread).order().first().map(|ix| thread.post(*ix));
    Summary {
        author: first
            .map(|post| post.author())
            .filter(|a| a.is_known())
            .map(Author::display_name)
            .unwrap_or_default(),
        words: first.map(|post| first_words(&post)).unwrap_or_default(),
        begun: thread.first_time(),
        posts: thread.len(),
        unit: thread.unit,
        is_repost: false,
    }
}

/// Has the tables made that every search reads, so that the first letter typed finds them there.
pub fn prepare_search() {
    thread::spawn(|| {
        Lexicon::get();
        Matcher::new(&Query { text: "a".to_owned(), ..Query::default() })
    });
}

/// Searches, the newest query only: an older search that still runs is stopped.
#[derive(Debug, Default)]
pub struct Searcher {
    stop: Arc<AtomicBool>,
}

impl Searcher {
    /// Searches a document, then answers with [`Event::Found`].
    pub fn search(&mut self, generation: u64, document: Arc<Document>, query: Query, events: Sender<Event>) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&self.stop);
        thread::spawn(move || {
            let hits = document.search(&query, &stop).map_err(|bad| bad.to_string());
            // A search that was stopped has no answer; nobody waits for one.
            if let Some(found) = hits.transpose() {
                let _ = events.send(Event::Found(generation, found));
            }
        });
    }
}

/// Recognises names, of the newest thread only: work on an older one is stopped.
#[derive(Debug, Default)]
pub struct Recogniser {
    stop: Arc<AtomicBool>,
}

impl Recogniser {
    /// Recognises the names in a document, as the reader corrected them, then answers with [`Event::Named`].
    pub fn recognise(
        &mut self,
        document: Arc<Document>,
        corrections: Arc<Corrections>,
        events: Sender<Event>,
    ) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&self.stop);
        thread::spawn(move || {
            let Some(names) = recognising::corrected(&document.thread, &corrections, &stop) else { return };
            let after = Arc::new(document.with_names(names, &corrections));
            if !stop.load(Ordering::Relaxed) {
                let _ = events.send(Event::Named(document, after));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clean, Draft, Rich, ThreadBuilder, Time};

    #[test]
    fn a_summary_opens_with_the_post_that_is_read_first() {
        let mut builder = ThreadBuilder::default();
        for _ in 0..200 {
            builder.push(Draft {
                reply_to: Clean::some_line("1"),
                body: Rich::plain("reply"),
                ..Draft::default()
            });
        }
        builder.push(Draft {
            id: Clean::some_line("1"),
            created: Time::parse("2024-03-14"),
            body: Rich::plain("The\nfirst"),
            ..Draft::default()
        });
        let summary = summary(&builder.finish());
        assert_eq!((&*summary.words, summary.posts), ("The first", 201));
        assert_eq!(summary.begun, Time::parse("2024-03-14"));
    }
}
