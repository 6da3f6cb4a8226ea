//! Files that belong to the reader, and what unspool keeps for itself: where they lie, how they are read and written.
//!
//! A text is put in its file's place in one step: written aside, then renamed, through links to where the file really is.
//! Places in a file are told as an editor counts them, from 1.

#![expect(clippy::disallowed_methods, reason = "this is where files are written")]

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use etcetera::BaseStrategy;
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use crate::model::Clean;

/// The variable that names another configuration folder.
pub const CONFIG: &str = "UNSPOOL_CONFIG";
/// The variable that names another folder for what is kept between runs.
pub const STATE: &str = "UNSPOOL_STATE";
/// How long another program may have a folder.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(3);
/// How long a program that had a folder waits before it takes it again.
const COURTESY: Duration = Duration::from_millis(12);
/// What the folders are called.
const OURS: &str = "unspool";

/// The folder of a variable that is set and not empty.
fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// Where a file of the configuration folder is, or would be.
///
/// # Errors
/// A line for the reader, where there is no home.
pub fn in_config(file: &str) -> Result<PathBuf, String> {
    if let Some(folder) = named(CONFIG) {
        return Ok(folder.join(file));
    }
    let base = etcetera::choose_base_strategy()
        .map_err(|_| format!("there is no home folder; {CONFIG} may name a folder to keep {file} in"))?;
    Ok(base.config_dir().join(OURS).join(file))
}

/// Where a file of the folder for what is kept between runs is, or would be.
///
/// # Errors
/// A line for the reader, where there is no home.
pub fn in_state(file: &str) -> Result<PathBuf, String> {
    if let Some(folder) = named(STATE) {
        return Ok(folder.join(file));
    }
    let base = etcetera::choose_base_strategy()
        .map_err(|_| format!("there is no home folder; {STATE} may name a folder to keep {file} in"))?;
    Ok(base.state_dir().unwrap_or_else(|| base.data_dir()).join(OURS).join(file))
}

/// A path in messages.
pub fn told(path: &Path) -> Clean {
    Clean::line(&path.to_string_lossy())
}

/// What went wrong, without the number that the system gives it.
pub(super) fn reason(error: &io::Error) -> String {
    let told = error.to_string();
    told.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// The text of a file of at most so many bytes, which is for `what`; empty if there is none.
pub(super) fn read(path: &Path, most: u64, what: &str) -> Result<String, String> {
    let failed = |error: io::Error| format!("{}: cannot be read ({error})", told(path));
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(failed(error)),
        Ok(known) if known.len() > most => {
            return Err(format!("{}: too large for {what}", told(path)));
        }
        Ok(_) => {}
    }
    fs::read_to_string(path).map_err(failed)
}

/// Puts a text in the place of a file's, and makes its folder where there is none.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    put(&path, &[text.as_bytes()])
}

/// The same for a file that nobody else writes meanwhile: what a program that was killed has left is written over.
pub(super) fn replace_alone(path: &Path, text: &str) -> io::Result<()> {
    let mut aside = path.file_name().unwrap_or_default().to_owned();
    aside.push(".part");
    put_by(path, &path.with_file_name(aside), &[text.as_bytes()])
}

/// Puts pieces of bytes in the place of a file's, whose path leads through no link; its mode stays.
pub(super) fn put(path: &Path, pieces: &[&[u8]]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", process::id()));
    put_by(path, &path.with_file_name(name), pieces)
}

/// Writes to one file and gives it the name of another.
fn put_by(path: &Path, aside: &Path, pieces: &[&[u8]]) -> io::Result<()> {
    let written = (|| {
        let mut file = File::create(aside)?;
        if let Ok(known) = fs::metadata(path) {
            file.set_permissions(known.permissions())?;
            // Only the superuser may give a file away, and need not be heeded where that fails.
            let _ = std::os::unix::fs::fchown(&file, Some(known.uid()), Some(known.gid()));
        }
        for piece in pieces {
            file.write_all(piece)?;
        }
        file.sync_all()?;
        fs::rename(aside, path)?;
        // The new name is as lasting as the bytes, where the disk can say so.
        let _ = path.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all()));
        Ok(())
    })();
    if written.is_err() {
        let _ = fs::remove_file(aside);
    }
    written
}

/// A folder that this program has alone until this is dropped.
pub(super) struct Alone {
    _folder: File,
}

impl Drop for Alone {
    fn drop(&mut self) {
        *had().lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// When this program last had a folder alone.
fn had() -> &'static Mutex<Option<Instant>> {
    static HAD: Mutex<Option<Instant>> = Mutex::new(None);
    &HAD
}

/// Has the folder of a file alone, since the file itself is replaced.
pub(super) fn lock_folder_of(path: &Path) -> io::Result<Alone> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new(".")))?;
    // Whoever has just had it lets those go first who wait.
    let since = had().lock().unwrap_or_else(PoisonError::into_inner).map(|had| had.elapsed());
    if let Some(early) = since.and_then(|since| COURTESY.checked_sub(since)) {
        thread::sleep(early);
    }
    let start = Instant::now();
    loop {
        match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK | Errno::INTR) if start.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Err(Errno::WOULDBLOCK) => return Err(io::Error::other("another program keeps it")),
            // Some file systems of networks know no locks.
            Ok(()) | Err(Errno::NOTSUP | Errno::NOLCK | Errno::BADF) => {
                return Ok(Alone { _folder: folder });
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// A number for a name: files are called by those of what they are about.
pub(super) fn hash(name: &str) -> u64 {
    let hash = Sha256::digest(name.as_bytes());
    let (first, _) = hash.split_at(8);
    first.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of a byte; the end for one that is beyond.
    pub fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Self { line: before.matches('\n').count() + 1, column: before[start..].chars().count() + 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_as_an_editor_counts() {
        let text = "a = 1\nbé = 2\n";
        assert_eq!(Place::of(text, 0).to_string(), "line 1, column 1");
        assert_eq!(Place::of(text, text.find('2').unwrap()).to_string(), "line 2, column 6");
        assert_eq!(Place::of(text, 99).line, 3);
    }
}
