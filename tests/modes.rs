//! The reading modes and the overview, as a reader meets them.

mod reader;

use reader::Reader;

/// The posts that are shown, by their numbers, from the cursor on.
fn walk(reader: &mut Reader, steps: usize) -> Vec<usize> {
    let mut posts = vec![reader.post()];
    for _ in 0..steps {
        reader.keys("J");
        posts.push(reader.post());
    }
    posts
}

#[test]
fn by_time_posts_follow_each_other_as_they_were_written() {
    let mut reader = Reader::sample();
    reader.keys("13grc").shows("19 posts by time; r t shows the tree").shows("by time · 13/19");
    assert_eq!(walk(&mut reader, 3), [13, 15, 14, 16], "what answers later comes later");
    reader.shows("→ 13").hides("│ Northwind");
    reader.keys("gJ").shows("Bo Tran @botran → 1");
    reader.keys("14gp");
    assert_eq!(reader.post(), 13, "what is answered is gone to");
    reader.keys("h").shows("Branches are folded in the whole tree only; r t shows it");
}

#[test]
fn the_words_at_the_cursor_stay_where_they_are() {
    let mut reader = Reader::sample();
    reader.keys("9gjj");
    let at = |reader: &Reader| {
        let reading = reader.state.reading.as_ref().unwrap();
        let row = reading.cursor_row().unwrap();
        let words = reader.rows()[row].trim_start_matches(|c: char| !c.is_alphabetic()).to_owned();
        (reader.post(), words)
    };
    let before = at(&reader);
    for keys in ["rc", "rp", "ra", "rt", "rp", "rc", "rt"] {
        reader.keys(keys);
        assert_eq!(at(&reader), before, "after {keys}");
    }
}

#[test]
fn prose_is_the_authors_thread_as_one_text() {
    let mut reader = Reader::sample();
    reader.keys("rp").shows("7 posts by Dana Reyes as one text").shows("prose · 1/7");
    assert!(!reader.rows().iter().any(|row| row.contains("/7")), "{:?}", reader.rows());
    reader.hides("Bo Tran").shows("The price: $240M in cash");
    assert_eq!(walk(&mut reader, 6), [1, 6, 9, 13, 15, 16, 19], "no answer to others, and none of theirs");
    let heads = reader.rows().iter().filter(|row| row.contains("@danareyes")).count();
    assert_eq!(heads, 0);
    reader.keys("y");
    assert!(reader.copied[0].0.contains("7/7"), "the author's number is out of sight, not out of the words");
}

#[test]
fn words_taken_from_prose_know_their_posts() {
    let mut reader = Reader::sample();
    reader.keys("rpV").keys("J").shows("2 posts");
    reader.keys("y");
    let (text, what) = &reader.copied[0];
    assert!(text.contains("quietly bought") && text.contains("The price"), "{text}");
    assert!(!text.contains("Who signed for the buyer?"), "{text}");
    assert!(text.contains("posts 1") && text.contains('6') && text.contains("of 19"), "{text}");
    assert!(what.ends_with("of 2 posts"), "{what}");
}

#[test]
fn one_author_alone() {
    let mut reader = Reader::sample();
    reader
        .keys("2gra")
        .shows("Only the 3 posts by Bo Tran; Esc shows all")
        .shows("only Bo Tran · 3 of 19 shown");
    assert_eq!(walk(&mut reader, 2), [2, 4, 11]);
    reader.keys("/answer<Enter>").shows("1 of 1");
    reader.keys("<Esc>").shows("11/19").hides("only Bo Tran");
    reader.keys("grc2gra").shows("by time, only Bo Tran");
    reader.keys("<Esc>").shows("by time · 2/19");
}

#[test]
fn hits_alone_are_a_narrowing_of_whatever_is_shown() {
    let mut reader = Reader::sample();
    reader.keys("rh").shows("Nothing to filter by");
    reader.keys("/note|correction<A-r><Enter>").keys("rcg");
    reader.keys("n");
    assert_eq!(reader.post(), 15);
    reader.shows("1 of 3");
    reader.keys("n");
    assert_eq!(reader.post(), 14, "hits are walked as they were written");
    reader.keys("rh").shows("3 of 19 shown");
    reader.keys("g");
    assert_eq!(walk(&mut reader, 2), [15, 14, 16]);
    reader.keys("<Esc>").shows("by time · 16/19");
    reader.keys("<Esc>").keys("<Esc>").shows("16/19").hides("by time");
}

