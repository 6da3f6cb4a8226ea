//! Keys, mouse and pastes as the terminal sends them, made into the program's own events, and its answers among them.

use std::io;
use std::sync::mpsc::Sender;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

use super::background::{self, Answer, Answers, Step};
use super::terminal;
use crate::app::keymap::{Key, Press};
use crate::app::{Event, MouseKind};
use rustix::process::{Signal, getpid, kill_process};

/// Whether the terminal is to be left to another program, and whether it is.
#[derive(Debug, Default)]
struct Gate {
    is_wanted: bool,
    is_closed: bool,
}

static GATE: Mutex<Gate> = Mutex::new(Gate { is_wanted: false, is_closed: false });
static TURNED: Condvar = Condvar::new();
/// How long to wait for the last key to be read.
const PATIENCE: Duration = Duration::from_secs(1);

fn gate() -> MutexGuard<'static, Gate> {
    GATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While it lives, nothing is read from the terminal.
#[derive(Debug)]
pub struct Paused(());

/// Leaves the terminal's input to another program.
pub fn pause() -> Paused {
    let mut gate = gate();
    gate.is_wanted = true;
    // Whoever reads wakes for a change of the window's size, and looks at the gate.
    let _ = kill_process(getpid(), Signal::WINCH);
    drop(TURNED.wait_timeout_while(gate, PATIENCE, |gate| !gate.is_closed));
    Paused(())
}

impl Drop for Paused {
    fn drop(&mut self) {
        gate().is_wanted = false;
        TURNED.notify_all();
    }
}

/// Waits while another program has the terminal.
fn pass() {
    let mut gate = gate();
    if gate.is_wanted {
        gate.is_closed = true;
        TURNED.notify_all();
        gate = TURNED.wait_while(gate, |gate| gate.is_wanted).unwrap_or_else(PoisonError::into_inner);
        gate.is_closed = false;
    }
}

/// Reads the terminal for ever, on a thread of its own; ends when nobody listens. The window had `size` when it was asked last.
///
/// Where nothing can be read the program ends: without keys it could not be quit.
pub fn listen(events: &Sender<Event>, size: (u16, u16)) {
    let (mut clicks, mut answers) = (Clicks::default(), Answers::default());
    // Only who has begun to read is told of another size: of one before, nobody was.
    let _ = event::poll(Duration::ZERO);
    let now = terminal::size();
    if now != size {
        let _ = events.send(Event::Resize(now.0, now.1));
    }
    loop {
        pass();
        for event in next(&mut clicks, &mut answers).unwrap_or_else(|error| terminal::end(&error)) {
            if events.send(event).is_err() {
                return;
            }
        }
    }
}

/// Waits for what comes next.
fn next(clicks: &mut Clicks, answers: &mut Answers) -> io::Result<Vec<Event>> {
    let keys = if answers.is_holding() && !event::poll(background::HELD)? {
        answers.release()
    } else {
        match event::read()? {
            event::Event::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
            event::Event::Key(key) => match answers.take(key) {
                Step::Held => Vec::new(),
                Step::Keys(keys) => keys,
                Step::Answer(answer) => return Ok(answer.and_then(learn).into_iter().collect()),
            },
            other => return Ok(translate(other, clicks).into_iter().collect()),
        }
    };
    Ok(keys.into_iter().filter_map(press).map(Event::Key).collect())
}

/// What follows from an answer of the terminal's.
fn learn(answer: Answer) -> Option<Event> {
    match answer {
        Answer::Ground(ground) => Some(Event::Ground(ground)),
        // Then all is drawn anew, with pictures as such a one draws them.
        Answer::IsOldKitty(is_old) => is_old.then_some(Event::Resumed),
    }
}

/// Presses of the mouse that follow each other at once in the same place.
#[derive(Debug, Default)]
struct Clicks {
    last: Option<(Instant, (u16, u16), usize)>,
}

/// Keys with which a press follows a link.
const FOLLOWING: KeyModifiers = KeyModifiers::CONTROL.union(KeyModifiers::ALT);
/// Two presses further apart than this are two clicks, not a double one.
const AT_ONCE: Duration = Duration::from_millis(400);

impl Clicks {
    /// What a press is, from when and where the one before was.
    fn press(&mut self, now: Instant, at: (u16, u16)) -> MouseKind {
        let is_next =
            |last: &(Instant, (u16, u16), usize)| last.1 == at && now.duration_since(last.0) <= AT_ONCE;
        let count = self.last.filter(is_next).map_or(1, |(.., count)| count % 3 + 1);
        self.last = Some((now, at, count));
        match count {
            2 => MouseKind::SecondPress,
            3 => MouseKind::ThirdPress,
            _ => MouseKind::Press,
        }
    }
}

/// What the terminal sends beside keys.
fn translate(event: event::Event, clicks: &mut Clicks) -> Option<Event> {
    match event {
        event::Event::Paste(text) => Some(Event::Paste(text)),
        event::Event::Resize(columns, rows) => {
            let (columns, rows) = terminal::known((columns, rows));
            Some(Event::Resize(columns, rows))
        }
        event::Event::Mouse(mouse) => {
            let kind = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) if mouse.modifiers.intersects(FOLLOWING) => {
                    MouseKind::Follow
                }
                MouseEventKind::Down(MouseButton::Left) => {
                    clicks.press(Instant::now(), (mouse.column, mouse.row))
                }
                MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
                MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
                MouseEventKind::ScrollDown => MouseKind::WheelDown,
                MouseEventKind::ScrollUp => MouseKind::WheelUp,
                _ => return None,
            };
            Some(Event::Mouse(kind, mouse.column, mouse.row))
        }
        _ => None,
    }
}

fn press(event: KeyEvent) -> Option<Press> {
    let key = match event.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Key::BackTab,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(n) => Key::F(n),
        _ => return None,
    };
    Some(Press {
        key,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presses_at_once_and_in_one_place_are_counted_to_three() {
        let mut clicks = Clicks::default();
        let start = Instant::now();
        let mut press = |millis, at| clicks.press(start + Duration::from_millis(millis), at);
        assert_eq!(press(0, (1, 1)), MouseKind::Press);
        assert_eq!(press(300, (1, 1)), MouseKind::SecondPress);
        assert_eq!(press(600, (1, 1)), MouseKind::ThirdPress);
        assert_eq!(press(900, (1, 1)), MouseKind::Press, "and from the beginning");
        assert_eq!(press(1000, (2, 1)), MouseKind::Press, "elsewhere it is another click");
        assert_eq!(press(1500, (2, 1)), MouseKind::Press, "and so it is later on");
    }
}
