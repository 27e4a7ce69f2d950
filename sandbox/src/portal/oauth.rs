//! Leave and tokens: the portal's page `/oauth/authorize/`, and `/oauth/token/` and `app.info` of
//! the authorization servers, which have addresses of their own.
//!
//! The page has no form: it agrees at once, for the first administrator or for `sandbox_user`.

use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::fail::Fail;
use super::state::{InstalledApplication, LiveToken, Refresh, State};
use super::value::{Array, Value};
use super::{envelope, methods};
use crate::site::{Door, Reply, Request};
use crate::switches::RefreshRotation;

/// A code that turns into tokens once.
pub(crate) struct Code {
    text: String,
    client: String,
    user: i64,
    expires_ms: i64,
}

const CODE_LIFE_MS: i64 = 30_000;
const TOKEN_LIFE_S: i64 = 3_600;
const REFRESH_LIFE_MS: i64 = 180 * 24 * 3_600_000;

/// The name of a request that is none of the portal's methods.
pub(crate) fn name(request: &Request) -> Option<&'static str> {
    let path = request.path.trim_matches('/');
    match (request.door, path) {
        (Door::Own, "oauth/authorize") => Some("oauth/authorize"),
        (Door::Own, _) => None,
        (Door::Auth(_), "oauth/token") => Some("oauth/token"),
        (Door::Auth(_), "rest/app.info" | "rest/app.info.json") => Some("oauth/app.info"),
        (Door::Auth(_), _) => Some("(no method)"),
    }
}

pub(crate) fn answer(
    state: &mut State,
    request: &Request,
    params: &Array,
    now_ms: i64,
) -> Option<Reply> {
    let server = match request.door {
        Door::Own => 0,
        Door::Auth(server) => server,
    };
    Some(match name(request)? {
        "oauth/authorize" => authorize(state, params, now_ms),
        "oauth/token" => match token(state, params, server, now_ms) {
            Ok(body) => json(state, 200, body),
            Err(fail) => json(state, fail.status, fail.to_value()),
        },
        "oauth/app.info" => app_info(state, params, now_ms),
        _ => Reply::html(StatusCode::NOT_FOUND),
    })
}

fn text(params: &Array, name: &str) -> String {
    let text = params.get(name).and_then(Value::to_text);
    text.unwrap_or_default()
}

fn json(state: &State, status: u16, body: Array) -> Reply {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let text = Value::from(body).to_json(state.switches.escape_unicode);
    Reply::new(status, "application/json; charset=utf-8", text)
}

fn authorize(state: &mut State, params: &Array, now_ms: i64) -> Reply {
    let client = text(params, "client_id");
    let wanted = params.get("sandbox_user").and_then(Value::to_int);
    let mut users = state.users.iter().filter(|user| user.active);
    let user = users.find(|user| wanted.map_or(user.admin, |id| user.id == id));
    let user = user.map(|user| user.id);
    let app = state.applications.iter().find(|app| app.client == client);
    let (Some(user), Some(app)) = (user, app.filter(|app| !app.redirect_uri.is_empty())) else {
        // The real page shows a text of the portal as well and sends nothing back.
        return Reply::html(StatusCode::BAD_REQUEST);
    };
    let (uri, scope) = (app.redirect_uri.clone(), app.scopes.join(","));
    let server = host_of(state.auth_url(app.auth_server)).to_owned();
    let code = state.secret("code");
    state.codes.push(Code {
        text: code.clone(),
        client,
        user,
        expires_ms: now_ms + CODE_LIFE_MS,
    });
    let pairs = [
        ("code", code),
        ("state", text(params, "state")),
        ("domain", host_of(&state.base_url).to_owned()),
        ("member_id", state.member_id.clone()),
        ("scope", scope),
        ("server_domain", server),
    ];
    let query = form(&pairs);
    let glue = if uri.contains('?') { '&' } else { '?' };
    Reply::html(StatusCode::FOUND).with_header("location", format!("{uri}{glue}{query}"))
}

fn refusal(code: &str, words: &str) -> Fail {
    Fail::new(400, code, words)
}

fn token(state: &mut State, params: &Array, server: usize, now_ms: i64) -> Result<Array, Fail> {
    let (client, secret) = (text(params, "client_id"), text(params, "client_secret"));
    let known = state.applications.iter().find(|app| {
        app.client == client && app.client_secret == secret && app.auth_server == server
    });
    if known.is_none_or(|app| app.client_secret.is_empty()) {
        return Err(refusal("invalid_client", "Invalid client"));
    }
    let user = match text(params, "grant_type").as_str() {
        "authorization_code" => {
            let code = text(params, "code");
            let found = state
                .codes
                .extract_if(.., |one| one.text == code && one.client == client)
                .next();
            let found = found.filter(|code| now_ms < code.expires_ms);
            let found = found.ok_or_else(|| refusal("invalid_grant", "Invalid code"))?;
            found.user
        }
        "refresh_token" => {
            let refresh = text(params, "refresh_token");
            return renew(state, &client, &refresh, now_ms);
        }
        _ => return Err(refusal("invalid_request", "Invalid grant type")),
    };
    let (access, refresh) = issue(state, &client, user, now_ms);
    printed(state, &client, user, &access, &refresh, None)
}

