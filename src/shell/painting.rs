//! From one frame to the next in few bytes.
//!
//! Only cells that changed are written. Where rows moved up or down, the terminal is had to move them first, if that comes
//! to fewer bytes: within a region of whole rows, which every terminal knows, or within left and right margins as well,
//! which spares what stands beside. What comes out is bytes for the terminal; nothing here writes to it.

mod moves;
mod pen;
mod strokes;

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;

use super::abilities::Abilities;
use crate::layout::measure;
use crate::view::links::{Links, scroll_rows};
use pen::{Look, Pen};
use strokes::Strokes;

/// A difference of so few bytes is not worth looking for rows that moved.
const CHEAP: usize = 160;
/// So few bytes reach the terminal in one piece; more of them are to be shown at once when all are there.
const AT_ONCE: usize = 512;
/// Where what is to be shown at once begins, and where it ends (synchronized output, mode 2026).
const BEGINS: &[u8] = b"\x1b[?2026h";
const ENDS: &[u8] = b"\x1b[?2026l";
/// So many rows in sight must have moved together for a scroll to be tried.
const LEAST_ROWS: usize = 2;
/// In a window of more cells, larger than any screen, nothing is looked for that moved: that takes a copy of all of them.
const MOST_CELLS: u32 = 120_000;
/// Nothing is looked for that moved further than this.
const MOST_ROWS: u16 = 200;

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

impl Scroll {
    /// The rows that come in at an edge.
    fn came_in(self) -> Rect {
        let height = (self.rows.unsigned_abs() as u16).min(self.area.height);
        let y = if self.rows > 0 { self.area.bottom() - height } else { self.area.top() };
        Rect { y, height, ..self.area }
    }

    /// The row that comes in last, at the edge.
    fn last(self) -> u16 {
        if self.rows > 0 { self.area.bottom() - 1 } else { self.area.top() }
    }
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
        let mut pen = Pen::new(start, area.width);
        Strokes::between(&self.shown, &self.next).write(&mut pen);
        if pen.out.len() > CHEAP && area.area() <= MOST_CELLS {
            for scroll in self.scrolls(scrolling) {
                let other = self.scrolled(scroll);
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

    /// The next frame, written after rows have moved.
    fn scrolled(&self, scroll: Scroll) -> Pen<'_> {
        let mut shown = self.shown.clone();
        shown.scroll(scroll.area, scroll.rows);
        let mut strokes = Strokes::between(&shown, &self.next);
        let mut pen = Pen::new(Vec::new(), self.next.buffer.area.width);
        let came_in = scroll.came_in();
        pen.scroll(scroll, strokes.column(came_in, scroll.last()));
        // The rows that came in are where it stands.
        strokes.write_within(came_in, &mut pen);
        pen.end_scroll(scroll.has_margins);
        strokes.write(&mut pen);
        pen
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

#[cfg(test)]
mod tests;
