//! What stands over the screen: a sheet, or the keys that may follow those typed.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::rect;
use crate::app::State;
use crate::app::sheets::Sheet;
use crate::layout::measure;

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    if let Some(sheet) = &state.sheet {
        if state.is_plain {
            // Nothing beside it, or it would be read along with it.
            let body = Rect { x: 0, y: 0, width: state.size.0, height: state.areas.room.1.saturating_sub(1) };
            canvas.clear(body);
        }
        draw_sheet(canvas, state, sheet);
    } else if !state.pending.is_empty() {
        draw_continuations(canvas, state);
    }
}

fn draw_sheet(canvas: &mut Canvas, state: &State, sheet: &Sheet) {
    let frame = rect(sheet.area);
    let columns = usize::from(frame.width.saturating_sub(4));
    let labels = sheet.label_columns;
    let end = (sheet.top + sheet.height).min(sheet.lines.len());
    let place =
        if sheet.lines.len() > sheet.height { format!("{end}/{}", sheet.lines.len()) } else { String::new() };
    let title = match sheet.narrow.text() {
        "" => sheet.title.to_owned(),
        words => format!("{} with “{words}”", sheet.title),
    };
    draw_frame(canvas, state, frame, (&title, &place));
    if sheet.lines.is_empty() {
        canvas.put_fitted(
            (frame.x + 2, frame.y + 1),
            "Nothing with these words",
            columns,
            canvas.theme.quiet(),
        );
    }
    for (i, line) in sheet.lines[sheet.top.min(end)..end].iter().enumerate() {
        let (x, y) = (frame.x + 2, frame.y + 1 + i as u16);
        if line.is_head {
            canvas.put_fitted((x, y), &line.words, columns, canvas.theme.head());
            continue;
        }
        canvas.put_fitted((x, y), &line.label, labels, canvas.theme.key());
        canvas.put_fitted(
            (x + labels as u16 + 2, y),
            &line.words,
            columns.saturating_sub(labels + 2),
            canvas.theme.role(crate::layout::Role::Body),
        );
        if sheet.is_choice() && line.row == sheet.cursor {
            canvas.mark(Rect { x: frame.x + 1, y, width: frame.width.saturating_sub(2), height: 1 });
        }
    }
}

/// A frame with a title at its upper edge and a place at its lower one, blank within.
pub(super) fn draw_frame(canvas: &mut Canvas, state: &State, frame: Rect, (title, place): (&str, &str)) {
    canvas.clear(frame);
    if frame.width < 2 || frame.height < 2 {
        return;
    }
    let inner = usize::from(frame.width) - 2;
    if !state.is_plain {
        draw_edges(canvas, frame);
    }
    canvas.put_fitted(
        (frame.x + 2, frame.y),
        &format!(" {title} "),
        inner.saturating_sub(2),
        canvas.theme.head(),
    );
    if !place.is_empty() && inner > place.len() + 4 {
        let x = frame.right() - 4 - place.len() as u16;
        canvas.put((x, frame.bottom() - 1), &format!(" {place} "), place.len() + 2, canvas.theme.frame());
    }
}

fn draw_edges(canvas: &mut Canvas, frame: Rect) {
    let inner = usize::from(frame.width) - 2;
    let edge = "─".repeat(inner);
    canvas.put((frame.x, frame.y), &format!("╭{edge}╮"), inner + 2, canvas.theme.frame());
    for y in frame.y + 1..frame.bottom() - 1 {
        canvas.put((frame.x, y), "│", 1, canvas.theme.frame());
        canvas.put((frame.right() - 1, y), "│", 1, canvas.theme.frame());
    }
    canvas.put((frame.x, frame.bottom() - 1), &format!("╰{edge}╯"), inner + 2, canvas.theme.frame());
}

/// A frame for so many columns and rows in the corner above the status line, with its title; alone and at the top where
/// it is read aloud.
pub(super) fn draw_corner(
    canvas: &mut Canvas,
    state: &State,
    (columns, rows): (usize, usize),
    title: &str,
) -> Rect {
    let body = Rect { x: 0, y: 0, width: state.size.0, height: state.areas.room.1.saturating_sub(1) };
    let width = columns.min(usize::from(body.width.saturating_sub(4))) as u16 + 4;
    let height = (rows as u16 + 2).min(body.height);
    let frame = if state.is_plain {
        canvas.clear(body);
        Rect { width, height, ..body }
    } else {
        Rect { x: body.width.saturating_sub(width), y: body.height.saturating_sub(height), width, height }
    };
    draw_frame(canvas, state, frame, (title, ""));
    frame
}

/// The keys that may follow, as soon as a sequence is begun.
fn draw_continuations(canvas: &mut Canvas, state: &State) {
    let rows = state.keymap.continuations(state.mode(), &state.pending);
    let keys = rows.iter().map(|(keys, _)| measure::width(keys)).max().unwrap_or(0);
    let words = rows.iter().map(|(_, does)| measure::width(does)).max().unwrap_or(0);
    let typed: Vec<_> = state.pending.iter().map(ToString::to_string).collect();
    let frame = draw_corner(canvas, state, (keys + 2 + words, rows.len()), &typed.join(" "));
    let columns = usize::from(frame.width.saturating_sub(4));
    for (i, (key, does)) in rows.iter().enumerate().take(usize::from(frame.height.saturating_sub(2))) {
        let (x, y) = (frame.x + 2, frame.y + 1 + i as u16);
        canvas.put((x, y), key, keys, canvas.theme.key());
        canvas.put_fitted(
            (x + keys as u16 + 2, y),
            does,
            columns.saturating_sub(keys + 2),
            ratatui::style::Style::new(),
        );
    }
}
