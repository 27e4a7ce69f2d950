//! What 1C has made: numbers, dates, sums and files; and how it differs from what was asked.
//!
//! Bytes of files are never here: they stand in a [`crate::FileStore`] under their hash.

use crate::files::{FileFormat, FilePair, FileRef};
use crate::money::Money;
use crate::request::DocumentRequest;
use crate::standing::DocumentSlot;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// One document that now exists in 1C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedDocument {
    /// Which one.
    pub slot: DocumentSlot,
    /// Its reference in 1C.
    pub onec_ref: String,
    /// Number as people write it.
    pub number: String,
    /// Date.
    pub date: NaiveDate,
    /// Total as 1C read it back.
    pub total: Money,
    /// VAT as 1C read it back; absent for «Без НДС».
    pub vat: Option<Money>,
    /// Printed files.
    pub files: Vec<FileRef>,
}

impl IssuedDocument {
    /// The file of this format and stamping.
    pub fn file(&self, format: FileFormat, stamped: bool) -> Option<&FileRef> {
        self.files
            .iter()
            .find(|file| file.format == format && file.stamped == stamped)
    }
}

/// Everything that 1C made for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedSet {
    /// Reference of the counterparty.
    pub counterparty_ref: String,
    /// Whether its card was created by this request.
    pub counterparty_created: bool,
    /// Reference and number of the order object of the extension.
    pub order: Option<(String, String)>,
    /// The contract, then the invoices by index.
    pub documents: Vec<IssuedDocument>,
}

/// How an issued set differs from what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// A document is missing.
    Missing(DocumentSlot),
    /// A document that nobody asked for, or one that is there twice.
    Unasked(DocumentSlot),
    /// A date differs.
    Date {
        /// Which document.
        slot: DocumentSlot,
        /// As asked.
        asked: NaiveDate,
        /// As found in 1C.
        found: NaiveDate,
    },
    /// The contract has another number than the one that was approved.
    Number {
        /// As approved.
        asked: String,
        /// As found in 1C.
        found: String,
    },
    /// A total differs.
    Total {
        /// Which document.
        slot: DocumentSlot,
        /// As asked.
        asked: Money,
        /// As found in 1C.
        found: Money,
    },
    /// VAT differs by more than the kopeck that 1C's own recalculation may add.
    Vat {
        /// Which document.
        slot: DocumentSlot,
        /// As asked.
        asked: Option<Money>,
        /// As found in 1C.
        found: Option<Money>,
    },
    /// A file that the policy attaches is missing.
    File {
        /// Which document.
        slot: DocumentSlot,
        /// Format.
        format: FileFormat,
        /// Stamping.
        stamped: bool,
    },
}

impl Disagreement {
    /// Stable code, the key of its text.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "document-missing",
            Self::Unasked(_) => "document-unasked",
            Self::Date { .. } => "date-differs",
            Self::Number { .. } => "number-differs",
            Self::Total { .. } => "total-differs",
            Self::Vat { .. } => "vat-differs",
            Self::File { .. } => "file-missing",
        }
    }
}

impl IssuedSet {
    /// The document of this slot.
    pub fn document(&self, slot: DocumentSlot) -> Option<&IssuedDocument> {
        self.documents.iter().find(|document| document.slot == slot)
    }

    /// Every difference to the request, to the kopeck; the gate before anything is attached.
    ///
    /// `number` is the contract's number that was approved, where one was. VAT of a part invoice
    /// may differ by one kopeck, since 1C takes it from the part's own amount while the last part
    /// of a schedule takes the remainder.
    pub fn disagreements(
        &self,
        request: &DocumentRequest,
        number: Option<&str>,
    ) -> Vec<Disagreement> {
        let asked = asked(request);
        let mut found = Vec::new();
        for one in &asked {
            match self.document(one.slot) {
                None => found.push(Disagreement::Missing(one.slot)),
                Some(document) => {
                    one.compare(document, &mut found);
                    missing_files(document, one.pairs, &mut found);
                }
            }
        }
        self.unasked(&asked, &mut found);
        self.other_number(number, &mut found);
        found
    }

    fn unasked(&self, asked: &[Asked<'_>], found: &mut Vec<Disagreement>) {
        let mut seen = BTreeSet::new();
        for document in &self.documents {
            let slot = document.slot;
            if !seen.insert(slot) || asked.iter().all(|one| one.slot != slot) {
                found.push(Disagreement::Unasked(slot));
            }
        }
    }

    fn other_number(&self, number: Option<&str>, found: &mut Vec<Disagreement>) {
        let contract = self.document(DocumentSlot::Contract);
        if let (Some(asked), Some(contract)) = (number, contract)
            && contract.number != asked
        {
            found.push(Disagreement::Number {
                asked: asked.to_owned(),
                found: contract.number.clone(),
            });
        }
    }
}

/// What a request asks of one document.
struct Asked<'a> {
    slot: DocumentSlot,
    date: NaiveDate,
    total: Money,
    vat: Option<Money>,
    /// Kopecks of VAT that 1C's own recalculation may add.
    tolerance: u64,
    pairs: &'a [FilePair],
}

fn asked(request: &DocumentRequest) -> Vec<Asked<'_>> {
    let parts = request.parts();
    let contract = parts.basis.is_none().then_some(Asked {
        slot: DocumentSlot::Contract,
        date: parts.contract.date,
        total: parts.totals.total,
        vat: parts.totals.vat,
        tolerance: 0,
        pairs: &parts.contract_files,
    });
    let tolerance = u64::from(parts.invoices.len() > 1);
    let invoices = parts.invoices.iter().map(|invoice| Asked {
        slot: DocumentSlot::Invoice(invoice.index),
        date: invoice.date,
        total: invoice.part.amount,
        vat: invoice.part.vat,
        tolerance,
        pairs: &parts.invoice_files,
    });
    contract.into_iter().chain(invoices).collect()
}

impl Asked<'_> {
    fn compare(&self, document: &IssuedDocument, found: &mut Vec<Disagreement>) {
        let slot = self.slot;
        if document.total != self.total {
            found.push(Disagreement::Total {
                slot,
                asked: self.total,
                found: document.total,
            });
        }
        let kopecks = |vat: Option<Money>| vat.map_or(0, Money::kopecks);
        if kopecks(document.vat).abs_diff(kopecks(self.vat)) > self.tolerance {
            found.push(Disagreement::Vat {
                slot,
                asked: self.vat,
                found: document.vat,
            });
        }
        if document.date != self.date {
            found.push(Disagreement::Date {
                slot,
                asked: self.date,
                found: document.date,
            });
        }
    }
}

fn missing_files(document: &IssuedDocument, pairs: &[FilePair], found: &mut Vec<Disagreement>) {
    let wanted = pairs.iter().flat_map(|pair| {
        [
            (FileFormat::Docx, pair.docx_stamped),
            (FileFormat::Pdf, pair.pdf_stamped),
        ]
    });
    for (format, stamped) in wanted {
        let gap = Disagreement::File {
            slot: document.slot,
            format,
            stamped,
        };
        if document.file(format, stamped).is_none() && !found.contains(&gap) {
            found.push(gap);
        }
    }
}
