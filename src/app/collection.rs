//! A file that was opened: one thread, or many beside each other to choose from.

use std::sync::Arc;

use super::contents::Summary;
use super::document::Document;
use super::renewing::goes_on;
use crate::index::stretches::{self, Stretch};
use crate::layout;
use crate::model::{Post, Shape, Thread};

/// The first words of a thread that its row shows, in characters.
const FIRST_WORDS: usize = 200;

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Opened {
    /// One thread, ready to be read.
    Thread(Arc<Document>),
    /// Many, ready to be listed.
    Collection(Arc<Collection>),
}

impl Opened {
    /// What a file holds, by its shape.
    pub fn new(thread: Thread) -> Self {
        if thread.shape == Shape::Thread {
            return Self::Thread(Arc::new(Document::new(thread)));
        }
        let document = Document::bare(thread);
        let threads = stretches::stretches(&document.thread, &document.tree);
        if threads.len() < 2 {
            return Self::Thread(Arc::new(Document::new((*document.thread).clone())));
        }
        Self::Collection(Arc::new(Collection { document: Arc::new(document), threads }))
    }
}

impl Opened {
    /// What a file holds now that goes on with a thread in which names were recognised: those are known at once.
    pub fn going_on(thread: Thread, named: Option<&Document>) -> Self {
        let known = named.filter(|named| thread.shape == Shape::Thread && goes_on(&named.thread, &thread));
        let Some(named) = known else { return Self::new(thread) };
        let mut document = Document::new(thread.with_names(named.thread.names()));
        document.is_named = true;
        Self::Thread(Arc::new(document))
    }

    /// All posts of the file.
    pub fn document(&self) -> &Arc<Document> {
        match self {
            Self::Thread(document) => document,
            Self::Collection(collection) => &collection.document,
        }
    }
}

/// Many threads of one file.
#[derive(Debug)]
pub struct Collection {
    /// All posts, without entities and links.
    pub document: Arc<Document>,
    /// The threads, in reading order.
    pub threads: Vec<Stretch>,
}

impl Collection {
    /// A thread by its place among [`Collection::threads`], as a document of its own; `None` opens all posts as one.
    pub fn open(&self, thread: Option<usize>) -> Document {
        let all = &self.document.thread;
        Document::new(match thread.and_then(|i| self.threads.get(i)) {
            Some(stretch) => all.part(stretch.posts(&self.document.tree)),
            None => Thread::clone(all),
        })
    }

    /// The first post of a thread.
    pub fn first(&self, thread: usize) -> Post<'_> {
        self.document.thread.post(self.document.tree.post(self.threads[thread].first))
    }

    /// The thread that a post belongs to, by its rank.
    pub fn thread_of(&self, rank: crate::index::Rank) -> usize {
        self.threads.partition_point(|stretch| stretch.first <= rank).saturating_sub(1)
    }

    /// What the row of a thread says.
    pub fn summary(&self, thread: usize) -> Summary {
        let stretch = &self.threads[thread];
        let post = self.first(thread);
        let told = post.quote().filter(|_| stretch.is_repost && post.body().is_empty()).unwrap_or(post);
        let author = Some(told.author()).filter(|author| author.is_known());
        // Where all of them are by one, their name says nothing.
        let author = author.filter(|_| self.document.author_count > 1 || stretch.is_repost);
        Summary {
            author: author.map(crate::model::Author::display_name).unwrap_or_default(),
            words: row_words(&told),
            begun: stretch.begun,
            posts: stretch.posts as usize,
            unit: self.document.thread.unit,
            is_repost: stretch.is_repost,
            visibility: layout::visibility(&post),
            annotations: 0,
            left: None,
        }
    }
}

/// What a row of a list says of a thread that begins with this post: what its author warns of, and the first words; of a post
/// that is not there, why.
pub fn row_words(post: &Post) -> String {
    let words = first_words(post);
    if words.is_empty() {
        return layout::absence(post).unwrap_or_default();
    }
    match post.content_warning().filter(|_| !post.body().trim().is_empty()) {
        Some(warning) => {
            let warning = warning.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("Content warning: {warning} · {words}")
        }
        None => words,
    }
}

/// The first words of a post on one line; of a post without words, those of what it shows or quotes.
pub fn first_words(post: &Post) -> String {
    let whole = if post.body().trim().is_empty() { post.whole() } else { post.body() };
    whole
        .chars()
        .skip_while(|c| c.is_whitespace() || *c == crate::model::SEPARATOR)
        .take(FIRST_WORDS)
        .map(|c| if c.is_whitespace() || c == crate::model::SEPARATOR { ' ' } else { c })
        .collect()
}
