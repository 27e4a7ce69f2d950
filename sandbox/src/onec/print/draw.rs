//! Drawing: a layout is filled, and its pdf is made from that very fill.

use std::collections::BTreeMap;

use docflow_print::builtin;
use docflow_print::{FillOptions, Pictures, Template, pdf};
use serde::Serialize;

use super::{PrintJob, Printed, data, sha256};
use crate::onec::base::Invoice;
use crate::onec::numbers::print_number;
use crate::onec::request::WantedFile;

/// All files that the job asks for.
pub(super) fn draw(job: &PrintJob) -> Result<Vec<Printed>, String> {
    let of = |document| -> Vec<WantedFile> {
        job.wanted
            .files
            .iter()
            .copied()
            .filter(|file| file.document == document)
            .collect()
    };
    let pictures = pictures(job);
    let mut printed = Vec::new();
    let contract = of("contract");
    if !contract.is_empty() {
        let layout = layout(&job.kind)?;
        let name = format!(
            "Договор № {} от {}",
            job.contract.number,
            job.contract.date.format("%d.%m.%Y")
        );
        let sheet = Sheet {
            layout: &layout,
            pictures: &pictures,
            name,
            invoice: None,
        };
        printed.extend(sheet.files(&data::contract(job), &contract)?);
    }
    let invoices = of("invoice");
    if !invoices.is_empty() {
        let layout = builtin::invoice().map_err(|error| error.to_string())?;
        for invoice in &job.invoices {
            let sheet = Sheet {
                layout: &layout,
                pictures: &pictures,
                name: invoice_name(invoice),
                invoice: Some(invoice.index),
            };
            let data = data::invoice(job, invoice)
                .with_payment_qr()
                .map_err(|e| e.to_string())?;
            printed.extend(sheet.files(&data, &invoices)?);
        }
    }
    Ok(printed)
}

/// The same files with a line of text in each, for who measures what is around the printing.
pub(super) fn blank(job: &PrintJob) -> Vec<Printed> {
    let contract = (format!("Договор № {}", job.contract.number), None);
    let invoices = job.invoices.iter();
    let invoices = invoices.map(|one| (invoice_name(one), Some(one.index)));
    let documents = std::iter::once(contract).chain(invoices);
    let files = documents.flat_map(|(name, invoice)| {
        let kind = if invoice.is_some() {
            "invoice"
        } else {
            "contract"
        };
        let wanted = job.wanted.files.iter();
        let wanted = wanted.filter(move |file| file.document == kind);
        wanted.map(move |file| blank_file(&name, invoice, *file))
    });
    files.collect()
}

fn blank_file(name: &str, invoice: Option<u64>, file: WantedFile) -> Printed {
    let text = |format: &str| format!("{name}, {format}, {}", file.stamped).into_bytes();
    let bytes = text(file.format);
    Printed {
        invoice,
        format: file.format,
        stamped: file.stamped,
        name: fit(&format!("{name}.{}", file.format)),
        sha256: sha256(&bytes),
        derived_from: (file.format == "pdf").then(|| sha256(&text("docx"))),
        bytes,
    }
}

fn layout(kind: &str) -> Result<Vec<u8>, String> {
    let layout = match kind {
        "supply" => builtin::contract_supply(),
        "works" => builtin::contract_works(),
        _ => builtin::contract_services(),
    };
    layout.map_err(|error| error.to_string())
}

fn invoice_name(invoice: &Invoice) -> String {
    let date = invoice.date.format("%d.%m.%Y");
    format!(
        "Счёт на оплату № {} от {date}",
        print_number(&invoice.number)
    )
}

/// A synthetic stamp of the organization, in place of its facsimile.
fn pictures(job: &PrintJob) -> Pictures {
    let stamp = builtin::sample_stamp(&job.organization.name);
    BTreeMap::from([("seller.stamp".to_owned(), stamp)])
}

/// One document and its layout.
struct Sheet<'a> {
    layout: &'a [u8],
    pictures: &'a Pictures,
    name: String,
    invoice: Option<u64>,
}

impl Sheet<'_> {
    /// The files of one document, each fill made once.
    fn files(&self, data: &impl Serialize, wanted: &[WantedFile]) -> Result<Vec<Printed>, String> {
        let template = Template::parse(self.layout).map_err(|error| error.to_string())?;
        let mut fills: BTreeMap<bool, Vec<u8>> = BTreeMap::new();
        for stamped in wanted.iter().map(|file| file.stamped) {
            let options = FillOptions {
                stamps: stamped,
                strict: false,
                pictures: self.pictures,
            };
            let filled = template
                .fill(data, &options)
                .map_err(|error| error.to_string())?;
            fills.insert(stamped, filled.docx);
        }
        wanted
            .iter()
            .map(|file| self.file(file, wanted, &fills))
            .collect()
    }

    fn file(
        &self,
        file: &WantedFile,
        wanted: &[WantedFile],
        fills: &BTreeMap<bool, Vec<u8>>,
    ) -> Result<Printed, String> {
        let docx = fills.get(&file.stamped).ok_or("no fill for this file")?;
        let is_pdf = file.format == "pdf";
        let bytes = if is_pdf {
            pdf::render(docx).map_err(|error| error.to_string())?
        } else {
            docx.clone()
        };
        let derived_from = is_pdf.then(|| sha256(source(file, wanted, fills).unwrap_or(docx)));
        Ok(Printed {
            invoice: self.invoice,
            format: file.format,
            stamped: file.stamped,
            name: self.file_name(file, wanted),
            sha256: sha256(&bytes),
            derived_from,
            bytes,
        })
    }

    /// The name; two files of one format are told apart by the stamp.
    fn file_name(&self, file: &WantedFile, wanted: &[WantedFile]) -> String {
        let has_twin = wanted.iter().any(|other| {
            other.format == file.format && other.stamped != file.stamped && file.stamped
        });
        let twin = if has_twin { " (с печатью)" } else { "" };
        fit(&format!("{}{twin}.{}", self.name, file.format))
    }
}

/// A name without what no file may be named with.
fn fit(name: &str) -> String {
    let is_unfit =
        |letter: char| matches!(letter, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    name.replace(is_unfit, "_")
}

/// The docx of the set that a pdf was made from: that with the same stamp, else the other one,
/// which has the same words.
fn source<'a>(
    file: &WantedFile,
    wanted: &[WantedFile],
    fills: &'a BTreeMap<bool, Vec<u8>>,
) -> Option<&'a Vec<u8>> {
    let handed_out = |stamped| {
        wanted
            .iter()
            .any(|o| o.format == "docx" && o.stamped == stamped)
    };
    [file.stamped, !file.stamped]
        .into_iter()
        .find(|stamped| handed_out(*stamped))
        .and_then(|stamped| fills.get(&stamped))
}
