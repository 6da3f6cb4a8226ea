//! Periods of the calendar: minutes to centuries, each beginning where a reader expects it, weeks on Mondays.
//!
//! What is counted is what a clock shows, in milliseconds since its 1 January 1970 ([`Time::clock`]); days here have 24
//! hours, whatever summer time does to them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Precision, Time, Zone};

/// A stretch of time by which posts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// So many minutes.
    Minutes(i64),
    /// So many hours.
    Hours(i64),
    /// A day.
    Day,
    /// A week.
    Week,
    /// So many months.
    Months(i64),
    /// So many years.
    Years(i64),
}

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From the Monday before 1 January 1970, a Thursday.
const MONDAY: i64 = -3 * DAY;

impl Period {
    /// Every period, the shortest first.
    pub const ALL: &'static [Self] = &[
        Self::Minutes(1),
        Self::Minutes(5),
        Self::Minutes(15),
        Self::Hours(1),
        Self::Hours(3),
        Self::Hours(6),
        Self::Hours(12),
        Self::Day,
        Self::Week,
        Self::Months(1),
        Self::Months(3),
        Self::Years(1),
        Self::Years(5),
        Self::Years(10),
        Self::Years(100),
        Self::Years(1000),
    ];

    /// In words: `15 minutes`, `1 day`.
    pub fn told(self) -> String {
        let (count, one) = match self {
            Self::Minutes(count) => (count, "minute"),
            Self::Hours(count) => (count, "hour"),
            Self::Day => (1, "day"),
            Self::Week => (1, "week"),
            Self::Months(count) => (count, "month"),
            Self::Years(count) => (count, "year"),
        };
        format!("{count} {one}{}", if count == 1 { "" } else { "s" })
    }

    /// The beginning of the period that a clock is in.
    pub fn start(self, clock: i64) -> i64 {
        let floor = |length: i64, from: i64| (clock - from).div_euclid(length) * length + from;
        match self {
            Self::Minutes(count) => floor(count * MINUTE, 0),
            Self::Hours(count) => floor(count * HOUR, 0),
            Self::Day => floor(DAY, 0),
            Self::Week => floor(7 * DAY, MONDAY),
            Self::Months(count) => month_start(month(clock).div_euclid(count) * count).unwrap_or(clock),
            Self::Years(count) => {
                month_start(month(clock).div_euclid(count * 12) * count * 12).unwrap_or(clock)
            }
        }
    }

    /// The beginning of the period after the one that begins at `start`; `None` beyond the calendar.
    pub fn next(self, start: i64) -> Option<i64> {
        match self {
            Self::Minutes(count) => Some(start + count * MINUTE),
            Self::Hours(count) => Some(start + count * HOUR),
            Self::Day => Some(start + DAY),
            Self::Week => Some(start + 7 * DAY),
            Self::Months(count) => month_start(month(start) + count),
            Self::Years(count) => month_start(month(start) + count * 12),
        }
    }

    /// The period that begins at `start`, as a reader calls it: `14 Mar 2024 09:00`, `14 Mar 2024`, `Mar 2024`, `2024`.
    pub fn name(self, start: i64) -> String {
        let precision = match self {
            Self::Minutes(_) | Self::Hours(_) => Precision::Minute,
            Self::Day | Self::Week => Precision::Day,
            Self::Months(_) => Precision::Month,
            Self::Years(_) => Precision::Year,
        };
        Time::from_millis(start, precision).map(|time| time.display_in(&Zone::Utc)).unwrap_or_default()
    }
}

/// Months since the year 0.
fn month(clock: i64) -> i64 {
    let date = Timestamp::from_millisecond(clock).map(|instant| instant.to_zoned(TimeZone::UTC).date());
    date.map_or(0, |date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1)
}

/// Where a month begins.
fn month_start(month: i64) -> Option<i64> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let date = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_where_the_calendar_has_them_begin() {
        let clock = Time::parse("2024-05-16T09:26:53Z").unwrap().millis();
        let start =
            |period: Period| Time::from_millis(period.start(clock), Precision::Second).unwrap().rfc3339();
        let next = |period: Period| {
            let next = period.next(period.start(clock)).unwrap();
            Time::from_millis(next, Precision::Second).unwrap().rfc3339()
        };
        for (period, from, to) in [
            (Period::Minutes(15), "2024-05-16T09:15:00Z", "2024-05-16T09:30:00Z"),
            (Period::Hours(6), "2024-05-16T06:00:00Z", "2024-05-16T12:00:00Z"),
            (Period::Week, "2024-05-13T00:00:00Z", "2024-05-20T00:00:00Z"),
            (Period::Months(3), "2024-04-01T00:00:00Z", "2024-07-01T00:00:00Z"),
            (Period::Years(10), "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
        ] {
            assert_eq!((start(period).as_str(), next(period).as_str()), (from, to), "{period:?}");
        }
        assert_eq!(Period::Months(3).name(Period::Months(3).start(clock)), "Apr 2024");
        assert_eq!(
            (Period::Week.told(), Period::Hours(3).told()),
            ("1 week".to_owned(), "3 hours".to_owned())
        );
    }
}
