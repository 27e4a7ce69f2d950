//! The timeline beside adding to it: reading, changing and deleting comments and entries, their
//! bindings, and pins.

use super::super::fail::Fail;
use super::super::fields::new_file;
use super::super::items;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::timeline::{entity_type, no_owner, print_comment};
use super::super::value::{Array, Value};
use super::{CRM, Found, done, int, int_of, text_of};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "crm.timeline.comment.get" => comment,
        "crm.timeline.comment.update" => update_comment,
        "crm.timeline.comment.delete" => delete_comment,
        "crm.timeline.logmessage.get" => entry,
        "crm.timeline.logmessage.list" => entries,
        "crm.timeline.logmessage.delete" => delete_entry,
        "crm.timeline.bindings.bind" => bind,
        "crm.timeline.bindings.unbind" => unbind,
        "crm.timeline.bindings.list" => bindings,
        "crm.timeline.item.pin" => pin,
        "crm.timeline.item.unpin" => unpin,
        _ => return None,
    };
    Some((CRM, run))
}

/// The place of the comment that the call names, if the caller may see its owner.
fn comment_at(call: &Call<'_>) -> Result<usize, Fail> {
    let id = int(call, "id").filter(|id| *id > 0);
    let id = id.ok_or_else(|| Fail::nameless("ID is not defined or invalid."))?;
    let at = call.state.comments.iter().position(|one| one.id == id);
    let at = at.ok_or_else(|| Fail::nameless("Not found."))?;
    let owner = call.state.comments.get(at);
    let owner = owner.and_then(|one| Some((entity_type(&one.entity_type)?, one.entity_id)));
    let (entity, id) = owner.ok_or_else(|| Fail::nameless("Not found."))?;
    items::check_owner(call, entity, id).map_err(|_| Fail::nameless("Access denied."))?;
    Ok(at)
}

/// The same in the codes of the methods that write.
fn comment_to_write(call: &Call<'_>) -> Result<usize, Fail> {
    comment_at(call).map_err(|fail| match fail.description.as_str() {
        "Not found." => Fail::new(400, "NOT_FOUND", "Not found."),
        "Access denied." => Fail::crm_access_denied(),
        _ => Fail::missing("id"),
    })
}

fn comment(call: &mut Call<'_>) -> Answer {
    let at = comment_at(call)?;
    let one = call.state.comments.get(at);
    let one = one.ok_or_else(|| Fail::nameless("Not found."))?;
    Ok(print_comment(call, one).into())
}

/// New files take the place of all old ones.
fn update_comment(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let at = comment_to_write(call)?;
    let text = fields.get("COMMENT").and_then(Value::to_text);
    if text.is_some_and(|text| text.trim().is_empty()) {
        let text = "Empty comment message";
        return Err(Fail::new(400, "INVALID_ARG_VALUE", text));
    }
    let files = fields.get("FILES").and_then(Value::as_array);
    let files = files.map(|files| {
        let state = &mut *call.state;
        let new = files.values().filter_map(|file| new_file(state, file));
        new.collect::<Vec<_>>()
    });
    let one = call.state.comments.get_mut(at);
    let one = one.ok_or_else(|| Fail::nameless("Not found."))?;
    if let Some(text) = fields.get("COMMENT").and_then(Value::to_text) {
        one.text = text;
    }
    if let Some(files) = files {
        one.files = files;
    }
    Ok(one.id.into())
}

/// A comment of several things is deleted from the one that the call names.
fn delete_comment(call: &mut Call<'_>) -> Answer {
    let at = comment_to_write(call)?;
    let id = int(call, "id").unwrap_or_default();
    let all = shelf::rows(call, BINDINGS).into_iter();
    let others: Vec<Array> = all.filter(|row| int_of(row, "OWNER_ID") == id).collect();
    let owner = int(call, "ownerTypeId").zip(int(call, "ownerId"));
    let is_it = |name: &str, owner_id: i64| entity_type(name).zip(Some(owner_id)) == owner;
    let one = call.state.comments.get_mut(at);
    let one = one.ok_or_else(|| Fail::new(400, "NOT_FOUND", "Not found."))?;
    let own = is_it(&one.entity_type, one.entity_id);
    let of = |row: &Array| is_it(&text_of(row, "ENTITY_TYPE"), int_of(row, "ENTITY_ID"));
    let found = others.iter().find(|row| of(row));
    match (owner, others.first(), found) {
        (Some(_), _, Some(other)) => {
            shelf::remove(call, BINDINGS, |row| same(row, other));
        }
        (Some(_), _, None) if !own => return Err(no_owner()),
        (Some(_), Some(next), None) => {
            one.entity_type = text_of(next, "ENTITY_TYPE");
            one.entity_id = int_of(next, "ENTITY_ID");
            shelf::remove(call, BINDINGS, |row| same(row, next));
        }
        (None, Some(_), _) => {
            let text = "Element has bindings to multiple entities";
            return Err(Fail::new(400, "MULTIPLE_BINDINGS", text));
        }
        (_, None, None) | (None, None, Some(_)) => {
            call.state.comments.remove(at);
        }
    }
    Ok(Value::Null.into())
}

fn print_entry(row: &Array) -> Array {
    let mut row = row.clone();
    row.remove("entityTypeId");
    row.remove("entityId");
    row
}

