//! The id of anything in a portal.

use std::fmt;
use std::num::NonZeroU64;

use super::scalar::text_or_digits;
use super::{DecodeError, FromWire, RawJson};
use crate::params::Value;

/// The id of a deal, a company, a user or anything else in a portal; never zero.
///
/// Portals say "no link" with `0`, `"0"`, `""`, `null` or `false`: read those as `Option<Id>`.
/// Numbers that may be zero, such as a deal's funnel, are no ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(NonZeroU64);

impl Id {
    /// The id with this number; zero is none.
    pub fn new(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(Self)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0.get()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl From<Id> for Value {
    /// A number; one over `i64::MAX` is sent as a text.
    fn from(id: Id) -> Self {
        i64::try_from(id.get()).map_or_else(|_| Self::Text(id.to_string()), Self::Int)
    }
}

impl FromWire for Id {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        text_or_digits(raw)
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| DecodeError::new("an id (a whole number over 0)", raw))
    }

    fn is_absent(raw: RawJson<'_>) -> bool {
        matches!(raw.as_str(), "null" | "\"\"" | "false" | "0" | "\"0\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_is_none_in_every_shape_and_a_link_is_read_from_text_and_number() {
        for nothing in ["null", r#""""#, "false", "0", r#""0""#] {
            assert_eq!(
                RawJson::new(nothing).parse::<Option<Id>>(),
                Ok(None),
                "{nothing}"
            );
        }
        for seven in ["7", r#""7""#] {
            assert_eq!(RawJson::new(seven).parse(), Ok(Id::new(7)), "{seven}");
        }
        for wrong in ["-1", "7.5", r#""x""#, "[]", "true"] {
            assert!(
                RawJson::new(wrong).parse::<Option<Id>>().is_err(),
                "{wrong}"
            );
        }
    }
}
