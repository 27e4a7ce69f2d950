//! What holds for any text that comes as an answer, and for the bracket form of parameters.
//!
//! The first line is the name of a method, the rest the body of its answer, or one value of it.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};

use bitrix_client::{
    Done, ErrorKind, Fields, FromWire, Id, Item, Money, OpenValue, Params, PhpQueryError,
    PlacementOptions, ProductRow, RawJson, Reply, Requisite, ToWire, Value, covered_methods,
    read_answer,
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use rust_decimal::Decimal;

/// Panics when a property is broken.
pub(crate) fn hold(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let (name, body) = text.split_once('\n').unwrap_or(("", text));
    let raw = RawJson::new(body);
    values(raw);
    exact(raw);
    method(name, raw);
    if let Some(reply) = answer::<OpenValue>(body) {
        method(name, reply.answer.raw());
    }
    answer::<Vec<Fields>>(body);
    answer::<Option<Item>>(body);
    brackets(PlacementOptions::from_json(body).entries());
}

/// Every type of value is read from its own text as it was.
fn values(raw: RawJson<'_>) {
    value::<String>(raw);
    value::<bool>(raw);
    value::<i64>(raw);
    value::<u64>(raw);
    value::<u32>(raw);
    value::<Decimal>(raw);
    value::<Money>(raw);
    value::<Id>(raw);
    value::<DateTime<FixedOffset>>(raw);
    value::<Vec<Option<Decimal>>>(raw);
    value::<BTreeMap<String, Option<String>>>(raw);
    value::<Fields>(raw);
    value::<OpenValue>(raw);
    value::<Done>(raw);
    value::<Vec<Item>>(raw);
    value::<ProductRow>(raw);
    value::<Requisite>(raw);
    if let Ok(day) = raw.parse::<NaiveDate>() {
        let text = format!("\"{}\"", day.format("%Y-%m-%d"));
        assert_eq!(RawJson::new(&text).parse(), Ok(day));
    }
}

fn value<T: FromWire + ToWire + PartialEq + Debug>(raw: RawJson<'_>) {
    if let Ok(read) = raw.parse::<T>() {
        written_again(&read);
    }
    if let Ok(read) = raw.parse::<Option<T>>() {
        written_again(&read);
    }
}

fn written_again<T: FromWire + ToWire + PartialEq + Debug>(read: &T) {
    let text = read.to_json();
    assert!(
        RawJson::new(&text).parse::<OpenValue>().is_ok(),
        "{text} is no JSON"
    );
    let again = RawJson::new(&text).parse::<T>();
    let again = again.unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(&again, read);
    assert_eq!(again.to_json(), text, "a second round changes it");
}

/// A number that is read has every digit that was sent, and no other.
fn exact(raw: RawJson<'_>) {
    let Ok(number) = raw.parse::<Decimal>() else {
        return;
    };
    let sent = raw.parse::<String>().expect("a number is a text as well");
    let kept = plain(&sent).unwrap_or_else(|| panic!("{sent} is no number and was read as one"));
    assert_eq!(kept, plain(&number.to_string()).unwrap(), "{sent}");
}

/// A number without its shape: whether it is below zero, its digits, the exponent of the last one.
fn plain(text: &str) -> Option<(bool, String, i64)> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut digits = format!("{whole}{part}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut exponent: i64 = exponent.parse().ok()?;
    exponent -= i64::try_from(part.len()).ok()?;
    while digits.ends_with('0') {
        digits.pop();
        exponent += 1;
    }
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some((false, String::new(), 0));
    }
    Some((negative, digits.to_owned(), exponent))
}

/// The answer of a method that has a type is read from its own text as it was.
fn method(name: &str, result: RawJson<'_>) {
    for method in covered_methods().filter(|method| method.name() == name) {
        if let Ok(text) = method.reread(result) {
            assert_eq!(method.reread(RawJson::new(&text)), Ok(text));
        }
    }
}

