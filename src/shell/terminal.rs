//! The terminal, taken and given back.
//!
//! Whoever takes the terminal, writes to it or gives it back holds one lock meanwhile, so that no drawing falls into
//! anything else and none comes after the terminal was given back. Only [`leave`] does not wait for ever: a terminal that
//! takes no more output must not keep the program alive. It may be called at any time, from any thread, again and again;
//! quitting, panics, signals and stops call it, and it ignores errors, because there is nobody left to tell.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::Sender;
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{DisableLineWrap, EnterAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, queue};
use ratatui::layout::Rect;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::{
    SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM,
    SIGXCPU, SIGXFSZ,
};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::abilities::Abilities;
use super::painting::Painter;
use super::pictures::Shared;
use super::themes::Themes;
use super::{Failure, background, faults, muffling};
use crate::app::geometry::LARGEST;
use crate::app::{Event, State};
use crate::model::Clean;
use crate::view::{self, Beside};

/// Held while the terminal is written to or changes hands.
static WRITING: Mutex<()> = Mutex::new(());
/// Whether the terminal is ours.
static IS_OURS: AtomicBool = AtomicBool::new(false);
/// Whether there is a screen, for which the terminal is taken again after a stop.
static IS_WANTED: AtomicBool = AtomicBool::new(false);
/// Whether the mouse is ours when the terminal is.
static HAS_MOUSE: AtomicBool = AtomicBool::new(true);

/// What ends a program that does not ask: wishes, limits of time that were reached, and what means nothing here.
const ENDING: [i32; 10] =
    [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGPROF, SIGVTALRM, SIGXCPU, SIGUSR1, SIGUSR2];
/// Whether all is kept that the end of the program would cost.
static IS_KEPT: Mutex<bool> = Mutex::new(false);
/// Tells of that.
static KEPT: Condvar = Condvar::new();

/// The name of threads in which a panic is expected and costs nothing but what they were at.
pub(super) const CONTAINED: &str = "contained";
/// With what code a program ends that panicked, as the runtime has it.
pub(super) const PANICKED: i32 = 101;
/// How long giving back waits for a drawing to end, and then for the terminal to take what must be written.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long the end of the program waits for what it would cost to be kept.
const FAREWELL: Duration = Duration::from_millis(500);
/// How long to wait before trying again.
const PAUSE: Duration = Duration::from_millis(5);
/// Columns and rows of a window that does not say how large it is.
const COMMON: (u16, u16) = (80, 24);

fn lock() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the terminal, with the lock held: raw mode, the other screen, mouse and pastes.
fn take() -> io::Result<()> {
    if IS_OURS.load(SeqCst) {
        // After a stop that could not be seen coming, the modes are a shell's, but crossterm believes them to be raw.
        disable_raw_mode()?;
    }
    // Said before it is true, for whatever kills the program in between.
    IS_OURS.store(true, SeqCst);
    if let Err(error) = enable_raw_mode() {
        IS_OURS.store(false, SeqCst);
        return Err(error);
    }
    muffling::begin();
    let mut taking = Vec::new();
    queue!(taking, EnterAlternateScreen, DisableLineWrap, cursor::Hide, EnableBracketedPaste)?;
    if HAS_MOUSE.load(SeqCst) {
        queue!(taking, EnableMouseCapture)?;
    }
    write(io::stdout().as_fd(), &taking, None)
}

/// Takes the terminal again after a stop, if there still is a screen.
fn retake() -> io::Result<()> {
    let _writing = lock();
    if IS_WANTED.load(SeqCst) { take() } else { Ok(()) }
}

/// Gives the terminal back as it was.
pub fn leave() {
    drop(give_back());
}

/// Whether the terminal is ours; whoever gives it back has to tell by [`was_given`]. A signal handler asks.
pub(super) fn is_ours() -> bool {
    IS_OURS.load(SeqCst)
}

/// Says that the terminal was given back. Only now: a fault meanwhile, in any thread, has its handler do all of it too.
pub(super) fn was_given() {
    IS_OURS.store(false, SeqCst);
}

/// Gives the terminal back. While the guard lives, nobody can take it or write to it.
fn give_back() -> Option<MutexGuard<'static, ()>> {
    let until = Instant::now() + PATIENCE;
    let guard = loop {
        match WRITING.try_lock() {
            Ok(guard) => break Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => break Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => break None,
        }
    };
    if is_ours() {
        write_in_time(faults::GIVING);
        let _ = disable_raw_mode();
        muffling::end();
        was_given();
    }
    guard
}

