//! Calendar days as people write them.

use super::{Message, fold_width, message};

/// How exactly a date was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// A day.
    Day,
    /// A month; its first day was taken.
    Month,
    /// A year; its first day was taken.
    Year,
    /// A day with a time of day, which was dropped.
    Time,
}

/// A calendar day of the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Days since 1970-01-01.
    pub days: i32,
    /// How exactly it was written.
    pub precision: Precision,
}

/// In which order day, month and year stand where the text alone does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// Not known: a date that can be read in two ways is refused.
    #[default]
    Unknown,
    /// 03/04/2023 is 3 April.
    DayMonthYear,
    /// 03/04/2023 is 4 March.
    MonthDayYear,
    /// A plain number is a serial day of Excel (1900 system).
    ExcelSerial,
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; `None` when there is no such day.
///
/// The count of days uses the closed formula over 400-year eras with years beginning in March.
pub fn days_from_civil(year: i32, month: u32, day: u32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=9999).contains(&year) || day == 0 || day > length {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

fn two(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(u32::from(a - b'0') * 10 + u32::from(b - b'0')),
        _ => None,
    }
}

/// `YYYY-MM-DD`, `YYYY/MM/DD` and `YYYYMMDD` in ASCII, by far the most frequent.
fn parse_fast(bytes: &[u8]) -> Option<i32> {
    let (month, day) = match bytes.len() {
        10 if matches!(bytes[4], b'-' | b'/' | b'.') && bytes[4] == bytes[7] => {
            (two(&bytes[5..7])?, two(&bytes[8..])?)
        }
        8 => (two(&bytes[4..6])?, two(&bytes[6..])?),
        _ => return None,
    };
    let year = two(&bytes[..2])? * 100 + two(&bytes[2..4])?;
    days_from_civil(year as i32, month, day)
}

/// Reads a date: `2023-06-01`, `2023/6/1`, `20230601`, `2023年6月1日`, `2023年6月`, `2023-06`, `2023`,
/// `1 June 2023`, with or without a time of day.
///
/// A month or a year alone is taken as its first day, which [`Date::precision`] tells. `03/04/2023` is
/// refused unless `order` settles it.
pub fn parse_date(text: &str, order: DateOrder) -> Result<Date, Message> {
    if let Some(days) = parse_fast(text.as_bytes()) {
        let precision = Precision::Day;
        return Ok(Date { days, precision });
    }
    let folded = fold_width(text);
    let (day_text, time) = split_time(&folded);
    let parts = split_parts(day_text).ok_or_else(unreadable)?;
    let mut date = from_parts(&parts, day_text, order)?;
    if time && date.precision == Precision::Day {
        date.precision = Precision::Time;
    }
    Ok(date)
}

fn unreadable() -> Message {
    message(
        "不是日期；请写成 2023-06-01",
        "is not a date; write it like 2023-06-01",
    )
}

/// Cuts a time of day off; tells whether there was one other than midnight.
fn split_time(text: &str) -> (&str, bool) {
    let Some(colon) = text.find(':') else {
        return (text, false);
    };
    let cut = text[..colon].rfind(['T', 't', ' ', '日']);
    let Some(cut) = cut else {
        return (text, false);
    };
    let (day, time) = text.split_at(cut);
    let midnight = time
        .chars()
        .take_while(|c| !matches!(c, '+' | 'Z' | 'z'))
        .all(|c| !c.is_ascii_digit() || c == '0');
    (day.trim_end(), !midnight)
}

enum Part<'a> {
    Number(&'a str),
    Month(u32),
}

/// Splits into digits and names of months; `None` when anything else stands in between.
fn split_parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            parts.push(Part::Number(&rest[..end]));
            rest = &rest[end..];
        } else if first.is_ascii_alphabetic() {
            let end = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            let word = rest[..end].to_ascii_lowercase();
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
            if !matches!(word.as_str(), "st" | "nd" | "rd" | "th") {
                let month = MONTHS.iter().position(|month| {
                    *month == word || (word.len() >= 3 && month.starts_with(&word))
                })?;
                parts.push(Part::Month(month as u32 + 1));
            }
            rest = &rest[end..];
        } else if matches!(
            first,
            '-' | '/' | '.' | ',' | ' ' | '年' | '月' | '日' | '号' | '–'
        ) {
            rest = &rest[first.len_utf8()..];
        } else {
            return None;
        }
    }
    Some(parts)
}

