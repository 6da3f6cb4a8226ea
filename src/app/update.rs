//! What each event does to the state. Every arm is a call into the module that knows.

use std::sync::Arc;

use super::contents::{Contents, Known};
use super::finding::Direction;
use super::keymap::{Found, Key, Mode, Press};
use super::moving::{fold, hop_in_thread, scroll_in_thread};
use super::picking::Sort;
use super::selecting::Grain;
use super::sheets::{Sheet, Use};
use super::showing::ReadingMode;
use super::typing::Line;
use super::{Action, Effect, Event, Message, State, Walk};
use crate::model::Clean;

/// The largest number before a motion.
const MOST_COUNT: usize = 10_000_000;

/// Takes an event; what comes back is to be performed, and answered with further events.
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    state.let_through(event).map_or_else(Vec::new, |event| with(state, |state| state.take(event)))
}

/// Does something to the state, and what is to be done after everything.
pub(super) fn with(state: &mut State, act: impl FnOnce(&mut State) -> Vec<Effect>) -> Vec<Effect> {
    let mut effects = act(state);
    effects.extend(state.adapt_marks());
    let mut effects = state.withhold(effects);
    state.taking.keep(&effects);
    state.settle();
    let asked = state.ask_for_pictures(&effects);
    effects.extend(asked);
    state.go_on_with_held(&mut effects);
    effects
}

