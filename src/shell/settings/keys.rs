//! The reader's own keys: `[keys]` with the name of a preset, and a table for each mode, `[keys.thread]` and so on.
//!
//! A row gives a key what it does, `"C-j" = "next-post"`, or takes that away, `"C-j" = "none"`. Said of keys and not of
//! actions, a row leaves every other key alone, and no key can be given twice. A preset is a file of the same form.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use super::reading::place_of;
use super::{Key, Settings};
use crate::app::Action;
use crate::app::keymap::{Keymap, Laid, Mode, Rebinding, Sequence, TABLE};
use crate::model::Clean;
use crate::shell::keeping::Place;

/// The table of the file.
pub(super) const KEYS: &str = "keys";
/// What takes away what a key does.
pub(super) const NONE: &str = "none";
/// The presets by name.
const PRESETS: &[(&str, &str)] = &[
    ("vim", include_str!("../../../assets/keys/vim.toml")),
    ("emacs", include_str!("../../../assets/keys/emacs.toml")),
    ("less", include_str!("../../../assets/keys/less.toml")),
];

/// A key of the reader's own, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnKey {
    /// What it is.
    pub rebinding: Rebinding,
    /// Where it stands in the file.
    pub place: Place,
}

/// What is wrong, and where.
pub(super) type Wrong = (Option<Range<usize>>, String);

/// What the tables of `[keys]` say, each with where it stands, and what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) own: Vec<(Rebinding, Option<Range<usize>>)>,
    pub(super) wrong: Vec<Wrong>,
}

/// The names of the modes, for messages.
pub(super) fn modes_told() -> String {
    Mode::ALL.map(Mode::name).join(", ")
}

impl Read {
    /// Reads `[keys.mode]`.
    pub(super) fn mode(&mut self, name: &str, keys: &dyn TableLike, item: &Item) {
        let Some(mode) = Mode::from_name(name) else {
            let told = format!(
                "“{}” is no mode; [keys] has preset, and tables for {}",
                Clean::line(name),
                modes_told()
            );
            return self.wrong.push((place_of(keys, name, item), told));
        };
        let Some(table) = item.as_table_like() else {
            let told = format!("“{name}” is a table: [{KEYS}.{name}]");
            return self.wrong.push((place_of(keys, name, item), told));
        };
        for (written, item) in table.iter() {
            let place = place_of(table, written, item);
            match rebinding(mode, written, item) {
                Ok(rebinding) => self.own.push((rebinding, place)),
                Err(told) => self.wrong.push((place, told)),
            }
        }
    }
}

fn rebinding(mode: Mode, written: &str, item: &Item) -> Result<Rebinding, String> {
    let keys = Sequence::parse(written).map_err(|wrong| Clean::line(&wrong.to_string()).to_string())?;
    let name = item.as_str().ok_or("the name of an action is wanted, in quotation marks, or \"none\"")?;
    let action = match name {
        NONE => None,
        name => Some(Action::from_name(name).ok_or_else(|| {
            format!("“{}” is no action; 'unspool keys --actions' lists them", Clean::line(name))
        })?),
    };
    Ok(Rebinding { mode, keys, action })
}

/// The keys that a preset sets; none for one that is not known.
fn preset(name: &str) -> Vec<Rebinding> {
    let text = PRESETS.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
    let Ok(document) = Document::parse(text) else { return Vec::new() };
    let mut read = Read::default();
    if let Some(keys) = document.get(KEYS).and_then(Item::as_table_like) {
        for (name, item) in keys.iter() {
            read.mode(name, keys, item);
        }
    }
    read.own.into_iter().map(|(rebinding, _)| rebinding).collect()
}

/// What `Enter` does in the thread, as it is set.
fn enter(settings: &Settings) -> Option<Rebinding> {
    let action = match settings.words(Key::Enter)? {
        "link" => Action::OpenLink,
        "fold" => Action::ToggleFold,
        _ => return None,
    };
    let keys = Sequence::parse("Enter").ok()?;
    Some(Rebinding { mode: Mode::Thread, keys, action: Some(action) })
}

/// The keys that hold where these are set, and what is wrong with those of the reader's own.
pub(super) fn keymap(settings: &Settings, read: &Read) -> (Keymap, Vec<Wrong>) {
    let mut keymap = Keymap::default();
    keymap.lay(enter(settings).as_slice());
    keymap.lay(&preset(settings.words(Key::Preset).unwrap_or_default()));
    let own: Vec<_> = read.own.iter().map(|(rebinding, _)| rebinding.clone()).collect();
    let Laid { refused, restored } = keymap.lay(&own);
    let mut wrong = Vec::new();
    for (i, why) in refused {
        let (rebinding, place) = &read.own[i];
        wrong.push((place.clone(), format!("“{}” cannot be bound: {why}", rebinding.keys)));
    }
    for (mode, action, keys) in restored {
        // Where the last of its keys was given to something else, or to nothing.
        let was_its = |own: &Rebinding| {
            let mut rows = TABLE.iter().filter(|row| row.mode == mode && row.action == action);
            own.mode == mode && rows.any(|row| row.keys.contains(&own.keys.as_str()))
        };
        let last = read.own.iter().rfind(|(own, _)| was_its(own));
        let told = format!(
            "[{KEYS}.{}] leaves {} without a key; “{keys}” is kept for it",
            mode.name(),
            action.name()
        );
        wrong.push((last.and_then(|(_, place)| place.clone()), told));
    }
    (keymap, wrong)
}

