//! The prompt: typing a search with its hits in sight, narrowing a list, and giving either up.
//!
//! While a search is typed, the view goes to the first hit from where the prompt was opened; giving up goes back there,
//! with the folds as they were. A query that cannot be read moves nothing.

use std::sync::Arc;

use super::finding::{Direction, Finding};
use super::keymap::Mode;
use super::reading::{Reading, View};
use super::searching::{Near, Reach, Sought};
use super::sheets::Sheet;
use super::typing::Line;
use super::{Action, Before, Effect, Hit, Message, Prompt, Purpose, State, Walk};
use crate::index::search::{Query, fields};

impl State {
    pub(super) fn open_prompt(&mut self, mode: Mode, direction: Direction) -> Vec<Effect> {
        let (purpose, line) = match mode {
            Mode::Panel => (Purpose::NarrowPanel, self.picking.narrow.clone()),
            Mode::Contents => (Purpose::NarrowContents, self.contents.narrow.clone()),
            Mode::Sheet => (
                Purpose::NarrowSheet,
                self.sheet.as_ref().map_or_else(Line::default, |sheet| sheet.narrow.clone()),
            ),
            Mode::Annotations => {
                let narrow = self.annotating.list.as_ref().map(|list| list.narrow.clone());
                (Purpose::NarrowAnnotations, narrow.unwrap_or_default())
            }
            _ => (Purpose::Search, Line::default()),
        };
        let before = self.as_it_stands(line.clone());
        self.prompt = Some(Prompt { purpose, line, before });
        if purpose != Purpose::Search {
            return Vec::new();
        }
        self.finding.direction = direction;
        self.finding.wants_names = None;
        self.finding.rewind();
        vec![Effect::PrepareSearch]
    }

    /// How things stand, to go back to.
    fn as_it_stands(&self, narrow: Line) -> Before {
        Before {
            view: self.reading.as_ref().map(Reading::view),
            query: self.finding.query.clone(),
            direction: self.finding.direction,
            walk: self.walk,
            narrow,
            selection: self.selection.clone(),
        }
    }

    /// Opens the prompt for a word about a name in the panel.
    pub(super) fn prompt_for(&mut self, purpose: Purpose, text: &str) {
        let before = self.as_it_stands(self.picking.narrow.clone());
        self.prompt = Some(Prompt { purpose, line: Line::new(text), before });
    }

    pub(super) fn perform_in_prompt(&mut self, action: Action) -> Vec<Effect> {
        let Some(prompt) = &self.prompt else { return Vec::new() };
        let (purpose, typed) = (prompt.purpose, prompt.line.text().to_owned());
        match action {
            Action::Choose => return self.accept_prompt(),
            Action::EditBackspace if typed.is_empty() => return self.give_up_prompt(),
            _ if purpose == Purpose::Search => {}
            Action::HistoryUp => return self.move_in_list(-1),
            Action::HistoryDown => return self.move_in_list(1),
            Action::ToggleRegex | Action::ToggleWords | Action::ToggleCase | Action::ToggleNames => {
                return Vec::new();
            }
            _ => {}
        }
        match action {
            Action::HistoryUp | Action::HistoryDown => {
                let older =
                    if action == Action::HistoryUp { Direction::Backward } else { Direction::Forward };
                let recalled = self.finding.recall(older, &typed);
                return recalled.map_or_else(Vec::new, |text| self.typed(|line| *line = Line::new(&text)));
            }
            Action::ToggleRegex => self.finding.query.regex = !self.finding.query.regex,
            Action::ToggleWords => self.finding.query.words = !self.finding.query.words,
            Action::ToggleCase => self.finding.turn_case(),
            Action::ToggleNames => self.finding.turn_names(),
            _ => {
                return self.typed(|line| {
                    line.edit(action);
                });
            }
        }
        self.retype()
    }

