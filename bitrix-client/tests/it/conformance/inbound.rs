//! Events and posts of frames: the samples are JSON, a portal posts them as forms.

use bitrix_client::{Event, Frame, Happening, Params, PlacementOptions, Value};

use super::Outcome;
use super::json::Json;

/// Posts the sample as a form and reads it; the options of a frame are JSON there as well.
pub(super) fn judge(raw: &str) -> Outcome {
    let Some(sample) = Json::read(raw) else {
        return Outcome::Failed("expected JSON".to_owned());
    };
    if sample.member("event").is_some() {
        event(&form_of(&sample).to_php_query())
    } else if sample.member("DOMAIN").is_some() {
        frame(&sample)
    } else {
        options(&sample, raw)
    }
}

fn event(form: &str) -> Outcome {
    match Event::from_form(form) {
        Ok(event) if event.happened == Happening::Other => Outcome::Open,
        Ok(_) => Outcome::Typed,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// Part of a frame's post stands in the address, the rest in the body.
fn frame(sample: &Json) -> Outcome {
    let in_address = |name: &str| matches!(name, "DOMAIN" | "PROTOCOL" | "LANG" | "APP_SID");
    let form = form_of(sample);
    let part = |wanted: bool| {
        let part = form.iter().filter(|(name, _)| in_address(name) == wanted);
        let part = part.map(|(name, value)| (name, value.clone()));
        part.collect::<Params>().to_php_query()
    };
    match Frame::from_request(&part(true), &part(false)) {
        Ok(_) => Outcome::Typed,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// Nothing of the options is lost.
fn options(sample: &Json, raw: &str) -> Outcome {
    let Json::Map(members) = sample else {
        return Outcome::Open;
    };
    let options = PlacementOptions::from_json(raw);
    match members
        .iter()
        .find(|(name, _)| options.entries().get(name).is_none())
    {
        Some((name, _)) => Outcome::Failed(format!("{name} is lost")),
        None => Outcome::Typed,
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
