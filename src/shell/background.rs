//! What the terminal writes on, and with how many colours: told by the environment, or asked of the terminal itself; and,
//! asked of kitty alone, whether it is too old for pictures among the text.
//!
//! The question goes out beside the first frame and nobody waits for the answer, which comes in among the keys:
//!
//! ```text
//! → ESC ] 11 ; ? BEL                   what is the background?
//! ← ESC ] 11 ; rgb:1e1e/1e1e/2e2e BEL  as keys: A-] 1 1 ; r g b : …  picked out by `Answers`
//! ```
//!
//! Only who ends the program at once waits for a moment, so that the answer is not typed into the shell.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{abilities, terminal};
use crate::app::theming::Ground;
use crate::view::theme::look::Depth;

/// When something was asked last, and how many questions have no answer yet.
static ASKED: Mutex<Option<(Instant, usize)>> = Mutex::new(None);
/// Whether the terminal said that it is a kitty without placeholders for pictures.
static IS_OLD_KITTY: AtomicBool = AtomicBool::new(false);
/// The first kitty that has them.
const PLACEHOLDERS: (u32, u32) = (0, 28);
/// How long after the question the program is not ended and an `Esc` may be the beginning of the answer.
const AWAITED: Duration = Duration::from_millis(250);
/// How long a key that may begin an answer waits for the next one, which comes at once.
pub const HELD: Duration = Duration::from_millis(30);
/// How the answers begin: the background (OSC 11), and name and version (XTVERSION).
const GROUND: &[u8] = b"\x1b]11;";
const NAME: &[u8] = b"\x1bP>|";
/// The longest answer, in bytes.
const LONGEST: usize = 64;

/// What the environment tells of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// How many colours it has.
    pub depth: Depth,
    /// Whether colours are unwanted where nobody asks for them: `NO_COLOR` (no-color.org).
    pub is_plain: bool,
    /// What it writes on, as far as that is known without asking.
    pub ground: Option<Ground>,
    /// How to ask it; `None` for a terminal that is known not to answer.
    question: Option<&'static [u8]>,
}

impl Surroundings {
    /// Asks the environment.
    pub fn of_environment() -> Self {
        Self::new(|name| std::env::var(name).unwrap_or_default())
    }

    fn new(set: impl Fn(&str) -> String) -> Self {
        let term = set("TERM");
        let is_known_not_to_answer = term.is_empty()
            || ["dumb", "linux", "vt", "ansi", "cons25", "cygwin", "eterm"]
                .iter()
                .any(|name| term.starts_with(name));
        // screen hands the question on to the terminal it is in if it is wrapped for it; tmux answers for itself.
        let is_in_screen = !set("STY").is_empty() && set("TMUX").is_empty();
        let question: &[u8] = if is_in_screen { b"\x1bP\x1b]11;?\x07\x1b\\" } else { b"\x1b]11;?\x07" };
        Self {
            depth: depth(&term, &set("COLORTERM")),
            is_plain: !set("NO_COLOR").is_empty(),
            ground: told(&set("COLORFGBG")).or((term == "linux").then_some(Ground::Dark)),
            question: (!is_known_not_to_answer).then_some(question),
        }
    }

    /// Asks the terminal what it writes on, if it may answer.
    pub fn ask(self) {
        if let Some(question) = self.question {
            put(question);
        }
    }
}

/// Asks a kitty which it is: no variable of the environment says so.
pub fn ask_kitty() {
    put(b"\x1b[>q");
}

/// Whether it said that it draws no pictures among the text.
pub fn is_old_kitty() -> bool {
    IS_OLD_KITTY.load(Relaxed)
}

fn put(question: &[u8]) {
    if terminal::put(question).is_ok_and(|is_ours| is_ours) {
        let mut asked = asked();
        let due = asked.map_or(0, |(_, due)| due);
        *asked = Some((Instant::now(), due + 1));
    }
}

/// Takes note that a question was answered.
fn settle_one() {
    let mut asked = asked();
    *asked = asked.and_then(|(at, due)| (due > 1).then(|| (at, due - 1)));
}

fn depth(term: &str, colorterm: &str) -> Depth {
    let is_any = |names: &[&str]| names.iter().any(|name| term.contains(name));
    if term == "dumb" {
        Depth::None
    } else if ["truecolor", "24bit"].contains(&colorterm)
        || is_any(&["direct", "kitty", "ghostty", "alacritty", "foot", "wezterm"])
    {
        Depth::Full
    } else if !colorterm.is_empty() || is_any(&["256"]) {
        Depth::Palette
    } else {
        Depth::Sixteen
    }
}

/// What `COLORFGBG` tells, `15;0` or `0;default;15`: the number of the background among the sixteen comes last.
fn told(colors: &str) -> Option<Ground> {
    match colors.rsplit_once(';')?.1.parse().ok()? {
        0..=6 | 8 => Some(Ground::Dark),
        7 | 9..=15 => Some(Ground::Light),
        _ => None,
    }
}

