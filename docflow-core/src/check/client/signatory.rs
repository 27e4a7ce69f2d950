//! Who signs for the client, and on which ground.

use super::basis;
use super::text;
use crate::check::case::Case;
use crate::check::format;
use crate::check::notes::{Notes, Read};
use crate::check::table::{
    ATTORNEY_EARLY, ATTORNEY_EXPIRED, ATTORNEY_FORM, ATTORNEY_YEAR, BASIS_MISSING, BRANCH_CHARTER,
    POST_MISSING, SIGNATORY_FORM, SIGNATORY_MISSING, SIGNATORY_TWO,
};
use crate::dates::{AttorneyTerm, DateError, DateWarning};
use crate::facts::{RequisiteCard, RequisiteText};
use crate::party::{Basis, PersonName, Signatory};
use crate::requisites::Kpp;

/// Post, name and ground; a firm needs all three.
pub(super) fn read(
    case: &Case<'_>,
    card: &RequisiteCard,
    kpp: Read<Kpp>,
    notes: &mut Notes,
) -> Read<Signatory> {
    let post = text(card, RequisiteText::ChiefPost)
        .ok_or_else(|| notes.block(POST_MISSING, "client.signatory.post", []));
    let name = name(card, notes);
    let basis = ground(case, card, kpp, notes);
    Ok(Signatory {
        post: post?,
        name: name?,
        basis: basis?,
        genitive: None,
    })
}

fn name(card: &RequisiteCard, notes: &mut Notes) -> Read<PersonName> {
    const PATH: &str = "client.signatory.name";
    let (chief, director) = (
        text(card, RequisiteText::Chief),
        text(card, RequisiteText::Director),
    );
    if let (Some(first), Some(second)) = (&chief, &director)
        && first.to_lowercase() != second.to_lowercase()
    {
        let params = [("first", first.clone()), ("second", second.clone())];
        notes.warn(SIGNATORY_TWO, PATH, params);
    }
    let Some(name) = chief.or(director) else {
        return Err(notes.block(SIGNATORY_MISSING, PATH, []));
    };
    PersonName::parse(&name).ok_or_else(|| notes.block(SIGNATORY_FORM, PATH, [("value", name)]))
}

fn ground(case: &Case<'_>, card: &RequisiteCard, kpp: Read<Kpp>, notes: &mut Notes) -> Read<Basis> {
    const PATH: &str = "client.signatory.basis";
    let Some(typed) = text(card, RequisiteText::Basis) else {
        return Err(notes.block(BASIS_MISSING, PATH, []));
    };
    let Some(basis) = basis::parse(&typed) else {
        return Err(notes.block(ATTORNEY_FORM, PATH, [("value", typed)]));
    };
    match &basis {
        Basis::PowerOfAttorney {
            number,
            issued,
            expires,
        } => {
            let term = AttorneyTerm {
                issued: *issued,
                expires: *expires,
            };
            attorney(case, number, term, notes)?;
        }
        Basis::Charter => {
            if let Some(kpp) = kpp.ok().filter(Kpp::is_branch) {
                notes.warn(BRANCH_CHARTER, PATH, [("kpp", kpp.to_string())]);
            }
        }
        Basis::Other(_) => {}
    }
    Ok(basis)
}

fn attorney(case: &Case<'_>, number: &str, term: AttorneyTerm, notes: &mut Notes) -> Read<()> {
    const PATH: &str = "client.signatory.basis";
    let number = ("number", number.to_owned());
    let date = ("date", format::day(case.contract_date()));
    let until = (
        "until",
        term.last_day().map(format::day).unwrap_or_default(),
    );
    match term.check(case.contract_date()) {
        Ok(Some(DateWarning::AttorneyOneYear)) => {
            notes.warn(ATTORNEY_YEAR, PATH, [number, until]);
            Ok(())
        }
        Ok(_) => Ok(()),
        Err(DateError::AttorneyNotStarted) => {
            let issued = ("issued", format::day(term.issued));
            Err(notes.block(ATTORNEY_EARLY, PATH, [number, issued, date]))
        }
        Err(_) => Err(notes.block(ATTORNEY_EXPIRED, PATH, [number, until, date])),
    }
}
