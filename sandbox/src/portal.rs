//! The Bitrix24 portal: one state behind a lock, REST methods in the official shapes.
//!
//! `oauth` gives tokens, `hooks` sends events and frames, `access` finds the caller, `limits` counts, `methods` names the functions, `batch` runs
//! several, `envelope` prints. Each area of methods has a file of its own.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a PHP value is asked for one or two of its types; all others mean the same"
)]
#![expect(clippy::unnecessary_wraps, reason = "all methods have one signature")]

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::clock::SandboxClock;
use crate::post::Post;
use crate::site::{CallName, Reply, Request, Site};
use crate::switches::{BatchPays, RateLimit};
use crate::world::{PortalWorld, World};

mod access;
mod act;
mod batch;
mod beside;
mod dictionaries;
mod disk;
mod docgen;
mod downloads;
mod envelope;
mod fail;
mod fields;
mod filter;
mod hooks;
mod items;
mod limits;
mod messenger;
mod methods;
mod multipart;
mod notify;
mod oauth;
mod old_items;
mod old_list;
mod old_rows;
mod params;
mod people;
mod requisites;
mod rest3;
mod rights;
mod rows;
mod schema;
mod shelf;
mod show;
mod state;
mod system;
mod timeline;
mod value;

use access::{Address, Caller};
use fail::Fail;
use limits::{Rate, Spent};
use methods::{Answer, Answered, Call};
use state::State;
use value::Array;

pub(crate) struct Portal {
    clock: SandboxClock,
    base_url: String,
    auth_urls: Vec<String>,
    state: Mutex<State>,
}

