//! Things as the old API prints them.

use rust_decimal::Decimal;

use super::super::methods::Call;
use super::super::state::State;
use super::super::value::{Array, Value};
use super::names::{self, Access, COMMUNICATIONS, Name};
use crate::world::{FieldKind, UserField};

/// Everything: standard fields, custom ones, phones and the like where there are any.
pub(super) fn whole(call: &Call<'_>, entity: i64, item: &Array) -> Array {
    let mut row = everything(call, entity, item);
    for kind in COMMUNICATIONS {
        let list = communications(item, kind);
        if !list.is_empty() {
            row = row.with(kind, list);
        }
    }
    row
}

/// What `*` and `UF_*` select.
fn everything(call: &Call<'_>, entity: i64, item: &Array) -> Array {
    let row = standard(entity, item);
    custom_fields(call.state, entity).fold(row, |row, field| {
        row.with(&field.name, custom(call, entity, item, field))
    })
}

fn standard(entity: i64, item: &Array) -> Array {
    let shown = names::names(entity)
        .iter()
        .filter(|name| name.access != Access::Many);
    shown.fold(Array::new(), |row, name| {
        row.with(name.old, named(item, name))
    })
}

/// The selected fields in the order of the selection; the id is always there.
pub(super) fn selected(call: &Call<'_>, entity: i64, item: &Array, select: &[String]) -> Array {
    if select.is_empty() {
        return everything(call, entity, item);
    }
    let mut row = Array::new();
    for wanted in select {
        let wanted = wanted.to_ascii_uppercase();
        match wanted.as_str() {
            "*" => join(&mut row, &standard(entity, item)),
            "UF_*" => {
                for field in custom_fields(call.state, entity) {
                    row.set(&field.name, custom(call, entity, item, field));
                }
            }
            name => pick(call, entity, item, name, &mut row),
        }
    }
    if row.get("ID").is_none() {
        row.set(
            "ID",
            value(call.state, entity, item, "ID").unwrap_or_default(),
        );
    }
    row
}

fn join(row: &mut Array, more: &Array) {
    for (key, value) in more.iter() {
        row.set_key(key.clone(), value.clone());
    }
}

fn pick(call: &Call<'_>, entity: i64, item: &Array, wanted: &str, row: &mut Array) {
    if names::has_communications(entity) && COMMUNICATIONS.contains(&wanted) {
        let list = communications(item, wanted);
        if !list.is_empty() {
            row.set(wanted, list);
        }
    } else if let Some(name) = names::find(entity, wanted) {
        if name.access != Access::Many {
            row.set(name.old, named(item, name));
        }
    } else if let Some(field) = custom_field(call.state, entity, wanted) {
        row.set(&field.name, custom(call, entity, item, field));
    }
}

/// The value that a filter or an order sees; `None` for a name that is no field.
pub(super) fn value(state: &State, entity: i64, item: &Array, field: &str) -> Option<Value> {
    let upper = field.to_ascii_uppercase();
    if names::has_communications(entity) && COMMUNICATIONS.contains(&upper.as_str()) {
        let list = communications(item, &upper);
        let texts = list.values().filter_map(|one| one.as_array()?.get("VALUE"));
        return Some(Value::list(texts.cloned()));
    }
    if let Some(name) = names::find(entity, &upper) {
        return (name.access != Access::Many).then(|| named(item, name));
    }
    let field = custom_field(state, entity, &upper)?;
    Some(match item.get(&field.name) {
        Some(kept) => plain(field, kept),
        None => Value::Null,
    })
}

/// Custom fields of an entity type.
pub(super) fn custom_fields(state: &State, entity: i64) -> impl Iterator<Item = &UserField> {
    let fields = state.user_fields.iter();
    fields.filter(move |field| field.entity_type_id == entity)
}

pub(super) fn custom_field<'a>(state: &'a State, entity: i64, name: &str) -> Option<&'a UserField> {
    custom_fields(state, entity).find(|field| field.name.eq_ignore_ascii_case(name))
}

fn named(item: &Array, name: &Name) -> Value {
    let kept = item.get(name.kept);
    match (name.kind, kept) {
        (_, None) if name.old == "LAST_ACTIVITY_TIME" => item.get("createdTime").cloned().into(),
        (_, None) if name.old == "LAST_ACTIVITY_BY" => scalar(item.get("createdBy")),
        ("double", kept) => sum(name, kept).into(),
        ("char", kept) => kept
            .and_then(Value::to_text)
            .unwrap_or("N".to_owned())
            .into(),
        ("date" | "datetime", kept) => kept.and_then(Value::to_text).unwrap_or_default().into(),
        (kind, kept) if kind.starts_with("crm_") && kind != "crm_status" => link(kind, kept),
        (_, kept) => scalar(kept),
    }
}

