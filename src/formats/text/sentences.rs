//! Whether a paragraph goes on with the sentence of the one before it, or only adds a link to it.
//!
//! Exports break posts apart in the middle of a sentence and put links on lines of their own. Two signs together tell:
//! the paragraph before has no end, and this one has no beginning. One sign suffices only where no sentence can end or
//! begin like that.

use super::addresses::{bare, is_web};
use super::blocks::{Lines, is_blank};

/// What is put between two pieces of one sentence: the break was the export's.
const BLANK: &str = " ";
/// What is put before a link: it stood on a line of its own, and a paragraph has no blank line in it.
const LINE_END: &str = "\n";

/// Words that a name follows, whatever stands between.
const TITLES: &[&str] =
    &["Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Sen.", "Rep.", "Gov.", "Lt.", "Col.", "Sgt.", "vs."];
/// Words in lower case that open a remark of its own.
const OPENERS: &[&str] = &["h/t", "cc", "tl;dr", "tldr", "p.s.", "ps", "via"];

/// What stands between two paragraphs that are one; `None` where they are two.
///
/// With `lower_case_tells` unset, the author begins sentences in lower case, so that this is no sign.
pub(super) fn joint(before: &str, next: &str, lower_case_tells: bool) -> Option<&'static str> {
    if is_only_links(next) {
        return Some(LINE_END);
    }
    let end = ending(before);
    let start = opening(next);
    let goes_on = match (end, start) {
        (End::Title, Start::Upper | Start::Lower)
        | (End::Open | End::Comma | End::Dash, Start::Rest)
        | (End::Comma | End::Dash, Start::Figure)
        | (End::Ellipsis, Start::Ellipsis) => true,
        (End::Comma, Start::Upper) => !is_salutation(before),
        (End::Open | End::Comma | End::Dash | End::Ellipsis | End::Initial, Start::Lower) => lower_case_tells,
        _ => false,
    };
    // A word broken at its hyphen has no blank in it.
    let is_broken_word = before.ends_with('-') && before[..before.len() - 1].ends_with(char::is_alphabetic);
    goes_on.then_some(if is_broken_word { "" } else { BLANK })
}

/// How often sentences of a text begin in lower case where nothing else tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Habit {
    paragraphs: usize,
    lower: usize,
    after_an_end: usize,
    lower_after_an_end: usize,
}

impl Habit {
    /// Takes note of a paragraph and of the one before it.
    pub(super) fn note(&mut self, before: Option<&str>, next: &str) {
        let is_lower = match opening(next) {
            Start::Lower => true,
            Start::Upper => false,
            _ => return,
        };
        self.paragraphs += 1;
        self.lower += usize::from(is_lower);
        if before.is_none_or(|before| ending(before) == End::Closed) {
            self.after_an_end += 1;
            self.lower_after_an_end += usize::from(is_lower);
        }
    }

    /// Whether a beginning in lower case tells of a torn sentence.
    ///
    /// Torn sentences can make at most every other paragraph begin so, and none that follows an end.
    pub(super) fn lower_case_tells(self) -> bool {
        self.lower * 5 <= self.paragraphs * 3 && self.lower_after_an_end * 4 <= self.after_an_end
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// A full stop, a question mark, a colon, an emoji, a link, a hashtag, a quoted line (`> …`).
    Closed,
    /// A word, a semicolon, an open bracket.
    Open,
    Comma,
    Dash,
    Ellipsis,
    /// `U.S.`, which may end a sentence or not.
    Initial,
    /// `Dr.`, which does not.
    Title,
}

fn ending(text: &str) -> End {
    let text = text.trim_end();
    let word = text.rsplit(char::is_whitespace).next().unwrap_or("");
    if is_link(word) || (word.starts_with('#') && word.len() > 1) || ends_in_quoted_line(text) {
        return End::Closed;
    }
    if TITLES.contains(&word) {
        return End::Title;
    }
    let inner = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '*', '_']);
    let is_quoted = inner.len() < text.len();
    match inner.chars().next_back() {
        Some(',' | '，' | '、') => End::Comma,
        Some('-' | '–' | '—') if !is_quoted => End::Dash,
        Some('…') => End::Ellipsis,
        Some('.') if inner.ends_with("..") => End::Ellipsis,
        Some('.') if is_initial(word) => End::Initial,
        Some(';' | '(' | '[' | '&' | '“' | '„' | '«') => End::Open,
        Some(c) if c.is_alphanumeric() || c == '%' => End::Open,
        _ => End::Closed,
    }
}

/// Whether the last line is one of somebody else's, `> …`, with or without the names of those who are answered.
fn ends_in_quoted_line(text: &str) -> bool {
    let last_line = text.rsplit(['\n', '\r']).next().unwrap_or("");
    last_line.split_whitespace().find(|word| !word.starts_with('@')).is_some_and(|word| word.starts_with('>'))
}

/// `U.S.`, `J.`, `e.g.`
fn is_initial(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    !word.is_empty() && word.split_terminator('.').all(|part| part.chars().count() == 1)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Upper,
    Lower,
    Figure,
    Ellipsis,
    /// A comma or a closing bracket, with which nothing begins.
    Rest,
    Other,
}

