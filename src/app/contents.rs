//! The list of files, where there is more than one: what each holds, as far as that is known yet.

use super::typing::{Line, Narrowing};
use crate::model::{Clean, Time, Unit};

/// What a file's row says.
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
    /// The folder that all of them lie in, with a `/` at its end, if there is one.
    pub folder: String,
}

/// The longest folder that all names begin with.
fn common_folder(names: &[Clean]) -> &str {
    let Some(first) = names.first() else { return "" };
    let ends = first.match_indices('/').map(|(at, _)| at + 1);
    let shared = ends.take_while(|end| names.iter().all(|name| name.starts_with(&first[..*end]))).last();
    &first[..shared.unwrap_or(0)]
}

impl Contents {
    /// Whether there is more than one file to choose from.
    pub fn is_list(&self) -> bool {
        self.entries.len() > 1
    }

    /// The list of these files.
    pub fn new(names: Vec<Clean>) -> Self {
        let folder = common_folder(&names).to_owned();
        let entries: Vec<_> = names.into_iter().map(|name| Entry { name, known: Known::Nothing }).collect();
        let listed = (0..entries.len()).collect();
        Self { entries, listed, folder, ..Self::default() }
    }

    /// Lists anew, after the narrowing or what is known changed; the marked entry stays marked.
    pub fn list(&mut self) {
        let marked = self.marked();
        let narrowing = Narrowing::new(self.narrow.text());
        let has = |text: &str| narrowing.lets_through(text);
        self.listed = (0..self.entries.len())
            .filter(|i| {
                let entry = &self.entries[*i];
                let known = matches!(&entry.known, Known::Summary(s) if has(&s.author) || has(&s.words));
                has(&entry.name) || known
            })
            .collect();
        self.cursor = self.listed.iter().position(|i| Some(*i) == marked).unwrap_or(0);
    }

    /// What a row calls an entry: its name within the folder.
    pub fn label(&self, entry: usize) -> &str {
        self.entries.get(entry).map_or("", |entry| &entry.name[self.folder.len()..])
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