/// Writes what the terminal takes within [`PATIENCE`].
fn write_in_time(bytes: &[u8]) {
    let stdout = io::stdout();
    // Opened anew, so that not waiting is a matter of this one writer.
    let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK;
    let anew = rustix::termios::ttyname(&stdout, Vec::new())
        .and_then(|name| rustix::fs::open(name, flags | OFlags::CLOEXEC, Mode::empty()));
    let terminal = anew.as_ref().map_or(stdout.as_fd(), AsFd::as_fd);
    let _ = write(terminal, bytes, Some(Instant::now() + PATIENCE));
}

/// Writes past the buffer and the lock of `io::stdout`, which a drawing that cannot go on would hold for ever.
fn write(terminal: BorrowedFd, mut bytes: &[u8], until: Option<Instant>) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(terminal, bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            // Another program may have had the terminal not wait, for all who share it.
            Err(Errno::AGAIN) if until.is_none_or(|until| Instant::now() < until) => thread::sleep(PAUSE),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Writes to the terminal in one piece, if it is ours; whether it is.
pub fn put(bytes: &[u8]) -> io::Result<bool> {
    let _writing = lock();
    let is_ours = IS_OURS.load(SeqCst);
    if is_ours {
        write(io::stdout().as_fd(), bytes, None)?;
    }
    Ok(is_ours)
}

/// Standard output as it was, while the terminal stands in its place.
#[derive(Debug)]
pub struct Elsewhere(OwnedFd);

/// Puts the terminal in the place of standard output, which is led elsewhere, until what comes back is dropped.
///
/// # Errors
/// When there is no terminal.
pub fn take_the_place_of_stdout() -> Result<Elsewhere, Failure> {
    let no_terminal = |error: Errno| {
        Failure::could_not(format!("there is no terminal to read on ({}).", io::Error::from(error)))
    };
    let terminal =
        rustix::fs::open("/dev/tty", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()).map_err(no_terminal)?;
    let before = rustix::io::fcntl_dupfd_cloexec(io::stdout(), 3).map_err(no_terminal)?;
    rustix::stdio::dup2_stdout(&terminal).map_err(no_terminal)?;
    Ok(Elsewhere(before))
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = rustix::stdio::dup2_stdout(&self.0);
    }
}

/// Takes the mouse, or leaves it to the terminal.
pub fn take_mouse(taken: bool) -> io::Result<()> {
    HAS_MOUSE.store(taken, SeqCst);
    let mut sequence = Vec::new();
    if taken {
        queue!(sequence, EnableMouseCapture)?;
    } else {
        queue!(sequence, DisableMouseCapture)?;
    }
    put(&sequence).map(drop)
}

/// The window's columns and rows.
pub fn size() -> (u16, u16) {
    crossterm::terminal::size().map_or(COMMON, known)
}

/// Pixels of a cell, across and down, where the terminal says so.
pub fn cell() -> Option<(u16, u16)> {
    let window = crossterm::terminal::window_size().ok()?;
    let pixels = |length: u16, count: u16| length.checked_div(count).filter(|pixels| *pixels > 0);
    Some((pixels(window.width, window.columns)?, pixels(window.height, window.rows)?))
}

/// A size, where the terminal says 0 for not knowing it: that of a common window.
pub fn known((columns, rows): (u16, u16)) -> (u16, u16) {
    let or = |count, common| if count == 0 { common } else { count };
    (or(columns, COMMON.0), or(rows, COMMON.1))
}

/// Stops the program and whatever it is piped with, until the shell continues them. `false` where there is no shell that
/// could: in the first group of a session, as in a window opened for this program alone.
pub fn suspend() -> bool {
    if getsid(None).is_ok_and(|session| session == getpgrp()) {
        return false;
    }
    leave();
    // What goes on is told by SIGCONT.
    kill_current_process_group(rustix::process::Signal::STOP).is_ok()
}

/// Gives the terminal to another program while `work` runs it, and takes it again.
///
/// # Errors
/// When it cannot be taken again.
pub fn lend<T>(work: impl FnOnce() -> T) -> io::Result<T> {
    IS_WANTED.store(false, SeqCst);
    leave();
    let done = work();
    IS_WANTED.store(true, SeqCst);
    retake()?;
    Ok(done)
}

/// Ends the program at once because there is no terminal left to use.
pub fn end(error: &dyn Display) -> ! {
    leave();
    let told = format!("unspool: the terminal cannot be used ({error}).");
    let _ = writeln!(io::stderr(), "{}", Clean::line(&told));
    std::process::exit(1)
}

/// The screen to draw on; gives the terminal back when it goes.
pub struct Screen {
    painter: Painter,
    themes: Themes,
    gallery: Shared,
}

