//! The overview: posts over time as bars, authors by their posts, names along the thread; `●` is where the reader is, `▲`
//! the bar that is marked.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::Canvas;
use super::panel::LEVELS;
use crate::app::State;
use crate::app::document::Document;
use crate::app::overview::{Overview, OverviewRow, Stop, author};
use crate::layout::measure;
use crate::model::thousands;

/// Where the reader is.
const HERE: &str = "●";
/// What is marked on an axis.
const MARKED: &str = "▲";

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let (Some(overview), Some(reading)) = (&state.overview, &state.reading) else { return };
    let area = state.areas.body;
    let width = usize::from(area.width);
    for (i, row) in overview.rows.iter().skip(overview.top).take(usize::from(area.height)).enumerate() {
        let at = (area.x, area.y + i as u16);
        if let Some(words) = overview.row_told(row, &reading.document).filter(|_| state.is_plain) {
            canvas.put_fitted((at.0 + 1, at.1), &words, width.saturating_sub(2), Style::new());
            continue;
        }
        match row {
            OverviewRow::Blank => {}
            OverviewRow::Head(words) => {
                let style = canvas.theme.head();
                canvas.put_fitted((at.0 + 1, at.1), words, width.saturating_sub(2), style);
            }
            OverviewRow::More(words) => {
                let style = canvas.theme.quiet();
                canvas.put_fitted((at.0 + 3, at.1), words, width.saturating_sub(4), style);
            }
            OverviewRow::Bars(level) => draw_bars(canvas, overview, *level, at, width),
            OverviewRow::Axis => draw_axis(canvas, overview, at, width),
            OverviewRow::Dates => draw_dates(canvas, overview, at, width),
            OverviewRow::Author(writer) => {
                draw_author(canvas, (&reading.document, overview), *writer, at, area.width);
            }
            OverviewRow::Name(name) => {
                draw_name(canvas, (&reading.document, overview), *name, at, area.width);
            }
            OverviewRow::Thread => draw_thread(canvas, &reading.document, overview, at, area.width),
        }
    }
}

/// One row of the bars: what of each reaches into it.
fn draw_bars(canvas: &mut Canvas, overview: &Overview, level: usize, (x, y): (u16, u16), width: usize) {
    let Some(bins) = &overview.bins else { return };
    let highest = bins.counts.iter().copied().max().unwrap_or(0).max(1);
    let scale = overview.scale_columns();
    let label = if level + 1 == overview.bar_rows { thousands(highest) } else { String::new() };
    let quiet = canvas.theme.quiet();
    canvas.put((x, y), &format!(" {label:>columns$} │", columns = scale - 3), width, quiet);
    let blank = usize::from(overview.bar_columns > 2);
    for (i, count) in bins.counts.iter().enumerate() {
        let eighths = (count * 8 * overview.bar_rows).div_ceil(highest);
        let filled = eighths.saturating_sub(level * 8).min(8);
        if filled == 0 {
            continue;
        }
        let is_marked = overview.stop() == Some(Stop::Times) && overview.bin == i;
        let style =
            if is_marked { canvas.theme.accent().patch(canvas.theme.head()) } else { canvas.theme.accent() };
        let column = scale + i * overview.bar_columns;
        let bar = LEVELS[filled].repeat(overview.bar_columns - blank);
        canvas.put((x + column as u16, y), &bar, width.saturating_sub(column), style);
    }
}

/// What the bars stand on, with where the reader is and what is marked.
fn draw_axis(canvas: &mut Canvas, overview: &Overview, (x, y): (u16, u16), width: usize) {
    let Some(bins) = &overview.bins else { return };
    let scale = overview.scale_columns();
    let columns = bins.counts.len() * overview.bar_columns;
    let line = format!(" {:>zero$} └{}", 0, "─".repeat(columns), zero = scale - 3);
    let quiet = canvas.theme.quiet();
    canvas.put((x, y), &line, width, quiet);
    let middle = (overview.bar_columns - 1) / 2;
    let is_marked = overview.stop() == Some(Stop::Times);
    let marks = [(overview.here.0, HERE), (Some(overview.bin).filter(|_| is_marked), MARKED)];
    for (bin, sign) in marks {
        if let Some(bin) = bin {
            let column = scale + bin * overview.bar_columns + middle;
            let style = canvas.theme.accent().patch(canvas.theme.head());
            canvas.put((x + column as u16, y), sign, width.saturating_sub(column), style);
        }
    }
}

