//! A value whose shape nobody promised.

use std::fmt;

use super::{DecodeError, FromWire, RawJson, ToWire};

/// Any JSON value, kept as its text: the answer of a method that has no type here.
///
/// `Debug` shows its length alone: answers hold personal data.
///
/// ```
/// use bitrix_client::{OpenValue, RawJson};
///
/// let value: OpenValue = RawJson::new(r#"{"id":"7"}"#).parse()?;
/// assert_eq!(value.raw().member::<u64>("id")?, 7);
/// # Ok::<(), bitrix_client::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct OpenValue(Box<str>);

/// What an action answers that gives nothing back: `true`, `null`, `[]`, or some details.
///
/// Whether it took effect is said by the absence of an error. A portal that answers `false` did
/// nothing: see [`is_done`](Self::is_done).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done(OpenValue);

impl OpenValue {
    /// The value, to be read as a type of the caller's choice.
    pub fn raw(&self) -> RawJson<'_> {
        RawJson::new(&self.0)
    }
}

impl Done {
    /// Whether the portal did not say `false`.
    pub fn is_done(&self) -> bool {
        !matches!(self.0.raw().as_str(), "false" | "\"N\"")
    }

    /// All that the portal said.
    pub fn details(&self) -> RawJson<'_> {
        self.0.raw()
    }
}

impl FromWire for OpenValue {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        serde_json::from_str::<&serde_json::value::RawValue>(raw.as_str())
            .map(|value| Self(value.get().into()))
            .map_err(|_| DecodeError::new("a JSON value", raw))
    }

    fn is_absent(raw: RawJson<'_>) -> bool {
        raw == RawJson::NULL
    }
}

impl FromWire for Done {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        raw.parse().map(Self)
    }
}

impl ToWire for OpenValue {
    fn write_json(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

impl ToWire for Done {
    fn write_json(&self, out: &mut String) {
        self.0.write_json(out);
    }
}

impl fmt::Debug for OpenValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenValue({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_done_unless_the_portal_says_no() {
        for wire in ["true", "null", "[]", r#"{"success":true}"#, "525"] {
            assert!(
                RawJson::new(wire).parse::<Done>().unwrap().is_done(),
                "{wire}"
            );
        }
        assert!(!RawJson::new("false").parse::<Done>().unwrap().is_done());
        assert!(RawJson::new("{").parse::<Done>().is_err());
    }
}
