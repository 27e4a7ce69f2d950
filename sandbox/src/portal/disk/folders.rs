//! `disk.folder.*`.

use super::super::fail::Fail;
use super::super::methods::{Answer, Answered, Call};
use super::super::old_list;
use super::super::value::{Array, Value};
use super::storages::target;
use super::tree::{Life, Node};
use super::{
    check_free, denied, described, name_in_data, needed, needed_text, node, not_found, print,
    public_link, upload, wrong_parameter,
};

/// The folder of the parameter `id`.
fn folder<'a>(call: &'a Call<'_>) -> Result<&'a Node, Fail> {
    let id = needed(call, "id", 1)?;
    node(call, id, true)
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    Ok(print::kept(call, folder(call)?).into())
}

pub(super) fn fields(_: &mut Call<'_>) -> Answer {
    let rows = described(
        "ID integer, NAME string, TYPE enum, CODE string, STORAGE_ID integer, \
         !REAL_OBJECT_ID integer, PARENT_ID integer, CREATE_TIME datetime, \
         UPDATE_TIME datetime, DELETE_TIME datetime, !CREATED_BY integer, !UPDATED_BY integer, \
         !DELETED_BY integer, DELETED_TYPE enum",
    );
    Ok(rows.into())
}

pub(super) fn children(call: &mut Call<'_>) -> Answer {
    let id = folder(call)?.id;
    Ok(inside(call, id))
}

/// The page of a folder's content that the call wants.
pub(super) fn inside(call: &Call<'_>, folder: i64) -> Answered {
    let children = call.state.disk.children(folder);
    let rows: Vec<Array> = children.map(|node| print::kept(call, node)).collect();
    old_list::list(call, &rows, "ID")
}

pub(super) fn add_sub_folder(call: &mut Call<'_>) -> Answer {
    let id = folder(call)?.id;
    add(call, id)
}

/// A new folder in `parent`, named in `data`.
pub(super) fn add(call: &mut Call<'_>, parent: i64) -> Answer {
    let name = name_in_data(call).ok_or_else(|| wrong_parameter(1))?;
    check_free(call, parent, &name, true)?;
    let made = call.state.disk.node(parent).cloned();
    let made = made.ok_or_else(|| not_found(parent))?;
    let id = call.state.disk.add(Node {
        name,
        parent,
        ..fresh(call, made)
    });
    shown_new(call, id)
}

/// The thing as one that the caller makes now.
pub(super) fn fresh(call: &Call<'_>, like: Node) -> Node {
    Node {
        life: Life::Alive,
        created_ms: call.now_ms,
        updated_ms: call.now_ms,
        deleted_ms: None,
        created_by: call.caller.user,
        updated_by: call.caller.user,
        deleted_by: None,
        ..like
    }
}

pub(super) fn shown_new(call: &Call<'_>, id: i64) -> Answer {
    let node = call.state.disk.node(id).ok_or_else(|| not_found(id))?;
    Ok(print::made(call, node).into())
}

pub(super) fn shown(call: &Call<'_>, id: i64) -> Answer {
    let node = call.state.disk.node(id).ok_or_else(|| not_found(id))?;
    Ok(print::kept(call, node).into())
}

pub(super) fn upload_file(call: &mut Call<'_>) -> Answer {
    // This one counts its parameters from 0.
    let id = needed(call, "id", 0)?;
    let id = node(call, id, true)?.id;
    upload::upload(call, id)
}

pub(super) fn copy_to(call: &mut Call<'_>) -> Answer {
    let found = folder(call)?.clone();
    let target = target(call, 1)?;
    check_free(call, target, &found.name, true)?;
    check_outside(call, found.id, target)?;
    let id = copy(call, found.id, target)?;
    shown_new(call, id)
}

/// Copies the thing with everything in it.
pub(super) fn copy(call: &mut Call<'_>, id: i64, target: i64) -> Result<i64, Fail> {
    let disk = &call.state.disk;
    let found = disk.node(id).cloned().ok_or_else(|| not_found(id))?;
    let storage = disk.node(target).map_or(found.storage, |node| node.storage);
    let inside: Vec<i64> = disk.children(id).map(|node| node.id).collect();
    let mut made = Node {
        parent: target,
        storage,
        ..fresh(call, found)
    };
    if let Some(content) = &mut made.content {
        content.version = 1;
        content.file = call.state.stored_again(&content.file);
    }
    let made = call.state.disk.add(made);
    for child in inside {
        copy(call, child, made)?;
    }
    Ok(made)
}

/// A folder cannot go into itself.
fn check_outside(call: &Call<'_>, id: i64, target: i64) -> Result<(), Fail> {
    if call.state.disk.tree(id).contains(&target) {
        return Err(wrong_parameter(1));
    }
    Ok(())
}

