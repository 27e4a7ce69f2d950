//! Requisites, bank accounts, addresses and the choice of them in a deal: the old API.

use super::fail::Fail;
use super::methods::{Answer, Call, Method};
use super::old_list;
use super::schema::{COMPANY, CONTACT, DEAL, QUOTE};
use super::value::{Array, Value};
use crate::world::CrmAccess;

mod addresses;
mod presets;
mod write;

pub(crate) use presets::PresetFields;

/// The method of this name in lower case, if it writes or describes requisites.
pub(crate) fn method(name: &str) -> Option<Method> {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "crm.requisite.fields" => write::fields,
        "crm.requisite.add" => write::add,
        "crm.requisite.update" => write::update,
        "crm.requisite.delete" => write::delete,
        "crm.requisite.bankdetail.fields" => write::bank_fields,
        "crm.requisite.bankdetail.add" => write::bank_add,
        "crm.requisite.bankdetail.get" => write::bank_get,
        "crm.requisite.bankdetail.update" => write::bank_update,
        "crm.requisite.bankdetail.delete" => write::bank_delete,
        "crm.requisite.link.fields" => write::link_fields,
        "crm.requisite.link.unregister" => write::link_unregister,
        "crm.requisite.preset.fields" => presets::fields,
        "crm.requisite.preset.countries" => presets::countries,
        "crm.requisite.preset.add" => presets::add,
        "crm.requisite.preset.get" => presets::get,
        "crm.requisite.preset.update" => presets::update,
        "crm.requisite.preset.delete" => presets::delete,
        "crm.requisite.preset.field.fields" => presets::field_fields,
        "crm.requisite.preset.field.availabletoadd" => presets::field_available,
        "crm.requisite.preset.field.add" => presets::field_add,
        "crm.requisite.preset.field.get" => presets::field_get,
        "crm.requisite.preset.field.list" => presets::field_list,
        "crm.requisite.preset.field.update" => presets::field_update,
        "crm.requisite.preset.field.delete" => presets::field_delete,
        "crm.address.fields" => addresses::fields,
        "crm.address.add" => addresses::add,
        "crm.address.update" => addresses::update,
        "crm.address.delete" => addresses::delete,
        _ => return None,
    };
    Some(Method {
        scopes: &["crm"],
        run,
    })
}

/// Lists refuse with the integer 0, that of bank accounts and all other methods with an empty code.
fn check_rights(call: &Call<'_>) -> Result<(), Fail> {
    let access = call.state.user(call.caller.user).map(|user| user.crm);
    if access.is_none_or(|access| access == CrmAccess::None) {
        let lists = ["", ".link", ".preset"].map(|part| format!("crm.requisite{part}.list"));
        let by_number = lists.contains(&call.name) || call.name == "crm.address.list";
        let code = if by_number {
            Value::Int(0)
        } else {
            Value::from("")
        };
        return Err(Fail::new(400, code, "Access denied."));
    }
    Ok(())
}

pub(crate) fn list(call: &mut Call<'_>) -> Answer {
    check_rights(call)?;
    Ok(old_list::list(call, &call.state.requisites, "ID"))
}

pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    check_rights(call)?;
    let id = call
        .old_param("id")
        .and_then(Value::to_int)
        .filter(|id| *id > 0);
    let id = id.ok_or_else(|| Fail::nameless("ID is not defined or invalid."))?;
    let row = find(&call.state.requisites, id).cloned();
    let text = format!("The Requisite with ID '{id}' is not found");
    Ok(row.ok_or_else(|| Fail::nameless(text))?.into())
}

fn find(rows: &[Array], id: i64) -> Option<&Array> {
    rows.iter().find(|row| int(row, "ID") == id)
}

fn int(row: &Array, name: &str) -> i64 {
    row.get(name).and_then(Value::to_int).unwrap_or_default()
}

pub(crate) fn bank_detail_list(call: &mut Call<'_>) -> Answer {
    check_rights(call)?;
    Ok(old_list::list(call, &call.state.bank_details, "ID"))
}

pub(crate) fn preset_list(call: &mut Call<'_>) -> Answer {
    check_rights(call)?;
    Ok(old_list::list(call, &call.state.presets, "ID"))
}

pub(crate) fn address_list(call: &mut Call<'_>) -> Answer {
    check_rights(call)?;
    Ok(old_list::list(call, &call.state.addresses, "TYPE_ID"))
}

pub(crate) fn link_list(call: &mut Call<'_>) -> Answer {
    check_rights(call)?;
    Ok(old_list::list(call, &call.state.links, "ENTITY_ID"))
}

fn owner(
    call: &Call<'_>,
    params: &Array,
    type_name: &str,
    id_name: &str,
) -> Result<(i64, i64), Fail> {
    let part = |name: &str| {
        let id = params.get_any_case(name).and_then(Value::to_int);
        id.filter(|id| *id > 0)
            .ok_or_else(|| Fail::nameless(format!("{name} is not defined or invalid")))
    };
    let owner = (part(type_name)?, part(id_name)?);
    check_rights(call)?;
    Ok(owner)
}

