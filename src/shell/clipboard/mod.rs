//! The clipboard, as it really is: by which way a text goes there, and what can be known of its arrival.
//!
//! On X11 and Wayland a clipboard is empty as soon as the program that filled it ends. So a text is held by a second
//! process of this same program, apart from the terminal, until something else is copied. Where there is no display, or
//! the display is not the one the reader sits at (SSH), the terminal is asked to take the text: through tmux or screen
//! if they are there, else by the sequence OSC 52, which is never answered. A command of the reader's own comes before
//! all that, and the last copy is always kept in a file as well.

#![expect(clippy::disallowed_methods, reason = "a last copy is for the reader alone, tmux keeps texts")]

mod holding;
mod surroundings;

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::{env, process};

use base64::prelude::{BASE64_STANDARD, Engine as _};

pub use holding::{HOLD, hold};

use super::settings::{Key, Settings};
use super::{keeping, programs, terminal};
use crate::app::keymap::Mode;
use crate::app::{Action, Message};
use crate::model::{Clean, Outgoing, thousands};
use surroundings::Surroundings;

/// The longest text for OSC 52, in bytes: terminals drop longer sequences without a sign (100,000 characters in base64).
const OSC52_BYTES: usize = 74_994;
/// How much base64 goes into one string that GNU screen passes on.
const SCREEN_CHUNK: usize = 250;
/// How long a program that fills a clipboard may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// What the file with the last copy is called.
const LAST_COPY: &str = "last-copy";

/// When the terminal is asked to take a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Osc52 {
    /// Where there is no other way.
    #[default]
    Auto,
    /// Beside every other way.
    Always,
    /// Not at all.
    Never,
}

/// By which ways the reader wants copies to go.
#[derive(Clone, Debug)]
pub struct Ways {
    command: Option<String>,
    has_primary: bool,
    osc52: Osc52,
    /// The key that pipes what was copied.
    pipe: String,
}

impl Ways {
    /// As they are set.
    pub fn new(settings: &Settings) -> Self {
        Self {
            command: settings.words(Key::Command).map(str::to_owned),
            has_primary: settings.is_on(Key::Primary),
            osc52: match settings.words(Key::Osc52) {
                Some("always") => Osc52::Always,
                Some("never") => Osc52::Never,
                _ => Osc52::Auto,
            },
            pipe: settings.keymap.key_for(Mode::Thread, Action::PipeLast).to_owned(),
        }
    }
}

/// How a copy went.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    /// The system's clipboard has it.
    Held,
    /// A program took it.
    By(String),
    /// tmux has it, and its terminal's clipboard.
    InTmux,
    /// The terminal was asked to take it.
    Sent,
    /// The terminal would drop it without a sign.
    TooLong,
    /// No way is left.
    Nowhere,
    /// The terminal was given back already.
    TooLate,
}

/// What there is to tell of a copy, whatever became of it.
struct Copied<'a> {
    /// What it is.
    what: &'a str,
    /// How long it is.
    characters: usize,
    /// Where the text is too.
    saved: Option<String>,
    /// The key that pipes it.
    pipe: &'a str,
}

impl Outcome {
    /// In words that fit a line of 80 columns with any `what` but a very long name.
    fn told(&self, copied: &Copied) -> Message {
        let Copied { what, characters, saved, pipe: key } = copied;
        let (characters, saved) = (*characters, saved.as_deref());
        let noun = if characters == 1 { "character" } else { "characters" };
        let it = format!("{what} ({} {noun})", thousands(characters));
        let else_where = || match saved {
            Some(saved) => format!("{key} pipes it; it is in {saved}"),
            None => format!("{key} pipes it"),
        };
        match self {
            Self::Held => Message::info(format!("Copied {it}")),
            Self::By(program) => Message::info(format!("Copied {it} with {program}")),
            Self::InTmux => Message::info(format!("Copied {it} to tmux")),
            Self::Sent => Message::info(format!("Sent {it} by OSC 52; not there? {key} pipes")),
            Self::TooLong => Message::problem(format!(
                "Not copied: OSC 52 takes {} bytes. {}",
                thousands(OSC52_BYTES),
                else_where()
            )),
            Self::Nowhere => Message::problem(format!("Not copied: there is no clipboard. {}", else_where())),
            Self::TooLate => Message::problem("Not copied: the terminal was given back before."),
        }
    }
}

