//! Every format against its fixtures: an outline of each, recognition, and files that end too early.
//!
//! A fixture is `tests/fixtures/FORMAT/NAME.EXT`; `NAME.outline` beside it says what is read from it. After a change that
//! is meant, `UNSPOOL_BLESS=1 cargo test --test formats` writes the outlines anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use unspool::formats::{self, Input};
use unspool::model::{Source, Thread, Unit};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// A file to read, and the format whose folder it lies in.
struct Fixture {
    format: String,
    path: PathBuf,
    bytes: Vec<u8>,
}

fn fixtures() -> Vec<Fixture> {
    let mut found = Vec::new();
    for folder in fs::read_dir(FIXTURES).unwrap() {
        let folder = folder.unwrap();
        for file in fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|e| e != "outline") {
                let format = folder.file_name().into_string().unwrap();
                found.push(Fixture { format, bytes: fs::read(&path).unwrap(), path });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty());
    found
}

fn read(bytes: &[u8]) -> Result<Thread, formats::Unreadable> {
    formats::read(bytes, Source::default())
}

/// What is known of a thread, and its posts with line ends made visible.
fn outline(thread: &Thread) -> String {
    let mut out = String::new();
    let unit = thread.unit.noun(thread.len());
    writeln!(out, "{}: {} {unit}", thread.source.format, thread.len()).unwrap();
    for (name, value) in [("title", &thread.title), ("platform", &thread.source.platform)] {
        if let Some(value) = value {
            writeln!(out, "{name}: {value}").unwrap();
        }
    }
    for warning in &thread.warnings {
        writeln!(out, "warning: {}: {}", warning.at, warning.message).unwrap();
    }
    let mut author = None;
    for (i, post) in thread.posts().enumerate() {
        write!(out, "\n{}.", i + 1).unwrap();
        if author != Some(post.author()) {
            write!(out, " {}", post.author().full_name()).unwrap();
            author = Some(post.author());
        }
        if let Some(created) = post.created() {
            write!(out, " · {}", created.display()).unwrap();
        }
        for value in [post.id(), post.url()].into_iter().flatten() {
            write!(out, " · {value}").unwrap();
        }
        write!(out, "\n   {}", post.body().replace('\n', "\n   ")).unwrap();
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

#[test]
fn every_fixture_is_read_as_its_outline_says() {
    for fixture in fixtures() {
        let found =
            outline(&read(&fixture.bytes).unwrap_or_else(|e| panic!("{}: {e}", fixture.path.display())));
        let path = fixture.path.with_extension("outline");
        if std::env::var_os("UNSPOOL_BLESS").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(found, expected, "{}", fixture.path.display());
    }
}

#[test]
fn every_fixture_is_recognised_as_its_own_format() {
    for fixture in fixtures() {
        let input = Input::decode(&fixture.bytes).unwrap();
        let format = formats::recognise(&input).map(|format| format.id);
        assert_eq!(format, Some(&*fixture.format), "{}", fixture.path.display());
        // Plain text takes what no other format does; the others must not be in doubt.
        let choosy = formats::FORMATS.iter().filter(|format| format.id != "text");
        let claims: Vec<_> =
            choosy.filter(|format| (format.recognise)(&input)).map(|format| format.id).collect();
        assert!(claims.iter().all(|id| *id == fixture.format), "{}: {claims:?}", fixture.path.display());
    }
}

/// The words of all posts, in order.
fn words(thread: &Thread) -> Vec<String> {
    let bodies: Vec<&str> = thread.posts().map(|post| post.body()).collect();
    bodies.join(" ").split_whitespace().map(|word| word.trim_matches(['<', '>']).to_owned()).collect()
}

#[test]
fn a_file_cut_anywhere_gives_what_came_before() {
    for fixture in fixtures() {
        let whole = words(&read(&fixture.bytes).unwrap());
        for cut in 0..fixture.bytes.len() {
            let Ok(thread) = read(&fixture.bytes[..cut]) else { continue };
            assert!(!thread.is_empty());
            let found = words(&thread);
            // A header or a footer that is cut short reads as text; beyond these, nothing is lost and nothing added.
            let Some(start) = found.iter().position(|word| *word == whole[0]) else { continue };
            let found = &found[start..];
            let same = found.iter().zip(&whole).take_while(|(a, b)| a == b).count();
            assert!(
                same + 1 >= found.len().min(whole.len()),
                "{} cut at {cut}: after {same} words {:?} instead of {:?}",
                fixture.path.display(),
                &found[same..],
                &whole[same..(same + 3).min(whole.len())],
            );
        }
    }
}

/// Folders of real files that are not part of the project, if there are any.
fn samples() -> Option<PathBuf> {
    std::env::var_os("UNSPOOL_SHARED").map(|folder| Path::new(&folder).join("samples"))
}

#[test]
fn a_real_unrolled_thread_is_read_as_by_a_careful_reader() {
    let Some(samples) = samples() else { return };
    let file = fs::read_dir(samples.join("text_unrolled")).unwrap().next().unwrap().unwrap();
    let thread = read(&fs::read(file.path()).unwrap()).unwrap();
    assert_eq!(thread.title.as_deref(), Some("Twitter Thread by B. Allen-Ebrahimian"));
    assert_eq!(thread.source.platform.as_deref(), Some("X"));
    assert_eq!((thread.len(), thread.unit), (12, Unit::Paragraph));
    let bodies: Vec<&str> = thread.posts().map(|post| post.body()).collect();
    for post in thread.posts() {
        let author = post.author();
        assert_eq!(author.name.as_deref(), Some("B. Allen-Ebrahimian"));
        assert_eq!(author.handle.as_deref(), Some("BethanyAllenEbr"));
    }
    assert!(bodies[0].starts_with("NEW SCOOP from @zachsdorfman:"));
    assert!(bodies[7].starts_with("Just yesterday, we saw this from DHS:\n"));
    assert!(bodies[7].contains("https://t.co/d7wrQQIZNV"));
    assert!(bodies[9].ends_with("early on in its foundation."));
    assert_eq!(bodies[10], "Tencent strenuously denies this.");
    assert!(bodies[11].ends_with("more than 36 people verifying."));
    assert_eq!(bodies.concat().matches("https://").count(), 1);
}
