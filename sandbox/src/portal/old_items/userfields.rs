//! `crm.deal.userfield.*` and its sisters: custom fields, as the old API adds and describes them.
//!
//! The portal's list of fields says what a value is; their cards here say the rest: id, labels,
//! settings, options. A field of the world gets its card when it is asked for.

use std::collections::BTreeMap;

use super::super::fail::Fail;
use super::super::filter::{directions, passes, sort, split_key};
use super::super::methods::{Answer, Call};
use super::super::old_list::page;
use super::super::schema::{COMPANY, CONTACT, DEAL, LEAD, QUOTE};
use super::super::state::State;
use super::super::value::{Array, Key, Value};
use super::{REQUISITE, Run, check_access, check_admin, denied, fields, id, map};
use crate::world::{FieldKind, UserField};

mod options;

/// Cards by entity type and name.
pub(crate) type Catalogue = BTreeMap<(i64, String), Array>;

pub(super) fn method<const E: i64>(rest: &str) -> Option<Run> {
    let run: Run = match rest {
        "userfield.add" => add::<E>,
        "userfield.get" => get::<E>,
        "userfield.list" => list::<E>,
        "userfield.update" => update::<E>,
        "userfield.delete" => delete::<E>,
        _ => return None,
    };
    Some(run)
}

fn entity_name(entity: i64) -> &'static str {
    match entity {
        LEAD => "CRM_LEAD",
        DEAL => "CRM_DEAL",
        CONTACT => "CRM_CONTACT",
        COMPANY => "CRM_COMPANY",
        QUOTE => "CRM_QUOTE",
        REQUISITE => "CRM_REQUISITE",
        _ => "",
    }
}

const KINDS: [(&str, FieldKind); 13] = [
    ("string", FieldKind::String),
    ("integer", FieldKind::Integer),
    ("double", FieldKind::Double),
    ("boolean", FieldKind::Boolean),
    ("date", FieldKind::Date),
    ("datetime", FieldKind::Datetime),
    ("money", FieldKind::Money),
    ("enumeration", FieldKind::Enumeration),
    ("crm", FieldKind::Crm),
    ("employee", FieldKind::Employee),
    ("file", FieldKind::File),
    ("url", FieldKind::Url),
    ("address", FieldKind::Address),
];

/// What the portal calls a kind.
pub(super) fn kind_name(kind: FieldKind) -> &'static str {
    let found = KINDS.iter().find(|(_, known)| *known == kind);
    found.map_or("string", |(name, _)| name)
}

/// Types that hold the id or code of something else are kept as text.
fn kind_of(name: &str) -> Option<FieldKind> {
    let found = KINDS.iter().find(|(known, _)| *known == name);
    let text = ["crm_status", "iblock_section", "iblock_element"].contains(&name)
        || name.starts_with("rest_");
    found
        .map(|(_, kind)| *kind)
        .or_else(|| text.then_some(FieldKind::String))
}

fn add<const E: i64>(call: &mut Call<'_>) -> Answer {
    check_admin(call)?;
    let wanted = fields(call)?;
    let text = |name: &str| {
        wanted
            .get_any_case(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    let kind = text("USER_TYPE_ID");
    if kind.is_empty() {
        return Err(Fail::nameless("The 'USER_TYPE_ID' field is not found."));
    }
    let name = full_name(&text("FIELD_NAME"))?;
    let kind = kind_of(&kind).ok_or_else(|| core("Incorrect custom type specified."))?;
    if find_field(call.state, E, &name).is_some() {
        let entity = entity_name(E);
        let text = format!("The field {name} for the {entity} object already exists.");
        return Err(core(text));
    }
    let field = UserField {
        entity_type_id: E,
        name: name.clone(),
        kind,
        multiple: text("MULTIPLE") == "Y",
        mandatory: text("MANDATORY") == "Y",
    };
    let mut card = new_card(call.state, &field);
    card.set("USER_TYPE_ID", text("USER_TYPE_ID"));
    write(call.state, &mut card, &wanted)?;
    let id = card.get("ID").and_then(Value::to_int).unwrap_or_default();
    call.state.user_fields.push(field);
    call.state.catalogue.insert((E, name), card);
    Ok(id.into())
}

fn core(text: impl Into<String>) -> Fail {
    Fail::new(400, "ERROR_CORE", text)
}

/// The name with its prefix.
fn full_name(name: &str) -> Result<String, Fail> {
    if name.is_empty() {
        return Err(Fail::nameless("The 'FIELD_NAME' field is not found."));
    }
    let tail = name.strip_prefix("UF_CRM_").unwrap_or(name);
    let full = format!("UF_CRM_{tail}");
    let is_plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if full.len() > 50 {
        return Err(core("Field name is too long (more than 50 characters)."));
    }
    if !full.chars().all(is_plain) {
        let text =
            "Field name contains invalid characters. Allowed characters are: A-Z, 0-9 and _.";
        return Err(core(text));
    }
    Ok(full)
}

fn find_field<'a>(state: &'a State, entity: i64, name: &str) -> Option<&'a UserField> {
    let mut fields = state.user_fields.iter();
    fields.find(|field| field.entity_type_id == entity && field.name == name)
}

