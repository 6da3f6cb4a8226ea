//! Times as feeds write them: RFC 822 and its many bendings, RFC 3339, and dates alone.

use crate::model::{Precision, Time};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// The zones of RFC 822, in hours from UTC.
const ZONES: [(&str, i32); 12] = [
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// The time that a feed gives; without a zone, no more than the day.
pub(super) fn read(text: &str) -> Option<Time> {
    let text = text.trim();
    Time::parse(text).or_else(|| rfc_822(text)).or_else(|| Time::parse(text.get(..10)?))
}

/// `Mon, 13 May 2024 08:15:00 +0200`, with or without the day of the week, the seconds and the zone.
fn rfc_822(text: &str) -> Option<Time> {
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty()).peekable();
    words.next_if(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
    let day: u32 = words.next()?.parse().ok()?;
    let name = words.next()?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| name.starts_with(month))? + 1;
    let year: u32 = words.next()?.parse().ok()?;
    let year = match year {
        0..50 => 2000 + year,
        50..100 => 1900 + year,
        _ => year,
    };
    let day_alone = || Time::parse(&format!("{year:04}-{month:02}-{day:02}"));
    let Some(clock) = words.next() else { return day_alone() };
    let mut parts = clock.split(':');
    let hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0), |second| second.parse::<u32>().ok())?;
    let Some(offset) = words.next().and_then(offset) else { return day_alone() };
    let time =
        Time::parse(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset}"))?;
    Some(if clock.matches(':').count() == 1 { time.with_precision(Precision::Minute) } else { time })
}

/// A zone as RFC 3339 has it.
fn offset(zone: &str) -> Option<String> {
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| zone.eq_ignore_ascii_case(name)) {
        return Some(format!("{hours:+03}:00"));
    }
    let digits = zone.strip_prefix(['+', '-'])?.replace(':', "");
    let is_number = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("{}{}:{}", &zone[..1], &digits[..2], &digits[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_all_their_forms() {
        for (text, expected) in [
            ("Mon, 13 May 2024 08:15:00 +0200", "2024-05-13T06:15:00Z second"),
            ("13 May 24 08:15 GMT", "2024-05-13T08:15:00Z minute"),
            ("Monday, 13 May 2024 08:15:00 PDT", "2024-05-13T15:15:00Z second"),
            ("2024-05-13T08:15:00-05:00", "2024-05-13T13:15:00Z second"),
            ("Mon, 13 May 2024 08:15:00", "2024-05-13T00:00:00Z day"),
            ("2024-05-13 08:15", "2024-05-13T08:15:00 minute"),
            ("13 May 2024", "2024-05-13T00:00:00Z day"),
            ("yesterday", "-"),
            ("Mon, 99 May 2024 08:15:00 GMT", "-"),
        ] {
            let found = read(text).map(|time| format!("{} {}", time.rfc3339(), time.precision().name()));
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text}");
        }
    }
}
