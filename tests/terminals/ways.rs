//! Every way out of every screen, in a plain terminal, tmux and GNU screen, with `UNSPOOL_FULL`. Without it a plain terminal
//! alone, and of the signals that go the same way as others each from one screen.
//!
//! A shell runs the program and says with which modes it began and ended, and what it ended with. Faults come from within
//! the process, so for them the program is this one, with a thread beside the reader that waits to be told.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use rustix::process::{Signal, kill_process, kill_process_group, test_kill_process};

use crate::left::is_left;
use crate::pty::{Session, command, start};
use crate::{
    BEFORE, SIGNALS, Screen, Tmux, WINDOW, assert_gone_soon, assert_same_modes, is_installed, pid_in, tell,
    wait,
};

/// A screen of the reader: what is opened, the keys that lead to it, what it shows then, and the keys that lead back.
struct Place {
    name: &'static str,
    opened: Option<&'static str>,
    keys: &'static str,
    shown: &'static str,
    back: &'static str,
}

/// Words of the first screen of the sample.
const FIRST: &str = "quietly bought";
/// What it shows once nothing more is under way.
const SETTLED: &str = "People 2";
/// A file that never comes.
const PIPE: &str = "never-written";

const PLACES: [Place; 6] = [
    Place { name: "thread", opened: None, keys: "", shown: FIRST, back: "" },
    Place { name: "prompt", opened: None, keys: "/north", shown: "/north", back: "\x03" },
    Place { name: "help", opened: None, keys: "?", shown: "In the thread", back: "\x1b" },
    Place { name: "overview", opened: None, keys: "O", shown: "Posts over time", back: "\x1b" },
    Place { name: "remark", opened: None, keys: "AHalf a rem", shown: "Half a rem", back: "\x03" },
    Place { name: "opening", opened: Some(PIPE), keys: "", shown: PIPE, back: "" },
];