fn opening(text: &str) -> Start {
    let inner = text.trim_start_matches(['"', '\'', '“', '‘', '«', '(', '[', '*', '_']);
    let word = inner.split(char::is_whitespace).next().unwrap_or("");
    match inner.chars().next() {
        Some('…') => Start::Ellipsis,
        Some('.') if inner.starts_with("..") => Start::Ellipsis,
        Some(',' | ';' | ')' | '，' | '、') => Start::Rest,
        Some(c) if c.is_uppercase() => Start::Upper,
        Some(c) if c.is_lowercase() && begins_sentence_in_lower_case(word) => Start::Other,
        Some(c) if c.is_lowercase() => Start::Lower,
        Some(c) if c.is_ascii_digit() && super::numbering::before(text).is_none() => Start::Figure,
        _ => Start::Other,
    }
}

/// Links, names such as `iPhone`, and the letters of a list.
fn begins_sentence_in_lower_case(word: &str) -> bool {
    let letters = word.trim_end_matches(['.', ')', ':']);
    is_link(word)
        || OPENERS.contains(&word.trim_end_matches(':'))
        || word.chars().skip(1).any(char::is_uppercase)
        || (letters.len() < word.len()
            && letters.len() <= 3
            && letters.bytes().all(|b| b"abcdefivx".contains(&b)))
}

/// `Dear all,` stands on a line of its own, as does `First,`.
fn is_salutation(text: &str) -> bool {
    text.split_whitespace().count() <= 4
}

/// Whether most lines of a text end as sentences do, so that their ends are no wrapping.
pub(super) fn are_lines_whole(text: &str) -> bool {
    let (mut lines, mut whole) = (0, 0);
    for (_, line) in Lines::new(text).filter(|(_, line)| !is_blank(line)) {
        lines += 1;
        whole += usize::from(ending(line) == End::Closed);
    }
    lines >= 3 && whole * 10 >= lines * 6
}

/// Whether a word is a link: a URL with or without `<` and `>`, or a host with a path, as X shows it.
pub(super) fn is_link(word: &str) -> bool {
    if is_web(bare(word)) || word.starts_with("www.") {
        return true;
    }
    let Some((host, path)) = word.split_once('/') else { return false };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let has_name = host.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_lowercase()));
    !path.is_empty() && host.contains('.') && host.split('.').all(is_label) && has_name
}

/// Whether there is nothing in a paragraph but links, or a picture of Markdown.
pub(super) fn is_only_links(text: &str) -> bool {
    (text.starts_with("![") && text.ends_with(')') && !text.contains('\n'))
        || text.split_whitespace().all(is_link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_sentence_is_one() {
        for (before, next) in [
            ("money from the harbour office early on in", "its foundation."),
            ("The report says", "“that nothing happened”."),
            ("the fishmongers,", "and nobody else."),
            ("In the words of the harbour master,", "Ana Example, it was late."),
            ("They paid a sum of,", "12 crowns."),
            ("It was late …", "and dark."),
            ("It was late...", "...and dark."),
            ("written by Dr.", "Ana Example"),
            ("officials of the U.S.", "harbour office"),
            ("the boats (three of them", ") were gone"),
        ] {
            assert_eq!(joint(before, next, true), Some(" "), "{before} | {next}");
        }
        assert_eq!(joint("the well-", "known boat", true), Some(""));
    }

    #[test]
    fn a_whole_sentence_is_none_of_the_next() {
        for (before, next) in [
            ("The boats were gone.", "Nobody saw them."),
            ("said officials", "Ana writes, it was late."),
            ("The boats were gone.", "nobody saw them."),
            ("What we know:", "the boats were gone."),
            ("Look at this 👇", "the boats were gone."),
            ("Look at this https://example.org/x", "the boats were gone."),
            ("Fish is dear #fish", "and so is bread"),
            ("@ana\n> fish is dear", "and so is bread"),
            ("@ana @other > fish is dear", "and so is bread"),
            ("Dear all,", "This is about fish."),
            ("And then…", "Nothing."),
            ("He said one thing –", "Nobody listened."),
            ("Fish and boats", "iPhones too"),
            ("three of them", "- first"),
            ("three of them", "a) first"),
            ("in the paper", "via @example"),
            ("three boats", "2. Fish"),
            ("three boats", "@example has more"),
            ("U.S.", "Harbours"),
        ] {
            assert_eq!(joint(before, next, true), None, "{before} | {next}");
        }
        assert_eq!(joint("so they say", "and more", false), None);
    }

    #[test]
    fn a_link_belongs_to_what_it_follows() {
        for link in
            ["<https://t.co/abc>", "https://example.org/a https://example.org/b", "pic.twitter.com/abc"]
        {
            assert_eq!(joint("We saw this:", link, true), Some("\n"));
        }
        for text in ["see https://example.org", "and/or", "9/11", "e.g./i.e."] {
            assert!(!is_only_links(text), "{text}");
        }
    }

    #[test]
    fn who_never_writes_capitals_tears_no_sentence() {
        let habit = |paragraphs: &[&str]| {
            let mut habit = Habit::default();
            let mut before = None;
            for paragraph in paragraphs {
                habit.note(before, paragraph);
                before = Some(*paragraph);
            }
            habit.lower_case_tells()
        };
        assert!(habit(&["Fish early on in", "its life.", "Boats."]));
        assert!(habit(&["Fish early on in", "its life.", "Boats lie in", "their harbour."]));
        assert!(!habit(&["fish is dear", "boats are gone", "so it goes"]));
        assert!(!habit(&["fish is dear.", "boats are gone.", "So it goes."]));
    }
}
