//! The records of `tasks.task.*`: what is checked before one is written, who stands in it, and what
//! may be done with it.

use super::super::fail::Fail;
use super::super::fields;
use super::super::methods::{Answer, Call, Method};
use super::super::schema::Kind;
use super::super::shelf;
use super::super::value::{Array, Value};
use super::tasks::{ACTIONS, TASKS};
use super::{int_of, record, text_of};

/// The method of this name in small letters; it works on records and does more than that.
pub(crate) fn find(name: &str) -> Option<Method> {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "tasks.task.add" => add,
        "tasks.task.get" => get,
        "tasks.task.list" => list,
        "tasks.task.update" => update,
        "tasks.task.getfields" => describe,
        _ => return None,
    };
    Some(Method {
        scopes: &["task", "tasks"],
        run,
    })
}

/// The id of a task as the call names it, whether there is such a task or not.
pub(super) fn named(call: &Call<'_>) -> Result<i64, Fail> {
    let id = call.old_param("taskId").filter(|id| !id.is_blank());
    let text =
        "CTaskItem All parameters in the constructor must have real class type (internal error)";
    let id = id.ok_or_else(|| Fail::new(400, "100", text))?;
    id.to_int()
        .ok_or_else(|| Fail::new(400, "0", "wrong task id"))
}

fn core(text: &str) -> Fail {
    Fail::new(400, "ERROR_CORE", format!("{text}<br>"))
}

/// What the call says of a field, its name in either spelling.
fn said<'a>(sent: &'a Array, name: &str) -> Option<&'a Value> {
    let upper = shelf::upper(name);
    sent.get(name).or_else(|| sent.get_any_case(&upper))
}

fn sent(call: &Call<'_>) -> Result<Array, Fail> {
    let sent = call.old_param("fields").and_then(Value::as_array);
    let text = "Could not find value for parameter {fields} (internal error)";
    let sent = sent.filter(|sent| !sent.is_empty()).cloned();
    sent.ok_or_else(|| Fail::new(400, "100", text))
}

fn add(call: &mut Call<'_>) -> Answer {
    let sent = sent(call)?;
    let blank = |name: &str| said(&sent, name).is_none_or(Value::is_blank);
    if blank("title") {
        return Err(core("Task title is not specified"));
    }
    if blank("responsibleId") {
        return Err(core("Responsible person not specified"));
    }
    check(call, None, &sent)?;
    written(call)
}

fn update(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let sent = sent(call)?;
    if record(call, TASKS, "id", id).is_none() {
        let text = "Action on the task is not allowed (internal error)";
        return Err(Fail::new(400, "0", text));
    }
    check(call, Some(id), &sent)?;
    written(call)
}

/// States that a task may be given.
const STATES: std::ops::RangeInclusive<i64> = 2..=6;

/// People, tasks, states and dates that the fields name.
fn check(call: &mut Call<'_>, id: Option<i64>, sent: &Array) -> Result<(), Fail> {
    let given = |name: &str| said(sent, name).filter(|value| !value.is_blank());
    if let Some(user) = given("responsibleId") {
        let known = user
            .to_int()
            .is_some_and(|id| call.state.user(id).is_some());
        let text = "The user specified in the \"Responsible\" field was not found";
        known.then_some(()).ok_or_else(|| core(text))?;
    }
    if let Some(state) = given("status") {
        let known = state.to_int().is_some_and(|state| STATES.contains(&state));
        known.then_some(()).ok_or_else(|| core("Invalid status"))?;
    }
    if let Some(parent) = given("parentId")
        .and_then(Value::to_int)
        .filter(|id| *id != 0)
    {
        check_parent(call, id, parent)?;
    }
    let date = |name: &str| {
        let text = given(name)?;
        let date = fields::standard(call.state, name, Kind::Date, text).ok()?;
        date.to_text()
    };
    match (date("startDatePlan"), date("endDatePlan")) {
        (Some(start), Some(end)) if end < start => {
            let text = "The end date specified in the scheduling is earlier than the start date";
            Err(core(text))
        }
        _ => Ok(()),
    }
}

