//! Addresses: they have no id, but hang on a thing by their type.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::old_items::listed;
use super::super::old_rows::{self, ADDRESS_FIELDS};
use super::super::value::{Array, Value};
use super::write::{given, needed};
use super::{check_rights, find, int};

pub(super) fn fields(_: &mut Call<'_>) -> Answer {
    let rows = listed(
        "*.TYPE_ID integer, *.ENTITY_TYPE_ID integer, *.ENTITY_ID integer, ADDRESS_1 string, \
         ADDRESS_2 string, CITY string, POSTAL_CODE string, REGION string, PROVINCE string, \
         COUNTRY string, COUNTRY_CODE string, LOC_ADDR_ID integer, !ANCHOR_TYPE_ID integer, \
         !ANCHOR_ID integer",
    );
    Ok(rows.into())
}

/// Type, type of the owner, owner.
type Key = (i64, i64, i64);

fn key(given: &Array) -> Result<Key, Fail> {
    let part = |name| needed(given, name);
    Ok((
        part("TYPE_ID")?,
        part("ENTITY_TYPE_ID")?,
        part("ENTITY_ID")?,
    ))
}

fn key_of(row: &Array) -> Key {
    let part = |name| int(row, name);
    (part("TYPE_ID"), part("ENTITY_TYPE_ID"), part("ENTITY_ID"))
}

pub(super) fn add(call: &mut Call<'_>) -> Answer {
    let given = given(call);
    let key = key(&given)?;
    check_rights(call)?;
    if call.state.addresses.iter().any(|row| key_of(row) == key) {
        return Err(Fail::nameless("TypeAddress exists."));
    }
    let (kind, entity, owner) = key;
    let row = Array::new()
        .with("TYPE_ID", kind.to_string())
        .with("ENTITY_TYPE_ID", entity.to_string())
        .with("ENTITY_ID", owner.to_string());
    let mut row = old_rows::shaped(row, ADDRESS_FIELDS);
    row.set("LOC_ADDR_ID", call.state.next_id("location").to_string());
    let (anchor_kind, anchor) = anchor(call, entity, owner);
    row.set("ANCHOR_TYPE_ID", anchor_kind.to_string());
    row.set("ANCHOR_ID", anchor.to_string());
    write(&mut row, &given);
    call.state.addresses.push(row);
    Ok(true.into())
}

/// The thing behind the owner: of a requisite its company or contact.
fn anchor(call: &Call<'_>, entity: i64, owner: i64) -> (i64, i64) {
    match find(&call.state.requisites, owner) {
        Some(row) if entity == 8 => (int(row, "ENTITY_TYPE_ID"), int(row, "ENTITY_ID")),
        _ => (entity, owner),
    }
}

fn write(row: &mut Array, given: &Array) {
    for name in ADDRESS_FIELDS.split_whitespace() {
        let value = given
            .get_any_case(name)
            .filter(|_| !name.starts_with("ANCHOR"));
        if let Some(value) = value {
            row.set(name, text(value));
        }
    }
}

fn text(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        other => other.to_text().into(),
    }
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    let given = given(call);
    let key = key(&given)?;
    check_rights(call)?;
    let mut rows = call.state.addresses.iter_mut();
    let row = rows.find(|row| key_of(row) == key);
    write(row.ok_or_else(not_found)?, &given);
    Ok(true.into())
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    let key = key(&given(call))?;
    check_rights(call)?;
    let before = call.state.addresses.len();
    call.state.addresses.retain(|row| key_of(row) != key);
    let is_gone = call.state.addresses.len() < before;
    is_gone.then(|| true.into()).ok_or_else(not_found)
}

fn not_found() -> Fail {
    Fail::nameless("TypeAddress not found.")
}
