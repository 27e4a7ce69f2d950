//! The data of the forms: what the documents in the base say, worded for the templates.

use docflow_print::builtin::{
    BankAccount, ContractData, InvoiceData, Item, Party, PartyKind, Payment, Signer, Sum, Terms,
    Vat, days_in_words,
};
use docflow_print::date_in_words;

use super::PrintJob;
use crate::onec::base::{DocumentRow, Invoice};
use crate::onec::check::city_of;
use crate::onec::numbers::print_number;
use crate::onec::request::{Buyer, Signatory};
use crate::onec::schedule::document_rows;
use crate::onec::sums::{Kopecks, Rate};
use crate::onec::terms::NewContract;
use crate::onec::world::{OnecAccount, OnecOrganization};

/// The contract as printed.
pub(super) fn contract(job: &PrintJob) -> ContractData {
    let (own, other) = roles(&job.kind);
    let rows = document_rows(&job.wanted.rows, job.wanted.contract.vat_included());
    let data = ContractData {
        number: job.contract.number.clone(),
        replaces: replaced(job, true, "договора"),
        city: city(job),
        seller: introduced(seller(job), own),
        buyer: introduced(buyer(&job.wanted.buyer), other),
        subject: subject(job, &rows),
        items: items(&rows),
        total: Sum::new(kopecks(job.contract.total)),
        vat: on_paper(
            vat(&rows, job.contract.vat),
            job.wanted.contract.vat_included(),
        ),
        schedule: schedule(job, &rows),
        terms: terms(job),
        ..ContractData::default()
    };
    data.dated(&job.contract.date.to_string())
}

/// An invoice as printed; the payment code is added by the caller.
pub(super) fn invoice(job: &PrintJob, invoice: &Invoice) -> InvoiceData {
    let number = print_number(&invoice.number);
    let dated = invoice.date.format("%d.%m.%Y");
    let contract = &job.contract;
    let basis = format!(
        "Договор № {} от {}",
        contract.number,
        contract.date.format("%d.%m.%Y")
    );
    // The row of a part invoice is with VAT, whatever the contract's prices are.
    let included = job.wanted.contract.vat_included() || invoice.of > 1;
    let vat = on_paper(vat(&invoice.rows, invoice.vat), included);
    let subtotal = invoice.rows.iter().map(|row| row.sum).sum();
    let accountant = &job.organization.accountant;
    let data = InvoiceData {
        purpose: format!("Оплата по счёту № {number} от {dated}, {}", vat.clause),
        number,
        seller: introduced(seller(job), "Поставщик"),
        buyer: introduced(buyer(&job.wanted.buyer), "Покупатель"),
        basis: Some(basis),
        items: items(&invoice.rows),
        count: invoice.rows.len(),
        subtotal: Sum::new(kopecks(subtotal)),
        total: Sum::new(kopecks(invoice.amount)),
        vat,
        notice: replaced(job, false, "счёта").map(|old| format!("Взамен {old}")),
        due: invoice.due.and_then(|due| date_in_words(&due.to_string())),
        accountant: filled(accountant).map(|name| initials(&name)),
        ..InvoiceData::default()
    };
    data.dated(&invoice.date.to_string())
}

/// «договора № 7 от 24.11.2026» of what the set replaces.
fn replaced(job: &PrintJob, is_contract: bool, what: &str) -> Option<String> {
    let all = job
        .replaced
        .iter()
        .filter(|one| one.is_contract == is_contract);
    let all: Vec<String> = all
        .map(|one| {
            let date = one.date.format("%d.%m.%Y");
            format!("{what} №\u{a0}{} от {date}", one.number)
        })
        .collect();
    filled(&all.join(", "))
}

fn roles(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "supply" => ("Поставщик", "Покупатель"),
        "works" => ("Подрядчик", "Заказчик"),
        _ => ("Исполнитель", "Заказчик"),
    }
}

fn introduced(mut party: Party, role: &str) -> Party {
    // A doubtful genitive is worded around by the form itself.
    party.introduce(role);
    party
}

fn city(job: &PrintJob) -> String {
    let city = terms_of(job).map_or("", |terms| &terms.city);
    let asked = city.trim_start_matches("г.").trim();
    let own = || city_of(&job.organization.address).unwrap_or_default();
    if asked.is_empty() {
        own().to_owned()
    } else {
        asked.to_owned()
    }
}

