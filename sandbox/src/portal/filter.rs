//! Filters with prefixes and sorting, on rows of either API.

use std::cmp::Ordering;

use chrono::DateTime;

use super::value::{Array, Value};

/// The comparisons that a prefix names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Contains,
    NotContains,
    Like,
    NotLike,
}

/// Longer prefixes first.
const PREFIXES: [(&str, Operator); 15] = [
    ("!=%", Operator::NotLike),
    ("!%=", Operator::NotLike),
    ("=%", Operator::Like),
    ("%=", Operator::Like),
    ("!%", Operator::NotContains),
    ("!@", Operator::NotIn),
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("=", Operator::Equal),
    ("@", Operator::In),
    ("%", Operator::Contains),
    ("!", Operator::NotEqual),
];

/// `>=id` as operator and field.
pub(crate) fn split_key(key: &str) -> (Operator, &str) {
    let found = PREFIXES
        .iter()
        .find_map(|(prefix, op)| Some((*op, key.strip_prefix(prefix)?)));
    found.unwrap_or((Operator::Equal, key))
}

/// Whether the value of a row passes. A list in the row passes when one of its values does; a
/// list as the wanted value means "one of" for equality.
pub(crate) fn passes(operator: Operator, found: &Value, wanted: &Value) -> bool {
    match operator {
        Operator::NotEqual => !passes(Operator::Equal, found, wanted),
        Operator::NotIn => !passes(Operator::In, found, wanted),
        Operator::NotContains => !passes(Operator::Contains, found, wanted),
        Operator::NotLike => !passes(Operator::Like, found, wanted),
        Operator::Equal | Operator::In => match wanted {
            Value::Array(any) => any.values().any(|one| equals(found, one)),
            one => equals(found, one),
        },
        Operator::Less => compares(found, wanted, Ordering::is_lt),
        Operator::LessOrEqual => compares(found, wanted, Ordering::is_le),
        Operator::Greater => compares(found, wanted, Ordering::is_gt),
        Operator::GreaterOrEqual => compares(found, wanted, Ordering::is_ge),
        Operator::Contains => texts(found).any(|text| text.contains(&lower(wanted))),
        Operator::Like => texts(found).any(|text| like(&text, &lower(wanted))),
    }
}

fn equals(found: &Value, wanted: &Value) -> bool {
    if let Value::Array(many) = found {
        return many.values().any(|one| equals(one, wanted))
            || (many.is_empty() && wanted.is_empty());
    }
    if wanted.is_blank() {
        // No link is 0 or null, an unset text is null or empty: SQL of the portal sees one thing.
        return found.is_empty();
    }
    order(found, wanted) == Some(Ordering::Equal)
}

fn compares(found: &Value, wanted: &Value, passes: impl Fn(Ordering) -> bool + Copy) -> bool {
    match found {
        Value::Array(many) => many.values().any(|one| compares(one, wanted, passes)),
        one if one.is_blank() => false,
        one => order(one, wanted).is_some_and(passes),
    }
}

/// Numbers as numbers, times as times, else text without regard to case.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (a.to_decimal(), b.to_decimal()) {
        return Some(a.cmp(&b));
    }
    let (a, b) = (a.to_text()?, b.to_text()?);
    if let (Some(a), Some(b)) = (time(&a), time(&b)) {
        return Some(a.cmp(&b));
    }
    // A date without time is compared with the date part of a time.
    if let (Some(a), true) = (a.get(..10), b.len() == 10 && time(&a).is_some()) {
        return Some(a.cmp(b.as_str()));
    }
    Some(a.to_lowercase().cmp(&b.to_lowercase()))
}

fn time(text: &str) -> Option<DateTime<chrono::FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

fn lower(value: &Value) -> String {
    value.to_text().unwrap_or_default().to_lowercase()
}

fn texts(value: &Value) -> Box<dyn Iterator<Item = String> + '_> {
    match value {
        Value::Array(many) => Box::new(many.values().map(lower)),
        one => Box::new(std::iter::once(lower(one))),
    }
}

/// LIKE with `%`, everything in lower case.
fn like(text: &str, pattern: &str) -> bool {
    let parts: Vec<&str> = pattern.split('%').collect();
    let (Some((first, rest)), false) = (parts.split_first(), parts.len() == 1) else {
        return text == pattern;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return true;
    };
    for part in middle {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    text.ends_with(last)
}

/// Sorts by `order` (`{field: ASC|DESC}`), keeping ties in place.
pub(crate) fn sort<T>(
    rows: &mut [T],
    order_by: &[(String, bool)],
    get: impl Fn(&T, &str) -> Value,
) {
    rows.sort_by(|a, b| {
        let by_field = order_by.iter().map(|(field, descending)| {
            let ordering = total_order(&get(a, field), &get(b, field));
            if *descending {
                ordering.reverse()
            } else {
                ordering
            }
        });
        by_field
            .into_iter()
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    });
}

fn total_order(a: &Value, b: &Value) -> Ordering {
    match (a.is_blank(), b.is_blank()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => order(a, b).unwrap_or(Ordering::Equal),
    }
}

/// `{"ID": "desc"}` as fields with their direction.
pub(crate) fn directions(order: &Array) -> Vec<(String, bool)> {
    let direction = |value: &Value| lower(value).starts_with("desc");
    order
        .iter()
        .map(|(key, value)| (key.text(), direction(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: impl Into<Value>, key: &str, wanted: impl Into<Value>) -> bool {
        passes(split_key(key).0, &found.into(), &wanted.into())
    }

    #[test]
    fn every_prefix_is_understood() {
        assert!(check(5_i64, "id", "5"));
        assert!(check("05", "=x", "5"));
        assert!(check(5_i64, "!=id", 6_i64));
        assert!(check(5_i64, "!id", 6_i64));
        assert!(check(5_i64, ">id", 4_i64) && !check(5_i64, ">id", 5_i64));
        assert!(check(5_i64, ">=id", 5_i64) && check(5_i64, "<=id", "5.0"));
        assert!(check(5_i64, "<id", "10"));
        assert!(check(5_i64, "@id", Value::list([4_i64, 5])));
        assert!(check(5_i64, "!@id", Value::list([4_i64])));
        assert!(check("Насосы", "%title", "сос"));
        assert!(check("Насосы", "!%title", "трубы"));
        assert!(check("Насосы", "=%title", "нас%") && !check("Насосы", "%=title", "сос%"));
        assert!(check("Насосы", "!=%title", "%трубы"));
    }

    #[test]
    fn nothing_equals_zero_null_and_empty() {
        assert!(check(Value::Null, "companyId", ""));
        assert!(check(0_i64, "companyId", ""));
        assert!(!check(7_i64, "companyId", ""));
        assert!(check(7_i64, "!companyId", ""));
        assert!(!check(Value::Null, ">closedate", "2026-01-01"));
    }

    #[test]
    fn times_are_compared_across_offsets() {
        let found = "2026-11-24T10:00:00+03:00";
        assert!(check(found, ">updatedTime", "2026-11-24T06:59:59+00:00"));
        assert!(!check(found, ">updatedTime", "2026-11-24T07:00:00+00:00"));
        assert!(check(found, "begindate", "2026-11-24"));
        assert!(check(found, "<begindate", "2026-11-25"));
    }
}
