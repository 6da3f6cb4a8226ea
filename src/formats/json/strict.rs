//! JSON as RFC 8259 has it and no more, for those who want a damaged file refused and not repaired.
//!
//! No value is made and nothing recurses: of what is open only the closing brackets are kept.

use super::{Fault, Walker};

/// Holds a text to being JSON, or JSON Lines: a document for each line that is not blank.
///
/// # Errors
/// The first place where it is not.
pub fn check(text: &str) -> Result<(), Fault> {
    let Err(fault) = document(text) else { return Ok(()) };
    let (mut start, mut are_lines) = (0, false);
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            let checked = document(line);
            // Lines they are if the first is whole by itself.
            if !are_lines && checked.is_err() {
                return Err(fault);
            }
            are_lines = true;
            checked.map_err(|fault| Fault { at: start + fault.at, ..fault })?;
        }
        start += line.len() + 1;
    }
    if are_lines { Ok(()) } else { Err(fault) }
}

/// Holds a text to being one document.
fn document(text: &str) -> Result<(), Fault> {
    let mut reader = Reader { walker: Walker::new(text), bytes: text.as_bytes() };
    let mut open: Vec<u8> = Vec::new();
    loop {
        if reader.opens(&mut open)? {
            continue;
        }
        loop {
            let next = reader.walker.peek();
            match (open.last().copied(), next) {
                (None, None) => return Ok(()),
                (None, Some(_)) => return Err(reader.fault("the end of the file")),
                (Some(close), Some(byte)) if byte == close => {
                    reader.pass(1);
                    open.pop();
                }
                (Some(close), Some(b',')) => {
                    reader.pass(1);
                    if close == b'}' {
                        reader.key()?;
                    }
                    break;
                }
                (Some(b'}'), _) => return Err(reader.fault("a comma or }")),
                (Some(_), _) => return Err(reader.fault("a comma or ]")),
            }
        }
    }
}

struct Reader<'a> {
    walker: Walker<'a>,
    bytes: &'a [u8],
}

impl Reader<'_> {
    /// Passes over a value, or steps into one that holds others; whether it did that.
    fn opens(&mut self, open: &mut Vec<u8>) -> Result<bool, Fault> {
        match self.walker.peek() {
            Some(bracket @ (b'{' | b'[')) => {
                let close = bracket + 2;
                self.pass(1);
                if self.walker.peek() == Some(close) {
                    self.pass(1);
                    return Ok(false);
                }
                open.push(close);
                if bracket == b'{' {
                    self.key()?;
                }
                return Ok(true);
            }
            Some(b'"') => self.string()?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word(b"true")?,
            Some(b'f') => self.word(b"false")?,
            Some(b'n') => self.word(b"null")?,
            _ => return Err(self.fault("a value")),
        }
        Ok(false)
    }

    fn key(&mut self) -> Result<(), Fault> {
        if self.walker.peek() != Some(b'"') {
            return Err(self.fault("a key"));
        }
        self.string()?;
        if self.walker.peek() != Some(b':') {
            return Err(self.fault("a colon"));
        }
        self.pass(1);
        Ok(())
    }

    /// A string, in which controls are escaped and surrogates stand in pairs: half of one is no character.
    fn string(&mut self) -> Result<(), Fault> {
        self.pass(1);
        loop {
            match self.here() {
                Some(b'"') => {
                    self.pass(1);
                    return Ok(());
                }
                Some(b'\\') => {
                    self.pass(1);
                    self.escape()?;
                }
                Some(0..0x20) => return Err(self.fault("an escape for a control character")),
                Some(byte) => self.pass(length(byte)),
                None => return Err(self.fault("")),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        match self.here() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.pass(1),
            Some(b'u') => {
                let unit = self.unit()?;
                if (0xD800..0xDC00).contains(&unit) {
                    let is_pair = self.rest().starts_with(br"\u");
                    if is_pair {
                        self.pass(1);
                    }
                    if !is_pair || !(0xDC00..0xE000).contains(&self.unit()?) {
                        return Err(self.fault("the other half of a surrogate pair"));
                    }
                } else if (0xDC00..0xE000).contains(&unit) {
                    return Err(self.fault("the first half of a surrogate pair"));
                }
            }
            _ => return Err(self.fault("an escape")),
        }
        Ok(())
    }

    /// The `u` of an escape with its four digits.
    fn unit(&mut self) -> Result<u32, Fault> {
        let digits = self.rest().get(1..5).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let unit = digits.and_then(|digits| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        let unit = unit.ok_or_else(|| self.fault("four hexadecimal digits"))?;
        self.pass(5);
        Ok(unit)
    }

    fn number(&mut self) -> Result<(), Fault> {
        if self.here() == Some(b'-') {
            self.pass(1);
        }
        if self.here() == Some(b'0') {
            self.pass(1);
        } else {
            self.digits()?;
        }
        if self.here() == Some(b'.') {
            self.pass(1);
            self.digits()?;
        }
        if matches!(self.here(), Some(b'e' | b'E')) {
            self.pass(1);
            if matches!(self.here(), Some(b'+' | b'-')) {
                self.pass(1);
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return Err(self.fault("a digit"));
        }
        self.pass(count);
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Fault> {
        if !self.rest().starts_with(word) {
            return Err(self.fault("a value"));
        }
        self.pass(word.len());
        Ok(())
    }

    fn here(&self) -> Option<u8> {
        self.bytes.get(self.walker.at()).copied()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.walker.at()..).unwrap_or_default()
    }

    fn pass(&mut self, count: usize) {
        self.walker.skip_to(self.walker.at() + count);
    }

    /// What should be here; that the text ends is told as that.
    fn fault(&self, expected: &'static str) -> Fault {
        let at = self.walker.at();
        Fault { at, expected: (at < self.bytes.len()).then_some(expected) }
    }
}

/// How many bytes the character has that begins with this one.
fn length(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_its_place() {
        for (text, expected) in [
            ("[1,\n  2,]", "line 2, column 5: not as JSON should be (expected a value)"),
            ("{\"é\" 1}", "line 1, column 6: not as JSON should be (expected a colon)"),
            ("{\"a\":1 \"b\":2}", "line 1, column 8: not as JSON should be (expected a comma or })"),
            (
                "[\"a\nb\"]",
                "line 1, column 4: not as JSON should be (expected an escape for a control character)",
            ),
            (
                r#"["\ud83d"]"#,
                "line 1, column 9: not as JSON should be (expected the other half of a surrogate pair)",
            ),
            ("[1] x", "line 1, column 5: not as JSON should be (expected the end of the file)"),
            ("[[1", "line 1, column 4: the file ends in the middle"),
            ("{\"a\":1}\n{\"a\":}\n", "line 2, column 6: not as JSON should be (expected a value)"),
        ] {
            let fault = check(text).unwrap_err();
            assert_eq!(format!("{}: {}", fault.place(text), fault.what()), expected, "{text}");
        }
        assert_eq!(check("{\"a\":1}\n\n[2]\r\n"), Ok(()));
    }

    #[test]
    fn depth_costs_nothing_but_a_byte() {
        let depth = 1_000_000;
        assert_eq!(check(&("[".repeat(depth) + &"]".repeat(depth))), Ok(()));
        assert!(check(&"[{\"\":".repeat(depth)).is_err());
    }
}
