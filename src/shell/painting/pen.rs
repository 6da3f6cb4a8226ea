//! What writes on a terminal: it knows where it stands and how it writes, and says only what changes.

use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::Scroll;
use super::moves::Move;
use crate::view::links::Target;

/// A gap of so many columns is written anew rather than jumped over.
pub(super) const SHORT: usize = 4;

/// About what it takes to change a look, and a link.
const DRESS: usize = 12;
const LINK: usize = 40;

/// What shows even where there is no letter.
const ON_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Modifiers with the code that sets each and the one that ends it.
const MODIFIERS: [(Modifier, &str, &str); 9] = [
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::SLOW_BLINK, "5", "25"),
    (Modifier::RAPID_BLINK, "6", "25"),
    (Modifier::REVERSED, "7", "27"),
    (Modifier::HIDDEN, "8", "28"),
    (Modifier::CROSSED_OUT, "9", "29"),
];

/// How a cell looks, its letter apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Look {
    /// The look of a cell; of a blank only what shows.
    pub(super) fn of(cell: &Cell) -> Self {
        let look = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if cell.symbol() != " " {
            return look;
        }
        let modifier = cell.modifier.intersection(ON_BLANKS);
        let fg = if modifier.is_empty() { Color::Reset } else { cell.fg };
        Self { fg, modifier, ..look }
    }

    /// The codes that make this look out of a plain one.
    fn codes(self) -> Vec<String> {
        let set = MODIFIERS.iter().filter(|(modifier, ..)| self.modifier.contains(*modifier));
        let mut codes: Vec<String> = set.map(|(_, code, _)| (*code).to_owned()).collect();
        codes.extend((self.fg != Color::Reset).then(|| color(self.fg, false)));
        codes.extend((self.bg != Color::Reset).then(|| color(self.bg, true)));
        codes
    }

    /// The codes that make this look out of another.
    fn codes_after(self, before: Self) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        let removed = before.modifier.difference(self.modifier);
        let mut set = self.modifier.difference(before.modifier);
        for (modifier, _, end) in MODIFIERS.iter().filter(|(modifier, ..)| removed.contains(*modifier)) {
            if codes.last().is_none_or(|last| last != end) {
                codes.push((*end).to_owned());
            }
            // One code ends both of a pair.
            for (other, ..) in
                MODIFIERS.iter().filter(|(other, _, its_end)| its_end == end && other != modifier)
            {
                set |= self.modifier.intersection(*other);
            }
        }
        let set = MODIFIERS.iter().filter(|(modifier, ..)| set.contains(*modifier));
        codes.extend(set.map(|(_, code, _)| (*code).to_owned()));
        codes.extend((self.fg != before.fg).then(|| color(self.fg, false)));
        codes.extend((self.bg != before.bg).then(|| color(self.bg, true)));
        codes
    }
}

/// The code of a colour (ECMA-48, with the palette of 256 and RGB as xterm has them).
pub(super) fn color(color: Color, is_ground: bool) -> String {
    let named = |base: u8, index: u8| (base + index + if is_ground { 10 } else { 0 }).to_string();
    let kind = if is_ground { 48 } else { 38 };
    match color {
        Color::Reset => named(39, 0),
        Color::Black => named(30, 0),
        Color::Red => named(30, 1),
        Color::Green => named(30, 2),
        Color::Yellow => named(30, 3),
        Color::Blue => named(30, 4),
        Color::Magenta => named(30, 5),
        Color::Cyan => named(30, 6),
        Color::Gray => named(30, 7),
        Color::DarkGray => named(90, 0),
        Color::LightRed => named(90, 1),
        Color::LightGreen => named(90, 2),
        Color::LightYellow => named(90, 3),
        Color::LightBlue => named(90, 4),
        Color::LightMagenta => named(90, 5),
        Color::LightCyan => named(90, 6),
        Color::White => named(90, 7),
        Color::Indexed(index) => format!("{kind};5;{index}"),
        Color::Rgb(r, g, b) => match number_of([r, g, b]) {
            Some(number) => format!("{kind};5;{number}"),
            None => format!("{kind};2;{r};{g};{b}"),
        },
    }
}

/// The number of a colour that the palette of 256 has as well, which is told in fewer bytes.
fn number_of(rgb: [u8; 3]) -> Option<u8> {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    if let [grey @ 8..=238, g, b] = rgb
        && [grey; 2] == [g, b]
        && grey % 10 == 8
    {
        return Some(232 + grey / 10);
    }
    let [r, g, b] = rgb.map(|value| LEVELS.iter().position(|level| *level == value));
    // Some schemes put colours of their own into the first of the cube.
    u8::try_from(16 + 36 * r? + 6 * g? + b?).ok().filter(|number| *number > 21)
}

/// Where and how it writes. It begins and ends with a plain look.
pub(super) struct Pen<'l> {
    /// What it wrote.
    pub(super) out: Vec<u8>,
    /// The column behind the last one that it can write in.
    right: u16,
    width: u16,
    /// Where it stands, if that is known.
    at: Option<(u16, u16)>,
    /// Whether every terminal takes what it wrote since it was told a column for as wide.
    is_sure: bool,
    look: Look,
    link: Option<&'l Target>,
}

impl<'l> Pen<'l> {
    pub(super) fn new(out: Vec<u8>, width: u16) -> Self {
        Self { out, right: width, width, at: None, is_sure: true, look: Look::default(), link: None }
    }

