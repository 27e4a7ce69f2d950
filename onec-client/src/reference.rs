//! What a base offers: itself, its organizations, its contract forms.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::key::Ref;
use crate::request::CounterpartyKind;

/// What answers at the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The version of the service's contract; this crate speaks `v1`.
    pub contract: String,
    /// The version of the extension.
    pub extension: String,
    /// Name and version of the configuration.
    pub configuration: String,
    /// The name of the base.
    pub infobase: String,
    /// Its own legal entities.
    pub organizations: Vec<Organization>,
    /// The last day of the closed period.
    pub closed_until: Option<NaiveDate>,
    /// What the extension can do beyond the first form of the contract; an older one names
    /// nothing.
    pub capabilities: BTreeSet<Capability>,
}

impl About {
    /// Whether the extension says that it can do this.
    pub fn can(&self, capability: &Capability) -> bool {
        self.capabilities.contains(capability)
    }
}

/// One thing that an extension can do, so that a host compares it with its policy beforehand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// Keys can be voided: [`Client::void_key`](crate::Client::void_key).
    Void,
    /// A set without an order.
    NoOrder,
    /// A contract without invoices.
    NoInvoices,
    /// Invoices under a contract that stands.
    InvoiceOnly,
    /// `supersedes` of a request is kept for the accountant.
    Supersedes,
    /// `note` of a request is kept for the accountant.
    Note,
    /// The base prints files.
    Files,
    /// A word of a later version.
    Other(String),
}

impl Capability {
    pub(crate) fn of(word: String) -> Self {
        match word.as_str() {
            "void" => Self::Void,
            "no_order" => Self::NoOrder,
            "no_invoices" => Self::NoInvoices,
            "invoice_only" => Self::InvoiceOnly,
            "supersedes" => Self::Supersedes,
            "note" => Self::Note,
            "files" => Self::Files,
            _ => Self::Other(word),
        }
    }
}

/// An own legal entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its reference.
    pub reference: Ref,
    /// ИНН.
    pub inn: String,
    /// КПП; a sole trader has none.
    pub kpp: Option<String>,
    /// Its name.
    pub name: String,
    /// The prefix of its numbers.
    pub prefix: Option<String>,
}

/// A form of contracts kept in 1C.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its code.
    pub code: String,
    /// Its title for people.
    pub title: String,
    /// Its version; a request names the version that it filled.
    pub version: String,
    /// The kind of contract: `services`, `supply`, `works` or a later word.
    pub kind: String,
    /// Who may use it; an empty list means nobody.
    pub organizations: Vec<Ref>,
    /// For which buyers.
    pub client_kinds: Vec<CounterpartyKind>,
    /// What it asks for.
    pub fields: Vec<FormField>,
    /// The first day.
    pub valid_from: Option<NaiveDate>,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Its code, the key of the answer in `contract.fields`.
    pub code: String,
    /// Its title for people.
    pub title: String,
    /// What kind of answer it takes.
    pub kind: FieldKind,
    /// Whether it must be answered.
    pub required: bool,
    /// A hint for people.
    pub help: Option<String>,
}

/// What kind of answer a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A date, written 2026-11-24.
    Date,
    /// A number with a dot.
    Number,
    /// One of these.
    Choice(Vec<String>),
    /// `true` or `false`.
    Flag,
}
