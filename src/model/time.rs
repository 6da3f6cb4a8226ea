//! Points in time as posts carry them: an instant in UTC and how precisely the source knew it.
//!
//! Platforms give anything from milliseconds to a bare day; a citation must not claim more than was known, so the
//! precision travels with the instant.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How much of a [`Time`] the source really knew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The calendar day; the time of day is unknown.
    Day,
    /// To the minute.
    Minute,
    /// To the second or better.
    Second,
}

impl Precision {
    const NAMES: [(Self, &'static str); 5] = [
        (Self::Year, "year"),
        (Self::Month, "month"),
        (Self::Day, "day"),
        (Self::Minute, "minute"),
        (Self::Second, "second"),
    ];

    /// The name that unspool's JSON uses.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(p, _)| *p == self).map_or("second", |(_, name)| name)
    }

    /// The precision of that name, if it is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, n)| *n == name).map(|(p, _)| *p)
    }
}

/// The zone of the clock by which times are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// Universal time.
    #[default]
    Utc,
    /// A zone of the reader's own.
    Local(TimeZone),
}

/// How a date is written for a reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateForm {
    /// `14 Mar 2024 09:26`
    #[default]
    Short,
    /// `14 March 2024, 09:26`
    Long,
    /// `Thu 14 Mar 2024 09:26`
    Weekday,
    /// `2024-03-14 09:26`
    Iso,
    /// `+3 h 12 min` since the first post, which has its date in the short form.
    Relative,
}

impl DateForm {
    /// The forms by the names that settings have for them.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("short", Self::Short),
        ("long", Self::Long),
        ("weekday", Self::Weekday),
        ("iso", Self::Iso),
        ("relative", Self::Relative),
    ];

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
    }

    /// How a year, a month, a day and a time are written, for [`jiff`].
    fn patterns(self) -> [&'static str; 4] {
        match self {
            Self::Short | Self::Relative => ["%Y", "%b %Y", "%-d %b %Y", "%-d %b %Y %H:%M"],
            Self::Long => ["%Y", "%B %Y", "%-d %B %Y", "%-d %B %Y, %H:%M"],
            Self::Weekday => ["%Y", "%b %Y", "%a %-d %b %Y", "%a %-d %b %Y %H:%M"],
            Self::Iso => ["%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d %H:%M"],
        }
    }
}

impl Zone {
    /// The zone of an IANA name, `Europe/Berlin`, if the system knows it; asks the disk.
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        Some(if zone == TimeZone::UTC || zone.iana_name() == Some("UTC") {
            Self::Utc
        } else {
            Self::Local(zone)
        })
    }

    /// The zone that the system is set to; asks the environment and the disk.
    pub fn of_system() -> Self {
        let zone = TimeZone::system();
        if zone == TimeZone::UTC || zone.iana_name() == Some("UTC") { Self::Utc } else { Self::Local(zone) }
    }

    /// What a reader calls it: `UTC`, `Europe/Berlin`.
    pub fn name(&self) -> &str {
        match self {
            Self::Utc => "UTC",
            Self::Local(zone) => zone.iana_name().unwrap_or("local time"),
        }
    }
}

/// When a post was made: milliseconds since 1970 in UTC, and the precision of the source.
///
/// Where the source tells what a clock showed and not in which zone it hung, these are read as if it were UTC, and
/// [`Time::is_local`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    millis: i64,
    precision: Precision,
    is_local: bool,
}

impl Time {
    /// The instant `millis` milliseconds after 1970-01-01T00:00:00Z, `None` outside the years -9999 to 9999.
    pub fn from_millis(millis: i64, precision: Precision) -> Option<Self> {
        Timestamp::from_millisecond(millis).ok().map(|_| Self { millis, precision, is_local: false })
    }

