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

/// What other programs call them.
const OTHER_NAMES: &[(Key, &str)] = &[
    (Key::Enter, "Return"),
    (Key::Enter, "Ret"),
    (Key::Enter, "CR"),
    (Key::Esc, "Escape"),
    (Key::BackTab, "BackTab"),
    (Key::Backspace, "Backspace"),
    (Key::Delete, "Delete"),
    (Key::PageUp, "PageUp"),
    (Key::PageDown, "PageDown"),
    (Key::PageDown, "PgDown"),
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

    /// A key with Ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self { key: Key::Char(c), ctrl: true, alt: false }
    }

    /// Reads `j`, `C-d`, `A-w`, `PgDn`, `F1`, and the same as other programs write it: `<C-d>`, `Ctrl-d`, `M-w`, `ret`.
    pub fn parse(name: &str) -> Option<Self> {
        let bare = name.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
        let mut rest = bare.filter(|bare| !bare.is_empty()).unwrap_or(name);
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        while let Some((modifier, key)) = rest.split_once('-').filter(|(_, key)| !key.is_empty()) {
            match modifier.to_ascii_lowercase().as_str() {
                "c" | "ctrl" | "control" => ctrl = true,
                "a" | "alt" | "m" | "meta" => alt = true,
                "s" | "shift" => shift = true,
                _ => return None,
            }
            rest = key;
        }
        let key = match (key_named(rest)?, shift) {
            (Key::Char(c), true) if c.is_alphabetic() => Key::Char(c.to_uppercase().next()?),
            (Key::Tab, true) => Key::BackTab,
            // Terminals tell it of no other key.
            (_, true) => return None,
            (key, false) => key,
        };
        // Nor do they tell case and Control together.
        let key = match key {
            Key::Char(c) if ctrl => Key::Char(c.to_ascii_lowercase()),
            key => key,
        };
        Some(Self { key, ctrl, alt })
    }
}

/// The key of that name, whatever its case, or the one that types that character.
fn key_named(name: &str) -> Option<Key> {
    let mut chars = name.chars();
    if let (Some(c), "") = (chars.next(), chars.as_str()) {
        return Some(Key::Char(c));
    }
    let is_it = |known: &&(Key, &str)| known.1.eq_ignore_ascii_case(name);
    if let Some((key, _)) = NAMES.iter().chain(OTHER_NAMES).find(is_it) {
        return Some(*key);
    }
    let number = name.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=24).contains(&number).then_some(Key::F(number))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_is_read_as_other_programs_write_it_too() {
        for (written, told) in [
            ("<C-d>", "C-d"),
            ("Ctrl-d", "C-d"),
            ("C-D", "C-d"),
            ("M-w", "A-w"),
            ("A-W", "A-W"),
            ("S-j", "J"),
            ("S-Tab", "S-Tab"),
            ("backtab", "S-Tab"),
            ("ret", "Enter"),
            ("pagedown", "PgDn"),
            ("f5", "F5"),
            ("-", "-"),
            ("C--", "C--"),
            ("<", "<"),
            ("<>", "?"),
        ] {
            let press = Press::parse(written).map_or("?".to_owned(), |press| press.to_string());
            assert_eq!(press, told, "{written}");
        }
        for wrong in ["", "jj", "C-", "Hyper-x", "S-Up", "S-1", "F0", "F25", "C-enterr"] {
            assert_eq!(Press::parse(wrong), None, "{wrong}");
        }
    }
}
