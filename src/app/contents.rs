//! What there is to choose from: files, of which more becomes known bit by bit, or the threads of one file.
//!
//! ```text
//! Files      northwind.txt   Dana Reyes · Northwind Labs quietly bought …      19 posts  14 Mar 2024
//! Threads    all 2,045 posts in one
//!            Nobody reported it. Here is what the filings show …                7 posts  14 Mar 2024
//! ```

use std::cmp::Reverse;
use std::sync::Arc;

use super::collection::Collection;
use super::document::{Document, Hit};
use super::typing::{Line, Narrowing};
use crate::index::corrections::Corrections;
use crate::model::{Author, Clean, Time, Unit, thousands};

/// What a row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Who began the thread; empty where the file does not say.
    pub author: String,
    /// The title or the first words.
    pub words: String,
    /// When it began.
    pub begun: Option<Time>,
    /// How many posts it has.
    pub posts: usize,
    /// What these are.
    pub unit: Unit,
    /// Whether it is somebody else's post, passed on.
    pub is_repost: bool,
    /// Who may see its first post, where that is not everybody.
    pub visibility: Option<String>,
    /// How many annotations the reader keeps upon it.
    pub annotations: usize,
    /// The number of the post where the reader left it.
    pub left: Option<usize>,
}

/// What is known of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// Nothing yet.
    #[default]
    Nothing,
    /// What it holds.
    Summary(Summary),
    /// Why it cannot be read.
    Problem(String),
}

/// A file in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name to show.
    pub name: Clean,
    /// What is known of it.
    pub known: Known,
}

/// What the list is of.
#[derive(Clone, Debug)]
pub enum Listing {
    /// Files, in the order they were given.
    Files(Vec<Entry>),
    /// All posts of a file in one, then each of its threads.
    Threads(Arc<Collection>),
}

/// How the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As the files were given, as the threads stand in the file.
    #[default]
    Given,
    /// The newest first, those without a date last.
    Newest,
    /// The longest first.
    Longest,
}

/// The list.
#[derive(Debug)]
pub struct Contents {
    /// What it is of.
    pub listing: Listing,
    /// What typing narrows it to.
    pub narrow: Line,
    /// The entries that are listed.
    pub listed: Vec<usize>,
    /// The listed row that is marked.
    pub cursor: usize,
    /// The first row in sight.
    pub top: usize,
    /// The folder that all files lie in, with a `/` at its end, if there is one.
    pub folder: String,
    /// How it is sorted.
    pub sort: Sort,
    /// Whether what was only passed on is left out.
    pub hides_reposts: bool,
    /// The search that will tell which threads have what was typed.
    pub search: Option<u64>,
    /// What is wrong with what was typed.
    pub problem: Option<String>,
    /// Of each thread, whether it has what was typed.
    found: Option<Vec<bool>>,
    /// The corrections with which the names in all threads were recognised, or are being recognised.
    named: Option<Arc<Corrections>>,
}

/// The longest folder that all names begin with.
fn common_folder(names: &[Clean]) -> &str {
    let Some(first) = names.first() else { return "" };
    let ends = first.match_indices('/').map(|(at, _)| at + 1);
    let shared = ends.take_while(|end| names.iter().all(|name| name.starts_with(&first[..*end]))).last();
    &first[..shared.unwrap_or(0)]
}

impl Contents {
    /// The list of these files.
    pub fn new(names: Vec<Clean>) -> Self {
        let folder = common_folder(&names).to_owned();
        let entries = names.into_iter().map(|name| Entry { name, known: Known::Nothing }).collect();
        Self::of(Listing::Files(entries), folder, Sort::Given)
    }

    /// The list of the threads in a file, the newest first.
    pub fn threads(collection: Arc<Collection>) -> Self {
        let has_dates = collection.threads.iter().any(|stretch| stretch.begun.is_some());
        let sort = if has_dates { Sort::Newest } else { Sort::Given };
        Self::of(Listing::Threads(collection), String::new(), sort)
    }

    fn of(listing: Listing, folder: String, sort: Sort) -> Self {
        let mut contents = Self {
            listing,
            narrow: Line::default(),
            listed: Vec::new(),
            cursor: 0,
            top: 0,
            folder,
            sort,
            hides_reposts: false,
            search: None,
            problem: None,
            found: None,
            named: None,
        };
        contents.list();
        contents
    }

