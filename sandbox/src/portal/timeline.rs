//! Comments and entries of the timeline, and to-dos.

use super::fail::Fail;
use super::fields::new_file;
use super::items;
use super::methods::{Answer, Call};
use super::old_list;
use super::schema::{COMPANY, CONTACT, DEAL};
use super::state::Comment;
use super::value::{Array, Value};

pub(crate) fn entity_type(name: &str) -> Option<i64> {
    match name {
        "deal" => Some(DEAL),
        "contact" => Some(CONTACT),
        "company" => Some(COMPANY),
        _ => None,
    }
}

pub(crate) fn no_owner() -> Fail {
    Fail::new(400, "OWNER_NOT_FOUND", "Owner was not found")
}

/// The owner is there, and the caller may see it.
fn check_owner(
    call: &Call<'_>,
    entity: i64,
    id: i64,
    missing: impl FnOnce() -> Fail,
) -> Result<(), Fail> {
    if items::exists(call, entity, id) {
        items::check_owner(call, entity, id)
    } else {
        Err(missing())
    }
}

/// Only lower-case `fields` is read here.
pub(crate) fn comment_add(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let text = |name: &str| {
        fields
            .get(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    let invalid = |text: &str| Fail::new(400, "INVALID_ARG_VALUE", text);
    let comment = text("COMMENT");
    if comment.is_empty() {
        return Err(invalid("Empty comment message"));
    }
    let entity_name = text("ENTITY_TYPE").to_lowercase();
    let entity = entity_type(&entity_name).ok_or_else(|| invalid("Unknown entity type"))?;
    let id = fields
        .get("ENTITY_ID")
        .and_then(Value::to_int)
        .unwrap_or_default();
    if id <= 0 {
        return Err(no_owner());
    }
    check_owner(call, entity, id, || {
        Fail::new(400, "NOT_FOUND", "Not found.")
    })?;
    let files = fields
        .get("FILES")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let state = &mut *call.state;
    let files = files
        .values()
        .filter_map(|file| new_file(state, file))
        .collect();
    let comment_id = state.next_id("timeline");
    state.comments.push(Comment {
        id: comment_id,
        entity_type: entity_name,
        entity_id: id,
        created_ms: call.now_ms,
        author: call.caller.user,
        text: comment,
        files,
    });
    Ok(comment_id.into())
}

/// Needs the owner in the filter; answers text everywhere but inside `FILES`.
pub(crate) fn comment_list(call: &mut Call<'_>) -> Answer {
    let filter = call
        .old_param("filter")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let id = filter.get_any_case("ENTITY_ID").and_then(Value::to_int);
    let name = filter.get_any_case("ENTITY_TYPE").and_then(Value::to_text);
    let (Some(id), Some(name)) = (id, name) else {
        return Err(Fail::nameless("Bind is empty"));
    };
    let entity = entity_type(&name.to_lowercase()).ok_or_else(|| Fail::nameless("Not found"))?;
    items::check_owner(call, entity, id).map_err(|_| Fail::nameless("Access denied."))?;
    let rows: Vec<Array> = call
        .state
        .comments
        .iter()
        .map(|comment| print_comment(call, comment))
        .collect();
    Ok(old_list::list(call, &rows, "ID"))
}

pub(crate) fn print_comment(call: &Call<'_>, comment: &Comment) -> Array {
    let mut row = Array::new()
        .with("ID", comment.id.to_string())
        .with("ENTITY_ID", comment.entity_id.to_string())
        .with("ENTITY_TYPE", comment.entity_type.as_str())
        .with("CREATED", call.state.iso(comment.created_ms))
        .with("COMMENT", comment.text.as_str())
        .with("AUTHOR_ID", comment.author.to_string());
    if comment.files.is_empty() {
        return row;
    }
    let mut files = Array::new();
    for file in &comment.files {
        let base = &call.state.base_url;
        let show = format!(
            "{base}/disk/showFile/{}/?&ncc=1&filename={}",
            file.id, file.name
        );
        let load = format!(
            "{base}/disk/downloadFile/{}/?&ncc=1&filename={}",
            file.id, file.name
        );
        let printed = Array::new()
            .with("id", file.id)
            .with("date", call.state.iso(comment.created_ms))
            .with("type", "file")
            .with("name", file.name.as_str())
            .with("size", file.size)
            .with("authorId", comment.author)
            .with("authorName", author_name(call, comment.author))
            .with("urlPreview", "")
            .with("urlShow", show)
            .with("urlDownload", load);
        files.set(&file.id.to_string(), printed);
    }
    row.set("FILES", files);
    row
}

fn author_name(call: &Call<'_>, author: i64) -> String {
    let user = call.state.user(author);
    user.map(|user| format!("{} {}", user.name, user.last_name))
        .unwrap_or_default()
}

pub(crate) fn log_message_add(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let int = |name: &str| fields.get(name).and_then(Value::to_int);
    let text = |name: &str| {
        let text = fields
            .get(name)
            .and_then(Value::to_text)
            .filter(|text| !text.is_empty());
        text.ok_or_else(|| Fail::missing(name))
    };
    let entity = int("entityTypeId").ok_or_else(|| Fail::missing("entityTypeId"))?;
    let owner = int("entityId").ok_or_else(|| Fail::missing("entityId"))?;
    let (title, message, icon) = (text("title")?, text("text")?, text("iconCode")?);
    check_owner(call, entity, owner, no_owner)?;
    let id = call.state.next_id("timeline");
    let entry = Array::new()
        .with("id", id)
        .with("created", call.now())
        .with("authorId", call.caller.user)
        .with("title", title)
        .with("text", message)
        .with("iconCode", icon);
    let kept = entry
        .clone()
        .with("entityTypeId", entity)
        .with("entityId", owner);
    call.state.log_messages.push(kept);
    Ok(Array::new().with("logMessage", entry).into())
}

pub(crate) fn todo_add(call: &mut Call<'_>) -> Answer {
    let entity = call.required_int("ownerTypeId")?;
    let owner = call.required_int("ownerId")?;
    let text = |name: &str| {
        call.param(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    let deadline = text("deadline");
    if deadline.is_empty() {
        return Err(Fail::missing("deadline"));
    }
    check_owner(call, entity, owner, no_owner)?;
    let (title, description) = (text("title"), text("description"));
    let responsible = call.param("responsibleId").and_then(Value::to_int);
    let responsible = responsible.unwrap_or(call.caller.user);
    let id = call.state.next_id("activity");
    call.state.todos.push(
        Array::new()
            .with("id", id)
            .with("ownerTypeId", entity)
            .with("ownerId", owner)
            .with("deadline", deadline)
            .with("title", title)
            .with("description", description)
            .with("responsibleId", responsible),
    );
    Ok(Array::new().with("id", id).into())
}
