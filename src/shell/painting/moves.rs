//! Ways from one cell to another, and which of them is told in the fewest bytes.
//!
//! A row and a column can be told by themselves (`CUP`), or how far they are away: so many columns to the right, so many
//! rows down. What is told by how far it is away is wrong where a terminal took what was written for wider or narrower
//! than it is; then columns are told as they are counted from the left.

use std::io::Write as _;

/// How a column is reached in the row.
#[derive(Clone, Copy)]
enum Across {
    Stay,
    /// To the first one.
    Return,
    Right(u16),
    Left(u16),
    /// To one that is counted from 1.
    To(u16),
}

/// How a row is reached.
#[derive(Clone, Copy)]
enum Along {
    Stay,
    Down(u16),
    Up(u16),
}

/// The shortest way to a cell.
#[derive(Clone, Copy)]
pub(super) struct Move {
    across: Across,
    along: Along,
    /// The cell, where no way from where the pen stands is shorter.
    outright: Option<(u16, u16)>,
}

impl Move {
    /// The way from a cell, if the pen stands in a known one, to another. Only the row is sure if its column is not.
    pub(super) fn between(from: Option<(u16, u16)>, is_sure: bool, to: (u16, u16)) -> Self {
        let outright = Self { across: Across::Stay, along: Along::Stay, outright: Some(to) };
        let Some(from) = from else { return outright };
        let across = [
            (is_sure && from.0 == to.0).then_some(Across::Stay),
            (to.0 == 0).then_some(Across::Return),
            (is_sure && from.0 < to.0).then(|| Across::Right(to.0 - from.0)),
            (is_sure && from.0 > to.0).then(|| Across::Left(from.0 - to.0)),
            Some(Across::To(to.0 + 1)),
        ];
        let across = across.into_iter().flatten().min_by_key(|across| across.len()).unwrap_or(Across::Stay);
        let along = match (from.1, to.1) {
            (from, to) if from < to => Along::Down(to - from),
            (from, to) if from > to => Along::Up(from - to),
            _ => Along::Stay,
        };
        let way = Self { across, along, outright: None };
        if way.len() <= outright.len() { way } else { outright }
    }

    /// How many bytes it takes.
    pub(super) fn len(self) -> usize {
        match self.outright {
            Some((0, y)) => 3 + digits(y + 1),
            Some((x, y)) => 4 + digits(y + 1) + digits(x + 1),
            None => self.across.len() + self.along.len(),
        }
    }

    /// Tells the terminal.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        // Writing into memory does not fail.
        let _ = match self.outright {
            Some((0, y)) => write!(out, "\x1b[{}H", y + 1),
            Some((x, y)) => write!(out, "\x1b[{};{}H", y + 1, x + 1),
            None => {
                self.along.write(out);
                self.across.write(out);
                Ok(())
            }
        };
    }
}

impl Across {
    fn len(self) -> usize {
        match self {
            Self::Stay => 0,
            Self::Return => 1,
            Self::Left(columns) => usize::from(columns).min(told(columns)),
            Self::Right(columns) => told(columns),
            Self::To(column) => told(column),
        }
    }

    fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Stay => {}
            Self::Return => out.push(b'\r'),
            Self::Left(columns) if usize::from(columns) <= told(columns) => {
                out.extend(std::iter::repeat_n(b'\x08', columns.into()));
            }
            Self::Left(columns) => tell(out, columns, 'D'),
            Self::Right(columns) => tell(out, columns, 'C'),
            Self::To(column) => tell(out, column, 'G'),
        }
    }
}

impl Along {
    fn len(self) -> usize {
        match self {
            Self::Stay => 0,
            Self::Down(rows) => usize::from(rows).min(told(rows)),
            Self::Up(rows) => told(rows),
        }
    }

    fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Stay => {}
            // The terminal is in raw mode: this goes down and nowhere else.
            Self::Down(rows) if usize::from(rows) <= told(rows) => {
                out.extend(std::iter::repeat_n(b'\n', rows.into()));
            }
            Self::Down(rows) => tell(out, rows, 'B'),
            Self::Up(rows) => tell(out, rows, 'A'),
        }
    }
}

fn digits(number: u16) -> usize {
    number.max(1).ilog10() as usize + 1
}

/// The bytes of a sequence with one number, which is left out where it is 1.
fn told(number: u16) -> usize {
    if number == 1 { 3 } else { 3 + digits(number) }
}

fn tell(out: &mut Vec<u8>, number: u16, what: char) {
    let _ = if number == 1 { write!(out, "\x1b[{what}") } else { write!(out, "\x1b[{number}{what}") };
}
