//! What is kept of each thread that was read: where it was left, one file per thread in the folder for such things.
//!
//! The files are named by a hash of what tells the thread from others, and are plain enough to be read. What cannot be
//! understood there is as if the thread had never been opened; it is written over when the thread is left again.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, value};

use super::keeping::{self, in_state};
use crate::app::places::{Place, Spot};
use crate::app::showing::ReadingMode;
use crate::layout::RowKey;
use crate::model::Clean;

/// The folder of the files.
const FOLDER: &str = "threads";
/// A larger one is none of ours, in bytes.
const MOST: u64 = 1 << 20;
/// So many threads are remembered; those that were left longest ago are forgotten.
const REMEMBERED: usize = 1000;
/// So many files are listed.
const LISTED: usize = 30;
/// How a file begins.
const HEAD: &str = "# Where you were in a thread; unspool writes this when you leave it.\n";

/// A thread that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// What tells it from others.
    pub mark: Clean,
    /// Its first words.
    pub words: Clean,
    /// The file it was read from.
    pub file: Option<PathBuf>,
    /// Where it was left, if not at its beginning.
    pub place: Option<Place>,
}

/// Keeps a thread, whose file may be named as seen from where the program runs.
///
/// # Errors
/// A line for the reader.
pub fn keep(mut kept: Kept) -> Result<(), String> {
    kept.file = kept.file.and_then(|file| std::path::absolute(file).ok()).filter(|file| is_there(file));
    keep_in(&in_state(FOLDER)?, &kept)
}

/// Where the thread of a mark was left.
pub fn recall(mark: &Clean) -> Option<Place> {
    recall_from(&in_state(FOLDER).ok()?, mark)
}

/// The files of the threads that were read, which are still there: the one that was left last first.
pub fn recent() -> Vec<PathBuf> {
    in_state(FOLDER).map(|folder| recent_in(&folder)).unwrap_or_default()
}

fn path_of(folder: &Path, mark: &Clean) -> PathBuf {
    folder.join(format!("{:016x}.toml", keeping::hash(mark)))
}

fn keep_in(folder: &Path, kept: &Kept) -> Result<(), String> {
    let path = path_of(folder, &kept.mark);
    let text = format!("{HEAD}{}", written(kept));
    keeping::replace(&path, &text).map_err(|error| {
        let reason = keeping::reason(&error);
        format!("where you are is not kept: {} cannot be written ({reason})", keeping::told(&path))
    })?;
    forget_old(folder);
    Ok(())
}

fn written(kept: &Kept) -> DocumentMut {
    let mut document = DocumentMut::new();
    document.insert("thread", value(&*kept.mark));
    document.insert("words", value(&*kept.words));
    if let Some(file) = kept.file.as_ref().and_then(|file| file.to_str()) {
        document.insert("file", value(file));
    }
    let Some(place) = &kept.place else { return document };
    let mut table = Table::new();
    table.insert("cursor", value(of_spot(&place.cursor)));
    table.insert("top", value(of_spot(&place.top)));
    if let Some(level) = place.fold_level {
        table.insert("fold_level", value(i64::from(level)));
    }
    for (name, posts) in [("folded", &place.folded), ("unfolded", &place.unfolded)] {
        if !posts.is_empty() {
            table.insert(name, value(posts.iter().map(|post| &**post).collect::<Array>()));
        }
    }
    if !place.search.is_empty() {
        table.insert("search", value(place.search.as_str()));
    }
    if place.mode != ReadingMode::Tree {
        table.insert("mode", value(place.mode.name()));
    }
    if let Some(author) = &place.author {
        table.insert("author_of", value(&**author));
    }
    if let Some(is_shown) = place.panel {
        table.insert("panel", value(is_shown));
    }
    document.insert("place", Item::Table(table));
    document
}

fn of_spot(spot: &Spot) -> InlineTable {
    let mut table = InlineTable::new();
    table.insert("post", (&*spot.post).into());
    match spot.key {
        RowKey::Head => {}
        RowKey::Gap(nth) => drop(table.insert("above", i64::from(nth).into())),
        RowKey::Foot(nth) => drop(table.insert("below", i64::from(nth).into())),
        RowKey::Text(byte, nth) => {
            table.insert("byte", i64::from(byte).into());
            if nth != u16::MAX {
                table.insert("row", i64::from(nth).into());
            }
            table.insert("words", (&*spot.words).into());
        }
    }
    table
}

/// What a file says; `None` for one that says nothing of a thread.
fn read(path: &Path) -> Option<Kept> {
    let text = keeping::read(path, MOST, "where a thread was left").ok()?;
    let document: DocumentMut = text.parse().ok()?;
    let words = |name| document.get(name).and_then(Item::as_str);
    let place = document.get("place").and_then(Item::as_table_like).and_then(to_place);
    Some(Kept {
        mark: Clean::line(words("thread")?),
        words: Clean::line(words("words").unwrap_or_default()),
        file: words("file").map(PathBuf::from),
        place,
    })
}

fn to_place(table: &dyn TableLike) -> Option<Place> {
    let spot = |name| table.get(name).and_then(Item::as_table_like).and_then(to_spot);
    let posts = |name| {
        let list = table.get(name).and_then(Item::as_array).into_iter().flatten();
        list.filter_map(toml_edit::Value::as_str).map(Clean::line).collect()
    };
    let level = table.get("fold_level").and_then(Item::as_integer);
    Some(Place {
        cursor: spot("cursor")?,
        top: spot("top")?,
        fold_level: level.and_then(|level| u32::try_from(level).ok()),
        folded: posts("folded"),
        unfolded: posts("unfolded"),
        search: table.get("search").and_then(Item::as_str).unwrap_or_default().to_owned(),
        mode: table.get("mode").and_then(Item::as_str).and_then(ReadingMode::named).unwrap_or_default(),
        author: table.get("author_of").and_then(Item::as_str).map(Clean::line),
        panel: table.get("panel").and_then(Item::as_bool),
    })
}

