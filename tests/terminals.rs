//! The program in real terminals: xterm, kitty, foot, tmux and GNU screen, where they are installed.
//!
//! What unspool writes for a file of hostile strings is recorded in a pseudo-terminal and written into each of them:
//! nothing may come of it but a picture. Then the program is killed in tmux and screen in every way.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "pty/left.rs"]
mod left;
#[path = "hostile/posts.rs"]
mod posts;
#[expect(dead_code, reason = "no test of terminals asks for a code")]
mod pty;
#[path = "terminals/ssh.rs"]
mod ssh;
#[path = "hostile/strings.rs"]
mod strings;
#[path = "terminals/ways.rs"]
mod ways;
#[path = "terminals/windows.rs"]
mod windows;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use posts::{SENTINEL, thread};
use pty::{LIMIT, command, start, unspool};
use rustix::process::{Pid, Signal, kill_process};
use strings::strings;

/// Columns and rows of every terminal here.
const WINDOW: (u16, u16) = (100, 30);
/// What the title and the clipboard hold before, and must hold after.
const BEFORE: &str = "untouched";
/// Has a terminal take a title, fill the clipboard, type back that it is well, stay in other modes and another colour.
const STRANGER: &[u8] =
    b"\x1b]0;pwn\x07\x1b]52;c;ZXZpbA==\x07\x1b[5n\x1b[?2004h\x1b[?1002h\x1b[4h\x1b]10;#123456\x07";
/// Writes a record into a terminal, which it asks for its state.
const SCRIPT: &str = include_str!("terminals/asking.sh");

fn is_installed(programs: &[&str]) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let missing = programs
        .iter()
        .find(|program| !std::env::split_paths(&paths).any(|path| path.join(program).is_file()));
    let told = |program: &&&str| drop(writeln!(io::stderr(), "left out: {program} is not installed"));
    missing.inspect(told).is_none()
}

/// Waits until something is there.
#[track_caller]
fn wait<T>(what: &str, find: impl FnMut() -> Option<T>) -> T {
    wait_for_long(LIMIT, what, find)
}

/// Waits so long at the most.
#[track_caller]
fn wait_for_long<T>(limit: Duration, what: &str, mut find: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = find() {
            return found;
        }
        assert!(begun.elapsed() < limit, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// Everything that unspool writes while all hostile strings are paged through.
fn recorded() -> &'static [u8] {
    static RECORD: OnceLock<Vec<u8>> = OnceLock::new();
    RECORD.get_or_init(record)
}

fn record() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thread.json");
    let strings: Vec<String> =
        strings().into_iter().map(|(_, string)| string.chars().take(2_000).collect()).collect();
    fs::write(&path, thread(&strings)).unwrap();
    // The one question that the program asks of a terminal, for its background, is its own.
    let set = ["--set", "looks.background=dark", "--set", "terminal.hyperlinks=always"];
    let mut session = start(unspool(&[&["--fresh", path.to_str().unwrap()], &set[..]].concat()), WINDOW);
    session.wait("1/");
    let mut frames = 0;
    while !session.heard.0.lock().unwrap().screen().contains(SENTINEL) {
        let count = |heard: &pty::Heard| heard.last(b"\x1b[?2026l").filter(|_| heard.is_whole());
        let before = session.wait_for("a frame", count);
        session.keys(" ");
        session.wait_for("the next page", |heard| count(heard).filter(|frame| *frame > before));
        frames += 1;
        assert!(frames < 5_000);
    }
    for key in ["i", "q", "\t", "G", "\t", "/", "\x03", "q"] {
        session.keys(key);
    }
    let record = session.end().heard.bytes;
    assert!(record.windows(4).any(|bytes| bytes == b"\x1b]8;"), "no links of the terminal's");
    record
}

/// The script that writes a record into a terminal of so many rows and columns, once [`answers`] lets it.
fn writes(folder: &Path, record: &[u8], size: &str) -> [String; 8] {
    let path = folder.join("record");
    fs::write(&path, record).unwrap();
    let [path, folder] = [&path, folder].map(|path| path.to_str().unwrap());
    ["sh", "-c", SCRIPT, "sh", path, folder, size, BEFORE].map(str::to_owned)
}

/// What a terminal answered before and after a record was written into it, with what it typed back, and its modes.
struct Answers {
    before: String,
    after: String,
    modes: [String; 2],
}

