//! What a person chose for one run: the wizard's answers, or what a robot was configured with.

use crate::UserId;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The answers. Everything is optional here; the check says what is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Code of the own legal entity; else the one that the deal's link names.
    pub seller: Option<String>,
    /// Code of the region.
    pub region: Option<String>,
    /// Code of the contract form.
    pub form: Option<String>,
    /// Date of the contract; else today.
    pub contract_date: Option<NaiveDate>,
    /// Date of the invoices; else the contract's.
    pub invoice_date: Option<NaiveDate>,
    /// Last day of the contract.
    pub valid_until: Option<NaiveDate>,
    /// Last day to pay the first invoice.
    pub due: Option<NaiveDate>,
    /// Code of the payment schedule; else 100 %.
    pub schedule: Option<String>,
    /// Values for the fields that the form asks for, by code.
    pub answers: BTreeMap<String, String>,
    /// Codes of warnings that the requester has confirmed.
    pub confirmed: BTreeSet<String>,
}

/// What a run is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Who asked.
    pub requested_by: UserId,
    /// Why this is not a mistake when documents exist already.
    pub purpose: Purpose,
    /// The answers.
    pub choices: Choices,
}

/// What a further run for the same deal is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The first documents of the deal.
    #[default]
    First,
    /// New documents in place of those that exist; the accountant marks the old ones.
    Supersedes,
}

impl Purpose {
    /// The name used on wires.
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Supersedes => "supersedes",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::First, Self::Supersedes]
            .into_iter()
            .find(|purpose| purpose.code() == code)
    }
}
