//! A search over many files reads only those that can hold a hit: of no file is any of its words held back.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use unspool::formats;
use unspool::index::search::{Case, Matcher, Query};
use unspool::model::Source;

/// So many words of a file are tried.
const MOST_WORDS: usize = 80;
/// Larger files are left out, in bytes.
const LARGEST: u64 = 4 << 20;

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if entry.metadata().is_ok_and(|metadata| metadata.len() <= LARGEST) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The words of a file's posts that are held back from it.
fn held_back(bytes: &[u8]) -> BTreeSet<String> {
    if !formats::is_spelt_out(bytes) {
        return BTreeSet::new();
    }
    let Ok(thread) = formats::read(bytes, Source::default()) else { return BTreeSet::new() };
    let texts = thread.posts().map(|post| post.whole());
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphabetic())).filter(|word| word.len() > 2);
    let words = words.filter(|word| !formats::is_added(word));
    let words: BTreeSet<String> = words.map(str::to_lowercase).collect();
    let step = words.len().div_ceil(MOST_WORDS).max(1);
    let is_held_back = |word: &String| {
        let query = Query { text: word.clone(), case: Case::Insensitive, ..Query::default() };
        let sieve = Matcher::new(&query).unwrap().sieve();
        sieve.is_some_and(|sieve| !sieve.lets_through(bytes))
    };
    words.into_iter().step_by(step).filter(is_held_back).collect()
}

#[test]
fn no_word_of_a_fixture_is_held_back() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut told = Vec::new();
    for path in files(&fixtures) {
        let words = held_back(&fs::read(&path).unwrap());
        if !words.is_empty() {
            told.push(format!("{}: {words:?}", path.display()));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn no_word_of_a_real_file_is_held_back() {
    let Some(shared) = env::var_os("UNSPOOL_SHARED") else { return };
    let mut told = Vec::new();
    for path in files(&Path::new(&shared).join("samples")) {
        let words = held_back(&fs::read(&path).unwrap());
        if !words.is_empty() {
            told.push(format!("{}: {words:?}", path.display()));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn a_folder_is_searched_for_what_stands_in_it_in_any_spelling() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("escaped.json", r#"{"unspool":1,"posts":[{"text":"At Z\u00fcrich they sold the cranes."}]}"#),
        ("plain.txt", "At Zurich they sold the boats."),
        ("other.txt", "At Nyborg they sold the ferries."),
        ("poll.txt", "Nothing at all."),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let run = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_unspool"));
        let output = program.args(arguments).arg(folder.path()).output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), output.status.code())
    };
    let (found, code) = run(&["search", "zurich"]);
    assert!(found.contains("escaped.json") && found.contains("plain.txt") && !found.contains("other.txt"));
    assert_eq!((found.contains("poll.txt"), code), (false, Some(0)));
    assert_eq!(run(&["search", "odense"]), (String::new(), Some(1)));
    // Whoever counts is told of files without a hit too.
    assert!(run(&["search", "--count", "zurich"]).0.contains("other.txt:0"));
}