fn entry_at(call: &Call<'_>) -> Result<usize, Fail> {
    let id = call.required_int("id")?;
    let mut all = call.state.log_messages.iter();
    all.position(|row| int_of(row, "id") == id)
        .ok_or_else(|| Fail::new(400, "NOT_FOUND", "Not found."))
}

fn entry(call: &mut Call<'_>) -> Answer {
    let at = entry_at(call)?;
    let row = call.state.log_messages.get(at).map(print_entry);
    Ok(Array::new().with("logMessage", row).into())
}

fn entries(call: &mut Call<'_>) -> Answer {
    let entity = call.required_int("entityTypeId")?;
    let id = call.required_int("entityId")?;
    items::check_owner(call, entity, id)?;
    let of_owner =
        |row: &&Array| int_of(row, "entityTypeId") == entity && int_of(row, "entityId") == id;
    let all = call.state.log_messages.iter().filter(of_owner);
    let rows: Vec<Array> = all.map(print_entry).collect();
    let page = super::super::old_list::page(&rows, call.start(), Array::clone);
    Ok(page)
}

fn delete_entry(call: &mut Call<'_>) -> Answer {
    let at = entry_at(call)?;
    call.state.log_messages.remove(at);
    done()
}

const BINDINGS: &str = "crm.timeline.bindings";

/// Entry, entity and its type as `bind` and `unbind` name them.
fn binding(call: &Call<'_>) -> Result<Array, Fail> {
    let fields = super::map(call, "fields").unwrap_or_default();
    let entry = int_of(&fields, "OWNER_ID");
    if entry == 0 {
        return Err(Fail::nameless("OWNER_ID is not defined or invalid."));
    }
    let name = text_of(&fields, "ENTITY_TYPE").to_lowercase();
    let entity = entity_type(&name);
    let entity = entity.ok_or_else(|| Fail::nameless("ENTITY_TYPE is not defined or invalid."))?;
    let id = int_of(&fields, "ENTITY_ID");
    items::check_owner(call, entity, id).map_err(|_| Fail::nameless("Access denied."))?;
    let row = Array::new()
        .with("OWNER_ID", entry)
        .with("ENTITY_ID", id)
        .with("ENTITY_TYPE", name);
    Ok(row)
}

fn same(row: &Array, other: &Array) -> bool {
    let part = |row: &Array| {
        (
            int_of(row, "OWNER_ID"),
            int_of(row, "ENTITY_ID"),
            text_of(row, "ENTITY_TYPE"),
        )
    };
    part(row) == part(other)
}

fn bind(call: &mut Call<'_>) -> Answer {
    let row = binding(call)?;
    shelf::remove(call, BINDINGS, |old| same(old, &row));
    shelf::keep(call, BINDINGS, row);
    done()
}

fn unbind(call: &mut Call<'_>) -> Answer {
    let row = binding(call)?;
    match shelf::remove(call, BINDINGS, |old| same(old, &row)) {
        0 => Err(Fail::nameless("Not found.")),
        _ => done(),
    }
}

/// A comment is bound to its owner from the beginning.
fn bindings(call: &mut Call<'_>) -> Answer {
    let filter = super::map(call, "filter").unwrap_or_default();
    let entry = filter.get_any_case("OWNER_ID").and_then(Value::to_int);
    let entry = entry.ok_or_else(|| Fail::nameless("OWNER_ID is not defined or invalid."))?;
    let owners = call.state.comments.iter().filter(|one| one.id == entry);
    let mut rows: Vec<Array> = owners
        .map(|one| {
            Array::new()
                .with("OWNER_ID", entry.to_string())
                .with("ENTITY_ID", one.entity_id.to_string())
                .with("ENTITY_TYPE", one.entity_type.as_str())
        })
        .collect();
    let bound = shelf::rows(call, BINDINGS).into_iter();
    rows.extend(bound.filter(|row| int_of(row, "OWNER_ID") == entry));
    Ok(super::super::old_list::page(
        &rows,
        call.start(),
        Array::clone,
    ))
}

/// Whether the entry stands in the timeline of the owner that the call names.
fn stands(call: &Call<'_>) -> Result<(), Fail> {
    let id = call.required_int("id")?;
    let entity = call.required_int("ownerTypeId")?;
    let owner = call.required_int("ownerId")?;
    items::check_owner(call, entity, owner)?;
    let of_comment = call.state.comments.iter().any(|one| {
        one.id == id && one.entity_id == owner && entity_type(&one.entity_type) == Some(entity)
    });
    let of_entry = call.state.log_messages.iter().any(|row| {
        int_of(row, "id") == id
            && int_of(row, "entityId") == owner
            && int_of(row, "entityTypeId") == entity
    });
    let found = of_comment || of_entry;
    let no = || Fail::new(400, "NOT_FOUND", "Not found.");
    found.then_some(()).ok_or_else(no)
}

/// No method tells what is pinned, so that nothing is kept.
fn pin(call: &mut Call<'_>) -> Answer {
    stands(call)?;
    Ok(Value::Null.into())
}

fn unpin(call: &mut Call<'_>) -> Answer {
    stands(call)?;
    Ok(Value::Null.into())
}
