//! A picture over the whole screen, in the middle, its description below.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use crate::app::State;
use crate::app::pictures::{self, Album};
use crate::layout::measure;
use crate::model::Clean;

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let Some(enlarged) = &state.pictures.enlarged else { return };
    let (title, status) = (state.areas.title, state.areas.status);
    let body =
        Rect { x: 0, y: title.height, width: title.width, height: status.y.saturating_sub(title.height) };
    canvas.clear(body);
    let columns = usize::from(body.width).saturating_sub(2);
    let caption = enlarged.caption(columns);
    let below = body.bottom().saturating_sub(caption.len() as u16).max(body.top());
    for (i, words) in caption.iter().enumerate() {
        let x = body.x + (usize::from(body.width).saturating_sub(measure::width(words)) / 2) as u16;
        canvas.put((x, below + i as u16), words, columns, canvas.theme.quiet());
    }
    let room = below.saturating_sub(body.top() + 1);
    let Some(wanted) = state.enlarged_size() else {
        place_words(canvas, Rect { height: room, ..body }, &waiting(&state.pictures.album, enlarged.file()));
        return;
    };
    let (width, height) = wanted.1;
    let area = Rect {
        x: body.x + body.width.saturating_sub(width) / 2,
        y: body.y + room.saturating_sub(height) / 2,
        width: width.min(body.width),
        height: height.min(room),
    };
    if state.sheet.is_some() || !canvas.hang(&wanted, area, 0) {
        place_words(canvas, Rect { height: room, ..body }, &waiting(&state.pictures.album, enlarged.file()));
    }
}

/// What stands where a picture will be.
pub(super) fn waiting(album: &Album, file: &Clean) -> String {
    album.measured(file).map_or_else(|| "…".to_owned(), |measured| pictures::told(file, measured))
}

fn place_words(canvas: &mut Canvas, area: Rect, words: &str) {
    let columns = usize::from(area.width).saturating_sub(2);
    let x = area.x + (usize::from(area.width).saturating_sub(measure::width(words)) / 2) as u16;
    canvas.put_fitted((x, area.y + area.height / 2), words, columns, canvas.theme.quiet());
}
