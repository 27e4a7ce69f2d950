//! `event.bind/get/unbind`, `events`, `feature.get`, `placement.bind/get/unbind/list`.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::value::{Array, Value};
use super::{Binding, EVENTS, Placement};

const PLACEMENTS: &[&str] = &[
    "CRM_DEAL_DETAIL_TAB",
    "CRM_DEAL_DETAIL_TOOLBAR",
    "CRM_DEAL_DETAIL_ACTIVITY",
    "CRM_DEAL_DOCUMENTGENERATOR_BUTTON",
    "CRM_DEAL_LIST_MENU",
    "CRM_DEAL_LIST_TOOLBAR",
    "CRM_COMPANY_DETAIL_TAB",
    "CRM_CONTACT_DETAIL_TAB",
    "CRM_SMART_INVOICE_DETAIL_TAB",
    "LEFT_MENU",
    "REST_APP_URI",
    "USERFIELD_TYPE",
    "DEFAULT",
];

/// The application that calls.
pub(crate) fn application(call: &Call<'_>) -> Result<String, Fail> {
    let text = "Current authorization type is denied for this method Application context required";
    let client = call.caller.application.clone();
    client.ok_or_else(|| Fail::new(403, "WRONG_AUTH_TYPE", text))
}

fn is_admin(call: &Call<'_>) -> bool {
    let user = call.state.user(call.caller.user);
    user.is_some_and(|user| user.admin)
}

/// The application whose administrator calls.
pub(crate) fn admin_application(call: &Call<'_>) -> Result<String, Fail> {
    let client = application(call)?;
    if is_admin(call) {
        Ok(client)
    } else {
        Err(Fail::access_denied())
    }
}

fn text(call: &Call<'_>, name: &str) -> String {
    let text = call.old_param(name).and_then(Value::to_text);
    text.unwrap_or_default()
}

fn required(call: &Call<'_>, name: &str) -> Result<String, Fail> {
    let words = format!("Argument '{name}' is null or empty");
    Some(text(call, name))
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Fail::new(400, "ERROR_ARGUMENT", words))
}

pub(crate) fn bind(call: &mut Call<'_>) -> Answer {
    let client = application(call)?;
    let event = required(call, "event")?.to_ascii_uppercase();
    if !EVENTS.contains(&event.as_str()) {
        return Err(Fail::new(400, "ERROR_EVENT_NOT_FOUND", "Event not found"));
    }
    let offline = text(call, "event_type").eq_ignore_ascii_case("offline");
    let connector = text(call, "auth_connector");
    let user = call
        .old_param("auth_type")
        .and_then(Value::to_int)
        .unwrap_or_default();
    let own = call.caller.user;
    if !is_admin(call) && (offline || (user != 0 && user != own)) {
        return Err(Fail::access_denied());
    }
    if !connector.is_empty() {
        super::offline::needs_plan(call)?;
    }
    let handler = if offline {
        String::new()
    } else {
        required(call, "handler")?
    };
    let same = |one: &Binding| {
        one.client == client
            && one.event == event
            && one.handler == handler
            && one.offline == offline
            && one.connector == connector
    };
    if call.state.hooks.bindings.iter().any(same) {
        let text = "Handler already exists!";
        return Err(Fail::new(400, "ERROR_HANDLER_ALREADY_EXIST", text));
    }
    let user = if is_admin(call) { user } else { own };
    let id = call.state.next_id("event handler");
    call.state.hooks.bindings.push(Binding {
        id,
        client,
        event,
        handler,
        user,
        offline,
        connector,
    });
    Ok(true.into())
}

pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let client = application(call)?;
    let own = call
        .state
        .hooks
        .bindings
        .iter()
        .filter(|one| one.client == client);
    let printed = own.map(|one| {
        let row = Array::new()
            .with("event", one.event.as_str())
            .with("handler", one.handler.as_str())
            .with("auth_type", one.user.to_string())
            .with("offline", i64::from(one.offline));
        if one.offline {
            row.with("connector_id", one.connector.as_str())
        } else {
            row
        }
    });
    Ok(Value::list(printed).into())
}

