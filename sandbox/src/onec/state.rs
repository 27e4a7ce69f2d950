//! The base as JSON for assertions: sums as text, links by reference.

use serde_json::{Map, Value, json};

use super::base::{Base, Contract, DocumentRow, Hold, Invoice, Order, Phase, Reservation, Set};
use super::existing;
use super::request::Wanted;
use super::standing::{Standing, Who};
use super::world::CounterpartyCard;
use crate::clock::local;

/// Everything that the base holds.
pub(super) fn state(base: &Base, now: i64) -> Value {
    let set = |(key, set): (&String, &Set)| (key.clone(), set_state(base, set, now));
    let moment = |(key, at): (&String, &i64)| (key.clone(), moment(base, *at).into());
    let hold = |(key, one): (&String, &Reservation)| (key.clone(), reservation(base, one, now));
    json!({
        "counterparties": by_reference(&base.cards, |one| &one.reference, card),
        "contracts": by_reference(&base.contracts, |one| &one.reference, contract),
        "orders": by_reference(&base.orders, |one| &one.reference, |one| order(base, one)),
        "invoices": by_reference(&base.invoices, |one| &one.reference, invoice),
        "sets": base.sets.iter().map(set).collect::<Map<_, _>>(),
        "voided": base.voided.iter().map(moment).collect::<Map<_, Value>>(),
        "reservations": base.reservations.iter().map(hold).collect::<Map<_, _>>(),
        "files": base.files.iter()
            .map(|(hash, bytes)| json!({ "sha256": hash, "size": bytes.len() }))
            .collect::<Vec<_>>(),
        "closed_until": base.closed_until.map(|date| date.to_string()),
    })
}

fn by_reference<T>(
    list: &[T],
    reference: impl Fn(&T) -> &String,
    show: impl Fn(&T) -> Value,
) -> Map<String, Value> {
    list.iter()
        .map(|one| (reference(one).clone(), show(one)))
        .collect()
}

fn card(card: &CounterpartyCard) -> Value {
    serde_json::to_value(card).unwrap_or_default()
}

fn contract(one: &Contract) -> Value {
    json!({
        "ref": one.reference,
        "number": one.number,
        "date": one.date.to_string(),
        "organization": one.organization,
        "counterparty": one.counterparty,
        "form": one.form,
        "total": one.total.to_string(),
        "vat": one.vat.to_string(),
        "valid_until": one.valid_until.map(|date| date.to_string()),
        "deal": one.deal,
        "key": one.key,
        "typed_by_hand": one.key.is_empty(),
        "deletion_mark": one.standing.marked_by.is_some(),
        "marked_by": one.standing.marked_by.map(Who::word),
    })
}

fn order(base: &Base, one: &Order) -> Value {
    let shown = json!({
        "ref": one.reference,
        "number": one.number,
        "date": one.date.to_string(),
        "organization": one.organization,
        "counterparty": one.counterparty,
        "contract": one.contract,
        "total": one.total.to_string(),
        "vat": one.vat.to_string(),
        "rows": one.rows.iter().map(row).collect::<Vec<_>>(),
        "key": one.key,
    });
    let wanted = base.sets.get(&one.key).map(|set| &set.job.wanted);
    let word = wanted.map(|wanted| for_accountant(base, wanted));
    with(
        with(shown, standing(one.standing)),
        word.unwrap_or_default(),
    )
}

fn invoice(one: &Invoice) -> Value {
    let shown = json!({
        "ref": one.reference,
        "number": one.number,
        "print_number": super::numbers::print_number(&one.number),
        "date": one.date.to_string(),
        "organization": one.organization,
        "counterparty": one.counterparty,
        "contract": one.contract,
        "order": one.order,
        "index": one.index,
        "of": one.of,
        "percent": one.percent.to_string(),
        "amount": one.amount.to_string(),
        "vat": one.vat.to_string(),
        "due": one.due.map(|date| date.to_string()),
        "rows": one.rows.iter().map(row).collect::<Vec<_>>(),
        "key": one.key,
    });
    with(shown, standing(one.standing))
}

