//! Days and times as citations write them; in UTC, and never more than the source knew.

use crate::model::{Precision, Time};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the calendar, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: u16,
    /// From 1.
    pub(super) month: Option<u8>,
    pub(super) of_month: Option<u8>,
}

impl Day {
    /// The day in UTC; `None` for years before the first, which no post is from.
    pub(super) fn of(time: Time) -> Option<Self> {
        let written = time.rfc3339();
        let number = |range| written.get(range).and_then(|digits: &str| digits.parse::<u16>().ok());
        let year = number(0..4).filter(|year| *year > 0)?;
        let (month, day) = (number(5..7)? as u8, number(8..10)? as u8);
        Some(Self {
            year,
            month: (time.precision() > Precision::Year).then_some(month),
            of_month: (time.precision() > Precision::Month).then_some(day),
        })
    }

    fn month_name(self) -> Option<&'static str> {
        MONTHS.get(usize::from(self.month?).checked_sub(1)?).copied()
    }

    /// `mar`, as BibTeX styles know it.
    pub(super) fn month_macro(self) -> Option<String> {
        self.month_name().map(|name| name[..3].to_ascii_lowercase())
    }

    /// `2024-03-14`, with another sign between if need be.
    pub(super) fn iso(self, between: char) -> String {
        let two = |number: Option<u8>| number.map(|number| format!("{between}{number:02}"));
        format!(
            "{:04}{}{}",
            self.year,
            two(self.month).unwrap_or_default(),
            two(self.of_month).unwrap_or_default()
        )
    }

    /// `March 14, 2024`.
    pub(super) fn month_first(self) -> String {
        match (self.month_name(), self.of_month) {
            (Some(month), Some(day)) => format!("{month} {day}, {}", self.year),
            (Some(month), None) => format!("{month} {}", self.year),
            (None, _) => self.year.to_string(),
        }
    }

    /// `14 March 2024`.
    pub(super) fn day_first(self) -> String {
        let day = self.of_month.map(|day| format!("{day} ")).unwrap_or_default();
        let month = self.month_name().map(|month| format!("{month} ")).unwrap_or_default();
        format!("{day}{month}{}", self.year)
    }

    /// `14 March`.
    pub(super) fn day_and_month(self) -> Option<String> {
        let month = self.month_name()?;
        Some(self.of_month.map_or_else(|| month.to_owned(), |day| format!("{day} {month}")))
    }

    /// The numbers that are known, the year first.
    pub(super) fn numbers(self) -> Vec<u16> {
        [Some(self.year), self.month.map(u16::from), self.of_month.map(u16::from)]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// `09:26 UTC`; `09:26 local time` where the file does not tell the zone.
pub(super) fn clock(time: Time) -> Option<String> {
    let zone = if time.is_local() { "local time" } else { "UTC" };
    time.has_time_of_day().then(|| format!("{} {zone}", time.rfc3339().get(11..16).unwrap_or_default()))
}

/// `14 Mar 2024, 09:26 UTC`; a bare day has no zone.
pub(super) fn moment(time: Time) -> String {
    match clock(time) {
        Some(clock) => format!("{}, {clock}", time.date()),
        None => time.date(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_claimed_than_is_known() {
        for (text, iso, month_first, day_first, told) in [
            (
                "2024-03-14T09:26:53Z",
                "2024-03-14",
                "March 14, 2024",
                "14 March 2024",
                "14 Mar 2024, 09:26 UTC",
            ),
            (
                "2024-03-14T09:26:53",
                "2024-03-14",
                "March 14, 2024",
                "14 March 2024",
                "14 Mar 2024, 09:26 local time",
            ),
            ("2024-03-04", "2024-03-04", "March 4, 2024", "4 March 2024", "4 Mar 2024"),
            ("2024-03", "2024-03", "March 2024", "March 2024", "Mar 2024"),
            ("2024", "2024", "2024", "2024", "2024"),
        ] {
            let time = Time::parse(text).unwrap();
            let day = Day::of(time).unwrap();
            assert_eq!(
                (&*day.iso('-'), &*day.month_first(), &*day.day_first(), &*moment(time)),
                (iso, month_first, day_first, told)
            );
        }
    }
}
