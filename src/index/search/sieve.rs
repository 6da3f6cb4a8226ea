//! Which files cannot hold a hit, told from their bytes without reading them as threads.
//!
//! A [`Sieve`] looks for the letters of a word one after the other, however a file spells and parts them: with marks
//! (`é`), as escapes (`\u00e9`), as entities (`&eacute;`), with markup between them (`un<b>spool</b>`, `un[spool](…)`),
//! as pieces of a JSON string each. What it lets through may well be without a hit; what it holds back is. It is wrong
//! only where the text of posts does not stand in the bytes at all, as in base64: [`formats::is_spelt_out`] knows.
//!
//! All ways of having come so far are kept at once, one bit for each number of letters found ("Shift-And"; Baeza-Yates
//! and Gonnet, 1992).
//!
//! [`formats::is_spelt_out`]: crate::formats::is_spelt_out

use super::folding::{Folding, is_clinging};

/// Fewer letters, or fewer bytes of letters such as Chinese has, are nearly everywhere.
const FEWEST: usize = 3;
/// More letters than this tell no more.
const MOST: usize = 63;
/// No name of an entity of HTML is longer, in bytes.
const LONGEST_ENTITY: usize = 32;

/// So many bytes are looked at together.
const WINDOW: usize = 32;

/// Finds out whether a file can hold a word.
#[derive(Clone, Debug)]
pub struct Sieve {
    folding: &'static Folding,
    /// The letters in their order.
    letters: Vec<char>,
    /// What each byte does that stands for itself.
    steps: Box<[Option<Step>; 256]>,
}

/// What a character does to the ways: masks of bits that it lets by, all or none where it is no letter.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    /// Those that a letter brings on.
    fitting: u64,
    /// Those that stay where they are.
    staying: u64,
    /// Those that may go on behind other markup.
    parting: u64,
    /// Those that go on here.
    returning: u64,
}

/// Of a character that changes nothing.
const STAYING: Step = Step { fitting: 0, staying: u64::MAX, parting: 0, returning: 0 };

/// How far the ways have come: bit `n` for `n + 1` letters found.
#[derive(Clone, Copy, Default)]
struct Ways {
    now: u64,
    /// Those that had come to the beginning of markup, or to the end of a string; they may go on behind any.
    parted: u64,
    /// How far they had come at any time: the last letter may be followed by others in one character.
    seen: u64,
}

impl Ways {
    #[inline]
    fn go(&mut self, step: Step) {
        // Each byte waits for the one before, so the way is short: what parts and lets return lets stay as well.
        let staying = self.now & step.staying | self.parted & step.returning;
        self.parted |= self.now & step.parting;
        self.now = (self.now << 1 | 1) & step.fitting | staying;
        self.seen |= self.now;
    }

    /// Goes on in the ways of another reading too.
    fn join(&mut self, other: Self) {
        self.now |= other.now;
        self.seen |= other.seen;
    }
}

impl Sieve {
    /// A sieve for the longest run of letters among the bases of a query; `None` where they tell too little.
    pub(super) fn new(folding: &'static Folding, bases: impl Iterator<Item = char>) -> Option<Self> {
        let bases: Vec<char> = bases.collect();
        let runs = bases.split(|base| !base.is_alphabetic());
        let letters: Vec<char> = runs.max_by_key(|run| run.len())?.iter().copied().take(MOST).collect();
        // Korean syllables may be spelt in letters.
        let is_korean = |c: &char| matches!(c, '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}');
        let bytes: usize = letters.iter().map(|c| c.len_utf8()).sum();
        if bytes < FEWEST || letters.iter().any(|c| is_korean(c) || is_clinging(*c)) {
            return None;
        }
        let mut sieve = Self { folding, letters, steps: Box::new([None; 256]) };
        for byte in (0..128_u8).filter(|byte| !matches!(byte, b'\\' | b'&' | b'%')) {
            sieve.steps[usize::from(byte)] = Some(sieve.step(char::from(byte)));
        }
        Some(sieve)
    }

    /// What an ASCII character does.
    fn step(&self, c: char) -> Step {
        match c {
            ' ' | '\t' | '0'..='9' => Step::default(),
            '<' => Step { parting: u64::MAX, ..STAYING },
            '>' | '|' => Step { returning: u64::MAX, ..STAYING },
            // Also where `[…](…)`, `[…][…]` and a piece of a string end and the next begin.
            '"' | ']' | ')' => Step { parting: u64::MAX, returning: u64::MAX, ..STAYING },
            _ if c.is_ascii_alphabetic() => {
                Step { fitting: self.fitting(self.folding.of(c).0), ..Step::default() }
            }
            // Punctuation, and what is not shown, may be taken out, or stand between letters anyway.
            _ => STAYING,
        }
    }