/// A way out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// Keys in the thread.
    Keys(&'static str),
    Sent(Signal),
    /// A stop, and on again, and `q`.
    Stopped(Signal),
    /// What happens beside the reader, by its name.
    Fault(&'static str),
    /// The terminal goes away.
    Closed,
    /// The same where hang-ups are ignored.
    ClosedUnheard,
}

/// What the program must end with, as a shell tells it.
fn status(way: Way) -> i32 {
    match way {
        Way::Sent(signal) => 128 + signal.as_raw(),
        Way::Fault("panic") => 101,
        Way::Fault(_) => 128 + Signal::ABORT.as_raw(),
        _ => 0,
    }
}

fn ways() -> impl Iterator<Item = Way> {
    let stops = [Signal::TSTP, Signal::STOP].map(Way::Stopped);
    let faults = ["panic", "abort", "overflow", "memory"].map(Way::Fault);
    let ends = [Way::Keys("q"), Way::Keys("\x03"), Way::Closed, Way::ClosedUnheard];
    SIGNALS.iter().map(|signal| Way::Sent(*signal)).chain(ends).chain(stops).chain(faults)
}

/// A folder, what the shell does first, what it does at a stop, and the program. The shell survives what interrupts that.
const SCRIPT: &str = r#"ulimit -c 0; trap : INT; folder=$1; first=$2; stops=$3; shift 3; echo untouched; stty -g >"$folder/before"
    eval "$first"; sh -c 'echo $$ >"$0/pid"; exec "$@"' "$folder" "$@"; status=$?
    while [ $status = 147 ]; do eval "$stops"; echo stopped; : >"$folder/stopped"; read -r line; fg >/dev/null; status=$?; done
    stty -g >"$folder/after"; echo "ended with $status"; : >"$folder/done"; exec sleep 100"#;

/// A terminal of one kind with the shell in it.
enum Window {
    Plain(Session),
    Tmux(Tmux),
    Screen(Screen),
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Plain,
    Tmux,
    Screen,
}

impl Window {
    fn open(kind: Kind, name: &str, words: &[String]) -> Self {
        match kind {
            Kind::Plain => Self::Plain(start(command(&words[0], &words[1..]), WINDOW)),
            Kind::Tmux => Self::Tmux(Tmux::started(name, words)),
            Kind::Screen => Self::Screen(Screen::started(name, words)),
        }
    }

    /// The screen, if no frame is half drawn as far as is known.
    fn shown(&self) -> String {
        match self {
            Self::Plain(session) => {
                let heard = session.heard.0.lock().unwrap();
                if heard.is_whole() { heard.screen() } else { String::new() }
            }
            Self::Tmux(tmux) => tmux.run(&["capture-pane", "-p"]),
            Self::Screen(screen) => screen.shown(),
        }
    }

    #[track_caller]
    fn wait(&self, text: &str, about: &str) {
        wait(&format!("{text:?}, {about}"), || self.shown().contains(text).then_some(()));
    }

    fn keys(&mut self, keys: &str) {
        match self {
            Self::Plain(session) => session.keys(keys),
            Self::Tmux(tmux) => {
                let bytes: Vec<_> = keys.bytes().map(|byte| format!("{byte:02x}")).collect();
                let bytes: Vec<_> = bytes.iter().map(String::as_str).collect();
                tmux.run(&[&["send-keys", "-H"], &bytes[..]].concat());
            }
            Self::Screen(screen) => {
                let octal: Vec<_> = keys.bytes().map(|byte| format!("\\{byte:03o}")).collect();
                screen.run(&["-X", "stuff", &octal.concat()]);
            }
        }
    }

    /// Goes back to the thread from a place.
    #[track_caller]
    fn go_back(&mut self, place: &Place, about: &str) {
        self.keys(place.back);
        let is_back = |shown: &str| shown.contains(FIRST) && !shown.contains(place.shown);
        wait(&format!("the way back, {about}"), || {
            (place.back.is_empty() || is_back(&self.shown())).then_some(())
        });
    }

    /// Holds the terminal to being as a shell needs it.
    #[track_caller]
    fn assert_left(&self, about: &str) {
        match self {
            Self::Plain(session) => {
                wait(&format!("a normal screen, {about}"), || {
                    is_left(&session.heard.0.lock().unwrap()).then_some(())
                });
            }
            Self::Tmux(tmux) => {
                let state = "#{alternate_on}|#{cursor_flag}|#{mouse_any_flag}|#{wrap_flag}";
                assert_eq!(tmux.tell(state), "0|1|0|1", "{about}");
            }
            // It tells of no more.
            Self::Screen(screen) => {
                let told = screen.run(&["-Q", "info"]);
                assert!(told.ends_with(&format!(" +(+)flow UTF-8 0({BEFORE})")), "{told}, {about}");
            }
        }
        self.wait("untouched", about);
    }

    /// Has the terminal go away.
    fn close(self) {
        match self {
            Self::Plain(session) => drop(session.hang_up()),
            Self::Tmux(tmux) => drop(tmux),
            Self::Screen(screen) => drop(screen),
        }
    }
}

/// The words that have a shell run the program for a way out of a place.
fn words(way: Way, place: &Place, folder: &Path) -> Vec<String> {
    let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let first = if way == Way::ClosedUnheard { "trap '' HUP" } else { ":" };
    // Of this nobody could be told in time.
    // Of this nobody could tell the program, so the shell helps itself.
    let stops = if way == Way::Stopped(Signal::STOP) { r"stty sane; printf '\033[?1049l'" } else { ":" };
    let mut words = ["env", "RUST_BACKTRACE=0", "UNSPOOL_CONFIG=/nonexistent"].map(str::to_owned).to_vec();
    words.push(format!("UNSPOOL_STATE={}", at("state")));
    let opened = place.opened.map_or_else(|| "--sample".to_owned(), at);
    words.extend([format!("{OPENED}={opened}"), format!("{FAULTS}={}", at("faults"))]);
    words.extend(["sh", "-mc", SCRIPT, "sh", folder.to_str().unwrap(), first, stops].map(str::to_owned));
    if matches!(way, Way::Fault(_)) {
        words.push(std::env::current_exe().unwrap().to_str().unwrap().to_owned());
        let itself = ["--ignored", "--exact", "ways::reads_until_a_fault", "--nocapture", "--test-threads=1"];
        words.extend(itself.map(str::to_owned));
    } else {
        words.extend([env!("CARGO_BIN_EXE_unspool").to_owned(), opened]);
    }
    words
}

/// Takes one way out of one place.
fn take(way: Way, place: &Place, kind: Kind) {
    let about = format!("{way:?} from {} in {kind:?}", place.name);
    let folder = tempfile::tempdir().unwrap();
    for pipe in [PIPE, "faults"] {
        assert!(Command::new("mkfifo").arg(folder.path().join(pipe)).status().unwrap().success());
    }
    let mut window = Window::open(kind, place.name, &words(way, place, folder.path()));
    window.wait(if place.opened.is_some() { PIPE } else { SETTLED }, &about);
    window.keys(place.keys);
    window.wait(place.shown, &about);
    let pid = pid_in(folder.path());
    match way {
        Way::Keys(keys) => {
            window.go_back(place, &about);
            window.keys(keys);
        }
        Way::Sent(signal) => kill_process(pid, signal).unwrap(),
        Way::Fault(fault) => fs::write(folder.path().join("faults"), fault).unwrap(),
        Way::Stopped(signal) => {
            kill_process_group(pid, signal).unwrap();
            wait(&format!("a stop, {about}"), || folder.path().join("stopped").exists().then_some(()));
            window.wait("stopped", &about);
            if signal != Signal::STOP {
                window.assert_left(&about);
            }
            window.keys("\r");
            window.wait(place.shown, &about);
            window.go_back(place, &about);
            window.keys("q");
        }
        Way::Closed | Way::ClosedUnheard => {
            let begun = Instant::now();
            window.close();
            return assert_gone_soon(pid, begun, &about);
        }
    }
    assert_same_modes(folder.path(), &about);
    window.wait(&format!("ended with {}", status(way)), &about);
    window.assert_left(&about);
    assert!(test_kill_process(pid).is_err(), "{about}");
}

/// Names of variables that tell [`reads_until_a_fault`] what to open, and from where it is told of its fault.
const OPENED: &str = "UNSPOOL_TEST_OPENED";
const FAULTS: &str = "UNSPOOL_TEST_FAULTS";

/// A function that needs all the stack there is.
fn overflows(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 512]);
    if room[0] == u64::MAX { 0 } else { overflows(depth + 1) + room[511] }
}

