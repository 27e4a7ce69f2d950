//! What an application binds: handlers of events and placements; and what is sent there.
//!
//! Here: the lists, and what happens when something happens. Beside it: `hooks/methods.rs` (the REST
//! methods), `hooks/changes.rs` (which call makes which event), `hooks/offline.rs` (the queue), `hooks/frames.rs` (pages, installation and removal,
//! done by hand). An event is posted once and never again, whatever becomes of it.

pub(crate) mod changes;
pub(crate) mod frames;
pub(crate) mod methods;
pub(crate) mod offline;

use serde_json::{Value as Json, json};

use super::oauth::{form, host_of, issue};
use super::state::State;
use crate::post::{Post, loopback};
use crate::switches::EventAuth;

/// Events that can be bound.
pub(crate) const EVENTS: &[&str] = &[
    "ONAPPINSTALL",
    "ONAPPUPDATE",
    "ONAPPUNINSTALL",
    "ONOFFLINEEVENT",
    "ONCRMDEALADD",
    "ONCRMDEALUPDATE",
    "ONCRMDEALDELETE",
    "ONCRMCOMPANYADD",
    "ONCRMCOMPANYUPDATE",
    "ONCRMCOMPANYDELETE",
    "ONCRMCONTACTADD",
    "ONCRMCONTACTUPDATE",
    "ONCRMCONTACTDELETE",
    "ONCRMDYNAMICITEMADD",
    "ONCRMDYNAMICITEMUPDATE",
    "ONCRMDYNAMICITEMDELETE",
    "ONCRMREQUISITEADD",
    "ONCRMREQUISITEUPDATE",
    "ONCRMREQUISITEDELETE",
    "ONCRMTIMELINECOMMENTADD",
    "ONCRMTIMELINECOMMENTDELETE",
    "ONCRMDOCUMENTGENERATORDOCUMENTADD",
    "ONCRMDOCUMENTGENERATORDOCUMENTDELETE",
];

#[derive(Default)]
pub(crate) struct Hooks {
    pub(crate) bindings: Vec<Binding>,
    pub(crate) placements: Vec<Placement>,
    pub(crate) queue: Vec<offline::Row>,
    /// What is to be posted.
    pub(crate) outbox: Vec<Post>,
    /// What was sent or not, for tests.
    pub(crate) deliveries: Vec<Delivery>,
}

/// A handler of an event; without one for the offline queue.
pub(crate) struct Binding {
    pub(crate) id: i64,
    pub(crate) client: String,
    pub(crate) event: String,
    pub(crate) handler: String,
    /// Whose token it gets; 0: of whoever caused it.
    pub(crate) user: i64,
    pub(crate) offline: bool,
    pub(crate) connector: String,
}

pub(crate) struct Placement {
    pub(crate) client: String,
    pub(crate) code: String,
    pub(crate) handler: String,
    pub(crate) title: String,
    pub(crate) description: String,
}

/// A post that was tried.
pub(crate) struct Delivery {
    pub(crate) name: String,
    pub(crate) handler: String,
    pub(crate) outcome: Outcome,
}

#[derive(Clone, Copy)]
pub(crate) enum Outcome {
    OnItsWay,
    Answered(u16),
    /// No answer, or an address that is not on loopback.
    Lost,
}

/// Something that happened: who did it, and the names under `data`.
pub(crate) struct Happened<'a> {
    pub(crate) event: &'a str,
    pub(crate) user: i64,
    /// What tells the thing apart in the queue.
    pub(crate) object: i64,
    pub(crate) data: Vec<(String, String)>,
    /// `auth_connector` of the call that did it.
    pub(crate) connector: String,
}

impl Hooks {
    /// Puts a form into the outbox.
    fn post(&mut self, name: &str, address: &str, body: String) {
        let number = self.deliveries.len();
        let is_ours = loopback(address).is_some();
        self.deliveries.push(Delivery {
            name: name.to_owned(),
            handler: address.to_owned(),
            outcome: if is_ours {
                Outcome::OnItsWay
            } else {
                Outcome::Lost
            },
        });
        if is_ours {
            self.outbox.push(Post {
                number,
                address: address.to_owned(),
                body,
            });
        }
    }

