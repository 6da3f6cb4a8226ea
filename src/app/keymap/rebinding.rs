//! Laying the reader's own keys over those that hold.
//!
//! A key that is bound anew loses what it did. What would leave a key dead, or would end the typing of words, is refused
//! and told, and nobody is locked out: quitting, going back and help always have a key.

use std::fmt;

use super::{Bound, Key, Keymap, Mode, Press, Sequence};
use crate::app::Action;

/// What always has a key where the table gives it one.
const ESSENTIAL: [Action; 4] = [Action::Quit, Action::Back, Action::LeaveTour, Action::Help];

/// One key of the reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebinding {
    /// Where it holds.
    pub mode: Mode,
    /// The key, or the keys that are pressed one after the other.
    pub keys: Sequence,
    /// What it does; `None` for nothing.
    pub action: Option<Action>,
}

/// Why a key is not bound as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The action does nothing in that mode.
    NotThere(Action, Mode),
    /// The same key has stood before.
    Twice(Sequence),
    /// It begins with a key that does something by itself.
    BeginsWith(Sequence, Action),
    /// It is the beginning of others.
    Begins(Vec<Sequence>),
    /// It is a digit of a number.
    Digit,
    /// It is a character that is typed.
    Typed,
}

/// What came of laying keys over others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laid {
    /// Which of them were refused, and why.
    pub refused: Vec<(usize, Conflict)>,
    /// What had lost its last key and has one of its own again.
    pub restored: Vec<(Mode, Action, Sequence)>,
}

impl Keymap {
    /// Lays keys over these. What is unbound goes first, so the order matters only among keys that exclude each other.
    pub fn lay(&mut self, own: &[Rebinding]) -> Laid {
        let mut laid = Laid::default();
        for entry in own.iter().filter(|entry| entry.action.is_none()) {
            self.unbind(entry.mode, |keys| *keys == entry.keys);
        }
        // How many keys of the reader's own stand first in each row.
        let mut count = vec![0; self.rows.len()];
        for (i, entry) in own.iter().enumerate() {
            let Some(action) = entry.action else { continue };
            match self.place_for(entry, action, &own[..i]) {
                Ok(row) => {
                    self.unbind(entry.mode, |keys| *keys == entry.keys);
                    self.rows[row].keys.insert(count[row], entry.keys.clone());
                    count[row] += 1;
                }
                Err(why) => laid.refused.push((i, why)),
            }
        }
        laid.restored = self.restore();
        laid
    }

    fn position(&self, mode: Mode, action: Action) -> Option<usize> {
        self.rows.iter().position(|row| row.binding.mode == mode && row.binding.action == action)
    }

    fn unbind(&mut self, mode: Mode, is_it: impl Fn(&Sequence) -> bool) {
        for row in self.rows.iter_mut().filter(|row| row.binding.mode == mode) {
            row.keys.retain(|keys| !is_it(keys));
        }
    }

    /// The row that a key goes into, or why it cannot; `earlier` are those of the reader's own that stand before it.
    fn place_for(&self, entry: &Rebinding, action: Action, earlier: &[Rebinding]) -> Result<usize, Conflict> {
        let (mode, keys) = (entry.mode, &entry.keys);
        let row = self.position(mode, action).ok_or(Conflict::NotThere(action, mode))?;
        if let Press { key: Key::Char(c), ctrl: false, alt: false } = keys.presses()[0] {
            match mode {
                Mode::Prompt | Mode::Write => return Err(Conflict::Typed),
                Mode::Choose => {}
                _ if ('1'..='9').contains(&c) => return Err(Conflict::Digit),
                _ => {}
            }
        }
        if earlier.iter().any(|earlier| earlier.mode == mode && earlier.keys == *keys) {
            return Err(Conflict::Twice(keys.clone()));
        }
        self.clash(mode, keys).map_or(Ok(row), Err)
    }

    /// The keys that exclude this one: it begins with them, or they begin with it.
    fn clash(&self, mode: Mode, keys: &Sequence) -> Option<Conflict> {
        let bound = self.rows_of(mode).flat_map(|row| row.keys.iter().map(move |keys| (row, keys)));
        let clashing: Vec<_> =
            bound.filter(|(_, other)| *other != keys && other.clashes_with(keys)).collect();
        let (row, other) = clashing.first()?;
        Some(if other.presses().len() < keys.presses().len() {
            Conflict::BeginsWith((*other).clone(), row.binding.action)
        } else {
            Conflict::Begins(clashing.into_iter().map(|(_, other)| other.clone()).collect())
        })
    }

