//! The numbers that authors give the posts of a thread, `1/`, `2/21`, `3.`, `… (4/21)`: which bytes of a post are one.
//!
//! One number alone means nothing, since dates, fractions and lists look the same: it counts where a post near by goes on
//! with it in the same manner.

use std::ops::Range;

/// A number at an end of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Number {
    /// With the blanks beside it.
    range: Range<usize>,
    value: u32,
    /// How it is written: at which end, and the sign behind it.
    manner: (bool, char),
}

/// The largest number that counts posts.
const MOST: u32 = 9999;

/// Where a text has a number that goes on from one of those before it, the nearest first, or that one of those after it
/// goes on from.
pub fn in_series(text: &str, before: &[&str], after: &[&str]) -> Option<Range<usize>> {
    let goes_on =
        |from: &Number, to: &Number, steps: u32| from.value + steps == to.value && from.manner == to.manner;
    let own = numbers(text).find(|own| {
        (1..).zip(before).any(|(steps, text)| numbers(text).any(|number| goes_on(&number, own, steps)))
            || (1..).zip(after).any(|(steps, text)| numbers(text).any(|number| goes_on(own, &number, steps)))
    });
    own.map(|own| own.range)
}

/// What may be a number at the beginning of a text, and at its end.
fn numbers(text: &str) -> impl Iterator<Item = Number> {
    let opens = text.split_once(char::is_whitespace).and_then(|(word, rest)| {
        let (value, sign) = number(word)?;
        let end = text.len() - rest.trim_start().len();
        Some(Number { range: 0..end, value, manner: (false, sign) })
    });
    let closes = text.trim_end().rsplit_once(char::is_whitespace).and_then(|(rest, word)| {
        let (value, sign) = number(word).filter(|(_, sign)| *sign == '/')?;
        Some(Number { range: rest.trim_end().len()..text.len(), value, manner: (true, sign) })
    });
    let has_words = |number: &Number| !number.range.is_empty() && number.range.len() < text.len();
    opens.into_iter().chain(closes).filter(has_words)
}

/// A word that is a number: `1/`, `1/21`, `1/n`, `(1/21)`, `[1/21]`, `1.`, `1)`, `(1)`.
fn number(word: &str) -> Option<(u32, char)> {
    let within = |open, close| word.strip_prefix(open).and_then(|word| word.strip_suffix(close));
    let bracketed = within('(', ')').or_else(|| within('[', ']'));
    let text = bracketed.unwrap_or(word);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let number = number.parse().ok().filter(|number| *number <= MOST)?;
    let sign = match (rest, bracketed) {
        ("", Some(_)) => '(',
        ("." | ")", None) => rest.chars().next()?,
        _ => {
            let total = rest.strip_prefix('/')?;
            let is_total = total.bytes().all(|byte| byte.is_ascii_digit());
            (is_total || matches!(total, "n" | "N" | "x" | "X" | "?" | "…")).then_some('/')?
        }
    };
    Some((number, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a text without its number.
    fn without(text: &str, [before, after]: [&str; 2]) -> String {
        let mut text = text.to_owned();
        if let Some(range) = in_series(&text, &[before], &[after]) {
            text.replace_range(range, "");
        }
        text
    }

    #[test]
    fn a_number_that_its_neighbours_go_on_with_is_one() {
        assert_eq!(without("2/ It sold.", ["1/ Listen.", ""]), "It sold.");
        assert_eq!(without("1/3\n\nListen.", ["", "2/3 It sold."]), "Listen.");
        assert_eq!(without("It sold. (2/3)", ["", "Nobody knows. (3/3)"]), "It sold.");
        assert_eq!(without("3. Nobody knows.", ["2. It sold.", ""]), "Nobody knows.");
        assert_eq!(in_series("Nobody knows. 3/3", &["It sold. #deals", "Listen. 1/3"], &[]), Some(13..17));
    }

    #[test]
    fn a_number_alone_and_a_list_are_words() {
        for (text, beside) in [
            ("1/2 of it is gone.", ["It sold.", "Nobody knows."]),
            ("2. It sold.", ["2/ Listen.", "3/ Nobody knows."]),
            ("It was sold on 3/4", ["", "It was sold on 5/4 2019"]),
            ("2/", ["1/ Listen.", ""]),
            ("2/ It sold.", ["2/ It sold.", "2/ It sold."]),
            ("12345. It sold.", ["12344. It sold.", ""]),
        ] {
            assert_eq!(without(text, beside), text);
        }
    }
}
