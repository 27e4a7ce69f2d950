//! Signing of documents of employees: sending one, and looking at it. Nobody signs here, so that a
//! document that was sent stays in progress.

use super::super::fail::Fail;
use super::super::hooks;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{Found, Run, text, text_of};

pub(super) fn find(name: &str) -> Found {
    let run: Run = match name {
        "sign.b2e.document.send" => send,
        "sign.b2e.document.get" => get,
        "sign.b2e.hcmlink.document.get" => signed,
        _ => return None,
    };
    Some((&["sign.b2e"], run))
}

const DOCUMENTS: &str = "sign.b2e.document";

const REQUIRED: [&str; 7] = [
    "company",
    "members",
    "responsible",
    "companyProviderUid",
    "files",
    "regionDocumentType",
    "externalSettings",
];

fn bad(text: String) -> Fail {
    Fail::new(400, "BAD_REQUEST", text)
}

fn send(call: &mut Call<'_>) -> Answer {
    hooks::methods::application(call)?;
    let fields = call.required_array("fields")?;
    let blank = |name: &&&str| fields.get(name).is_none_or(Value::is_blank);
    if let Some(name) = REQUIRED.iter().find(blank) {
        return Err(bad(format!("[{name}] field is required")));
    }
    let sent = fields.get("members").and_then(Value::as_array);
    let sent: Vec<&Array> = sent
        .into_iter()
        .flat_map(Array::values)
        .filter_map(Value::as_array)
        .collect();
    for role in ["signer", "assignee"] {
        if !sent.iter().any(|one| text_of(one, "role") == role) {
            return Err(bad(format!("A member with the role {role} is required")));
        }
    }
    let mut members = Vec::new();
    for (party, one) in (0_i64..).zip(sent) {
        let uid = call.state.secret("member");
        let user = Array::new()
            .with("employeeCode", text_of(one, "employeeCode"))
            .with("employeeId", one.get("employeeId").and_then(Value::to_int))
            .with("userId", one.get("userId").and_then(Value::to_int));
        let member = Array::new()
            .with("uid", uid.get(..8).map(str::to_owned))
            .with("role", text_of(one, "role"))
            .with("party", party)
            .with("user", user)
            .with("state", state("wait", "Ожидает"));
        members.push(member);
    }
    let uid = call.state.secret("document");
    let row = Array::new()
        .with("uid", uid.get(..32).map(str::to_owned))
        .with("state", state("in_progress", "В процессе"))
        .with("members", Value::list(members));
    shelf::put(call, DOCUMENTS, row.clone());
    Ok(row.into())
}

fn state(code: &str, name: &str) -> Array {
    Array::new().with("code", code).with("name", name)
}

fn get(call: &mut Call<'_>) -> Answer {
    let uid = text(call, "uid");
    let all = shelf::rows(call, DOCUMENTS);
    let found = all.into_iter().find(|row| text_of(row, "uid") == uid);
    let denied = || Fail::new(403, "ACCESS_DENIED", "Access denied!");
    Ok(found.ok_or_else(denied)?.into())
}

/// Only a document that was signed is given to the personnel system.
fn signed(call: &mut Call<'_>) -> Answer {
    call.required_text("id")?;
    Err(Fail::new(403, "ACCESS_DENIED", "Access denied!"))
}
