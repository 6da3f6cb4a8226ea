//! What the tour says: a head with its keys, and the one thing to do now, above the status line.
//!
//! ```text
//! ── Tour 3 of 10: Search ──────────────────── A-n next  A-p back  A-q leave ──
//!  / searches as you type …
//! ```

use ratatui::style::Style;

use super::canvas::Canvas;
use super::rect;
use crate::app::keymap::Mode;
use crate::app::{Action, State};
use crate::layout::{measure, wrapping};

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let area = state.areas.tour;
    let Some(tour) = state.tour.filter(|_| area.height > 0) else { return };
    canvas.clear(rect(area));
    let width = usize::from(area.width);
    let says = tour.says(&state.keymap, state.mode());
    let has_head = area.height > 1;
    if has_head {
        let title = match tour.number() {
            Some((step, of)) => format!("Tour {step} of {of}: {}", tour.title()),
            None => tour.title().to_owned(),
        };
        if !state.is_plain {
            canvas.put((area.x, area.y), &"─".repeat(width), width, canvas.theme.frame());
        }
        canvas.put_fitted(
            (area.x + 1, area.y),
            &format!(" {title} "),
            width.saturating_sub(2),
            canvas.theme.head(),
        );
        draw_keys(canvas, state, measure::width(&title) + 5);
    }
    let rows = usize::from(area.height) - usize::from(has_head);
    let columns = width.saturating_sub(2).max(1);
    for (i, line) in wrapping::wrap(&says, columns).into_iter().take(rows).enumerate() {
        let y = area.y + u16::from(has_head) + i as u16;
        // Where there is no room for all, the last row shows that there is more.
        let words = if i + 1 == rows { &says[line.start..] } else { &says[line] };
        canvas.put_fitted((area.x + 1, y), words, columns, Style::new());
    }
}

/// The keys of the tour, at the right end of its head, where there is room for them all.
fn draw_keys(canvas: &mut Canvas, state: &State, from: usize) {
    let area = state.areas.tour;
    let hints = state.keymap.hints(Mode::Tour);
    let is_over = state.tour.is_some_and(|tour| tour.number().is_none());
    let leave = state.keymap.first_key(Mode::Tour, Action::LeaveTour);
    let hints: Vec<_> = hints.into_iter().filter(|(key, _)| !is_over || Some(*key) == leave).collect();
    let columns: usize = hints.iter().map(|(key, word)| measure::width(key) + measure::width(word) + 3).sum();
    if from + columns + 2 > usize::from(area.width) {
        return;
    }
    let mut x = area.x + area.width - columns as u16 - 2;
    x += canvas.put((x, area.y), " ", 1, Style::new()) as u16;
    for (key, word) in hints {
        x += canvas.put((x, area.y), key, columns, canvas.theme.key()) as u16;
        x += canvas.put((x, area.y), &format!(" {word}  "), columns, canvas.theme.quiet()) as u16;
    }
}