fn to_spot(table: &dyn TableLike) -> Option<Spot> {
    let words = |name| table.get(name).and_then(Item::as_str);
    let number = |name| table.get(name).and_then(Item::as_integer);
    let nth = |name| number(name).and_then(|nth| u16::try_from(nth).ok());
    let byte = number("byte").and_then(|byte| u32::try_from(byte).ok());
    // Which of the rows that begin at a byte, of those above the head or of those below the words, was not always written.
    let text = byte.map(|byte| RowKey::Text(byte, nth("row").unwrap_or(u16::MAX)));
    let above = || nth("above").map(RowKey::Gap);
    let below = || nth("below").map(RowKey::Foot);
    Some(Spot {
        post: Clean::line(words("post")?),
        key: text.or_else(above).or_else(below).unwrap_or_default(),
        words: Clean::line(words("words").unwrap_or_default()),
    })
}

fn recall_from(folder: &Path, mark: &Clean) -> Option<Place> {
    // Two marks may have one hash, if somebody takes the trouble.
    read(&path_of(folder, mark)).filter(|kept| kept.mark == *mark)?.place
}

/// Our files in the folder, the one written last first.
fn files(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "toml"));
    let mut found: Vec<_> =
        ours.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    found.sort_by_key(|(written, _)| Reverse(*written));
    found
}

fn forget_old(folder: &Path) {
    for (_, path) in files(folder).into_iter().skip(REMEMBERED) {
        let _ = fs::remove_file(path);
    }
}

/// Whether a file is there, or the archive that it is in.
fn is_there(file: &Path) -> bool {
    file.exists() || file.ancestors().any(Path::is_file)
}

fn recent_in(folder: &Path) -> Vec<PathBuf> {
    let mut recent: Vec<PathBuf> = Vec::new();
    for (_, path) in files(folder) {
        if recent.len() == LISTED {
            break;
        }
        if let Some(file) = read(&path).and_then(|kept| kept.file)
            && is_there(&file)
            && !recent.contains(&file)
        {
            recent.push(file);
        }
    }
    recent
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    fn kept(mark: &str, file: Option<PathBuf>) -> Kept {
        let spot =
            |post: &str, key, words: &str| Spot { post: Clean::line(post), key, words: Clean::line(words) };
        let place = Place {
            cursor: spot("17", RowKey::Text(120, 0), "\"Nobody\" = [reported] it"),
            top: spot("a\"b", RowKey::Gap(0), ""),
            fold_level: Some(3),
            folded: vec![Clean::line("18"), Clean::line("''' x")],
            unfolded: vec![Clean::line("21")],
            search: "from:dana [a]".to_owned(),
            mode: ReadingMode::Chronological,
            author: Some(Clean::line("19")),
            panel: Some(false),
        };
        Kept { mark: Clean::line(mark), words: Clean::line("Northwind Labs"), file, place: Some(place) }
    }

    #[test]
    fn a_thread_is_recalled_as_it_was_kept_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("deep/threads");
        let (one, two) = (kept("https://x.com/one", None), kept("two", None));
        assert_eq!(recall_from(&folder, &one.mark), None);
        keep_in(&folder, &one).unwrap();
        assert_eq!(recall_from(&folder, &one.mark), one.place);
        assert_eq!(recall_from(&folder, &two.mark), None);
        keep_in(&folder, &Kept { place: None, ..one.clone() }).unwrap();
        assert_eq!(recall_from(&folder, &one.mark), None, "at its beginning it is forgotten");
        fs::write(path_of(&folder, &one.mark), "thread = [").unwrap();
        assert_eq!(recall_from(&folder, &one.mark), None);
    }

    #[test]
    fn rows_are_kept_exactly_and_what_was_kept_before_is_read() {
        for key in [RowKey::Head, RowKey::Gap(1), RowKey::Foot(0), RowKey::Text(9, 2), RowKey::of_byte(9)] {
            let words = Clean::line(if matches!(key, RowKey::Text(..)) { "words" } else { "" });
            let spot = Spot { post: Clean::line("1"), key, words };
            assert_eq!(to_spot(&of_spot(&spot)), Some(spot));
        }
        let old: DocumentMut =
            "a = { post = \"1\", byte = 7, words = \"w\" }\nb = { post = \"1\" }".parse().unwrap();
        let key = |name| to_spot(old[name].as_table_like().unwrap()).unwrap().key;
        assert_eq!((key("a"), key("b")), (RowKey::of_byte(7), RowKey::Head));
    }

    #[test]
    fn the_files_that_were_read_are_listed_while_they_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        for (i, name) in (0..).zip(["a.json", "b.json", "gone.json", "a.json"]) {
            if name != "gone.json" {
                fs::write(file(name), "").unwrap();
            }
            let kept = kept(&i.to_string(), Some(file(name)));
            keep_in(folder.path(), &kept).unwrap();
            let written = SystemTime::UNIX_EPOCH + Duration::from_secs(1000 + i);
            let path = path_of(folder.path(), &kept.mark);
            File::options().append(true).open(path).unwrap().set_modified(written).unwrap();
        }
        assert_eq!(recent_in(folder.path()), [file("a.json"), file("b.json")]);
    }
}
