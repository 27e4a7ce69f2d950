//! Done by hand: a page is opened in its frame; the application is installed, brought to another
//! version, removed.

use serde_json::{Value as Json, json};

use super::super::oauth::{form, host_of, issue};
use super::super::state::State;
use super::event_form;

/// Opens a page and posts its form to every handler of the placement; answers what was posted.
pub(crate) fn open(
    state: &mut State,
    placement: &str,
    user: i64,
    options: &Json,
    now_ms: i64,
) -> Result<Json, String> {
    let placements = state.hooks.placements.iter();
    let bound: Vec<(String, String)> = placements
        .filter(|one| one.code == placement)
        .map(|one| (one.client.clone(), one.handler.clone()))
        .collect();
    if bound.is_empty() {
        return Err("nothing is bound to this placement".to_owned());
    }
    if state.user(user).is_none() {
        return Err("there is no such employee".to_owned());
    }
    let mut frames = Vec::new();
    for (client, handler) in bound {
        let (query, body) = page(state, &client, placement, user, options, now_ms);
        let glue = if handler.contains('?') { '&' } else { '?' };
        let address = format!("{handler}{glue}{query}");
        state.hooks.post(placement, &address, body.clone());
        // The list of deliveries shows the handler without the session of the frame.
        if let Some(delivery) = state.hooks.deliveries.last_mut() {
            delivery.handler.clone_from(&handler);
        }
        frames.push(json!({ "handler": handler, "query": query, "body": body }));
    }
    Ok(json!({ "done": true, "frames": frames }))
}

/// Query and body of a frame.
fn page(
    state: &mut State,
    client: &str,
    placement: &str,
    user: i64,
    options: &Json,
    now_ms: i64,
) -> (String, String) {
    let (access, refresh) = issue(state, client, user, now_ms);
    let session = state.secret("frame");
    let is_https = state.base_url.starts_with("https:");
    let query = form(&[
        ("DOMAIN", host_of(&state.base_url)),
        ("PROTOCOL", if is_https { "1" } else { "0" }),
        ("LANG", "ru"),
        ("APP_SID", session.get(..32).unwrap_or_default()),
    ]);
    let app = state.applications.iter().find(|app| app.client == client);
    let (scope, proof, server) = app.map_or_else(Default::default, |app| {
        let server = format!("{}/rest/", state.auth_url(app.auth_server));
        (app.scopes.join(","), app.application_token.clone(), server)
    });
    let options = if options.is_null() {
        String::new()
    } else {
        options.to_string()
    };
    let body = form(&[
        ("AUTH_ID", access.as_str()),
        ("AUTH_EXPIRES", "3600"),
        ("REFRESH_ID", &refresh),
        ("SERVER_ENDPOINT", &server),
        ("APPLICATION_TOKEN", &proof),
        ("APPLICATION_SCOPE", &scope),
        ("member_id", &state.member_id),
        ("status", "L"),
        ("PLACEMENT", placement),
        ("PLACEMENT_OPTIONS", &options),
    ]);
    (query, body)
}

/// What is done to an application as a whole.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Install,
    Update,
    Uninstall,
}

/// Does it and posts the event to the path of installation, if the world names one.
pub(crate) fn application(
    state: &mut State,
    client: &str,
    step: Step,
    user: Option<i64>,
    now_ms: i64,
) -> Result<Json, String> {
    let mut admins = state.users.iter().filter(|user| user.admin);
    let user = user.or_else(|| admins.next().map(|user| user.id));
    let user = user.ok_or("the portal has no administrator")?;
    let mut renewed = state.secret("application token");
    renewed.truncate(32);
    let app = state
        .applications
        .iter_mut()
        .find(|app| app.client == client);
    let app = app.ok_or("there is no such application")?;
    if let Step::Update = step {
        app.application_token.clone_from(&renewed);
    }
    let handler = app.handler.clone();
    let (event, data): (_, &[(&str, &str)]) = match step {
        Step::Install => (
            "ONAPPINSTALL",
            &[
                ("[VERSION]", "1"),
                ("[ACTIVE]", "Y"),
                ("[INSTALLED]", "Y"),
                ("[LANGUAGE_ID]", "ru"),
            ],
        ),
        Step::Update => (
            "ONAPPUPDATE",
            &[
                ("[VERSION]", "2"),
                ("[PREVIOUS_VERSION]", "1"),
                ("[LANGUAGE_ID]", "ru"),
            ],
        ),
        Step::Uninstall => (
            "ONAPPUNINSTALL",
            &[("[LANGUAGE_ID]", "ru"), ("[CLEAN]", "1")],
        ),
    };
    let data: Vec<(String, String)> = data
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let body = event_form(state, client, None, event, &data, user, now_ms);
    if !handler.is_empty() {
        state.hooks.post(event, &handler, body.clone());
    }
    if !matches!(step, Step::Install) {
        // Bindings vanish with every version.
        state.hooks.bindings.retain(|one| one.client != client);
        state.hooks.placements.retain(|one| one.client != client);
    }
    if let Step::Uninstall = step
        && let Some(app) = state
            .applications
            .iter_mut()
            .find(|app| app.client == client)
    {
        app.tokens.clear();
        app.refreshes.clear();
    }
    Ok(json!({ "done": true, "event": event, "body": body }))
}
