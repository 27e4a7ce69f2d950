//! The client's registered address.

use crate::check::format;
use crate::check::notes::{Notes, Read};
use crate::check::table::{ADDRESS_ACTUAL, ADDRESS_INDEX, ADDRESS_LONG, ADDRESS_MISSING};
use crate::facts::{AddressKind, RequisiteCard};
use crate::party::ClientKind;

/// How much of an address 1C keeps.
const LIMIT: usize = 500;
const PATH: &str = "client.address";

/// The registered address, else the actual one with a warning.
pub(super) fn read(card: &RequisiteCard, kind: ClientKind, notes: &mut Notes) -> Read<String> {
    let registered = match kind {
        ClientKind::LegalEntity | ClientKind::ForeignFirm => {
            [AddressKind::Legal, AddressKind::Registered]
        }
        ClientKind::SoleTrader | ClientKind::Person => {
            [AddressKind::Registered, AddressKind::Legal]
        }
    };
    let registered = registered.into_iter().find_map(|kind| of(card, kind));
    let address = match (registered, of(card, AddressKind::Actual)) {
        (Some(address), _) => address,
        (None, Some(address)) => {
            notes.warn(ADDRESS_ACTUAL, PATH, [("address", address.clone())]);
            address
        }
        (None, None) => return Err(notes.block(ADDRESS_MISSING, PATH, [])),
    };
    let length = address.chars().count();
    if length > LIMIT {
        let params = [("length", length.to_string()), ("limit", LIMIT.to_string())];
        return Err(notes.block(ADDRESS_LONG, PATH, params));
    }
    if kind == ClientKind::LegalEntity && !has_index(&address) {
        notes.warn(ADDRESS_INDEX, PATH, [("address", address.clone())]);
    }
    Ok(address)
}

fn of(card: &RequisiteCard, kind: AddressKind) -> Option<String> {
    let text = format::one_line(card.addresses.get(&kind)?);
    (!text.is_empty()).then_some(text)
}

/// Whether six digits that begin with 1 to 6 stand by themselves: a Russian postal code.
fn has_index(address: &str) -> bool {
    let mut numbers = address.split(|c: char| !c.is_ascii_digit());
    numbers.any(|number| number.len() == 6 && number.starts_with(['1', '2', '3', '4', '5', '6']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_stands_by_itself() {
        for (address, expected) in [
            ("125009, г. Москва, ул. Тверская, д. 1", true),
            ("Москва, 125009", true),
            ("Москва, ул. Тверская, д. 1", false),
            ("012345, Москва", false),
            ("Москва, дом 1250099", false),
        ] {
            assert_eq!(has_index(address), expected, "{address}");
        }
    }
}
