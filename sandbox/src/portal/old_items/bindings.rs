//! Which contacts hang on a deal, lead, estimate or company, and which companies on a contact.
//!
//! Contacts and companies know each other from two sides; what the contact says is kept, the
//! company's side follows from it.

use std::collections::BTreeMap;

use super::super::fail::Fail;
use super::super::items;
use super::super::methods::{Answer, Call};
use super::super::schema::{COMPANY, CONTACT, DEAL, LEAD, QUOTE};
use super::super::state::State;
use super::super::value::{Array, Value};
use super::describe::{Described, describe};
use super::{Run, check_access, denied};

/// The methods of an entity type.
pub(super) fn method<const E: i64>(rest: &str) -> Option<Run> {
    let (other, rest) = rest.split_once('.')?;
    if other != other_name(E) {
        return None;
    }
    let run: Run = match rest {
        "fields" => fields::<E>,
        "add" => add::<E>,
        "delete" => delete::<E>,
        "items.get" => items_get::<E>,
        "items.set" => items_set::<E>,
        "items.delete" => items_delete::<E>,
        _ => return None,
    };
    Some(run)
}

fn other_name(entity: i64) -> &'static str {
    if entity == CONTACT {
        "company"
    } else {
        "contact"
    }
}

/// The name of the other side's id.
fn id_name(entity: i64) -> &'static str {
    if entity == CONTACT {
        "COMPANY_ID"
    } else {
        "CONTACT_ID"
    }
}

/// Where a thing keeps its bindings: the list, the primary one, the order.
fn keys(entity: i64) -> [&'static str; 3] {
    if entity == CONTACT {
        ["companyIds", "companyId", "companySorts"]
    } else {
        ["contactIds", "contactId", "contactSorts"]
    }
}

/// One thing on another.
#[derive(Clone, Copy)]
struct Binding {
    id: i64,
    sort: i64,
    is_primary: bool,
}

fn fields<const E: i64>(_: &mut Call<'_>) -> Answer {
    let id = Described::new(id_name(E), "integer");
    let row = [
        id.required(),
        Described::new("SORT", "integer"),
        Described::new("IS_PRIMARY", "char"),
    ];
    Ok(describe(row).into())
}

fn items_get<const E: i64>(call: &mut Call<'_>) -> Answer {
    let owner = owner::<E>(
        call,
        "The parameter ownerEntityID is invalid or not defined.",
    )?;
    let bound = read(call.state, E, owner);
    let rows = bound.iter().map(|one| {
        Array::new()
            .with(id_name(E), one.id)
            .with("SORT", one.sort)
            .with("ROLE_ID", 0_i64)
            .with("IS_PRIMARY", Value::yes_no(one.is_primary))
    });
    Ok(Value::list(rows).into())
}

fn items_set<const E: i64>(call: &mut Call<'_>) -> Answer {
    let owner = owner::<E>(
        call,
        "The parameter ownerEntityID is invalid or not defined.",
    )?;
    let wanted = call.old_param("items").and_then(Value::as_array).cloned();
    let wanted = wanted.ok_or_else(|| Fail::nameless("The parameter items must be array."))?;
    let mut bound = Vec::new();
    for (row, sort) in wanted.values().zip((10_i64..).step_by(10)) {
        let row = row.as_array().ok_or_else(not_valid)?;
        bound.push(binding::<E>(row, sort)?);
    }
    replace(call.state, E, owner, &normal(bound));
    Ok(true.into())
}

fn items_delete<const E: i64>(call: &mut Call<'_>) -> Answer {
    let owner = owner::<E>(
        call,
        "The parameter ownerEntityID is invalid or not defined.",
    )?;
    replace(call.state, E, owner, &[]);
    Ok(true.into())
}

fn add<const E: i64>(call: &mut Call<'_>) -> Answer {
    let owner = owner::<E>(
        call,
        "The parameter 'ownerEntityID' is invalid or not defined.",
    )?;
    let row = row(call)?;
    let mut bound = read(call.state, E, owner);
    let last = bound.iter().map(|one| one.sort).max().unwrap_or_default();
    let mut new = binding::<E>(&row, last.saturating_add(10))?;
    new.is_primary |= !bound.iter().any(|one| one.is_primary);
    bound.retain(|one| one.id != new.id);
    if new.is_primary {
        for one in &mut bound {
            one.is_primary = false;
        }
    }
    bound.push(new);
    replace(call.state, E, owner, &normal(bound));
    Ok(true.into())
}

