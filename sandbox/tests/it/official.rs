//! Answers of the official documentation, and whether ours have their shape.
//!
//! `official.jsonl` holds the `result` of each page: every list cut to its first entry, long texts
//! cut short, titles and custom fields left out.

use serde_json::Value;

/// The `result` that the page of the method shows.
pub(crate) fn official(method: &str) -> Value {
    let lines = include_str!("official.jsonl").lines();
    let mut pages = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let page = pages.find(|page| page["method"] == method);
    page.unwrap_or_else(|| panic!("no official answer of {method}"))["result"].clone()
}

/// Asserts that our answer has every member of the official one, of the same JSON type; null
/// stands for any type on both sides.
pub(crate) fn assert_shape(method: &str, ours: &Value) {
    let mut wrong = Vec::new();
    let is_nothing = matches!(ours, Value::Null) || ours.as_array().is_some_and(Vec::is_empty);
    assert!(!is_nothing, "{method} answered {ours}, which has no shape");
    compare(ours, &official(method), "", &mut wrong);
    assert!(wrong.is_empty(), "{method}: {wrong:#?}\n{ours:#}");
}

/// The same, and nothing that the official one has not.
pub(crate) fn assert_exact_shape(method: &str, ours: &Value) {
    assert_shape(method, ours);
    let official = official(method);
    let members = ours.as_object().unwrap().keys();
    let surplus: Vec<&String> = members
        .filter(|name| official.get(name.as_str()).is_none() && !name.starts_with("UF_"))
        .collect();
    assert!(surplus.is_empty(), "{method} has never had {surplus:?}");
}

fn compare(ours: &Value, theirs: &Value, path: &str, wrong: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Null, _) | (_, Value::Null) => {}
        // By language.
        (Value::Object(_), Value::Object(_))
            if path.ends_with("_LABEL") || path.ends_with("_MESSAGE") => {}
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, theirs) in theirs {
                let is_optional = ["PHONE", "EMAIL", "WEB", "IM"].contains(&name.as_str());
                match ours.get(name) {
                    // Left out when empty.
                    None if is_optional => {}
                    // Differ by type of field.
                    Some(_) if name == "SETTINGS" => {}
                    None => wrong.push(format!("{path}.{name} is missing")),
                    Some(ours) => compare(ours, theirs, &format!("{path}.{name}"), wrong),
                }
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            if let (Some(ours), Some(theirs)) = (ours.first(), theirs.first()) {
                compare(ours, theirs, &format!("{path}[0]"), wrong);
            }
        }
        _ if std::mem::discriminant(ours) == std::mem::discriminant(theirs) => {}
        _ => wrong.push(format!("{path}: {ours} instead of {theirs}")),
    }
}
