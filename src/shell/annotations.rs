//! What is kept upon threads: one file per thread, in the folder for what is kept between runs, or beside the thread's own.
//!
//! Upon all posts of a collection is kept what is kept upon its threads, see [`Owners`].
//!
//! A change is made to what the file says at that moment, with the folder locked, so that programs which write at once
//! lose nothing; the whole is written aside and renamed, so that a file is never half written. A file that cannot be
//! understood, or was written by a later unspool, is told of, and put aside before anything is written in its place.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::keeping::{self, in_state};
use super::owning::Owners;
use crate::cite::annotations::w3c::{self, Page, Unreadable};
use crate::index::Tree;
use crate::index::annotations::{Annotation, Annotations, Change, Outcome, merging};
use crate::index::identity::thread_mark;
use crate::model::{Clean, Precision, Thread, Time};

/// The folder of the files.
const FOLDER: &str = "annotations";
/// What is appended to the name of a thread's file for the one beside it.
const BESIDE: &str = ".notes";
/// A larger file is none of ours, in bytes.
const MOST: u64 = 256 << 20;

/// Where annotations are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shelf {
    /// In the folder for what is kept between runs.
    #[default]
    State,
    /// Beside the file of the thread, where it is alone in one.
    Beside,
}

/// The thread whose annotations are meant.
#[derive(Clone, Debug)]
pub struct Owner {
    /// What tells it from others.
    pub mark: Clean,
    /// Its first words.
    pub words: Clean,
    /// Its file, where it is alone in it.
    pub file: Option<PathBuf>,
}

/// What was done to a file.
#[derive(Clone, Debug)]
pub struct Kept {
    /// All that is kept now.
    pub annotations: Vec<Annotation>,
    /// The changes as they were made, and how each met those of others.
    pub changes: Vec<(Change, Outcome)>,
    /// What the reader should know: that a file was put aside.
    pub notice: Option<String>,
}

impl Shelf {
    /// Where what is kept upon a thread is, or would be.
    ///
    /// # Errors
    /// A line for the reader, where there is no home.
    pub fn path(self, owner: &Owner) -> Result<PathBuf, String> {
        match (self, &owner.file) {
            (Self::Beside, Some(file)) if file.is_file() => Ok(beside(file)),
            _ => Ok(in_state(FOLDER)?.join(name_of(&owner.mark))),
        }
    }

    /// What is kept upon a thread; nothing where there is no file.
    ///
    /// # Errors
    /// A line for the reader: the file cannot be read, or not understood.
    pub fn load(self, owner: &Owner) -> Result<Vec<Annotation>, String> {
        let path = self.path(owner)?;
        let found = read(&path).map_err(|trouble| trouble.told(&path))?;
        // Where the setting was changed since, what was kept is still where it was.
        let found = found.or_else(|| read(&self.other(owner)?).ok().flatten());
        Ok(found.filter(|page| belongs(page, owner)).unwrap_or_default().annotations)
    }

    /// Where the same would be by the other setting.
    fn other(self, owner: &Owner) -> Option<PathBuf> {
        let other = match self {
            Self::State => Self::Beside,
            Self::Beside => Self::State,
        };
        other.path(owner).ok().filter(|other| Some(other) != self.path(owner).ok().as_ref())
    }

