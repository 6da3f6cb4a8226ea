//! What the fuzzer tries, tried on what it has found before and on damaged fixtures; `fuzz/run` looks for more.
//!
//! `UNSPOOL_FUZZ_SECONDS=20` damages fixtures for so long for each target, `UNSPOOL_FUZZ_SEED` begins elsewhere, and
//! `UNSPOOL_FUZZ_TARGETS='keys wrap'` tries no others. An input that fails is kept in `fuzz/found`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it fails on"
)]

#[path = "../fuzz/src/targets.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const FUZZ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz");

#[test]
fn what_was_found_once_is_not_found_again() {
    let findings = Path::new(FUZZ).join("findings");
    let mut count = 0;
    for folder in fs::read_dir(findings).unwrap() {
        let folder = folder.unwrap();
        let name = folder.file_name().into_string().unwrap();
        let run = targets::named(&name).unwrap_or_else(|| panic!("{name} is no target"));
        for finding in fs::read_dir(folder.path()).unwrap() {
            let path = finding.unwrap().path();
            eprintln!("{}", path.display());
            run(&fs::read(&path).unwrap());
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn every_target_holds_on_what_is_plain() {
    for name in targets::names() {
        let run = targets::named(&name).unwrap();
        for plain in [
            "",
            "plain words\nand more of them",
            "{\"unspool\":1,\"posts\":[{\"text\":\"One.\"}]}",
            "<p>One.</p>",
        ] {
            run(plain.as_bytes());
        }
    }
}

#[test]
fn a_run_without_names_fuzzes_every_target_but_those_of_single_formats() {
    let script = fs::read_to_string(Path::new(FUZZ).join("run")).unwrap();
    let named = script.lines().find_map(|line| line.split_once("|| set -- ")).unwrap().1;
    let expected: Vec<_> = targets::names().into_iter().filter(|name| !name.starts_with("read-")).collect();
    assert_eq!(named.split(' ').collect::<Vec<_>>(), expected);
}

/// So often each target is run at least.
const TIMES: usize = 12;
/// What parsers trip over.
const TOKENS: &[&str] = &[
    "\0",
    "\u{1b}]0;x\u{7}",
    "\u{202e}",
    "\u{200d}",
    "\u{1e}",
    "\r\n",
    "\\ud83d",
    "\"",
    "{",
    "}",
    "[",
    "]",
    "null",
    "-1",
    "1e999",
    "<",
    "</a>",
    "<script>",
    "&#x9b;",
    "&amp;",
    "]]>",
    "<!--",
    "```",
    "![](",
    "[x](y)",
    ">",
    "***",
    "https://",
    "@",
    "#",
    "%00",
    "\u{301}",
    "👩\u{200d}",
    "王",
];

/// Chance that is the same in every run (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        start..start + self.below((len - start).min(400) + 1)
    }
}

/// One seed, damaged in a few ways.
fn damaged(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seeds[chance.below(seeds.len())].clone();
    for _ in 0..=chance.below(6) {
        let range = chance.range(bytes.len());
        match chance.below(6) {
            0 if range.start < bytes.len() => bytes[range.start] ^= 1 << chance.below(8),
            1 if range.start < bytes.len() => bytes[range.start] = chance.below(256) as u8,
            2 => drop(bytes.drain(range)),
            3 => {
                let copied = bytes[range.clone()].to_vec();
                bytes.splice(range.start..range.start, copied);
            }
            4 => {
                let other = &seeds[chance.below(seeds.len())];
                let taken = chance.range(other.len());
                bytes.splice(range, other[taken].iter().copied());
            }
            _ => {
                let token = TOKENS[chance.below(TOKENS.len())].as_bytes();
                bytes.splice(range.start..range.start, token.iter().copied());
            }
        }
    }
    bytes.truncate(16 << 10);
    bytes
}

fn files_in(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_in(&path, found) } else { found.push(path) }
    }
}

/// The fixtures that are seeds of a target; for single formats, all of them.
fn seeds_of(name: &str) -> Vec<Vec<u8>> {
    let table = fs::read_to_string(Path::new(FUZZ).join("seeds")).unwrap();
    let endings: Vec<&str> = match table.lines().find_map(|line| line.strip_prefix(&format!("{name} "))) {
        Some(endings) => endings.split(' ').collect(),
        None => table.lines().flat_map(|line| line.split(' ').skip(1)).collect(),
    };
    let root = Path::new(FUZZ).parent().unwrap();
    let mut found = Vec::new();
    files_in(&root.join("tests/fixtures"), &mut found);
    files_in(&root.join("assets/styles"), &mut found);
    let own = root.join("tests/fixtures").join(name.trim_start_matches("read-"));
    found.retain(|path| {
        let is_seed = path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known));
        is_seed && fs::metadata(path).unwrap().len() < 64 << 10 && (!own.is_dir() || path.starts_with(&own))
    });
    found.sort();
    let mut seeds: Vec<Vec<u8>> = found.iter().map(|path| fs::read(path).unwrap()).collect();
    seeds.push(b"plain words\n".to_vec());
    seeds
}

/// Runs a target on damaged seeds, until a time is over and often enough.
fn fuzz(name: &str, until: Instant, seed: u64) -> usize {
    let (run, seeds) = (targets::named(name).unwrap(), seeds_of(name));
    let mut chance = Chance(seed);
    let mut count = 0;
    while count < TIMES || Instant::now() < until {
        let bytes = damaged(&seeds, &mut chance);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| run(&bytes))) {
            let found = Path::new(FUZZ).join("found");
            fs::create_dir_all(&found).unwrap();
            let path = found.join(format!("{name}-{seed}-{count}"));
            fs::write(&path, bytes).unwrap();
            eprintln!("{name} fails on {}", path.display());
            resume_unwind(panic);
        }
        count += 1;
    }
    count
}

#[test]
fn every_target_holds_on_damaged_seeds() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let seconds = asked("UNSPOOL_FUZZ_SECONDS").unwrap_or(0);
    let wanted = std::env::var("UNSPOOL_FUZZ_TARGETS").unwrap_or_default();
    let mut names = targets::names();
    if !wanted.is_empty() {
        names.retain(|name| wanted.split(' ').any(|wanted| wanted == name));
    } else if seconds > 0 {
        names.retain(|name| !name.starts_with("read-"));
    }
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            let until = Instant::now() + Duration::from_secs(seconds);
            match catch_unwind(|| fuzz(name, until, asked("UNSPOOL_FUZZ_SEED").unwrap_or(1))) {
                Ok(count) => eprintln!("{name}: {count} runs"),
                Err(_) => drop(failed.fetch_add(1, Ordering::Relaxed)),
            }
        }
    };
    thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(work))));
    assert_eq!(failed.load(Ordering::Relaxed), 0, "targets that fail");
}
