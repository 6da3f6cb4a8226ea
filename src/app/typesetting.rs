//! Changing how a thread is set while it is read: width of the text, text alone. The words at the top and the
//! cursor stay where they are, as everything is anchored to words.

use super::keymap::Mode;
use super::{Action, Message, State};

/// Columns by which the text grows and shrinks.
const STEP: u16 = 4;
/// The narrowest and the widest text that can be asked for, in columns.
pub const MEASURES: (u16, u16) = (20, 200);

impl State {
    /// Whether nothing is shown but the text.
    pub(crate) fn is_bare(&self) -> bool {
        // Who goes to the panel wants to see it.
        self.page.is_bare && self.reading.is_some() && !self.picking.has_focus
    }

    /// Makes the text wider or narrower, from what is shown and not from what was once asked for: no press is dead.
    pub(super) fn turn_measure(&mut self, action: Action) {
        let Some(reading) = &self.reading else { return };
        let shown = reading.columns().saturating_sub(reading.number_columns() + 1);
        let shown = u16::try_from(shown).unwrap_or(u16::MAX);
        let (least, most) = MEASURES;
        let is_limited = shown < self.page.measure;
        let told = match action {
            Action::WidenText if is_limited => "The window leaves no more room for the text".to_owned(),
            Action::WidenText if shown >= most => {
                format!("The text is {most} columns wide, the most there is")
            }
            Action::NarrowText if shown <= least => {
                format!("The text is {shown} columns wide, the least there is")
            }
            _ => {
                let measure =
                    if action == Action::WidenText { shown + STEP } else { shown.saturating_sub(STEP) };
                self.page.measure = measure.clamp(least, most);
                format!(
                    "Text of {0} columns; looks.text_width = {0} in config.toml keeps it",
                    self.page.measure
                )
            }
        };
        self.message = Some(Message::info(told));
    }

    /// Shows the text alone, or everything again.
    pub(super) fn turn_bare(&mut self) {
        self.page.is_bare = !self.page.is_bare;
        let key = self.keymap.key_for(Mode::Thread, Action::TurnBare);
        let told = if self.page.is_bare {
            format!("The text alone; {key} brings the rest back")
        } else {
            "Everything is shown again".to_owned()
        };
        self.message = Some(Message::info(told));
    }
}
