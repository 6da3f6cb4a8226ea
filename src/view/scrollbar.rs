//! The column between thread and panel: where the reader is in the thread, in posts, and where the marks are.
//!
//! `│` is the track, `┃` the part in sight; a tick to the left, `┤` or `┫`, is a row with hits or mentions, one to the
//! right, `├` or `┣`, a row with annotations.

use super::canvas::Canvas;
use crate::app::State;

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let Some(reading) = &state.reading else { return };
    let area = state.areas.scrollbar;
    if area.width == 0 {
        return;
    }
    let (rows, count) = (usize::from(area.height), reading.outline.count().max(1));
    let first = reading.screen.first().map_or(0, |row| reading.outline.position(row.rank));
    let last = reading.screen.last().map_or(0, |row| reading.outline.position(row.rank));
    let mut start = first * rows / count;
    let mut end = ((last + 1) * rows).div_ceil(count);
    if last + 1 == count && end < rows {
        (start, end) = (rows - (end - start), rows);
    }
    for row in 0..rows {
        let is_in_sight = (start..end.max(start + 1)).contains(&row);
        let is_marked = |rows: &[bool]| rows.get(row).copied().unwrap_or(false);
        let (has_tick, has_notch) = (is_marked(&state.ticks), is_marked(&state.notches));
        let sign = match (has_tick, has_notch, is_in_sight) {
            (false, false, false) => "│",
            (false, false, true) => "┃",
            (true, false, false) => "┤",
            (true, false, true) => "┫",
            (false, true, false) => "├",
            (false, true, true) => "┣",
            (true, true, false) => "┼",
            (true, true, true) => "╋",
        };
        let style = if has_tick || has_notch { canvas.theme.accent() } else { canvas.theme.frame() };
        canvas.put((area.x, area.y + row as u16), sign, 1, style);
    }
}
