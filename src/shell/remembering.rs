//! What the reader chose last, kept between runs in `chosen.toml` in the folder for such things.
//!
//! unspool writes the file, and nothing is lost with it: what cannot be read there is as if nothing had been chosen. The
//! later word counts: a configuration file that was changed since, and says something of a value, wins over the choice.

use std::path::Path;

use toml_edit::{DocumentMut, Table, value};

use super::keeping::{self, in_state};
use super::settings::{self, Key, Settings};
use crate::cite::quoting::Manner;

/// What the file is called.
const FILE: &str = "chosen.toml";
/// A larger one is none of ours, in bytes.
const MOST: u64 = 64 << 10;
/// How it begins.
const HEAD: &str = "# What was chosen last; unspool writes this.\n";

/// How the reader wants quotations: as last chosen, and as set.
pub fn manner(settings: &Settings) -> Manner {
    let chosen = in_state(FILE).ok();
    chosen.map_or_else(|| settings.manner(), |path| manner_from(settings, &path))
}

fn manner_from(settings: &Settings, path: &Path) -> Manner {
    let set = settings.manner();
    let Some(chosen) = read(path) else { return set };
    let changed = |path: &Path| path.metadata().and_then(|known| known.modified()).ok();
    let is_set_later = changed(&settings.path) > changed(path);
    let wins = |key| is_set_later && settings.has(key);
    Manner {
        form: if wins(Key::Form) { set.form.clone() } else { chosen.form.clone() },
        style: if wins(Key::Style) { set.style.clone() } else { chosen.style.clone() },
        ..set
    }
}

fn read(path: &Path) -> Option<Manner> {
    let text = keeping::read(path, MOST, "a choice").ok()?;
    let document: DocumentMut = text.parse().ok()?;
    let quote = document.get("quote")?.as_table_like()?;
    let words = |name| quote.get(name).and_then(toml_edit::Item::as_str);
    let (form, style) = (settings::form_named(words("form")?), words("style").map(str::to_owned));
    Some(Manner { form, style, ..Manner::default() })
}

/// Keeps what was chosen.
///
/// # Errors
/// A line for the reader.
pub fn remember(manner: &Manner) -> Result<(), String> {
    remember_in(&in_state(FILE)?, manner)
}

fn remember_in(path: &Path, manner: &Manner) -> Result<(), String> {
    let mut quote = Table::new();
    quote.insert("form", value(settings::name_of(&manner.form)));
    if let Some(style) = &manner.style {
        quote.insert("style", value(style.as_str()));
    }
    let mut document = DocumentMut::new();
    document.insert("quote", toml_edit::Item::Table(quote));
    keeping::replace(path, &format!("{HEAD}{document}")).map_err(|error| {
        let reason = keeping::reason(&error);
        format!("your choice holds until you quit: {} cannot be written ({reason})", keeping::told(path))
    })
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::cite::quoting::Form;

    #[test]
    fn the_later_word_counts() {
        let folder = tempfile::tempdir().unwrap();
        let (config, chosen) = (folder.path().join("config.toml"), folder.path().join("deep/chosen.toml"));
        fs::write(&config, "[quote]\nform = \"html\"\n").unwrap();
        let now = || manner_from(&settings::load_from(&config), &chosen);
        assert_eq!(now(), Manner { form: Form::Html, ..Manner::default() });
        let org =
            Manner { form: Form::Own("mine".to_owned()), style: Some("apa".to_owned()), ..Manner::default() };
        remember_in(&chosen, &org).unwrap();
        let at = |path: &Path, seconds| {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
        };
        at(&config, 1000);
        at(&chosen, 2000);
        assert_eq!(now(), org);
        at(&config, 3000);
        assert_eq!(now(), Manner { form: Form::Html, style: Some("apa".to_owned()), ..Manner::default() });
    }

    #[test]
    fn a_broken_file_is_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = folder.path().join("chosen.toml");
        for broken in ["[quote", "quote = 1", "[quote]\nform = 3"] {
            fs::write(&chosen, broken).unwrap();
            assert_eq!(manner_from(&Settings::default(), &chosen), Manner::default());
        }
    }
}