pub(crate) fn unbind(call: &mut Call<'_>) -> Answer {
    let client = application(call)?;
    let event = required(call, "event")?.to_ascii_uppercase();
    let offline = text(call, "event_type").eq_ignore_ascii_case("offline");
    let handler = text(call, "handler");
    let connector = text(call, "auth_connector");
    let bindings = &mut call.state.hooks.bindings;
    let before = bindings.len();
    bindings.retain(|one| {
        !(one.client == client
            && one.event == event
            && one.offline == offline
            && (offline || one.handler == handler)
            && (connector.is_empty() || one.connector == connector))
    });
    count(before - bindings.len())
}

fn count(gone: usize) -> Answer {
    let gone = i64::try_from(gone).unwrap_or(i64::MAX);
    Ok(Array::new().with("count", gone).into())
}

/// The scope of an event; none for those that every application may bind.
fn scope_of(event: &str) -> &'static str {
    if event.starts_with("ONCRM") {
        "crm"
    } else {
        ""
    }
}

/// Events of the scope that is named, of the caller's scopes, or all of them.
pub(crate) fn events(call: &mut Call<'_>) -> Answer {
    let named = call.old_param("SCOPE").and_then(Value::to_text);
    let full = call.old_param("FULL").is_some_and(|full| !full.is_empty());
    let own = |scope: &str| scope.is_empty() || call.caller.has(&[scope]);
    let fits = |event: &&&str| {
        let scope = scope_of(event);
        match &named {
            Some(named) => named == scope,
            None => full || own(scope),
        }
    };
    Ok(Value::list(EVENTS.iter().filter(fits).copied()).into())
}

pub(crate) fn feature(call: &mut Call<'_>) -> Answer {
    let code = required(call, "CODE")?;
    let known = ["rest_offline_extended", "rest_auth_connector"].contains(&code.as_str());
    let value = Value::yes_no(known && call.state.switches.offline_extended);
    Ok(Array::new().with("value", value).into())
}

pub(crate) fn placement_bind(call: &mut Call<'_>) -> Answer {
    let client = admin_application(call)?;
    let (code, handler) = (required(call, "PLACEMENT")?, required(call, "HANDLER")?);
    if !PLACEMENTS.contains(&code.as_str()) && !code.starts_with("CRM_DYNAMIC_") {
        return Err(Fail::new(
            200,
            "ERROR_PLACEMENT_NOT_FOUND",
            "Placement not found",
        ));
    }
    let (title, description) = (text(call, "TITLE"), text(call, "DESCRIPTION"));
    let placements = &mut call.state.hooks.placements;
    let same = |one: &Placement| one.client == client && one.code == code && one.handler == handler;
    if placements.iter().any(same) {
        let text = "Unable to set placement handler: Handler already binded";
        return Err(Fail::new(200, "ERROR_CORE", text));
    }
    placements.push(Placement {
        client,
        code,
        handler,
        title,
        description,
    });
    Ok(true.into())
}

pub(crate) fn placement_get(call: &mut Call<'_>) -> Answer {
    let client = admin_application(call)?;
    let own = call
        .state
        .hooks
        .placements
        .iter()
        .filter(|one| one.client == client);
    let printed = own.map(|one| {
        Array::new()
            .with("placement", one.code.as_str())
            .with("userId", 0_i64)
            .with("handler", one.handler.as_str())
            .with("options", Array::new())
            .with("title", one.title.as_str())
            .with("description", one.description.as_str())
            .with("langAll", Array::new())
    });
    Ok(Value::list(printed).into())
}

pub(crate) fn placement_unbind(call: &mut Call<'_>) -> Answer {
    let client = admin_application(call)?;
    let (code, handler) = (required(call, "PLACEMENT")?, text(call, "HANDLER"));
    let placements = &mut call.state.hooks.placements;
    let before = placements.len();
    placements.retain(|one| {
        !(one.client == client
            && one.code == code
            && (handler.is_empty() || one.handler == handler))
    });
    count(before - placements.len())
}

pub(crate) fn placement_list(call: &mut Call<'_>) -> Answer {
    application(call)?;
    Ok(Value::list(PLACEMENTS.iter().copied()).into())
}
