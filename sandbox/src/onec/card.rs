//! The counterparty: found by requisites, made only when absent, never changed.

use super::base::Base;
use super::refusal::Refusal;
use super::request::Buyer;
use super::world::CounterpartyCard;

/// The card that the buyer is, or `None` when one has to be made.
pub(super) fn find(base: &Base, buyer: &Buyer) -> Result<Option<String>, Refusal> {
    let living: Vec<&CounterpartyCard> = base
        .cards
        .iter()
        .filter(|card| !card.deletion_mark)
        .collect();
    let found = match (buyer.kind, buyer.inn.is_empty()) {
        ("legal_entity", _) => entity(&living, buyer)?,
        (_, false) => by_inn(&living, buyer)?,
        (_, true) => by_passport(&living, buyer)?,
    };
    if let Some(card) = found {
        agrees(card, buyer)?;
    }
    Ok(found.map(|card| card.reference.clone()))
}

type Found<'a> = Result<Option<&'a CounterpartyCard>, Refusal>;

fn only<'a>(cards: &[&'a CounterpartyCard], field: &str) -> Found<'a> {
    match cards {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => {
            let names = several
                .iter()
                .map(|card| format!("{} ({})", card.name, card.reference));
            let message = "В 1С несколько карточек с такими реквизитами.";
            Err(Refusal::finding("counterparty_ambiguous", message)
                .field(format!("counterparty.{field}"))
                .messages(names.collect()))
        }
    }
}

fn entity<'a>(living: &[&'a CounterpartyCard], buyer: &Buyer) -> Found<'a> {
    let same_inn: Vec<_> = living
        .iter()
        .copied()
        .filter(|card| card.inn == buyer.inn)
        .collect();
    let exact: Vec<_> = same_inn
        .iter()
        .copied()
        .filter(|card| card.kpp == buyer.kpp)
        .collect();
    if !exact.is_empty() {
        return only(&exact, "inn");
    }
    let is_branch = |kpp: &str| !matches!(kpp.get(4..6), Some("01" | "50") | None);
    if is_branch(&buyer.kpp) {
        return Ok(None);
    }
    match same_inn.iter().find(|card| !is_branch(&card.kpp)) {
        Some(card) => Err(differs("kpp", &[("КПП", &card.kpp, &buyer.kpp)])),
        None => Ok(None),
    }
}

fn by_inn<'a>(living: &[&'a CounterpartyCard], buyer: &Buyer) -> Found<'a> {
    let same: Vec<_> = living
        .iter()
        .copied()
        .filter(|card| card.inn == buyer.inn)
        .collect();
    if let Some(card) = only(&same, "inn")? {
        return Ok(Some(card));
    }
    if buyer.passport.is_empty() {
        return Ok(None);
    }
    match living.iter().find(|card| card.document == buyer.passport) {
        Some(card) => Err(differs("inn", &[("ИНН", &card.inn, &buyer.inn)])),
        None => Ok(None),
    }
}

fn by_passport<'a>(living: &[&'a CounterpartyCard], buyer: &Buyer) -> Found<'a> {
    let persons = living.iter().copied().filter(|card| card.kind == "person");
    let (known, namesakes): (Vec<_>, Vec<_>) = persons
        .filter(|card| card.document == buyer.passport || is_name_of(card, &buyer.person))
        .partition(|card| card.document == buyer.passport);
    if !known.is_empty() {
        return only(&known, "passport");
    }
    // A namesake without a document may be the same person or not: only a person can tell.
    match namesakes.iter().find(|card| card.document.is_empty()) {
        Some(card) => {
            let message = "В 1С есть карточка с таким именем и без документа.";
            Err(Refusal::finding("counterparty_ambiguous", message)
                .field("counterparty.passport")
                .messages(vec![format!("{} ({})", card.name, card.reference)]))
        }
        None => Ok(None),
    }
}

