//! Cuts a text into tokens, with their places: words, numbers, links, handles, tags, marks.
//!
//! ```text
//! Biden-era  ► Biden - era        Jean-Claude ► Jean-Claude      AT&T's ► AT&T 's
//! U.S. @ana… ► U.S. @ana …        (Shell)     ► ( Shell )        $NWL   ► $NWL
//! ```
//!
//! The cuts follow those of the annotated corpora that the model has learnt from. It knows nothing of names. Every
//! byte is looked at a bounded number of times, whatever the text.

use std::ops::Range;

/// What a token is, by its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Letters of an alphabet with blanks between words, perhaps with digits, hyphens and apostrophes.
    Word,
    /// What begins with a digit.
    Number,
    /// An address, of a page or for mail.
    Link,
    /// `@name`.
    Handle,
    /// `#tag`.
    Hashtag,
    /// `$TICKER`.
    Cashtag,
    /// Punctuation, or what a possessive adds.
    Mark,
    /// Signs that are no punctuation, such as emoji.
    Sign,
    /// A run of a script that puts no blanks between words.
    Unspaced,
}

/// A token: what it is and where it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub sort: Sort,
    /// Byte of its start.
    pub start: u32,
    /// Byte after its end.
    pub end: u32,
}

impl Token {
    /// Its bytes in the text.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Abbreviations whose full stop belongs to them, in small letters.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "inc", "ltd", "co", "corp", "jr", "sr", "prof", "gen", "sen", "rep",
    "gov", "lt", "col", "sgt", "capt", "cmdr", "adm", "mt", "ft", "vs", "bros", "pte", "rev", "hon", "fr",
    "feat", "messrs", "mme", "sec", "dept", "univ", "assn", "intl", "plc", "pty", "sa", "llc",
];

/// Endings of host names that a bare `name.ending` is taken for a host by.
const HOST_ENDINGS: &[&str] = &[
    "com", "org", "net", "gov", "edu", "co", "io", "uk", "us", "tv", "ly", "fm", "me", "eu", "de", "fr",
    "ai", "app", "info", "ca", "au", "int", "mil", "xyz", "gg", "gl", "be", "example", "news", "blog", "dev",
];

/// Bytes within which a host name without a scheme ends, so that each byte is looked at a bounded number of times.
const HOST: usize = 80;

/// What may stand before a hyphen in a name although one side of it is in small letters: `al-Assad`, `Al-shabaab`.
const PARTICLES: &[&str] =
    &["al", "el", "ul", "ur", "ar", "as", "ash", "at", "az", "an", "ad", "abd", "ibn", "bin", "jay"];

/// Cuts `text` into tokens, in order, without what lies between them. `into` is emptied first.
pub fn tokenize(text: &str, into: &mut Vec<Token>) {
    into.clear();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || is_invisible(c) {
            at += c.len_utf8();
            continue;
        }
        let (sort, end) = next(text, at, c);
        into.push(Token { sort, start: at as u32, end: end as u32 });
        at = end;
    }
}

/// The token that starts with `c` at `at`: what it is and where it ends.
fn next(text: &str, at: usize, c: char) -> (Sort, usize) {
    match c {
        '@' | '＠' => handle(text, at, c),
        '#' | '＃' => tag(text, at, c),
        '$' => cashtag(text, at),
        '\'' | '’' => clitic(text, at, c),
        _ if is_unspaced(c) => (Sort::Unspaced, run(text, at, |c| is_unspaced(c) || is_mark(c))),
        _ if c.is_alphanumeric() || c == '_' => word(text, at, c),
        _ if is_sign(c) => (Sort::Sign, run(text, at, |c| is_sign(c) || is_mark(c) || is_invisible(c))),
        _ => (Sort::Mark, run(text, at, |d| d == c)),
    }
}

/// Where the run of what `belongs` ends that starts at `at`.
fn run(text: &str, at: usize, belongs: impl Fn(char) -> bool) -> usize {
    text[at..].find(|c| !belongs(c)).map_or(text.len(), |length| at + length)
}

fn handle(text: &str, at: usize, sign: char) -> (Sort, usize) {
    let name = at + sign.len_utf8();
    let mut end = run(text, name, is_name_letter);
    if end == name {
        return (Sort::Mark, name);
    }
    // `@ana.example.social`, `@ana@example.social`
    while let Some(joint @ ('.' | '-' | '@')) = text[end..].chars().next() {
        let next = run(text, end + joint.len_utf8(), is_name_letter);
        if next == end + 1 {
            break;
        }
        end = next;
    }
    (Sort::Handle, end)
}

fn tag(text: &str, at: usize, sign: char) -> (Sort, usize) {
    let name = at + sign.len_utf8();
    let end = run(text, name, |c| c.is_alphanumeric() || c == '_' || is_mark(c));
    if end == name { (Sort::Mark, name) } else { (Sort::Hashtag, end) }
}

