//! Where the pictures of a thread lie: in the archive that it came from, or in files beside it.
//!
//! A name in a thread file is only a name. In an archive it is looked up among the members; beside a file it leads to
//! nothing but plain files at or below the folder in which that lies, whatever `..`, links or roots it has in it.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::decoding::MOST_BYTES;
use crate::formats::containers::{self, Opened};
use crate::formats::{Archive, Members, START, package};
use crate::shell::files::Origin;

/// How many bytes of a picture usually tell how large it is.
const BEGINNING: u64 = 256 << 10;

/// Where pictures are looked for.
pub(super) enum Shelf {
    /// In an archive; names are those of its members, or begin in that folder of it.
    Archive(Box<Archive>, String),
    /// In these folders.
    Folders(Vec<PathBuf>),
}

impl Shelf {
    /// Where the pictures of a thread are that comes from there.
    pub(super) fn of(origin: &Origin) -> Self {
        let (path, member) = match origin {
            Origin::Stdin | Origin::Sample => return Self::Folders(Vec::new()),
            // Names in a package may begin with the folder that it is.
            Origin::Folder(path) => return Self::Folders(vec![path.clone(), above(path)]),
            Origin::Together(paths) => {
                let mut folders: Vec<_> = paths.iter().map(|path| above(path)).collect();
                folders.extend(paths.iter().map(|path| above(&above(path))));
                folders.dedup();
                return Self::Folders(folders);
            }
            Origin::File(path) => (path, ""),
            Origin::Member(path, member) => (path, member.rsplit_once('/').map_or("", |(folder, _)| folder)),
        };
        match archive(path) {
            Some(archive) => Self::Archive(Box::new(archive), member.to_owned()),
            None => Self::Folders(vec![above(path)]),
        }
    }

    /// The first bytes of a picture, enough to measure most.
    ///
    /// # Errors
    /// Why there are none, in a few words.
    pub(super) fn beginning(&mut self, file: &str) -> Result<Vec<u8>, String> {
        match self {
            Self::Archive(archive, folder) => {
                let name = member(archive.names(), folder, file).ok_or(ABSENT)?;
                match archive.start(&name, BEGINNING) {
                    Some(start) => Ok(start),
                    None => read_member(archive, &name),
                }
            }
            Self::Folders(folders) => read_file(folders, file, BEGINNING),
        }
    }

    /// All bytes of a picture.
    ///
    /// # Errors
    /// Why there are none, in a few words.
    pub(super) fn read(&mut self, file: &str) -> Result<Vec<u8>, String> {
        let bytes = match self {
            Self::Archive(archive, folder) => {
                let name = member(archive.names(), folder, file).ok_or(ABSENT)?;
                read_member(archive, &name)?
            }
            Self::Folders(folders) => read_file(folders, file, MOST_BYTES + 1)?,
        };
        if bytes.len() as u64 > MOST_BYTES { Err("its file is too large".to_owned()) } else { Ok(bytes) }
    }
}

const ABSENT: &str = "it is not there";

fn read_member(archive: &mut Archive, name: &str) -> Result<Vec<u8>, String> {
    archive.read_at_most(name, MOST_BYTES).map_err(|_| "it cannot be unpacked, or is too large".to_owned())
}

/// The folder in which a file lies.
fn above(path: &Path) -> PathBuf {
    match path.parent() {
        Some(above) if above.as_os_str().is_empty() => PathBuf::from("."),
        Some(above) => above.to_owned(),
        None => path.to_owned(),
    }
}

/// The archive that a file is, if it is one.
fn archive(path: &Path) -> Option<Archive> {
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut start = Vec::new();
    (&file).take(START).read_to_end(&mut start).ok()?;
    std::io::Seek::rewind(&mut file).ok()?;
    if !containers::is_packed(&start) {
        return None;
    }
    match containers::open(Box::new(file)).ok()? {
        Opened::Archive(archive) => Some(archive),
        Opened::File(_) => None,
    }
}

/// The member of an archive that a file of a thread in `folder` is.
fn member(names: &[String], folder: &str, file: &str) -> Option<String> {
    let is_there = |name: &String| names.binary_search(name).is_ok();
    spellings(file).find_map(|file| {
        let beside = if folder.is_empty() { file.clone() } else { format!("{folder}/{file}") };
        let found = [beside, file.clone()].into_iter().find(is_there);
        found.or_else(|| package::find(names, &file).map(str::to_owned))
    })
}

fn read_file(folders: &[PathBuf], file: &str, most: u64) -> Result<Vec<u8>, String> {
    let place = |file: String| folders.iter().find_map(|folder| place(folder, &file));
    let path = spellings(file).find_map(place).ok_or(ABSENT)?;
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|_| "its file cannot be read".to_owned())
}

/// The plain file of that name at or below a folder.
fn place(folder: &Path, file: &str) -> Option<PathBuf> {
    let below = Path::new(file);
    let is_below = below.components().all(|step| matches!(step, Component::Normal(_) | Component::CurDir));
    if !is_below || file.is_empty() {
        return None;
    }
    let folder = folder.canonicalize().ok()?;
    let path = folder.join(below).canonicalize().ok()?;
    (path.starts_with(&folder) && path.metadata().ok()?.is_file()).then_some(path)
}

/// A name as it stands, and as it is meant where it is written as in an address (`my%20cat.jpg`).
fn spellings(file: &str) -> impl Iterator<Item = String> {
    let file = file.strip_prefix("./").unwrap_or(file);
    let path = file.split(['?', '#']).next().unwrap_or(file);
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    let decoded = String::from_utf8(bytes).ok().filter(|decoded| *decoded != file);
    std::iter::once(file.to_owned()).chain(decoded)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_name_leads_to_plain_files_below_the_folder_alone() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("saved");
        fs::create_dir_all(folder.join("media")).unwrap();
        fs::write(folder.join("media/a b.png"), "own").unwrap();
        fs::write(root.path().join("secret.png"), "other").unwrap();
        symlink(root.path().join("secret.png"), folder.join("link.png")).unwrap();
        let mut shelf = Shelf::of(&Origin::File(folder.join("thread.json")));
        for file in ["media/a b.png", "./media/a%20b.png", "media/a%20b.png?x=1"] {
            assert_eq!(shelf.read(file).as_deref(), Ok(&b"own"[..]), "{file}");
        }
        for file in [
            "../secret.png",
            "link.png",
            "/etc/passwd",
            "media",
            "",
            "media/../../secret.png",
            "%2e%2e/secret.png",
        ] {
            assert!(shelf.read(file).is_err(), "{file}");
        }
    }

    #[test]
    fn a_member_is_found_beside_its_thread_or_by_its_whole_name() {
        let names = ["a/media/1.png", "a/thread.json", "b/media/1.png"].map(str::to_owned);
        assert_eq!(member(&names, "b", "media/1.png").as_deref(), Some("b/media/1.png"));
        assert_eq!(member(&names, "", "b/media/1.png").as_deref(), Some("b/media/1.png"));
        assert_eq!(member(&names, "", "media/1.png").as_deref(), Some("a/media/1.png"));
        assert_eq!(member(&names, "", "media/2.png"), None);
    }
}
