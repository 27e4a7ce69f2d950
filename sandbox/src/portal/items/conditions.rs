//! What a list of items is asked for: which conditions and orders it takes, and what passes.

use std::ops::RangeInclusive;

use super::super::fail::Fail;
use super::super::filter::{Operator, passes, split_key};
use super::super::methods::Call;
use super::super::schema::Kind;
use super::super::value::{Array, Key, Value};
use super::{Known, known, read};

/// The ids that the conditions on the id leave, so that a walk through many items does not look at
/// all of them.
pub(crate) fn id_range(filter: &Array, id_name: &str) -> RangeInclusive<i64> {
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    let any = filter.get("logic").is_some();
    for (key, wanted) in filter.iter().filter(|_| !any) {
        let name = key.text();
        let (operator, field) = split_key(&name);
        let Some(id) = wanted.to_int().filter(|_| field == id_name) else {
            continue;
        };
        match operator {
            Operator::Equal => (low, high) = (low.max(id), high.min(id)),
            Operator::Greater => low = low.max(id.saturating_add(1)),
            Operator::GreaterOrEqual => low = low.max(id),
            Operator::Less => high = high.min(id.saturating_sub(1)),
            Operator::LessOrEqual => high = high.min(id),
            _ => {}
        }
    }
    low..=high.max(low)
}

pub(super) fn invalid_order(field: &str) -> Fail {
    let text = format!("Invalid order: field '{field}' is not allowed in order");
    Fail::new(400, "INVALID_ARG_VALUE", text)
}

/// A number is compared with numbers; an empty value is one as well.
fn check_value(known: &Known<'_>, field: &str, wanted: &Value) -> Result<(), Fail> {
    let Known::Standard(standard) = known else {
        return Ok(());
    };
    let is_number = |value: &Value| match standard.kind {
        Kind::Int | Kind::OptionalInt | Kind::Sum => {
            value.is_blank() || value.to_decimal().is_some()
        }
        _ => true,
    };
    let fits = match wanted {
        Value::Array(many) => many.values().all(is_number),
        one => is_number(one),
    };
    let text = format!("Invalid filter: field '{field}' has invalid value");
    fits.then_some(())
        .ok_or_else(|| Fail::new(400, "INVALID_ARG_VALUE", text))
}

/// A direction is one of two words, in any case.
pub(super) fn check_direction(field: &str, direction: &Value) -> Result<(), Fail> {
    let said = direction.to_text().unwrap_or_default();
    if said.is_empty() || ["ASC", "DESC"].contains(&said.to_ascii_uppercase().as_str()) {
        return Ok(());
    }
    let text = format!(
        "Invalid order: allowed sort directions are `ASC, DESC`. But got '{said}' for field \
         '{field}'"
    );
    Err(Fail::new(400, "INVALID_ARG_VALUE", text))
}

pub(super) fn check_filter(call: &Call<'_>, entity: i64, filter: &Array) -> Result<(), Fail> {
    for (key, wanted) in filter.iter() {
        match (key, wanted) {
            (Key::Int(_), Value::Array(nested)) => check_filter(call, entity, nested)?,
            (Key::Text(name), _) if name == "logic" => {}
            (key, _) => {
                let name = key.text();
                let field = split_key(&name).1;
                let known = known(call, entity, field);
                check_value(
                    &known.ok_or_else(|| Fail::invalid_filter(field))?,
                    field,
                    wanted,
                )?;
            }
        }
    }
    Ok(())
}

pub(super) fn item_passes(call: &Call<'_>, entity: i64, item: &Array, filter: &Array) -> bool {
    let any = filter
        .get("logic")
        .and_then(Value::to_text)
        .is_some_and(|l| l == "OR");
    let mut conditions = filter
        .iter()
        .filter_map(|(key, wanted)| match (key, wanted) {
            (Key::Int(_), Value::Array(nested)) => Some(item_passes(call, entity, item, nested)),
            (Key::Text(name), _) if name == "logic" => None,
            (key, wanted) => {
                let name = key.text();
                let (operator, field) = split_key(&name);
                Some(passes(
                    operator,
                    &filtered(call, entity, item, field),
                    wanted,
                ))
            }
        });
    if any {
        conditions.any(|passed| passed)
    } else {
        conditions.all(|passed| passed)
    }
}

/// The value that a filter sees: custom flags are 1 or 0 there.
fn filtered(call: &Call<'_>, entity: i64, item: &Array, field: &str) -> Value {
    let value = read(call, entity, item, field);
    match known(call, entity, field) {
        Some(Known::Custom(field)) if field.kind == crate::world::FieldKind::Boolean => {
            Value::Int(i64::from(value == Value::from("Y")))
        }
        _ => value,
    }
}
