//! The program in real terminals: xterm on an X server, tmux and GNU screen, where they are installed.
//!
//! What unspool writes for a file of hostile strings is recorded in a pseudo-terminal of the same size and written into
//! each of them: nothing may come of it but a picture. Then the program is killed in tmux and screen in every way.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/posts.rs"]
mod posts;
#[expect(dead_code, reason = "not every test of terminals hangs up")]
mod pty;
#[path = "hostile/strings.rs"]
mod strings;

use std::fs;
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use posts::{SENTINEL, thread};
use pty::{LIMIT, Running, start, unspool};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use strings::strings;

/// Columns and rows of every terminal here.
const WINDOW: (u16, u16) = (100, 30);
/// What the title and the clipboard hold before, and must hold after.
const BEFORE: &str = "untouched";
/// Says that something was written to a terminal and its answers were read: the modes, then what it typed back.
const SCRIPT: &str = r#"stty -g > "$2/before"; stty raw -echo min 0 time 10; cat "$1"; dd bs=4096 count=1 of="$2/typed" 2>/dev/null
    stty -g > "$2/raw"; stty sane; : > "$2/done"; exec sleep 100"#;

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
fn wait<T>(what: &str, mut find: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = find() {
            return found;
        }
        assert!(begun.elapsed() < LIMIT, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// Everything that unspool writes while all hostile strings are paged through.
fn recorded(folder: &Path) -> Vec<u8> {
    let path = folder.join("thread.json");
    let strings: Vec<String> =
        strings().into_iter().map(|(_, string)| string.chars().take(2_000).collect()).collect();
    fs::write(&path, thread(&strings)).unwrap();
    // The one question that the program asks of a terminal, for its background, is its own.
    let asks_nothing = ["--fresh", "--set", "looks.background=dark", path.to_str().unwrap()];
    let mut session = start(unspool(&asks_nothing), WINDOW);
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
    session.end().heard.bytes
}

/// The script that writes a record into a terminal.
fn writes(folder: &Path, record: &[u8]) -> [String; 6] {
    let path = folder.join("record");
    fs::write(&path, record).unwrap();
    let [path, folder] = [&path, folder].map(|path| path.to_str().unwrap().to_owned());
    ["sh".to_owned(), "-c".to_owned(), SCRIPT.to_owned(), "sh".to_owned(), path, folder]
}

/// Waits for the script; what the terminal typed back.
fn typed_back(folder: &Path) -> Vec<u8> {
    wait("the end of the record", || folder.join("done").exists().then_some(()));
    fs::read(folder.join("typed")).unwrap_or_default()
}

/// An X server with an xterm that obeys whatever it is told, showing a record.
fn in_xterm(record: &[u8]) -> (String, String, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Command::new("Xvfb");
    let server =
        server.args(["-displayfd", "1", "-screen", "0", "1200x900x24", "-nolisten", "tcp", "-noreset"]);
    let mut server = Running(server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut number = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
    let display = format!(":{}", number.trim());
    let on_display = |program: &str| {
        let mut command = Command::new(program);
        command.env("DISPLAY", &display).env_remove("WAYLAND_DISPLAY").stderr(Stdio::null());
        command
    };
    let filled = folder.path().join("clipboard");
    fs::write(&filled, BEFORE).unwrap();
    assert!(on_display("xclip").args(["-sel", "clip", "-in"]).arg(&filled).status().unwrap().success());
    let obeys =
        ["*allowWindowOps: true", "*allowTitleOps: true", "*allowColorOps: true", "*disallowedWindowOps: 0"];
    let mut xterm = on_display("xterm");
    xterm.args(obeys.iter().flat_map(|resource| ["-xrm", resource]));
    xterm
        .args(["-xrm", "*locale: UTF-8", "-geometry", "100x30", "-T", BEFORE, "-e"])
        .args(writes(folder.path(), record));
    let _xterm = Running(xterm.env("LC_ALL", "C.UTF-8").spawn().unwrap());
    let typed = typed_back(folder.path());
    let title = said(&on_display("xprop").args(["-name", BEFORE, "WM_NAME"]).output().unwrap());
    let clipboard =
        said(&on_display("timeout").args(["5", "xclip", "-sel", "clip", "-out"]).output().unwrap());
    (title, clipboard, typed)
}

#[test]
fn xterm_shows_a_hostile_file_and_does_nothing_else() {
    if !is_installed(&["Xvfb", "xterm", "xprop", "xclip"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Told so by a stranger, it does what it is told.
    let (title, clipboard, typed) = in_xterm(b"\x1b]0;pwn\x07\x1b]52;c;ZXZpbA==\x07\x1b[c");
    assert!(
        !title.contains(BEFORE) && clipboard == "evil" && !typed.is_empty(),
        "{title}, {clipboard}, {typed:?}"
    );
    let (title, clipboard, typed) = in_xterm(&recorded(folder.path()));
    assert!(title.contains(BEFORE), "{title}");
    assert_eq!((clipboard.as_str(), &typed[..]), (BEFORE, &b""[..]));
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
        let tmux = Self(format!("unspool-{name}-{}", std::process::id()));
        let quoted: Vec<_> = command.iter().map(|word| shell_words::quote(word).into_owned()).collect();
        tmux.run(&["new-session", "-d", "-x", "100", "-y", "30", "exec sleep 100"]);
        for (option, value) in [("set-clipboard", "on"), ("allow-passthrough", "on"), ("allow-rename", "on")]
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

#[test]
fn tmux_shows_a_hostile_file_and_does_nothing_else() {
    if !is_installed(&["tmux"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let record = recorded(folder.path());
    let tmux = Tmux::started("shows", &writes(folder.path(), &record));
    assert_eq!(typed_back(folder.path()), b"");
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

#[test]
fn screen_shows_a_hostile_file_and_does_nothing_else() {
    if !is_installed(&["screen"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let record = recorded(folder.path());
    let screen = Screen::started("shows", &writes(folder.path(), &record));
    assert_eq!(typed_back(folder.path()), b"");
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
    wait("the end of the program", || folder.join("done").exists().then_some(()));
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

#[test]
fn the_program_ends_with_the_tmux_that_it_runs_in() {
    if !is_installed(&["tmux"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tmux = Tmux::started("cut", &reader_in(folder.path()));
    wait("the reader", || tmux.run(&["capture-pane", "-p"]).contains("Northwind").then_some(()));
    let pid = pid_in(folder.path());
    drop(tmux);
    wait("the end of the program", || test_kill_process(pid).is_err().then_some(()));
}
