//! Which files the arguments stand for, and what to say of those that give no thread.
//!
//! A file that was named must be a thread. One that was merely found in a folder need not be: pictures lie beside saved
//! threads. It is passed over and counted, unless it could not even be opened.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use super::note;
use crate::index::search::Sieve;
use crate::model::{Thread, thousands};
use crate::shell::Failure;
use crate::shell::files::{self, Origin};

/// Larger files are not sifted, in bytes.
const LARGEST_SIFTED: u64 = 256 << 20;

/// A file to read.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) origin: Origin,
    /// Whether it was found in a folder or an archive, not named.
    pub(super) is_found: bool,
}

impl Candidate {
    /// Whether it can hold what a sieve lets through. A file that was named is read anyway: whether it is a thread is to be
    /// told. So is a large one: it would be read from the disk twice.
    pub(super) fn can_hold(&self, sieve: &Sieve) -> bool {
        let Origin::File(path) = &self.origin else { return true };
        !self.is_found
            || files::spelt_out(path, LARGEST_SIFTED).is_none_or(|bytes| sieve.lets_through(&bytes))
    }

    /// Opens it; `None` for a file that was found and holds no thread.
    pub(super) fn open(&self) -> Result<Option<Thread>, Failure> {
        files::open(&self.origin, false).map(Some).or_else(|failure| match &self.origin {
            Origin::File(path) | Origin::Member(path, _) if self.is_found && File::open(path).is_ok() => {
                Ok(None)
            }
            _ => Err(failure),
        })
    }
}

/// What the arguments stand for, with the folders that hold no thread at all.
pub(super) fn gather(paths: &[PathBuf], has_sample: bool) -> (Vec<Candidate>, Vec<Failure>) {
    let (mut candidates, mut failures) = (Vec::new(), Vec::new());
    if has_sample {
        candidates.push(Candidate { origin: Origin::Sample, is_found: false });
    }
    for path in paths {
        match files::gather(std::slice::from_ref(path)) {
            Ok(origins) => {
                let is_found = path.is_dir() || origins.len() > 1;
                candidates.extend(origins.into_iter().map(|origin| Candidate { origin, is_found }));
            }
            Err(failure) => failures.push(failure),
        }
    }
    (candidates, failures)
}

/// The same, with files that belong together as one.
pub(super) fn gather_together(paths: &[PathBuf], has_sample: bool) -> (Vec<Candidate>, Vec<Failure>) {
    let are_files = paths.len() > 1 && paths.iter().all(|path| path.is_file());
    match are_files.then(|| files::gather_together(paths)) {
        Some(Ok(origins)) => {
            // Several threads of an archive were found, not named.
            let is_found = |origin: &Origin| matches!(origin, Origin::Member(..));
            let one = |origin: Origin| Candidate { is_found: is_found(&origin), origin };
            (origins.into_iter().map(one).collect(), Vec::new())
        }
        _ => gather(paths, has_sample),
    }
}

/// Says how many files were found that are no threads.
pub(super) fn tell_passed_over(count: usize, out: &mut dyn Write) {
    let told = match count {
        0 => return,
        1 => "1 file without a thread was passed over".to_owned(),
        _ => format!("{} files without a thread were passed over", thousands(count)),
    };
    note(out, &format!("{told}; the reader's list of the folder says why"));
}
