//! What is painted, judged by an emulator of a terminal that is given every byte.

mod strict;

use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};

use super::*;
use crate::app::{Event, Opened, State, update};
use crate::formats;
use crate::model::{Clean, Source};
use crate::view::{self, Beside, theme::Theme};
use strict::Strict;

const AREA: Rect = Rect { x: 0, y: 0, width: 44, height: 9 };
const PANE: Rect = Rect { x: 1, y: 1, width: 30, height: 7 };
const MARGINS: Abilities = Abilities { has_links: false, has_margins: true };

fn emulator() -> vt100::Parser {
    let cells = |count: u16| count.try_into().unwrap();
    vt100::Parser::new(cells(AREA.height), cells(AREA.width), 0)
}

/// A painter beside an emulator that is given everything it says.
struct Pair {
    painter: Painter,
    emulator: vt100::Parser,
}

impl Pair {
    fn new(abilities: Abilities) -> Self {
        Self { painter: Painter::new(AREA, abilities), emulator: emulator() }
    }

    /// Paints what `draw` draws; how many bytes that took. The emulator must show the same, cell by cell.
    #[track_caller]
    fn paint(&mut self, draw: impl Fn(&mut Buffer)) -> usize {
        let bytes = self.painter.paint(&[PANE], |buffer, _| {
            draw(buffer);
            None
        });
        self.emulator.process(&bytes);
        let shown = &self.painter.shown.buffer;
        for y in 0..AREA.height {
            for x in 0..AREA.width {
                let (cell, seen) = (&shown[(x, y)], self.emulator.screen().cell(y, x).unwrap());
                // The emulator has its own idea of how wide some emoji are, and what belongs to them.
                let is_certain = |x: u16| shown[(x, y)].symbol().chars().count() == 1;
                if seen.is_wide_continuation() || !is_certain(x) || x > 0 && !is_certain(x - 1) {
                    continue;
                }
                let symbol = if seen.has_contents() { seen.contents() } else { " " };
                assert_eq!(symbol, cell.symbol(), "at {x}, {y}: {:?}", String::from_utf8_lossy(&bytes));
                let is_set = |modifier| cell.modifier.contains(modifier);
                assert_eq!(seen.inverse(), is_set(Modifier::REVERSED), "inverse at {x}, {y}");
                assert_eq!(seen.underline(), is_set(Modifier::UNDERLINED), "underlined at {x}, {y}");
                if symbol != " " {
                    // It knows bold or dim, not both.
                    let is_either = is_set(Modifier::BOLD) && is_set(Modifier::DIM);
                    assert!(
                        is_either || seen.bold() == is_set(Modifier::BOLD),
                        "bold at {x}, {y}: {:?}",
                        String::from_utf8_lossy(&bytes)
                    );
                    assert_eq!(color(seen.fgcolor()), cell.fg, "colour at {x}, {y}");
                }
                assert_eq!(color(seen.bgcolor()), cell.bg, "ground at {x}, {y}");
            }
        }
        bytes.len()
    }
}

