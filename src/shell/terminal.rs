//! The terminal, taken and given back.
//!
//! [`enter`] and [`leave`] are the only two ways; both may be called at any time, from any thread, again and again.
//! `leave` is called on quitting, by the panic hook, by signals and when the program stops; it ignores errors, because
//! there is nobody left to tell.

use std::io::{self, IsTerminal, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, DisableLineWrap, EnableLineWrap, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::Failure;
use crate::app::geometry::LARGEST;
use crate::app::{Event, State};
use crate::layout::measure;
use crate::view::{self, theme::Theme};

/// Whether the terminal is ours.
static IS_OURS: AtomicBool = AtomicBool::new(false);
/// Whether the mouse is.
static HAS_MOUSE: AtomicBool = AtomicBool::new(true);

/// Takes the terminal: raw mode, the other screen, mouse and pastes.
pub fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    IS_OURS.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    execute!(out, EnterAlternateScreen, DisableLineWrap, cursor::Hide, EnableBracketedPaste)?;
    if HAS_MOUSE.load(Ordering::SeqCst) { execute!(out, EnableMouseCapture) } else { Ok(()) }
}

/// Gives the terminal back as it was.
pub fn leave() {
    if !IS_OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = queue!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        EnableLineWrap,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Takes the mouse, or leaves it to the terminal.
pub fn take_mouse(taken: bool) -> io::Result<()> {
    HAS_MOUSE.store(taken, Ordering::SeqCst);
    if taken {
        execute!(io::stdout(), EnableMouseCapture)
    } else {
        execute!(io::stdout(), DisableMouseCapture)
    }
}

/// Stops the program and whatever it is piped with, until the shell continues them.
pub fn suspend() {
    leave();
    let _ = io::stderr().flush();
    // What goes on is told by SIGCONT.
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::STOP);
}

/// The screen to draw on; gives the terminal back when it goes.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<io::BufWriter<io::Stdout>>>,
    theme: Theme,
    /// The right halves of wide characters in the last frame.
    halves: Vec<(u16, u16)>,
}

impl Screen {
    /// Takes the terminal for a screen of that size.
    ///
    /// # Errors
    /// When standard output is no terminal, or there is none to read keys from.
    pub fn take(size: (u16, u16), theme: Theme) -> Result<Self, Failure> {
        let no_terminal = |error: io::Error| {
            Failure::could_not(format!(
                "the terminal cannot be used ({error}). Pipe the output to read without one: unspool FILE | cat"
            ))
        };
        leave_on_panic();
        if let Err(error) = enter() {
            leave();
            return Err(no_terminal(error));
        }
        let backend = CrosstermBackend::new(io::BufWriter::with_capacity(1 << 16, io::stdout()));
        let options = TerminalOptions { viewport: Viewport::Fixed(clamped(size)) };
        let terminal = Terminal::with_options(backend, options).map_err(|error| {
            leave();
            no_terminal(error)
        })?;
        Ok(Self { terminal, theme, halves: Vec::new() })
    }

    /// Draws a state.
    pub fn draw(&mut self, state: &State) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let (theme, halves) = (self.theme, &mut self.halves);
        self.terminal.draw(|frame| {
            view::draw(frame, state, theme);
            rewrite_halves(frame.buffer_mut(), halves);
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Takes a new size, and draws every cell anew with the next frame.
    pub fn resize(&mut self, size: (u16, u16)) -> io::Result<()> {
        self.terminal.resize(clamped(size))
    }
}

/// Has the right half of every wide character that is no longer there written anew.
///
/// ratatui trusts a terminal to blank it when the left half is overwritten; not every terminal does.
fn rewrite_halves(buffer: &mut Buffer, halves: &mut Vec<(u16, u16)>) {
    let area = buffer.area;
    let is_wide = |buffer: &Buffer, x: u16, y: u16| {
        let symbol = buffer[(x, y)].symbol();
        symbol.len() > 1 && measure::width(symbol) > 1
    };
    for (x, y) in halves.drain(..) {
        if area.contains((x, y).into()) && !is_wide(buffer, x - 1, y) {
            buffer[(x, y)].set_diff_option(CellDiffOption::AlwaysUpdate);
        }
    }
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right().saturating_sub(1) {
            if is_wide(buffer, x, y) {
                halves.push((x + 1, y));
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// A window larger than any screen is drawn in part: cells cost memory, and a size is only what somebody claims.
fn clamped((width, height): (u16, u16)) -> Rect {
    Rect { x: 0, y: 0, width: width.min(LARGEST.0), height: height.min(LARGEST.1) }
}

/// Has a panic in any thread give the terminal back before it is told; a panic beside the main thread ends the program.
fn leave_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            leave();
            before(info);
            if thread::current().name() != Some("main") {
                std::process::exit(101);
            }
        }));
    });
}

/// Watches for signals, and for a terminal that goes away: it is given back, and the program dies of the signal.
///
/// # Errors
/// When the system does not let signals be watched.
pub fn watch(events: Sender<Event>) -> Result<(), Failure> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT])
        .map_err(|error| Failure::could_not(format!("signals cannot be watched ({error}).")))?;
    thread::spawn(move || {
        for signal in &mut signals {
            match signal {
                SIGCONT => {
                    if enter().is_err() || events.send(Event::Resumed).is_err() {
                        return;
                    }
                }
                SIGTSTP => suspend(),
                _ => {
                    leave();
                    let _ = emulate_default_handler(signal);
                }
            }
        }
    });
    thread::spawn(|| {
        let stdout = io::stdout();
        let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
        // With nothing asked for, only a hang-up or an error ends the wait.
        while stdout.is_terminal() {
            match poll(&mut watched, None) {
                Ok(_)
                    if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) =>
                {
                    std::process::exit(128 + SIGHUP);
                }
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(_) => return,
            }
        }
    });
    Ok(())
}
