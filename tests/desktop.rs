//! What is copied and opened, in real clipboards and with a real opener: X11 under Xvfb, Wayland under
//! sway, tmux, no display at all.
//!
//! A test whose programs are not installed says so and passes.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod pty;

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use unspool::cite::quoting::{Manner, Passage, quote};
use unspool::index::Tree;
use unspool::shell::files::{self, Origin};

use pty::{LIMIT, Running, Session, ended, start, unspool};

const WINDOW: (u16, u16) = (120, 24);
const FIRST: &str = "Northwind Labs quietly bought";

/// What `y` copies of the first post.
fn first_post() -> String {
    let sample = files::open(&Origin::Sample, false).unwrap();
    let tree = Tree::new(&sample);
    let passage = Passage::whole(&sample, tree.order()[0]);
    quote(&sample, &tree, &[passage], &Manner::default()).text
}

fn is_installed(programs: &[&str]) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |program: &&str| std::env::split_paths(&paths).any(|path| path.join(program).is_file());
    let missing: Vec<_> = programs.iter().filter(|program| !is_there(program)).collect();
    if !missing.is_empty() {
        let _ = writeln!(io::stderr(), "skipped: {missing:?} not installed");
    }
    missing.is_empty()
}

/// An X server of its own.
struct Display {
    _server: Running,
    name: String,
}

impl Display {
    /// `None`, with a note, where there is no X server to start.
    fn start() -> Option<Self> {
        if !is_installed(&["Xvfb", "xclip"]) {
            return None;
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Some(Self { _server: Running(server), name: format!(":{}", number.trim()) })
    }

    fn reader(&self) -> Session {
        let mut command = unspool(&["--sample"]);
        command.env("DISPLAY", &self.name);
        let session = start(command, WINDOW);
        session.wait(FIRST);
        session
    }

    fn xclip(&self, way: &str) -> Command {
        let mut xclip = Command::new("timeout");
        xclip
            .args(["5", "xclip", "-selection", "clipboard", way])
            .env("DISPLAY", &self.name)
            .stderr(Stdio::null());
        xclip
    }

    fn clipboard(&self) -> String {
        String::from_utf8(self.xclip("-o").output().unwrap().stdout).unwrap()
    }
}

#[test]
fn what_was_copied_outlives_the_reader() {
    let Some(display) = Display::start() else { return };
    let mut session = display.reader();
    session.keys("y");
    session.wait("Copied post 1 (");
    assert_eq!(display.clipboard(), first_post());
    session.keys("q");
    assert_eq!(session.end().status.code(), Some(0));
    assert_eq!(display.clipboard(), first_post());
}

#[test]
fn what_was_copied_outlives_the_terminal() {
    let Some(display) = Display::start() else { return };
    let mut session = display.reader();
    session.keys("y");
    session.wait("Copied post 1 (");
    ended(&mut session.hang_up().0);
    assert_eq!(display.clipboard(), first_post());
}

#[test]
fn a_copy_is_not_lost_on_a_reader_who_quits_at_once() {
    let Some(display) = Display::start() else { return };
    let mut session = display.reader();
    session.keys("yq");
    assert_eq!(session.end().status.code(), Some(0));
    assert_eq!(display.clipboard(), first_post());
}

#[test]
fn a_copy_that_fails_is_told_even_to_a_reader_who_quits_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("long.txt");
    fs::write(&long, "Too long for a terminal. ".repeat(4000)).unwrap();
    let mut session = start(unspool(&[long.to_str().unwrap()]), WINDOW);
    session.wait("Too long for a terminal.");
    session.keys("Yq");
    let ended = session.end();
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.heard.screen().starts_with("unspool: Not copied: "), "{}", ended.heard.screen());
}

#[test]
fn whoever_copies_next_has_the_clipboard_and_the_holder_ends() {
    let Some(display) = Display::start() else { return };
    let mut holder = holder(&display, b"held");
    assert_eq!(display.clipboard(), "held");
    let mut xclip = display.xclip("-i").stdin(Stdio::piped()).spawn().unwrap();
    xclip.stdin.take().unwrap().write_all(b"another").unwrap();
    xclip.wait().unwrap();
    assert!(ended(&mut holder.0).success());
    assert_eq!(display.clipboard(), "another");
}

