//! `crm.item.get`, `.list`, `.add`, `.update` for deals, contacts and companies.

use super::fail::Fail;
use super::fields;
use super::filter::{directions, sort};
use super::methods::{Answer, Answered, Call};
use super::old_list::{PAGE_SIZE, page};
use super::schema::{self, COMPANY, CONTACT, DEAL, LEAD, QUOTE};
use super::state::State;
use super::value::{Array, Value};
use crate::world::{CrmAccess, UserField};

mod conditions;
pub(crate) mod life;
mod load;
pub(crate) use conditions::id_range;
use conditions::{check_direction, check_filter, invalid_order, item_passes};
pub(crate) use load::{change_by_hand, load};

pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let entity = entity_type(call)?;
    let id = call.required_int("id")?;
    let item = existing(call, entity, id)?.clone();
    Ok(Array::new().with("item", print(call, entity, &item)).into())
}

pub(crate) fn list(call: &mut Call<'_>) -> Answer {
    let entity = entity_type(call)?;
    let filter = call.optional_array("filter")?;
    check_filter(call, entity, &filter)?;
    let wanted = call.optional_array("order")?;
    for (field, direction) in wanted.iter() {
        check_direction(&field.text(), direction)?;
    }
    let mut order = directions(&wanted);
    for (field, _) in order.iter_mut().filter(|(field, _)| field == "ID") {
        "id".clone_into(field);
    }
    for (field, _) in &order {
        known(call, entity, field).ok_or_else(|| invalid_order(field))?;
    }
    let select: Vec<String> = call
        .optional_array("select")?
        .values()
        .filter_map(Value::to_text)
        .collect();
    let empty = std::collections::BTreeMap::new();
    let items = call.state.items.get(&entity).unwrap_or(&empty);
    let passing = items
        .range(id_range(&filter, "id"))
        .map(|(_, item)| item)
        .filter(|item| may(call, entity, item) && item_passes(call, entity, item, &filter));
    // Without counting, a walk by id needs no more than its page.
    let by_id = order
        .iter()
        .all(|(field, descending)| field == "id" && !descending);
    let mut found: Vec<&Array> = if call.start() < 0 && by_id {
        passing.take(PAGE_SIZE).collect()
    } else {
        passing.collect()
    };
    sort(&mut found, &order, |item, field| {
        read(call, entity, item, field)
    });
    let answered = page(&found, call.start(), |item| {
        selected(call, entity, item, &select)
    });
    let Answered {
        result,
        total,
        next,
    } = answered;
    Ok(Answered {
        result: Array::new().with("items", result).into(),
        total,
        next,
    })
}

pub(crate) fn add(call: &mut Call<'_>) -> Answer {
    let entity = entity_type(call)?;
    let wanted = call.required_array("fields")?;
    if access(call) == CrmAccess::None {
        return Err(Fail::crm_access_denied());
    }
    let mut item = fresh(call, entity);
    let id = item.get("id").and_then(Value::to_int).unwrap_or_default();
    write(call, entity, &mut item, &wanted)?;
    if wanted.get("stageId").is_some_and(|stage| !stage.is_blank()) {
        check_known_stage(call, entity, &item)?;
    }
    entitle(entity, &mut item);
    settle(call.state, entity, &mut item);
    life::note_stage(call, entity, None, &item);
    let printed = print(call, entity, &item);
    call.state.items.entry(entity).or_default().insert(id, item);
    Ok(Array::new().with("item", printed).into())
}

/// A thing that the caller adds now, with an id of its own.
pub(crate) fn fresh(call: &mut Call<'_>, entity: i64) -> Array {
    let id = call.state.next_id(id_kind(entity));
    let now = call.now();
    let user = call.caller.user;
    let mut item = Array::new()
        .with("id", id)
        .with("createdTime", now.as_str())
        .with("updatedTime", now.as_str())
        .with("createdBy", user)
        .with("updatedBy", user)
        .with("assignedById", user)
        .with("opened", "Y");
    if [LEAD, DEAL, QUOTE].contains(&entity) {
        item.set("currencyId", "RUB");
        item.set("movedTime", now.as_str());
        item.set("movedBy", user);
    }
    if entity == QUOTE {
        item.set("quoteNumber", id.to_string());
    }
    item
}

/// What is added without a title is called by its number.
pub(crate) fn entitle(entity: i64, item: &mut Array) {
    let word = match entity {
        LEAD => "Lead",
        DEAL => "Deal",
        COMPANY => "Company",
        QUOTE => "Estimate",
        _ => return,
    };
    if item.get("title").is_none_or(Value::is_blank) {
        let id = item.get("id").and_then(Value::to_int).unwrap_or_default();
        item.set("title", format!("{word} #{id}"));
    }
}

