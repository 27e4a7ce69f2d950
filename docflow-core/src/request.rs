//! What 1C is asked for: the request that only the check can build.
//!
//! A [`DocumentRequest`] has no public constructor. Whoever holds one knows that every rule of the
//! policy was held against it, that sums agree to the kopeck and that no mandatory field is empty.

use crate::choices::Purpose;
use crate::facts::DealCard;
use crate::files::FilePair;
use crate::ids::{CompanyId, ContactId, DealId, UserId};
use crate::money::{Money, Price, Quantity};
use crate::party::{Counterparty, LegalEntity};
use crate::policy::{ResultField, Unit};
use crate::schedule::SchedulePart;
use crate::standing::StandingDocument;
use crate::totals::{LineAmounts, Totals};
use crate::vat::{VatMode, VatRate};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// One set of documents: counterparty, contract, order and invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRequest {
    pub(crate) parts: RequestParts,
}

/// The fields of a request; only this crate turns them into a [`DocumentRequest`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestParts {
    /// The deal.
    pub deal: DealId,
    /// Its title, for messages.
    pub deal_title: String,
    /// Our own firm.
    pub seller: LegalEntity,
    /// The client.
    pub client: Counterparty,
    /// Terms of the contract.
    pub contract: ContractTerms,
    /// Rows, at least one.
    pub rows: Vec<RequestRow>,
    /// Whether VAT is in the prices or on top of them.
    pub vat_mode: VatMode,
    /// Sums of all rows.
    pub totals: Totals,
    /// Whether 1C makes an order of the deal.
    pub order: bool,
    /// Invoices; none when the policy wants none.
    pub invoices: Vec<InvoiceTerms>,
    /// Upload pairs of the contract, the main one first.
    pub contract_files: Vec<FilePair>,
    /// Upload pairs of each invoice, the main one first.
    pub invoice_files: Vec<FilePair>,
    /// Deal fields to fill, with the value that was seen when the facts were read.
    pub result_fields: BTreeMap<ResultField, SeenField>,
    /// Who is told, each once, active employees only.
    pub recipients: Vec<UserId>,
    /// Who asked.
    pub requested_by: UserId,
    /// What the request is for.
    pub purpose: Purpose,
    /// Documents of earlier runs that these take the place of; the accountant marks them.
    pub supersedes: Vec<StandingDocument>,
    /// The contract that invoices are made under, when no new one is.
    pub basis: Option<StandingDocument>,
    /// Words to the accountant.
    pub note: Option<String>,
    /// What the deal said of client and sum, to notice a change before the result is announced.
    pub deal_seen: DealSeen,
    /// The seller's local date when the check ran.
    pub today: NaiveDate,
    /// Hash of the policy that the check used.
    pub policy_hash: String,
}

/// What documents stand on, as the deal said it when the facts were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DealSeen {
    /// Linked company.
    pub company: Option<CompanyId>,
    /// Linked contact.
    pub contact: Option<ContactId>,
    /// The sum in the card.
    pub opportunity: Option<Money>,
}

impl DealSeen {
    /// What a later reading of the deal shows otherwise: `client`, `sum`, `closed`. Of a request that
    /// did not keep what was seen nothing can be said.
    pub fn changes(&self, now: &DealCard) -> Vec<&'static str> {
        if *self == Self::default() {
            return Vec::new();
        }
        let changes = [
            (
                "client",
                (now.company, now.contact) != (self.company, self.contact),
            ),
            ("sum", now.opportunity != self.opportunity),
            ("closed", now.closed),
        ];
        let changes = changes.into_iter().filter(|(_, changed)| *changed);
        changes.map(|(code, _)| code).collect()
    }
}

/// A field of the deal and what stood in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenField {
    /// Original name: `UF_CRM_…`.
    pub field: String,
    /// Its value when the facts were read; empty when it was.
    pub seen: String,
}

/// Terms of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractTerms {
    /// Code of the form.
    pub form: String,
    /// Version of the form.
    pub form_version: String,
    /// Title of the form.
    pub form_title: String,
    /// Date.
    pub date: NaiveDate,
    /// City in its head.
    pub city: String,
    /// Code of the region.
    pub region: String,
    /// Last day, inclusive.
    pub valid_until: Option<NaiveDate>,
    /// Values of the fields that the form asks for, by code.
    pub fields: BTreeMap<String, String>,
    /// Whether its number waits for an approver.
    pub number_approval: bool,
}

/// A row, checked against the product that 1C knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Reference of the nomenclature.
    pub onec_ref: String,
    /// Name in 1C.
    pub name: String,
    /// Unit.
    pub unit: Unit,
    /// Quantity.
    pub quantity: Quantity,
    /// Price of a unit.
    pub price: Price,
    /// Rate.
    pub vat: VatRate,
    /// Sum, VAT and total of the row.
    pub amounts: LineAmounts,
}

/// One invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceTerms {
    /// Which one, from 1.
    pub index: u32,
    /// How many there are.
    pub of: u32,
    /// Date.
    pub date: NaiveDate,
    /// Last day to pay.
    pub due: Option<NaiveDate>,
    /// Percent, amount and VAT.
    pub part: SchedulePart,
}

impl DocumentRequest {
    /// Every field, to read.
    pub fn parts(&self) -> &RequestParts {
        &self.parts
    }

    /// What the client pays in all.
    pub fn total(&self) -> Money {
        self.parts.totals.total
    }

    /// Whether another request would make the same documents: what differs besides is who is told,
    /// what stood in the fields of the deal, and which version of the policy was used.
    pub fn makes_the_same(&self, other: &Self) -> bool {
        let essence = |parts: &RequestParts| RequestParts {
            deal_title: String::new(),
            seller: LegalEntity {
                closed_until: None,
                accountants: Vec::new(),
                ..parts.seller.clone()
            },
            result_fields: BTreeMap::new(),
            recipients: Vec::new(),
            deal_seen: DealSeen::default(),
            policy_hash: String::new(),
            ..parts.clone()
        };
        essence(&self.parts) == essence(&other.parts)
    }
}
