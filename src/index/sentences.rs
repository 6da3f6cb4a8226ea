//! The sentence around a place, to tell what is said there.

use std::ops::Range;

/// So many characters to either side are told at the most.
const MOST: usize = 160;
/// No sentence has more characters than this.
const LONGEST: usize = 4000;
/// What is cut short with a full stop is no longer: `Dr.`, `Inc.`, `e.g.`.
const LONGEST_SHORT: usize = 3;

/// The range of the sentence, or of what is near enough, around a range of a text; without blanks at its ends.
pub fn around(text: &str, range: &Range<usize>) -> Range<usize> {
    within(text, range, MOST)
}

/// The range of the whole sentence around a range of a text, to be quoted; without blanks at its ends.
pub fn whole(text: &str, range: &Range<usize>) -> Range<usize> {
    within(text, range, LONGEST)
}

fn within(text: &str, range: &Range<usize>, most: usize) -> Range<usize> {
    let mut start = range.start;
    let mut next = text[range.start..].chars().next();
    for (at, c) in text[..range.start].char_indices().rev().take(most) {
        if is_end(text, at, c, next) {
            break;
        }
        (start, next) = (at, Some(c));
    }
    let last = text[..range.end].char_indices().next_back().filter(|(at, _)| *at >= range.start);
    let next = text[range.end..].chars().next();
    let mut end = range.end;
    let mut rest = text[range.end..].char_indices().take(most).peekable();
    // What ends with the end of a sentence goes on no further.
    let is_done = last.is_some_and(|(at, c)| is_end(text, at, c, next));
    while let Some((at, c)) = rest.next().filter(|(_, c)| !is_done && *c != '\n') {
        end = range.end + at + c.len_utf8();
        if is_end(text, range.end + at, c, rest.peek().map(|(_, next)| *next)) {
            break;
        }
    }
    let told = &text[start..end];
    let trimmed = start + (told.len() - told.trim_start().len());
    trimmed..(start + told.trim_end().len()).max(trimmed)
}

/// Whether a sentence ends with the character at `at`, before `next`.
fn is_end(text: &str, at: usize, c: char, next: Option<char>) -> bool {
    match c {
        '\n' | '。' | '！' | '？' => true,
        '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
        // “It rains.” Then: the sentence has its quotation mark.
        '"' | '”' | '’' | '\'' | ')' | '»' if next.is_none_or(char::is_whitespace) => {
            text[..at].ends_with(['.', '!', '?', '…'])
        }
        '.' if next.is_none_or(char::is_whitespace) => {
            let word = text[..at].chars().rev().take_while(|c| c.is_alphanumeric() || *c == '.');
            let word: Vec<char> = word.take(LONGEST_SHORT + 1).collect();
            let is_capital = word.last().is_some_and(|c| c.is_uppercase());
            word.len() > LONGEST_SHORT || !(is_capital || word.contains(&'.'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_with_its_sentence() {
        for (text, word, expected) in [
            ("It rains. Mara Quill left! Why?", "Quill", "Mara Quill left!"),
            (
                "It rains. We met Dr. Quill of Acme Inc. there. Why?",
                "Quill",
                "We met Dr. Quill of Acme Inc. there.",
            ),
            ("one\ntwo Quill\nthree", "Quill", "two Quill"),
            ("下雨了。哈尔登很远。好", "哈尔登", "哈尔登很远。"),
            ("Quill", "Quill", "Quill"),
            ("He said: “Quill left.” Why?", "Quill", "He said: “Quill left.”"),
            ("“It rains.” Quill left.", "Quill", "Quill left."),
            ("v1.2 Quill", "Quill", "v1.2 Quill"),
            ("See quill.example today. So.", "example", "See quill.example today."),
            ("It rains. It pours. Why?", "pours.", "It pours."),
            ("Once. \nTwo", " \n", ""),
        ] {
            let at = text.find(word).unwrap();
            assert_eq!(&text[around(text, &(at..at + word.len()))], expected, "{text}");
        }
        let long = format!("{}Quill{}", "é ".repeat(5_000), " é".repeat(5_000));
        let at = long.find("Quill").unwrap();
        assert!(around(&long, &(at..at + 5)).len() < 1_000);
        let long = format!("Before. {}Quill{}. Why?", "é ".repeat(300), " é".repeat(300));
        let at = long.find("Quill").unwrap();
        assert_eq!(&long[whole(&long, &(at..at + 5))], &long[8..long.len() - 5], "to be quoted, all of it");
    }
}
