//! What is written down of bodies: their shape, and the few values that a host names.
//!
//! Answers hold personal data and parameters hold contracts, so nothing is shown by default but
//! names of members, kinds and lengths. What is a secret by its name or its look is not shown even
//! when a host names it.
//! Here: [`Redaction`], a pure function of text, and [`Payload`]. Callers: the sender, when
//! [`ClientBuilder::payload_log`](crate::ClientBuilder::payload_log) is set.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use crate::wire::{FromWire as _, RawJson, list, members};

/// A body as it may be written down.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Payload<'a> {
    /// The method that was called.
    pub method: &'a str,
    /// The name of the call, as in [`Error::request_id`](crate::Error::request_id).
    pub request_id: &'a str,
    /// Which way it went.
    pub direction: Direction,
    /// The redacted body, one line.
    pub text: &'a str,
}

/// Which way a body went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the portal; an application's token is not in it.
    Sent,
    /// From the portal.
    Received,
}

/// Which values of a body are shown: the codes of refusals, and none else until members are named.
///
/// ```
/// use bitrix_client::Redaction;
///
/// let body = r#"{"fields":{"TITLE":"Иванов","STAGE_ID":"NEW","phone":79990000000},"auth":"4f2b"}"#;
/// assert_eq!(
///     Redaction::new().show("stage_id").apply(body),
///     r#"{"fields":{"TITLE":text 6,"STAGE_ID":"NEW","phone":number},"auth":secret}"#
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    shown: BTreeSet<String>,
}

/// The longest shown text, in characters.
const LONGEST: usize = 200;

/// Members whose value is a secret, by a part of their name in lower case.
const SECRET_NAMES: &[&str] = &[
    "auth_",
    "token",
    "secret",
    "password",
    "passwd",
    "refresh_id",
];

/// What a text holds that carries access, in lower case.
const SECRET_MARKS: &[&str] = &["auth=", "token=", "/rest/", "sessid=", "password="];

impl Redaction {
    /// Shows no value.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows the values of members with this name, in any case, at whatever depth; texts up to 200
    /// characters.
    #[must_use]
    pub fn show(mut self, member: impl AsRef<str>) -> Self {
        self.shown.insert(member.as_ref().to_ascii_lowercase());
        self
    }

    /// The body as it may be written down, in one line.
    pub fn apply(&self, body: &str) -> String {
        let mut out = String::new();
        if serde_json::from_str::<serde::de::IgnoredAny>(body).is_err() {
            return format!("no JSON, {} bytes", body.len());
        }
        self.write("", RawJson::new(body), &mut out);
        out
    }

    fn write(&self, name: &str, raw: RawJson<'_>, out: &mut String) {
        let lower = name.to_ascii_lowercase();
        let text = raw.as_str();
        match text.as_bytes().first() {
            _ if is_secret(&lower) => out.push_str("secret"),
            Some(b'{') => self.write_object(raw, out),
            Some(b'[') => self.write_list(name, raw, out),
            Some(b't' | b'f' | b'n') => out.push_str(text),
            Some(b'"') => {
                let value = String::from_wire(raw).unwrap_or_default();
                let shown = self.shown.contains(&lower) || is_code(&lower, &value);
                write_text(&value, shown, out);
            }
            _ if self.shown.contains(&lower) => out.push_str(text),
            _ => out.push_str("number"),
        }
    }

    fn write_object(&self, raw: RawJson<'_>, out: &mut String) {
        out.push('{');
        for (at, (name, value)) in members(raw).unwrap_or_default().into_iter().enumerate() {
            out.push_str(if at > 0 { "," } else { "" });
            write_quoted(&name, out);
            out.push(':');
            self.write(&name, value, out);
        }
        out.push('}');
    }

    /// The items of a list are shown when the list is.
    fn write_list(&self, name: &str, raw: RawJson<'_>, out: &mut String) {
        out.push('[');
        for (at, item) in list(raw).unwrap_or_default().into_iter().enumerate() {
            out.push_str(if at > 0 { "," } else { "" });
            self.write(name, item, out);
        }
        out.push(']');
    }
}

