//! Held numbers: reserving, renewing, releasing.

use chrono::Datelike;
use serde_json::{Value, json};

use super::base::{Base, Hold, Reservation};
use super::check;
use super::issue::Answer;
use super::read::Members;
use super::refusal::Refusal;
use crate::clock::local;

const MINUTE_MS: i64 = 60_000;

/// `POST /number-reservations`.
pub(super) fn reserve(
    base: &mut Base,
    key: &str,
    body: Value,
    now: i64,
) -> Result<Answer, Refusal> {
    if base.reservations.contains_key(key) {
        return again(base, key, &body, now);
    }
    let known = ["organization", "form", "date", "deal", "hold_minutes"];
    let members = Members::new(&body, "", &known)?;
    let wanted = members.text("organization", 36)?;
    let (code, date) = (members.text("form", 50)?, members.date("date")?);
    members.text("deal", 50)?;
    let minutes = match members.get("hold_minutes") {
        None => u64::from(base.world.switches.hold_minutes),
        Some(_) => members.number("hold_minutes")?,
    };
    if !(1..=10_080).contains(&minutes) {
        return Err(members.shape("hold_minutes", "от 1 до 10080"));
    }
    check::organization(base, &wanted, None)?;
    check::form(base, &code, &wanted, date, "form")?;
    check::closed(base, date, "date")?;
    let organization = base
        .organization(&wanted)
        .map(|one| one.reference.clone())
        .unwrap_or_default();
    let number = base.next_contract_number(&organization, &code, date.year(), now)?;
    let hold_ms = i64::try_from(minutes)
        .unwrap_or(1)
        .saturating_mul(MINUTE_MS);
    let reservation = Reservation {
        body,
        organization,
        form: code,
        year: date.year(),
        number,
        until_ms: now.saturating_add(hold_ms),
        hold_ms,
        hold: Hold::Held,
    };
    let answer = shown(base, key, &reservation, 201);
    base.reservations.insert(key.to_owned(), reservation);
    Ok(answer)
}

/// A repeated key: the same number, renewed when the hold ran out and the number is still free.
fn again(base: &mut Base, key: &str, body: &Value, now: i64) -> Result<Answer, Refusal> {
    let Some(found) = base.reservations.get(key).cloned() else {
        return Err(Refusal::not_found(
            "unknown_key",
            "Такой ключ не встречался.",
        ));
    };
    if found.body != *body {
        let message = "Этот ключ уже использован с другим запросом.";
        return Err(Refusal::conflict("key_reused", message));
    }
    let is_over = found.hold == Hold::Held && found.until_ms <= now;
    let is_gone = base.is_used(&found.number, &found.organization, found.year)
        || base.is_held(&found.number, &found.organization, found.year, now, key);
    if found.hold == Hold::Released || is_over && is_gone {
        let message = "Удержание номера закончилось: запросите номер с новым ключом.";
        return Err(Refusal::finding("reservation_expired", message));
    }
    let mut renewed = found;
    if is_over {
        renewed.until_ms = now.saturating_add(renewed.hold_ms);
    }
    let answer = shown(base, key, &renewed, 200);
    base.reservations.insert(key.to_owned(), renewed);
    Ok(answer)
}

fn shown(base: &Base, key: &str, reservation: &Reservation, status: u16) -> Answer {
    let until = local(reservation.until_ms, base.world.utc_offset_minutes);
    let until = until.to_rfc3339_opts(chrono::SecondsFormat::Secs, false);
    let body = json!({ "key": key, "number": reservation.number, "until": until });
    Answer { status, body }
}

/// `DELETE /number-reservations?key=…`.
pub(super) fn release(base: &mut Base, key: &str) -> Result<Answer, Refusal> {
    match base.reservations.get_mut(key) {
        Some(one) if one.hold == Hold::Used => Err(Refusal::conflict(
            "number_used",
            "Номер занят выданным договором.",
        )),
        Some(one) => {
            one.hold = Hold::Released;
            Ok(Answer {
                status: 204,
                body: Value::Null,
            })
        }
        None => Ok(Answer {
            status: 204,
            body: Value::Null,
        }),
    }
}
