//! State to frame, one file per region of the screen. Drawing reads the state and changes nothing.
//!
//! ```text
//! title                                                   title.rs
//! ▌1 Ana Ruiz @anaruiz      14 Mar 2024 09:26 │ Handles 3  thread.rs │ panel.rs
//!    Words of the first post …                ┃   @botran     scrollbar.rs between them; contents.rs
//! status                                                  status.rs, tour.rs above it; sheet.rs stands over all
//! ```

mod canvas;
mod chooser;
mod contents;
mod overview;
mod panel;
mod reading_aloud;
mod scrollbar;
mod sheet;
mod status;
pub mod theme;
mod thread;
mod title;
mod tour;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::State;
use crate::app::geometry::Area;
use canvas::Canvas;
use theme::Theme;

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, state: &State, theme: &Theme) {
    let whole = frame.area();
    let cursor = {
        let mut canvas = Canvas::new(frame.buffer_mut(), whole, theme);
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
        chooser::draw(&mut canvas, state);
        sheet::draw(&mut canvas, state);
        tour::draw(&mut canvas, state);
        let typing = status::draw(&mut canvas, state);
        typing.or_else(|| reading_aloud::cursor(state))
    };
    if let Some((x, y)) = cursor
        && whole.contains((x, y).into())
    {
        frame.set_cursor_position((x, y));
    }
}

fn rect(area: Area) -> Rect {
    Rect { x: area.x, y: area.y, width: area.width, height: area.height }
}
