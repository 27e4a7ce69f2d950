//! The world: what portal and 1C base hold when they start. Plain data with serde; the README
//! describes the same as JSON.
//!
//! Sums and quantities are [`Amount`](crate::amount::Amount)s: text or integers in JSON, never
//! numbers with a fraction. Fields of the portal that have no name of their own here (`UF_CRM_…`,
//! `RQ_…`) stand in `fields` maps under the portal's names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::WorldError;
use crate::switches::Switches;

mod access;
mod crm;

pub use access::{Application, CrmAccess, Department, Token, User, Webhook};
pub use crm::{
    Address, BankDetail, Category, Company, Contact, Deal, FieldKind, Preset, ProductRow,
    Requisite, RequisiteLink, Status, UserField,
};

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