    /// Whether there is more than one entry to choose from.
    pub fn is_list(&self) -> bool {
        self.len() > 1
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        match &self.listing {
            Listing::Files(entries) => entries.len(),
            Listing::Threads(collection) => collection.threads.len() + 1,
        }
    }

    /// Whether there is nothing to choose from.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The threads that are listed, if it is threads.
    pub fn collection(&self) -> Option<&Arc<Collection>> {
        match &self.listing {
            Listing::Files(_) => None,
            Listing::Threads(collection) => Some(collection),
        }
    }

    /// The thread that an entry stands for; `None` for all posts in one.
    pub fn thread(entry: usize) -> Option<usize> {
        entry.checked_sub(1)
    }

    /// What became known of a file.
    pub fn learn(&mut self, entry: usize, known: Known) {
        if let Listing::Files(entries) = &mut self.listing
            && let Some(entry) = entries.get_mut(entry)
        {
            entry.known = known;
        }
        if !self.narrow.text().is_empty() || self.sort != Sort::Given {
            self.list();
        }
    }

    /// What is known of an entry.
    pub fn known(&self, entry: usize) -> Known {
        match (&self.listing, Self::thread(entry)) {
            (Listing::Files(entries), _) => {
                entries.get(entry).map(|entry| entry.known.clone()).unwrap_or_default()
            }
            (Listing::Threads(collection), Some(thread)) => Known::Summary(collection.summary(thread)),
            (Listing::Threads(collection), None) => {
                let thread = &collection.document.thread;
                let count = thread.len();
                let words = format!("All {} {} in one", thousands(count), thread.unit.noun(count));
                Known::Summary(Summary { words, unit: thread.unit, ..Summary::default() })
            }
        }
    }

    /// When an entry began, and how many posts it has, as far as that is known.
    fn facts(&self, entry: usize) -> (Option<Time>, usize) {
        match &self.listing {
            Listing::Files(entries) => match &entries[entry].known {
                Known::Summary(summary) => (summary.begun, summary.posts),
                Known::Nothing | Known::Problem(_) => (None, 0),
            },
            Listing::Threads(collection) => Self::thread(entry).map_or((None, 0), |thread| {
                let stretch = &collection.threads[thread];
                (stretch.begun, stretch.posts as usize)
            }),
        }
    }

    /// Whether the names in all threads, as corrected, are neither known nor being recognised; now they are.
    pub fn wants_names(&mut self, corrections: &Arc<Corrections>) -> bool {
        let is_known = self.named.as_ref().is_some_and(|known| Arc::ptr_eq(known, corrections));
        self.named = Some(Arc::clone(corrections));
        !is_known
    }

    /// Nobody is looking for names in all threads any more, if somebody was.
    pub fn give_up_names(&mut self) {
        if self.collection().is_some_and(|collection| !collection.document.is_named) {
            self.named = None;
        }
    }

    /// Takes the names in all threads, if they are those of this file; whether they are.
    pub fn adopt(&mut self, before: &Document, named: &Arc<Document>) -> bool {
        let Some(collection) = self.collection().filter(|known| known.document.has_posts_of(before)) else {
            return false;
        };
        let threads = collection.threads.clone();
        self.listing = Listing::Threads(Arc::new(Collection { document: Arc::clone(named), threads }));
        true
    }

    /// Lists the threads of the file as it is now, that entry of it marked, where it stands on the screen.
    pub fn renew(&mut self, collection: Arc<Collection>, marked: Option<usize>) {
        let below_top = self.cursor - self.top.min(self.cursor);
        self.listing = Listing::Threads(collection);
        (self.found, self.named, self.search) = (None, None, None);
        self.list();
        self.cursor = self.listed.iter().position(|entry| Some(*entry) == marked).unwrap_or(0);
        self.top = self.cursor.saturating_sub(below_top);
    }

    /// Takes the hits of what was typed among all posts of the file, or what is wrong with it.
    pub fn find(&mut self, hits: Result<&[Hit], String>) {
        self.search = None;
        self.problem = hits.as_ref().err().cloned();
        let hits = hits.unwrap_or_default();
        if let Listing::Threads(collection) = &self.listing {
            let narrowing = Narrowing::new(self.narrow.text());
            let is_let_through = |author: &Author| {
                [&author.name, &author.handle].into_iter().flatten().any(|name| narrowing.lets_through(name))
            };
            let mut last: Option<(&Author, bool)> = None;
            let mut found: Vec<bool> = (0..collection.threads.len())
                .map(|thread| {
                    let author = collection.first(thread).author();
                    // Most threads of a file are by the author of the one before.
                    let known = last.filter(|(known, _)| *known == author).map(|(_, known)| known);
                    let is_found = known.unwrap_or_else(|| is_let_through(author));
                    last = Some((author, is_found));
                    is_found
                })
                .collect();
            for hit in hits {
                found[collection.thread_of(hit.rank)] = true;
            }
            self.found = Some(found);
        }
        self.list();
    }

