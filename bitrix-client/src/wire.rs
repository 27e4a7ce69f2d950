//! Reading what PHP sends: one value of raw JSON text becomes one Rust value.
//!
//! A portal sends the same thing in many shapes: an id as `7`, `"7"`, `0`, `""` or `null`; a flag
//! as `"Y"`, `true`, `1`; an empty map as `[]`; a map with the keys 0..n as a list. [`FromWire`]
//! hides that: a type says once which shapes it accepts. It works on text, so that no decimal
//! passes a float.
//! Here: the trait, [`RawJson`], [`DecodeError`]. Beside it: `wire/scalar.rs` (texts, numbers,
//! flags, dates), `wire/id.rs`, `wire/money.rs`, `wire/collection.rs` (lists, maps),
//! `wire/fields.rs` (objects with unknown names), `wire/record.rs` (the macro of typed objects),
//! `wire/open.rs` (values of no promised shape), `wire/to_wire.rs` (writing back).
//! Callers: every answer type in `methods`, and users for their own ones.

mod collection;
mod fields;
mod id;
mod money;
mod open;
mod record;
mod scalar;
mod to_wire;

pub(crate) use collection::list;
pub use fields::Fields;
pub use id::Id;
pub use money::Money;
pub use open::{Done, OpenValue};
pub(crate) use record::record;
pub use to_wire::ToWire;
pub(crate) use to_wire::write_member;

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

/// The text of one JSON value inside an answer.
///
/// `Debug` shows its length alone: answers hold personal data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RawJson<'a>(&'a str);

/// Why an answer could not be read: where, what was expected and what stood there.
///
/// It names the kind of value that was found, never the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found} at {}", if path.is_empty() { "the root" } else { path })]
pub struct DecodeError {
    path: String,
    expected: &'static str,
    found: &'static str,
}

/// A type that can be read from the shapes in which a portal sends it.
///
/// A name that is missing in an object reads as `null`.
///
/// ```
/// use bitrix_client::{FromWire, Id, RawJson};
///
/// for (wire, id) in [("7", Some(7)), ("\"7\"", Some(7)), ("0", None), ("\"\"", None), ("null", None)] {
///     let read: Option<Id> = RawJson::new(wire).parse()?;
///     assert_eq!(read, id.and_then(Id::new));
/// }
/// # Ok::<(), bitrix_client::DecodeError>(())
/// ```
pub trait FromWire: Sized {
    /// Reads one value.
    ///
    /// # Errors
    /// [`DecodeError`] when the value has none of the shapes of this type.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError>;

    /// Whether the value is one of the ways to say "nothing": then `Option<Self>` is `None`.
    ///
    /// By default `null`, `""` and `false`; types for which one of these is a value, or for which
    /// there are more, say otherwise.
    fn is_absent(raw: RawJson<'_>) -> bool {
        matches!(raw.as_str(), "null" | "\"\"" | "false")
    }
}

impl<T: FromWire> FromWire for Option<T> {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        if T::is_absent(raw) {
            Ok(None)
        } else {
            T::from_wire(raw).map(Some)
        }
    }
}

/// For `#[serde(deserialize_with = "bitrix_client::from_wire")]` on a field of your own struct.
///
/// Add `#[serde(default)]` where the name may be missing. It needs `serde_json` as the format and
/// does not work below `#[serde(flatten)]` (serde buffers such values and loses their text).
///
/// # Errors
/// The format's own error, with the text of [`DecodeError`].
pub fn from_wire<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromWire,
{
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    T::from_wire(RawJson(raw.get())).map_err(D::Error::custom)
}

impl<'a> RawJson<'a> {
    /// JSON `null`, which is also how a missing name reads.
    pub const NULL: RawJson<'static> = RawJson("null");

    /// Takes a text as it is; whether it is JSON shows when it is read.
    pub fn new(text: &'a str) -> Self {
        Self(text.trim())
    }

