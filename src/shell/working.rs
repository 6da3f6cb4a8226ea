//! Work that takes its time, on threads of its own: opening threads, describing files for the list, searching, naming.
//!
//! All of it only reads, and is confined to that.

use std::iter;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::annotations::{self, Shelf};
use super::files::{self, Origin};
use super::{confining, places};
use crate::app::collection::row_words;
use crate::app::contents::Summary;
use crate::app::searching::Sought;
use crate::app::{Collection, Document, Event, Hit};
use crate::index::corrections::Corrections;
use crate::index::identity::{posts_of, thread_mark};
use crate::index::lexicon::Lexicon;
use crate::index::search::{Matcher, Query};
use crate::index::{Tree, recognising};
use crate::layout::visibility;
use crate::model::{Author, Clean, Recognised, Thread, Zone};

/// Makes the SHA-256 of the file of an origin, then answers with [`Event::Hashed`]; not at all where there is none.
pub fn hash(name: Clean, origin: Origin, events: Sender<Event>) {
    confining::spawn(move || {
        if let Some(hash) = files::sha256(&origin) {
            let _ = events.send(Event::Hashed(name, hash));
        }
    });
}

/// Opens a thread of a collection, or all its posts, then answers with [`Event::ThreadOpened`].
pub fn open_thread(collection: Arc<Collection>, thread: Option<usize>, entry: usize, events: Sender<Event>) {
    confining::spawn(move || {
        let _ = events.send(Event::ThreadOpened(entry, Arc::new(collection.open(thread))));
    });
}

/// What of the reader's own is told of a file in a list.
#[derive(Clone, Copy, Debug)]
pub struct Own {
    /// Where annotations are kept.
    pub shelf: Shelf,
    /// Whether threads open where they were left.
    pub has_places: bool,
}

