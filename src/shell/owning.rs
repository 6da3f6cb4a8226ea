//! The threads of a file that something is kept upon: one thread alone, or many beside each other.
//!
//! ```text
//! a thread alone                 its own file
//! all posts of a collection      the file of the thread that a post belongs to, the same as when that thread is open
//!                                └ what is on no thread: a file of all posts
//! ```
//!
//! A change goes to where its annotation is kept already, so that what was once kept of all posts stays where it is.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fs;

use super::annotations::{self, Kept, Owner, Shelf};
use crate::index::annotations::anchoring::ranks;
use crate::index::annotations::{Annotation, Change};
use crate::index::identity::first_mark;
use crate::index::stretches::stretches;
use crate::index::{Rank, Tree};
use crate::model::{Clean, Shape, Thread};

/// A thread of a collection by its place among them; `None` for all posts as one.
type Which = Option<usize>;

/// Whose annotations belong to the posts of a file.
pub struct Owners<'t> {
    thread: &'t Thread,
    tree: &'t Tree,
    /// All posts as one.
    whole: Owner,
    /// The threads of a collection by their first posts, with what tells each from others.
    threads: Vec<(Rank, Option<Clean>)>,
}

impl<'t> Owners<'t> {
    /// The owners of what is kept upon the posts of a file; `None` for one without anything to know it by.
    pub fn of(thread: &'t Thread, tree: &'t Tree) -> Option<Self> {
        let mut owners = Self::new(thread, tree, Owner::of(thread, tree)?);
        if owners.threads.len() > 1 {
            owners.whole.file = None;
        }
        Some(owners)
    }

    /// The same where it is known what stands for all posts.
    pub(super) fn new(thread: &'t Thread, tree: &'t Tree, whole: Owner) -> Self {
        let is_collection = thread.shape == Shape::Collection;
        let found = if is_collection { stretches(thread, tree) } else { Vec::new() };
        let mark = |first: Rank| (first, first_mark(thread, tree.post(first)));
        Self { thread, tree, whole, threads: found.into_iter().map(|stretch| mark(stretch.first)).collect() }
    }

    /// What stands for all posts.
    pub fn whole(&self) -> &Owner {
        &self.whole
    }

    fn owner(&self, which: Which) -> Owner {
        let mark = which.and_then(|which| self.threads.get(which)).and_then(|(_, mark)| mark.clone());
        mark.map_or_else(|| self.whole.clone(), |mark| Owner { mark, words: self.words(which), file: None })
    }

    /// The first words of a thread.
    fn words(&self, which: Which) -> Clean {
        let first = which.and_then(|which| self.threads.get(which)).map(|(first, _)| self.tree.post(*first));
        let words = first.map(|first| crate::app::collection::first_words(&self.thread.post(first)));
        Clean::line(&words.unwrap_or_default())
    }

    /// Those of whom something may be kept, all posts last.
    fn kept(&self) -> Vec<Which> {
        let names: HashSet<_> = annotations::folder()
            .and_then(|folder| fs::read_dir(folder).ok())
            .map_or_else(HashSet::new, |files| files.flatten().map(|file| file.file_name()).collect());
        if names.is_empty() {
            return vec![None];
        }
        // Of a hundred thousand threads of an archive a few have something; two of one mark have it together.
        let mut seen = HashSet::new();
        let threads = self.threads.iter().enumerate().filter_map(|(which, (_, mark))| {
            let name = annotations::name_of(mark.as_ref()?);
            let is_kept = names.contains(OsStr::new(&name)) && seen.insert(name);
            is_kept.then_some(Some(which))
        });
        threads.chain([None]).collect()
    }

    /// All that is kept.
    ///
    /// # Errors
    /// A line for the reader: a file cannot be read, or not understood.
    pub fn load(&self, on: Shelf) -> Result<Vec<Annotation>, String> {
        let mut all = Vec::new();
        for which in self.kept() {
            all.extend(on.load(&self.owner(which))?);
        }
        Ok(all)
    }

    /// Makes changes, each where its annotation is kept or belongs.
    ///
    /// # Errors
    /// A line for the reader; changes to other threads than the first may have been made then.
    pub fn change(&self, on: Shelf, changes: Vec<Change>) -> Result<Kept, String> {
        if self.threads.is_empty() {
            return on.change(&self.whole, changes);
        }
        // What cannot be read was told of when it was asked for.
        let load = |which| (which, on.load(&self.owner(which)).unwrap_or_default());
        let mut pages: BTreeMap<Which, Vec<Annotation>> = self.kept().into_iter().map(load).collect();
        let (mut made, mut notice) = (Vec::new(), None);
        for (which, changes) in self.sorted(changes, &pages) {
            let kept = on.change(&self.owner(which), changes)?;
            pages.insert(which, kept.annotations);
            made.extend(kept.changes);
            notice = notice.or(kept.notice);
        }
        Ok(Kept { annotations: pages.into_values().flatten().collect(), changes: made, notice })
    }

    /// Changes by the threads that they are made to.
    fn sorted(
        &self,
        changes: Vec<Change>,
        pages: &BTreeMap<Which, Vec<Annotation>>,
    ) -> BTreeMap<Which, Vec<Change>> {
        let known = pages.iter().flat_map(|(which, all)| all.iter().map(|own| (&*own.id, *which)));
        let known: BTreeMap<&str, Which> = known.filter(|(id, _)| !id.is_empty()).collect();
        let meant =
            |change: &Change| change.before.as_ref().or(change.after.as_ref()).cloned().unwrap_or_default();
        let meant: Vec<Annotation> = changes.iter().map(meant).collect();
        let mut sorted: BTreeMap<Which, Vec<Change>> = BTreeMap::new();
        for ((change, meant), rank) in
            changes.into_iter().zip(&meant).zip(ranks(self.thread, self.tree, &meant))
        {
            let which =
                known.get(&*meant.id).copied().unwrap_or_else(|| rank.and_then(|rank| self.thread_of(rank)));
            sorted.entry(which).or_default().push(change);
        }
        sorted
    }

    /// The thread of a post, if it can be known again; one that is alone in its file is all posts.
    fn thread_of(&self, rank: Rank) -> Which {
        let which = self.threads.partition_point(|(first, _)| *first <= rank).checked_sub(1)?;
        (self.threads.len() > 1 && self.threads[which].1.is_some()).then_some(which)
    }
}