fn new_card(state: &mut State, field: &UserField) -> Array {
    let label = translated(&Value::from(field.name.as_str()));
    let head = Array::new()
        .with("ID", state.next_id("user field").to_string())
        .with("ENTITY_ID", entity_name(field.entity_type_id))
        .with("FIELD_NAME", field.name.as_str())
        .with("USER_TYPE_ID", kind_name(field.kind))
        .with("XML_ID", Value::Null)
        .with("SORT", "100")
        .with("MULTIPLE", Value::yes_no(field.multiple))
        .with("MANDATORY", Value::yes_no(field.mandatory))
        .with("SHOW_FILTER", "N")
        .with("SHOW_IN_LIST", "Y")
        .with("EDIT_IN_LIST", "Y")
        .with("IS_SEARCHABLE", "N")
        .with("SETTINGS", options::settings(field.kind));
    let labelled = LABELS
        .into_iter()
        .fold(head, |card, name| card.with(name, label.clone()));
    if field.kind == FieldKind::Enumeration {
        labelled.with("LIST", Array::new())
    } else {
        labelled
    }
}

const LABELS: [&str; 5] = [
    "EDIT_FORM_LABEL",
    "LIST_COLUMN_LABEL",
    "LIST_FILTER_LABEL",
    "ERROR_MESSAGE",
    "HELP_MESSAGE",
];

/// What an update may change.
const CHANGEABLE: [&str; 6] = [
    "XML_ID",
    "SORT",
    "MANDATORY",
    "SHOW_IN_LIST",
    "EDIT_IN_LIST",
    "IS_SEARCHABLE",
];

fn write(state: &mut State, card: &mut Array, wanted: &Array) -> Result<(), Fail> {
    if let Some(label) = wanted
        .get_any_case("LABEL")
        .filter(|label| !label.is_blank())
    {
        for name in LABELS {
            card.set(name, translated(label));
        }
    }
    for name in LABELS {
        if let Some(Value::Array(some)) = wanted.get_any_case(name) {
            let all = completed(some, card.get(name));
            card.set(name, all);
        }
    }
    for (key, value) in wanted.iter() {
        let name = key.text().to_ascii_uppercase();
        match name.as_str() {
            "LIST" => options::write(state, card, value)?,
            "SHOW_FILTER" => card.set(
                "SHOW_FILTER",
                if value.to_text().as_deref() == Some("Y") {
                    "S".into()
                } else {
                    Value::from(value.to_text())
                },
            ),
            "SETTINGS" => options::merge(card, value),
            label if LABELS.contains(&label) && value.as_array().is_none() => {
                card.set(label, translated(value));
            }
            plain if CHANGEABLE.contains(&plain) => card.set(plain, value.to_text()),
            _ => {}
        }
    }
    Ok(())
}

/// Languages of the portal.
pub(crate) const LANGUAGES: [&str; 3] = ["ru", "en", "de"];

/// One text is the label in every language.
fn translated(label: &Value) -> Value {
    match label {
        Value::Array(_) => label.clone(),
        text => {
            let all = LANGUAGES.iter();
            all.fold(Array::new(), |all, one| all.with(one, text.to_text()))
                .into()
        }
    }
}

/// Labels of some languages; the others keep what they have.
fn completed(some: &Array, kept: Option<&Value>) -> Array {
    let mut all = kept.and_then(Value::as_array).cloned().unwrap_or_default();
    for (language, label) in some.iter() {
        all.set_key(language.clone(), label.clone());
    }
    all
}

