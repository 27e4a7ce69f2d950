//! The bracket encoding of parameters, as PHP reads and writes it.
//!
//! Two users: commands inside a batch (written) and bodies of events and frames (read).
//! PHP decodes percent signs before it looks for brackets, so a name that itself holds `[` or `]`
//! has no bracket form; no documented name does.

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{Params, Value};

/// What stays as it is: the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Deeper names are refused, so that a hostile body cannot exhaust the stack.
const DEEPEST: usize = 64;

/// Why a bracket-form text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhpQueryError {
    /// A percent sequence is not UTF-8.
    #[error("expected UTF-8 in pair {pair}, found other bytes")]
    NotUtf8 {
        /// Which pair, counted from 1.
        pair: usize,
    },
    /// A name nests deeper than 64 levels.
    #[error("expected at most 64 levels of brackets, found more in pair {pair}")]
    TooDeep {
        /// Which pair, counted from 1.
        pair: usize,
    },
}

impl Params {
    /// The bracket form `a[b][0]=c&…`, percent-encoded, brackets between names left plain.
    ///
    /// `null` and empty lists and maps become an empty text (PHP has no form for them), booleans
    /// `1` and `0`. A [`Reference`](super::Reference) is written plain, so that the portal sees it.
    ///
    /// ```
    /// use bitrix_client::Params;
    ///
    /// let fields = Params::new().with("PHONE", [Params::new().with("VALUE", "+7 900")]);
    /// let params = Params::new().with("fields", fields);
    /// assert_eq!(params.to_php_query(), "fields[PHONE][0][VALUE]=%2B7%20900");
    /// ```
    pub fn to_php_query(&self) -> String {
        let mut out = String::new();
        for (name, value) in self.iter() {
            write_pairs(&mut out, &encode(name), value);
        }
        out
    }

    /// Reads the bracket form, as events and frames send it; every leaf is a text.
    ///
    /// A map whose names are exactly `0..n` in order becomes a list. `name[]=` takes the next
    /// number. A name given twice keeps the last value, as PHP does.
    ///
    /// # Errors
    /// [`PhpQueryError::NotUtf8`] and [`PhpQueryError::TooDeep`], naming the pair.
    ///
    /// ```
    /// use bitrix_client::Params;
    ///
    /// let body = Params::from_php_query("event=ONCRMDEALUPDATE&data%5BFIELDS%5D%5BID%5D=759")?;
    /// assert_eq!(body.to_json(), r#"{"event":"ONCRMDEALUPDATE","data":{"FIELDS":{"ID":"759"}}}"#);
    /// # Ok::<(), bitrix_client::PhpQueryError>(())
    /// ```
    pub fn from_php_query(text: &str) -> Result<Self, PhpQueryError> {
        let mut root = Reading::default();
        for (at, pair) in text
            .split('&')
            .enumerate()
            .filter(|(_, pair)| !pair.is_empty())
        {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let not_utf8 = PhpQueryError::NotUtf8 { pair: at + 1 };
            let name = decode(name).ok_or_else(|| not_utf8.clone())?;
            let value = decode(value).ok_or(not_utf8)?;
            let path = split_name(&name);
            if path.len() > DEEPEST {
                return Err(PhpQueryError::TooDeep { pair: at + 1 });
            }
            root.insert(&path, value);
        }
        Ok(root.map())
    }
}

fn write_pairs(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            for (inner, value) in map.iter() {
                write_pairs(out, &format!("{name}[{}]", encode(inner)), value);
            }
        }
        Value::List(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                write_pairs(out, &format!("{name}[{at}]"), item);
            }
        }
        Value::Null | Value::Map(_) | Value::List(_) => write_pair(out, name, ""),
        Value::Bool(set) => write_pair(out, name, if *set { "1" } else { "0" }),
        Value::Int(number) => write_pair(out, name, &number.to_string()),
        Value::Decimal(number) => write_pair(out, name, &number.to_string()),
        Value::Text(text) => write_pair(out, name, &encode(text)),
        Value::Reference(place) => write_pair(out, name, place.as_str()),
    }
}