    /// Reads RFC 3339 (`2024-03-14T09:26:53Z`, any offset), the same without an offset as a local time, or a date prefix of
    /// it (`2024-03-14`, `2024-03`, `2024`).
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(millis) = plain_millis(text.as_bytes()) {
            return Some(Self { millis, precision: Precision::Second, is_local: false });
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Self::from_millis(instant.as_millisecond(), Precision::Second);
        }
        if text.len() > 10
            && let Ok(clock) = text.parse::<jiff::civil::DateTime>()
        {
            // Seconds that are not written are not known.
            let has_seconds = text.matches(':').count() > 1;
            let precision = if has_seconds { Precision::Second } else { Precision::Minute };
            let instant = clock.to_zoned(TimeZone::UTC).ok()?.timestamp();
            return Some(Self { millis: instant.as_millisecond(), precision, is_local: true });
        }
        let (padded, precision) = match text.len() {
            4 => (format!("{text}-01-01"), Precision::Year),
            7 => (format!("{text}-01"), Precision::Month),
            10 => (text.to_owned(), Precision::Day),
            _ => return None,
        };
        let date: jiff::civil::Date = padded.parse().ok()?;
        let instant = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
        Self::from_millis(instant.as_millisecond(), precision)
    }

    /// The same instant, known only to `precision`.
    #[must_use]
    pub fn with_precision(self, precision: Precision) -> Self {
        Self { precision, ..self }
    }

    /// How much of the instant the source knew.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Whether more than the day is known.
    pub fn has_time_of_day(self) -> bool {
        self.precision >= Precision::Minute
    }

    /// Whether it is the time of a clock in a zone that the source does not tell.
    pub fn is_local(self) -> bool {
        self.is_local && self.has_time_of_day()
    }

    /// Whether both name the same day in UTC, as far as both know it.
    pub fn is_same_day(self, other: Self) -> bool {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        let knows_day = |time: Self| time.precision >= Precision::Day;
        self.millis.div_euclid(DAY) == other.millis.div_euclid(DAY) && knows_day(self) == knows_day(other)
    }

    /// Milliseconds since 1970 in UTC.
    pub fn millis(self) -> i64 {
        self.millis
    }

    /// What the clock of a zone shows then, in milliseconds since its 1 January 1970.
    pub fn clock(self, zone: &Zone) -> i64 {
        let instant = Timestamp::from_millisecond(self.millis);
        match (zone, instant) {
            (Zone::Local(zone), Ok(instant)) if self.has_time_of_day() && !self.is_local => {
                self.millis + i64::from(zone.to_offset(instant).seconds()) * 1000
            }
            _ => self.millis,
        }
    }

    /// RFC 3339 in UTC, `2024-03-14T09:26:53Z`, a local time without the `Z`; milliseconds only where there are any.
    pub fn rfc3339(self) -> String {
        if let Some(plain) = Some(self.millis).filter(|_| !self.is_local).and_then(plain_text) {
            return plain;
        }
        let zone = if self.is_local { "" } else { "Z" };
        self.format(
            if self.millis.rem_euclid(1000) == 0 { "%Y-%m-%dT%H:%M:%S" } else { "%Y-%m-%dT%H:%M:%S%.3f" },
            &Zone::Utc,
        ) + zone
    }

    /// For a reader: `14 Mar 2024 09:26` in UTC, shorter where less is known.
    pub fn display(self) -> String {
        self.display_in(&Zone::Utc)
    }

    /// The day alone, `14 Mar 2024` in UTC, shorter where not even the day is known.
    pub fn date(self) -> String {
        self.date_shown(&Zone::Utc, DateForm::Short)
    }

    /// For a reader, by the clock of a zone.
    pub fn display_in(self, zone: &Zone) -> String {
        self.shown(zone, DateForm::Short)
    }

    /// For a reader, by the clock of a zone and in a form; shorter where less is known.
    pub fn shown(self, zone: &Zone, form: DateForm) -> String {
        let [year, month, day, time] = form.patterns();
        let pattern = match self.precision {
            Precision::Year => year,
            Precision::Month => month,
            Precision::Day => day,
            Precision::Minute | Precision::Second => time,
        };
        self.format(pattern, zone)
    }

    /// The day alone, by the calendar of a zone and in a form.
    pub fn date_shown(self, zone: &Zone, form: DateForm) -> String {
        match self.precision {
            Precision::Year | Precision::Month => self.shown(zone, form),
            _ => self.format(form.patterns()[2], zone),
        }
    }

    /// How long after another time this is, `+3 h 12 min`, with a minus if it is before; `None` where it is the same as far
    /// as is known, or not known to the minute.
    pub fn since(self, before: Self) -> Option<String> {
        if !self.has_time_of_day() || !before.has_time_of_day() {
            return None;
        }
        let seconds = (self.millis - before.millis) / 1000;
        let sign = if seconds < 0 { '−' } else { '+' };
        let (days, hours) = (seconds.abs() / 86400, seconds.abs() / 3600 % 24);
        let (minutes, rest) = (seconds.abs() / 60 % 60, seconds.abs() % 60);
        let two = |(a, a_unit): (i64, &str), (b, b_unit): (i64, &str)| match b {
            0 => format!("{sign}{a} {a_unit}"),
            _ => format!("{sign}{a} {a_unit} {b} {b_unit}"),
        };
        Some(match (days, hours, minutes, rest) {
            (0, 0, 0, 0) => return None,
            (0, 0, 0, rest) => format!("{sign}{rest} s"),
            (0, 0, minutes, _) => format!("{sign}{minutes} min"),
            (0, hours, minutes, _) => two((hours, "h"), (minutes, "min")),
            (days @ 1..=6, hours, ..) => two((days, "d"), (hours, "h")),
            (days, ..) => format!("{sign}{days} d"),
        })
    }

    fn format(self, pattern: &str, zone: &Zone) -> String {
        let zone = match zone {
            // A bare day is that day everywhere, and a clock of unknown zone shows what it shows.
            Zone::Local(zone) if self.has_time_of_day() && !self.is_local => zone.clone(),
            _ => TimeZone::UTC,
        };
        // The constructors let only representable instants in.
        Timestamp::from_millisecond(self.millis)
            .map(|instant| instant.to_zoned(zone).strftime(pattern).to_string())
            .unwrap_or_default()
    }
}

