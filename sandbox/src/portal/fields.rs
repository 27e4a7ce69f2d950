//! How a written value becomes a stored one, by the kind of its field.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone};

use super::fail::Fail;
use super::schema::Kind;
use super::state::{State, StoredFile};
use super::value::{Array, Value};
use crate::world::{FieldKind, UserField};

/// What an unset standard field reads as.
pub(crate) fn unset(kind: Kind) -> Value {
    match kind {
        Kind::Int | Kind::Sum => Value::Int(0),
        Kind::OptionalInt | Kind::OptionalText | Kind::Date | Kind::Nothing => Value::Null,
        Kind::Text => Value::from(""),
        Kind::YesNo => Value::from("N"),
        Kind::Ids => Array::new().into(),
    }
}

/// What an unset custom field reads as.
pub(crate) fn unset_custom(field: &UserField) -> Value {
    if field.multiple {
        Array::new().into()
    } else {
        Value::Null
    }
}

pub(crate) fn not_valid(field: &str) -> Fail {
    let text = format!("Invalid value for the field \"{field}\"");
    Fail::new(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", text)
}

/// Reads a value for a standard field.
pub(crate) fn standard(
    state: &State,
    name: &str,
    kind: Kind,
    value: &Value,
) -> Result<Value, Fail> {
    if value.is_blank() {
        return Ok(unset(kind));
    }
    let wrong = || not_valid(name);
    match kind {
        Kind::Int | Kind::OptionalInt => value.to_int().map(Value::Int).ok_or_else(wrong),
        Kind::Sum => value.to_decimal().map(Value::Decimal).ok_or_else(wrong),
        Kind::Text | Kind::OptionalText => value.to_text().map(Value::from).ok_or_else(wrong),
        Kind::YesNo => Ok(Value::yes_no(is_yes(value))),
        Kind::Date => date(state, value).ok_or_else(wrong),
        Kind::Ids => {
            let ids = value
                .as_array()
                .ok_or_else(wrong)?
                .values()
                .map(Value::to_int);
            let ids = ids.collect::<Option<Vec<i64>>>().ok_or_else(wrong)?;
            Ok(Value::list(ids.into_iter().filter(|id| *id != 0)))
        }
        Kind::Nothing => Ok(Value::Null),
    }
}

fn is_yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        other => matches!(other.to_text().as_deref(), Some("Y" | "y" | "1" | "true")),
    }
}

/// Reads a value for a custom field; `old` is what it holds now.
pub(crate) fn custom(
    state: &mut State,
    field: &UserField,
    value: &Value,
    old: &Value,
) -> Result<Value, Fail> {
    if !field.multiple {
        return one(state, field, value, old);
    }
    let values: Vec<Value> = match value {
        Value::Array(many) => many.values().cloned().collect(),
        blank if blank.is_blank() => Vec::new(),
        single => vec![single.clone()],
    };
    let read = values.iter().map(|value| one(state, field, value, old));
    let read = read.collect::<Result<Vec<Value>, Fail>>()?;
    Ok(Value::list(
        read.into_iter().filter(|value| !value.is_blank()),
    ))
}

fn one(state: &mut State, field: &UserField, value: &Value, old: &Value) -> Result<Value, Fail> {
    let wrong = || not_valid(&field.name);
    if value.is_blank() {
        let text = matches!(
            field.kind,
            FieldKind::String | FieldKind::Url | FieldKind::Address
        );
        return Ok(if text { Value::from("") } else { Value::Null });
    }
    match field.kind {
        FieldKind::Integer | FieldKind::Enumeration | FieldKind::Employee => {
            value.to_int().map(Value::Int).ok_or_else(wrong)
        }
        FieldKind::Double => value.to_decimal().map(Value::Decimal).ok_or_else(wrong),
        FieldKind::Boolean => Ok(Value::yes_no(is_yes(value))),
        FieldKind::Date => date(state, value).ok_or_else(wrong),
        FieldKind::Datetime => date_time(state, value).ok_or_else(wrong),
        FieldKind::Money => money(value).ok_or_else(wrong),
        FieldKind::File => file(state, value, old).ok_or_else(wrong),
        FieldKind::String | FieldKind::Crm | FieldKind::Url | FieldKind::Address => {
            value.to_text().map(Value::from).ok_or_else(wrong)
        }
    }
}

fn money(value: &Value) -> Option<Value> {
    let text = value.to_text()?;
    let (sum, currency) = text.split_once('|').unwrap_or((&text, "RUB"));
    let sum: rust_decimal::Decimal = sum.parse().ok()?;
    Some(Value::from(format!("{sum}|{currency}")))
}

