//! The README tells the truth: its picture, its tables and its example are what the program shows.
//!
//! After a change that is meant, `UNSPOOL_BLESS=1 cargo test --test readme` writes them anew.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod picture;
mod reader;

use std::fs;
use std::process::Command;
use std::sync::Mutex;

use reader::{Reader, SAMPLE};
use unspool::shell::themes::Themes;
use unspool::view::theme::look::Depth;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// Blessing writes one file from several tests.
static WRITING: Mutex<()> = Mutex::new(());

/// Compares what stands between `<!-- name -->` and `<!-- /name -->` with what should: in the page of that name in `docs/`,
/// or in the README.
#[track_caller]
fn section_is(name: &str, expected: &str) {
    let _one_at_a_time = WRITING.lock().unwrap();
    let page = match name {
        "formats" | "themes" => README.to_owned(),
        name => format!("{}/docs/{name}.md", env!("CARGO_MANIFEST_DIR")),
    };
    let readme = fs::read_to_string(&page).unwrap();
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = readme.split_once(&open).unwrap();
    let (found, after) = rest.split_once(&close).unwrap();
    if std::env::var_os("UNSPOOL_BLESS").is_some() {
        fs::write(&page, format!("{before}{open}{expected}{close}{after}")).unwrap();
    } else {
        assert_eq!(found, expected, "section {name}");
    }
}

fn output(arguments: &[&str]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_unspool"));
    // As it is before anything is set.
    program.env("UNSPOOL_CONFIG", concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    let output = program.args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Compares a picture in `docs/` with the screen, in the dark theme.
#[track_caller]
fn picture_is(name: &str, reader: &Reader) {
    let themes = Themes::ours(Depth::Full);
    let dark = themes.entries.iter().position(|entry| *entry.name == *"dark").unwrap();
    let drawn = picture::svg(&reader.cells_in(themes.shown(&themes.theming(dark, None))));
    let path = format!("{}/docs/{name}.svg", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UNSPOOL_BLESS").is_some() {
        fs::write(&path, &drawn).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == drawn, "docs/{name}.svg is not the screen");
    assert!(fs::read_to_string(README).unwrap().contains(&format!("](docs/{name}.svg)")), "{name}");
    assert!(drawn.len() < 70_000, "{}", drawn.len());
}

#[test]
fn the_pictures_are_the_screen() {
    let mut reader = Reader::named(SAMPLE, (110, 30));
    reader.keys("2gAAsk the registry who signed.<Esc>6gjvsx<Esc>g");
    // A name that was taken wrong is corrected.
    reader.keys("<Tab>/contoso<Enter><Esc><Esc>ek2gjj<Enter>");
    picture_is("reading", &reader);
    let mut reader = Reader::named(SAMPLE, (100, 26));
    reader.keys("10gOll");
    picture_is("overview", &reader);
}

#[test]
fn the_tables_are_those_of_the_program() {
    section_is("keys", &output(&["keys", "--markdown"]));
    section_is("formats", &output(&["formats", "--markdown"]));
    section_is("settings", &output(&["config", "--markdown"]));
    section_is("themes", &output(&["themes", "--markdown"]));
}

#[test]
fn every_command_of_the_readme_exists() {
    let readme = fs::read_to_string(README).unwrap();
    let commands = readme
        .lines()
        .filter_map(|line| line.strip_prefix("$ unspool "))
        .filter_map(|line| line.split(' ').next());
    let known: Vec<_> = commands.filter(|word| word.chars().all(char::is_alphabetic)).collect();
    assert!(known.len() >= 4);
    for command in known {
        assert!(output(&["help", command]).contains(&format!("unspool {command}")), "{command}");
    }
}

#[test]
fn the_example_of_a_copied_post_is_what_is_copied() {
    let mut reader = Reader::open(SAMPLE, (80, 24));
    reader.keys("3gy");
    assert!(fs::read_to_string(README).unwrap().contains(&reader.copied[0].0));
}
