//! Documents that earlier runs of a deal have made and that stand.

use chrono::NaiveDate;
use std::fmt;

/// What earlier generations of the same deal have left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prior {
    /// Whether one of them has documents in 1C; a run that can not be read counts as one that has.
    pub issued: bool,
    /// The documents that stand, oldest first; those that a later run has replaced are not here.
    pub documents: Vec<StandingDocument>,
}

impl Prior {
    /// The latest contract that stands.
    pub fn contract(&self) -> Option<&StandingDocument> {
        let contract = |one: &&StandingDocument| one.slot == DocumentSlot::Contract;
        self.documents.iter().rev().find(contract)
    }
}

/// A document that an earlier run of the deal has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingDocument {
    /// Which one.
    pub slot: DocumentSlot,
    /// Its reference in 1C.
    pub onec_ref: String,
    /// Number as people write it.
    pub number: String,
    /// Date.
    pub date: NaiveDate,
}

/// Which document of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentSlot {
    /// The contract.
    Contract,
    /// An invoice by its index, from 1.
    Invoice(u32),
}

impl fmt::Display for DocumentSlot {
    /// The name used in step keys: `contract`, `invoice-1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contract => f.write_str("contract"),
            Self::Invoice(index) => write!(f, "invoice-{index}"),
        }
    }
}