/// «Кузнецова О. И.» of a full name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let surname = words.next().unwrap_or_default().to_owned();
    let letters = words.filter_map(|word| word.chars().next());
    letters.fold(surname, |all, letter| format!("{all}\u{a0}{letter}."))
}

/// Lines under a table whose rows are without VAT do not say «в том числе».
fn on_paper(mut vat: Vat, included: bool) -> Vat {
    for line in vat.lines.iter_mut().filter(|_| !included) {
        line.label = line.label.replace("В том числе НДС", "НДС");
    }
    vat
}

fn filled(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

fn seller(job: &PrintJob) -> Party {
    let organization = &job.organization;
    let is_trader = organization.kpp.is_empty();
    Party {
        kind: if is_trader {
            PartyKind::SoleTrader
        } else {
            PartyKind::Company
        },
        full: without_trader(&organization.full_name, is_trader),
        short: organization.name.clone(),
        inn: filled(&organization.inn),
        kpp: filled(&organization.kpp),
        ogrn: filled(&organization.ogrn),
        address: organization.address.clone(),
        phone: filled(&organization.phone),
        email: filled(&organization.email),
        bank: organization.accounts.first().map(bank),
        signer: match terms_of(job).and_then(|terms| terms.signatory.as_ref()) {
            Some(one) => Some(signer(one)),
            None if is_trader => None,
            None => Some(head(organization)),
        },
        ..Party::default()
    }
}

fn head(organization: &OnecOrganization) -> Signer {
    Signer {
        post: organization.director_post.clone(),
        name: organization.director.clone(),
        basis: "Устава".to_owned(),
        ..Signer::default()
    }
}

fn buyer(buyer: &Buyer) -> Party {
    let kind = match buyer.kind {
        "legal_entity" => PartyKind::Company,
        "sole_trader" => PartyKind::SoleTrader,
        _ => PartyKind::Person,
    };
    let full = [&buyer.full_name, &buyer.person, &buyer.name];
    let full = full
        .into_iter()
        .find(|name| !name.is_empty())
        .cloned()
        .unwrap_or_default();
    let passport = match (buyer.passport.is_empty(), buyer.passport_issued.as_str()) {
        (true, _) => None,
        (false, "") => Some(format!("паспорт {}", buyer.passport)),
        (false, issued) => Some(format!("паспорт {}, выдан {issued}", buyer.passport)),
    };
    Party {
        kind,
        full: without_trader(&full, kind == PartyKind::SoleTrader),
        short: buyer.name.clone(),
        inn: filled(&buyer.inn),
        kpp: filled(&buyer.kpp),
        ogrn: filled(&buyer.ogrn),
        address: buyer.address.clone(),
        passport: passport.filter(|_| kind == PartyKind::Person),
        phone: filled(&buyer.phone),
        email: filled(&buyer.email),
        bank: buyer.bank.as_ref().map(bank),
        signer: buyer
            .signatory
            .as_ref()
            .filter(|_| kind == PartyKind::Company)
            .map(signer),
        ..Party::default()
    }
}

/// The forms write «Индивидуальный предприниматель» themselves.
fn without_trader(name: &str, is_trader: bool) -> String {
    let bare = ["Индивидуальный предприниматель ", "ИП "]
        .into_iter()
        .find_map(|word| name.strip_prefix(word))
        .filter(|_| is_trader);
    bare.unwrap_or(name).to_owned()
}

fn signer(one: &Signatory) -> Signer {
    let basis = match (one.basis_genitive.as_str(), one.basis.as_str()) {
        ("", "Устав" | "") => "Устава",
        ("", basis) => basis,
        (genitive, _) => genitive,
    };
    Signer {
        post: one.post.clone(),
        name: one.name.clone(),
        post_genitive: filled(&one.post_genitive),
        name_genitive: filled(&one.name_genitive),
        female: one.female,
        basis: basis.to_owned(),
    }
}

fn bank(account: &OnecAccount) -> BankAccount {
    BankAccount {
        name: account.bank_name.clone(),
        bic: account.bik.clone(),
        account: account.account.clone(),
        correspondent: account.correspondent.clone(),
    }
}

fn kopecks(sum: Kopecks) -> u64 {
    sum.0.unsigned_abs()
}

fn rate(rate: Rate) -> String {
    match rate {
        Rate::Percent(percent) => format!("{percent}%"),
        Rate::None => "Без НДС".to_owned(),
    }
}

fn items(rows: &[DocumentRow]) -> Vec<Item> {
    let item = |(row, number): (&DocumentRow, u32)| {
        let quantity = row.quantity.to_string().replace('.', ",");
        let sums = (kopecks(row.price), kopecks(row.vat), kopecks(row.sum));
        Item::new(
            number,
            &row.name,
            &quantity,
            &row.unit,
            &rate(row.rate),
            sums,
        )
    };
    rows.iter().zip(1..).map(item).collect()
}

/// VAT by rate, in the order of the rows; `total` is VAT of the document.
fn vat(rows: &[DocumentRow], total: Kopecks) -> Vat {
    let mut groups: Vec<(String, u64)> = Vec::new();
    for row in rows.iter().filter(|row| row.rate != Rate::None) {
        let name = rate(row.rate);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum = sum.saturating_add(kopecks(row.vat)),
            None => groups.push((name, kopecks(row.vat))),
        }
    }
    // The balance invoice takes the remainder of VAT, which its only group then shows.
    if let [(_, only)] = groups.as_mut_slice() {
        *only = kopecks(total);
    }
    if groups.is_empty() {
        return Vat::exempt("применением упрощённой системы налогообложения");
    }
    let list: Vec<(&str, u64)> = groups
        .iter()
        .map(|(name, sum)| (name.as_str(), *sum))
        .collect();
    Vat::included(&list)
}

