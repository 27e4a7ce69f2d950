//! The envelope: `result`, `total`, `next`, the block `time`, and errors.

use http::StatusCode;
use rust_decimal::Decimal;

use super::fail::Fail;
use super::limits::Spent;
use super::methods::Answered;
use super::state::State;
use super::value::{Array, Value};
use crate::site::Reply;

/// The block `time` of work that took so many seconds. The rest of the durations is made up: the
/// sandbox has no slow database.
pub(crate) fn time(state: &State, now_ms: i64, spent: Option<Spent>, work: Decimal) -> Array {
    let start = Decimal::new(now_ms, 3);
    let duration = Decimal::new(30, 3) + work;
    let at = state.iso(now_ms);
    let time = Array::new()
        .with("start", start)
        .with("finish", start + duration)
        .with("duration", duration)
        .with("processing", Decimal::new(21, 3) + work)
        .with("date_start", at.as_str())
        .with("date_finish", at.as_str());
    match spent {
        Some(spent) if state.switches.operating_in_time => time
            .with("operating_reset_at", spent.reset_at_ms / 1000)
            .with("operating", spent.seconds),
        _ => time,
    }
}

/// An answer with HTTP 200.
pub(crate) fn success(state: &State, answered: Answered, time: Array) -> Reply {
    let mut body = Array::new().with("result", answered.result);
    if let Some(next) = answered.next {
        body.set("next", next);
    }
    if let Some(total) = answered.total {
        body.set("total", total);
    }
    body.set("time", time);
    json(state, 200, body)
}

/// An answer that is a document of its own.
pub(crate) fn bare(state: &State, answered: &Answered) -> Reply {
    let document = answered.result.as_array().cloned();
    json(state, 200, document.unwrap_or_default())
}

/// A refusal.
pub(crate) fn refusal(state: &State, fail: &Fail) -> Reply {
    if fail.is_page {
        return Reply::html(StatusCode::from_u16(fail.status).unwrap_or_default());
    }
    json(state, fail.status, fail.to_value())
}

/// A refusal of REST 3.0.
pub(crate) fn refusal3(state: &State, fail: &Fail) -> Reply {
    json(state, fail.status, fail.to_object())
}

fn json(state: &State, status: u16, body: Array) -> Reply {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let text = Value::from(body).to_json(state.switches.escape_unicode);
    Reply::new(status, "application/json; charset=utf-8", text)
}