    /// Makes changes to what is kept upon a thread.
    ///
    /// # Errors
    /// A line for the reader; the file is then what it was.
    pub fn change(self, owner: &Owner, changes: Vec<Change>) -> Result<Kept, String> {
        let path = self.path(owner)?;
        let path = fs::canonicalize(&path).unwrap_or(path);
        let unwritable = |error: io::Error| {
            format!("{} cannot be written ({})", keeping::told(&path), keeping::reason(&error))
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(unwritable)?;
        }
        let _alone = keeping::lock_folder_of(&path).map_err(|error| {
            format!("{} cannot be locked ({})", keeping::told(&path), keeping::reason(&error))
        })?;
        let (page, notice) = match read(&path) {
            Ok(Some(page)) if belongs(&page, owner) => (page, None),
            // Two marks may have one hash, if somebody takes the trouble.
            Ok(Some(_)) => (Page::default(), Some(put_aside(&path, "other").map_err(unwritable)?)),
            Ok(None) => (self.other(owner).and_then(|other| read(&other).ok()?).unwrap_or_default(), None),
            Err(Trouble::Unreadable(error)) => return Err(Trouble::Unreadable(error).told(&path)),
            Err(Trouble::Content(why)) => {
                let name = if why == Unreadable::Newer { "newer" } else { "damaged" };
                (Page::default(), Some(put_aside(&path, name).map_err(unwritable)?))
            }
        };
        let mut page = Page { thread: owner.mark.clone(), words: owner.words.clone(), ..page };
        let now = now();
        let changes = changes.into_iter().map(|change| stamped(change, now));
        let made = merging::make(changes, &mut page.annotations);
        keeping::replace_alone(&path, &w3c::write(&page)).map_err(unwritable)?;
        Ok(Kept { annotations: page.annotations, changes: made, notice })
    }
}

/// The folder of the files of threads that are not alone in theirs.
pub(super) fn folder() -> Option<PathBuf> {
    in_state(FOLDER).ok()
}

/// What the file there is called that has what is kept upon a thread.
pub(super) fn name_of(mark: &Clean) -> String {
    format!("{:016x}.json", keeping::hash(mark))
}

/// Whether a page is of a thread; one that others wrote beside it is.
fn belongs(page: &Page, owner: &Owner) -> bool {
    page.thread.is_empty() || page.thread == owner.mark
}

/// How many annotations are kept upon a thread; nothing that cannot be read.
pub fn count(shelf: Shelf, thread: &Thread) -> usize {
    let tree = Tree::new(thread);
    let owners = Owners::of(thread, &tree);
    owners.and_then(|owners| owners.load(shelf).ok()).map_or(0, |annotations| annotations.len())
}

impl Owner {
    /// All posts of a file.
    pub(super) fn of(thread: &Thread, tree: &Tree) -> Option<Self> {
        let first = tree.order().first().map(|ix| thread.post(*ix))?;
        Some(Self {
            mark: thread_mark(thread, tree)?,
            words: Clean::line(&crate::app::collection::first_words(&first)),
            file: thread.source.file.as_deref().map(PathBuf::from),
        })
    }
}

/// What is kept upon a thread, found in it.
///
/// # Errors
/// A line for the reader.
pub fn found(shelf: Shelf, thread: &Thread, tree: &Tree) -> Result<Annotations, String> {
    let owners = Owners::of(thread, tree);
    let kept = owners.map_or_else(|| Ok(Vec::new()), |owners| owners.load(shelf))?;
    Ok(Annotations::new(thread, tree, kept))
}

/// The file beside a thread's own: `thread.json.notes`.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(BESIDE);
    file.with_file_name(name)
}

/// Why a file gives nothing.
enum Trouble {
    /// It cannot be read.
    Unreadable(String),
    /// It cannot be understood.
    Content(Unreadable),
}

impl Trouble {
    fn told(&self, path: &Path) -> String {
        let path = keeping::told(path);
        match self {
            Self::Unreadable(problem) => problem.clone(),
            Self::Content(Unreadable::Newer) => format!(
                "{path} was written by a later unspool, whose annotations are not shown: update unspool. It is put \
                 aside, not written over, when something is added"
            ),
            Self::Content(Unreadable::Broken(problem)) => format!(
                "{path} cannot be understood ({problem}), so your annotations are not shown: mend it, or take its \
                 backup. It is put aside, not written over, when something is added"
            ),
        }
    }
}

/// What a file says; `None` where there is none.
fn read(path: &Path) -> Result<Option<Page>, Trouble> {
    if !path.exists() {
        return Ok(None);
    }
    let text = keeping::read(path, MOST, "annotations").map_err(Trouble::Unreadable)?;
    w3c::read(&text).map(Some).map_err(Trouble::Content)
}

