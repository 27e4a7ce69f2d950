//! What can be wrong with a requisite: one error for all of them, with a stable code.
//!
//! The value itself is never part of an error: it may belong to a person.

use std::fmt;

/// A text that is not the requisite it was said to be.
///
/// The first fault in the order empty, format, length, БИК, component, checksum is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{requisite}: {fault}")]
pub struct RequisiteError {
    requisite: Requisite,
    fault: Fault,
}

impl RequisiteError {
    pub(super) const fn new(requisite: Requisite, fault: Fault) -> Self {
        Self { requisite, fault }
    }

    /// Which requisite was expected.
    pub const fn requisite(&self) -> Requisite {
        self.requisite
    }

    /// What is wrong, with positions.
    pub const fn fault(&self) -> Fault {
        self.fault
    }

    /// The stable code: `empty`, `format`, `length`, `bik`, `component` or `checksum`.
    ///
    /// ```
    /// use docflow_core::Inn;
    /// assert_eq!(Inn::parse("7707083890").unwrap_err().code(), "checksum");
    /// assert_eq!(Inn::parse("77О7083893").unwrap_err().code(), "format");
    /// ```
    pub const fn code(&self) -> &'static str {
        self.fault.code()
    }
}

/// The kinds of requisites that this crate parses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Requisite {
    /// ИНН, the taxpayer's number.
    Inn,
    /// КПП, the reason of registration with a tax office.
    Kpp,
    /// ОГРН, the state number of a legal entity.
    Ogrn,
    /// ОГРНИП, the state number of a sole trader.
    Ogrnip,
    /// БИК, the code of a bank.
    Bik,
    /// Расчётный счёт, the account that is paid to.
    SettlementAccount,
    /// Корреспондентский счёт, or ЕКС of the treasury.
    CorrespondentAccount,
}

impl fmt::Display for Requisite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inn => "ИНН",
            Self::Kpp => "КПП",
            Self::Ogrn => "ОГРН",
            Self::Ogrnip => "ОГРНИП",
            Self::Bik => "БИК",
            Self::SettlementAccount => "settlement account",
            Self::CorrespondentAccount => "correspondent account",
        })
    }
}

/// What is wrong with a requisite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing was given.
    Empty,
    /// A character that can not stand there.
    Character {
        /// Position of the character, counted in characters from 0.
        at: usize,
        /// The character found.
        found: char,
        /// The digit or Latin letter that it resembles, such as `0` for a Cyrillic `О`.
        looks_like: Option<char>,
    },
    /// Too short or too long.
    Length {
        /// The allowed lengths, as text: `9` or `10 or 12`.
        expected: &'static str,
        /// The length found, in characters.
        found: usize,
    },
    /// The БИК beside an account is itself not a БИК.
    Bik,
    /// A part of the number has a value that is never given out.
    Component(Component),
    /// The check digit, or the key of an account with its БИК, does not fit.
    Checksum,
}

impl Fault {
    /// The stable code of the fault.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Character { .. } => "format",
            Self::Length { .. } => "length",
            Self::Bik => "bik",
            Self::Component(_) => "component",
            Self::Checksum => "checksum",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("expected a number, found nothing; fill the field in"),
            Self::Character {
                at,
                found,
                looks_like,
            } => {
                write!(f, "unexpected character {found:?} at position {at}")?;
                match looks_like {
                    Some(digit) => write!(f, "; it resembles {digit:?}, type it anew"),
                    None => f.write_str("; remove it"),
                }
            }
            Self::Length { expected, found } => write!(
                f,
                "expected {expected} characters, found {found}; look for a lost or doubled digit"
            ),
            Self::Bik => f.write_str("can not be checked, its БИК is wrong; correct the БИК first"),
            Self::Component(component) => component.fmt(f),
            Self::Checksum => f.write_str("the check digit does not fit; compare with the paper"),
        }
    }
}

/// The part of a requisite whose value is never given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Component {
    /// An ИНН, a КПП or a tax office never starts with 00.
    TaxOffice,
    /// Reason 00 of a КПП.
    Reason,
    /// Serial number 000 of a КПП.
    Serial,
    /// The first digit: ОГРН has 1 or 5, ОГРНИП has 3, БИК has 0, 1 or 2.
    ///
    /// An ОГРН that begins with 2 or 6 to 9 is the ГРН of a later record of the register.
    FirstDigit,
    /// The last three digits of a БИК: a bank has 050 to 999, a unit of the Bank of Russia 000 to 002.
    Unit,
    /// The first digits of the account: it is of another kind than the field that it stands in.
    Balance,
    /// The currency of a treasury account, which is always 643.
    Currency,
    /// The last three digits of a correspondent account, which are those of its БИК.
    Tail,
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TaxOffice => "expected a tax office in the first digits, found 00",
            Self::Reason => "expected a reason of registration in characters 5 and 6, found 00",
            Self::Serial => "expected a serial number in the last three digits, found 000",
            Self::FirstDigit => "the first digit is never given out for this number",
            Self::Unit => "the last three digits are never given out for a bank",
            Self::Balance => {
                "the account is of another kind; look whether two accounts are swapped"
            }
            Self::Currency => "expected currency 643 in a treasury account",
            Self::Tail => {
                "the last three digits differ from those of the БИК; one of them is of another bank"
            }
        })
    }
}