fn asked() -> std::sync::MutexGuard<'static, Option<(Instant, usize)>> {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long an answer may still take.
fn left() -> Duration {
    asked().map_or(Duration::ZERO, |(at, _)| AWAITED.saturating_sub(at.elapsed()))
}

/// Waits for an answer that is still to come, a moment at most.
pub fn settle() {
    while !left().is_zero() {
        thread::sleep(Duration::from_millis(2));
    }
}

/// What became of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// It may belong to an answer.
    Held,
    /// These are keys, in this order.
    Keys(Vec<KeyEvent>),
    /// It ended an answer, if that could be understood.
    Answer(Option<Answer>),
}

/// What the terminal answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Its background.
    Ground(Ground),
    /// Whether it is a kitty that is too old for pictures among the text.
    IsOldKitty(bool),
}

/// Picks answers out of the keys.
#[derive(Debug, Default)]
pub struct Answers {
    /// The keys that may be the beginning of one.
    held: Vec<KeyEvent>,
    /// The same as the terminal wrote them.
    bytes: Vec<u8>,
}

impl Answers {
    /// Takes a key as it comes.
    pub fn take(&mut self, key: KeyEvent) -> Step {
        let start = self.bytes.len();
        // A lone Esc is nobody's beginning but the reader's, unless an answer is due.
        let is_esc = start == 0 && key.code == KeyCode::Esc;
        if push(key, &mut self.bytes) && !(is_esc && left().is_zero()) {
            self.held.push(key);
            match progress(&self.bytes) {
                Some(false) => return Step::Held,
                Some(true) => {
                    let answer = match self.bytes.strip_prefix(NAME) {
                        Some(name) => Some(Answer::IsOldKitty(names_old_kitty(name))),
                        None => ground(&self.bytes[GROUND.len()..]).map(Answer::Ground),
                    };
                    *self = Self::default();
                    settle_one();
                    if let Some(Answer::IsOldKitty(is_old)) = answer {
                        IS_OLD_KITTY.store(is_old, Relaxed);
                    }
                    return Step::Answer(answer);
                }
                None => drop(self.held.pop()),
            }
        }
        let mut keys = self.release();
        if keys.is_empty() {
            return Step::Keys(vec![key]);
        }
        // What is no part of one answer may begin another.
        match self.take(key) {
            Step::Keys(more) => keys.extend(more),
            Step::Held | Step::Answer(_) => {}
        }
        Step::Keys(keys)
    }

    /// Whether keys are held that may be no answer after all.
    pub fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// The keys that were held.
    pub fn release(&mut self) -> Vec<KeyEvent> {
        self.bytes.clear();
        std::mem::take(&mut self.held)
    }
}

/// Adds what the terminal wrote for a key; `false` for one that is in no answer.
fn push(key: KeyEvent, bytes: &mut Vec<u8>) -> bool {
    let modifiers = key.modifiers - KeyModifiers::SHIFT;
    match key.code {
        KeyCode::Char('g') if modifiers == KeyModifiers::CONTROL => bytes.push(7),
        KeyCode::Esc if modifiers.is_empty() => bytes.push(0x1b),
        KeyCode::Char(c) if c.is_ascii() && (modifiers - KeyModifiers::ALT).is_empty() => {
            if modifiers == KeyModifiers::ALT {
                bytes.push(0x1b);
            }
            bytes.push(c as u8);
        }
        _ => return false,
    }
    true
}

/// Whether bytes are a whole answer (`true`), or the beginning of one.
fn progress(bytes: &[u8]) -> Option<bool> {
    let Some(rest) = [GROUND, NAME].into_iter().find_map(|head| bytes.strip_prefix(head)) else {
        return [GROUND, NAME].iter().any(|head| head.starts_with(bytes)).then_some(false);
    };
    let body = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b":/#().-_ ".contains(b)).count();
    match &rest[body..] {
        [] | [0x1b] if bytes.len() <= LONGEST => Some(false),
        [7] | [0x1b, b'\\'] => Some(true),
        _ => None,
    }
}

/// Whether an answer is `kitty(0.26.5)`, of a version without placeholders.
fn names_old_kitty(answer: &[u8]) -> bool {
    let name = str::from_utf8(answer).unwrap_or_default();
    name.strip_prefix("kitty(").is_some_and(|version| abilities::version(version) < PLACEHOLDERS)
}

