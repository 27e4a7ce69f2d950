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

/// What `user.search` looks into.
const SEARCHED: [&str; 4] = ["NAME", "LAST_NAME", "WORK_POSITION", "UF_DEPARTMENT_NAME"];

/// Parts of names, positions and departments; `FIND` looks into all of them, and every word of it
/// has to be found.
pub(crate) fn user_search(call: &mut Call<'_>) -> Answer {
    let filter = call.old_param("filter").and_then(Value::as_array).cloned();
    let mut filter = filter.unwrap_or_default();
    let own = call.params.clone();
    for name in SEARCHED.iter().chain(&["FIND", "USER_TYPE"]) {
        if let Some(value) = own.get_any_case(name) {
            filter.set(name, value.clone());
        }
    }
    let wanted = |name: &str| {
        let text = filter.get_any_case(name).and_then(Value::to_text);
        text.map(|text| text.trim_matches('%').to_lowercase())
            .filter(|text| !text.is_empty())
    };
    let fits = |user: &User| {
        let seen = |name: &str| searched(call, user, name);
        if let Some(words) = wanted("FIND") {
            let all = SEARCHED.map(seen).join("\n");
            return words.split_whitespace().all(|word| all.contains(word));
        }
        let of_kind = wanted("USER_TYPE").is_none_or(|kind| kind == "employee");
        of_kind
            && SEARCHED
                .iter()
                .all(|name| wanted(name).is_none_or(|text| seen(name).contains(&text)))
    };
    let users: Vec<&User> = call.state.users.iter().filter(|user| fits(user)).collect();
    let rows: Vec<Array> = users.iter().map(|user| print_user(call, user)).collect();
    Ok(page(&rows, call.start(), Array::clone))
}

fn searched(call: &Call<'_>, user: &User, name: &str) -> String {
    let text = match name {
        "NAME" => user.name.clone(),
        "LAST_NAME" => user.last_name.clone(),
        "WORK_POSITION" => user.work_position.clone(),
        _ => {
            let all = call.state.departments.iter();
            let own = all.filter(|one| user.departments.contains(&one.id));
            own.map(|one| one.name.as_str())
                .collect::<Vec<_>>()
                .join("\n")
        }
    };
    text.to_lowercase()
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

/// What departments are found and sorted by.
const FIELDS: [&str; 5] = ["ID", "NAME", "SORT", "PARENT", "UF_HEAD"];

/// `ID`, `NAME`, `SORT`, `PARENT`, `UF_HEAD` are flat parameters; an empty one is no condition.
pub(crate) fn department_get(call: &mut Call<'_>) -> Answer {
    let rows: Vec<Array> = call
        .state
        .departments
        .iter()
        .map(print_department)
        .collect();
    let passing = |row: &&Array| {
        FIELDS.iter().all(|name| {
            // `sort` names a field, `SORT` is a condition.
            let wanted = match *name {
                "SORT" => call.param("SORT").filter(|value| value.to_int().is_some()),
                name => call.old_param(name).filter(|value| !value.is_blank()),
            };
            let found = row.get(name).cloned().unwrap_or_default();
            wanted.is_none_or(|wanted| {
                super::filter::passes(super::filter::Operator::Equal, &found, wanted)
            })
        })
    };
    let mut found: Vec<&Array> = rows.iter().filter(passing).collect();
    let texts = ["sort", "SORT"].map(|name| call.param(name).and_then(Value::to_text));
    let mut by = texts.into_iter().flatten().map(|name| name.to_uppercase());
    let by = by.find(|name| FIELDS.contains(&name.as_str()));
    let order = call.old_param("order").and_then(Value::to_text);
    let descending = order.is_some_and(|order| order.eq_ignore_ascii_case("desc"));
    if let Some(by) = by {
        super::filter::sort(&mut found, &[(by, descending)], |row, field| {
            row.get(field).cloned().unwrap_or_default()
        });
    }
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
        .with("SORT", one.sort.unwrap_or(500));
    if let Some(parent) = one.parent {
        row = row.with("PARENT", parent.to_string());
    }
    if let Some(head) = one.head {
        row = row.with("UF_HEAD", head.to_string());
    }
    row
}
