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
mod existing;
mod issue;
mod numbers;
mod offer;
mod print;
mod read;
mod refusal;
mod request;
mod reserve;
mod schedule;
mod standing;
mod state;
mod sums;
mod switches;
mod terms;
mod void;
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
use serde_json::Value;

use self::base::{Base, Phase};
use self::issue::{Answer, Step};
use self::read::Members;
use self::refusal::{Refusal, page, page_saying};
pub use self::switches::{OnecSwitches, Sessions};
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
        if let Some(page) = no_session(&base.world.switches) {
            return Err(page);
        }
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
            (_, "voided-keys", _) if self.is_older() => Ok(page(StatusCode::NOT_FOUND)),
            (&Method::GET, "about", None) => Ok(self.shown(offer::about)),
            (&Method::GET, "forms", None) => Ok(self.shown(offer::forms)),
            (&Method::POST, "document-sets", None) => self.issue(request),
            (&Method::GET, "document-sets", _) => self.look_up(&key()?),
            (&Method::POST, "voided-keys", None) => self.void(request),
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
            (
                _,
                "about"
                | "forms"
                | "document-sets"
                | "voided-keys"
                | "files"
                | "number-reservations",
                _,
            ) => Ok(page(StatusCode::METHOD_NOT_ALLOWED)),
            _ => Ok(page(StatusCode::NOT_FOUND)),
        }
    }

    fn issue(&self, request: &Request) -> Result<Reply, Refusal> {
        let (key, body) = keyed(request)?;
        let step = issue::begin(&mut self.lock(), &key, body, self.clock.now_ms())?;
        Ok(self.answered(&self.carry_out(&key, step)?))
    }

    fn look_up(&self, key: &str) -> Result<Reply, Refusal> {
        let step = issue::look_up(&mut self.lock(), key, self.clock.now_ms())?;
        Ok(self.answered(&self.carry_out(key, step)?))
    }

    fn void(&self, request: &Request) -> Result<Reply, Refusal> {
        let (key, body) = keyed(request)?;
        Members::new(&body, "", &[])?;
        let step = void::void(&mut self.lock(), &key, self.clock.now_ms())?;
        let answer = void::told(self.carry_out(&key, step)?)?;
        Ok(self.answered(&answer))
    }

    fn is_older(&self) -> bool {
        self.lock().world.switches.older_extension
    }

    /// Prints with the lock free when there is something to print.
    fn carry_out(&self, key: &str, step: Step) -> Result<Answer, Refusal> {
        match step {
            Step::Answer(answer) => Ok(answer),
            Step::Print(job, asking) => {
                // A panic of the printer must not leave the set at work for ever.
                let blank = self.lock().world.switches.blank_files;
                let printed = catch_unwind(AssertUnwindSafe(|| print::print(&job, blank)))
                    .unwrap_or_else(|_| Err("the printer panicked".to_owned()));
                let now = self.clock.now_ms();
                issue::finish(&mut self.lock(), key, printed, asking, now)
            }
        }
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
        let base = self.lock();
        let switches = &base.world.switches;
        let mark = if switches.bom { "\u{feff}" } else { "" };
        let reply = Reply::new(
            status,
            "application/json; charset=utf-8",
            format!("{mark}{body}"),
        );
        asking_to_wait(switches, reply)
    }
}

/// What the platform answers where it begins no session.
fn no_session(switches: &OnecSwitches) -> Option<Reply> {
    let (status, words) = match switches.sessions {
        Sessions::Open => return None,
        Sessions::Forbidden => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Начало сеанса с информационной базой запрещено. Идёт обслуживание.",
        ),
        Sessions::NoLicence => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Не обнаружено свободной лицензии!",
        ),
    };
    Some(asking_to_wait(switches, page_saying(status, words)))
}

/// Adds the `Retry-After` that the switches say to an answer that may have one.
fn asking_to_wait(switches: &OnecSwitches, reply: Reply) -> Reply {
    let may_wait = [StatusCode::LOCKED, StatusCode::SERVICE_UNAVAILABLE].contains(&reply.status);
    match switches.retry_after_seconds.filter(|_| may_wait) {
        Some(seconds) => reply.with_header("retry-after", seconds.to_string()),
        None => reply,
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
