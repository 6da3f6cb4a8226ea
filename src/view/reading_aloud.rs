//! Where the terminal's cursor belongs on a screen that is read aloud: at what the last key was about.

use crate::app::State;
use crate::app::annotating::Asked;
use crate::app::finding;
use crate::app::reading::{Reading, ScreenRow};
use crate::app::selecting::Spot;

/// The first cell of the row that has the keys; `None` where the screen is not read aloud.
pub(super) fn cursor(state: &State) -> Option<(u16, u16)> {
    if !state.is_plain {
        return None;
    }
    if let Some(sheet) = &state.sheet {
        let line = if sheet.is_choice() { sheet.marked_lines().start.saturating_sub(sheet.top) } else { 0 };
        return Some((sheet.area.x + 2, sheet.area.y + 1 + line as u16));
    }
    if !state.pending.is_empty() || state.annotating.asked == Some(Asked::Bookmark) {
        return Some((2, 1));
    }
    if let Some(list) = &state.annotating.list {
        return Some((2, 1 + list.cursor.saturating_sub(list.top) as u16));
    }
    if state.chooser.is_some() {
        return Some((2, 1));
    }
    if let Some(overview) = &state.overview {
        let body = state.areas.body;
        return Some((body.x + 1, body.y + overview.marked_row() as u16));
    }
    let area = state.areas.thread;
    let Some(reading) = &state.reading else {
        let row = state.contents.cursor.saturating_sub(state.contents.top);
        return Some((area.x + 1, area.y + row as u16));
    };
    if let Some(panel) = state.areas.panel.filter(|_| state.picking.has_focus) {
        let row = state.picking.cursor.saturating_sub(state.picking.top);
        return Some((panel.x + 1, panel.y + row as u16));
    }
    let row = reading.cursor_row()?;
    let shown = reading.screen.get(row)?;
    let column = column(state, reading, shown);
    Some((area.x + 1 + column as u16, area.y + row as u16))
}

/// Where in its row the end of the selection is that moves, or the mark that the cursor is on; else where it begins.
fn column(state: &State, reading: &Reading, shown: &ScreenRow) -> usize {
    if let Some(Spot { rank, byte }) = state.selection.as_ref().map(|selection| selection.head) {
        return if rank == shown.rank { shown.row().column_of(byte) } else { 0 };
    }
    let hits = state.marks();
    let point = reading.cursor_point();
    let at = hits.partition_point(|hit| finding::point(hit, &reading.outline) < point);
    let hit = hits.get(at).filter(|hit| finding::point(hit, &reading.outline) == point);
    hit.map_or(0, |hit| shown.row().column_of(hit.start))
}