/// An answer with what is around it, as it was; an error says nothing that it must not.
fn answer<T: FromWire + ToWire + PartialEq + Debug>(body: &str) -> Option<Reply<T>> {
    let reply = match read_answer::<T>("m", 200, body.as_bytes()) {
        Ok(reply) => reply,
        Err(error) => {
            assert!(!error.to_string().contains('\n'), "{error}");
            assert!(
                !error.description().contains("://"),
                "{}",
                error.description()
            );
            assert_eq!(error.code().chars().find(|c| c.is_whitespace()), None);
            return None;
        }
    };
    let text = envelope(&reply);
    let again = read_answer::<T>("m", 200, text.as_bytes());
    assert_eq!(again.as_ref(), Ok(&reply), "{text}");
    let failed = read_answer::<T>("m", 500, text.as_bytes()).unwrap_err();
    assert_eq!(
        failed.kind(),
        ErrorKind::ServerFault,
        "a status of 500 is no answer"
    );
    Some(reply)
}

/// The body that says the same.
pub(crate) fn envelope<T: ToWire>(reply: &Reply<T>) -> String {
    let mut text = format!(r#"{{"result":{}"#, reply.answer.to_json());
    for (name, count) in [("total", reply.total), ("next", reply.next)] {
        if let Some(count) = count {
            write!(text, r#","{name}":{count}"#).unwrap();
        }
    }
    let time = time(reply);
    text + r#","time":"# + &time + "}"
}

/// The `time` that says the same.
pub(crate) fn time<T>(reply: &Reply<T>) -> String {
    let seconds =
        |span: std::time::Duration| format!("{}.{:06}", span.as_secs(), span.subsec_micros());
    let parts = [
        ("duration", reply.timing.duration.map(seconds)),
        ("operating", reply.timing.operating.map(seconds)),
        (
            "operating_reset_at",
            reply
                .timing
                .operating_reset_at
                .map(|at| at.timestamp().to_string()),
        ),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!(r#""{name}":{}"#, value?)));
    format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
}

/// The bracket form reads back as it was written, as far as it can say things.
fn brackets(params: &Params) {
    if !sayable(params) {
        return;
    }
    match Params::from_php_query(&params.to_php_query()) {
        Ok(read) => assert_eq!(read, said(params)),
        Err(error) => {
            let deep = matches!(error, PhpQueryError::TooDeep { .. });
            assert!(deep && depth(params) > 64, "{error}");
        }
    }
}

/// Names that have a bracket form.
fn sayable(params: &Params) -> bool {
    params.iter().all(|(name, value)| {
        !name.is_empty() && !name.contains(['[', ']']) && inner(value).iter().all(sayable)
    })
}

fn depth(params: &Params) -> usize {
    let inner = params
        .iter()
        .map(|(_, value)| inner(value).iter().map(depth).max());
    1 + inner.map(Option::unwrap_or_default).max().unwrap_or(0)
}

/// The maps right below a value; a list counts as a map of numbers.
fn inner(value: &Value) -> Vec<Params> {
    match value {
        Value::Map(map) => vec![map.clone()],
        Value::List(items) => {
            let numbered = items.iter().enumerate();
            vec![
                numbered
                    .map(|(at, item)| (at.to_string(), item.clone()))
                    .collect(),
            ]
        }
        _ => Vec::new(),
    }
}

/// What is left of a tree in the bracket form: texts in lists and maps.
fn said(params: &Params) -> Params {
    let entries = params.iter();
    entries
        .map(|(name, value)| (name.to_owned(), said_value(value)))
        .collect()
}

fn said_value(value: &Value) -> Value {
    match value {
        Value::Bool(set) => Value::from(if *set { "1" } else { "0" }),
        Value::Int(number) => Value::from(number.to_string()),
        Value::Text(text) => Value::from(text.as_str()),
        Value::List(items) if !items.is_empty() => {
            Value::List(items.iter().map(said_value).collect())
        }
        Value::Map(map) if !map.is_empty() => {
            let said = said(map);
            let numbered = |(at, (name, _)): (usize, (&str, &Value))| name == at.to_string();
            if said.iter().enumerate().all(numbered) {
                Value::List(said.iter().map(|(_, value)| value.clone()).collect())
            } else {
                Value::Map(said)
            }
        }
        _ => Value::from(""),
    }
}