impl State {
    fn take(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(press) => self.press(press),
            Event::Paste(text) => self.paste(&text),
            Event::Mouse(kind, x, y) => self.mouse(kind, x, y),
            Event::Resize(width, height) => {
                self.size = (width, height);
                Vec::new()
            }
            Event::Loading(entry, progress) => {
                self.loading(entry, progress);
                Vec::new()
            }
            Event::Begun(entry, opened) => self.begun(entry, opened),
            Event::Opened(entry, opened) => self.arrived(entry, opened),
            Event::ThreadOpened(entry, document) => self.thread_opened(entry, document),
            Event::Changed(entry, change) => {
                self.changed(entry, change);
                Vec::new()
            }
            Event::Listed(entry, known) => {
                // Files are told of while the threads of one of them may be listed.
                let files = self.above.as_mut().unwrap_or(&mut self.contents);
                files.learn(entry, known.map_or_else(Known::Problem, Known::Summary));
                Vec::new()
            }
            Event::Named(before, named) => self.named(&before, named),
            Event::Corrected(corrected) => self.corrected(corrected),
            Event::Hashed(file, hash) => {
                self.hashes.insert(file, Some(hash));
                self.preview();
                Vec::new()
            }
            Event::Recalled(mark, place) => self.recalled(&mark, &place),
            Event::Annotated(upon, answer) => self.annotated(&upon, *answer),
            Event::Edited(text) => {
                self.edited(text);
                Vec::new()
            }
            Event::Found(generation, hits) => self.found(generation, hits),
            Event::FoundNear(generation, hits, reach) => {
                self.found_near(generation, hits, reach);
                Vec::new()
            }
            Event::Done(message) => {
                self.message = Some(message);
                Vec::new()
            }
            Event::Ground(ground) => {
                self.theming.ground = Some(ground);
                Vec::new()
            }
            Event::PicturesMeasured(source, found) => {
                self.pictures.learn(source.as_ref(), found);
                Vec::new()
            }
            Event::PictureReady => Vec::new(),
            Event::Resumed => vec![Effect::Redraw],
            Event::Ending => self.keep_all(),
        }
    }

    /// Takes a key: a digit of a number, a step of a sequence, a character to type, or an action.
    fn press(&mut self, press: Press) -> Vec<Effect> {
        let mode = self.mode();
        self.growing.is_untouched = false;
        if let Some(effects) = self.press_in_tour(mode, press) {
            return effects;
        }
        if self.growing.is_followed && mode != Mode::Prompt && press == Press::ctrl('c') {
            return self.unfollow();
        }
        if let Some(asked) = self.annotating.asked.take() {
            return self.take_letter(asked, press);
        }
        if self.pending.is_empty() && self.take_digit(mode, press) {
            return Vec::new();
        }
        if press.key == Key::Esc && (self.count.take().is_some() || !self.pending.is_empty()) {
            self.pending.clear();
            return Vec::new();
        }
        if mode == Mode::Sheet
            && let Press { key: Key::Char(digit @ '1'..='9'), ctrl: false, alt: false } = press
            && self.sheet.as_ref().is_some_and(Sheet::takes_digits)
        {
            return self.take_choice(digit as usize - '1' as usize);
        }
        self.pending.push(press);
        match self.keymap.look_up(mode, &self.pending) {
            Found::Prefix => Vec::new(),
            Found::Action(action) => {
                self.pending.clear();
                self.message = None;
                let count = self.count.take();
                let effects = self.perform(mode, action, count);
                self.watch_tour(mode, action);
                effects
            }
            Found::Nothing => {
                let keys: Vec<_> =
                    std::mem::take(&mut self.pending).iter().map(ToString::to_string).collect();
                self.count = None;
                if let (Mode::Prompt, Press { key: Key::Char(c), ctrl: false, alt: false }) = (mode, press) {
                    return self.typed(|line| line.insert(c.encode_utf8(&mut [0; 4])));
                }
                if let (Mode::Write, Press { key: Key::Char(c), ctrl: false, alt: false }) = (mode, press) {
                    self.write_words(c.encode_utf8(&mut [0; 4]));
                    return Vec::new();
                }
                // Where help is what one is looking at, it is not to be recommended.
                let advice = match mode {
                    Mode::Sheet | Mode::Choose | Mode::Picture => {
                        format!("{} closes this", self.keymap.key_for(mode, Action::Back))
                    }
                    Mode::Prompt => format!("{} gives up", self.keymap.key_for(mode, Action::Back)),
                    Mode::Write => {
                        format!("{} keeps what is written", self.keymap.key_for(mode, Action::Keep))
                    }
                    _ => format!("{} shows the keys", self.keymap.key_for(mode, Action::Help)),
                };
                self.message = Some(Message::info(format!("{} does nothing here; {advice}", keys.join(" "))));
                Vec::new()
            }
        }
    }

    /// Whether the press was a digit of a number before a motion.
    fn take_digit(&mut self, mode: Mode, press: Press) -> bool {
        let Press { key: Key::Char(c), ctrl: false, alt: false } = press else { return false };
        let takes_counts = match mode {
            Mode::Thread
            | Mode::Select
            | Mode::Panel
            | Mode::Contents
            | Mode::Annotations
            | Mode::Overview
            | Mode::Picture => true,
            // There a digit is a choice.
            Mode::Sheet => !self.sheet.as_ref().is_some_and(Sheet::takes_digits),
            Mode::Choose | Mode::Write | Mode::Prompt | Mode::Tour => false,
        };
        let Some(digit) = c.to_digit(10).filter(|_| takes_counts) else { return false };
        if digit == 0 && self.count.is_none() {
            return false;
        }
        self.count = Some((self.count.unwrap_or(0) * 10 + digit as usize).min(MOST_COUNT));
        true
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        // Outside the prompt a paste is no run of commands.
        if self.prompt.is_some() {
            return self.typed(|line| line.insert(&Clean::text(text)));
        }
        self.write_words(text);
        Vec::new()
    }

    pub(super) fn perform(&mut self, mode: Mode, action: Action, count: Option<usize>) -> Vec<Effect> {
        match action {
            Action::Quit => {
                let mut effects = self.keep_place();
                effects.push(Effect::Quit);
                return effects;
            }
            Action::Suspend => return vec![Effect::Suspend],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Mouse => return self.turn_mouse(),
            Action::TurnZone => return self.turn_zone().into_iter().collect(),
            Action::TurnTheme => self.turn_theme(),
            Action::Help => self.sheet = Some(Sheet::help(&self.keymap, mode)),
            Action::Facts => self.show_facts(),
            Action::Reload => return self.reload(),
            Action::Follow => return self.follow(),
            Action::Overview => self.open_overview(),
            Action::TogglePanel => self.toggle_panel(),
            Action::WidenPanel | Action::NarrowPanel => self.turn_panel_width(action),
            Action::WidenText | Action::NarrowText => self.turn_measure(action),
            Action::TurnBare => self.turn_bare(),
            Action::SearchForward => return self.open_prompt(mode, Direction::Forward),
            Action::SearchBackward => return self.open_prompt(mode, Direction::Backward),
            Action::NextHit => self.walk((Direction::Forward, count.unwrap_or(1))),
            Action::PreviousHit => self.walk((Direction::Backward, count.unwrap_or(1))),
            Action::Filter => self.filter(mode),
            Action::Back => return self.back(mode),
            _ if self.holds(mode, action, count) => {}
            _ => {
                return match mode {
                    Mode::Thread => self.perform_in_thread(action, count),
                    Mode::Select => self.perform_in_select(action, count),
                    Mode::Panel => self.perform_in_panel(action, count),
                    Mode::Contents => self.perform_in_contents(action, count),
                    Mode::Overview => self.perform_in_overview(action, count),
                    Mode::Sheet => self.perform_in_sheet(action, count),
                    Mode::Annotations => self.perform_in_list(action, count),
                    Mode::Write => self.perform_in_writing(action),
                    Mode::Choose => self.perform_in_chooser(action, count),
                    Mode::Picture => self.perform_in_picture(action, count),
                    Mode::Prompt => self.perform_in_prompt(action),
                    // It has no keys beside its own.
                    Mode::Tour => Vec::new(),
                };
            }
        }
        Vec::new()
    }

    fn perform_in_thread(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        match action {
            Action::CopyPost => return self.copy_chosen(),
            Action::Note => return self.note_chosen(),
            Action::QuoteSentence => return self.copy_sentence(),
            Action::ChooseForm => self.open_chooser(),
            Action::Select => self.begin_selection(Grain::Character),
            Action::SelectPosts => self.begin_selection(Grain::Post),
            Action::MarkPost => self.mark_posts(count.unwrap_or(1)),
            Action::UnmarkAll => self.unmark_all(),
            Action::Reveal => {
                self.reveal();
                return Vec::new();
            }
            Action::ShowTree => self.show_mode(ReadingMode::Tree),
            Action::ShowByTime => self.show_mode(ReadingMode::Chronological),
            Action::ShowProse => self.show_mode(ReadingMode::Prose),
            Action::ShowAuthor => self.show_author_here(),
            Action::ShowHits => self.show_hits(),
            Action::Remark
            | Action::Bookmark
            | Action::Annotations
            | Action::Tag
            | Action::DeleteAnnotation => return self.annotate_here(action),
            Action::CopyThread => return self.copy_thread(),
            Action::Pictures => self.turn_pictures(),
            Action::Enlarge => self.enlarge(None),
            Action::CopyLink => return self.take_link(Use::Copy),
            Action::OpenLink => return self.take_link(Use::Open),
            Action::Pipe | Action::PipeLast => return self.pipe(action),
            Action::FocusPanel => {
                if self.picking.rows.is_empty() && self.picking.narrow.text().is_empty() {
                    self.message =
                        Some(Message::info("No handles, tags or links in this thread: the panel is empty."));
                } else {
                    self.picking.has_focus = true;
                }
            }
            _ => return self.move_in_thread(action, count),
        }
        Vec::new()
    }

    fn move_in_thread(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let Some(reading) = &mut self.reading else { return Vec::new() };
        if !scroll_in_thread(reading, action, count) {
            let said =
                hop_in_thread(reading, action, count).or_else(|| fold(reading, &self.keymap, action, count));
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
            Action::Mentions => self.show_mentions(),
            Action::Rename
            | Action::RenameHere
            | Action::Kind
            | Action::KindHere
            | Action::Merge
            | Action::MergeHere
            | Action::Ignore
            | Action::IgnoreHere
            | Action::Watch => return self.correct(action),
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

    pub(super) fn perform_in_contents(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let height = isize::try_from(self.areas.thread.height.max(1)).unwrap_or(1);
        if let Some(rows) = rows_of(action, count, height) {
            self.contents.move_by(rows);
        }
        match action {
            Action::Sort => {
                let said = self.contents.turn_sort();
                self.message = Some(Message::info(said));
            }
            Action::Reposts => self.turn_reposts(),
            _ => {}
        }
        let Some(entry) = self.contents.marked().filter(|_| action == Action::Choose) else {
            return Vec::new();
        };
        if let Some((_, reading)) = self.left.take_if(|(left, _)| *left == entry) {
            // As it was left, without reading the file again.
            self.opening = None;
            self.entry = entry;
            if self.contents.collection().is_none() {
                self.growing.file = Some(entry);
            }
            self.show(reading);
            let mut effects = self.mark_what_narrowed();
            effects.extend(self.recall_annotations());
            return effects;
        }
        if self.opening.replace(entry) == Some(entry) {
            return Vec::new();
        }
        vec![match self.contents.collection() {
            None => Effect::Open(entry),
            Some(collection) => {
                let collection = Arc::clone(collection);
                Effect::OpenThread { collection, thread: Contents::thread(entry), entry }
            }
        }]
    }

    fn show_facts(&mut self) {
        if let (None, Some(collection)) = (&self.reading, self.contents.collection()) {
            self.sheet = Some(Sheet::facts(&collection.document, None));
        } else if self.reading.is_none() {
            self.message = Some(Message::info("Facts are told of an open thread, or of a file with many"));
        }
        if let Some(reading) = &self.reading {
            let document = &reading.document;
            let post =
                document.tree.order().get(reading.current().index()).map(|ix| document.thread.post(*ix));
            self.sheet = Some(Sheet::facts(document, post.as_ref()));
        }
    }

    /// Undoes one thing, the nearest to hand.
    fn back(&mut self, mode: Mode) -> Vec<Effect> {
        match mode {
            Mode::Prompt => return self.give_up_prompt(),
            Mode::Sheet => match &mut self.sheet {
                Some(sheet) if !sheet.narrow.text().is_empty() => sheet.narrow_to(Line::default()),
                _ => self.sheet = None,
            },
            Mode::Annotations => self.back_in_list(),
            Mode::Write => self.give_up_writing(),
            Mode::Choose => self.chooser = None,
            Mode::Overview => self.overview = None,
            Mode::Picture => self.pictures.enlarged = None,
            Mode::Select => self.selection = None,
            Mode::Contents if self.opening.is_some() && self.contents.is_list() => {
                let is_file = self.contents.collection().is_none();
                self.opening = None;
                return is_file.then(|| self.leave_file()).into_iter().collect();
            }
            _ if self.growing.is_followed && matches!(mode, Mode::Contents | Mode::Thread) => {
                return self.unfollow();
            }
            Mode::Contents if !self.contents.narrow.text().is_empty() => {
                self.contents.narrow = Line::default();
                self.contents.forget_found();
            }
            Mode::Contents => match self.above.take() {
                Some(files) => {
                    (self.contents, self.left) = (files, None);
                    return vec![self.leave_file()];
                }
                None => self.say_how_to_quit(mode),
            },
            Mode::Panel if !self.picking.narrow.text().is_empty() => {
                self.picking.narrow = Line::default();
                self.relist();
            }
            Mode::Panel | Mode::Thread => return self.back_in_thread(mode),
            Mode::Tour => {}
        }
        Vec::new()
    }

    fn back_in_thread(&mut self, mode: Mode) -> Vec<Effect> {
        if self.reading.as_ref().is_some_and(|reading| reading.showing.is_narrowed()) {
            self.widen();
            return Vec::new();
        }
        if self.picking.chosen.take().is_some() {
            self.walk = Walk::Search;
        } else if mode == Mode::Panel {
            self.picking.has_focus = false;
        } else if self.finding.is_active() {
            self.finding.clear();
        } else if !self.picking.narrow.text().is_empty() {
            self.picking.narrow = Line::default();
            self.relist();
        } else if self.reading.as_ref().is_some_and(|reading| reading.showing.mode != self.preferred) {
            self.show_mode(self.preferred);
        } else if self.page.is_bare && mode == Mode::Thread {
            self.turn_bare();
        } else if self.contents.is_list() {
            let mut effects = self.keep_place();
            self.left = self.reading.take().map(|reading| (self.entry, reading));
            if self.contents.collection().is_none() {
                // A part of a thread is not come back to: the rest would never come.
                self.left.take_if(|_| self.growing.progress.is_some());
                effects.push(self.leave_file());
            }
            return effects;
        } else {
            self.say_how_to_quit(mode);
        }
        Vec::new()
    }

    fn say_how_to_quit(&mut self, mode: Mode) {
        self.message = Some(Message::info(format!("{} quits", self.keymap.key_for(mode, Action::Quit))));
    }

    pub(super) fn relist(&mut self) {
        if let Some(reading) = &self.reading {
            self.picking.list(&reading.document);
        }
    }
}

/// How many rows a motion moves a mark in a list with `height` rows in sight.
pub(super) fn rows_of(action: Action, count: Option<usize>, height: isize) -> Option<isize> {
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
