//! Answers: the secret in every field that takes a text, and what their `Debug` may show.
//!
//! Fields and what is shown of them are read from the declarations in `src/methods`.

use std::any::type_name;
use std::fmt::{Debug, Write as _};
use std::path::Path;

use bitrix_client::{FromWire, RawJson};

use super::{Shown, shown, source};

/// Texts that `Debug` of a record shows: codes of a portal's dictionaries, its license.
const SHOWN_CODES: &[(&str, &str)] = &[
    ("AppInfo", "code"),
    ("AppInfo", "license"),
    ("AppInfo", "license_family"),
    ("AppInfo", "status"),
    ("Communication", "type_id"),
    ("Item", "stage_id"),
    ("Preset", "xml_id"),
    ("Status", "entity_id"),
    ("Status", "semantics"),
    ("Status", "status_id"),
];

/// What a field is made of when it cannot hold a text.
const NO_TEXTS: &[&str] = &[
    "Option",
    "Vec",
    "Id",
    "bool",
    "u32",
    "u64",
    "i64",
    "EntityType",
    "NaiveDate",
    "DateTime",
    "FixedOffset",
    "Decimal",
];

/// A typed object as its declaration says.
pub(super) struct Record {
    name: String,
    shown: Vec<String>,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    type_name: String,
    wire: String,
}

impl Field {
    /// The words of its type.
    fn parts(&self) -> impl Iterator<Item = &str> {
        let words = self.type_name.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty())
    }

    fn holds_no_text(&self) -> bool {
        self.parts().all(|part| NO_TEXTS.contains(&part))
    }

    /// A value that it can be read from, with the secret where it takes a text.
    fn value(&self, secret: &str) -> String {
        let is_text = self
            .parts()
            .any(|part| matches!(part, "String" | "SignedLink"));
        match self.parts().last() {
            _ if is_text && self.type_name.starts_with("Vec") => format!("[\"{secret}\"]"),
            _ if is_text => format!("\"{secret}\""),
            Some("Fields" | "OpenValue") => format!("{{\"x\":\"{secret}\"}}"),
            Some("bool") => "\"Y\"".to_owned(),
            Some("FixedOffset") => "\"2024-07-22T18:00:08+02:00\"".to_owned(),
            Some("NaiveDate") => "\"2024-07-22\"".to_owned(),
            _ if self.type_name.starts_with("Vec") => "[]".to_owned(),
            _ => "7".to_owned(),
        }
    }
}

/// All records of the crate.
pub(super) fn declared() -> Vec<Record> {
    let mut records = Vec::new();
    let mut folders = vec![source().join("methods")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                records.extend(declared_in(&path));
            }
        }
    }
    records
}

fn declared_in(path: &Path) -> Vec<Record> {
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = text.split("\nrecord! {").skip(1);
    blocks
        .map(|block| record(block.split("\n}").next().unwrap()))
        .collect()
}

fn record(block: &str) -> Record {
    let (_, rest) = block.split_once("pub struct ").unwrap();
    let (name, rest) = rest.split_once("shown(").unwrap();
    let (shown, rest) = rest.split_once(')').unwrap();
    let shown = shown
        .split(',')
        .map(str::trim)
        .filter(|field| !field.is_empty());
    let code: Vec<&str> = rest
        .lines()
        .filter(|line| !line.trim().starts_with("//"))
        .collect();
    let fields = code.join(" ");
    let fields = fields.split("\",").filter_map(|field| {
        let (head, wire) = field.split_once("= \"")?;
        let (name, type_name) = head.trim().trim_start_matches('{').split_once(':')?;
        let [name, type_name] = [name, type_name].map(|part| part.trim().to_owned());
        Some(Field {
            name,
            type_name,
            wire: wire.to_owned(),
        })
    });
    Record {
        name: name.trim().to_owned(),
        shown: shown.map(str::to_owned).collect(),
        fields: fields.collect(),
    }
}

/// A record with the secret in every field that takes a text, and in one that nobody knows.
pub(super) fn full<T: FromWire + Debug>(records: &[Record], secret: &str) -> Shown {
    let name = type_name::<T>().rsplit("::").next().unwrap();
    let record = records.iter().find(|record| record.name == name).unwrap();
    let mut json = format!("{{\"new\":\"{secret}\"");
    for field in &record.fields {
        if !SHOWN_CODES.contains(&(name, &field.name)) {
            write!(json, ",\"{}\":{}", field.wire, field.value(secret)).unwrap();
        }
    }
    json.push('}');
    let read = RawJson::new(&json).parse::<T>();
    shown(&read.unwrap_or_else(|error| panic!("{name}: {error}")))
}

#[test]
fn debug_of_a_record_shows_numbers_dates_and_known_codes_alone() {
    let records = declared();
    assert!(
        records.len() > 100,
        "only {} records were found",
        records.len()
    );
    let mut codes = Vec::new();
    for record in &records {
        assert!(!record.fields.is_empty(), "{} has no fields", record.name);
        for shown in &record.shown {
            let mut fields = record.fields.iter();
            let field = fields.find(|field| field.name == *shown).unwrap();
            if !field.holds_no_text() {
                codes.push((record.name.as_str(), field.name.as_str()));
            }
        }
    }
    codes.sort_unstable();
    assert_eq!(codes, SHOWN_CODES);
}
