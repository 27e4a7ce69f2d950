//! `batch`: up to 50 commands in one request, with references to earlier results.

use rust_decimal::Decimal;

use super::access::Caller;
use super::envelope::time;
use super::fail::Fail;
use super::limits::Spent;
use super::methods::Answered;
use super::params::from_query;
use super::state::State;
use super::value::{Array, Key, Value};
use crate::switches::BatchOver50;

const MOST: usize = 50;

/// The methods of the commands, for log and faults.
pub(crate) fn method_names(params: &Array) -> Vec<String> {
    let commands = params.get("cmd").and_then(Value::as_array);
    let texts = commands
        .into_iter()
        .flat_map(Array::values)
        .filter_map(Value::to_text);
    texts.map(|text| split(&text).0).collect()
}

/// `crm.item.get?id=1` as name and query.
fn split(command: &str) -> (String, String) {
    let (method, query) = command.split_once('?').unwrap_or((command, ""));
    let method = method.trim().trim_start_matches('/');
    let method = method.strip_suffix(".json").unwrap_or(method);
    (method.to_ascii_lowercase(), query.to_owned())
}

/// The five maps of the answer.
#[derive(Default)]
struct Maps {
    result: Array,
    errors: Array,
    totals: Array,
    nexts: Array,
    times: Array,
}

impl Maps {
    fn into_value(self) -> Array {
        Array::new()
            .with("result", self.result)
            .with("result_error", self.errors)
            .with("result_total", self.totals)
            .with("result_next", self.nexts)
            .with("result_time", self.times)
    }

    /// What `$result[…]` and its sisters refer to.
    fn root(&self, name: &str) -> Option<&Array> {
        match name {
            "result" => Some(&self.result),
            "result_error" => Some(&self.errors),
            "result_total" => Some(&self.totals),
            "result_next" => Some(&self.nexts),
            _ => None,
        }
    }
}

/// Runs the commands in order.
pub(crate) fn run(
    state: &mut State,
    caller: &Caller,
    params: &Array,
    now_ms: i64,
    token_lives: Option<usize>,
) -> Result<(Answered, Option<Spent>, Decimal), Fail> {
    let commands = params
        .get("cmd")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let halt = params.get("halt").is_some_and(|halt| !halt.is_empty());
    if commands.len() > MOST && state.switches.batch_over_50 == BatchOver50::Refuse {
        return Err(too_long());
    }
    let nested_pays = super::nested_pays(state);
    if !nested_pays {
        super::check_operating(state, caller, "batch", now_ms)?;
    }
    let mut maps = Maps::default();
    let mut seconds = Decimal::ZERO;
    let mut has_expired = false;
    for (index, (key, command)) in commands.iter().enumerate() {
        if token_lives == Some(index) {
            has_expired = super::access::expire(state, caller, now_ms);
        }
        let done = if index >= MOST {
            Err(too_long())
        } else if has_expired {
            Err(super::access::expired())
        } else {
            command_result(state, caller, command, &maps, now_ms)
        };
        let work = super::work_of(state, &method_of(command));
        if done.is_ok() {
            seconds += work;
        }
        let went_well = record(state, &mut maps, key, done, (now_ms, work));
        super::check_cut(state, seconds)?;
        if !went_well && halt {
            break;
        }
    }
    let spent = if nested_pays {
        None
    } else {
        super::charge(state, caller, "batch", now_ms)
    };
    Ok((maps.into_value().into(), spent, seconds))
}

fn method_of(command: &Value) -> String {
    split(&command.to_text().unwrap_or_default()).0
}

fn too_long() -> Fail {
    Fail::new(
        400,
        "ERROR_BATCH_LENGTH_EXCEEDED",
        "Max batch length exceeded",
    )
}