fn cashtag(text: &str, at: usize) -> (Sort, usize) {
    let end = run(text, at + 1, |c| c.is_ascii_alphabetic());
    if end == at + 1 || end > at + 7 { (Sort::Mark, at + 1) } else { (Sort::Cashtag, end) }
}

/// What an apostrophe begins: `'s`, `'ve`, or nothing but itself.
fn clitic(text: &str, at: usize, sign: char) -> (Sort, usize) {
    let after = at + sign.len_utf8();
    match clitic_length(&text[after..]) {
        Some(length) => (Sort::Mark, after + length),
        None => (Sort::Mark, after),
    }
}

/// How many bytes of `rest` make an ending that stands after an apostrophe, if it is one and the word ends there.
fn clitic_length(rest: &str) -> Option<usize> {
    let length = rest.bytes().take(3).take_while(u8::is_ascii_alphabetic).count();
    let known =
        ["s", "m", "ve", "re", "ll", "d"].iter().any(|ending| rest[..length].eq_ignore_ascii_case(ending));
    let ends = !rest[length..].starts_with(|c: char| c.is_alphanumeric());
    (known && ends).then_some(length)
}

fn word(text: &str, start: usize, first: char) -> (Sort, usize) {
    if let Some(end) = address(text, start) {
        return (Sort::Link, end);
    }
    let sort = if first.is_numeric() { Sort::Number } else { Sort::Word };
    let mut end = run(text, start, is_word_letter);
    let mut segment = start;
    loop {
        let rest = &text[end..];
        let Some(joint) = rest.chars().next() else { break };
        let after = end + joint.len_utf8();
        let Some(next) = text[after..].chars().next().filter(|c| c.is_alphanumeric() && !is_unspaced(*c))
        else {
            break;
        };
        let segment_end = run(text, after, is_word_letter);
        let (left, right) = (&text[segment..end], &text[after..segment_end]);
        let goes_on = match joint {
            '\'' | '’' => clitic_length(&text[after..]).is_none() && !left.is_empty(),
            '-' | '‐' | '‑' => hyphen_joins(left, right),
            '&' => is_short_capitals(left) && is_short_capitals(right),
            '.' => full_stop_joins(left, right, next),
            ',' | ':' => is_digits(left) && is_digits(right),
            _ => false,
        };
        if !goes_on {
            break;
        }
        (segment, end) = (after, segment_end);
    }
    if text[end..].starts_with('@') && text[end + 1..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return (Sort::Link, run(text, end + 1, |c| is_name_letter(c) || matches!(c, '.' | '-')));
    }
    if text[end..].starts_with('.') && keeps_full_stop(text, start, end) {
        end += 1;
    }
    (sort, end)
}

/// Where the address ends that starts at `at`, if one does: with a scheme, `www.`, or a host and a path.
fn address(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let has = |prefix: &str| {
        bytes[at..].get(..prefix.len()).is_some_and(|b| b.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    if !(has("http://") || has("https://") || has("www.")) {
        let host = bytes[at..]
            .iter()
            .take(HOST)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        let host = at + host.count();
        let ending = text[at..host].rsplit_once('.').map(|(_, ending)| ending)?;
        let known = HOST_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
        if !known || !text[host..].starts_with('/') {
            return None;
        }
    }
    let end = run(text, at, |c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '“' | '”' | '…' | '»'));
    let trimmed = text[at..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’']);
    Some(at + trimmed.len())
}

/// Whether a hyphen between `left` and `right` is inside a word, rather than between a name and what is said of it.
fn hyphen_joins(left: &str, right: &str) -> bool {
    let begins =
        |text: &str| text.chars().next().map_or((false, false), |c| (c.is_uppercase(), c.is_lowercase()));
    let ((left_upper, left_lower), (right_upper, right_lower)) = (begins(left), begins(right));
    let particle = || PARTICLES.iter().any(|known| left.eq_ignore_ascii_case(known));
    if left_upper && right_lower {
        return left.chars().nth(1).is_none() || particle();
    }
    if left_lower && right_upper {
        return left.chars().nth(1).is_none() || particle();
    }
    true
}

/// Whether a full stop between `left` and `right` is inside a word: `3.5`, `U.S`, `example.org`.
fn full_stop_joins(left: &str, right: &str, next: char) -> bool {
    let single = |text: &str| {
        let mut chars = text.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    };
    (is_digits(left) && is_digits(right))
        || (single(left) && single(right))
        || (!next.is_uppercase() && HOST_ENDINGS.iter().any(|ending| right.eq_ignore_ascii_case(ending)))
}

/// Whether the full stop at `end` belongs to the word before it: `U.S.`, `J. Smith`, `Inc.`.
fn keeps_full_stop(text: &str, start: usize, end: usize) -> bool {
    let word = &text[start..end];
    let after = &text[end + 1..];
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '.') {
        return false;
    }
    if word.len() > 2 && word.split('.').all(|part| part.chars().count() == 1) {
        return true;
    }
    let mut letters = word.chars();
    if letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() {
        return after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase))
            && word != "I";
    }
    word.len() <= 6 && ABBREVIATIONS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.len() < 20 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_short_capitals(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_name_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_word_letter(c: char) -> bool {
    (c.is_alphanumeric() && !is_unspaced(c)) || c == '_' || is_mark(c)
}

/// Marks that combine with the letter before.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}'
        | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Characters that take no room and carry no meaning between tokens.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Letters of scripts that are written without blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3134f}')
}

