//! The site that stands where a feature is switched off: every request is a 404 page.

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;

use crate::site::{CallName, Reply, Request, Site};
use crate::world::World;

pub(crate) struct Absent;

impl Site for Absent {
    fn name(&self, _request: &Request) -> CallName {
        CallName::plain("(no server)")
    }

    fn answer(&self, _request: &Request) -> Reply {
        Reply::html(StatusCode::NOT_FOUND)
    }

    fn load(&self, _world: &World) -> Result<(), String> {
        Ok(())
    }

    fn state(&self) -> Value {
        Value::Null
    }

    fn file(&self, _sha256: &str) -> Option<Bytes> {
        None
    }

    fn switch(&self, _changes: &Value) -> Result<Value, String> {
        Ok(Value::Null)
    }

    fn act(&self, _action: &Value) -> Result<Value, String> {
        Err("this server is not part of the build: see the features of the crate".to_owned())
    }
}
