//! Whether an answer has the members of the official sample, with the same kinds of values.
//!
//! The samples are those of the conformance test: `BITRIX24_SAMPLES`, or the crate's own few.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// Members of samples that belong to the portal that they were taken from, by method: custom
/// fields and properties, values of a document, a chosen layout, another entity type, another
/// selection, or a list whose first row is of another kind.
const OWN: [(&str, &[&str]); 22] = [
    ("crm.activity.configurable.get", &["fields", "layout"]),
    ("crm.timeline.layout.blocks.get", &["blocks"]),
    ("crm.userfield.fields", &["isMultiple"]),
    ("crm.userfield.settings.fields", &[]),
    ("crm.activity.fields", &["isDeprecated"]),
    ("crm.item.get", &["item"]),
    ("crm.item.list", &["items"]),
    ("crm.item.fields", &["fields"]),
    (
        "crm.status.entity.types",
        &["SEMANTIC_INFO", "ENTITY_TYPE_ID"],
    ),
    ("crm.vat.fields", &["size"]),
    (
        "crm.documentgenerator.document.add",
        &["values", "imageUrl", "pdfUrl"],
    ),
    (
        "crm.documentgenerator.document.update",
        &["values", "imageUrl", "pdfUrl"],
    ),
    (
        "crm.documentgenerator.document.getfields",
        &["documentFields"],
    ),
    ("crm.documentgenerator.template.get", &["entityTypeId"]),
    (
        "crm.documentgenerator.template.getfields",
        &["templateFields"],
    ),
    (
        "documentgenerator.document.get",
        &["values", "publicUrlView"],
    ),
    ("documentgenerator.document.getfields", &["documentFields"]),
    ("documentgenerator.template.getfields", &["templateFields"]),
    (
        "catalog.productPropertySection.set",
        &["iblockId", "sectionId", "propertyId"],
    ),
    ("lists.field.get", &["L"]),
    ("tasks.task.getFields", &["values", "default", "required"]),
    ("api/tasks.task.get", &["responsible"]),
];

/// Successes by method in small letters, those of REST 3.0 behind `api/`.
pub(super) fn samples() -> BTreeMap<String, Value> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.parent().unwrap();
    let path = match std::env::var_os("BITRIX24_SAMPLES") {
        Some(path) => root.join(path),
        None => package.join("tests/it/answers/samples.jsonl"),
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut samples = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let Ok(raw) = serde_json::from_str::<Value>(&text("raw")) else {
            continue;
        };
        if text("kind") == "success" {
            let prefix = if text("api") == "v3" { "api/" } else { "" };
            let name = format!("{prefix}{}", text("method").to_lowercase());
            samples.entry(name).or_insert(raw);
        }
    }
    samples
}

/// What the sample has and the answer has not, or has in another form.
pub(super) fn differences(method: &str, sample: &Value, ours: &Value) -> Vec<String> {
    let own = OWN.iter().find(|one| one.0 == method);
    let own = own.map_or(&[][..], |one| one.1);
    let mut found = Vec::new();
    compare(sample, ours, "", own, &mut found);
    found
}

fn compare(sample: &Value, ours: &Value, at: &str, own: &[&str], found: &mut Vec<String>) {
    if is_nothing(sample) || is_nothing(ours) {
        return;
    }
    match (sample, ours) {
        (Value::Object(sample), Value::Object(ours)) => {
            for (name, value) in sample {
                let at = format!("{at}.{name}");
                if own.contains(&name.as_str()) || is_key(name) {
                    continue;
                }
                match ours.get(name) {
                    None => found.push(format!("{at} is missing")),
                    Some(ours) => compare(value, ours, &at, own, found),
                }
            }
        }
        (Value::Array(sample), Value::Array(ours)) => {
            if let (Some(sample), Some(ours)) = (sample.first(), ours.first()) {
                compare(sample, ours, &format!("{at}[]"), own, found);
            }
        }
        (sample, ours) if kind(sample) == kind(ours) => {}
        (sample, ours) => {
            found.push(format!("{at} is {} and not {}", kind(ours), kind(sample)));
        }
    }
}

/// Null, no, an empty text, list or map: the kind of value cannot be seen.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// Whether a name is a key of a map and not a member: an id, a language, a code, a custom field.
fn is_key(name: &str) -> bool {
    let digits = name.chars().any(|c| c.is_ascii_digit());
    let language = name.len() == 2 && name.chars().all(|c| c.is_ascii_lowercase()) && name != "id";
    let custom = ["UF_", "uf", "property", "PROPERTY_", "parentId"];
    digits
        || language
        || name == "time"
        || name.contains('|')
        || ["G2", "AU", "tasks"].contains(&name)
        || custom.iter().any(|start| name.starts_with(start))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a flag",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
