//! Dates and times as WhatsApp writes them, in the manner of whatever country the telephone is set to.
//!
//! `12/9/20, 23:55` may be the ninth of December or the twelfth of September: which of the two it is, all lines of a file
//! tell together, for none may have a thirteenth month and time does not go back.

use crate::model::Time;

/// A date and a time as they stand, the numbers in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) date: [u16; 3],
    pub(super) hour: u16,
    pub(super) minute: u16,
    pub(super) second: Option<u16>,
    /// Whether the year comes first.
    pub(super) year_first: bool,
}

/// Which number of a date is what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayMonth,
    MonthDay,
}

/// The order that fits all stamps, and whether the other would have fitted as well.
pub(super) fn order(stamps: &[Stamp]) -> (Order, bool) {
    let fits = |order| stamps.iter().all(|stamp| stamp.year_first || stamp.time(order).is_some());
    // Dates that go back are as many signs that the order is another.
    let steps_back = |order| {
        let times: Vec<_> = stamps.iter().filter_map(|stamp| stamp.time(order)).collect();
        times.windows(2).filter(|pair| pair[1] < pair[0]).count()
    };
    match (fits(Order::DayMonth), fits(Order::MonthDay)) {
        (true, false) => (Order::DayMonth, false),
        (false, true) => (Order::MonthDay, false),
        _ => {
            let (day_first, month_first) = (steps_back(Order::DayMonth), steps_back(Order::MonthDay));
            let order = if month_first < day_first { Order::MonthDay } else { Order::DayMonth };
            let is_open = day_first == month_first
                && stamps.iter().any(|stamp| !stamp.year_first && stamp.date[0] != stamp.date[1]);
            (order, is_open)
        }
    }
}

impl Stamp {
    /// The time, if there is such a day.
    pub(super) fn time(&self, order: Order) -> Option<Time> {
        let [first, second, third] = self.date;
        let (year, month, day) = match order {
            _ if self.year_first => (first, second, third),
            Order::DayMonth => (third, second, first),
            Order::MonthDay => (third, first, second),
        };
        let year = if year < 100 { year + 2000 } else { year };
        let (hour, minute) = (self.hour, self.minute);
        let seconds = self.second.map(|second| format!(":{second:02}")).unwrap_or_default();
        Time::parse(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}{seconds}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(date: [u16; 3]) -> Stamp {
        Stamp { date, hour: 23, minute: 55, second: None, year_first: date[0] > 31 }
    }

    #[test]
    fn the_order_of_a_date_is_told_by_all_of_them() {
        for (dates, expected) in [
            (&[[12, 9, 20], [13, 9, 20]][..], (Order::DayMonth, false)),
            (&[[12, 9, 20], [9, 13, 20]], (Order::MonthDay, false)),
            (&[[1, 2, 21], [1, 3, 21], [2, 1, 21]], (Order::MonthDay, false)),
            (&[[1, 2, 21], [2, 2, 21], [1, 3, 21]], (Order::DayMonth, false)),
            (&[[1, 2, 21]], (Order::DayMonth, true)),
            (&[[1, 1, 21]], (Order::DayMonth, false)),
            (&[[2021, 2, 28]], (Order::DayMonth, false)),
        ] {
            let stamps: Vec<_> = dates.iter().map(|date| stamp(*date)).collect();
            assert_eq!(order(&stamps), expected, "{dates:?}");
        }
        assert_eq!(stamp([12, 9, 20]).time(Order::DayMonth).unwrap().rfc3339(), "2020-09-12T23:55:00");
        assert_eq!(stamp([31, 2, 20]).time(Order::DayMonth), None);
    }
}
