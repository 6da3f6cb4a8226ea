//! Files that are damaged, endless, bottomless or no files at all: told or shown as far as they go, and never a crash.
//!
//! `UNSPOOL_CASES` asks for more flipped bits than a commit can wait for.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use unspool::formats;
use unspool::index::Tree;
use unspool::model::{Source, Thread};

fn read(bytes: &[u8]) -> Option<Thread> {
    formats::read(bytes, Source::default()).ok()
}

fn unspool(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unspool")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Some whole files of many formats, none of them long.
fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"));
    let mut found = Vec::new();
    for format in fs::read_dir(folder).unwrap() {
        for file in fs::read_dir(format.unwrap().path()).into_iter().flatten() {
            let path = file.unwrap().path();
            let is_outline = path.extension().is_some_and(|end| end == "outline");
            if path.is_file() && !is_outline && fs::metadata(&path).unwrap().len() < 20_000 {
                let bytes = fs::read(&path).unwrap();
                found.push((path, bytes));
            }
        }
    }
    found.sort();
    assert!(found.len() >= 20, "{}", found.len());
    found
}

#[test]
fn a_bit_that_flips_costs_no_more_than_a_warning_or_the_file() {
    let fixtures = fixtures();
    let cases = std::env::var("UNSPOOL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(6_000);
    // A generator of its own, so that every run flips the same (Numerical Recipes).
    let mut seed = 1_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    let mut slowest = Duration::ZERO;
    for _ in 0..cases {
        let (path, bytes) = &fixtures[next() % fixtures.len()];
        let (at, bit) = (next() % bytes.len(), next() % 8);
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << bit;
        let begun = Instant::now();
        let thread = read(&damaged);
        slowest = slowest.max(begun.elapsed());
        assert!(slowest < Duration::from_secs(5), "{}, bit {bit} of byte {at}", path.display());
        if let Some(thread) = thread {
            assert_eq!(Tree::new(&thread).len(), thread.len(), "{}, bit {bit} of byte {at}", path.display());
        }
    }
}

#[test]
fn a_file_cut_anywhere_shows_every_whole_post_before_the_cut() {
    let post = |i: usize| {
        format!(r#"{{"id":"{i}","author":{{"name":"Ana"}},"text":"Post \"{i}\" é 👩 \ud83d\ude00."}}"#)
    };
    let mut text = r#"{"unspool":1,"posts":["#.to_owned();
    let mut ends = Vec::new();
    for i in 0..12 {
        let _ = write!(text, "{}{}", if i > 0 { "," } else { "" }, post(i));
        ends.push(text.len());
    }
    text.push_str("]}");
    for cut in ends[0]..text.len() {
        let whole = ends.iter().filter(|end| **end <= cut).count();
        let thread = read(&text.as_bytes()[..cut]).unwrap_or_else(|| panic!("cut at {cut}"));
        assert!(thread.len() >= whole, "cut at {cut}: {} of {whole}", thread.len());
        assert!(cut == text.len() || !thread.warnings.is_empty(), "cut at {cut}");
    }
}

/// A text that is nested so many levels deep, in several ways.
fn nested(depth: usize) -> Vec<(&'static str, String)> {
    let around = |open: &str, inner: &str, close: &str| open.repeat(depth) + inner + &close.repeat(depth);
    vec![
        ("lists", around("[", "", "]")),
        ("objects", around(r#"{"a":"#, "1", "}")),
        ("lists that never end", "[".repeat(depth)),
        (
            "comments of Hacker News",
            r#"{"id":0,"type":"story","title":"t","author":"a","children":["#.to_owned()
                + &around(r#"{"id":1,"type":"comment","author":"a","text":"x","children":["#, "", "]}")
                + "]}",
        ),
        (
            "a field of a post",
            format!(
                r#"{{"unspool":1,"posts":[{{"text":"One.","x":{}}},{{"text":"Two."}}]}}"#,
                around("[", "", "]")
            ),
        ),
        ("quotes of Markdown", format!("{} deep\n\nAnother.\n", ">".repeat(depth))),
        (
            "quotes in HTML",
            format!("<!doctype html><body>{}</body>", around("<blockquote>", "x", "</blockquote>")),
        ),
        ("XML", format!("<rss><channel>{}</channel></rss>", around("<a>", "x", "</a>"))),
    ]
}

#[test]
fn no_depth_is_too_deep() {
    for depth in [1, 60, 127, 128, 1_000, 10_000, 100_000] {
        for (shape, text) in nested(depth) {
            let begun = Instant::now();
            drop(read(text.as_bytes()).map(|thread| Tree::new(&thread)));
            assert!(begun.elapsed() < Duration::from_secs(20), "{shape}, {depth}: {:?}", begun.elapsed());
        }
    }
}

#[test]
#[ignore = "takes a minute: cargo test --release --test hostile_files -- --ignored"]
fn a_million_levels_are_not_too_deep() {
    for (shape, text) in nested(1_000_000) {
        let begun = Instant::now();
        drop(read(text.as_bytes()).map(|thread| Tree::new(&thread)));
        eprintln!("{shape}: {:?}", begun.elapsed());
    }
}

#[test]
fn a_broken_field_costs_only_itself_at_any_depth() {
    for depth in [60, 1_000, 100_000] {
        let (_, text) = nested(depth).swap_remove(4);
        let thread = read(text.as_bytes()).unwrap();
        assert!(!thread.is_empty(), "{depth}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_post_stands_once_whatever_it_says_it_answers(
        posts in prop::collection::vec((0_usize..12, prop::option::of(0_usize..14)), 1..30),
    ) {
        // Ids come twice, answer themselves, each other, what comes later, and what is not there.
        let posts: Vec<_> = posts.iter().enumerate().map(|(i, (id, parent))| {
            serde_json::json!({"id": id.to_string(), "reply_to": parent.map(|parent| parent.to_string()), "text": format!("Post {i}.")})
        }).collect();
        let count = posts.len();
        let text = serde_json::json!({"posts": posts}).to_string().replacen('{', "{\"unspool\":1,", 1);
        let thread = read(text.as_bytes()).unwrap();
        let tree = Tree::new(&thread);
        let mut order: Vec<u32> = tree.order().iter().map(|post| post.0).collect();
        order.sort_unstable();
        prop_assert_eq!(order, (0..thread.len() as u32).collect::<Vec<_>>());
        for i in 0..count {
            let told = format!("Post {i}.");
            prop_assert!(thread.posts().filter(|post| post.body() == told).count() <= 1, "{told}");
        }
    }
}

#[test]
fn chains_and_fans_of_replies_open_quickly() {
    let thread = |reply_to: &dyn Fn(usize) -> String| {
        let posts: Vec<_> = (0..100_000)
            .map(|i| format!(r#"{{"id":"{i}","reply_to":"{}","text":"x"}}"#, reply_to(i)))
            .collect();
        format!(r#"{{"unspool":1,"posts":[{}]}}"#, posts.join(","))
    };
    let ways: [(&str, &dyn Fn(usize) -> String); 4] = [
        ("a chain", &|i| i.saturating_sub(1).to_string()),
        ("a chain from its end", &|i| (i + 1).to_string()),
        ("a fan", &|_| "0".to_owned()),
        ("a ring", &|i| ((i + 1) % 100_000).to_string()),
    ];
    for (shape, reply_to) in ways {
        let text = thread(reply_to);
        let begun = Instant::now();
        let thread = read(text.as_bytes()).unwrap();
        assert_eq!(Tree::new(&thread).len(), 100_000, "{shape}");
        assert!(begun.elapsed() < Duration::from_secs(30), "{shape}: {:?}", begun.elapsed());
    }
}

/// Texts that RFC 8259 has as JSON.
const JSON: &[&str] = &[
    "[]",
    "{}",
    " [ ] ",
    "[1]",
    "[-0]",
    "[1e5]",
    "[1E+2]",
    "[0.5]",
    "[-1.25e-3]",
    "[\"\"]",
    "[\"\\u0061\"]",
    "[\"\\ud83d\\ude00\"]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
    "[null,true,false]",
    "{\"a\":[{}]}",
    "{\"\":0}",
    "{\"a\":1,\"a\":2}",
    "\"x\"",
    "1",
    "null",
    "[\"\u{2028}\"]",
    "[\"\u{7f}\"]",
    "[\"\u{10ffff}\"]",
    "[123456789012345678901234567890]",
    "[1e400]",
    "\t[\n1\r]",
];
/// Texts that it has not, and that readers meet.
const NO_JSON: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1,,2]",
    "{\"a\"}",
    "{\"a\":}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":1,}",
    "[01]",
    "[1.]",
    "[.5]",
    "[+1]",
    "[1e]",
    "[0x1]",
    "[NaN]",
    "[Infinity]",
    "[tru]",
    "[\"]",
    "[\"\\x\"]",
    "[\"\\u12\"]",
    "[\"\n\"]",
    "[\"\t\"]",
    "[\"\0\"]",
    "[\u{c}]",
    "[1]x",
    "[1][2]",
    "[\"a\" \"b\"]",
    "{\"a\":1 \"b\":2}",
    "// x\n[1]",
    "[1]/* x */",
    "<a>",
    "[\u{a0}]",
    "\u{feff}",
    "[\"\\ud800\"]",
    "-",
    "\"",
    "{\"a\":\"b",
];

#[test]
fn nothing_that_is_or_is_not_json_is_more_than_a_fault() {
    for text in JSON.iter().chain(NO_JSON) {
        let posts = format!(r#"{{"unspool":1,"posts":[{{"text":"One.","x":{text}}},{{"text":"Two."}}]}}"#);
        for bytes in [text.as_bytes(), posts.as_bytes()] {
            drop(read(bytes));
        }
    }
    for text in JSON {
        let posts = format!(r#"{{"unspool":1,"posts":[{{"text":"One.","x":{text}}},{{"text":"Two."}}]}}"#);
        let thread = read(posts.as_bytes()).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((thread.len(), thread.warnings.len()), (2, 0), "{text}: {:?}", thread.warnings);
    }
}

#[test]
fn every_usual_encoding_is_read_or_said_to_be_damaged() {
    let text = "Zürich liegt am Wasser, sagt Ana.\n\nDas Café schließt früh, sagt Rafa.\n";
    let wide = |big: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let whole = [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [&b"\xff\xfe"[..], &wide(false)].concat(),
        [&b"\xfe\xff"[..], &wide(true)].concat(),
        latin,
    ];
    for bytes in &whole {
        let thread = read(bytes).unwrap();
        assert!(thread.posts().any(|post| post.whole().contains("Café schließt")), "{:?}", &bytes[..8]);
        // Damaged anywhere, it is read as far as it goes, or refused in a sentence.
        for at in 0..bytes.len() {
            for byte in [0, 0x80, 0xff, 0xd8] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                drop(read(&damaged));
                drop(read(&bytes[..at]));
            }
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_no_file_or_has_no_end_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    File::create(path("huge.json")).unwrap().set_len(4 << 30).unwrap();
    std::os::unix::fs::symlink(path("loop"), path("loop")).unwrap();
    fs::create_dir(path("inner")).unwrap();
    fs::write(path("inner/a.txt"), "One post.").unwrap();
    std::os::unix::fs::symlink(folder.path(), path("inner/up")).unwrap();
    for (name, told) in [
        (path("huge.json"), "larger than 2 GiB"),
        ("/dev/zero".to_owned(), "a device"),
        ("/dev/urandom".to_owned(), "a device"),
        (path("loop"), "could not be read"),
        (path("none"), "no such file"),
        (String::new(), ""),
    ] {
        let begun = Instant::now();
        let output = unspool(&[&name]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_ne!(output.status.code(), Some(0), "{name}");
        assert!(said.contains(told) && said.lines().count() == 1, "{name}: {said}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
    }
    // A folder within itself is walked once.
    let output = unspool(&["search", "post", &path("inner")]);
    assert_eq!(String::from_utf8(output.stdout).unwrap().matches("One post").count(), 1);
}

#[test]
fn a_pattern_made_to_take_for_ever_is_refused_or_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "A".repeat(20_000)).unwrap();
    let path = path.to_str().unwrap();
    for pattern in [
        "((a{1000}){1000}){1000}",
        "(a+)+$",
        "(a|a)*b",
        "(.*)*x",
        "a{99999}",
        "(?i)(a|aa)+$",
        "[",
        "(",
        "\\",
        "(?P<n",
        "x{2,1}",
    ] {
        let begun = Instant::now();
        let output = unspool(&["search", "-e", pattern, path]);
        assert!(output.status.code().is_some_and(|code| code <= 2), "{pattern}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{pattern}: {:?}", begun.elapsed());
    }
}
