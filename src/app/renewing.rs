//! The open thread with more in it, or read anew: the reader stays where they are.
//!
//! Posts are known again by their place and words, or by their ids, or by their words alone. What is folded, marked,
//! selected, searched for and chosen in the panel stays so, as far as its posts are still there.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use super::contents::Contents;
use super::keymap::Mode;
use super::reading::Reading;
use super::{Collection, Document, Effect, Opened, Purpose, State, Walk};
use crate::model::{Post, PostIx, Thread};

/// In a longer thread that goes on, names are not looked for again with each post that comes.
const MOST_RECOGNISED: usize = 50_000;

/// Which post of a thread is which of the same thread as it is now.
pub(super) enum Same {
    /// Each stands where it stood.
    All,
    /// Some stand elsewhere, or are gone.
    Some(HashMap<PostIx, PostIx>),
}

impl Same {
    pub(super) fn between(before: &Thread, after: &Thread) -> Self {
        if goes_on(before, after) {
            return Self::All;
        }
        let mut wanted: HashMap<&str, Vec<PostIx>> = HashMap::with_capacity(before.len());
        for (ix, post) in (0..).map(PostIx).zip(before.posts()) {
            wanted.entry(key(&post)).or_default().push(ix);
        }
        let mut found: HashMap<PostIx, PostIx> = HashMap::new();
        for (now, post) in (0..).map(PostIx).zip(after.posts()) {
            for ix in wanted.get(key(&post)).into_iter().flatten() {
                // Of several with the same words the nearest.
                let nearest = found.entry(*ix).or_insert(now);
                if now.0.abs_diff(ix.0) < nearest.0.abs_diff(ix.0) {
                    *nearest = now;
                }
            }
        }
        Self::Some(found)
    }

    /// The same post now, if it is still there.
    pub(super) fn post(&self, ix: PostIx) -> Option<PostIx> {
        match self {
            Self::All => Some(ix),
            Self::Some(found) => found.get(&ix).copied(),
        }
    }
}

/// Whether a thread begins with all posts of another.
pub(super) fn goes_on(before: &Thread, after: &Thread) -> bool {
    let shared = before.batches().iter().zip(after.batches()).take_while(|(a, b)| Arc::ptr_eq(a, b)).count();
    if shared == before.batches().len() {
        return true;
    }
    let is_same = |(a, b): (Post, Post)| a.id() == b.id() && a.whole() == b.whole();
    before.len() <= after.len() && before.posts().zip(after.posts()).all(is_same)
}

/// What a post is known by: its id, or else its words.
fn key<'t>(post: &Post<'t>) -> &'t str {
    post.id().unwrap_or_else(|| post.whole())
}

/// The thread of a list that begins with the same post as one did before.
fn same_thread(before: &Collection, thread: usize, after: &Collection) -> Option<usize> {
    let first = before.first(thread);
    let is_same = |thread: &usize| key(&after.first(*thread)) == key(&first);
    Some(thread)
        .filter(|thread| *thread < after.threads.len() && is_same(thread))
        .or_else(|| (0..after.threads.len()).find(is_same))
}

impl State {
    /// Takes what the open file holds now.
    pub(super) fn renewed(&mut self, opened: Opened) -> Vec<Effect> {
        // The file is another one than was hashed.
        self.hashes.clear();
        let mut effects = match (opened, self.contents.collection().cloned()) {
            (Opened::Thread(document), None) => self.renew_reading(&document),
            (Opened::Thread(document), Some(_)) => {
                // What was a list of threads is one thread now.
                let files = || Contents::new(document.thread.source.file.iter().cloned().collect());
                self.contents = self.above.take().unwrap_or_else(files);
                self.left = None;
                self.show(Reading::new(document));
                self.show_as_preferred();
                let recalled = self.recall_place().into_iter().chain(self.recall_annotations());
                recalled.chain(self.prepare()).chain(self.recognise()).collect()
            }
            (Opened::Collection(collection), Some(before)) => self.renew_list(&before, collection),
            (Opened::Collection(collection), None) => {
                let threads = Contents::threads(Arc::clone(&collection));
                let files = mem::replace(&mut self.contents, threads);
                self.above = files.is_list().then_some(files);
                self.left = None;
                if self.reading.is_some() { self.reopen(collection, 0) } else { Vec::new() }
            }
        };
        effects.extend(self.ask_hash());
        effects
    }