/// The code of a refusal says nothing of anybody.
fn is_code(name: &str, value: &str) -> bool {
    let code = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    name == "error" && value.len() <= 64 && value.bytes().all(code)
}

/// `AUTHOR_ID` is none.
fn is_secret(name: &str) -> bool {
    name == "auth" || SECRET_NAMES.iter().any(|part| name.contains(part))
}

fn write_text(value: &str, shown: bool, out: &mut String) {
    let lower = value.to_lowercase();
    let length = value.chars().count();
    if SECRET_MARKS.iter().any(|mark| lower.contains(mark)) {
        out.push_str("secret");
    } else if !shown {
        let _ = write!(out, "text {length}");
    } else if length > LONGEST {
        let head: String = value.chars().take(LONGEST).collect();
        write_quoted(&head, out);
        let _ = write!(out, " of {length}");
    } else {
        write_quoted(value, out);
    }
}

/// Names and values as JSON: no line break and no quote leaves its place.
fn write_quoted(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// A redaction and where the result goes.
#[derive(Clone)]
pub(crate) struct PayloadLog {
    redaction: Redaction,
    write: Arc<dyn Fn(&Payload<'_>) + Send + Sync>,
}

impl PayloadLog {
    pub(crate) fn new(
        redaction: Redaction,
        write: impl Fn(&Payload<'_>) + Send + Sync + 'static,
    ) -> Self {
        Self {
            redaction,
            write: Arc::new(write),
        }
    }

    pub(crate) fn log(&self, method: &str, request_id: &str, direction: Direction, body: &str) {
        (self.write)(&Payload {
            method,
            request_id,
            direction,
            text: &self.redaction.apply(body),
        });
    }
}

impl fmt::Debug for PayloadLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayloadLog")
            .field("redaction", &self.redaction)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shapes_are_kept_and_values_are_not() {
        let cases = [
            (
                r#"{"a":[1,"x",null,true],"b":{}}"#,
                r#"{"a":[number,text 1,null,true],"b":{}}"#,
            ),
            ("[]", "[]"),
            (
                r#"{"error":"NOT_FOUND","error_description":"Иванов"}"#,
                r#"{"error":"NOT_FOUND","error_description":text 6}"#,
            ),
            ("\"Иванов\"", "text 6"),
            ("<html>", "no JSON, 6 bytes"),
            ("{\"a\":", "no JSON, 5 bytes"),
        ];
        for (body, shown) in cases {
            assert_eq!(Redaction::new().apply(body), shown);
        }
    }

    #[test]
    fn a_secret_is_not_shown_even_when_its_member_is_named() {
        let all = [
            "auth",
            "downloadUrl",
            "cmd",
            "TOKEN_ID",
            "note",
            "author_id",
        ];
        let redaction = all.into_iter().fold(Redaction::new(), Redaction::show);
        let body = r#"{"auth":{"access_token":"x"},"downloadUrl":"https://p/rest/download.json?auth=1",
            "cmd":["crm.deal.get?auth=4"],"token_id":7,"note":"a\nb",
            "AUTHOR_ID":"7"}"#;
        assert_eq!(
            redaction.apply(body),
            r#"{"auth":secret,"downloadUrl":secret,"cmd":[secret],"token_id":secret,"note":"a\nb","AUTHOR_ID":"7"}"#
        );
    }

    #[test]
    fn a_long_text_is_cut() {
        let shown = Redaction::new()
            .show("t")
            .apply(&format!(r#"{{"t":"{}"}}"#, "ы".repeat(300)));
        assert_eq!(shown.chars().filter(|c| *c == 'ы').count(), 200);
        assert!(shown.ends_with(" of 300}"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_value_passes_and_the_line_stays_one(value in "[A-Z\\n\"\\\\]{12,40}", number in 1_000_000_u64..) {
            let body = serde_json::json!({"a": value, "b": [{"c": value}], "d": number}).to_string();
            let shown = Redaction::new().show("e").apply(&body);
            prop_assert!(!shown.contains(value.trim()) && !shown.contains(&number.to_string()), "{shown}");
            prop_assert!(!shown.contains('\n'));
        }
    }
}