/// Two ids come back as numbers, four as text: so does the real one.
pub(crate) fn link_get(call: &mut Call<'_>) -> Answer {
    let (entity, id) = owner(call, &call.params, "entityTypeId", "entityId")?;
    let is_it = |row: &&Array| int(row, "ENTITY_TYPE_ID") == entity && int(row, "ENTITY_ID") == id;
    let row = call
        .state
        .links
        .iter()
        .find(is_it)
        .ok_or_else(|| Fail::nameless("Not found"))?;
    let mut answer = row.clone();
    answer.set("ENTITY_TYPE_ID", entity);
    answer.set("ENTITY_ID", id);
    Ok(answer.into())
}

const CHOICES: [&str; 4] = [
    "REQUISITE_ID",
    "BANK_DETAIL_ID",
    "MC_REQUISITE_ID",
    "MC_BANK_DETAIL_ID",
];

pub(crate) fn link_register(call: &mut Call<'_>) -> Answer {
    let fields = call
        .old_param("fields")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let (entity, id) = owner(call, &fields, "ENTITY_TYPE_ID", "ENTITY_ID")?;
    let mut link = Array::new()
        .with("ENTITY_TYPE_ID", entity.to_string())
        .with("ENTITY_ID", id.to_string());
    for name in CHOICES {
        let chosen = fields.get_any_case(name).and_then(Value::to_int);
        let chosen =
            chosen.ok_or_else(|| Fail::nameless(format!("{name} is not defined or invalid.")))?;
        link = link.with(name, chosen.to_string());
    }
    check_client(call, entity, id, &link)?;
    check_bank(call, &link, "REQUISITE_ID", "BANK_DETAIL_ID")?;
    check_seller(call, &link)?;
    check_bank(call, &link, "MC_REQUISITE_ID", "MC_BANK_DETAIL_ID")?;
    let links = &mut call.state.links;
    links.retain(|row| int(row, "ENTITY_TYPE_ID") != entity || int(row, "ENTITY_ID") != id);
    links.push(link);
    Ok(true.into())
}

/// The client's requisite must belong to the company or contact of the deal.
fn check_client(call: &Call<'_>, entity: i64, id: i64, link: &Array) -> Result<(), Fail> {
    let requisite = int(link, "REQUISITE_ID");
    if entity != DEAL && entity != QUOTE {
        return Ok(());
    }
    let deal = call.state.items.get(&entity).and_then(|all| all.get(&id));
    let deal = deal.ok_or_else(|| Fail::nameless("Entity is not found"))?;
    if requisite == 0 {
        return Ok(());
    }
    let (company, contact) = (int(deal, "companyId"), int(deal, "contactId"));
    let row = find(&call.state.requisites, requisite);
    let row = row.ok_or_else(|| {
        Fail::nameless(format!("The Requisite with ID '{requisite}' is not found"))
    })?;
    let owner = (int(row, "ENTITY_TYPE_ID"), int(row, "ENTITY_ID"));
    if owner == (COMPANY, company) || owner == (CONTACT, contact) {
        return Ok(());
    }
    let (what, whose) = if company != 0 {
        ("Company", company)
    } else {
        ("Contact", contact)
    };
    let text =
        format!("The Requisite with ID '{requisite}' is not assigned to {what} with ID '{whose}'");
    Err(Fail::nameless(text))
}

/// The seller's requisite must belong to an own company.
fn check_seller(call: &Call<'_>, link: &Array) -> Result<(), Fail> {
    let requisite = int(link, "MC_REQUISITE_ID");
    if requisite == 0 {
        return Ok(());
    }
    let company = find(&call.state.requisites, requisite)
        .filter(|row| int(row, "ENTITY_TYPE_ID") == COMPANY)
        .map(|row| int(row, "ENTITY_ID"));
    let companies = call.state.items.get(&COMPANY);
    let own = company.and_then(|id| companies?.get(&id)?.get("isMyCompany").cloned());
    if own == Some(Value::from("Y")) {
        return Ok(());
    }
    let text = format!("The Requisite with ID '{requisite}' is not assigned to your company");
    Err(Fail::nameless(text))
}

fn check_bank(call: &Call<'_>, link: &Array, requisite: &str, bank: &str) -> Result<(), Fail> {
    let (requisite, bank) = (int(link, requisite), int(link, bank));
    let row = find(&call.state.bank_details, bank);
    if bank == 0 || row.is_some_and(|row| int(row, "ENTITY_ID") == requisite) {
        return Ok(());
    }
    let text = format!(
        "The BankDetail with ID '{bank}' is not assigned to Requisite with ID '{requisite}'"
    );
    Err(Fail::nameless(text))
}
