//! The company's policy: who sells what where, by which forms, and how a run behaves.
//!
//! A host reads it from a file; here it is a value that was already checked for form (codes are
//! unique and known) by [`Policy::coherent`]. Decisions over it are in the check.

use crate::dates::DateLimits;
use crate::facts::Timestamp;
use crate::files::FilePolicy;
use crate::form::{ContractForm, ProductKind};
use crate::ids::{ProductId, UserId};
use crate::party::LegalEntity;
use crate::people::People;
use crate::schedule::PaymentSchedule;
use crate::vat::VatRate;
use chrono::{FixedOffset, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The policy of one portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Fixed slug of the portal; the first part of every key.
    pub portal: String,
    /// Hash of the file this was read from; it is stored with every run.
    pub hash: String,
    /// Our own firms.
    pub sellers: Vec<LegalEntity>,
    /// Offices.
    pub regions: Vec<Region>,
    /// Contract forms.
    pub forms: Vec<ContractForm>,
    /// Products of the portal's catalogue that 1C knows.
    pub products: Vec<Product>,
    /// Payment schedules that may be chosen.
    pub schedules: BTreeMap<String, PaymentSchedule>,
    /// Which files are attached for each document, unless its form names others.
    pub files: FilePolicy,
    /// What is written into the deal and how.
    pub announce: AnnouncePolicy,
    /// How far dates may be from today.
    pub dates: DateLimits,
    /// Who approves numbers.
    pub approval: ApprovalPolicy,
    /// How patient a run is.
    pub patience: Patience,
    /// Who mends what, and when they may be reminded.
    pub people: People,
    /// Which documents a request asks 1C for.
    pub documents: DocumentPolicy,
    /// Days after which a finished run loses what it knows about people; absent keeps it.
    pub keep_days: Option<u32>,
}

/// An office with the firms that work there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Stable code: «msk».
    pub code: String,
    /// Name for people.
    pub title: String,
    /// City in the contract's head.
    pub city: String,
    /// Local time; the date of a document is the date there.
    pub offset: FixedOffset,
    /// Codes of the own firms that work there; an empty set means all of them.
    pub sellers: BTreeSet<String>,
}

impl Region {
    /// Whether the own firm with this code works there.
    pub fn hosts(&self, seller: &str) -> bool {
        self.sellers.is_empty() || self.sellers.contains(seller)
    }
}

/// A product of the portal with what 1C calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The portal's number.
    pub id: ProductId,
    /// Reference of the nomenclature in 1C.
    pub onec_ref: String,
    /// Name in 1C.
    pub name: String,
    /// What it is.
    pub kind: ProductKind,
    /// ОКЕИ code and name of its unit.
    pub unit: Unit,
    /// Codes of the own firms that sell it; an empty set means all of them.
    pub sellers: BTreeSet<String>,
    /// A reduced or zero rate that applies to it by law; absent means the general one.
    pub reduced: Option<VatRate>,
    /// Whether 1C keeps it for old documents only.
    pub archived: bool,
}

impl Product {
    /// Whether the own firm with this code sells it.
    pub fn sold_by(&self, seller: &str) -> bool {
        self.sellers.is_empty() || self.sellers.contains(seller)
    }
}

/// A unit of measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// ОКЕИ code, 796 is a piece.
    pub code: u32,
    /// Short name: «шт».
    pub name: String,
}

/// What is written into the deal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnouncePolicy {
    /// Deal field for each result, by its original name.
    pub fields: BTreeMap<ResultField, String>,
    /// What to use where the document generator is denied.
    pub fallback: AttachFallback,
}

/// A result that may be written into a field of the deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResultField {
    /// Number of the contract.
    ContractNumber,
    /// Date of the contract.
    ContractDate,
    /// Numbers of the invoices, comma separated.
    InvoiceNumbers,
    /// Code of the state: «ready», «failed».
    State,
}

impl ResultField {
    /// Every field.
    pub const ALL: [Self; 4] = [
        Self::ContractNumber,
        Self::ContractDate,
        Self::InvoiceNumbers,
        Self::State,
    ];

    /// The name used in policies and wire formats.
    pub fn code(self) -> &'static str {
        match self {
            Self::ContractNumber => "contract_number",
            Self::ContractDate => "contract_date",
            Self::InvoiceNumbers => "invoice_numbers",
            Self::State => "state",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// Where files go when the document generator is denied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AttachFallback {
    /// A timeline comment with the files.
    #[default]
    TimelineComment,
    /// A multiple file field of the deal, by its original name.
    FileField(String),
    /// Nothing: the run stops and says so.
    Refuse,
}

/// Who approves a number, and how long the question waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalPolicy {
    /// Asked first.
    pub approver: Option<UserId>,
    /// Asked when the first is silent.
    pub deputy: Option<UserId>,
    /// Silence before a reminder, and again before the deputy is asked.
    pub remind_after: Duration,
}

impl Default for ApprovalPolicy {
    fn default() -> Self {
        Self {
            approver: None,
            deputy: None,
            remind_after: Duration::from_mins(30),
        }
    }
}

