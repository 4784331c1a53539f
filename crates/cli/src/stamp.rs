//! Who makes a change, and when: the only place that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use jushu_registry::store::Stamp;

/// The person at the keyboard, now, in UTC.
pub fn now() -> Stamp {
    let who = ["JUSHU_USER", "USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "unknown".into());
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs());
    Stamp {
        who,
        at: calendar(seconds),
    }
}

/// `YYYY-MM-DD HH:MM:SS` of a number of seconds since 1970, by the civil calendar: days are
/// counted from 1 March, so that the leap day is the last of its year.
fn calendar(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::calendar;

    #[test]
    fn known_moments() {
        assert_eq!(calendar(0), "1970-01-01 00:00:00");
        assert_eq!(calendar(951_782_400), "2000-02-29 00:00:00");
        assert_eq!(calendar(1_767_225_599), "2025-12-31 23:59:59");
        assert_eq!(calendar(4_107_542_400), "2100-03-01 00:00:00");
    }
}
