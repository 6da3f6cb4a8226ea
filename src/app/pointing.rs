//! The mouse: the wheel turns what it is over, a press points at a post, chooses a row, or moves along the scrollbar.
//!
//! The bar between thread and panel is both scrollbar and divider: held and moved along it scrolls, held and moved across
//! it makes the panel wider or narrower.

use super::geometry::Area;
use super::reading::{Reading, View};
use super::{Action, Effect, MouseKind, State};

/// Rows that one notch of the wheel scrolls.
const WHEEL: isize = 3;

/// What the mouse has hold of.
#[derive(Clone, Debug)]
pub(super) enum Held {
    /// The scrollbar, and where the reader was before.
    Bar(Option<View>),
    /// The divider.
    Divider,
}

impl State {
    pub(super) fn mouse(&mut self, kind: MouseKind, x: u16, y: u16) -> Vec<Effect> {
        let rows = if kind == MouseKind::WheelUp { -WHEEL } else { WHEEL };
        let is_wheel = matches!(kind, MouseKind::WheelUp | MouseKind::WheelDown);
        let is_press = matches!(
            kind,
            MouseKind::Follow | MouseKind::Press | MouseKind::SecondPress | MouseKind::ThirdPress
        );
        if self.sheet.is_some() {
            return match kind {
                _ if is_wheel => self.turn_sheet(rows),
                _ if is_press => self.press_sheet(x, y),
                _ => Vec::new(),
            };
        }
        if self.annotating.writing.is_some() {
            return Vec::new();
        }
        if self.annotating.list.is_some() {
            return self.mouse_in_list(is_wheel.then_some(rows), kind == MouseKind::Press, y);
        }
        if self.chooser.is_some() {
            if is_wheel {
                self.turn_chooser(rows);
            }
            return Vec::new();
        }
        if self.prompt.is_some() && !is_wheel {
            return Vec::new();
        }
        if self.overview.is_some() {
            return match kind {
                MouseKind::SecondPress => self.perform_in_overview(Action::Choose, None),
                MouseKind::WheelUp => self.perform_in_overview(Action::LineUp, None),
                MouseKind::WheelDown => self.perform_in_overview(Action::LineDown, None),
                MouseKind::Press => {
                    self.point_in_overview(x, y);
                    Vec::new()
                }
                _ => Vec::new(),
            };
        }
        if self.pictures.enlarged.is_some() {
            return self.mouse_over_picture(kind);
        }
        if self.hold(kind, (x, y)) || kind == MouseKind::Follow && self.show_link((x, y)) {
            return Vec::new();
        }
        if !is_wheel && !is_press {
            self.select_with_mouse(kind, (x, y));
            return Vec::new();
        }
        if let Some(panel) = self.areas.panel.filter(|panel| panel.contains(x, y)) {
            if is_wheel {
                self.picking.move_by(rows);
            } else if self.picking.point_at(usize::from(y - panel.y)) {
                self.selection = None;
                self.picking.has_focus = true;
                self.choose();
            }
            return Vec::new();
        }
        if self.reading.is_some() {
            self.mouse_in_thread(is_wheel.then_some(rows), (x, y));
            if kind == MouseKind::Press && self.enlarge_at((x, y)) {
                return Vec::new();
            }
            if is_press && self.areas.thread.contains(x, y) {
                self.select_with_mouse(kind, (x, y));
            }
            return Vec::new();
        }
        if is_wheel || kind == MouseKind::Press {
            return self.mouse_in_contents(is_wheel.then_some(rows), (x, y));
        }
        Vec::new()
    }

