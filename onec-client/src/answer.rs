//! What 1C answers: the set of documents, its files, a held number.
//!
//! Built by `decode` alone, after every sum, date and hash has been checked.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::key::{IdempotencyKey, Ref, Sha256};

/// What became of an `issue` call.
#[derive(Debug, Clone, PartialEq)]
pub enum Issue {
    /// The documents exist; the first answer of this key.
    Done {
        /// The documents.
        set: Box<DocumentSet>,
        /// Whether an earlier request under this key had made them; `false`: this call did.
        made_before: bool,
    },
    /// The work goes on in 1C: ask again by key, not before this time has passed.
    Working {
        /// How long to wait.
        poll_after: Duration,
        /// Whether an earlier request under this key had made the documents.
        made_before: bool,
    },
}

/// What 1C knows about a key.
#[derive(Debug, Clone, PartialEq)]
pub enum LookUp {
    /// The documents exist; the first answer of this key.
    Done(Box<DocumentSet>),
    /// The work goes on.
    Working {
        /// How long to wait.
        poll_after: Duration,
    },
    /// Nothing was made under this key, unless a first request is still running.
    Unknown,
    /// The key was voided: nothing was made under it and nothing ever will be.
    Voided,
}

/// What became of the wish that a key make nothing any more.
#[derive(Debug, Clone, PartialEq)]
pub enum VoidKey {
    /// Nothing was made, and a request that arrives later is refused with `key_voided`.
    Voided,
    /// Refused: these documents exist under the key, and nothing was changed.
    Made(Box<DocumentSet>),
    /// Refused for now: the documents exist or are being made. Void again after this time.
    Working {
        /// How long to wait.
        poll_after: Duration,
    },
}

/// The documents made under one key.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentSet {
    /// The key.
    pub key: IdempotencyKey,
    /// The buyer's card.
    pub counterparty: CounterpartyCard,
    /// The order, when one was asked for.
    pub order: Option<IssuedOrder>,
    /// The contract: the new one, or the one that stood, without files.
    pub contract: IssuedContract,
    /// The invoices, by rising index.
    pub invoices: Vec<IssuedInvoice>,
}

impl DocumentSet {
    /// All files of the set: those of the contract, then those of each invoice.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.contract
            .files
            .iter()
            .chain(self.invoices.iter().flat_map(|invoice| &invoice.files))
    }
}

/// The buyer's card in 1C.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterpartyCard {
    /// Its reference.
    pub reference: Ref,
    /// Whether this call made it; an existing card was not changed.
    pub created: bool,
}

/// An order of the buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedOrder {
    /// Its reference.
    pub reference: Ref,
    /// Its number as stored.
    pub number: String,
    /// Its date.
    pub date: NaiveDate,
}

/// The contract as 1C keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct IssuedContract {
    /// Its reference.
    pub reference: Ref,
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: NaiveDate,
    /// Total with VAT, roubles.
    pub total: Decimal,
    /// VAT in it.
    pub vat: Decimal,
    /// Its files.
    pub files: Vec<File>,
}

/// An invoice as 1C keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct IssuedInvoice {
    /// Its place in the schedule, from 1.
    pub index: u32,
    /// Its reference.
    pub reference: Ref,
    /// Its number as stored, «СС00-000015».
    pub number: String,
    /// Its number as printed, «15».
    pub print_number: String,
    /// Its date.
    pub date: NaiveDate,
    /// What is to be paid, with VAT.
    pub amount: Decimal,
    /// VAT in it.
    pub vat: Decimal,
    /// Its files.
    pub files: Vec<File>,
}

/// The format of a printed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// Word.
    Docx,
    /// PDF.
    Pdf,
}

/// A printed file whose size and hash agree with its content.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its format.
    pub format: FileFormat,
    /// Whether it carries the facsimile of signature and stamp.
    pub stamped: bool,
    /// Its name, without path separators.
    pub name: String,
    /// The SHA-256 of the content.
    pub sha256: Sha256,
    /// The docx that a pdf was made from.
    pub derived_from: Option<Sha256>,
    /// The bytes.
    pub content: Vec<u8>,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("format", &self.format)
            .field("stamped", &self.stamped)
            .field("size", &self.content.len())
            .field("sha256", &self.sha256)
            .finish_non_exhaustive()
    }
}

/// A contract number held for the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberReservation {
    /// The key of the reservation.
    pub key: IdempotencyKey,
    /// The number.
    pub number: String,
    /// Until when nobody else gets it.
    pub until: DateTime<FixedOffset>,
}
