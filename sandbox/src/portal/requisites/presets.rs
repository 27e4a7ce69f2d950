//! Templates of requisites and the fields that stand in them.

use std::collections::BTreeMap;

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::old_items::listed;
use super::super::old_rows::REQUISITE_FIELDS;
use super::super::value::{Array, Value};
use super::write::{given, id, missing, needed, new_row, put, touch};
use super::{check_rights, find, int};

/// Fields by preset; a preset that nobody touched has the standard ones.
pub(crate) type PresetFields = BTreeMap<i64, Vec<Array>>;

/// Countries whose requisites the portal knows.
const COUNTRIES: [(i64, &str, &str); 10] = [
    (1, "RU", "Россия"),
    (4, "BY", "Беларусь"),
    (6, "KZ", "Казахстан"),
    (14, "UA", "Украина"),
    (34, "BR", "Бразилия"),
    (46, "DE", "Германия"),
    (77, "CO", "Колумбия"),
    (110, "PL", "Польша"),
    (122, "US", "США"),
    (132, "FR", "Франция"),
];

pub(super) fn countries(_: &mut Call<'_>) -> Answer {
    let rows = COUNTRIES.iter().map(|(id, code, title)| {
        Array::new()
            .with("ID", *id)
            .with("CODE", *code)
            .with("TITLE", *title)
    });
    Ok(Value::list(rows).into())
}

pub(super) fn fields(_: &mut Call<'_>) -> Answer {
    let rows = listed(
        "!ID integer, *.ENTITY_TYPE_ID integer, *.COUNTRY_ID integer, *NAME string, \
         !DATE_CREATE datetime, !DATE_MODIFY datetime, !CREATED_BY_ID user, !MODIFY_BY_ID user, \
         ACTIVE char, SORT integer, XML_ID string",
    );
    Ok(rows.into())
}

pub(super) fn add(call: &mut Call<'_>) -> Answer {
    let given = given(call);
    let entity = needed(&given, "ENTITY_TYPE_ID")?;
    check_rights(call)?;
    let text = |name: &str| given.get_any_case(name).and_then(Value::to_text);
    let id = call.state.next_id("preset");
    let country = text("COUNTRY_ID").filter(|country| !country.is_empty());
    let row = Array::new()
        .with("ID", id.to_string())
        .with("ENTITY_TYPE_ID", entity.to_string())
        .with("COUNTRY_ID", country.unwrap_or("1".to_owned()));
    let mut row = new_row(call, id)
        .iter()
        .skip(1)
        .fold(row, |row, (key, value)| {
            row.with(&key.text(), value.clone())
        })
        .with("NAME", "")
        .with("XML_ID", "")
        .with("ACTIVE", "Y")
        .with("SORT", "500");
    write(&mut row, &given);
    call.state.presets.push(row);
    call.state.preset_fields.insert(id, Vec::new());
    Ok(id.into())
}

fn write(row: &mut Array, given: &Array) {
    for name in ["NAME", "XML_ID", "ACTIVE", "SORT"] {
        let value = given.get_any_case(name).and_then(Value::to_text);
        if let Some(text) = value {
            row.set(name, text);
        }
    }
}

fn known(call: &Call<'_>) -> Result<(i64, Array), Fail> {
    let id = id(call)?;
    check_rights(call)?;
    let row = find(&call.state.presets, id).cloned();
    Ok((id, row.ok_or_else(|| missing("Preset", id))?))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    Ok(known(call)?.1.into())
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    let (id, mut row) = known(call)?;
    write(&mut row, &given(call));
    touch(call, &mut row);
    put(&mut call.state.presets, id, row);
    Ok(true.into())
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    let (id, _) = known(call)?;
    if call
        .state
        .requisites
        .iter()
        .any(|row| int(row, "PRESET_ID") == id)
    {
        return Err(Fail::nameless(
            "You cannot delete the template because requisites have already been created for it.",
        ));
    }
    call.state.presets.retain(|row| int(row, "ID") != id);
    call.state.preset_fields.remove(&id);
    Ok(true.into())
}

pub(super) fn field_fields(_: &mut Call<'_>) -> Answer {
    let rows = listed(
        "!ID integer, *FIELD_NAME string, FIELD_TITLE string, SORT integer, IN_SHORT_LIST char",
    );
    Ok(rows.into())
}

