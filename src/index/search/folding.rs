//! What a character counts as when words are compared: `Ü` as `u` with a mark on it, `ﬁ` as `f` and `i`, `“` as `"`.
//!
//! Folding takes a text apart into *elements*: a base letter, then the marks on it. Elements come from the compatibility
//! decomposition (NFKD), which already knows accents, full-width forms, the lettered 𝗺𝗮𝘁𝗵 𝗮𝗹𝗽𝗵𝗮𝗯𝗲𝘁𝘀 and typographic ligatures,
//! and from the few tables below for what it leaves apart. Text itself is never rewritten; see [`super::literal`] for how
//! elements are compared.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use unicode_normalization::char::{
    canonical_combining_class, compose, decompose_compatible, is_combining_mark,
};

/// Letters that Unicode does not take apart. A stroke stands for whatever sets a letter off from its plain form.
const LETTERS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('ẞ', "SS"),
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('þ', "th"),
    ('Þ', "TH"),
    ('ø', "o\u{338}"),
    ('Ø', "O\u{338}"),
    ('ł', "l\u{337}"),
    ('Ł', "L\u{337}"),
    ('đ', "d\u{335}"),
    ('Đ', "D\u{335}"),
    ('ð', "d\u{336}"),
    ('Ð', "D\u{336}"),
    ('ħ', "h\u{335}"),
    ('Ħ', "H\u{335}"),
    ('ŧ', "t\u{335}"),
    ('Ŧ', "T\u{335}"),
    ('ı', "i\u{335}"),
];

/// Characters that take the place of one on a keyboard.
const TYPOGRAPHY: &[(char, &str)] =
    &[('\'', "‘’‚‛′‹›ʼ´＇"), ('"', "“”„‟″«»〝〞〟＂"), ('-', "‐‑‒–—―−﹘﹣－")];

/// Small capitals, which people use as a typeface, by the letters they stand for.
const SMALL_CAPITALS: (&str, &str) = ("abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ");

/// First characters of alphabets from A to Z that NFKD leaves apart: white on black, in circles and in squares.
const ALPHABETS: [char; 2] = ['\u{1F150}', '\u{1F170}'];

/// Where the characters stand that are not their own elements; the table is made when somebody waits for the first hit.
const FOLDED: [RangeInclusive<char>; 15] = [
    '\0'..='\u{33FF}',
    '\u{A600}'..='\u{ABFF}',
    '\u{F900}'..='\u{FFFF}',
    '\u{10400}'..='\u{107FF}',
    '\u{10C80}'..='\u{10DFF}',
    '\u{11080}'..='\u{119FF}',
    '\u{16100}'..='\u{1617F}',
    '\u{16D00}'..='\u{16EFF}',
    '\u{1B100}'..='\u{1B17F}',
    '\u{1CC80}'..='\u{1CCFF}',
    '\u{1D100}'..='\u{1D7FF}',
    '\u{1DF80}'..='\u{1E97F}',
    '\u{1EE00}'..='\u{1F27F}',
    '\u{1FB80}'..='\u{1FBFF}',
    '\u{2F800}'..='\u{2FA7F}',
];

/// Where the characters stand below [`LIMIT`] that belong to the one before.
const ATTACHED: [RangeInclusive<char>; 12] = [
    '\u{300}'..='\u{33FF}',
    '\u{A600}'..='\u{ABFF}',
    '\u{FB00}'..='\u{FE7F}',
    '\u{10180}'..='\u{11FFF}',
    '\u{13400}'..='\u{1347F}',
    '\u{16100}'..='\u{1617F}',
    '\u{16A80}'..='\u{16FFF}',
    '\u{1BC80}'..='\u{1BCFF}',
    '\u{1CF00}'..='\u{1CF7F}',
    '\u{1D100}'..='\u{1D2FF}',
    '\u{1DA00}'..='\u{1E97F}',
    '\u{1F380}'..='\u{1F3FF}',
];

