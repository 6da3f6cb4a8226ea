//! A terminal for tests: a program in a pseudo-terminal, and an emulator that shows what a reader would see.
//!
//! Nothing here waits a fixed time: every wait is for something to be seen, with a limit that only a failure reaches.
//! What the emulator was asked for beyond drawing (titles, clipboards, sequences it does not know) is written down, for
//! tests to judge.

mod asked;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub(crate) use asked::Asked;
use portable_pty::{CommandBuilder, MasterPty, PtySize};

/// Longer than anything takes on a slow and busy machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// What a child of the tests may know of the desktop they run on: nothing.
const DESKTOP: &[&str] = &[
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "SSH_CONNECTION",
    "SSH_TTY",
    "TMUX",
    "STY",
    "XDG_RUNTIME_DIR",
    "TERMUX_VERSION",
    "WSL_DISTRO_NAME",
    "WSL_INTEROP",
    "NO_COLOR",
    "COLORTERM",
    "RUST_BACKTRACE",
];

/// How many commands were made.
static STARTED: AtomicUsize = AtomicUsize::new(0);

/// A command that knows nothing of the desktop the tests run on.
pub(crate) fn command<S: AsRef<str>>(
    program: &str,
    arguments: impl IntoIterator<Item = S>,
) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    for argument in arguments {
        command.arg(argument.as_ref());
    }
    for name in DESKTOP {
        command.env_remove(name);
    }
    command.env("TERM", "xterm-256color");
    // Nobody's own files.
    command.env("UNSPOOL_CONFIG", concat!(env!("CARGO_TARGET_TMPDIR"), "/no-such-folder"));
    // Each of its own, as a thread is opened where it was left.
    let state = format!("state-{}-{}", std::process::id(), STARTED.fetch_add(1, Ordering::Relaxed));
    command.env("UNSPOOL_STATE", std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(state));
    command
}

/// unspool with these arguments.
pub(crate) fn unspool(arguments: &[&str]) -> CommandBuilder {
    command(env!("CARGO_BIN_EXE_unspool"), arguments)
}

/// What has come out of a terminal.
pub(crate) struct Heard {
    /// The emulator, with what it was asked for.
    pub(crate) emulator: vt100::Parser<Asked>,
    /// Every byte.
    pub(crate) bytes: Vec<u8>,
    /// Whether nothing more is listened to.
    pub(crate) is_over: bool,
    /// Whether to stop listening with the next byte.
    pub(crate) is_enough: bool,
}

/// A program in a terminal.
pub(crate) struct Session {
    /// The program.
    pub(crate) child: Running,
    /// The far end of the terminal, and what types into it.
    pub(crate) terminal: (Box<dyn MasterPty + Send>, Box<dyn Write + Send>),
    /// The modes of the terminal before the program started.
    pub(crate) modes: String,
    /// What has come out, and a bell for those who wait for more.
    pub(crate) heard: Arc<(Mutex<Heard>, Condvar)>,
    /// Reads what comes out.
    pub(crate) listener: JoinHandle<()>,
}

/// A program that does not outlive its test.
pub(crate) struct Running(pub(crate) Child);

/// How a program ended, with all modes of its terminal as they were.
pub(crate) struct Ended {
    /// Code or signal.
    pub(crate) status: ExitStatus,
    /// What came out.
    pub(crate) heard: Heard,
}

/// Starts a program in a terminal of so many columns and rows.
pub(crate) fn start(command: CommandBuilder, (columns, rows): (u16, u16)) -> Session {
    let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = portable_pty::native_pty_system().openpty(size).unwrap();
    let modes = modes(&*pair.master);
    let child: Box<dyn portable_pty::Child> = pair.slave.spawn_command(command).unwrap();
    let emulator = vt100::Parser::new_with_callbacks(cells(rows), cells(columns), 0, Asked::default());
    let heard = Heard { emulator, bytes: Vec::new(), is_over: false, is_enough: false };
    let heard = Arc::new((Mutex::new(heard), Condvar::new()));
    let listener = {
        let (heard, far) = (Arc::clone(&heard), pair.master.try_clone_reader().unwrap());
        thread::spawn(move || listen(far, &heard))
    };
    let keyboard = pair.master.take_writer().unwrap();
    let child = Running(*child.downcast::<Child>().ok().unwrap());
    Session { child, terminal: (pair.master, keyboard), modes, heard, listener }
}

/// The modes of a terminal, all of them.
fn modes(terminal: &dyn MasterPty) -> String {
    format!("{:?}", terminal.get_termios().unwrap())
}

/// The emulator has at least one row and column.
pub(crate) fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}

fn listen(mut far: impl Read, (heard, bell): &(Mutex<Heard>, Condvar)) {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = far.read(&mut buffer).unwrap_or(0);
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.emulator.process(&buffer[..count]);
        heard.bytes.extend(&buffer[..count]);
        heard.is_over = count == 0 || heard.is_enough;
        bell.notify_all();
        if heard.is_over {
            return;
        }
    }
}

impl Heard {
    /// The screen, as lines of text.
    pub(crate) fn screen(&self) -> String {
        self.emulator.screen().contents()
    }

    /// Whether no frame is half drawn.
    pub(crate) fn is_whole(&self) -> bool {
        self.last(b"\x1b[?2026l") >= self.last(b"\x1b[?2026h")
    }

    /// Where a sequence came last.
    pub(crate) fn last(&self, sequence: &[u8]) -> Option<usize> {
        self.bytes.windows(sequence.len()).rposition(|bytes| bytes == sequence)
    }
}

impl Session {
    /// Types.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.terminal.1.write_all(keys.as_bytes()).unwrap();
        self.terminal.1.flush().unwrap();
    }

    /// Waits until what was heard is as wanted; what it makes of it.
    pub(crate) fn wait_for<T>(&self, what: &str, find: impl Fn(&Heard) -> Option<T>) -> T {
        let (mut heard, begun) = (self.heard.0.lock().unwrap(), Instant::now());
        loop {
            if let Some(found) = find(&heard) {
                return found;
            }
            let left = LIMIT.saturating_sub(begun.elapsed());
            assert!(
                !left.is_zero() && !heard.is_over,
                "waited in vain for {what}; the screen:\n{}",
                heard.screen()
            );
            heard = self.heard.1.wait_timeout(heard, left).unwrap().0;
        }
    }

    /// Waits until a text stands on the screen; the whole of it.
    pub(crate) fn wait(&self, text: &str) -> String {
        self.wait_for(text, |heard| {
            Some(heard.screen()).filter(|screen| heard.is_whole() && screen.contains(text))
        })
    }

    /// Has the terminal go away, as when its window is closed; the program, which may not know it yet.
    pub(crate) fn hang_up(mut self) -> Running {
        // The listener holds the terminal open until it has heard one thing more.
        self.heard.0.lock().unwrap().is_enough = true;
        self.keys("?");
        self.listener.join().unwrap();
        self.child
    }

    /// Waits for the program to end; how it did. However that is, the modes of the terminal must be as before.
    pub(crate) fn end(mut self) -> Ended {
        let status = ended(&mut self.child.0);
        self.wait_for("the end of the output", |heard| heard.is_over.then_some(()));
        self.listener.join().unwrap();
        let heard = Arc::into_inner(self.heard).unwrap().0.into_inner().unwrap();
        assert_eq!(self.modes, modes(&*self.terminal.0));
        Ended { status, heard }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits for a child to end.
pub(crate) fn ended(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        assert!(begun.elapsed() < LIMIT, "the program does not end");
        thread::sleep(Duration::from_millis(2));
    }
}