    /// Gives what nobody may be without a key of the table again, where the last one was taken away.
    fn restore(&mut self) -> Vec<(Mode, Action, Sequence)> {
        let is_lost = |row: &&Bound| row.keys.is_empty() && ESSENTIAL.contains(&row.binding.action);
        let lost: Vec<_> = self.rows.iter().filter(is_lost).map(|row| row.binding).collect();
        let mut restored = Vec::new();
        for binding in lost {
            let own: Vec<_> = binding.keys.iter().filter_map(|keys| Sequence::parse(keys).ok()).collect();
            // One that is free, or else the first, whatever it does now.
            let free = own.iter().find(|keys| {
                let mut bound = self.rows_of(binding.mode).flat_map(|row| &row.keys);
                !bound.any(|other| other.clashes_with(keys))
            });
            let Some(keys) = free.or(own.first()).cloned() else { continue };
            self.unbind(binding.mode, |other| other.clashes_with(&keys));
            if let Some(row) = self.position(binding.mode, binding.action) {
                self.rows[row].keys.push(keys.clone());
            }
            restored.push((binding.mode, binding.action, keys));
        }
        restored
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotThere(action, mode) => {
                write!(f, "{} does nothing in [keys.{}]", action.name(), mode.name())
            }
            Self::Twice(keys) => write!(f, "“{keys}” is bound above already"),
            Self::BeginsWith(other, action) => {
                write!(
                    f,
                    "it begins with “{other}”, which is {}; \"{other}\" = \"none\" frees it",
                    action.name()
                )
            }
            Self::Begins(others) => {
                let told: Vec<_> = others.iter().map(|other| format!("“{other}”")).collect();
                write!(f, "{} begin with it; set these to \"none\" first", told.join(", "))
            }
            Self::Digit => f.write_str("a digit is a number before a motion, or a choice"),
            Self::Typed => f.write_str("a character is typed there; take a key with C- or A-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Found, TABLE};
    use super::*;

    fn keys(keys: &str) -> Sequence {
        Sequence::parse(keys).unwrap()
    }

    fn own(mode: Mode, entries: &[(&str, Option<Action>)]) -> Vec<Rebinding> {
        entries
            .iter()
            .map(|(written, action)| Rebinding { mode, keys: keys(written), action: *action })
            .collect()
    }

    #[test]
    fn a_key_bound_anew_is_taught_first_and_the_others_stay() {
        let mut keymap = Keymap::default();
        let laid = keymap.lay(&own(
            Mode::Thread,
            &[("A-j", Some(Action::NextPost)), ("x", Some(Action::NextPost)), ("J", None)],
        ));
        assert_eq!(laid, Laid::default());
        assert_eq!(keymap.key_for(Mode::Thread, Action::NextPost), "A-j");
        let row = keymap.rows_of(Mode::Thread).find(|row| row.binding.action == Action::NextPost).unwrap();
        assert_eq!(row.told(), "A-j  x  }");
        assert_eq!(keymap.key_for(Mode::Thread, Action::ToggleFold), "z a", "x is no longer that");
        assert_eq!(keymap.look_up(Mode::Thread, keys("J").presses()), Found::Nothing);
        assert_eq!(keymap.key_for(Mode::Select, Action::NextPost), "}", "elsewhere nothing changes");
    }

    #[test]
    fn what_would_leave_a_key_dead_is_refused() {
        let told = |mode, entries: &[(&str, Option<Action>)]| {
            let laid = Keymap::default().lay(&own(mode, entries));
            laid.refused.iter().map(|(i, why)| format!("{i}: {why}")).collect::<Vec<_>>().join("; ")
        };
        let thread = |entries: &[(&str, Option<Action>)]| told(Mode::Thread, entries);
        assert_eq!(thread(&[("A-x", Some(Action::Sort))]), "0: sort does nothing in [keys.thread]");
        assert_eq!(
            thread(&[("x y", Some(Action::Top))]),
            "0: it begins with “x”, which is toggle-fold; \"x\" = \"none\" frees it"
        );
        assert_eq!(thread(&[("x y", Some(Action::Top)), ("x", None)]), "");
        assert!(thread(&[("z", Some(Action::Top))]).starts_with("0: “z a”, “z m”"));
        assert!(thread(&[("4", Some(Action::Top))]).starts_with("0: a digit"));
        assert!(told(Mode::Prompt, &[("k", Some(Action::EditLeft))]).starts_with("0: a character is typed"));
        assert_eq!(
            thread(&[("A-x", Some(Action::Top)), ("A-x", Some(Action::Bottom))]),
            "1: “A-x” is bound above already"
        );
        assert!(
            thread(&[("A-x y", Some(Action::Top)), ("A-x", Some(Action::Bottom))])
                .starts_with("1: “A-x y” begin")
        );
    }

    #[test]
    fn nobody_is_locked_out() {
        for mode in Mode::ALL {
            let mut all = Vec::new();
            for row in TABLE.iter().filter(|row| row.mode == mode) {
                all.extend(row.keys.iter().map(|written| Rebinding {
                    mode,
                    keys: keys(written),
                    action: None,
                }));
            }
            let mut keymap = Keymap::default();
            let laid = keymap.lay(&all);
            let leaves = |action| matches!(action, Action::Back | Action::LeaveTour);
            assert!(laid.restored.iter().any(|(_, action, _)| leaves(*action)), "{mode:?}");
            for row in keymap.rows_of(mode) {
                assert_eq!(
                    row.keys.is_empty(),
                    !ESSENTIAL.contains(&row.binding.action),
                    "{:?}",
                    row.binding
                );
            }
        }
        // Even where each of its keys means something else now.
        let mut keymap = Keymap::default();
        let laid =
            keymap.lay(&own(Mode::Thread, &[("q", Some(Action::Top)), ("C-c", Some(Action::CopyPost))]));
        assert_eq!(laid.restored, [(Mode::Thread, Action::Quit, keys("q"))]);
        assert_eq!(keymap.look_up(Mode::Thread, keys("q").presses()), Found::Action(Action::Quit));
    }
}
