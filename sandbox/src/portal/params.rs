//! From the bytes of a request to PHP values: JSON bodies, forms and queries with brackets, and
//! the commands of a batch.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::value::{Array, Key, Value};

/// Reads JSON text; numbers with a fraction become decimals without passing a binary float.
pub(crate) fn from_json(text: &str) -> Option<Value> {
    let raw: &RawValue = serde_json::from_str(text).ok()?;
    value(raw)
}

fn value(raw: &RawValue) -> Option<Value> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'{' => {
            let entries: Entries<'_> = serde_json::from_str(text).ok()?;
            let mut array = Array::new();
            for (key, raw) in entries.0 {
                array.set(&key, value(raw)?);
            }
            Some(array.into())
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            items
                .into_iter()
                .map(value)
                .collect::<Option<Array>>()
                .map(Value::from)
        }
        b'"' => serde_json::from_str::<String>(text).ok().map(Value::from),
        b't' | b'f' => Some(Value::Bool(text == "true")),
        b'n' => Some(Value::Null),
        _ => number(text),
    }
}

fn number(text: &str) -> Option<Value> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(Value::Int(number));
    }
    let decimal = text
        .parse()
        .or_else(|_| rust_decimal::Decimal::from_scientific(text));
    decimal.ok().map(Value::Decimal)
}

struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Entries<'de>, M::Error> {
                let mut entries = Vec::new();
                while let Some((key, raw)) = map.next_entry::<String, &RawValue>()? {
                    entries.push((Cow::Owned(key), raw));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// Reads `a=1&b[c][]=2` the way PHP's `parse_str` does, into `array`.
pub(crate) fn from_query(query: &str, array: &mut Array) {
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        put(array, &decode(key), Value::from(decode(value)));
    }
}

/// Reads the fields of a posted form the same way; files have no value of this kind.
pub(crate) fn from_form(parts: &[super::multipart::Part], array: &mut Array) {
    for part in parts.iter().filter(|part| part.file_name.is_none()) {
        let text = String::from_utf8_lossy(&part.bytes);
        put(array, &part.name, Value::from(text.as_ref()));
    }
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// Puts a value under `name[a][][b]`.
fn put(array: &mut Array, path: &str, value: Value) {
    let Some((name, rest)) = split_brackets(path) else {
        array.set(path, value);
        return;
    };
    let mut keys = vec![name];
    keys.extend(rest);
    insert(array, &keys, value);
}

/// `fields[PHONE][0]` as `fields` and `[PHONE, 0]`; `None` without well-formed brackets.
fn split_brackets(path: &str) -> Option<(&str, Vec<&str>)> {
    let open = path.find('[').filter(|open| *open > 0)?;
    let (name, mut rest) = path.split_at_checked(open)?;
    let mut keys = Vec::new();
    while let Some(inner) = rest.strip_prefix('[') {
        let (key, after) = inner.split_once(']')?;
        keys.push(key);
        rest = after;
    }
    Some((name, keys))
}

fn insert(array: &mut Array, keys: &[&str], value: Value) {
    let Some((key, rest)) = keys.split_first() else {
        return;
    };
    if rest.is_empty() {
        if key.is_empty() {
            array.push(value);
        } else {
            array.set_key(Key::from(*key), value);
        }
        return;
    }
    if key.is_empty() {
        let mut inner = Array::new();
        insert(&mut inner, rest, value);
        array.push(inner);
        return;
    }
    if !matches!(array.get(key), Some(Value::Array(_))) {
        array.set_key(Key::from(*key), Array::new().into());
    }
    if let Some(Value::Array(inner)) = array.get_mut(key) {
        insert(inner, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> String {
        let mut array = Array::new();
        from_query(text, &mut array);
        Value::from(array).to_json(false)
    }

    #[test]
    fn brackets_nest_and_push() {
        assert_eq!(
            query("a=1&b[c]=x+y&b[d][]=1&b[d][]=2"),
            r#"{"a":"1","b":{"c":"x y","d":["1","2"]}}"#
        );
        assert_eq!(query("f%5B%3DownerId%5D=7"), r#"{"f":{"=ownerId":"7"}}"#);
        assert_eq!(query("l[0][]=a&l[0][]=b"), r#"{"l":[["a","b"]]}"#);
        assert_eq!(query("x=%D0%AF&y"), r#"{"x":"Я","y":""}"#);
    }

    #[test]
    fn json_numbers_keep_their_digits() {
        let value = from_json(r#"{"a":81818.18,"b":[1,"2",null,true],"c":1e2,"d":{}}"#).unwrap();
        assert_eq!(
            value.to_json(false),
            r#"{"a":81818.18,"b":[1,"2",null,true],"c":100,"d":[]}"#
        );
    }
}
