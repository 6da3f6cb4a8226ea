//! Journeys of a reader who quotes: words are selected, posts marked, a form is chosen, and what leaves is the thread's text.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod reader;

use reader::{Reader, SAMPLE};
use unspool::app::keymap::Mode;
use unspool::app::{Event, MouseKind};
use unspool::cite::quoting::Form;
use unspool::cite::reference::AuthorIs;

/// Words with emoji, scripts and long rows, in two paragraphs.
const MIXED: &str = "👩‍🔬 Mara measured it twice, and twice it was far beyond what the harbour board had promised. So 🇨🇳🇩🇪\n\n\
                     王晓燕 said no. It ends 👍🏽";

fn words(reader: &mut Reader, keys: &str) -> String {
    reader.keys(keys).keys("Y");
    reader.copied.pop().unwrap().0
}

// ---- selecting by keys ------------------------------------------------------------------------------------------

#[test]
fn words_are_selected_by_keys_and_copied_with_their_citation() {
    let mut reader = Reader::open(SAMPLE, (40, 24));
    reader.keys("2Jv").shows("1 word, post 3");
    reader.keys("s").shows("8 words, post 3").shows("whole sentences");
    reader.keys("y");
    let (text, what) = &reader.copied[0];
    assert_eq!(what, "8 words of post 3");
    assert!(text.starts_with("@botran Ingrid Holm, the general counsel in Oslo."), "{text}");
    assert!(
        !text.contains("Her name") && text.contains("https://x.com/danareyes/status/1768200000000000003")
    );
    assert_eq!(reader.state.mode(), Mode::Thread, "and then one reads on");
}

#[test]
fn what_is_copied_is_the_threads_text_not_the_screens() {
    for width in [30, 40, 80] {
        let mut reader = Reader::open(MIXED, (width, 24));
        assert_eq!(words(&mut reader, "vV"), MIXED.split("\n\n").next().unwrap(), "no row ends at {width}");
        assert_eq!(words(&mut reader, "vG"), MIXED, "and the paragraphs apart");
    }
}

#[test]
fn emoji_are_whole_at_either_end() {
    let mut reader = Reader::open(MIXED, (40, 24));
    assert_eq!(words(&mut reader, "v"), "👩‍🔬");
    assert_eq!(words(&mut reader, "vl"), "👩‍🔬", "blanks at the ends are left out");
    assert_eq!(
        words(&mut reader, "v)hho"),
        "👩‍🔬 Mara measured it twice, and twice it was far beyond what the harbour board had promised."
    );
}

#[test]
fn motions_go_by_characters_words_sentences_rows_and_posts() {
    let mut reader = Reader::open(MIXED, (40, 24));
    for (keys, expected) in [
        ("vwe", "👩‍🔬 Mara"),
        ("v2wb", "👩‍🔬 M"),
        ("v3e", "👩‍🔬 Mara measured it"),
        ("v$", "👩‍🔬 Mara measured it twice, and"),
        ("v$0", "👩‍🔬"),
        (
            "v)",
            "👩‍🔬 Mara measured it twice, and twice it was far beyond what the harbour board had promised. S",
        ),
        ("v)b(", "👩‍🔬"),
        ("v}", &MIXED[..MIXED.find('晓').unwrap()]),
        ("v}2l", &MIXED[..MIXED.find(" said").unwrap()]),
        ("v}{", "👩‍🔬"),
        ("v2g", &MIXED[..MIXED.find('晓').unwrap()]),
        ("vj", "👩‍🔬 Mara measured it twice, and t"),
        ("vjk", "👩‍🔬"),
    ] {
        reader.keys("g");
        let expected = expected.to_owned();
        let copied = words(&mut reader, keys);
        assert_eq!(copied, expected, "after {keys}");
    }
}