    /// Has the row of a list that is open read anew.
    fn reopen(&mut self, collection: Arc<Collection>, entry: usize) -> Vec<Effect> {
        self.entry = entry;
        self.growing.renewed = Some(entry);
        vec![Effect::OpenThread { collection, thread: Contents::thread(entry), entry }]
    }

    fn renew_list(&mut self, before: &Collection, after: Arc<Collection>) -> Vec<Effect> {
        let now = |entry: usize| match Contents::thread(entry) {
            None => Some(0),
            Some(thread) => same_thread(before, thread, &after).map(|thread| thread + 1),
        };
        let marked = self.contents.marked().filter(|_| !self.growing.is_untouched).and_then(now);
        let (open, opening) = (now(self.entry), self.opening.and_then(now));
        self.contents.renew(Arc::clone(&after), marked);
        self.left = None;
        let mut effects = Vec::new();
        if !self.contents.narrow.text().is_empty() {
            effects.extend(self.narrow_contents());
        }
        if let Some(entry) = mem::replace(&mut self.opening, opening).and(opening) {
            let collection = Arc::clone(&after);
            effects.push(Effect::OpenThread { collection, thread: Contents::thread(entry), entry });
        }
        if self.reading.is_some()
            && let Some(entry) = open
        {
            effects.extend(self.reopen(after, entry));
        }
        effects
    }

    /// Takes a thread of the list that was asked for, or that is open and was read anew.
    pub(super) fn thread_opened(&mut self, entry: usize, document: Arc<Document>) -> Vec<Effect> {
        if self.growing.renewed == Some(entry) {
            self.growing.renewed = None;
            return self.renew_reading(&document);
        }
        let is_asked = self.opening == Some(entry) && self.contents.collection().is_some();
        if is_asked { self.opened(entry, Ok(Opened::Thread(document))) } else { Vec::new() }
    }

    /// Goes on with the open thread as it is now.
    fn renew_reading(&mut self, document: &Arc<Document>) -> Vec<Effect> {
        let Some(reading) = &mut self.reading else { return Vec::new() };
        if document.thread.is_empty() {
            return Vec::new();
        }
        let before = Arc::clone(&reading.document);
        let same = Same::between(&before.thread, &document.thread);
        let goes_with_it = self.growing.is_followed && reading.is_at_end();
        let has_hits_only = reading.showing.has_hits_only;
        if let Some(view) = self.prompt.as_mut().and_then(|prompt| prompt.before.view.as_mut()) {
            view.renew(&before, document, &same);
        }
        reading.renew(Arc::clone(document), &same);
        if goes_with_it {
            reading.go_to_end();
        }
        self.selection =
            self.selection.take().and_then(|selection| selection.renewed(&before, document, &same));
        self.pressed = None;
        self.picking.follow(&before, document);
        self.picking.list(document);
        self.ticked = None;
        let is_same_order =
            matches!(same, Same::All) && document.tree.order().starts_with(before.tree.order());
        if !is_same_order {
            // They hold posts by their places.
            self.chooser = None;
            self.sheet.take_if(|sheet| sheet.holds_posts());
            self.finding.forget_hits();
            self.annotating.forget();
        }
        if has_hits_only {
            self.filter_anew();
        }
        if self.overview.is_some() {
            self.open_overview();
        }
        let mut effects = self.search_anew();
        effects.extend(self.prepare());
        effects.extend(self.recall_annotations());
        if !document.is_named || document.thread.len() <= MOST_RECOGNISED {
            effects.extend(self.recognise());
        }
        effects
    }

    /// Shows the posts that a filter lets through now; those of a search once it has an answer.
    fn filter_anew(&mut self) {
        match (self.walk, &self.picking.chosen, &mut self.reading) {
            (Walk::Chosen, Some(chosen), Some(reading)) => {
                reading.show_as(reading.showing.clone(), &chosen.hits);
            }
            _ => self.finding.filters = self.finding.is_active(),
        }
    }

    /// Searches the thread anew for what is at work, as it has other posts now.
    fn search_anew(&mut self) -> Vec<Effect> {
        let is_typed = self.mode() == Mode::Prompt
            && self.prompt.as_ref().is_some_and(|prompt| prompt.purpose == Purpose::Search);
        if self.finding.is_active() { self.search_on(is_typed) } else { Vec::new() }
    }
}
