//! The prompt: typing a search with its hits in sight, narrowing a list, and giving either up.
//!
//! While a search is typed, the view goes to the first hit from where the prompt was opened; giving up goes back there,
//! with the folds as they were. A query that cannot be read moves nothing.

use std::sync::Arc;

use super::finding::{self, next_hit};
use super::keymap::Mode;
use super::reading::Reading;
use super::sheets::thousands;
use super::typing::Line;
use super::{Action, Before, Effect, Hit, Message, Prompt, Purpose, State, Walk};
use crate::index::Rank;

impl State {
    pub(super) fn open_prompt(&mut self, mode: Mode, action: Action) -> Vec<Effect> {
        let purpose = match mode {
            Mode::Panel => Purpose::NarrowPanel,
            Mode::Contents => Purpose::NarrowContents,
            _ => Purpose::Search,
        };
        let narrow = match purpose {
            Purpose::NarrowPanel => self.picking.narrow.clone(),
            Purpose::NarrowContents => self.contents.narrow.clone(),
            Purpose::Search => Line::default(),
        };
        let before = Before {
            place: self.reading.as_ref().map(Reading::place).unwrap_or_default(),
            outline: self.reading.as_ref().map(|reading| reading.outline.clone()),
            query: self.finding.query.clone(),
            walk: self.walk,
            narrow: narrow.clone(),
        };
        if purpose == Purpose::Search {
            self.finding.is_backward = action == Action::SearchBackward;
        }
        self.prompt = Some(Prompt { purpose, line: narrow, before });
        if purpose == Purpose::Search { vec![Effect::PrepareSearch] } else { Vec::new() }
    }

    pub(super) fn perform_in_prompt(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Choose => return self.accept_prompt(),
            Action::HistoryUp | Action::HistoryDown => {
                let is_search = self.prompt.as_ref().is_some_and(|prompt| prompt.purpose == Purpose::Search);
                let recalled =
                    if is_search { self.finding.recall(action == Action::HistoryUp) } else { None };
                return recalled.map_or_else(Vec::new, |text| self.typed(|line| *line = Line::new(&text)));
            }
            Action::ToggleRegex => self.finding.query.regex = !self.finding.query.regex,
            Action::ToggleWords => self.finding.query.words = !self.finding.query.words,
            Action::ToggleCase => self.finding.turn_case(),
            Action::EditBackspace if self.prompt.as_ref().is_some_and(|p| p.line.text().is_empty()) => {
                return self.give_up_prompt();
            }
            _ => {
                return self.typed(|line| {
                    line.edit(action);
                });
            }
        }
        self.retype()
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
                let before = (prompt.before.place, prompt.before.outline.clone());
                let text = line.text().to_owned();
                self.walk = Walk::Search;
                if self.finding.retype(&text) {
                    return self.run_search();
                }
                // Nothing to look for, or nothing that can be: the view goes back to where it was.
                self.restore(before);
            }
            Purpose::NarrowPanel => {
                self.picking.narrow = line;
                self.relist();
            }
            Purpose::NarrowContents => {
                self.contents.narrow = line;
                self.contents.list();
            }
        }
        Vec::new()
    }

    fn run_search(&mut self) -> Vec<Effect> {
        let Some(reading) = &self.reading else { return Vec::new() };
        let (document, query) = (Arc::clone(&reading.document), self.finding.query.clone());
        vec![Effect::Search { generation: self.finding.generation, document, query }]
    }

    fn restore(
        &mut self,
        (place, outline): ((super::Anchor, super::Anchor), Option<super::outline::Outline>),
    ) {
        if let (Some(reading), Some(outline)) = (&mut self.reading, outline) {
            reading.outline.return_to(outline);
            reading.return_to(place);
        }
    }

    /// Takes the answer of a search, if it is the one waited for.
    pub(super) fn found(&mut self, generation: u64, hits: Result<Vec<Hit>, String>) -> Vec<Effect> {
        if generation != self.finding.generation {
            return Vec::new();
        }
        self.finding.answer(hits);
        if self.finding.stays {
            return Vec::new();
        }
        // A typed search is judged from where the prompt was opened, whatever its earlier letters found.
        let typed = self.prompt.as_ref().filter(|prompt| prompt.purpose == Purpose::Search);
        if let Some(before) = typed.map(|prompt| (prompt.before.place, prompt.before.outline.clone())) {
            self.restore(before);
        }
        self.go_to_found();
        Vec::new()
    }

    /// Goes to the first hit from the cursor on; one right at the cursor counts.
    fn go_to_found(&mut self) {
        let Some(reading) = &mut self.reading else { return };
        let backward = self.finding.is_backward;
        let (rank, byte) = reading.cursor_point();
        let from = if backward { (rank, byte.saturating_add(1)) } else { before_point(rank, byte) };
        if let Some((next, _)) = next_hit(&self.finding.hits, from, backward) {
            reading.go_to_hit(self.finding.hits[next]);
        }
    }

    fn accept_prompt(&mut self) -> Vec<Effect> {
        let Some(prompt) = self.prompt.take() else { return Vec::new() };
        if prompt.purpose != Purpose::Search {
            return Vec::new();
        }
        if prompt.line.text().is_empty() {
            // As in less and vim, an empty search repeats the last one.
            self.finding.query = prompt.before.query;
            if self.finding.hits.is_empty() && self.finding.recheck() {
                return self.run_search();
            }
            self.walk(false, 1);
            return Vec::new();
        }
        if self.finding.problem.is_some() {
            // Stay where the query can be mended.
            self.prompt = Some(prompt);
            return Vec::new();
        }
        self.finding.remember();
        if self.finding.hits.is_empty() && !self.finding.is_running {
            self.message = Some(Message::info(format!("{} is not in this thread", self.finding.query.text)));
        }
        Vec::new()
    }

    pub(super) fn give_up_prompt(&mut self) -> Vec<Effect> {
        let Some(prompt) = self.prompt.take() else { return Vec::new() };
        match prompt.purpose {
            Purpose::Search => {
                self.restore((prompt.before.place, prompt.before.outline));
                self.walk = prompt.before.walk;
                self.finding.query = prompt.before.query;
                if self.finding.recheck() {
                    // The marks of the search before come back, the view stays.
                    return self.run_search_in_place();
                }
            }
            Purpose::NarrowPanel => {
                self.picking.narrow = prompt.before.narrow;
                self.relist();
            }
            Purpose::NarrowContents => {
                self.contents.narrow = prompt.before.narrow;
                self.contents.list();
            }
        }
        Vec::new()
    }

    fn run_search_in_place(&mut self) -> Vec<Effect> {
        self.finding.stays = true;
        self.run_search()
    }
    /// What the status line says of the marks: `2 of 4`, or how many there are.
    pub fn marks_told(&self) -> Option<String> {
        let hits = self.marks();
        let reading = self.reading.as_ref()?;
        if hits.is_empty() {
            return None;
        }
        let total = thousands(hits.len());
        Some(match finding::number_of(hits, reading.cursor_point()) {
            Some(n) => format!("{} of {total}", thousands(n)),
            None if hits.len() == 1 => "1 hit".to_owned(),
            None => format!("{total} hits"),
        })
    }
}

/// A point from which the next hit may be the one that begins at `byte` itself.
fn before_point(rank: Rank, byte: u32) -> (Rank, u32) {
    match (byte, rank.0) {
        (0, 0) => (Rank(0), 0),
        (0, r) => (Rank(r - 1), u32::MAX),
        (b, _) => (rank, b - 1),
    }
}