/// Signs such as arrows, boxes and emoji.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e000}'..='\u{f8ff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use Sort::{Cashtag, Handle, Hashtag, Link, Mark, Number, Sign, Unspaced, Word};

    fn cut(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        tokens.iter().map(|token| &text[token.range()]).collect()
    }

    fn sorts(text: &str) -> Vec<(Sort, &str)> {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        tokens.iter().map(|token| (token.sort, &text[token.range()])).collect()
    }

    #[test]
    fn a_possessive_and_what_stands_before_a_hyphen_are_cut_off() {
        assert_eq!(cut("Quill's boats"), ["Quill", "'s", "boats"]);
        assert_eq!(cut("Quill’s AT&T’s"), ["Quill", "’s", "AT&T", "’s"]);
        assert_eq!(cut("the boats' crew don't"), ["the", "boats", "'", "crew", "don't"]);
        assert_eq!(cut("O'Hara I'm D’Arcy"), ["O'Hara", "I", "'m", "D’Arcy"]);
        assert_eq!(
            cut("Quill-era pro-Holm UN-led"),
            ["Quill", "-", "era", "pro", "-", "Holm", "UN", "-", "led"]
        );
        assert_eq!(
            cut("Jean-Claude al-Hamdi well-known F-16"),
            ["Jean-Claude", "al-Hamdi", "well-known", "F-16"]
        );
        assert_eq!(cut("Oslo–Bergen either/or"), ["Oslo", "–", "Bergen", "either", "/", "or"]);
    }

    #[test]
    fn a_full_stop_stays_where_it_belongs_to_the_word() {
        assert_eq!(
            cut("In the U.S. of Verdant Ltd. it ended."),
            ["In", "the", "U.S.", "of", "Verdant", "Ltd.", "it", "ended", "."]
        );
        assert_eq!(
            cut("J. Holm met Dr. Quill... at 3.5 km"),
            ["J.", "Holm", "met", "Dr.", "Quill", "...", "at", "3.5", "km"]
        );
        assert_eq!(cut("so did I. Then"), ["so", "did", "I", ".", "Then"]);
        assert_eq!(cut("no blank.Then northwind.example"), ["no", "blank", ".", "Then", "northwind.example"]);
    }

    #[test]
    fn links_handles_and_tags_are_one_token_each() {
        assert_eq!(
            sorts("RT @ana: see https://example.org/a?b=c. #Oslo $NWL $5"),
            [
                (Word, "RT"),
                (Handle, "@ana"),
                (Mark, ":"),
                (Word, "see"),
                (Link, "https://example.org/a?b=c"),
                (Mark, "."),
                (Hashtag, "#Oslo"),
                (Cashtag, "$NWL"),
                (Mark, "$"),
                (Number, "5"),
            ]
        );
        assert_eq!(
            sorts("@ana@example.social, @bo.example.org bo@example.org example.org/x"),
            [
                (Handle, "@ana@example.social"),
                (Mark, ","),
                (Handle, "@bo.example.org"),
                (Link, "bo@example.org"),
                (Link, "example.org/x"),
            ]
        );
    }

    #[test]
    fn signs_and_scripts_without_blanks_are_runs() {
        assert_eq!(
            sorts("go 🔥👍🏽! 東京で会う Müller"),
            [(Word, "go"), (Sign, "🔥👍🏽"), (Mark, "!"), (Unspaced, "東京で会う"), (Word, "Müller"),]
        );
    }

    #[test]
    fn hostile_text_is_cut_in_order_and_at_characters() {
        let long =
            ["a.B".repeat(20_000), "x-".repeat(100_000), "e\u{301}".repeat(100_000), "@.".repeat(100_000)];
        let odd = [
            "\0\0a\0",
            "\u{301}\u{301}",
            "@",
            "#",
            "$",
            "'",
            "’s",
            "a-",
            "-a",
            "a'",
            "www.",
            "http://",
            "\u{200d}",
        ];
        for text in long.iter().map(String::as_str).chain(odd) {
            let mut tokens = Vec::new();
            tokenize(text, &mut tokens);
            let mut end = 0;
            for token in &tokens {
                assert!(token.range().start >= end && token.start < token.end);
                assert!(text.get(token.range()).is_some());
                end = token.range().end;
            }
        }
    }
}