fn write_pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.push_str(name);
    out.push('=');
    out.push_str(value);
}

fn encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, ENCODED).into()
}

fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(Cow::into_owned)
}

/// `a[b][]` as `["a", "b", ""]`; an unclosed bracket ends the name, as in PHP.
fn split_name(name: &str) -> Vec<&str> {
    let Some((first, mut rest)) = name.split_once('[') else {
        return vec![name];
    };
    let mut path = vec![first];
    while let Some((step, after)) = rest.split_once(']') {
        path.push(step);
        match after.strip_prefix('[') {
            Some(next) => rest = next,
            None => break,
        }
    }
    path
}

/// A map while it is read. Names are found by their hash: the body is a stranger's, and one of many
/// names must not cost the square of them.
#[derive(Default)]
struct Reading {
    entries: Vec<(String, Leaf)>,
    places: HashMap<String, usize>,
    /// The number that `name[]=` takes.
    next: u64,
}

enum Leaf {
    Text(String),
    Map(Reading),
}

impl Reading {
    fn insert(&mut self, path: &[&str], text: String) {
        let Some((step, deeper)) = path.split_first() else {
            return;
        };
        let place = self.place_of(step);
        let Some((_, leaf)) = self.entries.get_mut(place) else {
            return;
        };
        match leaf {
            leaf if deeper.is_empty() => *leaf = Leaf::Text(text),
            Leaf::Map(inner) => inner.insert(deeper, text),
            Leaf::Text(_) => {
                let mut inner = Self::default();
                inner.insert(deeper, text);
                *leaf = Leaf::Map(inner);
            }
        }
    }

    /// Where the entry of this name stands; one that is new is put behind the others.
    fn place_of(&mut self, step: &str) -> usize {
        let name = if step.is_empty() {
            self.next.to_string()
        } else {
            step.to_owned()
        };
        if let Some(place) = self.places.get(&name) {
            return *place;
        }
        if let Ok(number) = name.parse::<u64>() {
            self.next = self.next.max(number.saturating_add(1));
        }
        let place = self.entries.len();
        self.places.insert(name.clone(), place);
        self.entries.push((name, Leaf::Text(String::new())));
        place
    }

    fn map(self) -> Params {
        let entries = self.entries.into_iter();
        Params::of_unique(entries.map(|(name, leaf)| (name, leaf.value())).collect())
    }
}

impl Leaf {
    fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Map(reading) => list_or_map(reading.map()),
        }
    }
}

