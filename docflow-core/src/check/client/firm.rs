//! A firm with its names, numbers, address, signatory and bank.

use super::numbers::{self, Holder};
use super::{address, bank, signatory, text};
use crate::check::case::Case;
use crate::check::notes::{Notes, Read};
use crate::check::table::{FULL_NAME_LONG, FULL_NAME_MISSING, NAME_LONG};
use crate::facts::{ClientCard, RequisiteCard, RequisiteText};
use crate::party::{ClientKind, Counterparty, LegalClient, Reach};

/// How much of a name 1C keeps.
pub(super) const NAME_LIMIT: usize = 100;
const FULL_NAME_LIMIT: usize = 550;

/// Reads everything that a contract with a firm needs.
pub(super) fn read(
    case: &Case<'_>,
    card: &ClientCard,
    requisite: &RequisiteCard,
    reach: Read<Reach>,
    notes: &mut Notes,
) -> Read<Counterparty> {
    let full_name = full_name(requisite, notes);
    let name = name(requisite, full_name.as_ref().ok(), notes);
    let inn = numbers::inn(case, requisite, Holder::Firm, notes);
    let kpp = numbers::kpp(requisite, notes);
    let ogrn = numbers::ogrn(requisite, notes);
    let address = address::read(requisite, ClientKind::LegalEntity, notes);
    let signatory = signatory::read(case, requisite, kpp, notes);
    let bank = bank::read(card, ClientKind::LegalEntity, notes);
    Ok(Counterparty::LegalEntity(LegalClient {
        full_name: full_name?,
        name: name?,
        inn: inn?,
        kpp: kpp?,
        ogrn: ogrn?,
        address: address?,
        bank: bank?,
        signatory: signatory?,
        reach: reach?,
    }))
}

fn full_name(card: &RequisiteCard, notes: &mut Notes) -> Read<String> {
    const PATH: &str = "client.full_name";
    let Some(name) = text(card, RequisiteText::FullName) else {
        return Err(notes.block(FULL_NAME_MISSING, PATH, []));
    };
    let length = name.chars().count();
    if length > FULL_NAME_LIMIT {
        let limit = FULL_NAME_LIMIT.to_string();
        let params = [("length", length.to_string()), ("limit", limit)];
        return Err(notes.block(FULL_NAME_LONG, PATH, params));
    }
    Ok(name)
}

/// The short name, else the full one.
fn name(card: &RequisiteCard, full: Option<&String>, notes: &mut Notes) -> Read<String> {
    let name = text(card, RequisiteText::ShortName)
        .or_else(|| full.cloned())
        .unwrap_or_default();
    short(name, notes)
}

/// A short name that 1C does not cut.
pub(super) fn short(name: String, notes: &mut Notes) -> Read<String> {
    let length = name.chars().count();
    if length > NAME_LIMIT {
        let limit = NAME_LIMIT.to_string();
        let params = [("length", length.to_string()), ("limit", limit)];
        return Err(notes.block(NAME_LONG, "client.name", params));
    }
    Ok(name)
}
