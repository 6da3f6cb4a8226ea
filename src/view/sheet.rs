//! What stands over the screen: a sheet, or the keys that may follow those typed.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::rect;
use crate::app::State;
use crate::app::sheets::Sheet;
use crate::layout::measure;

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    if let Some(sheet) = &state.sheet {
        draw_sheet(canvas, sheet);
    } else if !state.pending.is_empty() {
        draw_continuations(canvas, state);
    }
}

fn draw_sheet(canvas: &mut Canvas, sheet: &Sheet) {
    let frame = rect(sheet.area);
    let columns = usize::from(frame.width.saturating_sub(4));
    let labels = sheet.label_columns;
    let end = (sheet.top + sheet.height).min(sheet.lines.len());
    let place =
        if sheet.lines.len() > sheet.height { format!("{end}/{}", sheet.lines.len()) } else { String::new() };
    draw_frame(canvas, frame, sheet.title, &place);
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
            canvas.restyle(
                Rect { x: frame.x + 1, y, width: frame.width - 2, height: 1 },
                canvas.theme.marked(),
            );
        }
    }
}

/// A frame with a title at its upper edge and a place at its lower one, blank within.
pub(super) fn draw_frame(canvas: &mut Canvas, frame: Rect, title: &str, place: &str) {
    canvas.clear(frame);
    if frame.width < 2 || frame.height < 2 {
        return;
    }
    let inner = usize::from(frame.width) - 2;
    let edge = "─".repeat(inner);
    canvas.put((frame.x, frame.y), &format!("╭{edge}╮"), inner + 2, canvas.theme.frame());
    for y in frame.y + 1..frame.bottom() - 1 {
        canvas.put((frame.x, y), "│", 1, canvas.theme.frame());
        canvas.put((frame.right() - 1, y), "│", 1, canvas.theme.frame());
    }
    canvas.put((frame.x, frame.bottom() - 1), &format!("╰{edge}╯"), inner + 2, canvas.theme.frame());
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

/// The keys that may follow, as soon as a sequence is begun.
fn draw_continuations(canvas: &mut Canvas, state: &State) {
    let rows = state.keymap.continuations(state.mode(), &state.pending);
    let keys = rows.iter().map(|(keys, _)| measure::width(keys)).max().unwrap_or(0);
    let words = rows.iter().map(|(_, does)| measure::width(does)).max().unwrap_or(0);
    let columns = (keys + 2 + words).min(usize::from(state.size.0.saturating_sub(4)));
    let height = (rows.len() as u16 + 2).min(state.size.1.saturating_sub(1));
    let frame = Rect {
        x: state.size.0.saturating_sub(columns as u16 + 4),
        y: state.areas.status.y.saturating_sub(height),
        width: columns as u16 + 4,
        height,
    };
    let typed: Vec<_> = state.pending.iter().map(ToString::to_string).collect();
    draw_frame(canvas, frame, &typed.join(" "), "");
    for (i, (key, does)) in rows.iter().enumerate().take(usize::from(height.saturating_sub(2))) {
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
