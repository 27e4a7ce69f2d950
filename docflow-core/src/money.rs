//! Money, quantity and price: exact numbers and the one rounding of this crate.
//!
//! Here: sums in whole kopecks with checked operations, the numbers of a row, half away from zero.
//! Not here: VAT and totals. No floating point takes part anywhere. Called by everything that
//! counts; numbers come from JSON as text.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

/// A sum in whole kopecks; may be negative, so that differences can be told.
///
/// Text form: `122000.00`, always two places on output; `10`, `1234.5` and `-0.05` are read too.
/// Every operation that may leave the range of `i64` says so instead of wrapping.
///
/// ```
/// use docflow_core::Money;
/// let price: Money = "1234.5".parse()?;
/// assert_eq!(price.kopecks(), 123_450);
/// assert_eq!(price.checked_add(Money::from_kopecks(50))?.to_string(), "1235.00");
/// # Ok::<(), docflow_core::MoneyError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// A sum of whole kopecks.
    pub const fn from_kopecks(kopecks: i64) -> Self {
        Self(kopecks)
    }

    /// The sum in kopecks.
    pub const fn kopecks(self) -> i64 {
        self.0
    }

    /// Reads a decimal number with a dot and at most two places.
    ///
    /// # Errors
    /// [`MoneyError::Text`] for anything else, a comma, spaces and an exponent among it;
    /// [`MoneyError::Places`] for a third place, even a zero; [`MoneyError::Overflow`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
        if !is_number(whole) || !is_number(places) {
            return Err(MoneyError::Text);
        }
        if places.len() > 2 {
            return Err(MoneyError::Places { allowed: 2 });
        }
        let signed = format!("{}{whole}{places:0<2}", if negative { "-" } else { "" });
        signed.parse().map(Self).map_err(|_| MoneyError::Overflow)
    }

    /// Whether it is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum of both.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// The difference of both.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.0
            .checked_sub(other.0)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// The sum taken a whole number of times.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_mul(self, times: i64) -> Result<Self, MoneyError> {
        self.0
            .checked_mul(times)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// `self * numerator / denominator`, half away from zero: a percentage, a part of VAT.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`], also for a denominator that is not positive.
    pub fn checked_share(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        // The product of two i64 fits i128.
        let product = i128::from(self.0).checked_mul(i128::from(numerator));
        product
            .and_then(|product| divide_half_away(product, i128::from(denominator)))
            .and_then(|kopecks| i64::try_from(kopecks).ok())
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// The sum of all.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn sum(sums: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        sums.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let size = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", size / 100, size % 100))
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Money {
    type Error = MoneyError;

    fn try_from(text: &str) -> Result<Self, MoneyError> {
        Self::parse(text)
    }
}

/// A number that is not a sum, quantity or price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Not a decimal number with a dot.
    #[error("expected a number such as 1234.50, found other text; use a dot and no spaces")]
    Text,
    /// More places after the dot than the number may have.
    #[error("expected at most {allowed} places after the dot, found more; round it at its source")]
    Places {
        /// How many places are allowed.
        allowed: u32,
    },
    /// Below the least value: a quantity of nothing, a price below nothing.
    #[error("expected a quantity above zero or a price of zero and more, found less")]
    TooSmall,
    /// Above the greatest value that 1C keeps.
    #[error("expected a number that 1C can keep (15 digits), found a greater one")]
    TooLarge,
    /// The result does not fit the range of sums.
    #[error("the sum is greater than can be counted; look for a slip in a price or quantity")]
    Overflow,
}

/// How much of a row: above zero, at most 3 places, below 10¹² (1C keeps 15 digits, 3 after the dot).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(Decimal);