    /// The text.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Reads it as `T`, tolerant of the shapes of PHP.
    ///
    /// # Errors
    /// [`DecodeError`] with the place inside this value.
    pub fn parse<T: FromWire>(self) -> Result<T, DecodeError> {
        T::from_wire(self)
    }

    /// Reads member `name` of this object as `T`, e.g. the `item` of `{"item":{…}}`.
    ///
    /// # Errors
    /// [`DecodeError`] when this is no object or the member does not read as `T`.
    pub fn member<T: FromWire>(self, name: &str) -> Result<T, DecodeError> {
        let fields: collection::Borrowed<'_> = collection::object(self)?;
        let found = fields.into_iter().find(|(known, _)| known == name);
        let raw = found.map_or(Self::NULL, |(_, raw)| raw);
        raw.parse().map_err(|error: DecodeError| error.below(name))
    }

    /// Reads it as a serde type, strictly; for your own structs, which may borrow from it.
    ///
    /// # Errors
    /// [`DecodeError`] without the text of serde, which would quote values.
    pub fn deserialize<T: Deserialize<'a>>(self) -> Result<T, DecodeError> {
        serde_json::from_str(self.0)
            .map_err(|_| DecodeError::new("a value of the caller's type", self))
    }

    /// What kind of value it is, for errors.
    pub(crate) fn kind(self) -> &'static str {
        match self.0.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') if self.0.len() == 2 => "an empty text",
            Some(b'"') => "a text",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(_) => "no JSON value",
            None => "nothing",
        }
    }
}

impl DecodeError {
    /// `expected` was wanted where `raw` stood.
    pub fn new(expected: &'static str, raw: RawJson<'_>) -> Self {
        Self {
            path: String::new(),
            expected,
            found: raw.kind(),
        }
    }

    /// The same error seen from one level further out.
    #[must_use]
    pub fn below(mut self, step: &str) -> Self {
        let inner = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{step}{inner}{}", self.path);
        self
    }

    /// The place inside the answer, e.g. `items[3].id`; empty for the whole answer.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Debug for RawJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({} bytes)", self.0.len())
    }
}

impl FromWire for () {
    /// Void actions answer `true`, `null`, `[]` or an object: all of them are "done".
    fn from_wire(_: RawJson<'_>) -> Result<Self, DecodeError> {
        Ok(())
    }
}

/// The members of an object, for the `record` macro; a text or a number is no object.
pub(crate) fn members(raw: RawJson<'_>) -> Result<collection::Borrowed<'_>, DecodeError> {
    if raw.as_str().starts_with('{') || raw.as_str() == "[]" {
        collection::object(raw)
    } else {
        Err(DecodeError::new("an object", raw))
    }
}

/// Takes one member out and reads it, for the `record` macro.
pub(crate) fn take<T: FromWire>(
    members: &mut collection::Borrowed<'_>,
    name: &str,
) -> Result<T, DecodeError> {
    let at = members.iter().position(|(known, _)| known == name);
    let raw = at.map_or(RawJson::NULL, |at| members.remove(at).1);
    raw.parse().map_err(|error: DecodeError| error.below(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct Own {
        #[serde(deserialize_with = "from_wire")]
        id: Id,
        #[serde(default, deserialize_with = "from_wire")]
        parent: Option<Id>,
        #[serde(deserialize_with = "from_wire")]
        open: bool,
    }

    #[test]
    fn a_struct_of_serde_can_use_the_tolerant_readers() {
        let read: Own = RawJson::new(r#"{"id":"7","open":"Y"}"#)
            .deserialize()
            .unwrap();
        assert_eq!(
            read,
            Own {
                id: Id::new(7).unwrap(),
                parent: None,
                open: true
            }
        );
        let wrong = RawJson::new(r#"{"id":"Ivan","open":"Y"}"#)
            .deserialize::<Own>()
            .unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "expected a value of the caller's type, found an object at the root"
        );
    }

    #[test]
    fn a_void_answer_is_read_from_everything() {
        for done in ["true", "null", "[]", r#"{"success":true}"#] {
            assert_eq!(RawJson::new(done).parse(), Ok(()), "{done}");
        }
    }
}