    fn say(&mut self, sequence: std::fmt::Arguments) {
        // Writing into memory does not fail.
        let _ = std::io::Write::write_fmt(&mut self.out, sequence);
    }

    /// The column it stands in, where that is a little left of another in the same row.
    pub(super) fn gap_to(&self, x: u16, y: u16) -> Option<u16> {
        self.at.filter(|at| at.1 == y && at.0 < x).map(|at| at.0)
    }

    /// Goes to a cell.
    pub(super) fn go_to(&mut self, x: u16, y: u16) {
        if self.at != Some((x, y)) {
            Move::between(self.at, self.is_sure, (x, y)).write(&mut self.out);
            self.at = Some((x, y));
            self.is_sure = true;
        }
    }

    /// About how many bytes it takes to go to a cell and to write so.
    pub(super) fn cost(&self, (x, y): (u16, u16), look: Look, link: Option<&Target>) -> usize {
        let way = match self.gap_to(x, y) {
            Some(from) if usize::from(x - from) <= SHORT => usize::from(x - from),
            _ if self.at == Some((x, y)) => 0,
            _ => Move::between(self.at, self.is_sure, (x, y)).len(),
        };
        way + if self.look == look { 0 } else { DRESS } + if self.link == link { 0 } else { LINK }
    }

    /// Is no longer sure where it stands.
    pub(super) fn lose(&mut self) {
        self.at = None;
    }

    /// Writes what takes so many columns.
    pub(super) fn put(&mut self, symbol: &str, columns: u16) {
        self.out.extend_from_slice(symbol.as_bytes());
        self.is_sure &= symbol.chars().all(|c| matches!(c, '\0'..='~' | '\u{2500}'..='\u{259f}'));
        // In the last column it depends on the terminal where it stands then.
        self.at = self.at.map(|(x, y)| (x + columns, y)).filter(|(x, _)| *x < self.right);
    }

    /// The look in which a blank can be written with the least change.
    pub(super) fn look_for_blank(&self, look: Look) -> Look {
        let modifier = self.look.modifier.difference(ON_BLANKS) | look.modifier;
        let fg = if look.modifier.is_empty() { self.look.fg } else { look.fg };
        Look { fg, modifier, ..look }
    }

    /// Whether it writes so already.
    pub(super) fn is_dressed(&self, look: Look, link: Option<&Target>) -> bool {
        self.look == look && self.link == link
    }

    /// Writes so from now on.
    pub(super) fn dress(&mut self, look: Look, link: Option<&'l Target>) {
        if self.look != look {
            let codes = look.codes_after(self.look).join(";");
            let whole = look.codes().iter().fold(String::new(), |mut whole, code| {
                let _ = write!(whole, ";{code}");
                whole
            });
            if whole.is_empty() {
                self.out.extend_from_slice(b"\x1b[m");
            } else if whole.len() + 1 < codes.len() {
                self.say(format_args!("\x1b[0{whole}m"));
            } else {
                self.say(format_args!("\x1b[{codes}m"));
            }
            self.look = look;
        }
        if self.link != link {
            match link {
                Some(target) => {
                    self.say(format_args!("\x1b]8;id={:x};{}\x1b\\", target.id(), target.url()));
                }
                None => self.out.extend_from_slice(b"\x1b]8;;\x1b\\"),
            }
            self.link = link;
        }
    }

    /// Clears the row from here on.
    pub(super) fn clear_row(&mut self) {
        self.dress(Look::default(), None);
        self.out.extend_from_slice(b"\x1b[K");
    }

    /// Clears so many columns, and stays where it is.
    pub(super) fn clear(&mut self, columns: usize) {
        self.dress(Look::default(), None);
        self.say(format_args!("\x1b[{columns}X"));
    }

    /// Has the terminal move the rows of an area up by so many, down if negative; of whole rows where no margins are set.
    /// It then stands in a column of the row that came in last, and writes within the area alone.
    pub(super) fn scroll(&mut self, scroll: Scroll, column: u16) {
        let Scroll { area, rows, has_margins } = scroll;
        self.dress(Look::default(), None);
        if has_margins {
            self.say(format_args!("\x1b[?69h\x1b[{};{}s", area.left() + 1, area.right()));
        }
        self.say(format_args!("\x1b[{};{}r", area.top() + 1, area.bottom()));
        self.lose();
        self.go_to(column, scroll.last());
        // Each of them has it move on by one at the edge of a region, in every terminal.
        let step: &[u8] = if rows > 0 { b"\n" } else { b"\x1bM" };
        for _ in 0..rows.unsigned_abs() {
            self.out.extend_from_slice(step);
        }
        self.right = area.right();
    }

    /// Writes everywhere again.
    pub(super) fn end_scroll(&mut self, has_margins: bool) {
        self.out.extend_from_slice(b"\x1b[r");
        if has_margins {
            self.out.extend_from_slice(b"\x1b[?69l");
        }
        self.right = self.width;
        self.lose();
    }

    /// Ends with a plain look.
    pub(super) fn finish(&mut self) {
        self.dress(Look::default(), None);
    }

    /// Shows the cursor in a cell, or nowhere.
    pub(super) fn show_cursor(&mut self, cursor: Option<(u16, u16)>, is_shown: bool) {
        match cursor {
            Some((x, y)) => {
                self.go_to(x, y);
                if !is_shown {
                    self.out.extend_from_slice(b"\x1b[?25h");
                }
            }
            None if is_shown => self.out.extend_from_slice(b"\x1b[?25l"),
            None => {}
        }
    }
}
