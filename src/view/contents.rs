//! The list of files or of the threads in one, or the word that a file is being opened.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::rect;
use crate::app::State;
use crate::app::contents::Known;
use crate::app::geometry::Area;
use crate::layout::measure;
use crate::model::{Zone, thousands};

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let area = state.areas.thread;
    if let Some(name) = state.opening.as_ref().filter(|_| state.contents.is_empty()) {
        let words = format!("Opening {name} …");
        canvas.put_fitted(
            (area.x + 1, area.y + area.height / 2),
            &words,
            usize::from(area.width.saturating_sub(2)),
            canvas.theme.quiet(),
        );
        return;
    }
    let contents = &state.contents;
    let shown = contents.listed.iter().skip(contents.top).take(usize::from(area.height));
    let most = shown.map(|entry| measure::width(contents.label(*entry))).max().unwrap_or(0);
    let name_columns = most.min(usize::from(area.width) / 3);
    let rows = contents.listed.iter().enumerate().skip(contents.top).take(usize::from(area.height));
    for (i, entry) in rows {
        let row = Area { y: area.y + (i - contents.top) as u16, height: 1, ..area };
        // Names of files differ at their ends.
        let label = measure::fit_end(contents.label(*entry), name_columns);
        canvas.put((row.x + 1, row.y), &label, name_columns, canvas.theme.head());
        let start = if name_columns == 0 { 1 } else { name_columns + 3 };
        draw_known(canvas, (&contents.known(*entry), &state.zone), row, start);
        if i == contents.cursor {
            canvas.restyle(rect(row), canvas.theme.marked());
        }
    }
    if contents.listed.is_empty() {
        let nothing = match (&contents.problem, contents.collection()) {
            (Some(problem), _) => problem,
            (None, Some(_)) => "No thread with these words",
            (None, None) => "No file of that name",
        };
        canvas.put_fitted(
            (area.x + 1, area.y),
            nothing,
            usize::from(area.width.saturating_sub(2)),
            canvas.theme.quiet(),
        );
    }
}

/// What is known of a file, from column `start` on: `author · words …          12 posts  14 Mar 2024`.
fn draw_known(canvas: &mut Canvas, (known, zone): (&Known, &Zone), row: Area, start: usize) {
    let width = usize::from(row.width);
    let (words, right, style) = match known {
        Known::Nothing => return,
        Known::Problem(problem) => (problem.clone(), String::new(), canvas.theme.quiet()),
        Known::Summary(summary) => {
            let author =
                if summary.author.is_empty() { String::new() } else { format!("{} · ", summary.author) };
            let sign = if summary.is_repost { "↻ " } else { "" };
            let words = format!("{sign}{author}{}", summary.words);
            let count = match summary.posts {
                0 | 1 => String::new(),
                posts => format!("{} {}", thousands(posts), summary.unit.noun(posts)),
            };
            let date = summary.begun.map(|time| time.date_in(zone)).unwrap_or_default();
            let style = if summary.is_repost { canvas.theme.quiet() } else { Style::new() };
            (words, format!("{count}  {date:>11}"), style)
        }
    };
    let right_columns = measure::width(&right);
    let shows_right = !right.is_empty() && width > start + right_columns + 16;
    let room = width.saturating_sub(start + 1 + if shows_right { right_columns + 2 } else { 0 });
    canvas.put_fitted((row.x + start as u16, row.y), &words, room, style);
    if shows_right {
        canvas.put(
            (row.x + (width - right_columns - 1) as u16, row.y),
            &right,
            right_columns,
            canvas.theme.quiet(),
        );
    }
}