#[test]
fn the_ends_bind_to_words_sentences_or_posts() {
    let mut reader = Reader::sample();
    reader.keys("2Jv2w").shows("3 words, post 3");
    assert_eq!(words(&mut reader, "v"), "@botran Ingrid Holm", "whole words");
    assert_eq!(words(&mut reader, "vvv"), "@botran Ingrid Holm, the general counsel in Oslo.");
    reader.keys("V").shows("post 3").shows("all of it");
    reader.keys("Jy");
    let (text, what) = reader.copied.last().unwrap();
    assert!(what.ends_with("of posts 3–4"), "{what}");
    assert!(text.contains("before that statement.") && text.contains("Eleven days."), "{text}");
}

#[test]
fn a_selection_reaches_as_far_as_what_is_searched_for() {
    let mut reader = Reader::sample();
    reader.keys("2Jv/page 3<Enter>");
    assert_eq!(reader.state.mode(), Mode::Select);
    let copied = words(&mut reader, "");
    assert!(
        copied.starts_with("@botran Ingrid Holm") && copied.ends_with("Her name stands on page 3"),
        "{copied}"
    );
    reader.keys("gv/hardware<Esc>");
    reader.shows("1 word, post 1");
    reader.keys("<Esc>");
    assert_eq!(reader.state.mode(), Mode::Thread);
    reader.keys("/general counsel<Enter>v").shows("2 words, post 3");
    assert_eq!(words(&mut reader, "o4bo"), "Ingrid Holm, the general counsel");
}

#[test]
fn folded_posts_are_not_selected_nor_heads_and_counts() {
    let mut reader = Reader::sample();
    reader.keys("zMvVJY");
    let (text, what) = reader.copied.pop().unwrap();
    assert!(what.ends_with("posts 1–6"), "{what}");
    assert!(text.contains("Nobody reported it") && text.contains("The price: $240M"), "{text}");
    assert!(!text.contains("Who signed for the buyer?") && !text.contains("folded"), "{text}");
}

#[test]
fn the_view_goes_along_and_a_resize_keeps_the_selection() {
    let mut reader = Reader::open(SAMPLE, (80, 12));
    reader.keys("v20j");
    assert!(reader.state.reading.as_ref().unwrap().cursor_row().is_some());
    let told = reader.state.selection.as_ref().unwrap().told.clone();
    reader.resize(40, 9);
    assert_eq!(reader.state.selection.as_ref().unwrap().told, told);
    assert!(reader.state.reading.as_ref().unwrap().cursor_row().is_some());
    reader.keys("<C-d><C-u><PgDn><PgUp>G").shows("posts 1–19");
}

#[test]
fn where_there_is_nothing_to_select_it_is_said() {
    let mut reader = Reader::open(MIXED, (60, 12));
    reader.keys("vk").shows("There are no words further that way");
    reader.keys("<Esc>vl<Esc>v}").keys("<Esc>");
    reader.keys("vly");
    assert_eq!(reader.copied.len(), 1);
    reader.keys("v?").shows("While selecting");
    reader.keys("<Esc><Esc>s");
    assert!(reader.copied[1].0.starts_with("王晓燕 said no."));
}

// ---- selecting with the mouse -----------------------------------------------------------------------------------

/// The column and row of a word on the screen.
fn cell(reader: &Reader, word: &str) -> (u16, u16) {
    let (y, row) = reader.screen().into_iter().enumerate().find(|(_, row)| row.contains(word)).unwrap();
    let x = unspool::layout::measure::width(&row[..row.find(word).unwrap()]);
    (x as u16, y as u16)
}

