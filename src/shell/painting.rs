//! From one frame to the next in few bytes.
//!
//! Only cells that changed are written. Where rows moved up or down, the terminal is had to move them first, if that comes
//! to fewer bytes: within a region of whole rows, which every terminal knows, or within left and right margins as well,
//! which spares what stands beside. What comes out is bytes for the terminal; nothing here writes to it.

mod pen;

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;

use super::abilities::Abilities;
use crate::layout::measure;
use crate::view::links::{Links, scroll_rows};
use pen::{Look, Pen};

/// A difference of so few bytes is not worth looking for rows that moved.
const CHEAP: usize = 160;
/// So few bytes reach the terminal in one piece; more of them are to be shown at once when all are there.
const AT_ONCE: usize = 512;
/// Where what is to be shown at once begins, and where it ends (synchronized output, mode 2026).
const BEGINS: &[u8] = b"\x1b[?2026h";
const ENDS: &[u8] = b"\x1b[?2026l";
/// So many rows in sight must have moved together for a scroll to be tried.
const LEAST_ROWS: usize = 2;
/// Nothing is looked for that moved further than this.
const MOST_ROWS: u16 = 200;
/// A run of so many blanks is cleared rather than written.
const BLANKS: usize = 10;
/// The end of a row is cleared rather than written where it has so many blanks.
const BLANKS_AT_END: usize = 4;

/// Cells, and where they lead.
#[derive(Clone, Default)]
struct Frame {
    buffer: Buffer,
    links: Links,
}

impl Frame {
    fn reset(&mut self, area: Rect) {
        self.buffer.resize(area);
        self.buffer.reset();
        self.links.reset(area);
    }

    /// Moves what stands in an area up by so many rows, down if negative.
    fn scroll(&mut self, area: Rect, rows: i32) {
        scroll_rows(area, rows, |to, from| {
            for x in area.left()..area.right() {
                let moved = from.map_or(Cell::EMPTY, |from| self.buffer[(x, from)].clone());
                self.buffer[(x, to)] = moved;
            }
        });
        self.links.scroll(area, rows);
    }
}

/// Rows that move: which, by how many upwards, and how the terminal is told.
#[derive(Clone, Copy)]
struct Scroll {
    area: Rect,
    rows: i32,
    has_margins: bool,
}

/// What a terminal shows, and what it takes to have it show something else.
pub(super) struct Painter {
    shown: Frame,
    next: Frame,
    /// Whether it is not known what the terminal shows.
    is_unknown: bool,
    /// Where the cursor is shown.
    cursor: Option<(u16, u16)>,
    abilities: Abilities,
}

impl Painter {
    pub(super) fn new(area: Rect, abilities: Abilities) -> Self {
        let mut painter = Self {
            shown: Frame::default(),
            next: Frame::default(),
            is_unknown: true,
            cursor: None,
            abilities,
        };
        painter.resize(area);
        painter
    }

    /// Learns what the terminal can do.
    pub(super) fn adopt(&mut self, abilities: Abilities) {
        self.is_unknown |= self.abilities.has_links != abilities.has_links;
        self.abilities = abilities;
    }

    /// Takes a new size, and paints every cell anew with the next frame.
    pub(super) fn resize(&mut self, area: Rect) {
        self.shown.reset(area);
        self.next.reset(area);
        self.forget();
    }

    /// Paints every cell anew with the next frame.
    pub(super) fn forget(&mut self) {
        self.is_unknown = true;
    }

    /// The bytes that have the terminal show what `draw` puts on the cells, which says where the cursor is to be; none
    /// where it shows that already. `scrolling` are areas whose rows may have moved.
    pub(super) fn paint(
        &mut self,
        scrolling: &[Rect],
        draw: impl FnOnce(&mut Buffer, Option<&mut Links>) -> Option<(u16, u16)>,
    ) -> Vec<u8> {
        let area = self.shown.buffer.area;
        self.next.reset(area);
        let links = self.abilities.has_links.then_some(&mut self.next.links);
        let cursor = draw(&mut self.next.buffer, links);
        let mut start = Vec::new();
        let is_new = std::mem::take(&mut self.is_unknown);
        if is_new {
            self.shown.reset(area);
            self.cursor = None;
            start.extend_from_slice(b"\x1b[?25l\x1b[m\x1b[2J");
        }
        let mut pen = Pen::new(start, area);
        difference(&self.shown, &self.next, &mut pen);
        if pen.out.len() > CHEAP {
            for scroll in self.scrolls(scrolling) {
                let mut other = Pen::new(Vec::new(), area);
                let mut shown = self.shown.clone();
                shown.scroll(scroll.area, scroll.rows);
                other.scroll(scroll.area, scroll.rows, scroll.has_margins);
                difference(&shown, &self.next, &mut other);
                if other.out.len() < pen.out.len() {
                    pen = other;
                }
            }
        }
        pen.finish();
        if cursor != self.cursor || cursor.is_some() && !pen.out.is_empty() {
            pen.show_cursor(cursor, self.cursor.is_some());
        }
        let out = pen.out;
        self.cursor = cursor;
        std::mem::swap(&mut self.shown, &mut self.next);
        if !is_new && out.len() < AT_ONCE { out } else { [BEGINS, &out, ENDS].concat() }
    }