    /// Moves the mark of the list that is being narrowed.
    fn move_in_list(&mut self, rows: isize) -> Vec<Effect> {
        match self.prompt.as_ref().map(|prompt| prompt.purpose) {
            Some(Purpose::NarrowPanel | Purpose::Merge) => self.picking.move_by(rows),
            Some(Purpose::NarrowContents) => self.contents.move_by(rows),
            Some(Purpose::NarrowSheet) => self.narrow_sheet(|sheet| sheet.move_by(rows)),
            Some(Purpose::NarrowAnnotations) => self.move_in_annotations(rows),
            _ => {}
        }
        Vec::new()
    }

    /// Changes the line, and what hangs on it if its text is another now.
    pub(super) fn typed(&mut self, change: impl FnOnce(&mut Line)) -> Vec<Effect> {
        let Some(prompt) = &mut self.prompt else { return Vec::new() };
        let before = prompt.line.text().to_owned();
        change(&mut prompt.line);
        self.message = None;
        if prompt.line.text() == before { Vec::new() } else { self.retype() }
    }

    /// Makes the typed text count.
    fn retype(&mut self) -> Vec<Effect> {
        let Some(prompt) = &self.prompt else { return Vec::new() };
        let line = prompt.line.clone();
        match prompt.purpose {
            Purpose::Search => {
                self.walk = Walk::Search;
                self.finding.query.fields = true;
                if self.finding.retype(line.text()) {
                    self.offer_names();
                    return self.run_search();
                }
                // Nothing to look for: the view goes back to where it was.
                self.return_to_prompt();
            }
            Purpose::NarrowPanel | Purpose::Merge => {
                self.picking.narrow = line;
                self.relist();
            }
            Purpose::Rename | Purpose::Pipe | Purpose::Tag | Purpose::NameBookmark => {}
            Purpose::NarrowSheet => self.narrow_sheet(|sheet| sheet.narrow_to(line)),
            Purpose::NarrowAnnotations => self.narrow_list(line),
            Purpose::NarrowContents => {
                self.contents.narrow = line;
                return self.narrow_contents();
            }
        }
        Vec::new()
    }

    fn narrow_sheet(&mut self, change: impl FnOnce(&mut Sheet)) {
        if let Some(sheet) = &mut self.sheet {
            change(sheet);
        }
    }

    /// Narrows the list to what was typed: files by what is known of them, threads by all their words.
    pub(super) fn narrow_contents(&mut self) -> Vec<Effect> {
        let text = self.contents.narrow.text().to_owned();
        let Some(collection) = self.contents.collection().filter(|_| !text.is_empty()) else {
            self.contents.forget_found();
            return Vec::new();
        };
        let document = Arc::clone(&collection.document);
        self.finding.generation += 1;
        let generation = self.finding.generation;
        self.contents.search = Some(generation);
        let query = Query { text, names: true, fields: true, ..Query::default() };
        let mut effects = Vec::new();
        // Names in all threads are looked for when they are first asked for.
        let wants_names = fields::split(&query).is_ok_and(|(_, fields)| fields.want_names());
        if wants_names && self.contents.wants_names(&self.corrections) {
            self.message = Some(Message::aside("looking for names in all posts …"));
            effects.push(Effect::Recognise(Arc::clone(&document), Arc::clone(&self.corrections)));
        }
        effects.push(Effect::Search(
            generation,
            Sought { document, annotations: Arc::default(), query, near: None },
        ));
        effects
    }

    /// Looks whether the query is a name that has others.
    fn offer_names(&mut self) {
        let document = self.reading.as_ref().map(|reading| &reading.document);
        let names = document.and_then(|document| document.other_names(&self.finding.query));
        self.finding.offer(names);
    }

    /// Searches anew once the names of the thread are known, if that may change what is found.
    pub(super) fn search_with_names(&mut self) -> Vec<Effect> {
        let is_typed = self.prompt.as_ref().is_some_and(|prompt| prompt.purpose == Purpose::Search);
        let wants_names = fields::split(&self.finding.query).is_ok_and(|(_, fields)| fields.want_names());
        if !self.finding.is_active() || !(is_typed || self.finding.query.names || wants_names) {
            return Vec::new();
        }
        self.offer_names();
        if !self.finding.query.names && !wants_names {
            return Vec::new();
        }
        // What was said of the search before is perhaps no longer true.
        let nothing = self.nothing_to_walk();
        self.message.take_if(|said| *said == nothing);
        self.search_on(is_typed)
    }