#[test]
fn a_search_within_a_mode_finds_all_once_everything_is_shown() {
    let mut reader = Reader::sample();
    reader.keys("rp/botran<Enter>").shows("“botran” is not in what is shown");
    reader.keys("rtj").shows("2 hits");
}

#[test]
fn what_is_not_let_through_is_shown_once_a_jump_leads_there() {
    let mut reader = Reader::sample();
    reader.keys("rp<Tab>/botran<Enter>");
    assert_eq!(reader.post(), 3);
    reader.shows("3/19").hides("prose");
}

#[test]
fn a_selection_by_time_goes_on_as_it_is_read() {
    let mut reader = Reader::sample();
    reader.keys("rc13gVJJ").shows("3 posts");
    reader.keys("y");
    let text = &reader.copied[0].0;
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
    assert!(at("I asked Northwind") < at("Correction to") && at("Correction to") < at("We do not discuss"));
}

#[test]
fn folds_wait_for_the_tree() {
    let mut reader = Reader::sample();
    reader.keys("zMrc").hides("folded");
    reader.keys("rt").shows("replies folded");
}

#[test]
fn a_thread_opens_in_the_mode_it_was_left_in() {
    let mut reader = Reader::sample();
    reader.keys("9g2grcraq");
    let places = std::mem::take(&mut reader.places);
    let mut again = Reader::empty((80, 24), &["thread.txt"]);
    again.places = places;
    again.take(unspool::app::Event::Opened(0, Ok(reader::opened(reader::SAMPLE))));
    again.shows("by time, only Bo Tran · 3 of 19 shown");
    assert_eq!(again.post(), 2);
}

#[test]
fn the_mode_that_is_preferred_is_the_one_that_escape_goes_back_to() {
    let mut reader = Reader::empty((80, 24), &["thread.txt"]);
    reader.state.preferred = unspool::app::showing::ReadingMode::Prose;
    reader.take(unspool::app::Event::Opened(0, Ok(reader::opened(reader::SAMPLE))));
    reader.shows("prose · 1/7");
    reader.keys("rt").shows("1/19");
    reader.keys("<Esc>").shows("prose · 1/7");
    reader.keys("<Esc>").shows("q quits");
}

#[test]
fn the_overview_shows_time_authors_and_names_and_leads_there() {
    let mut reader = Reader::sample();
    reader
        .keys("O")
        .shows("Posts over time · a bar is 1 hour")
        .shows("Dana Reyes")
        .shows("Names over the thread");
    reader.shows("14 Mar 2024 09:00 · 3 posts");
    reader.keys("ll").shows("14 Mar 2024 11:00 · 5 posts");
    reader.keys("<Enter>");
    assert_eq!(reader.post(), 10);
    reader.hides("Posts over time");
    reader.keys("Oj").shows("Dana Reyes (@danareyes) · 9 posts");
    reader.keys("j<Enter>");
    reader.shows("only Bo Tran · 3 of 19 shown");
    reader.keys("<Esc>O]]").shows("mentions");
    reader.keys("<Enter>").shows("1 of 3");
}

#[test]
fn the_overview_goes_away_and_leaves_everything_as_it_was() {
    let mut reader = Reader::sample();
    reader.keys("7g");
    let before = reader.rows();
    for close in ["<Esc>", "q", "O"] {
        reader.keys("OjjlG").keys(close);
        assert_eq!((reader.rows(), reader.post()), (before.clone(), 7));
    }
    assert!(!reader.has_quit);
}

#[test]
fn in_an_empty_time_the_overview_leads_to_the_next_post() {
    let mut reader = Reader::sample();
    reader.keys("O5l").shows("· 0 posts");
    reader.keys("<Enter>");
    assert_eq!(reader.post(), 14);
}

#[test]
fn the_overview_does_without_dates_authors_and_room() {
    let mut plain = Reader::open("One thing.\n\nAnother thing.", (80, 24));
    plain.keys("O").shows("No post here has a date").shows("There is nothing to count here");
    plain.keys("jkhl<Enter>");
    plain.keys("<Esc>").shows("Another thing.");
    let mut sample = Reader::sample();
    sample.keys("O");
    for size in [(1, 1), (2, 2), (10, 3), (20, 6), (40, 12), (200, 60), (0, 0)] {
        sample.resize(size.0, size.1).keys("jl]hG0$g").screen();
    }
    sample.resize(40, 12).shows("Posts over time");
    sample.keys("G").shows("the thread ");
}
