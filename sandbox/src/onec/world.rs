//! The sub-tree `onec` of the world: what the 1C base holds when it starts.
//!
//! Plain data with serde; dates are texts `2026-11-24`, checked when the world is loaded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::switches::OnecSwitches;

/// The 1C base.
///
/// # By hand
/// `POST /act/onec`, or [`Sandbox::act`](crate::Sandbox::act), does what a person would do in 1C:
///
/// | action | members |
/// |---|---|
/// | `{"do": "add_contract"}` | `organization`, `number`, `date`, and `counterparty` if any; refused for a held or used number while the switch `typed_numbers_are_checked` is on |
/// | `{"do": "add_counterparty"}` | `card`: a [`CounterpartyCard`]; without `ref` it gets one |
/// | `{"do": "edit_counterparty"}` | `ref`, `set`: members of the card to replace |
/// | `{"do": "post"}`, `{"do": "unpost"}` | `ref` of an order or invoice; refused for one that is marked, and in the closed period. A contract is a card of a catalogue and is not posted |
/// | `{"do": "mark"}`, `{"do": "unmark"}` | `ref` of a contract, order or invoice: marks it for deletion, or takes that back; refused for a posted one. The number of a contract stays used |
/// | `{"do": "skip_numbers"}` | `document` (`invoice` or `order`), `organization`, `year`, `count` |
/// | `{"do": "close_period"}` | `until`: the last closed day, or `null` |
///
/// # State
/// `GET /state` has under `onec`: `counterparties`, `contracts`, `orders`, `invoices` by `ref`, each
/// with the refs it points to and the `key` that made it, and how it stands: `deletion_mark` and
/// `posted`, with `marked_by` and `posted_by` (`person`, `extension` by a mistake, or null);
/// `sets` by key with `state` (`working`, `done`, `print_failed`), `files` (name, size, `sha256`,
/// `of`: the document's ref) and what the accountant is told: `requested_by`, `note`, and
/// `supersedes`, each entry with `found`, `posted` and `deletion_mark` as they are now (orders show
/// the same); `voided`: keys with the moment since when; `reservations` by key; `files`;
/// `closed_until`; `requests` by route.
///
/// # Beginning
/// ```
/// use docflow_sandbox::{OnecWorld, World};
/// let world = World { onec: OnecWorld::default().into(), ..World::default() };
/// assert_eq!(world.onec["publication"], "bp");
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnecWorld {
    /// The path that the base is published at.
    pub publication: String,
    /// Name of the base.
    pub infobase: String,
    /// Name and version of the configuration.
    pub configuration: String,
    /// The second pair of characters in numbers of documents.
    pub infobase_prefix: String,
    /// Local time of the base, minutes east of Greenwich; Moscow is 180.
    pub utc_offset_minutes: i32,
    /// Who may sign in.
    pub users: Vec<OnecUser>,
    /// Own legal entities.
    pub organizations: Vec<OnecOrganization>,
    /// Goods and services.
    pub nomenclature: Vec<Nomenclature>,
    /// Cards of counterparties.
    pub counterparties: Vec<CounterpartyCard>,
    /// Contracts that people typed by hand.
    pub contracts: Vec<TypedContract>,
    /// Contract forms.
    pub forms: Vec<ContractForm>,
    /// The last day of the closed period.
    pub closed_until: Option<String>,
    /// The last number given, by kind of document (`invoice`, `order`), organization and year.
    pub last_numbers: BTreeMap<String, BTreeMap<String, BTreeMap<String, u32>>>,
    /// Limits, leniencies and doubts.
    pub switches: OnecSwitches,
}

impl Default for OnecWorld {
    fn default() -> Self {
        Self {
            publication: "bp".to_owned(),
            infobase: "Бухгалтерия предприятия".to_owned(),
            configuration: "БухгалтерияПредприятия 3.0.151.38".to_owned(),
            infobase_prefix: "00".to_owned(),
            utc_offset_minutes: 180,
            users: Vec::new(),
            organizations: Vec::new(),
            nomenclature: Vec::new(),
            counterparties: Vec::new(),
            contracts: Vec::new(),
            forms: Vec::new(),
            closed_until: None,
            last_numbers: BTreeMap::new(),
            switches: OnecSwitches::default(),
        }
    }
}

impl From<OnecWorld> for Value {
    fn from(world: OnecWorld) -> Self {
        // Only text keys and plain values: it cannot fail.
        serde_json::to_value(world).unwrap_or_default()
    }
}

