//! Keys as a table: mode, keys, action, group. Lookup, help, hints and the README's table of keys all come from it.
//!
//! A binding is a sequence of one or more presses, written as a reader would write them: `j`, `C-d`, `PgDn`, `z a`. The
//! order of the rows is the order in help.

mod press;
mod table;

pub use press::{Key, Press};
pub use table::TABLE;

use super::Action;

/// Where keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// The thread has the keys.
    Thread,
    /// Words of it are being selected.
    Select,
    /// The panel beside it has.
    Panel,
    /// The list of files, or of the threads in a file, has.
    Contents,
    /// A sheet over the screen has: help, links to choose from, facts of the thread.
    Sheet,
    /// The sheet that chooses the form of a quotation has.
    Choose,
    /// The line that takes a search has; characters go into it.
    Prompt,
}

impl Mode {
    /// Every mode, in the order of help.
    pub const ALL: [Self; 7] =
        [Self::Thread, Self::Select, Self::Panel, Self::Contents, Self::Sheet, Self::Choose, Self::Prompt];

    /// What help calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Thread => "In the thread",
            Self::Select => "While selecting",
            Self::Panel => "In the panel",
            Self::Contents => "In the list of files or threads",
            Self::Sheet => "In a sheet (help, links, facts)",
            Self::Choose => "While choosing a form",
            Self::Prompt => "While typing",
        }
    }
}

/// What a binding is about, for help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Moving about.
    Move,
    /// Folding branches.
    Fold,
    /// Searching and marks.
    Search,
    /// Copying and opening.
    Take,
    /// Correcting names.
    Correct,
    /// Panel, sheets, and the program.
    Program,
}

impl Group {
    /// What help calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Fold => "Fold",
            Self::Search => "Search and mark",
            Self::Take => "Copy and open",
            Self::Correct => "Correct names",
            Self::Program => "Panel and program",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub mode: Mode,
    /// The sequences that call it, the one to teach first.
    pub keys: &'static [&'static str],
    /// What it does.
    pub action: Action,
    /// Where help lists it.
    pub group: Group,
    /// What it does, in a few words.
    pub does: &'static str,
    /// The word for the status line, empty for none.
    pub hint: &'static str,
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

/// The bindings of a mode whose keys begin with the presses, each with the presses that are still to come.
fn beginning_with(mode: Mode, presses: &[Press]) -> impl Iterator<Item = (&'static Binding, Vec<Press>)> {
    let sequences = TABLE.iter().filter(move |binding| binding.mode == mode).flat_map(|binding| {
        binding.keys.iter().map(move |keys| (binding, Press::sequence(keys).collect::<Vec<_>>()))
    });
    sequences.filter_map(move |(binding, wanted)| Some((binding, wanted.strip_prefix(presses)?.to_vec())))
}

/// Looks the presses up.
pub fn look_up(mode: Mode, presses: &[Press]) -> Found {
    let mut found = Found::Nothing;
    for (binding, rest) in beginning_with(mode, presses) {
        if rest.is_empty() {
            return Found::Action(binding.action);
        }
        found = Found::Prefix;
    }
    found
}

/// The first key of an action in a mode, for hints and messages; `?` for an action that is not bound there.
pub fn key_for(mode: Mode, action: Action) -> &'static str {
    TABLE
        .iter()
        .find(|binding| binding.mode == mode && binding.action == action)
        .and_then(|binding| binding.keys.first())
        .copied()
        .unwrap_or("?")
}

/// What may follow the presses typed so far: the remaining keys, and what they do.
pub fn continuations(mode: Mode, presses: &[Press]) -> Vec<(String, &'static str)> {
    let told = |rest: Vec<Press>| rest.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    beginning_with(mode, presses)
        .filter(|(_, rest)| !rest.is_empty())
        .map(|(binding, rest)| (told(rest), binding.does))
        .collect()
}

/// The hints for the status line: key and word, in the order of the table with `help` first.
pub fn hints(mode: Mode) -> Vec<(&'static str, &'static str)> {
    let mut hints: Vec<_> = TABLE
        .iter()
        .filter(|binding| binding.mode == mode && !binding.hint.is_empty())
        .map(|binding| (binding.keys[0], binding.hint))
        .collect();
    hints.sort_by_key(|(_, word)| *word != "help");
    hints
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_key_is_written_as_it_is_read() {
        for binding in TABLE {
            for keys in binding.keys {
                let presses: Vec<_> =
                    keys.split(' ').map(|key| Press::parse(key).expect(key).to_string()).collect();
                assert_eq!(presses.join(" "), *keys);
            }
        }
    }

    #[test]
    fn no_key_is_bound_twice_in_a_mode_nor_begins_another() {
        let mut bound: HashMap<(Mode, Vec<Press>), Action> = HashMap::new();
        for binding in TABLE {
            for keys in binding.keys {
                let presses: Vec<_> = Press::sequence(keys).collect();
                let before = bound.insert((binding.mode, presses), binding.action);
                assert_eq!(before, None, "{keys} in {:?}", binding.mode);
            }
        }
        for (mode, presses) in bound.keys() {
            for end in 1..presses.len() {
                assert!(!bound.contains_key(&(*mode, presses[..end].to_vec())), "{presses:?}");
            }
        }
    }

    #[test]
    fn every_action_is_bound() {
        for action in Action::ALL {
            assert!(TABLE.iter().any(|binding| binding.action == *action), "{action:?} has no key");
        }
    }

    #[test]
    fn sequences_are_found_by_their_beginning() {
        let press = |name| Press::parse(name).unwrap();
        assert_eq!(look_up(Mode::Thread, &[press("z")]), Found::Prefix);
        assert_eq!(look_up(Mode::Thread, &[press("z"), press("M")]), Found::Action(Action::FoldAll));
        assert_eq!(look_up(Mode::Thread, &[press("z"), press("Q")]), Found::Nothing);
        assert_eq!(look_up(Mode::Thread, &[press("C-d")]), Found::Action(Action::HalfPageDown));
        assert!(continuations(Mode::Thread, &[press("z")]).iter().any(|(keys, _)| keys == "M"));
    }

    #[test]
    fn hints_begin_with_help() {
        assert_eq!(hints(Mode::Thread)[0], ("?", "help"));
    }
}
