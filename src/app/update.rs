//! What each event does to the state. Every arm is a call into the module that knows.

use std::sync::Arc;

use super::contents::Known;
use super::finding::next_hit;
use super::keymap::{Found, Key, Mode, Press, key_for, look_up};
use super::moving::{fold, hop_in_thread, scroll_in_thread};
use super::picking::Sort;
use super::reading::Reading;
use super::sheets::{Sheet, Use};
use super::typing::Line;
use super::{Action, Document, Effect, Event, Message, MouseKind, State, Walk};
use crate::index::Rank;

/// Rows that one notch of the wheel scrolls.
const WHEEL: isize = 3;
/// The largest number before a motion.
const MOST_COUNT: usize = 10_000_000;

/// Takes an event; what comes back is to be performed, and answered with further events.
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    let effects = match event {
        Event::Key(press) => state.press(press),
        Event::Paste(text) => state.paste(&text),
        Event::Mouse(kind, x, y) => state.mouse(kind, x, y),
        Event::Resize(width, height) => {
            state.size = (width, height);
            Vec::new()
        }
        Event::Opened(Ok(document)) => state.open(document),
        Event::Opened(Err(problem)) => {
            state.opening = None;
            state.message = Some(Message::problem(problem));
            Vec::new()
        }
        Event::Listed(entry, known) => {
            if let Some(entry) = state.contents.entries.get_mut(entry) {
                entry.known = known.map_or_else(Known::Problem, Known::Summary);
            }
            if !state.contents.narrow.text().is_empty() {
                state.contents.list();
            }
            Vec::new()
        }
        Event::Found(generation, hits) => state.found(generation, hits),
        Event::Done(message) => {
            state.message = Some(message);
            Vec::new()
        }
        Event::Resumed => vec![Effect::Redraw],
    };
    state.settle();
    effects
}

impl State {
    /// Shows a thread from its beginning.
    fn open(&mut self, document: Arc<Document>) -> Vec<Effect> {
        self.opening = None;
        self.message = None;
        if document.thread.is_empty() {
            self.message = Some(Message::problem("There is nothing to read in this file."));
            return Vec::new();
        }
        if !document.thread.warnings.is_empty() {
            let count = document.thread.warnings.len();
            let noun = if count == 1 { "warning" } else { "warnings" };
            let key = key_for(Mode::Thread, Action::Facts);
            self.message = Some(Message::info(format!("{count} {noun} about this file; {key} shows them")));
        }
        self.picking = super::Picking {
            wanted: self.picking.wanted,
            widened: self.picking.widened,
            ..Default::default()
        };
        self.picking.list(&document);
        self.finding.clear();
        self.walk = Walk::Search;
        self.ticked = None;
        self.reading = Some(Reading::new(document));
        Vec::new()
    }

    /// Takes a key: a digit of a number, a step of a sequence, a character to type, or an action.
    fn press(&mut self, press: Press) -> Vec<Effect> {
        let mode = self.mode();
        if self.pending.is_empty() && self.take_digit(mode, press) {
            return Vec::new();
        }
        if mode == Mode::Sheet
            && let Press { key: Key::Char(digit @ '1'..='9'), ctrl: false, alt: false } = press
            && self.sheet.as_ref().is_some_and(Sheet::is_choice)
        {
            return self.take_choice(digit as usize - '1' as usize);
        }
        self.pending.push(press);
        match look_up(mode, &self.pending) {
            Found::Prefix => Vec::new(),
            Found::Action(action) => {
                self.pending.clear();
                self.message = None;
                let count = self.count.take();
                self.perform(mode, action, count)
            }
            Found::Nothing => {
                let keys: Vec<_> =
                    std::mem::take(&mut self.pending).iter().map(ToString::to_string).collect();
                self.count = None;
                if let (Mode::Prompt, Press { key: Key::Char(c), ctrl: false, alt: false }) = (mode, press) {
                    return self.typed(|line| line.insert(c.encode_utf8(&mut [0; 4])));
                }
                let help = key_for(Mode::Thread, Action::Help);
                self.message = Some(Message::info(format!(
                    "{} does nothing here; {help} shows the keys",
                    keys.join(" ")
                )));
                Vec::new()
            }
        }
    }