    fn fitting(&self, element: char) -> u64 {
        let own = self.letters.iter().enumerate().filter(|(_, letter)| **letter == element);
        own.fold(0, |bits, (n, _)| bits | 1 << n)
    }

    /// Whether a file of these bytes can hold the word.
    pub fn lets_through(&self, bytes: &[u8]) -> bool {
        self.sift(bytes, true)
    }

    fn sift(&self, bytes: &[u8], leaps: bool) -> bool {
        let found = 1 << (self.letters.len() - 1);
        let mut ways = Ways::default();
        let mut signs = Signs::new(&self.letters, 0);
        let mut at = 0;
        while at < bytes.len() {
            if leaps && ways.now == 0 && at >= 2 {
                if signs.parted != ways.parted {
                    signs = Signs::new(&self.letters, ways.parted);
                }
                let before = at;
                while bytes.get(at - 1..=at + WINDOW).is_some_and(|bytes| !signs.are_in(bytes)) {
                    at += WINDOW;
                }
                if at > before {
                    at -= usize::from(bytes[at - 1] == b'\\');

                    // What was not looked at one by one may have ended in markup.
                    let is_ended = bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b' ';
                    if !is_ended || bytes[at - 2] == b'\\' {
                        ways.now = ways.parted;
                    }
                }
            }
            let end = bytes.len().min(at + WINDOW);
            while at < end {
                ways.seen |= ways.now;
                // Most bytes are what they are.
                for byte in &bytes[at..end] {
                    let Some(step) = self.steps[usize::from(*byte)] else { break };
                    ways.go(step);
                    at += 1;
                }
                if at < end {
                    at += self.other(&mut ways, &bytes[at..]);
                }
            }
            if (ways.seen | ways.now) & found != 0 {
                return true;
            }
        }
        false
    }

    /// What does not stand for itself; how many bytes that were.
    fn other(&self, ways: &mut Ways, rest: &[u8]) -> usize {
        match rest[0] {
            b'\\' => self.escape(ways, rest),
            b'&' => self.entity(ways, rest, 1),
            b'%' => self.percent(ways, rest),
            _ => self.wide(ways, rest),
        }
    }

    /// A character that stands for itself.
    fn character(&self, ways: &mut Ways, c: char) {
        if c.is_ascii() {
            ways.go(self.steps[c as usize].unwrap_or(STAYING));
        } else if c.is_alphanumeric() {
            let (first, others) = self.folding.of(c);
            for element in std::iter::once(first).chain(others.iter().copied()) {
                if element.is_alphanumeric() {
                    ways.go(Step { fitting: self.fitting(element), ..Step::default() });
                }
            }
        }
        // Other signs and marks may be taken out, or stand between letters anyway.
    }

