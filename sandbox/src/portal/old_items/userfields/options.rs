//! Settings of custom fields by kind, and the options of lists.

use super::super::super::fail::Fail;
use super::super::super::state::State;
use super::super::super::value::{Array, Value};
use super::core;
use crate::world::FieldKind;

/// The settings of a field that was given none.
pub(super) fn settings(kind: FieldKind) -> Array {
    let none = Array::new().with("TYPE", "NONE").with("VALUE", "");
    match kind {
        FieldKind::String => Array::new()
            .with("SIZE", 20_i64)
            .with("ROWS", 1_i64)
            .with("REGEXP", "")
            .with("MIN_LENGTH", 0_i64)
            .with("MAX_LENGTH", 0_i64)
            .with("DEFAULT_VALUE", ""),
        FieldKind::Integer => Array::new()
            .with("SIZE", 20_i64)
            .with("MIN_VALUE", 0_i64)
            .with("MAX_VALUE", 0_i64)
            .with("DEFAULT_VALUE", Value::Null),
        FieldKind::Double => Array::new()
            .with("PRECISION", 2_i64)
            .with("SIZE", 20_i64)
            .with("MIN_VALUE", 0_i64)
            .with("MAX_VALUE", 0_i64)
            .with("DEFAULT_VALUE", Value::Null),
        FieldKind::Boolean => Array::new()
            .with("DEFAULT_VALUE", 0_i64)
            .with("DISPLAY", "CHECKBOX"),
        FieldKind::Date => Array::new().with("DEFAULT_VALUE", none),
        FieldKind::Datetime => Array::new()
            .with("DEFAULT_VALUE", none)
            .with("USE_SECOND", "Y")
            .with("USE_TIMEZONE", "N"),
        FieldKind::Enumeration => Array::new()
            .with("DISPLAY", "LIST")
            .with("LIST_HEIGHT", 1_i64)
            .with("CAPTION_NO_VALUE", "")
            .with("SHOW_NO_VALUE", "Y"),
        FieldKind::Money
        | FieldKind::Crm
        | FieldKind::Employee
        | FieldKind::File
        | FieldKind::Url
        | FieldKind::Address => Array::new(),
    }
}

/// Puts the given settings over the old ones.
pub(super) fn merge(card: &mut Array, given: &Value) {
    let mut settings = card
        .get("SETTINGS")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    for (key, value) in given.as_array().into_iter().flat_map(Array::iter) {
        settings.set_key(key.clone(), value.clone());
    }
    card.set("SETTINGS", settings);
}

/// Options with a known `ID` are changed, or deleted with `DEL`; the others are added.
pub(super) fn write(state: &mut State, card: &mut Array, given: &Value) -> Result<(), Fail> {
    let old = card.get("LIST").and_then(Value::as_array);
    let mut all: Vec<Array> = old
        .into_iter()
        .flat_map(Array::values)
        .filter_map(|one| one.as_array().cloned())
        .collect();
    for entry in given.as_array().into_iter().flat_map(Array::values) {
        if let Some(entry) = entry.as_array() {
            change(state, &mut all, entry);
        }
    }
    check_external_ids(&all)?;
    card.set("LIST", Value::list(all));
    Ok(())
}

fn change(state: &mut State, all: &mut Vec<Array>, entry: &Array) {
    let part = |name: &str| entry.get_any_case(name).and_then(Value::to_text);
    let id = part("ID").filter(|id| !id.is_empty());
    let known = all
        .iter()
        .position(|one| id.is_some() && one.get("ID").and_then(Value::to_text) == id);
    if let Some(at) = known {
        if part("DEL").as_deref() == Some("Y") {
            all.remove(at);
        } else if let Some(one) = all.get_mut(at) {
            for name in ["SORT", "VALUE", "DEF", "XML_ID"] {
                if let Some(text) = part(name) {
                    one.set(name, text);
                }
            }
        }
        return;
    }
    let id = state.next_id("option of a user field");
    all.push(
        Array::new()
            .with("ID", id.to_string())
            .with("SORT", part("SORT").unwrap_or("500".to_owned()))
            .with("VALUE", part("VALUE").unwrap_or_default())
            .with("DEF", part("DEF").unwrap_or("N".to_owned()))
            .with(
                "XML_ID",
                part("XML_ID").unwrap_or_else(|| format!("option{id}")),
            ),
    );
}

fn check_external_ids(all: &[Array]) -> Result<(), Fail> {
    let mut seen = Vec::new();
    for one in all {
        let external = one
            .get("XML_ID")
            .and_then(Value::to_text)
            .unwrap_or_default();
        if seen.contains(&external) {
            let text = format!("List item with value XML_ID={external} already exists.");
            return Err(core(text));
        }
        seen.push(external);
    }
    Ok(())
}
