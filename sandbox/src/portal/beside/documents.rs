//! The document generator beside its records: documents of a deal from a template, public links,
//! fields of templates, regions and rights.

use super::super::docgen;
use super::super::fail::Fail;
use super::super::items;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::state::Document;
use super::super::value::{Array, Value};
use super::{Found, int_of, record, text_of};

const OF_DEALS: &[&str] = &["crm", "documentgenerator"];
const OWN: &[&str] = &["documentgenerator"];

pub(super) fn find(name: &str) -> Found {
    let found: (&[&str], super::Run) = match name {
        "crm.documentgenerator.document.add" => (OF_DEALS, add),
        "crm.documentgenerator.document.update" => (OF_DEALS, update),
        "crm.documentgenerator.document.delete" => (OF_DEALS, delete),
        "crm.documentgenerator.document.enablepublicurl" => (OF_DEALS, publish),
        "crm.documentgenerator.document.getfields" => (OF_DEALS, fields),
        "crm.documentgenerator.template.getfields" => (OF_DEALS, template_fields),
        "documentgenerator.document.enablepublicurl" => (OWN, publish_own),
        "documentgenerator.document.getfields" => (OWN, own_fields),
        "documentgenerator.template.getfields" => (OWN, own_template_fields),
        "documentgenerator.region.list" => (OWN, regions),
        "documentgenerator.role.fillaccesses" => (OWN, fill_accesses),
        _ => return None,
    };
    Some(found)
}

fn no_document() -> Fail {
    Fail::new(400, "0", "Document not found")
}

fn no_template() -> Fail {
    Fail::new(400, "0", "Template not found")
}

/// A document of a template; the docx is a text that names both, since nothing is printed here.
fn add(call: &mut Call<'_>) -> Answer {
    docgen::check_rights(call)?;
    let template = call.required_int("templateId")?;
    let entity = call.required_int("entityTypeId")?;
    let owner = call.required_int("entityId")?;
    let found = record(call, "crm.documentgenerator.template", "id", template);
    let found = found.ok_or_else(no_template)?;
    items::check_owner(call, entity, owner)?;
    let values = call.optional_array("values")?;
    let number = Some(text_of(&values, "DocumentNumber")).filter(|text| !text.is_empty());
    let id = call.state.next_id("document");
    let number = number.unwrap_or_else(|| id.to_string());
    let title = format!("{} {number}", text_of(&found, "name"));
    let body = format!("made by the portal from template {template} for {entity}/{owner}\n");
    let document = Document {
        id,
        entity_type_id: entity,
        entity_id: owner,
        docx: call
            .state
            .store(&format!("{title}.docx"), body.into_bytes()),
        pdf: None,
        image: None,
        title,
        number,
        created_by: call.caller.user,
        created_ms: call.now_ms,
        converted_ms: call
            .now_ms
            .saturating_add(call.state.switches.conversion_ms),
    };
    call.state.documents.push(document);
    let mut shown = docgen::show(call, id)?;
    // Here, and nowhere else, the numbers are numbers.
    if let Value::Array(answer) = &mut shown.result
        && let Some(Value::Array(document)) = answer.get_mut("document")
    {
        document.set("id", id);
        document.set("createdBy", call.caller.user);
    }
    Ok(shown)
}

/// The place of the document that the call names, if the caller may see its owner.
fn document_at(call: &Call<'_>) -> Result<usize, Fail> {
    let id = call.required_int("id")?;
    docgen::check_rights(call)?;
    let at = call.state.documents.iter().position(|one| one.id == id);
    let at = at.ok_or_else(no_document)?;
    let owner = call.state.documents.get(at).ok_or_else(no_document)?;
    items::check_owner(call, owner.entity_type_id, owner.entity_id)?;
    Ok(at)
}

/// Only the number of a document is a value here.
fn update(call: &mut Call<'_>) -> Answer {
    let values = call.required_array("values")?;
    let at = document_at(call)?;
    let one = call.state.documents.get_mut(at).ok_or_else(no_document)?;
    if let Some(number) = values.get("DocumentNumber").and_then(Value::to_text) {
        one.number = number;
    }
    let id = one.id;
    docgen::show(call, id)
}

fn delete(call: &mut Call<'_>) -> Answer {
    let at = document_at(call)?;
    call.state.documents.remove(at);
    Ok(Value::Null.into())
}

