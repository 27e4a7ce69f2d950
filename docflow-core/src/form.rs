//! Contract forms: what a form is for, and which fields it asks for.
//!
//! A form says for which sellers, regions, client kinds, product kinds and dates it is offered.
//! [`ContractForm::misfits`] gives every reason why it is not, since «why is my form missing» is
//! the question that support hears most.

use crate::files::FilePolicy;
use crate::party::ClientKind;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What a product is, as forms tell products apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProductKind {
    /// Услуга.
    Service,
    /// Товар.
    Good,
    /// Работа.
    Work,
}

impl ProductKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Service, Self::Good, Self::Work];

    /// The name used in policies and wire formats.
    pub fn code(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Good => "good",
            Self::Work => "work",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A contract form with its applicability. An empty set means «any».
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractForm {
    /// Stable code, the same in 1C: «services».
    pub code: String,
    /// Version; a withdrawn version stays valid for contracts made by it.
    pub version: String,
    /// Name for people: «Договор оказания услуг».
    pub title: String,
    /// Codes of own legal entities.
    pub sellers: BTreeSet<String>,
    /// Codes of regions.
    pub regions: BTreeSet<String>,
    /// Kinds of clients.
    pub client_kinds: BTreeSet<ClientKind>,
    /// Kinds of products; every row must be of one of them.
    pub product_kinds: BTreeSet<ProductKind>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day, inclusive.
    pub valid_to: Option<NaiveDate>,
    /// Whether the contract's number waits for an approver.
    pub number_approval: bool,
    /// Which files its documents are attached with; without them, those of the policy.
    pub files: Option<FilePolicy>,
    /// What the form asks for besides requisites and rows.
    pub fields: Vec<FormField>,
}

/// A field that a form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Stable code, the same in the template: «place».
    pub code: String,
    /// Name for people.
    pub title: String,
    /// What may be typed.
    pub kind: FieldKind,
    /// Whether the form can do without.
    pub required: bool,
    /// Where the value comes from.
    pub source: FieldSource,
    /// A sentence for the one who fills it.
    pub help: String,
}

/// What may be typed into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A day, `2026-11-24`.
    Date,
    /// A whole number.
    Number,
    /// One of these.
    Choice(Vec<String>),
}

/// Where the value of a field comes from, in the order of trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldSource {
    /// A field of the deal, by its original name.
    Deal(String),
    /// The manager is asked.
    Asked,
    /// A value of the policy, unless the manager gives another.
    Default(String),
}

/// What a form is held against. What is not known yet excludes no form.
#[derive(Clone, Debug)]
pub struct FormContext<'a> {
    /// Code of the own legal entity, once it is known.
    pub seller: Option<&'a str>,
    /// Code of the region, once it is known.
    pub region: Option<&'a str>,
    /// The client's kind, once it is known.
    pub client: Option<ClientKind>,
    /// Kinds of the rows.
    pub products: &'a BTreeSet<ProductKind>,
    /// Date of the contract.
    pub date: NaiveDate,
}

/// Why a form is not offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Not for this own legal entity.
    Seller,
    /// Not for this region.
    Region,
    /// Not for this kind of client.
    Client(ClientKind),
    /// Not for this kind of product.
    Product(ProductKind),
    /// From this day on.
    NotYet(NaiveDate),
    /// Up to this day.
    Withdrawn(NaiveDate),
}

impl ContractForm {
    /// Every reason why the form is not offered; empty when it is.
    pub fn misfits(&self, context: &FormContext<'_>) -> Vec<Misfit> {
        let mut found = Vec::new();
        if context
            .seller
            .is_some_and(|code| excluded(&self.sellers, code))
        {
            found.push(Misfit::Seller);
        }
        if context
            .region
            .is_some_and(|code| excluded(&self.regions, code))
        {
            found.push(Misfit::Region);
        }
        if let Some(kind) = context.client
            && !self.client_kinds.is_empty()
            && !self.client_kinds.contains(&kind)
        {
            found.push(Misfit::Client(kind));
        }
        if !self.product_kinds.is_empty() {
            found.extend(
                context
                    .products
                    .difference(&self.product_kinds)
                    .map(|k| Misfit::Product(*k)),
            );
        }
        if let Some(from) = self.valid_from.filter(|from| context.date < *from) {
            found.push(Misfit::NotYet(from));
        }
        if let Some(to) = self.valid_to.filter(|to| context.date > *to) {
            found.push(Misfit::Withdrawn(to));
        }
        found
    }
}

fn excluded(codes: &BTreeSet<String>, code: &str) -> bool {
    !codes.is_empty() && !codes.contains(code)
}
