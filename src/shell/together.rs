//! Files that were named together: some of one archive, or parts of one thread.
//!
//! Which of the two they are is told from their names, else from their posts. Only small ones are read for that: whoever
//! names a hundred archives wants a list of them at once.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::files::{self, Origin};
use crate::formats::{self, Members, Unreadable};
use crate::model::Thread;

/// How large files may be together to be read for what they have in common, in bytes.
const SMALL: u64 = 64 << 20;
/// How many are compared.
const MOST: usize = 100;

/// Files as the members of a package, by what their paths do not have in common.
pub(super) struct Named {
    /// Sorted by name.
    names: Vec<String>,
    paths: Vec<PathBuf>,
    /// Whether each was read.
    is_read: Vec<bool>,
}

impl Named {
    /// The package that the files are, if they are one and nothing else.
    pub(super) fn package(paths: &[PathBuf]) -> Option<Self> {
        let mut above = paths.first()?.parent()?;
        while !paths.iter().all(|path| path.starts_with(above)) {
            above = above.parent()?;
        }
        let mut files: Vec<(String, PathBuf)> = Vec::new();
        for path in paths {
            let below = path.strip_prefix(above).ok()?.to_str()?;
            files.push((below.replace('\\', "/"), path.clone()));
        }
        files.sort();
        // Two of one name are of two archives.
        let mut bare: Vec<_> = files.iter().map(|(name, _)| name.rsplit('/').next()).collect();
        bare.sort_unstable();
        if bare.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        let is_read = vec![false; files.len()];
        let (names, paths): (Vec<_>, _) = files.into_iter().unzip();
        formats::recognise_package(&names)?;
        Some(Self { names, paths, is_read })
    }

    /// The names of files that are no part of the package.
    pub(super) fn unread(&self) -> impl Iterator<Item = &str> {
        self.names.iter().zip(&self.is_read).filter(|(_, is_read)| !**is_read).map(|(name, _)| name.as_str())
    }
}

impl Members for Named {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let absent = || Unreadable::new(&format!("no {name} among the files"), "Name it as well.");
        let i = self.names.iter().position(|known| known == name).ok_or_else(absent)?;
        self.is_read[i] = true;
        let file = File::open(&self.paths[i]).map_err(|error| files::told(&error));
        file.and_then(files::plain).map_err(|problem| {
            let (what, advice) = problem.split_once(". ").unwrap_or((&problem, "Check the file."));
            Unreadable::new(what, advice)
        })
    }
}

/// The same origins, with files that belong together as one, where the first of them stood.
pub(super) fn grouped(origins: Vec<Origin>) -> Vec<Origin> {
    let paths: Vec<PathBuf> = origins.iter().filter_map(file).map(Path::to_owned).collect();
    if paths.len() < 2 || paths.len() != origins.len() || paths.len() > MOST {
        return origins;
    }
    if Named::package(&paths).is_some() {
        return vec![Origin::Together(paths)];
    }
    let size = |path: &PathBuf| path.metadata().map_or(u64::MAX, |metadata| metadata.len());
    if paths.iter().map(size).fold(0, u64::saturating_add) > SMALL {
        return origins;
    }
    // What cannot be read is told of when it is opened.
    let threads: Vec<Option<Thread>> = origins.iter().map(|origin| files::open(origin, false).ok()).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (i, thread) in threads.iter().enumerate() {
        let belongs = |other: &usize| {
            thread.as_ref().zip(threads[*other].as_ref()).is_some_and(|(a, b)| a.belongs_with(b))
        };
        let (own, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group: &Vec<usize>| group.iter().any(belongs));
        groups = others;
        groups.push(own.into_iter().flatten().chain([i]).collect());
    }
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort();
    let one = |group: Vec<usize>| match &group[..] {
        [only] => origins[*only].clone(),
        several => Origin::Together(several.iter().map(|i| paths[*i].clone()).collect()),
    };
    groups.into_iter().map(one).collect()
}

fn file(origin: &Origin) -> Option<&Path> {
    match origin {
        Origin::File(path) => Some(path).filter(|path| path.is_file()).map(PathBuf::as_path),
        _ => None,
    }
}
