//! JSON with its digits, and what two values have in common where PHP wrote one of them.

use std::str::FromStr as _;

use chrono::DateTime;
use rust_decimal::Decimal;
use serde_json::value::RawValue;

/// A JSON value whose numbers are kept as text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Json {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        Some(match text.as_bytes().first()? {
            b'n' if text == "null" => Self::Null,
            b't' if text == "true" => Self::Bool(true),
            b'f' if text == "false" => Self::Bool(false),
            b'"' => Self::Text(serde_json::from_str(text).ok()?),
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                let items = items.into_iter().map(|item| Self::read(item.get()));
                Self::List(items.collect::<Option<_>>()?)
            }
            b'{' => {
                let members: Members = serde_json::from_str(text).ok()?;
                Self::Map(members.0)
            }
            _ => {
                let number: &RawValue = serde_json::from_str(text).ok()?;
                Self::Number(number.get().to_owned())
            }
        })
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        if let Self::Text(text) = self.member(name)? {
            return Some(text);
        }
        None
    }

    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Map(members) = self else {
            return None;
        };
        let found = members.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// Without the portal's report of its time, which some answers have inside the result.
    pub(super) fn without_times(mut self) -> Self {
        if let Self::Map(members) = &mut self {
            members.retain(|(name, value)| name != "time" || value.member("date_start").is_none());
        }
        self
    }

    /// Where a value of this one is missing from `again`; `None` when all are there.
    pub(crate) fn lost_in(&self, again: &Self) -> Option<String> {
        match (self, again) {
            (sent, again) if sent.is_nothing() && again.is_nothing() => None,
            (Self::Map(sent), Self::Map(again)) => sent.iter().find_map(|(name, sent)| {
                let again = again.iter().find(|(known, _)| known == name);
                // A zero that is left out could have been a sum.
                let lost = match again {
                    Some((_, again)) => sent.lost_in(again),
                    None if sent.is_nothing() && !sent.is_zero() => None,
                    None => Some(": left out".to_owned()),
                };
                lost.map(|at| format!("{name}.{at}"))
            }),
            // PHP writes the same map as a list or as an object with numbers for names.
            (Self::List(sent), Self::List(again)) => lost_of(sent.iter(), again.iter()),
            (Self::Map(sent), Self::List(again)) if numbered(sent) => {
                lost_of(sent.iter().map(|it| &it.1), again.iter())
            }
            (Self::List(sent), Self::Map(again)) if numbered(again) => {
                let at = |at: usize| {
                    again
                        .iter()
                        .find(|it| it.0 == at.to_string())
                        .map(|it| &it.1)
                };
                let again = (0..sent.len()).filter_map(at);
                lost_of(sent.iter(), again)
            }
            (sent, again) if sent.is_same_scalar(again) => None,
            (sent, again) => Some(format!(": {} became {}", sent.kind(), again.kind())),
        }
    }

    /// The ways to say "nothing": an id of 0 is one of them.
    fn is_nothing(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(set) => !set,
            Self::Text(text) => text.is_empty() || text == "0",
            Self::Number(number) => number == "0",
            Self::List(items) => items.is_empty(),
            Self::Map(members) => members.is_empty(),
        }
    }

    fn is_zero(&self) -> bool {
        matches!(self, Self::Text(zero) | Self::Number(zero) if zero == "0")
    }

    fn is_same_scalar(&self, again: &Self) -> bool {
        let (Some(sent), Some(again)) = (self.scalar(), again.scalar()) else {
            return false;
        };
        sent == again
            || flag(&sent).is_some_and(|sent| flag(&again) == Some(sent))
            || same_number(&sent, &again)
            || same_moment(&sent, &again)
    }

    fn scalar(&self) -> Option<String> {
        match self {
            Self::Bool(set) => Some(set.to_string()),
            Self::Number(text) | Self::Text(text) => Some(text.clone()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        }
    }
}

fn lost_of<'a>(
    sent: impl ExactSizeIterator<Item = &'a Json>,
    again: impl Iterator<Item = &'a Json>,
) -> Option<String> {
    let mut again = again;
    let mut sent = sent.enumerate();
    sent.find_map(|(at, sent)| {
        let again = again.next().unwrap_or(&Json::Null);
        sent.lost_in(again).map(|rest| format!("[{at}].{rest}"))
    })
}

fn numbered(members: &[(String, Json)]) -> bool {
    members.iter().all(|(name, _)| name.parse::<u64>().is_ok())
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "Y" | "y" | "true" | "1" => Some(true),
        "N" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// Digit by digit: `1.50` is `1.50`, not `1.5`; an exponent is written out. Digits behind a zero are
/// no number but a text, such as a bank's code.
fn same_number(sent: &str, again: &str) -> bool {
    let begins_with_zero = |text: &str| {
        let second = text.strip_prefix('0').and_then(|rest| rest.chars().next());
        second.is_some_and(|second| second.is_ascii_digit())
    };
    if begins_with_zero(sent) || begins_with_zero(again) {
        return false;
    }
    let read = |text: &str| {
        Decimal::from_str(text)
            .or_else(|_| Decimal::from_scientific(text))
            .ok()
    };
    let digits = |text: &str| read(text).map(|number| number.to_string());
    digits(sent).is_some_and(|sent| digits(again) == Some(sent))
}

fn same_moment(sent: &str, again: &str) -> bool {
    let read = |text| DateTime::parse_from_rfc3339(text).ok();
    read(sent).is_some_and(|sent| {
        read(again).is_some_and(|again| sent == again && sent.offset() == again.offset())
    })
}

/// The members of an object in their order.
struct Members(Vec<(String, Json)>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    let value = Json::read(value.get());
                    let value = value.ok_or_else(|| serde::de::Error::custom("no JSON"))?;
                    // Of a name that stands twice the last one counts, as in every reader.
                    match members.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, old)) => *old = value,
                        None => members.push((name, value)),
                    }
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

#[test]
fn shapes_of_php_are_the_same_and_lost_values_are_found() {
    let lost = |sent: &str, again: &str| {
        Json::read(sent)
            .unwrap()
            .lost_in(&Json::read(again).unwrap())
    };
    let same = [
        (r#"{"a":"7","b":"Y","c":[]}"#, r#"{"a":7,"b":true,"c":{}}"#),
        (r#"{"3":{"x":1},"5":{"x":"2"}}"#, r#"[{"x":1},{"x":2}]"#),
        (r#"[{"x":1}]"#, r#"{"0":{"x":1}}"#),
        ("5.5e-5", "0.000055"),
        (
            r#""2024-01-01T00:00:00Z""#,
            r#""2024-01-01T00:00:00+00:00""#,
        ),
        (r#"{"a":""}"#, "{}"),
    ];
    for (sent, again) in same {
        assert_eq!(lost(sent, again), None, "{sent} and {again}");
    }
    let different = [
        (r#"{"a":1}"#, "{}"),
        ("[1,2]", "[1]"),
        ("1.50", "1.5"),
        ("81818.18", "81818.179999999993"),
        (r#""a""#, r#""b""#),
        (r#"{"x":{"y":1}}"#, r#"{"x":[2]}"#),
        (r#""007""#, "8"),
        (r#""007""#, "7"),
        (r#""0044525225""#, r#""44525225""#),
        (r#"{"quantity":0}"#, "{}"),
        (r#"{"price":"0"}"#, "{}"),
    ];
    for (sent, again) in different {
        assert!(lost(sent, again).is_some(), "{sent} and {again}");
    }
}
