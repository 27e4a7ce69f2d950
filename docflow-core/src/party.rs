//! The parties of a contract: our own legal entities and the client.
//!
//! A [`Counterparty`] is an enum whose variants carry just the requisites of their kind: a sole
//! trader has no КПП because there is no field for it. Values are made by the check from raw facts.

use crate::people::Colleague;
use crate::requisites::{Bik, CorrespondentAccount, Inn, Kpp, Ogrn, Ogrnip, SettlementAccount};
use crate::vat::VatRegime;
use chrono::NaiveDate;

/// What a client is in law; decided by the preset of its requisites, not by the card's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientKind {
    /// Юридическое лицо.
    LegalEntity,
    /// Индивидуальный предприниматель.
    SoleTrader,
    /// Физическое лицо.
    Person,
    /// Иностранная организация with a branch that is accredited in Russia.
    ForeignFirm,
}

impl ClientKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::LegalEntity,
        Self::SoleTrader,
        Self::Person,
        Self::ForeignFirm,
    ];

    /// The name used in policies, keys and wire formats.
    pub fn code(self) -> &'static str {
        match self {
            Self::LegalEntity => "legal_entity",
            Self::SoleTrader => "sole_trader",
            Self::Person => "person",
            Self::ForeignFirm => "foreign_firm",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The client as the contract names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counterparty {
    /// A firm.
    LegalEntity(LegalClient),
    /// A sole trader, who signs in their own name.
    SoleTrader(TraderClient),
    /// A person, who signs in their own name.
    Person(PersonClient),
    /// A foreign firm with an accredited branch. No preset of requisites leads here yet: the check
    /// refuses such a client.
    ForeignFirm(ForeignClient),
}

/// A firm that buys.
#[derive(Clone, PartialEq, Eq)]
pub struct LegalClient {
    /// Short name: «ООО «Ромашка»».
    pub name: String,
    /// Full name, as in the register.
    pub full_name: String,
    /// ИНН of 10 digits.
    pub inn: Inn,
    /// КПП.
    pub kpp: Kpp,
    /// ОГРН.
    pub ogrn: Ogrn,
    /// Registered address.
    pub address: String,
    /// Bank, where it is known.
    pub bank: Option<BankAccount>,
    /// Who signs.
    pub signatory: Signatory,
    /// Telephone and mail.
    pub reach: Reach,
}

/// A foreign firm that buys through its accredited branch: it has no ОГРН.
#[derive(Clone, PartialEq, Eq)]
pub struct ForeignClient {
    /// Short name.
    pub name: String,
    /// Full name.
    pub full_name: String,
    /// ИНН of 10 digits, begins with 9909.
    pub inn: Inn,
    /// КПП; its reason is 51.
    pub kpp: Kpp,
    /// Number of the entry in the register of accredited branches (НЗА).
    pub accreditation: String,
    /// Address of the branch.
    pub address: String,
    /// Bank, where it is known.
    pub bank: Option<BankAccount>,
    /// Who signs.
    pub signatory: Signatory,
    /// Telephone and mail.
    pub reach: Reach,
}

/// A sole trader that buys.
#[derive(Clone, PartialEq, Eq)]
pub struct TraderClient {
    /// Names of the person.
    pub person: PersonName,
    /// ИНН of 12 digits.
    pub inn: Inn,
    /// ОГРНИП.
    pub ogrnip: Ogrnip,
    /// Address.
    pub address: String,
    /// Bank, where it is known.
    pub bank: Option<BankAccount>,
    /// Telephone and mail.
    pub reach: Reach,
}

/// A person that buys.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonClient {
    /// Names of the person.
    pub person: PersonName,
    /// ИНН of 12 digits, where it was given.
    pub inn: Option<Inn>,
    /// Identity document.
    pub passport: Passport,
    /// Address.
    pub address: String,
    /// Telephone and mail.
    pub reach: Reach,
}

impl Counterparty {
    /// The kind.
    pub fn kind(&self) -> ClientKind {
        match self {
            Self::LegalEntity(_) => ClientKind::LegalEntity,
            Self::SoleTrader(_) => ClientKind::SoleTrader,
            Self::Person(_) => ClientKind::Person,
            Self::ForeignFirm(_) => ClientKind::ForeignFirm,
        }
    }

    /// The short name for lists and messages: «ООО «Ромашка»», «ИП Иванов Иван Иванович».
    pub fn name(&self) -> String {
        match self {
            Self::LegalEntity(firm) => firm.name.clone(),
            Self::ForeignFirm(firm) => firm.name.clone(),
            Self::SoleTrader(trader) => format!("ИП {}", trader.person.full()),
            Self::Person(person) => person.person.full(),
        }
    }

    /// The ИНН, where the kind has one or it was given.
    pub fn inn(&self) -> Option<&Inn> {
        match self {
            Self::LegalEntity(firm) => Some(&firm.inn),
            Self::ForeignFirm(firm) => Some(&firm.inn),
            Self::SoleTrader(trader) => Some(&trader.inn),
            Self::Person(person) => person.inn.as_ref(),
        }
    }
}