#[test]
#[ignore = "run by the test of all ways out, in a terminal of its own"]
fn reads_until_a_fault() {
    let [opened, faults] = [OPENED, FAULTS].map(|name| std::env::var(name).unwrap());
    thread::spawn(move || match fs::read_to_string(faults).unwrap().as_str() {
        "panic" => panic!("told to the reader"),
        "overflow" => drop(overflows(0)),
        "memory" => drop(std::hint::black_box(Vec::<u8>::with_capacity(isize::MAX as usize))),
        _ => std::process::abort(),
    });
    // The main thread belongs to the test harness; one of its name goes the same way.
    let reader = thread::Builder::new().name("main".to_owned());
    let read = reader.spawn(|| unspool::cli::run(["unspool".into(), opened.into()]));
    std::process::exit(read.unwrap().join().unwrap_or(101).into());
}

fn is_full() -> bool {
    std::env::var_os("UNSPOOL_FULL").is_some()
}

/// Whether a way out is taken from the place of that number each time: one signal of those that are waited for, one of
/// those that a handler takes, and all that are none.
fn is_taken(way: Way, place: usize) -> bool {
    let Way::Sent(signal) = way else { return true };
    let number = SIGNALS.iter().position(|other| *other == signal).unwrap();
    is_full() || [Signal::TERM, Signal::SEGV].contains(&signal) || number % PLACES.len() == place
}

fn take_all(kind: Kind) {
    let (begun, taken) = (Instant::now(), AtomicUsize::new(0));
    thread::scope(|scope| {
        for (number, place) in PLACES.iter().enumerate() {
            let taken = &taken;
            scope.spawn(move || {
                for way in ways().filter(|way| is_taken(*way, number)) {
                    take(way, place, kind);
                    taken.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    tell(&format!("{taken:?} ways out of {} screens in {kind:?}: {:?}", PLACES.len(), begun.elapsed()));
}

#[test]
fn every_way_out_of_every_screen_gives_the_terminal_back() {
    take_all(Kind::Plain);
    for (kind, program) in [(Kind::Tmux, "tmux"), (Kind::Screen, "screen")] {
        if is_full() && is_installed(&[program]) {
            take_all(kind);
        }
    }
}