    /// Takes hold of the bar between thread and panel, moves it, lets it go; whether it was that.
    fn hold(&mut self, kind: MouseKind, (x, y): (u16, u16)) -> bool {
        let (bar, panel) = (self.areas.scrollbar, self.areas.panel);
        // Beside the thread, the panel's first column is blank.
        let divider =
            panel.filter(|panel| panel.height == bar.height).map(|panel| Area { width: 1, ..panel });
        match (kind, self.held.take()) {
            (MouseKind::Press, _) if divider.is_some_and(|divider| divider.contains(x, y)) => {
                self.held = Some(Held::Divider);
                true
            }
            (MouseKind::Press, _) if bar.contains(x, y) => {
                self.held = Some(Held::Bar(self.reading.as_ref().map(Reading::view)));
                // The press itself scrolls.
                false
            }
            (MouseKind::Drag, Some(Held::Bar(before))) if x == bar.x || divider.is_none() => {
                self.held = Some(Held::Bar(before));
                self.mouse_in_thread(None, (bar.x, y.clamp(bar.y, bar.y + bar.height.saturating_sub(1))));
                true
            }
            (MouseKind::Drag, Some(held)) => {
                if let (Held::Bar(Some(before)), Some(reading)) = (held, &mut self.reading) {
                    // It was not meant to scroll.
                    reading.return_to(before);
                }
                self.held = Some(Held::Divider);
                let is_right = divider.is_some_and(|divider| divider.x > 0);
                let width = if is_right { self.size.0.saturating_sub(x + 1) } else { x };
                self.picking.width = Some(width.max(1));
                true
            }
            (MouseKind::Release, held) => held.is_some(),
            _ => false,
        }
    }

    /// Goes on among pictures over the screen, or closes them.
    fn mouse_over_picture(&mut self, kind: MouseKind) -> Vec<Effect> {
        match kind {
            MouseKind::WheelDown => self.perform_in_picture(Action::NextPicture, None),
            MouseKind::WheelUp => self.perform_in_picture(Action::PreviousPicture, None),
            MouseKind::Press => self.perform_in_picture(Action::Back, None),
            _ => Vec::new(),
        }
    }

    /// Shows the picture in a cell of the thread over the screen; whether there is one.
    fn enlarge_at(&mut self, (x, y): (u16, u16)) -> bool {
        let area = self.areas.thread;
        let Some(reading) = self.reading.as_ref().filter(|_| area.contains(x, y)) else { return false };
        let Some(row) = reading.screen.get(usize::from(y - area.y)) else { return false };
        let file = reading.picture_file(row).cloned();
        if file.is_some() {
            self.enlarge(file.as_ref());
        }
        file.is_some()
    }

    fn turn_sheet(&mut self, rows: isize) -> Vec<Effect> {
        if let Some(sheet) = &mut self.sheet {
            sheet.move_by(rows);
        }
        Vec::new()
    }

    /// Takes the row of a sheet to choose from; beside the sheet, closes it.
    fn press_sheet(&mut self, x: u16, y: u16) -> Vec<Effect> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        if !sheet.area.contains(x, y) {
            self.sheet = None;
            return Vec::new();
        }
        // Below the upper edge.
        let line = sheet.top + usize::from(y - sheet.area.y).wrapping_sub(1);
        let row = sheet.lines.get(line).map(|line| line.row);
        row.map_or_else(Vec::new, |row| self.take_choice(row))
    }

    fn mouse_in_thread(&mut self, turned: Option<isize>, (x, y): (u16, u16)) {
        let (thread, bar) = (self.areas.thread, self.areas.scrollbar);
        let Some(reading) = &mut self.reading else { return };
        if let Some(rows) = turned {
            reading.scroll(rows);
        } else if bar.contains(x, y) {
            let position = usize::from(y - bar.y) * reading.outline.count() / usize::from(bar.height.max(1));
            if let Some(rank) = reading.outline.nth(position) {
                reading.go_to(rank);
            }
        } else if (thread.y..thread.y + thread.height).contains(&y) {
            self.picking.has_focus = false;
            reading.point_at(usize::from(y - thread.y));
        }
    }

    fn mouse_in_contents(&mut self, turned: Option<isize>, (x, y): (u16, u16)) -> Vec<Effect> {
        let area = self.areas.thread;
        if let Some(rows) = turned {
            self.contents.move_by(rows);
        } else if area.contains(x, y) {
            let row = self.contents.top + usize::from(y - area.y);
            if row < self.contents.listed.len() {
                self.contents.cursor = row;
                return self.perform_in_contents(Action::Choose, None);
            }
        }
        Vec::new()
    }
}
