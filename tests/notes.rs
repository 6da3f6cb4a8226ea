//! A file of notes that several programs append to at once.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use unspool::shell::notes::{self, Headings, Note};

/// Where a child of the test appends, and what it is called.
const FILE: &str = "UNSPOOL_TEST_NOTES";
const NAME: &str = "UNSPOOL_TEST_NAME";
const COUNT: usize = 100;

fn append(path: &Path, thread: &str, text: &str) {
    notes::append(path, &Note { heading: thread, address: None, text, headings: Headings::Markdown })
        .unwrap();
}

#[test]
#[ignore = "what a child of the next test does"]
fn a_program_appends_a_hundred_notes() {
    let (path, name) = (env::var(FILE).unwrap(), env::var(NAME).unwrap());
    for i in 0..COUNT {
        // Some go to the end, some further up.
        append(Path::new(&path), ["Boats", "Maps", &name][i % 3], &format!("> {name} {i}"));
    }
}

#[test]
fn two_programs_that_append_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.md");
    let child = |name: &str| {
        Command::new(env::current_exe().unwrap())
            .args(["--exact", "--ignored", "--quiet", "a_program_appends_a_hundred_notes"])
            .env(FILE, &path)
            .env(NAME, name)
            .spawn()
            .unwrap()
    };
    let children = [child("one"), child("two")];
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let text = fs::read_to_string(&path).unwrap();
    let found: BTreeSet<_> = text.lines().filter(|line| line.starts_with("> ")).collect();
    assert_eq!(found.len(), 2 * COUNT);
    assert_eq!(text.matches("## ").count(), 4, "every heading is written once");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    for section in text.split("## ").skip(1) {
        let (name, rest) = section.split_once('\n').unwrap();
        let own =
            |line: &&str| line.starts_with("> ") && line.rsplit(' ').next().unwrap().parse::<usize>().is_ok();
        let numbers =
            rest.lines().filter(own).map(|line| line.rsplit(' ').next().unwrap().parse::<usize>().unwrap());
        let wanted = ["Boats", "Maps"].iter().position(|known| *known == name).unwrap_or(2);
        assert!(
            numbers.clone().count() > 0 && numbers.into_iter().all(|number| number % 3 == wanted),
            "{name}"
        );
    }
}
