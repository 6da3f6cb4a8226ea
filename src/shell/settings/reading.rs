//! The file of settings as it is read: what each key is for, and what is wrong with it, with line and column.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use super::keys::{self, KEYS, OwnKey};
use super::{FORMS, Kind, Problem, Setting, Settings, TABLE, TEMPLATES, Value};
use crate::app::keymap::Found;
use crate::cite::styles;
use crate::model::{Clean, Zone};
use crate::shell::keeping::Place;
use crate::shell::limit;

/// What a text in the form of the file sets, with all that is wrong in it.
pub fn parse(text: &str) -> Settings {
    let mut reading =
        Reading { text, settings: Settings::default(), form: None, keys: keys::Read::default() };
    match Document::parse(text) {
        Ok(document) => reading.all(document.as_table()),
        Err(error) => {
            let what = Clean::line(error.message()).to_string();
            reading
                .problem(error.span(), format!("{what}; until that is mended nothing of this file counts"));
        }
    }
    reading.settings.problems.sort_by_key(|problem| problem.place);
    reading.settings
}

struct Reading<'t> {
    text: &'t str,
    settings: Settings,
    /// Where the form is named that may be a template.
    form: Option<Range<usize>>,
    /// The reader's own keys, and what is wrong with them.
    keys: keys::Read,
}

impl Reading<'_> {
    fn problem(&mut self, at: Option<Range<usize>>, what: String) {
        let place = self.place(at);
        self.settings.problems.push(Problem { place, what });
    }

    fn place(&self, at: Option<Range<usize>>) -> Place {
        Place::of(self.text, at.unwrap_or_default().start)
    }

    fn all(&mut self, document: &dyn TableLike) {
        let mut tables: Vec<_> = TABLE.iter().map(|row| row.table).chain([TEMPLATES]).collect();
        tables.dedup();
        for (name, item) in document.iter() {
            let at = place_of(document, name, item);
            if !tables.contains(&name) {
                let known = tables.join(", ");
                let name = Clean::line(name);
                self.problem(at, format!("“{name}” is not known; there are the tables {known}"));
            } else if let Some(table) = item.as_table_like() {
                if name == TEMPLATES { self.templates(table) } else { self.table(name, table) }
            } else {
                self.problem(at, format!("“{name}” is a table: [{name}]"));
            }
        }
        self.check_form();
        self.lay_keys();
    }

    /// Lays the reader's own keys over the others, once all of the file is known.
    fn lay_keys(&mut self) {
        let read = std::mem::take(&mut self.keys);
        let (keymap, refused) = keys::keymap(&self.settings, &read);
        self.settings.keymap = keymap;
        for (rebinding, at) in read.own {
            let found = self.settings.keymap.look_up(rebinding.mode, rebinding.keys.presses());
            // What was refused does not hold.
            if rebinding.action.is_none_or(|action| found == Found::Action(action)) {
                let place = self.place(at);
                self.settings.own_keys.push(OwnKey { rebinding, place });
            }
        }
        for (at, what) in read.wrong.into_iter().chain(refused) {
            self.problem(at, what);
        }
    }

    fn table(&mut self, name: &str, table: &dyn TableLike) {
        for (key, item) in table.iter() {
            let rows = || TABLE.iter().filter(|row| row.table == name);
            let Some(row) = rows().find(|row| row.name == key) else {
                if name == KEYS {
                    self.keys.mode(key, table, item);
                    continue;
                }
                let known: Vec<_> = rows().map(|row| row.name).collect();
                let told = format!("“{}” is not known; [{name}] has {}", Clean::line(key), known.join(", "));
                self.problem(place_of(table, key, item), told);
                continue;
            };
            match value(row, item) {
                Ok(value) => {
                    if matches!(row.kind, Kind::Form) {
                        self.form = Some(item.span().unwrap_or_default());
                    }
                    let place = self.place(item.span());
                    self.settings.given.insert(row.key, (value, place));
                }
                Err(wanted) => self.problem(item.span(), format!("{name}.{key} {wanted}")),
            }
        }
    }

    fn templates(&mut self, table: &dyn TableLike) {
        for (name, item) in table.iter() {
            let is_ours = FORMS.iter().any(|(known, _)| *known == name);
            match item.as_str() {
                Some(_) if is_ours => {
                    let told =
                        format!("“{name}” is a form of unspool's own; the template needs another name");
                    self.problem(place_of(table, name, item), told);
                }
                Some(text) => drop(self.settings.templates.insert(name.to_owned(), text.to_owned())),
                None => {
                    let told =
                        format!("the template “{}” needs a text in quotation marks", Clean::line(name));
                    self.problem(item.span(), told);
                }
            }
        }
    }

    /// A form that is none of ours is a template, which may stand below it.
    fn check_form(&mut self) {
        let Some(at) = self.form.take() else { return };
        let form = self.settings.words(super::Key::Form).unwrap_or_default().to_owned();
        let is_known = FORMS.iter().any(|(known, _)| *known == form);
        if is_known || self.settings.templates.contains_key(&form) {
            return;
        }
        let own = self.settings.templates.keys().map(String::as_str);
        let known: Vec<_> = FORMS.iter().map(|(name, _)| *name).chain(own).collect();
        let told = format!("quote.form is one of {}, or a template of yours", known.join(", "));
        self.settings.given.remove(&super::Key::Form);
        self.problem(Some(at), told);
    }
}

/// Where a key stands.
pub(super) fn place_of(table: &dyn TableLike, key: &str, item: &Item) -> Option<Range<usize>> {
    table.get_key_value(key).and_then(|(key, _)| key.span()).or_else(|| item.span())
}

