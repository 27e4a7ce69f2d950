//! The old API of leads, deals, contacts, companies and estimates: `crm.deal.get` and its sisters.
//!
//! The things are those of `crm.item`; only names and shapes differ. Every scalar is text, an empty
//! date is an empty text, refusals have no code. The names stand in `names`, printing in `print`,
//! reading of written fields in `write`; what hangs on a thing has a file of its own.

use super::fail::Fail;
use super::filter::{directions, passes, sort, split_key};
use super::items;
use super::methods::{Answer, Call, Method};
use super::old_list::page;
use super::schema::{COMPANY, CONTACT, DEAL, LEAD, QUOTE};
use super::value::{Array, Key, Value};
use crate::world::CrmAccess;

mod bindings;
mod cards;
mod communications;
mod describe;
mod names;
mod print;
mod product_rows;
mod recurring;
mod userfields;

pub(crate) use userfields::LANGUAGES;
mod write;

pub(crate) use cards::Cards;
pub(crate) use describe::{described, listed};
pub(crate) use userfields::Catalogue;

type Run = fn(&mut Call<'_>) -> Answer;

/// The method of this name in lower case, if it is one of the old API of things.
pub(crate) fn method(name: &str) -> Option<Method> {
    let (entity, rest) = name.strip_prefix("crm.")?.split_once('.')?;
    let run = match entity {
        "lead" => of::<LEAD>(rest),
        "deal" => recurring::method(rest).or_else(|| of::<DEAL>(rest)),
        "contact" => of::<CONTACT>(rest),
        "company" => of::<COMPANY>(rest),
        "quote" => of::<QUOTE>(rest),
        "requisite" => userfields::method::<REQUISITE>(rest),
        _ => None,
    }?;
    Some(Method {
        scopes: &["crm"],
        run,
    })
}

/// Requisites have custom fields as well.
const REQUISITE: i64 = 8;

fn of<const E: i64>(rest: &str) -> Option<Run> {
    let own: Run = match rest {
        "get" => get::<E>,
        "list" => list::<E>,
        "add" => add::<E>,
        "update" => update::<E>,
        "delete" => delete::<E>,
        "fields" => describe::fields::<E>,
        _ => {
            return bindings::method::<E>(rest)
                .or_else(|| product_rows::method::<E>(rest))
                .or_else(|| userfields::method::<E>(rest))
                .or_else(|| cards::method::<E>(rest));
        }
    };
    Some(own)
}

fn get<const E: i64>(call: &mut Call<'_>) -> Answer {
    let id = id(call)?;
    let item = existing(call, E, id, "Not found")?.clone();
    Ok(print::whole(call, E, &item).into())
}

fn list<const E: i64>(call: &mut Call<'_>) -> Answer {
    check_access(call)?;
    let filter = map(call, "filter")?;
    let order = directions(&map(call, "order")?);
    let select: Vec<String> = map(call, "select")?
        .values()
        .filter_map(Value::to_text)
        .collect();
    let none = std::collections::BTreeMap::new();
    let items = call.state.items.get(&E).unwrap_or(&none);
    let passing = items
        .range(items::id_range(&filter, "ID"))
        .map(|(_, item)| item)
        .filter(|item| items::may(call, E, item) && item_passes(call, E, item, &filter));
    let by_id = order
        .iter()
        .all(|(field, descending)| field.eq_ignore_ascii_case("ID") && !descending);
    let mut found: Vec<&Array> = if call.start() < 0 && by_id {
        passing.take(super::old_list::PAGE_SIZE).collect()
    } else {
        passing.collect()
    };
    sort(&mut found, &order, |item, field| {
        print::value(call.state, E, item, field).unwrap_or_default()
    });
    Ok(page(&found, call.start(), |item| {
        print::selected(call, E, item, &select)
    }))
}

/// A key that is no field is no condition, and neither is an empty value.
fn item_passes(call: &Call<'_>, entity: i64, item: &Array, filter: &Array) -> bool {
    let ignores_empty = call.state.switches.old_lists_ignore_empty_filters;
    filter.iter().all(|(key, wanted)| {
        let Key::Text(key) = key else { return true };
        let (operator, field) = split_key(key);
        let Some(found) = print::value(call.state, entity, item, field) else {
            return true;
        };
        (ignores_empty && wanted.is_blank()) || passes(operator, &found, wanted)
    })
}

fn add<const E: i64>(call: &mut Call<'_>) -> Answer {
    let wanted = fields(call)?;
    map(call, "params")?;
    check_access(call)?;
    let mut item = items::fresh(call, E);
    let id = item.get("id").and_then(Value::to_int).unwrap_or_default();
    write::write(call, E, &mut item, &wanted, true)?;
    items::entitle(E, &mut item);
    keep(call, E, id, item, &wanted);
    Ok(id.into())
}

fn update<const E: i64>(call: &mut Call<'_>) -> Answer {
    let id = id(call)?;
    let wanted = fields(call)?;
    map(call, "params")?;
    let old = existing(call, E, id, unknown(E))?.clone();
    let mut item = old.clone();
    write::write(call, E, &mut item, &wanted, false)?;
    if item != old {
        item.set("updatedTime", call.now());
        item.set("updatedBy", call.caller.user);
        if item.get("stageId") != old.get("stageId") {
            item.set("movedTime", call.now());
            item.set("movedBy", call.caller.user);
        }
    }
    keep(call, E, id, item, &wanted);
    Ok(true.into())
}

fn delete<const E: i64>(call: &mut Call<'_>) -> Answer {
    let id = id(call)?;
    let missing = match E {
        COMPANY => Fail::nameless("Company is not found"),
        CONTACT | QUOTE => Fail::new(400, "ERROR_CORE", "Element not found"),
        _ => Fail::nameless("Not found"),
    };
    if !call
        .state
        .items
        .get(&E)
        .is_some_and(|all| all.contains_key(&id))
    {
        return Err(missing);
    }
    existing(call, E, id, "Not found")?;
    if let Some(all) = call.state.items.get_mut(&E) {
        all.remove(&id);
    }
    let letter = product_rows::letter(E).to_owned();
    call.state.rows.remove(&(letter, id));
    Ok(true.into())
}

/// Puts the thing back with all that follows from what was written.
fn keep(call: &mut Call<'_>, entity: i64, id: i64, mut item: Array, wanted: &Array) {
    items::settle(call.state, entity, &mut item);
    let known = call.state.items.get(&entity).and_then(|all| all.get(&id));
    let known = known.cloned();
    items::life::note_stage(call, entity, known.as_ref(), &item);
    let before = bindings::companies_of(call.state, entity, id);
    let all = call.state.items.entry(entity).or_default();
    all.insert(id, item);
    bindings::follow(call.state, entity, id, &before, wanted);
}

/// What an update says when there is no such thing.
fn unknown(entity: i64) -> &'static str {
    match entity {
        COMPANY => "Company is not found",
        CONTACT => "Contact is not found",
        QUOTE => "Quote is not found",
        _ => "Not found",
    }
}

