//! Documents in words: «договор № 15 от 24.11.2026 на 122 000,00 ₽».

use super::catalogue::Catalogue;
use super::typeset::{day, sum};
use docflow_core::{DocumentSlot, IssuedDocument, IssuedSet};

/// Every document of a set, comma separated.
pub(super) fn list(catalogue: &Catalogue, set: &IssuedSet) -> String {
    let each = set.documents.iter().map(|one| document(catalogue, one));
    each.collect::<Vec<_>>().join(", ")
}

fn document(catalogue: &Catalogue, document: &IssuedDocument) -> String {
    let key = match document.slot {
        DocumentSlot::Contract => "document-contract",
        DocumentSlot::Invoice(_) => "document-invoice",
    };
    let (date, total) = (day(document.date), sum(document.total));
    let args = [
        ("number", document.number.as_str()),
        ("date", &date),
        ("total", &total),
    ];
    catalogue.text(key, &args)
}

/// A document of a set by its place in it.
pub(super) fn slot(catalogue: &Catalogue, slot: DocumentSlot) -> String {
    match slot {
        DocumentSlot::Contract => catalogue.text("slot-contract", &[]),
        DocumentSlot::Invoice(index) => {
            catalogue.text("slot-invoice", &[("index", &index.to_string())])
        }
    }
}