/// Gives a file another name, which no file has; what to say of it.
fn put_aside(path: &Path, why: &str) -> io::Result<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names = (1_u32..).map(|n| if n == 1 { format!("{name}.{why}") } else { format!("{name}.{why}-{n}") });
    let aside = names.map(|name| path.with_file_name(name)).find(|aside| !aside.exists());
    let aside = aside.unwrap_or_else(|| path.with_extension(why));
    fs::rename(path, &aside)?;
    Ok(format!("what could not be understood is put aside as {}", keeping::told(&aside)))
}

/// A change with id and times where it has none yet.
fn stamped(mut change: Change, now: Option<Time>) -> Change {
    if let Some(after) = &mut change.after {
        if after.id.is_empty() {
            after.id = Clean::line(&fresh_id());
        }
        after.created = after.created.or(now);
        // What comes back, or comes from elsewhere, was changed when it says.
        if change.before.is_some() || after.modified.is_none() {
            after.modified = now.or(after.modified);
        }
    }
    change
}

/// The time now, to the second.
fn now() -> Option<Time> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Time::from_millis(i64::try_from(since.as_secs()).ok()?.checked_mul(1000)?, Precision::Second)
}

/// A random UUID (RFC 9562, version 4) as an address.
fn fresh_id() -> String {
    // The keys of a hash map are the system's random numbers.
    let random = || RandomState::new().build_hasher().finish();
    let (high, low) = (random(), random());
    format!(
        "urn:uuid:{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::annotations::tags;

    fn owner(folder: &Path) -> Owner {
        let file = folder.join("thread.json");
        fs::write(&file, "{}").unwrap();
        Owner { mark: Clean::line("https://x.com/1"), words: Clean::line("First"), file: Some(file) }
    }

    fn remark(text: &str) -> Change {
        Change::made(Annotation { remark: Clean::text(text), ..Annotation::default() })
    }

    #[test]
    fn what_is_kept_is_there_again_with_id_and_time() {
        let folder = tempfile::tempdir().unwrap();
        let owner = owner(folder.path());
        assert_eq!(Shelf::Beside.load(&owner), Ok(Vec::new()));
        let kept = Shelf::Beside.change(&owner, vec![remark("one"), remark("two")]).unwrap();
        assert_eq!(Shelf::Beside.load(&owner).unwrap(), kept.annotations);
        let [one, two] = &kept.annotations[..] else { panic!("{kept:?}") };
        assert!(one.id != two.id && one.id.starts_with("urn:uuid:") && one.created.is_some());
        let change = Change::between(one.clone(), Annotation { tags: tags("todo"), ..one.clone() });
        let kept = Shelf::Beside.change(&owner, vec![change]).unwrap();
        let (made, outcome) = &kept.changes[0];
        assert_eq!((made.before.as_ref(), *outcome), (Some(one), Outcome::Done));
        let undone = Shelf::Beside.change(&owner, vec![made.reversed()]).unwrap();
        assert_eq!(undone.annotations[0].tags, []);
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "nothing is left beside it: {names:?}");
    }

    #[test]
    fn a_file_that_cannot_be_understood_is_told_of_and_put_aside_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let owner = owner(folder.path());
        let path = folder.path().join("thread.json.notes");
        for (text, name, told) in [
            ("{\"unspool\": 1, \"items\": [{]", "damaged", "cannot be understood"),
            ("{\"unspool\": 99, \"items\": []}", "newer", "later unspool"),
            ("{", "damaged-2", "cannot be understood"),
        ] {
            fs::write(&path, text).unwrap();
            let problem = Shelf::Beside.load(&owner).unwrap_err();
            assert!(problem.contains(told), "{problem}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text, "looking changes nothing");
            let kept = Shelf::Beside.change(&owner, vec![remark("new")]).unwrap();
            assert!(kept.notice.unwrap().contains(name));
            assert_eq!(kept.annotations.len(), 1);
            let aside = folder.path().join(format!("thread.json.notes.{name}"));
            assert_eq!(fs::read_to_string(aside).unwrap(), text);
        }
    }

    #[test]
    fn ids_are_uuids() {
        let id = fresh_id();
        let groups: Vec<_> = id["urn:uuid:".len()..].split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
        assert!(id.as_bytes()[23] == b'4' && fresh_id() != id);
    }
}
