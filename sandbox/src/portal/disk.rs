//! Drive: storages, folders, files with their versions, and uploads in one call or in two.
//!
//! The tree stands in `tree`, printing in `print`; `upload` also answers the form that is posted
//! to an upload address.

use super::fail::Fail;
use super::methods::{Answer, Call, Method};
use super::value::{Array, Value};

mod files;
mod folders;
mod print;
mod search;
mod storages;
mod tree;
pub(crate) mod upload;

pub(crate) use tree::Disk;

use tree::{Node, Storage};

type Run = fn(&mut Call<'_>) -> Answer;

/// The method of this name in lower case, if it is one of Drive.
pub(crate) fn method(name: &str) -> Option<Method> {
    let run: Run = match name.strip_prefix("disk.")? {
        "storage.get" => storages::get,
        "storage.getlist" => storages::list,
        "storage.gettypes" => storages::types,
        "storage.getfields" => storages::fields,
        "storage.getforapp" => storages::for_app,
        "storage.rename" => storages::rename,
        "storage.getchildren" => storages::children,
        "storage.addfolder" => storages::add_folder,
        "storage.uploadfile" => storages::upload_file,
        "folder.get" => folders::get,
        "folder.getfields" => folders::fields,
        "folder.getchildren" => folders::children,
        "folder.addsubfolder" => folders::add_sub_folder,
        "folder.uploadfile" => folders::upload_file,
        "folder.copyto" => folders::copy_to,
        "folder.moveto" => folders::move_to,
        "folder.rename" => folders::rename,
        "folder.markdeleted" => folders::mark_deleted,
        "folder.restore" => folders::restore,
        "folder.deletetree" => folders::delete_tree,
        "folder.getexternallink" => folders::external_link,
        "folder.sharetouser" => folders::share_to_user,
        "file.get" => files::get,
        "file.getfields" => files::fields,
        "file.copyto" => files::copy_to,
        "file.moveto" => files::move_to,
        "file.rename" => files::rename,
        "file.markdeleted" => files::mark_deleted,
        "file.restore" => files::restore,
        "file.delete" => files::delete,
        "file.uploadversion" => files::upload_version,
        "file.getversions" => files::versions,
        "file.restorefromversion" => files::restore_from_version,
        "file.getexternallink" => files::external_link,
        "file.search" => search::search,
        "version.get" => files::version_get,
        "rights.gettasks" => storages::tasks,
        "attachedobject.get" => attached,
        _ => return None,
    };
    Some(Method {
        scopes: &["disk"],
        run,
    })
}

/// Nothing of the sandbox hangs a file of Drive on a thing.
fn attached(call: &mut Call<'_>) -> Answer {
    let id = needed(call, "id", 0)?;
    Err(not_found(id))
}

fn wrong_parameter(number: i64) -> Fail {
    let text = format!("Invalid value of parameter {{Parameter #{number}}}");
    Fail::new(400, "ERROR_ARGUMENT", text)
}

fn not_found(id: i64) -> Fail {
    let text = format!("Could not find entity with id `{id}`");
    Fail::new(400, "ERROR_NOT_FOUND", text)
}

fn denied() -> Fail {
    Fail::crm_access_denied()
}

/// A name in other letters is not read, unless the switch says so.
fn check_spelling(call: &Call<'_>, name: &str) -> Result<(), Fail> {
    let misspelt = call.param(name).is_none() && call.old_param(name).is_some();
    if misspelt && !call.state.switches.drive_takes_capitals {
        return Err(Fail::missing(name));
    }
    Ok(())
}

/// An id that has to be there; folders and files count their parameters differently.
fn needed(call: &Call<'_>, name: &str, number: i64) -> Result<i64, Fail> {
    check_spelling(call, name)?;
    let id = call.old_param(name).and_then(Value::to_int);
    id.filter(|id| *id > 0)
        .ok_or_else(|| wrong_parameter(number))
}

/// A text that has to be there.
fn needed_text(call: &Call<'_>, name: &str, number: i64) -> Result<String, Fail> {
    check_spelling(call, name)?;
    let text = call.old_param(name).and_then(Value::to_text);
    text.filter(|text| !text.is_empty())
        .ok_or_else(|| wrong_parameter(number))
}

/// `data[NAME]`.
fn name_in_data(call: &Call<'_>) -> Option<String> {
    let data = call.old_param("data").and_then(Value::as_array)?;
    let name = data.get_any_case("NAME")?.to_text()?;
    (!name.is_empty()).then_some(name)
}

/// Whether the caller may look into a storage: his own, everybody's, the application's own, and
/// all of them for administrators.
fn may(call: &Call<'_>, storage: &Storage) -> bool {
    let user = call.state.user(call.caller.user);
    let is_admin = user.is_some_and(|user| user.admin);
    let own = call.caller.application.as_deref() == Some(&storage.entity_id);
    match storage.entity_type {
        "user" => is_admin || storage.entity_id == call.caller.user.to_string(),
        "restapp" => own,
        _ => true,
    }
}

fn storage<'a>(call: &'a Call<'_>, number: i64) -> Result<&'a Storage, Fail> {
    let id = needed(call, "id", number)?;
    let found = call.state.disk.storage(id).ok_or_else(|| not_found(id))?;
    may(call, found).then_some(found).ok_or_else(denied)
}

/// The file or folder of this id, if the caller may see it.
fn node<'a>(call: &'a Call<'_>, id: i64, folder: bool) -> Result<&'a Node, Fail> {
    let disk = &call.state.disk;
    let found = disk.node(id).filter(|node| node.is_folder() == folder);
    let found = found.ok_or_else(|| not_found(id))?;
    let shared = disk.is_shared(id, call.caller.user);
    let storage = disk.storage(found.storage).ok_or_else(|| not_found(id))?;
    (shared || may(call, storage))
        .then_some(found)
        .ok_or_else(denied)
}

/// Refuses a name that another living thing of the folder has.
fn check_free(call: &Call<'_>, folder: i64, name: &str, is_folder: bool) -> Result<(), Fail> {
    if call.state.disk.child(folder, name).is_none() {
        return Ok(());
    }
    let what = if is_folder { "folder" } else { "file" };
    let text = format!("A {what} with this name already exists");
    Err(Fail::new(400, "DISK_OBJ_22000", text))
}

/// A made-up public link, the same whenever it is asked for.
fn public_link(call: &Call<'_>, id: i64) -> Value {
    let signed = call.state.sign(&format!("public|{id}"));
    let tail: String = signed.chars().rev().take(5).collect();
    format!("{}/~{tail}", call.state.base_url).into()
}

/// `getFields`: the type of each field, and whether lists can be filtered by it.
fn described(words: &str) -> Array {
    let pairs = words
        .split(',')
        .filter_map(|pair| pair.trim().split_once(' '));
    pairs.fold(Array::new(), |rows, (marked, kind)| {
        let name = marked.trim_start_matches('!');
        let row = Array::new()
            .with("TYPE", kind)
            .with("USE_IN_FILTER", !marked.starts_with('!'))
            .with("USE_IN_SHOW", true);
        rows.with(name, row)
    })
}