/// The value of a setting, or what is wanted instead.
fn value(row: &Setting, item: &Item) -> Result<Value, String> {
    let words = || {
        let words = item.as_str().filter(|words| !words.trim().is_empty());
        words.ok_or_else(|| "needs words in quotation marks".to_owned())
    };
    match row.kind {
        Kind::Switch => item.as_bool().map(Value::Switch).ok_or_else(|| "is true or false".to_owned()),
        Kind::Number(least, most) => {
            let number = item.as_integer().and_then(|number| u16::try_from(number).ok());
            let number = number.filter(|number| (least..=most).contains(number));
            number.map(Value::Number).ok_or_else(|| format!("is a number from {least} to {most}"))
        }
        Kind::OneOf(known) => {
            let word = item.as_str().filter(|word| known.contains(word));
            word.map(|word| Value::Words(word.to_owned()))
                .ok_or_else(|| format!("is one of \"{}\"", known.join("\", \"")))
        }
        Kind::Zone => {
            let zone =
                item.as_str().filter(|zone| ["utc", "local"].contains(zone) || Zone::named(zone).is_some());
            zone.map(|zone| Value::Words(zone.to_owned())).ok_or_else(|| {
                "is \"utc\", \"local\", or the name of a zone that this system knows, such as \"Europe/Berlin\"".to_owned()
            })
        }
        Kind::Path => {
            let path = words()?;
            let is_whole = path.starts_with("~/") || std::path::Path::new(path).is_absolute();
            let path = Some(path).filter(|_| is_whole);
            path.map(|path| Value::Words(path.to_owned()))
                .ok_or_else(|| "is a whole path, from / or from ~/".to_owned())
        }
        Kind::Command => {
            let command = words()?;
            let is_right = shell_words::split(command).is_ok_and(|words| !words.is_empty());
            let command = Some(command).filter(|_| is_right);
            command
                .map(|command| Value::Words(command.to_owned()))
                .ok_or_else(|| "has a quotation mark that is not closed".to_owned())
        }
        Kind::Size => {
            let size = words()?;
            limit::parse(size)
                .map(|_| Value::Words(size.to_owned()))
                .map_err(|wanted| format!("is wrong: {wanted}"))
        }
        Kind::Style => {
            let style = words()?;
            let is_whole = style.starts_with("~/") || std::path::Path::new(style).is_absolute();
            match styles::is_file(style) {
                true if !is_whole => Err("names a file by its whole path, from / or from ~/".to_owned()),
                false if !styles::is_known(style) => {
                    Err("is one of 'unspool cite --list-styles', or a .csl file".to_owned())
                }
                _ => Ok(Value::Words(style.to_owned())),
            }
        }
        Kind::Words | Kind::Form => words().map(|words| Value::Words(words.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Key;
    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_the_default_holds() {
        for (text, line, column, words) in [
            ("[quote]\nform = \"markdwon\"\n", 2, 8, "one of text, markdown"),
            ("[quote]\n  stile = \"apa\"\n", 2, 3, "[quote] has form, style"),
            ("[qoute]\n", 1, 2, "quote, notes, clipboard, reading, keys, looks, terminal, templates"),
            ("quote = 3\n", 1, 1, "is a table: [quote]"),
            ("[clipboard]\nprimary = \"yes\"\n", 2, 11, "true or false"),
            ("[clipboard]\ncommand = \"tee 'x\"\n", 2, 11, "not closed"),
            ("[notes]\nfile = \"notes.md\"\n", 2, 8, "whole path"),
            ("[reading]\nzone = \"paris\"\n", 2, 8, "\"utc\", \"local\", or the name of a zone"),
            ("[reading]\npanel_width = 7\n", 2, 15, "16 to 200"),
            ("[reading]\nmax_size = \"huge\"\n", 2, 12, "a size is wanted"),
            ("[templates]\nmarkdown = \"x\"\n", 2, 1, "another name"),
            ("[templates]\nmine = 5\n", 2, 8, "in quotation marks"),
            ("[quote]\nform = \"text\nstyle = \"apa\"\n", 2, 13, "nothing of this file counts"),
        ] {
            let settings = parse(text);
            let [problem] = &settings.problems[..] else { panic!("{text}: {:?}", settings.problems) };
            assert_eq!(
                (problem.place.line, problem.place.column),
                (line, column),
                "{text}: {}",
                problem.what
            );
            assert!(problem.what.contains(words), "{}", problem.what);
            assert!(settings.given.is_empty(), "{text}");
        }
    }

    #[test]
    fn one_wrong_value_costs_no_other() {
        let settings = parse("[quote]\nform = 1\nstyle = \"mla\"\nx = 1\n[notes]\nform = \"org\"\n");
        assert_eq!(settings.words(Key::Style), Some("mla"));
        assert_eq!(settings.words(Key::NotesForm), Some("org"));
        assert_eq!(settings.problems.len(), 2);
        let trouble = settings.trouble(0).unwrap();
        assert!(trouble.starts_with("config.toml, line 2, column 8: quote.form needs words"), "{trouble}");
        assert!(trouble.ends_with("1 more: unspool config --check"), "{trouble}");
        assert!(settings.trouble(1).unwrap().contains("2 more"), "a theme that is not there is one as well");
    }

    #[test]
    fn nothing_in_the_file_harms_the_terminal() {
        let settings = parse("[quote]\n\"a\\u001b[31m\" = 1\n");
        assert!(!settings.problems[0].what.contains('\u{1b}'));
    }
}
