//! What stands in the CRM: companies, deals, rows, requisites, dictionaries.

use serde::{Deserialize, Serialize};

use super::Fields;
use crate::amount::Amount;

/// A company.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Company {
    /// Id.
    pub id: i64,
    /// Name.
    pub title: String,
    /// Whether it is one of the portal owner's own companies.
    pub is_my_company: bool,
    /// Responsible employee.
    pub assigned_by_id: i64,
    /// Further fields under the names of `crm.item` (`ufCrm_…` as `UF_CRM_…`).
    pub fields: Fields,
}

/// A contact.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// Id.
    pub id: i64,
    /// Given name.
    pub name: String,
    /// Family name.
    pub last_name: String,
    /// Father's name.
    pub second_name: String,
    /// Company.
    pub company_id: i64,
    /// Responsible employee.
    pub assigned_by_id: i64,
    /// Further fields under the names of `crm.item`.
    pub fields: Fields,
}

/// A deal.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deal {
    /// Id.
    pub id: i64,
    /// Name.
    pub title: String,
    /// Funnel.
    pub category_id: i64,
    /// Stage; empty means the first of the funnel.
    pub stage_id: String,
    /// Company; 0: none.
    pub company_id: i64,
    /// Primary contact; 0: none.
    pub contact_id: i64,
    /// Responsible employee.
    pub assigned_by_id: i64,
    /// Amount; absent means the sum of the rows.
    pub opportunity: Option<Amount>,
    /// Currency; empty means RUB.
    pub currency_id: String,
    /// Further fields under the names of `crm.item`, custom ones as `UF_CRM_…`.
    pub fields: Fields,
}

impl Deal {
    /// A deal in the first stage of funnel 0.
    pub fn new(id: i64, title: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            ..Self::default()
        }
    }
}

/// A product row.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProductRow {
    /// `D` deal; `SI`, `Q`, `T80`… are kept as well.
    pub owner_type: String,
    /// Id of the owner.
    pub owner_id: i64,
    /// Product of the catalogue; 0: a free text.
    pub product_id: i64,
    /// Name.
    pub product_name: String,
    /// Price of one, after discount, with tax.
    pub price: Amount,
    /// Quantity.
    pub quantity: Amount,
    /// Tax in per cent; absent: without VAT.
    pub tax_rate: Option<Amount>,
    /// Whether the tax is in the price.
    pub tax_included: bool,
    /// Discount in per cent.
    pub discount_rate: Amount,
    /// OKEI code of the unit.
    pub measure_code: i64,
    /// Name of the unit.
    pub measure_name: String,
    /// Order.
    pub sort: i64,
    /// External id.
    pub xml_id: String,
    /// 1 product, 4 offer, 7 service.
    #[serde(rename = "type")]
    pub kind: i64,
}

impl Default for ProductRow {
    fn default() -> Self {
        Self {
            owner_type: "D".to_owned(),
            owner_id: 0,
            product_id: 0,
            product_name: String::new(),
            price: Amount::default(),
            quantity: Amount::from(1),
            tax_rate: None,
            tax_included: true,
            discount_rate: Amount::default(),
            measure_code: 796,
            measure_name: "шт".to_owned(),
            sort: 10,
            xml_id: String::new(),
            kind: 1,
        }
    }
}

/// Kind of a custom field.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldKind {
    /// Text.
    #[default]
    String,
    /// Whole number.
    Integer,
    /// Number.
    Double,
    /// Read as `Y`/`N`, filtered by 1/0.
    Boolean,
    /// Date, sent as the portal's midnight with an offset.
    Date,
    /// Date and time.
    Datetime,
    /// `100.50|RUB`.
    Money,
    /// Id of an option.
    Enumeration,
    /// `CO_5`, `C_7`.
    Crm,
    /// User id.
    Employee,
    /// File.
    File,
    /// Link.
    Url,
    /// Address.
    Address,
}

/// A custom field.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserField {
    /// 2 deal, 3 contact, 4 company.
    pub entity_type_id: i64,
    /// `UF_CRM_…`.
    pub name: String,
    /// Kind.
    pub kind: FieldKind,
    /// Several values.
    pub multiple: bool,
    /// A stage change inside a funnel fails while it is empty.
    pub mandatory: bool,
}

/// A requisite card.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Requisite {
    /// Id.
    pub id: i64,
    /// 4 company, 3 contact.
    pub entity_type_id: i64,
    /// Id of the company or contact.
    pub entity_id: i64,
    /// Preset.
    pub preset_id: i64,
    /// Name.
    pub name: String,
    /// External id, by custom the 1C guid.
    pub xml_id: String,
    /// `RQ_INN`, `RQ_KPP`, … as text, and `UF_CRM_…`.
    pub fields: Fields,
}

/// A bank account.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct BankDetail {
    /// Id.
    pub id: i64,
    /// Requisite.
    pub entity_id: i64,
    /// Name.
    pub name: String,
    /// `RQ_BIK`, `RQ_ACC_NUM`, `RQ_COR_ACC_NUM`, `RQ_BANK_NAME`, ….
    pub fields: Fields,
}

/// An address; it has no id of its own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// 1 actual, 4 registered, 6 legal, 8 mailing.
    pub type_id: i64,
    /// Requisite.
    pub requisite_id: i64,
    /// `ADDRESS_1`, `ADDRESS_2`, `CITY`, `POSTAL_CODE`, `REGION`, `PROVINCE`, `COUNTRY`.
    pub fields: Fields,
}

/// The requisites that are chosen in a deal; 0: not chosen.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequisiteLink {
    /// 2 deal.
    pub entity_type_id: i64,
    /// Id of the deal.
    pub entity_id: i64,
    /// Requisite of the client.
    pub requisite_id: i64,
    /// Bank account of the client.
    pub bank_detail_id: i64,
    /// Requisite of the own company.
    pub mc_requisite_id: i64,
    /// Bank account of the own company.
    pub mc_bank_detail_id: i64,
}

/// A requisite preset.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Preset {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// `#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#` and the like tell the kind of the party.
    pub xml_id: String,
    /// 1: Russia.
    pub country_id: i64,
}

/// A funnel of deals.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Category {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Order.
    pub sort: i64,
}

/// A value of a dictionary, e.g. a stage.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Status {
    /// `DEAL_STAGE`, `DEAL_STAGE_9`, `SOURCE`, ….
    pub entity_id: String,
    /// `NEW`, `C9:NEW`, ….
    pub status_id: String,
    /// Name.
    pub name: String,
    /// Order.
    pub sort: i64,
    /// Funnel of a stage.
    pub category_id: Option<i64>,
    /// Empty or `P` process, `S` won, `F` lost.
    pub semantics: String,
}
