//! The column between thread and panel: where the reader is in the thread, in posts, and where the marks are.
//!
//! `│` is the track, `┃` the part in sight; a tick to the left, `┤` or `┫`, is a row with hits or mentions.

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
        let has_tick = state.ticks.get(row).copied().unwrap_or(false);
        let (sign, style) = match (has_tick, is_in_sight) {
            (false, false) => ("│", canvas.theme.frame()),
            (false, true) => ("┃", canvas.theme.frame()),
            (true, false) => ("┤", canvas.theme.accent()),
            (true, true) => ("┫", canvas.theme.accent()),
        };
        canvas.put((area.x, area.y + row as u16), sign, 1, style);
    }
}
