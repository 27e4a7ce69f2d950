//! БИК, the code of a bank or of a treasury body.

use super::ascii::Ascii;
use super::error::{Component, Fault, Requisite, RequisiteError};
use super::suggest::{self, Suggestion};

/// БИК: 9 digits, the first 0, 1 or 2 (kind of participation), the last three the unit.
///
/// It has no check digit; whether the bank exists is known to the bank directory alone.
/// Treasury bodies have had codes from 00 and 01 on since 2021, with any unit.
///
/// Source: Положение Банка России 732-П; the list of published treasury codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bik(Ascii<9>);

impl Bik {
    /// Parses the nine digits.
    ///
    /// # Errors
    /// `empty`, `format`, `length`, `component` for a first digit above 2, for a bank (04…) with
    /// unit 003 to 049, and for nine zeros.
    pub fn parse(text: &str) -> Result<Self, RequisiteError> {
        let bik = Self(Ascii::digits(Requisite::Bik, text, "9")?);
        let component = if !text.starts_with(['0', '1', '2']) {
            Some(Component::FirstDigit)
        } else if bik.unit_is_never_given() {
            Some(Component::Unit)
        } else {
            None
        };
        match component {
            Some(part) => Err(RequisiteError::new(Requisite::Bik, Fault::Component(part))),
            None => Ok(bik),
        }
    }

    /// The valid value of a text that lost its leading zero or got look-alike letters.
    pub fn suggest(text: &str) -> Vec<Suggestion<Self>> {
        suggest::written_otherwise(text, &[9], Self::parse)
    }

    /// Whether it is a unit of the Bank of Russia (000, 001 or 002 at the end).
    pub fn is_bank_of_russia(&self) -> bool {
        matches!(self.unit(), "000" | "001" | "002")
    }

    /// Whether it is a treasury body (from 00 or 01 on).
    pub fn is_treasury(&self) -> bool {
        matches!(self.0.part(0, 2), "00" | "01")
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Digits 7 to 9, the unit.
    pub(super) fn unit(&self) -> &str {
        self.0.part(6, 9)
    }

    /// Digits 5 and 6, the settlement centre of the Bank of Russia.
    pub(super) fn centre(&self) -> &str {
        self.0.part(4, 6)
    }

    fn unit_is_never_given(&self) -> bool {
        let bank_below_050 =
            self.0.has(0, "04") && !self.is_bank_of_russia() && self.unit() < "050";
        bank_below_050 || self.as_str() == "000000000"
    }
}

text_form!(Bik, parsed);
