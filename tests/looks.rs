//! How a thread looks is the reader's to say: themes, and what becomes of the screen when it is changed while reading.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod reader;

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use reader::{Reader, SAMPLE};
use unspool::app::theming::{Choice, Ground, Theming};
use unspool::app::{Event, MouseKind};
use unspool::layout::{Emoji, LinkForm, Looks};
use unspool::model::{Clean, DateForm};
use unspool::shell::themes::Themes;
use unspool::view::theme::look::Depth;

/// The sample in a wide window, set in a way.
fn set(looks: Looks) -> Reader {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    reader.state.looks = Arc::new(looks);
    reader.resize(120, 40);
    reader
}

/// The first row of the thread that has these words.
#[track_caller]
fn row(reader: &Reader, words: &str) -> String {
    let rows = reader.rows();
    rows.iter().find(|row| row.contains(words)).unwrap_or_else(|| panic!("{words}: {rows:#?}")).clone()
}

/// Where the reader is, in words.
fn place(reader: &Reader) -> impl PartialEq + std::fmt::Debug + use<> {
    let view = reader.state.reading.as_ref().unwrap().view();
    (view.top(), view.cursor())
}

#[test]
fn themes_are_stepped_through_and_the_message_says_how_to_keep_one() {
    let mut reader = Reader::sample();
    reader.keys("L").shows("There is no other theme");
    let choice = |name, only_on| Choice { name: Clean::line(name), only_on };
    let choices = vec![choice("auto", None), choice("dark", Some(Ground::Dark)), choice("contrast", None)];
    reader.state.theming = Theming { choices, ..Theming::default() };
    reader.keys("L").shows("Theme dark; L: the next; looks.theme = \"dark\" in config.toml keeps it");
    // Where the terminal turns out to be light, a theme for dark ones is left out.
    reader.take(Event::Ground(Ground::Light));
    reader.keys("LL").shows("Theme auto");
    reader.keys("L").shows("Theme contrast");
}

#[test]
fn the_text_is_made_wider_and_narrower_around_the_same_words() {
    let mut reader = Reader::open(SAMPLE, (120, 24));
    reader.keys("9g3j");
    let before = place(&reader);
    reader.keys("---").shows("columns; looks.text_width = ").shows("in config.toml keeps it");
    let narrow = reader.state.page.measure;
    assert_eq!(place(&reader), before);
    reader.keys("-");
    assert_eq!(reader.state.page.measure, narrow - 4);
    reader.keys("+");
    assert_eq!(reader.state.page.measure, narrow);
    reader.keys("++++++++").shows("The window leaves no more room for the text");
    assert_eq!(place(&reader), before);
    // A press is never dead: what counts is what is shown.
    reader.keys("-").shows("looks.text_width");
}

#[test]
fn the_text_stands_alone_until_the_key_or_esc_brings_the_rest_back() {
    let mut reader = Reader::sample();
    reader.keys("Z").shows("The text alone; Z brings the rest back");
    let before = place(&reader);
    reader.keys("j").hides("19 posts").hides("┃").hides("help").hides("Handles");
    assert!(reader.screen()[0].contains("Northwind Labs quietly"), "{}", reader.text());
    // What is typed has a row of its own, and what is found is in sight.
    reader.keys("/fabrikam").shows("/fabrikam").shows("1/");
    reader.keys("<Esc>").hides("/fabrikam");
    reader.keys("<Tab>").shows("Handles");
    reader.keys("<Tab>").hides("Handles");
    reader.keys("k<Esc>").shows("19 posts").shows("Everything is shown again");
    assert_eq!(place(&reader), before);
    reader.keys("ZZ").shows("19 posts");
}

#[test]
fn emoji_are_shown_by_their_names_and_copied_as_they_are() {
    let mut reader = set(Looks { emoji: Emoji::Names, ..Looks::default() });
    reader.shows(":robot: Northwind Labs").hides("🤖");
    reader.keys("y");
    assert!(reader.copied[0].0.contains("🤖 Northwind"), "{:?}", reader.copied);
    // A selection takes the whole of it or nothing.
    reader.keys("gvwY");
    assert_eq!(reader.copied[1].0, "🤖 N");
    reader.keys("/🤖<Enter>").shows("1/1");
}

