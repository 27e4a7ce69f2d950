//! Ready-made documents of a deal in the document generator.

use super::downloads::document_links;
use super::fail::Fail;
use super::fields::{from_base64, strict_base64};
use super::filter::{directions, passes, sort, split_key};
use super::items;
use super::methods::{Answer, Answered, Call};
use super::old_list::page;
use super::schema;
use super::state::Document;
use super::value::{Array, Value};

/// Fields that an upload must have, in the order in which a refusal names them.
const REQUIRED: [&str; 6] = [
    "entityTypeId",
    "fileContent",
    "region",
    "entityId",
    "title",
    "number",
];

/// Whether the caller may work with documents.
pub(crate) fn check_rights(call: &Call<'_>) -> Result<(), Fail> {
    let docgen = &call.state.docgen;
    let user = call.caller.user;
    let allowed = docgen
        .allowed_users
        .as_ref()
        .is_none_or(|users| users.contains(&user));
    if !docgen.enabled {
        return Err(Fail::nameless("Module documentgenerator is not installed"));
    }
    let denied = || Fail::nameless("You do not have permissions to view documents");
    allowed.then_some(()).ok_or_else(denied)
}

/// The caller may work with documents, but not with this one.
pub(crate) fn check_owner(call: &Call<'_>, entity: i64, owner: i64) -> Result<(), Fail> {
    items::check_owner(call, entity, owner)
        .map_err(|_| Fail::new(400, "DOCGEN_ACCESS_ERROR", "Access denied"))
}

/// The fields of an upload, with what each must be.
fn checked(fields: &Array) -> Result<(i64, i64, Vec<u8>), Fail> {
    let refused = |text: &str| Fail::new(400, "0", text);
    let blank = |name: &&&str| fields.get(name).is_none_or(Value::is_blank);
    let empty: Vec<&str> = REQUIRED.iter().filter(blank).copied().collect();
    if !empty.is_empty() {
        return Err(refused(&format!(
            "Empty required fields: {}",
            empty.join(", ")
        )));
    }
    let id = |name: &str| {
        let id = fields
            .get(name)
            .and_then(Value::to_int)
            .filter(|id| *id > 0);
        id.ok_or_else(|| refused(&format!("Wrong \"{name}\" field value")))
    };
    let entity = id("entityTypeId")?;
    schema::fields(entity).ok_or_else(|| refused("No provider for entityTypeId"))?;
    let owner = id("entityId")?;
    let content = fields.get("fileContent").and_then(Value::to_text);
    let content = strict_base64(&content.unwrap_or_default());
    let content = content.filter(|bytes| !bytes.is_empty());
    let content = content.ok_or_else(|| refused("Missing file content"))?;
    Ok((entity, owner, content))
}

pub(crate) fn upload(call: &mut Call<'_>) -> Answer {
    if call.state.switches.docgen_needs_application && !call.caller.is_application() {
        return Err(Fail::new(400, "0", "Application not found"));
    }
    let fields = call.required_array("fields")?;
    check_rights(call)?;
    let text = |name: &str| {
        fields
            .get(name)
            .and_then(Value::to_text)
            .filter(|t| !t.is_empty())
    };
    let (entity, owner, content) = checked(&fields)?;
    if !items::exists(call, entity, owner) {
        return Err(Fail::new(400, "0", "Wrong \"entityId\" field value"));
    }
    check_owner(call, entity, owner)?;
    let title = text("title").unwrap_or_default();
    let number = text("number").unwrap_or_default();
    let (pdf, image) = (text("pdfContent"), text("imageContent"));
    let state = &mut *call.state;
    let converted_ms = match pdf {
        Some(_) => 0,
        None => call.now_ms.saturating_add(state.switches.conversion_ms),
    };
    let document = Document {
        id: state.next_id("document"),
        entity_type_id: entity,
        entity_id: owner,
        docx: state.store(&format!("{title}.docx"), content),
        pdf: pdf.map(|pdf| state.store(&format!("{title}.pdf"), from_base64(&pdf))),
        image: image.map(|image| state.store(&format!("{title}.jpg"), from_base64(&image))),
        title,
        number,
        created_by: call.caller.user,
        created_ms: call.now_ms,
        converted_ms,
    };
    let printed = print(call, &document);
    call.state.documents.push(document);
    Ok(Array::new().with("document", printed).into())
}

