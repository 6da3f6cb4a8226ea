//! Reading thread files: what is a file, a folder, a pipe, and what to say of what is none of them.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

use super::Failure;
use crate::formats;
use crate::model::{Clean, Source, Thread, thousands};

/// The most that is read of one file, in bytes.
pub const MOST_BYTES: u64 = 2 << 30;
/// The most files that a folder may have.
const MOST_FILES: usize = 10_000;
/// How much of a file tells whether it is likely a thread, in bytes.
const START: u64 = 64 << 10;
/// The sample thread that is part of the program.
const SAMPLE: &[u8] = include_bytes!("../../assets/sample.json");

/// Where a thread comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// The sample in the program.
    Sample,
}

impl Origin {
    /// `-` is standard input, anything else a path.
    pub fn new(path: &Path) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::File(path.to_owned()) }
    }

    /// The name to show and to record.
    pub fn name(&self) -> Clean {
        match self {
            Self::File(path) => Clean::line(&path.to_string_lossy()),
            Self::Stdin => Clean::line("-"),
            Self::Sample => Clean::line("sample"),
        }
    }
}

/// Reads a thread; with `hashed`, the SHA-256 of its bytes is recorded in its source.
///
/// # Errors
/// One line that says what is wrong, where, and what to try.
pub fn open(origin: &Origin, hashed: bool) -> Result<Thread, Failure> {
    let name = origin.name();
    let bytes = bytes(origin).map_err(|problem| Failure::could_not(format!("{name}: {problem}")))?;
    let sha256 = hashed.then(|| {
        let mut digits = String::new();
        for byte in Sha256::digest(&bytes) {
            let _ = write!(digits, "{byte:02x}");
        }
        Clean::line(&digits)
    });
    let source = Source { file: Some(name.clone()), sha256, ..Source::default() };
    formats::read(&bytes, source).map_err(|problem| Failure::could_not(format!("{name}: {problem}")))
}

fn bytes(origin: &Origin) -> Result<Vec<u8>, String> {
    match origin {
        Origin::Sample => Ok(SAMPLE.to_vec()),
        Origin::Stdin => limited(io::stdin().lock(), 0),
        Origin::File(path) => {
            let file = File::open(path).map_err(|error| told(&error))?;
            let metadata = file.metadata().map_err(|error| told(&error))?;
            if metadata.is_dir() {
                return Err("this is a folder where a file is wanted. Name a file in it.".to_owned());
            }
            limited(file, metadata.len())
        }
    }
}

fn limited(source: impl Read, expected: u64) -> Result<Vec<u8>, String> {
    let too_large =
        || format!("larger than {} GiB, the most that is read. Split it first.", MOST_BYTES >> 30);
    if expected > MOST_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).saturating_add(1));
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| told(&error))?;
    if bytes.len() as u64 > MOST_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// A system's error in words that help.
fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file. Check the name and the folder.".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it. Check its permissions.".to_owned(),
        io::ErrorKind::IsADirectory => {
            "this is a folder where a file is wanted. Name a file in it.".to_owned()
        }
        _ => format!("it could not be read ({error}). Try to copy it elsewhere first."),
    }
}

/// The files that the arguments stand for: each file itself, and for a folder the threads in it.
///
/// # Errors
/// When a folder holds nothing that looks like a thread, or too many files.
pub fn gather(paths: &[PathBuf]) -> Result<Vec<Origin>, Failure> {
    let mut origins = Vec::new();
    for path in paths {
        if path.is_dir() {
            origins.extend(in_folder(path, MOST_FILES)?);
        } else {
            origins.push(Origin::new(path));
        }
    }
    Ok(origins)
}

/// The files of a folder, sorted by name, without hidden ones; links are not followed.
fn in_folder(folder: &Path, most: usize) -> Result<Vec<Origin>, Failure> {
    let is_hidden = |name: &OsStr| name.to_string_lossy().starts_with('.');
    let name = Clean::line(&folder.to_string_lossy());
    let files: Vec<PathBuf> = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .take(most + 1)
        .map(DirEntry::into_path)
        .collect();
    if files.len() > most {
        let most = thousands(most);
        return Err(Failure::could_not(format!(
            "{name}: more than {most} files in this folder. Name a smaller one."
        )));
    }
    if !files.iter().any(|path| is_likely(path)) {
        return Err(Failure::could_not(format!(
            "{name}: no thread in this folder. 'unspool formats' lists what unspool opens and how to get such a file."
        )));
    }
    Ok(files.into_iter().map(Origin::File).collect())
}

/// Whether a file begins like a thread; a large one takes its time to be read as a whole.
fn is_likely(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    read.is_ok() && formats::likely(&start)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_cannot_be_read_is_told_in_one_line_with_advice() {
        let folder = tempfile::tempdir().unwrap();
        let missing = open(&Origin::File(folder.path().join("none.txt")), false).unwrap_err();
        assert!(missing.message.contains("none.txt: no such file.") && missing.code == 1);
        let directory = open(&Origin::File(folder.path().to_owned()), false).unwrap_err();
        assert!(directory.message.contains("folder"));
        let empty = gather(&[folder.path().to_owned()]).unwrap_err();
        assert!(empty.message.contains("no thread in this folder"));
        for name in ["a.txt", "b.txt"] {
            fs::write(folder.path().join(name), "One thing.").unwrap();
        }
        let many = in_folder(folder.path(), 1).unwrap_err();
        assert!(many.message.contains("more than 1 files"));
        assert_eq!(in_folder(folder.path(), 2).unwrap().len(), 2);
        for failure in [missing, directory, empty, many] {
            assert!(!failure.message.contains('\n') && failure.message.ends_with('.'));
        }
    }

    #[test]
    fn a_folder_is_searched_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let deep = (0..20).fold(folder.path().to_owned(), |path, i| path.join(i.to_string()));
        fs::create_dir_all(&deep).unwrap();
        fs::write(folder.path().join("photo.jpg"), b"\xff\xd8\xff\xe0\0\0\0\0\x01\x02").unwrap();
        assert!(gather(&[folder.path().to_owned()]).is_err());
        fs::write(deep.join("a.txt"), "One thing. ".repeat(10_000)).unwrap();
        assert_eq!(gather(&[folder.path().to_owned()]).unwrap().len(), 2);
    }

    #[test]
    fn a_name_that_would_act_on_the_terminal_is_told_cleaned() {
        let failure = open(&Origin::File(PathBuf::from("a\u{1b}[31m\nb")), false).unwrap_err();
        assert!(failure.message.starts_with("a[31m b: no such file"));
    }

    #[test]
    fn the_sample_is_a_thread() {
        let thread = open(&Origin::Sample, true).unwrap();
        assert!(thread.len() >= 12 && thread.warnings.is_empty());
    }
}
