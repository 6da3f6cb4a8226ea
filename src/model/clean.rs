//! Outside text made harmless: the only way in which a file's words become part of a thread.
//!
//! A thread is written by strangers and shown in terminals, copied to clipboards, written to notes. What could act there
//! (escape sequences, controls, bidirectional overrides) or hide there (zero-width characters, tag letters, stray
//! variation selectors) is taken out here, once. Real writing stays as it is: Arabic, Hebrew, Persian with its
//! non-joiners, Thai, Hangul, emoji sequences, combining marks up to the stream-safe limit of UAX #15.
//!
//! What was taken out is remembered as [`Hidden`], so that a reader can be told of it. This module must not know who
//! shows the text: widths, colours and columns belong to `layout`.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use unicode_normalization::char::is_combining_mark;

/// Combining marks kept on one base character (UAX #15, stream-safe text format).
const MARKS_PER_BASE: usize = 30;

/// A character that was taken out, and where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Byte offset in the cleaned text.
    pub at: u32,
    /// The character itself.
    pub what: char,
}

/// A short string that is safe to show and to write anywhere as plain text: a name, a title, a URL.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clean(Box<str>);

impl Clean {
    /// `raw` made harmless, with line ends and tabs kept.
    pub fn text(raw: &str) -> Self {
        let mut out = String::with_capacity(raw.len());
        clean_onto(&mut out, 0, raw, &mut Vec::new());
        Self(out.into())
    }

    /// `raw` made harmless and put on one line: every run of white space becomes one blank, none stays at the ends.
    pub fn line(raw: &str) -> Self {
        // Nearly all ids, addresses and names are such lines already.
        if is_plain_line(raw.as_bytes()) {
            return Self(raw.into());
        }
        let text = Self::text(raw);
        if text.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace)) {
            return text;
        }
        Self(text.split_whitespace().collect::<Vec<_>>().join(" ").into())
    }

    /// `None` for a line with nothing in it.
    pub fn some_line(raw: &str) -> Option<Self> {
        Some(Self::line(raw)).filter(|line| !line.is_empty())
    }
}

