//! The 1C base behind the frame: `<publication>/hs/docflow/v1`, as `onec-extension/openapi.yaml`
//! describes it, with its own arithmetic and its own state.
//!
//! Here: who may call, which route, and the lock. The rules are in the modules below. Not here:
//! the standard OData interface.

mod act;
mod base;
mod card;
mod check;
mod digits;
mod issue;
mod numbers;
mod print;
mod read;
mod refusal;
mod request;
mod reserve;
mod schedule;
mod state;
mod sums;
mod switches;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde::Deserialize as _;
use serde_json::{Value, json};

use self::base::{Base, Phase};
use self::issue::{Answer, Step};
use self::refusal::{Refusal, page};
pub use self::switches::OnecSwitches;
pub use self::world::{
    ContractForm, CounterpartyCard, FormQuestion, Nomenclature, OnecAccount, OnecOrganization,
    OnecUser, OnecWorld, TypedContract,
};
use crate::clock::SandboxClock;
use crate::site::{CallName, Reply, Request, Site};
use crate::world::World;

/// The path of the service below the publication.
const SERVICE: &str = "/hs/docflow/v1/";

pub(crate) struct Onec {
    clock: SandboxClock,
    base: Mutex<Base>,
    requests: AtomicU64,
}

impl Onec {
    pub(crate) fn new(clock: SandboxClock) -> Self {
        Self {
            clock,
            base: Mutex::default(),
            requests: AtomicU64::new(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Base> {
        self.base.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a request is about, once the path is known.
struct Route<'a> {
    /// `document-sets`, `files`, …
    name: &'a str,
    /// What follows the name in the path, decoded.
    tail: Option<String>,
    /// The parameter `key`, decoded; a plus stays a plus.
    key: Option<String>,
}

/// Splits a path into publication and what follows the service's root.
fn split(path: &str) -> Option<(String, &str)> {
    let (publication, rest) = path.split_once(SERVICE)?;
    Some((decoded(publication.trim_matches('/')), rest))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl<'a> Route<'a> {
    fn new(rest: &'a str, query: &str) -> Self {
        let (name, tail) = match rest.split_once('/') {
            Some((name, tail)) => (name, Some(decoded(tail))),
            None => (rest, None),
        };
        let key = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("key="))
            .map(decoded);
        Self { name, tail, key }
    }
}

impl Onec {
    /// Who stands before the service: publication, login, right.
    fn gate(&self, request: &Request) -> Result<(), Reply> {
        let base = self.lock();
        let split = split(&request.path);
        let published = split.is_some_and(|(publication, _)| publication == base.world.publication);
        if !published {
            return Err(page(StatusCode::NOT_FOUND));
        }
        if request.path.to_ascii_lowercase().contains("%2f")
            && base.world.switches.refuse_encoded_slash
        {
            return Err(page(StatusCode::NOT_FOUND));
        }
        let Some(may_use) = sign_in(&base, request.header("authorization")) else {
            let realm = "Basic realm=\"1C:Enterprise 8.3\"";
            return Err(page(StatusCode::UNAUTHORIZED).with_header("www-authenticate", realm));
        };
        let refusal = if !may_use {
            Some(Refusal::forbidden())
        } else if base.world.switches.maintenance {
            Some(Refusal::later(
                "maintenance",
                "База закрыта на обслуживание.",
            ))
        } else {
            None
        };
        drop(base);
        refusal.map_or(Ok(()), |refusal| Err(self.refused(&refusal)))
    }

    fn route(&self, request: &Request, route: &Route<'_>) -> Result<Reply, Refusal> {
        let key = || checked_key("key", route.key.as_deref().or(route.tail.as_deref()));
        match (&request.method, route.name, &route.tail) {
            (&Method::GET, "about", None) => Ok(self.shown(about)),
            (&Method::GET, "forms", None) => Ok(self.shown(forms)),
            (&Method::POST, "document-sets", None) => self.issue(request),
            (&Method::GET, "document-sets", _) => self.look_up(&key()?),
            (&Method::GET, "files", Some(hash)) => {
                self.stored(hash, &checked_key("key", route.key.as_deref())?)
            }
            (&Method::POST, "number-reservations", None) => {
                let (key, body) = keyed(request)?;
                let now = self.clock.now_ms();
                let answer = reserve::reserve(&mut self.lock(), &key, body, now)?;
                Ok(self.answered(&answer))
            }
            (&Method::DELETE, "number-reservations", None) => {
                let answer = reserve::release(&mut self.lock(), &key()?)?;
                Ok(self.answered(&answer))
            }
            // The platform itself answers for unknown paths and methods.
            (_, "about" | "forms" | "document-sets" | "files" | "number-reservations", _) => {
                Ok(page(StatusCode::METHOD_NOT_ALLOWED))
            }
            _ => Ok(page(StatusCode::NOT_FOUND)),
        }
    }

    fn issue(&self, request: &Request) -> Result<Reply, Refusal> {
        let (key, body) = keyed(request)?;
        let step = issue::begin(&mut self.lock(), &key, body, self.clock.now_ms())?;
        self.carry_out(&key, step, 201)
    }

    fn look_up(&self, key: &str) -> Result<Reply, Refusal> {
        let step = issue::look_up(&mut self.lock(), key, self.clock.now_ms())?;
        self.carry_out(key, step, 200)
    }

    /// Prints with the lock free when there is something to print.
    fn carry_out(&self, key: &str, step: Step, done_status: u16) -> Result<Reply, Refusal> {
        let answer = match step {
            Step::Answer(answer) => answer,
            Step::Print(job) => {
                // A panic of the printer must not leave the set at work for ever.
                let printed = catch_unwind(AssertUnwindSafe(|| print::print(&job)))
                    .unwrap_or_else(|_| Err("the printer panicked".to_owned()));
                let now = self.clock.now_ms();
                issue::finish(&mut self.lock(), key, printed, now, done_status)?
            }
        };
        Ok(self.answered(&answer))
    }

    fn stored(&self, hash: &str, key: &str) -> Result<Reply, Refusal> {
        let base = self.lock();
        let Some(set) = base.sets.get(key) else {
            return Err(Refusal::not_found(
                "unknown_key",
                "Такой ключ не встречался.",
            ));
        };
        let is_of_set = match &set.phase {
            Phase::Done { answer, .. } => answer.to_string().contains(&format!("\"{hash}\"")),
            Phase::Printing | Phase::PrintFailed => false,
        };
        match base.files.get(hash).filter(|_| is_of_set) {
            Some(bytes) => Ok(Reply::new(
                StatusCode::OK,
                "application/octet-stream",
                bytes.clone(),
            )),
            None => Err(Refusal::not_found(
                "unknown_file",
                "В наборе нет такого файла.",
            )),
        }
    }

    fn shown(&self, what: impl Fn(&Base) -> Value) -> Reply {
        let body = what(&self.lock());
        self.json(200, &body)
    }

    fn answered(&self, answer: &Answer) -> Reply {
        self.json(answer.status, &answer.body)
    }

    fn refused(&self, refusal: &Refusal) -> Reply {
        let id = self.requests.fetch_add(1, Ordering::Relaxed);
        self.json(refusal.status, &refusal.body(&format!("sandbox-{id}")))
    }

    /// Takes the lock: the caller must not hold it.
    fn json(&self, status: u16, body: &Value) -> Reply {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status == StatusCode::NO_CONTENT {
            return Reply {
                status,
                headers: Vec::new(),
                body: Bytes::new(),
            };
        }
        let mark = if self.lock().world.switches.bom {
            "\u{feff}"
        } else {
            ""
        };
        Reply::new(
            status,
            "application/json; charset=utf-8",
            format!("{mark}{body}"),
        )
    }
}

/// Whether the user may use the service; `None` for a wrong login or password.
fn sign_in(base: &Base, header: &str) -> Option<bool> {
    let plain = BASE64.decode(header.strip_prefix("Basic ")?).ok()?;
    let plain = String::from_utf8(plain).ok()?;
    let (login, password) = plain.split_once(':')?;
    let user = base.world.users.iter().find(|user| user.login == login)?;
    (user.password == password).then_some(user.may_use_service)
}

/// The key and the body of a write.
fn keyed(request: &Request) -> Result<(String, Value), Refusal> {
    let key = checked_key("Idempotency-Key", Some(request.header("idempotency-key")))?;
    let body = serde_json::from_slice(&request.body)
        .map_err(|_| Refusal::bad_request("", "Тело запроса не JSON."))?;
    Ok((key, body))
}

fn checked_key(field: &str, key: Option<&str>) -> Result<String, Refusal> {
    let is_key = |key: &&str| {
        (1..=100).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let wrong = || Refusal::bad_request(field, "Ожидался ключ: 1–100 знаков ASCII без пробелов.");
    key.filter(is_key).map(str::to_owned).ok_or_else(wrong)
}

fn about(base: &Base) -> Value {
    let organizations = base.world.organizations.iter().map(|one| {
        let mut shown = json!({
            "ref": one.reference, "inn": one.inn, "name": one.name, "prefix": one.prefix,
        });
        if let Some(map) = shown.as_object_mut().filter(|_| !one.kpp.is_empty()) {
            map.insert("kpp".to_owned(), one.kpp.clone().into());
        }
        shown
    });
    json!({
        "service": "docflow",
        "contract": "v1",
        "extension": "0.1.0",
        "configuration": base.world.configuration,
        "infobase": base.world.infobase,
        "organizations": organizations.collect::<Vec<_>>(),
        "closed_until": base.closed_until.map(|date| date.to_string()),
    })
}

fn forms(base: &Base) -> Value {
    let forms = base.world.forms.iter().map(|form| {
        let mut shown = serde_json::to_value(form).unwrap_or_default();
        if let Some(map) = shown.as_object_mut() {
            map.remove("number_template");
        }
        shown
    });
    json!({ "forms": forms.collect::<Vec<_>>() })
}

impl Site for Onec {
    fn name(&self, request: &Request) -> CallName {
        let name = split(&request.path).map_or(request.path.as_str(), |(_, rest)| {
            rest.split('/').next().unwrap_or_default()
        });
        CallName::plain(format!("{} {name}", request.method))
    }

    fn answer(&self, request: &Request) -> Reply {
        if let Err(reply) = self.gate(request) {
            return reply;
        }
        let rest = split(&request.path).map_or("", |(_, rest)| rest);
        let route = Route::new(rest, &request.query);
        self.route(request, &route)
            .unwrap_or_else(|refusal| self.refused(&refusal))
    }

    fn load(&self, world: &World) -> Result<(), String> {
        let wrong = |error: serde_json::Error| format!("onec: {error}");
        let world = if world.onec.is_null() {
            OnecWorld::default()
        } else {
            OnecWorld::deserialize(&world.onec).map_err(wrong)?
        };
        *self.lock() = Base::new(world).map_err(|error| format!("onec: {error}"))?;
        Ok(())
    }

    fn state(&self) -> Value {
        state::state(&self.lock(), self.clock.now_ms())
    }

    fn file(&self, sha256: &str) -> Option<Bytes> {
        self.lock().files.get(sha256).cloned()
    }

    fn switch(&self, changes: &Value) -> Result<Value, String> {
        let mut base = self.lock();
        let mut all =
            serde_json::to_value(&base.world.switches).map_err(|error| error.to_string())?;
        if let (Some(map), Some(changes)) = (all.as_object_mut(), changes.as_object()) {
            map.extend(changes.clone());
        }
        base.world.switches = OnecSwitches::deserialize(&all).map_err(|error| error.to_string())?;
        Ok(all)
    }

    fn act(&self, action: &Value) -> Result<Value, String> {
        act::act(&mut self.lock(), action, self.clock.now_ms())
    }
}
