//! As much of JSON Schema as the description uses, without patterns and formats.

use serde_json::Value;

/// What is wrong with a value, each with its place.
pub(super) fn faults(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    judge(root, schema, value, "", &mut found);
    found
}

fn judge(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let known = [
        "$ref",
        "type",
        "const",
        "enum",
        "required",
        "properties",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "oneOf",
        "anyOf",
        "allOf",
        "pattern",
        "format",
        "default",
        "description",
        "examples",
        "contentEncoding",
    ];
    for word in schema.as_object().unwrap().keys() {
        assert!(known.contains(&word.as_str()), "{at}: unknown word {word}");
    }
    if let Some(path) = schema["$ref"].as_str() {
        let target = root.pointer(path.trim_start_matches('#')).expect(path);
        judge(root, target, value, at, found);
    }
    let mut wrong = |what: String| found.push(format!("{at}: {what}"));
    if !is_of_type(&schema["type"], value) {
        wrong(format!("expected {}", schema["type"]));
    }
    if schema.get("const").is_some_and(|due| due != value) {
        wrong(format!("expected {}", schema["const"]));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|list| !list.contains(value))
    {
        wrong("none of the words".to_owned());
    }
    for (word, size) in sizes(value) {
        let least = schema[format!("min{word}")].as_u64();
        let most = schema[format!("max{word}")].as_u64();
        if least.is_some_and(|least| size < least) || most.is_some_and(|most| size > most) {
            wrong(format!("{word} {size}"));
        }
    }
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(schema) = schema.get("items") {
            judge(root, schema, item, &format!("{at}[{place}]"), found);
        }
    }
    members(root, schema, value, at, found);
    branches(root, schema, value, at, found);
}

fn is_of_type(kind: &Value, value: &Value) -> bool {
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    };
    match kind {
        Value::Null => true,
        Value::String(kind) => is(kind),
        kinds @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            let kinds = kinds.as_array().unwrap();
            kinds.iter().any(|kind| is(kind.as_str().unwrap()))
        }
    }
}

fn sizes(value: &Value) -> Vec<(&'static str, u64)> {
    let count = |count: usize| u64::try_from(count).unwrap();
    match value {
        Value::String(text) => vec![("Length", count(text.chars().count()))],
        Value::Array(list) => vec![("Items", count(list.len()))],
        Value::Number(number) => vec![("imum", number.as_u64().unwrap())],
        Value::Null | Value::Bool(_) | Value::Object(_) => Vec::new(),
    }
}

fn members(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Some(map) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !map.contains_key(name.as_str().unwrap()) {
            found.push(format!("{at}: no {name}"));
        }
    }
    for (name, value) in map {
        let place = format!("{at}.{name}");
        match schema["properties"]
            .get(name)
            .or(schema.get("additionalProperties"))
        {
            Some(Value::Bool(false)) => found.push(format!("{place}: unknown")),
            Some(schema) => judge(root, schema, value, &place, found),
            None => {}
        }
    }
}

fn branches(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let tried = |word: &str| -> Option<Vec<Vec<String>>> {
        let list = schema[word].as_array()?.iter();
        Some(list.map(|one| faults(root, one, value)).collect())
    };
    if let Some(tried) = tried("allOf") {
        found.extend(tried.concat());
    }
    let fitting = |tried: &[Vec<String>]| tried.iter().filter(|one| one.is_empty()).count();
    if let Some(tried) = tried("oneOf").filter(|tried| fitting(tried) != 1) {
        found.push(format!("{at}: fits {} of {tried:?}", fitting(&tried)));
    }
    if let Some(tried) = tried("anyOf").filter(|tried| fitting(tried) == 0) {
        found.push(format!("{at}: fits none of {tried:?}"));
    }
}