#[test]
fn links_are_shown_by_host_and_path_or_by_their_words() {
    let text = "Read https://www.example.org/filing/2024?utm_source=x now, it says so.";
    let mut reader = Reader::open(text, (100, 12));
    reader.shows("https://www.example.org/filing/2024?utm_source=x");
    reader.state.looks = Arc::new(Looks { links: LinkForm::Short, ..Looks::default() });
    reader.resize(100, 13).shows("Read example.org/filing/2024… now, it");
    reader.keys("/utm<Enter>").shows("1/1");
    reader.keys("<Esc>y");
    assert!(
        reader.copied[0].0.contains("https://www.example.org/filing/2024?utm_source=x"),
        "{:?}",
        reader.copied
    );
}

#[test]
fn dates_are_written_as_wanted() {
    let dates = |dates| set(Looks { dates, ..Looks::default() });
    dates(DateForm::Iso).shows("2024-03-14 09:26").shows("2024-03-14 · 19 posts");
    dates(DateForm::Long).shows("14 March 2024, 09:26");
    let relative = dates(DateForm::Relative);
    relative.shows("14 Mar 2024 09:26");
    assert!(row(&relative, "Bo Tran @botran").ends_with("+14 min"), "{}", relative.text());
}

#[test]
fn posts_stand_closer_or_further_apart() {
    let blank = |gap| {
        let reader = set(Looks { gap, ..Looks::default() });
        let rows = reader.rows();
        let next = rows.iter().position(|row| row.contains("Bo Tran")).unwrap();
        rows[..next].iter().rev().take_while(|row| row.trim_matches([' ', '│']).is_empty()).count()
    };
    assert_eq!([blank(0), blank(1), blank(2)], [0, 1, 2]);
}

#[test]
fn the_panel_stands_on_the_left_where_that_is_wanted() {
    let mut reader = Reader::sample();
    reader.state.page.has_panel_left = true;
    reader.resize(81, 24);
    let screen = reader.screen();
    assert!(screen[1].trim_start().starts_with("Handles"), "{}", reader.text());
    let panel = reader.state.areas.panel.unwrap();
    assert_eq!((panel.x, reader.state.areas.scrollbar.x), (0, panel.width));
    reader.take(Event::Mouse(MouseKind::Press, panel.x + 4, panel.y + 1));
    assert!(reader.state.picking.chosen.is_some());
    reader.keys("<Tab><").shows("Handles");
    assert!(reader.state.areas.panel.unwrap().width > panel.width);
}

/// The screen in the colours of a theme.
fn painted(reader: &Reader, theme: &str) -> Buffer {
    let themes = Themes::ours(Depth::Full);
    let at = themes.entries.iter().position(|entry| *entry.name == *theme).unwrap();
    reader.cells_in(themes.shown(&themes.theming(at, None)))
}

#[test]
fn a_marked_row_has_one_look_from_end_to_end() {
    for (keys, head, marked) in [
        ("<Tab>", "Handles", "@danareyes"),
        ("?", "In the thread: move", "down a row"),
        ("o", "Open a link", "Certificate"),
        ("C", "Copy post", "Text"),
        ("AWhy?<Esc>''", "Your annotations", "Why?"),
    ] {
        let mut reader = Reader::sample();
        reader.keys(keys);
        let rows = reader.screen();
        let y = rows.iter().position(|row| row.contains(head)).unwrap() + 1;
        let start = rows[y].rsplit_once(marked).unwrap().0.chars().count() as u16;
        let cells = painted(&reader, "dark");
        let look = |x: u16| (cells[(x, y as u16)].fg, cells[(x, y as u16)].modifier);
        let end = (start..cells.area.width).take_while(|x| look(*x) == look(start)).count();
        assert_eq!(look(start).1, Modifier::REVERSED, "{keys}");
        assert!(end > 14 && look(start - 2) == look(start), "{keys}: {end}\n{}", reader.text());
    }
}

#[test]
fn highlighted_words_are_listed_in_their_colour_beside_a_sign_that_can_be_seen() {
    let mut reader = Reader::sample();
    reader.keys("AWhy?<Esc>jjveex''g");
    let cells = painted(&reader, "light");
    let (sign, words) = (&cells[(2, 2)], &cells[(8, 2)]);
    assert_eq!((sign.symbol(), sign.bg), ("■", Color::Reset), "{}", reader.text());
    assert_eq!(words.bg, Color::Rgb(0xff, 0xff, 0x87), "{}", reader.text());
}

#[test]
fn what_stands_over_the_thread_is_alone_in_the_last_line_too() {
    let mut reader = Reader::sample();
    reader.keys("Awords<Esc>/northwind<Enter>").shows("/northwind  1 of ");
    for keys in ["C", "''", "?"] {
        reader.keys(keys).hides("/northwind");
        reader.keys("<Esc>").shows("/northwind");
    }
}
