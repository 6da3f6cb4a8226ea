//! What a user may rely on of files as people have them: compressed, in archives, in folders, in several pieces.
//!
//! Every test runs the real program.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const TWEETS: &str = include_str!("fixtures/x-archive/tweets.js");
const NOTES: &str = include_str!("fixtures/x-archive/note_tweet.js");
const ACCOUNT: &str = r#"window.YTD.account.part0 = [ { "account" : {
    "username" : "ilsequandt", "accountId" : "41", "accountDisplayName" : "Ilse Quandt" } } ]"#;

/// Exit code, standard output, standard error.
fn run(args: &[&str]) -> (i32, String, String) {
    fed(args, b"")
}

fn fed(args: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_unspool"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// What is printed, without fault.
fn printed(args: &[&str]) -> String {
    let (code, out, err) = run(args);
    assert_eq!((code, &*err), (0, ""), "{args:?}");
    out
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) -> String {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        tar.append_data(&mut header, name, *content).unwrap();
    }
    tar.into_inner().unwrap()
}

/// The files of an archive of X, with what must not be opened.
fn archive() -> Vec<(&'static str, &'static [u8])> {
    vec![
        ("data/account.js", ACCOUNT.as_bytes()),
        ("data/direct-messages.js", b"window.YTD.direct_messages.part0 = [ private ]"),
        ("data/note-tweet.js", NOTES.as_bytes()),
        ("data/tweets.js", TWEETS.as_bytes()),
        ("data/tweets_media/1789935863854006272-Crane0001.jpg", b"\xff\xd8\xff\xe0"),
    ]
}

/// The posts of an export, without what it says of its file.
fn posts(args: &[&str]) -> String {
    let out = printed(&[&["export", "--to", "ndjson"], args].concat());
    assert!(!out.is_empty());
    let post = |line: &str| line.split_once("\"position\"").unwrap().1.to_owned();
    out.lines().map(post).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_compressed_thread_is_that_thread() {
    let folder = tempfile::tempdir().unwrap();
    let plain = write(&folder, "tweets.js", TWEETS.as_bytes());
    let expected = printed(&[&plain]);
    let files = [("saved/tweets.js", TWEETS.as_bytes()), ("saved/crane.jpg", b"\xff\xd8\xff\xe0")];
    for (name, bytes) in [
        ("tweets.js.gz", gz(TWEETS.as_bytes())),
        ("tweets.js.zst", zst(TWEETS.as_bytes())),
        ("saved.zip", zip(&files)),
        ("saved.tar", tar(&files)),
        ("saved.tar.gz", gz(&tar(&files))),
        ("saved.tar.zst", zst(&tar(&files))),
        ("with no name at all", gz(TWEETS.as_bytes())),
    ] {
        let packed = write(&folder, name, &bytes);
        assert_eq!(printed(&[&packed]), expected, "{name}");
        assert_eq!(fed(&["-"], &bytes), (0, expected.clone(), String::new()), "{name}");
        assert_eq!(posts(&[&packed]), posts(&[&plain]), "{name}");
        assert_eq!(printed(&["links", &packed]), printed(&["links", &plain]), "{name}");
        let (code, found, _) = run(&["search", "-c", "crane", &packed]);
        assert_eq!((code, &*found), (0, "3\n"), "{name}");
    }
}

#[test]
fn an_archive_of_x_is_the_same_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let packed = write(&folder, "twitter.zip", &zip(&archive()));
    let tarred = write(&folder, "twitter.tgz", &gz(&tar(&archive())));
    for (name, bytes) in archive() {
        write(&folder, &format!("twitter/{name}"), bytes);
    }
    let inner = |name: &str| folder.path().join("twitter").join(name).to_str().unwrap().to_owned();
    let expected = posts(&[&packed]);
    assert!(expected.contains("\"ilsequandt\"") && expected.contains("tweets_media/1789935863854006272-"));
    for unpacked in [tarred, inner(""), inner("data")] {
        assert_eq!(posts(&[&unpacked]), expected, "{unpacked}");
    }
    // Named one by one they bring no pictures along.
    let named = [inner("data/tweets.js"), inner("data/account.js"), inner("data/note-tweet.js")];
    let named = posts(&[&named[0], &named[1], &named[2]]);
    assert_eq!(named.lines().count(), expected.lines().count());
    assert!(named.contains("\"ilsequandt\"") && !named.contains("tweets_media"));
    // Beside other files it is one entry, packed or not.
    let list = printed(&[folder.path().to_str().unwrap()]);
    let heads: Vec<_> = list.lines().filter(|line| line.starts_with("==>")).collect();
    let head = |name: &str| format!("==> {} <==", folder.path().join(name).display());
    assert_eq!(heads, [head("twitter"), head("twitter.tgz"), head("twitter.zip")]);
}

