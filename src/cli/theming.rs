//! `unspool themes`: the themes there are, what is wrong with the reader's own, and one of them as a file to begin with.

use std::io::{self, Write};
use std::path::PathBuf;

use super::arguments::Themes as Asked;
use super::telling::in_cell;
use super::{Stop, configuring};
use crate::shell::settings::{Key, Problem, Settings};
use crate::shell::themes::{Entry, Themes};
use crate::shell::{Failure, keeping};

/// Does what was asked about the themes; the exit code, 1 if anything is wrong with a theme.
pub(super) fn themes(asked: &Asked, out: &mut dyn Write) -> Result<u8, Stop> {
    let mut themes = Themes::known();
    if let Some(name) = &asked.name {
        let at = themes.find(name).map_err(Failure::wrong_usage)?;
        out.write_all(themes.entries[at].as_file().as_bytes())?;
        return Ok(0);
    }
    if asked.markdown {
        write_table(&Themes::known().entries, out)?;
        return Ok(0);
    }
    let settings = configuring::load(out);
    let set = settings.words(Key::Theme).unwrap_or_default();
    let columns = themes.entries.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
    for entry in &themes.entries {
        let sign = if *entry.name == *set { '*' } else { ' ' };
        let file = entry.file.as_ref().map(|file| format!(" ({})", keeping::told(file))).unwrap_or_default();
        writeln!(out, "{}", format!("{sign} {:columns$}  {}{file}", entry.name, entry.about).trim_end())?;
    }
    for told in listed(&themes) {
        writeln!(out, "{told}")?;
    }
    Ok(u8::from(!themes.problems.is_empty()))
}

/// What is wrong with the theme that is set, and with those of the reader's own, a line each.
pub(super) fn problems(settings: &Settings) -> Vec<String> {
    let mut themes = Themes::known();
    let set = settings.words(Key::Theme).unwrap_or_default();
    let place = settings.place(Key::Theme).map(|place| format!("{}:{}: ", place.line, place.column));
    let unknown = themes.find(set).err().map(|what| {
        format!("{}:{}looks.theme: {what}", keeping::told(&settings.path), place.as_deref().unwrap_or(" "))
    });
    unknown.into_iter().chain(listed(&themes)).collect()
}

/// Problems as compilers list them.
fn listed(themes: &Themes) -> Vec<String> {
    let told = |(path, Problem { place, what }): &(PathBuf, Problem)| {
        format!("{}:{}:{}: {what}", keeping::told(path), place.line, place.column)
    };
    themes.problems.iter().map(told).collect()
}

fn write_table(entries: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Theme | |\n| --- | --- |")?;
    for entry in entries {
        writeln!(out, "| `{}` | {} |", entry.name, in_cell(&entry.about))?;
    }
    Ok(())
}
