//! Text on its way out: to a clipboard, a file of the reader's, or a program.
//!
//! What it is made of is clean already, and each form escapes for its own reader. This is the last door all of it goes
//! through, so that a form to come cannot open another.

use std::ops::Deref;

use super::SEPARATOR;

/// A text in which nothing acts on what it is pasted into, whatever it was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outgoing(String);

impl Outgoing {
    /// `text`, without what acts in it; most has nothing of that kind.
    pub fn new(mut text: String) -> Self {
        if text.contains(acts) {
            text.retain(|c| !acts(c));
        }
        Self(text)
    }
}

impl Deref for Outgoing {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<Outgoing> for String {
    fn from(text: Outgoing) -> Self {
        text.0
    }
}

/// Controls, and what turns the order of letters. Blanks of no width stay: Org parts signs with them.
fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || c == SEPARATOR
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_act_where_it_is_pasted_does_not_go_out() {
        for (text, expected) in [
            ("one\n\ttwo\u{200B} می‌خواهم 👩‍🔬", "one\n\ttwo\u{200B} می‌خواهم 👩‍🔬"),
            ("a\u{1b}[201~b\u{3}\r\n", "a[201~b\n"),
            ("\u{9b}31m\u{202e}gpj\u{2066}\u{feff}\0", "31mgpj"),
        ] {
            assert_eq!(&*Outgoing::new(text.to_owned()), expected);
        }
    }
}