    /// Searches anew for what is at work: what the reader waits for still happens, what stands on the screen stays.
    pub(super) fn search_on(&mut self, is_typed: bool) -> Vec<Effect> {
        let Finding { is_running, has_arrived, stays, filters, then, .. } = self.finding;
        self.finding.restart();
        self.finding.stays = if is_running && !has_arrived { stays } else { !is_typed };
        (self.finding.filters, self.finding.then) = (filters, then);
        self.run_search()
    }

    pub(super) fn run_search(&mut self) -> Vec<Effect> {
        let Some(reading) = &self.reading else { return Vec::new() };
        let (document, query) = (Arc::clone(&reading.document), self.finding.query.clone());
        let annotations = Arc::clone(&self.annotating.known);
        // What decides which posts are shown has to be known as a whole.
        self.finding.tells_near = !self.finding.stays && !self.finding.filters;
        let near = self.finding.tells_near.then(|| {
            let typed = self.prompt.as_ref().filter(|prompt| prompt.purpose == Purpose::Search);
            let before = typed.and_then(|prompt| prompt.before.view.as_ref());
            let post = before.map(|view| document.tree.rank(view.cursor().post));
            let place = reading.outline.place(post.unwrap_or_else(|| reading.anchored()));
            Near { outline: reading.outline.without_folds(), place, direction: self.finding.direction }
        });
        let sought = Sought { document, annotations, query, near };
        vec![Effect::Search(self.finding.generation, sought)]
    }

    /// Searches anew for what is at work, and leaves the view where it is.
    pub(super) fn search_in_place(&mut self) -> Vec<Effect> {
        if !self.finding.restart() {
            return Vec::new();
        }
        self.finding.stays = true;
        self.run_search()
    }

    /// Has the view stand as it did when a prompt was opened.
    fn return_to(&mut self, before: Option<View>) {
        if let (Some(reading), Some(view)) = (&mut self.reading, before) {
            reading.return_to(view);
        }
    }

    fn return_to_prompt(&mut self) {
        let before =
            self.prompt.as_ref().map(|prompt| (prompt.before.view.clone(), prompt.before.selection.clone()));
        if let Some((view, selection)) = before {
            self.return_to(view);
            self.selection = selection;
        }
    }

    /// Takes the answer of a search, if it is the one waited for.
    pub(super) fn found(&mut self, generation: u64, hits: Result<Vec<Hit>, String>) -> Vec<Effect> {
        if generation != self.finding.generation {
            return Vec::new();
        }
        if self.contents.search == Some(generation) {
            self.contents.find(hits.as_deref().map_err(Clone::clone));
            return Vec::new();
        }
        self.finding.answer(hits);
        let has_arrived = std::mem::take(&mut self.finding.has_arrived);
        let is_typed = self.prompt.as_ref().is_some_and(|prompt| prompt.purpose == Purpose::Search);
        if is_typed && !has_arrived {
            // A typed search is judged from where the prompt was opened, whatever its earlier letters found.
            self.return_to_prompt();
        }
        if std::mem::take(&mut self.finding.filters)
            && let Some(reading) = self.reading.as_mut().filter(|reading| reading.showing.has_hits_only)
        {
            reading.show_as(reading.showing.clone(), &self.finding.hits);
        }
        self.adapt_found();
        let then = self.finding.then.take();
        if !self.finding.stays && !has_arrived {
            self.go_to_found(is_typed);
        }
        if let Some(steps) = then {
            self.walk(steps);
        }
        Vec::new()
    }