/// A parent exists, is another task, and hangs below none of its children.
fn check_parent(call: &mut Call<'_>, id: Option<i64>, parent: i64) -> Result<(), Fail> {
    if Some(parent) == id {
        return Err(core("Cannot bind the node to itself"));
    }
    let tasks = shelf::rows(call, TASKS);
    let task = |id: i64| tasks.iter().find(|row| int_of(row, "id") == id);
    if task(parent).is_none() {
        let text = "The task specified in the \"Parent Task\" field was not found";
        return Err(core(text));
    }
    let above = std::iter::successors(task(parent), |row| task(int_of(row, "parentId")));
    let mut above = above.take(tasks.len()).map(|row| int_of(row, "id"));
    if above.any(|one| Some(one) == id) {
        return Err(core("Creating cyclic links in tasks is prohibited"));
    }
    Ok(())
}

fn written(call: &mut Call<'_>) -> Answer {
    let mut answered = shelf::answer(call)?;
    if let Value::Array(result) = &mut answered.result
        && let Some(Value::Array(task)) = result.get_mut("task")
    {
        complete(call, task);
        task.set("action", actions(task));
    }
    Ok(answered)
}

/// A task as reading it shows it.
pub(super) fn shown(call: &mut Call<'_>, id: i64) -> Option<Array> {
    let mut task = record(call, TASKS, "id", id)?;
    complete(call, &mut task);
    task.set("action", actions(&task));
    Some(task)
}

/// A task that is not there, or not to be seen, is an empty answer.
fn get(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let select = select(call)?;
    let Some(task) = shown(call, id) else {
        return Ok(Array::new().into());
    };
    Ok(Array::new().with("task", selected(&task, &select)).into())
}

fn select(call: &Call<'_>) -> Result<Vec<String>, Fail> {
    let text = "Invalid value {} to match with parameter {select}. \
                Should be value of type array. (internal error)";
    match call.old_param("select") {
        None => Ok(Vec::new()),
        Some(Value::Array(names)) => Ok(names.values().filter_map(Value::to_text).collect()),
        Some(_) => Err(Fail::new(400, "100", text)),
    }
}

/// What a selection cannot leave out.
const ALWAYS: [&str; 5] = ["id", "favorite", "descriptionInBbcode", "group", "action"];

fn selected(task: &Array, select: &[String]) -> Array {
    if select.is_empty() || select.iter().any(|name| name == "*") {
        return task.clone();
    }
    let named = |field: &str| {
        let upper = shelf::upper(field);
        let mut names = select.iter();
        names.any(|name| name == field || name.eq_ignore_ascii_case(&upper))
    };
    let mut picked = Array::new();
    for (key, value) in task.iter() {
        let name = key.text();
        let with = match name.as_str() {
            "creator" => "createdBy",
            "responsible" => "responsibleId",
            name => name,
        };
        if ALWAYS.contains(&name.as_str()) || named(with) {
            picked.set_key(key.clone(), value.clone());
        }
    }
    picked
}

fn list(call: &mut Call<'_>) -> Answer {
    let order = call.old_param("order").and_then(Value::as_array).cloned();
    for (name, _) in order.unwrap_or_default().iter() {
        if !shelf::knows(TASKS, &name.text()) {
            let text = "Invalid sorting key (internal error)";
            return Err(Fail::new(400, "0", text));
        }
    }
    let mut answered = shelf::answer(call)?;
    let tasks = match &mut answered.result {
        Value::Array(result) => result.get_mut("tasks"),
        _ => None,
    };
    if let Some(Value::Array(tasks)) = tasks {
        let full = tasks.values().map(|task| {
            let mut task = task.as_array().cloned().unwrap_or_default();
            complete(call, &mut task);
            task
        });
        *tasks = full.collect();
    }
    Ok(answered)
}

