//! `tasks.task.*` of REST 3.0: the tasks of the older methods in another shape.

use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{
    Described, Detail, Fail, Filterable, Found, describe, describe_one, filtered, invalid, item,
    items, missing, not_found, page, required_int, required_map, result, selected,
};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "tasks.task.add" => add,
        "tasks.task.get" => get,
        "tasks.task.list" => list,
        "tasks.task.update" => update,
        "tasks.task.delete" => delete,
        "tasks.task.field.get" => field,
        "tasks.task.field.list" => fields,
        "tasks.task.access.get" => access,
        "tasks.task.access.field.get" => access_field,
        "tasks.task.access.field.list" => access_fields,
        "tasks.task.file.attach" => attach,
        "tasks.task.file.field.get" => file_field,
        "tasks.task.file.field.list" => file_fields,
        "tasks.task.chat.message.send" => say,
        "tasks.task.chat.message.field.get" => message_field,
        "tasks.task.chat.message.field.list" => message_fields,
        _ => return None,
    };
    Some((&["tasks", "task"], run))
}

const TASKS: &str = "tasks.task";

const FIELDS: &[Described] = &[
    ("id", "int"),
    ("title", "string"),
    ("description", "string"),
    ("creatorId", "int"),
    ("responsibleId", "int"),
    ("deadline", "datetime"),
    ("needsControl", "bool"),
    ("startPlan", "datetime"),
    ("endPlan", "datetime"),
    ("fileIds", "array"),
    ("groupId", "int"),
    ("priority", "string"),
    ("status", "string"),
    ("parentId", "int"),
    ("estimatedTime", "int"),
    ("changed", "datetime"),
    ("closed", "datetime"),
    ("activity", "datetime"),
    ("guid", "string"),
    ("xmlId", "string"),
    ("mark", "string"),
    ("allowsChangeDeadline", "bool"),
    ("allowsTimeTracking", "bool"),
    ("siteId", "string"),
    ("link", "string"),
];
const ACCESS_FIELDS: &[Described] = &[("taskId", "int"), ("rights", "array")];
const FILE_FIELDS: &[Described] = &[("taskId", "int"), ("fileIds", "array")];
const MESSAGE_FIELDS: &[Described] = &[("taskId", "int"), ("text", "string")];

/// Name here, name in the older methods.
const SAME: [(&str, &str); 13] = [
    ("id", "id"),
    ("creatorId", "createdBy"),
    ("responsibleId", "responsibleId"),
    ("groupId", "groupId"),
    ("parentId", "parentId"),
    ("estimatedTime", "timeEstimate"),
    ("title", "title"),
    ("description", "description"),
    ("deadline", "deadline"),
    ("startPlan", "startDatePlan"),
    ("endPlan", "endDatePlan"),
    ("xmlId", "xmlId"),
    ("siteId", "siteId"),
];

/// Whether a field is a whole number here; the older methods print it as text.
fn is_number(name: &str) -> bool {
    FIELDS.contains(&(name_of(name), "int"))
}

fn name_of(name: &str) -> &'static str {
    let known = FIELDS.iter().find(|one| one.0 == name);
    known.map_or("", |one| one.0)
}

const STATES: [(i64, &str); 5] = [
    (2, "pending"),
    (3, "in_progress"),
    (4, "supposedly_completed"),
    (5, "completed"),
    (6, "deferred"),
];
const PRIORITIES: [(i64, &str); 3] = [(0, "low"), (1, "average"), (2, "high")];

/// What these tasks do not have: nothing, no, none, and no members.
const UNKNOWN: [&str; 12] = [
    "epicId",
    "storyPoints",
    "statusChanged",
    "started",
    "exchangeId",
    "exchangeModified",
    "addInReport",
    "deadlineCount",
    "declineReason",
    "forumTopicId",
    "maxDeadlineChangeDate",
    "maxDeadlineChanges",
];
const UNSET: [&str; 13] = [
    "containsChecklist",
    "containsSubTasks",
    "containsRelatedTasks",
    "containsGanttLinks",
    "containsResults",
    "matchesWorkTime",
    "isMultitask",
    "requireResult",
    "matchesSubTasksTime",
    "autocompleteSubTasks",
    "allowsChangeDatePlan",
    "requireDeadlineChangeReason",
    "replicate",
];
const COUNTS: [&str; 4] = [
    "numberOfReminders",
    "chatId",
    "plannedDuration",
    "actualDuration",
];
const EMPTY: [&str; 7] = [
    "checklist",
    "crmItemIds",
    "inFavorite",
    "inPin",
    "inGroupPin",
    "inMute",
    "dependsOn",
];

