//! Help: the keys that hold, as a sheet that is searched by typing and does what one chooses in it.
//!
//! It opens on the keys of the mode it was asked for in, the others below. A row that is chosen is done at once where its
//! mode has the keys; elsewhere the reader is told how to get there.

use super::keymap::{Group, Keymap, Mode};
use super::sheets::{Kind, Sheet, SheetRow};
use super::{Action, Effect, Message, State};

/// What the rows of help do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// The mode that help was asked for in.
    pub mode: Mode,
    /// What each row does, and where; `None` for a head.
    pub rows: Vec<Option<(Mode, Action)>>,
}

impl Sheet {
    /// The keys, those of `mode` first.
    pub fn help(keymap: &Keymap, mode: Mode) -> Self {
        let mut rows = Vec::new();
        let mut does = Vec::new();
        let modes = std::iter::once(mode).chain(Mode::ALL.into_iter().filter(|other| *other != mode));
        for mode in modes {
            let mut last: Option<Group> = None;
            for row in keymap.rows_of(mode) {
                let binding = row.binding;
                if last.replace(binding.group) != Some(binding.group) {
                    let group = binding.group.title().to_lowercase();
                    rows.push(SheetRow::Head(format!("{}: {group}", mode.title())));
                    does.push(None);
                }
                rows.push(SheetRow::Pair(row.told(), binding.does.to_owned()));
                does.push(Some((mode, binding.action)));
            }
        }
        Self::new("Keys", Kind::Help(Help { mode, rows: does }), rows)
    }
}

impl Help {
    /// By which words a row is found beside those that it shows: the name of its action.
    pub(super) fn names(&self, row: usize) -> String {
        self.rows.get(row).copied().flatten().map_or_else(String::new, |(_, action)| action.name())
    }
}

impl State {
    /// Does what a row of help tells, or says how that is done.
    pub(super) fn take_help(&mut self, help: &Help, row: usize) -> Vec<Effect> {
        let Some((mode, action)) = help.rows.get(row).copied().flatten() else { return Vec::new() };
        if mode == help.mode {
            self.sheet = None;
            return self.perform(mode, action, None);
        }
        let key = self.keymap.key_for(mode, action);
        let there = way_to(mode).and_then(|way| self.keymap.first_key(help.mode, way));
        let there = there.map(|key| format!("; {key} goes there")).unwrap_or_default();
        let place = mode.title();
        let place = place[..1].to_lowercase() + &place[1..];
        self.message = Some(Message::info(format!("{key} does that {place}{there}")));
        Vec::new()
    }
}

/// What goes to a mode from the one that one usually is in.
fn way_to(mode: Mode) -> Option<Action> {
    match mode {
        Mode::Panel => Some(Action::FocusPanel),
        Mode::Select => Some(Action::Select),
        Mode::Choose => Some(Action::ChooseForm),
        Mode::Prompt => Some(Action::SearchForward),
        Mode::Overview => Some(Action::Overview),
        Mode::Sheet => Some(Action::Help),
        Mode::Picture => Some(Action::Enlarge),
        Mode::Annotations => Some(Action::Annotations),
        Mode::Write => Some(Action::Remark),
        Mode::Thread | Mode::Contents | Mode::Tour => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_lists_every_binding() {
        let keymap = Keymap::default();
        let help = Sheet::help(&keymap, Mode::Panel);
        let Kind::Help(Help { rows, .. }) = &help.kind else { panic!() };
        assert_eq!(rows.iter().flatten().count(), keymap.rows().len());
        assert_eq!(rows[1], Some((Mode::Panel, Action::LineDown)));
    }
}
