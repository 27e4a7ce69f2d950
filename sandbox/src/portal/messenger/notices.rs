//! `im.notify.*` beside adding: reading, answering and deleting notifications.

use super::super::methods::{Answer, Call};
use super::super::notify;
use super::super::state::Notification;
use super::super::value::{Array, Value};
use super::{Run, ids, int, print, refused, text};

pub(super) fn find(name: &str) -> Option<Run> {
    Some(match name {
        "im.notify" => add,
        "im.notify.get" => get,
        "im.notify.history.search" => search,
        "im.notify.read" => read,
        "im.notify.read.list" => read_list,
        "im.notify.read.all" => read_all,
        "im.notify.delete" => delete,
        "im.notify.answer" => answer,
        "im.notify.confirm" => confirm,
        "im.notify.schema.get" => schema,
        _ => return None,
    })
}

/// `TYPE` tells the kind: `SYSTEM`, or from the calling employee.
fn add(call: &mut Call<'_>) -> Answer {
    if text(call, "TYPE") == "SYSTEM" {
        notify::system_add(call)
    } else {
        notify::personal_add(call)
    }
}

fn is_read(call: &Call<'_>, id: i64) -> bool {
    call.state.messenger.read_notices.contains(&id)
}

fn row(call: &Call<'_>, one: &Notification) -> Array {
    let field = |name: &str| one.fields.get(name).and_then(Value::to_text);
    Array::new()
        .with("id", one.id)
        .with("chat_id", one.user)
        .with("author_id", if one.personal { call.caller.user } else { 0 })
        .with("date", call.state.iso(one.created_ms))
        .with("notify_type", if one.personal { 2_i64 } else { 4 })
        .with("notify_module", "rest")
        .with("notify_event", "rest_notify")
        .with("notify_tag", one.tag.as_str())
        .with("notify_sub_tag", field("SUB_TAG").unwrap_or_default())
        .with("notify_title", "")
        .with("setting_name", "rest|rest_notify")
        .with("text", field("MESSAGE").unwrap_or_default())
        .with("notify_read", Value::yes_no(is_read(call, one.id)))
        .with("params", Value::Null)
}

