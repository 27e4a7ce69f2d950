//! The base's own arithmetic: whole kopecks, whole thousandths, half away from zero.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// A sum in kopecks; requests hold none below zero.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Kopecks(pub(super) i64);

/// A quantity or a percent in thousandths.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Thousandths(pub(super) i64);

/// A VAT rate: whole percent, or «Без НДС».
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Rate {
    Percent(u8),
    None,
}

impl Rate {
    /// The word of the description.
    pub(super) fn word(self) -> String {
        match self {
            Self::Percent(percent) => percent.to_string(),
            Self::None => "none".to_owned(),
        }
    }

    pub(super) fn of_word(word: &str) -> Self {
        word.parse().map_or(Self::None, Self::Percent)
    }

    fn percent(self) -> i128 {
        match self {
            Self::Percent(percent) => i128::from(percent),
            Self::None => 0,
        }
    }

    /// VAT inside a sum: s·r/(100+r).
    pub(super) fn inside(self, sum: Kopecks) -> Kopecks {
        ratio(i128::from(sum.0) * self.percent(), 100 + self.percent())
    }

    /// VAT on top of a sum: s·r/100.
    pub(super) fn on_top(self, sum: Kopecks) -> Kopecks {
        ratio(i128::from(sum.0) * self.percent(), 100)
    }
}

impl Kopecks {
    /// Reads `122000.00`: digits, a dot, two digits, at most fifteen before the dot.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.')?;
        let number = digits(whole, 15)?
            .checked_mul(100)?
            .checked_add(digits(part, 2)?)?;
        (part.len() == 2).then_some(Self(number))
    }

    /// The part of it that a percent makes.
    pub(super) fn percent(self, percent: Thousandths) -> Self {
        ratio(i128::from(self.0) * i128::from(percent.0), 100_000)
    }
}

impl Thousandths {
    /// Reads `10` or `0.125`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let scale = match part.len() {
            1 => 100,
            2 => 10,
            3 => 1,
            _ => return None,
        };
        let part = digits(part, 3)?.checked_mul(scale)?;
        Some(Self(
            digits(whole, 12)?.checked_mul(1000)?.checked_add(part)?,
        ))
    }

    /// quantity × price.
    pub(super) fn times(self, price: Kopecks) -> Kopecks {
        ratio(i128::from(self.0) * i128::from(price.0), 1000)
    }
}

fn digits(text: &str, longest: usize) -> Option<i64> {
    let fits = !text.is_empty() && text.len() <= longest;
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    (fits && is_number).then(|| text.parse().ok()).flatten()
}

/// a/b rounded half away from zero, for a ≥ 0; what does not fit is the largest sum, which no
/// request can agree with.
fn ratio(a: i128, b: i128) -> Kopecks {
    let rounded = (a.saturating_mul(2) + b) / (2 * b);
    Kopecks(i64::try_from(rounded).unwrap_or(i64::MAX))
}

impl Add for Kopecks {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Kopecks {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Kopecks {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self(0), Add::add)
    }
}

impl fmt::Display for Kopecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", whole / 100, whole % 100)
    }
}

impl fmt::Display for Thousandths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1000, self.0 % 1000);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let part = format!("{part:03}");
        write!(f, "{whole}.{}", part.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(text: &str) -> Kopecks {
        Kopecks::parse(text).unwrap()
    }

    #[test]
    fn a_sum_has_two_places_and_comes_back_as_it_was() {
        for text in ["0.00", "0.05", "122000.00", "999999999999999.99"] {
            assert_eq!(sum(text).to_string(), text);
        }
        for text in [
            "",
            "1",
            "1.0",
            "1.000",
            "-1.00",
            "1,00",
            " 1.00",
            "1e2.00",
            "1000000000000000.00",
        ] {
            assert_eq!(Kopecks::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_quantity_has_up_to_three_places() {
        for (text, thousandths) in [("10", 10_000), ("0.125", 125), ("1.5", 1500), ("0.05", 50)] {
            assert_eq!(Thousandths::parse(text), Some(Thousandths(thousandths)));
            assert_eq!(Thousandths(thousandths).to_string(), text);
        }
        for text in ["", "1.", "1.0001", ".5", "-1", "1,5"] {
            assert_eq!(Thousandths::parse(text), None, "{text}");
        }
    }

    #[test]
    fn rows_round_half_away_from_zero() {
        let quantity = |text| Thousandths::parse(text).unwrap();
        assert_eq!(quantity("3").times(sum("33.33")).to_string(), "99.99");
        assert_eq!(quantity("0.125").times(sum("0.04")).to_string(), "0.01");
        // 0.03 with 20 % inside is exactly half a kopeck.
        assert_eq!(Rate::Percent(20).inside(sum("0.03")).to_string(), "0.01");
        assert_eq!(Rate::Percent(22).inside(sum("99.99")).to_string(), "18.03");
        assert_eq!(
            Rate::Percent(22).on_top(sum("1000.00")).to_string(),
            "220.00"
        );
        assert_eq!(Rate::None.on_top(sum("1000.00")).to_string(), "0.00");
    }
}
