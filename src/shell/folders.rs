//! Folders: what lies in them, and which of them are packages that a program or a platform wrote.
//!
//! ```text
//! saved/                         a list of:
//!   thread.json                    this file
//!   twitter-2024/data/tweets.js    the package twitter-2024/
//!   mastodon.zip                   this archive
//! ```
//!
//! Hidden files are passed over and links are not followed.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::files;
use crate::formats::{self, Members, Unreadable};

/// The most files that a folder may have; archives of people with many pictures have some ten thousand.
const MOST_FILES: usize = 1_000_000;
/// How many folders deep packages are looked for.
const DEPTH: usize = 8;

/// The files of a folder.
pub(super) struct Folder {
    root: PathBuf,
    /// What the names begin with that is not below the root.
    above: String,
    /// Sorted.
    names: Vec<String>,
    /// What has a name that is no text, which is in no package.
    unnamed: Vec<PathBuf>,
}

impl Folder {
    /// Lists a folder; `None` for one with too many files.
    pub(super) fn list(root: &Path) -> Option<Self> {
        Self::list_at_most(root, MOST_FILES)
    }

    fn list_at_most(root: &Path, most: usize) -> Option<Self> {
        let is_hidden = |name: &OsStr| name.to_string_lossy().starts_with('.');
        let entries = WalkDir::new(root)
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()))
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file());
        let (mut names, mut unnamed) = (Vec::new(), Vec::new());
        for entry in entries.take(most.saturating_add(1)) {
            let below = entry.path().strip_prefix(root).ok()?;
            match below.iter().map(OsStr::to_str).collect::<Option<Vec<_>>>() {
                Some(steps) => names.push(steps.join("/")),
                None => unnamed.push(entry.into_path()),
            }
        }
        if names.len() + unnamed.len() > most {
            return None;
        }
        names.sort();
        Some(Self { root: root.to_owned(), above: String::new(), names, unnamed })
    }

    /// The folders in it that are packages, by their names with `/` at the end; the empty name is the folder itself.
    ///
    /// A folder is none by what lies in a package below it.
    pub(super) fn packages(&self) -> Vec<String> {
        let mut found = Vec::new();
        find_packages(&self.names, String::new(), DEPTH, &mut found);
        found
    }

    /// The same files as a package, if they are one: also the inner folder of an archive, `data/`, is.
    pub(super) fn into_package(mut self) -> Option<Self> {
        if self.packages().iter().any(String::is_empty) {
            return Some(self);
        }
        let own = self.root.canonicalize().ok()?;
        self.above = format!("{}/", own.file_name()?.to_str()?);
        for name in &mut self.names {
            name.insert_str(0, &self.above);
        }
        formats::recognise_package(&self.names).is_some().then_some(self)
    }

    /// The paths of the files that lie in none of `packages`.
    pub(super) fn others(&self, packages: &[String]) -> Vec<PathBuf> {
        let is_other = |name: &&String| !packages.iter().any(|package| name.starts_with(package.as_str()));
        let others = self.names.iter().filter(is_other).map(|name| self.root.join(name));
        others.chain(self.unnamed.iter().cloned()).collect()
    }
}

/// Finds the packages among `names`, which all begin with `prefix`.
fn find_packages(names: &[String], prefix: String, depth: usize, found: &mut Vec<String>) {
    let before = found.len();
    let mut rest = names;
    while let Some(first) = rest.first() {
        let below = &first[prefix.len()..];
        let Some(slash) = below.find('/').filter(|_| depth > 0) else {
            rest = &rest[1..];
            continue;
        };
        let inner = first[..=prefix.len() + slash].to_owned();
        let len = rest.partition_point(|name| name.starts_with(&inner));
        find_packages(&rest[..len], inner, depth - 1, found);
        rest = &rest[len..];
    }
    if found.len() == before {
        let own: Vec<String> = names.iter().map(|name| name[prefix.len()..].to_owned()).collect();
        if formats::recognise_package(&own).is_some() {
            found.push(prefix);
        }
    }
}

impl Members for Folder {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let known = self.names.binary_search_by(|known| known.as_str().cmp(name)).is_ok();
        let below = name.strip_prefix(&self.above).filter(|_| known).ok_or_else(|| {
            Unreadable::new(&format!("no {name} in the folder"), "Check whether all of it was copied.")
        })?;
        let file = File::open(self.root.join(below));
        let read = file.map_err(|error| files::told(&error)).and_then(files::plain);
        read.map_err(|problem| {
            let (what, advice) = problem.split_once(". ").unwrap_or((&problem, "Check the folder."));
            Unreadable::new(&format!("{name}: {what}"), advice)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        folder
    }

    #[test]
    fn the_files_of_a_folder_are_its_members() {
        let on_disk = folder(&["b/c.txt", "b.txt", ".hidden/x", "b/.y", "a.txt"]);
        let mut members = Folder::list(on_disk.path()).unwrap();
        assert_eq!(members.names(), ["a.txt", "b.txt", "b/c.txt"]);
        assert_eq!(members.read("b/c.txt").unwrap(), b"b/c.txt");
        for name in ["b/.y", "../a.txt", "/etc/passwd", "b"] {
            let error = members.read(name).unwrap_err().to_string();
            assert!(error.starts_with(&format!("no {name} in the folder.")), "{error}");
        }
        fs::remove_file(on_disk.path().join("a.txt")).unwrap();
        let error = members.read("a.txt").unwrap_err().to_string();
        assert!(error.starts_with("a.txt: no such file. Check"), "{error}");
        assert!(Folder::list_at_most(on_disk.path(), 1).is_none());
    }
}