    /// The ways of scrolling that bring rows to where they are to be.
    fn scrolls(&self, areas: &[Rect]) -> Vec<Scroll> {
        let whole = self.shown.buffer.area;
        let mut scrolls = Vec::new();
        for area in areas.iter().map(|area| area.intersection(whole)) {
            let Some(rows) = self.moved(area) else { continue };
            let rows_whole = Rect { x: 0, width: whole.width, ..area };
            for (area, has_margins) in [(rows_whole, false), (area, true)] {
                let is_told = !has_margins || self.abilities.has_margins && area.width < whole.width;
                if is_told && area.width > 1 && self.is_movable(area) {
                    scrolls.push(Scroll { area, rows, has_margins });
                }
            }
        }
        scrolls
    }

    /// By how many rows what stands in an area moved up, or down if negative; `None` where it did not.
    fn moved(&self, area: Rect) -> Option<i32> {
        let is_same = |before: u16, after: u16| {
            (area.left()..area.right())
                .all(|x| looks_alike(&self.shown.buffer[(x, before)], &self.next.buffer[(x, after)]))
        };
        let is_blank = |y: u16| (area.left()..area.right()).all(|x| is_plain(&self.next.buffer[(x, y)]));
        let worth: Vec<u16> = (area.top()..area.bottom()).filter(|y| !is_blank(*y)).collect();
        let most = i32::from(area.height.min(MOST_ROWS)) - 1;
        let count = |rows: i32| {
            let from = |y: u16| u16::try_from(i32::from(y) + rows).ok();
            let within = |y: &u16| (area.top()..area.bottom()).contains(y);
            worth.iter().filter(|y| from(**y).filter(within).is_some_and(|from| is_same(from, **y))).count()
        };
        let still = count(0);
        let shifts = (1..=most).flat_map(|rows| [rows, -rows]);
        let (most, rows) =
            shifts.map(|rows| (count(rows), rows)).max_by_key(|(count, rows)| (*count, -rows.abs()))?;
        (most > still && most >= LEAST_ROWS).then_some(rows)
    }

    /// Whether nothing in an area is more than text, and nothing is cut by its edges.
    fn is_movable(&self, area: Rect) -> bool {
        (area.top()..area.bottom()).all(|y| {
            let is_text = |x: u16| {
                [&self.shown, &self.next].iter().all(|frame| {
                    matches!(
                        frame.buffer[(x, y)].diff_option,
                        CellDiffOption::None | CellDiffOption::AlwaysUpdate
                    )
                })
            };
            let is_cut = |x: u16| x > 0 && columns(&self.shown.buffer[(x - 1, y)]) > 1;
            (area.left()..area.right()).all(is_text)
                && !is_cut(area.left())
                && !(area.right() < self.shown.buffer.area.right() && is_cut(area.right()))
        })
    }
}

/// Columns of what stands in a cell.
fn columns(cell: &Cell) -> u16 {
    match cell.diff_option {
        CellDiffOption::ForcedWidth(columns) => columns.get(),
        _ if cell.symbol().len() == 1 => 1,
        _ => measure::width(cell.symbol()).max(1) as u16,
    }
}

/// Whether every terminal takes what stands in a cell for as wide.
fn is_sure(cell: &Cell) -> bool {
    cell.symbol().chars().nth(1).is_none()
}

/// Columns of what stands in a cell on a terminal that sets each of its characters beside the other.
fn most_columns(cell: &Cell) -> usize {
    if is_sure(cell) {
        return columns(cell).into();
    }
    cell.symbol().chars().map(|c| measure::width(c.encode_utf8(&mut [0; 4]))).sum()
}

/// Whether a cell belongs to a picture that is drawn from another cell.
fn is_skipped(cell: &Cell) -> bool {
    cell.diff_option == CellDiffOption::Skip
}

/// Whether nobody can tell two cells apart.
fn looks_alike(a: &Cell, b: &Cell) -> bool {
    a.symbol() == b.symbol() && Look::of(a) == Look::of(b) && is_skipped(a) == is_skipped(b)
}

/// Whether a cell is as a cleared one.
fn is_plain(cell: &Cell) -> bool {
    cell.symbol() == " " && Look::of(cell) == Look::default() && !is_skipped(cell)
}

