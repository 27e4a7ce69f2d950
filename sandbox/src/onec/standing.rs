//! Whether a document is posted and whether it is marked for deletion, and what a person may do
//! about both. Nothing here is called by the service itself, unless it is switched to err.

use chrono::NaiveDate;

use super::base::Base;

/// Posted or not, marked or not; and by whom, since the service may do neither.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    pub(super) posted_by: Option<Who>,
    pub(super) marked_by: Option<Who>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Who {
    Person,
    /// By mistake.
    Extension,
}

impl Who {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Extension => "extension",
        }
    }
}

/// Posts a document: not a marked one, and not into the closed period.
pub(super) fn post(base: &mut Base, reference: &str) -> Result<(), String> {
    let standing = open_document(base, reference)?;
    if standing.marked_by.is_some() {
        return Err("the document is marked for deletion: unmark it first".to_owned());
    }
    standing.posted_by = Some(Who::Person);
    Ok(())
}

/// Takes the posting back.
pub(super) fn unpost(base: &mut Base, reference: &str) -> Result<(), String> {
    open_document(base, reference)?.posted_by = None;
    Ok(())
}

/// Marks a document or contract for deletion: not a posted one.
pub(super) fn mark(base: &mut Base, reference: &str, who: Who) -> Result<(), String> {
    let (_, standing) = find(base, reference)?;
    if standing.posted_by.is_some() {
        return Err("the document is posted: unpost it first".to_owned());
    }
    standing.marked_by = Some(who);
    Ok(())
}

/// Takes the mark back.
pub(super) fn unmark(base: &mut Base, reference: &str) -> Result<(), String> {
    find(base, reference)?.1.marked_by = None;
    Ok(())
}

/// What can be posted, outside the closed period.
fn open_document<'a>(base: &'a mut Base, reference: &str) -> Result<&'a mut Standing, String> {
    let closed_until = base.closed_until;
    let (date, standing) = find(base, reference)?;
    let date = date.ok_or("a contract is a card of a catalogue and is not posted")?;
    match closed_until {
        Some(until) if date <= until => Err("the date lies in the closed period".to_owned()),
        _ => Ok(standing),
    }
}

/// The standing of what has this reference, and the date of a document.
fn find<'a>(
    base: &'a mut Base,
    reference: &str,
) -> Result<(Option<NaiveDate>, &'a mut Standing), String> {
    let contracts = base.contracts.iter_mut();
    let contracts = contracts.map(|one| (&one.reference, None, &mut one.standing));
    let orders = base.orders.iter_mut();
    let orders = orders.map(|one| (&one.reference, Some(one.date), &mut one.standing));
    let invoices = base.invoices.iter_mut();
    let invoices = invoices.map(|one| (&one.reference, Some(one.date), &mut one.standing));
    contracts
        .chain(orders)
        .chain(invoices)
        .find(|(known, ..)| known.eq_ignore_ascii_case(reference))
        .map(|(_, date, standing)| (date, standing))
        .ok_or_else(|| "no contract, order or invoice with this ref".to_owned())
}
