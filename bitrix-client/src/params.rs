//! Parameters of a call as an ordered tree, and its two encodings.
//!
//! Here: the tree ([`Params`], [`Value`], [`Reference`]). The encodings stand beside it:
//! `params/json.rs` writes the JSON body of a single call, `params/php.rs` writes and reads the
//! bracket form `fields[PHONE][0][VALUE]=…` of commands in a batch and of event bodies.
//! Not here: what any method's parameters are called (that is `methods`).
//! Callers: every [`Method`](crate::Method), the sender and [`Batch`](crate::Batch).

mod json;
mod php;

pub(crate) use json::write_text;
pub use php::PhpQueryError;

use std::{fmt, mem};

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use rust_decimal::Decimal;

use crate::file::FileContent;

/// An ordered map of parameter names to values, as one call sends it.
///
/// Names are unique: [`set`](Self::set) on a name that is there replaces its value in place.
/// `Debug` shows names and shapes, never values, because values hold personal data.
///
/// ```
/// use bitrix_client::Params;
///
/// let params = Params::new().with("entityTypeId", 2).with("id", 351);
/// assert_eq!(params.to_json(), r#"{"entityTypeId":2,"id":351}"#);
/// assert_eq!(params.to_php_query(), "entityTypeId=2&id=351");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, Value)>);

/// One value in the tree of parameters.
///
/// Bitrix24 writes most flags as the letters `Y` and `N`: make them with [`Value::flag`], since
/// [`Value::Bool`] is sent as a JSON boolean.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// JSON `null`; in the bracket form an empty text.
    Null,
    /// JSON `true` or `false`; in the bracket form `1` or `0`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact decimal, written digit by digit; money never passes a float.
    Decimal(Decimal),
    /// A text.
    Text(String),
    /// A list; keeps its order.
    List(Vec<Self>),
    /// A nested map.
    Map(Params),
    /// The result of an earlier command of the same batch; refused outside a batch.
    Reference(Reference),
}

/// A place in the result of an earlier command of the same batch: `$result[c0][item][companyId]`.
///
/// Made by [`Handle::at`](crate::Handle::at). The portal puts the value in before it runs the
/// command; a place that does not exist becomes an empty value, and some list methods ignore a
/// filter with an empty value and answer other people's rows: check the rows of such a list.
///
/// Source: <https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html>.
#[derive(Clone)]
pub struct Reference {
    /// The batch it belongs to; a command of the same name in another batch is another one.
    batch: u64,
    text: String,
}

impl Params {
    /// An empty map.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// A map of entries whose names differ already, so that none is looked for.
    pub(crate) const fn of_unique(entries: Vec<(String, Value)>) -> Self {
        Self(entries)
    }