/// Fields of a template for organizations; the portal's other templates begin with the same.
const STANDARD: [&str; 11] = [
    "RQ_INN",
    "RQ_COMPANY_NAME",
    "RQ_COMPANY_FULL_NAME",
    "RQ_OGRN",
    "RQ_KPP",
    "RQ_COMPANY_REG_DATE",
    "RQ_OKPO",
    "RQ_OKTMO",
    "RQ_DIRECTOR",
    "RQ_ACCOUNTANT",
    "RQ_ADDR",
];

fn standard() -> Vec<Array> {
    let numbered = (1_i64..).zip((510_i64..).step_by(10)).zip(STANDARD);
    numbered
        .map(|((id, sort), name)| preset_field(id, name, sort))
        .collect()
}

fn preset_field(id: i64, name: &str, sort: i64) -> Array {
    Array::new()
        .with("ID", id)
        .with("FIELD_NAME", name)
        .with("FIELD_TITLE", "")
        .with("IN_SHORT_LIST", "N")
        .with("SORT", sort)
}

/// The fields of the preset that the call names in `preset`.
fn rows<'a>(call: &'a mut Call<'_>) -> Result<&'a mut Vec<Array>, Fail> {
    let preset = call.old_param("preset").and_then(Value::as_array);
    let id = preset.and_then(|preset| preset.get_any_case("ID")?.to_int());
    let id = id.unwrap_or_default();
    check_rights(call)?;
    find(&call.state.presets, id).ok_or_else(|| missing("Preset", id))?;
    Ok(call.state.preset_fields.entry(id).or_insert_with(standard))
}

fn field_id(call: &Call<'_>) -> Result<i64, Fail> {
    id(call)
}

pub(super) fn field_list(call: &mut Call<'_>) -> Answer {
    let rows = rows(call)?.clone();
    Ok(Value::list(rows).into())
}

pub(super) fn field_get(call: &mut Call<'_>) -> Answer {
    let id = field_id(call)?;
    let row = find(rows(call)?, id).cloned();
    Ok(row.ok_or_else(|| missing("PresetField", id))?.into())
}

pub(super) fn field_add(call: &mut Call<'_>) -> Answer {
    let given = given(call);
    let name = given.get_any_case("FIELD_NAME").and_then(Value::to_text);
    let name = name.unwrap_or_default();
    let free = available(call)?.contains(&name);
    if !free {
        let text = format!("The field '{name}' can not be added.");
        return Err(Fail::nameless(text));
    }
    let rows = rows(call)?;
    let last = rows.iter().map(|row| int(row, "ID")).max();
    let id = last.unwrap_or_default().saturating_add(1);
    let mut row = preset_field(id, &name, 500);
    write_field(&mut row, &given);
    rows.push(row);
    Ok(id.into())
}

fn write_field(row: &mut Array, given: &Array) {
    for name in ["FIELD_TITLE", "IN_SHORT_LIST"] {
        let value = given.get_any_case(name).and_then(Value::to_text);
        if let Some(text) = value {
            row.set(name, text);
        }
    }
    if let Some(sort) = given.get_any_case("SORT").and_then(Value::to_int) {
        row.set("SORT", sort);
    }
}

pub(super) fn field_update(call: &mut Call<'_>) -> Answer {
    let id = field_id(call)?;
    let given = given(call);
    let mut all = rows(call)?.iter_mut();
    let row = all.find(|row| int(row, "ID") == id);
    write_field(row.ok_or_else(|| missing("PresetField", id))?, &given);
    Ok(true.into())
}

pub(super) fn field_delete(call: &mut Call<'_>) -> Answer {
    let id = field_id(call)?;
    let rows = rows(call)?;
    let before = rows.len();
    rows.retain(|row| int(row, "ID") != id);
    let is_gone = rows.len() < before;
    is_gone
        .then(|| true.into())
        .ok_or_else(|| missing("PresetField", id))
}

/// Fields that the preset has not yet.
fn available(call: &mut Call<'_>) -> Result<Vec<String>, Fail> {
    let custom = call.state.user_fields.iter();
    let custom = custom.filter(|field| field.entity_type_id == 8);
    let mut all: Vec<String> = custom.map(|field| field.name.clone()).collect();
    let own = REQUISITE_FIELDS.split_whitespace().chain(["RQ_ADDR"]);
    all.splice(0..0, own.map(str::to_owned));
    let rows = rows(call)?;
    let has = |name: &str| {
        let mut names = rows.iter().filter_map(|row| row.get("FIELD_NAME"));
        names.any(|known| *known == Value::from(name))
    };
    all.retain(|name| !has(name));
    Ok(all)
}

pub(super) fn field_available(call: &mut Call<'_>) -> Answer {
    let all = available(call)?;
    Ok(Value::list(all).into())
}
