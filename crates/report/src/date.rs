//! The day of a run.

use jushu_figures::Language;

/// `2026-11-23` as a title page prints it; other texts as they are.
pub(crate) fn printed(date: &str, language: Language) -> String {
    match (parts(date), language) {
        (Some((year, month, day)), Language::Zh) => format!("{year}年{month}月{day}日"),
        _ => date.to_string(),
    }
}

/// Year, month and day of `2026-11-23`; none for anything that is not a day of the calendar.
pub(crate) fn parts(date: &str) -> Option<(u32, u32, u32)> {
    let mut parts = date.split('-').map(str::parse::<u32>);
    let (year, month, day) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    let real = parts.next().is_none()
        && (1..=9999).contains(&year)
        && (1..=days(year, month)).contains(&day);
    real.then_some((year, month, day))
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        assert_eq!(parts("2024-02-29"), Some((2024, 2, 29)));
        for text in [
            "2023-02-29",
            "2023-13-01",
            "2023-00-10",
            "2023-1",
            "昨天",
            "2023-1-1-1",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
        assert_eq!(printed("2026-11-03", Language::Zh), "2026年11月3日");
    }
}
