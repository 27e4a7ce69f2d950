//! Phones, addresses of mail and the like, as the old API writes them.

use super::super::state::State;
use super::super::value::{Array, Value};

/// Entries with a known `ID` are changed, or deleted when their value is empty or `DELETE` is `Y`;
/// the others are added.
pub(super) fn write(state: &mut State, item: &mut Array, kind: &str, value: &Value) {
    let kept = item.get("fm").and_then(Value::as_array);
    let mut all: Vec<Array> = kept
        .into_iter()
        .flat_map(Array::values)
        .filter_map(|one| one.as_array().cloned())
        .collect();
    for entry in value.as_array().into_iter().flat_map(Array::values) {
        let Some(entry) = entry.as_array() else {
            continue;
        };
        change(state, &mut all, kind, entry);
    }
    store(item, &all);
}

fn change(state: &mut State, all: &mut Vec<Array>, kind: &str, entry: &Array) {
    let part = |name: &str| entry.get_any_case(name).and_then(Value::to_text);
    let text = part("VALUE");
    let is_gone = part("DELETE").as_deref() == Some("Y") || text.as_deref() == Some("");
    let id = entry.get_any_case("ID").and_then(Value::to_int);
    let known = all.iter().position(|one| is_it(one, kind, id));
    match known {
        Some(at) if is_gone => {
            all.remove(at);
        }
        Some(at) => {
            if let Some(one) = all.get_mut(at) {
                if let Some(text) = text {
                    one.set("value", text);
                }
                if let Some(place) = part("VALUE_TYPE") {
                    one.set("valueType", place);
                }
            }
        }
        None if is_gone || text.is_none() => {}
        None => all.push(
            Array::new()
                .with("id", state.next_id("communication"))
                .with("valueType", part("VALUE_TYPE").unwrap_or("WORK".to_owned()))
                .with("value", text.unwrap_or_default())
                .with("typeId", kind),
        ),
    }
}

fn is_it(one: &Array, kind: &str, id: Option<i64>) -> bool {
    let same_kind = one.get("typeId") == Some(&Value::from(kind));
    same_kind && id.is_some() && one.get("id").and_then(Value::to_int) == id
}

/// Keeps the list, and the flat names that `crm.item` shows beside it.
fn store(item: &mut Array, all: &[Array]) {
    for (kind, flag) in [("PHONE", "hasPhone"), ("EMAIL", "hasEmail")] {
        let flat = kind.to_ascii_lowercase();
        let first = all
            .iter()
            .find(|one| one.get("typeId") == Some(&Value::from(kind)))
            .and_then(|one| one.get("value").cloned());
        item.set(flag, Value::yes_no(first.is_some()));
        for name in [flat.clone(), format!("{flat}Work")] {
            match &first {
                Some(text) => item.set(&name, text.clone()),
                None => item.remove(&name),
            }
        }
    }
    item.set("fm", Value::list(all.iter().cloned()));
}
