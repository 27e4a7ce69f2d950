//! From a request of the workflow to what the extension is sent.

use docflow_core::{
    Basis, ClientKind, ContractTerms, Counterparty, Decimal, DocumentRequest, DocumentSlot,
    FilePair, Money, NaiveDate, Passport, PersonName, Reach, RequestRow, ReservedNumber, Signatory,
    StandingDocument, VatMode, VatRate,
};
use onec_client as onec;
use std::collections::BTreeSet;

/// Minutes for which a number waits for its approver: a weekend and the days around it.
const HOLD_MINUTES: u32 = 5 * 24 * 60;

/// The body of a document set; `None` when a stored reference is no GUID.
pub(super) fn document_set(
    request: &DocumentRequest,
    reserved: Option<&ReservedNumber>,
) -> Option<onec::DocumentSetRequest> {
    let parts = request.parts();
    let totals = &parts.totals;
    Some(onec::DocumentSetRequest {
        deal: parts.deal.to_string(),
        requested_by: Some(format!("user:{}", parts.requested_by)),
        organization: onec::OrganizationRef {
            reference: parts.seller.onec_ref.parse().ok()?,
            inn: parts.seller.inn.to_string(),
        },
        counterparty: counterparty(&parts.client),
        contract: contract_choice(request, reserved)?,
        order: parts.order,
        rows: parts.rows.iter().map(row).collect::<Option<_>>()?,
        invoices: parts
            .invoices
            .iter()
            .map(|invoice| onec::InvoiceRequest {
                index: invoice.index,
                of: invoice.of,
                percent: Decimal::new(invoice.part.percent.hundredths().into(), 2).normalize(),
                date: invoice.date,
                amount: decimal(invoice.part.amount),
                vat_sum: vat(invoice.part.vat),
                due: invoice.due,
            })
            .collect(),
        expect: onec::Expect {
            sum: decimal(totals.sum()),
            vat: vat(totals.vat()),
            total: decimal(totals.total()),
        },
        files: files(request),
        supersedes: parts
            .supersedes
            .iter()
            .map(superseded)
            .collect::<Option<_>>()?,
        note: parts.note.clone(),
    })
}

/// The contract that is to be made, or the one under which an invoice alone is.
fn contract_choice(
    request: &DocumentRequest,
    reserved: Option<&ReservedNumber>,
) -> Option<onec::ContractChoice> {
    let parts = request.parts();
    let Some(basis) = &parts.basis else {
        return Some(contract(request, reserved)?.into());
    };
    let standing = onec::ExistingContract {
        name: onec::ContractName::Ref {
            reference: basis.onec_ref.parse().ok()?,
        },
        vat_included: parts.vat_mode == VatMode::Included,
    };
    Some(standing.into())
}

fn superseded(document: &StandingDocument) -> Option<onec::SupersededDocument> {
    Some(onec::SupersededDocument {
        kind: match document.slot {
            DocumentSlot::Contract => onec::DocumentKind::Contract,
            DocumentSlot::Invoice(_) => onec::DocumentKind::Invoice,
        },
        reference: Some(document.onec_ref.parse().ok()?),
        number: None,
        date: Some(document.date),
    })
}

/// The body of a number reservation.
pub(super) fn reservation(request: &DocumentRequest) -> Option<onec::NumberReservationRequest> {
    let parts = request.parts();
    Some(onec::NumberReservationRequest {
        organization: parts.seller.onec_ref.parse().ok()?,
        form: parts.contract.form.clone(),
        date: parts.contract.date,
        deal: parts.deal.to_string(),
        hold_minutes: Some(HOLD_MINUTES),
    })
}

fn contract(
    request: &DocumentRequest,
    reserved: Option<&ReservedNumber>,
) -> Option<onec::ContractRequest> {
    let parts = request.parts();
    let terms: &ContractTerms = &parts.contract;
    let number = match reserved {
        None => onec::ContractNumber::Auto,
        Some(held) => onec::ContractNumber::Reserved {
            reservation: held.key.parse().ok()?,
            value: held.number.clone(),
        },
    };
    Some(onec::ContractRequest {
        form: terms.form.clone(),
        form_version: terms.form_version.clone(),
        date: terms.date,
        city: Some(terms.city.clone()),
        number,
        valid_until: terms.valid_until,
        currency: onec::Currency::Rub,
        vat_included: parts.vat_mode == VatMode::Included,
        fields: terms.fields.clone(),
        signatory: Some(signatory(&parts.seller.signatory)),
    })
}

fn row(row: &RequestRow) -> Option<onec::Row> {
    Some(onec::Row {
        nomenclature: row.onec_ref.parse().ok()?,
        name: row.name.clone(),
        okei: Some(format!("{:03}", row.unit.code)),
        unit: Some(row.unit.name.clone()),
        quantity: row.quantity.value(),
        price: row.price.value(),
        vat: if row.vat == VatRate::Exempt {
            onec::VatRate::Without
        } else {
            onec::VatRate::Percent(row.vat.percent()?)
        },
        sum: decimal(row.amounts.sum()),
        vat_sum: vat(row.amounts.vat()),
        total: decimal(row.amounts.total()),
    })
}

