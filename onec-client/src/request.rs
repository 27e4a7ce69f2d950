//! What a caller sends: the request for a set of documents and for a number.
//!
//! Plain structs whose JSON is the one of `onec-extension/openapi.yaml`. Requisites are texts
//! here: the caller has parsed them, and 1C checks them again. `Debug` shows no personal data.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::answer::FileFormat;
use crate::encode::{blank, filled, money, plain};
use crate::key::{IdempotencyKey, Ref};

/// Everything that one `issue` call makes: counterparty, contract, order, invoices, files.
///
/// A new contract may come without order and invoices; under a contract that stands there is at
/// least one invoice. Source: `POST /document-sets` of the extension's description.
#[derive(Clone, PartialEq, Serialize)]
pub struct DocumentSetRequest {
    /// A reference of the caller (1 to 50 characters); 1C keeps it in the comment of the documents.
    pub deal: String,
    /// Who asked, in the caller's terms (at most 100 characters), kept with the set; not a name.
    #[serde(skip_serializing_if = "blank")]
    pub requested_by: Option<String>,
    /// The own legal entity.
    pub organization: OrganizationRef,
    /// The buyer.
    pub counterparty: Counterparty,
    /// The contract: a new one, or one that stands.
    pub contract: ContractChoice,
    /// Whether an order of the buyer is made.
    pub order: bool,
    /// Goods and services; at least one.
    pub rows: Vec<Row>,
    /// The invoices, by rising index; none with a new contract alone.
    pub invoices: Vec<InvoiceRequest>,
    /// The sums that 1C must come to.
    pub expect: Expect,
    /// The printed files wanted; an invoice entry applies to every invoice.
    pub files: Vec<FileRequest>,
    /// Documents that this set replaces, at most 50: the accountant is shown them and marks them.
    /// An older extension refuses a list that is not empty, see [`Capability::Supersedes`].
    ///
    /// [`Capability::Supersedes`]: crate::Capability::Supersedes
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<SupersededDocument>,
    /// A word to the accountant, at most 1000 characters, see
    /// [`Capability::Note`](crate::Capability::Note).
    #[serde(skip_serializing_if = "blank")]
    pub note: Option<String>,
}

/// The own legal entity, named twice so that a mistake in one is noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganizationRef {
    /// Its reference in 1C.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// Its ИНН.
    pub inn: String,
}

/// Which requisites a counterparty has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterpartyKind {
    /// Юридическое лицо: ИНН of 10 digits, КПП, ОГРН.
    LegalEntity,
    /// Индивидуальный предприниматель: ИНН of 12 digits, ОГРНИП.
    SoleTrader,
    /// Физическое лицо: a name, and a passport when there is no ИНН.
    Person,
}

/// The buyer. A blank text is left out, as if it were `None`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Counterparty {
    /// Which of the fields below are due.
    pub kind: CounterpartyKind,
    /// The short name, at most 100 characters.
    pub name: String,
    /// The full name as printed, at most 550 characters.
    #[serde(skip_serializing_if = "blank")]
    pub full_name: Option<String>,
    /// ИНН.
    #[serde(skip_serializing_if = "blank")]
    pub inn: Option<String>,
    /// КПП, of a legal entity alone.
    #[serde(skip_serializing_if = "blank")]
    pub kpp: Option<String>,
    /// ОГРН or ОГРНИП.
    #[serde(skip_serializing_if = "blank")]
    pub ogrn: Option<String>,
    /// The legal address on one line.
    #[serde(skip_serializing_if = "blank")]
    pub address: Option<String>,
    /// Telephone.
    #[serde(skip_serializing_if = "blank")]
    pub phone: Option<String>,
    /// Electronic mail.
    #[serde(skip_serializing_if = "blank")]
    pub email: Option<String>,
    /// The name of a person in parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonName>,
    /// The passport of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passport: Option<Passport>,
    /// The bank account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<BankAccount>,
    /// Who signs for the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatory: Option<Signatory>,
}

/// A name in parts.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PersonName {
    /// Фамилия.
    pub last: String,
    /// Имя.
    pub first: String,
    /// Отчество.
    #[serde(skip_serializing_if = "blank")]
    pub middle: Option<String>,
}