fn renew(state: &mut State, client: &str, refresh: &str, now_ms: i64) -> Result<Array, Fail> {
    let dead = || refusal("invalid_grant", "Invalid refresh token");
    let rotation = state.switches.refresh_rotation;
    let app = app_mut(state, client).ok_or_else(dead)?;
    let at = app
        .refreshes
        .iter()
        .position(|one| !refresh.is_empty() && one.text == refresh && now_ms < one.expires_ms);
    let at = at.ok_or_else(dead)?;
    let user = app.refreshes.get(at).ok_or_else(dead)?.user;
    if rotation == RefreshRotation::Strict {
        app.refreshes.remove(at);
    }
    let (access, next) = issue(state, client, user, now_ms);
    if let Some(old) = app_mut(state, client).and_then(|app| app.refreshes.get_mut(at))
        && rotation == RefreshRotation::UntilUsed
    {
        old.successors.push(access.clone());
    }
    let expires = now_ms / 1000 + TOKEN_LIFE_S;
    printed(state, client, user, &access, &next, Some(expires))
}

fn printed(
    state: &State,
    client: &str,
    user: i64,
    access: &str,
    refresh: &str,
    expires: Option<i64>,
) -> Result<Array, Fail> {
    let app = state.applications.iter().find(|app| app.client == client);
    let app = app.ok_or_else(|| refusal("invalid_client", "Invalid client"))?;
    let server = state.auth_url(app.auth_server);
    let mut body = Array::new()
        .with("access_token", access)
        .with("expires_in", TOKEN_LIFE_S)
        .with("scope", app.scopes.join(","))
        .with("domain", host_of(server))
        .with("server_endpoint", format!("{server}/rest/"))
        .with("status", "L")
        .with("client_endpoint", format!("{}/rest/", state.base_url))
        .with("member_id", state.member_id.as_str())
        .with("user_id", user)
        .with("refresh_token", refresh);
    if let Some(expires) = expires {
        body.set("expires", expires);
    }
    Ok(body)
}

/// `app.info` of the authorization server.
fn app_info(state: &mut State, params: &Array, now_ms: i64) -> Reply {
    let mut params = params.clone();
    let address = super::access::Address {
        webhook: None,
        method: "app.info".to_owned(),
    };
    let done =
        super::access::authenticate(state, &address, &mut params, now_ms).and_then(|caller| {
            let mut call = methods::Call {
                name: address.method.clone(),
                state,
                caller: &caller,
                params,
                now_ms,
            };
            super::system::app_info(&mut call)
        });
    match done {
        Ok(answered) => {
            let time = envelope::time(state, now_ms, None, rust_decimal::Decimal::ZERO);
            envelope::success(state, answered, time)
        }
        Err(fail) => envelope::refusal(state, &fail),
    }
}

fn app_mut<'a>(state: &'a mut State, client: &str) -> Option<&'a mut InstalledApplication> {
    state
        .applications
        .iter_mut()
        .find(|app| app.client == client)
}

/// A new pair for this user.
pub(crate) fn issue(state: &mut State, client: &str, user: i64, now_ms: i64) -> (String, String) {
    let (access, refresh) = (state.secret("access"), state.secret("refresh"));
    if let Some(app) = app_mut(state, client) {
        app.tokens.push(LiveToken {
            text: access.clone(),
            user,
            expires_ms: now_ms + TOKEN_LIFE_S * 1000,
        });
        app.refreshes.push(Refresh {
            text: refresh.clone(),
            user,
            expires_ms: now_ms + REFRESH_LIFE_MS,
            successors: Vec::new(),
        });
    }
    (access, refresh)
}

/// A token was used: the refresh token that it came of is gone now.
pub(crate) fn used(state: &mut State, access: &str) {
    for app in &mut state.applications {
        app.refreshes
            .retain(|one| !one.successors.iter().any(|token| token == access));
    }
}

/// `host:port` of an address.
pub(crate) fn host_of(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, host)| host)
}

/// A form as a portal writes it: brackets of names encoded as well.
pub(crate) fn form<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> String {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name.as_ref()), encode(value.as_ref())));
    pairs.collect::<Vec<_>>().join("&")
}
