//! The parts of a payment schedule, computed by the base itself, and the rows of their invoices.

use super::base::{Contract, DocumentRow};
use super::check::{equal, row_sums};
use super::refusal::Refusal;
use super::request::{Row, Wanted, WantedInvoice};
use super::sums::{Kopecks, Rate, Thousandths};

const WHOLE: Thousandths = Thousandths(100_000);

/// Total and VAT of the rows of one rate.
#[derive(Clone, Debug)]
struct Group {
    rate: Rate,
    nomenclature: String,
    total: Kopecks,
    vat: Kopecks,
}

/// One part: what each group pays in it.
#[derive(Clone, Debug)]
pub(super) struct Part {
    shares: Vec<Group>,
}

impl Part {
    pub(super) fn amount(&self) -> Kopecks {
        self.shares.iter().map(|share| share.total).sum()
    }

    pub(super) fn vat(&self) -> Kopecks {
        self.shares.iter().map(|share| share.vat).sum()
    }
}

/// The parts of the invoices asked for, in their order, equal to the request to the kopeck.
pub(super) fn check(wanted: &Wanted, vat_tolerance: i64) -> Result<Vec<Part>, Refusal> {
    let invoices = &wanted.invoices;
    let Some(of) = invoices.first().map(|one| one.of) else {
        return Ok(Vec::new());
    };
    for (place, invoice) in invoices.iter().enumerate() {
        let rises = invoices
            .iter()
            .take(place)
            .all(|other| other.index < invoice.index);
        if invoice.of != of || of > 12 || invoice.index == 0 || invoice.index > of || !rises {
            let field = format!("invoices[{place}].index");
            return Err(Refusal::bad_request(
                field,
                "Ожидались части 1…of по порядку.",
            ));
        }
    }
    let percent: i64 = invoices.iter().map(|one| one.percent.0).sum();
    let is_whole = u64::try_from(invoices.len()) == Ok(of);
    if percent > WHOLE.0 || is_whole != (percent == WHOLE.0) {
        let message = "Проценты частей не составляют 100.";
        return Err(Refusal::bad_request("invoices[0].percent", message));
    }
    let parts = split(&groups(wanted), invoices, of, is_whole);
    for (place, (part, invoice)) in parts.iter().zip(invoices).enumerate() {
        equal(
            &format!("invoices[{place}].amount"),
            part.amount(),
            invoice.amount,
        )?;
        if part.vat().0.abs_diff(invoice.vat.0) > vat_tolerance.unsigned_abs() {
            equal(
                &format!("invoices[{place}].vat_sum"),
                part.vat(),
                invoice.vat,
            )?;
        }
        if part.amount().0 <= 0 {
            let field = format!("invoices[{place}].amount");
            return Err(Refusal::finding("totals_differ", "Часть равна нулю.").field(field));
        }
    }
    Ok(parts)
}

/// The groups of the rates, in the order of their first rows.
fn groups(wanted: &Wanted) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in &wanted.rows {
        let sums = row_sums(row, wanted.contract.vat_included());
        match groups.iter_mut().find(|group| group.rate == row.rate) {
            Some(group) => {
                group.total = group.total + sums.total;
                group.vat = group.vat + sums.vat;
            }
            None => groups.push(Group {
                rate: row.rate,
                nomenclature: row.nomenclature.clone(),
                total: sums.total,
                vat: sums.vat,
            }),
        }
    }
    groups
}

/// The last part of all takes what the others leave. When parts are missing, the ones asked for
/// are computed by percent, and the last one as the rest after all others by percent.
fn split(groups: &[Group], invoices: &[WantedInvoice], of: u64, is_whole: bool) -> Vec<Part> {
    let mut given: Vec<Part> = Vec::new();
    for invoice in invoices {
        let is_last = invoice.index == of;
        let part = match (is_last, is_whole) {
            (false, _) => by_percent(groups, invoice.percent),
            (true, true) => rest(groups, &given),
            (true, false) => {
                let others = Thousandths(WHOLE.0 - invoice.percent.0);
                rest(groups, &[by_percent(groups, others)])
            }
        };
        given.push(part);
    }
    given
}

fn by_percent(groups: &[Group], percent: Thousandths) -> Part {
    let total: Kopecks = groups.iter().map(|group| group.total).sum();
    let mut left = total.percent(percent);
    let mut shares = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let is_last = place + 1 == groups.len();
        let share = if is_last {
            left
        } else {
            group.total.percent(percent)
        };
        left = left - share;
        shares.push(Group {
            total: share,
            vat: group.rate.inside(share),
            ..group.clone()
        });
    }
    Part { shares }
}

fn rest(groups: &[Group], given: &[Part]) -> Part {
    let shares = groups.iter().enumerate().map(|(place, group)| {
        let before = || given.iter().filter_map(|part| part.shares.get(place));
        Group {
            total: group.total - before().map(|share| share.total).sum(),
            vat: group.vat - before().map(|share| share.vat).sum(),
            ..group.clone()
        }
    });
    Part {
        shares: shares.collect(),
    }
}

/// The rows of an invoice: all rows for the whole sum, one row a rate for a part.
pub(super) fn invoice_rows(
    wanted: &Wanted,
    invoice: &WantedInvoice,
    part: &Part,
    contract: &Contract,
) -> Vec<DocumentRow> {
    if invoice.of == 1 {
        return document_rows(&wanted.rows, wanted.contract.vat_included());
    }
    let what = if invoice.index == invoice.of {
        "Окончательный расчёт"
    } else {
        "Предоплата"
    };
    let (number, date) = (&contract.number, contract.date.format("%d.%m.%Y"));
    let percent = invoice.percent;
    let name = format!("{what} {percent}\u{a0}% по договору №\u{a0}{number} от {date}");
    let paid = part.shares.iter().filter(|share| share.total.0 > 0);
    paid.map(|share| DocumentRow {
        nomenclature: share.nomenclature.clone(),
        name: name.clone(),
        unit: "шт".to_owned(),
        quantity: Thousandths(1000),
        price: share.total,
        rate: share.rate,
        sum: share.total,
        vat: share.vat,
        total: share.total,
    })
    .collect()
}

/// The rows as an order or a whole invoice stores them.
pub(super) fn document_rows(rows: &[Row], vat_included: bool) -> Vec<DocumentRow> {
    let stored = rows.iter().map(|row| {
        let sums = row_sums(row, vat_included);
        DocumentRow {
            nomenclature: row.nomenclature.clone(),
            name: row.name.clone(),
            unit: row.unit.clone(),
            quantity: row.quantity,
            price: row.price,
            rate: row.rate,
            sum: sums.sum,
            vat: sums.vat,
            total: sums.total,
        }
    });
    stored.collect()
}
