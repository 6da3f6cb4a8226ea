//! A text as words that can be compared: what each is in lower case and without accents, and what stands between it and
//! the word before.
//!
//! In Chinese, Japanese and Korean every character is a word of its own, so that a name is found wherever it stands.
//! Links are passed over. Nothing here knows a name.

use std::iter::Peekable;
use std::str::CharIndices;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};

/// What stands between two words that may belong to one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing: one of the two is a character that is a word.
    Nothing,
    /// Blanks or a hyphen.
    Blank,
    /// One of these, with blanks or without: `& . ' , : / " ( !` and the dot in names of strangers, `·`.
    Sign(char),
    /// Anything else; no name goes across.
    Break,
}

/// A word and how it stands in its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// In bytes.
    pub(super) start: usize,
    /// In bytes.
    pub(super) end: usize,
    /// What it is in lower case and without accents, hashed.
    pub(super) hash: u64,
    /// What is before it.
    pub(super) gap: Gap,
    /// Whether a sentence or a line begins with it.
    pub(super) is_first: bool,
    /// Whether a line begins with it.
    pub(super) is_first_of_line: bool,
    /// How its letters are written.
    pub(super) shape: Shape,
}

/// How the letters of a word are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// It begins with a small letter, or with none that has a capital.
    Small,
    /// A capital, and a small letter somewhere.
    Capital,
    /// Nothing but capitals and digits.
    Capitals,
}

/// Multiplier of Rabin and Karp's hash, as FNV has it.
const PRIME: u64 = 0x0100_0000_01b3;
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    read_into(&mut words, text);
    words
}

/// The words of a text, in a list that had others.
pub(super) fn read_into(words: &mut Vec<Word>, text: &str) {
    words.clear();
    Reader { text, chars: text.char_indices().peekable(), words, gap: Between::new() }.read();
}

/// Whether a script writes words without blanks, so that every character may begin one.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FA}' | '\u{30FC}'..='\u{312F}'
        | '\u{3130}'..='\u{318F}' | '\u{31A0}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a character belongs to a word, wherever in it.
pub(super) fn is_in_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}' | '\u{640}')
}

/// What is seen between two words.
#[derive(Clone, Copy, Debug)]
struct Between {
    gap: Gap,
    has_blank: bool,
    ends_sentence: bool,
    ends_line: bool,
}

impl Between {
    fn new() -> Self {
        Self { gap: Gap::Nothing, has_blank: false, ends_sentence: false, ends_line: false }
    }

    fn take(&mut self, c: char) {
        let seen = match c {
            '\n' | '\u{1E}' => {
                self.ends_line = true;
                Gap::Break
            }
            ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\u{3000}' | '\t' => {
                self.has_blank = true;
                if self.gap == Gap::Nothing {
                    self.gap = Gap::Blank;
                }
                return;
            }
            // A hyphen between blanks is a dash.
            '-' | '\u{2010}'..='\u{2013}' if self.gap == Gap::Nothing => Gap::Blank,
            '&' | '(' | '!' => Gap::Sign(c),
            '.' => Gap::Sign('.'),
            ',' => Gap::Sign(','),
            ':' => Gap::Sign(':'),
            '/' => Gap::Sign('/'),
            '\'' | '’' | 'ʼ' | '‘' | '׳' => Gap::Sign('\''),
            '"' | '״' | '”' => Gap::Sign('"'),
            '·' | '・' | '•' => Gap::Sign('·'),
            _ => Gap::Break,
        };
        self.ends_sentence |=
            matches!(c, '!' | '?' | ':' | '…' | '。' | '！' | '？' | '•' | '—' | '|') || (c == '.');
        let may_sign = self.gap == Gap::Nothing || (self.gap == Gap::Blank && matches!(c, '&' | '('));
        self.gap = if may_sign { seen } else { Gap::Break };
    }

    /// After blanks only some signs still join: `Johnson & Johnson`, `J. Doe`, `Washington, D.C.`.
    fn finished(self) -> Gap {
        match self.gap {
            // The possessive of a plural, which must not join what is joined by an apostrophe alone.
            Gap::Sign('\'') if self.has_blank => Gap::Sign('´'),
            Gap::Sign('"' | '·' | '/') if self.has_blank => Gap::Break,
            gap => gap,
        }
    }
}