/// A Russian passport.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Passport {
    /// Four digits.
    pub series: String,
    /// Six digits.
    pub number: String,
    /// Who gave it.
    #[serde(skip_serializing_if = "blank")]
    pub issued_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
}

/// A bank account in roubles.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct BankAccount {
    /// БИК, nine digits.
    pub bik: String,
    /// The bank's name.
    #[serde(skip_serializing_if = "blank")]
    pub bank_name: Option<String>,
    /// Расчётный счёт, twenty digits.
    pub account: String,
    /// Корреспондентский счёт, twenty digits.
    #[serde(skip_serializing_if = "blank")]
    pub correspondent: Option<String>,
}

/// Who signs, in the cases that a contract's preamble needs. The caller declines the words.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Signatory {
    /// Должность, nominative.
    #[serde(skip_serializing_if = "blank")]
    pub post: Option<String>,
    /// Должность, genitive («в лице …»).
    #[serde(skip_serializing_if = "blank")]
    pub post_genitive: Option<String>,
    /// Full name, nominative.
    pub name: String,
    /// Full name, genitive.
    #[serde(skip_serializing_if = "blank")]
    pub name_genitive: Option<String>,
    /// «Устав», «доверенность № 5 от …», nominative.
    #[serde(skip_serializing_if = "blank")]
    pub basis: Option<String>,
    /// The same, genitive («на основании …»).
    #[serde(skip_serializing_if = "blank")]
    pub basis_genitive: Option<String>,
    /// For «действующего» or «действующей».
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
}

/// The grammatical gender of a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Masculine.
    Male,
    /// Feminine.
    Female,
}

/// Which contract a set is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ContractChoice {
    /// One to be made.
    New(Box<ContractRequest>),
    /// One that stands, used as it is and not printed; see
    /// [`Capability::InvoiceOnly`](crate::Capability::InvoiceOnly).
    Existing(ExistingContract),
}

impl From<ContractRequest> for ContractChoice {
    fn from(contract: ContractRequest) -> Self {
        Self::New(Box::new(contract))
    }
}

impl From<ExistingContract> for ContractChoice {
    fn from(contract: ExistingContract) -> Self {
        Self::Existing(contract)
    }
}

/// A contract of the same organization and counterparty that stands in 1C.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExistingContract {
    /// Which one.
    #[serde(flatten)]
    pub name: ContractName,
    /// Whether prices of this request include VAT (`true`) or VAT comes on top.
    pub vat_included: bool,
}

/// How a contract that stands is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ContractName {
    /// By its reference.
    Ref {
        /// The reference.
        #[serde(rename = "ref")]
        reference: Ref,
    },
    /// By its number and date, as people know it; two of them are `contract_ambiguous`.
    Number {
        /// The number, at most 50 characters.
        number: String,
        /// The date.
        date: NaiveDate,
    },
}

/// A document that a set replaces: named by reference, or by number and date, or by all three.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupersededDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// Its reference.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<Ref>,
    /// Its number, stored or printed, at most 50 characters.
    #[serde(skip_serializing_if = "blank")]
    pub number: Option<String>,
    /// Its date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

/// What a document of a set is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A contract.
    Contract,
    /// An order of the buyer.
    Order,
    /// An invoice.
    Invoice,
}

/// The contract to be made.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ContractRequest {
    /// The code of the form, from [`Client::forms`](crate::Client::forms).
    pub form: String,
    /// The version of the form that the caller has filled.
    pub form_version: String,
    /// The date of the contract.
    pub date: NaiveDate,
    /// The place of signing.
    #[serde(skip_serializing_if = "blank")]
    pub city: Option<String>,
    /// Where the number comes from.
    pub number: ContractNumber,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// The currency of all sums.
    pub currency: Currency,
    /// Whether prices include VAT (`true`) or VAT comes on top.
    pub vat_included: bool,
    /// Values of the form's own fields by code; blank ones are left out.
    #[serde(serialize_with = "filled", skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Who signs for the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatory: Option<Signatory>,
}

/// The currency of a contract; the service knows roubles alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[non_exhaustive]
pub enum Currency {
    /// Российский рубль.
    #[default]
    #[serde(rename = "RUB")]
    Rub,
}

/// Where the number of a contract comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum ContractNumber {
    /// 1C gives the next one.
    Auto,
    /// A number held before by [`Client::reserve_number`](crate::Client::reserve_number).
    Reserved {
        /// The key of the reservation.
        reservation: IdempotencyKey,
        /// The number as the reservation named it.
        value: String,
    },
}

