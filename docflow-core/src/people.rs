//! Who mends what, and when they may be reminded.
//!
//! A problem is told to whoever can mend it; the manager of the deal learns who is waited for. Names
//! stand in the policy, because the portal can be away when a text is made. Not here: what is told
//! (texts) and which problems arise (the run).

use crate::facts::Timestamp;
use crate::ids::UserId;
use chrono::{Datelike, Duration, FixedOffset, NaiveTime, Offset, TimeZone, Utc, Weekday};

/// An employee whom the policy names for a task.
#[derive(Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Their number on the portal.
    pub id: UserId,
    /// Name for texts: «Анна Петровна».
    pub name: String,
}

crate::debug::unseen!(Colleague);

/// The administrators and the hours in which people are reminded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Who keeps the integration running; the first is asked first, the others are reminded.
    pub administrators: Vec<Colleague>,
    /// When reminders may come.
    pub hours: OfficeHours,
}

/// Working hours: reminders come in them, Monday to Friday; holidays are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeHours {
    /// Local time of the office.
    pub offset: FixedOffset,
    /// First hour, 0 to 23.
    pub from: u32,
    /// The hour that is no longer in, 1 to 24; not greater than `from` means around the clock.
    pub until: u32,
}

impl Default for OfficeHours {
    /// Nine to eighteen in Moscow.
    fn default() -> Self {
        const MOSCOW: i32 = 3 * 3600;
        Self {
            offset: FixedOffset::east_opt(MOSCOW).unwrap_or_else(|| Utc.fix()),
            from: 9,
            until: 18,
        }
    }
}

impl OfficeHours {
    /// Around the clock, every day.
    pub fn always() -> Self {
        Self {
            offset: Utc.fix(),
            from: 0,
            until: 0,
        }
    }

    /// The moment itself when it is in office hours, else the next opening.
    ///
    /// ```
    /// use docflow_core::OfficeHours;
    /// let hours = OfficeHours::default();
    /// let saturday = "2026-11-28T10:00:00Z".parse().unwrap();
    /// assert_eq!(hours.open_at(saturday).to_string(), "2026-11-30 06:00:00 UTC");
    /// ```
    pub fn open_at(self, at: Timestamp) -> Timestamp {
        if self.until <= self.from {
            return at;
        }
        let local = at.with_timezone(&self.offset);
        (0..=3)
            .find_map(|days| {
                let day = local
                    .date_naive()
                    .checked_add_signed(Duration::days(days))?;
                if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
                    return None;
                }
                let (from, until) = (self.moment(day, self.from)?, self.moment(day, self.until)?);
                (at < until).then_some(from.max(at))
            })
            .unwrap_or(at)
    }

    fn moment(self, day: chrono::NaiveDate, hour: u32) -> Option<Timestamp> {
        let (day, hour) = match hour {
            24 => (day.succ_opt()?, 0),
            hour => (day, hour),
        };
        let local = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
        Some(self.offset.from_local_datetime(&local).single()?.to_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_wait_for_the_next_working_day() {
        let hours = OfficeHours::default();
        for (at, open) in [
            ("2026-11-24T05:59:00Z", "2026-11-24T06:00:00Z"),
            ("2026-11-24T06:00:00Z", "2026-11-24T06:00:00Z"),
            ("2026-11-24T14:59:59Z", "2026-11-24T14:59:59Z"),
            ("2026-11-24T15:00:00Z", "2026-11-25T06:00:00Z"),
            ("2026-11-27T15:00:00Z", "2026-11-30T06:00:00Z"),
            ("2026-11-28T01:00:00Z", "2026-11-30T06:00:00Z"),
            ("2026-11-29T22:00:00Z", "2026-11-30T06:00:00Z"),
        ] {
            let (at, open) = (at.parse().unwrap(), open.parse::<Timestamp>().unwrap());
            assert_eq!(hours.open_at(at), open);
            assert_eq!(OfficeHours::always().open_at(at), at);
        }
    }

    #[test]
    fn a_day_that_ends_at_midnight_is_open_until_then() {
        let hours = OfficeHours {
            until: 24,
            ..OfficeHours::default()
        };
        let late: Timestamp = "2026-11-24T20:59:00Z".parse().unwrap();
        assert_eq!(hours.open_at(late), late);
    }
}