/// Beyond this no character is made of others.
pub(super) const LIMIT: usize = 0x3_0000;

const PAGE: usize = 0x100;

/// Whether upper and lower case are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caseness {
    Kept,
    Ignored,
}

/// The elements of every character, looked up in constant time.
#[derive(Debug)]
pub(super) struct Folding {
    /// By the upper bits of a character: which page of `cells` it has; page 0 is the empty one.
    pages: Vec<u16>,
    /// By page and lower bits: 0 for a character that is its own element, else an index into `folded` plus one.
    cells: Vec<u32>,
    folded: Vec<Folded>,
    elements: Vec<char>,
}

#[derive(Debug)]
struct Folded {
    of: char,
    start: u32,
    end: u32,
}

impl Folding {
    /// The table, made on first use.
    pub(super) fn get(case: Caseness) -> &'static Self {
        static KEPT: OnceLock<Folding> = OnceLock::new();
        static IGNORED: OnceLock<Folding> = OnceLock::new();
        match case {
            Caseness::Kept => KEPT.get_or_init(|| Self::new(case)),
            Caseness::Ignored => IGNORED.get_or_init(|| Self::new(case)),
        }
    }

    fn new(case: Caseness) -> Self {
        let mut table = Self {
            pages: vec![0; LIMIT / PAGE],
            cells: vec![0; PAGE],
            folded: Vec::new(),
            elements: Vec::new(),
        };
        let (typed, mut elements) = (typed(), Vec::new());
        for c in FOLDED.into_iter().flatten() {
            elements.clear();
            take_apart(c, &typed, &mut elements);
            if case == Caseness::Ignored {
                for element in &mut elements {
                    *element = lower(*element);
                }
            }
            if *elements != [c] {
                table.add(c, &elements);
            }
        }
        table
    }

    fn add(&mut self, c: char, elements: &[char]) {
        let start = self.elements.len() as u32;
        self.elements.extend_from_slice(elements);
        self.folded.push(Folded { of: c, start, end: self.elements.len() as u32 });
        let page = &mut self.pages[c as usize / PAGE];
        if *page == 0 {
            *page = (self.cells.len() / PAGE) as u16;
            self.cells.resize(self.cells.len() + PAGE, 0);
        }
        self.cells[usize::from(*page) * PAGE + c as usize % PAGE] = self.folded.len() as u32;
    }

    /// The first element of a character, and the others.
    pub(super) fn of(&self, c: char) -> (char, &[char]) {
        let page = self.pages.get(c as usize / PAGE).map_or(0, |page| usize::from(*page));
        match self.cells[page * PAGE + c as usize % PAGE] {
            0 => (c, &[]),
            at => {
                let folded = &self.folded[at as usize - 1];
                let elements = self.elements(folded);
                (elements[0], &elements[1..])
            }
        }
    }

    /// Every character that is not its own element, with its elements.
    pub(super) fn all(&self) -> impl Iterator<Item = (char, &[char])> {
        self.folded.iter().map(|folded| (folded.of, self.elements(folded)))
    }

    fn elements(&self, folded: &Folded) -> &[char] {
        &self.elements[folded.start as usize..folded.end as usize]
    }

    /// The elements of a text, one after another.
    pub(super) fn read<'t>(&'t self, text: &'t str) -> Elements<'t> {
        Elements { folding: self, text, loaded: 0, taken: 0, next: None, others: &[] }
    }
}

/// What is typed in place of characters that set others in another style, sorted by these.
fn typed() -> Vec<(char, char)> {
    let marks = TYPOGRAPHY.iter().flat_map(|(typed, all)| all.chars().map(|c| (c, *typed)));
    let (plain, small) = SMALL_CAPITALS;
    let framed = ALPHABETS.into_iter().flat_map(|first| (first..).zip('A'..='Z'));
    let mut typed: Vec<_> = marks.chain(small.chars().zip(plain.chars())).chain(framed).collect();
    typed.sort_unstable();
    typed
}