/// The VAT rate of a row.
///
/// `Without` is «Без НДС» and is another thing than a rate of 0 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VatRate {
    /// Whole percent: 22, 20, 18, 10, 7, 5 or 0.
    Percent(u8),
    /// «Без НДС».
    Without,
}

/// Writes a rate: `"22"` or `"none"`.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn rate<S: Serializer>(rate: &VatRate, serializer: S) -> Result<S::Ok, S::Error> {
    match rate {
        VatRate::Percent(percent) => serializer.collect_str(percent),
        VatRate::Without => serializer.serialize_str("none"),
    }
}

/// One line of goods or services.
///
/// Sums and prices have at most two places, quantities at most three: more is an error of
/// kind [`Config`](crate::ErrorKind::Config) and nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The item in 1C.
    pub nomenclature: Ref,
    /// The text of the line.
    pub name: String,
    /// The unit's code by ОКЕИ.
    #[serde(skip_serializing_if = "blank")]
    pub okei: Option<String>,
    /// The unit as printed.
    #[serde(skip_serializing_if = "blank")]
    pub unit: Option<String>,
    /// How many; more than zero.
    #[serde(serialize_with = "plain")]
    pub quantity: Decimal,
    /// Price of one.
    #[serde(serialize_with = "money")]
    pub price: Decimal,
    /// The rate.
    #[serde(serialize_with = "rate")]
    pub vat: VatRate,
    /// quantity × price, rounded half away from zero.
    #[serde(serialize_with = "money")]
    pub sum: Decimal,
    /// VAT of the row.
    #[serde(serialize_with = "money")]
    pub vat_sum: Decimal,
    /// `sum` when VAT is included, else `sum` + `vat_sum`.
    #[serde(serialize_with = "money")]
    pub total: Decimal,
}

/// One invoice of the payment schedule. Its amount is with VAT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvoiceRequest {
    /// Its place in the schedule, from 1.
    pub index: u32,
    /// How many parts the schedule has.
    pub of: u32,
    /// Its part of the total, in percent.
    #[serde(serialize_with = "plain")]
    pub percent: Decimal,
    /// The date of the invoice.
    pub date: NaiveDate,
    /// What is to be paid.
    #[serde(serialize_with = "money")]
    pub amount: Decimal,
    /// VAT in it.
    #[serde(serialize_with = "money")]
    pub vat_sum: Decimal,
    /// The last day of payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
}

/// The sums of the whole document that 1C compares with its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expect {
    /// Sum of the rows' `sum`.
    #[serde(serialize_with = "money")]
    pub sum: Decimal,
    /// Sum of the rows' `vat_sum`.
    #[serde(serialize_with = "money")]
    pub vat: Decimal,
    /// Sum of the rows' `total`.
    #[serde(serialize_with = "money")]
    pub total: Decimal,
}

/// Which document a file prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// The contract.
    Contract,
    /// Every invoice of the set.
    Invoice,
}

/// One printed file wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct FileRequest {
    /// Of which document.
    pub document: Document,
    /// In which format.
    pub format: FileFormat,
    /// With the facsimile of signature and stamp.
    pub stamped: bool,
}

/// The wish to hold the next number of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberReservationRequest {
    /// The own legal entity.
    pub organization: Ref,
    /// The code of the form.
    pub form: String,
    /// The date of the contract to come; its year decides.
    pub date: NaiveDate,
    /// A reference of the caller.
    pub deal: String,
    /// How long to hold it, 1 to 10080 minutes; 30 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_minutes: Option<u32>,
}

/// `Debug` that shows that a value is there and nothing of what it says.
macro_rules! redacted {
    ($($name:ident { $($shown:ident),* }),* $(,)?) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($shown), &self.$shown))*
                    .finish_non_exhaustive()
            }
        }
    )*};
}

redacted!(
    DocumentSetRequest {
        deal,
        requested_by,
        organization,
        counterparty,
        contract,
        order,
        rows,
        invoices,
        expect,
        files,
        supersedes
    },
    Counterparty { kind },
    PersonName {},
    Passport {},
    BankAccount {},
    Signatory {},
    ContractRequest {
        form,
        form_version,
        date,
        number,
        vat_included
    },
);
