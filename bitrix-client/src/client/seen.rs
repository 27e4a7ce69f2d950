//! Telling the observer and the current span of waits and requests.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::Client;
use super::attempt::length;
use super::course::Course;
use crate::clock::between;
use crate::{ErrorKind, Observer, RequestSeen, WaitReason, WaitSeen};

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

    /// A request of a call is over.
    pub(super) fn saw_request(
        &self,
        method: &str,
        attempt: u32,
        begun: DateTime<Utc>,
        body: &Bytes,
        error: Option<ErrorKind>,
        course: &Course,
    ) {
        let Some(observer) = self.observer() else {
            return;
        };
        observer.request(&RequestSeen {
            method,
            request_id: &course.request_id,
            attempt,
            status: course.brought.status,
            took: between(begun, self.clock().now()),
            sent: length(body.len()),
            received: course.brought.received,
            error,
            timing: course.brought.timing,
        });
    }
}