    /// A character beyond ASCII, or a byte that is none, which may stand for a letter or two in another encoding.
    fn wide(&self, ways: &mut Ways, rest: &[u8]) -> usize {
        let length = match rest[0] {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        let c = rest.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
        match c.and_then(|c| c.chars().next()) {
            Some(c) => self.character(ways, c),
            None => ways.now = some_letters(ways.now),
        }
        if c.is_some() { length } else { 1 }
    }

    /// `\n`, `\/`, `\u00e9`, or a backslash that is one; how many bytes that were.
    fn escape(&self, ways: &mut Ways, rest: &[u8]) -> usize {
        let Some(kind) = rest.get(1) else { return 1 };
        if *kind != b'u' {
            // Either a character that is not shown, or the letter itself.
            if kind.is_ascii_alphabetic() {
                let mut as_letter = *ways;
                self.character(&mut as_letter, char::from(*kind));
                ways.join(as_letter);
                return 2;
            }
            return 1;
        }
        let Some(unit) = hex(rest, 2, 4) else { return 1 };
        let low = || if rest.get(6..8) == Some(b"\\u") { hex(rest, 8, 4) } else { None };
        let (c, length) = match (unit, low) {
            (0xD800..=0xDBFF, low) => match low() {
                Some(low @ 0xDC00..=0xDFFF) => {
                    (char::from_u32(0x1_0000 + ((unit - 0xD800) << 10 | (low - 0xDC00))), 12)
                }
                _ => (None, 6),
            },
            _ => (char::from_u32(unit), 6),
        };
        let mut as_letters = *ways;
        for byte in &rest[1..length] {
            self.character(&mut as_letters, char::from(*byte));
        }
        let length = match c {
            Some('&') => self.entity(ways, rest, length),
            Some(c) => {
                self.character(ways, c);
                length
            }
            None => length,
        };
        ways.join(as_letters);
        length
    }

    /// `&eacute;`, whose `&` takes so many bytes, or an ampersand that is one; how many bytes that were.
    fn entity(&self, ways: &mut Ways, rest: &[u8], ampersand: usize) -> usize {
        let name = &rest[ampersand..rest.len().min(ampersand + LONGEST_ENTITY)];
        let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
        if length == 0 || name.get(length) != Some(&b';') {
            return ampersand;
        }
        let mut as_letters = *ways;
        for byte in &name[..length] {
            self.character(&mut as_letters, char::from(*byte));
        }
        let number = std::str::from_utf8(&name[..length]).ok().and_then(|name| name.strip_prefix('#'));
        let number = number.and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
        match number.and_then(char::from_u32) {
            Some(c) if !matches!(c as u32, 0x80..=0x9F) => self.character(ways, c),
            _ => {
                // `&lt;` and `&gt;` may be markup that was escaped once more.
                ways.parted |= ways.now;
                ways.now = some_letters(ways.now) | ways.parted;
            }
        }
        ways.join(as_letters);
        ampersand + length + 1
    }

    /// `%C3%A9` of an address that is shown decoded, or a sign that is one.
    fn percent(&self, ways: &mut Ways, rest: &[u8]) -> usize {
        if hex(rest, 1, 2).is_none() {
            return 1;
        }
        let mut as_letters = *ways;
        for byte in &rest[1..3] {
            self.character(&mut as_letters, char::from(*byte));
        }
        ways.now = some_letters(ways.now);
        ways.join(as_letters);
        3
    }
}

/// What a way begins or goes on with, where none is but those that go on behind markup: the small letters of ASCII; a byte
/// above it for any other, and where there is none.
struct Signs {
    /// The ways that go on behind markup.
    parted: u64,
    first: u8,
    second: u8,
    /// With what those go on; `None` where it is too much to be looked for.
    others: Option<[u8; 3]>,
}

/// No letter of ASCII.
const NO_LETTER: u8 = 0xFF;

impl Signs {
    fn new(letters: &[char], parted: u64) -> Self {
        let letter =
            |n: usize| letters.get(n).filter(|c| c.is_ascii()).map_or(NO_LETTER, |c| *c as u8 | 0x20);
        let mut others: Vec<u8> =
            (1..letters.len()).filter(|n| parted >> (n - 1) & 1 == 1).map(letter).collect();
        others.sort_unstable();
        others.dedup();
        let is_much = others.len() > 3 || letters.len() < 2;
        others.resize(3, NO_LETTER);
        let others = others.try_into().ok().filter(|_| !is_much);
        Self { parted, first: letter(0), second: letter(1), others }
    }

