//! Switches: what a key turns on and off, and what is said of it.

use std::sync::Arc;

use super::keymap::Mode;
use super::opening::hidden_told;
use super::{Action, Collection, Effect, Message, State};
use crate::model::{Zone, thousands};

impl State {
    /// Shows the panel, or hides it.
    pub(super) fn toggle_panel(&mut self) {
        let is_shown = self.areas.panel.is_some();
        self.page.is_bare = false;
        self.picking.wanted = Some(!is_shown);
        self.picking.has_focus &= !is_shown;
    }

    /// Makes the panel wider or narrower.
    pub(super) fn turn_panel_width(&mut self, action: Action) {
        const STEP: u16 = 4;
        match self.areas.panel {
            // From what is shown, not from what was once asked for: no press is dead.
            Some(panel) if self.areas.thread.height == panel.height => {
                let width = panel.width;
                self.picking.width = Some(match action {
                    Action::WidenPanel => width + STEP,
                    _ => width.saturating_sub(STEP),
                });
            }
            _ => {
                self.message =
                    Some(Message::info("The panel is not beside the thread: there is no width to change"));
            }
        }
    }

    /// Shows times in UTC, or by the clock of the reader's own zone.
    pub(super) fn turn_zone(&mut self) -> Option<Effect> {
        let key = self.keymap.key_for(Mode::Thread, Action::TurnZone);
        self.message = Some(Message::info(if self.local == Zone::Utc {
            "Times are shown in UTC, and your own zone is UTC".to_owned()
        } else {
            let looks = Arc::make_mut(&mut self.looks);
            looks.zone = if looks.zone == Zone::Utc { self.local.clone() } else { Zone::Utc };
            format!("Times are shown in {}; {key} turns this", looks.zone.name())
        }));
        if self.overview.is_some() {
            // Counted anew, as days begin at other times.
            self.open_overview();
            return None;
        }
        self.prepare()
    }

    /// Gives the mouse to the terminal, or takes it back.
    pub(super) fn turn_mouse(&mut self) -> Vec<Effect> {
        self.has_mouse = !self.has_mouse;
        let key = self.keymap.key_for(Mode::Thread, Action::Mouse);
        self.message = Some(Message::info(if self.has_mouse {
            "The mouse is unspool's again".to_owned()
        } else {
            format!("The mouse is the terminal's: select with it; {key} takes it back")
        }));
        vec![Effect::TakeMouse(self.has_mouse)]
    }

    /// Shows what was taken out of the text, or no more.
    pub(super) fn reveal(&mut self) {
        let Some(reading) = &self.reading else { return };
        let hidden = reading.document.thread.hidden_count();
        if hidden == 0 {
            self.message = Some(Message::info("Nothing was taken out of this text"));
            return;
        }
        let looks = Arc::make_mut(&mut self.looks);
        looks.reveals = !looks.reveals;
        self.message = Some(Message::info(if looks.reveals {
            let key = self.keymap.key_for(Mode::Thread, Action::Reveal);
            format!("{} shown as ⟦…⟧; {key} hides them", hidden_told(hidden))
        } else {
            "Hidden characters are left out again".to_owned()
        }));
    }

    /// Leaves out of the list what was only passed on, or shows it again.
    pub(super) fn turn_reposts(&mut self) {
        let reposts =
            |collection: &Arc<Collection>| collection.threads.iter().filter(|t| t.is_repost).count();
        let count = self.contents.collection().map_or(0, reposts);
        self.message = Some(Message::info(if count == 0 {
            "There are no reposts in this list".to_owned()
        } else {
            self.contents.hides_reposts ^= true;
            self.contents.list();
            let noun = if count == 1 { "repost" } else { "reposts" };
            let key = self.keymap.key_for(Mode::Contents, Action::Reposts);
            let shown = if self.contents.hides_reposts { "left out" } else { "shown" };
            format!("{} {noun} {shown}; {key} turns this", thousands(count))
        }));
    }
}