    /// Sets `name` and gives the map back, for building in one expression.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets `name` when there is a value; `None` leaves the map as it is.
    #[must_use]
    pub fn with_some(self, name: impl Into<String>, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Sets `name`, in place when it is there already.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// Changes the map under `name`, an empty one where there is none.
    pub(crate) fn within(&mut self, name: &str, change: impl FnOnce(&mut Self)) {
        let mut inner = if let Value::Map(inner) = self.take(name) {
            inner
        } else {
            Self::new()
        };
        change(&mut inner);
        self.set(name, inner);
    }

    /// Adds to the list under `name`, an empty one where there is none.
    pub(crate) fn push(&mut self, name: &str, value: impl Into<Value>) {
        let mut items = if let Value::List(items) = self.take(name) {
            items
        } else {
            Vec::new()
        };
        items.push(value.into());
        self.set(name, items);
    }

    /// The value of `name`, of which null is left in its place.
    fn take(&mut self, name: &str) -> Value {
        let found = self.0.iter_mut().find(|(known, _)| known == name);
        found.map_or(Value::Null, |(_, value)| mem::replace(value, Value::Null))
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The value of a name, where it is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        if let Value::Text(text) = self.get(name)? {
            Some(text)
        } else {
            None
        }
    }

    /// Names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a [`Reference`] stands anywhere in the tree.
    pub(crate) fn holds_reference(&self) -> bool {
        self.any(&|value| matches!(value, Value::Reference(_)))
    }

    /// Whether a [`Reference`] to another batch stands anywhere in the tree.
    pub(crate) fn holds_reference_outside(&self, batch: u64) -> bool {
        self.any(&|value| matches!(value, Value::Reference(place) if place.batch != batch))
    }

    /// Whether a text anywhere in the tree would be read by the portal as a reference.
    pub(crate) fn holds_text_like_reference(&self) -> bool {
        self.any(&|value| matches!(value, Value::Text(text) if text.contains("$result[")))
    }

    /// Whether the bracket form would lose something: `null`, an empty list, an empty map.
    pub(crate) fn holds_what_queries_lose(&self) -> bool {
        self.any(&|value| match value {
            Value::Null => true,
            Value::List(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
            Value::Bool(_)
            | Value::Int(_)
            | Value::Decimal(_)
            | Value::Text(_)
            | Value::Reference(_) => false,
        })
    }

    fn any(&self, wanted: &dyn Fn(&Value) -> bool) -> bool {
        self.0.iter().any(|(_, value)| value.any(wanted))
    }
}

impl Value {
    /// The letters of Bitrix24 for a flag: `Y` or `N`.
    pub fn flag(set: bool) -> Self {
        Self::Text(if set { "Y" } else { "N" }.to_owned())
    }

    /// A file as the pair `["name", "base64"]` that fields of items, comments and posts take.
    pub fn file(name: impl Into<String>, content: &FileContent) -> Self {
        Self::List(vec![
            Self::Text(name.into()),
            Self::Text(content.to_base64()),
        ])
    }

    fn any(&self, wanted: &dyn Fn(&Self) -> bool) -> bool {
        wanted(self)
            || match self {
                Self::List(items) => items.iter().any(|item| item.any(wanted)),
                Self::Map(map) => map.any(wanted),
                Self::Null
                | Self::Bool(_)
                | Self::Int(_)
                | Self::Decimal(_)
                | Self::Text(_)
                | Self::Reference(_) => false,
            }
    }
}

impl Reference {
    /// A place under command `key`; the characters that would end a bracket are left out.
    pub(crate) fn new<'a>(batch: u64, key: &str, path: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = format!("$result[{key}]");
        for step in path {
            text.push('[');
            text.extend(
                step.chars()
                    .filter(|c| c.is_ascii_alphanumeric() || *c == '_'),
            );
            text.push(']');
        }
        Self { batch, text }
    }

    /// The reference as the portal reads it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Equal when they read the same, so that calls of two batches can be compared.
impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Reference {}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Params {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        let mut params = Self::new();
        for (name, value) in entries {
            params.set(name, value);
        }
        params
    }
}

macro_rules! value_from {
    ($($from:ty => |$it:ident| $make:expr),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from($it: $from) -> Self {
                $make
            }
        }
    )*};
}

value_from! {
    bool => |it| Self::Bool(it),
    i32 => |it| Self::Int(it.into()),
    i64 => |it| Self::Int(it),
    u32 => |it| Self::Int(it.into()),
    Decimal => |it| Self::Decimal(it),
    &str => |it| Self::Text(it.to_owned()),
    String => |it| Self::Text(it),
    Params => |it| Self::Map(it),
    Reference => |it| Self::Reference(it),
    NaiveDate => |it| Self::Text(it.format("%Y-%m-%d").to_string()),
    DateTime<FixedOffset> => |it| Self::Text(it.to_rfc3339_opts(SecondsFormat::Secs, false)),
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.0.iter().map(|(name, value)| (Bare(name), value)))
            .finish()
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(_) => f.write_str("bool"),
            Self::Int(_) => f.write_str("int"),
            Self::Decimal(_) => f.write_str("decimal"),
            Self::Text(text) => write!(f, "text({})", text.len()),
            Self::List(items) => write!(f, "list({})", items.len()),
            Self::Map(map) => map.fmt(f),
            Self::Reference(place) => place.fmt(f),
        }
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text that `Debug` shows without quotes.
struct Bare<'a>(&'a str);

impl fmt::Debug for Bare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_a_name_again_replaces_its_value_and_keeps_its_place() {
        let params = Params::new().with("a", 1).with("b", 2).with("a", 3);
        assert_eq!(params.to_json(), r#"{"a":3,"b":2}"#);
    }

    #[test]
    fn debug_shows_names_and_shapes_but_no_value() {
        let secret = "Ivan Petrov";
        let params = Params::new()
            .with("TITLE", secret)
            .with("fm", [secret])
            .with("at", Reference::new(0, "c0", ["item", "id"]));
        let shown = format!("{params:?}");
        assert_eq!(
            shown,
            "{TITLE: text(11), fm: list(1), at: $result[c0][item][id]}"
        );
    }

    #[test]
    fn a_reference_cannot_be_broken_out_of() {
        let place = Reference::new(0, "c0", ["a]&x=1", "b"]);
        assert_eq!(place.as_str(), "$result[c0][ax1][b]");
    }

    #[test]
    fn dates_are_sent_with_an_explicit_offset() {
        let at = DateTime::parse_from_rfc3339("2026-03-02T09:30:00+03:00").unwrap();
        assert_eq!(Value::from(at), Value::from("2026-03-02T09:30:00+03:00"));
        assert_eq!(Value::from(at.date_naive()), Value::from("2026-03-02"));
    }
}
