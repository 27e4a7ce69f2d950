//! What a person does by hand in the portal while a client is at work.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::hooks::changes;
use super::hooks::frames::{self, Step};
use super::items;
use super::schema::{COMPANY, CONTACT, DEAL};
use super::state::State;
use crate::world::Fields;

/// An action, in JSON `{"do": "change_item", "entity_type_id": 2, "id": 7, "fields": {…}}`.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Action {
    /// Changes fields of a deal, contact or company.
    ChangeItem {
        entity_type_id: i64,
        id: i64,
        fields: Fields,
    },
    /// Deletes a deal, contact or company.
    DeleteItem { entity_type_id: i64, id: i64 },
    /// Deletes a document of the document generator.
    DeleteDocument { id: i64 },
    /// Deletes a comment of the timeline.
    DeleteComment { id: i64 },
    /// Dismisses or takes back an employee.
    SetActive { user: i64, active: bool },
    /// Someone opens a page of an application in its frame.
    OpenFrame {
        placement: String,
        user: i64,
        #[serde(default)]
        options: Json,
    },
    /// An application is installed: the event of it is posted.
    Install {
        application: String,
        #[serde(default)]
        user: Option<i64>,
    },
    /// An application comes to another version and gets another application token.
    UpdateApplication {
        application: String,
        #[serde(default)]
        user: Option<i64>,
    },
    /// An application is removed with its tokens and bindings.
    Uninstall { application: String },
}

/// Does it.
pub(crate) fn act(state: &mut State, action: &Json, now_ms: i64) -> Result<Json, String> {
    let action: Action = Action::deserialize(action).map_err(|error| error.to_string())?;
    match action {
        Action::ChangeItem {
            entity_type_id,
            id,
            fields,
        } => {
            items::change_by_hand(state, entity_type_id, id, &fields, now_ms)?;
            changes::by_hand(state, entity_type_id, "UPDATE", id, now_ms);
        }
        Action::DeleteItem { entity_type_id, id } => {
            let known = [DEAL, CONTACT, COMPANY].contains(&entity_type_id);
            let items = state.items.entry(entity_type_id).or_default();
            gone(known && items.remove(&id).is_some())?;
            changes::by_hand(state, entity_type_id, "DELETE", id, now_ms);
        }
        Action::DeleteDocument { id } => {
            gone(remove(&mut state.documents, |one| one.id == id))?;
        }
        Action::DeleteComment { id } => {
            gone(remove(&mut state.comments, |one| one.id == id))?;
        }
        Action::SetActive { user, active } => {
            let user = state.users.iter_mut().find(|one| one.id == user);
            user.ok_or("there is no such employee")?.active = active;
        }
        Action::OpenFrame {
            placement,
            user,
            options,
        } => return frames::open(state, &placement, user, &options, now_ms),
        Action::Install { application, user } => {
            return frames::application(state, &application, Step::Install, user, now_ms);
        }
        Action::UpdateApplication { application, user } => {
            return frames::application(state, &application, Step::Update, user, now_ms);
        }
        Action::Uninstall { application } => {
            return frames::application(state, &application, Step::Uninstall, None, now_ms);
        }
    }
    Ok(json!({ "done": true }))
}

fn remove<T>(all: &mut Vec<T>, is_it: impl Fn(&T) -> bool) -> bool {
    let before = all.len();
    all.retain(|one| !is_it(one));
    all.len() < before
}

fn gone(done: bool) -> Result<(), String> {
    done.then_some(())
        .ok_or_else(|| "there is no such thing".to_owned())
}