impl Deref for Clean {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Clean {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Whether these are words of ASCII with one blank between them.
fn is_plain_line(bytes: &[u8]) -> bool {
    let mut before = b' ';
    for byte in bytes {
        if !(b' '..0x7f).contains(byte) || (*byte == b' ' && before == b' ') {
            return false;
        }
        before = *byte;
    }
    before != b' '
}

/// How many of the first bytes are ASCII that stays as it is.
fn plain_length(bytes: &[u8]) -> usize {
    const PIECE: usize = 32;
    let is_plain = |b: &u8| (b' '..0x7f).contains(b) || *b == b'\n' || *b == b'\t';
    // Whole pieces are looked at without an end in between, which is done many bytes at a time.
    let pieces = bytes.chunks_exact(PIECE);
    let plain =
        pieces.take_while(|piece| piece.iter().fold(true, |all, b| all & is_plain(b))).count() * PIECE;
    plain + bytes[plain..].iter().take_while(|b| is_plain(b)).count()
}

/// Letters, ideographs and punctuation that stay as they are wherever they stand, and are no combining marks.
fn is_plain_letter(c: char) -> bool {
    matches!(c,
        '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{24F}'                    // Latin
        | '\u{391}'..='\u{3FF}' | '\u{400}'..='\u{481}'               // Greek, Cyrillic
        | '\u{2010}'..='\u{2027}'                                     // dashes, quotation marks, the ellipsis
        | '\u{3001}'..='\u{3020}' | '\u{3041}'..='\u{3096}' | '\u{30A0}'..='\u{30FF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'           // ideographs, Hangul
        | '\u{FF01}'..='\u{FF5E}')
}

/// Whether a text is harmless as it is, and can be told to be at a glance.
pub(super) fn is_clean(raw: &str) -> bool {
    let mut rest = raw;
    loop {
        let mut odd = rest[plain_length(rest.as_bytes())..].chars();
        match odd.next() {
            None => return true,
            Some(c) if is_plain_letter(c) => rest = odd.as_str(),
            Some(_) => return false,
        }
    }
}

/// Appends `raw` to `out`, made harmless; `floor` is where the part begins that `raw` continues.
///
/// What is taken away is noted in `hidden`. The result is never longer than three times the input.
pub fn clean_onto(out: &mut String, floor: usize, raw: &str, hidden: &mut Vec<Hidden>) {
    let plain = plain_length(raw.as_bytes());
    out.push_str(&raw[..plain]);
    let mut cleaner = Cleaner { out, floor, hidden, marks: 0 };
    let mut rest = raw[plain..].chars();
    while let Some(c) = rest.next() {
        if is_plain_letter(c) {
            cleaner.marks = 0;
            cleaner.out.push(c);
            let plain = plain_length(rest.as_str().as_bytes());
            cleaner.out.push_str(&rest.as_str()[..plain]);
            rest = rest.as_str()[plain..].chars();
        } else if is_flag_of_tags(c, rest.as_str()) {
            cleaner.out.push(c);
            for tag in rest.by_ref() {
                cleaner.out.push(tag);
                if tag == TAG_END {
                    break;
                }
            }
        } else {
            cleaner.take(c, rest.as_str());
        }
    }
}

const TAG_END: char = '\u{E007F}';
const BLACK_FLAG: char = '\u{1F3F4}';
const JOINER: char = '\u{200D}';
const NON_JOINER: char = '\u{200C}';
const GRAPHEME_JOINER: char = '\u{34F}';

struct Cleaner<'a> {
    out: &'a mut String,
    floor: usize,
    hidden: &'a mut Vec<Hidden>,
    /// Combining marks since the last base.
    marks: usize,
}

impl Cleaner<'_> {
    /// Takes one character over, changed or not at all; `rest` is what follows it.
    fn take(&mut self, c: char, rest: &str) {
        // A grapheme joiner keeps marks apart, as in Hebrew; elsewhere it only hides.
        if c == GRAPHEME_JOINER && self.marks == 0 || matches!(c, '\u{17B4}' | '\u{17B5}') {
            return self.hide(c);
        }
        if !c.is_ascii() && is_combining_mark(c) && !is_variation_selector(c) {
            self.marks += 1;
            return if self.marks > MARKS_PER_BASE { self.hide(c) } else { self.out.push(c) };
        }
        self.marks = 0;
        match c {
            '\n' | '\t' | ' '..='~' => self.out.push(c),
            // CRLF is one line end, a lone CR is one as well.
            '\r' if rest.starts_with('\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' => self.out.push('\n'),
            JOINER if self.joins(rest) => self.out.push(c),
            NON_JOINER if self.parts_letters(rest) => self.out.push(c),
            _ if is_variation_selector(c) => {
                if self.varies(c) {
                    self.out.push(c);
                } else {
                    self.hide(c);
                }
            }
            _ if is_removed(c) => self.hide(c),
            _ if is_blank_filler(c) => {
                self.hide(c);
                self.out.push(char::REPLACEMENT_CHARACTER);
            }
            _ => self.out.push(c),
        }
    }

    fn hide(&mut self, what: char) {
        self.hidden.push(Hidden { at: self.out.len() as u32, what });
    }

    fn last(&self) -> Option<char> {
        self.out[self.floor..].chars().next_back()
    }

    /// A zero-width joiner belongs between two emoji, or after a letter (Indic, Arabic).
    fn joins(&self, rest: &str) -> bool {
        match self.last() {
            Some(c) if is_emoji(c) || is_variation_selector(c) => rest.chars().next().is_some_and(is_emoji),
            Some(c) => !c.is_ascii() && (c.is_alphabetic() || is_combining_mark(c)),
            None => false,
        }
    }

    /// A zero-width non-joiner belongs between letters (Persian, Indic).
    fn parts_letters(&self, rest: &str) -> bool {
        // What would itself be taken away parts nothing.
        let stays = |c: char| !is_variation_selector(c) && !is_removed(c) && !is_blank_filler(c);
        let lettered = |c: char| !c.is_ascii() && (c.is_alphabetic() || is_combining_mark(c)) && stays(c);
        self.last().is_some_and(lettered) && rest.chars().next().is_some_and(lettered)
    }

    /// VS15 and VS16 choose text or emoji style of any base; the others choose forms of ideographs.
    fn varies(&self, selector: char) -> bool {
        let Some(base) = self.last() else { return false };
        match selector {
            '\u{FE0E}' | '\u{FE0F}' => is_emoji(base) || matches!(base, '#' | '*' | '0'..='9'),
            _ => is_ideograph(base),
        }
    }
}

/// Whether `flag` opens a subdivision flag, 🏴 with tag letters up to the closing tag (UTS #51 ED-14a).
fn is_flag_of_tags(flag: char, rest: &str) -> bool {
    if flag != BLACK_FLAG {
        return false;
    }
    let letters = rest
        .chars()
        .take_while(|c| matches!(c, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}'))
        .take(7)
        .count();
    (3..=6).contains(&letters) && rest.chars().nth(letters) == Some(TAG_END)
}

/// Characters that act on a terminal or an editor, or that cannot be seen.
fn is_removed(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}'          // C0, DEL, C1
        | '\u{AD}' | '\u{180E}' | '\u{FEFF}'            // soft hyphen, Mongolian separator, BOM
        | '\u{200B}'..='\u{200D}'                        // zero-width, where no rule above kept it
        | '\u{202A}'..='\u{202E}'                        // embeddings and overrides
        | '\u{2060}'..='\u{2064}'                        // word joiner, invisible operators
        | '\u{2065}'..='\u{206F}'                        // isolates, deprecated format characters
        | '\u{FFF0}'..='\u{FFF8}'                        // not assigned, never to be seen
        | '\u{1BCA0}'..='\u{1BCA3}'                      // controls of shorthand
        | '\u{1D173}'..='\u{1D17A}'                      // controls of musical notation
        | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
}

/// Whether a character that was typed acts or hides wherever it stands; joiners may be about to join.
pub fn is_unfit(c: char) -> bool {
    (is_removed(c) && !matches!(c, JOINER | NON_JOINER))
        || is_blank_filler(c)
        || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters that occupy a cell and show nothing, and those that are none.
fn is_blank_filler(c: char) -> bool {
    matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}')
        || (c as u32) & 0xFFFE == 0xFFFE
        || matches!(c, '\u{FDD0}'..='\u{FDEF}')
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}')
}

