//! `unspool config`: what is set, what is wrong with it, and the file to set it in.

use std::io::{self, Write};

use super::arguments::Config;
use super::telling::in_cell;
use super::{Stop, note, theming};
use crate::shell::settings::{self, Problem, Settings, TABLE};
use crate::shell::{Failure, editor, keeping};

/// Does what was asked about the settings; the exit code.
pub(super) fn config(asked: &Config, out: &mut dyn Write) -> Result<u8, Stop> {
    if asked.init {
        let path = settings::init().map_err(Failure::could_not)?;
        writeln!(out, "{}", keeping::told(&path))?;
    } else if asked.edit {
        editor::edit(&settings::prepare().map_err(Failure::could_not)?)?;
        return check(out, false);
    } else if asked.check {
        return check(out, true);
    } else if asked.markdown {
        write_table(out)?;
    } else {
        let settings = load(out);
        let path = settings::path().map_err(Failure::could_not)?;
        let is_there = if path.exists() { "" } else { ", which is not there" };
        writeln!(out, "# From {}{is_there}\n", keeping::told(&path))?;
        settings::write_effective(&settings, out)?;
    }
    Ok(0)
}

/// Writes what can be set, each value once, with its table in the first row of that.
fn write_table(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Table | Name | Default | |\n| --- | --- | --- | --- |")?;
    let mut table = "";
    for row in TABLE {
        let shown = if row.table == table { String::new() } else { format!("`[{}]`", row.table) };
        table = row.table;
        let default = match (row.default, row.example) {
            ("", example) => format!("none; `{example}`"),
            (default, _) => format!("`{default}`"),
        };
        writeln!(out, "| {shown} | `{}` | {default} | {} |", row.name, in_cell(&row.told()))?;
    }
    Ok(())
}

/// The settings; what is wrong with them is a note.
pub(super) fn load(out: &mut dyn Write) -> Settings {
    let settings = settings::load();
    if let Some(trouble) = settings.trouble(0) {
        note(out, &trouble);
    }
    settings
}

/// Lists what is wrong, as compilers do; 1 if anything is.
fn check(out: &mut dyn Write, says_right: bool) -> Result<u8, Stop> {
    let path = settings::path().map_err(Failure::could_not)?;
    let settings = settings::load();
    let file = keeping::told(&path);
    for Problem { place, what } in &settings.problems {
        writeln!(out, "{file}:{}:{}: {what}", place.line, place.column)?;
    }
    let themes = theming::problems(&settings);
    for told in &themes {
        writeln!(out, "{told}")?;
    }
    let is_right = settings.problems.is_empty() && themes.is_empty();
    if is_right && says_right {
        let told = if path.exists() { "nothing is wrong" } else { "not there; every default holds" };
        writeln!(out, "{file}: {told}")?;
    }
    Ok(u8::from(!is_right))
}
