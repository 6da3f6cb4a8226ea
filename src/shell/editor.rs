//! The reader's own editor, for the files that belong to the reader.

#![expect(clippy::disallowed_methods, reason = "the reader's editor is named as a shell would call it")]

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::Failure;

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
    let status =
        command(editor, path).status().map_err(|error| failed(format!("cannot be started ({error})")))?;
    if status.success() { Ok(()) } else { Err(failed(format!("ended with {status}"))) }
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
