//! Where everything stands in the window.
//!
//! ```text
//! title ───────────────────────────────────────────────
//! thread                                    │ panel        wide: beside it
//! thread                                    │ panel
//! status ──────────────────────────────────────────────
//!                          ▲ the scrollbar parts the two
//! ```
//!
//! The tour takes a few rows above the status line. In a narrow window the panel is hidden; while it has the keys it stands
//! below the thread. The reader says how wide the text is, on which side the panel stands, and whether there is anything but
//! the text.

use super::State;

/// How the window is shared out, as the reader wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The widest text, in columns.
    pub measure: u16,
    /// Whether text that leaves columns free stands in their middle, and not at the left.
    pub is_centred: bool,
    /// Whether the panel stands to the left.
    pub has_panel_left: bool,
    /// Whether there is nothing but the text.
    pub is_bare: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self { measure: 80, is_centred: true, has_panel_left: false, is_bare: false }
    }
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// First column.
    pub x: u16,
    /// First row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// Whether a cell lies in it.
    pub fn contains(self, x: u16, y: u16) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

/// The rectangles of one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// What the thread is.
    pub title: Area,
    /// All between title and status.
    pub body: Area,
    /// The posts, with a column for the bar of the current one.
    pub thread: Area,
    /// The column of the scrollbar.
    pub scrollbar: Area,
    /// The panel, if it is shown.
    pub panel: Option<Area>,
    /// What the tour says, while it lasts.
    pub tour: Area,
    /// Messages, search, hints.
    pub status: Area,
    /// Columns and rows that sheets have, with the status line.
    pub room: (u16, u16),
}

/// The largest window that is drawn; beyond it cells are left alone. Two frames of this size take 38 MB.
pub const LARGEST: (u16, u16) = (1000, 400);
/// The narrowest window with the panel beside the thread, in columns.
const BESIDE: u16 = 72;
/// The narrowest panel, in columns.
const NARROWEST_PANEL: u16 = 16;
/// The narrowest thread beside a panel, in columns.
const NARROWEST_THREAD: u16 = 30;

impl Areas {
    /// The areas for what a state shows.
    pub fn new(state: &State) -> Self {
        let (width, height) = (state.size.0.min(LARGEST.0), state.size.1.min(LARGEST.1));
        if state.is_bare() {
            return Self::bare(state, (width, height));
        }
        let title = Area { width, height: height.min(1), ..Area::default() };
        let status = Area {
            y: height.saturating_sub(1).max(title.height),
            width,
            height: u16::from(height > 1),
            x: 0,
        };
        let under = status.y - title.height;
        let rows = state.tour.map_or(0, |tour| tour.rows(state, width)).min(under / 2);
        let tour = Area { y: status.y - rows, width, height: rows, x: 0 };
        let body = Area { y: title.height, width, height: under - rows, x: 0 };
        let room = (state.size.0, state.size.1.saturating_sub(rows));
        let mut areas = Self { title, status, tour, room, body, thread: body, ..Self::default() };
        let is_reading = state.reading.is_some();
        let has_rows = !state.picking.rows.is_empty() || !state.picking.narrow.text().is_empty();
        let is_beside = width >= BESIDE && !state.is_plain;
        // What is read aloud is one column: the panel is there while it is used.
        let wanted = state.picking.wanted.filter(|_| !state.is_plain);
        let shown = is_reading
            && (state.picking.has_focus || wanted.unwrap_or(has_rows) && (is_beside || wanted.is_some()));
        let is_left = shown && is_beside && state.page.has_panel_left;
        if shown && is_beside {
            let most = width.saturating_sub(NARROWEST_THREAD).max(NARROWEST_PANEL);
            let usual = (width * 3 / 10).clamp(26, 40);
            let wide = state.picking.width.unwrap_or(usual).clamp(NARROWEST_PANEL, most);
            let x = if is_left { 0 } else { width - wide };
            areas.panel = Some(Area { x, width: wide, ..body });
            areas.thread.width = width - wide;
            areas.thread.x = if is_left { wide } else { 0 };
        } else if shown {
            // Below: half of the height, all of it where half is too little to read.
            let has_both = body.height >= 8 && !state.is_plain;
            let below = if has_both { body.height / 2 } else { body.height };
            areas.panel = Some(Area { y: body.y + body.height - below, height: below, ..body });
            areas.thread.height = body.height - below;
        }
        if is_reading {
            let bar = u16::from(!state.is_plain).min(areas.thread.width);
            areas.thread.width -= bar;
            let Area { x, width, .. } = areas.thread;
            // Between the two, on whichever side the panel is.
            areas.scrollbar = Area { x: if is_left { x } else { x + width }, width: bar, ..areas.thread };
            areas.thread.x += if is_left { bar } else { 0 };
            areas.fit_measure(state);
        }
        areas
    }

    /// The text alone, over the whole window; the last row is lent to what must be said or typed.
    fn bare(state: &State, (width, height): (u16, u16)) -> Self {
        let status = Area { y: height.saturating_sub(1), width, height: height.min(1), x: 0 };
        // What is typed for a while must not cover what it finds.
        let height = if state.prompt.is_some() { status.y } else { height };
        let mut areas = Self { status, thread: Area { width, height, ..Area::default() }, ..Self::default() };
        areas.fit_measure(state);
        areas
    }

    /// On a very wide window the measure stands in the middle of its pane, unless the left is wanted.
    fn fit_measure(&mut self, state: &State) {
        let Some(reading) = &state.reading else { return };
        let beside = if state.is_plain { 3 } else { 4 };
        let measure = state.page.measure + reading.number_columns() as u16 + beside;
        let spare = self.thread.width.saturating_sub(measure);
        self.thread.x += if state.page.is_centred { spare / 2 } else { 0 };
        self.thread.width -= spare;
    }
}
