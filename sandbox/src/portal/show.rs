//! The state as tests read it.

use serde_json::{Map, Value as Json, json};

use super::schema::{COMPANY, CONTACT, DEAL, LEAD, QUOTE};
use super::state::{Comment, Document, Notification, State, StoredFile};
use super::value::{Array, Value};

/// Everything that a test may assert on; sums as text, files by their hash.
pub(crate) fn state(state: &State, now_ms: i64) -> Json {
    let mut shown = json!({
        "now_ms": now_ms,
        "leads": items(state, LEAD),
        "deals": items(state, DEAL),
        "contacts": items(state, CONTACT),
        "companies": items(state, COMPANY),
        "quotes": items(state, QUOTE),
        "rows": rows(state),
        "links": list(&state.links),
        "documents": state.documents.iter().map(document).collect::<Json>(),
        "comments": state.comments.iter().map(comment).collect::<Json>(),
        "log_messages": list(&state.log_messages),
        "notifications": state.notifications.iter().map(notification).collect::<Json>(),
        "todos": list(&state.todos),
        "posts": list(&state.posts),
        "messenger": super::messenger::show(&state.messenger).to_plain(),
        "robot_events": list(&state.robot_events),
        "files": files(state),
        "requisites": list(&state.requisites),
        "bank_details": list(&state.bank_details),
        "addresses": list(&state.addresses),
        "disk": state.disk.show(),
    });
    if let (Some(shown), Json::Object(hooks)) = (shown.as_object_mut(), state.hooks.show()) {
        shown.extend(hooks);
    }
    shown
}

fn list(rows: &[Array]) -> Json {
    rows.iter()
        .map(|row| Value::from(row.clone()).to_plain())
        .collect()
}

fn items(state: &State, entity: i64) -> Json {
    let items = state.items.get(&entity).into_iter().flatten();
    let shown = items.map(|(id, item)| {
        let mut item = Value::from(item.clone()).to_plain();
        if let Some(fields) = item.as_object_mut() {
            show_files(state, entity, fields);
        }
        (id.to_string(), item)
    });
    Json::Object(shown.collect())
}

/// Files in fields with name, size and hash beside the id.
fn show_files(state: &State, entity: i64, fields: &mut Map<String, Json>) {
    let of_files = state.user_fields.iter().filter(|field| {
        field.entity_type_id == entity && field.kind == crate::world::FieldKind::File
    });
    let show = |one: &Json| {
        let id = one.get("id").and_then(Json::as_i64)?;
        state.stored.get(&id).map(file)
    };
    for field in of_files {
        let Some(value) = fields.get_mut(&field.name) else {
            continue;
        };
        *value = match &*value {
            Json::Array(many) => many.iter().filter_map(show).collect(),
            one => show(one).unwrap_or_default(),
        };
    }
}

fn file(file: &StoredFile) -> Json {
    Value::from(file.plain()).to_plain()
}

fn rows(state: &State) -> Json {
    let owners = state.rows.iter();
    Json::Object(
        owners
            .map(|((kind, id), rows)| (format!("{kind}{id}"), list(rows)))
            .collect(),
    )
}

fn document(one: &Document) -> Json {
    json!({
        "id": one.id,
        "entity_type_id": one.entity_type_id,
        "entity_id": one.entity_id,
        "title": one.title,
        "number": one.number,
        "created_by": one.created_by,
        "created_ms": one.created_ms,
        "docx": file(&one.docx),
        "pdf": one.pdf.as_ref().map(file),
        "pdf_made_by": if one.converted_ms == 0 { "client" } else { "portal" },
        "image": one.image.as_ref().map(file),
    })
}

fn comment(one: &Comment) -> Json {
    json!({
        "id": one.id,
        "entity_type": one.entity_type,
        "entity_id": one.entity_id,
        "author": one.author,
        "created_ms": one.created_ms,
        "text": one.text,
        "files": one.files.iter().map(file).collect::<Json>(),
    })
}

fn notification(one: &Notification) -> Json {
    let field = |name| one.fields.get(name).map(Value::to_plain);
    json!({
        "id": one.id,
        "user": one.user,
        "kind": if one.personal { "personal" } else { "system" },
        "tag": one.tag,
        "message": field("MESSAGE"),
        "message_out": field("MESSAGE_OUT"),
        "sub_tag": field("SUB_TAG"),
        "created_ms": one.created_ms,
    })
}

fn files(state: &State) -> Json {
    let mut shown = Map::new();
    for (sha256, bytes) in &state.files {
        let named = state.stored.values().filter(|file| file.sha256 == *sha256);
        let list: Vec<&str> = named.map(|file| file.name.as_str()).collect();
        shown.insert(
            sha256.clone(),
            json!({ "size": bytes.len(), "names": list }),
        );
    }
    Json::Object(shown)
}
