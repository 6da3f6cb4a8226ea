//! The list of files, where there is more than one: what each holds, as far as that is known yet.

use super::typing::Line;
use crate::model::{Clean, Time, Unit};

/// What a file's row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Who began the thread.
    pub author: String,
    /// The title or the first words.
    pub words: String,
    /// When it began.
    pub begun: Option<Time>,
    /// How many posts it has.
    pub posts: usize,
    /// What these are.
    pub unit: Unit,
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

/// The list of files.
#[derive(Debug, Default)]
pub struct Contents {
    /// All files, in the order they were given.
    pub entries: Vec<Entry>,
    /// What typing narrows them to.
    pub narrow: Line,
    /// The entries that are listed.
    pub listed: Vec<usize>,
    /// The listed row that is marked.
    pub cursor: usize,
    /// The first row in sight.
    pub top: usize,
}

impl Contents {
    /// The list of these files.
    pub fn new(names: Vec<Clean>) -> Self {
        let entries: Vec<_> = names.into_iter().map(|name| Entry { name, known: Known::Nothing }).collect();
        let listed = (0..entries.len()).collect();
        Self { entries, listed, ..Self::default() }
    }

    /// Lists anew, after the narrowing or what is known changed; the marked entry stays marked.
    pub fn list(&mut self) {
        let marked = self.marked();
        let words = self.narrow.text().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&words);
        self.listed = (0..self.entries.len())
            .filter(|i| {
                let entry = &self.entries[*i];
                let known = matches!(&entry.known, Known::Summary(s) if has(&s.author) || has(&s.words));
                has(&entry.name) || known
            })
            .collect();
        self.cursor = self.listed.iter().position(|i| Some(*i) == marked).unwrap_or(0);
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
