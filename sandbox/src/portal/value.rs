//! A PHP value: what the portal computes with and prints.
//!
//! PHP has one array type for lists and maps, and that is why an empty map is printed as `[]` and
//! a map with the keys 0..n-1 as a JSON array. Here it is one type as well, so that the shapes
//! follow by themselves. Numbers with a fraction are decimals, never binary floats.

use std::fmt::Write as _;

use rust_decimal::Decimal;

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Text(String),
    Array(Array),
    /// An object without properties: the one thing that PHP prints as `{}`.
    EmptyObject,
}

/// Key of a PHP array: text that looks like an integer is an integer.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Key {
    Int(i64),
    Text(String),
}

impl Key {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    fn is(&self, name: &str) -> bool {
        match self {
            Self::Int(number) => number.to_string() == name,
            Self::Text(text) => text == name,
        }
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => Self::Int(number),
            _ => Self::Text(text.to_owned()),
        }
    }
}

/// A PHP array: ordered, keys are unique.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Array(Vec<(Key, Value)>);

impl Array {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(key, _)| key.is(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.0
            .iter_mut()
            .find(|(key, _)| key.is(name))
            .map(|(_, value)| value)
    }

    /// The value under the name in any case: how the old methods read their parameters.
    pub(crate) fn get_any_case(&self, name: &str) -> Option<&Value> {
        self.get(name).or_else(|| {
            let same = |key: &Key| key.text().eq_ignore_ascii_case(name);
            self.0
                .iter()
                .find(|(key, _)| same(key))
                .map(|(_, value)| value)
        })
    }

    /// Sets or replaces.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.set_key(Key::from(name), value.into());
    }

    pub(crate) fn set_key(&mut self, key: Key, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// Adds without looking for an older entry; the caller knows that the key is new.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.push((Key::from(name), value.into()));
        self
    }

    /// `array[] = value`.
    pub(crate) fn push(&mut self, value: impl Into<Value>) {
        let last = self.0.iter().filter_map(|(key, _)| match key {
            Key::Int(number) => Some(*number),
            Key::Text(_) => None,
        });
        let next = last
            .max()
            .map_or(0, |number| number.saturating_add(1).max(0));
        self.0.push((Key::Int(next), value.into()));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| !key.is(name));
    }

    /// Whether the keys are exactly 0..n-1 in order.
    fn is_list(&self) -> bool {
        let numbers = 0_i64..;
        self.0
            .iter()
            .zip(numbers)
            .all(|((key, _), number)| *key == Key::Int(number))
    }
}

impl<T: Into<Value>> FromIterator<T> for Array {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let numbered = (0_i64..).zip(items);
        Self(
            numbered
                .map(|(number, item)| (Key::Int(number), item.into()))
                .collect(),
        )
    }
}

