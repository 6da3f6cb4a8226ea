//! The keys that hold: the table with what the reader has set laid over it. Whoever tells of a key, asks here.

use super::sequence::{Sequence, told};
use super::{Binding, Mode, Press, TABLE};
use crate::app::Action;

/// A row of the table with the keys that hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The row.
    pub binding: &'static Binding,
    /// The sequences that call it, the one to teach first; none where the reader has taken all away.
    pub keys: Vec<Sequence>,
}

impl Bound {
    /// The keys as they are listed.
    pub fn told(&self) -> String {
        self.keys.iter().map(Sequence::as_str).collect::<Vec<_>>().join("  ")
    }
}

/// All keys that hold, in the order of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    pub(super) rows: Vec<Bound>,
}

/// What a run of presses means in a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A binding.
    Action(Action),
    /// The beginning of at least one.
    Prefix,
    /// Nothing.
    Nothing,
}

impl Default for Keymap {
    fn default() -> Self {
        let read = |keys: &[&str]| keys.iter().filter_map(|keys| Sequence::parse(keys).ok()).collect();
        let rows = TABLE.iter().map(|binding| Bound { binding, keys: read(binding.keys) });
        Self { rows: rows.collect() }
    }
}

impl Keymap {
    /// Every row, those without a key too.
    pub fn rows(&self) -> &[Bound] {
        &self.rows
    }

    /// The rows of a mode.
    pub fn rows_of(&self, mode: Mode) -> impl Iterator<Item = &Bound> {
        self.rows.iter().filter(move |row| row.binding.mode == mode)
    }

    /// The bindings of a mode whose keys begin with the presses, each with the presses that are still to come.
    fn beginning_with(&self, mode: Mode, presses: &[Press]) -> impl Iterator<Item = (&Bound, &[Press])> {
        let sequences = self.rows_of(mode).flat_map(|row| row.keys.iter().map(move |keys| (row, keys)));
        sequences.filter_map(move |(row, keys)| Some((row, keys.presses().strip_prefix(presses)?)))
    }

    /// Looks the presses up.
    pub fn look_up(&self, mode: Mode, presses: &[Press]) -> Found {
        let mut found = Found::Nothing;
        for (row, rest) in self.beginning_with(mode, presses) {
            if rest.is_empty() {
                return Found::Action(row.binding.action);
            }
            found = Found::Prefix;
        }
        found
    }

    /// The first key of an action in a mode, if it has one.
    pub fn first_key(&self, mode: Mode, action: Action) -> Option<&str> {
        let row = self.rows_of(mode).find(|row| row.binding.action == action)?;
        row.keys.first().map(Sequence::as_str)
    }

    /// The first key of an action in a mode, for messages, which may say of an action without one that no key does it.
    pub fn key_for(&self, mode: Mode, action: Action) -> &str {
        self.first_key(mode, action).unwrap_or("no key")
    }

    /// What may follow the presses typed so far: the remaining keys, and what they do.
    pub fn continuations(&self, mode: Mode, presses: &[Press]) -> Vec<(String, &'static str)> {
        self.beginning_with(mode, presses)
            .filter(|(_, rest)| !rest.is_empty())
            .map(|(row, rest)| (told(rest), row.binding.does))
            .collect()
    }

    /// The hints for the status line: key and word, in the order of the table with `help` first.
    pub fn hints(&self, mode: Mode) -> Vec<(&str, &'static str)> {
        let hinted = self.rows_of(mode).filter(|row| !row.binding.hint.is_empty());
        let mut hints: Vec<_> =
            hinted.filter_map(|row| Some((row.keys.first()?.as_str(), row.binding.hint))).collect();
        hints.sort_by_key(|(_, word)| *word != "help");
        hints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_found_by_their_beginning() {
        let keymap = Keymap::default();
        let press = |name| Press::parse(name).unwrap();
        let look_up = |presses: &[Press]| keymap.look_up(Mode::Thread, presses);
        assert_eq!(look_up(&[press("z")]), Found::Prefix);
        assert_eq!(look_up(&[press("z"), press("M")]), Found::Action(Action::FoldAll));
        assert_eq!(look_up(&[press("z"), press("Q")]), Found::Nothing);
        assert_eq!(look_up(&[press("C-d")]), Found::Action(Action::HalfPageDown));
        let continuations = keymap.continuations(Mode::Thread, &[press("z")]);
        assert!(continuations.iter().any(|(keys, _)| keys == "M"));
    }

    #[test]
    fn hints_begin_with_help() {
        assert_eq!(Keymap::default().hints(Mode::Thread)[0], ("?", "help"));
    }
}
