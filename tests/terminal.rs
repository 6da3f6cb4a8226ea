//! The program in a real pseudo-terminal: starting, quitting, signals, stops, hang-ups, pipes, sizes, hostile files.
//!
//! Each test says what a reader may rely on. That the terminal is given back means: normal screen, cursor shown, lines
//! wrapped, mouse and pastes left alone, every mode of the terminal as before, and nothing written after that.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "pty/left.rs"]
mod left;
mod pty;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use portable_pty::{CommandBuilder, PtySize};
use rustix::process::{Pid, Signal, kill_process};
use unspool::app::State;
use unspool::model::Clean;
use unspool::shell::terminal::{self, Screen};
use unspool::shell::themes::Themes;

use left::is_left;
use pty::{Ended, Heard, Session, cells, command, ended, start, unspool};

const WINDOW: (u16, u16) = (80, 24);
/// Words of the first post of the sample.
const FIRST: &str = "Northwind Labs quietly bought";
/// Back to the normal screen.
const LEAVES: &[u8] = b"\x1b[?1049l";

impl Session {
    fn resize(&self, (columns, rows): (u16, u16)) {
        self.heard.0.lock().unwrap().emulator.screen_mut().set_size(cells(rows), cells(columns));
        self.terminal.0.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child.0)
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Presses a key and waits for the frame that comes of it; where nothing would, for the screen drawn anew.
    fn step(&mut self, key: &str) {
        let frames = |heard: &Heard| Some(heard.bytes.len()).filter(|_| heard.is_whole());
        let before = self.wait_for("a frame", frames);
        self.keys(key);
        // Right behind Esc it would be another key, and in a line that is typed it does nothing.
        let is_anew = !matches!(key, "\x1b" | "/" | "a");
        if is_anew {
            self.keys("\x0c");
        }
        // The frame of the key alone is not the last that is to come.
        let is_there = |heard: &Heard| !is_anew || heard.last(b"\x1b[2J").is_some_and(|at| at >= before);
        let has_come = |heard: &Heard| frames(heard).filter(|frame| *frame > before && is_there(heard));
        self.wait_for("another frame", has_come);
    }

    /// The process that has the terminal, where a shell started it.
    fn foreground(&self) -> Pid {
        Pid::from_raw(self.terminal.0.process_group_leader().unwrap()).unwrap()
    }

    /// Whether the terminal is as it was before the program started.
    fn is_given_back(&self) -> bool {
        let modes = format!("{:?}", self.terminal.0.get_termios().unwrap());
        modes == self.modes && is_left(&self.heard.0.lock().unwrap())
    }

    fn quit(mut self) -> Ended {
        self.keys("q");
        self.end()
    }
}

impl Ended {
    /// Holds the program to having given the terminal back, with nothing but the cursor shown after that.
    fn assert_given_back(&self) {
        assert!(is_left(&self.heard), "not left; the screen:\n{}", self.heard.screen());
        let at = self.heard.last(LEAVES).unwrap();
        let after = String::from_utf8_lossy(&self.heard.bytes[at + LEAVES.len()..]).into_owned();
        assert!(!after.replace("\x1b[?25h", "").contains('\x1b'), "written after leaving: {after:?}");
    }
}

/// A shell script that finds unspool as `$0` and the arguments as `$1`, `$2` …
fn shell(options: &str, script: &str, arguments: &[&str]) -> CommandBuilder {
    let words = [options, script, env!("CARGO_BIN_EXE_unspool")];
    command("sh", words.iter().chain(arguments))
}

fn sample() -> Session {
    let session = start(unspool(&["--sample"]), WINDOW);
    session.wait(FIRST);
    session
}

/// A file in a folder that lives as long as the test.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path.to_str().unwrap().to_owned())
}

