//! `disk.storage.*` and the levels of access.

use super::super::fail::Fail;
use super::super::methods::{Answer, Answered, Call};
use super::super::old_list;
use super::super::value::{Array, Value};
use super::{denied, described, folders, may, needed, not_found, print, storage, upload};

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    Ok(print::storage(storage(call, 0)?).into())
}

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let seen = call.state.disk.storages.iter().filter(|one| may(call, one));
    let rows: Vec<Array> = seen.map(print::storage).collect();
    Ok(old_list::list(call, &rows, "ID"))
}

pub(super) fn types(_: &mut Call<'_>) -> Answer {
    Ok(Value::list(["user", "common", "group"]).into())
}

pub(super) fn fields(_: &mut Call<'_>) -> Answer {
    let rows = described(
        "ID integer, NAME string, CODE string, !MODULE_ID string, ENTITY_TYPE string, \
         ENTITY_ID string, !ROOT_OBJECT_ID integer",
    );
    Ok(rows.into())
}

/// The application's own storage; it is there from the first call on.
pub(super) fn for_app(call: &mut Call<'_>) -> Answer {
    let Some(client) = call.caller.application.clone() else {
        let text = "Access denied! Application context required";
        return Err(Fail::new(400, "ACCESS_DENIED", text));
    };
    let own = |one: &&super::Storage| one.entity_type == "restapp" && one.entity_id == client;
    if let Some(known) = call.state.disk.storages.iter().find(own) {
        return Ok(print::storage(known).into());
    }
    let id = call
        .state
        .disk
        .open(&client, "restapp", &client, call.now_ms);
    let made = call.state.disk.storage(id).ok_or_else(|| not_found(id))?;
    Ok(print::storage(made).into())
}

/// Only an application's own storage can be renamed.
pub(super) fn rename(call: &mut Call<'_>) -> Answer {
    let found = storage(call, 0)?;
    if found.entity_type != "restapp" {
        return Err(Fail::nameless("Access denied (invalid type of storage)"));
    }
    let id = found.id;
    let name = super::needed_text(call, "newName", 0)?;
    let mut all = call.state.disk.storages.iter_mut();
    let found = all.find(|one| one.id == id).ok_or_else(denied)?;
    found.name = name;
    Ok(print::storage(found).into())
}

pub(super) fn children(call: &mut Call<'_>) -> Answer {
    let root = storage(call, 0)?.root;
    Ok(folders::inside(call, root))
}

pub(super) fn add_folder(call: &mut Call<'_>) -> Answer {
    let root = storage(call, 1)?.root;
    folders::add(call, root)
}

pub(super) fn upload_file(call: &mut Call<'_>) -> Answer {
    let root = storage(call, 0)?.root;
    upload::upload(call, root)
}

pub(super) fn tasks(_: &mut Call<'_>) -> Answer {
    let rows = [
        ("79", "disk_access_full", "Полный доступ"),
        ("75", "disk_access_edit", "Редактирование"),
        ("77", "disk_access_add", "Добавление"),
        ("71", "disk_access_read", "Чтение"),
    ];
    let rows: Vec<Array> = rows
        .into_iter()
        .map(|(id, name, title)| {
            Array::new()
                .with("ID", id)
                .with("NAME", name)
                .with("TITLE", title)
        })
        .collect();
    Ok(Answered::from(Value::list(rows)))
}

/// The folder that a copy or move goes to.
pub(super) fn target(call: &Call<'_>, number: i64) -> Result<i64, Fail> {
    let id = needed(call, "targetFolderId", number)?;
    Ok(super::node(call, id, true)?.id)
}
