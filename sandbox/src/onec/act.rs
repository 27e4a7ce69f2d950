//! What a person does by hand in 1C: types a contract, edits a card, closes a period.

use chrono::Datelike;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::base::{Base, document_kind};
use super::read::date;
use super::standing::{self, Who};
use super::world::CounterpartyCard;

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Action {
    /// A contract typed by hand; a held or used number is refused while the switch says so.
    AddContract {
        organization: String,
        #[serde(default)]
        counterparty: String,
        number: String,
        date: String,
    },
    /// A new card.
    AddCounterparty { card: CounterpartyCard },
    /// Members of a card are replaced.
    EditCounterparty {
        #[serde(rename = "ref")]
        reference: String,
        set: Map<String, Value>,
    },
    /// A contract, order or invoice is marked for deletion, unless it is posted; the number of a
    /// contract stays used.
    #[serde(alias = "mark_contract")]
    Mark {
        #[serde(rename = "ref")]
        reference: String,
    },
    /// The mark is taken back.
    Unmark {
        #[serde(rename = "ref")]
        reference: String,
    },
    /// An order or invoice is posted, unless it is marked or lies in the closed period.
    Post {
        #[serde(rename = "ref")]
        reference: String,
    },
    /// The posting is taken back, unless the document lies in the closed period.
    Unpost {
        #[serde(rename = "ref")]
        reference: String,
    },
    /// Documents made by hand use numbers up.
    SkipNumbers {
        document: String,
        organization: String,
        year: i32,
        count: u32,
    },
    /// The closed period gets another end, or none.
    ClosePeriod { until: Option<String> },
}

/// Does one action and says what it made.
pub(super) fn act(base: &mut Base, action: &Value, now: i64) -> Result<Value, String> {
    let action = Action::deserialize(action).map_err(|error| error.to_string())?;
    match action {
        Action::AddContract {
            organization,
            counterparty,
            number,
            date,
        } => add_contract(base, &organization, &counterparty, &number, &date, now),
        Action::AddCounterparty { mut card } => {
            if card.reference.is_empty() {
                card.reference = base.new_reference();
            }
            let reference = card.reference.clone();
            base.cards.push(card);
            Ok(json!({ "ref": reference }))
        }
        Action::EditCounterparty { reference, set } => edit(base, &reference, set),
        Action::Mark { reference } => {
            standing::mark(base, &reference, Who::Person).map(|()| json!({}))
        }
        Action::Unmark { reference } => standing::unmark(base, &reference).map(|()| json!({})),
        Action::Post { reference } => standing::post(base, &reference).map(|()| json!({})),
        Action::Unpost { reference } => standing::unpost(base, &reference).map(|()| json!({})),
        Action::SkipNumbers {
            document,
            organization,
            year,
            count,
        } => {
            let kind = document_kind(&document).ok_or("expected document invoice or order")?;
            let last = base.skip_numbers(kind, &organization, year, count);
            Ok(json!({ "last": last }))
        }
        Action::ClosePeriod { until } => {
            let wrong = "expected until like 2026-10-31";
            base.closed_until = until.map(|text| date(&text).ok_or(wrong)).transpose()?;
            Ok(json!({}))
        }
    }
}

fn add_contract(
    base: &mut Base,
    organization: &str,
    counterparty: &str,
    number: &str,
    on: &str,
    now: i64,
) -> Result<Value, String> {
    let on = date(on).ok_or("expected a date like 2026-11-24")?;
    let found = base
        .organization(organization)
        .ok_or("no organization with this ref")?;
    let organization = found.reference.clone();
    if base.world.switches.typed_numbers_are_checked {
        if base.is_used(number, &organization, on.year()) {
            return Err("a contract with this number exists".to_owned());
        }
        if base.is_held(number, &organization, on.year(), now, "") {
            return Err("the number is held by a request".to_owned());
        }
    }
    Ok(json!({ "ref": base.add_typed(&organization, counterparty, number, on, "") }))
}

fn edit(base: &mut Base, reference: &str, set: Map<String, Value>) -> Result<Value, String> {
    let card = base.cards.iter_mut().find(|one| one.reference == reference);
    let card = card.ok_or("no counterparty with this ref")?;
    let mut value = serde_json::to_value(&*card).map_err(|error| error.to_string())?;
    if let Some(map) = value.as_object_mut() {
        map.extend(set);
    }
    *card = serde_json::from_value(value).map_err(|error| error.to_string())?;
    Ok(json!({}))
}
