//! Keys of the reader's own, help that does what one finds in it, and the tour: everything that tells of a key tells of
//! the one that holds.

mod reader;

use reader::{Reader, SAMPLE};
use unspool::app::keymap::Mode;

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
    reader.keys("<F2>/C-s").shows("C-s  /").shows("search the text forwards");
    reader.keys("<Esc><Esc>");
    reader.keys("<F2>/quit").shows("│ Q  ");
    reader.keys("<Esc>");
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
    assert_eq!(reader.state.mode(), Mode::Thread);
}

// ---- help -------------------------------------------------------------------------------------------------------

#[test]
fn help_opens_on_the_keys_of_the_present_mode() {
    let mut reader = Reader::sample();
    reader.keys("?");
    assert!(reader.screen()[2].contains("In the thread: move"), "{}", reader.text());
    reader.keys("<Esc><Tab>?");
    assert!(reader.screen()[2].contains("In the panel: move"), "{}", reader.text());
}

#[test]
fn help_is_narrowed_by_words_by_a_key_and_by_the_name_of_an_action() {
    let mut reader = Reader::sample();
    reader.keys("?/fold all").hides("down a row").shows("fold every branch");
    reader.keys("<C-u>zone").shows("T ").shows("show times in your own zone").hides("quit");
    reader.keys("<C-u>toggle-fold").shows("fold or unfold the branch").shows("1 of ");
    reader.keys("<C-u>J").shows("to the next post").hides("join").hides("down a row");
    reader.keys("<C-u>xyzzy").shows("Nothing with these words").shows("0 of ");
    reader.keys("<Enter>").shows("Nothing with these words");
    reader.keys("<Esc>").shows("down a row");
    reader.keys("<Esc>").hides("down a row");
}

#[test]
fn what_is_found_in_help_is_done_or_it_is_said_how() {
    let mut reader = Reader::sample();
    reader.keys("?/fold every<Enter>").shows("replies folded");
    assert_eq!(reader.state.mode(), Mode::Thread);
    reader
        .keys("?/somethingelse<Esc>/call the name<Enter>")
        .shows("e r does that in the panel; Tab goes there");
    assert_eq!(reader.state.mode(), Mode::Sheet, "and help stays");
    reader.keys("<Esc>").shows("to the next section");
    reader.keys("<Esc>");
    assert_eq!(reader.state.mode(), Mode::Thread);
    // The first row of help is marked, and heads are passed over.
    reader.keys("?<Enter>");
    assert_eq!(reader.state.mode(), Mode::Thread);
    reader.keys("?G<Enter>").shows("does that in the tour");
}

#[test]
fn every_sheet_is_narrowed_by_typing() {
    let mut reader = Reader::sample();
    reader.keys("i/platform").shows("platform").hides("begun by");
    reader.keys("<Enter>").shows("Facts with “platform”");
    reader.keys("<Esc>").shows("begun by");
    reader.keys("<Esc>o/own address<Enter>");
    assert_eq!(reader.opened, ["https://x.com/danareyes/status/1768200000000000001"]);
}

#[test]
fn where_a_link_leads_is_shown_before_it_is_opened() {
    let mut reader = Reader::sample();
    reader.keys("3go").shows("https://x.com/danareyes/status/1768200000000000003");
    assert!(reader.opened.is_empty(), "the only link of a post is shown too");
    reader.keys("o");
    assert_eq!(reader.opened.len(), 1, "the same key opens it");
    reader.keys("3gc");
    assert_eq!(reader.copied.len(), 1, "a copy needs no look");
}

// ---- the tour ---------------------------------------------------------------------------------------------------

fn tour() -> Reader {
    let mut reader = Reader::named(SAMPLE, (100, 30));
    reader.state.begin_tour();
    reader
}

#[test]
fn the_tour_goes_on_when_the_reader_has_done_it() {
    let mut reader = tour();
    for (step, keys) in [
        ("1 of 10: Move", "JJ"),
        ("2 of 10: Fold", "hh"),
        ("3 of 10: Search", "/fabrikam<Enter>n"),
        ("4 of 10: Names", "<Tab>jj<Enter>"),
        ("5 of 10: Filter", "&&"),
        ("6 of 10: Select", "<Tab>vw"),
        ("7 of 10: Copy", "y"),
        ("8 of 10: Forms", "Cj<Esc>"),
        ("9 of 10: Notes", "a"),
        ("10 of 10: Help", "?<Esc>"),
    ] {
        reader.shows(&format!("Tour {step}"));
        reader.keys(keys);
    }
    reader.shows("That was the tour").shows("q to quit");
    reader.keys("<A-q>").hides("That was the tour");
    assert_eq!(reader.copied.len(), 1);
}

#[test]
fn the_tour_can_be_left_and_skipped_at_any_step() {
    let mut reader = tour();
    reader.keys("jjj").shows("1 of 10");
    reader.keys("<A-n><F3>").shows("3 of 10");
    reader.keys("/fab").shows("3 of 10");
    reader.keys("<Esc>?").shows("3 of 10");
    reader.keys("<F2>").shows("2 of 10");
    for _ in 0..20 {
        reader.keys("<F3>");
    }
    reader.shows("That was the tour");
    reader.keys("<F4>").hides("That was the tour");
    reader.keys("<F3>").shows("F3 does nothing here");
}

#[test]
fn the_tour_tells_the_keys_that_hold() {
    let mut reader = tour();
    reader.set("[keys]\npreset = \"emacs\"\n[keys.tour]\n\"C-t\" = \"skip-step\"\n");
    reader.shows("A-} goes to the next post").shows("C-t next");
    reader.keys("<C-t><C-t>").shows("C-s searches as you type");
}

#[test]
fn the_tour_writes_nothing() {
    let mut reader = tour();
    reader.keys("a").shows("In the tour nothing is written: post 1 would go to your notes");
    reader.keys("<Tab>/northwind<Enter>ex").shows("In the tour nothing is written: the name stays as it is");
    reader.keys("<Tab>Cj<Enter>");
    reader.keys("q");
    assert!(reader.has_quit && reader.noted.is_empty() && reader.remembered.is_empty());
    assert!(reader.file.is_empty() && reader.places.is_empty());
}

#[test]
fn no_window_is_too_small_for_the_tour() {
    let mut reader = tour();
    for size in [(1, 1), (10, 2), (20, 3), (30, 6), (40, 12), (300, 90)] {
        reader.resize(size.0, size.1);
        reader.keys("J?<Esc>C<Esc>").screen();
    }
    reader.resize(40, 12).shows("Tour 2 of 10: Fold").shows("h folds a post's");
    tour().resize(40, 10).shows("Go to post 3.");
}
