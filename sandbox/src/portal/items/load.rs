//! Deals, contacts and companies of the world as items.

use super::super::state::from_world_value;
use super::{
    Array, COMPANY, CONTACT, DEAL, Fail, State, UserField, Value, custom_fields, fields, id_kind,
    schema, settle,
};
use crate::world::{FieldKind, Fields, PortalWorld};

/// Puts the items of the world into the state.
pub(crate) fn load(state: &mut State, world: &PortalWorld, now_ms: i64) -> Result<(), String> {
    for company in &world.companies {
        let item = start(state, company.id, company.assigned_by_id, now_ms)
            .with("title", company.title.as_str())
            .with("currencyId", "RUB")
            .with("isMyCompany", Value::yes_no(company.is_my_company));
        insert(state, COMPANY, item, &company.fields)?;
    }
    for contact in &world.contacts {
        let item = start(state, contact.id, contact.assigned_by_id, now_ms)
            .with("name", contact.name.as_str())
            .with("lastName", contact.last_name.as_str())
            .with("secondName", contact.second_name.as_str())
            .with("companyId", contact.company_id);
        insert(state, CONTACT, item, &contact.fields)?;
    }
    for deal in &world.deals {
        let now = state.iso(now_ms);
        let currency = if deal.currency_id.is_empty() {
            "RUB"
        } else {
            &deal.currency_id
        };
        let sum = deal.opportunity.map(|sum| sum.0).unwrap_or_default();
        let item = start(state, deal.id, deal.assigned_by_id, now_ms)
            .with("title", deal.title.as_str())
            .with("categoryId", deal.category_id)
            .with("stageId", deal.stage_id.as_str())
            .with("companyId", deal.company_id)
            .with("contactId", deal.contact_id)
            .with("opportunity", sum)
            .with(
                "isManualOpportunity",
                Value::yes_no(deal.opportunity.is_some()),
            )
            .with("currencyId", currency)
            .with("movedTime", now.as_str())
            .with("movedBy", deal.assigned_by_id);
        insert(state, DEAL, item, &deal.fields)?;
    }
    Ok(())
}

/// Changes fields the way a person does in the card: no rights, no limits, the same reading.
pub(crate) fn change_by_hand(
    state: &mut State,
    entity: i64,
    id: i64,
    free: &Fields,
    now_ms: i64,
) -> Result<(), String> {
    let old = state
        .items
        .get(&entity)
        .and_then(|items| items.get(&id))
        .cloned();
    let mut item = old.ok_or_else(|| format!("there is no item {id} of type {entity}"))?;
    for (name, value) in free {
        let value = from_world_value(name, value)?;
        set_free(state, entity, &mut item, name, &value)?;
    }
    item.set("updatedTime", state.iso(now_ms));
    settle(state, entity, &mut item);
    state.items.entry(entity).or_default().insert(id, item);
    Ok(())
}

fn start(state: &State, id: i64, responsible: i64, now_ms: i64) -> Array {
    let now = state.iso(now_ms);
    Array::new()
        .with("id", id)
        .with("createdTime", now.as_str())
        .with("updatedTime", now.as_str())
        .with("createdBy", responsible)
        .with("updatedBy", responsible)
        .with("assignedById", responsible)
        .with("opened", "Y")
}

fn insert(state: &mut State, entity: i64, mut item: Array, free: &Fields) -> Result<(), String> {
    let id = item.get("id").and_then(Value::to_int).unwrap_or_default();
    let place = format!("{} {id}", id_kind(entity));
    if id <= 0 {
        return Err(format!("{place}: the id has to be positive"));
    }
    for (name, value) in free {
        let value = from_world_value(name, value).map_err(|e| format!("{place}: {e}"))?;
        set_free(state, entity, &mut item, name, &value).map_err(|e| format!("{place}: {e}"))?;
    }
    settle(state, entity, &mut item);
    state.take_id(id_kind(entity), id);
    match state.items.entry(entity).or_default().insert(id, item) {
        None => Ok(()),
        Some(_) => Err(format!("{place} stands twice in the world")),
    }
}

fn set_free(
    state: &mut State,
    entity: i64,
    item: &mut Array,
    name: &str,
    value: &Value,
) -> Result<(), String> {
    if name == "fm" {
        set_communications(state, item, value);
        return Ok(());
    }
    let standard = schema::fields(entity)
        .unwrap_or_default()
        .iter()
        .find(|f| f.name == name);
    let refused = |fail: Fail| fail.description;
    if let Some(field) = standard {
        let value = fields::standard(state, name, field.kind, value).map_err(refused)?;
        item.set(name, value);
        return Ok(());
    }
    if !name.starts_with("UF_CRM_") {
        return Err(format!(
            "unknown field {name}; expected a crm.item name or UF_CRM_…"
        ));
    }
    let field = declared(state, entity, name, value);
    let value = fields::custom(state, &field, value, &Value::Null).map_err(refused)?;
    item.set(name, value);
    Ok(())
}

/// The custom field of this name; declares it by the look of its value when the world does not.
fn declared(state: &mut State, entity: i64, name: &str, value: &Value) -> UserField {
    if let Some(field) = custom_fields(state, entity).find(|field| field.name == name) {
        return field.clone();
    }
    let (kind, multiple) = match value {
        Value::Int(_) => (FieldKind::Integer, false),
        Value::Bool(_) => (FieldKind::Boolean, false),
        Value::Array(_) => (FieldKind::String, true),
        _ => (FieldKind::String, false),
    };
    let name = name.to_owned();
    let field = UserField {
        entity_type_id: entity,
        name,
        kind,
        multiple,
        mandatory: false,
    };
    state.user_fields.push(field.clone());
    field
}

/// Phones and e-mails, with the flat names beside the list.
fn set_communications(state: &mut State, item: &mut Array, value: &Value) {
    let mut list = Array::new();
    let mut flat = Array::new();
    for one in value.as_array().into_iter().flat_map(Array::values) {
        let part = |name: &str| one.as_array().and_then(|a| a.get(name)?.to_text());
        let (kind, text) = (
            part("typeId").unwrap_or_default(),
            part("value").unwrap_or_default(),
        );
        let id = state.next_id("communication");
        let place = part("valueType").unwrap_or_else(|| "WORK".to_owned());
        let entry = Array::new().with("id", id).with("valueType", place);
        list.push(
            entry
                .with("value", text.as_str())
                .with("typeId", kind.as_str()),
        );
        let name = kind.to_ascii_lowercase();
        if flat.get(&name).is_none() {
            flat.set(&name, text.as_str());
            flat.set(&format!("{name}Work"), text.as_str());
        }
    }
    item.set("hasPhone", Value::yes_no(flat.get("phone").is_some()));
    item.set("hasEmail", Value::yes_no(flat.get("email").is_some()));
    item.set("fm", list);
    for (name, value) in flat.iter() {
        item.set_key(name.clone(), value.clone());
    }
}