/// The background of an answer: `rgb:1e1e/1e1e/2e2e`, one to four digits each.
fn ground(answer: &[u8]) -> Option<Ground> {
    let answer = str::from_utf8(answer).ok()?.trim_end_matches(['\u{7}', '\u{1b}', '\\']);
    let mut parts = answer.split_once(':')?.1.split('/').map(|part| {
        let most = 16_u32.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1)?;
        Some(f64::from(u32::from_str_radix(part, 16).ok()?) / f64::from(most))
    });
    let mut part = || parts.next().flatten().filter(|part| part.is_finite());
    Some(Ground::of_color([part()?, part()?, part()?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys that crossterm makes of what a terminal writes.
    fn keys(text: &str) -> Vec<KeyEvent> {
        let mut keys = Vec::new();
        let mut letters = text.chars().peekable();
        while let Some(c) = letters.next() {
            keys.push(match c {
                '\u{7}' => KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL),
                '\u{1b}' => match letters.next() {
                    Some(next) => KeyEvent::new(KeyCode::Char(next), KeyModifiers::ALT),
                    None => KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE),
                },
                c if c.is_uppercase() => KeyEvent::new(KeyCode::Char(c), KeyModifiers::SHIFT),
                c => KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
            });
        }
        keys
    }

    /// What a run of keys comes to: those that are left, and what was answered.
    fn taken(text: &str) -> (Vec<KeyEvent>, Vec<Option<Answer>>) {
        let (mut answers, mut left, mut told) = (Answers::default(), Vec::new(), Vec::new());
        for key in keys(text) {
            match answers.take(key) {
                Step::Held => {}
                Step::Keys(more) => left.extend(more),
                Step::Answer(answer) => told.push(answer),
            }
        }
        left.extend(answers.release());
        (left, told)
    }

    #[test]
    fn an_answer_is_picked_out_of_what_is_typed_and_no_key_is_lost() {
        for (answer, told) in [
            ("\u{1b}]11;rgb:1e1e/1e1e/2e2e\u{7}", Some(Answer::Ground(Ground::Dark))),
            ("\u{1b}]11;rgb:FFFF/ffff/ffff\u{1b}\\", Some(Answer::Ground(Ground::Light))),
            ("\u{1b}]11;rgba:f/f/f/f\u{7}", Some(Answer::Ground(Ground::Light))),
            ("\u{1b}P>|kitty(0.26.5)\u{1b}\\", Some(Answer::IsOldKitty(true))),
            ("\u{1b}P>|kitty(0.28.0)\u{1b}\\", Some(Answer::IsOldKitty(false))),
            ("\u{1b}P>|ghostty 1.1.3-arch\u{1b}\\", Some(Answer::IsOldKitty(false))),
            ("\u{1b}]11;black\u{7}", None),
            ("\u{1b}]11;rgb:zz/1/1\u{7}", None),
        ] {
            for (before, after) in [("", ""), ("jj/now", "q"), ("\u{1b}]", "\u{1b}"), ("\u{1b}P", "j")] {
                let expected = [keys(before), keys(after)].concat();
                let (left, answers) = taken(&format!("{before}{answer}{after}"));
                assert_eq!((left, &answers[..]), (expected, &[told][..]), "{answer:?}");
            }
        }
    }

    #[test]
    fn what_only_looks_like_an_answer_is_typed() {
        for text in ["\u{1b}]11;rgb:1", "\u{1b}]11 j", "\u{1b}]12;rgb:1/1/1\u{7}", "]11;rgb:1/1/1", "\u{1b}"]
        {
            assert_eq!(taken(text), (keys(text), Vec::new()), "{text:?}");
        }
        let endless = format!("\u{1b}]11;{}", "1".repeat(200));
        assert_eq!(taken(&endless).0.len(), keys(&endless).len());
    }

    #[test]
    fn the_environment_tells_colours_and_whom_not_to_ask() {
        let of = |set: &[(&str, &str)]| {
            Surroundings::new(|name| {
                set.iter().find(|(known, _)| *known == name).map_or("", |s| s.1).to_owned()
            })
        };
        let xterm = of(&[("TERM", "xterm-256color")]);
        assert_eq!((xterm.depth, xterm.ground, xterm.is_plain), (Depth::Palette, None, false));
        assert!(xterm.question.is_some());
        assert_eq!(of(&[("TERM", "tmux-256color"), ("COLORTERM", "truecolor")]).depth, Depth::Full);
        assert_eq!(of(&[("TERM", "xterm"), ("COLORFGBG", "0;default;15")]).ground, Some(Ground::Light));
        let console = of(&[("TERM", "linux")]);
        assert_eq!((console.depth, console.ground), (Depth::Sixteen, Some(Ground::Dark)));
        assert_eq!(console.question, None);
        assert_eq!(of(&[("TERM", "dumb")]).depth, Depth::None);
        let screen = of(&[("TERM", "screen.xterm-256color"), ("STY", "1.pts")]).question.unwrap();
        assert!(screen.starts_with(b"\x1bP"));
    }
}
