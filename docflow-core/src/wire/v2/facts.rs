//! Wire forms of what was read: the facts of a deal, and what the check was given beside them.

use super::super::WireError;
use super::form::{Wire, wire_enum, wire_struct};
use crate::facts::{
    AddressKind, BankCard, ClientCard, ClientOrigin, DealCard, DealFacts, Fact, Preset, ProductRow,
    RequisiteCard, RequisiteText, SellerCard, StaffCard, Timestamp,
};
use crate::ids::{CompanyId, ContactId, DealId, ProductId, RequisiteId, UserId};
use crate::money::Money;
use crate::run::Grounds;
use crate::standing::{Prior, StandingDocument};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FactForm<T> {
    Absent,
    NotChecked(String),
    Known {
        value: T,
        source: String,
        at: String,
    },
}

impl<T: Wire> Wire for Fact<T> {
    type Form = FactForm<T::Form>;
    fn to_wire(&self) -> Self::Form {
        match self {
            Self::Absent => FactForm::Absent,
            Self::NotChecked(reason) => FactForm::NotChecked(reason.to_string()),
            Self::Known { value, source, at } => FactForm::Known {
                value: value.to_wire(),
                source: source.to_string(),
                at: at.to_wire(),
            },
        }
    }
    fn from_wire(form: Self::Form) -> Result<Self, WireError> {
        Ok(match form {
            FactForm::Absent => Self::Absent,
            FactForm::NotChecked(reason) => Self::NotChecked(reason.into()),
            FactForm::Known { value, source, at } => Self::Known {
                value: Wire::from_wire(value)?,
                source: source.into(),
                at: Wire::from_wire(at)?,
            },
        })
    }
}

/// How many there are of something that fits in memory.
impl Wire for usize {
    type Form = u64;
    fn to_wire(&self) -> u64 {
        u64::try_from(*self).unwrap_or(u64::MAX)
    }
    fn from_wire(form: u64) -> Result<Self, WireError> {
        Self::try_from(form).map_err(|_| WireError::Value { what: "count" })
    }
}

wire_struct!(DealCard => DealCardForm {
    id: DealId,
    title: String,
    closed: bool,
    currency: String,
    opportunity: Option<Money>,
    manual_opportunity: bool,
    responsible: Option<UserId>,
    company: Option<CompanyId>,
    contact: Option<ContactId>,
    fields: BTreeMap<String, String>,
});
wire_enum!(ClientOrigin => ClientOriginForm {
    one Company(CompanyId);
    one Contact(ContactId);
});
wire_enum!(Preset => PresetForm {
    unit Organization;
    unit SoleTrader;
    unit Person;
    one Other(String);
});
wire_struct!(RequisiteCard => RequisiteCardForm {
    id: RequisiteId,
    preset: Preset,
    texts: BTreeMap<RequisiteText, String>,
    addresses: BTreeMap<AddressKind, String>,
});
wire_struct!(BankCard => BankCardForm {
    bik: String,
    bank_name: String,
    account: String,
    correspondent: String,
});
wire_struct!(ClientCard => ClientCardForm {
    origin: ClientOrigin,
    title: String,
    phone: Option<String>,
    email: Option<String>,
    requisite: Fact<RequisiteCard>,
    requisites_found: Option<usize>,
    bank: Fact<BankCard>,
});
wire_struct!(SellerCard => SellerCardForm { company: CompanyId, inn: String });
wire_struct!(ProductRow => ProductRowForm {
    product: Option<ProductId>,
    name: String,
    price: Decimal,
    quantity: Decimal,
    tax_rate: Option<Decimal>,
    tax_included: bool,
    unit_code: Option<u32>,
    unit_name: String,
});
wire_struct!(StaffCard => StaffCardForm {
    id: UserId,
    active: bool,
    name: String,
    head: Option<UserId>,
});
wire_struct!(DealFacts => DealFactsForm {
    deal: DealCard,
    client: Fact<ClientCard>,
    seller: Fact<SellerCard>,
    rows: Vec<ProductRow>,
    rows_total: u64,
    staff: Vec<StaffCard>,
});
wire_struct!(Prior => PriorForm { issued: bool, documents: Vec<StandingDocument> });
wire_struct!(Grounds => GroundsForm {
    facts: DealFacts,
    now: Timestamp,
    prior: Prior,
    policy_hash: String,
});