fn delete<const E: i64>(call: &mut Call<'_>) -> Answer {
    let owner = owner::<E>(
        call,
        "The parameter 'ownerEntityID' is invalid or not defined.",
    )?;
    let row = row(call)?;
    let gone = binding::<E>(&row, 0)?;
    let mut bound = read(call.state, E, owner);
    bound.retain(|one| one.id != gone.id);
    replace(call.state, E, owner, &normal(bound));
    Ok(true.into())
}

fn owner<const E: i64>(call: &Call<'_>, text: &str) -> Result<i64, Fail> {
    let id = call.old_param("id").and_then(Value::to_int);
    let id = id
        .filter(|id| *id > 0)
        .ok_or_else(|| Fail::nameless(text))?;
    check_access(call)?;
    let item = call.state.items.get(&E).and_then(|all| all.get(&id));
    let item = item.ok_or_else(|| Fail::nameless("Not found."))?;
    items::may(call, E, item).then_some(id).ok_or_else(denied)
}

fn row(call: &Call<'_>) -> Result<Array, Fail> {
    let row = call.old_param("fields").and_then(Value::as_array).cloned();
    row.ok_or_else(|| Fail::nameless("The parameter 'fields' must be array."))
}

fn binding<const E: i64>(row: &Array, sort: i64) -> Result<Binding, Fail> {
    let number = |name: &str| row.get_any_case(name).and_then(Value::to_int);
    let id = number(id_name(E)).filter(|id| *id > 0);
    let flag = row.get_any_case("IS_PRIMARY").and_then(Value::to_text);
    Ok(Binding {
        id: id.ok_or_else(not_valid)?,
        sort: number("SORT").filter(|sort| *sort > 0).unwrap_or(sort),
        is_primary: flag.as_deref() == Some("Y"),
    })
}

fn not_valid() -> Fail {
    Fail::nameless("The parameter 'fields' is not valid.")
}

/// In their order, each thing once, exactly one primary.
fn normal(mut bound: Vec<Binding>) -> Vec<Binding> {
    bound.sort_by_key(|one| one.sort);
    let mut seen = Vec::new();
    bound.retain(|one| {
        let is_new = !seen.contains(&one.id);
        seen.push(one.id);
        is_new
    });
    let primary = bound.iter().position(|one| one.is_primary).unwrap_or(0);
    for (at, one) in bound.iter_mut().enumerate() {
        one.is_primary = at == primary;
    }
    bound
}

fn read(state: &State, entity: i64, owner: i64) -> Vec<Binding> {
    if entity == COMPANY {
        return of_company(state, owner);
    }
    let item = state.items.get(&entity).and_then(|all| all.get(&owner));
    item.map(|item| of_item(entity, item)).unwrap_or_default()
}

fn of_item(entity: i64, item: &Array) -> Vec<Binding> {
    let [list, primary, sorts] = keys(entity);
    let primary = item
        .get(primary)
        .and_then(Value::to_int)
        .unwrap_or_default();
    let mut ids = ints(item.get(list));
    if primary != 0 && !ids.contains(&primary) {
        ids.insert(0, primary);
    }
    let sorts = ints(item.get(sorts));
    let sorts = sorts.into_iter().map(Some).chain(std::iter::repeat(None));
    let numbered = ids.into_iter().zip(sorts).zip((10_i64..).step_by(10));
    numbered
        .map(|((id, sort), place)| Binding {
            id,
            sort: sort.unwrap_or(place),
            is_primary: id == primary,
        })
        .collect()
}

fn ints(list: Option<&Value>) -> Vec<i64> {
    let list = list.and_then(Value::as_array);
    list.into_iter()
        .flat_map(Array::values)
        .filter_map(Value::to_int)
        .collect()
}

/// The contacts of a company in the order of their ids; the first is the primary one.
fn of_company(state: &State, company: i64) -> Vec<Binding> {
    let contacts = state.items.get(&CONTACT).into_iter().flatten();
    let bound =
        contacts.filter(|(_, item)| of_item(CONTACT, item).iter().any(|one| one.id == company));
    bound
        .zip((10_i64..).step_by(10))
        .map(|((id, _), sort)| Binding {
            id: *id,
            sort,
            is_primary: sort == 10,
        })
        .collect()
}

