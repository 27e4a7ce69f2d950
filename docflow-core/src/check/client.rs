//! The client: a card of the portal becomes a counterparty, or everything that is wrong with it.
//!
//! The kind of party comes from the preset of the requisites, never from the card being a company
//! or a contact.

use super::case::Case;
use super::format;
use super::notes::{Blocked, Notes, Read};
use super::table::{
    CLIENT_DELETED, CLIENT_MISSING, CLIENT_NOT_OF_DEAL, CLIENT_UNREAD, PRESET_UNKNOWN,
    REQUISITES_MISSING, REQUISITES_SEVERAL, REQUISITES_UNREAD,
};
use crate::facts::{
    ClientCard, ClientOrigin, DealCard, Fact, Preset, RequisiteCard, RequisiteText,
};
use crate::party::{ClientKind, Counterparty};

mod address;
mod bank;
mod basis;
mod firm;
mod numbers;
mod person;
mod reach;
mod signatory;

/// Reads the client of the deal.
pub(super) fn read(case: &Case<'_>, notes: &mut Notes) -> Read<Counterparty> {
    let card = card(case, notes)?;
    let reach = reach::read(card, case.client_kind(), notes);
    let requisite = requisite(card, notes)?;
    let preset = requisite.preset.clone();
    let kind = case
        .client_kind()
        .ok_or_else(|| preset_unknown(card, &preset, notes))?;
    match kind {
        ClientKind::LegalEntity => firm::read(case, card, requisite, reach, notes),
        ClientKind::SoleTrader => person::trader(case, card, requisite, reach, notes),
        ClientKind::Person => person::citizen(case, requisite, reach, notes),
        ClientKind::ForeignFirm => Err(preset_unknown(card, &preset, notes)),
    }
}

/// The text of a field in one line, unless it is empty.
fn text(requisite: &RequisiteCard, meaning: RequisiteText) -> Option<String> {
    let text = format::one_line(requisite.text(meaning)?);
    (!text.is_empty()).then_some(text)
}

fn card<'a>(case: &Case<'a>, notes: &mut Notes) -> Read<&'a ClientCard> {
    let deal = &case.facts.deal;
    let linked = deal.company.is_some() || deal.contact.is_some();
    match &case.facts.client {
        Fact::Known { value, .. } if is_of(value.origin, deal) => Ok(value),
        Fact::Known { .. } => Err(notes.block(CLIENT_NOT_OF_DEAL, "client", [])),
        Fact::Absent | Fact::NotChecked(_) if !linked => {
            Err(notes.block(CLIENT_MISSING, "client", []))
        }
        Fact::Absent => Err(notes.block(CLIENT_DELETED, "client", [])),
        Fact::NotChecked(reason) => {
            let params = [("reason", reason.to_string())];
            Err(notes.block(CLIENT_UNREAD, "client", params))
        }
    }
}

/// The client is the deal's company; its contact only when there is no company.
fn is_of(origin: ClientOrigin, deal: &DealCard) -> bool {
    match origin {
        ClientOrigin::Company(id) => deal.company == Some(id),
        ClientOrigin::Contact(id) => deal.company.is_none() && deal.contact == Some(id),
    }
}

fn requisite<'a>(card: &'a ClientCard, notes: &mut Notes) -> Read<&'a RequisiteCard> {
    const PATH: &str = "client.requisites";
    let client = || ("client", format::one_line(&card.title));
    let several = card.requisites_found.filter(|count| *count > 1);
    match (&card.requisite, several) {
        (Fact::Known { value, .. }, _) => Ok(value),
        (Fact::Absent | Fact::NotChecked(_), Some(count)) => {
            let params = [client(), ("count", count.to_string())];
            Err(notes.block(REQUISITES_SEVERAL, PATH, params))
        }
        (Fact::Absent, None) => Err(notes.block(REQUISITES_MISSING, PATH, [client()])),
        (Fact::NotChecked(reason), None) => {
            let params = [client(), ("reason", reason.to_string())];
            Err(notes.block(REQUISITES_UNREAD, PATH, params))
        }
    }
}

fn preset_unknown(card: &ClientCard, preset: &Preset, notes: &mut Notes) -> Blocked {
    let name = match preset {
        Preset::Other(name) => format::one_line(name),
        Preset::Organization | Preset::SoleTrader | Preset::Person => String::new(),
    };
    let params = [("client", format::one_line(&card.title)), ("preset", name)];
    notes.block(PRESET_UNKNOWN, "client.requisites", params)
}