/// What matters must agree: kind, name and ОГРН. Address, bank and contacts need not.
fn agrees(card: &CounterpartyCard, buyer: &Buyer) -> Result<(), Refusal> {
    let mut found = Vec::new();
    if card.kind != buyer.kind {
        found.push(("вид", card.kind.as_str(), buyer.kind));
    }
    if ![&buyer.name, &buyer.full_name, &buyer.person]
        .iter()
        .any(|name| is_name_of(card, name))
    {
        found.push(("наименование", card.name.as_str(), buyer.name.as_str()));
    }
    if !card.ogrn.is_empty() && !buyer.ogrn.is_empty() && card.ogrn != buyer.ogrn {
        found.push(("ОГРН", card.ogrn.as_str(), buyer.ogrn.as_str()));
    }
    let field = match found.first() {
        None => return Ok(()),
        Some(("вид", ..)) => "kind",
        Some(("ОГРН", ..)) => "ogrn",
        Some(_) => "name",
    };
    Err(differs(field, &found))
}

fn differs(field: &str, found: &[(&str, &str, &str)]) -> Refusal {
    let line = |(what, card, request): &(&str, &str, &str)| {
        format!("{what}: в 1С {card}, в заявке {request}")
    };
    Refusal::finding(
        "counterparty_differs",
        "Карточка контрагента в 1С отличается от заявки.",
    )
    .field(format!("counterparty.{field}"))
    .messages(found.iter().map(line).collect())
}

fn is_name_of(card: &CounterpartyCard, name: &str) -> bool {
    let name = bare_name(name);
    !name.is_empty()
        && [&card.name, &card.full_name]
            .iter()
            .any(|one| bare_name(one) == name)
}

/// A name without legal form, quotes, punctuation and letter case.
fn bare_name(name: &str) -> String {
    const FORMS: [&str; 12] = [
        "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ",
        "ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "НЕПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "ЗАКРЫТОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "ОТКРЫТОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "ИНДИВИДУАЛЬНЫЙ ПРЕДПРИНИМАТЕЛЬ",
        "ООО",
        "ПАО",
        "ЗАО",
        "АО",
        "ИП",
    ];
    let upper = name.to_uppercase().replace('Ё', "Е");
    let letters = |letter: char| {
        if letter.is_alphanumeric() {
            letter
        } else {
            ' '
        }
    };
    let plain: String = upper.chars().map(letters).collect();
    let mut padded = format!(
        " {} ",
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    );
    for form in FORMS {
        padded = padded.replacen(&format!(" {form} "), " ", 1);
    }
    padded.trim().to_owned()
}

/// Makes a card of the buyer.
pub(super) fn create(base: &mut Base, buyer: &Buyer) -> String {
    let reference = base.new_reference();
    let full_name = [&buyer.full_name, &buyer.person, &buyer.name]
        .into_iter()
        .find(|name| !name.is_empty())
        .cloned()
        .unwrap_or_default();
    base.cards.push(CounterpartyCard {
        reference: reference.clone(),
        kind: buyer.kind.to_owned(),
        name: buyer.name.clone(),
        full_name,
        inn: buyer.inn.clone(),
        kpp: buyer.kpp.clone(),
        ogrn: buyer.ogrn.clone(),
        document: buyer.passport.clone(),
        address: buyer.address.clone(),
        phone: buyer.phone.clone(),
        email: buyer.email.clone(),
        accounts: Vec::new(),
        deletion_mark: false,
    });
    reference
}

/// Adds the buyer's bank account to the list of accounts when it is not there yet.
pub(super) fn add_account(base: &mut Base, card: &str, buyer: &Buyer) {
    let Some(bank) = &buyer.bank else { return };
    let card = base.cards.iter_mut().find(|one| one.reference == card);
    if let Some(card) = card
        && !card
            .accounts
            .iter()
            .any(|one| one.account == bank.account && one.bik == bank.bik)
    {
        card.accounts.push(bank.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_form_quotes_and_case_do_not_make_another_name() {
        for name in [
            "Ромашка ООО",
            "ООО «Ромашка»",
            "общество с ограниченной ответственностью \"РОМАШКА\"",
        ] {
            assert_eq!(bare_name(name), "РОМАШКА");
        }
        assert_ne!(bare_name("ООО «Ромашка плюс»"), "РОМАШКА");
        assert_eq!(bare_name("ИП Фёдоров А. Б."), "ФЕДОРОВ А Б");
    }
}
