//! A sole trader or a person, who sign in their own name.

use super::numbers::{self, Holder};
use super::{address, bank, firm, text};
use crate::check::case::Case;
use crate::check::notes::{Notes, Read};
use crate::check::table::{PASSPORT_DATE, PASSPORT_FORM, PASSPORT_MISSING, PERSON_NAME_MISSING};
use crate::facts::{ClientCard, RequisiteCard, RequisiteText};
use crate::party::{
    ClientKind, Counterparty, IdentityKind, Passport, PersonClient, PersonName, Reach, TraderClient,
};
use chrono::NaiveDate;

/// Reads everything that a contract with a sole trader needs.
pub(super) fn trader(
    case: &Case<'_>,
    card: &ClientCard,
    requisite: &RequisiteCard,
    reach: Read<Reach>,
    notes: &mut Notes,
) -> Read<Counterparty> {
    let person = name(requisite, notes);
    let inn = numbers::inn(case, requisite, Holder::Person, notes);
    let no_kpp = numbers::no_kpp(requisite, notes);
    let ogrnip = numbers::ogrnip(requisite, notes);
    let address = address::read(requisite, ClientKind::SoleTrader, notes);
    let bank = bank::read(card, ClientKind::SoleTrader, notes);
    no_kpp?;
    let client = Counterparty::SoleTrader(TraderClient {
        person: person?,
        inn: inn?,
        ogrnip: ogrnip?,
        address: address?,
        bank: bank?,
        reach: reach?,
    });
    firm::short(client.name(), notes).map(|_| client)
}

/// Reads everything that a contract with a person needs.
pub(super) fn citizen(
    case: &Case<'_>,
    requisite: &RequisiteCard,
    reach: Read<Reach>,
    notes: &mut Notes,
) -> Read<Counterparty> {
    let person = name(requisite, notes);
    let inn = numbers::inn_if_given(case, requisite, Holder::Person, notes);
    let no_kpp = numbers::no_kpp(requisite, notes);
    let passport = passport(case, requisite, notes);
    let address = address::read(requisite, ClientKind::Person, notes);
    no_kpp?;
    let client = Counterparty::Person(PersonClient {
        person: person?,
        inn: inn?,
        passport: passport?,
        address: address?,
        reach: reach?,
    });
    firm::short(client.name(), notes).map(|_| client)
}

/// The name in its parts, else in one field, else after «ИП» in the name of the business.
fn name(card: &RequisiteCard, notes: &mut Notes) -> Read<PersonName> {
    let parts = || {
        Some(PersonName {
            last: text(card, RequisiteText::LastName)?,
            first: text(card, RequisiteText::FirstName)?,
            middle: text(card, RequisiteText::MiddleName),
        })
    };
    let whole = || PersonName::parse(&text(card, RequisiteText::WholeName)?);
    let business = || PersonName::parse(text(card, RequisiteText::ShortName)?.strip_prefix("ИП ")?);
    parts()
        .or_else(whole)
        .or_else(business)
        .ok_or_else(|| notes.block(PERSON_NAME_MISSING, "client.person", []))
}

fn passport(case: &Case<'_>, card: &RequisiteCard, notes: &mut Notes) -> Read<Passport> {
    let series = digits(card, RequisiteText::IdentitySeries, "series", 4, notes);
    let number = digits(card, RequisiteText::IdentityNumber, "number", 6, notes);
    let issued_by = part(card, RequisiteText::IdentityIssuer, "issued_by", notes);
    let issued_on = part(card, RequisiteText::IdentityDate, "issued_on", notes).and_then(|text| {
        day(&text)
            .filter(|day| *day <= case.today)
            .ok_or_else(|| notes.block(PASSPORT_DATE, "client.passport.issued_on", []))
    });
    Ok(Passport {
        kind: IdentityKind::Russian,
        series: series?,
        number: number?,
        issued_by: issued_by?,
        issued_on: issued_on?,
    })
}

fn part(
    card: &RequisiteCard,
    meaning: RequisiteText,
    field: &str,
    notes: &mut Notes,
) -> Read<String> {
    text(card, meaning).ok_or_else(|| {
        let params = [("field", field.to_owned())];
        notes.block(PASSPORT_MISSING, format!("client.passport.{field}"), params)
    })
}

/// So many digits, not all of them zeros; people type blanks between them.
fn digits(
    card: &RequisiteCard,
    meaning: RequisiteText,
    field: &str,
    length: usize,
    notes: &mut Notes,
) -> Read<String> {
    let typed = part(card, meaning, field, notes)?;
    let digits: String = typed.chars().filter(|c| *c != ' ').collect();
    let legal = digits.chars().all(|c| c.is_ascii_digit()) && digits.contains(|c| c != '0');
    if digits.len() == length && legal {
        return Ok(digits);
    }
    let params = [
        ("field", field.to_owned()),
        ("expected", length.to_string()),
    ];
    Err(notes.block(PASSPORT_FORM, format!("client.passport.{field}"), params))
}

/// Reads `24.11.2026`, as the portal keeps it, or `2026-11-24`.
fn day(text: &str) -> Option<NaiveDate> {
    let russian = NaiveDate::parse_from_str(text, "%d.%m.%Y");
    russian.or_else(|_| text.parse()).ok()
}