fn word(table: &[(i64, &'static str)], row: &Array, name: &str) -> Value {
    let number = row.get(name).and_then(Value::to_int);
    let found = table.iter().find(|one| Some(one.0) == number);
    Value::from(found.map(|one| one.1))
}

fn print(call: &Call<'_>, row: &Array) -> Array {
    let text = |name: &str| row.get(name).cloned().unwrap_or_default();
    let mut out = Array::new();
    for (name, old) in SAME {
        let value = text(old);
        let value = if is_number(name) {
            let number = value.to_int();
            let kept = number.filter(|number| *number != 0 || name == "estimatedTime");
            kept.map_or(Value::Null, Value::Int)
        } else {
            value
        };
        out.set(name, value);
    }
    let yes = |name: &str| text(name) == Value::from("Y");
    let id = row.get("id").and_then(Value::to_int).unwrap_or_default();
    let user = call.caller.user;
    for name in UNKNOWN {
        out.set(name, Value::Null);
    }
    for name in UNSET {
        out.set(name, false);
    }
    for name in COUNTS {
        out.set(name, 0_i64);
    }
    for name in EMPTY {
        out.set(name, Array::new());
    }
    out.with("needsControl", yes("taskControl"))
        .with("fileIds", text("ufTaskWebdavFiles"))
        .with("containsPlacements", true)
        .with("durationType", "days")
        .with("outlookVersion", 1_i64)
        .with("scenarios", Value::list(["default"]))
        .with("archiveLink", "")
        .with("priority", word(&PRIORITIES, row, "priority"))
        .with("status", word(&STATES, row, "status"))
        .with("changed", text("changedDate"))
        .with("closed", text("closedDate"))
        .with("activity", text("activityDate"))
        .with("guid", text("guid"))
        .with("mark", "none")
        .with("allowsChangeDeadline", yes("allowChangeDeadline"))
        .with("allowsTimeTracking", yes("allowTimeTracking"))
        .with(
            "link",
            format!("/company/personal/user/{user}/tasks/task/view/{id}/"),
        )
        .with("rights", rights(row))
}

/// Refuses what the fields say wrong; what they say, under the older names.
fn read(call: &Call<'_>, fields: &Array) -> Result<Array, Fail> {
    let mut row = Array::new();
    for (key, value) in fields.iter() {
        let name = key.text();
        if let Some((_, old)) = SAME.iter().find(|one| one.0 == name) {
            row.set(old, value.clone());
            continue;
        }
        let text = value.to_text().unwrap_or_default();
        let number = |table: &[(i64, &str)]| {
            let found = table.iter().find(|one| one.1 == text);
            found
                .map(|one| one.0)
                .ok_or_else(|| invalid(&name, "Invalid value"))
        };
        match name.as_str() {
            "status" => row.set("status", number(&STATES)?),
            "priority" => row.set("priority", number(&PRIORITIES)?),
            "needsControl" => row.set("taskControl", Value::yes_no(!value.is_empty())),
            "fileIds" => row.set("ufTaskWebdavFiles", value.clone()),
            _ => {
                let text = format!("Unknown field `{name}`");
                return Err(super::refused(400, "UNKNOWNDTOPROPERTY", &text));
            }
        }
    }
    if let Some(user) = row.get("responsibleId").and_then(Value::to_int)
        && call.state.user(user).is_none()
    {
        return Err(invalid("responsibleId", "User was not found"));
    }
    Ok(row)
}

fn task(call: &mut Call<'_>, id: i64) -> Result<Array, Fail> {
    let all = shelf::rows(call, TASKS);
    let found = all
        .into_iter()
        .find(|row| row.get("id").and_then(Value::to_int) == Some(id));
    found.ok_or_else(|| not_found(id))
}

fn add(call: &mut Call<'_>) -> Answer {
    let fields = required_map(call, "fields")?;
    let mut row = read(call, &fields)?;
    for (name, old) in [("title", "title"), ("responsibleId", "responsibleId")] {
        if row.get(old).is_none_or(Value::is_blank) {
            return Err(missing(name));
        }
    }
    if row.get("createdBy").is_none_or(Value::is_blank) {
        row.set("createdBy", call.caller.user);
    }
    let (now, guid) = (call.now(), call.state.guid("task"));
    for name in ["createdDate", "changedDate", "activityDate"] {
        row.set(name, now.as_str());
    }
    row.set("guid", guid);
    row.set("siteId", "s1");
    for (name, value) in [("status", 2_i64), ("priority", 1)] {
        if row.get(name).is_none() {
            row.set(name, value);
        }
    }
    let id = shelf::add(call, TASKS, row);
    let row = task(call, id)?;
    item(print(call, &row))
}

fn get(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "id")?;
    let row = task(call, id)?;
    let row = print(call, &row);
    let selects = call
        .param("select")
        .is_some_and(|select| !select.is_blank());
    let row = if selects { with_people(call, row) } else { row };
    item(selected(call, &row)?)
}

const FILTER: Filterable = Filterable {
    dto: "TaskDto",
    known: FIELDS,
    only: &["id"],
};

/// What a list of tasks can be sorted by.
const SORTABLE: [&str; 19] = [
    "id",
    "title",
    "creatorId",
    "created",
    "responsibleId",
    "deadline",
    "startPlan",
    "endPlan",
    "groupId",
    "priority",
    "status",
    "started",
    "estimatedTime",
    "changed",
    "closed",
    "activity",
    "mark",
    "allowsChangeDeadline",
    "allowsTimeTracking",
];

fn order(call: &Call<'_>, rows: &mut [Array]) -> Result<(), Fail> {
    let order = call.param("order").and_then(Value::as_array).cloned();
    let order = order.unwrap_or_default();
    for (field, direction) in order.iter() {
        let direction = direction.to_text().unwrap_or_default().to_ascii_uppercase();
        let known = SORTABLE.contains(&field.text().as_str());
        if !known || !["ASC", "DESC"].contains(&direction.as_str()) {
            let order = Value::from(order.clone()).to_json(false);
            let text = format!("Unable to recognize sorting parameter `{order}`");
            return Err(super::refused(400, "INVALIDORDER", &text));
        }
    }
    let by = super::super::filter::directions(&order);
    super::super::filter::sort(rows, &by, |row, field| {
        row.get(field).cloned().unwrap_or_default()
    });
    Ok(())
}

/// The people of a task, whose members a selection may name.
fn with_people(call: &Call<'_>, row: Array) -> Array {
    let mut row = row;
    for (name, id) in [("creator", "creatorId"), ("responsible", "responsibleId")] {
        let id = row.get(id).and_then(Value::to_int).unwrap_or_default();
        let user = call.state.user(id).map(|user| {
            Array::new()
                .with("id", user.id)
                .with("name", user.name.as_str())
                .with("lastName", user.last_name.as_str())
                .with("secondName", user.second_name.as_str())
                .with("email", user.email.as_str())
                .with("workPosition", user.work_position.as_str())
        });
        row.set(name, user);
    }
    row
}

fn list(call: &mut Call<'_>) -> Answer {
    let all = shelf::rows(call, TASKS);
    let rows = all.iter().map(|row| print(call, row)).collect();
    let mut rows = filtered(call, rows, &FILTER)?;
    order(call, &mut rows)?;
    let rows = page(call, rows)?;
    let selects = call
        .param("select")
        .is_some_and(|select| !select.is_blank());
    let short = |row: &Array| Array::new().with("id", row.get("id").cloned());
    let shown = |row: Array| {
        if selects {
            selected(call, &with_people(call, row))
        } else {
            Ok(short(&row))
        }
    };
    let rows: Result<Vec<Array>, Fail> = rows.into_iter().map(shown).collect();
    items(rows?)
}

fn update(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "id")?;
    let fields = required_map(call, "fields")?;
    if fields.get("creatorId").is_some() {
        let text = "In DTO `TaskDto`, the field `creatorId` requires the presence of the \
                    `Editable` attribute for such a request";
        return Err(invalid("creatorId", text));
    }
    task(call, id)?;
    let (row, now) = (read(call, &fields)?, call.now());
    shelf::change(call, TASKS, &Value::Int(id), |old| {
        for (key, value) in row.iter() {
            old.set_key(key.clone(), value.clone());
        }
        old.set("changedDate", now);
    });
    result()
}

