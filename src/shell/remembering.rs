//! What the reader chose last, kept between runs in `chosen.toml` in the folder for such things.
//!
//! unspool writes the file, and nothing is lost with it: what cannot be read there is as if nothing had been chosen. The
//! later word counts: a configuration file that was changed since, and says something of a value, wins over the choice.

use std::collections::BTreeMap;
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, value};

use super::keeping::{self, in_state};
use super::settings::{self, Key, Settings};
use crate::cite::quoting::Manner;
use crate::cite::reference::AuthorIs;
use crate::cite::styles;

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
    let mut manner = Manner {
        form: if wins(Key::Form) { set.form.clone() } else { chosen.form.clone() },
        links_entities: if wins(Key::NamesAsLinks) { set.links_entities } else { chosen.links_entities },
        cites_each: if wins(Key::EachPost) { set.cites_each } else { chosen.cites_each },
        has_provenance: chosen.has_provenance,
        authors: chosen.authors,
        ..set
    };
    if !wins(Key::Style) && has_style(&mut manner.styles, chosen.style.as_deref()) {
        manner.style = chosen.style;
    }
    manner
}

/// Whether a style can be had; one from a file is read.
fn has_style(own: &mut BTreeMap<String, String>, style: Option<&str>) -> bool {
    match style {
        Some(file) if styles::is_file(file) && !own.contains_key(file) => {
            settings::style_file(file).map(|csl| own.insert(file.to_owned(), csl)).is_ok()
        }
        Some(name) => own.contains_key(name) || styles::is_known(name),
        None => true,
    }
}

fn read(path: &Path) -> Option<Manner> {
    let text = keeping::read(path, MOST, "a choice").ok()?;
    let document: DocumentMut = text.parse().ok()?;
    let quote = document.get("quote")?.as_table_like()?;
    let words = |name| quote.get(name).and_then(Item::as_str);
    let is_on = |name| quote.get(name).and_then(Item::as_bool).unwrap_or_default();
    let (form, style) = (settings::form_named(words("form")?), words("style").map(str::to_owned));
    let authors = document.get("authors").and_then(Item::as_table_like).into_iter().flat_map(|authors| {
        authors.iter().filter_map(|(account, what)| Some((account.to_owned(), author_is(what.as_str()?)?)))
    });
    Some(Manner {
        form,
        style,
        links_entities: is_on("names_as_links"),
        has_provenance: is_on("provenance"),
        cites_each: is_on("each_post"),
        authors: authors.collect(),
        ..Manner::default()
    })
}

fn author_is(word: &str) -> Option<AuthorIs> {
    match word {
        "person" => Some(AuthorIs::Person),
        "group" => Some(AuthorIs::Group),
        _ => None,
    }
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
    for (name, is_on) in [
        ("names_as_links", manner.links_entities),
        ("provenance", manner.has_provenance),
        ("each_post", manner.cites_each),
    ] {
        quote.insert(name, value(is_on));
    }
    let mut document = DocumentMut::new();
    document.insert("quote", Item::Table(quote));
    let mut authors = Table::new();
    for (account, what) in &manner.authors {
        let word = if *what == AuthorIs::Group { "group" } else { "person" };
        authors.insert(account, value(word));
    }
    if !authors.is_empty() {
        document.insert("authors", Item::Table(authors));
    }
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
        let org = Manner {
            form: Form::Own("mine".to_owned()),
            style: Some("apa".to_owned()),
            has_provenance: true,
            cites_each: true,
            authors: [("@northwind".to_owned(), AuthorIs::Group)].into(),
            ..Manner::default()
        };
        remember_in(&chosen, &org).unwrap();
        let at = |path: &Path, seconds| {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
        };
        at(&config, 1000);
        at(&chosen, 2000);
        assert_eq!(now(), org);
        at(&config, 3000);
        assert_eq!(now(), Manner { form: Form::Html, ..org });
    }

    #[test]
    fn a_style_from_a_file_is_remembered_while_the_file_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let (style, chosen) = (folder.path().join("house.csl"), folder.path().join("chosen.toml"));
        let csl = include_str!("../../assets/styles/mla.csl");
        fs::write(&style, csl).unwrap();
        let name = style.to_str().unwrap().to_owned();
        remember_in(&chosen, &Manner { style: Some(name.clone()), ..Manner::default() }).unwrap();
        let manner = manner_from(&Settings::default(), &chosen);
        assert_eq!((manner.style.as_ref(), &*manner.styles[&name]), (Some(&name), csl));
        fs::remove_file(&style).unwrap();
        assert_eq!(manner_from(&Settings::default(), &chosen).style, None);
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
