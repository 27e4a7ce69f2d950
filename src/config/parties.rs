//! Our own firms and offices.

use super::people::{colleagues, offset};
use super::raw;
use super::reading::{Read, Reading, each};
use chrono::NaiveDate;
use docflow_core::{Basis, Inn, Kpp, LegalEntity, PersonName, Region, Signatory, VatRegime};
use std::collections::BTreeSet;

/// What a firm acts on when nothing is said.
const CHARTER: &str = "Устав";

pub(super) fn sellers(reading: &mut Reading<'_>, raw: &[raw::Seller]) -> Read<Vec<LegalEntity>> {
    reading.unique("sellers", raw.iter().map(|seller| &seller.code));
    each(reading, raw, seller)
}

fn seller(reading: &mut Reading<'_>, raw: &raw::Seller) -> Read<LegalEntity> {
    let code = reading.code(&raw.code);
    let onec_ref = reading.onec_ref(&raw.onec_ref);
    let name = reading.filled(&raw.name);
    let inn = reading.requisite(&raw.inn, Inn::parse);
    let kpp = match &raw.kpp {
        None => Ok(None),
        Some(text) => reading.requisite(text, Kpp::parse).map(Some),
    };
    let kind = inn
        .as_ref()
        .map_or(Ok(()), |inn| kpp_fits(reading, raw, inn));
    let regimes = regimes(reading, raw);
    let signatory = signatory(reading, &raw.signatory);
    let closed_until = reading.day_if_given(raw.closed_until.as_ref());
    let accountants = colleagues(reading, &raw.accountants);
    kind?;
    Ok(LegalEntity {
        code: code?,
        onec_ref: onec_ref?,
        name: name?,
        inn: inn?,
        kpp: kpp?,
        regimes: regimes?,
        signatory: signatory?,
        closed_until: closed_until?,
        accountants: accountants?,
    })
}

/// A firm has a КПП, a sole trader has none; the length of the ИНН tells them apart.
fn kpp_fits(reading: &mut Reading<'_>, raw: &raw::Seller, inn: &Inn) -> Read<()> {
    let firm = inn.as_str().len() == 10;
    match &raw.kpp {
        None if firm => reading.wrong(&raw.inn, "the key `kpp` beside the ИНН of a firm", "add it"),
        Some(kpp) if !firm => {
            reading.wrong(kpp, "no `kpp` beside the ИНН of a sole trader", "remove it")
        }
        _ => Ok(()),
    }
}

/// Regimes with the first day of each, made ascending.
fn regimes(reading: &mut Reading<'_>, raw: &raw::Seller) -> Read<Vec<(NaiveDate, VatRegime)>> {
    if raw.regimes.get_ref().is_empty() {
        let message = "expected a VAT regime with its first day, found none; add \
                       { from = 2026-01-01, vat = \"osno\" }";
        return reading.fault(raw.regimes.span(), message);
    }
    let words = VatRegime::ALL.map(VatRegime::as_str);
    let mut regimes = each(reading, raw.regimes.get_ref(), |reading, regime| {
        let from = reading.day(&regime.from);
        let vat = reading.word(&regime.vat, &words, |word| word.parse().ok());
        Ok((from?, vat?))
    })?;
    regimes.sort_by_key(|(from, _)| *from);
    let days: BTreeSet<NaiveDate> = regimes.iter().map(|(from, _)| *from).collect();
    if days.len() < regimes.len() {
        let message = "expected one regime a day, found two that begin together; correct a date";
        return reading.fault(raw.regimes.span(), message);
    }
    Ok(regimes)
}

fn signatory(reading: &mut Reading<'_>, raw: &raw::Signatory) -> Read<Signatory> {
    let post = reading.filled(&raw.post);
    let name = match PersonName::parse(raw.name.get_ref()) {
        Some(name) => Ok(name),
        None => reading.wrong(
            &raw.name,
            "«Фамилия Имя Отчество»",
            "write it in this order",
        ),
    };
    let basis = basis(reading, raw);
    let genitive = reading.filled_if_given(raw.genitive.as_ref());
    Ok(Signatory {
        post: post?,
        name: name?,
        basis: basis?,
        genitive: genitive?,
    })
}

fn basis(reading: &mut Reading<'_>, raw: &raw::Signatory) -> Read<Basis> {
    match (&raw.attorney, &raw.basis) {
        (Some(_), Some(basis)) => reading.wrong(
            basis,
            "either `basis` or `attorney`",
            "remove the one that does not apply",
        ),
        (Some(attorney), None) => {
            let number = reading.filled(&attorney.number);
            let issued = reading.day(&attorney.issued);
            let expires = reading.day_if_given(attorney.expires.as_ref());
            let (issued, expires) = (issued?, expires?);
            if expires.is_some_and(|last| last < issued) {
                let message = "expected a last day after the day of issue, found an earlier one; \
                               correct one of them";
                return reading.fault(attorney.issued.span(), message);
            }
            Ok(Basis::PowerOfAttorney {
                number: number?,
                issued,
                expires,
            })
        }
        (None, Some(basis)) => match reading.filled(basis)? {
            text if text.eq(CHARTER) => Ok(Basis::Charter),
            text => Ok(Basis::Other(text)),
        },
        (None, None) => Ok(Basis::Charter),
    }
}

pub(super) fn regions(
    reading: &mut Reading<'_>,
    raw: &[raw::Region],
    sellers: &BTreeSet<String>,
) -> Read<Vec<Region>> {
    reading.unique("regions", raw.iter().map(|region| &region.code));
    each(reading, raw, |reading, region| {
        let code = reading.code(&region.code);
        let title = reading.filled(&region.title);
        let city = reading.filled(&region.city);
        let offset = offset(reading, &region.offset);
        let sellers = reading.known(&region.sellers, "sellers", sellers);
        Ok(Region {
            code: code?,
            title: title?,
            city: city?,
            offset: offset?,
            sellers: sellers?,
        })
    })
}