/// A plain date is stored as the portal's midnight in UTC, printed with its offset.
pub(crate) fn date(state: &State, value: &Value) -> Option<Value> {
    let text = value.to_text()?;
    let date = text
        .get(..10)
        .and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    let date = date.or_else(|| NaiveDate::parse_from_str(&text, "%d.%m.%Y").ok())?;
    let offset = FixedOffset::east_opt(state.utc_offset_minutes.saturating_mul(60))?;
    let midnight = offset.from_utc_datetime(&date.and_hms_opt(0, 0, 0)?);
    let at = if midnight.date_naive() == date {
        midnight
    } else {
        offset
            .from_local_datetime(&date.and_hms_opt(0, 0, 0)?)
            .single()?
    };
    Some(Value::from(at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()))
}

fn date_time(state: &State, value: &Value) -> Option<Value> {
    let text = value.to_text()?;
    let offset = FixedOffset::east_opt(state.utc_offset_minutes.saturating_mul(60))?;
    let at = if let Ok(at) = DateTime::parse_from_rfc3339(&text) {
        at.with_timezone(&offset)
    } else {
        let local = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S")
            .or_else(|_| NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S"))
            .or_else(|_| NaiveDateTime::parse_from_str(&text, "%d.%m.%Y %H:%M:%S"))
            .ok()?;
        offset.from_local_datetime(&local).single()?
    };
    Some(Value::from(at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()))
}

/// `["name", "base64"]` is a new file, `{"id": n}` keeps one that the field holds.
fn file(state: &mut State, value: &Value, old: &Value) -> Option<Value> {
    let array = value.as_array()?;
    if let Some(id) = array.get("id").and_then(Value::to_int) {
        let holds = |one: &Value| one.as_array().and_then(|a| a.get("id")?.to_int()) == Some(id);
        let held = holds(old) || old.as_array().is_some_and(|many| many.values().any(holds));
        return held.then(|| Array::new().with("id", id).into());
    }
    let stored = new_file(state, value)?;
    Some(Array::new().with("id", stored.id).into())
}

/// Stores `["name", "base64"]`, also in the older form `{"fileData": […]}`.
pub(crate) fn new_file(state: &mut State, value: &Value) -> Option<StoredFile> {
    let array = value.as_array()?;
    let pair = array
        .get("fileData")
        .and_then(Value::as_array)
        .unwrap_or(array);
    let name = pair.get("0")?.to_text()?;
    let content = pair.get("1")?.to_text()?;
    Some(state.store(&name, from_base64(&content)))
}

/// Decodes as PHP does: what is no base64 is skipped, so a damaged text is stored in silence.
pub(crate) fn from_base64(text: &str) -> Vec<u8> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&alphabet::STANDARD, config);
    if let Ok(bytes) = engine.decode(text) {
        return bytes;
    }
    let is_digit = |c: &char| c.is_ascii_alphanumeric() || *c == '+' || *c == '/';
    let mut clean: String = text.chars().filter(is_digit).collect();
    if clean.len() % 4 == 1 {
        clean.pop();
    }
    engine.decode(clean).unwrap_or_default()
}

/// The same where a file that cannot be read is refused; line breaks and a missing end are fine.
pub(crate) fn strict_base64(text: &str) -> Option<Vec<u8>> {
    let may = |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "+/=".contains(c);
    text.chars().all(may).then(|| from_base64(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        let mut state = State::default();
        state.utc_offset_minutes = 180;
        state
    }

    fn read(kind: FieldKind, value: impl Into<Value>) -> Option<String> {
        let field = UserField {
            kind,
            name: "UF_CRM_X".into(),
            ..UserField::default()
        };
        let value = custom(&mut state(), &field, &value.into(), &Value::Null).ok()?;
        Some(value.to_json(false))
    }

    #[test]
    fn values_are_read_by_kind() {
        let q = |text: &str| Some(format!("\"{text}\""));
        assert_eq!(
            read(FieldKind::Date, "2026-11-24"),
            q("2026-11-24T03:00:00+03:00")
        );
        assert_eq!(
            read(FieldKind::Date, "24.11.2026"),
            q("2026-11-24T03:00:00+03:00")
        );
        assert_eq!(read(FieldKind::Date, "soon"), None);
        let noon = "2026-11-24T09:00:00+00:00";
        assert_eq!(
            read(FieldKind::Datetime, noon),
            q("2026-11-24T12:00:00+03:00")
        );
        assert_eq!(read(FieldKind::Money, "100.50|RUB"), q("100.50|RUB"));
        assert_eq!(read(FieldKind::Money, "100"), q("100|RUB"));
        assert_eq!(read(FieldKind::Boolean, 1_i64), q("Y"));
        assert_eq!(read(FieldKind::Double, "200.05"), Some("200.05".into()));
        assert_eq!(read(FieldKind::Integer, ""), Some("null".into()));
        assert_eq!(read(FieldKind::String, ""), q(""));
    }

    #[test]
    fn a_damaged_base64_is_stored_in_silence() {
        assert_eq!(from_base64("aGVsbG8="), b"hello");
        assert_eq!(from_base64("aGVsbG8"), b"hello");
        assert_eq!(from_base64("aGVs\nbG8*="), b"hello");
    }
}
