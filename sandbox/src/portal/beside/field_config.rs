//! `userfieldconfig.*`: what is checked before the record of a custom field is read or written.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call, Method};
use super::super::old_items::LANGUAGES;
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{record, text_of};

const FAMILY: &str = "userfieldconfig";

pub(crate) fn find(name: &str) -> Option<Method> {
    let run: fn(&mut Call<'_>) -> Answer = match name.strip_prefix("userfieldconfig.")? {
        "add" => add,
        "get" => |call| {
            existing(
                call,
                "You do not have permission to view user field settings",
            )
        },
        "update" => |call| existing(call, "You cannot change the settings of the user field"),
        "delete" => |call| existing(call, "You cannot delete the user field"),
        "list" => list,
        _ => return None,
    };
    Some(Method {
        scopes: &["userfieldconfig"],
        run,
    })
}

/// Modules whose things have custom fields, and the scope of each.
const MODULES: [(&str, &str); 3] = [("crm", "crm"), ("user", "user"), ("tasks", "task")];

fn check_module(call: &Call<'_>) -> Result<(), Fail> {
    let module = call.required_text("moduleId")?;
    let found = MODULES.iter().find(|(name, _)| *name == module);
    let text = "No settings for UserFieldAccess";
    let (_, scope) = found.ok_or_else(|| Fail::nameless(text))?;
    let text = format!("The current method required more scopes. ({scope})");
    let has = call.caller.has(&[scope]);
    has.then_some(()).ok_or_else(|| Fail::nameless(text))
}

fn add(call: &mut Call<'_>) -> Answer {
    check_module(call)?;
    let field = call.required_array("field")?;
    let (name, entity) = (text_of(&field, "fieldName"), text_of(&field, "entityId"));
    if name.is_empty() {
        return Err(Fail::nameless("The 'FIELD_NAME' field is not found."));
    }
    if !name.starts_with(&format!("UF_{entity}_")) {
        return Err(Fail::nameless("You cannot create custom fields"));
    }
    if text_of(&field, "userTypeId").is_empty() {
        return Err(Fail::nameless("The 'USER_TYPE_ID' field is not found."));
    }
    let same =
        |row: &Array| text_of(row, "fieldName") == name && text_of(row, "entityId") == entity;
    if shelf::rows(call, FAMILY).iter().any(same) {
        let text = format!("Field {name} for entity {entity} already exists.");
        return Err(Fail::nameless(text));
    }
    label(call);
    shelf::answer(call)
}

const LABELS: [&str; 5] = [
    "editFormLabel",
    "listColumnLabel",
    "listFilterLabel",
    "errorMessage",
    "helpMessage",
];

/// A label that is one text is the label in every language.
fn label(call: &mut Call<'_>) {
    let Some(Value::Array(field)) = call.params.get_mut("field") else {
        return;
    };
    for name in LABELS {
        let text = field.get(name).and_then(Value::to_text);
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            let all = LANGUAGES.iter();
            let all = all.fold(Array::new(), |all, one| all.with(one, text.as_str()));
            field.set(name, all);
        }
    }
}

/// What is not there is refused like what is not allowed.
fn existing(call: &mut Call<'_>, denied: &str) -> Answer {
    check_module(call)?;
    let id = call.required_int("id")?;
    record(call, FAMILY, "id", id).ok_or_else(|| Fail::nameless(denied))?;
    label(call);
    shelf::answer(call)
}

fn list(call: &mut Call<'_>) -> Answer {
    check_module(call)?;
    shelf::answer(call)
}
