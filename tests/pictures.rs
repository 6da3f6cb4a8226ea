//! Pictures that lie with a thread: in the text, over the screen, told where they cannot be shown; and the mouse on them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod reader;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use ratatui::style::Color;
use reader::Reader;
use unspool::app::{Event, MouseKind};
use unspool::shell::abilities::Drawing;

const LAMP: &str = "The lamp as it was delivered, its shade on the left.";

/// A thread whose second post has two pictures and whose third has one that is only on the web.
fn thread() -> String {
    let posts = [
        r#"{"id": "1", "text": "Northwind sent us a lamp."}"#.to_owned(),
        format!(
            r#"{{"id": "2", "text": "Look at it.", "media": [
                {{"kind": "image", "file": "media/lamp.png", "alt": "{LAMP}"}},
                {{"kind": "image", "file": "media/box.png"}}]}}"#
        ),
        r#"{"id": "3", "text": "And this.", "media": [{"kind": "image", "url": "https://example.org/c.png"}]}"#
            .to_owned(),
        r#"{"id": "4", "text": "That is all of it."}"#.to_owned(),
    ];
    format!(r#"{{"unspool": 1, "posts": [{}]}}"#, posts.join(", "))
}

/// A picture of one colour in its upper half and another in its lower.
fn picture(width: u32, height: u32, upper: [u8; 3], lower: [u8; 3]) -> Vec<u8> {
    let pixels =
        RgbImage::from_fn(width, height, |_, y| image::Rgb(if y < height / 2 { upper } else { lower }));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn open(size: (u16, u16)) -> Reader {
    let mut reader = Reader::empty(size, &["thread.json"]);
    reader.pictures.insert("media/lamp.png".to_owned(), picture(160, 128, [250, 0, 0], [0, 0, 250]));
    reader.pictures.insert("media/box.png".to_owned(), picture(16, 16, [0, 250, 0], [0, 250, 0]));
    reader.state.pictures.set_up((true, false), (8, 16));
    reader.gallery.set_true_colors(true);
    reader.take(Event::Opened(0, Ok(reader::opened(&thread()))));
    reader
}

/// The rows of the screen in which a colour of the lamp or the box is to be seen.
fn painted(reader: &Reader, color: [u8; 3]) -> Vec<u16> {
    let [r, g, b] = color;
    let (cells, color) = (reader.cells(), Color::Rgb(r, g, b));
    let is_painted = |x: u16, y: u16| cells[(x, y)].bg == color || cells[(x, y)].fg == color;
    (0..cells.area.height).filter(|y| (0..cells.area.width).any(|x| is_painted(x, *y))).collect()
}

const RED: [u8; 3] = [250, 0, 0];
const BLUE: [u8; 3] = [0, 0, 250];
const GREEN: [u8; 3] = [0, 250, 0];

#[test]
fn pictures_come_and_go_by_a_key_and_their_descriptions_stay() {
    let mut reader = open((80, 24));
    reader.shows(&format!("Image: {LAMP}"));
    assert!(painted(&reader, RED).is_empty());
    reader.keys("I").shows("Pictures that lie with the thread are shown").shows(LAMP);
    // 128 pixels are 8 rows, one colour in the upper half of them.
    assert_eq!((painted(&reader, RED).len(), painted(&reader, BLUE).len()), (4, 4));
    assert_eq!(painted(&reader, GREEN).len(), 1);
    reader.shows("Image, not described");
    reader.keys("I").shows(LAMP);
    assert!(painted(&reader, RED).is_empty());
}

#[test]
fn a_picture_is_cut_at_the_edges_of_its_pane_and_nowhere_else() {
    let mut reader = open((80, 12));
    reader.keys("IJ");
    let pane = reader.state.areas.thread;
    for _ in 0..20 {
        let (red, blue) = (painted(&reader, RED), painted(&reader, BLUE));
        let within = pane.y..pane.y + pane.height;
        assert!(red.iter().chain(&blue).all(|y| within.contains(y)), "{red:?} {blue:?}");
        let shown = reader.state.reading.as_ref().unwrap().screen.iter();
        let rows = shown.filter(|row| row.row().picture.is_some_and(|picture| picture.medium == 0)).count();
        assert_eq!(red.len() + blue.len(), rows, "every row of it in sight is painted");
        reader.keys("j");
    }
    assert!(painted(&reader, RED).is_empty(), "its upper half is above the pane");
}

#[test]
fn the_same_words_stay_in_sight_when_a_picture_gets_its_rows() {
    let mut reader = open((80, 12));
    reader.keys("G");
    let before = reader.rows().last().unwrap().clone();
    reader.keys("I").shows("That is all of it.");
    assert_eq!(reader.rows().last(), Some(&before));
}

#[test]
fn a_key_shows_the_pictures_of_a_post_over_the_screen_one_by_one() {
    let mut reader = open((80, 24));
    reader.keys("e").shows("This post has no picture");
    reader.keys("Je").shows(&format!("1/2  {LAMP}")).hides("Northwind sent us");
    assert!(painted(&reader, RED).len() >= 4 && painted(&reader, GREEN).is_empty());
    reader.keys("n").shows("2/2  box.png");
    reader.keys("n").shows("2/2");
    assert_eq!(painted(&reader, GREEN).len(), 1, "none is drawn larger than it is");
    reader.keys("N").shows("1/2");
    reader.keys("<Esc>").shows("Northwind sent us");
    reader.keys("Je").shows("No picture of this post lies with the thread");
}

#[test]
fn a_picture_that_is_not_there_or_damaged_is_told_in_its_place() {
    let mut reader = open((80, 24));
    reader.pictures.remove("media/lamp.png");
    reader.pictures.insert("media/box.png".to_owned(), b"<html>404</html>".to_vec());
    reader.keys("I").shows("[picture lamp.png: it is not there]").shows(LAMP);
    reader.shows("[picture box.png: no PNG, JPEG, GIF or WebP]");
}

#[test]
fn what_the_terminal_itself_draws_gives_way_to_what_stands_over_it() {
    let mut reader = open((80, 24));
    reader.drawing = Drawing::Sixel;
    let is_drawn =
        |reader: &Reader| reader.cells().content.iter().any(|cell| cell.symbol().contains("\x1bP"));
    reader.keys("I");
    assert!(is_drawn(&reader));
    for keys in ["Ba'", "<Esc>''", "<Esc>A", "words<C-c>?", "<Esc>C", "<Esc>r"] {
        reader.keys(keys);
        assert!(!is_drawn(&reader), "{keys}: {}", reader.text());
    }
    reader.keys("<Esc>");
    assert!(is_drawn(&reader));
}

#[test]
fn where_they_are_sharp_pictures_are_shown_from_the_beginning_unless_somebody_said_otherwise() {
    let mut reader = open((80, 24));
    assert!(painted(&reader, RED).is_empty());
    // Some windows tell how large their cells are a moment after they were opened.
    reader.state.pictures.set_up((true, true), (8, 16));
    reader.take(Event::PictureReady);
    assert!(!painted(&reader, RED).is_empty());
    reader.keys("I");
    reader.state.pictures.set_up((true, true), (8, 17));
    reader.take(Event::Resize(80, 25));
    assert!(painted(&reader, RED).is_empty(), "hidden by a key, they stay so");
}

#[test]
fn where_no_picture_lies_with_the_thread_the_key_says_so_and_turns_nothing() {
    let mut reader = Reader::sample();
    reader.keys("I").shows("No picture lies with this thread, and none is fetched");
    reader.keys("I").shows("No picture lies with this thread, and none is fetched");
}

#[test]
fn without_colours_a_picture_is_told_and_not_drawn() {
    let mut reader = open((80, 24));
    reader.state.pictures.set_up((false, false), (8, 16));
    reader.keys("I").shows("[picture 160×128, lamp.png]").shows(LAMP);
    assert!(painted(&reader, RED).is_empty());
    reader.keys("Je").shows("This terminal shows no pictures");
}

#[test]
fn a_click_enlarges_a_picture_and_another_closes_it() {
    let mut reader = open((80, 24));
    reader.keys("I");
    let row = painted(&reader, RED)[0];
    reader.take(Event::Mouse(MouseKind::Press, 10, row));
    reader.shows("1/2").hides("Northwind sent us");
    reader.take(Event::Mouse(MouseKind::WheelDown, 10, row));
    reader.shows("2/2");
    reader.take(Event::Mouse(MouseKind::Press, 10, row));
    reader.shows("Northwind sent us");
}

#[test]
fn pictures_fit_into_any_window() {
    let mut reader = open((80, 24));
    reader.keys("I");
    for (width, height) in [(120, 40), (40, 12), (20, 5), (8, 3), (1, 1), (300, 80)] {
        reader.resize(width, height).keys("jkGge");
        reader.cells();
        reader.keys("<Esc>Je");
        reader.cells();
        reader.keys("<Esc>g");
    }
}
