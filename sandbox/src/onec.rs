//! The 1C base behind the frame: `<publication>/hs/docflow/v1`.
//!
//! A placeholder until the base is written: it keeps its sub-tree of the world and answers as a
//! web server where nothing is published.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;

use crate::clock::SandboxClock;
use crate::site::{CallName, Reply, Request, Site};
use crate::world::World;

pub(crate) struct Onec {
    #[expect(dead_code, reason = "the base will need the time")]
    clock: SandboxClock,
    world: Mutex<Value>,
}

impl Onec {
    pub(crate) fn new(clock: SandboxClock) -> Self {
        Self {
            clock,
            world: Mutex::default(),
        }
    }
}

impl Site for Onec {
    fn name(&self, request: &Request) -> CallName {
        let route = request.path.rsplit("/v1/").next().unwrap_or_default();
        CallName::plain(format!("{} {}", request.method, route))
    }

    fn answer(&self, _request: &Request) -> Reply {
        Reply::html(StatusCode::NOT_FOUND)
    }

    fn load(&self, world: &World) -> Result<(), String> {
        *self.world.lock().unwrap_or_else(PoisonError::into_inner) = world.onec.clone();
        Ok(())
    }

    fn state(&self) -> Value {
        Value::Null
    }

    fn file(&self, _sha256: &str) -> Option<Bytes> {
        None
    }

    fn switch(&self, _changes: &Value) -> Result<Value, String> {
        Ok(Value::Object(serde_json::Map::new()))
    }

    fn act(&self, _action: &Value) -> Result<Value, String> {
        Err("the 1C base knows no action yet".to_owned())
    }
}