fn delete(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "id")?;
    let is_it = |row: &Array| row.get("id").and_then(Value::to_int) == Some(id);
    match shelf::remove(call, TASKS, is_it) {
        0 => Err(not_found(id)),
        _ => result(),
    }
}

fn field(call: &mut Call<'_>) -> Answer {
    describe_one(call, FIELDS, Detail::Long)
}

fn fields(_call: &mut Call<'_>) -> Answer {
    describe(FIELDS, Detail::Middle)
}

fn access_field(call: &mut Call<'_>) -> Answer {
    describe_one(call, ACCESS_FIELDS, Detail::Long)
}

fn access_fields(_call: &mut Call<'_>) -> Answer {
    describe(ACCESS_FIELDS, Detail::Long)
}

fn file_field(call: &mut Call<'_>) -> Answer {
    describe_one(call, FILE_FIELDS, Detail::Middle)
}

fn file_fields(_call: &mut Call<'_>) -> Answer {
    describe(FILE_FIELDS, Detail::Middle)
}

fn message_field(call: &mut Call<'_>) -> Answer {
    describe_one(call, MESSAGE_FIELDS, Detail::Middle)
}

fn message_fields(_call: &mut Call<'_>) -> Answer {
    describe(MESSAGE_FIELDS, Detail::Middle)
}

