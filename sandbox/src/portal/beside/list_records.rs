//! `lists.*`: the list that a call means, by its id or by its code, before its records are touched.

use super::super::fail::Fail;
use super::super::methods::{Answer, Answered, Call, Method};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{int, int_of, text, text_of};

pub(crate) fn find(name: &str) -> Option<Method> {
    let rest = name.strip_prefix("lists.")?;
    let run: fn(&mut Call<'_>) -> Answer = match rest {
        "add" => add,
        "get" => get,
        "update" | "delete" => within,
        "field.get" => fields,
        _ => {
            let (kind, verb) = rest.split_once('.')?;
            let known = ["element", "section", "field"].contains(&kind);
            if !known || !["add", "get", "update", "delete"].contains(&verb) {
                return None;
            }
            within
        }
    };
    Some(Method {
        scopes: &["lists"],
        run,
    })
}

fn missing(name: &str) -> Fail {
    let text = format!("Required parameter `{name}` is missing");
    Fail::new(400, "ERROR_REQUIRED_PARAMETERS_MISSING", text)
}

/// The list of a type that the call names, if there is one.
fn named(call: &mut Call<'_>) -> Result<Option<i64>, Fail> {
    let kind = text(call, "IBLOCK_TYPE_ID");
    if kind.is_empty() {
        return Err(missing("IBLOCK_TYPE_ID"));
    }
    let (id, code) = (int(call, "IBLOCK_ID"), text(call, "IBLOCK_CODE"));
    if id.is_none() && code.is_empty() {
        return Ok(None);
    }
    let lists = shelf::rows(call, "lists");
    let found = lists.iter().find(|row| {
        let meant = match id {
            Some(id) => int_of(row, "ID") == id,
            None => text_of(row, "CODE") == code,
        };
        meant && text_of(row, "IBLOCK_TYPE_ID") == kind
    });
    let absent = || Fail::new(400, "ERROR_IBLOCK_NOT_FOUND", "Iblock not found");
    found.map(|row| Some(int_of(row, "ID"))).ok_or_else(absent)
}

fn add(call: &mut Call<'_>) -> Answer {
    let code = text(call, "IBLOCK_CODE");
    if code.is_empty() {
        return Err(missing("IBLOCK_CODE"));
    }
    let twice = shelf::rows(call, "lists");
    if twice.iter().any(|row| text_of(row, "CODE") == code) {
        let text = "Iblock already exists";
        return Err(Fail::new(400, "ERROR_IBLOCK_ALREADY_EXISTS", text));
    }
    let answered = shelf::answer(call)?;
    let id = answered.result.clone();
    shelf::change(call, "lists", &id, |row| row.set("CODE", code));
    Ok(answered)
}

/// All lists of a type, or the named one; none when it is not there.
fn get(call: &mut Call<'_>) -> Answer {
    match named(call) {
        Ok(Some(id)) => call.params.set("IBLOCK_ID", id),
        Ok(None) => {}
        Err(fail) if fail.code == Value::from("ERROR_IBLOCK_NOT_FOUND") => {
            return Ok(Array::new().into());
        }
        Err(fail) => return Err(fail),
    }
    shelf::answer(call)
}

/// The list has to be there, whatever is asked of it.
fn within(call: &mut Call<'_>) -> Answer {
    let id = named(call)?.ok_or_else(|| missing("IBLOCK_ID"))?;
    call.params.set("IBLOCK_ID", id);
    shelf::answer(call)
}

/// One field stands under its type, all fields under their ids.
fn fields(call: &mut Call<'_>) -> Answer {
    let wanted = text(call, "FIELD_ID");
    let answered = within(call)?;
    let only = answered.result.as_array().and_then(|all| all.get(&wanted));
    let Some(field) = only
        .and_then(Value::as_array)
        .filter(|_| !wanted.is_empty())
    else {
        return Ok(answered);
    };
    let result = Array::new().with(&text_of(field, "TYPE"), field.clone());
    Ok(Answered {
        result: result.into(),
        ..answered
    })
}
