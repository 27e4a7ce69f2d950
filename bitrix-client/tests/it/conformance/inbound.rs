//! Events and posts of frames: the samples are JSON, a portal posts them as forms.

use bitrix_client::{Params, Value};

use super::Outcome;
use super::json::Json;

/// Posts the sample as a form and reads it.
pub(super) fn judge(raw: &str) -> Outcome {
    let Some(sample) = Json::read(raw) else {
        return Outcome::Failed("expected JSON".to_owned());
    };
    match Params::from_php_query(&form_of(&sample).to_php_query()) {
        Ok(_) => Outcome::Open,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// The form of an object: every value is a text.
fn form_of(object: &Json) -> Params {
    let Json::Map(members) = object else {
        return Params::new();
    };
    members
        .iter()
        .map(|(name, value)| (name, value_of(value)))
        .collect()
}

fn value_of(value: &Json) -> Value {
    match value {
        Json::Null => Value::from(""),
        Json::Bool(set) => Value::Bool(*set),
        Json::Number(text) | Json::Text(text) => Value::from(text.as_str()),
        Json::List(items) => Value::List(items.iter().map(value_of).collect()),
        Json::Map(_) => Value::Map(form_of(value)),
    }
}
