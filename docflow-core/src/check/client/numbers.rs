//! ИНН, КПП, ОГРН and ОГРНИП of the client.

use crate::check::case::Case;
use crate::check::notes::{Notes, Read};
use crate::check::requisite::{self, Faults, only, rewritten};
use crate::check::table::{
    INN_CHECKSUM, INN_COMPONENT, INN_EMPTY, INN_FORMAT, INN_KIND, INN_LENGTH, KPP_COMPONENT,
    KPP_EMPTY, KPP_FORMAT, KPP_LENGTH, KPP_UNEXPECTED, OGRN_CHECKSUM, OGRN_EMPTY, OGRN_FORMAT,
    OGRN_LENGTH, OGRN_RECORD, OGRNIP_CHECKSUM, OGRNIP_EMPTY, OGRNIP_FORMAT, OGRNIP_LENGTH,
    OGRNIP_RECORD, OWN_FIRM,
};
use crate::facts::{RequisiteCard, RequisiteText};
use crate::requisites::{Inn, Kpp, Ogrn, Ogrnip, clean};
use std::borrow::Cow;

const INN: Faults = Faults {
    format: INN_FORMAT,
    length: INN_LENGTH,
    component: INN_COMPONENT,
    checksum: INN_CHECKSUM,
};
// A КПП has no check digit.
const KPP: Faults = Faults {
    format: KPP_FORMAT,
    length: KPP_LENGTH,
    component: KPP_COMPONENT,
    checksum: KPP_COMPONENT,
};
const OGRN: Faults = Faults {
    format: OGRN_FORMAT,
    length: OGRN_LENGTH,
    component: OGRN_RECORD,
    checksum: OGRN_CHECKSUM,
};
const OGRNIP: Faults = Faults {
    format: OGRNIP_FORMAT,
    length: OGRNIP_LENGTH,
    component: OGRNIP_RECORD,
    checksum: OGRNIP_CHECKSUM,
};

/// Whose ИНН is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    Firm,
    Person,
}

/// The ИНН, which must be there.
pub(super) fn inn(
    case: &Case<'_>,
    card: &RequisiteCard,
    holder: Holder,
    notes: &mut Notes,
) -> Read<Inn> {
    match inn_if_given(case, card, holder, notes) {
        Ok(Some(inn)) => Ok(inn),
        Ok(None) => Err(notes.block(INN_EMPTY, "client.inn", [])),
        Err(blocked) => Err(blocked),
    }
}

/// The ИНН, where there is one; it is of the right kind and of none of our own firms.
pub(super) fn inn_if_given(
    case: &Case<'_>,
    card: &RequisiteCard,
    holder: Holder,
    notes: &mut Notes,
) -> Read<Option<Inn>> {
    const PATH: &str = "client.inn";
    let Some(text) = number(card, RequisiteText::Inn) else {
        return Ok(None);
    };
    let nearest = |text: &str| only(&Inn::suggest(text));
    let inn = requisite::parse(notes, PATH, &text, INN, Inn::parse, nearest)?;
    if inn.is_legal() != (holder == Holder::Firm) {
        let expected = if holder == Holder::Firm { "10" } else { "12" };
        let params = [
            ("value", inn.to_string()),
            ("expected", expected.to_owned()),
        ];
        return Err(notes.block(INN_KIND, PATH, params));
    }
    if let Some(own) = case.policy.sellers.iter().find(|own| own.inn == inn) {
        let params = [("inn", inn.to_string()), ("seller", own.name.clone())];
        return Err(notes.block(OWN_FIRM, PATH, params));
    }
    Ok(Some(inn))
}

/// The КПП, which must be there.
pub(super) fn kpp(card: &RequisiteCard, notes: &mut Notes) -> Read<Kpp> {
    const PATH: &str = "client.kpp";
    let Some(text) = number(card, RequisiteText::Kpp) else {
        return Err(notes.block(KPP_EMPTY, PATH, []));
    };
    let nearest = |text: &str| only(&Kpp::suggest(text));
    requisite::parse(notes, PATH, &text, KPP, Kpp::parse, nearest)
}

/// No КПП, since only firms have one.
pub(super) fn no_kpp(card: &RequisiteCard, notes: &mut Notes) -> Read<()> {
    match number(card, RequisiteText::Kpp) {
        None => Ok(()),
        Some(text) => {
            let params = [("value", text.into_owned())];
            Err(notes.block(KPP_UNEXPECTED, "client.kpp", params))
        }
    }
}

/// The ОГРН, which must be there.
pub(super) fn ogrn(card: &RequisiteCard, notes: &mut Notes) -> Read<Ogrn> {
    const PATH: &str = "client.ogrn";
    let Some(text) = number(card, RequisiteText::Ogrn) else {
        return Err(notes.block(OGRN_EMPTY, PATH, []));
    };
    let nearest = |text: &str| rewritten(text, Ogrn::parse);
    requisite::parse(notes, PATH, &text, OGRN, Ogrn::parse, nearest)
}

/// The ОГРНИП, which must be there.
pub(super) fn ogrnip(card: &RequisiteCard, notes: &mut Notes) -> Read<Ogrnip> {
    const PATH: &str = "client.ogrnip";
    let Some(text) = number(card, RequisiteText::Ogrnip) else {
        return Err(notes.block(OGRNIP_EMPTY, PATH, []));
    };
    let nearest = |text: &str| rewritten(text, Ogrnip::parse);
    requisite::parse(notes, PATH, &text, OGRNIP, Ogrnip::parse, nearest)
}

/// The text of a number without what nobody can see, unless nothing is left.
fn number(card: &RequisiteCard, meaning: RequisiteText) -> Option<Cow<'_, str>> {
    let text = clean(card.text(meaning)?);
    (!text.is_empty()).then_some(text)
}
