//! ОГРН and ОГРНИП, the numbers in the state registers of firms and of sole traders.

use super::ascii::{Ascii, remainder};
use super::error::{Component, Fault, Requisite, RequisiteError};

/// ОГРН of a legal entity: 13 digits, the first 1 or 5, the last (first 12 mod 11) mod 10.
///
/// A first digit of 2 or 6 to 9 is the ГРН of a later record, often pasted from an extract; it is
/// refused although its check digit fits.
///
/// Source: order of Минфин 165н of 30.10.2017.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ogrn(Ascii<13>);

impl Ogrn {
    /// Parses the 13 digits.
    ///
    /// # Errors
    /// `empty`, `format`, `length`, `component` for another first digit, `checksum`.
    pub fn parse(text: &str) -> Result<Self, RequisiteError> {
        let digits = Ascii::digits(Requisite::Ogrn, text, "13")?;
        check(Requisite::Ogrn, &digits, &["1", "5"], 11)?;
        Ok(Self(digits))
    }

    /// The year of the record, two digits; a year after the present one is suspicious.
    pub fn year(&self) -> &str {
        self.0.part(1, 3)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// ОГРНИП of a sole trader: 15 digits, the first 3, the last that of (first 14 mod 13).
///
/// Remainders 10, 11 and 12 give 0, 1 and 2: the last decimal digit, not the remainder, is compared.
///
/// Source: order of Минфин 165н of 30.10.2017.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ogrnip(Ascii<15>);

impl Ogrnip {
    /// Parses the 15 digits.
    ///
    /// # Errors
    /// `empty`, `format`, `length`, `component` for another first digit, `checksum`.
    pub fn parse(text: &str) -> Result<Self, RequisiteError> {
        let digits = Ascii::digits(Requisite::Ogrnip, text, "15")?;
        check(Requisite::Ogrnip, &digits, &["3"], 13)?;
        Ok(Self(digits))
    }

    /// The year of the record, two digits; a year after the present one is suspicious.
    pub fn year(&self) -> &str {
        self.0.part(1, 3)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

fn check<const N: usize>(
    requisite: Requisite,
    digits: &Ascii<N>,
    first: &[&str],
    modulus: u64,
) -> Result<(), RequisiteError> {
    if !first.iter().any(|digit| digits.has(0, digit)) {
        return Err(RequisiteError::new(
            requisite,
            Fault::Component(Component::FirstDigit),
        ));
    }
    let number = digits.part(0, N.saturating_sub(1));
    if remainder(number, modulus) % 10 != digits.last_digit() {
        return Err(RequisiteError::new(requisite, Fault::Checksum));
    }
    Ok(())
}

text_form!(Ogrn, parsed);
text_form!(Ogrnip, parsed);
