//! Telling the observer and the current span of waits and requests.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Client;
use crate::clock::between;
use crate::error::ErrorKind;
use crate::observe::{Observer, RequestSeen, WaitReason, WaitSeen};
use crate::timing::Timing;

/// One request, as it went out.
pub(super) struct Sent<'a> {
    pub(super) method: &'a str,
    pub(super) request_id: &'a str,
    pub(super) attempt: u32,
    pub(super) begun: DateTime<Utc>,
    pub(super) bytes: u64,
}

/// What is told of an answer.
#[derive(Default)]
pub(super) struct Brought {
    pub(super) status: Option<u16>,
    pub(super) received: u64,
    pub(super) timing: Timing,
}

impl Client {
    pub(super) fn observer(&self) -> Option<&dyn Observer> {
        self.shared.observer.as_deref()
    }

    /// A wait is over.
    pub(super) fn saw_wait(
        &self,
        method: &str,
        request_id: &str,
        reason: WaitReason,
        time: Duration,
    ) {
        if time < Duration::from_millis(1) {
            return;
        }
        let wait_ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        tracing::Span::current().record("wait_ms", wait_ms);
        tracing::debug!(wait_ms, ?reason, "waited");
        if let Some(observer) = self.observer() {
            observer.wait(&WaitSeen {
                method,
                request_id,
                reason,
                time,
            });
        }
    }

    /// A request is over.
    pub(super) fn saw_request(
        &self,
        request: &Sent<'_>,
        brought: &Brought,
        error: Option<ErrorKind>,
    ) {
        let Some(observer) = self.observer() else {
            return;
        };
        observer.request(&RequestSeen {
            method: request.method,
            request_id: request.request_id,
            attempt: request.attempt,
            status: brought.status,
            took: between(request.begun, self.clock().now()),
            sent: request.bytes,
            received: brought.received,
            error,
            timing: brought.timing,
        });
    }
}
