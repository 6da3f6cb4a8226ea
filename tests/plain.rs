//! A screen that is read aloud: one column, words instead of signs, and the cursor where the reader is.

mod reader;

use reader::{Reader, SAMPLE};

/// What only draws, or stands for words.
const SIGNS: [char; 32] = [
    '│', '┃', '┤', '┫', '─', '╭', '╮', '╰', '╯', '▌', '▏', '▎', '▸', '↳', '↻', '●', '◆', '▁', '▂', '▃', '▄',
    '▅', '▆', '▇', '█', '━', '╸', '▲', '■', '★', '✎', '→',
];

fn plain(size: (u16, u16)) -> Reader {
    let mut reader = Reader::named(SAMPLE, size);
    reader.state.is_plain = true;
    reader.resize(size.0, size.1);
    reader
}

#[track_caller]
fn has_no_signs(reader: &Reader, about: &str) {
    assert!(!reader.text().contains(SIGNS), "{about}:\n{}", reader.text());
}

#[test]
fn nothing_is_drawn_anywhere() {
    let mut reader = plain((100, 30));
    for keys in [
        "",
        "zM",
        "zR",
        "G",
        "g",
        "3gm",
        "<Tab>",
        "<Tab>",
        "?",
        "<Esc>",
        "o",
        "<Esc>",
        "i",
        "<Esc>",
        "z",
        "<Esc>",
        "C",
        "<Esc>",
        "/fabrikam<Enter>",
        "&",
        "<Esc>",
        "vw",
        "<Esc>",
        "12gJJJJJ",
        "O",
        "]j",
        "]",
        "<Esc>",
        "gvexAWhy?<Esc>Bax''",
        "<Esc>",
        "'",
        "<Esc>",
    ] {
        reader.keys(keys);
        has_no_signs(&reader, keys);
    }
    reader.state.begin_tour();
    has_no_signs(&reader, "the tour");
}

#[test]
fn a_post_says_in_words_what_it_is_and_what_it_answers() {
    let mut reader = plain((100, 30));
    reader.shows("Post 1, Dana Reyes (@danareyes), 14 Mar 2024 09:26");
    reader.shows("Post 2, Bo Tran (@botran), 14 Mar 2024 09:41, reply to post 1 by Dana Reyes");
    reader.keys("h").shows("folded, 4 replies");
    reader.keys("m").shows("Post 1, Dana Reyes (@danareyes), 14 Mar 2024 09:26, marked");
    reader.keys("lG").shows("Quoted post, ").shows("End of the quoted post.");
}

#[test]
fn the_cursor_is_at_the_first_cell_of_the_current_post() {
    let mut reader = plain((100, 30));
    for (keys, begins) in
        [("", "Post 1, "), ("J", "Post 2, "), ("2J", "Post 4, "), ("p", "Post 3, "), ("13g", "Post 13, ")]
    {
        reader.keys(keys);
        assert!(reader.row_at_cursor().starts_with(begins), "{keys}: {}", reader.row_at_cursor());
    }
    // Also where the head needs more than one row.
    reader.resize(24, 20);
    reader.keys("g2J");
    assert!(reader.row_at_cursor().starts_with("Post 3, "), "{}", reader.row_at_cursor());
}

#[test]
fn the_cursor_is_at_the_hit_and_at_the_end_of_a_selection_that_moves() {
    let mut reader = plain((100, 30));
    reader.keys("/delaware<Enter>");
    assert!(reader.row_at_cursor().starts_with("Delaware"), "{}", reader.row_at_cursor());
    reader.keys("<Esc>gv2w");
    assert!(reader.row_at_cursor().starts_with("Labs"), "{}", reader.row_at_cursor());
}

#[test]
fn the_cursor_is_at_the_row_that_is_marked_in_lists_and_sheets() {
    let mut reader = plain((100, 30));
    reader.keys("<Tab>");
    let first = reader.row_at_cursor();
    assert!(first.contains(" times") || first.contains(", once"), "{first}");
    reader.keys("<Tab>o").shows("Open a link");
    let before = reader.cursor();
    reader.keys("j");
    assert!(reader.cursor().1 > before.1);
    reader.keys("<Esc>?");
    assert!(reader.row_at_cursor().ends_with("down a row"), "{}", reader.row_at_cursor());
    reader.keys("j");
    assert!(reader.row_at_cursor().ends_with("up a row"), "{}", reader.row_at_cursor());
}

#[test]
fn the_panel_stands_alone_and_goes_when_something_was_chosen() {
    let mut reader = plain((100, 30));
    reader.hides("Handles");
    reader.keys("<Tab>");
    reader.shows("Handles 5").hides("Post 1,");
    reader.keys("/botran<Enter>").hides("Handles").shows("1 of 2");
    reader.keys("<Tab>").shows("@botran, 2 times, marked");
}

#[test]
fn a_list_is_one_column_too() {
    let mut reader = Reader::empty((80, 12), &["a.json", "b.json", "c.json"]);
    reader.state.is_plain = true;
    reader.keys("jj");
    assert!(reader.row_at_cursor().starts_with("c.json"), "{}", reader.text());
}

#[test]
fn what_is_kept_upon_a_post_is_said_with_it() {
    let mut reader = plain((100, 30));
    reader.keys("2gAWhy?<Esc>vexvt todo<Enter>");
    reader.shows("remark, a highlight, tagged todo");
    reader.keys("6gBz").shows("Post 6, Dana Reyes (@danareyes), 14 Mar 2024 10:20, bookmark z");
    reader.keys("''g");
    assert!(reader.row_at_cursor().starts_with("remark on post 2: Why? “Who"), "{}", reader.row_at_cursor());
    reader.keys("G");
    assert!(reader.row_at_cursor().starts_with("bookmark z on post 6: “The"), "{}", reader.row_at_cursor());
    reader.keys("<Esc>'");
    assert!(reader.row_at_cursor().starts_with('z'), "{}", reader.row_at_cursor());
}

#[test]
fn the_overview_is_told_in_words() {
    let mut reader = plain((100, 40));
    reader.keys("O");
    assert_eq!(reader.row_at_cursor(), "14 Mar 2024 09:00, 3 posts, you are here");
    reader.keys("l");
    assert_eq!(reader.row_at_cursor(), "14 Mar 2024 10:00, 6 posts");
    reader.keys("]");
    assert_eq!(reader.row_at_cursor(), "Dana Reyes, 9 posts, you are here");
    reader.keys("]");
    assert_eq!(reader.row_at_cursor(), "Fabrikam Robotics, 6 times, from post 1 to 15");
}

#[test]
fn pictures_are_told_and_why_they_are_not_drawn() {
    let mut reader = plain((100, 30));
    reader.keys("I").shows("No picture lies with this thread");
    reader.keys("e").shows("No picture of this post lies with the thread");
}
