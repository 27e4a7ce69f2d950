//! Bank accounts, parsed against the БИК that they belong to.
//!
//! An account alone says little: its key covers digits of the БИК, so the pair is what is checked.

use super::ascii::{Ascii, digit};
use super::bik::Bik;
use super::error::{Component, Fault, Requisite, RequisiteError};

/// Расчётный счёт: 20 characters whose key fits their БИК.
///
/// - in a bank: the key covers digits 7 to 9 of the БИК;
/// - in a unit of the Bank of Russia (БИК ends with 000, 001, 002): it covers 0 and digits 5 and 6;
/// - a treasury account (`0…`, currency 643) has no key: [`has_key`](Self::has_key) is false.
///
/// The sixth character may be a letter of a clearing currency (A B C E H K M P T X for 0 to 9).
/// One pair in ten of another bank of the same region fits too: always show the bank's name.
///
/// Source: order of the Bank of Russia № 515 of 08.09.1997 with its examples.
///
/// ```
/// use docflow_core::{Bik, SettlementAccount};
/// let bik = Bik::parse("044030827")?;
/// let account = SettlementAccount::parse("40702810900000002851", &bik)?;
/// assert!(account.has_key());
/// assert_eq!(account.currency(), "810");
/// # Ok::<(), docflow_core::RequisiteError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettlementAccount {
    account: Ascii<20>,
    bik: Bik,
}

impl SettlementAccount {
    /// Parses the account of a known bank.
    ///
    /// # Errors
    /// `empty`, `format`, `length` unless 20; `component` for a correspondent account or ЕКС in
    /// this field and for a treasury account in another currency than 643; `checksum` when the key
    /// does not fit this БИК.
    pub fn parse(text: &str, bik: &Bik) -> Result<Self, RequisiteError> {
        let account = read(Requisite::SettlementAccount, text)?;
        Self::in_bank(account, *bik)
    }

    /// Parses the account together with the text of its БИК.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and `bik` when the account could be one and the БИК is not.
    pub fn parse_pair(text: &str, bik: &str) -> Result<Self, RequisiteError> {
        let account = read(Requisite::SettlementAccount, text)?;
        Self::in_bank(account, bik_beside(Requisite::SettlementAccount, bik)?)
    }

    fn in_bank(account: Ascii<20>, bik: Bik) -> Result<Self, RequisiteError> {
        let fault = if is_correspondent(&account) && !bik.is_bank_of_russia() {
            Some(Fault::Component(Component::Balance))
        } else if account.has(0, "0") {
            (!account.has(5, "643")).then_some(Fault::Component(Component::Currency))
        } else {
            let prefix = if bik.is_bank_of_russia() {
                centre(&bik)
            } else {
                unit(&bik)
            };
            (!key_fits(prefix, &account)).then_some(Fault::Checksum)
        };
        match fault {
            Some(fault) => Err(RequisiteError::new(Requisite::SettlementAccount, fault)),
            None => Ok(Self { account, bik }),
        }
    }

    /// Whether a key was there to be checked; a treasury account has none.
    pub fn has_key(&self) -> bool {
        !self.is_treasury()
    }

    /// Whether it is an account of the treasury; it goes with a treasury БИК and an ЕКС.
    pub fn is_treasury(&self) -> bool {
        self.account.has(0, "0")
    }

    /// The balance account of the first order and second order, digits 1 to 5: `40702` is a firm's.
    pub fn balance(&self) -> &str {
        self.account.part(0, 5)
    }

    /// The currency, characters 6 to 8: `810` roubles, `643` roubles of the treasury, `840` dollars.
    pub fn currency(&self) -> &str {
        self.account.part(5, 8)
    }

    /// The bank that the key was checked with.
    pub const fn bik(&self) -> Bik {
        self.bik
    }

    /// The twenty characters.
    pub fn as_str(&self) -> &str {
        self.account.as_str()
    }
}