/// Writes what is different in `next`.
fn difference<'f>(shown: &Frame, next: &'f Frame, pen: &mut Pen<'f>) {
    let area = next.buffer.area;
    // A picture that text lay over is drawn anew as a whole.
    let is_uncovered =
        shown.buffer.content.iter().zip(&next.buffer.content).any(|(a, b)| is_skipped(b) && !is_skipped(a));
    let mut stale = Vec::new();
    for y in 0..area.height {
        let start = usize::from(y) * usize::from(area.width);
        let cells = start..start + usize::from(area.width);
        // Most rows of most frames are as they were.
        let is_new = |i: usize| {
            !looks_alike(&shown.buffer.content[i], &next.buffer.content[i])
                || shown.links.at(i) != next.links.at(i)
                || is_uncovered
                    && matches!(next.buffer.content[i].diff_option, CellDiffOption::ForcedWidth(_))
        };
        if !cells.clone().any(is_new) {
            continue;
        }
        stale.clear();
        stale.extend(cells.clone().map(is_new));
        uncover(&shown.buffer.content[cells.clone()], &mut stale);
        let row = Row { y, start, frame: next, shown: &shown.buffer.content[cells.clone()], stale: &stale };
        row.write(pen);
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

/// A row of a frame with the cells in it that are to be written.
struct Row<'f, 'r> {
    y: u16,
    /// The index of its first cell.
    start: usize,
    frame: &'f Frame,
    shown: &'r [Cell],
    stale: &'r [bool],
}

impl<'f> Row<'f, '_> {
    fn cell(&self, x: usize) -> &'f Cell {
        &self.frame.buffer.content[self.start + x]
    }

    /// Whether a cell is as a cleared one.
    fn is_clear(&self, x: usize) -> bool {
        is_plain(self.cell(x)) && self.frame.links.at(self.start + x).is_none()
    }

    fn write(&self, pen: &mut Pen<'f>) {
        let width = self.stale.len();
        let end = (0..width).rev().take_while(|x| self.is_clear(*x)).last().unwrap_or(width);
        // Up to here a terminal that takes what was written for wider has written over what stood there.
        let mut overrun = 0;
        let mut x = 0;
        while x < width {
            let columns = usize::from(columns(self.cell(x))).min(width - x);
            let is_due = |x: usize| x < overrun || self.stale[x];
            if is_skipped(self.cell(x)) || !(x..x + columns).any(is_due) {
                x += columns;
                continue;
            }
            let blanks = (x..width).take_while(|x| self.is_clear(*x)).count();
            let due = (x..x + blanks).filter(|x| is_due(*x)).count();
            if x >= end && due >= BLANKS_AT_END {
                self.go_to(x, pen);
                pen.clear_row();
                return;
            }
            if x < end && due >= BLANKS {
                self.go_to(x, pen);
                pen.clear(blanks);
                x += blanks;
                continue;
            }
            self.write_cell(x, columns, pen);
            overrun = overrun.max(x + most_columns(self.cell(x)));
            x += columns;
        }
    }

    fn write_cell(&self, x: usize, columns: usize, pen: &mut Pen<'f>) {
        let cell = self.cell(x);
        let is_sure = is_sure(cell);
        if !is_sure && columns > 1 && (x..x + columns).any(|x| !is_plain(&self.shown[x])) {
            // A terminal that takes it for narrower would leave something standing behind it.
            self.go_to(x, pen);
            pen.dress(Look::default(), None);
            pen.put(&" ".repeat(columns), columns as u16);
        }
        self.go_to(x, pen);
        let look = Look::of(cell);
        pen.dress(
            if cell.symbol() == " " { pen.look_for_blank(look) } else { look },
            self.frame.links.at(self.start + x),
        );
        pen.put(cell.symbol(), columns as u16);
        if !is_sure {
            // Terminals do not agree on its width: what follows is put where it belongs.
            pen.lose();
        }
    }

    /// Goes to a column, over a short gap by writing what stands in it.
    fn go_to(&self, x: usize, pen: &mut Pen) {
        if let Some(from) = pen.gap_to(x as u16, self.y) {
            let gap = usize::from(from)..x;
            let is_as_written = |x: usize| {
                let cell = self.cell(x);
                let look = Look::of(cell);
                let look = if cell.symbol() == " " { pen.look_for_blank(look) } else { look };
                cell.symbol().len() == 1
                    && cell.diff_option == CellDiffOption::None
                    && pen.is_dressed(look, self.frame.links.at(self.start + x))
            };
            if gap.len() <= pen::SHORT && gap.clone().all(is_as_written) {
                let written: String = gap.clone().map(|x| self.cell(x).symbol()).collect();
                pen.put(&written, gap.len() as u16);
            }
        }
        pen.go_to(x as u16, self.y);
    }
}

#[cfg(test)]
mod tests;