pub(crate) fn update(call: &mut Call<'_>) -> Answer {
    let entity = entity_type(call)?;
    let id = call.required_int("id")?;
    let wanted = call.required_array("fields")?;
    let old = existing(call, entity, id)?.clone();
    let mut item = old.clone();
    write(call, entity, &mut item, &wanted)?;
    if item != old {
        check_stage(call, entity, &old, &item)?;
        item.set("updatedTime", call.now());
        item.set("updatedBy", call.caller.user);
        settle(call.state, entity, &mut item);
        life::note_stage(call, entity, Some(&old), &item);
        call.state
            .items
            .entry(entity)
            .or_default()
            .insert(id, item.clone());
    }
    Ok(Array::new().with("item", print(call, entity, &item)).into())
}

/// The kind of id that items of this type take.
pub(crate) fn id_kind(entity: i64) -> &'static str {
    match entity {
        LEAD => "lead",
        CONTACT => "contact",
        COMPANY => "company",
        QUOTE => "quote",
        _ => "deal",
    }
}

fn entity_type(call: &Call<'_>) -> Result<i64, Fail> {
    let entity = call.required_int("entityTypeId")?;
    let known = schema::fields(entity).map(|_| entity);
    known.ok_or_else(|| Fail::new(400, "NOT_FOUND", "Smart process not found"))
}

pub(crate) fn access(call: &Call<'_>) -> CrmAccess {
    call.state
        .user(call.caller.user)
        .map_or(CrmAccess::None, |user| user.crm)
}

/// Whether the caller may read and change the item.
pub(crate) fn may(call: &Call<'_>, entity: i64, item: &Array) -> bool {
    match access(call) {
        CrmAccess::All => true,
        CrmAccess::None => false,
        CrmAccess::Own => {
            let responsible = item.get("assignedById").and_then(Value::to_int);
            entity != DEAL || responsible == Some(call.caller.user)
        }
    }
}

fn existing<'a>(call: &'a Call<'_>, entity: i64, id: i64) -> Result<&'a Array, Fail> {
    let items = call.state.items.get(&entity);
    let item = items
        .and_then(|items| items.get(&id))
        .ok_or_else(Fail::not_found)?;
    may(call, entity, item)
        .then_some(item)
        .ok_or_else(Fail::crm_access_denied)
}

/// Whether the caller may use this deal, contact or company; for the methods beside `crm.item`.
pub(crate) fn check_owner(call: &Call<'_>, entity: i64, id: i64) -> Result<(), Fail> {
    existing(call, entity, id).map(|_| ())
}

/// Whether there is such an item, whoever may see it.
pub(crate) fn exists(call: &Call<'_>, entity: i64, id: i64) -> bool {
    let items = call.state.items.get(&entity);
    items.is_some_and(|items| items.contains_key(&id))
}

fn original_names(call: &Call<'_>) -> bool {
    call.param("useOriginalUfNames")
        .is_some_and(|flag| flag.to_text().as_deref() == Some("Y"))
}

fn custom_fields(state: &State, entity: i64) -> impl Iterator<Item = &UserField> {
    state
        .user_fields
        .iter()
        .filter(move |field| field.entity_type_id == entity)
}

fn custom_name(call: &Call<'_>, field: &UserField) -> String {
    if original_names(call) {
        field.name.clone()
    } else {
        schema::camel_name(&field.name)
    }
}

