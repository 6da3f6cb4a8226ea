//! A second process of this program, apart from the terminal, that holds a text until something else is copied.
//!
//! It says `held` once the clipboard gives the text back as it was, so that a copy which did not arrive is known.

#![expect(clippy::disallowed_methods, reason = "the program holds a text by a second process of itself")]

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::surroundings::Surroundings;

/// The hidden argument that makes the program a holder.
pub const HOLD: &str = "hold-clipboard";
/// The argument behind it for the primary selection too.
const PRIMARY: &str = "primary";
/// The largest text that a holder takes, in bytes.
const HELD_BYTES: u64 = 50 << 20;
/// How long a holder may take to say that it holds the text.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often a holder reads the clipboard back at the most, and how long it waits in between: 300 ms together.
const CHECKS: u32 = 15;
const BETWEEN_CHECKS: Duration = Duration::from_millis(20);

/// How often a holder looks whether its display is still there.
#[cfg(all(unix, not(target_os = "macos")))]
const WATCH: Duration = Duration::from_secs(5);

/// Has a second process hold the text; whether it said that it does.
pub(super) fn hold_elsewhere(text: &str, surroundings: &Surroundings, is_primary: bool) -> bool {
    let Ok(program) = env::current_exe() else { return false };
    let mut command = Command::new(program);
    command.arg(HOLD).args(is_primary.then_some(PRIMARY));
    surroundings.correct(&mut command);
    let spawned =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).current_dir("/").spawn();
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
pub fn hold(argument: Option<&str>) -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustix::process::setsid();
    let mut text = String::new();
    io::stdin().lock().take(HELD_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > HELD_BYTES {
        return Err("too long to be held".into());
    }
    let mut clipboard = arboard::Clipboard::new()?;
    clipboard.set_text(&text)?;
    check(&mut clipboard, &text)?;
    let primary = (argument == Some(PRIMARY)).then(|| hold_primary(&text));
    let mut out = io::stdout();
    out.write_all(b"held\n")?;
    out.flush()?;
    wait_as_owner(&mut clipboard, text)?;
    // The primary selection may be ours for longer.
    primary.map(thread::JoinHandle::join);
    Ok(())
}

/// Reads the clipboard back; what it had before may still be there for a moment.
fn check(clipboard: &mut arboard::Clipboard, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    for _ in 0..CHECKS {
        if clipboard.get_text().is_ok_and(|held| held == text) {
            return Ok(());
        }
        thread::sleep(BETWEEN_CHECKS);
    }
    Err("the clipboard holds something else".into())
}

/// Holds the primary selection as well, on a thread of its own; where there is none, that is no fault.
#[cfg(all(unix, not(target_os = "macos")))]
fn hold_primary(text: &str) -> thread::JoinHandle<()> {
    use arboard::{LinuxClipboardKind::Primary, SetExtLinux};
    let text = text.to_owned();
    let (sender, receiver) = mpsc::channel();
    let holder = thread::spawn(move || {
        let Ok(mut clipboard) = arboard::Clipboard::new() else { return };
        let is_set = clipboard.set().clipboard(Primary).text(text.as_str()).is_ok();
        let _ = sender.send(());
        if is_set {
            let _ = clipboard.set().clipboard(Primary).wait().text(text);
        }
    });
    // Until it is set, or cannot be.
    let _ = receiver.recv();
    holder
}

/// Elsewhere there is no primary selection.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn hold_primary(_: &str) -> thread::JoinHandle<()> {
    thread::spawn(|| ())
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
