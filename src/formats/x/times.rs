//! The times of X's files: two spellings, and what they are worth.
//!
//! ```text
//! Sat Nov 09 12:14:18 +0000 2024     the API up to version 1.1, archives since 2019
//! 2014-02-01 06:44:59 +0000          archives from 2012 to 2018; midnight before November 2010 means the day alone
//! 2024-11-09T12:14:18.000Z           notes, and everything newer
//! ```

use crate::formats::text::snowflake_time;
use crate::model::{Precision, Time};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// What a time is written in that is read quickest.
const ZULU: &[u8; 20] = b"0000-00-00T00:00:00Z";

/// The time that `text` tells of the post `id`.
pub(super) fn read_time(text: &str, id: Option<&str>) -> Option<Time> {
    let time = by_api(text).or_else(|| by_old_archive(text)).or_else(|| Time::parse(text))?;
    // Old archives have no time of day for posts from before ids told it.
    let is_bare_day = text.contains(" 00:00:00 ") && id.is_some_and(|id| snowflake_time(id).is_none());
    Some(if is_bare_day { time.with_precision(Precision::Day) } else { time })
}

/// `Sat Nov 09 12:14:18 +0000 2024`.
fn by_api(text: &str) -> Option<Time> {
    if text.len() != 30 || !text.is_ascii() {
        return None;
    }
    let month = MONTHS.iter().position(|month| *month == &text[4..7])? as u8 + 1;
    let (day, time, zone, year) = (&text[8..10], &text[11..19], &text[20..25], &text[26..]);
    let mut zulu = *ZULU;
    zulu[..4].copy_from_slice(year.as_bytes());
    zulu[5..7].copy_from_slice(&[b'0' + month / 10, b'0' + month % 10]);
    zulu[8..10].copy_from_slice(day.as_bytes());
    zulu[11..19].copy_from_slice(time.as_bytes());
    let zulu = std::str::from_utf8(&zulu).ok()?;
    if zone == "+0000" { Time::parse(zulu) } else { Time::parse(&zulu.replace('Z', zone)) }
}

/// `2014-02-01 06:44:59 +0000`.
fn by_old_archive(text: &str) -> Option<Time> {
    let mut words = text.split(' ');
    let (day, time, zone) = (words.next()?, words.next()?, words.next()?);
    words.next().is_none().then(|| Time::parse(&format!("{day}T{time}{zone}")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_read_and_nothing_else() {
        let told = |text, id| read_time(text, id).map(|time| (time.rfc3339(), time.precision()));
        let second = |text: &str| Some((text.to_owned(), Precision::Second));
        assert_eq!(told("Sat Nov 09 12:14:18 +0000 2024", None), second("2024-11-09T12:14:18Z"));
        assert_eq!(told("2014-02-01 06:44:59 +0000", None), second("2014-02-01T06:44:59Z"));
        assert_eq!(told("2022-10-03T17:57:11.000Z", None), second("2022-10-03T17:57:11Z"));
        for text in ["Sat Nox 09 12:14:18 +0000 2024", "Sat anF 09 12:14:18 +0000 2024", "yesterday", ""] {
            assert_eq!(told(text, None), None, "{text}");
        }
    }

    #[test]
    fn midnight_before_ids_told_the_time_is_a_bare_day() {
        let midnight = |id| read_time("2009-02-01 00:00:00 +0000", Some(id)).map(Time::precision);
        assert_eq!(midnight("1165436217"), Some(Precision::Day));
        assert_eq!(midnight("429000000000000000"), Some(Precision::Second));
        let noon = read_time("2009-02-01 12:00:00 +0000", Some("1165436217"));
        assert_eq!(noon.map(Time::precision), Some(Precision::Second));
    }
}
