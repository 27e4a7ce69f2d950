//! Business processes: starting and stopping them, events of activities, tasks of people.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{Found, done, int, map, record, text, text_of};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "bizproc.workflow.start" => start,
        "bizproc.workflow.kill" | "bizproc.workflow.terminate" => stop,
        "bizproc.event.send" => send,
        "bizproc.activity.log" => log,
        "bizproc.task.complete" => complete,
        "bizproc.task.delegate" => delegate,
        _ => return None,
    };
    Some((&["bizproc"], run))
}

fn start(call: &mut Call<'_>) -> Answer {
    let template = int(call, "TEMPLATE_ID").unwrap_or_default();
    if record(call, "bizproc.workflow.template", "ID", template).is_none() {
        return Err(Fail::new(
            400,
            "ERROR_TEMPLATE_NOT_FOUND",
            "Workflow template not found.",
        ));
    }
    let document = map(call, "DOCUMENT_ID").unwrap_or_default();
    let parts: Vec<String> = document.values().filter_map(Value::to_text).collect();
    let [module, entity, id] = parts.as_slice() else {
        return Err(Fail::new(
            400,
            "ERROR_WRONG_DOCUMENT_ID",
            "Wrong DOCUMENT_ID!",
        ));
    };
    let number = call.state.next_id("workflow");
    // Ids of running processes look like `66e412fdc9bd44.36306599`.
    let workflow = format!("{:014x}.{number:08}", call.now_ms);
    let row = Array::new()
        .with("DOCUMENT_ID", id.as_str())
        .with("ENTITY", entity.as_str())
        .with("ID", workflow.as_str())
        .with("STARTED", call.now())
        .with("MODULE_ID", module.as_str())
        .with("TEMPLATE_ID", template)
        .with("STARTED_BY", call.caller.user);
    shelf::put(call, "bizproc.workflow", row);
    Ok(workflow.into())
}

/// A process runs here until it is stopped.
fn stop(call: &mut Call<'_>) -> Answer {
    let id = text(call, "ID");
    match shelf::remove(call, "bizproc.workflow", |row| text_of(row, "ID") == id) {
        0 => Err(Fail::new(
            400,
            "ERROR_WORKFLOW_NOT_FOUND",
            "Workflow not found.",
        )),
        _ => done(),
    }
}

/// A token of an activity has the form `workflow|activity|signature`.
fn check_token(call: &Call<'_>) -> Result<(), Fail> {
    let token = text(call, "EVENT_TOKEN");
    let parts: Vec<&str> = token.split('|').collect();
    let whole = parts.len() == 3 && parts.iter().all(|part| !part.is_empty());
    let no = || Fail::new(403, "ACCESS_DENIED", "Access denied!");
    whole.then_some(()).ok_or_else(no)
}

fn send(call: &mut Call<'_>) -> Answer {
    check_token(call)?;
    let row = Array::new()
        .with("TOKEN", text(call, "EVENT_TOKEN"))
        .with("LOG_MESSAGE", text(call, "LOG_MESSAGE"))
        .with(
            "RETURN_VALUES",
            map(call, "RETURN_VALUES").unwrap_or_default(),
        );
    call.state.robot_events.push(row);
    done()
}

fn log(call: &mut Call<'_>) -> Answer {
    let message = text(call, "LOG_MESSAGE");
    if message.is_empty() {
        return Err(Fail::new(
            400,
            "ERROR_EMPTY_LOG_MESSAGE",
            "Empty log message!",
        ));
    }
    check_token(call)?;
    let row = Array::new()
        .with("TOKEN", text(call, "EVENT_TOKEN"))
        .with("LOG_MESSAGE", message);
    call.state.robot_events.push(row);
    done()
}

const TASKS: &str = "bizproc.task";

fn complete(call: &mut Call<'_>) -> Answer {
    let id = int(call, "TASK_ID").unwrap_or_default();
    let status = int(call, "STATUS").filter(|status| (1..=4).contains(status));
    let task = record(call, TASKS, "ID", id);
    task.ok_or_else(|| Fail::new(400, "ERROR_TASK_NOT_FOUND", "Task not found"))?;
    let text = "Invalid task status";
    let status = status.ok_or_else(|| Fail::new(400, "ERROR_TASK_VALIDATION", text))?;
    shelf::change(call, TASKS, &Value::Int(id), |row| {
        row.set("STATUS", status);
    });
    done()
}

fn delegate(call: &mut Call<'_>) -> Answer {
    let wrong = |name: &str| Fail::new(400, "ERROR_INVALID_USER_ID", format!("Invalid {name}"));
    let known = |id: Option<i64>| id.filter(|id| call.state.user(*id).is_some());
    let from = known(int(call, "FROM_USER_ID")).ok_or_else(|| wrong("FROM_USER_ID"))?;
    let to = known(int(call, "TO_USER_ID")).ok_or_else(|| wrong("TO_USER_ID"))?;
    let ids = map(call, "TASK_IDS").unwrap_or_default();
    for id in ids.values().filter_map(Value::to_int) {
        let task = record(call, TASKS, "ID", id);
        let of_sender = task.is_some_and(|task| super::int_of(&task, "USER_ID") == from);
        if !of_sender {
            return Err(Fail::new(400, "ERROR_TASK_NOT_FOUND", "Task not found"));
        }
        shelf::change(call, TASKS, &Value::Int(id), |row| row.set("USER_ID", to));
    }
    done()
}