fn scalar(kept: Option<&Value>) -> Value {
    match kept {
        None | Some(Value::Null) => Value::Null,
        Some(value) => value.to_text().into(),
    }
}

/// Sums have two digits; the yearly revenue of a company is printed as it is.
fn sum(name: &Name, kept: Option<&Value>) -> String {
    let sum = kept.and_then(Value::to_decimal).unwrap_or_default();
    if name.old == "REVENUE" {
        return sum.normalize().to_string();
    }
    money(sum)
}

pub(super) fn money(sum: Decimal) -> String {
    format!("{:.2}", sum.round_dp(2))
}

/// The id of another thing; without one a company is `"0"` and everything else null. A funnel is
/// always there.
fn link(kind: &str, kept: Option<&Value>) -> Value {
    match kind {
        "crm_category" => kept
            .and_then(Value::to_int)
            .unwrap_or_default()
            .to_string()
            .into(),
        "crm_currency" => scalar(kept),
        _ => match kept.and_then(Value::to_int).filter(|id| *id != 0) {
            Some(id) => id.to_string().into(),
            None if kind == "crm_company" => "0".into(),
            None => Value::Null,
        },
    }
}

fn communications(item: &Array, kind: &str) -> Array {
    let all = item.get("fm").and_then(Value::as_array);
    let of_kind = all.into_iter().flat_map(Array::values).filter_map(|one| {
        let one = one.as_array()?;
        let part = |name: &str| one.get(name).and_then(Value::to_text).unwrap_or_default();
        (part("typeId") == kind).then(|| {
            Array::new()
                .with("ID", part("id"))
                .with("VALUE_TYPE", part("valueType"))
                .with("VALUE", part("value"))
                .with("TYPE_ID", kind)
        })
    });
    of_kind.collect()
}

fn custom(call: &Call<'_>, entity: i64, item: &Array, field: &UserField) -> Value {
    let kept = item.get(&field.name);
    if field.kind == FieldKind::File {
        let owner = item.get("id").and_then(Value::to_int).unwrap_or_default();
        return files(call, entity, owner, field, kept);
    }
    match kept {
        None if field.multiple => Array::new().into(),
        None => "".into(),
        Some(kept) => plain(field, kept),
    }
}

/// A custom value without files: text, flags as 1 and 0.
fn plain(field: &UserField, kept: &Value) -> Value {
    match kept {
        Value::Array(many) => Value::list(many.values().map(|one| plain(field, one))),
        Value::Null => "".into(),
        yes if field.kind == FieldKind::Boolean => {
            let yes = *yes == Value::from("Y");
            (if yes { "1" } else { "0" }).into()
        }
        other => other.to_text().into(),
    }
}

fn files(
    call: &Call<'_>,
    entity: i64,
    owner: i64,
    field: &UserField,
    kept: Option<&Value>,
) -> Value {
    let shown = |one: &Value| {
        let id = one.as_array()?.get("id")?.to_int()?;
        Some(shown_file(call, entity, owner, &field.name, id))
    };
    match kept {
        Some(Value::Array(many)) if field.multiple => Value::list(many.values().filter_map(shown)),
        Some(one) if !field.multiple => shown(one).map_or("".into(), Value::from),
        _ if field.multiple => Array::new().into(),
        _ => "".into(),
    }
}

/// A file in a field, with the two addresses of the portal's old component.
fn shown_file(call: &Call<'_>, entity: i64, owner: i64, field: &str, id: i64) -> Array {
    let thing = thing_name(entity);
    let base = format!("/bitrix/components/bitrix/crm.{thing}.show/show_file.php");
    let rest = format!("ownerId={owner}&fieldName={field}&dynamic=Y&fileId={id}");
    let auth = &call.caller.link_auth;
    Array::new()
        .with("id", id)
        .with("showUrl", format!("{base}?{rest}"))
        .with("downloadUrl", format!("{base}?auth={auth}&{rest}"))
}

fn thing_name(entity: i64) -> &'static str {
    match entity {
        1 => "lead",
        3 => "contact",
        4 => "company",
        7 => "quote",
        _ => "deal",
    }
}
