//! The list of files or of the threads in one, or the word that a file is being opened.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::rect;
use crate::app::State;
use crate::app::contents::Known;
use crate::app::geometry::Area;
use crate::layout::measure;
use crate::model::thousands;

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let area = state.areas.thread;
    if let Some(entry) = state.opening.filter(|_| !state.contents.is_list()) {
        return draw_opening(canvas, state, state.contents.label(entry));
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
        draw_known(canvas, state, &contents.known(*entry), (row, start));
        if i == contents.cursor {
            canvas.mark(rect(row));
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

/// Columns of a date in the usual form; a longer one takes more.
const DATE: usize = 11;

/// The widest bar that shows how far a file is read, in columns.
const BAR: usize = 40;

/// The only file while it is opened: its name, and how far it is.
fn draw_opening(canvas: &mut Canvas, state: &State, name: &str) {
    let area = state.areas.thread;
    let room = usize::from(area.width.saturating_sub(4));
    let rows = usize::from(area.height);
    if rows == 0 {
        return;
    }
    let y = area.y + (area.height.saturating_sub(5)) / 3;
    let name = if name == "-" { "standard input" } else { name };
    let x = area.x + 2;
    canvas.put((x, y), &measure::fit_end(&format!("Opening {name} …"), room), room, canvas.theme.head());
    let Some(progress) = &state.growing.progress else { return };
    if let Some(done) = progress.thousandths().filter(|_| rows >= 5) {
        let columns = BAR.min(room);
        let full = usize::try_from(done).unwrap_or(0) * columns / 1000;
        canvas.put((x, y + 2), &"━".repeat(full), columns, canvas.theme.accent());
        canvas.put(
            (x + full as u16, y + 2),
            &"─".repeat(columns - full),
            columns - full,
            canvas.theme.quiet(),
        );
    }
    if rows >= 3 {
        let row = y + if rows >= 5 { 3 } else { 1 };
        canvas.put_fitted((x, row), &progress.told(), room, canvas.theme.quiet());
    }
}

/// What is known of a file, from column `start` on: `author · words …          12 posts  14 Mar 2024`.
fn draw_known(canvas: &mut Canvas, state: &State, known: &Known, (row, start): (Area, usize)) {
    let (looks, is_plain) = (&state.looks, state.is_plain);
    let width = usize::from(row.width);
    let (words, right, style) = match known {
        Known::Nothing => return,
        Known::Problem(problem) => (problem.clone(), String::new(), canvas.theme.quiet()),
        Known::Summary(summary) => {
            let told = [&*summary.author, &*summary.words];
            let told = told.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
            let sign = match (summary.is_repost, is_plain) {
                (false, _) => "",
                (true, false) => "↻ ",
                (true, true) => "passed on: ",
            };
            let words = looks.emoji.shown_in(&format!("{sign}{told}")).into_owned();
            let count = match summary.posts {
                0 | 1 => String::new(),
                posts => format!("{} {}", thousands(posts), summary.unit.noun(posts)),
            };
            let count = match summary.left {
                Some(number) if !count.is_empty() => format!("{} of {count}", thousands(number)),
                _ => count,
            };
            let kept = match (summary.annotations, is_plain) {
                (0, _) => String::new(),
                (1, true) => "1 annotation  ".to_owned(),
                (several, true) => format!("{} annotations  ", thousands(several)),
                (several, false) => format!("✎ {}  ", thousands(several)),
            };
            let date =
                summary.begun.map(|time| time.date_shown(&looks.zone, looks.dates)).unwrap_or_default();
            let style = if summary.is_repost { canvas.theme.quiet() } else { Style::new() };
            let limit = summary.visibility.as_ref().map(|limit| format!("{limit} · ")).unwrap_or_default();
            (words, format!("{kept}{count}  {limit}{date:>DATE$}"), style)
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