#[test]
fn the_mouse_selects_what_it_is_drawn_over() {
    let mut reader = Reader::sample();
    let ((x, y), (to_x, to_y)) = (cell(&reader, "Nobody"), cell(&reader, "Delaware"));
    reader.take(Event::Mouse(MouseKind::Press, x, y));
    assert_eq!(reader.state.mode(), Mode::Thread, "a click alone points");
    reader.take(Event::Mouse(MouseKind::Drag, to_x + 3, to_y));
    reader.take(Event::Mouse(MouseKind::Drag, to_x + 7, to_y));
    reader.take(Event::Mouse(MouseKind::Release, to_x + 7, to_y));
    reader.take(Event::Mouse(MouseKind::Drag, 0, 0));
    assert_eq!(words(&mut reader, ""), "Nobody reported it. Here is what the filings in Delaware");
    reader.take(Event::Mouse(MouseKind::SecondPress, x + 2, y));
    reader.take(Event::Mouse(MouseKind::Release, x + 2, y));
    assert_eq!(words(&mut reader, ""), "Nobody", "twice is a word");
    reader.take(Event::Mouse(MouseKind::ThirdPress, x + 2, y));
    assert_eq!(words(&mut reader, ""), "Nobody reported it.", "three times a sentence");
    reader.take(Event::Mouse(MouseKind::SecondPress, x, y));
    reader.take(Event::Mouse(MouseKind::Press, x, y));
    assert_eq!(reader.state.mode(), Mode::Thread, "a click ends it");
}

#[test]
fn dragging_beyond_an_edge_scrolls() {
    let mut reader = Reader::open(SAMPLE, (80, 12));
    let (x, y) = cell(&reader, "Nobody");
    reader.take(Event::Mouse(MouseKind::Press, x, y));
    for _ in 0..20 {
        reader.take(Event::Mouse(MouseKind::Drag, x, 11));
    }
    reader.hides("Nobody reported").shows("posts 1–");
    for _ in 0..40 {
        reader.take(Event::Mouse(MouseKind::Drag, x, 0));
    }
    reader.shows("Nobody reported").shows("post 1");
}

// ---- marking and taking -----------------------------------------------------------------------------------------

#[test]
fn marked_posts_are_copied_together_in_order() {
    let mut reader = Reader::sample();
    reader.keys("3gm").shows("post 3 marked: y copies them together");
    reader.keys("1gm");
    reader.shows("2 posts marked");
    reader.keys("j").shows("2 posts marked");
    reader.keys("k").shows("1●Dana Reyes").shows("3●");
    reader.keys("y");
    let (text, what) = &reader.copied[0];
    assert_eq!(what, "2 posts");
    let (first, third) = (text.find("quietly bought").unwrap(), text.find("Ingrid Holm").unwrap());
    assert!(first < third && !text.contains("Who signed"), "{text}");
    reader.keys("m").shows("post 3 marked");
    reader.keys("U").shows("post 3 unmarked");
    reader.keys("U").shows("Nothing is marked");
    reader.keys("4m").shows("4 posts marked");
    reader.keys("U").keys("vJm").shows("2 posts marked");
}

#[test]
fn the_sentence_of_a_hit_or_a_mention_is_copied_by_one_key() {
    let mut reader = Reader::sample();
    reader.keys("/oslo<Enter>s");
    let (text, what) = &reader.copied[0];
    assert_eq!(what, "a sentence of post 3");
    assert!(
        text.starts_with("@botran Ingrid Holm, the general counsel in Oslo.") && !text.contains("Her name")
    );
    reader.keys("<Esc><Tab>/botran<Enter>vy");
    let (text, what) = &reader.copied[1];
    assert!(what.starts_with("a sentence of post"), "{what}");
    assert!(text.contains("@botran"), "{text}");
    reader.state.taking.notes = Some(Form::Markdown);
    reader.keys("a");
    assert!(reader.noted[0].1.starts_with("> ") && reader.noted[0].1.contains("@botran"));
    reader.keys("<Esc>?y").shows("Only in the list of a name's mentions");
}

#[test]
fn quotations_go_to_the_notes_under_the_heading_of_their_thread() {
    let mut reader = Reader::sample();
    reader.keys("2Jvsa").shows("No notes file: start with --notes FILE");
    reader.state.taking.notes = Some(Form::Markdown);
    reader.keys("a");
    let (heading, text, what) = &reader.noted[0];
    assert_eq!(what, "8 words of post 3");
    assert!(
        heading == "Northwind, Fabrikam, and 340 cities of pictures" && text.contains("Ingrid Holm"),
        "{heading}: {text}"
    );
}

// ---- choosing a form --------------------------------------------------------------------------------------------