/// Every file that a pair of the policy needs, each once.
fn files(request: &DocumentRequest) -> Vec<onec::FileRequest> {
    let parts = request.parts();
    let wanted = |document, pairs: &[FilePair]| {
        let formats: BTreeSet<(bool, bool)> = pairs
            .iter()
            .flat_map(|pair| [(false, pair.docx_stamped), (true, pair.pdf_stamped)])
            .collect();
        formats
            .into_iter()
            .map(move |(pdf, stamped)| onec::FileRequest {
                document,
                format: if pdf {
                    onec::FileFormat::Pdf
                } else {
                    onec::FileFormat::Docx
                },
                stamped,
            })
    };
    let contract: &[FilePair] = match parts.basis {
        None => &parts.contract_files,
        Some(_) => &[],
    };
    wanted(onec::Document::Contract, contract)
        .chain(wanted(onec::Document::Invoice, &parts.invoice_files))
        .collect()
}

fn counterparty(client: &Counterparty) -> onec::Counterparty {
    match client {
        Counterparty::LegalEntity(firm) => onec::Counterparty {
            full_name: Some(firm.full_name.clone()),
            inn: Some(firm.inn.to_string()),
            kpp: Some(firm.kpp.to_string()),
            ogrn: Some(firm.ogrn.to_string()),
            address: Some(firm.address.clone()),
            bank: firm.bank.as_ref().map(bank),
            signatory: Some(signatory(&firm.signatory)),
            ..card(client, &firm.reach)
        },
        Counterparty::ForeignFirm(firm) => onec::Counterparty {
            full_name: Some(firm.full_name.clone()),
            inn: Some(firm.inn.to_string()),
            kpp: Some(firm.kpp.to_string()),
            address: Some(firm.address.clone()),
            bank: firm.bank.as_ref().map(bank),
            signatory: Some(signatory(&firm.signatory)),
            ..card(client, &firm.reach)
        },
        Counterparty::SoleTrader(trader) => onec::Counterparty {
            full_name: Some(format!(
                "Индивидуальный предприниматель {}",
                trader.person.full()
            )),
            inn: Some(trader.inn.to_string()),
            ogrn: Some(trader.ogrnip.to_string()),
            address: Some(trader.address.clone()),
            person: Some(person(&trader.person)),
            bank: trader.bank.as_ref().map(bank),
            ..card(client, &trader.reach)
        },
        Counterparty::Person(client_person) => onec::Counterparty {
            full_name: Some(client_person.person.full()),
            inn: client_person.inn.as_ref().map(ToString::to_string),
            address: Some(client_person.address.clone()),
            person: Some(person(&client_person.person)),
            passport: Some(passport(&client_person.passport)),
            ..card(client, &client_person.reach)
        },
    }
}

/// What every kind has.
fn card(client: &Counterparty, reach: &Reach) -> onec::Counterparty {
    onec::Counterparty {
        kind: match client.kind() {
            ClientKind::LegalEntity | ClientKind::ForeignFirm => {
                onec::CounterpartyKind::LegalEntity
            }
            ClientKind::SoleTrader => onec::CounterpartyKind::SoleTrader,
            ClientKind::Person => onec::CounterpartyKind::Person,
        },
        name: client.name(),
        full_name: None,
        inn: None,
        kpp: None,
        ogrn: None,
        address: None,
        phone: reach.phone.clone(),
        email: reach.email.clone(),
        person: None,
        passport: None,
        bank: None,
        signatory: None,
    }
}

fn person(name: &PersonName) -> onec::PersonName {
    onec::PersonName {
        last: name.last.clone(),
        first: name.first.clone(),
        middle: name.middle.clone(),
    }
}

fn passport(passport: &Passport) -> onec::Passport {
    onec::Passport {
        series: passport.series.clone(),
        number: passport.number.clone(),
        issued_by: Some(passport.issued_by.clone()),
        issued_on: Some(passport.issued_on),
    }
}

fn bank(account: &docflow_core::BankAccount) -> onec::BankAccount {
    onec::BankAccount {
        bik: account.bik.to_string(),
        bank_name: Some(account.bank_name.clone()),
        account: account.account.to_string(),
        correspondent: account.correspondent.as_ref().map(ToString::to_string),
    }
}

/// 1C declines names itself, unless a person has confirmed the text.
fn signatory(signatory: &Signatory) -> onec::Signatory {
    onec::Signatory {
        post: Some(signatory.post.clone()),
        post_genitive: None,
        name: signatory.name.full(),
        name_genitive: signatory.genitive.clone(),
        basis: Some(basis(&signatory.basis)),
        basis_genitive: basis_genitive(&signatory.basis),
        sex: None,
    }
}

fn basis(basis: &Basis) -> String {
    match basis {
        Basis::Charter => "Устав".to_owned(),
        Basis::Other(text) => text.clone(),
        Basis::PowerOfAttorney {
            number,
            issued,
            expires,
        } => {
            format!("Доверенность {}", attorney(number, *issued, *expires))
        }
    }
}

/// «на основании …»; any other document is declined by 1C or by a person.
fn basis_genitive(basis: &Basis) -> Option<String> {
    match basis {
        Basis::Charter => Some("Устава".to_owned()),
        Basis::Other(_) => None,
        Basis::PowerOfAttorney {
            number,
            issued,
            expires,
        } => Some(format!(
            "доверенности {}",
            attorney(number, *issued, *expires)
        )),
    }
}

fn attorney(number: &str, issued: NaiveDate, expires: Option<NaiveDate>) -> String {
    let until = expires
        .map(|day| format!(" до {}", day.format("%d.%m.%Y")))
        .unwrap_or_default();
    format!("№\u{a0}{number} от {}{until}", issued.format("%d.%m.%Y"))
}

fn decimal(money: Money) -> Decimal {
    Decimal::new(money.kopecks(), 2)
}

fn vat(vat: Option<Money>) -> Decimal {
    vat.map_or(Decimal::ZERO, decimal)
}