/// Telephone and mail of a party; both optional, one value each.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Telephone as typed.
    pub phone: Option<String>,
    /// One e-mail address.
    pub email: Option<String>,
}

/// Last, first and middle name; the middle name may be absent.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    /// Фамилия.
    pub last: String,
    /// Имя.
    pub first: String,
    /// Отчество.
    pub middle: Option<String>,
}

impl PersonName {
    /// «Иванов Иван Иванович».
    pub fn full(&self) -> String {
        let mut text = format!("{} {}", self.last, self.first);
        if let Some(middle) = &self.middle {
            text.push(' ');
            text.push_str(middle);
        }
        text
    }

    /// Splits «Фамилия Имя» or «Фамилия Имя Отчество»; more or fewer words are not guessed at.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let last = words.next()?.to_owned();
        let first = words.next()?.to_owned();
        let middle = words.next().map(str::to_owned);
        words.next().is_none().then_some(Self {
            last,
            first,
            middle,
        })
    }
}

/// Kind of an identity document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityKind {
    /// Паспорт гражданина РФ.
    #[default]
    Russian,
    /// Паспорт иностранного гражданина.
    Foreign,
    /// Вид на жительство.
    Residence,
}

impl IdentityKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Russian, Self::Foreign, Self::Residence];

    /// The name used on wires.
    pub fn code(self) -> &'static str {
        match self {
            Self::Russian => "russian",
            Self::Foreign => "foreign",
            Self::Residence => "residence",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Identity document; the check makes Russian passports only so far.
#[derive(Clone, PartialEq, Eq)]
pub struct Passport {
    /// Which document.
    pub kind: IdentityKind,
    /// Four digits of a Russian passport; may be empty for other kinds.
    pub series: String,
    /// Six digits of a Russian passport.
    pub number: String,
    /// Issuing body.
    pub issued_by: String,
    /// Date of issue.
    pub issued_on: NaiveDate,
}

crate::debug::unseen!(
    BankAccount,
    ForeignClient,
    LegalClient,
    Passport,
    PersonClient,
    PersonName,
    Reach,
    Signatory,
    TraderClient,
);

/// A bank account with the bank that keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// БИК of the bank.
    pub bik: Bik,
    /// Name of the bank.
    pub bank_name: String,
    /// Settlement account; its key fits the БИК.
    pub account: SettlementAccount,
    /// Correspondent account; absent for accounts in a unit of the Bank of Russia.
    pub correspondent: Option<CorrespondentAccount>,
}

/// Who signs for a firm.
#[derive(Clone, PartialEq, Eq)]
pub struct Signatory {
    /// Post in the nominative: «Генеральный директор».
    pub post: String,
    /// The person.
    pub name: PersonName,
    /// Why they may sign.
    pub basis: Basis,
    /// The name in the genitive, «Иванова Ивана Ивановича», where a person has confirmed it.
    pub genitive: Option<String>,
}

/// The ground of a signatory's authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Устав.
    Charter,
    /// Доверенность with its number, date and, where stated, its last day.
    PowerOfAttorney {
        /// Number.
        number: String,
        /// Date of issue.
        issued: NaiveDate,
        /// Last day; absent means one year (ГК РФ, статья 186).
        expires: Option<NaiveDate>,
    },
    /// Any other document, in the nominative.
    Other(String),
}

/// One of our own firms: it sells, invoices and keeps books in 1C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalEntity {
    /// Stable name in the policy: «sever-service».
    pub code: String,
    /// Reference of the organization in 1C.
    pub onec_ref: String,
    /// Short name.
    pub name: String,
    /// ИНН.
    pub inn: Inn,
    /// КПП; a sole trader has none.
    pub kpp: Option<Kpp>,
    /// VAT regimes with the first day of each, ascending.
    pub regimes: Vec<(NaiveDate, VatRegime)>,
    /// Who signs for us.
    pub signatory: Signatory,
    /// Days on which documents may not be dated: 1C keeps them closed up to this day.
    pub closed_until: Option<NaiveDate>,
    /// Its accountants; the first is asked first, the others are reminded.
    pub accountants: Vec<Colleague>,
}

impl LegalEntity {
    /// The VAT regime on a day, or `None` before the first known one.
    pub fn regime_on(&self, day: NaiveDate) -> Option<VatRegime> {
        self.regimes
            .iter()
            .rev()
            .find(|(from, _)| *from <= day)
            .map(|(_, regime)| *regime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_name_is_split_only_when_it_has_two_or_three_words() {
        let name = PersonName::parse(" Иванов  Иван Иванович ").unwrap();
        assert_eq!(name.full(), "Иванов Иван Иванович");
        assert_eq!(PersonName::parse("Ким Анна").unwrap().middle, None);
        assert_eq!(PersonName::parse("Иванов"), None);
        assert_eq!(PersonName::parse("Рауф Али Вели оглы"), None);
    }

    #[test]
    fn a_kind_reads_back_from_its_code() {
        for kind in ClientKind::ALL {
            assert_eq!(ClientKind::from_code(kind.code()), Some(kind));
        }
    }
}
