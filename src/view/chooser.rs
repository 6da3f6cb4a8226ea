//! The choice of forms: the forms and switches, and beside them, or below in a small window, exactly what is copied.
//!
//! ```text
//! ╭─ Copy post 3 as ──────────────────────────────────────╮
//! │   Text                        > Nobody reported it. …  │
//! │ ▸ Markdown                    >                        │
//! │   …                           > — Dana Reyes, X, …     │
//! │ Tab  citation   APA                                    │
//! ╰────────────────────────────────────────────────────────╯
//! ```

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::sheet::draw_frame;
use crate::app::choosing::{Chooser, SIDE};
use crate::app::keymap::{Keymap, Mode};
use crate::app::{Action, State};
use crate::layout::measure;

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let Some(chooser) = &state.chooser else { return };
    let (width, height) = (state.size.0, state.areas.room.1.saturating_sub(1));
    let frame = Rect { x: 0, y: 0, width, height };
    let end = (chooser.top + chooser.height).min(chooser.lines.len());
    let is_cut = chooser.lines.len() > chooser.height;
    let place = if is_cut { format!("{end}/{}", chooser.lines.len()) } else { String::new() };
    draw_frame(canvas, state, frame, (&format!("Copy {} as", chooser.choice.what), &place));
    let (x, y) = if chooser.is_beside {
        draw_side(canvas, state, chooser);
        (SIDE + 4, 1)
    } else {
        draw_above(canvas, state, chooser);
        (2, 4)
    };
    let columns = usize::from(width.saturating_sub(x + 2));
    for (i, (line, is_notice)) in chooser.lines[chooser.top.min(end)..end].iter().enumerate() {
        let style = if *is_notice { canvas.theme.alarm() } else { ratatui::style::Style::new() };
        canvas.put((x, y + i as u16), line, columns, style);
    }
}

/// The forms below each other, then citation and switches.
fn draw_side(canvas: &mut Canvas, state: &State, chooser: &Chooser) {
    let height = state.areas.room.1.saturating_sub(1);
    let columns = usize::from(SIDE);
    let switches = switches(chooser, &state.keymap);
    let rows = usize::from(height).saturating_sub(switches.len() + 3).max(1);
    let at = chooser.form();
    let first = (at + 1).saturating_sub(rows);
    for (i, (_, told)) in chooser.forms.iter().enumerate().skip(first).take(rows) {
        let y = 1 + (i - first) as u16;
        let sign = if i == at { "▸ " } else { "  " };
        let style = if i == at { canvas.theme.head() } else { ratatui::style::Style::new() };
        canvas.put_fitted((2, y), &format!("{sign}{told}"), columns, style);
        if i == at {
            canvas.mark(Rect { x: 1, y, width: SIDE, height: 1 });
        }
    }
    let y = 2 + chooser.forms.len().min(rows) as u16;
    for (i, (key, what, how)) in switches.iter().enumerate() {
        let y = y + i as u16;
        canvas.put((2, y), key, 3, canvas.theme.key());
        let used = canvas.put((6, y), &format!("{what}: "), columns, canvas.theme.quiet());
        let room = columns.saturating_sub(4 + used);
        canvas.put_fitted((6 + used as u16, y), how, room, ratatui::style::Style::new());
    }
    for y in 1..height.saturating_sub(1) {
        canvas.put((SIDE + 2, y), "│", 1, canvas.theme.frame());
    }
}

/// The form and the citation in a row each, and an edge below.
fn draw_above(canvas: &mut Canvas, state: &State, chooser: &Chooser) {
    let columns = usize::from(state.size.0.saturating_sub(4));
    let form = chooser.forms.get(chooser.form()).map_or("", |(_, told)| told);
    let count = chooser.forms.len();
    let both = [Action::LineDown, Action::LineUp].map(|action| keys(&state.keymap, action)).join("/");
    let rows = [
        // As much of it as three columns hold.
        (
            if measure::width(&both) > 3 { keys(&state.keymap, Action::LineDown) } else { &both },
            format!("{form} ({}/{count})", chooser.form() + 1),
        ),
        (keys(&state.keymap, Action::NextStyle), chooser.style_told().to_owned()),
    ];
    for (i, (key, told)) in rows.iter().enumerate() {
        let y = 1 + i as u16;
        canvas.put((2, y), key, 3, canvas.theme.key());
        canvas.put_fitted((6, y), told, columns.saturating_sub(4), canvas.theme.head());
    }
    if !state.is_plain {
        canvas.put((2, 3), &"─".repeat(columns), columns, canvas.theme.frame());
    }
}

/// Key, what it switches, and how that stands.
fn switches<'k>(chooser: &Chooser, keymap: &'k Keymap) -> Vec<(&'k str, &'static str, String)> {
    let style = (Action::NextStyle, "cite", chooser.style_told().to_owned());
    let others = chooser.switches().map(|(action, what, how)| (action, what, how.to_owned()));
    let all = std::iter::once(style).chain(others);
    all.map(|(action, what, how)| (keys(keymap, action), what, how)).collect()
}

/// The key that switches something, blank where none does.
fn keys(keymap: &Keymap, action: Action) -> &str {
    keymap.first_key(Mode::Choose, action).unwrap_or_default()
}
