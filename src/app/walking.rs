//! Marks and the walk through them: choosing in the panel, the next and the previous.
//!
//! There are two sets of marks, the hits of the search and the mentions of what was chosen; `n` and `N` walk the one that
//! was asked for last.

use super::finding::{self, Direction, Steps};
use super::keymap::Mode;
use super::{Action, Hit, Message, State, Walk};
use crate::model::thousands;

impl State {
    /// The marks that `n` and `N` walk.
    pub fn marks(&self) -> &[Hit] {
        match (self.walk, &self.picking.chosen) {
            (Walk::Chosen, Some(chosen)) => &chosen.hits,
            _ => &self.finding.hits,
        }
    }

    /// What the status line says of the marks: `2 of 4`, or how many there are.
    pub fn marks_told(&self) -> Option<String> {
        let hits = self.marks();
        let reading = self.reading.as_ref()?;
        if self.walk == Walk::Search && self.finding.reach.is_some() {
            // How many there are is not known yet.
            return None;
        }
        let noun = match (self.walk, hits.len()) {
            (_, 0) => return None,
            (Walk::Search, 1) => "hit",
            (Walk::Search, _) => "hits",
            (Walk::Chosen, 1) => "mention",
            (Walk::Chosen, _) => "mentions",
        };
        let total = thousands(hits.len());
        Some(match finding::number_of(hits, &reading.outline, reading.cursor_point()) {
            Some(n) => format!("{} of {total}", thousands(n)),
            None => format!("{total} {noun}"),
        })
    }

    /// Marks what the panel's cursor is on, without moving.
    pub(super) fn mark_item(&mut self) {
        let Some(reading) = &mut self.reading else { return };
        let Some(chosen) = self.picking.choose(&reading.document) else { return };
        self.walk = Walk::Chosen;
        if reading.showing.has_hits_only {
            reading.show_as(reading.showing.clone(), &chosen.hits);
        }
        self.adapt_chosen();
    }

    /// Marks what the panel's cursor is on and goes to its first mention.
    pub(super) fn choose(&mut self) {
        self.mark_item();
        if let (Some(reading), Some(chosen)) = (&mut self.reading, &self.picking.chosen)
            && let Some(first) = chosen.hits.first()
        {
            reading.go_to_hit(*first);
        }
        // A panel that leaves no row for the thread is in the way of what it found.
        self.picking.has_focus &= self.areas.thread.height > 0;
    }

    /// Marks what the panel's cursor is on and goes to one of its mentions.
    pub(super) fn go_to_mention(&mut self, hit: Hit) {
        self.mark_item();
        if let Some(reading) = &mut self.reading {
            reading.go_to_hit(hit);
        }
        self.picking.has_focus = false;
    }

    /// Goes on by so many marks.
    pub(super) fn walk(&mut self, (direction, times): Steps) {
        if self.mode() == Mode::Panel && self.picking.is_marked_unchosen() {
            self.mark_item();
        }
        let is_running = self.walk == Walk::Search && self.finding.is_running;
        let waiting = self.finding.then.take_if(|_| is_running).filter(|(way, _)| *way == direction);
        let steps = (direction, waiting.map_or(times, |(_, more)| times.saturating_add(more)));
        let direction = match self.walk {
            Walk::Search => direction.seen_from(self.finding.direction),
            Walk::Chosen => direction,
        };
        let found = self.step((direction, steps.1));
        let Some((next, is_around)) = found else {
            if is_running {
                self.finding.then = Some(steps);
            } else {
                self.message = Some(self.nothing_to_walk());
            }
            return;
        };
        let hit = self.marks()[next];
        if let Some(reading) = &mut self.reading {
            reading.go_to_hit(hit);
        }
        self.extend_to_hit(hit);
        self.message = is_around.then(|| {
            Message::aside(match direction {
                Direction::Forward => "went on from the top",
                Direction::Backward => "went on from the end",
            })
        });
    }

    /// The mark that so many steps lead to, and whether the way goes around an end of the thread; while a search is running
    /// only where it has reached all that lies on the way.
    pub(super) fn step(&self, (direction, times): Steps) -> Option<(usize, bool)> {
        let reading = self.reading.as_ref()?;
        let (hits, from) = (self.marks(), reading.cursor_point());
        let found = finding::step(hits, &reading.outline, from, (direction, times))?;
        if self.walk == Walk::Search && self.finding.is_running {
            let to = finding::point(&hits[found.0], &reading.outline);
            let reach = self.finding.reach.filter(|_| self.finding.tells_near)?;
            let is_known = reach.leads(from, to, direction) && times <= hits.len();
            return is_known.then_some(found);
        }
        Some(found)
    }

    /// Why there is no mark to go to.
    pub(super) fn nothing_to_walk(&self) -> Message {
        let query = &self.finding.query.text;
        if let Some(problem) = &self.finding.problem {
            return Message::problem(format!("Cannot search for “{query}”: {problem}"));
        }
        if !self.finding.is_active() {
            let key = self.keymap.key_for(Mode::Thread, Action::SearchForward);
            let choose = self.keymap.key_for(Mode::Panel, Action::Choose);
            return Message::info(format!(
                "Nothing is marked: {key} searches, {choose} in the panel marks a name"
            ));
        }
        Message::info(if self.finding.is_partial {
            let back = self.keymap.key_for(Mode::Thread, Action::Back);
            format!("“{query}” is not in what is shown; {back} shows all")
        } else {
            format!("“{query}” is not in the text of this thread")
        })
    }
}