/// What a name in a request means.
enum Known<'a> {
    Standard(&'static schema::Field),
    Custom(&'a UserField),
}

fn known<'a>(call: &'a Call<'_>, entity: i64, name: &str) -> Option<Known<'a>> {
    let standard = schema::fields(entity)?
        .iter()
        .find(|field| field.name == name);
    standard.map(Known::Standard).or_else(|| {
        let mut fields = custom_fields(call.state, entity);
        fields
            .find(|field| custom_name(call, field) == name)
            .map(Known::Custom)
    })
}

/// The value of a field by the name that the request uses.
fn read(call: &Call<'_>, entity: i64, item: &Array, name: &str) -> Value {
    match known(call, entity, name) {
        Some(Known::Standard(field)) => stored(item, field),
        Some(Known::Custom(field)) => item
            .get(&field.name)
            .cloned()
            .unwrap_or_else(|| fields::unset_custom(field)),
        None => Value::Null,
    }
}

fn stored(item: &Array, field: &schema::Field) -> Value {
    item.get(field.name)
        .cloned()
        .unwrap_or_else(|| fields::unset(field.kind))
}

/// All fields in the portal's order.
fn print(call: &Call<'_>, entity: i64, item: &Array) -> Array {
    let mut printed = Array::new();
    for field in schema::fields(entity).unwrap_or_default() {
        printed = printed.with(field.name, stored(item, field));
    }
    for (name, value) in item.iter() {
        let name = name.text();
        if matches!(
            name.as_str(),
            "fm" | "phone" | "email" | "phoneWork" | "emailWork"
        ) {
            printed = printed.with(&name, value.clone());
        }
    }
    for field in custom_fields(call.state, entity) {
        let value = item.get(&field.name).cloned();
        let value = value.unwrap_or_else(|| fields::unset_custom(field));
        let value = with_links(call, entity, item, field, value);
        printed = printed.with(&custom_name(call, field), value);
    }
    printed.with("entityTypeId", entity)
}

/// Files are printed with their two addresses.
fn with_links(
    call: &Call<'_>,
    entity: i64,
    item: &Array,
    field: &UserField,
    value: Value,
) -> Value {
    if field.kind != crate::world::FieldKind::File {
        return value;
    }
    let owner = item.get("id").and_then(Value::to_int).unwrap_or_default();
    let link = |one: &Value| {
        let id = one.as_array()?.get("id")?.to_int()?;
        Some(super::downloads::field_file(
            call,
            entity,
            owner,
            &field.name,
            id,
        ))
    };
    match &value {
        Value::Array(many) if field.multiple => Value::list(many.values().filter_map(link)),
        one => link(one).map_or(Value::Null, Value::from),
    }
}

fn selected(call: &Call<'_>, entity: i64, item: &Array, select: &[String]) -> Array {
    let printed = print(call, entity, item);
    if select.is_empty() || select.iter().any(|name| name == "*") {
        return printed;
    }
    let mut picked = Array::new();
    for (key, value) in printed.iter() {
        let name = key.text();
        if name != "fm" && select.contains(&name) {
            picked.set_key(key.clone(), value.clone());
        }
    }
    picked
}

/// A sum is in one of the portal's currencies.
fn check_currency(call: &mut Call<'_>, name: &str, value: &Value) -> Result<(), Fail> {
    if name != "currencyId" || value.is_blank() {
        return Ok(());
    }
    let mut all = super::shelf::rows(call, "crm.currency").into_iter();
    if all.any(|row| row.get("CURRENCY") == Some(value)) {
        return Ok(());
    }
    Err(fields::not_valid(name))
}

/// A field of several values is written as a list, or emptied.
fn check_iterable(multiple: bool, value: &Value) -> Result<(), Fail> {
    let kind = match value {
        _ if !multiple || value.is_blank() => return Ok(()),
        Value::Int(_) => "integer",
        Value::Decimal(_) => "double",
        Value::Bool(_) => "boolean",
        Value::Text(_) => "string",
        _ => return Ok(()),
    };
    let text = format!("Expected iterable value for multiple field, but got `{kind}` instead");
    Err(Fail::new(400, "100", text))
}

/// Writes the fields that are known and writable; all others are ignored in silence.
fn write(call: &mut Call<'_>, entity: i64, item: &mut Array, wanted: &Array) -> Result<(), Fail> {
    for (key, value) in wanted.iter() {
        let name = key.text();
        match known(call, entity, &name) {
            Some(Known::Standard(field)) if field.writable => {
                check_iterable(field.kind == schema::Kind::Ids, value)?;
                check_currency(call, field.name, value)?;
                let value = fields::standard(call.state, field.name, field.kind, value)?;
                item.set(field.name, value);
            }
            Some(Known::Custom(field)) => {
                let field = field.clone();
                check_iterable(field.multiple, value)?;
                let old = item.get(&field.name).cloned().unwrap_or_default();
                let value = fields::custom(call.state, &field, value, &old)?;
                item.set(&field.name, value);
            }
            Some(Known::Standard(_)) | None => {}
        }
    }
    Ok(())
}

/// A stage must exist in its funnel.
fn check_known_stage(call: &Call<'_>, entity: i64, item: &Array) -> Result<(), Fail> {
    if entity != DEAL {
        return Ok(());
    }
    let category = item
        .get("categoryId")
        .and_then(Value::to_int)
        .unwrap_or_default();
    let stage = item
        .get("stageId")
        .and_then(Value::to_text)
        .unwrap_or_default();
    let stages = stages(call.state, category);
    if !stages.is_empty() && !stages.iter().any(|(id, _)| *id == stage) {
        let text = "Invalid value for the field \"stageId\"";
        return Err(Fail::new(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", text));
    }
    Ok(())
}

/// A stage must exist in its funnel, and a move inside a funnel needs the mandatory fields.
fn check_stage(call: &mut Call<'_>, entity: i64, old: &Array, item: &Array) -> Result<(), Fail> {
    let moved = old.get("stageId") != item.get("stageId");
    if entity != DEAL || !moved {
        return Ok(());
    }
    check_known_stage(call, entity, item)?;
    let funnel_kept = old.get("categoryId") == item.get("categoryId");
    let blank = |field: &&UserField| item.get(&field.name).is_none_or(Value::is_blank);
    let mut mandatory = custom_fields(call.state, entity).filter(|field| field.mandatory);
    match mandatory.find(blank) {
        Some(field) if funnel_kept => {
            let text = format!("The field \"{}\" is required", field.name);
            Err(Fail::new(400, "CRM_FIELD_ERROR_REQUIRED", text))
        }
        _ => Ok(()),
    }
}

/// Stages of a funnel in order, with their semantics (`P`, `S`, `F`).
fn stages(state: &State, category: i64) -> Vec<(String, String)> {
    let dictionary = match category {
        0 => "DEAL_STAGE".to_owned(),
        other => format!("DEAL_STAGE_{other}"),
    };
    let text = |row: &Array, name| row.get(name).and_then(Value::to_text).unwrap_or_default();
    let of_funnel = state
        .statuses
        .iter()
        .filter(|row| text(row, "ENTITY_ID") == dictionary);
    let mut rows: Vec<&Array> = of_funnel.collect();
    rows.sort_by_key(|row| row.get("SORT").and_then(Value::to_int));
    rows.into_iter()
        .map(|row| (text(row, "STATUS_ID"), text(row, "SEMANTICS")))
        .collect()
}

/// Leads and estimates have one row of stages each.
fn settle_early(entity: i64, item: &mut Array) {
    let (first, won, lost) = if entity == LEAD {
        ("NEW", "CONVERTED", "JUNK")
    } else {
        ("DRAFT", "APPROVED", "DECLAINED")
    };
    if item.get("stageId").is_none_or(Value::is_blank) {
        item.set("stageId", first);
    }
    let is = |stage: &str| item.get("stageId") == Some(&Value::from(stage));
    let (is_won, is_lost) = (is(won), is(lost));
    let semantics = match (is_won, is_lost) {
        (true, _) => "S",
        (_, true) => "F",
        _ => "P",
    };
    item.set("stageSemanticId", semantics);
    if entity == QUOTE {
        item.set("closed", Value::yes_no(is_won || is_lost));
    }
    if is_won || is_lost {
        let at = item.get("updatedTime").cloned();
        if item.get("dateClosed").is_none() {
            item.set("dateClosed", at);
        }
    } else {
        item.remove("dateClosed");
    }
}

/// Recomputes what follows from the other fields of a deal.
pub(crate) fn settle(portal: &State, entity: i64, item: &mut Array) {
    if entity == LEAD || entity == QUOTE {
        settle_early(entity, item);
    }
    if entity != DEAL {
        return;
    }
    let category = item
        .get("categoryId")
        .and_then(Value::to_int)
        .unwrap_or_default();
    let stages = stages(portal, category);
    let stage = item
        .get("stageId")
        .and_then(Value::to_text)
        .unwrap_or_default();
    let prefix = format!("C{category}:");
    let foreign =
        (category != 0) != stage.contains(':') || (category != 0 && !stage.starts_with(&prefix));
    if (stage.is_empty() || foreign)
        && let Some((first, _)) = stages.first()
    {
        item.set("stageId", first.as_str());
    }
    let stage = item
        .get("stageId")
        .and_then(Value::to_text)
        .unwrap_or_default();
    let semantics = stages
        .iter()
        .find(|(id, _)| *id == stage)
        .map(|(_, s)| s.as_str());
    let semantics = semantics.filter(|s| !s.is_empty()).unwrap_or("P");
    item.set("stageSemanticId", semantics);
    item.set("closed", Value::yes_no(semantics != "P"));
    let primary = item
        .get("contactId")
        .and_then(Value::to_int)
        .unwrap_or_default();
    if primary != 0 && item.get("contactIds").is_none_or(Value::is_blank) {
        item.set("contactIds", Value::list([primary]));
    }
}
