//! What a person chose for one run: the wizard's answers, or what a robot was configured with.

use crate::facts::Timestamp;
use crate::ids::UserId;
use chrono::NaiveDate;
use std::collections::BTreeMap;

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
    /// Warnings that somebody has confirmed, by the code of their rule.
    pub confirmed: BTreeMap<String, Confirmation>,
    /// Words to the accountant, which travel with the request.
    pub note: Option<String>,
    /// Code of the file variant, where the policy leaves a choice.
    pub file_variant: Option<String>,
}

/// Who confirmed a warning, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Who.
    pub by: UserId,
    /// When; unknown for runs of wire version 1, which did not keep it.
    pub at: Option<Timestamp>,
}

/// What a run is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Who asked.
    pub requested_by: UserId,
    /// Code of the office of whoever asked, for pages and for fairness between offices.
    pub office: Option<String>,
    /// Why this is not a mistake when documents exist already.
    pub purpose: Purpose,
    /// The answers.
    pub choices: Choices,
}

/// What a run for a deal is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The first documents of the deal.
    #[default]
    First,
    /// A further invoice under the contract that the deal has; no second contract is made.
    Invoice,
    /// Other values in documents that exist; the accountant agrees to each.
    Correction,
    /// New documents in place of those that exist; the accountant marks the old ones.
    Supersedes,
    /// The documents that exist are marked as void, and nothing takes their place.
    Void,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] = [
        Self::First,
        Self::Invoice,
        Self::Correction,
        Self::Supersedes,
        Self::Void,
    ];

    /// The name used on wires.
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Invoice => "invoice",
            Self::Correction => "correction",
            Self::Supersedes => "supersedes",
            Self::Void => "void",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}
