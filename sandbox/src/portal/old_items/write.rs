//! Reads what the old API writes into a thing.

use super::super::fail::Fail;
use super::super::fields as values;
use super::super::methods::Call;
use super::super::schema::{self, Kind};
use super::super::value::{Array, Value};
use super::bindings;
use super::communications;
use super::names::{self, Access, COMMUNICATIONS, Name};
use super::print::custom_field;

/// Writes the fields that are known and writable; all others are ignored in silence.
pub(super) fn write(
    call: &mut Call<'_>,
    entity: i64,
    item: &mut Array,
    wanted: &Array,
    is_new: bool,
) -> Result<(), Fail> {
    for (key, value) in wanted.iter() {
        let upper = key.text().to_ascii_uppercase();
        if names::has_communications(entity) && COMMUNICATIONS.contains(&upper.as_str()) {
            communications::write(call.state, item, &upper, value);
        } else if let Some(name) = names::find(entity, &upper) {
            if is_writable(name, is_new) {
                put(call, entity, item, name, value)?;
            }
        } else if let Some(field) = custom_field(call.state, entity, &upper).cloned() {
            let old = item.get(&field.name).cloned().unwrap_or_default();
            let value = unwrapped(value);
            let value = values::custom(call.state, &field, value, &old).map_err(nameless)?;
            item.set(&field.name, value);
        }
    }
    bindings::written(entity, item, wanted);
    Ok(())
}

fn is_writable(name: &Name, is_new: bool) -> bool {
    match name.access {
        Access::ReadOnly | Access::Many => false,
        Access::Once => is_new,
        Access::Free => true,
    }
}

/// `{"id": 7, "remove": "Y"}` takes a file out of its field.
fn unwrapped(value: &Value) -> &Value {
    let is_removal = |array: &Array| {
        array
            .get_any_case("remove")
            .is_some_and(|yes| !yes.is_empty())
    };
    match value {
        Value::Array(array) if is_removal(array) => &Value::Null,
        other => other,
    }
}

fn put(
    call: &mut Call<'_>,
    entity: i64,
    item: &mut Array,
    name: &Name,
    value: &Value,
) -> Result<(), Fail> {
    if name.kind == "file" {
        let file = values::new_file(call.state, value);
        item.set(name.kept, file.map(|file| Array::new().with("id", file.id)));
        return Ok(());
    }
    let kind = schema::fields(entity)
        .unwrap_or_default()
        .iter()
        .find(|field| field.name == name.kept)
        .map_or(Kind::OptionalText, |field| field.kind);
    let value = values::standard(call.state, name.old, kind, value).map_err(nameless)?;
    item.set(name.kept, value);
    Ok(())
}

/// The old API has texts and no codes.
fn nameless(fail: Fail) -> Fail {
    Fail::nameless(fail.description)
}