impl Quantity {
    const PLACES: u32 = 3;
    const LIMIT: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);

    /// Reads a decimal number with a dot; zeros at the end do not count as places.
    ///
    /// # Errors
    /// [`MoneyError::Text`], [`MoneyError::Places`], [`MoneyError::TooSmall`] unless above zero,
    /// [`MoneyError::TooLarge`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        Self::new(decimal(text)?)
    }

    /// Takes a decimal number.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), but for [`MoneyError::Text`].
    pub fn new(value: Decimal) -> Result<Self, MoneyError> {
        if value <= Decimal::ZERO {
            return Err(MoneyError::TooSmall);
        }
        within(value, Self::PLACES, Self::LIMIT).map(Self)
    }

    /// The number, without zeros at the end.
    pub const fn value(self) -> Decimal {
        self.0
    }
}

/// The price of one unit in roubles: zero or more, at most 2 places, below 10¹³ (1C keeps 15 digits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(Decimal);

impl Price {
    const PLACES: u32 = 2;
    const LIMIT: Decimal = Decimal::from_parts(0x4E72_A000, 0x918, 0, false, 0);

    /// Reads a decimal number with a dot; zeros at the end do not count as places.
    ///
    /// # Errors
    /// [`MoneyError::Text`], [`MoneyError::Places`], [`MoneyError::TooSmall`] below zero,
    /// [`MoneyError::TooLarge`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        Self::new(decimal(text)?)
    }

    /// Takes a decimal number.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), but for [`MoneyError::Text`].
    pub fn new(value: Decimal) -> Result<Self, MoneyError> {
        if value < Decimal::ZERO {
            return Err(MoneyError::TooSmall);
        }
        within(value, Self::PLACES, Self::LIMIT).map(Self)
    }

    /// The number, without zeros at the end.
    pub const fn value(self) -> Decimal {
        self.0
    }

    /// Whether it is exactly nothing; such a row needs a reason.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// `quantity · price` in kopecks, half away from zero.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn times(self, quantity: Quantity) -> Result<Money, MoneyError> {
        // Both have at most 15 digits, so the product fits i128 with room to spare.
        let price = scaled(self.0, Self::PLACES);
        let quantity = scaled(quantity.0, Quantity::PLACES);
        price
            .zip(quantity)
            .and_then(|(price, quantity)| price.checked_mul(quantity))
            .and_then(|product| divide_half_away(product, 1000))
            .and_then(|kopecks| i64::try_from(kopecks).ok())
            .map(Money)
            .ok_or(MoneyError::Overflow)
    }
}

macro_rules! decimal_form {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = MoneyError;

            fn from_str(text: &str) -> Result<Self, MoneyError> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = MoneyError;

            fn try_from(text: &str) -> Result<Self, MoneyError> {
                Self::parse(text)
            }
        }
    };
}

decimal_form!(Quantity);
decimal_form!(Price);

/// `numerator / denominator` to a whole number, half away from zero; nothing unless it is defined.
pub(crate) fn divide_half_away(numerator: i128, denominator: i128) -> Option<i128> {
    let doubled = denominator.checked_mul(2).filter(|doubled| *doubled > 0)?;
    let size = numerator
        .checked_abs()?
        .checked_mul(2)?
        .checked_add(denominator)?;
    let rounded = size.checked_div(doubled)?;
    if numerator.is_negative() {
        rounded.checked_neg()
    } else {
        Some(rounded)
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn decimal(text: &str) -> Result<Decimal, MoneyError> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    if !is_number(whole) || !is_number(places) {
        return Err(MoneyError::Text);
    }
    Decimal::from_str_exact(text).map_err(|_| MoneyError::TooLarge)
}

fn within(value: Decimal, places: u32, limit: Decimal) -> Result<Decimal, MoneyError> {
    let value = value.normalize();
    if value.scale() > places {
        return Err(MoneyError::Places { allowed: places });
    }
    if value >= limit {
        return Err(MoneyError::TooLarge);
    }
    Ok(value)
}

fn scaled(value: Decimal, places: u32) -> Option<i128> {
    let factor = 10_i128.checked_pow(places.checked_sub(value.scale())?)?;
    value.mantissa().checked_mul(factor)
}

#[cfg(test)]
mod tests;
