//! The JSON encoding of parameters: the body of a single call.
//!
//! Written by hand because decimals must go out digit by digit and order must be kept.
//! Not here: reading JSON (that is `wire`).

use std::fmt::Write as _;

use super::{Params, Value};

impl Params {
    /// The JSON object of these parameters, names in their order.
    ///
    /// ```
    /// use bitrix_client::Params;
    /// use rust_decimal::Decimal;
    ///
    /// let params = Params::new().with("opportunity", Decimal::new(1_234_550, 2)).with("select", ["id"]);
    /// assert_eq!(params.to_json(), r#"{"opportunity":12345.50,"select":["id"]}"#);
    /// ```
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write_map(&mut out, self);
        out
    }
}

fn write_map(out: &mut String, map: &Params) {
    out.push('{');
    for (at, (name, value)) in map.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_text(out, name);
        out.push(':');
        write_value(out, value);
    }
    out.push('}');
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(set) => out.push_str(if *set { "true" } else { "false" }),
        Value::Int(number) => push_display(out, number),
        Value::Decimal(number) => push_display(out, number),
        Value::Text(text) => write_text(out, text),
        Value::Reference(place) => write_text(out, place.as_str()),
        Value::Map(map) => write_map(out, map),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_value(out, item);
            }
            out.push(']');
        }
    }
}

fn push_display(out: &mut String, shown: &impl std::fmt::Display) {
    // Writing into a String cannot fail.
    let _ = write!(out, "{shown}");
}

pub(crate) fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => push_display(out, &format_args!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_survives_the_json_encoding(text in "\\PC*|[\\x00-\\x7f]*") {
            let mut out = String::new();
            write_text(&mut out, &text);
            prop_assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }

    #[test]
    fn a_tree_is_written_in_order_with_exact_decimals() {
        let params = Params::new()
            .with("z", Value::Null)
            .with("a", true)
            .with("sum", rust_decimal::Decimal::new(8_181_818, 2))
            .with(
                "fields",
                Params::new()
                    .with("rows", vec![1, 2])
                    .with("none", Params::new()),
            );
        assert_eq!(
            params.to_json(),
            r#"{"z":null,"a":true,"sum":81818.18,"fields":{"rows":[1,2],"none":{}}}"#
        );
    }
}