fn subject(job: &PrintJob, rows: &[DocumentRow]) -> String {
    field(job, "subject").unwrap_or_else(|| {
        rows.iter()
            .map(|row| row.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    })
}

/// What the request says of a new contract.
fn terms_of(job: &PrintJob) -> Option<&NewContract> {
    job.wanted.contract.as_new()
}

fn field(job: &PrintJob, code: &str) -> Option<String> {
    let mut fields = terms_of(job)?.fields.iter();
    let found = fields.find(|(name, _)| name == code);
    found.map(|(_, value)| value.clone())
}

/// A field that may be a bare number of working days.
fn days(value: String) -> String {
    value
        .parse()
        .map_or(value, |days| days_in_words(days, true))
}

fn terms(job: &PrintJob) -> Terms {
    let usual = Terms::default();
    let until = job
        .contract
        .valid_until
        .and_then(|date| date_in_words(&date.to_string()));
    let start = date_in_words(&job.contract.date.to_string()).unwrap_or_default();
    let end = until
        .clone()
        .unwrap_or_else(|| "полного исполнения обязательств".to_owned());
    Terms {
        period: field(job, "period").unwrap_or_else(|| format!("с {start} до {end}")),
        place: field(job, "place"),
        acceptance: field(job, "acceptance").map_or(usual.acceptance, days),
        warranty: field(job, "warranty"),
        penalty: field(job, "penalty").unwrap_or(usual.penalty),
        court: field(job, "court").unwrap_or(usual.court),
        valid_until: until,
    }
}

fn schedule(job: &PrintJob, rows: &[DocumentRow]) -> Vec<Payment> {
    if job.invoices.is_empty() {
        return vec![Payment {
            percent: 100,
            sum: Sum::new(kopecks(job.contract.total)),
            vat_clause: vat(rows, job.contract.vat).clause,
            condition: format!(
                "в течение {} с даты подписания Договора",
                days_in_words(5, true)
            ),
        }];
    }
    job.invoices.iter().map(payment).collect()
}

fn payment(invoice: &Invoice) -> Payment {
    let due = invoice
        .due
        .and_then(|date| date_in_words(&date.to_string()));
    let event = if invoice.index == invoice.of && invoice.of > 1 {
        "подписания акта"
    } else {
        "подписания Договора"
    };
    Payment {
        percent: u8::try_from(invoice.percent.0 / 1000).unwrap_or(100),
        sum: Sum::new(kopecks(invoice.amount)),
        vat_clause: vat(&invoice.rows, invoice.vat).clause,
        condition: match due {
            Some(due) => format!("не позднее {due}"),
            None => format!("в течение {} с даты {event}", days_in_words(5, true)),
        },
    }
}