/// `2024-03-14T09:26:53Z`, also with milliseconds: the way in which nearly every file writes a time.
fn plain_millis(text: &[u8]) -> Option<i64> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number, b| b.is_ascii_digit().then(|| number * 10 + i64::from(*b - b'0')))
    };
    let (moment, fraction) = match text.len() {
        20 => (&text[..19], 0),
        24 if text[19] == b'.' => (&text[..19], number(&text[20..23])?),
        _ => return None,
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if text.last() != Some(&b'Z') || marks.iter().any(|(at, mark)| moment[*at] != *mark) {
        return None;
    }
    let (year, month, day) = (number(&moment[..4])?, number(&moment[5..7])?, number(&moment[8..10])?);
    let (hour, minute, second) = (number(&moment[11..13])?, number(&moment[14..16])?, number(&moment[17..])?);
    // What is rare, such as leap days and leap seconds, is left to the library.
    let last = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if year < 1
        || !(1..=12).contains(&month)
        || !(1..=last).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    // Days since 1970, of years that begin in March (Howard Hinnant, days_from_civil).
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction)
}

/// What [`plain_millis`] reads, of whole seconds.
fn plain_text(millis: i64) -> Option<String> {
    let seconds = millis.div_euclid(1000);
    let (days, clock) = (seconds.div_euclid(86_400) + 719_468, seconds.rem_euclid(86_400));
    // Back from days in eras of 400 years that begin in March (Howard Hinnant, civil_from_days).
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year_of_era + era * 400 + later;
    if millis % 1000 != 0 || !(1..=9999).contains(&year) {
        return None;
    }
    let mut text = *b"0000-00-00T00:00:00Z";
    let numbers = [
        (0, year / 100),
        (2, year % 100),
        (5, month),
        (8, day),
        (11, clock / 3600),
        (14, clock / 60 % 60),
        (17, clock % 60),
    ];
    for (at, number) in numbers {
        text[at] += u8::try_from(number / 10).ok()?;
        text[at + 1] += u8::try_from(number % 10).ok()?;
    }
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spelling_is_read_as_the_library_reads_it() {
        for day in
            ["0001-01-01", "1969-12-28", "1970-01-01", "2000-02-28", "2024-03-01", "2100-02-28", "9999-12-01"]
        {
            for rest in ["T00:00:00Z", "T23:59:59.999Z"] {
                let text = format!("{day}{rest}");
                let expected = text.parse::<Timestamp>().unwrap().as_millisecond();
                assert_eq!(plain_millis(text.as_bytes()), Some(expected), "{text}");
            }
        }
        for text in
            ["2024-13-01T00:00:00Z", "2024-03-14T09:26:60Z", "2024-03-14T09:26:53+", "2024-04-31T00:00:00Z"]
        {
            assert_eq!(plain_millis(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn the_usual_spelling_is_written_as_the_library_writes_it() {
        let first = "0001-01-01T00:00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        let last = "9999-12-30T00:00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        // Every 23rd day, each an hour and a second later.
        for millis in (first..=last).step_by(23 * 86_400_000 + 3_601_000) {
            let expected = Timestamp::from_millisecond(millis).unwrap().to_string();
            assert_eq!(plain_text(millis).as_ref(), Some(&expected));
            assert_eq!(plain_text(millis + 1), None);
        }
        assert_eq!((plain_text(first - 1000), plain_text(last + 3 * 86_400_000)), (None, None));
    }

    #[test]
    fn reads_what_it_writes() {
        for text in ["2024-03-14T09:26:53Z", "2024-03-14T09:26:53.250Z", "0001-01-01T00:00:00Z"] {
            assert_eq!(Time::parse(text).unwrap().rfc3339(), text);
        }
        assert_eq!(Time::parse("2024-03-14T09:26:53+02:00").unwrap().rfc3339(), "2024-03-14T07:26:53Z");
    }

    #[test]
    fn keeps_to_what_the_source_knew() {
        let shown = |text| Time::parse(text).map(Time::display);
        assert_eq!(shown("2024-03-14T09:26:53Z").as_deref(), Some("14 Mar 2024 09:26"));
        assert_eq!(shown("2024-03-04").as_deref(), Some("4 Mar 2024"));
        assert_eq!(shown("2024-03").as_deref(), Some("Mar 2024"));
        assert_eq!(shown("2024").as_deref(), Some("2024"));
        assert_eq!(shown("yesterday"), None);
        assert_eq!(shown("2024-13-01"), None);
    }

    #[test]
    fn a_clock_without_a_zone_is_told_as_it_stands() {
        for (text, written, precision) in [
            ("2024-03-14T09:26:53", "2024-03-14T09:26:53", Precision::Second),
            ("2024-03-14 09:26", "2024-03-14T09:26:00", Precision::Minute),
        ] {
            let time = Time::parse(text).unwrap();
            assert_eq!(
                (time.rfc3339().as_str(), time.precision(), time.is_local()),
                (written, precision, true)
            );
            assert_eq!(time.display(), "14 Mar 2024 09:26");
        }
        assert!(!Time::parse("2024-03-14").unwrap().is_local());
    }

    #[test]
    fn a_date_is_written_in_the_form_that_is_wanted() {
        let zone = Zone::Local(TimeZone::fixed(jiff::tz::offset(1)));
        let time = Time::parse("2024-03-04T09:26:53Z").unwrap();
        for (form, shown, day, month) in [
            (DateForm::Short, "4 Mar 2024 10:26", "4 Mar 2024", "Mar 2024"),
            (DateForm::Long, "4 March 2024, 10:26", "4 March 2024", "March 2024"),
            (DateForm::Weekday, "Mon 4 Mar 2024 10:26", "Mon 4 Mar 2024", "Mar 2024"),
            (DateForm::Iso, "2024-03-04 10:26", "2024-03-04", "2024-03"),
        ] {
            assert_eq!((&*time.shown(&zone, form), &*time.date_shown(&zone, form)), (shown, day));
            assert_eq!(time.with_precision(Precision::Month).date_shown(&zone, form), month);
        }
    }

    #[test]
    fn a_time_is_told_from_another() {
        let first = Time::parse("2024-03-04T09:26:53Z").unwrap();
        for (text, told) in [
            ("2024-03-04T09:27:20Z", Some("+27 s")),
            ("2024-03-04T09:40:20Z", Some("+13 min")),
            ("2024-03-04T12:38:53Z", Some("+3 h 12 min")),
            ("2024-03-04T11:26:53Z", Some("+2 h")),
            ("2024-03-06T13:26:53Z", Some("+2 d 4 h")),
            ("2024-04-04T09:26:53Z", Some("+31 d")),
            ("2024-03-04T08:26:53Z", Some("−1 h")),
            ("2024-03-04T09:26:53Z", None),
            ("2024-03-05", None),
        ] {
            assert_eq!(Time::parse(text).unwrap().since(first).as_deref(), told, "{text}");
        }
    }

    #[test]
    fn a_time_is_shown_by_the_clock_of_a_zone() {
        let zone = Zone::Local(TimeZone::fixed(jiff::tz::offset(-11)));
        let shown = |text: &str| Time::parse(text).unwrap().display_in(&zone);
        assert_eq!(shown("2024-03-14T09:26:53Z"), "13 Mar 2024 22:26");
        let clock =
            |text: &str| Time::from_millis(Time::parse(text).unwrap().clock(&zone), Precision::Minute);
        assert_eq!(clock("2024-03-14T09:26:53Z").unwrap().display(), "13 Mar 2024 22:26");
        assert_eq!(clock("2024-03-14").unwrap().date(), "14 Mar 2024");
        assert_eq!(shown("2024-03-14"), "14 Mar 2024");
        assert_eq!(shown("2024-03-14T09:26:53"), "14 Mar 2024 09:26");
    }

    #[test]
    fn refuses_instants_beyond_the_calendar() {
        assert_eq!(Time::from_millis(i64::MAX, Precision::Second), None);
    }
}
