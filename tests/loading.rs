//! Files that come bit by bit, grow, change and vanish, in a real terminal.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "the terminal has more than is used here")]

mod pty;

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use pty::{LIMIT, Session, command, start, unspool};

const WINDOW: (u16, u16) = (80, 24);

/// A pipe with a name, in a folder that lives as long as the test.
fn pipe() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    (folder, path)
}

fn open(path: &Path, text: &str) -> Session {
    fs::write(path, text).unwrap();
    start(unspool(&["--fresh", path.to_str().unwrap()]), WINDOW)
}

fn append(path: &Path, text: &str) {
    OpenOptions::new().append(true).open(path).unwrap().write_all(text.as_bytes()).unwrap();
}

fn quit(mut session: Session) {
    session.keys("q");
    assert_eq!(session.end().status.code(), Some(0));
}

/// Moves to and fro until a text is seen: only who reads on is told of a change.
fn wait_moving(session: &mut Session, text: &str) {
    let begun = Instant::now();
    while !session.heard.0.lock().unwrap().screen().contains(text) {
        assert!(begun.elapsed() < LIMIT, "waited in vain for {text}");
        session.keys("jk");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_pipe_is_read_while_it_is_still_written() {
    for script in [r#"cat "$1" | "$0""#, r#"exec "$0" --fresh "$1""#] {
        let (_folder, path) = pipe();
        let words = ["-c", script, env!("CARGO_BIN_EXE_unspool"), path.to_str().unwrap()];
        let mut session = start(command("sh", words), WINDOW);
        let mut writer = File::options().write(true).open(&path).unwrap();
        writer.write_all(b"One post.\n\nTwo posts.\n\n").unwrap();
        session.wait("Two posts.");
        session.wait("more may come");
        session.keys("J");
        session.wait("2/2");
        writer.write_all(b"Three posts.\n\n").unwrap();
        session.wait("Three posts.");
        session.wait("2/3");
        drop(writer);
        session.wait_for("the end of the pipe", |heard| {
            (!heard.screen().contains("more may come") && heard.is_whole()).then_some(())
        });
        session.wait("3 paragraphs");
        quit(session);
    }
}

#[test]
fn a_post_without_end_is_shown_as_far_as_it_came() {
    let (_folder, path) = pipe();
    let session = start(unspool(&["--fresh", path.to_str().unwrap()]), WINDOW);
    let mut writer = File::options().write(true).open(&path).unwrap();
    let start = r#"[{"id":"17","created_at":"2024-03-14T09:26:53Z","in_reply_to_id":null,"spoiler_text":"",
        "visibility":"public","account":{"id":"1","acct":"ana"},"content":"<p>The crane in the harbour</p><p>has a n\u00e9"#;
    writer.write_all(start.as_bytes()).unwrap();
    session.wait("The crane in the harbour");
    session.wait("more may come");
    writer.write_all(br#"st.</p>"}]"#).unwrap();
    drop(writer);
    session.wait("has a n\u{e9}st.");
    session.wait("1 post ");
    quit(session);
}

#[test]
fn q_quits_while_a_pipe_is_still_written() {
    let (_folder, path) = pipe();
    let session = start(unspool(&[path.to_str().unwrap()]), WINDOW);
    let mut writer = File::options().write(true).open(&path).unwrap();
    writer.write_all(b"One post.\n\nTwo posts.\n\n").unwrap();
    session.wait("Two posts.");
    quit(session);
    drop(writer);
}

#[test]
fn a_followed_file_shows_what_is_added_and_what_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thread.txt");
    let mut session = open(&path, "One post.\n\nTwo posts.\n\n");
    session.wait("Two posts.");
    session.keys("F");
    session.wait("Following");
    append(&path, "Three posts.\n\n");
    session.wait("Three posts.");
    session.wait("1 new post");
    let other = folder.path().join("other.txt");
    fs::write(&other, "Something else.\n\nAnd more.\n").unwrap();
    fs::rename(&other, &path).unwrap();
    session.wait("Something else.");
    fs::remove_file(&path).unwrap();
    session.wait("the file is gone; what was read stays");
    fs::write(&path, "Back again.\n\nAnd more.\n").unwrap();
    session.wait("Back again.");
    session.keys("\x03");
    session.wait("Followed no more");
    quit(session);
}

#[test]
fn a_change_of_the_file_is_told_and_read_when_the_reader_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thread.txt");
    let mut session = open(&path, "One post.\n\nTwo posts.\n\n");
    session.wait("Two posts.");
    append(&path, "Three posts.\n\n");
    wait_moving(&mut session, "the file has grown: R reads it anew");
    assert!(!session.heard.0.lock().unwrap().screen().contains("Three posts."));
    session.keys("R");
    session.wait("Three posts.");
    session.wait("Read anew: 1 post more");
    fs::write(&path, "One").unwrap();
    wait_moving(&mut session, "the file was changed: R reads it anew");
    session.wait("Three posts.");
    fs::remove_file(&path).unwrap();
    wait_moving(&mut session, "the file is gone");
    session.keys("R");
    session.wait("no such file. Check the name and the folder.");
    session.wait("Three posts.");
    quit(session);
}

/// A chat of which each line is a post; large enough that only what is added is read.
#[test]
fn a_large_file_that_stands_line_by_line_is_followed_by_its_end_alone() {
    let line = |id: u32, words: &str| {
        format!("{{\"thread\":\"Cranes\",\"position\":{id},\"id\":\"{id}\",\"text\":\"{words}\"}}\n")
    };
    let words = "The crane stands in the harbour. ".repeat(40);
    let text: String = (1..=7000).map(|id| line(id, &words)).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thread.ndjson");
    let mut session = open(&path, &text);
    session.wait("7,000 posts ");
    session.keys("FG");
    session.wait("7,000/7,000");
    for id in 7001..=7003 {
        append(&path, &line(id, &format!("It is sold for the {id}th time.")));
        session.wait(&format!("for the {id}th time."));
    }
    session.wait("7,003/7,003");
    quit(session);
}