fn replace(state: &mut State, entity: i64, owner: i64, bound: &[Binding]) {
    if entity == COMPANY {
        let ids: Vec<i64> = bound.iter().map(|one| one.id).collect();
        return replace_contacts(state, owner, &ids);
    }
    let before = companies_of(state, entity, owner);
    let item = state
        .items
        .get_mut(&entity)
        .and_then(|all| all.get_mut(&owner));
    if let Some(item) = item {
        store(entity, item, bound);
    }
    mirror(state, entity, owner, &before);
}

fn store(entity: i64, item: &mut Array, bound: &[Binding]) {
    let [list, primary, sorts] = keys(entity);
    let first = bound.iter().find(|one| one.is_primary);
    item.set(list, Value::list(bound.iter().map(|one| one.id)));
    item.set(sorts, Value::list(bound.iter().map(|one| one.sort)));
    item.set(primary, first.map_or(0, |one| one.id));
}

fn replace_contacts(state: &mut State, company: i64, wanted: &[i64]) {
    let known: BTreeMap<i64, Array> = state.items.get(&CONTACT).cloned().unwrap_or_default();
    for (id, mut item) in known {
        let mut bound = of_item(CONTACT, &item);
        let has = bound.iter().any(|one| one.id == company);
        if has == wanted.contains(&id) {
            continue;
        }
        if has {
            bound.retain(|one| one.id != company);
        } else {
            bound.push(Binding {
                id: company,
                sort: 10 * i64::try_from(bound.len() + 1).unwrap_or(1),
                is_primary: bound.is_empty(),
            });
        }
        store(CONTACT, &mut item, &normal(bound));
        state.items.entry(CONTACT).or_default().insert(id, item);
    }
    show_contacts(state, company);
}

/// What `crm.item` shows of a company.
fn show_contacts(state: &mut State, company: i64) {
    let ids = of_company(state, company);
    let item = state
        .items
        .get_mut(&COMPANY)
        .and_then(|all| all.get_mut(&company));
    if let Some(item) = item {
        item.set("contactIds", Value::list(ids.iter().map(|one| one.id)));
    }
}

/// The companies of a contact; none for other things.
pub(super) fn companies_of(state: &State, entity: i64, id: i64) -> Vec<i64> {
    if entity != CONTACT {
        return Vec::new();
    }
    read(state, CONTACT, id).iter().map(|one| one.id).collect()
}

fn mirror(state: &mut State, entity: i64, id: i64, before: &[i64]) {
    let mut companies = companies_of(state, entity, id);
    companies.extend(before);
    for company in companies {
        show_contacts(state, company);
    }
}

/// A thing was written by `add` or `update`: the list in the fields takes the place of all, a
/// single one that of the primary.
pub(super) fn written(entity: i64, item: &mut Array, wanted: &Array) {
    let (list, single) = match entity {
        CONTACT => ("COMPANY_IDS", "COMPANY_ID"),
        LEAD | DEAL | QUOTE => ("CONTACT_IDS", "CONTACT_ID"),
        _ => return,
    };
    let bind = |id: i64| Binding {
        id,
        sort: 0,
        is_primary: false,
    };
    let mut bound: Vec<Binding> = if let Some(wanted) = wanted.get_any_case(list) {
        let ids = ints(Some(wanted)).into_iter().filter(|id| *id > 0);
        ids.map(bind).collect()
    } else if let Some(wanted) = wanted.get_any_case(single) {
        let others = of_item(entity, item);
        let id = wanted.to_int().filter(|id| *id > 0);
        let rest = others.into_iter().filter(|one| !one.is_primary);
        id.map(bind).into_iter().chain(rest).collect()
    } else {
        return;
    };
    for (one, sort) in bound.iter_mut().zip((10_i64..).step_by(10)) {
        *one = Binding {
            sort,
            is_primary: sort == 10,
            ..*one
        };
    }
    store(entity, item, &normal(bound));
}

/// The thing is in its place: the other side follows.
pub(super) fn follow(state: &mut State, entity: i64, id: i64, before: &[i64], wanted: &Array) {
    if entity == COMPANY {
        if let Some(contacts) = wanted.get_any_case("CONTACT_ID") {
            replace_contacts(state, id, &ints(Some(contacts)));
        }
        return;
    }
    mirror(state, entity, id, before);
}
