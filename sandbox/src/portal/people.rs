//! Employees and departments: flat, old-fashioned parameters, ids as text.

use super::fail::Fail;
use super::methods::{Answer, Answered, Call};
use super::old_list::page;
use super::state::from_world_value;
use super::value::{Array, Value};
use crate::world::{Department, User};

pub(crate) fn user_current(call: &mut Call<'_>) -> Answer {
    let user = call
        .state
        .user(call.caller.user)
        .cloned()
        .ok_or_else(Fail::not_found)?;
    let mut row = print_user(call, &user);
    row.set("TIMESTAMP_X", "24.08.2026 13:19:39");
    row.set("LAST_ACTIVITY_DATE", "2026-08-29 10:30:11");
    Ok(row.into())
}

/// Filters stand in `FILTER` or flat beside it; an unknown or empty one is no condition.
pub(crate) fn user_get(call: &mut Call<'_>) -> Answer {
    let mut wanted = call.params.clone();
    let filter = call
        .old_param("filter")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    for (key, value) in filter.iter() {
        wanted.set_key(key.clone(), value.clone());
    }
    let users: Vec<Array> = call
        .state
        .users
        .iter()
        .map(|user| print_user(call, user))
        .collect();
    let passing = |row: &&Array| {
        wanted.iter().all(|(key, value)| {
            let name = key.text();
            let (operator, field) = super::filter::split_key(&name);
            let known = row.get_any_case(field).filter(|_| !value.is_blank());
            known.is_none_or(|found| super::filter::passes(operator, &flag(found), &flag(value)))
        })
    };
    let mut found: Vec<&Array> = users.iter().filter(passing).collect();
    let sort = call
        .old_param("sort")
        .and_then(Value::to_text)
        .unwrap_or_else(|| "ID".to_owned());
    let order = call
        .old_param("order")
        .and_then(Value::to_text)
        .unwrap_or_default();
    let descending = order.to_lowercase().starts_with("desc");
    super::filter::sort(&mut found, &[(sort, descending)], |row, field| {
        row.get_any_case(field).cloned().unwrap_or_default()
    });
    Ok(page(&found, call.start(), |row| (*row).clone()))
}

/// `ACTIVE` is filtered by true, 1 or Y.
fn flag(value: &Value) -> Value {
    match value {
        Value::Bool(yes) => Value::Int(i64::from(*yes)),
        Value::Text(text) if text == "Y" || text == "true" => Value::Int(1),
        Value::Text(text) if text == "N" || text == "false" => Value::Int(0),
        other => other.clone(),
    }
}

fn print_user(call: &Call<'_>, user: &User) -> Array {
    let brief = !call.caller.has(&["user", "user_basic"]);
    let mut row = Array::new()
        .with("ID", user.id.to_string())
        .with("ACTIVE", user.active)
        .with("NAME", user.name.as_str())
        .with("LAST_NAME", user.last_name.as_str())
        .with("SECOND_NAME", user.second_name.as_str());
    if !brief {
        row = row.with("EMAIL", user.email.as_str());
    }
    row = row
        .with("LAST_LOGIN", call.now())
        .with("DATE_REGISTER", call.now())
        .with("TIME_ZONE", "")
        .with("IS_ONLINE", "Y")
        .with("TIMESTAMP_X", Value::EmptyObject)
        .with("LAST_ACTIVITY_DATE", Value::EmptyObject)
        .with("PERSONAL_GENDER", "")
        .with("PERSONAL_WWW", "")
        .with("PERSONAL_BIRTHDAY", "")
        .with("PERSONAL_MOBILE", "")
        .with("PERSONAL_CITY", "")
        .with("WORK_PHONE", "")
        .with("WORK_POSITION", user.work_position.as_str())
        .with("UF_EMPLOYMENT_DATE", "")
        .with(
            "UF_DEPARTMENT",
            Value::list(user.departments.iter().copied()),
        )
        .with("USER_TYPE", "employee");
    for (name, value) in &user.fields {
        row.set(name, from_world_value(name, value).unwrap_or_default());
    }
    row
}

/// `ID`, `NAME`, `PARENT`, `UF_HEAD` are flat parameters; an empty one is no condition.
pub(crate) fn department_get(call: &mut Call<'_>) -> Answer {
    let rows: Vec<Array> = call
        .state
        .departments
        .iter()
        .map(print_department)
        .collect();
    let passing = |row: &&Array| {
        ["ID", "NAME", "PARENT", "UF_HEAD"].iter().all(|name| {
            let Some(wanted) = call.old_param(name).filter(|value| !value.is_blank()) else {
                return true;
            };
            let found = row.get(name).cloned().unwrap_or_default();
            super::filter::passes(super::filter::Operator::Equal, &found, wanted)
        })
    };
    let found: Vec<&Array> = rows.iter().filter(passing).collect();
    let answered = page(&found, call.start(), |row| (*row).clone());
    Ok(Answered {
        next: answered.next,
        ..answered
    })
}

fn print_department(one: &Department) -> Array {
    let mut row = Array::new()
        .with("ID", one.id.to_string())
        .with("NAME", one.name.as_str())
        .with("SORT", 500_i64);
    if let Some(parent) = one.parent {
        row = row.with("PARENT", parent.to_string());
    }
    if let Some(head) = one.head {
        row = row.with("UF_HEAD", head.to_string());
    }
    row
}