/// Gives cards to the fields that have none yet.
fn complete(state: &mut State, entity: i64) {
    let fields: Vec<UserField> = state
        .user_fields
        .iter()
        .filter(|field| field.entity_type_id == entity)
        .cloned()
        .collect();
    for field in fields {
        let key = (entity, field.name.clone());
        if !state.catalogue.contains_key(&key) {
            let card = new_card(state, &field);
            state.catalogue.insert(key, card);
        }
    }
}

/// The name of the field with this id.
fn by_id<const E: i64>(call: &mut Call<'_>) -> Result<String, Fail> {
    check_access(call)?;
    let id = id(call)?;
    complete(call.state, E);
    let mut cards = call.state.catalogue.iter();
    let is_it = |card: &Array| card.get("ID").and_then(Value::to_int) == Some(id);
    let found = cards.find(|(_, card)| is_it(card));
    match found {
        None => {
            let text = format!("The entity with ID '{id}' is not found.");
            Err(Fail::new(400, "ERROR_NOT_FOUND", text))
        }
        Some(((entity, name), _)) if *entity == E => Ok(name.clone()),
        Some(_) => Err(denied()),
    }
}

fn get<const E: i64>(call: &mut Call<'_>) -> Answer {
    let name = by_id::<E>(call)?;
    let card = call.state.catalogue.get(&(E, name)).cloned();
    Ok(Value::from(card).into())
}

/// Labels are one text each here.
fn list<const E: i64>(call: &mut Call<'_>) -> Answer {
    let filter = map(call, "filter")?;
    let order = directions(&map(call, "order")?);
    check_access(call)?;
    complete(call.state, E);
    let cards = call.state.catalogue.iter();
    let mut rows: Vec<Array> = cards
        .filter(|((entity, _), card)| *entity == E && card_passes(card, &filter))
        .map(|(_, card)| flat(card))
        .collect();
    rows.sort_by_key(|row| row.get("ID").and_then(Value::to_int));
    let mut found: Vec<&Array> = rows.iter().collect();
    sort(&mut found, &order, |row, field| {
        row.get_any_case(field).cloned().unwrap_or_default()
    });
    let mut answered = page(&found, -1, |row| (*row).clone());
    answered.result = Value::list(found.into_iter().cloned());
    answered.total = i64::try_from(rows.len()).ok();
    Ok(answered)
}

fn card_passes(card: &Array, filter: &Array) -> bool {
    filter.iter().all(|(key, wanted)| {
        let Key::Text(key) = key else { return true };
        let (operator, field) = split_key(key);
        let found = card.get_any_case(field);
        wanted.is_blank() || found.is_none_or(|found| passes(operator, found, wanted))
    })
}

fn flat(card: &Array) -> Array {
    let mut row = card.clone();
    for name in LABELS {
        let label = card.get(name).and_then(Value::as_array);
        let text = label.and_then(|label| label.get("ru").or_else(|| label.values().next()));
        row.set(name, text.cloned());
    }
    row
}

fn update<const E: i64>(call: &mut Call<'_>) -> Answer {
    check_admin(call)?;
    let wanted = fields(call)?;
    let name = by_id::<E>(call)?;
    let key = (E, name.clone());
    let mut card = call.state.catalogue.get(&key).cloned().unwrap_or_default();
    write(call.state, &mut card, &wanted)?;
    let mandatory = card.get("MANDATORY") == Some(&Value::from("Y"));
    call.state.catalogue.insert(key, card);
    let mut fields = call.state.user_fields.iter_mut();
    if let Some(field) = fields.find(|one| one.entity_type_id == E && one.name == name) {
        field.mandatory = mandatory;
    }
    Ok(true.into())
}

/// The values go with the field.
fn delete<const E: i64>(call: &mut Call<'_>) -> Answer {
    check_admin(call)?;
    let name = by_id::<E>(call)?;
    let state = &mut *call.state;
    state
        .user_fields
        .retain(|one| one.entity_type_id != E || one.name != name);
    for item in state.items.entry(E).or_default().values_mut() {
        item.remove(&name);
    }
    state.catalogue.remove(&(E, name));
    Ok(true.into())
}