/// Right, and the states in which it is given; no state: always.
const RIGHTS: [(&str, &[i64]); 45] = [
    ("read", &[]),
    ("edit", &[]),
    ("remove", &[]),
    ("complete", &[2, 3, 6]),
    ("approve", &[4]),
    ("disapprove", &[4]),
    ("start", &[2, 6]),
    ("pause", &[3]),
    ("delegate", &[]),
    ("defer", &[2, 3]),
    ("renew", &[4, 5, 6]),
    ("deadline", &[]),
    ("attachFile", &[]),
    ("changeResponsible", &[]),
    ("watch", &[]),
    ("mute", &[]),
    ("createSubtask", &[]),
    ("createResult", &[]),
    ("datePlan", &[]),
    ("changeAccomplices", &[]),
    ("mark", &[]),
    ("changeStatus", &[]),
    ("reminder", &[]),
    ("addAuditors", &[]),
    ("elapsedTime", &[]),
    ("favorite", &[]),
    ("checklistAdd", &[]),
    ("checklistEdit", &[]),
    ("checklistSave", &[]),
    ("checklistToggle", &[]),
    ("automate", &[]),
    ("completeResult", &[]),
    ("admin", &[]),
    ("copy", &[]),
    ("saveAsTemplate", &[]),
    ("detachFile", &[]),
    ("detachParent", &[]),
    ("createGanttDependence", &[]),
    ("take", NEVER),
    ("changeDirector", NEVER),
    ("timeTracking", NEVER),
    ("resultEdit", NEVER),
    ("removeResult", NEVER),
    ("resultRead", NEVER),
    ("sort", NEVER),
];

/// No task has this state.
const NEVER: &[i64] = &[-1];

fn rights(row: &Array) -> Array {
    let state = row
        .get("status")
        .and_then(Value::to_int)
        .unwrap_or_default();
    let given = |all: Array, (name, states): &(&str, &[i64])| {
        all.with(name, states.is_empty() || states.contains(&state))
    };
    RIGHTS.iter().fold(Array::new(), given)
}

fn access(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "id")?;
    Ok(rights(&task(call, id)?).into())
}

fn attach(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "taskId")?;
    let files = required_map(call, "fileIds")?;
    task(call, id)?;
    shelf::change(call, TASKS, &Value::Int(id), |row| {
        row.set("ufTaskWebdavFiles", files);
    });
    result()
}

/// The chat of a task opens with its first message.
fn say(call: &mut Call<'_>) -> Answer {
    let fields = required_map(call, "fields")?;
    let id = fields.get("taskId").and_then(Value::to_int);
    let id = id.ok_or_else(|| missing("taskId"))?;
    let words = fields.get("text").and_then(Value::to_text);
    let words = words.filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| missing("text"))?;
    task(call, id)?;
    super::super::messenger::say_in_chat_of(call, "TASKS_TASK", id, &words);
    result()
}
