//! `batch` of REST 3.0: a list of calls, answered by a list of results.

use rust_decimal::Decimal;

use super::super::access::{self, Caller};
use super::super::fail::Fail;
use super::super::limits::Spent;
use super::super::methods::Answered;
use super::super::state::State;
use super::super::value::{Array, Value};
use super::{PREFIX, invalid, refused};

pub(crate) const NAME: &str = "api/batch";

const MOST: usize = 50;

/// The methods of the calls, for log and faults.
pub(crate) fn method_names(calls: &Array) -> Vec<String> {
    let named = calls
        .values()
        .filter_map(|call| call.as_array()?.get("method")?.to_text());
    named
        .map(|name| format!("{PREFIX}{}", name.to_ascii_lowercase()))
        .collect()
}

/// Runs the calls in order. The first that is refused ends the batch with its refusal; what was done
/// before it stays done.
pub(crate) fn run(
    state: &mut State,
    caller: &Caller,
    calls: &Array,
    now_ms: i64,
    token_lives: Option<usize>,
) -> Result<(Answered, Option<Spent>, Decimal), Fail> {
    if calls.get("cmd").is_some() {
        let text = "Unable to recognize the list of calls";
        return Err(refused(400, "INVALIDSELECT", text));
    }
    if calls.len() > MOST {
        return Err(invalid("batch", "Max batch length exceeded"));
    }
    let mut results = Array::new();
    let mut seconds = Decimal::ZERO;
    for (index, call) in calls.values().enumerate() {
        if token_lives == Some(index) && access::expire(state, caller, now_ms) {
            return Err(access::expired());
        }
        let (method, query) = read(call)?;
        let (answered, _) = super::super::run(state, caller, &method, query, now_ms)?;
        seconds += super::super::work_of(state, &method);
        super::super::check_cut(state, seconds)?;
        results.push(answered.result);
    }
    Ok((Value::from(results).into(), None, seconds))
}

fn read(call: &Value) -> Result<(String, Array), Fail> {
    let call = call.as_array();
    let method = call.and_then(|call| call.get("method")?.to_text());
    let method = method.ok_or_else(|| super::missing("method"))?;
    let query = call.and_then(|call| call.get("query")?.as_array().cloned());
    let method = format!("{PREFIX}{}", method.to_ascii_lowercase());
    if method == NAME {
        return Err(invalid("method", "A batch cannot be called in a batch"));
    }
    Ok((method, query.unwrap_or_default()))
}
