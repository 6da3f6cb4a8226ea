//! Files that are damaged, endless, bottomless or no files at all: told or shown as far as they go, and never a crash.
//!
//! `UNSPOOL_CASES` asks for more flipped bits than a commit can wait for.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod reader;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, UNIX_EPOCH};

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_2, ISO_8859_5, KOI8_R, SHIFT_JIS, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253,
};
use proptest::prelude::*;
use unspool::formats;
use unspool::index::Tree;
use unspool::model::{Source, Thread};

fn read(bytes: &[u8]) -> Option<Thread> {
    formats::read(bytes, Source::default()).ok()
}

/// How often something is tried; `UNSPOOL_CASES` says otherwise.
fn cases(usually: u32) -> u32 {
    std::env::var("UNSPOOL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usually)
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
    let cases = cases(6_000);
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
    eprintln!("{cases} bits, the slowest read in {slowest:?}");
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
        ("comments of Hacker News", comments(depth)),
        ("listings of Reddit", listings(depth)),
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

/// How long this thread was on a processor, which a busy machine does not stretch; where nothing tells it, the time of day.
fn on_processor() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| UNIX_EPOCH.elapsed().unwrap_or_default(), Duration::from_nanos)
}

/// So many comments, each below the one before.
fn comments(depth: usize) -> String {
    let mut text =
        r#"{"id":1,"title":"t","author":"a","created_at_i":1,"points":3,"story_id":1,"children":["#
            .to_owned();
    for id in 2..depth + 2 {
        let _ = write!(text, r#"{{"id":{id},"author":"a","text":"x","children":["#);
    }
    text + &"]}".repeat(depth + 1)
}

/// The same, of which each has five levels of JSON.
fn listings(depth: usize) -> String {
    let mut text = r#"[{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"name":"t3_a","title":"t","selftext":"x","subreddit":"s"}}]}},"#.to_owned();
    for id in 0..=depth / 5 {
        let _ = write!(
            text,
            r#"{{"kind":"Listing","data":{{"children":[{{"kind":"t1","data":{{"name":"t1_{id}","body":"x","replies":"#
        );
    }
    text + r#""""# + &"}}]}}".repeat(depth / 5 + 1) + "]"
}

/// How many posts of a nested text are told, where it has any.
fn count_of(shape: &str, depth: usize) -> usize {
    match shape {
        "comments of Hacker News" => depth + 1,
        "listings of Reddit" => depth / 5 + 2,
        "a field of a post" => 2,
        _ => 0,
    }
}

#[test]
fn no_depth_is_too_deep() {
    for depth in [1, 60, 127, 128, 1_000, 10_000, 100_000] {
        for (shape, text) in nested(depth) {
            let begun = Instant::now();
            let thread = read(text.as_bytes());
            let count = thread.as_ref().map_or(0, |thread| Tree::new(thread).len());
            assert!(count >= count_of(shape, depth), "{shape}, {depth}: {count} posts");
            drop(thread);
            assert!(begun.elapsed() < Duration::from_secs(20), "{shape}, {depth}: {:?}", begun.elapsed());
        }
    }
}

#[test]
#[ignore = "takes a minute: cargo test --release --test hostile_files -- --ignored"]
fn a_million_levels_are_not_too_deep() {
    for (shape, text) in nested(1_000_000) {
        let begun = on_processor();
        let thread = read(text.as_bytes());
        let count = thread.as_ref().map_or(0, |thread| Tree::new(thread).len());
        let is_read = thread.is_some();
        assert!(count >= count_of(shape, 1_000_000), "{shape}: {count} posts");
        drop(thread);
        let taken = on_processor().saturating_sub(begun);
        eprintln!(
            "{shape}: {taken:?}, {}",
            if is_read { format!("{count} posts") } else { "refused".to_owned() }
        );
        assert!(taken < Duration::from_secs(3), "{shape}: {taken:?}");
    }
}

#[test]
#[ignore = "measures, and takes a gigabyte: cargo test --release --test hostile_files -- --ignored --nocapture"]
fn one_post_of_fifty_megabytes_is_read_at_once() {
    for (what, text) in [
        ("50 MB of words", "Northwind bought Fabrikam. ".repeat(2_000_000)),
        ("50 MB on lines", "Northwind bought Fabrikam.\n".repeat(2_000_000)),
        ("a word of 4 MB", "a".repeat(4_000_000)),
    ] {
        let text = serde_json::json!({"posts": [{"author": {"name": "Ana"}, "text": text}]}).to_string();
        let text = text.replacen('{', "{\"unspool\":1,", 1);
        let begun = Instant::now();
        let mut reader = reader::Reader::open(&text, (100, 30));
        reader.screen();
        let opened = begun.elapsed();
        let mut slowest = Duration::ZERO;
        for key in ["j", "<Space>", "<Space>", "<C-d>", "k", "G", "<C-b>", "gg"] {
            let begun = Instant::now();
            reader.keys(key);
            reader.screen();
            slowest = slowest.max(begun.elapsed());
        }
        eprintln!("{what}: opened and drawn in {opened:?}, the slowest of the keys in {slowest:?}");
    }
}

#[test]
fn a_broken_field_costs_only_itself_at_any_depth() {
    for depth in [60, 1_000, 100_000] {
        let (_, text) = nested(depth).into_iter().find(|(shape, _)| *shape == "a field of a post").unwrap();
        let thread = read(text.as_bytes()).unwrap();
        assert!(!thread.is_empty(), "{depth}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(2_000), ..ProptestConfig::default() })]

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
    // `UNSPOOL_FULL` makes a million posts of each.
    let count = if std::env::var_os("UNSPOOL_FULL").is_some() { 1_000_000 } else { 100_000 };
    let thread = |reply_to: &dyn Fn(usize) -> String| {
        let posts: Vec<_> = (0..count)
            .map(|i| format!(r#"{{"id":"{i}","reply_to":"{}","text":"x"}}"#, reply_to(i)))
            .collect();
        format!(r#"{{"unspool":1,"posts":[{}]}}"#, posts.join(","))
    };
    let ways: [(&str, &dyn Fn(usize) -> String); 4] = [
        ("a chain", &|i| i.saturating_sub(1).to_string()),
        ("a chain from its end", &|i| (i + 1).to_string()),
        ("a fan", &|_| "0".to_owned()),
        ("a ring", &|i| ((i + 1) % count).to_string()),
    ];
    for (shape, reply_to) in ways {
        let text = thread(reply_to);
        let begun = Instant::now();
        let thread = read(text.as_bytes()).unwrap();
        assert_eq!(Tree::new(&thread).len(), count, "{shape}");
        let taken = begun.elapsed();
        eprintln!("{shape} of {count}: {taken:?}");
        assert!(taken < Duration::from_secs(30), "{shape}: {taken:?}");
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
fn a_page_is_read_in_the_encoding_it_names_and_damage_is_said() {
    let words = [
        (SHIFT_JIS, "日本語の文章"),
        (EUC_JP, "日本語の文章"),
        (GBK, "中文的句子"),
        (GB18030, "中文的句子"),
        (BIG5, "中文的句子"),
        (EUC_KR, "한국어 문장"),
        (KOI8_R, "Русский текст"),
        (WINDOWS_1251, "Русский текст"),
        (ISO_8859_5, "Русский текст"),
        (ISO_8859_2, "Žluťoučký kůň"),
        (WINDOWS_1252, "Straße über Café"),
        (WINDOWS_1253, "Ελληνικά λόγια"),
    ];
    let page = |encoding: &'static Encoding, words: &str| {
        let html = format!(
            "<!doctype html><meta charset={}><script type=\"application/ld+json\">{{\"@type\":\"SocialMediaPosting\",\
             \"identifier\":\"p1\",\"author\":{{\"name\":\"Koru\"}},\"articleBody\":\"{words}, says Koru.\"}}</script>",
            encoding.name()
        );
        encoding.encode(&html).0.into_owned()
    };
    for (encoding, words) in words {
        let bytes = page(encoding, words);
        let thread = read(&bytes).unwrap_or_else(|| panic!("{}", encoding.name()));
        assert!(thread.posts().any(|post| post.whole().contains(words)), "{}", encoding.name());
        for at in 0..bytes.len() {
            for byte in [0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                let Some(thread) = read(&damaged) else { continue };
                let is_lossy = thread.posts().any(|post| post.whole().contains('\u{FFFD}'));
                assert!(!is_lossy || !thread.warnings.is_empty(), "{}, byte {at}", encoding.name());
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
