//! A press of a key with its modifiers, read and written as a reader would write it: `j`, `C-d`, `PgDn`.

use std::fmt;

/// A key, without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character as typed, upper case with Shift.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// The key that deletes to the left.
    Backspace,
    /// The key that deletes to the right.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key by its number.
    F(u8),
}

const NAMES: &[(Key, &str)] = &[
    (Key::Char(' '), "Space"),
    (Key::Enter, "Enter"),
    (Key::Esc, "Esc"),
    (Key::Tab, "Tab"),
    (Key::BackTab, "S-Tab"),
    (Key::Backspace, "BS"),
    (Key::Delete, "Del"),
    (Key::Up, "Up"),
    (Key::Down, "Down"),
    (Key::Left, "Left"),
    (Key::Right, "Right"),
    (Key::Home, "Home"),
    (Key::End, "End"),
    (Key::PageUp, "PgUp"),
    (Key::PageDown, "PgDn"),
];

/// A key with its modifiers; Shift is part of the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Press {
    /// The key.
    pub key: Key,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

impl Press {
    /// A key without modifiers.
    pub const fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// Reads `j`, `C-d`, `A-w`, `PgDn`, `F1`.
    pub fn parse(name: &str) -> Option<Self> {
        let (mut press, mut rest) = (Self::plain(Key::Esc), name);
        loop {
            match rest.split_at_checked(2) {
                Some(("C-", key)) if !key.is_empty() => (press.ctrl, rest) = (true, key),
                Some(("A-", key)) if !key.is_empty() => (press.alt, rest) = (true, key),
                _ => break,
            }
        }
        let mut chars = rest.chars();
        press.key = match (chars.next(), chars.as_str()) {
            (Some(c), "") => Key::Char(c),
            (Some('F'), digits) if digits.parse::<u8>().is_ok() => Key::F(digits.parse().ok()?),
            _ => NAMES.iter().find(|(_, n)| *n == rest)?.0,
        };
        Some(press)
    }

    /// The presses of a sequence such as `z a`.
    pub fn sequence(keys: &str) -> impl Iterator<Item = Self> + '_ {
        keys.split(' ').filter_map(Self::parse)
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.ctrl { "C-" } else { "" })?;
        f.write_str(if self.alt { "A-" } else { "" })?;
        match (NAMES.iter().find(|(key, _)| *key == self.key), self.key) {
            (Some((_, name)), _) => f.write_str(name),
            (None, Key::Char(c)) => write!(f, "{c}"),
            (None, Key::F(n)) => write!(f, "F{n}"),
            (None, _) => Ok(()),
        }
    }
}