/// Корреспондентский счёт of a bank (`301…`), or ЕКС of a treasury body (`40102…`).
///
/// The key covers 0 and digits 5 and 6 of the БИК. The last three digits of `301…` are those of the
/// БИК; an ЕКС has a tail of its own.
///
/// Source: order of the Bank of Russia № 515 of 08.09.1997; the ЕКС rule holds for every published
/// pair that was tried.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CorrespondentAccount {
    account: Ascii<20>,
    bik: Bik,
}

impl CorrespondentAccount {
    /// Parses the correspondent account of a known bank.
    ///
    /// # Errors
    /// `empty`, `format`, `length` unless 20; `component` for an account of another kind or with
    /// the tail of another bank; `checksum` when the key does not fit this БИК.
    pub fn parse(text: &str, bik: &Bik) -> Result<Self, RequisiteError> {
        let account = read(Requisite::CorrespondentAccount, text)?;
        Self::of_bank(account, *bik)
    }

    /// Parses the correspondent account together with the text of its БИК.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and `bik` when the account could be one and the БИК is not.
    pub fn parse_pair(text: &str, bik: &str) -> Result<Self, RequisiteError> {
        let account = read(Requisite::CorrespondentAccount, text)?;
        Self::of_bank(account, bik_beside(Requisite::CorrespondentAccount, bik)?)
    }

    fn of_bank(account: Ascii<20>, bik: Bik) -> Result<Self, RequisiteError> {
        let fault = if !is_correspondent(&account) {
            Some(Fault::Component(Component::Balance))
        } else if account.has(0, "301") && !account.has(17, bik.unit()) {
            Some(Fault::Component(Component::Tail))
        } else {
            (!key_fits(centre(&bik), &account)).then_some(Fault::Checksum)
        };
        match fault {
            Some(fault) => Err(RequisiteError::new(Requisite::CorrespondentAccount, fault)),
            None => Ok(Self { account, bik }),
        }
    }

    /// Whether it is the single treasury account (ЕКС).
    pub fn is_treasury(&self) -> bool {
        self.account.has(0, TREASURY)
    }

    /// The bank that the key was checked with.
    pub const fn bik(&self) -> Bik {
        self.bik
    }

    /// The twenty characters.
    pub fn as_str(&self) -> &str {
        self.account.as_str()
    }
}

const TREASURY: &str = "40102";
const CLEARING_LETTERS: &str = "ABCEHKMPTX";

fn read(requisite: Requisite, text: &str) -> Result<Ascii<20>, RequisiteError> {
    Ascii::read(requisite, text, "20", |at, c| {
        c.is_ascii_digit() || (at == 5 && CLEARING_LETTERS.contains(c))
    })
}

fn bik_beside(requisite: Requisite, text: &str) -> Result<Bik, RequisiteError> {
    Bik::parse(text).map_err(|_| RequisiteError::new(requisite, Fault::Bik))
}

fn is_correspondent(account: &Ascii<20>) -> bool {
    account.has(0, "301") || account.has(0, TREASURY)
}

fn unit(bik: &Bik) -> [char; 3] {
    let mut digits = bik.unit().chars();
    [(); 3].map(|()| digits.next().unwrap_or('0'))
}

fn centre(bik: &Bik) -> [char; 3] {
    let mut digits = bik.centre().chars();
    [
        '0',
        digits.next().unwrap_or('0'),
        digits.next().unwrap_or('0'),
    ]
}

fn key_fits(prefix: [char; 3], account: &Ascii<20>) -> bool {
    let characters = prefix.into_iter().chain(account.as_str().chars());
    let sum: u64 = characters
        .map(clearing_digit)
        .zip([7, 1, 3].into_iter().cycle())
        .map(|(digit, weight)| digit.saturating_mul(weight) % 10)
        .sum();
    sum.is_multiple_of(10)
}

fn clearing_digit(c: char) -> u64 {
    let letter = CLEARING_LETTERS.chars().position(|letter| letter == c);
    letter
        .and_then(|at| u64::try_from(at).ok())
        .unwrap_or_else(|| digit(c))
}

text_form!(SettlementAccount);
text_form!(CorrespondentAccount);
