//! What of a frame is to be written, cut into strokes, and their order.
//!
//! A stroke is a run of cells of one row that is written, or cleared, in one go. The next one is always the one that is
//! reached in the fewest bytes: what stands below one another in a list beside the text, or looks alike, comes together.

use std::ops::Range;

use ratatui::buffer::{Cell, CellDiffOption};
use ratatui::layout::Rect;

use super::pen::{self, Look, Pen};
use super::{Frame, columns, is_plain, is_skipped, is_sure, looks_alike, most_columns};

/// A run of so many blanks is cleared rather than written.
const BLANKS: usize = 10;
/// The end of a row is cleared rather than written where it has so many blanks.
const BLANKS_AT_END: usize = 4;
/// The next stroke is chosen among so many.
const CHOICE: usize = 48;

/// Cells of a row that are written in one go.
#[derive(Clone)]
struct Stroke {
    y: u16,
    cells: Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Write,
    Clear,
    ClearRow,
}

/// What makes one frame out of another.
pub(super) struct Strokes<'s, 'f> {
    shown: &'s Frame,
    next: &'f Frame,
    /// For each cell whether it is to be written.
    stale: Vec<bool>,
    due: Vec<Stroke>,
}

impl<'s, 'f> Strokes<'s, 'f> {
    /// What is different in `next`.
    pub(super) fn between(shown: &'s Frame, next: &'f Frame) -> Self {
        let area = next.buffer.area;
        let mut found = Self { shown, next, stale: vec![false; area.area() as usize], due: Vec::new() };
        // A picture that text lay over is drawn anew as a whole.
        let is_uncovered = shown
            .buffer
            .content
            .iter()
            .zip(&next.buffer.content)
            .any(|(a, b)| is_skipped(b) && !is_skipped(a));
        for y in 0..area.height {
            let start = usize::from(y) * usize::from(area.width);
            let cells = start..start + usize::from(area.width);
            let is_new = |i: usize| {
                !looks_alike(&shown.buffer.content[i], &next.buffer.content[i])
                    || shown.links.at(i) != next.links.at(i)
                    || is_uncovered
                        && matches!(next.buffer.content[i].diff_option, CellDiffOption::ForcedWidth(_))
            };
            let mut is_stale = false;
            for i in cells.clone() {
                found.stale[i] = is_new(i);
                is_stale |= found.stale[i];
            }
            // Most rows of most frames are as they were.
            if is_stale {
                uncover(&shown.buffer.content[cells.clone()], &mut found.stale[cells]);
                found.cut(y);
            }
        }
        found
    }

    /// Whether a cell is as a cleared one.
    fn is_clear(&self, i: usize) -> bool {
        is_plain(&self.next.buffer.content[i]) && self.next.links.at(i).is_none()
    }

    /// Cuts a row into strokes.
    fn cut(&mut self, y: u16) {
        let width = usize::from(self.next.buffer.area.width);
        let start = usize::from(y) * width;
        let end = (0..width).rev().take_while(|x| self.is_clear(start + x)).last().unwrap_or(width);
        let mut x = 0;
        while x < width {
            let cell = &self.next.buffer.content[start + x];
            let columns = usize::from(columns(cell)).min(width - x);
            if is_skipped(cell) || !self.stale[start + x..start + x + columns].contains(&true) {
                x += columns;
                continue;
            }
            let blanks = (x..width).take_while(|x| self.is_clear(start + x)).count();
            let due = self.stale[start + x..start + x + blanks].iter().filter(|is_stale| **is_stale).count();
            if x >= end && due >= BLANKS_AT_END {
                self.due.push(Stroke { y, cells: x..width, kind: Kind::ClearRow });
                return;
            }
            if x < end && due >= BLANKS {
                self.due.push(Stroke { y, cells: x..x + blanks, kind: Kind::Clear });
                x += blanks;
                continue;
            }
            match self.due.last_mut() {
                Some(last) if last.y == y && last.kind == Kind::Write && x - last.cells.end <= pen::SHORT => {
                    last.cells.end = x + columns;
                }
                _ => self.due.push(Stroke { y, cells: x..x + columns, kind: Kind::Write }),
            }
            // Up to here a terminal that takes this for wider writes over what stands there.
            let over = (x + most_columns(cell)).min(width);
            if over > x + columns {
                self.stale[start + x..start + over].fill(true);
            }
            x += columns;
        }
    }

    /// Writes what lies within an area, of which the terminal takes each cell for as wide as it is.
    pub(super) fn write_within(&mut self, area: Rect, pen: &mut Pen<'f>) {
        let (left, right) = (usize::from(area.left()), usize::from(area.right()));
        let is_within = |stroke: &Stroke| {
            let start = usize::from(stroke.y) * usize::from(self.next.buffer.area.width);
            let cells = &self.next.buffer.content[start + stroke.cells.start..start + stroke.cells.end];
            (area.top()..area.bottom()).contains(&stroke.y)
                && left <= stroke.cells.start
                && stroke.cells.end <= right
                && stroke.kind == Kind::Write
                && cells.iter().all(|cell| is_sure(cell) && cell.diff_option == CellDiffOption::None)
        };
        let (within, rest) = std::mem::take(&mut self.due).into_iter().partition(is_within);
        self.due = within;
        self.write(pen);
        self.due = rest;
    }