/// Copies `text`; `what` is it. Waits for whoever takes it, so this belongs on a thread of its own.
pub fn copy(text: &Outgoing, what: &str, ways: &Ways) -> Message {
    let saved = keep_last(text).ok().map(|path| keeping::told(&path).to_string());
    let given = ways.command.as_deref().map(|line| give(line, text));
    let outcome = match given {
        Some(Ok(ref program)) => Ok(Outcome::By(program.clone())),
        _ => put(text, ways),
    };
    let message = match outcome {
        Ok(outcome) => {
            outcome.told(&Copied { what, characters: text.chars().count(), saved, pipe: &ways.pipe })
        }
        Err(error) => Message::problem(format!("Not copied: the terminal cannot be written to ({error}).")),
    };
    match given {
        Some(Err(program)) => message.saying(&format!("{}; {program} failed", message.text)),
        _ => message,
    }
}

/// Where the last copy is kept.
///
/// # Errors
/// A line for the reader, where there is no home.
pub(super) fn last_copy() -> Result<PathBuf, String> {
    let runtime = env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty());
    runtime.map_or_else(
        || keeping::in_state(LAST_COPY),
        |folder| Ok(PathBuf::from(folder).join("unspool").join(LAST_COPY)),
    )
}

/// Keeps the text in a file that only the reader can read; where.
fn keep_last(text: &str) -> io::Result<PathBuf> {
    let path = last_copy().map_err(io::Error::other)?;
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let aside = path.with_extension(process::id().to_string());
    let _ = fs::remove_file(&aside);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| fs::rename(&aside, &path));
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written.map(|()| path)
}

/// Gives the text to the reader's own command; what that is called, and an error where it failed.
fn give(line: &str, text: &str) -> Result<String, String> {
    let name = Clean::line(line.split_whitespace().next().unwrap_or_default()).to_string();
    let is_taken = programs::words_of(line)
        .is_ok_and(|words| programs::apart(&words).is_some_and(|command| is_taken(command, text.as_bytes())));
    if is_taken { Ok(name) } else { Err(name) }
}

/// Whether a program takes a text in time.
fn is_taken(command: Command, text: &[u8]) -> bool {
    programs::feed(command, text, Some(PATIENCE), false).is_ok_and(|ran| ran.status.success())
}

/// Tries one way after the other.
fn put(text: &str, ways: &Ways) -> io::Result<Outcome> {
    let surroundings = Surroundings::now();
    let is_short = text.len() <= OSC52_BYTES;
    let sequence = || osc52(text, surroundings.in_screen);
    if let Some(outcome) = put_beside_the_terminal(text, ways, &surroundings) {
        if ways.osc52 == Osc52::Always && is_short {
            terminal::put(sequence().as_bytes())?;
        }
        return Ok(outcome);
    }
    if ways.osc52 == Osc52::Never {
        return Ok(Outcome::Nowhere);
    }
    if !is_short {
        return Ok(Outcome::TooLong);
    }
    let is_taken = terminal::put(sequence().as_bytes())?;
    Ok(if is_taken { Outcome::Sent } else { Outcome::TooLate })
}

/// The ways that can tell whether the text has arrived.
fn put_beside_the_terminal(text: &str, ways: &Ways, surroundings: &Surroundings) -> Option<Outcome> {
    if surroundings.has_display() && holding::hold_elsewhere(text, surroundings, ways.has_primary) {
        if surroundings.in_tmux {
            load_into_tmux(text, false);
        }
        return Some(Outcome::Held);
    }
    let mut programs =
        if surroundings.is_remote { Vec::new() } else { programs_for(surroundings) }.into_iter();
    let taken = programs.find(|words| {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let Some(mut command) = programs::apart(&words) else { return false };
        surroundings.correct(&mut command);
        if words[0] == "clip.exe" {
            is_taken(command, &utf16(text))
        } else {
            is_taken(command, text.as_bytes())
        }
    });
    if let Some(words) = taken {
        return Some(Outcome::By(words[0].to_owned()));
    }
    (surroundings.in_tmux && load_into_tmux(text, true)).then_some(Outcome::InTmux)
}