impl Answers {
    #[track_caller]
    fn assert_same(&self) {
        assert!(self.before.ends_with('c'), "{:?}", self.before);
        assert_eq!(self.after, self.before);
        assert_eq!(self.modes[1], self.modes[0]);
    }
}

/// Has the script begin, and waits for it.
fn answers(folder: &Path) -> Answers {
    fs::write(folder.join("go"), "").unwrap();
    // A window starts and draws slowly where there is no card and others want the processor.
    wait_for_long(LIMIT * 6, "the end of the record", || folder.join("done").exists().then_some(()));
    let read = |name: &str| String::from_utf8_lossy(&fs::read(folder.join(name)).unwrap()).into_owned();
    Answers { before: read("before"), after: read("after"), modes: ["modes-before", "modes-after"].map(read) }
}

/// A tmux server of its own.
struct Tmux(String);

impl Tmux {
    fn run(&self, arguments: &[&str]) -> String {
        let mut tmux = Command::new("tmux");
        tmux.args(["-L", &self.0, "-f", "/dev/null"])
            .args(arguments)
            .env_remove("TMUX")
            .env("LC_ALL", "C.UTF-8");
        said(&tmux.stderr(Stdio::null()).output().unwrap())
    }

    fn started(name: &str, command: &[String]) -> Self {
        // One that is about to end would take the next of its name along.
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let count = STARTED.fetch_add(1, Ordering::Relaxed);
        let tmux = Self(format!("unspool-{name}-{}-{count}", std::process::id()));
        let quoted: Vec<_> = command.iter().map(|word| shell_words::quote(word).into_owned()).collect();
        tmux.run(&["new-session", "-d", "-x", "100", "-y", "30", "exec sleep 100"]);
        for (option, value) in
            [("set-clipboard", "on"), ("allow-passthrough", "on"), ("allow-rename", "on"), ("status", "off")]
        {
            tmux.run(&["set-option", "-g", option, value]);
        }
        tmux.run(&["set-buffer", BEFORE]);
        tmux.run(&["rename-window", BEFORE]);
        tmux.run(&["respawn-pane", "-k", &quoted.join(" ")]);
        tmux.run(&["select-pane", "-T", BEFORE]);
        tmux
    }

