//! The base as JSON for assertions: sums as text, links by reference.

use serde_json::{Map, Value, json};

use super::base::{Base, Contract, DocumentRow, Hold, Invoice, Order, Phase, Reservation, Set};
use super::world::CounterpartyCard;
use crate::clock::local;

/// Everything that the base holds.
pub(super) fn state(base: &Base, now: i64) -> Value {
    let set = |(key, set): (&String, &Set)| (key.clone(), set_state(set, now));
    let hold = |(key, one): (&String, &Reservation)| (key.clone(), reservation(base, one, now));
    json!({
        "counterparties": by_reference(&base.cards, |one| &one.reference, card),
        "contracts": by_reference(&base.contracts, |one| &one.reference, contract),
        "orders": by_reference(&base.orders, |one| &one.reference, order),
        "invoices": by_reference(&base.invoices, |one| &one.reference, invoice),
        "sets": base.sets.iter().map(set).collect::<Map<_, _>>(),
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
        "deletion_mark": one.deletion_mark,
    })
}

fn order(one: &Order) -> Value {
    json!({
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
        "posted": false,
    })
}

fn invoice(one: &Invoice) -> Value {
    json!({
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
        "posted": false,
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

fn set_state(set: &Set, now: i64) -> Value {
    let (state, answer) = match &set.phase {
        Phase::Done { ready_ms, answer } if *ready_ms <= now => ("done", Some(answer)),
        Phase::Done { .. } | Phase::Printing => ("working", None),
        Phase::PrintFailed => ("print_failed", None),
    };
    json!({
        "state": state,
        "deal": set.job.wanted.deal,
        "counterparty": set.card,
        "counterparty_created": set.card_created,
        "contract": set.contract,
        "order": set.order,
        "invoices": set.invoices,
        "files": answer.map(files).unwrap_or_default(),
    })
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
    let until = local(one.until_ms, base.world.utc_offset_minutes);
    json!({
        "number": one.number,
        "organization": one.organization,
        "form": one.form,
        "until": until.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
        "state": state,
    })
}
