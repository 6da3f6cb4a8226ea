//! A walk through JSON text, value by value, for documents that nest without end.
//!
//! Whoever walks keeps the stack, or none where there is nothing to come back to. A value that is passed over is read once
//! and not looked into: a fault in it is found when it is asked for, and costs what it stands in, not the rest.

use std::borrow::Cow;

use memchr::memchr2;

use super::text;

/// Why a walk cannot go on, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The byte.
    pub at: usize,
    /// What should be there; `None` where the text ends in the middle.
    pub expected: Option<&'static str>,
}

impl Fault {
    /// The place as an editor gives it: `line 3, column 17`.
    pub fn place(&self, text: &str) -> String {
        let end = (0..=self.at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        let before = &text[..end.unwrap_or(0)];
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("line {line}, column {column}")
    }

    /// What is wrong, without its place.
    pub fn what(&self) -> String {
        match self.expected {
            Some(expected) => format!("not as JSON should be (expected {expected})"),
            None => "the file ends in the middle".to_owned(),
        }
    }
}

/// A place in JSON text that goes forward only.
#[derive(Clone, Debug)]
pub struct Walker<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Walker<'a> {
    /// A walk from the beginning of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// A walk from a byte of `text` on, at which a character begins.
    pub fn new_at(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// The first byte of what comes next, after white space.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            let byte = *bytes.get(self.at)?;
            if byte > b' ' || !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Where the walk stands, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes on to a byte further on, where a character begins.
    pub fn skip_to(&mut self, at: usize) {
        debug_assert!(self.at <= at && self.text.is_char_boundary(at));
        self.at = at;
    }

    /// Steps into the object or list that comes next; `false` if none does.
    pub fn enter(&mut self, bracket: u8) -> bool {
        let is_there = self.peek() == Some(bracket);
        self.at += usize::from(is_there);
        is_there
    }

    /// The key of the next field of the object at hand, with the walk before its value; `None` after its last.
    ///
    /// # Errors
    /// When there is no key.
    #[inline]
    pub fn key(&mut self) -> Result<Option<Cow<'a, str>>, Fault> {
        let bytes = self.text.as_bytes();
        // A comma and a space at the most stand before nearly all of them.
        let between = bytes[self.at..].iter().take_while(|byte| matches!(byte, b',' | b' ')).count();
        self.at += between;
        if bytes.get(self.at) != Some(&b'"') {
            if !self.is_next(b'}')? {
                return Ok(None);
            }
            if self.peek() != Some(b'"') {
                return Err(self.fault("a key"));
            }
        }
        // Hardly any key has an escape in it.
        let start = self.at + 1;
        let stop = next_stop(bytes, start).filter(|stop| bytes[*stop] == b'"');
        if let Some(stop) = stop {
            self.at = stop + 1;
            if !self.enter(b':') {
                return Err(self.fault("a colon"));
            }
            return Ok(Some(self.text[start..stop].into()));
        }
        let raw = self.value()?;
        if !self.enter(b':') {
            return Err(self.fault("a colon"));
        }
        // Hardly any key has an escape in it.
        let plain = &raw[1..raw.len() - 1];
        if !plain.contains('\\') {
            return Ok(Some(plain.into()));
        }
        text(raw).map(Some).ok_or(Fault { at: self.at, expected: Some("a key") })
    }

    /// Whether the list at hand has a further item, with the walk before it.
    ///
    /// # Errors
    /// When the text ends.
    pub fn item(&mut self) -> Result<bool, Fault> {
        self.is_next(b']')
    }

    /// Passes over a comma, or over the closing bracket. Commas too many or too few do no harm.
    fn is_next(&mut self, close: u8) -> Result<bool, Fault> {
        while self.peek() == Some(b',') {
            self.at += 1;
        }
        match self.peek() {
            None => Err(Fault { at: self.at, expected: None }),
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(b'}' | b']') => Err(self.fault("another bracket")),
            Some(_) => Ok(true),
        }
    }

    /// Passes over one value and gives its text.
    ///
    /// # Errors
    /// When there is none, or the text ends in it.
    #[inline]
    pub fn value(&mut self) -> Result<&'a str, Fault> {
        let first = self.peek();
        let (start, bytes) = (self.at, self.text.as_bytes());
        let ended = Fault { at: bytes.len(), expected: None };
        match first {
            Some(b'"') => self.at = end_of_string(bytes, start + 1).ok_or(ended)? + 1,
            Some(b'{' | b'[') => self.at = end_of_nest(bytes, start).ok_or(ended)?,
            Some(_) => {
                let is_word = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.');
                self.at += bytes[start..].iter().take_while(is_word).count();
                if self.at == start {
                    return Err(self.fault("a value"));
                }
                // A number at the very end of a text may have been cut.
                if self.at == bytes.len() {
                    return Err(ended);
                }
            }
            None => return Err(ended),
        }
        Ok(&self.text[start..self.at])
    }

    /// The fault that what is `expected` is not there.
    pub fn fault(&self, expected: &'static str) -> Fault {
        let expected = (self.at < self.text.len()).then_some(expected);
        Fault { at: self.at, expected }
    }
}