    /// Whether the press was a digit of a number before a motion.
    fn take_digit(&mut self, mode: Mode, press: Press) -> bool {
        let Press { key: Key::Char(c), ctrl: false, alt: false } = press else { return false };
        let (Mode::Thread | Mode::Panel | Mode::Contents, Some(digit)) = (mode, c.to_digit(10)) else {
            return false;
        };
        if digit == 0 && self.count.is_none() {
            return false;
        }
        self.count = Some((self.count.unwrap_or(0) * 10 + digit as usize).min(MOST_COUNT));
        true
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        // Outside the prompt a paste is no run of commands.
        if self.prompt.is_some() { self.typed(|line| line.insert(text)) } else { Vec::new() }
    }

    fn perform(&mut self, mode: Mode, action: Action, count: Option<usize>) -> Vec<Effect> {
        match action {
            Action::Quit => return vec![Effect::Quit],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Mouse => return self.turn_mouse(),
            Action::Help => self.sheet = Some(Sheet::help(mode)),
            Action::Facts => self.show_facts(),
            Action::TogglePanel => self.toggle_panel(),
            Action::WidenPanel => self.picking.widened = (self.picking.widened + 4).min(400),
            Action::NarrowPanel => self.picking.widened = (self.picking.widened - 4).max(-400),
            Action::SearchForward | Action::SearchBackward => return self.open_prompt(mode, action),
            Action::NextHit | Action::PreviousHit => {
                self.walk(action == Action::PreviousHit, count.unwrap_or(1));
            }
            Action::Filter => self.filter(mode),
            Action::Back => return self.back(mode),
            _ => {
                return match mode {
                    Mode::Thread => self.perform_in_thread(action, count),
                    Mode::Panel => self.perform_in_panel(action, count),
                    Mode::Contents => self.perform_in_contents(action, count),
                    Mode::Sheet => self.perform_in_sheet(action, count),
                    Mode::Prompt => self.perform_in_prompt(action),
                };
            }
        }
        Vec::new()
    }

    fn perform_in_thread(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        match action {
            Action::CopyPost => return self.copy_post(),
            Action::CopyThread => return self.copy_thread(),
            Action::CopyLink => return self.take_link(Use::Copy),
            Action::OpenLink => return self.take_link(Use::Open),
            Action::FocusPanel => {
                if self.picking.rows.is_empty() && self.picking.narrow.text().is_empty() {
                    self.message =
                        Some(Message::info("No handles, tags or links in this thread: the panel is empty."));
                } else {
                    self.picking.has_focus = true;
                }
                return Vec::new();
            }
            _ => {}
        }
        let Some(reading) = &mut self.reading else { return Vec::new() };
        if !scroll_in_thread(reading, action, count) {
            let said = hop_in_thread(reading, action, count).or_else(|| fold(reading, action, count));
            self.message = said.map(Message::info);
        }
        Vec::new()
    }

