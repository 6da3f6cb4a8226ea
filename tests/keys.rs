//! Keys of the reader's own: what they do, and that everything which tells of a key tells of the one that holds.

mod reader;

use reader::{Reader, SAMPLE};

fn with(settings: &str) -> Reader {
    let mut reader = Reader::open(SAMPLE, (100, 30));
    reader.set(settings);
    reader
}

#[test]
fn a_key_bound_anew_does_that_and_no_longer_what_it_did() {
    let mut reader = with("[keys.thread]\nC-j = \"next-post\"\nx = \"next-post\"\n");
    reader.keys("<C-j>x");
    assert_eq!(reader.post(), 3);
    reader.keys("J");
    assert_eq!(reader.post(), 4, "what is not named stays");
    reader.hides("folded");
}

#[test]
fn a_key_that_is_taken_away_does_nothing_and_says_so() {
    let mut reader = with("[keys.thread]\nx = \"none\"\n\"x x\" = \"toggle-fold\"\nF2 = \"help\"\n");
    reader.keys("x");
    reader.shows("fold or unfold the branch");
    reader.keys("x").shows("4 replies folded");
    reader.keys("xy").shows("x y does nothing here; F2 shows the keys");
}

#[test]
fn help_hints_and_messages_tell_the_keys_that_hold() {
    let mut reader = with(
        "[keys.thread]\nF2 = \"help\"\nC-s = \"search-forward\"\nC-c = \"none\"\nq = \"none\"\nQ = \"quit\"\n[keys.panel]\nSpace = \"choose\"\n",
    );
    reader.shows("F2 help  C-s search").shows("Q quit");
    reader.keys("n").shows("Nothing is marked: C-s searches, Space in the panel marks a name");
    reader.keys("<Esc>").shows("Q quits");
    reader.keys("<F2> ").shows("C-s  /").hides("q  C-c");
    reader.keys("<Esc>q").shows("q does nothing here");
    reader.keys("Q");
    assert!(reader.has_quit);
}

#[test]
fn an_action_without_a_key_is_told_without_one() {
    let mut reader = with("[keys.thread]\n\"/\" = \"none\"\n");
    reader.hides("search");
    reader.keys("n").shows("Nothing is marked: no key searches");
}

#[test]
fn the_presets_are_at_home_in_the_fingers() {
    let mut vim = with("[keys]\npreset = \"vim\"\n");
    vim.keys("JJ");
    vim.keys("gg");
    assert_eq!(vim.post(), 1);
    vim.keys("zc").shows("4 replies folded");
    vim.keys("yy");
    assert_eq!(vim.copied.len(), 1);
    vim.keys("ZZ");
    assert!(vim.has_quit);

    let mut emacs = with("[keys]\npreset = \"emacs\"\n");
    emacs.keys("<C-s>contoso<Enter><C-Space><A-f><A-w>");
    assert_eq!(emacs.copied.len(), 1);
    emacs.keys("<C-x>").shows("quit");
    emacs.keys("<C-c>");
    assert!(emacs.has_quit);

    let mut less = with("[keys]\npreset = \"less\"\n");
    less.keys("e>");
    assert_eq!(less.post(), 19);
    less.keys("?dana<Enter>").shows("\\dana");
    less.keys("<Esc><").keys("h").shows("In the thread: move");
    less.keys("hQ");
    assert!(less.has_quit);
}

#[test]
fn enter_in_the_thread_is_what_the_reader_likes() {
    let mut reader = with("[reading]\nenter = \"fold\"\n");
    reader.keys("<Enter>").shows("4 replies folded");
    let mut reader = with("[reading]\nenter = \"link\"\n");
    reader.keys("<Enter>").shows("Open a link");
    let mut reader = with("");
    reader.keys("<Enter>");
    assert_eq!(reader.state.mode(), unspool::app::keymap::Mode::Thread);
}
