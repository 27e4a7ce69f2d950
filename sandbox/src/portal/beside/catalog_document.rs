//! Documents of the stores: conducting, cancelling, deleting, and their custom fields.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{Found, done, record, text_of};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "catalog.document.conduct" | "catalog.document.confirm" => conduct,
        "catalog.document.conductlist" => conduct_list,
        "catalog.document.cancel" | "catalog.document.unconfirm" => cancel,
        "catalog.document.cancellist" => cancel_list,
        "catalog.document.delete" => delete,
        "catalog.document.deletelist" => delete_list,
        "catalog.document.mode.status" => mode,
        "catalog.userfield.document.update" => update_custom_fields,
        _ => return None,
    };
    Some((&["catalog"], run))
}

/// What is done to a document.
type Deed = fn(&mut Call<'_>, i64) -> Result<(), Fail>;

fn one(call: &mut Call<'_>, deed: Deed) -> Answer {
    let id = call.required_int("id")?;
    deed(call, id)?;
    done()
}

fn many(call: &mut Call<'_>, deed: Deed) -> Answer {
    let ids = call.required_array("documentIds")?;
    for id in ids.values().filter_map(Value::to_int) {
        deed(call, id)?;
    }
    done()
}

fn conduct(call: &mut Call<'_>) -> Answer {
    one(call, conduct_it)
}

fn conduct_list(call: &mut Call<'_>) -> Answer {
    many(call, conduct_it)
}

fn cancel(call: &mut Call<'_>) -> Answer {
    one(call, cancel_it)
}

fn cancel_list(call: &mut Call<'_>) -> Answer {
    many(call, cancel_it)
}

fn delete(call: &mut Call<'_>) -> Answer {
    one(call, delete_it)
}

fn delete_list(call: &mut Call<'_>) -> Answer {
    many(call, delete_it)
}

/// Whether the document is conducted.
fn is_conducted(call: &mut Call<'_>, id: i64) -> Result<bool, Fail> {
    let document = record(call, "catalog.document", "id", id);
    let document = document.ok_or_else(|| Fail::new(400, "0", "Document not found"))?;
    Ok(text_of(&document, "status") == "Y")
}

fn conducted() -> Fail {
    Fail::new(400, "ERROR_DOCUMENT_STATUS", "Conducted document")
}

fn set_status(call: &mut Call<'_>, id: i64, conducted: bool) {
    let (now, user) = (call.now(), call.caller.user);
    shelf::change(call, "catalog.document", &Value::Int(id), |row| {
        row.set("status", Value::yes_no(conducted));
        row.set("statusBy", user);
        row.set("dateStatus", now);
    });
}

fn conduct_it(call: &mut Call<'_>, id: i64) -> Result<(), Fail> {
    if is_conducted(call, id)? {
        return Err(conducted());
    }
    set_status(call, id, true);
    Ok(())
}

fn cancel_it(call: &mut Call<'_>, id: i64) -> Result<(), Fail> {
    if !is_conducted(call, id)? {
        let text = "Error cancelling document conduct: Document has not been conducted yet";
        return Err(Fail::new(400, "0", text));
    }
    set_status(call, id, false);
    Ok(())
}

fn delete_it(call: &mut Call<'_>, id: i64) -> Result<(), Fail> {
    if is_conducted(call, id)? {
        return Err(conducted());
    }
    let is_it = |row: &Array| super::int_of(row, "id") == id;
    shelf::remove(call, "catalog.document", is_it);
    Ok(())
}

/// Stores are counted on this portal.
fn mode(_call: &mut Call<'_>) -> Answer {
    Ok("Y".into())
}

/// Sets `field…` of a document; the record is made with the first of them.
fn update_custom_fields(call: &mut Call<'_>) -> Answer {
    let id = call.required_int("documentId")?;
    let fields = call.required_array("fields")?;
    let document = record(call, "catalog.document", "id", id);
    let document = document.ok_or_else(|| Fail::new(400, "0", "Document not found"))?;
    let family = "catalog.userfield.document";
    let mut row = record(call, family, "documentId", id).unwrap_or_default();
    row.set("documentId", id);
    row.set("documentType", text_of(&document, "docType"));
    for (key, value) in fields
        .iter()
        .filter(|(key, _)| key.text().starts_with("field"))
    {
        row.set(&key.text(), value.clone());
    }
    shelf::put(call, family, row.clone());
    Ok(Array::new().with("document", row).into())
}