/// Takes one character apart, without regard to case.
fn take_apart(c: char, typed: &[(char, char)], elements: &mut Vec<char>) {
    if c.is_whitespace() {
        return elements.push(' ');
    }
    if let Ok(at) = typed.binary_search_by_key(&c, |(c, _)| *c) {
        return elements.push(typed[at].1);
    }
    let letter = |part: char| LETTERS.iter().find(|(letter, _)| !part.is_ascii() && *letter == part);
    decompose_compatible(c, |part| match letter(part) {
        Some((_, parts)) => elements.extend(parts.chars()),
        None => elements.push(part),
    });
    // Spacing accents (`¨` is a blank with a mark) and single Korean letters are what they are.
    if elements[0] == ' ' || elements.iter().any(|e| is_jamo(*e)) {
        elements.clear();
        elements.push(c);
    }
}

/// Simple lower case, with both forms of the Greek sigma as one.
fn lower(c: char) -> char {
    if c == 'ς' {
        return 'σ';
    }
    let mut lower = c.to_lowercase();
    lower.next().filter(|_| lower.len() == 0).unwrap_or(c)
}

/// The letters that Korean syllables are composed of, where a text spells them one by one.
fn is_jamo(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}')
}

/// Marks that change nothing that a reader would spell: joiners, variation selectors, the Arabic elongation.
pub(super) fn is_ignored(c: char) -> bool {
    matches!(c,
        '\u{34F}' | '\u{640}' | '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{200C}' | '\u{200D}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Marks that a query may leave out: accents, strokes, Hebrew points, Arabic vowel signs, keycaps, skin tones.
///
/// The vowel signs and tones of Thai and the scripts of India are not among them, nor the voicing marks of Japanese:
/// without them it is another word.
pub(super) fn is_accent(c: char) -> bool {
    c >= '\u{300}'
        && (matches!(canonical_combining_class(c), 1 | 10..=36 | 200..=240)
            || matches!(c, '\u{20DD}'..='\u{20E4}' | '\u{1F3FB}'..='\u{1F3FF}'))
}

/// What makes another letter of the one before, so that this alone is not there.
pub(super) fn is_clinging(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11FF}' | '\u{3099}' | '\u{309A}')
}

/// Whether a character belongs to the one before it, in whatever way.
pub(super) fn is_attached(c: char) -> bool {
    is_ignored(c) || is_accent(c) || is_clinging(c) || is_combining_mark(c)
}

/// All of those below [`LIMIT`].
pub(super) fn attached() -> impl Iterator<Item = char> {
    ATTACHED.into_iter().flatten().filter(|c| is_attached(*c))
}

/// The elements of a text, and where in the text the last one taken ends.
#[derive(Clone, Debug)]
pub(super) struct Elements<'t> {
    folding: &'t Folding,
    text: &'t str,
    /// Bytes of `text` up to the end of the character that `next` and `others` come from.
    loaded: usize,
    /// Bytes up to the end of the character that the last element taken came from.
    taken: usize,
    next: Option<char>,
    others: &'t [char],
}

impl Elements<'_> {
    /// The next element, left where it is.
    pub(super) fn peek(&mut self) -> Option<char> {
        if self.next.is_none() {
            if let Some((first, rest)) = self.others.split_first() {
                (self.next, self.others) = (Some(*first), rest);
            } else if let Some(c) = self.load() {
                let (first, others) = self.folding.of(c);
                (self.next, self.others) = (Some(first), others);
            }
        }
        self.next
    }

    /// Takes the next element if it is `wanted`.
    pub(super) fn next_if(&mut self, wanted: impl FnOnce(char) -> bool) -> Option<char> {
        self.peek().filter(|e| wanted(*e)).and_then(|_| self.next())
    }

    /// The end of what was taken, a byte offset at a character boundary.
    pub(super) fn end(&self) -> usize {
        self.taken
    }

    /// The next character, Korean syllables put together.
    fn load(&mut self) -> Option<char> {
        let mut rest = self.text[self.loaded..].chars();
        let mut c = rest.next()?;
        if is_jamo(c) {
            let mut ahead = rest.clone();
            while let Some(syllable) = ahead.next().and_then(|next| compose(c, next)) {
                c = syllable;
                rest = ahead.clone();
            }
        }
        self.loaded = self.text.len() - rest.as_str().len();
        Some(c)
    }
}