/// Both objects in one.
fn with(mut shown: Value, more: Value) -> Value {
    if let (Some(map), Value::Object(more)) = (shown.as_object_mut(), more) {
        map.extend(more);
    }
    shown
}

fn standing(one: Standing) -> Value {
    json!({
        "posted": one.posted_by.is_some(),
        "posted_by": one.posted_by.map(Who::word),
        "deletion_mark": one.marked_by.is_some(),
        "marked_by": one.marked_by.map(Who::word),
    })
}

/// What an accountant is told with a set: who asked, a word, and what it replaces, as the base has
/// it now.
fn for_accountant(base: &Base, wanted: &Wanted) -> Value {
    let organization = base.organization(&wanted.organization);
    let organization = organization.map_or("", |one| one.reference.as_str());
    let replaced = wanted.supersedes.iter().map(|asked| {
        let found = existing::superseded(base, organization, asked);
        let known = found.as_ref();
        let standing = known.map(|one| one.standing).unwrap_or_default();
        let date = known.map(|one| one.date).or(asked.date);
        json!({
            "kind": asked.kind,
            "ref": known.map_or(&asked.reference, |one| &one.reference),
            "number": known.map_or(&asked.number, |one| &one.number),
            "date": date.map(|date| date.to_string()),
            "found": known.is_some(),
            "posted": standing.posted_by.is_some(),
            "deletion_mark": standing.marked_by.is_some(),
        })
    });
    json!({
        "requested_by": wanted.requested_by,
        "note": wanted.note,
        "supersedes": replaced.collect::<Vec<_>>(),
    })
}

fn row(row: &DocumentRow) -> Value {
    json!({
        "nomenclature": row.nomenclature,
        "name": row.name,
        "unit": row.unit,
        "quantity": row.quantity.to_string(),
        "price": row.price.to_string(),
        "vat": row.rate.word(),
        "sum": row.sum.to_string(),
        "vat_sum": row.vat.to_string(),
        "total": row.total.to_string(),
    })
}

fn set_state(base: &Base, set: &Set, now: i64) -> Value {
    let (state, answer) = match &set.phase {
        Phase::Done { ready_ms, answer } if *ready_ms <= now => ("done", Some(answer)),
        Phase::Done { .. } | Phase::Printing => ("working", None),
        Phase::PrintFailed => ("print_failed", None),
    };
    let shown = json!({
        "state": state,
        "deal": set.job.wanted.deal,
        "counterparty": set.card,
        "counterparty_created": set.card_created,
        "contract": set.contract,
        "order": set.order,
        "invoices": set.invoices,
        "files": answer.map(files).unwrap_or_default(),
    });
    with(shown, for_accountant(base, &set.job.wanted))
}

/// The files of an answer without their content, each with the document it belongs to.
fn files(answer: &Value) -> Vec<Value> {
    let contract = answer.get("contract").into_iter();
    let invoices = answer
        .get("invoices")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let documents = contract.chain(invoices);
    let mut all = Vec::new();
    for document in documents {
        let list = document
            .get("files")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for file in list {
            let mut file = file.clone();
            if let Some(map) = file.as_object_mut() {
                map.remove("content");
                map.insert(
                    "of".to_owned(),
                    document.get("ref").cloned().unwrap_or_default(),
                );
            }
            all.push(file);
        }
    }
    all
}

fn reservation(base: &Base, one: &Reservation, now: i64) -> Value {
    let state = match one.hold {
        Hold::Held if one.until_ms > now => "held",
        Hold::Held => "expired",
        Hold::Released => "released",
        Hold::Used => "used",
    };
    json!({
        "number": one.number,
        "organization": one.organization,
        "form": one.form,
        "until": moment(base, one.until_ms),
        "state": state,
    })
}

/// A moment in the local time of the base.
fn moment(base: &Base, ms: i64) -> String {
    let local = local(ms, base.world.utc_offset_minutes);
    local.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}
