//! Dates as Russian documents write them.

use super::NBSP;

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// «24 ноября 2026 г.» from an ISO date, with non-breaking spaces.
///
/// Takes `YYYY-MM-DD`, alone or followed by `T…`. `None` for anything else, also for a day that
/// the month does not have: a wrong date is never printed.
///
/// ```
/// use docflow_print::date_in_words;
/// assert_eq!(date_in_words("2026-11-24").as_deref(), Some("24\u{a0}ноября\u{a0}2026\u{a0}г."));
/// assert_eq!(date_in_words("2026-02-30"), None);
/// ```
pub fn date_in_words(iso: &str) -> Option<String> {
    let (year, month, day) = parse(iso)?;
    let month = MONTHS.get(usize::from(month).checked_sub(1)?)?;
    Some(format!("{day}{NBSP}{month}{NBSP}{year}{NBSP}г."))
}

/// «24.11.2026» from an ISO date; `None` as for [`date_in_words`].
pub fn short_date(iso: &str) -> Option<String> {
    let (year, month, day) = parse(iso)?;
    Some(format!("{day:02}.{month:02}.{year:04}"))
}

fn parse(iso: &str) -> Option<(u16, u8, u8)> {
    let date = iso.trim().split('T').next()?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str, len| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    (day >= 1 && day <= days_in(year, month)?).then_some((year, month, day))
}

fn days_in(year: u16, month: u8) -> Option<u8> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{date_in_words, short_date};

    #[test]
    fn a_time_after_the_date_is_left_out() {
        assert_eq!(
            short_date("2026-03-01T00:00:00").as_deref(),
            Some("01.03.2026")
        );
        assert_eq!(
            date_in_words("2026-03-01T00:00:00").as_deref(),
            Some("1\u{a0}марта\u{a0}2026\u{a0}г.")
        );
    }

    #[test]
    fn what_is_no_date_has_no_words() {
        for bad in [
            "",
            "24.11.2026",
            "2026-13-01",
            "2026-00-10",
            "2025-02-29",
            "2026-1-1",
            "2026-01-01-01",
        ] {
            assert_eq!(date_in_words(bad), None, "{bad}");
        }
        assert!(date_in_words("2024-02-29").is_some());
    }
}
