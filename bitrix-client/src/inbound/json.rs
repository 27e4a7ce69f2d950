//! JSON as the tree that forms give: for options of places and for events that come through a queue.

use serde_json::Value as Json;

use crate::params::{Params, Value};

/// Reads JSON text; a number that is not whole becomes a text. Keys stand in the order of the alphabet.
pub(super) fn tree(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().map(value)
}

fn value(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(set) => Value::Bool(set),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => Value::Text(number.to_string()),
        },
        Json::String(text) => Value::Text(text),
        Json::Array(items) => Value::List(items.into_iter().map(value).collect()),
        Json::Object(map) => {
            let entries = map.into_iter().map(|(name, inner)| (name, value(inner)));
            Value::Map(Params::of_unique(entries.collect()))
        }
    }
}
