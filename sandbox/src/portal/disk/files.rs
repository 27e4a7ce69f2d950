//! `disk.file.*` and `disk.version.get`.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::old_list::page;
use super::super::value::Value;
use super::folders::{
    copy, moved, relocate, restored, set_name, shown, shown_new, take_back, trash,
};
use super::storages::target;
use super::tree::{Content, Node, Version};
use super::upload::{content, could_not_save};
use super::{
    check_free, described, needed, needed_text, node, not_found, print, public_link,
    wrong_parameter,
};

/// The file of the parameter `id`.
fn file<'a>(call: &'a Call<'_>) -> Result<&'a Node, Fail> {
    let id = needed(call, "id", 0)?;
    node(call, id, false)
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    Ok(print::kept(call, file(call)?).into())
}

pub(super) fn fields(_: &mut Call<'_>) -> Answer {
    let rows = described(
        "ID integer, NAME string, TYPE enum, CODE string, STORAGE_ID integer, \
         PARENT_ID integer, CREATE_TIME datetime, UPDATE_TIME datetime, DELETE_TIME datetime, \
         !CREATED_BY integer, !UPDATED_BY integer, !DELETED_BY integer, \
         !GLOBAL_CONTENT_VERSION integer, !FILE_ID integer, !SIZE integer, DELETED_TYPE enum",
    );
    Ok(rows.into())
}

pub(super) fn copy_to(call: &mut Call<'_>) -> Answer {
    let found = file(call)?.clone();
    let target = target(call, 0)?;
    check_free(call, target, &found.name, false)?;
    let id = copy(call, found.id, target)?;
    shown_new(call, id)
}

pub(super) fn move_to(call: &mut Call<'_>) -> Answer {
    let found = file(call)?.clone();
    let target = target(call, 0)?;
    check_free(call, target, &found.name, false)?;
    relocate(call, found.id, target);
    moved(call, found.id, target)
}

pub(super) fn rename(call: &mut Call<'_>) -> Answer {
    let found = file(call)?.clone();
    let name = needed_text(call, "newName", 0)?;
    if name != found.name {
        check_free(call, found.parent, &name, false)?;
    }
    set_name(call, found.id, name);
    shown(call, found.id)
}

pub(super) fn mark_deleted(call: &mut Call<'_>) -> Answer {
    let id = file(call)?.id;
    trash(call, id);
    shown(call, id)
}

pub(super) fn restore(call: &mut Call<'_>) -> Answer {
    let id = file(call)?.id;
    take_back(call, id);
    restored(call, id)
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    let id = file(call)?.id;
    call.state.disk.remove(id);
    Ok(true.into())
}

pub(super) fn upload_version(call: &mut Call<'_>) -> Answer {
    let id = file(call)?.id;
    let (name, bytes) = content(call).ok_or_else(|| wrong_parameter(0))?;
    if bytes.is_empty() {
        return Err(could_not_save("DISK_FILE_22002"));
    }
    let stored = call.state.store(&name, bytes);
    replace(call, id, stored);
    shown_changed(call, id)
}

/// New content, one version further.
fn replace(call: &mut Call<'_>, id: i64, stored: super::super::state::StoredFile) {
    let (now, user) = (call.now_ms, call.caller.user);
    let disk = &mut call.state.disk;
    if let Some(node) = disk.node_mut(id) {
        let version = node.content.as_ref().map_or(0, |content| content.version);
        node.content = Some(Content {
            file: stored,
            version: version.saturating_add(1),
        });
        node.updated_ms = now;
        node.updated_by = user;
    }
    disk.keep_version(id);
}

/// The answer to a change of content tells the version as a number.
fn shown_changed(call: &Call<'_>, id: i64) -> Answer {
    let node = call.state.disk.node(id).ok_or_else(|| not_found(id))?;
    let version = node.content.as_ref().map(|content| content.version);
    let mut row = print::kept(call, node);
    row.set("GLOBAL_CONTENT_VERSION", version);
    Ok(row.into())
}

/// The newest first.
pub(super) fn versions(call: &mut Call<'_>) -> Answer {
    let id = file(call)?.id;
    let all = call.state.disk.versions.iter().rev();
    let found: Vec<&Version> = all.filter(|version| version.object == id).collect();
    Ok(page(&found, call.start(), |version| {
        print::version(call, version)
    }))
}

fn version(call: &Call<'_>, name: &str, wrong: &Fail) -> Result<Version, Fail> {
    let id = call.old_param(name).and_then(Value::to_int);
    let id = id.filter(|id| *id > 0).ok_or_else(|| wrong.clone())?;
    let mut all = call.state.disk.versions.iter();
    let found = all.find(|version| version.id == id).cloned();
    found.ok_or_else(|| not_found(id))
}

pub(super) fn version_get(call: &mut Call<'_>) -> Answer {
    let text = "Invalid value of parameter `id`";
    let found = version(call, "id", &Fail::new(400, "ERROR_ARGUMENT", text))?;
    node(call, found.object, false)?;
    Ok(print::version(call, &found).into())
}

pub(super) fn restore_from_version(call: &mut Call<'_>) -> Answer {
    let id = file(call)?.id;
    let found = version(call, "versionId", &wrong_parameter(0))?;
    if found.object != id {
        let text = "Cannot restore version from another file";
        return Err(Fail::new(400, "DISK_FILE_22004", text));
    }
    let stored = call.state.stored_again(&found.content.file);
    replace(call, id, stored);
    shown_changed(call, id)
}

pub(super) fn external_link(call: &mut Call<'_>) -> Answer {
    let id = file(call)?.id;
    Ok(public_link(call, id).into())
}
