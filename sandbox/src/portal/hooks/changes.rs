//! Which events a call or a hand makes: deals, contacts, companies, comments, documents.

use super::super::access::Caller;
use super::super::methods::Answered;
use super::super::schema::{COMPANY, CONTACT, DEAL, LEAD, QUOTE};
use super::super::state::State;
use super::super::value::{Array, Value};
use super::{Happened, happened};

/// What is remembered of a call until it is done.
pub(crate) struct Watch {
    what: What,
    connector: String,
}

enum What {
    Added(i64),
    Updated(i64, i64, Option<Array>),
    Deleted(i64, i64),
    Document,
    Comment,
}

impl Watch {
    /// `None` for a call that makes no event.
    pub(crate) fn new(state: &State, method: &str, params: &Array) -> Option<Self> {
        let int = |name: &str| params.get(name).and_then(Value::to_int);
        let what = match method {
            "crm.item.add" | "crm.item.import" => What::Added(int("entityTypeId")?),
            "crm.item.update" => {
                let (entity, id) = (int("entityTypeId")?, int("id")?);
                let item = state.items.get(&entity).and_then(|items| items.get(&id));
                What::Updated(entity, id, item.cloned())
            }
            "crm.item.delete" => What::Deleted(int("entityTypeId")?, int("id")?),
            "crm.documentgenerator.document.upload" => What::Document,
            "crm.timeline.comment.add" => What::Comment,
            old => old_change(state, old, params)?,
        };
        let connector = params.get("auth_connector").and_then(Value::to_text);
        Some(Self {
            what,
            connector: connector.unwrap_or_default(),
        })
    }

    /// The call is done: whoever is bound to it is told.
    pub(crate) fn done(self, state: &mut State, caller: &Caller, answered: &Answered, now_ms: i64) {
        let inner = |name: &str| {
            answered
                .result
                .as_array()
                .and_then(|result| result.get(name))
        };
        let id_in = |name: &str| inner(name)?.as_array()?.get("id")?.to_int();
        let made = match self.what {
            What::Added(entity) => id_in("item")
                .or_else(|| answered.result.to_int())
                .map(|id| item_event(entity, "ADD", id)),
            What::Updated(entity, id, before) => {
                let items = state.items.get(&entity);
                let is_changed = items.and_then(|items| items.get(&id)) != before.as_ref();
                is_changed.then(|| item_event(entity, "UPDATE", id))
            }
            What::Deleted(entity, id) => Some(item_event(entity, "DELETE", id)),
            What::Document => id_in("document").and_then(|id| document_event(state, id)),
            What::Comment => answered.result.to_int().map(comment_event),
        };
        if let Some((event, object, data)) = made {
            let what = Happened {
                event: &event,
                user: caller.user,
                object,
                data,
                connector: self.connector,
            };
            happened(state, &what, now_ms);
        }
    }
}

/// A change by a method of the old API, `crm.deal.update` and its sisters.
fn old_change(state: &State, method: &str, params: &Array) -> Option<What> {
    let (thing, action) = method.strip_prefix("crm.")?.split_once('.')?;
    let entity = match thing {
        "lead" => LEAD,
        "deal" => DEAL,
        "contact" => CONTACT,
        "company" => COMPANY,
        "quote" => QUOTE,
        _ => return None,
    };
    let id = params.get_any_case("id").and_then(Value::to_int);
    Some(match action {
        "add" => What::Added(entity),
        "update" => {
            let items = state.items.get(&entity);
            let item = items.and_then(|items| items.get(&id?));
            What::Updated(entity, id?, item.cloned())
        }
        "delete" => What::Deleted(entity, id?),
        _ => return None,
    })
}

type Made = (String, i64, Vec<(String, String)>);

fn item_event(entity: i64, change: &str, id: i64) -> Made {
    let name = match entity {
        LEAD => "LEAD",
        DEAL => "DEAL",
        CONTACT => "CONTACT",
        COMPANY => "COMPANY",
        QUOTE => "QUOTE",
        _ => "DYNAMICITEM",
    };
    let mut data = vec![("[FIELDS][ID]".to_owned(), id.to_string())];
    if name == "DYNAMICITEM" {
        data.push(("[FIELDS][ENTITY_TYPE_ID]".to_owned(), entity.to_string()));
    }
    (format!("ONCRM{name}{change}"), id, data)
}

fn document_event(state: &State, id: i64) -> Option<Made> {
    let document = state.documents.iter().find(|one| one.id == id)?;
    let data = vec![
        ("[FIELDS][ID]".to_owned(), id.to_string()),
        (
            "[FIELDS][ENTITY_TYPE_ID]".to_owned(),
            document.entity_type_id.to_string(),
        ),
        (
            "[FIELDS][ENTITY_ID]".to_owned(),
            document.entity_id.to_string(),
        ),
    ];
    Some(("ONCRMDOCUMENTGENERATORDOCUMENTADD".to_owned(), id, data))
}

fn comment_event(id: i64) -> Made {
    let data = vec![("[ID]".to_owned(), id.to_string())];
    ("ONCRMTIMELINECOMMENTADD".to_owned(), id, data)
}

/// A person changed or deleted an item by hand.
pub(crate) fn by_hand(state: &mut State, entity: i64, change: &str, id: i64, now_ms: i64) {
    let (event, object, data) = item_event(entity, change, id);
    let admin = state.users.iter().find(|user| user.admin);
    let what = Happened {
        event: &event,
        user: admin.map_or(1, |user| user.id),
        object,
        data,
        connector: String::new(),
    };
    happened(state, &what, now_ms);
}
