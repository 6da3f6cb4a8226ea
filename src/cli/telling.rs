//! What unspool tells of itself: its formats, its keys, completions for shells, the manual page.
//!
//! The tables are those that the program works by; the README's are printed by `--markdown`.

use std::fmt::Write as _;
use std::io::{self, Write};

use clap::CommandFactory;
use serde::Serialize;

use super::Stop;
use super::arguments::{Arguments, TableForm};
use super::listing::write_object;
use crate::app::keymap::{Binding, Mode, TABLE};
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
struct KeyForm {
    mode: &'static str,
    group: &'static str,
    keys: &'static [&'static str],
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

/// Lists the keys by mode and group.
pub(super) fn keys(form: &TableForm, out: &mut dyn Write) -> io::Result<()> {
    if form.json {
        for Binding { mode, keys, group, does, .. } in TABLE {
            write_object(out, &KeyForm { mode: mode.title(), group: group.title(), keys, does })?;
        }
        return Ok(());
    }
    writeln!(out, "{LEGEND}")?;
    for mode in Mode::ALL {
        let rows: Vec<_> = TABLE.iter().filter(|row| row.mode == mode).collect();
        if form.markdown {
            writeln!(out, "\n**{}**\n\n| | Keys | |\n| --- | --- | --- |", mode.title())?;
            write_as_markdown(&rows, out)?;
        } else {
            writeln!(out, "\n{}", mode.title())?;
            write_as_text(&rows, out)?;
        }
    }
    Ok(())
}

/// Rows of one mode, each group under its name.
fn write_as_text(rows: &[&Binding], out: &mut dyn Write) -> io::Result<()> {
    let columns = TABLE.iter().map(|row| row.keys.join("  ").len()).max().unwrap_or(0);
    for group in rows.chunk_by(|a, b| a.group == b.group) {
        writeln!(out, "  {}", group[0].group.title())?;
        for row in group {
            writeln!(out, "    {:columns$}  {}", row.keys.join("  "), row.does)?;
        }
    }
    Ok(())
}

/// Rows of one mode as rows of a table, with the name of a group in its first.
fn write_as_markdown(rows: &[&Binding], out: &mut dyn Write) -> io::Result<()> {
    for group in rows.chunk_by(|a, b| a.group == b.group) {
        let mut title = group[0].group.title();
        for row in group {
            let mut keys = String::new();
            for key in row.keys {
                // A bar would end the cell, even in code.
                let _ = write!(keys, " `{}`", key.replace('|', "\\|"));
            }
            writeln!(out, "| {title} |{keys} | {} |", in_cell(row.does))?;
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
