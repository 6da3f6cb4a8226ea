//! Other programs that a text is given to: the reader's own commands, and what fills clipboards.
//!
//! They run in a session of their own, so that none of them writes on the reader's screen, reads its keys or ends with its
//! window. A program that goes on behind the scenes, as `xclip` does, keeps whatever it writes to open for ever: the end of
//! what it says is never waited for.

#![expect(clippy::disallowed_methods, reason = "these are the reader's own commands")]

use std::env;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::settings::from_home;
use crate::app::Message;
use crate::model::{Clean, Outgoing, thousands};

/// The hidden argument with which the program becomes another one, in a session of its own.
pub const RUN: &str = "run-apart";
/// The exit code for a program that is not there, as shells have it.
const ABSENT: i32 = 127;
/// How long to wait for the last words of a program that has ended.
const LAST_WORDS: Duration = Duration::from_millis(100);
/// The most that is kept of what a program says, in bytes.
const MOST_SAID: u64 = 4096;
/// What only a shell understands.
const SHELL_SIGNS: &[char] = &['|', '>', '<', ';', '&', '$', '`', '*', '?', '(', '#', '~', '\n'];

/// Becomes the program that the words name; the exit code where that cannot be.
pub fn become_program<S: AsRef<std::ffi::OsStr>>(words: &[S]) -> u8 {
    let Some((program, arguments)) = words.split_first() else { return 2 };
    let _ = rustix::process::setsid();
    let error = Command::new(program).args(arguments).exec();
    if error.kind() == std::io::ErrorKind::NotFound { ABSENT as u8 } else { 126 }
}

/// A command for a program with its arguments, in a session of its own.
pub(super) fn apart(words: &[String]) -> Option<Command> {
    let mut command = Command::new(env::current_exe().ok()?);
    command.arg(RUN).args(words);
    Some(command)
}

/// The words of a command line: a program with its arguments, or a shell where only that understands the line.
///
/// # Errors
/// What is wrong with it.
pub(super) fn words_of(line: &str) -> Result<Vec<String>, String> {
    let words = shell_words::split(line).map_err(|_| "a quotation mark is not closed".to_owned())?;
    if words.is_empty() {
        return Err("there is no program in it".to_owned());
    }
    let is_plain =
        |word: &String| !word.contains(SHELL_SIGNS) || word.starts_with("~/") && is_tame(&word[1..]);
    if words.iter().all(is_plain) {
        let own = words.into_iter().map(|word| from_home(&word).to_string_lossy().into_owned());
        return Ok(own.collect());
    }
    Ok(vec!["sh".to_owned(), "-c".to_owned(), line.to_owned()])
}

fn is_tame(word: &str) -> bool {
    !word.contains(SHELL_SIGNS)
}

/// How a program ended, with the first line of what it said.
pub(super) struct Ran {
    pub(super) status: ExitStatus,
    said: Option<Receiver<String>>,
    complained: Option<Receiver<String>>,
}

/// Why a program did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    NotStarted,
    TooLate,
}

/// Gives a text to a program and waits for its end, if there is a limit until then and no longer; what it says is
/// `heard` or goes nowhere.
pub(super) fn feed(
    command: Command,
    text: &[u8],
    limit: Option<Duration>,
    is_heard: bool,
) -> Result<Ran, Trouble> {
    let mut command = command;
    let output = || if is_heard { Stdio::piped() } else { Stdio::null() };
    let spawned = command.stdin(Stdio::piped()).stdout(output()).stderr(output()).spawn();
    let mut child = spawned.map_err(|_| Trouble::NotStarted)?;
    if let Some(mut stdin) = child.stdin.take() {
        let text = text.to_vec();
        // One that reads nothing must not hold us up.
        thread::spawn(move || stdin.write_all(&text));
    }
    let (said, complained) = (child.stdout.take().map(listen), child.stderr.take().map(listen));
    let until = limit.map(|limit| Instant::now() + limit);
    let mut pause = Duration::from_micros(500);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(Ran { status, said, complained }),
            Ok(None) if until.is_none_or(|until| Instant::now() < until) => thread::sleep(pause),
            _ => {
                let _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
                let _ = child.kill();
                thread::spawn(move || child.wait());
                return Err(Trouble::TooLate);
            }
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Listens to a program until it says no more; its first line that is not blank.
fn listen(mut from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.by_ref().take(MOST_SAID).read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let _ = sender.send(Clean::line(line).to_string());
        // Whatever more there is must go somewhere, or the program would wait.
        let _ = std::io::copy(&mut from, &mut std::io::sink());
    });
    receiver
}

fn last_words(from: Option<&Receiver<String>>) -> Option<String> {
    from?.recv_timeout(LAST_WORDS).ok().filter(|line| !line.is_empty())
}

/// Gives a text to a command of the reader's; what came of it.
pub fn pipe(line: &str, text: &Outgoing, what: &str) -> Message {
    let name = Clean::line(line.split_whitespace().next().unwrap_or_default());
    let failed = |why: &str| Message::problem(format!("Not piped to {name}: {why}"));
    let words = match words_of(line) {
        Ok(words) => words,
        Err(why) => return failed(&why),
    };
    let Some(command) = apart(&words) else { return failed("unspool does not find itself") };
    match feed(command, text.as_bytes(), None, true) {
        Err(_) => failed("it cannot be started"),
        Ok(ran) if ran.status.success() => {
            let count = thousands(text.chars().count());
            let said = last_words(ran.said.as_ref()).map(|said| format!(": {said}")).unwrap_or_default();
            Message::info(format!("Piped {what} ({count} characters) to {name}{said}"))
        }
        Ok(ran) if ran.status.code() == Some(ABSENT) => failed("there is no such program"),
        Ok(ran) => {
            let said =
                last_words(ran.complained.as_ref()).map(|said| format!(": {said}")).unwrap_or_default();
            let code =
                ran.status.code().map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"));
            Message::problem(format!("{name} took {what} and ended with {code}{said}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        words_of(line).unwrap()
    }

    #[test]
    fn a_plain_command_needs_no_shell() {
        assert_eq!(words("tee -a 'my notes.md'"), ["tee", "-a", "my notes.md"]);
        assert_eq!(words("sort | uniq"), ["sh", "-c", "sort | uniq"]);
        assert_eq!(words("cat >> x"), ["sh", "-c", "cat >> x"]);
        assert!(words("tee ~/x")[1].ends_with("/x"));
        assert!(words_of("tee 'x").unwrap_err().contains("not closed"));
        assert!(words_of("  ").is_err());
    }

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_program_that_reads_nothing_or_never_ends_holds_nobody_up() {
        let long = vec![b'a'; 1 << 20];
        assert!(feed(sh("exit 0"), &long, None, false).is_ok_and(|ran| ran.status.success()));
        let begun = Instant::now();
        let limit = Some(Duration::from_millis(50));
        assert_eq!(feed(sh("exec sleep 60"), b"", limit, true).err(), Some(Trouble::TooLate));
        // One that leaves a child behind keeps its output open.
        let ran = feed(sh("sleep 60 & echo left"), b"", None, true).unwrap();
        assert_eq!(last_words(ran.said.as_ref()), None);
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn what_it_says_is_told_by_its_first_line() {
        let ran = feed(sh("wc -c; echo more; echo bad >&2"), b"12345", None, true).unwrap();
        assert_eq!(last_words(ran.said.as_ref()).as_deref(), Some("5"));
        assert_eq!(last_words(ran.complained.as_ref()).as_deref(), Some("bad"));
    }
}
