//! The clipboard, as it really is: by which way a text goes there, and what can be known of its arrival.
//!
//! On X11 and Wayland a clipboard is empty as soon as the program that filled it ends. So a text is held by a second
//! process of this same program, apart from the terminal, until something else is copied. Where there is no display, or
//! the display is not the one the reader sits at (SSH), the terminal is asked to take the text: through tmux or screen
//! if they are there, else by the sequence OSC 52, which is never answered.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::terminal;
use crate::app::Message;
use crate::model::thousands;

/// The hidden argument that makes the program a holder.
pub const HOLD: &str = "hold-clipboard";
/// The longest text for OSC 52, in bytes: terminals drop longer sequences without a sign (100,000 characters in base64).
const OSC52_BYTES: usize = 74_994;
/// The largest text that a holder takes, in bytes.
const HELD_BYTES: u64 = 50 << 20;
/// How much base64 goes into one string that GNU screen passes on.
const SCREEN_CHUNK: usize = 250;
/// How long a holder may take to say that it holds the text.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often a holder looks whether its display is still there.
#[cfg(all(unix, not(target_os = "macos")))]
const WATCH: Duration = Duration::from_secs(5);

/// How a copy went.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    /// The system's clipboard has it.
    Held,
    /// tmux has it, and its terminal's clipboard.
    InTmux,
    /// The terminal was asked to take it.
    Sent,
    /// The terminal would drop it without a sign.
    TooLong,
    /// The terminal was given back already.
    TooLate,
}

impl Outcome {
    /// In words that fit a line of 80 columns with any `what` but a very long name.
    fn told(self, what: &str, characters: usize) -> Message {
        let noun = if characters == 1 { "character" } else { "characters" };
        let it = format!("{what} ({} {noun})", thousands(characters));
        match self {
            Self::Held => Message::info(format!("Copied {it}")),
            Self::InTmux => Message::info(format!("Copied {it} to tmux")),
            Self::Sent => Message::info(format!("Sent {it} by OSC 52, not confirmed")),
            Self::TooLong => {
                Message::problem("Not copied: too long for the terminal. Pipe it: unspool FILE > notes.txt")
            }
            Self::TooLate => Message::problem("Not copied: the terminal was given back before."),
        }
    }
}

/// Copies `text`; `what` is it. Waits for whoever takes it, so this belongs on a thread of its own.
pub fn copy(text: &str, what: &str) -> Message {
    match put(text) {
        Ok(outcome) => outcome.told(what, text.chars().count()),
        Err(error) => Message::problem(format!("Not copied: the terminal cannot be written to ({error}).")),
    }
}

/// Tries one way after the other.
fn put(text: &str) -> io::Result<Outcome> {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
    let has_display =
        cfg!(not(unix)) || cfg!(target_os = "macos") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    if has_display && !is_remote && hold_elsewhere(text) {
        return Ok(Outcome::Held);
    }
    if is_set("TMUX") && load_into_tmux(text) {
        return Ok(Outcome::InTmux);
    }
    if text.len() > OSC52_BYTES {
        return Ok(Outcome::TooLong);
    }
    let is_taken = terminal::put(osc52(text, is_set("STY")).as_bytes())?;
    Ok(if is_taken { Outcome::Sent } else { Outcome::TooLate })
}

/// Has a second process hold the text; whether it said that it does.
fn hold_elsewhere(text: &str) -> bool {
    let Ok(program) = env::current_exe() else { return false };
    let spawned = Command::new(program)
        .arg(HOLD)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .current_dir("/")
        .spawn();
    let Ok(mut holder) = spawned else { return false };
    let held = give(&mut holder, text);
    if !held {
        let _ = holder.kill();
    }
    // It lives until something else is copied; somebody has to bury it then.
    thread::spawn(move || holder.wait());
    held
}

fn give(holder: &mut Child, text: &str) -> bool {
    let (Some(mut stdin), Some(stdout)) = (holder.stdin.take(), holder.stdout.take()) else { return false };
    if stdin.write_all(text.as_bytes()).is_err() {
        return false;
    }
    drop(stdin);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let _ = BufReader::new(stdout).read_line(&mut line);
        let _ = sender.send(line);
    });
    receiver.recv_timeout(PATIENCE).is_ok_and(|line| line == "held\n")
}

/// What a holder does: takes the text from standard input, says `held`, and serves it until something else is copied.
///
/// # Errors
/// When there is no clipboard to hold.
pub fn hold() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustix::process::setsid();
    let mut text = String::new();
    io::stdin().lock().take(HELD_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > HELD_BYTES {
        return Err("too long to be held".into());
    }
    let mut clipboard = arboard::Clipboard::new()?;
    clipboard.set_text(&text)?;
    if clipboard.get_text()? != text {
        return Err("the clipboard holds something else".into());
    }
    let mut out = io::stdout();
    out.write_all(b"held\n")?;
    out.flush()?;
    wait_as_owner(&mut clipboard, text)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn wait_as_owner(clipboard: &mut arboard::Clipboard, text: String) -> Result<(), Box<dyn std::error::Error>> {
    use arboard::SetExtLinux;
    thread::spawn(end_with_display);
    Ok(clipboard.set().wait().text(text)?)
}

/// Ends a holder whose display has gone: on X11 nothing else would tell it.
#[cfg(all(unix, not(target_os = "macos")))]
fn end_with_display() {
    let Ok(mut clipboard) = arboard::Clipboard::new() else { return };
    // A question whose answer is short: the text held is plain.
    while !matches!(clipboard.get().html(), Err(arboard::Error::Unknown { .. })) {
        thread::sleep(WATCH);
    }
    std::process::exit(0);
}

/// Elsewhere the system keeps what was copied.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn wait_as_owner(_: &mut arboard::Clipboard, _: String) -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}

/// tmux swallows OSC 52 by default; what it is given itself, it keeps and hands on to its own terminal.
fn load_into_tmux(text: &str) -> bool {
    let spawned = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut tmux) = spawned else { return false };
    let given = tmux.stdin.take().is_some_and(|mut stdin| stdin.write_all(text.as_bytes()).is_ok());
    tmux.wait().is_ok_and(|status| status.success()) && given
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
        let told = |outcome: Outcome, what, characters| outcome.told(what, characters).text;
        assert_eq!(told(Outcome::Held, "post 1", 1), "Copied post 1 (1 character)");
        for outcome in [Outcome::Held, Outcome::InTmux, Outcome::TooLong, Outcome::TooLate] {
            assert!(told(outcome, "the thread, 200,000 paragraphs", 51_234_567).len() <= 78, "{outcome:?}");
        }
        assert!(told(Outcome::Sent, "the thread, 20,000 posts", OSC52_BYTES).len() <= 78);
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
