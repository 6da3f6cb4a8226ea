//! A sequence of presses, read as a reader writes it: `j`, `C-d`, `z a`.

use std::fmt;

use super::{Key, Press};

/// The longest sequence, in presses.
const LONGEST: usize = 4;

/// One press or more, with how they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    presses: Vec<Press>,
    told: String,
}

/// Why what was written is no sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing.
    Empty,
    /// This word is no key.
    Unknown(String),
    /// Terminals send the same for that and for a key with a name.
    SameAs(Press, Key),
    /// There are too many presses.
    TooLong,
}

impl Sequence {
    /// Reads presses with blanks between them.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn parse(keys: &str) -> Result<Self, Unreadable> {
        let read = |word: &str| Press::parse(word).ok_or_else(|| Unreadable::Unknown(word.to_owned()));
        let presses = keys.split_whitespace().map(read).collect::<Result<Vec<_>, _>>()?;
        if presses.is_empty() {
            return Err(Unreadable::Empty);
        }
        if presses.len() > LONGEST {
            return Err(Unreadable::TooLong);
        }
        for press in &presses {
            let same = match press.key {
                Key::Char('i') if press.ctrl => Key::Tab,
                Key::Char('m') if press.ctrl => Key::Enter,
                Key::Char('[') if press.ctrl => Key::Esc,
                _ => continue,
            };
            return Err(Unreadable::SameAs(*press, same));
        }
        let told = told(&presses);
        Ok(Self { presses, told })
    }

    /// The presses, one at least.
    pub fn presses(&self) -> &[Press] {
        &self.presses
    }

    /// How it is written.
    pub fn as_str(&self) -> &str {
        &self.told
    }

    /// Whether one of the two begins with the other, or is it.
    pub fn clashes_with(&self, other: &Self) -> bool {
        self.presses.starts_with(&other.presses) || other.presses.starts_with(&self.presses)
    }
}

/// How presses are written.
pub(super) fn told(presses: &[Press]) -> String {
    presses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a key is wanted, such as j, C-d, A-w, PgDn, F5 or z a"),
            Self::Unknown(word) => {
                write!(f, "“{word}” is no key; keys are written j, C-d, A-w, PgDn, F5, in sequence z a")
            }
            Self::SameAs(press, key) => {
                write!(f, "{press} is the same as {} to a terminal: write that", Press::plain(*key))
            }
            Self::TooLong => write!(f, "a sequence has at most {LONGEST} keys"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_told() {
        let told = |keys| Sequence::parse(keys).unwrap_err().to_string();
        assert!(told("  ").starts_with("a key is wanted"));
        assert!(told("z pagedwn").starts_with("“pagedwn” is no key"));
        assert_eq!(told("C-i"), "C-i is the same as Tab to a terminal: write that");
        assert_eq!(told("g C-["), "C-[ is the same as Esc to a terminal: write that");
        assert!(told("a b c d e").contains("at most 4"));
        assert_eq!(Sequence::parse(" z   a ").unwrap().as_str(), "z a");
    }
}
