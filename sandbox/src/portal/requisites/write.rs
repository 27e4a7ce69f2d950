//! Adding, changing and deleting requisites, bank accounts, addresses and links.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::old_items::{described, listed};
use super::super::old_rows::{self, BANK_FIELDS, REQUISITE_FIELDS};
use super::super::value::{Array, Value};
use super::{check_rights, find, int};

const REQUISITE: i64 = 8;

/// What every row of the old API may be told beside its own fields.
const COMMON: [&str; 6] = ["NAME", "CODE", "XML_ID", "ORIGINATOR_ID", "ACTIVE", "SORT"];

const HEAD: &str = "!ID integer, !DATE_CREATE datetime, !DATE_MODIFY datetime, \
    !CREATED_BY_ID user, !MODIFY_BY_ID user, NAME string, CODE string, XML_ID string, \
    ORIGINATOR_ID string, ACTIVE char, SORT integer";

fn strings(names: &str) -> String {
    let names: Vec<String> = names
        .split_whitespace()
        .map(|name| format!("{name} string"))
        .collect();
    names.join(", ")
}

pub(super) fn fields(call: &mut Call<'_>) -> Answer {
    let own = "*.ENTITY_TYPE_ID integer, *.ENTITY_ID integer, *.PRESET_ID integer, \
               ADDRESS_ONLY char";
    let mut rows = listed(&format!("{HEAD}, {own}, {}", strings(REQUISITE_FIELDS)));
    for (name, row) in described(call.state, REQUISITE).iter() {
        rows.set_key(name.clone(), row.clone());
    }
    Ok(rows.into())
}

pub(super) fn bank_fields(_: &mut Call<'_>) -> Answer {
    let own = "*.ENTITY_ID integer, COUNTRY_ID integer, COMMENTS string";
    Ok(listed(&format!("{HEAD}, {own}, {}", strings(BANK_FIELDS))).into())
}

pub(super) fn link_fields(_: &mut Call<'_>) -> Answer {
    let own = "*.ENTITY_TYPE_ID integer, *.ENTITY_ID integer, *REQUISITE_ID integer, \
               *BANK_DETAIL_ID integer, *MC_REQUISITE_ID integer, *MC_BANK_DETAIL_ID integer";
    Ok(listed(own).into())
}

/// The map `fields`; without it every field is missing.
pub(super) fn given(call: &Call<'_>) -> Array {
    let given = call.old_param("fields").and_then(Value::as_array);
    given.cloned().unwrap_or_default()
}

/// A positive id among the given fields.
pub(super) fn needed(given: &Array, name: &str) -> Result<i64, Fail> {
    let id = given.get_any_case(name).and_then(Value::to_int);
    id.filter(|id| *id > 0)
        .ok_or_else(|| Fail::nameless(format!("{name} is not defined or invalid.")))
}

/// The parameter `id`.
pub(super) fn id(call: &Call<'_>) -> Result<i64, Fail> {
    needed(&call.params, "ID")
}

pub(super) fn missing(what: &str, id: i64) -> Fail {
    Fail::nameless(format!("The {what} with ID '{id}' is not found"))
}

pub(super) fn add(call: &mut Call<'_>) -> Answer {
    let given = given(call);
    let entity = needed(&given, "ENTITY_TYPE_ID")?;
    let owner = needed(&given, "ENTITY_ID")?;
    let preset = needed(&given, "PRESET_ID")?;
    check_rights(call)?;
    let owners = call.state.items.get(&entity);
    if !owners.is_some_and(|all| all.contains_key(&owner)) {
        return Err(Fail::nameless("Entity not found."));
    }
    let id = call.state.next_id("requisite");
    let mut row = new_row(call, id)
        .with("ENTITY_TYPE_ID", entity.to_string())
        .with("ENTITY_ID", owner.to_string())
        .with("PRESET_ID", preset.to_string())
        .with("NAME", "");
    row = old_rows::shaped(
        old_rows::tail(row, "").with("ADDRESS_ONLY", "N"),
        REQUISITE_FIELDS,
    );
    write(call, &mut row, &given);
    call.state.requisites.push(row);
    Ok(id.into())
}

pub(super) fn new_row(call: &Call<'_>, id: i64) -> Array {
    let mut row = old_rows::head(id, &call.now());
    row.set("CREATED_BY_ID", call.caller.user.to_string());
    row
}

/// Writes what the row knows; everything is text, and keys of owner and preset stay.
fn write(call: &Call<'_>, row: &mut Array, given: &Array) {
    let custom = |name: &str| {
        let mut fields = call.state.user_fields.iter();
        fields.any(|field| field.entity_type_id == REQUISITE && field.name == name)
    };
    for (key, value) in given.iter() {
        let name = key.text().to_ascii_uppercase();
        let known = row.get(&name).is_some();
        let own = name.starts_with("RQ_") || ["ADDRESS_ONLY", "COMMENTS"].contains(&name.as_str());
        let common = COMMON.contains(&name.as_str());
        if known && (own || common) || name.starts_with("UF_CRM_") && (known || custom(&name)) {
            row.set(&name, text(value));
        }
    }
}