/// A map whose names are exactly `0..n` in order is a list.
fn list_or_map(map: Params) -> Value {
    let numbered = |(at, (name, _)): (usize, (&str, &Value))| name == at.to_string();
    if !map.is_empty() && map.iter().enumerate().all(numbered) {
        Value::List(map.0.into_iter().map(|(_, value)| value).collect())
    } else {
        Value::Map(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Reference;
    use proptest::prelude::*;

    #[test]
    fn filter_prefixes_are_encoded_and_references_stay_recognisable() {
        let filter = Params::new()
            .with(">=opportunity", 5000)
            .with("@id", vec![1, 2]);
        let params = Params::new()
            .with("filter", filter)
            .with("id", Reference::new(0, "c0", ["item", "companyId"]));
        assert_eq!(
            params.to_php_query(),
            "filter[%3E%3Dopportunity]=5000&filter[%40id][0]=1&filter[%40id][1]=2\
             &id=$result[c0][item][companyId]"
        );
    }

    #[test]
    fn what_php_cannot_say_becomes_an_empty_text() {
        let params = Params::new()
            .with("a", Value::Null)
            .with("b", Params::new())
            .with("c", Vec::<Value>::new())
            .with("d", true)
            .with("e", false);
        assert_eq!(params.to_php_query(), "a=&b=&c=&d=1&e=0");
    }

    #[test]
    fn an_event_body_is_read_with_encoded_brackets_pushes_and_plus_signs() {
        let read =
            Params::from_php_query("data%5BFIELDS%5D%5BID%5D=7&s[]=a+b&s[]=c&x[5]=y&broken[a=1");
        assert_eq!(
            read.unwrap().to_json(),
            r#"{"data":{"FIELDS":{"ID":"7"}},"s":["a b","c"],"x":{"5":"y"},"broken":"1"}"#
        );
    }

    #[test]
    fn hostile_bodies_are_refused_with_the_place() {
        assert_eq!(
            Params::from_php_query("a=1&b=%FF"),
            Err(PhpQueryError::NotUtf8 { pair: 2 })
        );
        let deep = format!("a{}=1", "[b]".repeat(10_000));
        assert_eq!(
            Params::from_php_query(&deep),
            Err(PhpQueryError::TooDeep { pair: 1 })
        );
    }

    /// Half a megabyte; in the square of the names this would take minutes.
    #[test]
    fn a_body_of_many_names_is_read_whole() {
        let pairs = |pair: &dyn Fn(usize) -> String| (0..50_000).map(pair).collect::<String>();
        let read = Params::from_php_query(&pairs(&|at| format!("n{at}=1&")));
        assert_eq!(read.unwrap().len(), 50_000);
        let read = Params::from_php_query(&pairs(&|_| "a[]=1&".to_owned())).unwrap();
        let Some(Value::List(items)) = read.get("a") else {
            panic!("no list");
        };
        assert_eq!(items.len(), 50_000);
    }

    #[test]
    fn a_pushed_value_takes_the_number_after_the_largest() {
        let read = |text: &str| Params::from_php_query(text).unwrap().to_json();
        assert_eq!(
            read("a[7]=x&a[2]=y&a[]=z"),
            r#"{"a":{"7":"x","2":"y","8":"z"}}"#
        );
        assert_eq!(
            read("a=1&a[b]=2&c[]=1&c[0]=2"),
            r#"{"a":{"b":"2"},"c":["2"]}"#
        );
        let last = "a[18446744073709551615]=x&a[]=y";
        assert_eq!(read(last), r#"{"a":{"18446744073709551615":"y"}}"#);
    }

    /// What a tree is after it was read: maps of the names `0..n` are lists.
    fn lists_in(map: Params) -> Params {
        let entries = map.0.into_iter();
        entries
            .map(|(name, value)| (name, read_of(value)))
            .collect()
    }

    fn read_of(value: Value) -> Value {
        if let Value::Map(inner) = value {
            list_or_map(lists_in(inner))
        } else if let Value::List(items) = value {
            Value::List(items.into_iter().map(read_of).collect())
        } else {
            value
        }
    }

    /// Trees of what the bracket form can say: texts, non-empty lists, non-empty maps.
    fn tree() -> impl Strategy<Value = Value> {
        let name = "[^\\[\\]]{1,8}";
        any::<String>()
            .prop_map(Value::Text)
            .prop_recursive(4, 40, 5, move |inner| {
                prop_oneof![
                    prop::collection::vec(inner.clone(), 1..5).prop_map(Value::List),
                    prop::collection::vec((name, inner), 1..5)
                        .prop_map(|entries| Value::Map(entries.into_iter().collect())),
                ]
            })
    }

    proptest! {
        #[test]
        fn the_bracket_form_reads_back_as_it_was_written(
            entries in prop::collection::vec(("[^\\[\\]]{1,8}", tree()), 0..5)
        ) {
            let params: Params = entries.into_iter().collect();
            let read = Params::from_php_query(&params.to_php_query()).unwrap();
            prop_assert_eq!(read.to_json(), lists_in(params).to_json());
        }

        #[test]
        fn reading_never_panics(text in "\\PC*") {
            let _ = Params::from_php_query(&text);
        }
    }
}