/// Puts people where their ids stand.
fn complete(call: &Call<'_>, task: &mut Array) {
    for (name, id) in [("creator", "createdBy"), ("responsible", "responsibleId")] {
        if task.get(name).is_some() || task.get(id).is_some() {
            let person = person(call, int_of(task, id));
            task.set(name, person);
        }
    }
    for (name, ids) in [
        ("auditorsData", "auditors"),
        ("accomplicesData", "accomplices"),
    ] {
        let Some(ids) = task.get(ids).and_then(Value::as_array) else {
            continue;
        };
        let ids: Vec<i64> = ids.values().filter_map(Value::to_int).collect();
        let people = ids.iter().fold(Array::new(), |people, id| {
            people.with(&id.to_string(), person(call, *id))
        });
        task.set(name, people);
    }
}

fn person(call: &Call<'_>, id: i64) -> Array {
    let user = call.state.user(id);
    let name = user.map(|user| format!("{} {}", user.name, user.last_name));
    let post = user.map(|user| user.work_position.clone());
    Array::new()
        .with("id", id.to_string())
        .with("name", name.unwrap_or_default().trim())
        .with("link", format!("/company/personal/user/{id}/"))
        .with("icon", "/bitrix/images/tasks/default_avatar.png")
        .with("workPosition", post.unwrap_or_default())
}

/// Actions of a record that are allowed whatever its state is, or never.
const OTHERS: [(&str, bool); 12] = [
    ("accept", false),
    ("decline", false),
    ("checklistAddItems", true),
    ("addFavorite", true),
    ("deleteFavorite", false),
    ("take", false),
    ("edit.originator", false),
    ("checklist.reorder", true),
    ("elapsedtime.add", true),
    ("dayplan.timer.toggle", false),
    ("edit.plan", true),
    ("checklist.add", true),
];

fn actions(task: &Array) -> Array {
    let state = int_of(task, "status");
    let by_state = ACTIONS.iter().fold(Array::new(), |all, (name, states)| {
        let allowed = states.is_empty() || states.contains(&state);
        all.with(&camel(name), allowed)
    });
    let own = text_of(task, "favorite") == "Y";
    let others = OTHERS.iter();
    others
        .fold(by_state, |all, (name, allowed)| all.with(name, *allowed))
        .with("favorite.add", !own)
        .with("favorite.delete", own)
}

/// `CHANGE_DEADLINE` as `changeDeadline`.
fn camel(name: &str) -> String {
    let mut words = name.to_ascii_lowercase();
    while let Some((head, tail)) = words.split_once('_') {
        let mut tail = tail.chars();
        let first = tail.next().map(|c| c.to_ascii_uppercase());
        words = head.chars().chain(first).chain(tail).collect();
    }
    words
}

/// Name, type, what an unset one reads as, and the values of an enumeration. `!` is a required
/// field, `null` an unset one, no word none.
const FIELDS: &str = include_str!("task_fields.txt");

fn describe(_call: &mut Call<'_>) -> Answer {
    let mut fields = Array::new();
    for line in FIELDS.lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(kind)) = (words.next(), words.next()) else {
            continue;
        };
        let unset = words.next();
        let mut field = Array::new().with("title", name).with("type", kind);
        let values: Vec<&str> = words.collect();
        if name == "DURATION_TYPE" {
            field.set("values", Value::list(values));
        } else if !values.is_empty() {
            let named = values
                .iter()
                .fold(Array::new(), |all, key| all.with(key, *key));
            field.set("values", named);
        }
        match unset {
            Some("!") if name == "ID" => field.set("primary", true),
            Some("!") => field.set("required", true),
            Some("null") => field.set("default", Value::Null),
            Some(text) if text != "-" => {
                let number = text.parse::<i64>().map(Value::Int);
                field.set("default", number.unwrap_or_else(|_| Value::from(text)));
            }
            _ => {}
        }
        fields.set(name, field);
    }
    Ok(Array::new().with("fields", fields).into())
}