    /// Takes what a search has found near, if it is the one waited for: the view goes there, and further if that is waited
    /// for and known.
    pub(super) fn found_near(&mut self, generation: u64, hits: Vec<Hit>, reach: Reach) {
        if generation != self.finding.generation || !self.finding.tells_near {
            return;
        }
        self.finding.learn(hits, reach);
        if !self.finding.has_arrived && self.prompt.as_ref().is_some_and(|p| p.purpose == Purpose::Search) {
            self.return_to_prompt();
        }
        self.adapt_found();
        let then = self.finding.then.take();
        if !self.finding.has_arrived {
            let first = (Direction::Forward, 1);
            self.finding.has_arrived = self.step((first.0.seen_from(self.finding.direction), 1)).is_some();
            if self.finding.has_arrived {
                self.walk(first);
                // While typing, a hit further up is no news.
                self.message = None;
            }
        }
        if self.finding.has_arrived
            && let Some(steps) = then
        {
            self.walk(steps);
        } else {
            self.finding.then = then;
        }
    }

    /// Goes to the first hit from the cursor on; what is not found is said once the search was accepted.
    fn go_to_found(&mut self, is_typed: bool) {
        if !self.finding.hits.is_empty() {
            self.walk((Direction::Forward, 1));
            // While typing, a hit further up is no news.
            self.message = None;
        } else if !is_typed {
            self.message = Some(self.nothing_to_walk());
        }
    }

    fn accept_prompt(&mut self) -> Vec<Effect> {
        let Some(prompt) = self.prompt.take() else { return Vec::new() };
        match prompt.purpose {
            Purpose::NarrowPanel => {
                self.choose();
                return Vec::new();
            }
            Purpose::NarrowContents => return self.perform_in_contents(Action::Choose, None),
            Purpose::NarrowSheet => return self.choose_in_sheet(),
            Purpose::Rename => return self.accept_rename(prompt.line.text()),
            Purpose::Pipe => return self.accept_pipe(prompt.line.text()),
            Purpose::Tag => return self.accept_tags(prompt.line.text()),
            Purpose::NameBookmark => return self.accept_name(prompt.line.text()),
            Purpose::NarrowAnnotations => return self.perform_in_list(Action::Choose, None),
            Purpose::Merge => {
                let effects = self.accept_merge(prompt.line.text());
                self.picking.narrow = prompt.before.narrow;
                self.relist();
                return effects;
            }
            Purpose::Search => {}
        }
        if prompt.line.text().is_empty() {
            // As in less and vim, an empty search repeats the last one.
            self.finding.query = prompt.before.query;
            if self.finding.hits.is_empty() && self.finding.restart() {
                return self.run_search();
            }
            self.walk((Direction::Forward, 1));
            return Vec::new();
        }
        if self.finding.problem.is_some() {
            // Stay where the query can be mended.
            self.prompt = Some(prompt);
            return Vec::new();
        }
        self.finding.remember();
        if self.finding.has_arrived {
            // What else there is will be known, and moves nothing.
        } else if self.finding.is_running {
            // The answer is judged from where the prompt was opened, not from what earlier letters found.
            self.return_to(prompt.before.view);
            self.selection = prompt.before.selection;
        } else if self.finding.hits.is_empty() {
            self.message = Some(self.nothing_to_walk());
        }
        Vec::new()
    }

    pub(super) fn give_up_prompt(&mut self) -> Vec<Effect> {
        if self.prompt.as_ref().is_some_and(|prompt| prompt.purpose == Purpose::Search) {
            self.return_to_prompt();
        }
        let Some(Prompt { purpose, before, .. }) = self.prompt.take() else { return Vec::new() };
        match purpose {
            Purpose::Search => {
                self.walk = before.walk;
                self.finding.query = before.query;
                self.finding.direction = before.direction;
                // The marks of the search before come back, the view stays.
                return self.search_in_place();
            }
            Purpose::NarrowPanel | Purpose::Merge => {
                self.picking.narrow = before.narrow;
                self.relist();
            }
            Purpose::Rename | Purpose::Pipe => {}
            Purpose::NarrowSheet => self.narrow_sheet(|sheet| sheet.narrow_to(before.narrow)),
            Purpose::Tag | Purpose::NameBookmark => self.annotating.draft = None,
            Purpose::NarrowAnnotations => self.narrow_list(before.narrow),
            Purpose::NarrowContents => {
                self.contents.narrow = before.narrow;
                return self.narrow_contents();
            }
        }
        Vec::new()
    }
}