fn text(value: &Value) -> Value {
    match value {
        Value::Bool(yes) => Value::yes_no(*yes),
        Value::Array(_) | Value::Null => value.clone(),
        other => other.to_text().into(),
    }
}

pub(super) fn touch(call: &Call<'_>, row: &mut Array) {
    row.set("DATE_MODIFY", call.now());
    row.set("MODIFY_BY_ID", call.caller.user.to_string());
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    let id = id(call)?;
    check_rights(call)?;
    let row = find(&call.state.requisites, id).cloned();
    let mut row = row.ok_or_else(|| missing("Requisite", id))?;
    write(call, &mut row, &given(call));
    touch(call, &mut row);
    put(&mut call.state.requisites, id, row);
    Ok(true.into())
}

/// Puts a changed row in its place.
pub(super) fn put(rows: &mut [Array], id: i64, row: Array) {
    if let Some(kept) = rows.iter_mut().find(|one| int(one, "ID") == id) {
        *kept = row;
    }
}

/// Bank accounts, addresses and choices go with the requisite.
pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    let id = id(call)?;
    check_rights(call)?;
    find(&call.state.requisites, id).ok_or_else(|| missing("Requisite", id))?;
    let state = &mut *call.state;
    state.requisites.retain(|row| int(row, "ID") != id);
    let of_it = |row: &Array| int(row, "ENTITY_ID") == id;
    let banks = state.bank_details.iter().filter(|row| of_it(row));
    let banks: Vec<i64> = banks.map(|row| int(row, "ID")).collect();
    state.bank_details.retain(|row| !of_it(row));
    state
        .addresses
        .retain(|row| int(row, "ENTITY_TYPE_ID") != REQUISITE || !of_it(row));
    for link in &mut state.links {
        for name in ["REQUISITE_ID", "MC_REQUISITE_ID"] {
            unlink(link, name, &[id]);
        }
        for name in ["BANK_DETAIL_ID", "MC_BANK_DETAIL_ID"] {
            unlink(link, name, &banks);
        }
    }
    Ok(true.into())
}

fn unlink(link: &mut Array, name: &str, gone: &[i64]) {
    if gone.contains(&int(link, name)) {
        link.set(name, "0");
    }
}

pub(super) fn bank_add(call: &mut Call<'_>) -> Answer {
    let given = given(call);
    let owner = needed(&given, "ENTITY_ID")?;
    check_rights(call)?;
    find(&call.state.requisites, owner).ok_or_else(|| missing("Requisite", owner))?;
    let id = call.state.next_id("bank detail");
    let country = given.get_any_case("COUNTRY_ID").and_then(Value::to_int);
    let row = new_row(call, id)
        .with("ENTITY_ID", owner.to_string())
        .with("COUNTRY_ID", country.unwrap_or(1).to_string())
        .with("NAME", "");
    let row = old_rows::shaped(old_rows::tail(row, ""), BANK_FIELDS);
    let mut row = row.with("COMMENTS", Value::Null);
    write(call, &mut row, &given);
    call.state.bank_details.push(row);
    Ok(id.into())
}

pub(super) fn bank_get(call: &mut Call<'_>) -> Answer {
    let id = id(call)?;
    check_rights(call)?;
    let row = find(&call.state.bank_details, id).cloned();
    Ok(row
        .ok_or_else(|| missing("RequisiteBankDetail", id))?
        .into())
}

pub(super) fn bank_update(call: &mut Call<'_>) -> Answer {
    let id = id(call)?;
    check_rights(call)?;
    let row = find(&call.state.bank_details, id).cloned();
    let mut row = row.ok_or_else(|| missing("RequisiteBankDetail", id))?;
    write(call, &mut row, &given(call));
    touch(call, &mut row);
    put(&mut call.state.bank_details, id, row);
    Ok(true.into())
}

pub(super) fn bank_delete(call: &mut Call<'_>) -> Answer {
    let id = id(call)?;
    check_rights(call)?;
    find(&call.state.bank_details, id).ok_or_else(|| missing("RequisiteBankDetail", id))?;
    call.state.bank_details.retain(|row| int(row, "ID") != id);
    for link in &mut call.state.links {
        for name in ["BANK_DETAIL_ID", "MC_BANK_DETAIL_ID"] {
            unlink(link, name, &[id]);
        }
    }
    Ok(true.into())
}

pub(super) fn link_unregister(call: &mut Call<'_>) -> Answer {
    let entity = needed(&call.params, "entityTypeId")?;
    let id = needed(&call.params, "entityId")?;
    check_rights(call)?;
    let is_it = |row: &Array| int(row, "ENTITY_TYPE_ID") == entity && int(row, "ENTITY_ID") == id;
    call.state.links.retain(|row| !is_it(row));
    Ok(true.into())
}