pub(super) fn move_to(call: &mut Call<'_>) -> Answer {
    let found = folder(call)?.clone();
    let target = target(call, 1)?;
    if found.parent == 0 {
        return Err(Fail::nameless("Could not move root folder"));
    }
    check_free(call, target, &found.name, true)?;
    check_outside(call, found.id, target)?;
    relocate(call, found.id, target);
    moved(call, found.id, target)
}

/// Puts the thing into another folder, with everything in it into that storage.
pub(super) fn relocate(call: &mut Call<'_>, id: i64, target: i64) {
    let (now, user) = (call.now_ms, call.caller.user);
    let disk = &mut call.state.disk;
    let storage = disk.node(target).map(|node| node.storage);
    for inside in disk.tree(id) {
        if let (Some(node), Some(storage)) = (disk.node_mut(inside), storage) {
            node.storage = storage;
        }
    }
    if let Some(node) = disk.node_mut(id) {
        node.parent = target;
        node.updated_ms = now;
        node.updated_by = user;
    }
}

/// The answer to a move tells the new folder as a number.
pub(super) fn moved(call: &Call<'_>, id: i64, target: i64) -> Answer {
    let node = call.state.disk.node(id).ok_or_else(|| not_found(id))?;
    let mut row = print::kept(call, node);
    row.set("PARENT_ID", target);
    Ok(row.into())
}

pub(super) fn rename(call: &mut Call<'_>) -> Answer {
    let found = folder(call)?.clone();
    let name = needed_text(call, "newName", 1)?;
    check_free(call, found.parent, &name, true)?;
    set_name(call, found.id, name);
    shown(call, found.id)
}

pub(super) fn set_name(call: &mut Call<'_>, id: i64, name: String) {
    let (now, user) = (call.now_ms, call.caller.user);
    if let Some(node) = call.state.disk.node_mut(id) {
        node.name = name;
        node.updated_ms = now;
        node.updated_by = user;
    }
}

pub(super) fn mark_deleted(call: &mut Call<'_>) -> Answer {
    let found = folder(call)?.clone();
    check_not_root(&found)?;
    trash(call, found.id);
    told(call, found.id, Life::InTrash)
}

fn check_not_root(node: &Node) -> Result<(), Fail> {
    if node.parent == 0 {
        let text = "Could not delete root folder";
        return Err(Fail::new(400, "DISK_OBJ_22000", text));
    }
    Ok(())
}

/// Into the trash, with everything in it.
pub(super) fn trash(call: &mut Call<'_>, id: i64) {
    let (now, user) = (call.now_ms, call.caller.user);
    let disk = &mut call.state.disk;
    for inside in disk.tree(id) {
        let Some(node) = disk
            .node_mut(inside)
            .filter(|node| node.life == Life::Alive)
        else {
            continue;
        };
        node.life = if inside == id {
            Life::InTrash
        } else {
            Life::WithFolder
        };
        node.deleted_ms = Some(now);
        node.deleted_by = Some(user);
    }
}

pub(super) fn restore(call: &mut Call<'_>) -> Answer {
    let id = folder(call)?.id;
    take_back(call, id);
    restored(call, id)
}

/// Out of the trash, with what went there together with it.
pub(super) fn take_back(call: &mut Call<'_>, id: i64) {
    let (now, user) = (call.now_ms, call.caller.user);
    let disk = &mut call.state.disk;
    for inside in disk.tree(id) {
        let Some(node) = disk.node_mut(inside) else {
            continue;
        };
        if inside == id || node.life == Life::WithFolder {
            node.life = Life::Alive;
        }
        if inside == id {
            node.updated_ms = now;
            node.updated_by = user;
        }
    }
}

/// The answer to a restore tells the state as a number.
pub(super) fn restored(call: &Call<'_>, id: i64) -> Answer {
    told(call, id, Life::Alive)
}

fn told(call: &Call<'_>, id: i64, life: Life) -> Answer {
    let node = call.state.disk.node(id).ok_or_else(|| not_found(id))?;
    let mut row = print::kept(call, node);
    row.set("DELETED_TYPE", life.code());
    Ok(row.into())
}

pub(super) fn delete_tree(call: &mut Call<'_>) -> Answer {
    let found = folder(call)?.clone();
    check_not_root(&found)?;
    for inside in call.state.disk.tree(found.id) {
        call.state.disk.remove(inside);
    }
    Ok(true.into())
}

pub(super) fn external_link(call: &mut Call<'_>) -> Answer {
    let id = folder(call)?.id;
    Ok(public_link(call, id).into())
}

pub(super) fn share_to_user(call: &mut Call<'_>) -> Answer {
    let id = folder(call)?.id;
    let user = needed(call, "userId", 1)?;
    let task = needed_text(call, "taskName", 1)?;
    let known = ["read", "add", "edit", "full"];
    let level = task.strip_prefix("disk_access_").unwrap_or_default();
    if !known.contains(&level) {
        return Err(denied());
    }
    call.state.disk.share(id, user);
    Ok(Value::from(true).into())
}
