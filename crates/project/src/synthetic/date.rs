//! Days on which made-up things happen.

use std::fmt;

use super::random::Draw;

/// A day of the first 28 of a month: no calendar is needed to count with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date(u32);

const DAYS: u32 = 28;

impl Date {
    /// The first day of a month (1 to 12).
    pub(super) const fn first_of(year: u32, month: u32) -> Date {
        Date((year * 12 + month - 1) * DAYS)
    }

    pub(super) const fn plus_years(self, years: u32) -> Date {
        Date(self.0 + years * 12 * DAYS)
    }

    /// A day from `first` up to, not including, `end`; `first` where `end` is not later.
    pub(super) fn draw(draw: &mut Draw, first: Date, end: Date) -> Date {
        let last = end.0.max(first.0 + 1) - 1;
        Date(draw.between(u64::from(first.0), u64::from(last)) as u32)
    }

    pub(super) const fn year(self) -> u32 {
        self.0 / DAYS / 12
    }

    pub(super) const fn month(self) -> u32 {
        self.0 / DAYS % 12 + 1
    }

    pub(super) const fn day(self) -> u32 {
        self.0 % DAYS + 1
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::{Draw, Purpose};
    use super::Date;

    #[test]
    fn dates_print_and_stay_in_their_span() {
        let first = Date::first_of(2019, 12);
        assert_eq!(first.to_string(), "2019-12-01");
        assert_eq!(first.plus_years(3).to_string(), "2022-12-01");
        let end = Date::first_of(2020, 2);
        let mut draw = Draw::new(3, Purpose::Firms);
        let days: Vec<Date> = (0..500)
            .map(|_| Date::draw(&mut draw, first, end))
            .collect();
        assert!(days.iter().all(|day| (first..end).contains(day)));
        assert!(days.contains(&first) && days.iter().any(|day| day.to_string() == "2020-01-28"));
        assert_eq!(Date::draw(&mut draw, end, first), end);
    }
}
