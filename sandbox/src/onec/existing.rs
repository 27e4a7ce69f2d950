//! Contracts and documents that stand: the contract that a request names, and what it replaces.
//! They are looked at and never written.

use super::base::{Base, Contract};
use super::numbers::{canon, print_number};
use super::refusal::Refusal;
use super::request::Wanted;
use super::standing::Standing;
use super::terms::{ContractName, ExistingContract, Superseded};
use chrono::NaiveDate;

/// The contract that the request names, of its organization and of the buyer's card.
pub(super) fn find(
    base: &Base,
    wanted: &Wanted,
    asked: &ExistingContract,
    card: Option<&str>,
) -> Result<Contract, Refusal> {
    let contract = match &asked.name {
        ContractName::Ref(reference) => base
            .contracts
            .iter()
            .find(|one| is_there(one) && one.reference.eq_ignore_ascii_case(reference))
            .ok_or_else(|| unknown("contract.ref"))?,
        ContractName::Number { .. } => by_number(base, wanted, asked, card)?,
    };
    let is_ours = contract
        .organization
        .eq_ignore_ascii_case(&wanted.organization);
    if !is_ours {
        return Err(differs("organization", "Договор в 1С другой организации."));
    }
    if card != Some(contract.counterparty.as_str()) {
        let message = "Договор в 1С с другим контрагентом.";
        return Err(differs("counterparty", message));
    }
    not_before(contract, wanted)?;
    Ok(contract.clone())
}

fn is_there(contract: &Contract) -> bool {
    contract.standing.marked_by.is_none()
}

fn by_number<'a>(
    base: &'a Base,
    wanted: &Wanted,
    asked: &ExistingContract,
    card: Option<&str>,
) -> Result<&'a Contract, Refusal> {
    let is_named = |one: &&Contract| match &asked.name {
        ContractName::Ref(_) => false,
        ContractName::Number { number, date } => {
            is_there(one)
                && one.organization.eq_ignore_ascii_case(&wanted.organization)
                && one.date == *date
                && canon(&one.number) == canon(number)
        }
    };
    let named: Vec<&Contract> = base.contracts.iter().filter(is_named).collect();
    let of_card = |one: &&&Contract| card == Some(one.counterparty.as_str());
    let with_buyer: Vec<&Contract> = named.iter().filter(of_card).copied().collect();
    match (with_buyer.as_slice(), named.as_slice()) {
        ([one], _) | ([], [one, ..]) => Ok(one),
        ([], []) => Err(unknown("contract.number")),
        (several, _) => {
            let line =
                |one: &&Contract| format!("{} от {} ({})", one.number, one.date, one.reference);
            let message = "В 1С несколько договоров с таким номером и датой.";
            Err(Refusal::finding("contract_ambiguous", message)
                .field("contract.number")
                .messages(several.iter().map(line).collect()))
        }
    }
}

fn unknown(field: &str) -> Refusal {
    let message = "В 1С нет такого договора, или он помечен на удаление.";
    Refusal::finding("unknown_contract", message).field(field)
}

fn differs(field: &str, message: &str) -> Refusal {
    Refusal::finding("contract_differs", message).field(field)
}

fn not_before(contract: &Contract, wanted: &Wanted) -> Result<(), Refusal> {
    let early = wanted
        .invoices
        .iter()
        .position(|invoice| invoice.date < contract.date);
    match early {
        None => Ok(()),
        Some(place) => Err(Refusal::finding("wrong_date", "Счёт раньше договора.")
            .field(format!("invoices[{place}].date"))),
    }
}

/// A document that a set replaces, as the base has it.
pub(super) struct Found {
    pub(super) reference: String,
    pub(super) number: String,
    pub(super) date: NaiveDate,
    pub(super) standing: Standing,
}

/// What a set replaces, if the base has it.
pub(super) fn superseded(base: &Base, organization: &str, asked: &Superseded) -> Option<Found> {
    let is_meant = |reference: &str, of: &str, number: &str, date| {
        if asked.reference.is_empty() {
            let same = canon(number) == canon(&asked.number)
                || asked.kind != "contract" && print_number(number) == asked.number;
            of == organization && asked.date == Some(date) && same
        } else {
            reference.eq_ignore_ascii_case(&asked.reference)
        }
    };
    macro_rules! among {
        ($list:expr) => {
            $list
                .iter()
                .find(|one| is_meant(&one.reference, &one.organization, &one.number, one.date))
                .map(|one| Found {
                    reference: one.reference.clone(),
                    number: one.number.clone(),
                    date: one.date,
                    standing: one.standing,
                })
        };
    }
    match asked.kind {
        "contract" => among!(base.contracts),
        "order" => among!(base.orders),
        _ => among!(base.invoices),
    }
}