/// Describes the files of a list one after the other, each with an [`Event::Listed`].
pub fn list(origins: Vec<Origin>, own: Own, events: Sender<Event>) {
    confining::spawn(move || {
        for (i, origin) in origins.iter().enumerate() {
            let known = files::open(origin, false).map(|thread| summary(&thread, own)).map_err(|failure| {
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
fn summary(thread: &Thread, own: Own) -> Summary {
    let tree = Tree::new(thread);
    let first = tree.order().first().map(|ix| thread.post(*ix));
    Summary {
        author: first
            .map(|post| post.author())
            .filter(|a| a.is_known())
            .map(Author::display_name)
            .unwrap_or_default(),
        words: first.map(|post| row_words(&post)).unwrap_or_default(),
        begun: thread.first_time(),
        posts: thread.len(),
        unit: thread.unit,
        is_repost: false,
        visibility: first.and_then(|post| visibility(&post)),
        annotations: annotations::count(own.shelf, thread),
        left: own.has_places.then(|| left(thread, &tree)).flatten(),
    }
}

/// The number of the post where a thread was left.
fn left(thread: &Thread, tree: &Tree) -> Option<usize> {
    let place = places::recall(&thread_mark(thread, tree)?)?;
    let post = posts_of(thread, tree, &[&place.cursor.post]).pop().flatten()?;
    Some(tree.rank(post).number())
}

/// Sorts out what keys ask for of a document, times by the clock of a zone, so that they find it there.
pub fn prepare(document: Arc<Document>, zone: Zone) {
    confining::spawn(move || document.prepare(&zone));
}

/// Has the tables made that every search reads, so that the first letter typed finds them there.
pub fn prepare_search() {
    confining::spawn(|| {
        Lexicon::get();
        let _ = Matcher::new(&Query { text: "a".to_owned(), ..Query::default() });
    });
}

/// How long a search of a short text may take: no expression should cost more than all of it in one look.
const PATIENCE: Duration = Duration::from_millis(170);
/// How much longer for each byte of a long one: 50 MB in a second is the slowest search that is borne.
const PER_BYTE: Duration = Duration::from_nanos(20);
/// What is said of a search that takes longer.
const STOPPED: &str = "stopped, as it takes too long in this text; make it simpler";

/// How long a search of a thread may take.
fn patience(thread: &Thread) -> Duration {
    let bytes: usize = thread.batches().iter().map(|batch| batch.text().len()).sum();
    PATIENCE + PER_BYTE.saturating_mul(u32::try_from(bytes).unwrap_or(u32::MAX))
}

/// Searches, the newest query only: an older search that still runs is stopped.
#[derive(Debug, Default)]
pub struct Searcher {
    stop: Arc<AtomicBool>,
}

impl Searcher {
    /// Searches a document, then answers with [`Event::Found`]; before that with [`Event::FoundNear`], as more is known.
    pub fn search(&mut self, generation: u64, sought: Sought, events: Sender<Event>) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&self.stop);
        confining::spawn(move || {
            // Plain words cost what they are long; only an expression can cost more than it looks.
            let found = if sought.query.regex {
                look_for_a_while(generation, sought, (&stop, &events))
            } else {
                look(generation, &sought, (&stop, &events))
            };
            // A search that was stopped has no answer; nobody waits for one.
            if let Some(found) = found {
                let _ = events.send(Event::Found(generation, found));
            }
        });
    }
}

/// What a search finds; `None` where it was stopped.
fn look(
    generation: u64,
    sought: &Sought,
    (stop, events): (&AtomicBool, &Sender<Event>),
) -> Option<Result<Vec<Hit>, String>> {
    let found = sought.search(stop, |hits, reach| {
        if !stop.load(Ordering::Relaxed) {
            let _ = events.send(Event::FoundNear(generation, hits, reach));
        }
    });
    found.map_err(|bad| bad.to_string()).transpose()
}

/// The same, for no longer than anybody would wait.
fn look_for_a_while(
    generation: u64,
    sought: Sought,
    (stop, events): (&Arc<AtomicBool>, &Sender<Event>),
) -> Option<Result<Vec<Hit>, String>> {
    let (sender, answer) = mpsc::channel();
    let patience = patience(&sought.document.thread);
    let (asked_to_stop, events) = (Arc::clone(stop), events.clone());
    confining::spawn(move || {
        let _ = sender.send(look(generation, &sought, (&asked_to_stop, &events)));
    });
    match answer.recv_timeout(patience) {
        Ok(found) => found,
        Err(RecvTimeoutError::Disconnected) => None,
        // A step of it may go on for a while; it is not waited for.
        Err(RecvTimeoutError::Timeout) => {
            (!stop.swap(true, Ordering::Relaxed)).then(|| Err(STOPPED.to_owned()))
        }
    }
}

/// So many posts of a long thread are looked through before names are shown for the first time.
const FIRST_NAMED: usize = 1000;

/// A document, and the names in it as they were recognised.
type Recognition = (Arc<Document>, Vec<Recognised>);

/// Recognises names, of the newest thread only: work on an older one is stopped.
#[derive(Debug, Default)]
pub struct Recogniser {
    stop: Arc<AtomicBool>,
    /// What was recognised last, before corrections, so that one more correction takes no time.
    last: Arc<Mutex<Option<Recognition>>>,
}

impl Recogniser {
    /// Recognises the names in a document, as the reader corrected them, then answers with [`Event::Named`]; of a long one
    /// with those of its beginning before, so that the panel fills while the rest is read.
    pub fn recognise(
        &mut self,
        document: Arc<Document>,
        corrections: Arc<Corrections>,
        events: Sender<Event>,
    ) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::new(AtomicBool::new(false));
        let (stop, last) = (Arc::clone(&self.stop), Arc::clone(&self.last));
        confining::spawn(move || {
            let tell = |names: Vec<Recognised>, is_whole: bool| {
                let names = recognising::correct(&document.thread, &corrections, names);
                let mut after = document.with_names(names, &corrections);
                after.is_named = is_whole;
                !stop.load(Ordering::Relaxed)
                    && events.send(Event::Named(Arc::clone(&document), Arc::new(after))).is_ok()
            };
            let known = |(of, names): &Recognition| of.has_posts_of(&document).then(|| names.clone());
            if let Some(names) = last.lock().ok().and_then(|last| last.as_ref().and_then(known)) {
                tell(names, true);
                return;
            }
            let whole = document.thread.len();
            let beginnings = iter::successors(Some(FIRST_NAMED), |count| Some(count * 8));
            for count in beginnings.take_while(|count| count * 2 < whole) {
                let Some(names) = recognising::recognise(&document.thread, count, &stop) else { return };
                if !tell(names, false) {
                    return;
                }
            }
            let Some(names) = recognising::recognise(&document.thread, whole, &stop) else { return };
            if let Ok(mut last) = last.lock() {
                *last = Some((Arc::clone(&document), names.clone()));
            }
            tell(names, true);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::index::corrections::{Change, Correction, Scope};
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
        let summary = summary(&builder.finish(), Own { shelf: Shelf::State, has_places: false });
        assert_eq!((&*summary.words, summary.posts), ("The first", 201));
        assert_eq!(summary.begun, Time::parse("2024-03-14"));
    }

    /// What is answered to a search for an expression in a thread of one post, and how soon.
    fn searched(pattern: &str, text: &str) -> (Result<usize, String>, Duration) {
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body: Rich::plain(text), ..Draft::default() });
        let document = Arc::new(Document::new(builder.finish()));
        let query = Query { text: pattern.to_owned(), regex: true, ..Query::default() };
        let (events, inbox) = mpsc::channel();
        let begun = Instant::now();
        let sought = Sought { document, annotations: Arc::default(), query, near: None };
        Searcher::default().search(1, sought, events);
        match inbox.recv() {
            Ok(Event::Found(1, found)) => (found.map(|hits| hits.len()), begun.elapsed()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_search_that_takes_too_long_is_stopped_and_says_so() {
        assert_eq!(searched("one", "one and One").0, Ok(2));
        let (found, _) = searched(".*[^A-Z]|[A-Z]", &"A".repeat(1 << 20));
        assert_eq!(found, Err(STOPPED.to_owned()));
    }

    /// Expressions that cost more than they look.
    const COSTLY: &[&str] = &[
        ".*[^A-Z]|[A-Z]",
        "((a{1000}){1000}){1000}",
        "(a+)+$",
        "(A|A)*b",
        "(.*)*x",
        "a{99999}",
        "(?i)(a|aa)+$",
        "(?s).{0,2000}x",
        "[A-Z]{1,500}x",
        r"\w{0,300}\d",
        r"(\w+\s?)+$",
        "(A{1,50}){1,50}b",
        "(x+x+)+y",
        "(A+A+)+y",
        ".{1,200}.{1,200}x",
        "(?i)[^a]*a[^a]*b",
        r"\PN{1,300}9",
        "(?:A?){300}A{300}b",
        "(A|AA|AAA|AAAA)*c",
        "^(A+)*$|b",
        "A*A*A*A*A*A*A*b",
        "(?s)(.|\n)*?z",
        r"(\p{L}\p{M}*)+\d",
        "(?i)(k|K|\u{212a}){1,400}9",
        "[^x]*x|[^y]*y|[^z]*z",
        "A{500}B|A{499}C",
        "(?:.{0,50}A){20}9",
        r"\b(\w+)\b.*\b9",
        "(?x) ( A + ) * ! ",
        r"(\S+\s*){1,100}=",
        "(A.?){250}9",
        "(.?A){250}9",
        "A.*A.*A.*9",
        "(?s).*9.*8",
        "(?s:.)*9",
        "[A-Z]+[A-Z]+[A-Z]+9",
        "(AB?)*C",
        r"\X",
        "(((((A*)*)*)*)*)9",
        "(?i)AAAAAAAAAAAAAAAA9|(A{9}){40}8",
    ];

    #[test]
    #[ignore = "measures, which a busy machine spoils: cargo test --release --lib no_expression -- --ignored --nocapture"]
    fn no_expression_keeps_the_reader_waiting_before_it_is_stopped() {
        let mut slowest = Duration::ZERO;
        for pattern in COSTLY {
            for text in ["A".repeat(1 << 20), "A".repeat(1 << 16), "Aa 9 b".repeat(1 << 17)] {
                let (found, taken) = searched(pattern, &text);
                eprintln!("{taken:?} {pattern} in {} bytes: {found:?}", text.len());
                slowest = slowest.max(taken);
            }
        }
        assert!(slowest <= Duration::from_millis(200), "{slowest:?}");
    }

    #[test]
    fn names_of_a_long_thread_come_bit_by_bit() {
        let mut builder = ThreadBuilder::default();
        for _ in 0..4 * FIRST_NAMED {
            builder.push(Draft { body: Rich::plain("Alibaba sold it."), ..Draft::default() });
        }
        let document = Arc::new(Document::new(builder.finish()));
        let (events, inbox) = std::sync::mpsc::channel();
        let mut recogniser = Recogniser::default();
        recogniser.recognise(Arc::clone(&document), Arc::default(), events);
        let counts: Vec<_> = inbox
            .iter()
            .map(|event| match event {
                Event::Named(_, named) => (named.entities[0].count(), named.is_named),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(counts, [(FIRST_NAMED, false), (4 * FIRST_NAMED, true)]);

        let (events, inbox) = std::sync::mpsc::channel();
        let ignored =
            Correction { name: Clean::line("Alibaba"), scope: Scope::default(), change: Change::Ignore };
        recogniser.recognise(document, Arc::new(Corrections(vec![ignored])), events);
        let told: Vec<_> = inbox.iter().collect();
        assert!(matches!(&told[..], [Event::Named(_, named)] if named.entities.is_empty()), "{told:?}");
    }
}