impl Screen {
    /// Takes the terminal for a screen of that size.
    ///
    /// # Errors
    /// When standard output is no terminal, or there is none to read keys from.
    pub fn take(size: (u16, u16), themes: Themes) -> Result<Self, Failure> {
        let no_terminal = |error: io::Error| {
            Failure::could_not(format!(
                "the terminal cannot be used ({error}). Pipe the output to read without one: unspool FILE | cat"
            ))
        };
        if !io::stdout().is_terminal() {
            return Err(no_terminal(io::ErrorKind::Unsupported.into()));
        }
        leave_on_panic();
        faults::watch();
        let painter = Painter::new(clamped(size), Abilities::default());
        let screen = Self { painter, themes, gallery: Shared::default() };
        let _writing = lock();
        IS_WANTED.store(true, SeqCst);
        take().map_err(no_terminal)?;
        Ok(screen)
    }

    /// Draws a state.
    pub fn draw(&mut self, state: &State) -> io::Result<()> {
        let (theme, gallery) = (self.themes.shown(&state.theming), self.gallery.lock());
        let changed = self.painter.paint(&view::scrolling(state), |cells, links| {
            view::paint(cells, Beside { links, gallery: Some(&gallery) }, state, theme)
        });
        drop(gallery);
        if changed.is_empty() {
            return Ok(());
        }
        let shown = put(&changed);
        if !matches!(shown, Ok(true)) {
            self.painter.forget();
        }
        shown.map(drop)
    }

    /// Takes a new size, and draws every cell anew with the next frame.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.painter.resize(clamped(size));
        self.gallery.lock().clear();
    }

    /// The pictures that it shows once they are ready.
    pub fn gallery(&self) -> Shared {
        self.gallery.clone()
    }

    /// Learns what the terminal can do.
    pub fn adopt(&mut self, abilities: Abilities) {
        self.painter.adopt(abilities);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        background::settle();
        IS_WANTED.store(false, SeqCst);
        leave();
    }
}

/// A window larger than any screen is drawn in part: cells cost memory, and a size is only what somebody claims.
fn clamped((width, height): (u16, u16)) -> Rect {
    Rect { x: 0, y: 0, width: width.min(LARGEST.0), height: height.min(LARGEST.1) }
}

/// Has a panic in any thread give the terminal back before it is told; a panic beside the main thread ends the program, and
/// one that cannot be told does so too.
pub(super) fn leave_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if thread::current().name() == Some(CONTAINED) {
                return;
            }
            leave();
            faults::end_soon();
            before(info);
            if thread::current().name() != Some("main") {
                std::process::exit(PANICKED);
            }
        }));
    });
}

/// Lets the program be ended by whoever waits for that: all is kept.
pub fn let_end() {
    *IS_KEPT.lock().unwrap_or_else(PoisonError::into_inner) = true;
    KEPT.notify_all();
}

/// Has all kept that the end of the program would cost, if that takes no time.
fn have_all_kept(events: &Sender<Event>) {
    if events.send(Event::Ending).is_ok() {
        let is_kept = IS_KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        drop(KEPT.wait_timeout_while(is_kept, FAREWELL, |is_kept| !*is_kept));
    }
}

/// Watches for signals, and for a terminal that goes away: it is given back, and the program dies of the signal.
///
/// # Errors
/// When the system does not let signals be watched.
pub fn watch(events: Sender<Event>) -> Result<(), Failure> {
    let mut signals = Signals::new(ENDING.iter().chain(&[SIGTSTP, SIGCONT, SIGXFSZ]))
        .map_err(|error| Failure::could_not(format!("signals cannot be watched ({error}).")))?;
    let ending = events.clone();
    thread::spawn(move || {
        for signal in &mut signals {
            match signal {
                SIGCONT => match retake() {
                    Ok(()) => drop(events.send(Event::Resumed)),
                    Err(error) => end(&error),
                },
                SIGTSTP => drop(suspend()),
                // Whoever writes the file is told that it may not grow.
                SIGXFSZ => {}
                _ => {
                    have_all_kept(&events);
                    // Kept to the end: the terminal must not be taken once more before the program is dead.
                    let _writing = give_back();
                    let _ = emulate_default_handler(signal);
                }
            }
        }
    });
    thread::spawn(move || end_with_terminal(&ending));
    Ok(())
}

/// Ends the program as a hang-up would once the terminal has gone away, even where hang-ups are ignored: reading the
/// keys of a dead terminal never ends and takes a whole processor.
fn end_with_terminal(events: &Sender<Event>) {
    let stdout = io::stdout();
    let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
    while stdout.is_terminal() {
        match poll(&mut watched, None) {
            // With nothing asked for, only a hang-up or an error ends the wait.
            Ok(_) if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => {
                have_all_kept(events);
                std::process::exit(128 + SIGHUP);
            }
            Ok(0) | Err(Errno::INTR) => {}
            // Not every system lets a terminal be watched.
            Ok(_) | Err(_) => return,
        }
    }
}
