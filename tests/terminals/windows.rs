//! Hostile files in terminals with windows: xterm and kitty on an X server, foot under a Wayland compositor.
//!
//! Each is set to obey whatever it is told. The title is what the X server or the compositor has of it, the clipboard what
//! another program finds there.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use rustix::process::getuid;
use tempfile::TempDir;

use crate::pty::Running;
use crate::{Answers, BEFORE, STRANGER, answers, is_installed, recorded, said, tell, wait, writes};

/// What a window came to after a record was written into it.
struct Seen {
    title: String,
    clipboard: String,
    answers: Answers,
}

impl Seen {
    /// Holds a terminal to having obeyed a stranger, as otherwise it would prove nothing.
    #[track_caller]
    fn assert_obeyed(&self) {
        assert!(!self.title.contains(BEFORE), "{}", self.title);
        assert_eq!(self.clipboard, "evil");
        let Answers { before, after, .. } = &self.answers;
        let new: Vec<_> = ["[?2004;1$y", "[?1002;1$y", "rgb:1212/3434/5656"].to_vec();
        assert!(new.iter().all(|new| after.contains(new) && !before.contains(new)), "{before:?}, {after:?}");
        assert!(after.starts_with("\x1b[0n"), "nothing typed back: {after:?}");
    }

    /// Holds a terminal to being as it was.
    #[track_caller]
    fn assert_untouched(&self) {
        assert!(self.title.contains(BEFORE), "{}", self.title);
        assert_eq!(self.clipboard, BEFORE);
        self.answers.assert_same();
        assert!(self.answers.before.contains("[?2004;2$y"), "{:?}", self.answers.before);
    }
}

/// A program that knows of no desktop.
fn program(name: &str) -> Command {
    let mut program = Command::new(name);
    program.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env("LC_ALL", "C.UTF-8");
    program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    program
}

/// An X server of its own.
struct Server {
    name: String,
    _running: Running,
}

impl Server {
    fn start() -> Self {
        let mut server = program("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", "1200x900x24", "-nolisten", "tcp", "-noreset"]);
        let mut running = Running(server.stdout(Stdio::piped()).spawn().unwrap());
        let mut number = String::new();
        BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Self { name: format!(":{}", number.trim()), _running: running }
    }

    fn program(&self, name: &str) -> Command {
        let mut program = program(name);
        program.env("DISPLAY", &self.name).stdout(Stdio::piped());
        program
    }

    /// Shows a record in a terminal that is started so.
    fn show(&self, terminal: &[&str], record: &[u8]) -> Seen {
        let folder = tempfile::tempdir().unwrap();
        let filled = folder.path().join("clipboard");
        fs::write(&filled, BEFORE).unwrap();
        let mut xclip = self.program("xclip");
        assert!(
            xclip
                .args(["-sel", "clip", "-in"])
                .arg(&filled)
                .stdout(Stdio::null())
                .status()
                .unwrap()
                .success()
        );
        let mut window = self.program(terminal[0]);
        window.args(&terminal[1..]).args(writes(folder.path(), record, "30 100")).stdout(Stdio::null());
        // Without a graphics card, and with nobody's own files.
        window.env("LIBGL_ALWAYS_SOFTWARE", "1").env("HOME", folder.path()).env_remove("XDG_RUNTIME_DIR");
        let _window = Running(window.spawn().unwrap());
        let answers = answers(folder.path());
        let title = said(&self.program("xprop").args(["-name", BEFORE, "WM_NAME"]).output().unwrap());
        let mut paste = self.program("timeout");
        let clipboard = said(&paste.args(["5", "xclip", "-sel", "clip", "-out"]).output().unwrap());
        Seen { title, clipboard, answers }
    }
}

#[test]
fn xterm_shows_a_hostile_file_and_does_nothing_else() {
    if !is_installed(&["Xvfb", "xterm", "xprop", "xclip"]) {
        return;
    }
    let (server, obeys) = (
        Server::start(),
        ["*allowWindowOps: true", "*allowTitleOps: true", "*allowColorOps: true", "*disallowedWindowOps: 0"],
    );
    let mut xterm = vec!["xterm", "-xrm", "*locale: UTF-8", "-geometry", "100x30"];
    xterm.extend(obeys.iter().flat_map(|resource| ["-xrm", resource]));
    xterm.push("-e");
    server.show(&xterm, STRANGER).assert_obeyed();
    server.show(&xterm, recorded()).assert_untouched();
}