/// Makes the portal's own pdf of every document whose hour has come.
pub(crate) fn convert(state: &mut super::state::State, now_ms: i64) {
    let due = |document: &Document| document.pdf.is_none() && document.converted_ms <= now_ms;
    let names: Vec<(i64, String)> = state
        .documents
        .iter()
        .filter(|document| due(document))
        .map(|document| (document.id, document.title.clone()))
        .collect();
    for (id, title) in names {
        let body = format!("%PDF-1.4\n% made by the portal from document {id}\n%%EOF\n");
        let pdf = state.store(&format!("{title}.pdf"), body.into_bytes());
        let document = state
            .documents
            .iter_mut()
            .find(|document| document.id == id);
        if let Some(document) = document {
            document.pdf = Some(pdf);
        }
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let id = call.required_int("id")?;
    check_rights(call)?;
    show(call, id)
}

/// The document, as reading it shows it.
pub(crate) fn show(call: &mut Call<'_>, id: i64) -> Answer {
    convert(call.state, call.now_ms);
    let document = call
        .state
        .documents
        .iter()
        .find(|document| document.id == id);
    let document = document.ok_or_else(|| Fail::new(400, "0", "Document not found"))?;
    check_owner(call, document.entity_type_id, document.entity_id)?;
    Ok(Array::new().with("document", print(call, document)).into())
}

pub(crate) fn list(call: &mut Call<'_>) -> Answer {
    check_rights(call)?;
    let (select, filter) = (
        call.optional_array("select")?,
        call.optional_array("filter")?,
    );
    let named = |name: &str| select.values().any(|one| *one == Value::from(name));
    let filtered =
        |(key, _): (&super::value::Key, &Value)| split_key(&key.text()).1 == "entityTypeId";
    // The documented defect of this list.
    if named("entityTypeId") || filter.iter().any(filtered) {
        return Err(Fail::new(
            400,
            "100",
            "Unknown field definition `entityTypeId` for select",
        ));
    }
    convert(call.state, call.now_ms);
    let rows: Vec<Array> = call
        .state
        .documents
        .iter()
        .filter(|one| items::check_owner(call, one.entity_type_id, one.entity_id).is_ok())
        .map(|document| print_row(call, document))
        .collect();
    let row_passes = |row: &&Array| {
        filter.iter().all(|(key, wanted)| {
            let name = key.text();
            let (operator, field) = split_key(&name);
            row.get(field)
                .is_none_or(|found| passes(operator, found, wanted))
        })
    };
    let mut found: Vec<&Array> = rows.iter().filter(row_passes).collect();
    let order = directions(&call.optional_array("order")?);
    sort(&mut found, &order, |row, field| {
        row.get(field).cloned().unwrap_or_default()
    });
    let Answered {
        result,
        total,
        next,
    } = page(&found, call.start(), |row| (*row).clone());
    Ok(Answered {
        result: Array::new().with("documents", result).into(),
        total,
        next,
    })
}

/// A row of the list: ids of its files as text, fewer flags.
fn print_row(call: &Call<'_>, document: &Document) -> Array {
    let id =
        |file: &Option<super::state::StoredFile>| file.as_ref().map(|file| file.id.to_string());
    let head = Array::new()
        .with("id", document.id.to_string())
        .with("title", document.title.as_str())
        .with("number", document.number.as_str())
        .with("templateId", "55")
        .with("fileId", document.docx.id.to_string())
        .with("imageId", id(&document.image))
        .with("pdfId", id(&document.pdf))
        .with("createTime", call.state.iso(document.created_ms))
        .with("updateTime", call.state.iso(document.created_ms))
        .with("values", values())
        .with("createdBy", document.created_by.to_string())
        .with("updatedBy", Value::Null)
        .with("stampsEnabled", false)
        .with("entityId", document.entity_id.to_string())
        .with("entityTypeId", document.entity_type_id.to_string());
    document_links(call, document, head)
}

fn values() -> Array {
    Array::new()
        .with("productsTableVariant", "")
        .with("_creationMethod", "rest")
}

fn print(call: &Call<'_>, document: &Document) -> Array {
    let created = call.state.iso(document.created_ms);
    let products = Array::new()
        .with("currencyId", "RUB")
        .with("totalSum", "0.00")
        .with("totalRows", 0_i64);
    let head = Array::new()
        .with("changeStampsEnabled", false)
        .with(
            "changeStampsDisabledReason",
            "The template is missing seals and signatures",
        )
        .with("changeQrCodeEnabled", false)
        .with("qrCodeEnabled", false)
        .with(
            "changeQrCodeDisabledReason",
            "The template is missing a QR code",
        )
        .with("products", products)
        .with("publicUrl", Value::Null)
        .with("title", document.title.as_str())
        .with("number", document.number.as_str())
        .with("id", document.id.to_string())
        .with("createTime", created.as_str())
        .with("createdBy", document.created_by.to_string())
        .with("updateTime", created.as_str())
        .with("updatedBy", Value::Null)
        .with("stampsEnabled", false)
        .with("isTransformationError", false)
        .with("values", values())
        .with("templateId", "55")
        .with("pullTag", format!("TRANSFORMDOCUMENT{}", document.id))
        .with("emailDiskFile", document.docx.id)
        .with("entityId", document.entity_id.to_string())
        .with("entityTypeId", document.entity_type_id.to_string());
    document_links(call, document, head)
}
