//! What is kept upon a thread by several programs at once, by one that is killed, and in great numbers.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use unspool::cite::annotations::w3c;
use unspool::index::Tree;
use unspool::index::annotations::{Annotation, Annotations, Change, Target, tags};
use unspool::model::{Clean, Draft, PostIx, Rich, Thread, ThreadBuilder};
use unspool::shell::annotations::{Owner, Shelf};

/// Where a child of a test writes, what it is called, and how often it writes.
const FILE: &str = "UNSPOOL_TEST_FILE";
const NAME: &str = "UNSPOOL_TEST_NAME";
const COUNT: &str = "UNSPOOL_TEST_COUNT";

fn owner(file: PathBuf) -> Owner {
    Owner { mark: Clean::line("https://x.com/1"), words: Clean::line("First"), file: Some(file) }
}

#[test]
#[ignore = "what a child of the next tests does"]
fn a_program_keeps_remarks() {
    let (file, name) = (env::var(FILE).unwrap(), env::var(NAME).unwrap());
    let owner = owner(file.into());
    let mut last: Option<Annotation> = None;
    for i in 0..env::var(COUNT).unwrap().parse::<usize>().unwrap() {
        let text = format!("{name} {i}");
        let made = Annotation { remark: Clean::text(&text), ..Annotation::default() };
        // Now and then the one before is changed along with it.
        let edited = last
            .take()
            .filter(|_| i % 3 == 0)
            .map(|before| Change::between(before.clone(), Annotation { tags: tags("edited"), ..before }));
        let changes = edited.into_iter().chain([Change::made(made)]).collect();
        let kept = Shelf::Beside.change(&owner, changes).unwrap();
        last = kept.changes.last().and_then(|(change, _)| change.after.clone());
        println!("kept {text}");
    }
}

fn child(file: &Path, name: &str, count: usize) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture", "a_program_keeps_remarks"])
        .env(FILE, file)
        .env(NAME, name)
        .env(COUNT, count.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What a line of a child says is kept.
fn told(line: &str) -> Option<String> {
    line.split_once("kept ").map(|(_, text)| text.to_owned())
}

fn remarks(file: &Path) -> BTreeSet<String> {
    let kept = Shelf::Beside.load(&owner(file.to_owned())).unwrap();
    kept.iter().map(|annotation| annotation.remark.to_string()).collect()
}

#[test]
fn two_programs_that_write_at_once_lose_nothing() {
    const EACH: usize = 200;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("thread.json");
    fs::write(&file, "{}").unwrap();
    let children = [child(&file, "one", EACH), child(&file, "two", EACH)];
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    let kept = Shelf::Beside.load(&owner(file.clone())).unwrap();
    assert_eq!((kept.len(), remarks(&file).len()), (2 * EACH, 2 * EACH));
    let edited = kept.iter().filter(|annotation| annotation.has_tag("edited")).count();
    assert_eq!(edited, 2 * (EACH - 1) / 3);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
}

#[test]
fn a_program_that_is_killed_leaves_all_that_it_had_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("thread.json");
    fs::write(&file, "{}").unwrap();
    let mut confirmed = BTreeSet::new();
    for round in 0..100 {
        let mut child = child(&file, &format!("round {round}"), usize::MAX);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // It is killed at another moment each time: while it writes what comes after so many.
        for line in lines.by_ref().map_while(Result::ok).filter_map(|line| told(&line)).take(1 + round % 3) {
            confirmed.insert(line);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        confirmed.extend(lines.map_while(Result::ok).filter_map(|line| told(&line)));
        let kept = remarks(&file);
        let lost: Vec<_> = confirmed.difference(&kept).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
    }
    assert!(confirmed.len() >= 199, "{}", confirmed.len());
    Shelf::Beside.change(&owner(file.clone()), Vec::new()).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "what was half written is gone");
}

/// What others wrote on the sample: words of its first post, words that it does not have, each with an id.
const OTHERS: &str = r#"{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationCollection", "first": {"items": [
    {"id": "x:1", "type": "Annotation", "bodyValue": "Ask the registry.",
     "body": {"type": "TextualBody", "purpose": "tagging", "value": "follow up"},
     "target": {"source": "https://x.com/danareyes/status/1768200000000000001",
        "selector": {"type": "TextQuoteSelector", "exact": "Nobody reported it", "prefix": "last week. "}}},
    {"id": "x:2", "type": "Annotation", "motivation": "highlighting",
     "target": {"source": "https://x.com/elsewhere", "selector": {"type": "TextQuoteSelector", "exact": "Quite another matter"}}}
]}}"#;