impl Iterator for Elements<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        self.peek()?;
        self.taken = self.loaded;
        self.next.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(case: Caseness, text: &str) -> String {
        Folding::get(case).read(text).collect()
    }

    #[test]
    fn text_is_taken_apart_into_letters_and_marks() {
        for (text, expected) in [
            ("Zürich", "zu\u{308}rich"),
            ("ZU\u{308}RICH", "zu\u{308}rich"),
            ("ǿ", "o\u{338}\u{301}"),
            ("Straße STRAẞE", "strasse strasse"),
            ("Œuvre æther", "oeuvre aether"),
            ("oﬃce ﬂow", "office flow"),
            ("“It’s” «so» — ‑…", "\"it's\" \"so\" - -..."),
            ("ＡＢＣ　１２３！", "abc 123!"),
            ("𝗯𝗼𝗹𝗱 𝓢𝓬𝓻𝓲𝓹𝓽 🅑🅾🆇 ꜱᴍᴀʟʟ", "bold script box small"),
            ("Σίσυφος", "σι\u{301}συφοσ"),
            ("ｶﾞﾗｽ ガラス", "カ\u{3099}ラス カ\u{3099}ラス"),
            ("한국 \u{1112}\u{1161}\u{11AB}", "한국 한"),
            ("ㅋㅋ ㅠ", "ㅋㅋ ㅠ"),
            ("a\u{a0}b\tc\nd", "a b c d"),
            ("İı", "i\u{307}i\u{335}"),
            ("¨ ´", "¨ '"),
            ("東京", "東京"),
        ] {
            assert_eq!(elements(Caseness::Ignored, text), expected, "{text:?}");
        }
        assert_eq!(elements(Caseness::Kept, "Zürich 𝗕𝗼ß"), "Zu\u{308}rich Boss");
    }

    #[test]
    fn nothing_folds_and_nothing_is_attached_elsewhere() {
        let is_in = |ranges: &[RangeInclusive<char>], c| ranges.iter().any(|range| range.contains(&c));
        let (typed, mut elements) = (typed(), Vec::new());
        for c in '\0'..=char::MAX {
            elements.clear();
            take_apart(c, &typed, &mut elements);
            assert!(is_in(&FOLDED, c) || (*elements == [c] && lower(c) == c), "U+{:04X} folds", c as u32);
            assert!(
                is_in(&ATTACHED, c) || c as usize >= LIMIT || !is_attached(c),
                "U+{:04X} is attached",
                c as u32
            );
        }
    }

    #[test]
    fn what_is_composed_and_what_is_not_are_the_same() {
        use unicode_normalization::UnicodeNormalization;
        for c in ('\0'..='\u{2FA1F}').filter(|c| c.is_alphanumeric()) {
            let (composed, decomposed) = (c.to_string(), c.nfd().collect::<String>());
            assert_eq!(
                elements(Caseness::Ignored, &composed),
                elements(Caseness::Ignored, &decomposed),
                "U+{:04X}",
                c as u32
            );
        }
    }

    #[test]
    fn the_end_is_that_of_the_character_last_taken_from() {
        let mut read = Folding::get(Caseness::Ignored).read("aﬃb");
        let ends: Vec<_> = std::iter::from_fn(|| read.next().map(|_| read.end())).collect();
        assert_eq!(ends, [1, 4, 4, 4, 5]);
    }
}
