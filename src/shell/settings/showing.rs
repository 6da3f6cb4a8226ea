//! The settings as a text: the commented file to begin with, and what holds at present.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::keys::{KEYS, NONE, OwnKey};
use super::{Kind, Setting, Settings, TABLE, TEMPLATES, Value};
use crate::app::Action;
use crate::app::keymap::Mode;

/// How the file begins.
const HEAD: &str = "\
# Settings of unspool. Every line that begins with # is a comment; take the # away to set something.
# What is not set has the value that is shown here, or none where the line says “for example”.
# 'unspool config' tells what holds at present, 'unspool config --check' what is wrong here.
";

/// How the file ends.
const TAIL: &str = "
[keys.thread]
# Keys of your own, a table for each mode; 'unspool keys --actions' lists both. \"none\" takes away what a key does.
# \"C-j\" = \"next-post\"
# \"x\" = \"none\"

[templates]
# Forms of quotations of your own, by name: form = \"mine\" takes one of them.
# mine = \"\"\"
# {{ quote }}
# -- {{ author }}, {{ url }}\"\"\"
";

/// A file in which everything that can be set is a comment.
pub fn blank() -> String {
    let mut text = HEAD.to_owned();
    let mut table = "";
    for row in TABLE {
        if row.table != table {
            table = row.table;
            let _ = write!(text, "\n[{table}]\n");
        }
        let (value, note) =
            if row.default.is_empty() { (row.example, "; for example:") } else { (row.default, "") };
        let _ = write!(text, "# {}{note}\n# {} = {value}\n", row.told(), row.name);
    }
    text + TAIL
}

fn capital(does: &str) -> String {
    let mut letters = does.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl Setting {
    /// What it does, with the values to choose from where these words do not tell them.
    pub fn told(&self) -> String {
        let choices = match self.kind {
            Kind::OneOf(known) => format!(" ({})", known.join(", ")),
            Kind::Switch => " (true, false)".to_owned(),
            Kind::Number(least, most) => format!(" ({least} to {most})"),
            Kind::Words | Kind::Style | Kind::Zone | Kind::Form | Kind::Path | Kind::Command | Kind::Size => {
                String::new()
            }
        };
        format!("{}{choices}", capital(self.does))
    }
}

/// Writes what holds, in the form of the file, with what each value does and where it comes from.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_effective(settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let mut table = "";
    for row in TABLE {
        if row.table != table {
            let blank = if table.is_empty() { "" } else { "\n" };
            table = row.table;
            writeln!(out, "{blank}[{table}]")?;
        }
        writeln!(out, "# {}", row.told())?;
        match settings.given.get(&row.key) {
            Some((value, place)) => {
                writeln!(out, "{} = {}  # line {}", row.name, value.as_toml(), place.line)?;
            }
            None if row.default.is_empty() => writeln!(out, "# {} is not set", row.name)?,
            None => writeln!(out, "{} = {}  # default", row.name, row.default)?,
        }
    }
    write_keys(settings, out)?;
    if !settings.templates.is_empty() {
        writeln!(out, "\n[{TEMPLATES}]")?;
    }
    for (name, text) in &settings.templates {
        let entry = [(name.as_str(), toml_edit::value(text.as_str()))];
        let entry: toml_edit::DocumentMut = entry.into_iter().collect::<toml_edit::Table>().into();
        write!(out, "{entry}")?;
    }
    Ok(())
}

/// Writes the reader's own keys, mode by mode.
fn write_keys(settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    for mode in Mode::ALL {
        let own: Vec<_> = settings.own_keys.iter().filter(|own| own.rebinding.mode == mode).collect();
        if !own.is_empty() {
            writeln!(out, "\n[{KEYS}.{}]", mode.name())?;
        }
        for OwnKey { rebinding, place } in own {
            let keys = toml_edit::value(rebinding.keys.as_str()).to_string();
            let action = rebinding.action.map_or(NONE.to_owned(), Action::name);
            writeln!(out, "{} = \"{action}\"  # line {}", keys.trim(), place.line)?;
        }
    }
    Ok(())
}

impl Value {
    fn as_toml(&self) -> String {
        match self {
            Self::Words(words) => toml_edit::value(words.as_str()).to_string().trim().to_owned(),
            Self::Switch(is_on) => is_on.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Key, parse};
    use super::*;

    #[test]
    fn the_blank_file_sets_nothing_and_all_of_it_can_be_set() {
        let blank = blank();
        let settings = parse(&blank);
        assert_eq!((settings.problems.len(), settings.given.len()), (0, 0), "{blank}");
        let is_setting = |line: &str| {
            TABLE.iter().any(|row| line.strip_prefix(row.name).is_some_and(|rest| rest.starts_with(" = ")))
        };
        let lines = blank.lines().map(|line| match line.strip_prefix("# ") {
            Some(bare) if is_setting(bare) => bare,
            _ => line,
        });
        let settings = parse(&lines.collect::<Vec<_>>().join("\n"));
        assert_eq!((settings.problems.len(), settings.given.len()), (0, TABLE.len()));
    }

    #[test]
    fn what_holds_is_told_with_where_it_comes_from_and_can_be_read_again() {
        let settings = parse(
            "[clipboard]\ncommand = \"tee \\\"my file\\\"\"\n[keys.thread]\n\"'\" = \"help\"\nx = \"none\"\n[templates]\nmine = \"a\\nb\\u001b\"\n",
        );
        let mut out = Vec::new();
        write_effective(&settings, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("  # line 2\n") && text.contains("form = \"text\"  # default\n"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
        let again = parse(&text);
        assert_eq!(again.problems, [], "{text}");
        assert_eq!(again.words(Key::Command), settings.words(Key::Command));
        assert_eq!(again.templates, settings.templates);
        assert_eq!(again.keymap, settings.keymap);
    }
}