/// Where the axis begins and where it ends, as far as there is room for both.
fn draw_dates(canvas: &mut Canvas, overview: &Overview, (x, y): (u16, u16), width: usize) {
    let Some(bins) = &overview.bins else { return };
    let name = |start: Option<&i64>| start.map(|start| bins.period.name(*start)).unwrap_or_default();
    let (first, last) = (name(bins.starts.first()), name(bins.starts.last()));
    let scale = overview.scale_columns();
    let quiet = canvas.theme.quiet();
    let used = scale + canvas.put_fitted((x + scale as u16, y), &first, width.saturating_sub(scale), quiet);
    let columns = measure::width(&last);
    let end = (scale + bins.counts.len() * overview.bar_columns).max(used + 2 + columns).min(width);
    if bins.starts.len() > 1 && end >= used + 2 + columns {
        canvas.put((x + (end - columns) as u16, y), &last, columns, quiet);
    }
}

/// The sign, the label and the count of a row; the column in which its bar begins.
fn draw_label(
    canvas: &mut Canvas,
    overview: &Overview,
    (label, count): (&str, usize),
    (x, y): (u16, u16),
    (width, is_marked, is_here): (u16, bool, bool),
) -> usize {
    if is_here {
        let style = canvas.theme.accent().patch(canvas.theme.head());
        canvas.put((x + 1, y), HERE, usize::from(width), style);
    }
    let columns = overview.label_columns;
    canvas.put_fitted((x + 3, y), label, columns.min(usize::from(width).saturating_sub(3)), Style::new());
    let count = thousands(count);
    let right = usize::from(width).saturating_sub(count.len() + 1);
    let quiet = canvas.theme.quiet();
    if right > columns + 3 {
        canvas.put((x + right as u16, y), &count, count.len(), quiet);
    }
    if is_marked {
        canvas.mark(Rect { x: x + 2, y, width: (columns + 2).min(usize::from(width)) as u16, height: 1 });
    }
    columns + 4
}

fn draw_author(
    canvas: &mut Canvas,
    (document, overview): (&Document, &Overview),
    i: usize,
    at: (u16, u16),
    width: u16,
) {
    let count = document.authorship().posts(i).len();
    let is_marked = overview.stop() == Some(Stop::Author(i));
    let looks = (width, is_marked, overview.here.1 == Some(i));
    let name = author(document, i).display_name();
    let column = draw_label(canvas, overview, (&name, count), at, looks);
    // Lines, not blocks: those of authors below each other would grow together.
    let halves = (count * overview.cells(width) * 2).div_ceil(overview.most_posts.max(1));
    let bar = "━".repeat(halves / 2) + if halves % 2 == 1 { "╸" } else { "" };
    let style = canvas.theme.accent();
    canvas.put((at.0 + column as u16, at.1), &bar, overview.cells(width), style);
}

fn draw_name(
    canvas: &mut Canvas,
    (document, overview): (&Document, &Overview),
    i: usize,
    (x, y): (u16, u16),
    width: u16,
) {
    let Some((name, entity)) =
        overview.names.get(i).and_then(|name| Some((name, document.entities.get(name.entity)?)))
    else {
        return;
    };
    let is_marked = overview.stop() == Some(Stop::Name(i));
    let column =
        draw_label(canvas, overview, (&entity.name, entity.count()), (x, y), (width, is_marked, false));
    let strip: String = name.strip.iter().map(|level| LEVELS[usize::from(*level).min(8)]).collect();
    let style = canvas.theme.kind(entity.kind);
    canvas.put((x + column as u16, y), &strip, overview.cells(width), style);
    if is_marked && overview.cell < name.strip.len() {
        canvas.mark(Rect { x: x + (column + overview.cell) as u16, y, width: 1, height: 1 });
    }
}

/// The thread from its first post to its last, with where the reader is.
fn draw_thread(
    canvas: &mut Canvas,
    document: &Document,
    overview: &Overview,
    (x, y): (u16, u16),
    width: u16,
) {
    let (column, cells) = (overview.label_columns + 4, overview.cells(width));
    let quiet = canvas.theme.quiet();
    let label = measure::fit("the thread", overview.label_columns).into_owned();
    canvas.put((x + 3, y), &label, overview.label_columns, quiet);
    canvas.put((x + column as u16, y), &"─".repeat(cells), cells, quiet);
    if cells > 0 {
        let style = canvas.theme.accent().patch(canvas.theme.head());
        canvas.put((x + (column + overview.here.2) as u16, y), HERE, 1, style);
        let last = thousands(document.tree.len());
        let right = usize::from(width).saturating_sub(last.len() + 1);
        canvas.put((x + right as u16, y), &last, last.len(), quiet);
    }
}
