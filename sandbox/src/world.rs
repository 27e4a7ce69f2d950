//! The world: what portal and 1C base hold when they start. Plain data with serde; the README
//! describes the same as JSON.
//!
//! Sums and quantities are [`Amount`]s: text or integers in JSON, never numbers with a fraction.
//! Fields of the portal that have no name of their own here (`UF_CRM_…`, `RQ_…`) stand in `fields`
//! maps under the portal's names.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::switches::Switches;

/// Free fields of an entity by the portal's name for them.
pub type Fields = BTreeMap<String, Value>;

/// Everything that exists when the sandbox starts.
///
/// ```
/// use docflow_sandbox::{Deal, User, Webhook, World};
/// let mut world = World::default();
/// world.portal.users.push(User::new(1, "Иван", "Петров"));
/// world.portal.webhooks.push(Webhook::new(1, "s3cret", ["crm", "user", "im"]));
/// world.portal.deals.push(Deal::new(4512, "Поставка насосов"));
/// assert!(World::from_json(r#"{"portal": {}}"#).is_ok());
/// ```
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct World {
    /// The Bitrix24 portal.
    pub portal: PortalWorld,
    /// The 1C base: a sub-tree that its server reads by itself.
    pub onec: Value,
}

impl World {
    /// Reads a world file.
    ///
    /// # Errors
    /// One line with the place in the file and what was expected there.
    pub fn from_json(text: &str) -> Result<Self, WorldError> {
        serde_json::from_str(text).map_err(|error| WorldError(error.to_string()))
    }
}

/// What is wrong with a world file.
#[derive(Debug, thiserror::Error)]
#[error("the world file was not understood: {0}; see the world format in the README")]
pub struct WorldError(String);

/// A sum, a price or a quantity, exact.
///
/// In JSON text (`"12200.00"`) or an integer; a number with a fraction is refused, because most
/// JSON readers make a binary float of it.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Amount(pub Decimal);

impl From<i64> for Amount {
    fn from(number: i64) -> Self {
        Self(Decimal::from(number))
    }
}

impl From<Decimal> for Amount {
    fn from(number: Decimal) -> Self {
        Self(number)
    }
}

impl std::str::FromStr for Amount {
    type Err = WorldError;

    fn from_str(text: &str) -> Result<Self, WorldError> {
        let wrong = |_| WorldError(format!("{text:?} is no decimal number like \"12200.00\""));
        text.parse().map(Self).map_err(wrong)
    }
}