/// Which documents a request asks 1C for, besides the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentPolicy {
    /// Whether 1C keeps an order of the deal, the basis of a later sale.
    pub order: bool,
    /// Whether invoices are made, one a part of the schedule.
    pub invoices: bool,
}

impl Default for DocumentPolicy {
    fn default() -> Self {
        Self {
            order: true,
            invoices: true,
        }
    }
}

/// How often and how long a run tries before a person must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Failed attempts of one step before it counts as rejected.
    pub attempts: u32,
    /// First pause; it doubles.
    pub first_pause: Duration,
    /// Longest pause.
    pub longest_pause: Duration,
    /// How long the other side may still be working on a call whose answer was lost.
    pub settle: Duration,
    /// How long 1C may say «working» before a person is told.
    pub working: Duration,
    /// Silence of a person before they are reminded of a problem; each further reminder waits twice
    /// as long, at most a week.
    pub remind_after: Duration,
    /// The longest pause that the other side may ask for; a longer one is cut to it.
    pub longest_asked: Duration,
    /// How long a side may be away before people are told that runs wait for it.
    pub tell_outage_after: Duration,
    /// Age of the facts from which the deal is read again before 1C is asked.
    pub reread_after: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 8,
            first_pause: Duration::from_secs(2),
            longest_pause: Duration::from_mins(10),
            settle: Duration::from_secs(65),
            working: Duration::from_hours(1),
            remind_after: Duration::from_hours(4),
            longest_asked: Duration::from_mins(15),
            tell_outage_after: Duration::from_mins(30),
            reread_after: Duration::from_hours(1),
        }
    }
}

/// What is wrong with a policy as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Two entries share a code.
    #[error("expected every {list} to have a code of its own, found {code:?} twice; rename one")]
    Duplicate {
        /// Which list.
        list: &'static str,
        /// The code.
        code: String,
    },
    /// An entry names another that does not exist.
    #[error(
        "expected {list} {owner:?} to name a known {wanted}, found {code:?}; add it or correct the name"
    )]
    Unknown {
        /// Which list.
        list: &'static str,
        /// The entry that names it.
        owner: String,
        /// What was named.
        wanted: &'static str,
        /// The unknown code.
        code: String,
    },
    /// A list that can not be empty is.
    #[error("expected at least one {list}, found none; add one")]
    Empty {
        /// Which list.
        list: &'static str,
    },
}

impl Policy {
    /// The own firm with this code.
    pub fn seller(&self, code: &str) -> Option<&LegalEntity> {
        self.sellers.iter().find(|seller| seller.code == code)
    }

    /// The region with this code.
    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.code == code)
    }

    /// The form with this code.
    pub fn form(&self, code: &str) -> Option<&ContractForm> {
        self.forms.iter().find(|form| form.code == code)
    }

    /// The product with this number.
    pub fn product(&self, id: ProductId) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }

    /// The date in a region at a moment; documents are dated by it.
    pub fn today(&self, region: &str, now: Timestamp) -> Option<NaiveDate> {
        self.region(region)
            .map(|region| now.with_timezone(&region.offset).date_naive())
    }

    /// Checks that codes are unique and every named code exists.
    ///
    /// # Errors
    /// [`PolicyError::Empty`] for a list that can not be empty, [`PolicyError::Duplicate`] for a
    /// code used twice, [`PolicyError::Unknown`] for a name without an entry.
    pub fn coherent(self) -> Result<Self, PolicyError> {
        unique("seller", self.sellers.iter().map(|s| s.code.as_str()))?;
        unique("region", self.regions.iter().map(|r| r.code.as_str()))?;
        unique("form", self.forms.iter().map(|f| f.code.as_str()))?;
        let ids: Vec<String> = self.products.iter().map(|p| p.id.to_string()).collect();
        unique("product", ids.iter().map(String::as_str))?;
        for region in &self.regions {
            self.known_sellers("region", &region.code, &region.sellers)?;
        }
        for form in &self.forms {
            self.known_sellers("form", &form.code, &form.sellers)?;
            self.known_regions(form)?;
        }
        for product in &self.products {
            self.known_sellers("product", &product.name, &product.sellers)?;
        }
        Ok(self)
    }

    fn known_sellers(
        &self,
        list: &'static str,
        owner: &str,
        codes: &BTreeSet<String>,
    ) -> Result<(), PolicyError> {
        match codes.iter().find(|code| self.seller(code).is_none()) {
            None => Ok(()),
            Some(code) => Err(PolicyError::Unknown {
                list,
                owner: owner.to_owned(),
                wanted: "seller",
                code: code.clone(),
            }),
        }
    }

    fn known_regions(&self, form: &ContractForm) -> Result<(), PolicyError> {
        match form.regions.iter().find(|code| self.region(code).is_none()) {
            None => Ok(()),
            Some(code) => Err(PolicyError::Unknown {
                list: "form",
                owner: form.code.clone(),
                wanted: "region",
                code: code.clone(),
            }),
        }
    }
}

fn unique<'a>(list: &'static str, codes: impl Iterator<Item = &'a str>) -> Result<(), PolicyError> {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(PolicyError::Duplicate {
                list,
                code: code.to_owned(),
            });
        }
    }
    if seen.is_empty() {
        Err(PolicyError::Empty { list })
    } else {
        Ok(())
    }
}
