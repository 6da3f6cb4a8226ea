//! What unspool tells of itself: its formats, its keys, completions for shells, the manual page.
//!
//! The tables are those that the program works by; the README's are printed by `--markdown`.

use std::fmt::Write as _;
use std::io::{self, Write};

use clap::CommandFactory;
use serde::Serialize;

use super::arguments::{Arguments, Keys, TableForm};
use super::listing::write_object;
use super::{Stop, configuring};
use crate::app::keymap::{Bound, Keymap, Mode, Sequence};
use crate::formats::FORMATS;
use crate::model::Clean;
use crate::shell::Failure;

/// Above the table of keys.
const LEGEND: &str =
    "C- is Control, A- is Alt, S- is Shift; z a is z and then a. A number before a key repeats it.";

/// A format as `--json` has it.
#[derive(Serialize)]
struct FormatForm {
    id: &'static str,
    title: &'static str,
    how: &'static str,
}

/// A row of the table of keys as `--json` has it.
#[derive(Serialize)]
struct KeyForm<'a> {
    mode: &'static str,
    group: &'static str,
    action: String,
    keys: Vec<&'a str>,
    does: &'static str,
}

/// Lists what unspool opens, and how to get it.
pub(super) fn formats(form: &TableForm, out: &mut dyn Write) -> io::Result<()> {
    if form.markdown {
        writeln!(out, "| What | Name | How to get it |\n| --- | --- | --- |")?;
    }
    for format in FORMATS {
        let (id, title, how) = (format.id, format.title, format.how);
        if form.json {
            write_object(out, &FormatForm { id, title, how })?;
        } else if form.markdown {
            writeln!(out, "| {} | `{id}` | {} |", in_cell(title), in_cell(how))?;
        } else {
            writeln!(out, "{id}  {title}")?;
            for line in how.lines() {
                writeln!(out, "    {}", line.trim())?;
            }
        }
    }
    Ok(())
}

/// Lists the keys that hold, by mode and group, or the actions that a key can be bound to.
pub(super) fn keys(asked: &Keys, out: &mut dyn Write) -> io::Result<()> {
    let keymap = configuring::load(out).keymap;
    let form = &asked.form;
    if form.json {
        for row in keymap.rows() {
            let (mode, group) = (row.binding.mode.title(), row.binding.group.title());
            let keys = row.keys.iter().map(Sequence::as_str).collect();
            let action = row.binding.action.name();
            write_object(out, &KeyForm { mode, group, action, keys, does: row.binding.does })?;
        }
        return Ok(());
    }
    if asked.actions {
        return write_actions(&keymap, out);
    }
    writeln!(out, "{LEGEND}")?;
    for mode in Mode::ALL {
        let rows: Vec<_> = keymap.rows_of(mode).collect();
        if form.markdown {
            writeln!(out, "\n**{}**\n\n| | Keys | |\n| --- | --- | --- |", mode.title())?;
            write_as_markdown(&rows, out)?;
        } else {
            writeln!(out, "\n{}", mode.title())?;
            write_as_text(&rows, columns(&keymap), out)?;
        }
    }
    Ok(())
}

/// The actions of each mode under the table of the settings that gives them keys.
fn write_actions(keymap: &Keymap, out: &mut dyn Write) -> io::Result<()> {
    let names = || keymap.rows().iter().map(|row| row.binding.action.name());
    let width = names().map(|name| name.len()).max().unwrap_or(0);
    for mode in Mode::ALL {
        let blank = if mode == Mode::ALL[0] { "" } else { "\n" };
        writeln!(out, "{blank}[keys.{}]", mode.name())?;
        for row in keymap.rows_of(mode) {
            let (name, does) = (row.binding.action.name(), row.binding.does);
            writeln!(out, "  {name:width$}  {:columns$}  {does}", row.told(), columns = columns(keymap))?;
        }
    }
    Ok(())
}

/// Columns of the longest row of keys.
fn columns(keymap: &Keymap) -> usize {
    keymap.rows().iter().map(|row| row.told().chars().count()).max().unwrap_or(0)
}

/// Rows of one mode, each group under its name.
fn write_as_text(rows: &[&Bound], columns: usize, out: &mut dyn Write) -> io::Result<()> {
    for group in rows.chunk_by(|a, b| a.binding.group == b.binding.group) {
        writeln!(out, "  {}", group[0].binding.group.title())?;
        for row in group {
            writeln!(out, "    {:columns$}  {}", row.told(), row.binding.does)?;
        }
    }
    Ok(())
}

/// Rows of one mode as rows of a table, with the name of a group in its first.
fn write_as_markdown(rows: &[&Bound], out: &mut dyn Write) -> io::Result<()> {
    for group in rows.chunk_by(|a, b| a.binding.group == b.binding.group) {
        let mut title = group[0].binding.group.title();
        for row in group {
            let mut keys = String::new();
            for key in &row.keys {
                // A bar would end the cell, even in code.
                let _ = write!(keys, " `{}`", key.as_str().replace('|', "\\|"));
            }
            writeln!(out, "| {title} |{keys} | {} |", in_cell(row.binding.does))?;
            title = "";
        }
    }
    Ok(())
}

/// Text for a cell of a Markdown table, with nothing in it that Markdown would act on.
pub(super) fn in_cell(text: &str) -> String {
    let mut cell = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '<' | '>' | '*' | '_' | '[' | ']' | '`' | '#' | '&') {
            cell.push('\\');
        }
        cell.push(if c == '\n' { ' ' } else { c });
    }
    cell
}

/// Prints the script that completes arguments in a shell.
pub(super) fn completions(shell: clap_complete::Shell, out: &mut dyn Write) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "unspool", &mut script);
    out.write_all(&script)
}

/// Prints the manual page of the program or of one command.
pub(super) fn man(command: Option<&str>, out: &mut dyn Write) -> Result<(), Stop> {
    let mut program = Arguments::command();
    program.build();
    let page = match command {
        None => program,
        Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| unknown(name))?,
    };
    let mut roff = Vec::new();
    clap_mangen::Man::new(page).render(&mut roff)?;
    // What follows the options in `--help` gets a heading that says nothing.
    out.write_all(String::from_utf8_lossy(&roff).replace(".SH EXTRA", ".SH NOTES").as_bytes())?;
    Ok(())
}

fn unknown(command: &str) -> Failure {
    let command = Clean::line(command);
    Failure::wrong_usage(format!("there is no command '{command}'. 'unspool --help' lists them all."))
}