    /// The column of the first stroke within an area's row.
    pub(super) fn column(&self, area: Rect, y: u16) -> u16 {
        let first = self.due.iter().find(|stroke| stroke.y == y && stroke.cells.start >= area.left().into());
        first.map_or(area.left(), |stroke| (stroke.cells.start as u16).min(area.right() - 1))
    }

    /// Writes it.
    pub(super) fn write(&mut self, pen: &mut Pen<'f>) {
        let mut strokes = std::mem::take(&mut self.due);
        let mut rest = &mut strokes[..];
        loop {
            let costs = rest.iter().take(CHOICE).map(|stroke| self.cost(stroke, pen)).enumerate();
            let Some((nearest, _)) = costs.min_by_key(|(_, cost)| *cost) else { return };
            rest[..=nearest].rotate_right(1);
            let Some((stroke, others)) = std::mem::take(&mut rest).split_first_mut() else { return };
            self.write_stroke(stroke, pen);
            rest = others;
        }
    }

    /// About how many bytes it takes to begin a stroke.
    fn cost(&self, stroke: &Stroke, pen: &Pen) -> usize {
        let i = usize::from(stroke.y) * usize::from(self.next.buffer.area.width) + stroke.cells.start;
        let (look, link) = match stroke.kind {
            Kind::Write => (self.look(i, pen), self.next.links.at(i)),
            Kind::Clear | Kind::ClearRow => (Look::default(), None),
        };
        pen.cost((stroke.cells.start as u16, stroke.y), look, link)
    }

    fn look(&self, i: usize, pen: &Pen) -> Look {
        let cell = &self.next.buffer.content[i];
        let look = Look::of(cell);
        if cell.symbol() == " " { pen.look_for_blank(look) } else { look }
    }

    fn write_stroke(&self, stroke: &Stroke, pen: &mut Pen<'f>) {
        let Stroke { y, cells, kind } = stroke;
        let start = usize::from(*y) * usize::from(self.next.buffer.area.width);
        match kind {
            Kind::Clear => {
                pen.go_to(cells.start as u16, *y);
                pen.clear(cells.len());
            }
            Kind::ClearRow => {
                pen.go_to(cells.start as u16, *y);
                pen.clear_row();
            }
            Kind::Write => {
                let mut x = cells.start;
                while x < cells.end {
                    let columns = usize::from(columns(&self.next.buffer.content[start + x]));
                    let columns = columns.min(usize::from(self.next.buffer.area.width) - x);
                    if self.stale[start + x..start + x + columns].contains(&true) {
                        self.write_cell(start, x, columns, pen);
                    }
                    x += columns;
                }
            }
        }
    }

    /// Writes the cell in a column of the row that begins at an index.
    fn write_cell(&self, start: usize, x: usize, columns: usize, pen: &mut Pen<'f>) {
        let cell = &self.next.buffer.content[start + x];
        let is_sure = is_sure(cell);
        let before = &self.shown.buffer.content[start + x..start + x + columns];
        if !is_sure && columns > 1 && !before.iter().all(is_plain) {
            // A terminal that takes it for narrower would leave something standing behind it.
            self.go_to(start, x, pen);
            pen.dress(Look::default(), None);
            pen.put(&" ".repeat(columns), columns as u16);
        }
        self.go_to(start, x, pen);
        pen.dress(self.look(start + x, pen), self.next.links.at(start + x));
        pen.put(cell.symbol(), columns as u16);
        if !is_sure {
            // Terminals do not agree on its width: what follows is put where it belongs.
            pen.lose();
        }
    }

    /// Goes to a column, over a short gap by writing what stands in it.
    fn go_to(&self, start: usize, x: usize, pen: &mut Pen) {
        let y = (start / usize::from(self.next.buffer.area.width)) as u16;
        if let Some(from) = pen.gap_to(x as u16, y) {
            let gap = usize::from(from)..x;
            let cell = |x: usize| &self.next.buffer.content[start + x];
            let is_as_written = |x: usize| {
                cell(x).symbol().len() == 1
                    && cell(x).diff_option == CellDiffOption::None
                    && pen.is_dressed(self.look(start + x, pen), self.next.links.at(start + x))
            };
            if gap.len() <= pen::SHORT && gap.clone().all(is_as_written) {
                let written: String = gap.clone().map(|x| cell(x).symbol()).collect();
                pen.put(&written, gap.len() as u16);
            }
        }
        pen.go_to(x as u16, y);
    }
}

/// Marks the cells of wide characters that are no longer there: no terminal is trusted with what it leaves of them.
fn uncover(shown: &[Cell], stale: &mut [bool]) {
    for (x, cell) in shown.iter().enumerate() {
        let end = (x + usize::from(columns(cell))).min(stale.len());
        if end > x + 1 && stale[x..end].contains(&true) {
            stale[x..end].fill(true);
        }
    }
}
