//! Employees who are named for a task, and the hours in which they are reminded.

use super::raw;
use super::reading::{Read, Reading, each};
use chrono::FixedOffset;
use docflow_core::{Colleague, OfficeHours, People};
use std::collections::BTreeSet;

pub(super) fn people(reading: &mut Reading<'_>, raw: &raw::People) -> Read<People> {
    let administrators = colleagues(reading, &raw.administrators);
    let hours = hours(reading, &raw.hours);
    Ok(People {
        administrators: administrators?,
        hours: hours?,
    })
}

/// Those who do one task, the first of them first; nobody twice.
pub(super) fn colleagues(
    reading: &mut Reading<'_>,
    raw: &[raw::Colleague],
) -> Read<Vec<Colleague>> {
    let mut seen = BTreeSet::new();
    for one in raw {
        if !seen.insert(one.user.get_ref()) {
            let found = one.user.get_ref();
            let message =
                format!("expected each employee once, found {found} twice; remove one of them");
            let _: Read<()> = reading.fault(one.user.span(), message);
        }
    }
    each(reading, raw, |reading, one| {
        let id = reading.user(&one.user);
        let name = reading.filled(&one.name);
        Ok(Colleague {
            id: id?,
            name: name?,
        })
    })
}

fn hours(reading: &mut Reading<'_>, raw: &raw::Hours) -> Read<OfficeHours> {
    let standard = OfficeHours::default();
    let offset = match &raw.offset {
        None => Ok(standard.offset),
        Some(text) => offset(reading, text),
    };
    let from = reading.within(raw.from.as_ref(), 0..=23, standard.from);
    let until = reading.within(raw.until.as_ref(), 1..=24, standard.until);
    let hours = OfficeHours {
        offset: offset?,
        from: from?,
        until: until?,
    };
    let always = raw.around_the_clock.as_ref();
    if let Some(always) = always.filter(|always| *always.get_ref()) {
        return around_the_clock(reading, raw, always);
    }
    match raw.until.as_ref().or(raw.from.as_ref()) {
        Some(at) if hours.until <= hours.from => {
            let (from, until) = (hours.from, hours.until);
            let message = format!(
                "expected hours that end after they begin, found {from} to {until}; correct one \
                 of them or set around_the_clock = true in their place"
            );
            reading.fault(at.span(), message)
        }
        _ => Ok(hours),
    }
}

fn around_the_clock(
    reading: &mut Reading<'_>,
    raw: &raw::Hours,
    always: &toml::Spanned<bool>,
) -> Read<OfficeHours> {
    if raw.offset.is_none() && raw.from.is_none() && raw.until.is_none() {
        return Ok(OfficeHours::always());
    }
    let message = "expected either `around_the_clock = true` or `offset`, `from` and `until`, \
                   found both; remove what does not apply";
    reading.fault(always.span(), message)
}

/// «+03:00». A named zone is not taken: Russia has had no summer time since 2014.
pub(super) fn offset(reading: &mut Reading<'_>, text: &raw::Text) -> Read<FixedOffset> {
    match text.get_ref().parse() {
        Ok(offset) => Ok(offset),
        Err(_) => reading.wrong(text, "an offset such as +03:00", "write hours and minutes"),
    }
}