fn from_parts(parts: &[Part<'_>], text: &str, order: DateOrder) -> Result<Date, Message> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| unreadable());
    let build = |year: u32, month: u32, day: u32, precision: Precision| {
        let year = i32::try_from(year).map_err(|_| unreadable())?;
        days_from_civil(year, month, day)
            .map(|days| Date { days, precision })
            .ok_or_else(|| {
                message(
                    "历法中没有这一天；请核对年、月、日",
                    "there is no such day in the calendar; check year, month and day",
                )
            })
    };
    match parts {
        [Part::Number(a)] if order == DateOrder::ExcelSerial => from_excel_serial(number(a)?),
        [Part::Number(year)] if year.len() == 4 => build(number(year)?, 1, 1, Precision::Year),
        [Part::Number(year_month)] if year_month.len() == 6 => build(
            number(&year_month[..4])?,
            number(&year_month[4..])?,
            1,
            Precision::Month,
        ),
        [Part::Number(a)] if a.len() == 8 => build(
            number(&a[..4])?,
            number(&a[4..6])?,
            number(&a[6..])?,
            Precision::Day,
        ),
        [Part::Number(a)] if a.len() == 5 => Err(message(
            "像是 Excel 的日期序号；请把单元格设为日期格式，或在映射中写 date_order = \"excel-serial\"",
            "looks like a serial date of Excel; format the cell as a date or set date_order = \"excel-serial\" in the mapping",
        )),
        // A spreadsheet shows October as 2023.1 when the cell is a number.
        [Part::Number(year), Part::Number("1")]
            if year.len() == 4 && text.contains('.') && !text.contains('月') =>
        {
            Err(message(
                "可能是 1 月，也可能是 10 月；请写成 2023-01 或 2023-10",
                "can be January or October; write 2023-01 or 2023-10",
            ))
        }
        [Part::Number(year), Part::Number(month)] if year.len() == 4 => {
            build(number(year)?, number(month)?, 1, Precision::Month)
        }
        [Part::Number(month), Part::Number(year)] if year.len() == 4 => {
            build(number(year)?, number(month)?, 1, Precision::Month)
        }
        [Part::Number(year), Part::Number(month), Part::Number(day)] if year.len() == 4 => {
            build(number(year)?, number(month)?, number(day)?, Precision::Day)
        }
        [Part::Number(a), Part::Number(b), Part::Number(year)] if year.len() == 4 => {
            let (a, b, year) = (number(a)?, number(b)?, number(year)?);
            match order {
                DateOrder::DayMonthYear => build(year, b, a, Precision::Day),
                DateOrder::MonthDayYear => build(year, a, b, Precision::Day),
                _ if a > 12 || a == b => build(year, b, a, Precision::Day),
                _ if b > 12 => build(year, a, b, Precision::Day),
                _ => Err(message(
                    "日、月的先后不明；请写成 2023-04-03，或在映射中写 date_order = \"day-month-year\" 或 \"month-day-year\"",
                    "day and month cannot be told apart; write 2023-04-03 or set date_order = \"day-month-year\" or \"month-day-year\" in the mapping",
                )),
            }
        }
        [Part::Number(day), Part::Month(month), Part::Number(year)]
        | [Part::Month(month), Part::Number(day), Part::Number(year)]
            if year.len() == 4 =>
        {
            build(number(year)?, *month, number(day)?, Precision::Day)
        }
        [Part::Month(month), Part::Number(year)] | [Part::Number(year), Part::Month(month)]
            if year.len() == 4 =>
        {
            build(number(year)?, *month, 1, Precision::Month)
        }
        _ => Err(unreadable()),
    }
}

/// The day of a serial number of Excel's 1900 system, which counts a 29 February 1900 that never was.
fn from_excel_serial(serial: u32) -> Result<Date, Message> {
    if !(1..=2_958_465).contains(&serial) || serial == 60 {
        return Err(message(
            "超出 Excel 日期序号的范围",
            "is outside the serial dates of Excel",
        ));
    }
    let before_leap_error = i32::from(serial < 60);
    Ok(Date {
        days: serial as i32 - 25_569 + before_leap_error,
        precision: Precision::Day,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Result<(i32, Precision), Message> {
        parse_date(text, DateOrder::Unknown).map(|date| (date.days, date.precision))
    }

    fn days(year: i32, month: u32, day: u32) -> i32 {
        days_from_civil(year, month, day).unwrap()
    }

    #[test]
    fn known_days() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(2000, 3, 1), 11_017);
        assert_eq!(days(1869, 1, 1), -36_889);
        assert_eq!(days_from_civil(2023, 2, 29), None);
        assert_eq!(days_from_civil(1900, 2, 29), None);
        assert_eq!(days_from_civil(2023, 13, 1), None);
    }

    #[test]
    fn forms_of_a_day() {
        let june = days(2023, 6, 1);
        for text in [
            "2023-06-01",
            "2023/6/1",
            "2023.6.1",
            "20230601",
            "2023年6月1日",
            "２０２３年６月１日",
            "2023-6-01",
            "1 June 2023",
            "June 1, 2023",
            "Jun 1st 2023",
            "2023-06-01 00:00:00",
            "2023-06-01T00:00:00Z",
            "2023/6/1 0:00",
        ] {
            assert_eq!(day(text), Ok((june, Precision::Day)), "{text}");
        }
        assert_eq!(day("2023-06-01 08:30"), Ok((june, Precision::Time)));
        for text in [
            "2023年6月",
            "2023-06",
            "2023/6",
            "202306",
            "2023.6",
            "6/2023",
            "June 2023",
        ] {
            assert_eq!(day(text), Ok((june, Precision::Month)), "{text}");
        }
        assert_eq!(day("2023"), Ok((days(2023, 1, 1), Precision::Year)));
        assert_eq!(day("2023年"), Ok((days(2023, 1, 1), Precision::Year)));
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        assert!(day("03/04/2023").unwrap_err().en.contains("day-month-year"));
        assert!(day("2023.1").unwrap_err().en.contains("October"));
        assert!(day("45078").unwrap_err().en.contains("excel-serial"));
        assert_eq!(day("13/04/2023").unwrap().0, days(2023, 4, 13));
        assert_eq!(day("04/13/2023").unwrap().0, days(2023, 4, 13));
        assert_eq!(day("04/04/2023").unwrap().0, days(2023, 4, 4));
        let order = DateOrder::DayMonthYear;
        assert_eq!(
            parse_date("03/04/2023", order).unwrap().days,
            days(2023, 4, 3)
        );
        let order = DateOrder::MonthDayYear;
        assert_eq!(
            parse_date("03/04/2023", order).unwrap().days,
            days(2023, 3, 4)
        );
        let order = DateOrder::ExcelSerial;
        assert_eq!(parse_date("45078", order).unwrap().days, days(2023, 6, 1));
        assert_eq!(parse_date("1", order).unwrap().days, days(1900, 1, 1));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "abc",
            "2023-02-30",
            "20231301",
            "昨天",
            "2023-06-01-05",
            "99/99/2023",
            "1.5",
            "23-6-1",
            "-5",
        ] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(offset in -700_000i32..2_000_000) {
            // chrono-free check: walk from the era formula back by search over the year.
            let mut year = 1970 + offset / 366 - 1;
            while days_from_civil(year.max(1) + 1, 1, 1).is_some_and(|first| first <= offset) {
                year += 1;
            }
            prop_assume!((1..9999).contains(&year));
            let mut left = offset - days(year, 1, 1);
            prop_assume!(left >= 0);
            let mut month = 1;
            while let Some(next) = days_from_civil(year, month + 1, 1) {
                if next > offset { break; }
                month += 1;
            }
            left = offset - days(year, month, 1);
            let text = format!("{year:04}-{month:02}-{:02}", left + 1);
            prop_assert_eq!(day(&text), Ok((offset, Precision::Day)));
        }

        #[test]
        fn no_text_makes_it_fail_badly(text in "\\PC{0,20}") {
            let _ = parse_date(&text, DateOrder::Unknown);
        }
    }
}