fn color(color: vt100::Color) -> Color {
    match color {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(1) => Color::Red,
        vt100::Color::Idx(index) => Color::Indexed(index),
        vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

/// A page of a reader: text that scrolls, marks and a scrollbar beside it, a list of its own.
#[derive(Clone, Debug)]
struct Page {
    from: usize,
    marked: u16,
    thumb: u16,
    list: usize,
}

const WORDS: [&str; 9] = [
    "a harbour sold its cranes",
    "",
    "王晓燕 and 世界, all of it",
    "to nobody",
    "x👩‍🌾 says ☺️ that",
    "ledgers of boats that were burn",
    "é ō ſ by clerks",
    "      far in",
    "it ends",
];

impl Page {
    fn any() -> impl Strategy<Value = Self> {
        let parts = (0..30_usize, 0..PANE.height, 0..PANE.height, 0..4_usize);
        parts.prop_map(|(from, marked, thumb, list)| Self { from, marked, thumb, list })
    }

    fn draw(&self, buffer: &mut Buffer) {
        let quiet = Style::new().fg(Color::Indexed(243));
        let looks = [Style::new(), Style::new().fg(Color::Red), quiet.bg(Color::Indexed(20))];
        for row in 0..PANE.height {
            let (y, line) = (PANE.y + row, self.from + usize::from(row));
            let style = looks[line / 5 % looks.len()];
            buffer.set_stringn(PANE.x, y, WORDS[line * 7 % WORDS.len()], PANE.width.into(), style);
            let mark = if row == self.marked { "▌" } else { " " };
            buffer.set_string(0, y, mark, Style::new().fg(Color::Indexed(63)));
            let bar = if row == self.thumb { "┃" } else { "│" };
            buffer.set_string(PANE.right(), y, bar, quiet);
            let item = format!("item {}", usize::from(row) + self.list);
            buffer.set_string(33, y, item, Style::new().fg(Color::Red));
        }
        buffer.set_string(0, 0, format!("{} of 30", self.from), Style::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_come_after_each_other_as_they_were_drawn(
        pages in proptest::collection::vec(Page::any(), 1..8), steps in any::<bool>(), has_margins in any::<bool>(),
    ) {
        let mut painter = Painter::new(AREA, Abilities { has_links: false, has_margins });
        let (mut emulator, mut strict) = (emulator(), Strict::new(AREA));
        let mut from = 9;
        for page in pages {
            // Most pages are a row or two further down or up.
            from = if steps { (from + page.from % 5).saturating_sub(2) } else { page.from };
            let bytes = painter.paint(&[PANE], |buffer, _| {
                Page { from, ..page.clone() }.draw(buffer);
                None
            });
            strict.process(&bytes);
            emulator.process(&bytes);
            for (y, x) in (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (y, x))) {
                let cell = &painter.shown.buffer[(x, y)];
                let (symbol, fg, bg) = strict.seen(x, y);
                if symbol.is_empty() || !is_sure(cell) {
                    continue;
                }
                let about = format!("at {x}, {y}: {:?}", String::from_utf8_lossy(&bytes));
                prop_assert_eq!(symbol, cell.symbol(), "{}", about);
                prop_assert_eq!(bg, &pen::color(cell.bg, true), "{}", about);
                prop_assert!(symbol == " " || *fg == pen::color(cell.fg, false), "{fg}, {about}");
                // The emulator knows no left and right margins, and other widths of joined emoji.
                let seen = emulator.screen().cell(y, x).map(vt100::Cell::contents).unwrap_or_default();
                let is_known = !has_margins && (0..x).all(|x| is_sure(&painter.shown.buffer[(x, y)]));
                prop_assert!(!is_known || seen == symbol || seen.is_empty() && symbol == " ", "{seen}, {about}");
            }
        }
    }
}

/// Words in the pane from a row on, and a list beside it that stays.
fn page(from: usize) -> impl Fn(&mut Buffer) {
    move |buffer| {
        for row in 0..usize::from(PANE.height) {
            let words = format!("row {} 世界", from + row);
            buffer.set_string(PANE.x, PANE.y + row as u16, words, Style::new());
            buffer.set_string(33, PANE.y + row as u16, format!("item {row}"), Style::new().fg(Color::Red));
        }
        buffer.set_string(0, 4, "▌", Style::new().fg(Color::Indexed(63)));
    }
}

#[test]
fn what_did_not_change_is_not_written() {
    let mut pair = Pair::new(Abilities::default());
    assert!(pair.paint(page(10)) > 100);
    assert_eq!(pair.paint(page(10)), 0);
    pair.painter.forget();
    assert!(pair.paint(page(10)) > 100);
}

#[test]
fn one_letter_costs_a_few_bytes() {
    let mut pair = Pair::new(Abilities::default());
    pair.paint(page(10));
    let with_letter = |buffer: &mut Buffer| {
        page(10)(buffer);
        buffer.set_string(43, 8, "x", Style::new());
    };
    assert!(pair.paint(with_letter) <= "\x1b[9;44Hx".len());
}

#[test]
fn rows_that_moved_are_moved_by_the_terminal() {
    for abilities in [Abilities::default(), MARGINS] {
        let mut pair = Pair::new(abilities);
        pair.painter.paint(&[PANE], |buffer, _| {
            long(0)(buffer);
            None
        });
        let bytes = pair.painter.paint(&[PANE], |buffer, _| {
            long(1)(buffer);
            None
        });
        let bytes = String::from_utf8_lossy(&bytes);
        assert!(bytes.contains("\x1b[2;8r"), "{bytes:?}");
        assert_eq!(bytes.contains("\x1b[?69h\x1b[2;31s"), abilities.has_margins, "{bytes:?}");
        assert!(bytes.len() < 115, "{}: {bytes:?}", bytes.len());
    }
}

/// A page with more letters than it takes to move it, and a list beside it that stays.
fn long(from: usize) -> impl Fn(&mut Buffer) {
    move |buffer| {
        for row in 0..usize::from(PANE.height) {
            let letter = char::from(b'a' + (from + row) as u8 % 26);
            buffer.set_string(PANE.x, PANE.y + row as u16, letter.to_string().repeat(30), Style::new());
            buffer.set_string(33, PANE.y + row as u16, format!("item {row}"), Style::new());
        }
    }
}

#[test]
fn every_page_is_shown_as_it_is_whatever_was_there_before() {
    let mut pair = Pair::new(Abilities::default());
    for from in [0, 1, 2, 1, 0, 5, 4, 7, 0, 100] {
        pair.paint(page(from));
        pair.paint(long(from));
    }
}

#[test]
fn looks_change_by_what_is_different_and_end_plain() {
    let looks = [
        Style::new(),
        Style::new().add_modifier(Modifier::BOLD),
        Style::new().add_modifier(Modifier::BOLD | Modifier::DIM),
        Style::new().add_modifier(Modifier::DIM | Modifier::UNDERLINED),
        Style::new().fg(Color::Red).bg(Color::Rgb(1, 2, 3)),
        Style::new().fg(Color::Indexed(200)).add_modifier(Modifier::REVERSED),
        Style::new().bg(Color::Indexed(20)),
    ];
    for (i, one) in looks.iter().enumerate() {
        for other in &looks {
            let mut pair = Pair::new(Abilities::default());
            pair.paint(|buffer| {
                buffer.set_string(0, i as u16, "a b", *one);
                buffer.set_string(3, i as u16, "c  d", *other);
                buffer.set_string(10, i as u16, "plain", Style::new());
            });
            pair.paint(|buffer| buffer.set_style(AREA, *other));
        }
    }
}

#[test]
fn a_colour_that_the_palette_has_is_told_by_its_number() {
    for ((r, g, b), told) in [
        ((168, 168, 168), "38;5;248"),
        ((238, 238, 238), "38;5;255"),
        ((135, 175, 255), "38;5;111"),
        ((255, 255, 255), "38;5;231"),
        ((168, 168, 169), "38;2;168;168;169"),
        ((7, 7, 7), "38;2;7;7;7"),
        ((0, 0, 0), "38;2;0;0;0"),
    ] {
        assert_eq!(pen::color(Color::Rgb(r, g, b), false), told);
    }
}

#[test]
fn nothing_is_left_of_a_wide_character() {
    let mut pair = Pair::new(Abilities::default());
    for words in
        ["世界 words", "a世界words", " 世 ords", "words", "👩‍🌾 and ☺️ on", "x👩‍🌾and ☺️ on", "all of it"]
    {
        pair.paint(|buffer| _ = buffer.set_stringn(2, 3, words, 20, Style::new()));
    }
}

#[test]
fn a_link_is_told_on_each_of_its_rows_by_one_name_and_closed() {
    let words =
        "See [the filing that nobody read](https://example.org/a%20b/and/so/on/to/the/very/last/page) now.";
    let source = Source { file: Clean::some_line("a.md"), ..Source::default() };
    let thread = formats::read(words.as_bytes(), source).unwrap();
    let mut state = State::new((AREA.width, AREA.height), vec![Clean::line("a.md")]);
    update(&mut state, Event::Opened(0, Ok(Opened::new(thread))));
    let draw = |painter: &mut Painter| {
        let bytes = painter.paint(&[], |cells, links| {
            view::paint(cells, Beside { links, gallery: None }, &state, &Theme::default())
        });
        String::from_utf8(bytes).unwrap()
    };
    let mut painter = Painter::new(AREA, Abilities { has_links: true, has_margins: false });
    let bytes = draw(&mut painter);
    let told = |(at, _): (usize, &str)| bytes[at..].split_once("\x1b\\").unwrap().0.to_owned();
    let mut opened: Vec<_> = bytes.match_indices("\x1b]8;id=").map(told).collect();
    assert!(opened.len() > 1, "it stands on several rows: {bytes:?}");
    assert_eq!(bytes.matches("\x1b]8;;\x1b\\").count(), opened.len());
    opened.dedup();
    assert_eq!(opened.len(), 1, "{opened:?}");
    assert!(opened[0].ends_with(";https://example.org/a%20b/and/so/on/to/the/very/last/page"));
    assert_eq!(draw(&mut painter), "");
    painter.adopt(Abilities::default());
    assert!(!draw(&mut painter).contains("\x1b]8"));
}