/// The public address, or null when it is switched off.
fn link(call: &Call<'_>, id: i64, on: bool) -> Answer {
    let url = on.then(|| format!("{}/~d{id}", call.state.base_url));
    Ok(Array::new().with("publicUrl", url).into())
}

fn switched_on(call: &Call<'_>) -> bool {
    call.param("status")
        .and_then(Value::to_int)
        .is_none_or(|status| status != 0)
}

fn publish(call: &mut Call<'_>) -> Answer {
    document_at(call)?;
    let id = call.required_int("id")?;
    link(call, id, switched_on(call))
}

fn field(title: &str, value: Value) -> Array {
    Array::new()
        .with("title", title)
        .with("value", value)
        .with("required", "Y")
        .with("group", Value::list(["Документ"]))
        .with("chain", "SOURCE.DOCUMENT.NUMBER")
        .with("default", "")
}

fn document_fields(number: &str) -> Answer {
    let fields = Array::new().with("DocumentNumber", field("Номер", number.into()));
    Ok(Array::new().with("documentFields", fields).into())
}

fn fields(call: &mut Call<'_>) -> Answer {
    let at = document_at(call)?;
    let one = call.state.documents.get(at).ok_or_else(no_document)?;
    document_fields(&one.number)
}

fn template_fields_of(call: &mut Call<'_>, family: &str) -> Answer {
    let id = call.required_int("id")?;
    record(call, family, "id", id).ok_or_else(no_template)?;
    let fields = Array::new().with("DocumentNumber", field("Номер", "".into()));
    Ok(Array::new().with("templateFields", fields).into())
}

fn template_fields(call: &mut Call<'_>) -> Answer {
    docgen::check_rights(call)?;
    call.required_int("entityTypeId")?;
    template_fields_of(call, "crm.documentgenerator.template")
}

fn own_template_fields(call: &mut Call<'_>) -> Answer {
    template_fields_of(call, "documentgenerator.template")
}

fn publish_own(call: &mut Call<'_>) -> Answer {
    let id = call.required_int("id")?;
    let family = "documentgenerator.document";
    record(call, family, "id", id).ok_or_else(no_document)?;
    let on = switched_on(call);
    let url = on.then(|| format!("{}/~g{id}", call.state.base_url));
    shelf::change(call, family, &Value::Int(id), |row| {
        row.set("publicUrl", url.clone());
    });
    Ok(Array::new().with("publicUrl", url).into())
}

/// The number, and the values that the document was made with.
fn own_fields(call: &mut Call<'_>) -> Answer {
    let id = call.required_int("id")?;
    let document = record(call, "documentgenerator.document", "id", id);
    let document = document.ok_or_else(no_document)?;
    let number = text_of(&document, "number");
    let mut fields = Array::new().with("DocumentNumber", field("Номер", number.into()));
    let values = document.get("values").and_then(Value::as_array);
    for (name, value) in values.into_iter().flat_map(Array::iter) {
        let field = Array::new()
            .with("value", value.clone())
            .with("default", "");
        fields.set_key(name.clone(), field.into());
    }
    Ok(Array::new().with("documentFields", fields).into())
}

/// Code, name and language of the regions that every portal has.
const REGIONS: [(&str, &str, &str); 5] = [
    ("ru", "Россия", "ru"),
    ("by", "Беларусь", "ru"),
    ("kz", "Казахстан", "ru"),
    ("de", "Германия", "de"),
    ("uk", "Великобритания", "en"),
];

fn regions(call: &mut Call<'_>) -> Answer {
    let built_in = |all: Array, one: &(&str, &str, &str)| {
        let region = Array::new()
            .with("code", one.0)
            .with("title", one.1)
            .with("languageId", one.2);
        all.with(one.0, region)
    };
    let mut all = REGIONS.iter().fold(Array::new(), built_in);
    for region in shelf::rows(call, "documentgenerator.region") {
        all.set(&int_of(&region, "id").to_string(), region);
    }
    Ok(Array::new().with("regions", all).into())
}

/// No method tells the accesses, so that only their form is looked at.
fn fill_accesses(call: &mut Call<'_>) -> Answer {
    let accesses = call.required_array("accesses")?;
    for access in accesses.values() {
        let role = access.as_array().map(|access| int_of(access, "roleId"));
        let role = role.ok_or_else(|| Fail::not_an_array("accesses"))?;
        record(call, "documentgenerator.role", "id", role)
            .ok_or_else(|| Fail::new(400, "0", "Role not found"))?;
    }
    Ok(Value::Null.into())
}
