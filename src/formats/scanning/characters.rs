//! Which characters may stand where in a link, a handle, a hashtag.
//!
//! ASCII is classified by one table; beyond it, the classes are those of twitter-text's regular expressions, spelled
//! in terms of Unicode's categories.

use unicode_normalization::char::is_combining_mark;

/// What may begin a handle.
pub(super) const AT_SIGNS: [char; 2] = ['@', '\u{FF20}'];
/// What may begin a hashtag.
pub(super) const HASH_SIGNS: [char; 2] = ['#', '\u{FF03}'];
/// What ends a text that was cut for display.
pub(super) const ELLIPSIS: char = '…';

/// Classes of ASCII characters; each is a bit.
pub(super) mod class {
    /// Every link and mention contains one of these; `0xEF` is the first byte of the full-width signs.
    pub(crate) const SIGN: u8 = 1;
    /// `A-Za-z0-9_`: handles.
    pub(crate) const NAME: u8 = 1 << 1;
    /// `A-Za-z0-9_-`: labels of a host name.
    pub(crate) const LABEL: u8 = 1 << 2;
    /// What a URL's path may contain.
    pub(crate) const PATH: u8 = 1 << 3;
    /// What a path may end with.
    pub(crate) const PATH_END: u8 = 1 << 4;
    /// What a query may contain.
    pub(crate) const QUERY: u8 = 1 << 5;
    /// What a query may end with.
    pub(crate) const QUERY_END: u8 = 1 << 6;
}

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    use class::{LABEL, NAME, PATH, PATH_END, QUERY, QUERY_END, SIGN};
    const SETS: [(&[u8], u8); 8] = [
        (b".@#$<\xEF", SIGN),
        (b"_", NAME | LABEL),
        (b"-", LABEL),
        (b"!*';:=+,.$/%#[]()-_~@|&", PATH),
        (b"+-=_#/", PATH_END),
        (b"!?*'@();:&=+$/%#[]-_.,~|", QUERY),
        (b"-_&=#/", QUERY_END),
        (b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", !SIGN),
    ];
    let mut table = [0; 256];
    let mut set = 0;
    while set < SETS.len() {
        let (members, bits) = SETS[set];
        let mut i = 0;
        while i < members.len() {
            table[members[i] as usize] |= bits;
            i += 1;
        }
        set += 1;
    }
    table
}

/// Whether a byte is an ASCII character of one of the classes in `bits`.
fn is(byte: u8, bits: u8) -> bool {
    CLASSES[byte as usize] & bits != 0
}

/// Whether `c` is an ASCII character of one of the classes in `bits`.
pub(super) fn is_ascii(c: char, bits: u8) -> bool {
    u8::try_from(c).is_ok_and(|byte| byte.is_ascii() && is(byte, bits))
}

/// The next byte from `at` on with which something to be found might begin, or in which it has its first dot.
pub(super) fn next_sign(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..)?.iter().position(|byte| is(*byte, class::SIGN)).map(|found| at + found)
}

/// The character before `at`.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character at `at`.
pub(super) fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// The end of the ASCII characters of the classes in `bits` that begin at `at`.
pub(super) fn end_of(bytes: &[u8], at: usize, bits: u8) -> usize {
    bytes[at..].iter().position(|byte| !is(*byte, bits)).map_or(bytes.len(), |length| at + length)
}

/// Latin letters beyond ASCII, and the marks that make such: twitter-text's `latinAccentChars`.
pub(super) fn is_accented_latin(c: char) -> bool {
    matches!(c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}'
        | '\u{253}' | '\u{254}' | '\u{256}' | '\u{257}' | '\u{259}' | '\u{25B}' | '\u{263}' | '\u{268}'
        | '\u{26F}' | '\u{272}' | '\u{289}' | '\u{28B}' | '\u{2BB}' | '\u{300}'..='\u{36F}'
        | '\u{1E00}'..='\u{1EFF}')
}

/// Letters beyond ASCII that a URL's path goes on with.
///
/// twitter-text knows the Latin and the Cyrillic ones. The other scripts here also set blanks between words, so that a
/// letter after a URL belongs to it; Thai or Chinese text runs on right behind a URL.
pub(super) fn is_path_letter(c: char) -> bool {
    let spaced = matches!(c, '\u{370}'..='\u{DFF}' | '\u{10A0}'..='\u{10FF}' | '\u{1F00}'..='\u{1FFF}');
    is_accented_latin(c) || spaced && (c.is_alphanumeric() || is_combining_mark(c))
}

/// Letters, digits and symbols beyond ASCII that a host name may contain, `☃.net` included.
pub(super) fn is_host_letter(c: char) -> bool {
    let symbol = matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}');
    symbol || !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c))
}

/// Letters and marks, in any script (Unicode's L and M).
pub(super) fn is_letter_or_mark(c: char) -> bool {
    // Alphabetic in Unicode's sense but numbers or symbols by category: Ⅷ, Ⓐ, 🅐.
    let circled = matches!(c, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}');
    c.is_ascii_alphabetic()
        || !c.is_ascii() && (c.is_alphabetic() && !c.is_numeric() && !circled || is_combining_mark(c))
}

/// Whether a hashtag may contain `c`, though perhaps not consist of it.
pub(super) fn is_hashtag_character(c: char) -> bool {
    is_letter_or_mark(c)
        || is_digit(c)
        || matches!(
            c,
            '_' | '\u{B7}'
                | '\u{5BE}'
                | '\u{5F3}'
                | '\u{5F4}'
                | '\u{F0B}'
                | '\u{F0C}'
                | '\u{200C}'
                | '\u{200D}'
                | '\u{3003}'
                | '\u{301C}'
                | '\u{309B}'
                | '\u{309C}'
                | '\u{30A0}'
                | '\u{30FB}'
                | '\u{A67E}'
                | '\u{FF5E}'
        )
}

/// Decimal digits, in any script (Unicode's Nd).
fn is_digit(c: char) -> bool {
    let code = c as u32;
    c.is_ascii_digit()
        || c.is_numeric()
            && ZEROS[..ZEROS.partition_point(|zero| *zero <= code)]
                .last()
                .is_some_and(|zero| code - zero < 10)
}

/// The digits zero beyond ASCII; the other nine of their script follow each.
const ZEROS: &[u32] = &[
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730,
    0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0,
    0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0,
    0x1E5F1, 0x1E950, 0x1FBF0,
];

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn letters_marks_and_digits_are_those_of_unicode() {
        let letters = Regex::new(r"^[\p{L}\p{M}]$").unwrap();
        let digits = Regex::new(r"^\p{Nd}$").unwrap();
        // The tables in use are of different versions of Unicode.
        let unassigned = Regex::new(r"^\p{Cn}$").unwrap();
        for c in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            let text = &*c.encode_utf8(&mut buffer);
            if unassigned.is_match(text) {
                continue;
            }
            assert_eq!(is_letter_or_mark(c), letters.is_match(text), "letter U+{:04X}", c as u32);
            assert_eq!(is_digit(c), digits.is_match(text), "digit U+{:04X}", c as u32);
        }
    }

    #[test]
    fn the_full_width_signs_begin_with_a_byte_that_is_looked_at() {
        for sign in [AT_SIGNS, HASH_SIGNS].concat() {
            assert_eq!(next_sign(format!("ab{sign}").as_bytes(), 0), Some(2));
        }
    }
}
