//! Who calls: a webhook by its path, or an application by its access token.

use super::fail::Fail;
use super::state::State;
use super::value::{Array, Value};
use crate::switches::{DeadWebhook, Switches, UnknownToken};

/// The caller of one request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) user: i64,
    pub(crate) scopes: Vec<String>,
    /// The application's `client_id`; `None` for a webhook.
    pub(crate) application: Option<String>,
    /// Names the caller in limits; not a secret.
    pub(crate) key: String,
    /// What signed download links carry as `auth`.
    pub(crate) link_auth: String,
}

impl Caller {
    pub(crate) fn is_application(&self) -> bool {
        self.application.is_some()
    }

    /// Whether it has the scope; the empty scope is everybody's.
    pub(crate) fn has(&self, scopes: &[&str]) -> bool {
        scopes.is_empty()
            || scopes
                .iter()
                .any(|scope| self.scopes.iter().any(|own| own == scope))
    }
}

/// How a path names a call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Address {
    pub(crate) webhook: Option<(i64, String)>,
    /// As written, without `.json`; behind `api/` when it is of REST 3.0.
    pub(crate) method: String,
}

/// `/rest/{user}/{code}/{method}[.json][/]` or `/rest/{method}[.json][/]`; with `/api` behind
/// `/rest` it is a method of REST 3.0.
pub(crate) fn address(path: &str) -> Option<Address> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if let ["rest", "api", rest @ ..] = parts.as_slice()
        && !rest.is_empty()
    {
        let mut address = address(&format!("/rest/{}", rest.join("/")))?;
        address.method = format!("{}{}", super::rest3::PREFIX, address.method);
        return Some(address);
    }
    let (webhook, method) = match parts.as_slice() {
        ["rest", method] => (None, *method),
        ["rest", user, code, method] => (Some((user.parse().ok()?, (*code).to_owned())), *method),
        _ => return None,
    };
    let method = method.strip_suffix(".json").unwrap_or(method).to_owned();
    Some(Address { webhook, method })
}

pub(crate) fn no_auth() -> Fail {
    Fail::new(401, "NO_AUTH_FOUND", "Wrong authorization data")
}

fn unknown_webhook(switches: &Switches) -> Fail {
    match switches.dead_webhook {
        DeadWebhook::NoAuthFound => no_auth(),
        DeadWebhook::InvalidCredentials => {
            Fail::new(401, "INVALID_CREDENTIALS", "Invalid request credentials")
        }
    }
}

fn unknown_token(switches: &Switches, auth: &str) -> Fail {
    match switches.unknown_token {
        UnknownToken::InvalidToken if !auth.is_empty() => {
            Fail::new(401, "invalid_token", "Unable to get application by token")
        }
        _ => no_auth(),
    }
}

/// Finds the caller and takes `auth` out of the parameters.
pub(crate) fn authenticate(
    state: &mut State,
    address: &Address,
    params: &mut Array,
    now_ms: i64,
) -> Result<Caller, Fail> {
    let caller = if let Some((user, code)) = &address.webhook {
        webhook(state, *user, code, now_ms)?
    } else {
        let auth = params.get("auth").and_then(Value::to_text);
        params.remove("auth");
        application(state, &auth.unwrap_or_default(), now_ms)?
    };
    let active = state
        .users
        .iter()
        .any(|user| user.id == caller.user && user.active);
    active
        .then_some(caller)
        .ok_or_else(|| Fail::new(401, "authorization_error", "Unable to authorize user"))
}

fn webhook(state: &mut State, user: i64, code: &str, now_ms: i64) -> Result<Caller, Fail> {
    let numbered = state.webhooks.iter().enumerate();
    let (index, hook) = numbered
        .into_iter()
        .find(|(_, hook)| hook.user == user && hook.code == code)
        .map(|(index, hook)| (index, hook.clone()))
        .ok_or_else(|| unknown_webhook(&state.switches))?;
    let key = format!("webhook:{index}");
    let link_auth = state.link_auth(&key, now_ms);
    Ok(Caller {
        user,
        scopes: hook.scopes,
        application: None,
        key,
        link_auth,
    })
}

fn application(state: &mut State, auth: &str, now_ms: i64) -> Result<Caller, Fail> {
    let found = state.applications.iter().find_map(|app| {
        let token = app
            .tokens
            .iter()
            .find(|token| !auth.is_empty() && token.text == auth)?;
        Some((app, token))
    });
    let (app, token) = found.ok_or_else(|| unknown_token(&state.switches, auth))?;
    if now_ms >= token.expires_ms {
        return Err(expired());
    }
    let caller = Caller {
        user: token.user,
        scopes: app.scopes.clone(),
        application: Some(app.client.clone()),
        key: format!("app:{}", app.client),
        link_auth: auth.to_owned(),
    };
    super::oauth::used(state, auth);
    Ok(caller)
}

/// Ends the life of the token that the caller shows; false when it shows none.
pub(crate) fn expire(state: &mut State, caller: &Caller, now_ms: i64) -> bool {
    let mut apps = state.applications.iter_mut();
    let app = apps.find(|app| caller.application.as_ref() == Some(&app.client));
    let tokens = app.into_iter().flat_map(|app| &mut app.tokens);
    let mut shown = tokens.filter(|token| token.text == caller.link_auth);
    let Some(token) = shown.next() else {
        return false;
    };
    token.expires_ms = now_ms;
    true
}

pub(crate) fn expired() -> Fail {
    Fail::new(
        401,
        "expired_token",
        "The access token provided has expired.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_path_are_read() {
        let hook = address("/rest/1/abc/crm.item.get.json").unwrap();
        assert_eq!(hook.webhook, Some((1, "abc".to_owned())));
        assert_eq!(hook.method, "crm.item.get");
        assert_eq!(address("/rest/batch/").unwrap().method, "batch");
        let third = address("/rest/api/1/abc/tasks.task.get").unwrap();
        assert_eq!(third.webhook, hook.webhook);
        assert_eq!(third.method, "api/tasks.task.get");
        assert_eq!(address("/rest/api/tasks.task.get").unwrap().webhook, None);
        assert_eq!(address("/oauth/token/"), None);
    }
}
