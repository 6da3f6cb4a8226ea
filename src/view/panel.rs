//! The panel: sections of entities and links, with how often and where in the thread each stands.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::links::Target;
use super::rect;
use crate::app::State;
use crate::app::document::{Document, STRIP};
use crate::app::picking::{Item, PanelRow};
use crate::layout::{Emoji, measure};
use crate::model::thousands;

/// Signs for the levels of a strip.
pub(super) const LEVELS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let (Some(reading), Some(area)) = (&state.reading, state.areas.panel) else { return };
    let picking = &state.picking;
    let width = usize::from(area.width);
    if !picking.rows.iter().any(|row| matches!(row, PanelRow::Item(_))) {
        canvas.put_fitted(
            (area.x + 1, area.y + 1),
            "Nothing of that name",
            width.saturating_sub(1),
            canvas.theme.quiet(),
        );
    }
    for (i, row) in picking.rows.iter().enumerate().skip(picking.top).take(usize::from(area.height)) {
        let y = area.y + (i - picking.top) as u16;
        match row {
            PanelRow::Gap => {}
            PanelRow::Narrowed => {
                let words = format!("“{}”", picking.narrow.text());
                canvas.put_fitted((area.x + 1, y), &words, width.saturating_sub(1), canvas.theme.accent());
            }
            PanelRow::Section(title, count) => {
                let used =
                    canvas.put_fitted((area.x + 1, y), title, width.saturating_sub(1), canvas.theme.head());
                let count = format!(" {}", thousands(*count));
                canvas.put(
                    (area.x + 1 + used as u16, y),
                    &count,
                    width.saturating_sub(1 + used),
                    canvas.theme.quiet(),
                );
            }
            PanelRow::Item(item) if state.is_plain => {
                let words = told(state, &reading.document, *item);
                canvas.put_fitted((area.x + 1, y), &words, width.saturating_sub(1), Style::new());
            }
            PanelRow::Item(item) => {
                let is_chosen = picking.chosen.as_ref().is_some_and(|chosen| chosen.item == *item);
                let sign = match (is_chosen, item.is_watched(&reading.document)) {
                    (true, _) => "●",
                    (false, true) => "◆",
                    (false, false) => " ",
                };
                canvas.put((area.x + 1, y), sign, width.saturating_sub(1), canvas.theme.accent());
                draw_item(
                    canvas,
                    (&reading.document, state.looks.emoji),
                    *item,
                    (area.x + 3, y, width.saturating_sub(3)),
                );
                if i == picking.cursor && picking.has_focus {
                    let row = crate::app::geometry::Area { y, height: 1, ..area };
                    canvas.mark(rect(row));
                }
            }
        }
    }
}

/// A row in words: `Fabrikam Robotics, 3 times, marked`.
fn told(state: &State, document: &Document, item: Item) -> String {
    let count = item.count(document);
    let times = if count == 1 { "once".to_owned() } else { format!("{} times", thousands(count)) };
    let is_chosen = state.picking.chosen.as_ref().is_some_and(|chosen| chosen.item == item);
    let marked = if is_chosen { ", marked" } else { "" };
    let watched = if item.is_watched(document) { ", watched" } else { "" };
    format!("{}, {times}{marked}{watched}", label(document, item))
}

/// Label, count and strip in `columns`; the strip goes first where there is no room, then the count.
fn draw_item(
    canvas: &mut Canvas,
    (document, emoji): (&Document, Emoji),
    item: Item,
    (x, y, columns): (u16, u16, usize),
) {
    let count = thousands(item.count(document));
    let count_columns = measure::width(&count) + 1;
    let label = emoji.shown_in(&label(document, item)).into_owned();
    let room = columns.saturating_sub(count_columns + STRIP + 1);
    // A link cut short tells less than where it stands; a name is told apart by its first letters.
    let is_cut = matches!(item, Item::Link(_)) && measure::width(&label) > room;
    let strip_columns = if room < 10 || is_cut { 0 } else { STRIP + 1 };
    let label_columns = columns.saturating_sub(count_columns + strip_columns);
    let style = match item {
        Item::Entity(i) => canvas.theme.kind(document.entities[i].kind),
        Item::Link(_) => canvas.theme.role(crate::layout::Role::Link),
    };
    let used = canvas.put_fitted((x, y), &label, label_columns, style);
    if let Item::Link(i) = item
        && canvas.has_links()
        && let Some(target) = Target::new(&document.links[i].url, "", ("panel", i))
    {
        canvas.lead((x, y), used, &target);
    }
    let mut at = x + (columns - count_columns.min(columns)) as u16
        - if strip_columns > 0 { STRIP as u16 + 1 } else { 0 };
    canvas.put((at, y), &format!("{count:>count_columns$}"), count_columns, canvas.theme.quiet());
    at += count_columns as u16 + 1;
    if strip_columns > 0 {
        for level in item.strip(document) {
            canvas.put((at, y), LEVELS[usize::from((*level).min(8))], 1, canvas.theme.quiet());
            at += 1;
        }
    }
}

/// A name; for a link its host, then its title or its path.
fn label(document: &Document, item: Item) -> String {
    let Item::Link(i) = item else { return item.label(document).to_owned() };
    let link = &document.links[i];
    if let Some(title) = &link.title {
        return format!("{} {title}", link.host);
    }
    let path =
        link.url.split_once("://").and_then(|(_, rest)| rest.find(['/', '?', '#']).map(|at| &rest[at..]));
    format!("{}{}", link.host, path.filter(|path| *path != "/").unwrap_or(""))
}
