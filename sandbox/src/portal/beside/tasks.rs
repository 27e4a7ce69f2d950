//! Tasks beside their records: steps of their life, rights, files, history, dependences.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{Found, int, int_of, record, task_records, text_of};

const TASK: &[&str] = &["task", "tasks"];

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "tasks.task.start" => start,
        "tasks.task.pause" => pause,
        "tasks.task.complete" => complete,
        "tasks.task.approve" => approve,
        "tasks.task.disapprove" => disapprove,
        "tasks.task.renew" => renew,
        "tasks.task.defer" => defer,
        "tasks.task.delegate" => delegate,
        "tasks.task.delete" => delete,
        "tasks.task.getaccess" => access,
        "tasks.task.counters.get" => counters,
        "tasks.task.history.list" => history,
        "tasks.task.files.attach" => attach,
        "task.dependence.add" => depend,
        "task.dependence.delete" => stop_depending,
        _ => return None,
    };
    Some((TASK, run))
}

pub(super) const TASKS: &str = "tasks.task";
const CHANGES: &str = "tasks.task.history";
const LINKS: &str = "task.dependence";

/// States: 2 waits, 3 runs, 4 is to be approved, 5 is done, 6 is put off.
const WAITS: i64 = 2;
const RUNS: i64 = 3;
const CONTROL: i64 = 4;
const DONE: i64 = 5;
const PUT_OFF: i64 = 6;

fn no_task() -> Fail {
    Fail::new(400, "0", "Task not found or not accessible")
}

/// The task that `taskId` names.
pub(crate) fn wanted(call: &mut Call<'_>) -> Result<(i64, Array), Fail> {
    let id = task_records::named(call)?;
    let task = record(call, TASKS, "id", id).ok_or_else(no_task)?;
    Ok((id, task))
}

/// Moves a task into another state from one of those that allow it.
fn step(call: &mut Call<'_>, from: &[i64], to: i64) -> Answer {
    let (id, task) = wanted(call)?;
    let state = int_of(&task, "status");
    if !from.contains(&state) {
        return Err(Fail::new(400, "0", "Action on the task is not allowed"));
    }
    let (now, user) = (call.now(), call.caller.user);
    shelf::change(call, TASKS, &Value::Int(id), |row| {
        row.set("status", to);
        row.set("statusChangedBy", user);
        row.set("statusChangedDate", now.as_str());
        row.set("changedDate", now.as_str());
        match to {
            DONE => {
                row.set("closedBy", user);
                row.set("closedDate", now);
            }
            RUNS => row.set("dateStart", now),
            _ => row.set("closedDate", Value::Null),
        }
    });
    note(call, id, "STATUS", state.into(), to.into());
    show(call, id)
}

/// Remembers a change for the history.
fn note(call: &mut Call<'_>, task: i64, field: &str, from: Value, to: Value) {
    let row = Array::new()
        .with("taskId", task)
        .with("createdDate", call.now())
        .with("field", field)
        .with("value", Array::new().with("from", from).with("to", to))
        .with("userId", call.caller.user);
    shelf::add(call, CHANGES, row);
}

fn show(call: &mut Call<'_>, id: i64) -> Answer {
    let task = task_records::shown(call, id);
    Ok(Array::new().with("task", task).into())
}

fn start(call: &mut Call<'_>) -> Answer {
    step(call, &[WAITS, PUT_OFF], RUNS)
}

fn pause(call: &mut Call<'_>) -> Answer {
    step(call, &[RUNS], WAITS)
}

/// A task under control waits for approval, unless its own creator completes it.
fn complete(call: &mut Call<'_>) -> Answer {
    let (_, task) = wanted(call)?;
    let own = int_of(&task, "createdBy") == call.caller.user;
    let controlled = text_of(&task, "taskControl") == "Y" && !own;
    let to = if controlled { CONTROL } else { DONE };
    step(call, &[WAITS, RUNS, PUT_OFF], to)
}

fn approve(call: &mut Call<'_>) -> Answer {
    step(call, &[CONTROL], DONE)
}

fn disapprove(call: &mut Call<'_>) -> Answer {
    step(call, &[CONTROL], WAITS)
}

fn renew(call: &mut Call<'_>) -> Answer {
    step(call, &[CONTROL, DONE, PUT_OFF], WAITS)
}

fn defer(call: &mut Call<'_>) -> Answer {
    step(call, &[WAITS, RUNS], PUT_OFF)
}

fn delegate(call: &mut Call<'_>) -> Answer {
    let (id, task) = wanted(call)?;
    let to = int(call, "userId").filter(|id| call.state.user(*id).is_some());
    let to = to.ok_or_else(|| Fail::new(400, "0", "Responsible person not found"))?;
    let from = int_of(&task, "responsibleId");
    shelf::change(call, TASKS, &Value::Int(id), |row| {
        row.set("responsibleId", to);
    });
    note(call, id, "RESPONSIBLE_ID", from.into(), to.into());
    show(call, id)
}

fn delete(call: &mut Call<'_>) -> Answer {
    let id = task_records::named(call)?;
    match shelf::remove(call, TASKS, |row| int_of(row, "id") == id) {
        0 => Err(Fail::new(400, "1048582", "No access to delete the task")),
        _ => Ok(Array::new().with("task", true).into()),
    }
}

