//! ИНН, the taxpayer's number.

use super::ascii::{Ascii, remainder, weighted_sum};
use super::error::{Component, Fault, Requisite, RequisiteError};
use super::suggest::{self, Suggestion};

const LEGAL_WEIGHTS: [u64; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const PERSON_WEIGHTS: [u64; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const PERSON_LAST_WEIGHTS: [u64; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// ИНН: 10 digits for a legal entity, 12 for a person, sole trader or self-employed.
///
/// The check digits fit and it does not start with 00 (the checksum of ten zeros fits too).
/// The text is taken as it stands: see [`clean`](crate::clean) for what callers remove first.
///
/// Source: order of ФНС ММВ-7-6/435@ and the check in 1C's standard subsystems.
///
/// ```
/// use docflow_core::Inn;
/// let inn: Inn = "7707083893".parse()?;
/// assert!(inn.is_legal());
/// assert_eq!(inn.to_string(), "7707083893");
/// # Ok::<(), docflow_core::RequisiteError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inn(Form);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Legal(Ascii<10>),
    Person(Ascii<12>),
}

impl Inn {
    /// Parses the digits of an ИНН.
    ///
    /// # Errors
    /// `empty`, `format` for anything but ASCII digits, `length` unless 10 or 12, `component` for a
    /// leading 00, `checksum`.
    pub fn parse(text: &str) -> Result<Self, RequisiteError> {
        const EXPECTED: &str = "10 or 12";
        let form = if text.chars().count() == 12 {
            Form::Person(Ascii::digits(Requisite::Inn, text, EXPECTED)?)
        } else {
            Form::Legal(Ascii::digits(Requisite::Inn, text, EXPECTED)?)
        };
        let inn = Self(form);
        if inn.as_str().starts_with("00") {
            return Err(RequisiteError::new(
                Requisite::Inn,
                Fault::Component(Component::TaxOffice),
            ));
        }
        if !inn.key_fits() {
            return Err(RequisiteError::new(Requisite::Inn, Fault::Checksum));
        }
        Ok(inn)
    }

    /// The nearest valid values of a text that failed, most likely first; never apply one unasked.
    ///
    /// Repairs in order: look-alike letters and separators, a lost leading zero, two neighbours
    /// swapped, one wrong digit. A valid text has none.
    ///
    /// ```
    /// use docflow_core::{Inn, Repair};
    /// let lost_zero = Inn::suggest("280274080");
    /// assert_eq!(lost_zero.first().map(|s| s.value.to_string()), Some("0280274080".to_owned()));
    /// assert_eq!(lost_zero.first().map(|s| s.repair), Some(Repair::LeadingZero));
    /// ```
    pub fn suggest(text: &str) -> Vec<Suggestion<Self>> {
        suggest::nearest(text, &[10, 12], Self::parse)
    }

    /// Whether it belongs to a legal entity (10 digits).
    pub const fn is_legal(&self) -> bool {
        matches!(self.0, Form::Legal(_))
    }

    /// Whether it belongs to a person, with or without a trade (12 digits).
    pub const fn is_person(&self) -> bool {
        matches!(self.0, Form::Person(_))
    }

    /// Whether it was given to a foreign organisation (10 digits from 9909 on).
    pub fn is_foreign_organisation(&self) -> bool {
        self.is_legal() && self.as_str().starts_with("9909")
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Form::Legal(digits) => digits.as_str(),
            Form::Person(digits) => digits.as_str(),
        }
    }

    fn key_fits(&self) -> bool {
        match &self.0 {
            Form::Legal(digits) => {
                check_digit(digits.as_str(), &LEGAL_WEIGHTS) == digits.last_digit()
            }
            Form::Person(digits) => {
                let eleventh = remainder(digits.part(10, 11), 10);
                check_digit(digits.as_str(), &PERSON_WEIGHTS) == eleventh
                    && check_digit(digits.as_str(), &PERSON_LAST_WEIGHTS) == digits.last_digit()
            }
        }
    }
}

fn check_digit(digits: &str, weights: &[u64]) -> u64 {
    weighted_sum(digits, weights) % 11 % 10
}

text_form!(Inn, parsed);