    /// Whether there may be any of them in the bytes between the first and the last.
    ///
    /// All of a window is looked at without an end in between, which is done many bytes at a time.
    #[expect(clippy::needless_bitwise_bool, reason = "lazy operators would be ends in between")]
    fn are_in(&self, bytes: &[u8]) -> bool {
        let Some(others) = self.others else { return true };
        let is_letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
        let looked_at = bytes.iter().zip(&bytes[1..]).zip(&bytes[2..]);
        looked_at.fold(false, |any, ((before, byte), next)| {
            let (small, next_small) = (byte | 0x20, next | 0x20);
            // Another letter, or a blank, ends what one letter began.
            let is_ended = is_letter(*next) & (next_small != self.second) | (*next == b' ');
            let begins = (small == self.first) & !is_ended;
            let is_spelt = (*byte >= 0x80) | (*byte == b'&') | (*byte == b'%');
            let is_escape = (*byte == b'\\') & (*next == b'u');
            let is_behind = !(is_letter(*byte) | (*byte == b' ')) | (*before == b'\\');
            let is_other = (next_small == others[0]) | (next_small == others[1]) | (next_small == others[2]);
            any | begins | is_spelt | is_escape | is_behind & is_other
        })
    }
}

/// Where no letter, one, or two have come that are not known.
fn some_letters(ways: u64) -> u64 {
    ways | ways << 1 | ways << 2 | 0b11
}

/// The number that so many hexadecimal digits give.
fn hex(bytes: &[u8], start: usize, digits: usize) -> Option<u32> {
    let digits = bytes.get(start..start + digits)?;
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use crate::index::search::{Case, Matcher, Query};

    fn lets_through(query: &str, text: &[u8]) -> bool {
        let query = Query { text: query.to_owned(), case: Case::Smart, ..Query::default() };
        Matcher::new(&query).unwrap().sieve().expect("letters enough").lets_through(text)
    }

    #[test]
    fn a_word_passes_however_it_is_spelt() {
        for text in [
            "at Zurich now",
            "at ZÜRICH now",
            "at Zu\u{308}rich now",
            r"at Z\u00fcrich now",
            r"at Z\\u00fcrich now",
            "at Z&uuml;rich now",
            "at Z&#252;rich, Z&#xFC;rich",
            r"at Z\u0026uuml;rich now",
            "at <b>Zu</b>rich now",
            "at Zu<span class=\"Z > z\">rich</span> now",
            r"at \u003cb\u003eZu\u003c/b\u003erich now",
            "at Zu&lt;b&gt;rich now",
            "at **Zu**rich now",
            "at [Zu](https://example.com/harbour)rich now",
            "at [Zu][1]rich now",
            "at Zu\u{200B}rich now",
            "at Zu\u{1B}rich now",
            "at ｚｕｒｉｃｈ now",
            r"at \ud835\uddf7\u0055rich zu\ud835\uddffich",
            r#"["at Zu", {"type": "bold", "text": "rich"}, " now"]"#,
            r"C:\zurich",
            "https://example.com/z%C3%BCrich",
        ] {
            assert!(lets_through("zurich", text.as_bytes()), "{text}");
        }
        assert!(lets_through("zurich", b"at Z\xFCrich now"));
        assert!(lets_through("network", br"C:\network"));
        assert!(lets_through("office hours", "the oﬃce, hours".as_bytes()));
        assert!(lets_through("strasse", "Straße".as_bytes()));
        // What ends within a character, or before others in what looks like an entity.
        assert!(lets_through("gros", "groß".as_bytes()));
        assert!(lets_through("harbour", b"Crane&harbours; ahoy"));
        assert!(lets_through("小明", "认识王小明吗".as_bytes()));
    }

    /// Bytes at random from those that a way of spelling is made of, with the letters of a word and others.
    fn spellings(seed: &mut u64) -> Vec<u8> {
        const PIECES: [&str; 30] = [
            "z", "u", "r", "i", "Z", "U", "R", "I", "n", "a", " ", "\t", "\n", "\"", "<", ">", "[", "]", "(",
            ")", ",", ":", "\\", "\\n", "\\u007a", "\\u0075", "&lt;", "%7a", "ü", "’",
        ];
        let mut next = |below: usize| {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (*seed >> 33) as usize % below
        };
        let (kinds, first, length) = (1 + next(8), next(PIECES.len()), next(120));
        let pieces: Vec<&str> = (0..kinds).map(|_| PIECES[next(PIECES.len())]).collect();
        let mut text = "x".repeat(next(80));
        for _ in 0..length {
            let piece = if next(6) == 0 { PIECES[first] } else { pieces[next(kinds)] };
            text.push_str(piece);
            if next(30) == 0 {
                text.push_str(&"x".repeat(next(70)));
            }
        }
        text.into_bytes()
    }

    #[test]
    fn what_passes_byte_by_byte_passes_in_leaps() {
        let mut passed = 0;
        let mut seed = 1;
        for word in ["zuri", "zzu", "run", "ZuRi", "zür", "iza"] {
            let query = Query { text: word.to_owned(), case: Case::Smart, ..Query::default() };
            let sieve = Matcher::new(&query).unwrap().sieve().unwrap();
            for _ in 0..20_000 {
                let text = spellings(&mut seed);
                if sieve.sift(&text, false) {
                    passed += 1;
                    assert!(sieve.lets_through(&text), "{word} in {}", String::from_utf8_lossy(&text));
                }
            }
        }
        assert!((20_000..100_000).contains(&passed), "{passed} of 120,000 tell little");
    }

    #[test]
    fn what_is_parted_passes_wherever_it_stands() {
        for gap in 0..3 * super::WINDOW {
            let x = "x".repeat(gap);
            for text in [
                format!("{x}zurich"),
                format!(r"z<{x}>\nurich"),
                format!(r#""z",{x}"\/\turich""#),
                format!("zu<{x}>,-rich"),
                format!(r"xxz{}urich", ",".repeat(gap)),
                format!(r"{x}\u007aurich"),
                format!("{x}z\u{fc}rich"),
            ] {
                assert!(lets_through("zurich", text.as_bytes()), "{text}");
            }
        }
    }

    #[test]
    fn other_words_are_held_back() {
        for text in [
            "at Zuric h, Zur1ich, zurih",
            "Zu rich",
            "rich Zu",
            "an emoji 🎉urich",
            r"\u00fcrich",
            r"z\u00f6rich",
            r#"{"text": "zuri", "in": "zurh"}"#,
            "",
        ] {
            assert!(!lets_through("zurich", text.as_bytes()), "{text}");
        }
        assert!(!lets_through("Zurich", b"at zurich now"));
        assert!(!lets_through("小红", "认识王小明吗".as_bytes()));
    }

    #[test]
    fn what_tells_too_little_has_no_sieve() {
        for text in ["no", "1768", "a b c", "서울특별시", "…"] {
            let query = Query { text: text.to_owned(), ..Query::default() };
            assert!(Matcher::new(&query).unwrap().sieve().is_none(), "{text}");
        }
        let query = Query { text: "zurich".to_owned(), regex: true, ..Query::default() };
        assert!(Matcher::new(&query).unwrap().sieve().is_none());
    }
}