#[test]
fn kitty_shows_a_hostile_file_and_does_nothing_else() {
    if !is_installed(&["Xvfb", "kitty", "xprop", "xclip"]) {
        return;
    }
    let settings = [
        "remember_window_size=no",
        "initial_window_width=100c",
        "initial_window_height=30c",
        "update_check_interval=0",
        // Drawn by a processor, a window need not be drawn often.
        "repaint_delay=500",
        "clipboard_control=write-clipboard write-primary read-clipboard read-primary",
    ];
    let mut kitty = vec!["kitty", "--config", "NONE"];
    kitty.extend(settings.iter().flat_map(|setting| ["-o", setting]));
    let server = Server::start();
    // Some machines have nothing by which it could draw.
    let mut probe = server.program("timeout");
    probe
        .args(["20"])
        .args(&kitty)
        .arg("true")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env_remove("XDG_RUNTIME_DIR");
    if !probe.output().unwrap().status.success() {
        tell("left out: kitty cannot draw here");
        return;
    }
    server.show(&kitty, STRANGER).assert_obeyed();
    server.show(&kitty, recorded()).assert_untouched();
}

/// A Wayland compositor without a screen, with a keyboard that nobody types on: who has no keyboard has no clipboard.
struct Compositor {
    folder: TempDir,
    /// Ended with it, and read by nobody.
    running: Vec<Running>,
}

impl Compositor {
    fn start() -> Self {
        const NOBODY: u32 = 65534;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let settings = folder.path().join("settings");
        fs::write(&settings, "xwayland disable\nfor_window [app_id=\".*\"] floating enable\n").unwrap();
        let mut sway = program("sway");
        if getuid().is_root() {
            // sway refuses root: it runs as nobody.
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
            sway.uid(NOBODY).gid(NOBODY);
        }
        let variables =
            [("WLR_BACKENDS", "headless"), ("WLR_LIBINPUT_NO_DEVICES", "1"), ("WLR_RENDERER", "pixman")];
        sway.envs(variables).env("XDG_RUNTIME_DIR", folder.path()).env("HOME", folder.path());
        let sway = sway.arg("-c").arg(&settings).current_dir("/").process_group(0).spawn().unwrap();
        let mut compositor = Self { folder, running: vec![Running(sway)] };
        wait("a compositor", || compositor.socket("wayland-1").and(compositor.socket("sway-ipc")));
        let keyboard = compositor.program("wtype").args(["-s", "1000000"]).spawn().unwrap();
        compositor.running.push(Running(keyboard));
        wait("a keyboard", || compositor.tells("get_seats").contains("keyboard").then_some(()));
        compositor
    }

    /// A socket by the beginning of its name, once it is there.
    fn socket(&self, name: &str) -> Option<PathBuf> {
        let entries = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap());
        let mut named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(name));
        named.next().map(|entry| entry.path())
    }

    fn program(&self, name: &str) -> Command {
        let mut program = program(name);
        program.env("XDG_RUNTIME_DIR", self.folder.path()).env("WAYLAND_DISPLAY", "wayland-1");
        program
    }

    /// What the compositor answers.
    fn tells(&self, what: &str) -> String {
        let mut asks = self.program("swaymsg");
        asks.arg("-s").arg(self.socket("sway-ipc").unwrap()).args(["-r", "-t", what]);
        said(&asks.stdout(Stdio::piped()).output().unwrap())
    }

    /// The window of a program, once it is there: its title, and whether what is typed goes to it.
    fn window(&self, id: &str) -> Option<(String, bool)> {
        let mut nodes: Vec<serde_json::Value> = vec![serde_json::from_str(&self.tells("get_tree")).ok()?];
        while let Some(node) = nodes.pop() {
            if node["app_id"] == id {
                return Some((node["name"].as_str()?.to_owned(), node["focused"] == true));
            }
            let inner = ["nodes", "floating_nodes"].map(|key| node[key].as_array().cloned());
            nodes.extend(inner.into_iter().flatten().flatten());
        }
        None
    }

    fn show(&self, record: &[u8]) -> Seen {
        let folder = tempfile::tempdir().unwrap();
        assert!(self.program("wl-copy").arg(BEFORE).status().unwrap().success());
        let mut foot = self.program("foot");
        foot.args(["--config=/dev/null", "-W", "100x30"]).args(writes(folder.path(), record, "30 100"));
        let _foot = Running(foot.env("HOME", folder.path()).spawn().unwrap());
        wait("the window", || self.window("foot").filter(|(_, is_focused)| *is_focused));
        let answers = answers(folder.path());
        let (title, _) = self.window("foot").unwrap();
        let mut paste = self.program("timeout");
        let clipboard = said(&paste.args(["5", "wl-paste", "-n"]).stdout(Stdio::piped()).output().unwrap());
        Seen { title, clipboard, answers }
    }
}

#[test]
fn foot_shows_a_hostile_file_and_does_nothing_else() {
    if !is_installed(&["sway", "swaymsg", "foot", "wtype", "wl-copy", "wl-paste"]) {
        return;
    }
    let compositor = Compositor::start();
    compositor.show(STRANGER).assert_obeyed();
    compositor.show(recorded()).assert_untouched();
}
