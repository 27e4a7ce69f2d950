//! What 1C has made: numbers, dates, sums and files.
//!
//! Bytes of files are never here: they stand in a [`crate::FileStore`] under their hash.

use crate::{DocumentRequest, FilePair, Money};
use chrono::NaiveDate;
use std::fmt;
use std::str::FromStr;

/// SHA-256 of a file's bytes, printed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileHash([u8; 32]);

impl FileHash {
    /// Wraps the digest.
    pub fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileHash({self})")
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a SHA-256 of 64 hexadecimal digits, found {found} characters or another digit")]
pub struct FileHashError {
    /// How many characters there were.
    found: usize,
}

impl FromStr for FileHash {
    type Err = FileHashError;

    fn from_str(text: &str) -> Result<Self, FileHashError> {
        let wrong = || FileHashError {
            found: text.chars().count(),
        };
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut digest = [0_u8; 32];
        for (at, byte) in digest.iter_mut().enumerate() {
            let start = at.saturating_mul(2);
            let pair = text.get(start..start.saturating_add(2)).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(digest))
    }
}

/// Format of a printed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileFormat {
    /// Word.
    Docx,
    /// PDF.
    Pdf,
}

impl FileFormat {
    /// The file name's extension, also its code on wires.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    /// Reads [`Self::extension`] back.
    pub fn from_extension(text: &str) -> Option<Self> {
        [Self::Docx, Self::Pdf]
            .into_iter()
            .find(|format| format.extension() == text)
    }
}

/// A printed file of an issued document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRef {
    /// Format.
    pub format: FileFormat,
    /// Whether it carries stamp and signature pictures.
    pub stamped: bool,
    /// Name for people, with extension.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Hash of the bytes.
    pub hash: FileHash,
    /// The docx from which a pdf was made, when 1C says so.
    pub derived_from: Option<FileHash>,
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
    /// VAT of a part invoice may differ by one kopeck, since 1C takes it from the part's own
    /// amount while the last part of a schedule takes the remainder.
    pub fn disagreements(&self, request: &DocumentRequest) -> Vec<Disagreement> {
        let parts = request.parts();
        let mut found = Vec::new();
        let contract = (
            DocumentSlot::Contract,
            parts.totals.total,
            parts.totals.vat,
            0,
        );
        let tolerance = u64::from(parts.invoices.len() > 1);
        let invoices = parts.invoices.iter().map(|invoice| {
            (
                DocumentSlot::Invoice(invoice.index),
                invoice.part.amount,
                invoice.part.vat,
                tolerance,
            )
        });
        for (slot, total, vat, tolerance) in std::iter::once(contract).chain(invoices) {
            let pairs = match slot {
                DocumentSlot::Contract => &parts.contract_files,
                DocumentSlot::Invoice(_) => &parts.invoice_files,
            };
            match self.document(slot) {
                None => found.push(Disagreement::Missing(slot)),
                Some(document) => {
                    compare(document, total, vat, tolerance, &mut found);
                    missing_files(document, pairs, &mut found);
                }
            }
        }
        found
    }
}

fn compare(
    document: &IssuedDocument,
    total: Money,
    vat: Option<Money>,
    tolerance: u64,
    found: &mut Vec<Disagreement>,
) {
    let slot = document.slot;
    if document.total != total {
        found.push(Disagreement::Total {
            slot,
            asked: total,
            found: document.total,
        });
    }
    let kopecks = |vat: Option<Money>| vat.map_or(0, Money::kopecks);
    if kopecks(document.vat).abs_diff(kopecks(vat)) > tolerance {
        found.push(Disagreement::Vat {
            slot,
            asked: vat,
            found: document.vat,
        });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_from_its_text() {
        let hash = FileHash::new([0xab; 32]);
        assert_eq!(hash.to_string().parse::<FileHash>(), Ok(hash));
        assert!("ab".parse::<FileHash>().is_err());
        assert!("zz".repeat(32).parse::<FileHash>().is_err());
    }
}