impl Value {
    /// A list of anything.
    pub(crate) fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Array(items.into_iter().collect())
    }

    pub(crate) fn yes_no(yes: bool) -> Self {
        Self::from(if yes { "Y" } else { "N" })
    }

    pub(crate) fn as_array(&self) -> Option<&Array> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    /// As PHP casts to text; arrays and objects have none.
    pub(crate) fn to_text(&self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Bool(yes) => Some(if *yes { "1".to_owned() } else { String::new() }),
            Self::Int(number) => Some(number.to_string()),
            Self::Decimal(number) => Some(number.normalize().to_string()),
            Self::Text(text) => Some(text.clone()),
            Self::Array(_) | Self::EmptyObject => None,
        }
    }

    /// The number that it is or spells, if any.
    pub(crate) fn to_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Int(number) => Some(Decimal::from(*number)),
            Self::Decimal(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Null | Self::Bool(_) | Self::Array(_) | Self::EmptyObject => None,
        }
    }

    /// The integer that it is or spells, if any.
    pub(crate) fn to_int(&self) -> Option<i64> {
        match self {
            Self::Text(text) => text.trim().parse().ok(),
            other => {
                let number = other.to_decimal()?;
                number.is_integer().then(|| i64::try_from(number).ok())?
            }
        }
    }

    /// PHP's `empty()`.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(yes) => !yes,
            Self::Int(number) => *number == 0,
            Self::Decimal(number) => number.is_zero(),
            Self::Text(text) => text.is_empty() || text == "0",
            Self::Array(array) => array.is_empty(),
            Self::EmptyObject => false,
        }
    }

    /// Null, empty text or an empty array: no value was given.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::Array(array) => array.is_empty(),
            Self::Bool(_) | Self::Int(_) | Self::Decimal(_) | Self::EmptyObject => false,
        }
    }

    /// Prints as PHP's `json_encode` does: `\/`, and `\uXXXX` beyond ASCII when told so.
    pub(crate) fn to_json(&self, escape_unicode: bool) -> String {
        let mut out = String::new();
        self.write_json(&mut out, escape_unicode);
        out
    }

    fn write_json(&self, out: &mut String, escape: bool) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
            Self::Int(number) => _ = write!(out, "{number}"),
            Self::Decimal(number) => _ = write!(out, "{}", number.normalize()),
            Self::Text(text) => write_text(out, text, escape),
            Self::Array(array) if array.is_list() => {
                out.push('[');
                for (index, value) in array.values().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    value.write_json(out, escape);
                }
                out.push(']');
            }
            Self::Array(array) => {
                out.push('{');
                for (index, (key, value)) in array.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_text(out, &key.text(), escape);
                    out.push(':');
                    value.write_json(out, escape);
                }
                out.push('}');
            }
            Self::EmptyObject => out.push_str("{}"),
        }
    }

    /// The same for the state that tests read: numbers with a fraction as text.
    pub(crate) fn to_plain(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(yes) => (*yes).into(),
            Self::Int(number) => (*number).into(),
            Self::Decimal(number) => number.normalize().to_string().into(),
            Self::Text(text) => text.as_str().into(),
            Self::Array(array) if array.is_list() => array.values().map(Self::to_plain).collect(),
            Self::Array(array) => {
                let entries = array
                    .iter()
                    .map(|(key, value)| (key.text(), value.to_plain()));
                serde_json::Value::Object(entries.collect())
            }
            Self::EmptyObject => serde_json::Value::Object(serde_json::Map::new()),
        }
    }
}

fn write_text(out: &mut String, text: &str, escape: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' || (escape && !c.is_ascii()) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Self {
        Self::Decimal(number)
    }
}

impl From<Array> for Value {
    fn from(array: Array) -> Self {
        Self::Array(array)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_map_is_a_list_and_a_map_with_holes_is_an_object() {
        let print = |array: Array| Value::from(array).to_json(true);
        assert_eq!(print(Array::new()), "[]");
        assert_eq!(
            print(Array::new().with("0", 7_i64).with("1", 8_i64)),
            "[7,8]"
        );
        assert_eq!(print(Array::new().with("1", 7_i64)), r#"{"1":7}"#);
        assert_eq!(print(Array::new().with("01", 7_i64)), r#"{"01":7}"#);
        assert_eq!(
            print(Array::new().with("c0", Value::Null)),
            r#"{"c0":null}"#
        );
    }

    #[test]
    fn text_is_escaped_as_php_does() {
        assert_eq!(
            Value::from("a/b «Я»").to_json(true),
            r#""a\/b \u00ab\u042f\u00bb""#
        );
        assert_eq!(Value::from("a/b «Я»\n").to_json(false), r#""a\/b «Я»\n""#);
        assert_eq!(Value::from("😀").to_json(true), r#""\ud83d\ude00""#);
    }

    #[test]
    fn decimals_are_printed_without_a_zero_fraction() {
        let print = |text: &str| Value::Decimal(text.parse().unwrap()).to_json(true);
        assert_eq!(print("10000.00"), "10000");
        assert_eq!(print("81818.18"), "81818.18");
        assert_eq!(print("0.10"), "0.1");
    }

    #[test]
    fn pushing_goes_on_after_the_largest_number() {
        let mut array = Array::new().with("5", "a").with("x", "b");
        array.push("c");
        assert_eq!(array.get("6"), Some(&Value::from("c")));
    }
}
