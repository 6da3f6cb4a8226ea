//! How well the names of whole threads are found, on threads made up and marked for that: see `examples/threads`.
//!
//! `worked.txt` served to mend what was wrong, `aside.txt` only to count.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../examples/threads/mod.rs"]
mod threads;

use std::path::Path;

use threads::Counts;

/// F1 in hundredths.
fn f1(Counts([right, found, marked]): Counts) -> usize {
    200 * right / (found + marked)
}

/// F1 of the mentions in a file and of the things named, and what is wrong.
fn measured(file: &str) -> (usize, usize, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names_in_threads").join(file);
    let (mut mentions, mut things, mut wrong) = (Counts::default(), Counts::default(), Vec::new());
    for marked in threads::read(&path).unwrap() {
        let outcome = threads::measure(&marked);
        mentions.add(outcome.mentions);
        things.add(outcome.things);
        wrong.push(marked.title);
        wrong.extend(outcome.wrong);
    }
    (f1(mentions), f1(things), wrong.join("\n"))
}

#[test]
fn most_names_of_a_thread_are_found_under_what_they_are_called() {
    for (file, least_mentions, least_things) in [("worked.txt", 91, 90), ("aside.txt", 86, 82)] {
        let (mentions, things, wrong) = measured(file);
        assert!(
            mentions >= least_mentions && things >= least_things,
            "{file}: mentions {mentions}, things {things}\n{wrong}"
        );
    }
}