/// A user of the base.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OnecUser {
    /// Login, Cyrillic allowed.
    pub login: String,
    /// Password.
    pub password: String,
    /// Whether the user has the right to the service.
    #[serde(default = "yes")]
    pub may_use_service: bool,
}

fn yes() -> bool {
    true
}

/// An own legal entity.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnecOrganization {
    /// GUID.
    #[serde(rename = "ref")]
    pub reference: String,
    /// ИНН.
    pub inn: String,
    /// КПП; empty for a sole trader.
    pub kpp: String,
    /// ОГРН or ОГРНИП.
    pub ogrn: String,
    /// Short name.
    pub name: String,
    /// Full name as printed.
    pub full_name: String,
    /// Two characters before the numbers of its documents.
    pub prefix: String,
    /// `osno`, `usn_exempt`, `usn_5` or `usn_7`.
    pub vat_regime: String,
    /// Legal address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Electronic mail.
    pub email: String,
    /// Bank accounts; the first is the main one.
    pub accounts: Vec<OnecAccount>,
    /// Post of the head, nominative.
    pub director_post: String,
    /// Full name of the head, nominative.
    pub director: String,
    /// Full name of the chief accountant; empty when the head keeps the books.
    pub accountant: String,
}

/// A bank account.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnecAccount {
    /// БИК.
    pub bik: String,
    /// Name of the bank.
    pub bank_name: String,
    /// Twenty digits.
    pub account: String,
    /// Correspondent account of the bank.
    pub correspondent: String,
}

/// Goods or a service.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Nomenclature {
    /// GUID.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the unit by ОКЕИ.
    pub okei: String,
    /// Unit as printed.
    pub unit: String,
    /// Whether it is a service.
    pub service: bool,
    /// `general`, `reduced`, `zero` or `none`.
    pub vat_kind: String,
    /// Whether it is a group of items.
    pub group: bool,
    /// Whether it is marked for deletion.
    pub deletion_mark: bool,
}

/// A card of a counterparty. The service never changes one.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct CounterpartyCard {
    /// GUID.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `legal_entity`, `sole_trader` or `person`.
    pub kind: String,
    /// Short name, at most 100 characters.
    pub name: String,
    /// Full name as printed.
    pub full_name: String,
    /// ИНН; empty when unknown.
    pub inn: String,
    /// КПП.
    pub kpp: String,
    /// ОГРН or ОГРНИП.
    pub ogrn: String,
    /// Identity document of a person: `4010 123456`.
    pub document: String,
    /// Legal address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Electronic mail.
    pub email: String,
    /// Bank accounts.
    pub accounts: Vec<OnecAccount>,
    /// Whether it is marked for deletion; such a card is not found.
    pub deletion_mark: bool,
}

/// A contract that a person typed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct TypedContract {
    /// GUID; one is given when it is empty.
    #[serde(rename = "ref")]
    pub reference: String,
    /// GUID of the organization.
    pub organization: String,
    /// GUID of the counterparty.
    pub counterparty: String,
    /// Number as typed.
    pub number: String,
    /// Date.
    pub date: String,
}

/// A form of contracts.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContractForm {
    /// Code.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Version.
    pub version: String,
    /// `services`, `supply` or `works`: which built-in layout prints it.
    pub kind: String,
    /// GUIDs of the organizations that may use it.
    pub organizations: Vec<String>,
    /// Kinds of buyers.
    pub client_kinds: Vec<String>,
    /// What it asks for.
    pub fields: Vec<FormQuestion>,
    /// How numbers look: `{N}`, `{N:04}`, `{YY}`, `{YYYY}`, `{ORG}`.
    pub number_template: String,
    /// The first day.
    pub valid_from: Option<String>,
    /// The last day.
    pub valid_to: Option<String>,
}

impl Default for ContractForm {
    fn default() -> Self {
        Self {
            code: "services".to_owned(),
            title: "Договор оказания услуг".to_owned(),
            version: "1".to_owned(),
            kind: "services".to_owned(),
            organizations: Vec::new(),
            client_kinds: ["legal_entity", "sole_trader", "person"]
                .map(str::to_owned)
                .to_vec(),
            fields: Vec::new(),
            number_template: "{N}-У/{YY}".to_owned(),
            valid_from: None,
            valid_to: None,
        }
    }
}

/// One question of a form.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormQuestion {
    /// Code.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// `text`, `date`, `number`, `choice` or `flag`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it must be answered.
    pub required: bool,
    /// The answers of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// A hint for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub help: String,
}
