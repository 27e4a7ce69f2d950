//! The bracket encoding of parameters, as PHP reads and writes it.
//!
//! Two users: commands inside a batch (written) and bodies of events and frames (read).
//! PHP decodes percent signs before it looks for brackets, so a name that itself holds `[` or `]`
//! has no bracket form; no documented name does.

use std::borrow::Cow;

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
    /// There are more pairs than PHP itself takes.
    #[error("expected at most 1000 pairs, found more")]
    TooMany,
}

/// As `max_input_vars` of PHP: what comes from strangers is not to cost much before it is proved.
const MOST_PAIRS: usize = 1000;

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
    /// [`PhpQueryError::NotUtf8`] and [`PhpQueryError::TooDeep`], naming the pair;
    /// [`PhpQueryError::TooMany`] for more than 1000 pairs.
    ///
    /// ```
    /// use bitrix_client::Params;
    ///
    /// let body = Params::from_php_query("event=ONCRMDEALUPDATE&data%5BFIELDS%5D%5BID%5D=759")?;
    /// assert_eq!(body.to_json(), r#"{"event":"ONCRMDEALUPDATE","data":{"FIELDS":{"ID":"759"}}}"#);
    /// # Ok::<(), bitrix_client::PhpQueryError>(())
    /// ```
    pub fn from_php_query(text: &str) -> Result<Self, PhpQueryError> {
        let mut root = Self::new();
        let pairs = text.split('&').enumerate();
        let mut pairs = pairs.filter(|(_, pair)| !pair.is_empty());
        for (at, pair) in pairs.by_ref().take(MOST_PAIRS) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let not_utf8 = PhpQueryError::NotUtf8 { pair: at + 1 };
            let name = decode(name).ok_or_else(|| not_utf8.clone())?;
            let value = decode(value).ok_or(not_utf8)?;
            let path = split_name(&name);
            if path.len() > DEEPEST {
                return Err(PhpQueryError::TooDeep { pair: at + 1 });
            }
            insert(&mut root, &path, value);
        }
        if pairs.next().is_some() {
            return Err(PhpQueryError::TooMany);
        }
        Ok(lists_in(root))
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

fn insert(map: &mut Params, path: &[&str], value: String) {
    let Some((step, deeper)) = path.split_first() else {
        return;
    };
    let name = if step.is_empty() {
        next_number(map)
    } else {
        (*step).to_owned()
    };
    if deeper.is_empty() {
        map.set(name, value);
        return;
    }
    if !matches!(map.get(&name), Some(Value::Map(_))) {
        map.set(name.clone(), Params::new());
    }
    if let Some((_, Value::Map(inner))) = map.0.iter_mut().find(|(known, _)| *known == name) {
        insert(inner, deeper, value);
    }
}

fn next_number(map: &Params) -> String {
    let last = map
        .iter()
        .filter_map(|(name, _)| name.parse::<u64>().ok())
        .max();
    last.map_or(0, |last| last.saturating_add(1)).to_string()
}

fn lists_in(map: Params) -> Params {
    let entries = map.0.into_iter();
    Params::of_unique(entries.map(|(name, value)| (name, list_or_map(value))))
}

fn list_or_map(value: Value) -> Value {
    let Value::Map(map) = value else { return value };
    let map = lists_in(map);
    let is_list = map
        .iter()
        .enumerate()
        .all(|(at, (name, _))| name == at.to_string());
    if is_list && !map.is_empty() {
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
        let many = "a[]=&".repeat(1000);
        assert!(Params::from_php_query(&many).is_ok());
        assert_eq!(
            Params::from_php_query(&format!("{many}a[]=")),
            Err(PhpQueryError::TooMany)
        );
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