#[cfg(test)]
mod tests {
    use super::super::{parse, reading};
    use super::*;
    use crate::app::keymap::Found;

    fn told(text: &str) -> Vec<String> {
        let settings = parse(text);
        settings.problems.iter().map(|problem| format!("{}: {}", problem.place, problem.what)).collect()
    }

    #[test]
    fn keys_of_the_readers_own_lie_over_the_table() {
        let settings =
            parse("[keys.thread]\nC-j = \"next-post\"\n\"x\" = \"none\"\n\"x x\" = \"toggle-fold\"\n");
        assert_eq!(settings.problems, []);
        let key_for = |action| settings.keymap.key_for(Mode::Thread, action);
        assert_eq!((key_for(Action::NextPost), key_for(Action::ToggleFold)), ("C-j", "x x"));
        assert_eq!(settings.own_keys.len(), 3);
    }

    #[test]
    fn what_is_wrong_with_a_key_is_told_with_its_place_and_costs_that_key_alone() {
        for (text, place, words) in [
            ("[keys.thread]\nQ = \"leave\"\n", "line 2, column 1", "'unspool keys --actions' lists them"),
            ("[keys.thread]\n  C-foo = \"quit\"\n", "line 2, column 3", "“C-foo” is no key"),
            ("[keys.thread]\nC-i = \"quit\"\n", "line 2, column 1", "the same as Tab"),
            ("[keys.thread]\nQ = 3\n", "line 2, column 1", "the name of an action is wanted"),
            ("[keys.thread]\nQ = \"sort\"\n", "line 2, column 1", "sort does nothing in [keys.thread]"),
            ("[keys.thread]\n\"z\" = \"quit\"\n", "line 2, column 1", "“z a”, "),
            (
                "[keys.thred]\n",
                "line 1, column 7",
                "“thred” is no mode; [keys] has preset, and tables for thread",
            ),
            ("keys.thread = 1\n", "line 1, column 6", "is a table: [keys.thread]"),
            ("[keys]\npreset = \"nano\"\n", "line 2, column 10", "\"default\", \"vim\""),
            ("[keys]\nJ = \"next-post\"\n", "line 2, column 1", "“J” is no mode"),
        ] {
            let text = format!("{text}[keys.panel]\nC-j = \"line-down\"\n");
            let told = told(&text);
            assert!(
                told.len() == 1 && told[0].starts_with(place) && told[0].contains(words),
                "{text}: {told:?}"
            );
            let settings = parse(&text);
            assert_eq!(settings.keymap.key_for(Mode::Panel, Action::LineDown), "C-j");
            assert_eq!(settings.own_keys.len(), 1, "what is refused is not told as what holds");
        }
    }

    #[test]
    fn who_takes_the_last_key_of_quitting_is_told_and_keeps_one() {
        let text = "[keys.thread]\nq = \"none\"\nC-c = \"copy-post\"\n";
        assert_eq!(
            told(text),
            ["line 3, column 1: [keys.thread] leaves quit without a key; “q” is kept for it"]
        );
        let quit = Sequence::parse("q").unwrap();
        assert_eq!(parse(text).keymap.look_up(Mode::Thread, quit.presses()), Found::Action(Action::Quit));
    }

    #[test]
    fn every_preset_can_be_laid_and_takes_nothing_that_is_needed() {
        for (name, text) in PRESETS {
            let mut reading = reading::parse(text);
            assert_eq!(reading.problems, [], "{name}");
            let keymap = parse(&format!("[keys]\npreset = \"{name}\"\n")).keymap;
            assert_eq!(std::mem::take(&mut reading.keymap), keymap, "{name}");
            assert_ne!(keymap, Keymap::default(), "{name}");
            for row in keymap.rows() {
                assert!(!row.keys.is_empty(), "{name}: {} has no key", row.binding.action.name());
            }
        }
        let names = PRESETS.iter().map(|(name, _)| *name);
        let super::super::Kind::OneOf(known) = super::super::Setting::of(Key::Preset).kind else { panic!() };
        assert_eq!(known, std::iter::once("default").chain(names).collect::<Vec<_>>());
    }

    #[test]
    fn own_keys_lie_over_those_of_a_preset_and_enter_is_a_setting() {
        let settings = parse(
            "[reading]\nenter = \"fold\"\n[keys]\npreset = \"vim\"\n[keys.thread]\n\"g g\" = \"bottom\"\n",
        );
        assert_eq!(settings.problems, []);
        let key_for = |action| settings.keymap.key_for(Mode::Thread, action);
        assert_eq!(key_for(Action::ToggleFold), "Enter");
        assert_eq!((key_for(Action::Top), key_for(Action::Bottom)), ("Home", "g g"));
        assert_eq!(key_for(Action::CopyPost), "y y");
    }
}