fn id(call: &Call<'_>) -> Result<i64, Fail> {
    let id = call.old_param("id").and_then(Value::to_int);
    id.filter(|id| *id > 0)
        .ok_or_else(|| Fail::nameless("ID is not defined or invalid."))
}

/// A map that may be absent.
fn map(call: &Call<'_>, name: &str) -> Result<Array, Fail> {
    match call.old_param(name) {
        None => Ok(Array::new()),
        Some(Value::Array(array)) => Ok(array.clone()),
        Some(value) if value.is_blank() => Ok(Array::new()),
        Some(_) => Err(must_be_array(name)),
    }
}

/// The map `fields`, which has to be there.
fn fields(call: &Call<'_>) -> Result<Array, Fail> {
    let fields = call.old_param("fields").and_then(Value::as_array);
    fields.cloned().ok_or_else(|| must_be_array("fields"))
}

fn must_be_array(name: &str) -> Fail {
    Fail::nameless(format!("Parameter '{name}' must be array."))
}

/// Whether the caller may use the CRM at all.
fn check_access(call: &Call<'_>) -> Result<(), Fail> {
    if items::access(call) == CrmAccess::None {
        return Err(denied());
    }
    Ok(())
}

fn denied() -> Fail {
    Fail::nameless("Access denied.")
}

fn check_admin(call: &Call<'_>) -> Result<(), Fail> {
    let user = call.state.user(call.caller.user);
    user.is_some_and(|user| user.admin)
        .then_some(())
        .ok_or_else(denied)
}

fn existing<'a>(
    call: &'a Call<'_>,
    entity: i64,
    id: i64,
    missing: &str,
) -> Result<&'a Array, Fail> {
    let items = call.state.items.get(&entity);
    let item = items
        .and_then(|items| items.get(&id))
        .ok_or_else(|| Fail::nameless(missing))?;
    items::may(call, entity, item)
        .then_some(item)
        .ok_or_else(denied)
}