/// Where the object or list that begins at a byte ends, with its bracket.
fn end_of_nest(json: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match STRUCTURE[usize::from(*json.get(at)?)] {
            Structure::None => {}
            Structure::Opens => depth += 1,
            Structure::Closes => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            Structure::Quotes => at = end_of_string(json, at + 1)?,
        }
        at += 1;
    }
}

/// What a byte outside of strings does.
#[derive(Clone, Copy)]
enum Structure {
    None,
    Opens,
    Closes,
    Quotes,
}

static STRUCTURE: [Structure; 256] = {
    let mut table = [Structure::None; 256];
    table[b'{' as usize] = Structure::Opens;
    table[b'[' as usize] = Structure::Opens;
    table[b'}' as usize] = Structure::Closes;
    table[b']' as usize] = Structure::Closes;
    table[b'"' as usize] = Structure::Quotes;
    table
};

/// Where the string that begins at `start` has its closing quotation mark.
#[inline]
pub(super) fn end_of_string(json: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at = next_stop(json, at)?;
        match json[at] {
            b'"' => return Some(at),
            _ => at += 2,
        }
    }
}

/// Where the next quotation mark or backslash stands.
#[inline]
fn next_stop(json: &[u8], at: usize) -> Option<usize> {
    /// So many words are looked at before a search with its own setting up pays.
    const SHORT: usize = 4;
    let rest = json.get(at..)?;
    let (words, tail) = rest.as_chunks();
    for (i, word) in words.iter().take(SHORT).enumerate() {
        let ends = ends(u64::from_le_bytes(*word));
        if ends != 0 {
            return Some(at + i * 8 + (ends.trailing_zeros() / 8) as usize);
        }
    }
    if words.len() > SHORT {
        return Some(at + SHORT * 8 + memchr2(b'"', b'\\', &rest[SHORT * 8..])?);
    }
    let found = tail.iter().position(|b| matches!(b, b'"' | b'\\'))?;
    Some(at + rest.len() - tail.len() + found)
}

/// The highest bit of the first of eight bytes that is a quotation mark or a backslash; bits above it mean nothing.
fn ends(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    zeros(word ^ u64::from_le_bytes([b'"'; 8])) | zeros(word ^ u64::from_le_bytes([b'\\'; 8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_walked_field_by_field() {
        let mut walker = Walker::new(r#" {"a" : [1, "]\"", {"b":2}] , "c\u0064": -1.5e3, "e":[7,[],]} "#);
        assert!(walker.enter(b'{'));
        assert_eq!(walker.key().unwrap().as_deref(), Some("a"));
        assert_eq!(walker.value(), Ok(r#"[1, "]\"", {"b":2}]"#));
        assert_eq!(walker.key().unwrap().as_deref(), Some("cd"));
        assert_eq!(walker.value(), Ok("-1.5e3"));
        assert_eq!(walker.key().unwrap().as_deref(), Some("e"));
        assert!(walker.enter(b'['));
        let mut items = Vec::new();
        while walker.item().unwrap() {
            items.push(walker.value().unwrap());
        }
        assert_eq!(items, ["7", "[]"]);
        assert_eq!(walker.key(), Ok(None));
        assert_eq!(walker.peek(), None);
    }

    #[test]
    fn a_text_that_ends_in_the_middle_is_told_from_a_wrong_one() {
        for json in
            ["{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":tru", "{\"a\":\"x\\", "{\"a\":[{}", "{\"a\":1,"]
        {
            let mut walker = Walker::new(json);
            walker.enter(b'{');
            let fault = walker.key().and_then(|_| walker.value()).and_then(|_| walker.key()).unwrap_err();
            assert_eq!((fault.at, fault.expected), (json.len(), None), "{json}");
        }
        for (json, expected) in
            [("{a:1}", "a key"), ("{\"a\" 1}", "a colon"), ("{\"a\":}", "a value"), ("{]", "another bracket")]
        {
            let mut walker = Walker::new(json);
            walker.enter(b'{');
            let fault = walker.key().and_then(|_| walker.value()).unwrap_err();
            assert_eq!(fault.expected, Some(expected), "{json}");
        }
    }

    #[test]
    fn a_fault_is_placed_as_in_an_editor() {
        let fault = Fault { at: 8, expected: None };
        assert_eq!(fault.place("one\nüüx"), "line 2, column 3");
    }

    #[test]
    fn depth_costs_nothing() {
        let json = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(Walker::new(&json).value(), Ok(&*json));
    }
}
