//! What was read from the portal about a deal: raw, untrusted, plain.
//!
//! An adapter of [`crate::Crm`] fills these structures in one conversation; the check turns them
//! into a [`crate::DocumentRequest`] or findings. Nothing here is trusted or trimmed: fields are
//! texts as the portal sent them.

mod requisite;
mod size;

pub use requisite::{AddressKind, Preset, RequisiteCard, RequisiteText};

use crate::ids::{CompanyId, ContactId, DealId, ProductId, UserId};
use crate::money::Money;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A moment, in UTC.
pub type Timestamp = DateTime<Utc>;

/// An outside fact; an empty source never reads as a clean result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact<T> {
    /// The source answered with a value.
    Known {
        /// What it said.
        value: T,
        /// Who said it: the method or service.
        source: Cow<'static, str>,
        /// When.
        at: Timestamp,
    },
    /// The source answered that there is none.
    Absent,
    /// Nobody asked, or the answer could not be trusted; the code says why.
    NotChecked(Cow<'static, str>),
}

impl<T> Fact<T> {
    /// The value, when it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known { value, .. } => Some(value),
            Self::Absent | Self::NotChecked(_) => None,
        }
    }
}

/// Everything the check needs to know about one deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealFacts {
    /// The deal itself.
    pub deal: DealCard,
    /// The client's card; absent when the deal has none or it was deleted.
    pub client: Fact<ClientCard>,
    /// The own company that the deal's link names as the seller.
    pub seller: Fact<SellerCard>,
    /// Product rows in the deal's order.
    pub rows: Vec<ProductRow>,
    /// How many rows the deal has; more than `rows` holds means they were not all read.
    pub rows_total: u64,
    /// Employees that matter: the responsible one, the requester, the heads of their departments.
    pub staff: Vec<StaffCard>,
}

/// The deal's own fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealCard {
    /// Its number.
    pub id: DealId,
    /// Its title.
    pub title: String,
    /// Whether it is won or lost.
    pub closed: bool,
    /// Currency code; empty when the portal sent none.
    pub currency: String,
    /// The sum in the card.
    pub opportunity: Option<Money>,
    /// Whether a person typed that sum instead of the rows giving it.
    pub manual_opportunity: bool,
    /// The responsible employee.
    pub responsible: Option<UserId>,
    /// Linked company.
    pub company: Option<CompanyId>,
    /// Linked contact.
    pub contact: Option<ContactId>,
    /// Values of further fields by their original name (`UF_CRM_…`), empty ones left out.
    pub fields: BTreeMap<String, String>,
}

/// Where the client's card was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientOrigin {
    /// A company card.
    Company(CompanyId),
    /// A contact card, for a deal without a company.
    Contact(ContactId),
}

/// The client's card with its requisites.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCard {
    /// Which card.
    pub origin: ClientOrigin,
    /// Its title.
    pub title: String,
    /// First telephone.
    pub phone: Option<String>,
    /// First e-mail.
    pub email: Option<String>,
    /// The requisites that the deal's link names, else the only ones of the card.
    pub requisite: Fact<RequisiteCard>,
    /// How many sets of requisites the card has, when that was asked.
    pub requisites_found: Option<usize>,
    /// Bank details that belong to those requisites.
    pub bank: Fact<BankCard>,
}

/// Bank details, as typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BankCard {
    /// БИК.
    pub bik: String,
    /// Name of the bank.
    pub bank_name: String,
    /// Settlement account.
    pub account: String,
    /// Correspondent account.
    pub correspondent: String,
}

/// The own company chosen in the deal.
#[derive(Clone, PartialEq, Eq)]
pub struct SellerCard {
    /// Its card.
    pub company: CompanyId,
    /// ИНН of the chosen own requisites, as typed.
    pub inn: String,
}

/// One product row of the deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductRow {
    /// The catalogue product; absent for a row typed by hand.
    pub product: Option<ProductId>,
    /// Name as shown in the deal.
    pub name: String,
    /// Price of a unit after discount, with tax.
    pub price: Decimal,
    /// Quantity.
    pub quantity: Decimal,
    /// Tax rate in percent; absent means «Без НДС».
    pub tax_rate: Option<Decimal>,
    /// Whether the tax is in the price.
    pub tax_included: bool,
    /// ОКЕИ code of the unit.
    pub unit_code: Option<u32>,
    /// Name of the unit.
    pub unit_name: String,
}

/// An employee.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffCard {
    /// Their number.
    pub id: UserId,
    /// Whether they still work here.
    pub active: bool,
    /// Name for messages.
    pub name: String,
    /// Head of their department, when there is one other than they.
    pub head: Option<UserId>,
}

crate::debug::unseen!(BankCard, ClientCard, SellerCard, StaffCard);