/// Actions and the states in which they are allowed; an empty list: always.
pub(super) const ACTIONS: [(&str, &[i64]); 13] = [
    ("COMPLETE", &[WAITS, RUNS, PUT_OFF]),
    ("APPROVE", &[CONTROL]),
    ("DISAPPROVE", &[CONTROL]),
    ("START", &[WAITS, PUT_OFF]),
    ("PAUSE", &[RUNS]),
    ("DELEGATE", &[]),
    ("REMOVE", &[]),
    ("EDIT", &[]),
    ("DEFER", &[WAITS, RUNS]),
    ("RENEW", &[CONTROL, DONE, PUT_OFF]),
    ("CREATE", &[]),
    ("CHANGE_DEADLINE", &[]),
    ("RATE", &[DONE]),
];

fn access(call: &mut Call<'_>) -> Answer {
    let (_, task) = wanted(call)?;
    let state = int_of(&task, "status");
    let allowed = |all: Array, (name, states): &(&str, &[i64])| {
        all.with(name, states.is_empty() || states.contains(&state))
    };
    let actions = ACTIONS.iter().fold(Array::new(), allowed);
    let users = match super::map(call, "users") {
        Some(users) => users.values().filter_map(Value::to_int).collect(),
        None => vec![call.caller.user],
    };
    let mut by_user = Array::new();
    for user in users {
        by_user.set(&user.to_string(), actions.clone());
    }
    Ok(Array::new().with("allowedActions", by_user).into())
}

/// Overdue tasks of the caller; nobody writes comments here.
fn counters(call: &mut Call<'_>) -> Answer {
    let (now, user) = (call.now(), call.caller.user);
    let tasks = shelf::rows(call, TASKS);
    let overdue = tasks.iter().filter(|task| {
        let deadline = text_of(task, "deadline");
        let open = int_of(task, "status") != DONE;
        open && !deadline.is_empty() && deadline < now && int_of(task, "responsibleId") == user
    });
    let counter = |count: i64, code: i64| Array::new().with("counter", count).with("code", code);
    let overdue = i64::try_from(overdue.count()).unwrap_or_default();
    let all = Array::new()
        .with("expired", counter(overdue, 12_582_912))
        .with("new_comments", counter(0, 0));
    Ok(all.into())
}

fn history(call: &mut Call<'_>) -> Answer {
    let (id, _) = wanted(call)?;
    let all = shelf::rows(call, CHANGES).into_iter();
    let rows = all.filter(|row| int_of(row, "taskId") == id).map(|row| {
        let user = int_of(&row, "userId");
        let known = call.state.user(user);
        let who = Array::new()
            .with("id", user)
            .with("name", known.map(|user| user.name.as_str().to_owned()))
            .with("lastName", known.map(|user| user.last_name.clone()))
            .with("secondName", known.map(|user| user.second_name.clone()))
            .with("login", known.map(|user| user.email.clone()));
        Array::new()
            .with("id", int_of(&row, "id"))
            .with("createdDate", text_of(&row, "createdDate"))
            .with("field", text_of(&row, "field"))
            .with("value", row.get("value").cloned())
            .with("user", who)
    });
    let rows = Value::list(rows.collect::<Vec<_>>());
    Ok(Array::new().with("list", rows).into())
}

/// Puts a file of the drive under a task; the number names the pair.
fn attach(call: &mut Call<'_>) -> Answer {
    let (id, _) = wanted(call)?;
    let file = int(call, "fileId").ok_or_else(|| Fail::missing("fileId"))?;
    let attachment = call.state.next_id("attachment");
    shelf::change(call, TASKS, &Value::Int(id), |row| {
        if row.get("ufTaskWebdavFiles").is_none() {
            row.set("ufTaskWebdavFiles", Array::new());
        }
        if let Some(Value::Array(files)) = row.get_mut("ufTaskWebdavFiles") {
            files.push(file);
        }
    });
    Ok(Array::new().with("attachmentId", attachment).into())
}

/// The two tasks that a dependence joins.
fn ends(call: &mut Call<'_>) -> Result<(i64, i64), Fail> {
    let from = int(call, "taskIdFrom").unwrap_or_default();
    let to = int(call, "taskIdTo").unwrap_or_default();
    for id in [from, to] {
        record(call, TASKS, "id", id).ok_or_else(no_task)?;
    }
    Ok((from, to))
}

fn joins(row: &Array, from: i64, to: i64) -> bool {
    int_of(row, "from") == from && int_of(row, "to") == to
}

fn depend(call: &mut Call<'_>) -> Answer {
    let (from, to) = ends(call)?;
    let kind = int(call, "linkType").filter(|kind| (0..=3).contains(kind));
    let kind = kind.ok_or_else(|| Fail::new(400, "0", "Invalid link type"))?;
    if shelf::rows(call, LINKS)
        .iter()
        .any(|row| joins(row, from, to))
    {
        return Err(Fail::new(400, "0", "The dependence exists already"));
    }
    let row = Array::new()
        .with("from", from)
        .with("to", to)
        .with("linkType", kind);
    shelf::keep(call, LINKS, row);
    Ok(Array::new().into())
}

fn stop_depending(call: &mut Call<'_>) -> Answer {
    let (from, to) = ends(call)?;
    match shelf::remove(call, LINKS, |row| joins(row, from, to)) {
        0 => Err(Fail::new(400, "0", "The dependence does not exist")),
        _ => Ok(Array::new().into()),
    }
}
