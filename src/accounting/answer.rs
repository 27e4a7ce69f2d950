//! From what the extension answered to what the workflow keeps.

use docflow_core::{
    BaseAbout, Blob, Cause, Decimal, DocumentSlot, FileFormat, FileRef, IssuedDocument,
    IssuedFiles, IssuedSet, Money, Outcome, Side,
};
use onec_client as onec;

/// An issued set with its bytes. A sum that is no money leaves the outcome unknown: the documents
/// exist and are looked up again.
///
/// `stood` says whether the contract had been there before the set, where the request is known.
pub(super) fn issued(
    set: onec::DocumentSet,
    replayed: bool,
    stood: Option<bool>,
) -> Outcome<IssuedFiles> {
    let stood = stood.unwrap_or_else(|| has_stood(&set));
    match translate(set, replayed, stood) {
        Some(files) => Outcome::Done(files),
        None => Outcome::Unknown(Cause::new(Side::Accounting, "answer-form")),
    }
}

/// A contract that stood before is not printed again, so it alone has no files. Where nothing has
/// files it was printed without any.
fn has_stood(set: &onec::DocumentSet) -> bool {
    set.contract.files.is_empty() && set.files().next().is_some()
}

fn translate(set: onec::DocumentSet, replayed: bool, stood: bool) -> Option<IssuedFiles> {
    let mut blobs = Vec::new();
    let contract = set.contract;
    let mut documents = Vec::new();
    // A contract that stood before is no document of this set.
    if !stood {
        documents.push(IssuedDocument {
            slot: DocumentSlot::Contract,
            onec_ref: contract.reference.as_str().to_owned(),
            number: contract.number,
            date: contract.date,
            total: money(contract.total)?,
            vat: Some(money(contract.vat)?),
            files: files(contract.files, &mut blobs)?,
        });
    }
    for invoice in set.invoices {
        documents.push(IssuedDocument {
            slot: DocumentSlot::Invoice(invoice.index),
            onec_ref: invoice.reference.as_str().to_owned(),
            number: invoice.print_number,
            date: invoice.date,
            total: money(invoice.amount)?,
            vat: Some(money(invoice.vat)?),
            files: files(invoice.files, &mut blobs)?,
        });
    }
    let set = IssuedSet {
        counterparty_ref: set.counterparty.reference.as_str().to_owned(),
        counterparty_created: set.counterparty.created,
        order: set
            .order
            .map(|order| (order.reference.as_str().to_owned(), order.number)),
        documents,
    };
    Some(IssuedFiles {
        set,
        blobs,
        replayed,
    })
}

fn files(files: Vec<onec::File>, blobs: &mut Vec<Blob>) -> Option<Vec<FileRef>> {
    files
        .into_iter()
        .map(|file| {
            let hash = file.sha256.as_str().parse().ok()?;
            let size = u64::try_from(file.content.len()).ok()?;
            blobs.push(Blob {
                hash,
                bytes: file.content,
            });
            Some(FileRef {
                format: match file.format {
                    onec::FileFormat::Docx => FileFormat::Docx,
                    onec::FileFormat::Pdf => FileFormat::Pdf,
                },
                stamped: file.stamped,
                name: file.name,
                size,
                hash,
                derived_from: match file.derived_from {
                    Some(source) => Some(source.as_str().parse().ok()?),
                    None => None,
                },
            })
        })
        .collect()
}

/// What a base says of itself.
pub(super) fn about(about: onec::About) -> BaseAbout {
    let voids = about.can(&onec::Capability::Void);
    let invoice_alone = about.can(&onec::Capability::InvoiceOnly);
    let organizations = about.organizations.into_iter();
    BaseAbout {
        name: about.infobase,
        organizations: organizations.map(|one| one.inn).collect(),
        closed_until: about.closed_until,
        voids,
        invoice_alone,
    }
}

/// Kopecks exactly; a third place other than zero is no money.
fn money(value: Decimal) -> Option<Money> {
    Money::parse(&format!(
        "{:.2}",
        (value.round_dp(2) == value).then_some(value)?
    ))
    .ok()
}
