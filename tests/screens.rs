//! A few whole screens, at 40×12, 80×24 and 120×40, kept beside this file to be looked at when they change.
//!
//! After a change that is meant, `UNSPOOL_BLESS=1 cargo test --test screens` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod reader;

use std::fs;

use reader::{Reader, SAMPLE};

#[track_caller]
fn screen_is(name: &str, reader: &Reader) {
    let path = format!("{}/tests/screens/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let found = reader.text() + "\n";
    if std::env::var_os("UNSPOOL_BLESS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{name} is not as kept. Now:\n{found}\nkept:\n{expected}");
}

fn sample(size: (u16, u16), keys: &str) -> Reader {
    let mut reader = Reader::open(SAMPLE, size);
    reader.keys(keys);
    reader
}

#[test]
fn a_thread_with_its_replies() {
    screen_is("thread-80x24", &sample((80, 24), ""));
    screen_is("thread-120x40", &sample((120, 40), ""));
    screen_is("thread-40x12", &sample((40, 12), ""));
}

#[test]
fn a_quote_a_deleted_post_and_the_end() {
    screen_is("end-120x40", &sample((120, 40), "G"));
}

#[test]
fn folded_branches() {
    screen_is("folded-80x24", &sample((80, 24), "zM"));
}

#[test]
fn a_search_being_typed() {
    screen_is("search-80x24", &sample((80, 24), "/northwind"));
}

#[test]
fn the_panel_with_a_name_chosen() {
    screen_is("panel-120x40", &sample((120, 40), "<Tab>/botran<Enter><Enter>"));
    screen_is("panel-40x12", &sample((40, 12), "<Tab>"));
}

#[test]
fn help_links_and_facts() {
    screen_is("help-80x24", &sample((80, 24), "?"));
    screen_is("links-80x24", &sample((80, 24), "o"));
    screen_is("facts-80x24", &sample((80, 24), "i"));
}

#[test]
fn a_selection_and_marked_posts() {
    screen_is("selection-80x24", &sample((80, 24), "3gm1gv2)"));
    screen_is("selection-120x40", &sample((120, 40), "vV"));
    screen_is("selection-40x12", &sample((40, 12), "vG"));
}

#[test]
fn the_choice_of_forms() {
    screen_is("chooser-80x24", &sample((80, 24), "3gC"));
    screen_is("chooser-120x40", &sample((120, 40), "V2JC"));
    screen_is("chooser-40x12", &sample((40, 12), "3gC"));
}

#[test]
fn the_reading_modes_and_the_overview() {
    screen_is("prose-80x24", &sample((80, 24), "rp"));
    screen_is("by-time-80x24", &sample((80, 24), "13grc"));
    screen_is("overview-80x24", &sample((80, 24), "10gOll"));
    screen_is("overview-120x40", &sample((120, 40), "10gO]]l"));
    screen_is("overview-40x12", &sample((40, 12), "O"));
}

#[test]
fn a_list_of_files() {
    let mut reader = Reader::empty((80, 24), &["2023/harbour.json", "letters.txt", "northwind.txt"]);
    let document = reader::document(SAMPLE);
    let summary = unspool::app::contents::Summary {
        author: document.author.display_name(),
        words: "🤖 Northwind Labs quietly bought Fabrikam Robotics for $240M last week.".to_owned(),
        begun: document.begun,
        posts: document.thread.len(),
        unit: document.thread.unit,
        is_repost: false,
        ..Default::default()
    };
    reader.take(unspool::app::Event::Listed(2, Ok(summary)));
    reader.take(unspool::app::Event::Listed(
        1,
        Err("the file is empty. Save or export the thread again.".to_owned()),
    ));
    reader.keys("j");
    screen_is("contents-80x24", &reader);
}
