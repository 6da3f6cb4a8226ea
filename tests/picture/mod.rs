//! A screen as a picture: cells to SVG, in any font of one width.
//!
//! ```text
//! cells ─► runs of one look ─► <rect> where they have a ground, <text> fitted to their columns
//!          bars and lines   ─► <rect>, so that they meet from row to row
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unspool::layout::measure;

/// Points of a cell, across and down.
const CELL: (f32, f32) = (9.0, 19.0);
/// Where letters stand in a row.
const BASELINE: f32 = 14.5;
/// Blank around the screen.
const MARGIN: f32 = 9.0;
/// What the terminal writes with, and on.
const OWN: (&str, &str) = ("#d4d4d8", "#16181d");

/// The look of a cell: colours of letters and ground, attributes.
type Look = (String, String, Modifier);

fn look(cell: &Cell) -> Look {
    let color = |color: Color, own: &str| match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => own.to_owned(),
    };
    let (letters, ground) = (color(cell.fg, OWN.0), color(cell.bg, OWN.1));
    let is_reversed = cell.modifier.contains(Modifier::REVERSED);
    let (letters, ground) = if is_reversed { (ground, letters) } else { (letters, ground) };
    (letters, ground, cell.modifier - Modifier::REVERSED)
}

/// What of a cell a sign fills, in shares of it: left, top, width, height.
fn shape(symbol: &str) -> Option<&'static [[f32; 4]]> {
    Some(match symbol {
        "▁" => &[[0.0, 0.875, 1.0, 0.125]],
        "▂" => &[[0.0, 0.75, 1.0, 0.25]],
        "▃" => &[[0.0, 0.625, 1.0, 0.375]],
        "▄" => &[[0.0, 0.5, 1.0, 0.5]],
        "▅" => &[[0.0, 0.375, 1.0, 0.625]],
        "▆" => &[[0.0, 0.25, 1.0, 0.75]],
        "▇" => &[[0.0, 0.125, 1.0, 0.875]],
        "█" => &[[0.0, 0.0, 1.0, 1.0]],
        "▌" => &[[0.0, 0.0, 0.5, 1.0]],
        "▏" => &[[0.0, 0.0, 0.14, 1.0]],
        "│" => &[[0.44, 0.0, 0.12, 1.0]],
        "┃" => &[[0.36, 0.0, 0.28, 1.0]],
        "┤" => &[[0.44, 0.0, 0.12, 1.0], [0.0, 0.45, 0.5, 0.1]],
        "┫" => &[[0.36, 0.0, 0.28, 1.0], [0.0, 0.45, 0.5, 0.1]],
        "├" => &[[0.44, 0.0, 0.12, 1.0], [0.5, 0.45, 0.5, 0.1]],
        "┣" => &[[0.36, 0.0, 0.28, 1.0], [0.5, 0.45, 0.5, 0.1]],
        "└" => &[[0.44, 0.0, 0.12, 0.5], [0.44, 0.46, 0.56, 0.06]],
        "─" => &[[0.0, 0.46, 1.0, 0.06]],
        "━" => &[[0.0, 0.42, 1.0, 0.16]],
        "╸" => &[[0.0, 0.42, 0.5, 0.16]],
        _ => return None,
    })
}

/// The screen as an SVG document.
pub(crate) fn svg(cells: &Buffer) -> String {
    let (columns, rows) = (cells.area.width, cells.area.height);
    let size = (f32::from(columns) * CELL.0 + 2.0 * MARGIN, f32::from(rows) * CELL.1 + 2.0 * MARGIN);
    let mut classes = BTreeMap::new();
    let (mut grounds, mut letters) = (String::new(), String::new());
    for y in 0..rows {
        let mut x = 0;
        while x < columns {
            let style = look(&cells[(x, y)]);
            let mut run = Run { style, at: (x, y), text: String::new(), columns: 0 };
            run.take(cells);
            x += run.columns;
            run.draw(&mut grounds, &mut letters, &mut classes);
        }
    }
    let mut styles = String::new();
    for ((letters, attributes), class) in &classes {
        writeln!(styles, ".{class}{{fill:{letters}{attributes}}}").unwrap();
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {:.0}\" font-size=\"15\" \
         font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace\">\n\
         <style>text{{white-space:pre}}\n{styles}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n<g shape-rendering=\"crispEdges\">\n{grounds}{letters}</g></svg>\n",
        size.0, size.1, OWN.1
    )
}

/// Cells of one look beside each other.
struct Run {
    style: Look,
    at: (u16, u16),
    text: String,
    columns: u16,
}

impl Run {
    /// Takes as many cells as can be drawn as one: one that is drawn by its shape or is wide stands alone.
    fn take(&mut self, cells: &Buffer) {
        let (start, y) = self.at;
        for x in start..cells.area.width {
            let cell = &cells[(x, y)];
            let (symbol, width) = (cell.symbol(), measure::width(cell.symbol()).max(1) as u16);
            let is_alone = width > 1 || shape(symbol).is_some();
            if look(cell) != self.style || is_alone && self.columns > 0 || self.text.ends_with("  ") {
                return;
            }
            self.text.push_str(symbol);
            self.columns += width;
            if is_alone {
                return;
            }
        }
    }

    fn draw(
        &self,
        grounds: &mut String,
        out: &mut String,
        classes: &mut BTreeMap<(String, &'static str), String>,
    ) {
        let (letters, ground, attributes) = &self.style;
        let (x, y) = (f32::from(self.at.0) * CELL.0 + MARGIN, f32::from(self.at.1) * CELL.1 + MARGIN);
        let width = f32::from(self.columns) * CELL.0;
        if ground != OWN.1 {
            let height = CELL.1;
            writeln!(
                grounds,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\" fill=\"{ground}\"/>"
            )
            .unwrap();
        }
        if let Some(shapes) = shape(&self.text) {
            for [left, top, wide, high] in shapes {
                let (x, y) = (x + left * CELL.0, y + top * CELL.1);
                let (wide, high) = (wide * CELL.0, high * CELL.1);
                writeln!(
                    out,
                    "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"{letters}\"/>"
                )
                .unwrap();
            }
            return;
        }
        let words = self.text.trim_end();
        if words.is_empty() {
            return;
        }
        let blank = words.len() - words.trim_start().len();
        let (x, words) = (x + f32::from(blank as u16) * CELL.0, words.trim_start());
        let width = f32::from(measure::width(words) as u16) * CELL.0;
        let key = (letters.clone(), css(*attributes));
        let count = classes.len();
        let class = classes.entry(key).or_insert_with(|| format!("s{count}"));
        let words = words.replace('&', "&amp;").replace('<', "&lt;");
        let y = y + BASELINE;
        writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
             class=\"{class}\">{words}</text>"
        )
        .unwrap();
    }
}

/// Attributes as they are written in a style sheet.
fn css(attributes: Modifier) -> &'static str {
    let has = |attribute| attributes.contains(attribute);
    match (has(Modifier::BOLD), has(Modifier::ITALIC), has(Modifier::UNDERLINED)) {
        (false, false, false) => "",
        (true, false, false) => ";font-weight:bold",
        (false, true, false) => ";font-style:italic",
        (false, false, true) => ";text-decoration:underline",
        (true, true, false) => ";font-weight:bold;font-style:italic",
        (true, false, true) => ";font-weight:bold;text-decoration:underline",
        (false, true, true) => ";font-style:italic;text-decoration:underline",
        (true, true, true) => ";font-weight:bold;font-style:italic;text-decoration:underline",
    }
}