/// The programs that may fill a clipboard there.
fn programs_for(surroundings: &Surroundings) -> Vec<&'static [&'static str]> {
    let known: [(bool, &[&str]); 6] = [
        (surroundings.has_wayland, &["wl-copy"]),
        (surroundings.has_x11, &["xclip", "-selection", "clipboard", "-in"]),
        (surroundings.has_x11, &["xsel", "--clipboard", "--input"]),
        (surroundings.in_termux, &["termux-clipboard-set"]),
        (cfg!(target_os = "macos"), &["pbcopy"]),
        (surroundings.in_wsl, &["clip.exe"]),
    ];
    known.into_iter().filter(|(is_there, _)| *is_there).map(|(_, words)| words).collect()
}

/// What Windows takes for text.
fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// tmux swallows OSC 52 by default; what it is given itself, it keeps, and hands on to its own terminal if it is to.
fn load_into_tmux(text: &str, hands_on: bool) -> bool {
    let mut tmux = Command::new("tmux");
    tmux.arg("load-buffer").args(hands_on.then_some("-w")).arg("-");
    is_taken(tmux, text.as_bytes())
}

/// The sequence that asks a terminal to take a text, for GNU screen in pieces that it passes on.
fn osc52(text: &str, in_screen: bool) -> String {
    let sequence = format!("\x1b]52;c;{}\x1b\\", BASE64_STANDARD.encode(text));
    if !in_screen {
        return sequence;
    }
    let inner = sequence.trim_end_matches("\x1b\\").to_owned() + "\x07";
    inner
        .as_bytes()
        .chunks(SCREEN_CHUNK)
        .fold(String::new(), |out, chunk| out + "\x1bP" + &String::from_utf8_lossy(chunk) + "\x1b\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_a_copy_fits_a_line() {
        let told = |outcome: Outcome, what, characters| {
            outcome.told(&Copied { what, characters, saved: None, pipe: "A-!" }).text
        };
        assert_eq!(&*told(Outcome::Held, "post 1", 1), "Copied post 1 (1 character)");
        for outcome in [Outcome::Held, Outcome::InTmux, Outcome::TooLong, Outcome::TooLate, Outcome::Nowhere]
        {
            let told = told(outcome, "the thread, 200,000 paragraphs", 51_234_567);
            assert!(told.len() <= 78, "{told}");
        }
        let sent = told(Outcome::Sent, "the thread, 200 posts", OSC52_BYTES);
        assert!(sent.len() <= 78 && sent.contains("A-! pipes"), "{sent}");
        let saved = Outcome::TooLong
            .told(&Copied {
                what: "post 1",
                characters: 90_000,
                saved: Some("/run/user/1000/unspool/last-copy".to_owned()),
                pipe: "A-!",
            })
            .text;
        assert!(saved.ends_with("it is in /run/user/1000/unspool/last-copy"), "{saved}");
    }

    #[test]
    fn programs_are_tried_where_they_have_something_to_fill() {
        let names = |surroundings: Surroundings| {
            programs_for(&surroundings).into_iter().map(|words| words[0]).collect::<Vec<_>>()
        };
        if cfg!(target_os = "linux") {
            assert_eq!(names(Surroundings::default()), Vec::<&str>::new());
            let all =
                Surroundings { has_wayland: true, has_x11: true, in_wsl: true, ..Surroundings::default() };
            assert_eq!(names(all), ["wl-copy", "xclip", "xsel", "clip.exe"]);
        }
        assert_eq!(utf16("é"), [0xe9, 0]);
    }

    #[test]
    fn the_sequence_ends_and_screen_gets_it_in_pieces() {
        assert_eq!(osc52("foo", false), "\x1b]52;c;Zm9v\x1b\\");
        let long = osc52(&"x".repeat(1000), true);
        let pieces: Vec<_> = long.split_terminator("\x1b\\").collect();
        assert!(
            pieces.len() > 4
                && pieces.iter().all(|piece| piece.starts_with("\x1bP") && piece.len() <= SCREEN_CHUNK + 2)
        );
        assert!(pieces.last().unwrap().ends_with('\x07'));
    }
}