/// The caller's notifications, the newest first.
fn mine<'a>(call: &'a Call<'_>) -> Vec<&'a Notification> {
    let all = call.state.notifications.iter().rev();
    all.filter(|one| one.user == call.caller.user).collect()
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

fn get(call: &mut Call<'_>) -> Answer {
    let (last, kind) = (int(call, "LAST_ID"), int(call, "LAST_TYPE"));
    if last.is_some() != kind.is_some() {
        let text = "Parameters LAST_ID and LAST_TYPE should be used together.";
        return Err(refused("LAST_ID_AND_LAST_TYPE", text));
    }
    let limit = int(call, "LIMIT").unwrap_or(50).clamp(1, 50);
    let limit = usize::try_from(limit).unwrap_or(50);
    let all = mine(call);
    let new = all.iter().filter(|one| !is_read(call, one.id)).count();
    let older = all
        .iter()
        .filter(|one| last.is_none_or(|last| one.id < last));
    let rows: Vec<Array> = older.take(limit).map(|one| row(call, one)).collect();
    let answer = Array::new()
        .with("total_count", count(all.len()))
        .with("total_unread_count", count(new))
        .with("chat_id", call.caller.user)
        .with("notifications", Value::list(rows))
        .with("users", print::users(call, &[call.caller.user]));
    Ok(answer.into())
}

fn search(call: &mut Call<'_>) -> Answer {
    let words = text(call, "SEARCH_TEXT").to_lowercase();
    let has = |one: &&&Notification| {
        let text = one.fields.get("MESSAGE").and_then(Value::to_text);
        text.unwrap_or_default().to_lowercase().contains(&words)
    };
    let all = mine(call);
    let rows: Vec<Array> = all.iter().filter(has).map(|one| row(call, one)).collect();
    let answer = Array::new()
        .with("chat_id", call.caller.user)
        .with("total_results", count(rows.len()))
        .with("notifications", Value::list(rows))
        .with("users", print::users(call, &[call.caller.user]));
    Ok(answer.into())
}

/// Marks the caller's notifications that `fits` finds as read, or as new.
fn mark(call: &mut Call<'_>, fits: impl Fn(i64) -> bool, read: bool) {
    let found: Vec<i64> = mine(call)
        .iter()
        .map(|one| one.id)
        .filter(|id| fits(*id))
        .collect();
    let marks = &mut call.state.messenger.read_notices;
    for id in found {
        if read {
            marks.insert(id);
        } else {
            marks.remove(&id);
        }
    }
}

/// All up to `ID`, or only that one with `ONLY_CURRENT`.
fn read(call: &mut Call<'_>) -> Answer {
    let id = int(call, "ID").ok_or_else(|| refused("ID_EMPTY", "ID can't be empty"))?;
    let only = text(call, "ONLY_CURRENT") == "Y";
    let read = text(call, "ACTION") != "N";
    mark(call, |one| if only { one == id } else { one >= id }, read);
    Ok(true.into())
}

fn read_list(call: &mut Call<'_>) -> Answer {
    if !matches!(call.old_param("IDS"), Some(Value::Array(_))) {
        return Err(refused(
            "PARAMS_ERROR",
            "No IDS param or it is not an array",
        ));
    }
    let (all, read) = (ids(call, "IDS"), text(call, "ACTION") != "N");
    mark(call, |one| all.contains(&one), read);
    Ok(true.into())
}

fn read_all(call: &mut Call<'_>) -> Answer {
    mark(call, |_| true, true);
    let answer = Array::new().with("result", true).with("newCounter", 0_i64);
    Ok(answer.into())
}

/// By `ID`, by `TAG` or by `SUB_TAG`.
fn delete(call: &mut Call<'_>) -> Answer {
    let (id, tag, sub) = (int(call, "ID"), text(call, "TAG"), text(call, "SUB_TAG"));
    if id.is_none() && tag.is_empty() && sub.is_empty() {
        return Err(refused("PARAMS_ERROR", "Incorrect params"));
    }
    let sub_tag = |one: &Notification| one.fields.get("SUB_TAG").and_then(Value::to_text);
    call.state.notifications.retain(|one| {
        let named = id == Some(one.id)
            || (!tag.is_empty() && one.tag == tag)
            || (!sub.is_empty() && sub_tag(one).as_deref() == Some(sub.as_str()));
        !named
    });
    Ok(true.into())
}

fn wanted(call: &Call<'_>) -> Result<i64, super::super::fail::Fail> {
    let id = int(call, "NOTIFY_ID").unwrap_or_default();
    let found = mine(call).iter().any(|one| one.id == id);
    let no = || refused("NOTIFY_ID_ERROR", "Notification ID can't be empty");
    found.then_some(id).ok_or_else(no)
}

fn told(text: &str) -> Answer {
    let answer = Array::new().with("result_message", Value::list([text]));
    Ok(answer.into())
}

fn answer(call: &mut Call<'_>) -> Answer {
    wanted(call)?;
    if text(call, "ANSWER_TEXT").is_empty() {
        return Err(refused("ANSWER_TEXT_ERROR", "Answer text can't be empty"));
    }
    told("Ваш ответ успешно отправлен.")
}

/// A notification with buttons is gone once one of them is chosen.
fn confirm(call: &mut Call<'_>) -> Answer {
    if text(call, "NOTIFY_VALUE").is_empty() {
        let text = "Notification Value can't be empty";
        return Err(refused("NOTIFY_VALUE_ERROR", text));
    }
    let id = wanted(call)?;
    call.state.notifications.retain(|one| one.id != id);
    told("Принято")
}

/// What notifications there are, by module.
fn schema(_call: &mut Call<'_>) -> Answer {
    let kind = Array::new()
        .with("ID", "rest|rest_notify")
        .with("NAME", "Уведомления приложений");
    let module = Array::new()
        .with("NAME", "REST")
        .with("MODULE_ID", "rest")
        .with("LIST", Value::list([kind]));
    Ok(Array::new().with("rest", module).into())
}
