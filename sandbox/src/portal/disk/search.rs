//! `disk.file.search`: by a part of the name, over all that the caller may see.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::old_list::page;
use super::super::value::{Array, Value};
use super::tree::{Life, Node};
use super::{may, print};

fn refused(code: &str, text: &str) -> Fail {
    Fail::new(400, code, format!("{text} ({code})."))
}

/// No total is told, only where the next page begins.
pub(super) fn search(call: &mut Call<'_>) -> Answer {
    let query = query(call)?;
    let kind = call.old_param("TYPE").and_then(Value::to_text);
    let kind = kind.unwrap_or_else(|| "file".to_owned());
    if !["file", "folder", "all"].contains(&kind.as_str()) {
        return Err(refused("INVALID_TYPE", "Search result type is invalid."));
    }
    let (storage, folder) = scope(call)?;
    let disk = &call.state.disk;
    let inside = folder.map(|folder| disk.tree(folder));
    let wanted = |node: &&Node| {
        let own_kind = if node.is_folder() { "folder" } else { "file" };
        let inside = inside.as_ref().is_none_or(|all| all.contains(&node.id));
        let seen = disk.storage(node.storage).is_some_and(|one| may(call, one));
        node.life == Life::Alive
            && node.parent != 0
            && (kind == "all" || kind == own_kind)
            && storage.is_none_or(|id| node.storage == id)
            && inside
            && folder != Some(node.id)
            && seen
            && node.name.to_lowercase().contains(&query)
    };
    let mut found: Vec<&Node> = disk.nodes().filter(wanted).collect();
    found.reverse();
    let start = call.start().clamp(0, 1000);
    let mut answered = page(&found, start, |node| print::kept(call, node));
    answered.total = None;
    Ok(answered)
}

fn query(call: &Call<'_>) -> Result<String, Fail> {
    let Some(query) = call.old_param("QUERY") else {
        let text = "Invalid value of parameter { Parameter #0 [ <required> $QUERY ] }.";
        return Err(Fail::new(400, "ERROR_ARGUMENT", text));
    };
    let text = match query {
        Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    if !(3..=255).contains(&text.chars().count()) {
        return Err(refused("INVALID_QUERY", "Search query is invalid."));
    }
    Ok(text.to_lowercase())
}

/// Storage and folder that the search keeps to.
fn scope(call: &Call<'_>) -> Result<(Option<i64>, Option<i64>), Fail> {
    let nothing = Array::new();
    let filter = call.old_param("FILTER").and_then(Value::as_array);
    let filter = filter.unwrap_or(&nothing);
    let known = |name: &str| ["STORAGE_ID", "FOLDER_ID"].contains(&name);
    if filter.iter().any(|(key, _)| !known(&key.text())) {
        let text = "Search filter contains an unknown field.";
        return Err(refused("INVALID_FILTER", text));
    }
    let part = |name: &str| filter.get(name).map(|id| id.to_int().unwrap_or_default());
    let (storage, folder) = (part("STORAGE_ID"), part("FOLDER_ID"));
    let disk = &call.state.disk;
    let not_there = || refused("NOT_FOUND", "Search scope was not found.");
    if let Some(id) = storage {
        let seen = disk.storage(id).filter(|one| may(call, one));
        seen.ok_or_else(not_there)?;
    }
    if let Some(id) = folder {
        let found = super::node(call, id, true).map_err(|_| not_there())?;
        if storage.is_some_and(|storage| storage != found.storage) {
            return Err(not_there());
        }
    }
    Ok((storage, folder))
}
