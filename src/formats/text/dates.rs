//! Dates as platforms and unrolling services print them, on lines of their own.
//!
//! `9:26 AM · Mar 14, 2024`, `14 Mar 2024`, `Mar 14, 2024 • 12 tweets • 3 min read`, `2024-03-14`. A page shows times in the
//! zone of whoever saved it, so without a zone only the day is taken; without a year, nothing is.

use crate::model::{Precision, Time};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// What a page counts beside a date: how long the thread is, how often it was seen.
const COUNTED: &[&str] = &["tweet", "tweets", "post", "posts", "min", "mins", "view", "views"];
/// Other words beside a date.
const BESIDE: &[&str] = &["at", "on", "read", "unrolled", "posted", "published", "last", "edited", "date"];

/// A line that is nothing but a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) struct DateLine {
    /// The day at least; `None` where the line leaves the year open.
    pub(in crate::formats) time: Option<Time>,
}

/// The date that a line is.
pub(in crate::formats) fn date_line(line: &str) -> Option<DateLine> {
    if line.len() > 80 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(time) = Time::parse(line).filter(|time| time.precision() >= Precision::Day) {
        return Some(DateLine { time: Some(time) });
    }
    let mut seen = Seen::default();
    let mut words = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '·' | '•' | '|'))
        .filter(|word| !matches!(*word, "" | "-" | "–" | "—"))
        .peekable();
    while let Some(word) = words.next() {
        let next = words.peek().map(|word| word.to_lowercase());
        seen.take(&word.to_lowercase(), next.as_deref().unwrap_or(""))?;
    }
    seen.is_date().then(|| DateLine { time: seen.time() })
}

/// The parts of a date met so far.
#[derive(Default)]
struct Seen {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Hour and minute.
    clock: Option<(u32, u32)>,
    afternoon: Option<bool>,
    utc: bool,
}

impl Seen {
    /// Takes one word of a line in; `None` if it belongs to no date.
    fn take(&mut self, word: &str, next: &str) -> Option<()> {
        let plain = word.trim_end_matches(['.', ':']);
        if let Some(month) = month(plain) {
            return self.month.replace(month).is_none().then_some(());
        }
        let is_counted = COUNTED.contains(&next) && plain.starts_with(|c: char| c.is_ascii_digit());
        match plain {
            _ if is_counted => {}
            "am" | "a.m" => self.afternoon = Some(false),
            "pm" | "p.m" => self.afternoon = Some(true),
            "utc" | "gmt" | "z" => self.utc = true,
            _ if COUNTED.contains(&plain)
                || BESIDE.contains(&plain)
                || DAYS.iter().any(|day| is_short_for(plain, day)) => {}
            _ if word.contains(':') => self.take_clock(plain)?,
            _ if plain.contains(['-', '/', '.']) => self.take_figures(plain)?,
            _ => self.take_number(plain)?,
        }
        Some(())
    }

    fn take_clock(&mut self, word: &str) -> Option<()> {
        let word = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
            (Some(rest), _) => {
                self.afternoon = Some(false);
                rest
            }
            (_, Some(rest)) => {
                self.afternoon = Some(true);
                rest
            }
            _ => word,
        };
        let mut parts = word.split(':').map(|part| part.parse::<u32>().ok());
        let (hour, minute) = (parts.next()??, parts.next()??);
        let rest_is_fine = parts.all(|part| part.is_some_and(|second| second < 61));
        (hour < 24 && minute < 60 && rest_is_fine).then(|| self.clock = Some((hour, minute)))
    }

    /// `2024-03-14`, `14.03.2024`; `14/03/2024` only where it can be read in one way.
    fn take_figures(&mut self, word: &str) -> Option<()> {
        let sign = word.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
        let parts: Vec<u32> = word.split(sign).map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let &[a, b, c] = parts.as_slice() else { return None };
        let (year, month, day) = match sign {
            _ if is_year(a) => (a, b, c),
            '.' => (c, b, a),
            _ if a > 12 => (c, b, a),
            _ if b > 12 => (c, a, b),
            _ => (0, a, b),
        };
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(is_year(year) || is_year(c)) {
            return None;
        }
        self.year = Some(year).filter(|year| is_year(*year));
        (self.month, self.day) = (Some(month), Some(day));
        Some(())
    }

    /// A day or a year.
    fn take_number(&mut self, word: &str) -> Option<()> {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let number = digits.parse().ok()?;
        let is_ordinal = matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th");
        if is_year(number) && self.year.is_none() && digits == word {
            self.year = Some(number);
        } else if (1..=31).contains(&number) && self.day.is_none() && (digits == word || is_ordinal) {
            self.day = Some(number);
        } else {
            return None;
        }
        Some(())
    }

    fn is_date(&self) -> bool {
        self.month.is_some() && self.day.is_some()
    }

    fn time(&self) -> Option<Time> {
        let date = format!("{:04}-{:02}-{:02}", self.year?, self.month?, self.day?);
        let Some((hour, minute)) = self.clock.filter(|_| self.utc) else { return Time::parse(&date) };
        let hour = match self.afternoon {
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
            None => hour,
        };
        let time = Time::parse(&format!("{date}T{hour:02}:{minute:02}:00Z"))?;
        Some(time.with_precision(Precision::Minute))
    }
}

fn is_year(number: u32) -> bool {
    (1990..2100).contains(&number)
}

fn month(word: &str) -> Option<u32> {
    MONTHS.iter().zip(1..).find(|(month, _)| is_short_for(word, month)).map(|(_, number)| number)
}

/// At least three letters of it, from the first.
fn is_short_for(word: &str, whole: &str) -> bool {
    word.len() >= 3 && whole.starts_with(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_far_as_they_are_certain() {
        for (line, shown) in [
            ("14 Mar 2024", "14 Mar 2024"),
            ("Mar 14, 2024", "14 Mar 2024"),
            ("March 14th, 2024", "14 Mar 2024"),
            ("9:26 AM · Mar 14, 2024", "14 Mar 2024"),
            ("9:26 AM · Mar 14, 2024 · 12.3K Views", "14 Mar 2024"),
            ("Mar 14, 2024 · 9:26 PM UTC", "14 Mar 2024 21:26"),
            ("12:05 AM - 14 Mar 2024 GMT", "14 Mar 2024 00:05"),
            ("Mar 14, 2024 • 12 tweets • 3 min read", "14 Mar 2024"),
            ("Thu Mar 14 2024", "14 Mar 2024"),
            ("2024-03-14", "14 Mar 2024"),
            ("2024-03-14T09:26:53Z", "14 Mar 2024 09:26"),
            ("14.03.2024", "14 Mar 2024"),
            ("14/03/2024, 09:26", "14 Mar 2024"),
        ] {
            let time = date_line(line).and_then(|date| date.time).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(time.display(), shown, "{line}");
        }
        for line in ["Apr 5", "14 Mar, 8 tweets, 2 min read", "03/04/2024", "30 Feb 2024"] {
            assert_eq!(date_line(line), Some(DateLine { time: None }), "{line}");
        }
    }

    #[test]
    fn what_only_has_figures_in_it_is_no_date() {
        for line in [
            "",
            "2024",
            "March",
            "On Mar 14, 2024 we met",
            "1/ Fish",
            "12 tweets",
            "14",
            "9:26",
            "1. Fish",
            "1/2",
        ] {
            assert_eq!(date_line(line), None, "{line}");
        }
    }
}
