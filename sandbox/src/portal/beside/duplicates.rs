//! `crm.duplicate.findbycomm`: leads, contacts and companies by a phone or an address of mail.

use super::super::fail::Fail;
use super::super::items;
use super::super::methods::{Answer, Call};
use super::super::schema::{COMPANY, CONTACT, LEAD};
use super::super::value::{Array, Value};
use super::{CRM, Found, text, text_of};

pub(super) fn find(name: &str) -> Found {
    (name == "crm.duplicate.findbycomm").then_some((CRM, by_communication))
}

const KINDS: [(&str, i64); 3] = [("LEAD", LEAD), ("CONTACT", CONTACT), ("COMPANY", COMPANY)];

/// The most values of one call.
const MOST: usize = 20;

fn by_communication(call: &mut Call<'_>) -> Answer {
    let kind = text(call, "type").to_ascii_uppercase();
    if kind.is_empty() {
        let code = "Communication type is not defined";
        return Err(Fail::new(400, code, "Parameter 'type' is required."));
    }
    if !["PHONE", "EMAIL"].contains(&kind.as_str()) {
        let text = format!("Communication type '{kind}' is not supported in current context");
        return Err(Fail::new(400, text.as_str(), text.as_str()));
    }
    let values = super::map(call, "values").unwrap_or_default();
    let values = values.values().filter_map(Value::to_text);
    let wanted: Vec<String> = values.take(MOST).map(|one| plain(&kind, &one)).collect();
    if wanted.iter().all(String::is_empty) {
        let code = "Communication values is not defined";
        return Err(Fail::new(400, code, "Parameter 'values' is required."));
    }
    let only = text(call, "entity_type").to_ascii_uppercase();
    let mut found = Array::new();
    for (name, entity) in KINDS
        .iter()
        .filter(|(name, _)| only.is_empty() || *name == only)
    {
        let all = call.state.items.get(entity).into_iter().flatten();
        let ids: Vec<i64> = all
            .filter(|(_, item)| items::may(call, *entity, item))
            .filter(|(_, item)| has(item, &kind, &wanted))
            .map(|(id, _)| *id)
            .collect();
        if !ids.is_empty() {
            found.set(name, Value::list(ids));
        }
    }
    Ok(found.into())
}

fn has(item: &Array, kind: &str, wanted: &[String]) -> bool {
    let entries = item.get("fm").and_then(Value::as_array);
    let mut entries = entries.into_iter().flat_map(Array::values);
    entries.any(|one| {
        let one = one.as_array();
        one.is_some_and(|one| {
            text_of(one, "typeId") == kind && wanted.contains(&plain(kind, &text_of(one, "value")))
        })
    })
}

/// A phone is its digits, with 7 for a leading 8; mail knows no capitals.
fn plain(kind: &str, value: &str) -> String {
    if kind != "PHONE" {
        return value.trim().to_lowercase();
    }
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix('8') {
        Some(rest) if rest.len() == 10 => format!("7{rest}"),
        _ => digits,
    }
}
