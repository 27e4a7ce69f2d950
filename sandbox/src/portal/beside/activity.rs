//! Activities beside their records: bindings, to-dos, transcripts, triggers.

use super::super::fail::Fail;
use super::super::items;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{CRM, Found, done, int, int_of, record, text, text_of};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "crm.activity.binding.add" => bind,
        "crm.activity.binding.delete" => unbind,
        "crm.activity.binding.list" => bindings,
        "crm.activity.binding.move" => rebind,
        "crm.activity.call.gettranscript" => transcript,
        "crm.activity.todo.update" => update_todo,
        "crm.activity.todo.updatecolor" => color_todo,
        "crm.activity.todo.updatedeadline" => move_todo,
        "crm.activity.todo.updatedescription" => describe_todo,
        "crm.activity.todo.updateresponsibleuser" => hand_over_todo,
        "crm.automation.trigger.execute" => pull,
        _ => return None,
    };
    Some((CRM, run))
}

const BINDINGS: &str = "crm.activity.binding";

/// The activity that the call names: a record, or a to-do.
fn activity(call: &mut Call<'_>) -> Result<i64, Fail> {
    let id = call.required_int("activityId")?;
    let is_todo = call.state.todos.iter().any(|row| int_of(row, "id") == id);
    let found = is_todo || record(call, "crm.activity", "ID", id).is_some();
    found.then_some(id).ok_or_else(Fail::not_found)
}

/// Every binding of an activity: activity, type and id of the owner.
fn bound(call: &mut Call<'_>) -> Vec<(i64, i64, i64)> {
    let kept = shelf::rows(call, BINDINGS);
    let owners = shelf::rows(call, "crm.activity");
    let kept = kept.iter().map(|row| {
        (
            int_of(row, "activityId"),
            int_of(row, "entityTypeId"),
            int_of(row, "entityId"),
        )
    });
    let owners = owners.iter().map(|row| {
        (
            int_of(row, "ID"),
            int_of(row, "OWNER_TYPE_ID"),
            int_of(row, "OWNER_ID"),
        )
    });
    let todos = call.state.todos.iter().map(|row| {
        (
            int_of(row, "id"),
            int_of(row, "ownerTypeId"),
            int_of(row, "ownerId"),
        )
    });
    owners.chain(todos).chain(kept).collect()
}

fn keep(call: &mut Call<'_>, activity: i64, entity: i64, id: i64) {
    let row = Array::new()
        .with("activityId", activity)
        .with("entityTypeId", entity)
        .with("entityId", id);
    shelf::keep(call, BINDINGS, row);
}

fn forget(call: &mut Call<'_>, activity: i64, entity: i64, id: i64) -> Result<(), Fail> {
    let is_it = |row: &Array| {
        int_of(row, "activityId") == activity
            && int_of(row, "entityTypeId") == entity
            && int_of(row, "entityId") == id
    };
    match shelf::remove(call, BINDINGS, is_it) {
        0 => Err(Fail::not_found()),
        _ => Ok(()),
    }
}

fn bind(call: &mut Call<'_>) -> Answer {
    let activity = activity(call)?;
    let entity = call.required_int("entityTypeId")?;
    let id = call.required_int("entityId")?;
    items::check_owner(call, entity, id)?;
    if bound(call).contains(&(activity, entity, id)) {
        return Err(Fail::new(
            400,
            "ACTIVITY_IS_ALREADY_BOUND",
            "Activity is already bound",
        ));
    }
    keep(call, activity, entity, id);
    done()
}

fn unbind(call: &mut Call<'_>) -> Answer {
    let activity = activity(call)?;
    let entity = call.required_int("entityTypeId")?;
    let id = call.required_int("entityId")?;
    forget(call, activity, entity, id)?;
    done()
}

fn bindings(call: &mut Call<'_>) -> Answer {
    let activity = activity(call)?;
    let all = bound(call).into_iter().filter(|one| one.0 == activity);
    let print = |one: (i64, i64, i64)| {
        Array::new()
            .with("entityTypeId", one.1)
            .with("entityId", one.2)
    };
    Ok(Value::list(all.map(print)).into())
}

fn rebind(call: &mut Call<'_>) -> Answer {
    let activity = activity(call)?;
    let from = call.required_int("sourceEntityTypeId")?;
    let from_id = call.required_int("sourceEntityId")?;
    let to = call.required_int("targetEntityTypeId")?;
    let to_id = call.required_int("targetEntityId")?;
    items::check_owner(call, to, to_id)?;
    forget(call, activity, from, from_id)?;
    keep(call, activity, to, to_id);
    done()
}

/// No call of this portal was recorded, so that there is no transcript.
fn transcript(call: &mut Call<'_>) -> Answer {
    call.required_int("activityId")?;
    Err(Fail::not_found())
}

/// Changes the to-do that `id` and the owner name.
fn change(call: &mut Call<'_>, changes: &[(&str, Value)]) -> Answer {
    let id = call.required_int("id")?;
    let entity = call.required_int("ownerTypeId")?;
    let owner = call.required_int("ownerId")?;
    let is_it = |row: &&mut Array| {
        int_of(row, "id") == id
            && int_of(row, "ownerTypeId") == entity
            && int_of(row, "ownerId") == owner
    };
    let row = call.state.todos.iter_mut().find(is_it);
    let row = row.ok_or_else(|| Fail::new(400, "NOT_FOUND", "Not found."))?;
    for (name, value) in changes {
        row.set(name, value.clone());
    }
    Ok(Array::new().with("id", id).into())
}

fn required(call: &Call<'_>, name: &str) -> Result<Value, Fail> {
    let value = call.param(name).filter(|value| !value.is_blank());
    value.cloned().ok_or_else(|| Fail::missing(name))
}

fn update_todo(call: &mut Call<'_>) -> Answer {
    let mut changes = vec![("deadline", required(call, "deadline")?)];
    for name in ["title", "description", "responsibleId", "colorId"] {
        if let Some(value) = call.param(name) {
            changes.push((name, value.clone()));
        }
    }
    change(call, &changes)
}

fn color_todo(call: &mut Call<'_>) -> Answer {
    let color = required(call, "colorId")?;
    change(call, &[("colorId", color)])
}

fn move_todo(call: &mut Call<'_>) -> Answer {
    let deadline = required(call, "value")?;
    change(call, &[("deadline", deadline)])
}

fn describe_todo(call: &mut Call<'_>) -> Answer {
    let words = required(call, "value")?;
    change(call, &[("description", words)])
}

fn hand_over_todo(call: &mut Call<'_>) -> Answer {
    let user = call.required_int("responsibleId")?;
    change(call, &[("responsibleId", user.into())])
}

/// A trigger starts the robots of an item; this portal has none.
fn pull(call: &mut Call<'_>) -> Answer {
    let code = text(call, "CODE");
    let triggers = shelf::rows(call, "crm.automation.trigger");
    if !triggers.iter().any(|row| text_of(row, "CODE") == code) {
        return Err(Fail::nameless("Trigger not found."));
    }
    let entity = int(call, "OWNER_TYPE_ID").filter(|kind| (1..=31).contains(kind));
    let entity = entity.ok_or_else(|| Fail::nameless("Incorrect parameter OWNER_TYPE_ID."))?;
    let id = int(call, "OWNER_ID").unwrap_or_default();
    items::check_owner(call, entity, id).map_err(|_| Fail::nameless("Access denied."))?;
    done()
}