    pub(crate) fn posted(&mut self, number: usize, status: Option<u16>) {
        if let Some(delivery) = self.deliveries.get_mut(number) {
            delivery.outcome = status.map_or(Outcome::Lost, Outcome::Answered);
        }
    }

    /// As tests read it; no tokens.
    pub(crate) fn show(&self) -> Json {
        let deliveries = self.deliveries.iter().map(|one| {
            let status = match one.outcome {
                Outcome::OnItsWay => json!("on its way"),
                Outcome::Answered(status) => json!(status),
                Outcome::Lost => json!("lost"),
            };
            json!({ "name": one.name, "handler": one.handler, "status": status })
        });
        let bindings = self.bindings.iter().map(
            |one| json!({ "event": one.event, "handler": one.handler, "offline": one.offline }),
        );
        let placements = self
            .placements
            .iter()
            .map(|one| json!({ "placement": one.code, "handler": one.handler }));
        json!({
            "deliveries": deliveries.collect::<Json>(),
            "event_bindings": bindings.collect::<Json>(),
            "placements": placements.collect::<Json>(),
            "offline_events": self.queue.iter().map(offline::Row::show).collect::<Json>(),
        })
    }
}

/// Tells everybody who is bound to it.
pub(crate) fn happened(state: &mut State, what: &Happened<'_>, now_ms: i64) {
    let bound: Vec<_> = state
        .hooks
        .bindings
        .iter()
        .filter(|one| one.event == what.event)
        .map(|one| {
            (
                one.id,
                one.client.clone(),
                one.handler.clone(),
                one.user,
                one.offline,
            )
        })
        .collect();
    for (id, client, handler, user, is_offline) in bound {
        if is_offline {
            offline::queue(state, id, &client, what, now_ms);
        } else {
            let user = if user == 0 { what.user } else { user };
            let body = event_form(
                state,
                &client,
                Some(id),
                what.event,
                &what.data,
                user,
                now_ms,
            );
            state.hooks.post(what.event, &handler, body);
        }
    }
}

/// The body of an event.
pub(crate) fn event_form(
    state: &mut State,
    client: &str,
    binding: Option<i64>,
    event: &str,
    data: &[(String, String)],
    user: i64,
    now_ms: i64,
) -> String {
    let mut pairs = vec![("event".to_owned(), event.to_owned())];
    pairs.extend(binding.map(|id| ("event_handler_id".to_owned(), id.to_string())));
    let fields = data.iter();
    pairs.extend(fields.map(|(name, value)| (format!("data{name}"), value.clone())));
    pairs.push(("ts".to_owned(), (now_ms / 1000).to_string()));
    let is_full = state.switches.event_auth == EventAuth::Full && event != "ONAPPUNINSTALL";
    for (name, value) in auth(state, client, is_full.then_some(user), now_ms) {
        pairs.push((format!("auth[{name}]"), value));
    }
    form(&pairs)
}

/// Who sends it; with the tokens of `user`, or without.
fn auth(
    state: &mut State,
    client: &str,
    user: Option<i64>,
    now_ms: i64,
) -> Vec<(&'static str, String)> {
    let Some(app) = state.applications.iter().find(|app| app.client == client) else {
        return Vec::new();
    };
    let server = format!("{}/rest/", state.auth_url(app.auth_server));
    let (scope, proof) = (app.scopes.join(","), app.application_token.clone());
    let mut pairs = vec![
        ("domain", host_of(&state.base_url).to_owned()),
        ("server_endpoint", server),
        ("client_endpoint", format!("{}/rest/", state.base_url)),
        ("member_id", state.member_id.clone()),
        ("application_token", proof),
    ];
    if let Some(user) = user {
        let (access, refresh) = issue(state, client, user, now_ms);
        pairs.extend([
            ("access_token", access),
            ("refresh_token", refresh),
            ("expires_in", "3600".to_owned()),
            ("scope", scope),
            ("status", "L".to_owned()),
            ("user_id", user.to_string()),
        ]);
    }
    pairs
}
