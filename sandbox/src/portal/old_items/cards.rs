//! `details.configuration`: how the card of a thing is laid out, for one person or for all.

use std::collections::BTreeMap;

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::schema::QUOTE;
use super::super::value::{Array, Value};
use super::{Run, check_access, check_admin, denied};

/// Layouts by entity type, funnel and owner; owner 0: everybody's.
pub(crate) type Cards = BTreeMap<(i64, i64, i64), Array>;

pub(super) fn method<const E: i64>(rest: &str) -> Option<Run> {
    let run: Run = match rest {
        _ if E == QUOTE => return None,
        "details.configuration.get" => get::<E>,
        "details.configuration.set" => set::<E>,
        "details.configuration.reset" => reset::<E>,
        "details.configuration.forcecommonscopeforall" => force::<E>,
        _ => return None,
    };
    Some(run)
}

/// Null when nobody has laid the card out.
fn get<const E: i64>(call: &mut Call<'_>) -> Answer {
    let key = key::<E>(call, false)?;
    Ok(Value::from(call.state.cards.get(&key).cloned()).into())
}

fn set<const E: i64>(call: &mut Call<'_>) -> Answer {
    let key = key::<E>(call, true)?;
    let data = call.old_param("data").and_then(Value::as_array).cloned();
    let data = data.ok_or_else(|| Fail::nameless("Parameter 'data' must be array."))?;
    if data.is_empty() {
        return Err(Fail::nameless("There are no data to write."));
    }
    for (index, section) in data.values().enumerate() {
        check_section(index, section)?;
    }
    call.state.cards.insert(key, data);
    Ok(true.into())
}

fn check_section(index: usize, section: &Value) -> Result<(), Fail> {
    let nothing = Array::new();
    let section = section.as_array().unwrap_or(&nothing);
    let text = |name: &str| {
        section
            .get(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    let kind = text("type");
    if kind != "section" {
        return Err(Fail::nameless(format!(
            "Section at index {index} has type '{kind}'. The expected type is 'section'."
        )));
    }
    for part in ["name", "title"] {
        if text(part).is_empty() {
            let text = format!("Section at index {index} does not have {part}.");
            return Err(Fail::nameless(text));
        }
    }
    let elements = section.get("elements").and_then(Value::as_array);
    for (place, element) in elements.into_iter().flat_map(Array::values).enumerate() {
        let name = element
            .as_array()
            .and_then(|one| one.get("name")?.to_text());
        if name.unwrap_or_default().is_empty() {
            return Err(Fail::nameless(format!(
                "Element at index {place} in section at index {index} does not have name."
            )));
        }
    }
    Ok(())
}

fn reset<const E: i64>(call: &mut Call<'_>) -> Answer {
    let key = key::<E>(call, true)?;
    call.state.cards.remove(&key);
    Ok(true.into())
}

/// Nobody has a layout of his own any more.
fn force<const E: i64>(call: &mut Call<'_>) -> Answer {
    check_admin(call)?;
    call.state
        .cards
        .retain(|(entity, _, owner), _| *entity != E || *owner == 0);
    Ok(true.into())
}

/// Whose layout is meant. That of everybody, and that of others, is the administrator's.
fn key<const E: i64>(call: &Call<'_>, writes: bool) -> Result<(i64, i64, i64), Fail> {
    check_access(call)?;
    let scope = call.old_param("scope").and_then(Value::to_text);
    let common = scope.as_deref() == Some("C");
    let user = call.old_param("userId").and_then(Value::to_int);
    let user = user.filter(|user| *user > 0).unwrap_or(call.caller.user);
    let own = user == call.caller.user;
    let free = if common { !writes } else { own };
    if !free {
        check_admin(call).map_err(|_| denied())?;
    }
    let extras = call.old_param("extras").and_then(Value::as_array);
    let number = |name: &str| extras.and_then(|extras| extras.get(name)?.to_int());
    let funnel = number("dealCategoryId").or_else(|| number("leadCustomerType"));
    let owner = if common { 0 } else { user };
    Ok((E, funnel.unwrap_or_default(), owner))
}