    /// Shows all threads again.
    pub fn forget_found(&mut self) {
        (self.search, self.found, self.problem) = (None, None, None);
        self.list();
    }

    /// Lists anew, after the narrowing or what is known changed; the marked entry stays marked.
    pub fn list(&mut self) {
        let marked = self.marked();
        let mut listed: Vec<usize> = match &self.listing {
            Listing::Files(entries) => {
                let narrowing = Narrowing::new(self.narrow.text());
                let has = |text: &str| narrowing.lets_through(text);
                let is_listed = |entry: &Entry| {
                    let known = matches!(&entry.known, Known::Summary(s) if has(&s.author) || has(&s.words));
                    has(&entry.name) || known
                };
                (0..entries.len()).filter(|i| is_listed(&entries[*i])).collect()
            }
            Listing::Threads(collection) => {
                let is_found = |thread: usize| self.found.as_ref().is_none_or(|found| found[thread]);
                let is_shown = |thread: usize| !(self.hides_reposts && collection.threads[thread].is_repost);
                // All posts in one are none of what was found.
                let all = self.found.is_none().then_some(0);
                let threads =
                    (0..collection.threads.len()).filter(|thread| is_found(*thread) && is_shown(*thread));
                all.into_iter().chain(threads.map(|thread| thread + 1)).collect()
            }
        };
        let is_all = |entry: &usize| self.collection().is_some() && Self::thread(*entry).is_none();
        match self.sort {
            Sort::Given => {}
            Sort::Newest => listed.sort_by_key(|i| (!is_all(i), Reverse(self.facts(*i).0))),
            Sort::Longest => listed.sort_by_key(|i| (!is_all(i), Reverse(self.facts(*i).1))),
        }
        self.listed = listed;
        self.cursor = self.listed.iter().position(|i| Some(*i) == marked).unwrap_or(0);
    }

    /// Sorts in the next way; what to say of it.
    pub fn turn_sort(&mut self) -> &'static str {
        let (sort, said) = match (self.sort, &self.listing) {
            (Sort::Newest, _) => (Sort::Longest, "Sorted by length, the longest first"),
            (Sort::Longest, Listing::Files(_)) => (Sort::Given, "Sorted as the files were given"),
            (Sort::Longest, Listing::Threads(_)) => (Sort::Given, "Sorted as in the file"),
            (Sort::Given, _) => (Sort::Newest, "Sorted by date, the newest first"),
        };
        self.sort = sort;
        self.list();
        (self.cursor, self.top) = (0, 0);
        said
    }

    /// What a row calls an entry: a file by its name within the folder.
    pub fn label(&self, entry: usize) -> &str {
        match &self.listing {
            Listing::Files(entries) => {
                entries.get(entry).map_or("", |entry| &entry.name[self.folder.len()..])
            }
            Listing::Threads(_) => "",
        }
    }

    /// The entry that is marked.
    pub fn marked(&self) -> Option<usize> {
        self.listed.get(self.cursor).copied()
    }

    /// Moves the mark.
    pub fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.listed.len().saturating_sub(1));
    }

    /// Keeps the marked row in sight of `height` rows.
    pub fn settle(&mut self, height: usize) {
        self.top = self.top.min(self.cursor).max((self.cursor + 1).saturating_sub(height.max(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_within_the_folder_they_share() {
        let contents = |names: &[&str]| Contents::new(names.iter().map(|name| Clean::line(name)).collect());
        let saved =
            contents(&["/home/ana/saved/a.txt", "/home/ana/saved/2023/b.json", "/home/ana/saved/c.txt"]);
        assert_eq!((&*saved.folder, saved.label(1)), ("/home/ana/saved/", "2023/b.json"));
        let apart = contents(&["a.txt", "saved/b.txt"]);
        assert_eq!((&*apart.folder, apart.label(1)), ("", "saved/b.txt"));
    }
}