#[test]
fn the_form_is_chosen_with_a_look_at_exactly_what_is_copied() {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    reader
        .keys("2JvsC")
        .shows("Copy 8 words of post 3 as")
        .shows("Obsidian")
        .shows("Ingrid Holm, the general");
    reader.keys("j").shows("▸ Markdown");
    let preview = reader.state.chooser.as_ref().unwrap().quotation.text.clone();
    reader.keys("<Enter>");
    assert_eq!(reader.copied[0].0, preview);
    assert_eq!(reader.remembered[0].form, Form::Markdown);
    assert_eq!(reader.state.mode(), Mode::Thread);
    reader.keys("C").shows("▸ Markdown");
    reader.keys("k<Esc>C").shows("▸ Markdown");
    reader.state.taking.notes = Some(Form::Markdown);
    reader.keys("a");
    assert_eq!((reader.noted.len(), reader.copied.len()), (1, 1));
}

#[test]
fn style_author_links_and_provenance_are_switched_in_the_choice() {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    reader.state.manner.templates.insert("my notes".to_owned(), "{{ text }}".to_owned());
    reader.keys("C").shows("cite: short line");
    reader.keys("<Tab>").shows("cite: APA");
    reader.keys("<S-Tab><S-Tab>");
    reader.shows("cite: Vancouver").shows("author: as guessed");
    reader.keys("w").shows("author: a person");
    reader.keys("w").shows("author: a group");
    reader.keys("nep").shows("names as links: yes").shows("cite every post: yes").shows("provenance: yes");
    reader.shows("SHA-256 5ea1");
    reader.keys("G").shows("▸ my notes");
    reader.keys("g<Tab><Tab><Enter>");
    let manner = &reader.remembered[0];
    assert_eq!((&manner.form, manner.style.as_deref()), (&Form::Text, Some("apa")));
    assert!(manner.links_entities && manner.has_provenance && manner.cites_each);
    assert_eq!(manner.authors["@danareyes"], AuthorIs::Group, "that was said of this author");
    reader.keys("C").shows("author: a group").shows("Dana Reyes [@danareyes].");
    reader.keys("w<Enter>2JC").shows("author: as guessed");
    reader.keys("<Esc>");
    let own = include_str!("../assets/styles/mla.csl").to_owned();
    reader.state.manner.styles.insert("~/styles/house.csl".to_owned(), own);
    reader.state.manner.style = None;
    reader.keys("C<S-Tab>").shows("cite: house.csl");
    reader.keys("<Enter>");
    assert_eq!(reader.remembered[2].style.as_deref(), Some("~/styles/house.csl"));
}

#[test]
fn a_long_quotation_is_scrolled_in_the_choice() {
    let mut reader = Reader::open(SAMPLE, (40, 12));
    reader.keys("V5JC").shows("j/k").shows("Text (1/9)").shows("Northwind Labs");
    reader.keys("f").hides("Northwind Labs quietly");
    reader.keys("b").shows("Northwind Labs");
    for _ in 0..40 {
        reader.take(Event::Mouse(MouseKind::WheelDown, 10, 5));
    }
    let chooser = reader.state.chooser.as_ref().unwrap();
    assert_eq!(chooser.top + chooser.height, chooser.lines.len());
}

// ---- names ------------------------------------------------------------------------------------------------------

#[test]
fn a_selection_is_made_a_name_in_two_keys() {
    let text = "The Halden Ledger wrote of it first.\n\nNobody but the Halden Ledger did.";
    let mut reader = Reader::named(text, (120, 30));
    reader.keys("vwo").keys("<Esc>v").keys("w").keys("o<Esc>");
    reader.keys("/halden ledger<Enter>vE").shows("What is it?");
    reader.keys("2");
    assert!(
        reader.file.contains("name = \"Halden Ledger\"") && reader.file.contains("organization"),
        "{}",
        reader.file
    );
    reader.shows("Halden Ledger is a name").shows("Halden Ledger");
    reader.keys("gVE").shows("What is it?");
    reader.keys("<Esc>VJE").shows("select less");
}