impl Portal {
    pub(crate) fn new(clock: SandboxClock, base_url: &str, auth_urls: Vec<String>) -> Self {
        Self {
            clock,
            base_url: base_url.to_owned(),
            auth_urls,
            state: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Site for Portal {
    fn name(&self, request: &Request) -> CallName {
        if let Some(name) = oauth::name(request) {
            return CallName::plain(name);
        }
        let Some(address) = access::address(&request.path) else {
            // The path itself may hold a webhook's secret.
            return CallName::plain("(no method)");
        };
        let name = address.method.to_ascii_lowercase();
        let inner = match name.as_str() {
            "batch" => batch::method_names(&params_of(request)),
            rest3::batch::NAME => {
                let calls = rest3::params(request).unwrap_or_default();
                rest3::batch::method_names(&calls)
            }
            _ => Vec::new(),
        };
        CallName { name, inner }
    }

    fn answer(&self, request: &Request) -> Reply {
        let now_ms = self.clock.now_ms();
        let params = params_of(request);
        let state = &mut *self.lock();
        if let Some(reply) = oauth::answer(state, request, &params, now_ms) {
            return reply;
        }
        if let Some(reply) = disk::upload::answer(state, request, now_ms) {
            return reply;
        }
        if let Some(reply) = downloads::answer(state, request, now_ms) {
            return reply;
        }
        let Some(address) = access::address(&request.path) else {
            return Reply::html(http::StatusCode::NOT_FOUND);
        };
        let is_third = address.method.starts_with(rest3::PREFIX);
        let params = if is_third {
            rest3::params(request)
        } else {
            Ok(params)
        };
        match params.and_then(|params| respond(state, request, &address, params, now_ms)) {
            Ok(reply) => reply,
            Err(fail) if is_third => envelope::refusal3(state, &rest3::translated(fail)),
            Err(fail) => envelope::refusal(state, &fail),
        }
    }

    fn load(&self, world: &World) -> Result<(), String> {
        let state = self.state_of(&world.portal)?;
        *self.lock() = state;
        Ok(())
    }

    fn state(&self) -> serde_json::Value {
        show::state(&self.lock(), self.clock.now_ms())
    }

    fn file(&self, sha256: &str) -> Option<Bytes> {
        self.lock().files.get(sha256).cloned()
    }

    fn switch(&self, changes: &serde_json::Value) -> Result<serde_json::Value, String> {
        let mut state = self.lock();
        let mut all = serde_json::to_value(&state.switches).map_err(|error| error.to_string())?;
        if let (Some(all), Some(changes)) = (all.as_object_mut(), changes.as_object()) {
            all.extend(changes.clone());
        }
        state.switches = serde_json::from_value(all.clone()).map_err(|error| error.to_string())?;
        Ok(all)
    }

    fn act(&self, action: &serde_json::Value) -> Result<serde_json::Value, String> {
        act::act(&mut self.lock(), action, self.clock.now_ms())
    }

    fn take_posts(&self) -> Vec<Post> {
        std::mem::take(&mut self.lock().hooks.outbox)
    }

    fn posted(&self, number: usize, status: Option<u16>) {
        self.lock().hooks.posted(number, status);
    }
}

impl Portal {
    fn state_of(&self, world: &PortalWorld) -> Result<State, String> {
        State::from_world(world, &self.base_url, &self.auth_urls, self.clock.now_ms())
    }
}

/// Parameters of query and body together; the body wins.
fn params_of(request: &Request) -> Array {
    let mut params = Array::new();
    params::from_query(&request.query, &mut params);
    let content_type = request.header("content-type");
    if multipart::is_form(content_type) {
        params::from_form(&multipart::parts(content_type, &request.body), &mut params);
        return params;
    }
    let Ok(body) = std::str::from_utf8(&request.body) else {
        return params;
    };
    if request
        .header("content-type")
        .starts_with("application/json")
    {
        if let Some(value::Value::Array(array)) = params::from_json(body) {
            for (key, value) in array.iter() {
                params.set_key(key.clone(), value.clone());
            }
        }
    } else {
        params::from_query(body, &mut params);
    }
    params
}

fn respond(
    state: &mut State,
    request: &Request,
    address: &Address,
    mut params: Array,
    now_ms: i64,
) -> Result<Reply, Fail> {
    if state.switches.https_required && !request.tls {
        return Err(Fail::new(400, "INVALID_REQUEST", "Https required"));
    }
    if let Some(rate) = rate(state)
        && !state.buckets.admit(request.peer, rate, now_ms)
    {
        return Err(Fail::new(503, "QUERY_LIMIT_EXCEEDED", "Too many requests"));
    }
    let caller = access::authenticate(state, address, &mut params, now_ms)?;
    let method = address.method.to_ascii_lowercase();
    let token_lives = request.token_lives;
    let (answered, spent, work) = if method == "batch" {
        batch::run(state, &caller, &params, now_ms, token_lives)?
    } else if method == rest3::batch::NAME {
        rest3::batch::run(state, &caller, &params, now_ms, token_lives)?
    } else if token_lives.is_some() && access::expire(state, &caller, now_ms) {
        return Err(access::expired());
    } else if method.starts_with(rest3::PREFIX) {
        return respond3(state, request, &caller, &method, params, now_ms);
    } else {
        let (answered, spent) = run(state, &caller, &method, params, now_ms)?;
        let work = work_of(state, &method);
        check_cut(state, work)?;
        (answered, spent, work)
    };
    let time = envelope::time(state, now_ms, spent, work);
    Ok(envelope::success(state, answered, time))
}

fn rate(state: &State) -> Option<Rate> {
    let limit = match state.switches.rate_limit {
        RateLimit::Off => None,
        RateLimit::Standard => Some((50, 2)),
        RateLimit::Enterprise => Some((250, 5)),
    };
    limit.map(|(capacity, per_second)| Rate {
        capacity,
        per_second,
        drain: state.switches.bucket_drain,
    })
}

/// Runs one method within its limit of working time.
fn run(
    state: &mut State,
    caller: &Caller,
    method: &str,
    params: Array,
    now_ms: i64,
) -> Result<(Answered, Option<Spent>), Fail> {
    check_operating(state, caller, method, now_ms)?;
    let answered = run_free(state, caller, method, params, now_ms)?;
    let spent = charge(state, caller, method, now_ms);
    Ok((answered, spent))
}

/// Runs a method of REST 3.0, unless its key says that it was done before.
fn respond3(
    state: &mut State,
    request: &Request,
    caller: &Caller,
    method: &str,
    params: Array,
    now_ms: i64,
) -> Result<Reply, Fail> {
    let key = rest3::key(request)?;
    let repeat = rest3::Repeat::new(caller, key, method, &params, now_ms);
    let known = match &repeat {
        Some(repeat) => repeat.known(state)?,
        None => None,
    };
    let is_known = known.is_some();
    let (answered, spent) = match known {
        Some(known) => (known, None),
        None => run(state, caller, method, params, now_ms)?,
    };
    if rest3::is_bare(method) {
        return Ok(envelope::bare(state, &answered));
    }
    let time = envelope::time(state, now_ms, spent, work_of(state, method));
    let Some(repeat) = repeat else {
        return Ok(envelope::success(state, answered, time));
    };
    if !is_known {
        repeat.remember(state, &answered);
    }
    let reply =
        envelope::success(state, answered, time).with_header("idempotency-key", repeat.key());
    if is_known {
        return Ok(reply.with_header("idempotent-replayed", "true"));
    }
    Ok(reply)
}

/// Runs one method without asking for its working time.
fn run_free(
    state: &mut State,
    caller: &Caller,
    method: &str,
    params: Array,
    now_ms: i64,
) -> Answer {
    let Some(found) = methods::find(method) else {
        return Err(Fail::new(
            404,
            "ERROR_METHOD_NOT_FOUND",
            "Method not found!",
        ));
    };
    if !caller.has(found.scopes) {
        let text = "The request requires higher privileges than provided by the access token";
        return Err(Fail::new(403, "insufficient_scope", text));
    }
    let watch = hooks::changes::Watch::new(state, method, &params);
    let mut call = Call {
        name: method.to_ascii_lowercase(),
        state,
        caller,
        params,
        now_ms,
    };
    rights::check(&call)?;
    let answered = (found.run)(&mut call)?;
    if let Some(watch) = watch {
        watch.done(state, caller, &answered, now_ms);
    }
    Ok(answered)
}

/// Refuses a method whose working time is used up.
fn check_operating(
    state: &mut State,
    caller: &Caller,
    method: &str,
    now_ms: i64,
) -> Result<(), Fail> {
    if !state.switches.operating_limit {
        return Ok(());
    }
    let spent = state.operating.spent(&caller.key, method, now_ms);
    if spent.seconds >= state.switches.operating_seconds.0 {
        let text = "Method is blocked due to operation time limit.";
        return Err(Fail::new(429, "OPERATION_TIME_LIMIT", text));
    }
    Ok(())
}

/// Adds what a call of the method costs; the total for the block `time`.
fn charge(state: &mut State, caller: &Caller, method: &str, now_ms: i64) -> Option<Spent> {
    if !state.switches.operating_limit {
        return None;
    }
    if let Some(cost) = state.switches.operating_costs.get(method) {
        state.operating.add(&caller.key, method, now_ms, cost.0);
    }
    Some(state.operating.spent(&caller.key, method, now_ms))
}

/// Seconds that a call of the method works.
fn work_of(state: &State, method: &str) -> rust_decimal::Decimal {
    let cost = state.switches.operating_costs.get(method);
    cost.map(|cost| cost.0).unwrap_or_default()
}

/// Cuts a request off that has worked for so many seconds. What was done is done.
fn check_cut(state: &State, seconds: rust_decimal::Decimal) -> Result<(), Fail> {
    let most = state.switches.request_seconds.0;
    if !most.is_zero() && seconds > most {
        return Err(Fail::cut_off());
    }
    Ok(())
}

/// Whether a nested method pays for itself.
fn nested_pays(state: &State) -> bool {
    state.switches.batch_pays == BatchPays::Nested
}
