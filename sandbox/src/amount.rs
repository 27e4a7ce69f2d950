//! An exact number that is text in JSON.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::error::WorldError;

/// A sum, a price or a quantity, exact.
///
/// In JSON text (`"12200.00"`) or an integer; a number with a fraction is refused, because most
/// JSON readers make a binary float of it.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Amount(pub Decimal);

impl From<i64> for Amount {
    fn from(number: i64) -> Self {
        Self(Decimal::from(number))
    }
}

impl From<Decimal> for Amount {
    fn from(number: Decimal) -> Self {
        Self(number)
    }
}

impl std::str::FromStr for Amount {
    type Err = WorldError;

    fn from_str(text: &str) -> Result<Self, WorldError> {
        let wrong = |_| WorldError(format!("{text:?} is no decimal number like \"12200.00\""));
        text.parse().map(Self).map_err(wrong)
    }
}

impl Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl serde::de::Visitor<'_> for Reader {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sum as text (\"12200.00\") or an integer")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Amount, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E>(self, number: i64) -> Result<Amount, E> {
                Ok(Amount::from(number))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Amount, E> {
                Ok(Amount(Decimal::from(number)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
