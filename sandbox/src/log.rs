//! The request log: what arrived, without secrets and without bodies.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::site::{CallName, Side};

/// One request that arrived, as the log keeps it: no address, header or body.
#[derive(Clone, Debug, Serialize)]
pub struct LoggedRequest {
    /// Number in order of arrival, from 1, both sides together.
    pub seq: u64,
    /// When it arrived: milliseconds of the Unix epoch, by the sandbox clock.
    pub at_ms: i64,
    /// Which server.
    pub side: Side,
    /// The method or route.
    pub name: String,
    /// The methods inside a batch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inner: Vec<String>,
    /// Status of the answer; 0 when the connection was dropped instead.
    pub status: u16,
    /// Bytes of the request's body.
    pub bytes_in: usize,
    /// Bytes of the answer's body.
    pub bytes_out: usize,
    /// The scripted fault that hit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// How often a method or route was called.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct CallCount {
    /// HTTP requests of this name.
    pub requests: u64,
    /// Commands of this name inside batches.
    pub commands: u64,
    /// Bytes of the bodies of those requests.
    pub bytes_in: u64,
    /// Bytes of their answers.
    pub bytes_out: u64,
}

#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    requests: Vec<LoggedRequest>,
}

impl RequestLog {
    /// Opens an entry and returns its index.
    pub(crate) fn open(
        &mut self,
        at_ms: i64,
        side: Side,
        call: &CallName,
        bytes_in: usize,
    ) -> usize {
        let index = self.requests.len();
        self.requests.push(LoggedRequest {
            seq: u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1),
            at_ms,
            side,
            name: call.name.clone(),
            inner: call.inner.clone(),
            status: 0,
            bytes_in,
            bytes_out: 0,
            fault: None,
        });
        index
    }

    pub(crate) fn fault(&mut self, index: usize, fault: String) {
        if let Some(entry) = self.requests.get_mut(index) {
            entry.fault = Some(fault);
        }
    }

    pub(crate) fn answered(&mut self, index: usize, status: u16, bytes_out: usize) {
        if let Some(entry) = self.requests.get_mut(index) {
            entry.status = status;
            entry.bytes_out = bytes_out;
        }
    }

    pub(crate) fn clear(&mut self) {
        self.requests.clear();
    }

    pub(crate) fn list(&self) -> Vec<LoggedRequest> {
        self.requests.clone()
    }

    /// Counts by name, one side.
    pub(crate) fn counts(&self, side: Side) -> BTreeMap<String, CallCount> {
        let mut counts = BTreeMap::<String, CallCount>::new();
        for entry in self.requests.iter().filter(|entry| entry.side == side) {
            let count = counts.entry(entry.name.clone()).or_default();
            count.requests += 1;
            count.bytes_in += u64::try_from(entry.bytes_in).unwrap_or_default();
            count.bytes_out += u64::try_from(entry.bytes_out).unwrap_or_default();
            for inner in &entry.inner {
                counts.entry(inner.clone()).or_default().commands += 1;
            }
        }
        counts
    }
}
