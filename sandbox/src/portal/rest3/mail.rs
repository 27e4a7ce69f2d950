//! Messages of a mail box: `mail.message.*`. Nothing is sent anywhere; what is sent is kept.

use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{
    Described, Detail, Fail, Filterable, Found, describe, describe_one, filtered, item, items,
    missing, not_found, page, required_int, required_map, required_text, selected,
};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "mail.message.list" => list,
        "mail.message.get" => get,
        "mail.message.thread" => thread,
        "mail.message.send" => send,
        "mail.message.reply" => reply,
        "mail.message.forward" => forward,
        "mail.message.movetofolder" => move_to_folder,
        "mail.message.createtask" => create_task,
        "mail.message.createchat" => create_chat,
        "mail.message.createcalendarevent" => create_event,
        "mail.message.createfeedpost" => create_post,
        "mail.message.createcrmactivity" => create_activity,
        "mail.message.removecrmactivity" => remove_activity,
        "mail.message.field.get" => field,
        "mail.message.field.list" => fields,
        _ => return None,
    };
    Some((&["mail"], run))
}

const MESSAGES: &str = "mail.message";

const FILTER: Filterable = Filterable {
    dto: "MessageDto",
    known: FIELDS,
    only: &[],
};

const FIELDS: &[Described] = &[
    ("id", "int"),
    ("mailboxId", "int"),
    ("mailboxEmail", "string"),
    ("subject", "string"),
    ("from", "string"),
    ("to", "string"),
    ("cc", "string"),
    ("date", "string"),
    ("isSeen", "bool"),
    ("hasAttachments", "bool"),
    ("url", "string"),
    ("bindings", "array"),
    ("body", "string"),
];

fn field(call: &mut Call<'_>) -> Answer {
    describe_one(call, FIELDS, Detail::Short)
}

fn fields(_call: &mut Call<'_>) -> Answer {
    describe(FIELDS, Detail::Short)
}

fn number(row: &Array, name: &str) -> i64 {
    row.get(name).and_then(Value::to_int).unwrap_or_default()
}

fn message(call: &mut Call<'_>, id: i64) -> Result<Array, Fail> {
    let all = shelf::rows(call, MESSAGES);
    let found = all.into_iter().find(|row| number(row, "id") == id);
    found.ok_or_else(|| not_found(id))
}

fn list(call: &mut Call<'_>) -> Answer {
    let all = shelf::rows(call, MESSAGES);
    let rows = page(call, filtered(call, all, &FILTER)?)?;
    let rows: Result<Vec<Array>, Fail> = rows.iter().map(|row| selected(call, row)).collect();
    items(rows?)
}

fn get(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "id")?;
    let row = message(call, id)?;
    item(selected(call, &row)?)
}

/// Messages with the same subject, whatever it was answered or forwarded with.
fn thread(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "id")?;
    let subject = bare(&message(call, id)?);
    let all = shelf::rows(call, MESSAGES).into_iter();
    let mut rows: Vec<Array> = all.filter(|row| bare(row) == subject).collect();
    for row in &mut rows {
        for name in [
            "mailboxId",
            "mailboxEmail",
            "isSeen",
            "hasAttachments",
            "url",
            "bindings",
        ] {
            row.remove(name);
        }
    }
    Ok(Value::list(rows).into())
}

fn bare(row: &Array) -> String {
    let subject = row.get("subject").and_then(Value::to_text);
    let subject = subject.unwrap_or_default();
    let marks = ["Re: ", "Fwd: "];
    let bare = marks
        .iter()
        .fold(subject.as_str(), |text, mark| text.trim_start_matches(mark));
    bare.to_owned()
}

/// Keeps a message of the caller.
fn post(call: &mut Call<'_>) -> Answer {
    let from = required_text(call, "from")?;
    let to = call.param("to").cloned().filter(|to| !to.is_blank());
    let to = to.ok_or_else(|| missing("to"))?;
    let subject = required_text(call, "subject")?;
    let body = required_text(call, "body")?;
    let to: Vec<String> = match &to {
        Value::Array(many) => many.values().filter_map(Value::to_text).collect(),
        one => one.to_text().into_iter().collect(),
    };
    let row = Array::new()
        .with("mailboxId", 1_i64)
        .with("mailboxEmail", from.as_str())
        .with("subject", subject)
        .with("from", from)
        .with("to", to.join(", "))
        .with("cc", call.param("cc").and_then(Value::to_text))
        .with("date", call.now())
        .with("isSeen", true)
        .with("body", body);
    shelf::add(call, MESSAGES, row);
    let answer = Array::new()
        .with("success", true)
        .with("to", Value::list(to));
    Ok(answer.into())
}