/// A generous reading of "emoji": whatever may stand in a sequence with a joiner or a style selector.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{20E3}'
        | '\u{2100}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}'
        | '\u{1F000}'..='\u{1FAFF}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{1820}'..='\u{18AA}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clean(raw: &str) -> String {
        Clean::text(raw).to_string()
    }

    #[test]
    fn real_writing_is_left_alone() {
        for text in [
            "Plain text, with a tab\tand\nlines.",
            "مرحبا بالعالم، می‌خواهم", // Arabic; Persian with a non-joiner
            "שלום \u{200F}עולם",      // Hebrew with a mark
            "क्‍ष และภาษาไทย 한국어 조합 ᄒ\u{1161}\u{11AB}", // Devanagari joiner, Thai, Hangul
            "Zu\u{308}rich e\u{301}",
            "👩‍🔬 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇨🇳 ❤️ ☺︎ 1️⃣ 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            "葛\u{E0100}城",
        ] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn what_would_act_or_hide_is_taken_out() {
        for (raw, expected) in [
            ("red \u{1b}[31mtext", "red [31mtext"),
            ("title\u{1b}]0;pwn\u{7}", "title]0;pwn"),
            ("c1 \u{9b}31m", "c1 31m"),
            ("evil\u{202e}gpj.exe", "evilgpj.exe"),
            ("pay\u{200b}pal", "paypal"),
            ("a\u{200d}b\u{200c}c", "abc"),
            ("a\u{fe0f}b\u{fe00}", "ab"),
            ("tag\u{E0041}\u{E0042}", "tag"),
            ("🏴\u{E0041}\u{E007F}", "🏴"),
            ("one\r\ntwo\rthree\u{2028}four", "one\ntwo\nthree\nfour"),
            ("\u{3164}", "\u{FFFD}"),
            ("pay\u{34F}pal", "paypal"),
            ("王\u{200c}\u{fe0f}", "王"),
            ("\u{1D173}\u{1BCA0}\u{FFF0}\u{E0FFF}\u{17B4}", ""),
        ] {
            assert_eq!(clean(raw), expected, "{raw:?}");
        }
    }

    #[test]
    fn what_was_taken_out_is_remembered() {
        let (mut out, mut hidden) = (String::from("é "), Vec::new());
        clean_onto(&mut out, 0, "a\u{202e}b\u{0}", &mut hidden);
        assert_eq!(out, "é ab");
        assert_eq!(hidden, [Hidden { at: 4, what: '\u{202e}' }, Hidden { at: 5, what: '\0' }]);
    }

    #[test]
    fn marks_pile_up_only_so_far() {
        let tower = format!("e{}", "\u{301}".repeat(2_000));
        assert_eq!(clean(&tower).chars().count(), 1 + MARKS_PER_BASE);
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(&*Clean::line("  Made\r\n\tUp \u{a0} Name "), "Made Up Name");
        assert_eq!(Clean::some_line(" \u{200b}\n"), None);
    }

    #[test]
    fn no_scalar_gets_through_that_a_terminal_might_obey() {
        for c in '\0'..=char::MAX {
            let cleaned = clean(&format!("x{c}y"));
            assert!(
                !cleaned.chars().any(|c| (c.is_control() && !matches!(c, '\n' | '\t'))
                    || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')),
                "U+{:04X} gets through",
                c as u32
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_clean_at_a_glance_stays_as_it_is(raw in r"[ -~\u{a0}-\u{250}\u{300}中文…\n\r\u{7f}]{0,80}") {
            prop_assert!(!is_clean(&raw) || clean(&raw) == raw);
        }

        #[test]
        fn cleaning_twice_changes_nothing_more(raw in r"(\PC|\p{C}|[\u{200b}-\u{206f}\u{fe00}-\u{fe0f}\u{1f3f4}\u{e0061}\u{e007f}\u{301}👩]){0,40}") {
            let once = clean(&raw);
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn the_text_grows_by_no_more_than_its_replacements(raw in any::<String>()) {
            prop_assert!(clean(&raw).len() <= raw.len() * 3 + 3);
        }
    }
}
