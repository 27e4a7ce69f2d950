//! Lists and maps, tolerant of how PHP writes the one as the other.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{DecodeError, FromWire, RawJson};

/// The members of an object in their order, still as text.
pub(crate) type Borrowed<'a> = Vec<(String, RawJson<'a>)>;

/// Whether a list or map says "nothing".
fn no_members(raw: RawJson<'_>) -> bool {
    matches!(raw.as_str(), "null" | "\"\"" | "false" | "[]" | "{}")
}

/// The members of an object; a list has the names `0..n`, nothing has none.
pub(crate) fn object(raw: RawJson<'_>) -> Result<Borrowed<'_>, DecodeError> {
    if no_members(raw) {
        return Ok(Vec::new());
    }
    if raw.as_str().starts_with('[') {
        let items = list(raw)?.into_iter().enumerate();
        return Ok(items.map(|(at, item)| (at.to_string(), item)).collect());
    }
    serde_json::from_str::<Members<'_>>(raw.as_str())
        .map(|members| members.0)
        .map_err(|_| DecodeError::new("an object", raw))
}

/// The items of a list; the values of an object, nothing has none.
pub(crate) fn list(raw: RawJson<'_>) -> Result<Vec<RawJson<'_>>, DecodeError> {
    if no_members(raw) {
        return Ok(Vec::new());
    }
    if raw.as_str().starts_with('{') {
        return Ok(object(raw)?.into_iter().map(|(_, value)| value).collect());
    }
    serde_json::from_str::<Vec<&RawValue>>(raw.as_str())
        .map(|items| items.into_iter().map(|item| RawJson(item.get())).collect())
        .map_err(|_| DecodeError::new("a list", raw))
}

impl<T: FromWire> FromWire for Vec<T> {
    /// A list; an object with numbers for names gives its values, nothing is empty.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        let items = list(raw)?.into_iter().enumerate();
        items
            .map(|(at, item)| {
                item.parse()
                    .map_err(|e: DecodeError| e.below(&format!("[{at}]")))
            })
            .collect()
    }
}

impl<T: FromWire> FromWire for BTreeMap<String, T> {
    /// A map; a list is a map with the names `0..n`, nothing is empty.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        let entries = object(raw)?.into_iter();
        entries
            .map(|(name, value)| {
                let read = value.parse().map_err(|e: DecodeError| e.below(&name))?;
                Ok((name, read))
            })
            .collect()
    }
}

/// An object's members, borrowed from its text.
struct Members<'a>(Borrowed<'a>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(map.size_hint().unwrap_or(0));
        while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
            members.push((name, RawJson(value.get())));
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_maps_are_read_from_each_others_shapes() {
        for nothing in ["[]", "{}", "null", "false", r#""""#] {
            assert_eq!(
                RawJson::new(nothing).parse(),
                Ok(Vec::<i64>::new()),
                "{nothing}"
            );
            assert_eq!(
                RawJson::new(nothing).parse(),
                Ok(BTreeMap::<String, i64>::new())
            );
        }
        assert_eq!(
            RawJson::new(r#"{"39":1,"41":"2"}"#).parse(),
            Ok(vec![1_i64, 2])
        );
        let map: BTreeMap<String, i64> = RawJson::new("[5, 6]").parse().unwrap();
        assert_eq!(
            map.into_iter().collect::<Vec<_>>(),
            [("0".into(), 5), ("1".into(), 6)]
        );
    }

    #[test]
    fn an_error_names_the_place_and_the_kind_but_not_the_value() {
        let wire = RawJson::new(r#"{"items":[{"id":1},{"id":"secret"}]}"#);
        let read: Result<Vec<BTreeMap<String, i64>>, _> = wire.member("items");
        assert_eq!(
            read.unwrap_err().to_string(),
            "expected a whole number, found a text at items[1].id"
        );
    }
}