fn send(call: &mut Call<'_>) -> Answer {
    post(call)
}

fn reply(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "replyToMessageId")?;
    message(call, id)?;
    post(call)
}

fn forward(call: &mut Call<'_>) -> Answer {
    let id = required_int(call, "forwardMessageId")?;
    message(call, id)?;
    post(call)
}

/// `trash`, `spam` and `delete` take messages away, other words only look for them.
fn move_to_folder(call: &mut Call<'_>) -> Answer {
    let ids = required_map(call, "messageIds")?;
    let action = required_text(call, "action")?;
    let ids: Vec<i64> = ids.values().filter_map(Value::to_int).collect();
    let moved = if matches!(action.as_str(), "trash" | "spam" | "delete") {
        shelf::remove(call, MESSAGES, |row| ids.contains(&number(row, "id")))
    } else {
        let all = shelf::rows(call, MESSAGES);
        all.iter()
            .filter(|row| ids.contains(&number(row, "id")))
            .count()
    };
    let answer = Array::new()
        .with("success", true)
        .with("movedCount", i64::try_from(moved).unwrap_or_default())
        .with("action", action);
    Ok(answer.into())
}

fn wanted(call: &mut Call<'_>) -> Result<(i64, Array), Fail> {
    let id = required_int(call, "messageId")?;
    Ok((id, message(call, id)?))
}

/// What was made of a message.
fn made(id: i64, name: &str, number: i64) -> Array {
    Array::new()
        .with("success", true)
        .with(name, number)
        .with("messageId", id)
}

/// The task is one of `tasks.task.*`.
fn create_task(call: &mut Call<'_>) -> Answer {
    let (id, message) = wanted(call)?;
    let user = call.caller.user;
    let row = Array::new()
        .with("title", message.get("subject").cloned())
        .with("description", message.get("body").cloned())
        .with("createdBy", user)
        .with("responsibleId", user)
        .with("createdDate", call.now())
        .with("status", 2_i64);
    let task = shelf::add(call, "tasks.task", row);
    Ok(made(id, "taskId", task).into())
}

fn create_chat(call: &mut Call<'_>) -> Answer {
    let (id, message) = wanted(call)?;
    let title = message.get("subject").and_then(Value::to_text);
    let chat = super::super::messenger::open_for(call, &title.unwrap_or_default());
    Ok(made(id, "chatId", chat).with("existing", false).into())
}

/// There is no calendar behind it; the event has a number and nothing else.
fn create_event(call: &mut Call<'_>) -> Answer {
    required_text(call, "dateFrom")?;
    required_text(call, "dateTo")?;
    let (id, _) = wanted(call)?;
    let event = call.state.next_id("calendar event");
    Ok(made(id, "eventId", event).into())
}

fn create_post(call: &mut Call<'_>) -> Answer {
    let (id, message) = wanted(call)?;
    let post = call.state.next_id("post");
    let row = Array::new()
        .with("id", post)
        .with("author", call.caller.user)
        .with("title", message.get("subject").cloned())
        .with("message", message.get("body").cloned())
        .with("destinations", Value::list(["UA"]))
        .with("important", false)
        .with("files", Array::new());
    call.state.posts.push(row);
    Ok(made(id, "postId", post).into())
}

fn bind(call: &mut Call<'_>, bindings: Array) -> Answer {
    let (id, _) = wanted(call)?;
    shelf::change(call, MESSAGES, &Value::Int(id), |row| {
        row.set("bindings", bindings);
    });
    Ok(true.into())
}

fn create_activity(call: &mut Call<'_>) -> Answer {
    let binding = Array::new().with("entityType", "CRM_ACTIVITY");
    bind(call, [binding].into_iter().collect())
}

fn remove_activity(call: &mut Call<'_>) -> Answer {
    bind(call, Array::new())
}