    fn tell(&self, what: &str) -> String {
        self.run(&["display-message", "-p", what])
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

/// What one who looks on has the terminal outside do: take titles, fill clipboards, ring.
fn asked_outside(mut looks_on: CommandBuilder, folder: &Path) -> (Answers, BTreeSet<String>) {
    looks_on.env("LC_ALL", "C.UTF-8");
    // A server that has just begun may not let anybody look on yet.
    let onlooker = wait("somebody who looks on", || {
        let session = start(looks_on.clone(), WINDOW);
        let is_in = |heard: &pty::Heard| heard.emulator.screen().alternate_screen();
        wait("a screen or an end", || {
            let heard = session.heard.0.lock().unwrap();
            (is_in(&heard) || heard.is_over).then(|| is_in(&heard) && !heard.is_over)
        })
        .then_some(session)
    });
    let answers = answers(folder);
    let heard = onlooker.heard.0.lock().unwrap();
    let is_drawing = |asked: &&String| asked.starts_with("CSI") || asked.starts_with("character");
    (answers, heard.emulator.callbacks().0.iter().filter(|asked| !is_drawing(asked)).cloned().collect())
}

/// Shows a record in tmux; the server, and what came of it.
fn in_tmux(record: &[u8]) -> (Tmux, Answers, BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    let tmux = Tmux::started("shows", &writes(folder.path(), record, "30 100"));
    let looks_on = command("tmux", ["-L", &tmux.0, "-f", "/dev/null", "attach"]);
    let (answers, asked) = asked_outside(looks_on, folder.path());
    (tmux, answers, asked)
}

#[test]
fn tmux_shows_a_hostile_file_and_does_nothing_else() {
    if !is_installed(&["tmux"]) {
        return;
    }
    let (_, _, usual) = in_tmux(b"words");
    // Told so by a stranger, it does what it is told, and so does the terminal outside.
    let (tmux, answers, asked) = in_tmux(STRANGER);
    assert_eq!(
        (tmux.tell("#{pane_title}"), tmux.run(&["show-buffer"])),
        ("pwn".to_owned(), "evil".to_owned())
    );
    assert!(answers.after.starts_with("\x1b[0n"), "{}", answers.after);
    assert!(asked.contains("copy ZXZpbA=="), "{asked:?}");
    let (tmux, answers, asked) = in_tmux(recorded());
    answers.assert_same();
    assert!(asked.is_subset(&usual), "{asked:?} beyond {usual:?}");
    assert_eq!(
        tmux.tell("#{pane_title}|#{window_name}|#{window_bell_flag}|#{pane_dead}"),
        format!("{BEFORE}|{BEFORE}|0|0")
    );
    assert_eq!(tmux.run(&["show-buffer"]), BEFORE);
    assert_eq!(
        tmux.tell(
            "#{alternate_on}|#{cursor_flag}|#{mouse_any_flag}|#{wrap_flag}|#{insert_flag}|#{origin_flag}"
        ),
        "0|1|0|1|0|0"
    );
}

/// A screen session of its own.
struct Screen {
    name: String,
    folder: tempfile::TempDir,
}

impl Screen {
    fn run(&self, arguments: &[&str]) -> String {
        let mut screen = Command::new("screen");
        screen
            .args(["-S", &self.name])
            .args(arguments)
            .env("SCREENDIR", self.folder.path())
            .env_remove("STY");
        said(
            &screen
                .env("LC_ALL", "C.UTF-8")
                .env("TERM", "xterm-256color")
                .stderr(Stdio::null())
                .output()
                .unwrap(),
        )
    }

    fn started(name: &str, command: &[String]) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let screen = Self { name: format!("unspool-{name}-{}", std::process::id()), folder };
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        // By default it has no other screen to come back from.
        let settings = screen.folder.path().join("screenrc");
        fs::write(&settings, "altscreen on\nstartup_message off\n").unwrap();
        let settings = settings.to_str().unwrap().to_owned();
        screen.run(&[&["-U", "-c", &settings, "-d", "-m", "-t", BEFORE], &words[..]].concat());
        screen
    }

    /// What is on the screen.
    fn shown(&self) -> String {
        let path = self.folder.path().join("hardcopy");
        let _ = fs::remove_file(&path);
        self.run(&["-X", "hardcopy", path.to_str().unwrap()]);
        String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.run(&["-X", "quit"]);
    }
}

/// Shows a record in screen; the session, and what came of it.
fn in_screen(record: &[u8]) -> (Screen, Answers, BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    // It does not always take the size of who looks on.
    let screen = Screen::started("shows", &writes(folder.path(), record, ""));
    wait("the session", || (screen.run(&["-Q", "title"]) == BEFORE).then_some(()));
    let mut looks_on = command("screen", ["-U", "-S", &screen.name, "-x"]);
    looks_on.env("SCREENDIR", screen.folder.path());
    let (answers, asked) = asked_outside(looks_on, folder.path());
    (screen, answers, asked)
}

#[test]
fn screen_shows_a_hostile_file_and_does_nothing_else() {
    if !is_installed(&["screen"]) {
        return;
    }
    let (_, _, usual) = in_screen(b"words");
    let (_, answers, asked) = in_screen(&[STRANGER, b"\x1bkpwn\x1b\\\x07"].concat());
    assert!(answers.after.starts_with("\x1b[0n"), "{}", answers.after);
    assert!(!asked.is_subset(&usual), "{asked:?}");
    let (screen, answers, asked) = in_screen(recorded());
    answers.assert_same();
    assert!(asked.is_subset(&usual), "{asked:?} beyond {usual:?}");
    assert_eq!(screen.run(&["-Q", "title"]), BEFORE);
}

/// Every signal that ends the program by itself.
const SIGNALS: &[Signal] = &[
    Signal::TERM,
    Signal::INT,
    Signal::HUP,
    Signal::QUIT,
    Signal::ABORT,
    Signal::SEGV,
    Signal::BUS,
    Signal::ILL,
    Signal::FPE,
    Signal::SYS,
    Signal::TRAP,
    Signal::XCPU,
    Signal::ALARM,
    Signal::VTALARM,
    Signal::PROF,
    Signal::USR1,
    Signal::USR2,
];

/// A script that runs the reader, tells its number, and says with which modes it began and ended.
fn reader_in(folder: &Path) -> [String; 7] {
    let script = r#"ulimit -c 0; stty -g > "$1/before"; sh -c 'echo $$ > "$1/pid"; exec "$0" --sample --fresh' "$0" "$1"
        stty -g > "$1/after"; echo ended; : > "$1/done"; exec sleep 100"#;
    let folder = folder.to_str().unwrap();
    ["env", "UNSPOOL_CONFIG=/nonexistent", "sh", "-c", script, env!("CARGO_BIN_EXE_unspool"), folder]
        .map(str::to_owned)
}

/// The number of the program, once it is known.
fn pid_in(folder: &Path) -> Pid {
    wait("the program's number", || {
        Pid::from_raw(fs::read_to_string(folder.join("pid")).ok()?.trim().parse().ok()?)
    })
}

/// Holds the modes of the terminal to being what they were.
fn assert_same_modes(folder: &Path, about: &str) {
    wait(&format!("the end of the program, {about}"), || folder.join("done").exists().then_some(()));
    let modes = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(modes("after"), modes("before"), "{about}");
}

#[test]
fn whatever_kills_the_program_in_tmux_or_screen_the_terminal_is_given_back() {
    for signal in SIGNALS {
        let about = format!("{signal:?}");
        if is_installed(&["tmux"]) {
            let folder = tempfile::tempdir().unwrap();
            let tmux = Tmux::started("killed", &reader_in(folder.path()));
            wait("the reader", || tmux.run(&["capture-pane", "-p"]).contains("Northwind").then_some(()));
            assert_eq!(tmux.tell("#{alternate_on}|#{cursor_flag}|#{mouse_any_flag}"), "1|0|1");
            kill_process(pid_in(folder.path()), *signal).unwrap();
            assert_same_modes(folder.path(), &about);
            wait("the shell", || tmux.run(&["capture-pane", "-p"]).contains("ended").then_some(()));
            assert_eq!(
                tmux.tell("#{alternate_on}|#{cursor_flag}|#{mouse_any_flag}|#{wrap_flag}"),
                "0|1|0|1",
                "{about}"
            );
        }
        if is_installed(&["screen"]) {
            let folder = tempfile::tempdir().unwrap();
            let screen = Screen::started("killed", &reader_in(folder.path()));
            wait("the reader", || screen.shown().contains("Northwind").then_some(()));
            kill_process(pid_in(folder.path()), *signal).unwrap();
            assert_same_modes(folder.path(), &about);
            wait("the shell", || screen.shown().contains("ended").then_some(()));
        }
    }
}

/// Tells a figure to whoever wants to see it.
#[expect(clippy::print_stderr, reason = "figures are told, not judged")]
fn tell(figure: &str) {
    eprintln!("{figure}");
}

/// Whether a process has ended, though nobody may have asked yet how.
fn is_gone(pid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
    stat.rsplit_once(") ").is_none_or(|(_, fields)| fields.starts_with(['Z', 'X']))
}

/// Holds the program to being gone within two seconds from when its terminal went.
#[track_caller]
fn assert_gone_soon(pid: Pid, begun: Instant, about: &str) {
    wait(&format!("the end of the program, {about}"), || is_gone(pid).then_some(()));
    tell(&format!("{about}: gone after {:?}", begun.elapsed()));
    assert!(begun.elapsed() < Duration::from_secs(2), "{about}: {:?}", begun.elapsed());
}

#[test]
fn the_program_ends_with_the_tmux_that_it_runs_in() {
    if !is_installed(&["tmux"]) {
        return;
    }
    for is_killed in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let tmux = Tmux::started("cut", &reader_in(folder.path()));
        wait("the reader", || tmux.run(&["capture-pane", "-p"]).contains("Northwind").then_some(()));
        let (pid, server) = (pid_in(folder.path()), tmux.tell("#{pid}").parse().unwrap());
        let begun = Instant::now();
        if is_killed {
            kill_process(Pid::from_raw(server).unwrap(), Signal::KILL).unwrap();
        } else {
            drop(tmux);
        }
        assert_gone_soon(pid, begun, &format!("tmux, killed: {is_killed}"));
    }
}

#[test]
fn the_program_ends_with_the_screen_that_it_runs_in() {
    if !is_installed(&["screen"]) {
        return;
    }
    for is_killed in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let screen = Screen::started("cut", &reader_in(folder.path()));
        wait("the reader", || screen.shown().contains("Northwind").then_some(()));
        let pid = pid_in(folder.path());
        // The shell stands between the two.
        let server = parent(parent(pid));
        let begun = Instant::now();
        if is_killed {
            kill_process(server, Signal::KILL).unwrap();
        } else {
            drop(screen);
        }
        assert_gone_soon(pid, begun, &format!("screen, killed: {is_killed}"));
    }
}

/// The process that started another.
fn parent(pid: Pid) -> Pid {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    Pid::from_raw(fields.split_whitespace().nth(1).unwrap().parse().unwrap()).unwrap()
}
