//! How values are written: money, quantities, and what is left out.
//!
//! Only what serde needs at the fields of the requests; the opposite way is in `decode`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::ser::{Error as _, Serializer};

/// Whether a text is absent or has nothing but spaces: such a field is left out.
#[expect(
    clippy::ref_option,
    reason = "serde calls it with a reference to the field"
)]
pub(crate) fn blank(text: &Option<String>) -> bool {
    text.as_deref().is_none_or(|text| text.trim().is_empty())
}

/// Writes a sum with exactly two places; refuses more, which would have to be rounded.
pub(crate) fn money<S: Serializer>(sum: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    let mut exact = sum.normalize();
    if exact.scale() > 2 {
        return Err(S::Error::custom("a sum or price has more than two places"));
    }
    exact.rescale(2);
    serializer.collect_str(&exact)
}

/// Writes a quantity or percent without trailing zeros; refuses more than three places.
pub(crate) fn plain<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    let exact = number.normalize();
    if exact.scale() > 3 {
        return Err(S::Error::custom("a quantity has more than three places"));
    }
    serializer.collect_str(&exact)
}

/// Writes the fields that say something.
pub(crate) fn filled<S: Serializer>(
    fields: &BTreeMap<String, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().filter(|(_, value)| !value.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Sum(#[serde(serialize_with = "money")] Decimal);

    #[derive(Serialize)]
    struct Count(#[serde(serialize_with = "plain")] Decimal);

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_sum_has_two_places_or_is_refused() {
        for (given, written) in [
            ("122000", "\"122000.00\""),
            ("0.1", "\"0.10\""),
            ("1.500", "\"1.50\""),
            ("0", "\"0.00\""),
        ] {
            assert_eq!(
                serde_json::to_string(&Sum(decimal(given))).unwrap(),
                written
            );
        }
        assert!(serde_json::to_string(&Sum(decimal("1.005"))).is_err());
    }

    #[test]
    fn a_quantity_has_no_trailing_zeros_and_at_most_three_places() {
        for (given, written) in [
            ("10", "\"10\""),
            ("10.000", "\"10\""),
            ("0.125", "\"0.125\""),
            ("100", "\"100\""),
        ] {
            assert_eq!(
                serde_json::to_string(&Count(decimal(given))).unwrap(),
                written
            );
        }
        assert!(serde_json::to_string(&Count(decimal("0.0001"))).is_err());
    }
}