#[test]
fn the_sample_opens_and_q_leaves_everything_as_it_was() {
    let session = start(shell("-c", r#"echo untouched; exec "$0" --sample"#, &[]), WINDOW);
    let screen = session.wait(FIRST);
    assert!(screen.contains("Dana Reyes @danareyes") && !screen.contains("untouched"), "{screen}");
    let ended = session.quit();
    ended.assert_given_back();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(ended.heard.screen().trim_end(), "untouched");
}

#[test]
fn control_c_quits_too() {
    let mut session = sample();
    session.keys("\x03");
    let ended = session.end();
    ended.assert_given_back();
    assert_eq!(ended.status.code(), Some(0));
}

/// Keys of every kind; none that quits, starts another program, or has the screen drawn anew.
const KEYS: &[&str] = &[
    "j", "k", "d", "u", "f", "b", "g", "G", "J", "K", ")", "(", "p", "]", "[", "h", "l", "x", "z", "a", "m",
    "r", "M", "+", "-", "Z", "L", "H", "R", "n", "N", "&", "s", "\t", "|", ">", "i", "?", "\x1b", "\r",
    "\x1b[A", "\x1b[B", "\x7f", "\x17", "\x1br", "\x1bw", "\x1bc", "o", "c", "y", "3", "9", "0", "v", "V",
    "w", "/", "\x1bOR", "e", "$", "{", "}", "S", "U", "C", "E", "Y", "\x04", "\x1b[6~", "v20w", "VG", "C\tj",
    "rc", "ra", "O", "Ol\r", "/fab", "\\maps\r", "A", "B", "Bc", "t", "'", "''", "D", "X", "T", "F", "I",
    "P", "\x1a",
];
/// The same of the mouse and the clipboard.
const OTHERS: &[&str] =
    &["\x1b[<0;30;9M\x1b[<0;30;9m", "\x1b[<65;30;9M", "\x1b[200~words\nand more\x1b[201~", "\x1b[O\x1b[I"];

impl Session {
    /// Waits until all that was typed is answered; whether the program has left by then.
    fn has_left(&self, size: (u16, u16)) -> bool {
        let before = self.heard.0.lock().unwrap().bytes.len();
        // A window of another size is drawn anew, whatever it shows.
        self.resize(size);
        self.wait_for("a frame or an end", |heard| {
            let has_left = heard.is_over || heard.last(LEAVES).is_some();
            let is_drawn = heard.last(b"\x1b[2J").is_some_and(|at| at >= before) && heard.is_whole();
            (has_left || is_drawn).then_some(has_left)
        })
    }

    /// Presses Ctrl-C until the program is gone, as in a line that is typed the first gives that up; how it ended, and how
    /// long that took since the last.
    fn end_by_control_c(mut self) -> (Ended, Duration) {
        for columns in 60..66 {
            let before = self.heard.0.lock().unwrap().bytes.len();
            let begun = Instant::now();
            self.keys("\x03");
            let has_left = self.wait_for("an answer to Ctrl-C", |heard| {
                let has_left = heard.is_over || heard.last(LEAVES).is_some();
                (has_left || (heard.bytes.len() > before && heard.is_whole())).then_some(has_left)
            });
            if has_left || self.has_left((columns, 20)) {
                return (self.end(), begun.elapsed());
            }
        }
        panic!("Ctrl-C does not end it; the screen:\n{}", self.heard.0.lock().unwrap().screen());
    }
}

#[test]
fn a_size_that_comes_before_the_keys_are_read_is_taken() {
    // One in a hundred was lost.
    for _ in 0..15 {
        let mut session = start(unspool(&["--sample", "--fresh"]), WINDOW);
        session.wait_for("a frame", |heard| (heard.last(b"\x1b[?2026l").is_some()).then_some(()));
        assert!(!session.has_left((100, 30)));
        session.keys("q");
        assert_eq!(session.end().status.code(), Some(0));
    }
}

#[test]
fn a_key_and_a_size_that_come_together_are_both_taken() {
    let mut session = sample();
    for columns in 60..120 {
        session.keys("j");
        assert!(!session.has_left((columns, 20)));
    }
    session.keys("q");
    assert!(session.has_left((60, 20)));
    assert_eq!(session.end().status.code(), Some(0));
}

#[test]
fn whatever_was_typed_before_control_c_quits_at_once() {
    // `UNSPOOL_CASES` asks for more runs than a commit can wait for, and those are longer.
    let asked = std::env::var("UNSPOOL_CASES").ok().and_then(|cases| cases.parse().ok());
    let (runs, most) = asked.map_or((8, 40), |runs: u32| (runs, 200));
    // Numerical Recipes: every run is the same.
    let mut seed = 9_u32;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let mut times = Vec::new();
    for run in 0..runs {
        let folder = tempfile::tempdir().unwrap();
        let mut command = unspool(&["--sample", "--notes", folder.path().join("notes.md").to_str().unwrap()]);
        for name in ["HOME", "UNSPOOL_CONFIG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
            command.env(name, folder.path());
        }
        for name in ["BROWSER", "EDITOR", "VISUAL"] {
            command.env(name, "true");
        }
        let started = Instant::now();
        let mut session = start(command, WINDOW);
        session.wait(FIRST);
        session.resize((20 + next(100) as u16, 4 + next(40) as u16));
        let keys: Vec<_> = (0..next(most))
            .map(|_| if next(20) == 0 { OTHERS[next(OTHERS.len())] } else { KEYS[next(KEYS.len())] })
            .collect();
        for key in &keys {
            session.keys(key);
        }
        // A sequence that Esc and what came behind it may have begun ends with this.
        session.keys("ujjj");
        let about = format!("run {run}: {:?}", keys.concat());
        // This terminal does not answer what it is asked at the start, and an answer that is on its way is waited for.
        thread::sleep(Duration::from_millis(300).saturating_sub(started.elapsed()));
        // In the help, a row that is taken is done, and one of them quits.
        let has_quit = session.has_left((132, 43));
        let (ended, time) =
            if has_quit { (session.end(), Duration::ZERO) } else { session.end_by_control_c() };
        assert!(is_left(&ended.heard), "{about}: {}", ended.heard.screen());
        assert_eq!(ended.status.code(), Some(0), "{about}: {}", ended.heard.screen());
        times.extend((!has_quit).then_some(time));
    }
    times.sort_unstable();
    let (median, longest) = (times[times.len() / 2], times[times.len() - 1]);
    eprintln!("{} of {runs} runs: gone after {median:?}, {longest:?} at the most", times.len());
    assert!(times.len() * 10 > runs as usize * 9, "most of them do not quit by themselves");
    assert!(longest < Duration::from_secs(5), "{longest:?}");
}

#[test]
fn signals_end_the_program_as_they_would_any_other_and_the_terminal_is_given_back() {
    let asked = [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT];
    let spent = [Signal::XCPU, Signal::ALARM, Signal::VTALARM, Signal::PROF, Signal::USR1, Signal::USR2];
    let fatal =
        [Signal::ABORT, Signal::SEGV, Signal::BUS, Signal::ILL, Signal::FPE, Signal::SYS, Signal::TRAP];
    for signal in asked.into_iter().chain(spent).chain(fatal) {
        let session = start(shell("-c", r#"ulimit -c 0; exec "$0" --sample"#, &[]), WINDOW);
        session.wait(FIRST);
        session.signal(signal);
        let ended = session.end();
        ended.assert_given_back();
        assert_eq!(ended.status.signal(), Some(signal.as_raw()));
    }
}

#[test]
fn a_file_that_may_not_grow_costs_what_was_to_be_kept_and_not_the_program() {
    let folder = tempfile::tempdir().unwrap();
    // Blocks of 512 bytes.
    let mut command = shell("-c", r#"ulimit -c 0; ulimit -f 1; exec "$0" --sample"#, &[]);
    command.env("UNSPOOL_STATE", folder.path());
    let mut session = start(command, WINDOW);
    session.wait(FIRST);
    session.keys("A");
    session.wait("Your remark");
    session.keys(&"more words than a block has ".repeat(30));
    session.keys("\x1b");
    let screen = session.wait("Not kept");
    assert!(screen.contains("file too large"), "{screen}");
    session.keys("\x03\x03");
    let ended = session.end();
    ended.assert_given_back();
    assert_eq!(ended.status.signal(), None);
}

#[test]
fn a_signal_amid_drawing_leaves_no_half_drawn_frame() {
    for _ in 0..5 {
        let mut session = sample();
        for _ in 0..20 {
            session.keys(" b?\x1b\x0c");
        }
        session.signal(Signal::TERM);
        session.end().assert_given_back();
    }
}

#[test]
fn a_signal_ends_the_program_even_when_the_terminal_takes_no_more_output() {
    use rustix::termios::{Action, tcflow};

    let mut session = sample();
    let near = fs::OpenOptions::new().write(true).open(session.terminal.0.tty_name().unwrap()).unwrap();
    tcflow(&near, Action::OOff).unwrap();
    session.keys("?");
    let begun = Instant::now();
    while rustix::io::ioctl_fionread(&near).unwrap() > 0 {
        assert!(begun.elapsed() < pty::LIMIT);
        thread::yield_now();
    }
    session.signal(Signal::TERM);
    assert_eq!(ended(&mut session.child.0).signal(), Some(Signal::TERM.as_raw()));
    assert_eq!(format!("{:?}", session.terminal.0.get_termios().unwrap()), session.modes);
}

/// Starts the sample from a shell that says when the program has stopped, reads a line, and continues it.
fn from_a_shell() -> Session {
    let script = r#""$0" --sample; echo stopped; read line; echo "the shell got $line"; fg; echo done"#;
    let session = start(shell("-mc", script, &[]), WINDOW);
    session.wait(FIRST);
    session
}

fn stops_and_continues(mut session: Session) {
    session.wait("stopped");
    assert!(session.is_given_back());
    session.keys("a line\r");
    session.wait_for("the line in the shell", |heard| heard.last(b"the shell got a line"));
    let screen = session.wait(FIRST);
    assert!(!screen.contains("stopped"), "{screen}");
    session.keys("/");
    session.keys("x\x7fquietly");
    session.wait("/quietly");
    session.keys("\r");
    session.wait("1 of ");
    let ended = session.quit();
    ended.assert_given_back();
    assert!(ended.heard.screen().contains("done"), "{}", ended.heard.screen());
}

#[test]
fn control_z_gives_the_terminal_to_the_shell_and_fg_comes_back() {
    let mut session = from_a_shell();
    session.keys("\x1a");
    stops_and_continues(session);
}

#[test]
fn a_stop_from_outside_gives_the_terminal_to_the_shell_too() {
    let session = from_a_shell();
    kill_process(session.foreground(), Signal::TSTP).unwrap();
    stops_and_continues(session);
}

#[test]
fn after_a_stop_that_nobody_can_see_coming_the_terminal_is_taken_again() {
    let script = r#""$0" --sample; stty sane; printf '\033[?1049l'; echo stopped; read line; fg"#;
    let mut session = start(shell("-mc", script, &[]), WINDOW);
    session.wait(FIRST);
    kill_process(session.foreground(), Signal::STOP).unwrap();
    session.wait("stopped");
    session.keys("\r");
    session.wait(FIRST);
    // In a terminal that waits for the end of the line, this would never arrive.
    session.keys("?");
    session.wait("In the thread");
    session.keys("\x1b");
    session.wait(FIRST);
    session.quit().assert_given_back();
}

#[test]
fn control_z_does_not_stop_the_program_where_nobody_could_continue_it() {
    let mut session = sample();
    session.keys("\x1a");
    session.wait("Not stopped");
    assert_eq!(session.quit().status.code(), Some(0));
}

/// Has the terminal go away; the program must end soon.
fn ends_with_its_terminal(session: Session) {
    let mut child = session.hang_up();
    let begun = Instant::now();
    ended(&mut child.0);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[test]
fn the_program_ends_with_its_terminal() {
    ends_with_its_terminal(sample());
}

#[test]
fn the_program_ends_with_its_terminal_even_where_hang_ups_are_ignored() {
    let session = start(shell("-c", r#"trap "" HUP; exec "$0" --sample"#, &[]), WINDOW);
    session.wait(FIRST);
    ends_with_its_terminal(session);
}

#[test]
#[ignore = "run by the test of panics, in a terminal of its own"]
fn panics_beside_the_main_thread() {
    let _screen = Screen::take(WINDOW, Themes::default()).unwrap();
    let worker = thread::Builder::new().name("worker".to_owned());
    let _ = worker.spawn(|| panic!("told to the reader")).unwrap().join();
    std::process::exit(0);
}

#[test]
#[ignore = "run by the test of panics, in a terminal of its own"]
fn panics_in_the_main_thread() {
    // The main thread belongs to the test harness; one of its name goes the same way.
    let main = thread::Builder::new().name("main".to_owned());
    let panicked = main.spawn(|| {
        let _screen = Screen::take(WINDOW, Themes::default()).unwrap();
        panic!("told to the reader");
    });
    panicked.unwrap().join().unwrap_or_else(|_| std::process::exit(101));
}

#[test]
#[ignore = "run by the test of panics that are never told, in a terminal of its own"]
fn panics_and_is_never_done_with_telling_it() {
    // As where memory ends while the runtime tells what led to a panic, which waits for itself then.
    std::panic::set_hook(Box::new(|_| {
        loop {
            thread::park();
        }
    }));
    let _screen = Screen::take(WINDOW, Themes::default()).unwrap();
    let _ = thread::spawn(|| panic!("told to nobody")).join();
}

#[test]
#[ignore = "run by the test of drawing too late, in a terminal of its own"]
fn draws_after_the_terminal_was_given_back() {
    let mut screen = Screen::take(WINDOW, Themes::default()).unwrap();
    let state = State::new(WINDOW, vec![Clean::line("a file")]);
    screen.draw(&state).unwrap();
    terminal::leave();
    screen.resize((40, 12));
    screen.draw(&state).unwrap();
    terminal::take_mouse(true).unwrap();
    assert!(!terminal::put(b"\x1b]52;c;YQ==\x1b\\").unwrap());
}

/// One of the tests here that are ignored, as a program.
fn itself(test: &str) -> CommandBuilder {
    let program = std::env::current_exe().unwrap();
    command(program.to_str().unwrap(), ["--ignored", "--exact", test, "--nocapture", "--test-threads=1"])
}

#[test]
fn whoever_draws_too_late_draws_nothing() {
    let ended = start(itself("draws_after_the_terminal_was_given_back"), WINDOW).end();
    ended.assert_given_back();
    assert_eq!(ended.status.code(), Some(0), "{}", ended.heard.screen());
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    for test in ["panics_beside_the_main_thread", "panics_in_the_main_thread"] {
        let ended = start(itself(test), WINDOW).end();
        ended.assert_given_back();
        assert_eq!(ended.status.code(), Some(101), "{test}");
        assert!(ended.heard.screen().contains("told to the reader"), "{}", ended.heard.screen());
    }
}

#[test]
fn a_panic_that_is_never_told_ends_the_program_all_the_same() {
    let ended = start(itself("panics_and_is_never_done_with_telling_it"), WINDOW).end();
    ended.assert_given_back();
    assert_eq!(ended.status.code(), Some(101));
}

/// A function that needs all the stack there is.
fn overflows(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 512]);
    if room[0] == u64::MAX { 0 } else { overflows(depth + 1) + room[511] }
}

#[test]
#[ignore = "run by the test of faults, in a terminal of its own"]
fn aborts() {
    let _screen = Screen::take(WINDOW, Themes::default()).unwrap();
    std::process::abort();
}

#[test]
#[ignore = "run by the test of faults, in a terminal of its own"]
fn overflows_its_stack() {
    let _screen = Screen::take(WINDOW, Themes::default()).unwrap();
    overflows(0);
}

#[test]
#[ignore = "run by the test of faults, in a terminal of its own"]
fn uses_up_the_memory() {
    let _screen = Screen::take(WINDOW, Themes::default()).unwrap();
    let all: Vec<u8> = Vec::with_capacity(isize::MAX as usize);
    std::hint::black_box(all);
}

/// All memory that can be had by this thread, so that it is nobody's.
#[cfg(target_os = "linux")]
fn all_memory() -> Vec<Vec<u8>> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let mut all: Vec<Vec<u8>> = Vec::with_capacity(1 << 20);
    let limit = getrlimit(Resource::As);
    setrlimit(Resource::As, Rlimit { current: Some(1), ..limit }).unwrap();
    // Blocks of every size, as what was freed before is kept by its size.
    for size in (0..12).map(|i| 1 << (22 - i)).chain((1..=64).rev().map(|i| i * 16)) {
        let mut block = Vec::new();
        while all.len() < all.capacity() && block.try_reserve_exact(size).is_ok() {
            all.push(std::mem::take(&mut block));
        }
    }
    all
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "run by the test of memory that has ended, in a terminal of its own"]
fn leaves_when_there_is_no_memory_at_all() {
    let screen = Screen::take(WINDOW, Themes::default()).unwrap();
    let all = all_memory();
    drop(screen);
    drop(all);
}

#[test]
#[cfg(target_os = "linux")]
fn giving_the_terminal_back_needs_no_memory() {
    let ended = start(itself("leaves_when_there_is_no_memory_at_all"), WINDOW).end();
    ended.assert_given_back();
    // Whatever comes next finds none either.
    assert_eq!(ended.status.signal(), Some(Signal::ABORT.as_raw()), "{}", ended.heard.screen());
}

#[test]
fn a_fault_gives_the_terminal_back() {
    for test in ["aborts", "overflows_its_stack", "uses_up_the_memory"] {
        let ended = start(itself(test), WINDOW).end();
        ended.assert_given_back();
        assert_eq!(ended.status.signal(), Some(Signal::ABORT.as_raw()), "{test}: {}", ended.heard.screen());
        let told = match test {
            "overflows_its_stack" => "overflowed its stack",
            "uses_up_the_memory" => "memory allocation of",
            _ => "",
        };
        assert!(ended.heard.screen().contains(told), "{test}: {}", ended.heard.screen());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn memory_that_ends_anywhere_costs_the_program_and_not_the_terminal() {
    // Of address space, as the shell limits it; `UNSPOOL_FULL` tries each megabyte.
    let full = std::env::var_os("UNSPOOL_FULL").is_some();
    let megabytes: Vec<u64> = if full { (1..=1024).collect() } else { vec![8, 48, 96, 160, 224, 320] };
    let (_folder, path) = file("long.txt", "A post of some words.\n\n".repeat(20_000).as_bytes());
    let mut has_failed = 0;
    for megabyte in megabytes {
        let script = r#"ulimit -c 0; ulimit -v "$2"; exec "$0" --fresh "$1""#;
        let limit = (megabyte * 1024).to_string();
        let mut command = shell("-c", script, &[&path, &limit]);
        // Then more memory is wanted for telling what happened.
        command.env("RUST_BACKTRACE", "1");
        let mut session = start(command, WINDOW);
        session.wait_for("a screen or an end", |heard| {
            (heard.is_over || heard.screen().contains("1/20")).then_some(())
        });
        // It may be gone already.
        let _ = session.terminal.1.write_all(b"/words\r\tGq");
        eprintln!("with {megabyte} MB");
        let ended = session.end();
        let code = ended.status.code();
        has_failed += u32::from(code != Some(0));
        assert!(is_left(&ended.heard), "with {megabyte} MB: {:?}\n{}", ended.status, ended.heard.screen());
        assert_ne!(ended.status.signal(), Some(Signal::KILL.as_raw()), "with {megabyte} MB");
    }
    assert!(has_failed > 0);
}

#[test]
fn a_thread_piped_in_leaves_the_keys_to_the_terminal() {
    let (_folder, path) = file("piped.txt", b"One post.\n\nAnother post.\n");
    let mut session = start(shell("-c", r#"cat "$1" | "$0" -"#, &[&path]), WINDOW);
    session.wait("Another post.");
    session.keys("/another\r");
    session.wait("1 of 1");
    let ended = session.quit();
    ended.assert_given_back();
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn q_quits_while_a_file_is_still_being_opened() {
    let script = r#"mkfifo "$1" && exec "$0" "$1""#;
    let folder = tempfile::tempdir().unwrap();
    let session =
        start(shell("-c", script, &[folder.path().join("never-written").to_str().unwrap()]), WINDOW);
    session.wait("never-written");
    let ended = session.quit();
    ended.assert_given_back();
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn every_size_of_window_can_be_quit() {
    for size in [(80, 24), (40, 12), (20, 5), (1, 1), (1000, 3), (0, 0)] {
        let session = start(unspool(&["--sample"]), size);
        session.wait_for("a frame", |heard| heard.bytes.ends_with(b"\x1b[?2026l").then_some(()));
        let ended = session.quit();
        ended.assert_given_back();
        assert_eq!(ended.status.code(), Some(0), "{size:?}");
    }
}

#[test]
fn a_window_that_does_not_say_its_size_is_taken_for_a_common_one() {
    let session = start(unspool(&["--sample"]), (0, 0));
    session.resize((0, 0));
    session.wait_for("a frame of 80 by 24", |heard| {
        let mut window = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
        window.process(&heard.bytes);
        window.screen().rows(0, 80).last().filter(|last| last.trim_end().ends_with("q quit"))
    });
    session.quit().assert_given_back();
}

#[test]
fn a_storm_of_sizes_is_survived() {
    let session = sample();
    for round in 0..40 {
        for size in [(0, 0), (1, 1), (2, 1), (300, 2), (1, 90), (21, 6), (80, 24), (0, 24), (80, 0)] {
            session.resize((size.0, size.1 + round % 3));
        }
    }
    session.resize(WINDOW);
    session.wait(FIRST);
    let ended = session.quit();
    ended.assert_given_back();
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn the_largest_window_takes_little_memory() {
    let (_folder, path) = file("long.txt", "A post of some words.\n\n".repeat(2_000).as_bytes());
    let mut session = start(unspool(&[&path]), WINDOW);
    session.wait("1/2");
    // The emulator keeps to its own size, as it would take gigabytes.
    let taken = |session: &mut Session, (columns, rows), keys: &str| {
        session.keys(keys);
        let before = session.heard.0.lock().unwrap().bytes.len();
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        session.terminal.0.resize(size).unwrap();
        session.wait_for("a frame", |heard| {
            let is_drawn = heard.last(b"\x1b[2J").is_some_and(|at| at >= before);
            (is_drawn && heard.is_whole()).then_some(())
        });
    };
    for size in [(65_535, 1), (1, 65_535), (65_535, 65_535)] {
        taken(&mut session, size, "");
    }
    // Each is drawn at once, and then all of it anew.
    for (keys, rows) in ["j", "d", "?", "\x1b", "/words\r"].into_iter().zip(1_000..) {
        taken(&mut session, (65_535, rows), keys);
    }
    let status = fs::read_to_string(format!("/proc/{}/status", session.pid().as_raw_nonzero())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let peak: u64 = peak.unwrap().parse().unwrap();
    eprintln!("{peak} kB at the most");
    // What the program itself fills is larger without optimisation.
    let most = if cfg!(debug_assertions) { 96_000 } else { 64_000 };
    assert!(peak <= most, "{peak} kB");
    session.keys("\x03");
    assert_eq!(session.end().status.code(), Some(0));
}

#[test]
fn what_cannot_be_read_is_told_in_one_line_without_touching_the_terminal() {
    let (folder, empty) = file("empty.txt", b"");
    let (_other, binary) =
        file("binary.json", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\xff\xfe\0\0");
    let missing = folder.path().join("missing.json");
    for path in [&empty, &binary, missing.to_str().unwrap(), folder.path().to_str().unwrap()] {
        let ended = start(unspool(&[path]), (400, 24)).end();
        assert_told_in_one_line(&ended, Path::new(path).file_name().unwrap().to_str().unwrap());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_told_in_one_line() {
    let ended = start(shell("-c", r#"exec "$0" --sample > /dev/full"#, &[]), (400, 24)).end();
    assert_told_in_one_line(&ended, "");
}

fn assert_told_in_one_line(ended: &Ended, about: &str) {
    let told = String::from_utf8_lossy(&ended.heard.bytes).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told.starts_with("unspool: ") && told.contains(about), "{told}");
    assert!(told.ends_with(".\r\n") && told.matches('\n').count() == 1, "{told}");
    assert!(!told.contains('\x1b'), "{told:?}");
}

#[test]
fn a_search_says_how_many_it_found() {
    let mut session = sample();
    session.keys("/Fabrikam\r");
    let screen = session.wait("1 of ");
    assert!(screen.lines().last().unwrap().contains("1 of "), "{screen}");
    session.quit().assert_given_back();
}

/// Every kind of sequence that a terminal acts on, and characters that turn or hide text.
const HOSTILE: &str = "a\u{1b}]0;OWNED\u{7}b\u{1b}]52;c;T1dORUQ=\u{7}c\u{1b}[2J\u{1b}[5;5Hd\u{1b}]8;;http://evil.example\u{1b}\\e\
    \u{1b}]8;;\u{1b}\\f\u{9d}0;OWNED\u{9c}g\u{9b}2Jh\u{202e}i\u{2066}j\u{1b}cK\u{1b}P$q\"p\u{1b}\\l\u{1b}[?1049lm\u{1b}[6nn\
    \u{7}\u{8}\u{e}\u{1b}_Gi=1\u{1b}\\o\u{1b}[201~p\u{1b}]";

/// Opens a thread, goes everywhere in it, copies a post; what the terminal was asked for, and the copied text.
fn tour(path: &str) -> (BTreeSet<String>, String) {
    let mut session = start(unspool(&[path]), WINDOW);
    session.wait("1/");
    for key in [" ", " ", "g", "i", " ", "\x1b", "\t", "j", "\r", "\t", "/", "a", "\r", "?", "\x1b", "g"] {
        session.step(key);
    }
    session.keys("y");
    session.wait("Sent p");
    let ended = session.quit();
    ended.assert_given_back();
    assert_eq!(ended.status.code(), Some(0));
    let is_turned = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!String::from_utf8_lossy(&ended.heard.bytes).contains(is_turned));
    let asked = &ended.heard.emulator.callbacks().0;
    let copied: Vec<_> = asked.iter().filter_map(|asked| asked.strip_prefix("copy ")).collect();
    assert_eq!(copied.len(), 1, "{asked:?}");
    let copied = String::from_utf8(BASE64_STANDARD.decode(copied[0]).unwrap()).unwrap();
    (asked.iter().filter(|asked| !asked.starts_with("copy ")).cloned().collect(), copied)
}

#[test]
fn a_hostile_file_has_no_power_over_the_terminal() {
    let thread = |hostile: &str| {
        let text = serde_json::to_string(&format!("{hostile} and words")).unwrap();
        let post = |id: usize| {
            format!(
                r#"{{"id":"{id}","author":{{"name":{text},"handle":{text}}},"created_at":"2024-03-14T09:26:53Z","text":{text}}}"#
            )
        };
        let posts: Vec<_> = (1..30).map(post).collect();
        format!(r#"{{"unspool":1,"title":{text},"posts":[{}]}}"#, posts.join(","))
    };
    let (_harmless, harmless) = file("harmless.json", thread("nothing").as_bytes());
    let (_named, json) = file("a\u{1b}]0;OWNED\u{7}\u{202e}\nb.json", thread(HOSTILE).as_bytes());
    let words = [HOSTILE.as_bytes(), b"\n\nwords a\n"].concat();
    let (_other, text) = file("hostile.txt", &words);
    let (_third, bytes) = file("bytes.txt", &[&words[..], b"\x9d0;OWNED\x9c\x9b2J"].concat());
    let (usual, _) = tour(&harmless);
    for path in [json, text, bytes] {
        let (asked, copied) = tour(&path);
        assert!(asked.is_subset(&usual), "{asked:?} beyond {usual:?}");
        assert!(
            copied.contains('a') && !copied.contains(|c: char| c.is_control() && c != '\n'),
            "{copied:?}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_reader_who_does_nothing_costs_nothing() {
    let session = sample();
    let pid = session.pid().as_raw_nonzero();
    let ticks = || {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let times: Vec<u64> =
            fields.split_whitespace().skip(11).take(2).map(|n| n.parse().unwrap()).collect();
        times.iter().sum::<u64>()
    };
    // The one test that needs time to pass: that nothing happens cannot be seen otherwise.
    let pause = || thread::sleep(Duration::from_millis(500));
    pause();
    let before = ticks();
    pause();
    assert_eq!(ticks(), before);
    session.quit().assert_given_back();
}

#[test]
fn a_correction_is_kept_and_a_broken_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (thread, file) = (folder.path().join("thread.txt"), folder.path().join("config/entities.toml"));
    fs::write(&thread, "Mara Quill left for Berlin.\n\nShe met Zach Dorn there.").unwrap();
    let open = || {
        let mut command = unspool(&[thread.to_str().unwrap()]);
        command.env("UNSPOOL_CONFIG", file.parent().unwrap());
        start(command, (120, 30))
    };
    let mut session = open();
    session.wait("Berlin   ");
    session.keys("\t/berlin\r");
    session.wait("1 of 1");
    // Quitting at once loses nothing.
    session.keys("exq");
    session.end();
    assert!(fs::read_to_string(&file).unwrap().ends_with("name = \"Berlin\"\nignore = true\n"));
    let mut session = open();
    let screen = session.wait("People 2");
    assert!(!screen.contains("Places"), "{screen}");
    session.keys("q");
    session.end();
    fs::write(&file, "[[entity]]\nname = Berlin\n").unwrap();
    let mut session = open();
    session.wait("entities.toml: line 2");
    session.wait("Places 1");
    session.keys("\t/berlin\r");
    session.wait("1 of 1");
    session.keys("ew");
    session.wait("Not corrected");
    session.keys("q");
    session.end();
    assert_eq!(fs::read_to_string(&file).unwrap(), "[[entity]]\nname = Berlin\n");
}

/// The sample with a folder of the reader's own.
fn sample_in(folder: &Path, arguments: &[&str]) -> Session {
    let mut command = unspool(&[&["--sample"], arguments].concat());
    command.env("UNSPOOL_CONFIG", folder);
    command.env("UNSPOOL_STATE", folder);
    let session = start(command, WINDOW);
    session.wait(FIRST);
    session
}

#[test]
fn threads_are_opened_where_they_were_left_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let thread = |name: &str, what: &str| {
        let posts: Vec<_> =
            (1..60).map(|i| format!(r#"{{"id":"{what}{i}","text":"{what} {i}."}}"#)).collect();
        let path = folder.path().join(name);
        fs::write(&path, format!(r#"{{"unspool":1,"posts":[{}]}}"#, posts.join(","))).unwrap();
        path
    };
    let (ferry, crane) = (thread("ferry.json", "Ferry"), thread("tweets.js", "Crane"));
    let open = |arguments: &[&str]| {
        let mut command = unspool(arguments);
        command.env("UNSPOOL_STATE", folder.path().join("state"));
        start(command, WINDOW)
    };
    let read = |path: &Path, keys: &str, seen: &str| {
        let mut session = open(&[path.to_str().unwrap()]);
        session.wait("1.");
        session.keys(keys);
        session.wait(seen);
        session.keys("q");
        assert_eq!(session.end().status.code(), Some(0));
    };
    read(&ferry, "50G", "Ferry 50.");
    read(&crane, "40G", "Crane 40.");
    let moved = folder.path().join("moved.json");
    fs::rename(&ferry, &moved).unwrap();
    let mut session = open(&[moved.to_str().unwrap()]);
    session.wait("Ferry 50.");
    session.wait("where you left it");
    session.keys("q");
    session.end();
    let mut session = open(&["--fresh", moved.to_str().unwrap()]);
    session.wait("Ferry 1.");
    session.keys("9Gq");
    session.end();
    // What was read last comes first; nothing was kept of the last time.
    let mut session = open(&[]);
    session.wait("2 files");
    session.wait("50 of 59 posts");
    session.keys("\r");
    session.wait("Ferry 50.");
    session.keys("q");
    session.end();
}

#[test]
fn what_is_kept_upon_a_thread_of_an_archive_is_there_among_all_its_posts_and_the_other_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("archive.json");
    let post = |id: u32, answers: &str, text: &str| {
        format!(
            r#"{{"id":"{id}","author":{{"handle":"ana"}},"created_at":"2024-03-0{id}"{answers},"text":"{text}"}}"#
        )
    };
    let posts = [
        post(1, "", "The harbour sold a crane."),
        post(2, r#","reply_to":"1""#, "To Northwind."),
        post(3, "", "A quiet week."),
    ];
    fs::write(&file, format!(r#"{{"unspool":1,"shape":"collection","posts":[{}]}}"#, posts.join(",")))
        .unwrap();
    let state = folder.path().join("state");
    let program = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_unspool"))
            .args(arguments)
            .env("UNSPOOL_STATE", &state)
            .output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let read = |keys: &[(&str, &str)]| {
        let mut command = unspool(&["--fresh", file.to_str().unwrap()]);
        command.env("UNSPOOL_STATE", &state);
        let mut session = start(command, WINDOW);
        session.wait("All 3 posts in one");
        for (keys, seen) in keys {
            session.keys(keys);
            session.wait(seen);
        }
        session.keys("q");
        assert_eq!(session.end().status.code(), Some(0));
    };
    read(&[("g\r", "1/3"), ("2gA", "Your remark"), ("In all.\x1b", "is kept")]);
    read(&[("G\r", "1/2"), ("''", "In all."), ("q1gA", "Your remark"), ("In one.\x1b", "is kept")]);
    read(&[("g\r", "1/3"), ("''", "In one."), ("D", "Deleted"), ("u", "In one."), ("q", "To Northwind.")]);
    let told = program(&["notes", file.to_str().unwrap()]);
    assert!(told.contains("In all.") && told.contains("In one."), "{told}");
    assert_eq!(fs::read_dir(state.join("annotations")).unwrap().count(), 1, "one thread, one file");
    // What was kept of all posts before they had it by thread: the file of "1 (all posts)".
    let old = state.join("annotations/af645b93c411f0a5.json");
    let target = r#"{"source":"urn:unspool:post:3","post":"3","begins":"A quiet week."}"#;
    fs::write(&old, format!(r#"{{"unspool":1,"thread":"1 (all posts)","items":[{{"id":"x:1","bodyValue":"Of old.","target":{target}}}]}}"#)).unwrap();
    read(&[("g\r", "1/3"), ("3gA", "Of old."), (" And now.\x1b", "is kept")]);
    assert!(fs::read_to_string(&old).unwrap().contains("Of old. And now."), "it stays where it is");
    let told = program(&["notes", file.to_str().unwrap()]);
    assert!(told.contains("Of old. And now.") && told.contains("In one."), "{told}");
}

#[test]
fn whoever_closes_the_window_finds_place_and_remark_again() {
    let folder = tempfile::tempdir().unwrap();
    for end in [Signal::TERM, Signal::HUP] {
        let mut session = sample_in(folder.path(), &[]);
        session.keys("7gAHalf a rem");
        session.wait("Half a rem");
        kill_process(session.pid(), end).unwrap();
        session.end();
        let mut command = unspool(&["--sample"]);
        command.env("UNSPOOL_STATE", folder.path());
        let mut session = start(command, WINDOW);
        session.wait("where you left it");
        session.wait("7/19");
        session.keys("A");
        session.wait("Half a rem");
        session.keys("\x03gq");
        session.end();
    }
}

#[test]
fn notes_are_kept_under_the_heading_of_their_thread() {
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path().join("notes.md");
    fs::write(&notes, "# Reading\n").unwrap();
    let mut session = sample_in(folder.path(), &["--notes", notes.to_str().unwrap()]);
    session.keys("a");
    session.wait("Added post 1 (");
    // Quitting at once loses nothing.
    session.keys("Jaq");
    assert_eq!(session.end().status.code(), Some(0));
    let text = fs::read_to_string(&notes).unwrap();
    let head = "# Reading\n\n## Northwind, Fabrikam, and 340 cities of pictures\n\n\
                <https://x.com/danareyes/status/1768200000000000001>\n\n";
    assert!(text.starts_with(head), "{text}");
    assert_eq!(text.matches("## ").count(), 1);
    assert!(text.find("quietly bought") < text.find("Who signed for the buyer?"), "{text}");
}

#[test]
fn notes_that_cannot_be_written_are_copied_and_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path().join("missing/notes.md");
    fs::write(folder.path().join("config.toml"), format!("[notes]\nfile = {notes:?}\n")).unwrap();
    let mut session = sample_in(folder.path(), &[]);
    session.keys("a");
    let screen = session.wait("Not added to notes.md");
    assert!(screen.contains("mkdir -p"), "{screen}");
    session.wait("Sent post 1");
    fs::create_dir(folder.path().join("missing")).unwrap();
    session.keys("a");
    session.wait("Added post 1 (");
    session.keys("q");
    let ended = session.end();
    assert_eq!(ended.status.code(), Some(0));
    assert!(ended.heard.emulator.callbacks().0.iter().any(|asked| asked.starts_with("copy ")));
    assert!(fs::read_to_string(&notes).unwrap().contains("quietly bought"));
}

#[test]
fn what_is_wrong_with_the_settings_is_told_and_the_rest_holds() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), "[reading]\npanel = \"hidden\"\nzone = 3\n").unwrap();
    let session = sample_in(folder.path(), &[]);
    let screen = session.wait("config.toml, line 3, column 8");
    assert!(!screen.contains("Handles"), "{screen}");
    session.quit();
}

#[test]
fn what_was_copied_is_printed_in_the_end() {
    let mut session = start(unspool(&["--sample", "--print"]), WINDOW);
    session.wait(FIRST);
    session.keys("y");
    session.wait("Sent post 1");
    session.keys("c2");
    session.wait("Sent the link");
    session.keys("q");
    let ended = session.end();
    assert_eq!(ended.status.code(), Some(0));
    let screen = ended.heard.screen();
    assert!(screen.contains("Northwind Labs quietly bought"), "{screen}");
    assert!(screen.ends_with("\n\nhttps://x.com/danareyes/status/1768200000000000001"), "{screen}");
}

#[test]
fn the_reader_sits_in_a_pipe_and_what_was_copied_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    let script = r#""$0" --sample --print | tr a-z A-Z > "$1"; echo done"#;
    let mut session = start(shell("-c", script, &[file.to_str().unwrap()]), WINDOW);
    session.wait(FIRST);
    session.keys("c2");
    session.wait("Sent the link");
    session.keys("q");
    let ended = session.end();
    assert!(is_left(&ended.heard));
    assert_eq!(ended.heard.screen().trim(), "done");
    let link = "HTTPS://X.COM/DANAREYES/STATUS/1768200000000000001\n";
    assert_eq!(fs::read_to_string(file).unwrap(), link);
}

#[test]
fn a_post_is_piped_to_a_command_that_cannot_touch_the_screen() {
    let mut session = sample();
    session.keys("!sh -c 'wc -w; (echo spoilt > /dev/tty) 2>/dev/null; true'\r");
    let screen = session.wait("Piped post 1 (");
    assert!(screen.contains("characters) to sh: ") && !screen.contains("spoilt"), "{screen}");
    session.keys("!\x15no-such-program\r");
    session.wait("Not piped to no-such-program: there is no such program");
    assert!(!session.quit().heard.screen().contains("spoilt"));
}
