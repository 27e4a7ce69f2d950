//! The control address: JSON over HTTP, for tests in any language. The README documents it.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::core::Core;
use crate::site::{Reply, Request, Side};
use crate::world::World;

/// The function that answers requests of the control address.
pub(crate) fn answer(core: Arc<Core>) -> Arc<dyn Fn(Request) -> Reply + Send + Sync> {
    Arc::new(move |request| route(&core, &request).unwrap_or_else(Refused::reply))
}

struct Refused(StatusCode, String);

impl Refused {
    fn reply(self) -> Reply {
        json_reply(self.0, &json!({ "error": self.1 }))
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "so that it goes into map_err as it is"
)]
fn bad(message: impl ToString) -> Refused {
    Refused(StatusCode::BAD_REQUEST, message.to_string())
}

fn json_reply(status: StatusCode, value: &Value) -> Reply {
    Reply::new(status, "application/json; charset=utf-8", value.to_string())
}

fn route(core: &Arc<Core>, request: &Request) -> Result<Reply, Refused> {
    let parts: Vec<&str> = request
        .path
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let body = &request.body;
    let ok = |value: Value| Ok(json_reply(StatusCode::OK, &value));
    match (&request.method, parts.as_slice()) {
        (&Method::GET, ["state"]) => ok(state(core)),
        (&Method::POST, ["world"]) => {
            let world: World = parse(body)?;
            core.load(&world).map_err(bad)?;
            ok(json!({ "loaded": true }))
        }
        (&Method::GET, ["faults"]) => ok(faults(core)),
        (&Method::POST, ["faults"]) => {
            add_faults(core, body)?;
            ok(faults(core))
        }
        (&Method::DELETE, ["faults"]) => {
            core.clear_faults();
            ok(faults(core))
        }
        (&Method::GET, ["clock"]) => ok(clock(core)),
        (&Method::POST, ["clock"]) => {
            move_clock(core, body)?;
            ok(clock(core))
        }
        (&Method::GET, ["requests"]) => ok(requests(core)),
        (&Method::DELETE, ["requests"]) => {
            core.log(crate::log::RequestLog::clear);
            ok(requests(core))
        }
        (&Method::GET, ["files", sha256]) => {
            let bytes = file(core, sha256).ok_or_else(unknown)?;
            Ok(Reply::new(
                StatusCode::OK,
                "application/octet-stream",
                bytes,
            ))
        }
        (&Method::GET, ["switches"]) => switch(core, &json!({})).and_then(ok),
        (&Method::POST, ["switches"]) => switch(core, &parse(body)?).and_then(ok),
        (&Method::POST, ["act", side]) => {
            let side = side_named(side)?;
            core.do_due_work();
            let action: Value = parse(body)?;
            let done = core.site(side).act(&action).map_err(bad).and_then(ok);
            core.send_posts(side);
            done
        }
        _ => Err(unknown()),
    }
}

fn unknown() -> Refused {
    let message = "unknown path or method; see the README of docflow-sandbox".to_owned();
    Refused(StatusCode::NOT_FOUND, message)
}

fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(bad)
}

fn side_named(name: &str) -> Result<Side, Refused> {
    match name {
        "portal" => Ok(Side::Portal),
        "onec" => Ok(Side::Onec),
        _ => Err(unknown()),
    }
}

/// The state of both servers, with counts of their requests.
pub(crate) fn state(core: &Core) -> Value {
    core.do_due_work();
    let side = |side| {
        let mut state = core.site(side).state();
        if let Value::Object(map) = &mut state {
            let counts = core.log(|log| log.counts(side));
            map.insert("requests".to_owned(), json!(counts));
        }
        state
    };
    json!({
        "now_ms": core.clock.now_ms(),
        "portal": side(Side::Portal),
        "onec": side(Side::Onec),
    })
}

/// The bytes of a file of either server.
pub(crate) fn file(core: &Core, sha256: &str) -> Option<Bytes> {
    core.do_due_work();
    [Side::Portal, Side::Onec]
        .into_iter()
        .find_map(|side| core.site(side).file(sha256))
}

fn add_faults(core: &Core, body: &[u8]) -> Result<(), Refused> {
    let is_list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let faults = if is_list {
        parse(body)?
    } else {
        vec![parse(body)?]
    };
    for fault in faults {
        core.add_fault(fault);
    }
    Ok(())
}

fn faults(core: &Core) -> Value {
    let list = core.faults();
    list.into_iter()
        .map(|(fault, hits)| json!({ "fault": fault, "hits": hits }))
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockOrder {
    advance_ms: Option<i64>,
    set: Option<i64>,
}

fn move_clock(core: &Core, body: &[u8]) -> Result<(), Refused> {
    let order: ClockOrder = parse(body)?;
    if order.advance_ms.is_none() && order.set.is_none() {
        return Err(bad(
            "say {\"advance_ms\": n} or {\"set\": milliseconds of the Unix epoch}",
        ));
    }
    if let Some(ms) = order.set {
        core.clock.set(ms);
    }
    if let Some(ms) = order.advance_ms {
        core.clock.advance(ms);
    }
    core.do_due_work();
    Ok(())
}

fn clock(core: &Core) -> Value {
    json!({ "now_ms": core.clock.now_ms() })
}

fn requests(core: &Core) -> Value {
    json!(core.log(|log| log.list()))
}

/// `{"portal": {…}, "onec": {…}}`; both optional.
fn switch(core: &Core, changes: &Value) -> Result<Value, Refused> {
    let empty = json!({});
    let part = |name| changes.get(name).unwrap_or(&empty);
    let known = |map: &serde_json::Map<String, Value>| {
        map.keys().all(|key| key == "portal" || key == "onec")
    };
    if !changes.as_object().is_some_and(known) {
        return Err(bad("expected {\"portal\": {…}, \"onec\": {…}}"));
    }
    let portal = core
        .site(Side::Portal)
        .switch(part("portal"))
        .map_err(bad)?;
    let onec = core.site(Side::Onec).switch(part("onec")).map_err(bad)?;
    Ok(json!({ "portal": portal, "onec": onec }))
}