#[test]
fn annotations_are_imported_exported_and_searched_for_by_commands() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("others.json");
    fs::write(&file, OTHERS).unwrap();
    let run = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_unspool"));
        let program = program.env("UNSPOOL_STATE", folder.path()).env("UNSPOOL_CONFIG", folder.path());
        let output = program.args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr))
    };
    let (none, told) = run(&["notes", "--sample"]);
    assert!(none.starts_with("# Northwind, Fabrikam, and 340 cities") && told.contains("nothing is kept"));
    let import = ["notes", "--sample", "--import", file.to_str().unwrap()];
    let (out, told) = run(&import);
    assert_eq!(out, "");
    assert!(told.contains("2 imported, 1 of them is on words that are not in this thread"), "{told}");
    assert!(run(&import).1.contains("0 imported, 2 already there"));
    let nameless = folder.path().join("nameless.json");
    fs::write(&nameless, OTHERS.replace("\"id\": \"x:2\", ", "").replace("another matter", "a third"))
        .unwrap();
    let import = ["notes", "--sample", "--import", nameless.to_str().unwrap()];
    assert!(run(&import).1.contains("1 imported, 1 already there"), "without an id it is known by its words");
    assert!(run(&import).1.contains("0 imported, 2 already there"));
    fs::remove_dir_all(folder.path().join("annotations")).unwrap();
    run(&["notes", "--sample", "--import", file.to_str().unwrap()]);
    let (markdown, _) = run(&["notes", "--sample"]);
    let (here, lost) = markdown.split_once("## No longer in the thread").unwrap();
    assert!(here.contains("> Nobody reported it\n>\n> — Dana Reyes"), "{here}");
    assert!(here.contains("\n\nAsk the registry.\n\n#follow-up\n"), "{here}");
    assert!(lost.contains("> Quite another matter\n\n<https://x.com/elsewhere>\n\nyellow"), "{lost}");
    assert!(run(&["notes", "--sample", "--style", "apa"]).0.contains("Reyes, D."));
    assert!(run(&["notes", "--sample", "--to", "org"]).0.contains("#+begin_quote\nNobody reported it\n"));
    let exported = w3c::read(&run(&["notes", "--sample", "--to", "json"]).0).unwrap();
    assert_eq!(exported.annotations.len(), 2);
    assert!(run(&["search", "tag:follow-up", "--sample"]).0.contains("Nobody reported it"));
    assert_eq!(run(&["search", "has:bookmark", "--sample"]).0, "");
}

/// A thread of so many posts.
fn thread(posts: usize) -> Thread {
    let mut builder = ThreadBuilder::default();
    for i in 0..posts {
        let text = format!(
            "Post {i} says that Northwind Labs bought the harbour of Nyborg, as Dana told us – twice."
        );
        builder.push(Draft {
            id: Clean::some_line(&format!("1768{i:08}")),
            url: Clean::some_line(&format!("https://x.com/danareyes/status/1768{i:08}")),
            body: Rich::plain(&text),
            ..Draft::default()
        });
    }
    builder.finish()
}

#[test]
#[ignore = "measures, and prints what it measured"]
fn ten_thousand_annotations_open() {
    let (thread, count) = (thread(2000), 10_000);
    let tree = Tree::new(&thread);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("thread.json");
    fs::write(&file, "{}").unwrap();
    let owner = owner(file);
    let changes = (0..count).map(|i| {
        let start = (i as u32 * 7) % 30;
        let target = Target::of(&thread, &tree, PostIx(i as u32 % 2000), Some(start..start + 20));
        let remark = Clean::text(&format!("What I think of number {i}, in a sentence."));
        Change::made(Annotation { remark, tags: tags("todo"), ..Annotation::on(vec![target]) })
    });
    Shelf::Beside.change(&owner, changes.collect()).unwrap();
    let mut best = [f64::MAX; 3];
    for _ in 0..10 {
        let start = Instant::now();
        let kept = Shelf::Beside.load(&owner).unwrap();
        let read = start.elapsed();
        let found = Annotations::new(&thread, &tree, kept);
        let opened = start.elapsed();
        assert_eq!((found.all.len(), found.all.iter().filter(|placed| placed.is_lost()).count()), (count, 0));
        let change = Change::made(Annotation { remark: Clean::line("x"), ..Annotation::default() });
        let start = Instant::now();
        let kept = Shelf::Beside.change(&owner, vec![change]).unwrap();
        Shelf::Beside.change(&owner, vec![kept.changes[0].0.reversed()]).unwrap();
        let rewritten = start.elapsed() / 2;
        for (best, took) in best.iter_mut().zip([read, opened, rewritten]) {
            *best = best.min(took.as_secs_f64() * 1000.0);
        }
    }
    let bytes = fs::metadata(Shelf::Beside.path(&owner).unwrap()).unwrap().len();
    let [read, opened, rewritten] = best;
    println!(
        "{count} annotations, {bytes} bytes: read {read:.1} ms, opened {opened:.1} ms, one changed {rewritten:.1} ms"
    );
}
