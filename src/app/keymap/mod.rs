//! Keys as a table: mode, keys, action, group. Lookup, help, hints and the README's table of keys all come from it.
//!
//! A binding is a sequence of one or more presses, written as a reader would write them: `j`, `C-d`, `PgDn`, `z a`. The
//! order of the rows is the order in help. [`TABLE`] is what holds where a reader has set nothing; [`Keymap`] is what holds.

mod effective;
mod press;
mod rebinding;
mod sequence;
mod table;

pub use effective::{Bound, Found, Keymap};
pub use press::{Key, Press};
pub use rebinding::{Conflict, Laid, Rebinding};
pub use sequence::{Sequence, Unreadable};
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
    /// The overview of the thread has.
    Overview,
    /// A sheet over the screen has: help, links to choose from, facts of the thread.
    Sheet,
    /// The sheet that chooses the form of a quotation has.
    Choose,
    /// A picture over the screen has.
    Picture,
    /// The list of annotations has.
    Annotations,
    /// The text of a remark has; characters go into it.
    Write,
    /// The line that takes a search has; characters go into it.
    Prompt,
    /// The tour has some keys of its own while it lasts, before those of the other modes.
    Tour,
}

impl Mode {
    /// Every mode, in the order of help.
    pub const ALL: [Self; 12] = [
        Self::Thread,
        Self::Select,
        Self::Panel,
        Self::Contents,
        Self::Overview,
        Self::Annotations,
        Self::Write,
        Self::Sheet,
        Self::Choose,
        Self::Picture,
        Self::Prompt,
        Self::Tour,
    ];

    /// What the reader's settings call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thread => "thread",
            Self::Select => "select",
            Self::Panel => "panel",
            Self::Contents => "list",
            Self::Overview => "overview",
            Self::Sheet => "sheet",
            Self::Choose => "choose",
            Self::Picture => "picture",
            Self::Annotations => "annotations",
            Self::Write => "write",
            Self::Prompt => "prompt",
            Self::Tour => "tour",
        }
    }

    /// The mode of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// What help calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Thread => "In the thread",
            Self::Select => "While selecting",
            Self::Panel => "In the panel",
            Self::Contents => "In the list of files or threads",
            Self::Overview => "In the overview",
            Self::Annotations => "In the list of annotations",
            Self::Write => "While writing a remark",
            Self::Sheet => "In a sheet (help, links, facts)",
            Self::Choose => "While choosing a form",
            Self::Picture => "While a picture is shown",
            Self::Prompt => "While typing",
            Self::Tour => "In the tour (unspool --tour)",
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
    /// What of the thread is shown.
    Show,
    /// Copying and opening.
    Take,
    /// Bookmarks, highlights, remarks and tags.
    Annotate,
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
            Self::Show => "Show",
            Self::Take => "Copy and open",
            Self::Annotate => "Annotate",
            Self::Correct => "Correct names",
            Self::Program => "Panel and program",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_key_is_written_as_it_is_read() {
        for binding in TABLE {
            for keys in binding.keys {
                assert_eq!(Sequence::parse(keys).unwrap().as_str(), *keys);
            }
        }
    }

    #[test]
    fn no_key_is_bound_twice_in_a_mode_nor_begins_another() {
        let mut bound: HashMap<(Mode, Vec<Press>), Action> = HashMap::new();
        for binding in TABLE {
            for keys in binding.keys {
                let presses = Sequence::parse(keys).unwrap().presses().to_vec();
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
    fn an_action_has_one_row_in_a_mode_and_every_mode_a_name() {
        for (i, row) in TABLE.iter().enumerate() {
            let mut others = TABLE[..i].iter().filter(|other| other.mode == row.mode);
            assert!(!others.any(|other| other.action == row.action), "{:?} in {:?}", row.action, row.mode);
        }
        for mode in Mode::ALL {
            assert_eq!(Mode::from_name(mode.name()), Some(mode));
        }
    }

    #[test]
    fn every_action_is_bound() {
        for action in Action::ALL {
            assert!(TABLE.iter().any(|binding| binding.action == *action), "{action:?} has no key");
        }
    }
}
