//! КПП, the reason of registration with a tax office.

use super::ascii::Ascii;
use super::error::{Component, Fault, Requisite, RequisiteError};
use super::suggest::{self, Suggestion};

/// КПП: tax office (4 digits), reason (2 digits or Latin capitals), serial number (3 digits).
///
/// It has no check digit. Only a holder of a 10-digit ИНН has one; one firm may have several: its
/// own (reason 01), those of its branches, and 50 as one of the largest taxpayers.
///
/// Source: order of ФНС ММВ-7-6/435@.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kpp(Ascii<9>);

impl Kpp {
    /// Parses the nine characters of a КПП.
    ///
    /// # Errors
    /// `empty`; `format` for a small, Cyrillic or misplaced letter; `length` unless 9; `component`
    /// for tax office 00, reason 00 or serial number 000.
    pub fn parse(text: &str) -> Result<Self, RequisiteError> {
        let characters = Ascii::read(Requisite::Kpp, text, "9", |at, c| {
            c.is_ascii_digit() || (matches!(at, 4 | 5) && c.is_ascii_uppercase())
        })?;
        let wrong = [
            (0, "00", Component::TaxOffice),
            (4, "00", Component::Reason),
            (6, "000", Component::Serial),
        ]
        .into_iter()
        .find(|(at, zeros, _)| characters.has(*at, zeros));
        match wrong {
            Some((_, _, part)) => Err(RequisiteError::new(Requisite::Kpp, Fault::Component(part))),
            None => Ok(Self(characters)),
        }
    }

    /// The valid value of a text that lost its leading zero or got look-alike letters.
    pub fn suggest(text: &str) -> Vec<Suggestion<Self>> {
        suggest::written_otherwise(text, &[9], Self::parse)
    }

    /// The reason of registration: `01` head office, `43` branch, `50` one of the largest taxpayers.
    pub fn reason(&self) -> &str {
        self.0.part(4, 6)
    }

    /// Whether the reason is that of a separate unit: 02 to 05, 31, 32, 43 to 45.
    pub fn is_branch(&self) -> bool {
        matches!(
            self.reason(),
            "02" | "03" | "04" | "05" | "31" | "32" | "43" | "44" | "45"
        )
    }

    /// Whether the firm is registered as one of the largest taxpayers: the same firm, not a branch.
    pub fn is_largest_taxpayer(&self) -> bool {
        self.reason() == "50"
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

text_form!(Kpp, parsed);