fn command_result(
    state: &mut State,
    caller: &Caller,
    command: &Value,
    maps: &Maps,
    now_ms: i64,
) -> Result<(Answered, Option<Spent>), Fail> {
    let text = command.to_text().unwrap_or_default();
    let (method, query) = split(&text);
    if method == "batch" {
        let text = "Method is not allowed for batch usage";
        return Err(Fail::new(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", text));
    }
    let mut params = Array::new();
    from_query(&query, &mut params);
    let Value::Array(params) = resolve(Value::Array(params), maps) else {
        return Err(Fail::missing("cmd"));
    };
    if super::nested_pays(state) {
        super::run(state, caller, &method, params, now_ms)
    } else {
        Ok((
            super::run_free(state, caller, &method, params, now_ms)?,
            None,
        ))
    }
}

/// Files the outcome of a command that began at a moment and worked for so many seconds; false when
/// it failed.
fn record(
    state: &State,
    maps: &mut Maps,
    key: &Key,
    done: Result<(Answered, Option<Spent>), Fail>,
    (now_ms, work): (i64, Decimal),
) -> bool {
    match done {
        Ok((answered, spent)) => {
            maps.result.set_key(key.clone(), answered.result);
            if let Some(total) = answered.total {
                maps.totals.set_key(key.clone(), total.into());
            }
            if let Some(next) = answered.next {
                maps.nexts.set_key(key.clone(), next.into());
            }
            maps.times
                .set_key(key.clone(), time(state, now_ms, spent, work).into());
            true
        }
        Err(fail) => {
            maps.errors.set_key(key.clone(), fail.to_value().into());
            false
        }
    }
}

/// Replaces every reference in the parameters by what it refers to.
fn resolve(value: Value, maps: &Maps) -> Value {
    match value {
        Value::Array(array) => {
            let mut resolved = Array::new();
            for (key, inner) in array.iter() {
                resolved.set_key(key.clone(), resolve(inner.clone(), maps));
            }
            resolved.into()
        }
        Value::Text(text) => resolve_text(&text, maps),
        other => other,
    }
}

/// A text that is one reference becomes the value itself, of whatever type; a reference inside a
/// text becomes text. What is missing becomes empty.
fn resolve_text(text: &str, maps: &Maps) -> Value {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let Some((value, length)) = reference(from, maps) else {
            out.push('$');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        if length == text.len() {
            return value.cloned().unwrap_or_else(|| Value::from(""));
        }
        let inserted = value.map(|value| value.to_text().unwrap_or_else(|| "Array".to_owned()));
        out.push_str(&inserted.unwrap_or_default());
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Value::Text(out)
}

/// Reads `$result[a][b]` at the start of `text`: what it refers to, and its length.
fn reference<'a>(text: &str, maps: &'a Maps) -> Option<(Option<&'a Value>, usize)> {
    let open = text.find('[')?;
    let root = maps.root(text.get(1..open)?)?;
    let (first, mut length) = key_at(text, open)?;
    let mut found = root.get(first);
    while let Some((key, end)) = key_at(text, length) {
        found = found.and_then(|value| value.as_array()?.get(key));
        length = end;
    }
    Some((found.filter(|value| **value != Value::Null), length))
}

/// The key between brackets that open at `at`, and where they end.
fn key_at(text: &str, at: usize) -> Option<(&str, usize)> {
    let inner = text.get(at..)?.strip_prefix('[')?;
    let (key, _) = inner.split_once(']')?;
    Some((key, at + key.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps() -> Maps {
        let deal = Array::new()
            .with("companyId", 7_i64)
            .with("contactIds", Value::list([1_i64]));
        let result = Array::new().with("deal", Array::new().with("item", deal));
        Maps {
            result,
            ..Maps::default()
        }
    }

    fn resolved(text: &str) -> Value {
        resolve_text(text, &maps())
    }

    #[test]
    fn a_lone_reference_keeps_its_type() {
        assert_eq!(resolved("$result[deal][item][companyId]"), Value::Int(7));
        let list = resolved("$result[deal][item][contactIds]");
        assert_eq!(list.to_json(false), "[1]");
    }

    #[test]
    fn a_reference_inside_text_becomes_text() {
        assert_eq!(
            resolved("CO_$result[deal][item][companyId]!"),
            Value::from("CO_7!")
        );
        assert_eq!(resolved("5 $ and $x[1]"), Value::from("5 $ and $x[1]"));
    }

    #[test]
    fn a_missing_reference_is_empty() {
        assert_eq!(resolved("$result[deal][item][leadId]"), Value::from(""));
        assert_eq!(resolved("$result[nobody][item]"), Value::from(""));
        assert_eq!(resolved("C_$result[nobody]"), Value::from("C_"));
    }
}
