//! What a client's card says: judged through a deal in which nothing else is wrong.

use docflow_core::{Counterparty, Verdict};

use super::case::{Case, same};
use crate::support::Scene;

pub(super) fn email(case: &Case<'_>) -> Result<(), String> {
    let mut scene = Scene::firm();
    scene.client().email = Some(case.text("in")?.to_owned());
    let taken = match scene.check() {
        Verdict::Ready(checked) => mail(&checked.request.parts().client),
        Verdict::Refused { .. } => None,
    };
    same("ok", &case.flag("ok")?, &taken.is_some())?;
    // A document prints an address as it was typed; the letters of a domain have no case.
    let plain = taken.map(|address| match address.split_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => address,
    });
    same("norm", &case.optional("norm"), &plain.as_deref())?;
    let misleads = scene.codes().contains(&"client-email-cyrillic".to_owned());
    same("warn", &case.optional("warn").is_some(), &misleads)
}

fn mail(client: &Counterparty) -> Option<String> {
    match client {
        Counterparty::LegalEntity(firm) => firm.reach.email.clone(),
        Counterparty::ForeignFirm(firm) => firm.reach.email.clone(),
        Counterparty::SoleTrader(trader) => trader.reach.email.clone(),
        Counterparty::Person(person) => person.reach.email.clone(),
    }
}

/// An address is free text, so the code stands where people write it: first.
pub(super) fn postal_index(case: &Case<'_>) -> Result<(), String> {
    let mut scene = Scene::firm();
    let address = format!("{}, г. Москва, ул. Тверская, д. 1", case.text("in")?);
    for known in scene.requisite().addresses.values_mut() {
        known.clone_from(&address);
    }
    let missing = scene.codes().contains(&"client-address-index".to_owned());
    same("ok", &case.flag("ok")?, &!missing)
}