    fn perform_in_panel(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let height = self.areas.panel.map_or(1, |panel| isize::try_from(panel.height.max(1)).unwrap_or(1));
        if let Some(rows) = rows_of(action, count, height) {
            self.picking.move_by(rows);
            return Vec::new();
        }
        match action {
            Action::NextSection | Action::PreviousSection => {
                for _ in 0..count.unwrap_or(1).min(16) {
                    self.picking.move_section(action == Action::NextSection);
                }
            }
            Action::Choose => self.choose(),
            Action::CopyLink => return self.take_item(Use::Copy),
            Action::OpenLink => return self.take_item(Use::Open),
            Action::FocusPanel => self.picking.has_focus = false,
            Action::Sort => {
                let (sort, said) = match self.picking.sort {
                    Sort::Count => (Sort::Appearance, "Sorted by first appearance"),
                    Sort::Appearance => (Sort::Count, "Sorted by count"),
                };
                self.picking.sort = sort;
                self.message = Some(Message::info(said));
                if let Some(reading) = &self.reading {
                    self.picking.list(&reading.document);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn perform_in_contents(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let height = isize::try_from(self.areas.thread.height.max(1)).unwrap_or(1);
        if let Some(rows) = rows_of(action, count, height) {
            self.contents.move_by(rows);
        } else if action == Action::Choose
            && let Some(entry) = self.contents.marked()
        {
            self.opening = Some(self.contents.entries[entry].name.to_string());
            return vec![Effect::Open(entry)];
        }
        Vec::new()
    }

    fn perform_in_sheet(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let Some(sheet) = &mut self.sheet else { return Vec::new() };
        let height = isize::try_from(sheet.height.max(1)).unwrap_or(1);
        if let Some(rows) = rows_of(action, count, height) {
            sheet.move_by(rows);
        } else if action == Action::Choose {
            let row = sheet.cursor;
            return if sheet.is_choice() {
                self.take_choice(row)
            } else {
                self.sheet = None;
                Vec::new()
            };
        }
        Vec::new()
    }

    fn turn_mouse(&mut self) -> Vec<Effect> {
        self.has_mouse = !self.has_mouse;
        let key = key_for(Mode::Thread, Action::Mouse);
        self.message = Some(Message::info(if self.has_mouse {
            "The mouse is unspool's again".to_owned()
        } else {
            format!("The mouse is the terminal's: select with it; {key} takes it back")
        }));
        vec![Effect::TakeMouse(self.has_mouse)]
    }

    fn show_facts(&mut self) {
        if let Some(reading) = &self.reading {
            let document = &reading.document;
            let post =
                document.tree.order().get(reading.current().index()).map(|ix| document.thread.post(*ix));
            self.sheet = Some(Sheet::facts(document, post.as_ref()));
        }
    }

    fn toggle_panel(&mut self) {
        let is_shown = self.areas.panel.is_some();
        self.picking.wanted = Some(!is_shown);
        self.picking.has_focus &= !is_shown;
    }

    /// Marks what the panel's cursor is on and goes to its first mention.
    fn choose(&mut self) {
        let Some(reading) = &mut self.reading else { return };
        let Some(chosen) = self.picking.choose(&reading.document) else { return };
        self.walk = Walk::Chosen;
        if reading.outline.is_filtered() {
            let ranks = ranks(&chosen.hits);
            reading.outline.set_filter(Some(ranks));
        }
        if let Some(first) = chosen.hits.first() {
            reading.go_to_hit(*first);
        }
    }

    /// Goes to the next mark, or the one before.
    pub(super) fn walk(&mut self, backward: bool, times: usize) {
        if self.mode() == Mode::Panel
            && self
                .picking
                .item()
                .is_some_and(|item| self.picking.chosen.as_ref().is_none_or(|c| c.item != item))
        {
            return self.choose();
        }
        let backward = backward != (self.walk == Walk::Search && self.finding.is_backward);
        let hits = match (self.walk, &self.picking.chosen) {
            (Walk::Chosen, Some(chosen)) => &chosen.hits,
            _ => &self.finding.hits,
        };
        let Some(reading) = &mut self.reading else { return };
        let mut wrapped = None;
        for _ in 0..times.min(hits.len().max(1)) {
            let Some((next, around)) = next_hit(hits, reading.cursor_point(), backward) else {
                let key = key_for(Mode::Thread, Action::SearchForward);
                let text = if self.finding.is_active() {
                    format!("{} is not in this thread", self.finding.query.text)
                } else {
                    format!("Nothing is marked: {key} searches, Enter in the panel marks a name")
                };
                self.message = Some(Message::info(text));
                return;
            };
            reading.go_to_hit(hits[next]);
            if around {
                wrapped = Some(if backward { "Went on from the end" } else { "Went on from the top" });
            }
        }
        self.message = wrapped.map(Message::info);
    }

    /// Shows only the posts with marks, or all again.
    fn filter(&mut self, mode: Mode) {
        let Some(reading) = &mut self.reading else { return };
        if mode == Mode::Panel
            && self
                .picking
                .item()
                .is_some_and(|item| self.picking.chosen.as_ref().is_none_or(|c| c.item != item))
        {
            reading.outline.set_filter(None);
            self.picking.choose(&reading.document);
            self.walk = Walk::Chosen;
        }
        if self.reading.as_ref().is_some_and(|reading| reading.outline.is_filtered()) {
            self.unfilter();
            return;
        }
        let ranks = ranks(self.marks());
        let Some(reading) = &mut self.reading else { return };
        if ranks.is_empty() {
            let key = key_for(Mode::Thread, Action::SearchForward);
            let text = format!("Nothing to filter by: search with {key} or choose in the panel first");
            self.message = Some(Message::info(text));
            return;
        }
        reading.outline.set_filter(Some(ranks));
    }

    fn unfilter(&mut self) {
        if let Some(reading) = &mut self.reading {
            reading.outline.set_filter(None);
            let current = reading.document.tree.rank(reading.place().0.post);
            reading.outline.reveal(&reading.document.tree, current);
        }
    }

    /// Undoes one thing, the nearest to hand.
    fn back(&mut self, mode: Mode) -> Vec<Effect> {
        match mode {
            Mode::Prompt => return self.give_up_prompt(),
            Mode::Sheet => self.sheet = None,
            Mode::Contents if !self.contents.narrow.text().is_empty() => {
                self.contents.narrow = Line::default();
                self.contents.list();
            }
            Mode::Contents => self.say_how_to_quit(mode),
            Mode::Panel if !self.picking.narrow.text().is_empty() => {
                self.picking.narrow = Line::default();
                self.relist();
            }
            Mode::Panel | Mode::Thread => self.back_in_thread(mode),
        }
        Vec::new()
    }

    fn back_in_thread(&mut self, mode: Mode) {
        if self.reading.as_ref().is_some_and(|reading| reading.outline.is_filtered()) {
            self.unfilter();
        } else if self.picking.chosen.take().is_some() {
            self.walk = Walk::Search;
        } else if mode == Mode::Panel {
            self.picking.has_focus = false;
        } else if self.finding.is_active() {
            self.finding.clear();
        } else if !self.contents.entries.is_empty() {
            self.reading = None;
        } else {
            self.say_how_to_quit(mode);
        }
    }

    fn say_how_to_quit(&mut self, mode: Mode) {
        self.message = Some(Message::info(format!("{} quits", key_for(mode, Action::Quit))));
    }

    pub(super) fn relist(&mut self) {
        if let Some(reading) = &self.reading {
            self.picking.list(&reading.document);
        }
    }

    fn mouse(&mut self, kind: MouseKind, x: u16, y: u16) -> Vec<Effect> {
        let rows = if kind == MouseKind::WheelUp { -WHEEL } else { WHEEL };
        let is_wheel = kind != MouseKind::Press;
        if let Some(sheet) = &mut self.sheet {
            if is_wheel {
                sheet.move_by(rows);
            } else {
                self.sheet = None;
            }
            return Vec::new();
        }
        if self.prompt.is_some() && !is_wheel {
            return Vec::new();
        }
        if let Some(panel) = self.areas.panel.filter(|panel| panel.contains(x, y)) {
            if is_wheel {
                self.picking.move_by(rows);
            } else if self.picking.point_at(usize::from(y - panel.y)) {
                self.picking.has_focus = true;
                self.choose();
            }
            return Vec::new();
        }
        self.mouse_in_thread(is_wheel, rows, (x, y))
    }

    fn mouse_in_thread(&mut self, is_wheel: bool, rows: isize, (x, y): (u16, u16)) -> Vec<Effect> {
        let (thread, bar) = (self.areas.thread, self.areas.scrollbar);
        let Some(reading) = &mut self.reading else {
            if is_wheel {
                self.contents.move_by(rows);
            } else if thread.contains(x, y) {
                self.contents.cursor = (self.contents.top + usize::from(y - thread.y))
                    .min(self.contents.listed.len().saturating_sub(1));
                return self.perform_in_contents(Action::Choose, None);
            }
            return Vec::new();
        };
        if is_wheel {
            reading.scroll(rows);
        } else if bar.contains(x, y) {
            let count = reading.document.tree.len();
            let rank = usize::from(y - bar.y) * count / usize::from(bar.height.max(1));
            reading.go_to(reading.outline.nearest(Rank(rank as u32)));
        } else if y >= thread.y && y < thread.y + thread.height {
            self.picking.has_focus = false;
            reading.point_at(usize::from(y - thread.y));
        }
        Vec::new()
    }
}

/// The ranks of hits, each once.
fn ranks(hits: &[super::Hit]) -> Vec<u32> {
    let mut ranks: Vec<u32> = hits.iter().map(|hit| hit.rank.0).collect();
    ranks.dedup();
    ranks
}

/// How many rows a motion moves a mark in a list with `height` rows in sight.
fn rows_of(action: Action, count: Option<usize>, height: isize) -> Option<isize> {
    let times = isize::try_from(count.unwrap_or(1)).unwrap_or(1);
    Some(match action {
        Action::LineDown => times,
        Action::LineUp => -times,
        Action::HalfPageDown => times.saturating_mul((height / 2).max(1)),
        Action::HalfPageUp => -times.saturating_mul((height / 2).max(1)),
        Action::PageDown => times.saturating_mul(height),
        Action::PageUp => -times.saturating_mul(height),
        Action::Top => isize::MIN / 2,
        Action::Bottom => isize::MAX / 2,
        _ => return None,
    })
}