impl Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl serde::de::Visitor<'_> for Reader {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sum as text (\"12200.00\") or an integer")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Amount, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E>(self, number: i64) -> Result<Amount, E> {
                Ok(Amount::from(number))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Amount, E> {
                Ok(Amount(Decimal::from(number)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// The Bitrix24 portal.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortalWorld {
    /// Host name that the portal calls itself; the sandbox is reached at its own address.
    pub host: String,
    /// Permanent id of the portal, 32 hex digits.
    pub member_id: String,
    /// Local time of the portal, minutes east of Greenwich; Moscow is 180.
    pub utc_offset_minutes: i32,
    /// Tariff as `app.info` shows it; a name with `ent` gets the bigger request bucket.
    pub license: String,
    /// Inbound webhooks.
    pub webhooks: Vec<Webhook>,
    /// Installed applications with their tokens.
    pub applications: Vec<Application>,
    /// Employees.
    pub users: Vec<User>,
    /// Departments.
    pub departments: Vec<Department>,
    /// Companies, own ones included.
    pub companies: Vec<Company>,
    /// Contacts.
    pub contacts: Vec<Contact>,
    /// Deals.
    pub deals: Vec<Deal>,
    /// Product rows.
    pub rows: Vec<ProductRow>,
    /// Custom fields that exist; a field that stands on an entity of this world need not be named
    /// here, its kind is then guessed from the value.
    pub user_fields: Vec<UserField>,
    /// Requisites of companies and contacts.
    pub requisites: Vec<Requisite>,
    /// Bank accounts of requisites.
    pub bank_details: Vec<BankDetail>,
    /// Addresses of requisites.
    pub addresses: Vec<Address>,
    /// Which requisites are chosen in which deal.
    pub links: Vec<RequisiteLink>,
    /// Requisite presets; empty means the three Russian standard ones.
    pub presets: Vec<Preset>,
    /// Funnels of deals; funnel 0 exists always.
    pub categories: Vec<Category>,
    /// Stages and other dictionaries; empty means the standard stages of funnel 0.
    pub statuses: Vec<Status>,
    /// The document generator.
    pub docgen: Docgen,
    /// Strictness, limits and doubts.
    pub switches: Switches,
}

impl Default for PortalWorld {
    fn default() -> Self {
        Self {
            host: "sandbox.bitrix24.ru".to_owned(),
            member_id: "a223c6b3710f85df22e9377d6c4f7553".to_owned(),
            utc_offset_minutes: 180,
            license: "ru_pro".to_owned(),
            webhooks: Vec::new(),
            applications: Vec::new(),
            users: Vec::new(),
            departments: Vec::new(),
            companies: Vec::new(),
            contacts: Vec::new(),
            deals: Vec::new(),
            rows: Vec::new(),
            user_fields: Vec::new(),
            requisites: Vec::new(),
            bank_details: Vec::new(),
            addresses: Vec::new(),
            links: Vec::new(),
            presets: Vec::new(),
            categories: Vec::new(),
            statuses: Vec::new(),
            docgen: Docgen::default(),
            switches: Switches::default(),
        }
    }
}

/// An inbound webhook: `/rest/{user}/{code}/{method}`.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The employee whose rights it has.
    pub user: i64,
    /// The secret in its path.
    pub code: String,
    /// Scopes it may use.
    pub scopes: Vec<String>,
}

impl Webhook {
    /// A webhook of this user.
    pub fn new<S: Into<String>>(
        user: i64,
        code: impl Into<String>,
        scopes: impl IntoIterator<Item = S>,
    ) -> Self {
        let scopes = scopes.into_iter().map(Into::into).collect();
        Self {
            user,
            code: code.into(),
            scopes,
        }
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Webhook");
        out.field("user", &self.user)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// An installed application.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// `client_id`, also its code: `local.…` or `app.…`.
    pub client: String,
    /// Scopes it was given.
    pub scopes: Vec<String>,
    /// Proves that a call comes from the portal; fixed for the installation.
    #[serde(default)]
    pub application_token: String,
    /// Its access tokens.
    #[serde(default)]
    pub tokens: Vec<Token>,
}

impl Application {
    /// An application with one token.
    pub fn new<S: Into<String>>(
        client: impl Into<String>,
        scopes: impl IntoIterator<Item = S>,
        token: Token,
    ) -> Self {
        Self {
            client: client.into(),
            scopes: scopes.into_iter().map(Into::into).collect(),
            application_token: String::new(),
            tokens: vec![token],
        }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Application");
        out.field("client", &self.client)
            .field("tokens", &self.tokens)
            .finish_non_exhaustive()
    }
}

/// An access token.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// What goes into the parameter `auth`.
    pub access_token: String,
    /// The employee whose rights it has.
    pub user: i64,
    /// Seconds from loading the world until it expires; 3600 as in the real one.
    #[serde(default = "hour")]
    pub expires_in: i64,
}

fn hour() -> i64 {
    3600
}

impl Token {
    /// A token of this user that lives an hour.
    pub fn new(access_token: impl Into<String>, user: i64) -> Self {
        Self {
            access_token: access_token.into(),
            user,
            expires_in: hour(),
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Token");
        out.field("user", &self.user)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// What an employee may do with deals.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CrmAccess {
    /// Reads and changes all.
    #[default]
    All,
    /// Reads and changes deals that he is responsible for.
    Own,
    /// Reads and changes nothing of the CRM.
    None,
}

/// An employee.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct User {
    /// Id.
    pub id: i64,
    /// Given name.
    pub name: String,
    /// Family name.
    pub last_name: String,
    /// Father's name.
    pub second_name: String,
    /// E-mail address.
    pub email: String,
    /// False once dismissed; absent means true.
    #[serde(default = "yes")]
    pub active: bool,
    /// Portal administrator.
    pub admin: bool,
    /// Departments.
    pub departments: Vec<i64>,
    /// Post.
    pub work_position: String,
    /// Rights in the CRM.
    pub crm: CrmAccess,
    /// Further fields under the portal's names, e.g. `UF_USR_…`.
    pub fields: Fields,
}

fn yes() -> bool {
    true
}

impl User {
    /// An active employee.
    pub fn new(id: i64, name: impl Into<String>, last_name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            last_name: last_name.into(),
            active: true,
            ..Self::default()
        }
    }
}

/// A department.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Department {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// The department above; absent for the top.
    pub parent: Option<i64>,
    /// Its head.
    pub head: Option<i64>,
}

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

/// The document generator.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Docgen {
    /// Whether the portal has it.
    pub enabled: bool,
    /// Employees who may use it; absent: all.
    pub allowed_users: Option<Vec<i64>>,
}

impl Default for Docgen {
    fn default() -> Self {
        Self {
            enabled: true,
            allowed_users: None,
        }
    }
}