#[test]
fn an_archive_of_several_threads_is_a_list_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let files: &[(&str, &[u8])] = &[("a.txt", b"One thing.\n\nAnd more."), ("b/b.txt", b"Two things.")];
    let packed = write(&folder, "two.zip", &zip(files));
    let list = printed(&[&packed]);
    let heads: Vec<_> = list.lines().filter(|line| line.starts_with("==>")).collect();
    assert_eq!(heads, [format!("==> {packed}/a.txt <=="), format!("==> {packed}/b/b.txt <==")]);
    assert!(posts(&[&format!("{packed}/b/b.txt")]).contains("Two things."));
    let (code, out, err) = run(&["links", &packed]);
    assert_eq!((code, &*out), (1, ""));
    assert!(err.contains("2 threads in this archive (a.txt, b/b.txt). Name one of them"), "{err}");
    let (code, found, _) = run(&["search", "-c", "things", &packed]);
    assert_eq!((code, found), (0, format!("{packed}/a.txt:0\n{packed}/b/b.txt:1\n")));
}

fn status(id: &str, answered: &str, words: &str) -> String {
    let answered = if answered.is_empty() { "null".to_owned() } else { format!("\"{answered}\"") };
    format!(
        r#"{{"id":"{id}","created_at":"2024-03-14T09:{}:00.000Z","in_reply_to_id":{answered},"in_reply_to_account_id":null,
        "visibility":"public","spoiler_text":"","uri":"https://sea.example/{id}","url":"https://sea.example/@ana/{id}",
        "content":"<p>{words}</p>","media_attachments":[],"mentions":[],"tags":[],
        "account":{{"id":"1","acct":"ana","username":"ana","display_name":"Ana"}}}}"#,
        &id[id.len() - 2..]
    )
}

#[test]
fn files_of_one_thread_are_one_thread() {
    let folder = tempfile::tempdir().unwrap();
    let first = status("109300000000000011", "", "The first");
    let below = status(
        "109300000000000013",
        "109300000000000012",
        "The third <a href='https://ships.example'>ships</a>",
    );
    let context = format!(r#"{{"ancestors":[{first}],"descendants":[{below}]}}"#);
    let context = write(&folder, "context.json", context.as_bytes());
    let own = status(
        "109300000000000012",
        "109300000000000011",
        "The second <a href='https://fog.example'>fog</a>",
    );
    let own = write(&folder, "status.json", own.as_bytes());
    let other = write(&folder, "other.json", status("109300000000000099", "", "Other").as_bytes());

    let alone = printed(&[&context]);
    assert!(alone.contains("1 warning"), "{alone}");
    for files in [[&*own, &*context], [&*context, &*own]] {
        let together = printed(&files);
        let places: Vec<_> =
            ["The first", "The second", "The third"].map(|words| together.find(words)).into();
        assert!(places.is_sorted() && places[0].is_some(), "{together}");
        assert!(!together.contains("==>") && !together.contains("warning"), "{together}");
        assert_eq!(posts(&files).lines().count(), 3);
        assert_eq!(printed(&[&["links"], &files[..]].concat()).lines().count(), 2);
    }
    let (code, _, err) = run(&["export", &own, &other]);
    assert_eq!(code, 1);
    assert!(err.contains("2 threads that do not belong together"), "{err}");
    let heads = printed(&[&other, &own, &context]);
    let heads: Vec<_> = heads.lines().filter(|line| line.starts_with("==>")).collect();
    assert_eq!(heads, [format!("==> {other} <=="), format!("==> {own}, {context} <==")]);
    let (_, found, _) = run(&["search", "-c", "The", &own, &context]);
    assert_eq!(found, format!("{own}:1\n{context}:2\n"));
}

#[test]
fn nothing_is_unpacked_to_disk() {
    let folder = tempfile::tempdir().unwrap();
    let hostile: &[(&str, &[u8])] = &[("../../escaped.txt", b"One thing."), ("/tmp/escaped.txt", b"Two.")];
    let packed = write(&folder, "a/b/hostile.zip", &zip(hostile));
    assert!(printed(&[&packed]).contains("One thing."));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["a"]);
    assert!(!Path::new("/tmp/escaped.txt").exists());
}
