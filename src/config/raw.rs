//! The shape of the file, before anything is judged. Unknown keys are refused.
//!
//! Values that are judged later carry their place. Keys are documented in `docs/configuration.md`.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

pub(super) type Text = Spanned<String>;
pub(super) type Number = Spanned<u64>;
pub(super) type Date = Spanned<Datetime>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) portal: Portal,
    #[serde(default)]
    pub(super) storage: Storage,
    pub(super) infobases: Vec<Infobase>,
    pub(super) sellers: Vec<Seller>,
    pub(super) regions: Vec<Region>,
    pub(super) forms: Vec<Form>,
    pub(super) products: Vec<Product>,
    #[serde(default)]
    pub(super) schedules: Vec<Schedule>,
    #[serde(default)]
    pub(super) files: Files,
    #[serde(default)]
    pub(super) announce: Announce,
    #[serde(default)]
    pub(super) dates: Dates,
    #[serde(default)]
    pub(super) documents: Documents,
    #[serde(default)]
    pub(super) approval: Approval,
    #[serde(default)]
    pub(super) people: People,
    #[serde(default)]
    pub(super) patience: Patience,
    #[serde(default)]
    pub(super) privacy: Privacy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Portal {
    pub(super) slug: Text,
    pub(super) address: Text,
    pub(super) member_id: Option<Text>,
    pub(super) lang: Option<Text>,
    pub(super) timeout_seconds: Option<Number>,
    pub(super) proxy: Option<Text>,
    pub(super) authority_file: Option<String>,
    #[serde(default)]
    pub(super) bucket: Bucket,
    pub(super) parallel: Option<Number>,
    pub(super) run_page: Option<Text>,
    pub(super) application: Option<Application>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Application {
    pub(super) client_id: Text,
    pub(super) auth_server: Option<Text>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bucket {
    pub(super) capacity: Option<Number>,
    pub(super) per_second: Option<Number>,
    pub(super) drain: Option<Text>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Storage {
    pub(super) journal: Option<String>,
    pub(super) files: Option<String>,
    pub(super) tokens: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Infobase {
    pub(super) code: Text,
    pub(super) publication: Text,
    pub(super) sellers: Vec<Text>,
    pub(super) timeout_seconds: Option<Number>,
    pub(super) proxy: Option<Text>,
    pub(super) authority_file: Option<String>,
    pub(super) parallel: Option<Number>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seller {
    pub(super) code: Text,
    pub(super) onec_ref: Text,
    pub(super) name: Text,
    pub(super) inn: Text,
    pub(super) kpp: Option<Text>,
    pub(super) regimes: Spanned<Vec<Regime>>,
    pub(super) signatory: Signatory,
    pub(super) closed_until: Option<Date>,
    #[serde(default)]
    pub(super) accountants: Vec<Colleague>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Colleague {
    pub(super) user: Number,
    pub(super) name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Regime {
    pub(super) from: Date,
    pub(super) vat: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signatory {
    pub(super) post: Text,
    pub(super) name: Text,
    pub(super) basis: Option<Text>,
    pub(super) attorney: Option<Attorney>,
    pub(super) genitive: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attorney {
    pub(super) number: Text,
    pub(super) issued: Date,
    pub(super) expires: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    pub(super) code: Text,
    pub(super) title: Text,
    pub(super) city: Text,
    pub(super) offset: Text,
    #[serde(default)]
    pub(super) sellers: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub(super) code: Text,
    pub(super) version: Text,
    pub(super) title: Text,
    #[serde(default)]
    pub(super) sellers: Vec<Text>,
    #[serde(default)]
    pub(super) regions: Vec<Text>,
    #[serde(default)]
    pub(super) client_kinds: Vec<Text>,
    #[serde(default)]
    pub(super) product_kinds: Vec<Text>,
    pub(super) valid_from: Option<Date>,
    pub(super) valid_to: Option<Date>,
    #[serde(default)]
    pub(super) number_approval: bool,
    pub(super) files: Option<Files>,
    #[serde(default)]
    pub(super) fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) code: Text,
    pub(super) title: Text,
    pub(super) kind: Text,
    pub(super) choices: Option<Spanned<Vec<Text>>>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(rename = "deal_field")]
    pub(super) deal: Option<Text>,
    pub(super) default: Option<Text>,
    #[serde(default)]
    pub(super) help: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Product {
    pub(super) id: Number,
    pub(super) onec_ref: Text,
    pub(super) name: Text,
    pub(super) kind: Text,
    pub(super) unit: Unit,
    #[serde(default)]
    pub(super) sellers: Vec<Text>,
    pub(super) reduced: Option<Text>,
    #[serde(default)]
    pub(super) archived: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    pub(super) code: Number,
    pub(super) name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Schedule {
    pub(super) code: Text,
    pub(super) parts: Spanned<Vec<Part>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) percent: Text,
    pub(super) after: Text,
    pub(super) days: Option<Number>,
    pub(super) count: Option<Text>,
    pub(super) balance: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Files {
    pub(super) contract: Option<Spanned<Vec<Pair>>>,
    pub(super) invoice: Option<Spanned<Vec<Pair>>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pair {
    pub(super) docx_stamped: bool,
    pub(super) pdf_stamped: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Announce {
    pub(super) fallback: Option<Text>,
    pub(super) fallback_field: Option<Text>,
    #[serde(default)]
    pub(super) fields: ResultFields,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultFields {
    pub(super) contract_number: Option<Text>,
    pub(super) contract_date: Option<Text>,
    pub(super) invoice_numbers: Option<Text>,
    pub(super) state: Option<Text>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dates {
    pub(super) past_days: Option<u32>,
    pub(super) future_days: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Documents {
    pub(super) order: Option<bool>,
    pub(super) invoices: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    #[serde(default)]
    pub(super) administrators: Vec<Colleague>,
    #[serde(default)]
    pub(super) hours: Hours,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hours {
    pub(super) around_the_clock: Option<Spanned<bool>>,
    pub(super) offset: Option<Text>,
    pub(super) from: Option<Number>,
    pub(super) until: Option<Number>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approval {
    pub(super) approver: Option<Number>,
    pub(super) deputy: Option<Number>,
    pub(super) remind_after_minutes: Option<Number>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Patience {
    pub(super) attempts: Option<Number>,
    pub(super) first_pause_seconds: Option<Number>,
    pub(super) longest_pause_seconds: Option<Number>,
    pub(super) settle_seconds: Option<Number>,
    pub(super) working_minutes: Option<Number>,
    pub(super) remind_after_minutes: Option<Number>,
    pub(super) longest_asked_seconds: Option<Number>,
    pub(super) tell_outage_after_minutes: Option<Number>,
    pub(super) reread_after_minutes: Option<Number>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Privacy {
    pub(super) keep_days: Option<Number>,
}
