//! Storages, folders, files and versions as the portal prints them: numbers as text, but for
//! what a call has just made or changed.

use super::super::downloads;
use super::super::methods::Call;
use super::super::value::{Array, Value};
use super::tree::{Node, Storage, Version};

pub(super) fn storage(storage: &Storage) -> Array {
    Array::new()
        .with("ID", storage.id.to_string())
        .with("NAME", storage.name.as_str())
        .with("CODE", Value::Null)
        .with("MODULE_ID", "disk")
        .with("ENTITY_TYPE", storage.entity_type)
        .with("ENTITY_ID", storage.entity_id.as_str())
        .with("ROOT_OBJECT_ID", storage.root.to_string())
}

/// As a list or a `get` shows it.
pub(super) fn kept(call: &Call<'_>, node: &Node) -> Array {
    row(call, node, false)
}

/// As the call shows it that made it: its own numbers are numbers.
pub(super) fn made(call: &Call<'_>, node: &Node) -> Array {
    row(call, node, true)
}

fn row(call: &Call<'_>, node: &Node, is_new: bool) -> Array {
    let number = |number: i64| {
        if is_new {
            Value::Int(number)
        } else {
            number.to_string().into()
        }
    };
    let kind = if node.is_folder() { "folder" } else { "file" };
    let head = Array::new()
        .with("ID", number(node.id))
        .with("NAME", node.name.as_str())
        .with("CODE", Value::Null)
        .with("STORAGE_ID", node.storage.to_string())
        .with("TYPE", kind);
    let head = if node.is_folder() {
        head.with("REAL_OBJECT_ID", number(node.id))
    } else {
        head
    };
    let parent = if node.parent == 0 {
        Value::Null
    } else {
        node.parent.to_string().into()
    };
    let row = head
        .with("PARENT_ID", parent)
        .with("DELETED_TYPE", number(node.life.code()));
    let row = match &node.content {
        None => row,
        Some(content) => row
            .with("GLOBAL_CONTENT_VERSION", number(content.version))
            .with("FILE_ID", number(content.file.id))
            .with("SIZE", content.file.size.to_string()),
    };
    let row = times(call, node, is_new, row);
    let row = match &node.content {
        None => row,
        Some(content) => row.with("DOWNLOAD_URL", downloads::disk_file(call, content.file.id)),
    };
    row.with("DETAIL_URL", detail(call, node))
}

fn times(call: &Call<'_>, node: &Node, is_new: bool, row: Array) -> Array {
    let deleted_by = match node.deleted_by {
        Some(user) => user.to_string().into(),
        None if is_new => Value::Null,
        None => "0".into(),
    };
    row.with("CREATE_TIME", call.state.iso(node.created_ms))
        .with("UPDATE_TIME", call.state.iso(node.updated_ms))
        .with("DELETE_TIME", node.deleted_ms.map(|ms| call.state.iso(ms)))
        .with("CREATED_BY", node.created_by.to_string())
        .with("UPDATED_BY", node.updated_by.to_string())
        .with("DELETED_BY", deleted_by)
}

/// The page for people.
fn detail(call: &Call<'_>, node: &Node) -> String {
    let disk = &call.state.disk;
    let storage = disk.storage(node.storage);
    let start = match storage {
        Some(one) if one.entity_type == "user" => {
            format!("/company/personal/user/{}/disk", one.entity_id)
        }
        _ => "/docs".to_owned(),
    };
    let kind = if node.is_folder() { "path" } else { "file" };
    let path = disk.path(node.id).join("/");
    format!("{}{start}/{kind}/{path}", call.state.base_url)
}

pub(super) fn version(call: &Call<'_>, version: &Version) -> Array {
    let content = &version.content;
    Array::new()
        .with("ID", version.id.to_string())
        .with("OBJECT_ID", version.object.to_string())
        .with("SIZE", content.file.size.to_string())
        .with("NAME", version.name.as_str())
        .with("GLOBAL_CONTENT_VERSION", content.version.to_string())
        .with("CREATE_TIME", call.state.iso(version.created_ms))
        .with("CREATED_BY", version.created_by.to_string())
        .with("DOWNLOAD_URL", downloads::disk_file(call, content.file.id))
}
