//! State to frame, one file per region of the screen. Drawing reads the state and changes nothing.
//!
//! ```text
//! title                                                   title.rs
//! ▌1 Ana Ruiz @anaruiz      14 Mar 2024 09:26 │ Handles 3  thread.rs │ panel.rs
//!    Words of the first post …                ┃   @botran     scrollbar.rs between them; contents.rs
//! status                                                  status.rs, tour.rs above it; sheet.rs stands over all
//! ```

mod annotations;
mod canvas;
mod chooser;
mod contents;
pub mod gallery;
pub mod links;
mod overview;
mod panel;
mod picture;
mod reading_aloud;
mod scrollbar;
mod sheet;
mod status;
pub mod theme;
mod thread;
mod title;
mod tour;
mod writing;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::State;
use crate::app::geometry::{Area, Areas};
use canvas::Canvas;
use gallery::Gallery;
use links::Links;
use theme::Theme;

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, state: &State, theme: &Theme) {
    if let Some(cursor) = paint(frame.buffer_mut(), Beside::default(), state, theme) {
        frame.set_cursor_position(cursor);
    }
}

/// What there is beside cells.
#[derive(Default)]
pub struct Beside<'b> {
    /// Where the cells lead, if that is wanted.
    pub links: Option<&'b mut Links>,
    /// The pictures that are ready.
    pub gallery: Option<&'b Gallery>,
}

/// Paints the whole screen on cells; where the cursor is to stand.
pub fn paint(buffer: &mut Buffer, beside: Beside, state: &State, theme: &Theme) -> Option<(u16, u16)> {
    let whole = buffer.area;
    let mut canvas = Canvas::new(buffer, beside, theme);
    title::draw(&mut canvas, state);
    if state.overview.is_some() {
        overview::draw(&mut canvas, state);
    } else if state.reading.is_some() {
        thread::draw(&mut canvas, state);
        scrollbar::draw(&mut canvas, state);
        panel::draw(&mut canvas, state);
    } else {
        contents::draw(&mut canvas, state);
    }
    picture::draw(&mut canvas, state);
    chooser::draw(&mut canvas, state);
    annotations::draw(&mut canvas, state);
    let written = writing::draw(&mut canvas, state);
    sheet::draw(&mut canvas, state);
    tour::draw(&mut canvas, state);
    let typing = status::draw(&mut canvas, state);
    let cursor = typing.or(written).or_else(|| reading_aloud::cursor(state));
    cursor.filter(|cursor| whole.contains((*cursor).into()))
}

/// The areas whose rows may move up and down by themselves, the likeliest first.
pub fn scrolling(state: &State) -> Vec<Rect> {
    let Areas { thread, panel, title, status, .. } = state.areas;
    let sheet = state.sheet.as_ref().map(|sheet| sheet.area);
    // The bar of the current post stays where it is.
    let posts = Area { x: thread.x + 1, width: thread.width.saturating_sub(1), ..thread };
    let body =
        Area { x: 0, y: title.height, width: title.width, height: status.y.saturating_sub(title.height) };
    let within = |area: Area| Area { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    let posts = if state.reading.is_some() { posts } else { body };
    sheet.map(within).into_iter().chain([posts]).chain(panel).map(rect).collect()
}

fn rect(area: Area) -> Rect {
    Rect { x: area.x, y: area.y, width: area.width, height: area.height }
}