#[test]
fn the_holder_ends_with_the_display() {
    let Some(display) = Display::start() else { return };
    let mut holder = holder(&display, b"held");
    drop(display);
    ended(&mut holder.0);
}

#[test]
fn a_text_that_is_too_long_to_hold_is_refused_whole() {
    let Some(display) = Display::start() else { return };
    let mut holder = Running(hold(&display.name));
    let _ = holder.0.stdin.take().unwrap().write_all(&vec![b'a'; (50 << 20) + 1]);
    assert!(!ended(&mut holder.0).success());
    assert_eq!(display.clipboard(), "");
}

fn hold(display: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_unspool"))
        .arg("hold-clipboard")
        .env("DISPLAY", display)
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A process that holds a text, as it says.
fn holder(display: &Display, text: &[u8]) -> Running {
    let mut holder = hold(&display.name);
    holder.stdin.take().unwrap().write_all(text).unwrap();
    let mut said = String::new();
    BufReader::new(holder.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "held\n");
    Running(holder)
}

#[test]
fn a_display_that_does_not_answer_is_found_out_at_once() {
    let begun = Instant::now();
    let mut holder = Running(hold(":987"));
    drop(holder.0.stdin.take());
    assert!(!ended(&mut holder.0).success());
    let mut command = unspool(&["--sample"]);
    command.env("DISPLAY", ":987");
    let mut session = start(command, WINDOW);
    session.wait(FIRST);
    session.keys("y");
    session.wait("Sent post 1 (");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    session.keys("q");
    assert!(session.end().heard.emulator.callbacks().0.iter().any(|asked| asked.starts_with("copy ")));
}

/// A tmux server of its own.
struct Tmux(String);

impl Tmux {
    fn run(&self, arguments: &[&str]) -> Option<String> {
        let mut tmux = Command::new("tmux");
        tmux.args(["-L", &self.0, "-f", "/dev/null"]).args(arguments);
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "TMUX"] {
            tmux.env_remove(name);
        }
        let output = tmux.output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    fn wait(&self, arguments: &[&str], text: &str) -> String {
        let begun = Instant::now();
        loop {
            let told = self.run(arguments).filter(|told| told.contains(text));
            if let Some(told) = told {
                return told;
            }
            assert!(begun.elapsed() < LIMIT, "tmux {arguments:?} without {text}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

#[test]
fn in_tmux_a_copy_is_in_its_buffer() {
    if !is_installed(&["tmux"]) {
        return;
    }
    let tmux = Tmux(format!("unspool-test-{}", std::process::id()));
    let reader = format!("'{}' --fresh --sample", env!("CARGO_BIN_EXE_unspool"));
    tmux.run(&["new-session", "-d", "-x", "100", "-y", "24", &reader, ";", "set", "-g", "exit-empty", "off"]);
    tmux.wait(&["capture-pane", "-p"], FIRST);
    tmux.run(&["send-keys", "y"]);
    tmux.wait(&["capture-pane", "-p"], "characters) to tmux");
    assert_eq!(tmux.run(&["show-buffer"]).unwrap(), first_post());
    tmux.run(&["send-keys", "q"]);
    let begun = Instant::now();
    while tmux.run(&["list-panes", "-a"]).is_some_and(|panes| !panes.is_empty()) {
        assert!(begun.elapsed() < LIMIT);
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(tmux.run(&["show-buffer"]).unwrap(), first_post());
}

#[test]
fn a_link_is_opened_as_one_argument_by_a_program_that_outlives_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let (opener, told) = (folder.path().join("xdg-open"), folder.path().join("told"));
    let script = r#"#!/bin/sh
printf '%s\n' "$#" "$1" "$(ps -o pgid= -p $$)" > "$TOLD.part" && mv "$TOLD.part" "$TOLD"
"#;
    fs::write(&opener, script).unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = unspool(&["--sample"]);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", folder.path().display()));
    command.env("TOLD", &told);
    let mut session = start(command, WINDOW);
    session.wait(FIRST);
    session.keys("o1");
    session.wait("Opened filings.example.org");
    let told = fs::read_to_string(told).unwrap();
    let [count, address, group] = told.lines().collect::<Vec<_>>()[..] else { panic!("{told}") };
    assert_eq!((count, address), ("1", "https://filings.example.org/de/2024/fabrikam"));
    assert_ne!(group.trim(), session.child.0.id().to_string());
    session.keys("q");
    assert_eq!(session.end().status.code(), Some(0));
}

// ---- copies that are hard to keep whole ---------------------------------------------------------------------------

/// A thread of one post with these words.
fn reader_of(folder: &Path, words: &str, display: impl Fn(&mut CommandBuilder)) -> Session {
    let file = folder.join("thread.json");
    let text = serde_json::to_string(&format!("Begin {words}")).unwrap();
    fs::write(&file, format!(r#"{{"unspool": 1, "posts": [{{"text": {text}}}]}}"#)).unwrap();
    let mut command = unspool(&[file.to_str().unwrap()]);
    command.env("UNSPOOL_STATE", folder.join("state"));
    display(&mut command);
    let session = start(command, WINDOW);
    session.wait("Begin");
    session
}

/// Copies the post, and ends the reader; what it said.
fn copy_and_quit(mut session: Session) -> String {
    session.keys("y");
    let said = session.wait_for("what became of the copy", |heard| {
        let screen = heard.screen();
        let said = screen.lines().rev().find(|line| line.contains("opied ")).map(str::to_owned);
        said.filter(|_| heard.is_whole())
    });
    session.keys("q");
    assert_eq!(session.end().status.code(), Some(0), "{said}");
    said
}

/// Emoji of several characters, line ends, and 100 KB.
fn hard_words() -> [String; 3] {
    [
        "👩🏽‍🚀🇨🇭 e\u{301} 你好 𝗔".to_owned(),
        "one\n\ntwo\nthree".to_owned(),
        "Fabrikam bought the maps. ".repeat(4000).trim_end().to_owned(),
    ]
}

#[test]
fn emoji_line_ends_and_long_texts_arrive_whole() {
    let Some(display) = Display::start() else { return };
    for words in hard_words() {
        let folder = tempfile::tempdir().unwrap();
        let session = reader_of(folder.path(), &words, |command| command.env("DISPLAY", &display.name));
        copy_and_quit(session);
        let clipboard = display.clipboard();
        assert!(clipboard.starts_with(&format!("Begin {words}")), "{clipboard:.200}");
    }
}

#[test]
fn the_last_copy_is_kept_in_a_file_for_the_reader_alone() {
    let folder = tempfile::tempdir().unwrap();
    let words = "Too long for a terminal. ".repeat(4000);
    let session = reader_of(folder.path(), &words, |command| command.env("XDG_RUNTIME_DIR", folder.path()));
    let mut session = session;
    session.keys("y");
    let screen = session.wait("Not copied: OSC 52 takes 74,994 bytes.");
    assert!(screen.contains("it is in "), "{screen}");
    let file = folder.path().join("unspool/last-copy");
    assert!(fs::read_to_string(&file).unwrap().starts_with("Begin Too long"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    session.keys("q");
    session.end();
}

/// A configuration folder with these settings.
fn settings(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), text).unwrap();
    folder
}

#[test]
fn a_command_of_the_readers_own_comes_first_and_its_failure_is_told() {
    let Some(display) = Display::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken");
    let config = settings(&format!("[clipboard]\ncommand = \"sh -c 'cat > {}'\"\n", taken.display()));
    let reader = |config: &Path| {
        reader_of(folder.path(), "words", |command| {
            command.env("DISPLAY", &display.name);
            command.env("UNSPOOL_CONFIG", config);
        })
    };
    let said = copy_and_quit(reader(config.path()));
    assert!(said.contains("Copied post 1 (") && said.contains("with sh"), "{said}");
    assert!(fs::read_to_string(taken).unwrap().starts_with("Begin words"));
    assert_eq!(display.clipboard(), "");
    let said = copy_and_quit(reader(settings("[clipboard]\ncommand = \"no-such-program\"\n").path()));
    assert!(said.contains("Copied post 1 (") && said.contains("; no-such-program failed"), "{said}");
    assert!(display.clipboard().starts_with("Begin words"));
}

#[test]
fn the_primary_selection_is_filled_too_where_that_is_wanted() {
    let Some(display) = Display::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let config = settings("[clipboard]\nprimary = true\n");
    let session = reader_of(folder.path(), "words", |command| {
        command.env("DISPLAY", &display.name);
        command.env("UNSPOOL_CONFIG", config.path());
    });
    copy_and_quit(session);
    let mut primary = Command::new("timeout");
    primary.args(["5", "xclip", "-selection", "primary", "-o"]).env("DISPLAY", &display.name);
    assert!(String::from_utf8(primary.output().unwrap().stdout).unwrap().starts_with("Begin words"));
    assert!(display.clipboard().starts_with("Begin words"));
}

#[test]
fn an_empty_display_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = reader_of(folder.path(), "words", |command| {
        command.env("DISPLAY", "");
        command.env("WAYLAND_DISPLAY", "");
    });
    session.keys("y");
    session.wait("Sent post 1 (");
    session.keys("q");
    session.end();
}

// ---- Wayland ------------------------------------------------------------------------------------------------------

/// A Wayland compositor without a screen, of its own.
struct Compositor {
    server: Running,
    folder: tempfile::TempDir,
}

impl Compositor {
    /// `None`, with a note, where there is none to start.
    fn start() -> Option<Self> {
        if !is_installed(&["sway", "wl-paste"]) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let config = folder.path().join("config");
        fs::write(&config, "xwayland disable\n").unwrap();
        let mut sway = Command::new("sway");
        if rustix::process::getuid().is_root() {
            // sway refuses root: it runs as nobody.
            const NOBODY: u32 = 65534;
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
            sway.uid(NOBODY).gid(NOBODY);
        }
        let server = sway
            .arg("-c")
            .arg(&config)
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("HOME", folder.path())
            .env("WLR_BACKENDS", "headless")
            .env("WLR_LIBINPUT_NO_DEVICES", "1")
            .env("WLR_RENDERER", "pixman")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut compositor = Self { server: Running(server), folder };
        let begun = Instant::now();
        while !compositor.folder.path().join("wayland-1").exists() {
            if compositor.server.0.try_wait().unwrap().is_some() || begun.elapsed() > LIMIT {
                let _ = writeln!(io::stderr(), "skipped: sway does not start here");
                return None;
            }
            thread::sleep(Duration::from_millis(10));
        }
        Some(compositor)
    }

    fn paste(&self, arguments: &[&str]) -> String {
        let mut paste = Command::new("timeout");
        paste
            .args(["5", "wl-paste", "-n"])
            .args(arguments)
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("WAYLAND_DISPLAY", "wayland-1");
        String::from_utf8(paste.output().unwrap().stdout).unwrap()
    }
}

#[test]
fn on_wayland_a_copy_outlives_the_reader() {
    let Some(compositor) = Compositor::start() else { return };
    let config = settings("[clipboard]\nprimary = true\n");
    for words in hard_words() {
        let folder = tempfile::tempdir().unwrap();
        let session = reader_of(folder.path(), &words, |command| {
            command.env("XDG_RUNTIME_DIR", compositor.folder.path());
            command.env("WAYLAND_DISPLAY", "wayland-1");
            command.env("UNSPOOL_CONFIG", config.path());
        });
        let said = copy_and_quit(session);
        assert!(said.contains("characters)") && !said.contains("with"), "{said}");
        for selection in [&[][..], &["--primary"]] {
            let pasted = compositor.paste(selection);
            assert!(pasted.starts_with(&format!("Begin {words}")), "{selection:?}: {pasted:.200}");
        }
    }
}

#[test]
fn in_tmux_with_a_display_both_have_the_copy() {
    let Some(display) = Display::start().filter(|_| is_installed(&["tmux"])) else { return };
    let tmux = Tmux(format!("unspool-both-{}", std::process::id()));
    let reader = format!("'{}' --fresh --sample", env!("CARGO_BIN_EXE_unspool"));
    // The server was started on another display: what it says now counts.
    tmux.run(&["new-session", "-d", "-x", "100", "-y", "24", "-e", "DISPLAY=:987", "sh"]);
    tmux.run(&["set-environment", "DISPLAY", &display.name]);
    tmux.run(&["send-keys", &format!("DISPLAY=:987 {reader}"), "Enter"]);
    tmux.wait(&["capture-pane", "-p"], FIRST);
    tmux.run(&["send-keys", "y"]);
    tmux.wait(&["capture-pane", "-p"], "Copied post 1 (");
    assert_eq!(display.clipboard(), first_post());
    assert_eq!(tmux.run(&["show-buffer"]).unwrap(), first_post());
}
