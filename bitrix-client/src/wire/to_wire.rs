//! Writing an answer back as the JSON it was read from.
//!
//! Here: [`ToWire`] for everything that an answer is made of. The `record` macro implements it for
//! typed objects: their fields under their names on the wire, then `other`. Nothing that was read
//! is lost; shapes become those of the newer methods (`7` for `"7"`, `true` for `"Y"`, `null` for
//! every way to say "nothing").
//! Callers: users who store or forward what a portal answered, and the conformance test.

use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use rust_decimal::Decimal;

use super::Fields;
use crate::params::write_text;
use crate::wire::{Id, Money};

/// A value that can be written back as JSON.
///
/// Signed links are written as they are: what comes out is as secret as what came in.
///
/// ```
/// use bitrix_client::{Item, RawJson, ToWire};
///
/// let item: Item = RawJson::new(r#"{"id":"7","opportunity":"10.50","ufCrm_1":[1]}"#).parse()?;
/// let json = item.to_json();
/// assert!(json.contains(r#""id":7"#) && json.contains(r#""opportunity":10.50"#));
/// assert!(json.contains(r#""ufCrm_1":[1]"#));
/// # Ok::<(), bitrix_client::DecodeError>(())
/// ```
pub trait ToWire {
    /// Writes it at the end of `out`.
    fn write_json(&self, out: &mut String);

    /// It as JSON text.
    fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }
}

/// Writes `value` as it displays itself.
fn bare(out: &mut String, value: &impl Display) {
    use std::fmt::Write as _;
    // Writing into a String cannot fail.
    let _ = write!(out, "{value}");
}

/// Writes one member of an object, with the comma before it where one is needed.
pub(crate) fn write_member(out: &mut String, name: &str, value: &(impl ToWire + ?Sized)) {
    if !out.ends_with('{') {
        out.push(',');
    }
    write_text(out, name);
    out.push(':');
    value.write_json(out);
}

macro_rules! displayed {
    ($($type:ty),*) => {$(
        impl ToWire for $type {
            fn write_json(&self, out: &mut String) {
                bare(out, self);
            }
        }
    )*};
}

displayed!(bool, i64, u64, u32, Decimal, Id);

impl ToWire for () {
    fn write_json(&self, out: &mut String) {
        out.push_str("true");
    }
}

impl ToWire for String {
    fn write_json(&self, out: &mut String) {
        write_text(out, self);
    }
}

impl ToWire for DateTime<FixedOffset> {
    fn write_json(&self, out: &mut String) {
        write_text(out, &self.to_rfc3339_opts(SecondsFormat::AutoSi, false));
    }
}

impl ToWire for Money {
    fn write_json(&self, out: &mut String) {
        match &self.currency {
            Some(code) => write_text(out, &format!("{}|{code}", self.amount)),
            None => bare(out, &self.amount),
        }
    }
}

impl<T: ToWire> ToWire for Option<T> {
    fn write_json(&self, out: &mut String) {
        match self {
            Some(value) => value.write_json(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: ToWire> ToWire for Vec<T> {
    fn write_json(&self, out: &mut String) {
        out.push('[');
        for (at, item) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            item.write_json(out);
        }
        out.push(']');
    }
}

impl<T: ToWire> ToWire for BTreeMap<String, T> {
    fn write_json(&self, out: &mut String) {
        out.push('{');
        for (name, value) in self {
            write_member(out, name, value);
        }
        out.push('}');
    }
}

impl ToWire for super::RawJson<'_> {
    fn write_json(&self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

impl ToWire for Fields {
    fn write_json(&self, out: &mut String) {
        out.push('{');
        for (name, raw) in self.iter() {
            write_member(out, name, &raw);
        }
        out.push('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{FromWire, RawJson};

    fn again<T: FromWire + ToWire>(wire: &str) -> String {
        RawJson::new(wire).parse::<T>().unwrap().to_json()
    }

    #[test]
    fn what_was_read_is_written_with_every_digit() {
        assert_eq!(again::<Decimal>(r#""1000.000000""#), "1000.000000");
        assert_eq!(again::<Option<Id>>(r#""0""#), "null");
        assert_eq!(again::<bool>(r#""Y""#), "true");
        assert_eq!(again::<Money>(r#""100.5|RUB""#), r#""100.5|RUB""#);
        assert_eq!(again::<Vec<i64>>(r#"{"3":"7","5":8}"#), "[7,8]");
        assert_eq!(again::<String>(r#""a\"\u0001""#), r#""a\"\u0001""#);
        let map = r#"{"a":{"b":[1.50]},"c":null}"#;
        assert_eq!(again::<Fields>(map), map);
        let at = r#""2024-07-22T18:00:08+02:00""#;
        assert_eq!(again::<DateTime<FixedOffset>>(at), at);
    }
}
