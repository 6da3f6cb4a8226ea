//! The reader's own editor, for the files that belong to the reader.

#![expect(clippy::disallowed_methods, reason = "the reader's editor is named as a shell would call it")]

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::Command;

use super::{Failure, keeping};

/// What edits where the reader has named nothing.
const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Opens a file in the editor that `VISUAL` or `EDITOR` names and waits until it is closed.
///
/// # Errors
/// When it cannot be started, or says that it failed.
pub fn edit(path: &Path) -> Result<(), Failure> {
    let named = |name| env::var_os(name).filter(|editor: &OsString| !editor.is_empty());
    let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| USUAL.into());
    let told = crate::model::Clean::line(&editor.to_string_lossy());
    let file = crate::model::Clean::line(&path.to_string_lossy());
    let failed = |reason: String| {
        Failure::could_not(format!("{told}: {reason}. VISUAL or EDITOR names an editor; the file is {file}"))
    };
    let mut command = command(editor, path);
    // A thread may have come in where the editor looks for keys.
    if !io::stdin().is_terminal()
        && let Ok(terminal) = File::open("/dev/tty")
    {
        command.stdin(terminal);
    }
    let status = command.status().map_err(|error| failed(format!("cannot be started ({error})")))?;
    if status.success() { Ok(()) } else { Err(failed(format!("ended with {status}"))) }
}

/// Has a text edited, in a file that only lives meanwhile.
///
/// # Errors
/// A line for the reader.
pub fn edit_text(text: &str) -> Result<String, String> {
    let path = keeping::in_state(&format!("remark-{}.md", std::process::id()))?;
    let failed = |error: io::Error| format!("{}: {}", keeping::told(&path), keeping::reason(&error));
    let end = if text.is_empty() { "" } else { "\n" };
    keeping::replace(&path, &format!("{text}{end}")).map_err(failed)?;
    let edited = edit(&path).map_err(|failure| failure.message.to_string());
    let read = edited.and_then(|()| fs::read_to_string(&path).map_err(failed));
    let _ = fs::remove_file(&path);
    read
}

/// The editor as a shell would call it, for it may be named with arguments: `code --wait`.
#[cfg(unix)]
fn command(editor: OsString, path: &Path) -> Command {
    let mut line = editor;
    line.push(" \"$@\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).arg("sh").arg(path);
    command
}

/// The editor, which may be named with arguments: `code --wait`.
#[cfg(not(unix))]
fn command(editor: OsString, path: &Path) -> Command {
    let whole = editor.to_string_lossy().into_owned();
    let mut words = whole.split_whitespace();
    // A path with blanks is one word if there is such a file.
    let mut command = if Path::new(&whole).exists() {
        Command::new(&whole)
    } else {
        let mut command = Command::new(words.next().unwrap_or(USUAL));
        command.args(words);
        command
    };
    command.arg(path);
    command
}
