//! The editor of a remark, at the bottom of the window: what it is on, then the text with the terminal's cursor in it.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::rect;
use super::sheet::draw_frame;
use crate::app::State;
use crate::model::Clean;

/// Draws the editor; where the terminal's cursor belongs.
pub(super) fn draw(canvas: &mut Canvas, state: &State) -> Option<(u16, u16)> {
    let writing = state.annotating.writing.as_ref()?;
    let draft = state.annotating.draft.as_ref()?;
    let frame = rect(writing.area);
    let columns = usize::from(frame.width.saturating_sub(4));
    let rows = writing.rows();
    let end = (writing.top + rows).min(writing.lines.len());
    let place =
        if writing.lines.len() > rows { format!("{end}/{}", writing.lines.len()) } else { String::new() };
    draw_frame(canvas, state, frame, (&format!("Your remark on {}", draft.what), &place));
    let words = Clean::line(&draft.now.words_told());
    let words = if words.is_empty() { String::new() } else { format!("“{words}”") };
    canvas.put_fitted((frame.x + 2, frame.y + 1), &words, columns, canvas.theme.quiet());
    if !state.is_plain {
        canvas.put((frame.x + 2, frame.y + 2), &"─".repeat(columns), columns, canvas.theme.frame());
    }
    let bottom = frame.bottom().saturating_sub(1);
    for (i, line) in writing.lines[writing.top.min(end)..end].iter().enumerate() {
        let y = writing.first_row() + i as u16;
        if y < bottom {
            canvas.put((frame.x + 2, y), &writing.text[line.clone()], columns, Style::new());
        }
    }
    let (line, column) = writing.place();
    let y = writing.first_row() + line.saturating_sub(writing.top) as u16;
    let x = frame.x + 2 + column.min(columns) as u16;
    // Over it a sheet or a prompt may stand, which has the cursor then.
    (state.mode() == crate::app::keymap::Mode::Write && y < bottom).then_some((x, y))
}