struct Reader<'t, 'w> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
    words: &'w mut Vec<Word>,
    gap: Between,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let mut is_chunk_start = true;
        let mut next_link = self.text.find("://");
        while let Some((at, c)) = self.chars.next() {
            if !is_in_word(c) {
                let after_dot =
                    matches!(self.words.last(), Some(word) if word.gap == Gap::Sign('.') && word.end == at);
                // `example.org/news`
                if c == '/' && after_dot && self.gap.gap == Gap::Nothing {
                    self.pass_over();
                } else {
                    self.gap.take(c);
                }
                is_chunk_start = c.is_whitespace() || (is_chunk_start && !c.is_ascii_alphanumeric());
                continue;
            }
            if is_chunk_start && self.is_link(at, &mut next_link) {
                self.pass_over();
                is_chunk_start = true;
                continue;
            }
            is_chunk_start = false;
            self.word(at, c);
        }
    }

    /// Whether an address begins at a place where one can.
    fn is_link(&self, at: usize, next_link: &mut Option<usize>) -> bool {
        while let Some(link) = *next_link
            && link < at
        {
            *next_link = self.text[link + 3..].find("://").map(|more| link + 3 + more);
        }
        // Schemes are short.
        let scheme = next_link
            .and_then(|link| self.text.get(at..link))
            .is_some_and(|scheme| scheme.len() <= 12 && scheme.bytes().all(|b| b.is_ascii_alphanumeric()));
        scheme || self.text[at..].starts_with("www.")
    }

    /// Leaves out everything up to the next blank.
    fn pass_over(&mut self) {
        self.gap.gap = Gap::Break;
        while self.chars.next_if(|(_, c)| !c.is_whitespace()).is_some() {}
    }

    /// Takes the word that begins with `c`.
    fn word(&mut self, start: usize, c: char) {
        let is_single = is_unspaced(c);
        let mut word = Spelling::new();
        word.take(c, is_single);
        let mut end = start + c.len_utf8();
        if !is_single {
            while let Some((at, c)) = self.chars.next_if(|(_, c)| is_in_word(*c) && !is_unspaced(*c)) {
                word.take(c, false);
                end = at + c.len_utf8();
            }
        }
        let is_first_word = self.words.is_empty();
        let (between, gap) = (self.gap, self.gap.finished());
        self.gap = Between::new();
        let is_first_of_line = is_first_word || between.ends_line;
        self.words.push(Word {
            start,
            end,
            hash: word.hash,
            gap: if is_first_word { Gap::Break } else { gap },
            is_first: is_first_of_line
                || between.ends_sentence && between.has_blank
                || is_ended_by(between, gap),
            is_first_of_line,
            shape: word.shape(),
        });
    }
}

/// Signs that end a sentence without a blank behind them.
fn is_ended_by(between: Between, gap: Gap) -> bool {
    between.ends_sentence && gap == Gap::Break
}

/// A word as it is read.
struct Spelling {
    hash: u64,
    begins_with_capital: bool,
    letters: usize,
    capitals: usize,
    has_case: bool,
}

impl Spelling {
    fn new() -> Self {
        Self { hash: BASIS, begins_with_capital: false, letters: 0, capitals: 0, has_case: false }
    }

    fn take(&mut self, c: char, is_single: bool) {
        let is_capital = if c.is_ascii() { c.is_ascii_uppercase() } else { c.is_uppercase() };
        self.begins_with_capital |= self.letters == 0 && is_capital;
        self.letters += 1;
        self.capitals += usize::from(is_capital || c.is_numeric());
        self.has_case |= is_capital;
        if c.is_ascii() {
            self.add(c.to_ascii_lowercase());
        } else if is_single {
            self.add(c);
        } else {
            plain(c, |c| self.add(c));
        }
    }

    fn add(&mut self, c: char) {
        self.hash = (self.hash ^ u64::from(c)).wrapping_mul(PRIME);
    }

    fn shape(&self) -> Shape {
        if self.has_case && self.capitals == self.letters {
            Shape::Capitals
        } else if self.begins_with_capital {
            Shape::Capital
        } else {
            Shape::Small
        }
    }
}

/// A letter without its accents, in lower case.
pub(super) fn plain(c: char, mut take: impl FnMut(char)) {
    decompose_compatible(c, |part| {
        let is_accent = matches!(canonical_combining_class(part), 1 | 10..=36 | 200..=240);
        if is_accent || matches!(part, '\u{200C}' | '\u{200D}' | '\u{640}' | '\u{FE00}'..='\u{FE0F}') {
            return;
        }
        match part {
            'ı' => take('i'),
            'ł' | 'Ł' => take('l'),
            'ø' | 'Ø' => take('o'),
            'đ' | 'Đ' => take('d'),
            _ => part.to_lowercase().for_each(&mut take),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&str> {
        words(text).iter().map(|word| &text[word.start..word.end]).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_single_characters() {
        for (text, expected) in [
            ("The U.S. isn't AT&T’s", &["The", "U", "S", "isn", "t", "AT", "T", "s"][..]),
            ("see https://apple.example/Apple now", &["see", "now"]),
            ("(www.apple.example) Apple", &["Apple"]),
            ("apple.example/Apple, Apple", &["apple", "example", "Apple"]),
            ("买iPhone了", &["买", "iPhone", "了"]),
            ("snake_case Łódź", &["snake_case", "Łódź"]),
            ("", &[]),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn accents_and_case_make_no_other_word() {
        let hash = |text: &str| words(text)[0].hash;
        for (a, b) in [
            ("Türkiye", "turkiye"),
            ("Łódź", "LODZ"),
            ("ＡＢＣ", "abc"),
            ("Nestle\u{301}", "nestlé"),
            ("İzmir", "izmir"),
        ] {
            assert_eq!(hash(a), hash(b), "{a} {b}");
        }
        assert_ne!(hash("ガ"), hash("カ"));
    }

    #[test]
    fn what_stands_between_is_known() {
        let gaps = |text: &str| words(text).iter().skip(1).map(|word| word.gap).collect::<Vec<_>>();
        assert_eq!(gaps("a b-c \u{a0}d"), [Gap::Blank; 3]);
        assert_eq!(gaps("a & b&c"), [Gap::Sign('&'); 2]);
        assert_eq!(gaps("U.S. J. x"), [Gap::Sign('.'); 3]);
        assert_eq!(gaps("a\nb; c - d"), [Gap::Break; 3]);
        assert_eq!(gaps("阿里"), [Gap::Nothing]);
    }
}
