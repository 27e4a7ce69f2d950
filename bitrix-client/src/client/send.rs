//! The loop around one call: attempts, the waits between them, and the turns of its course.
//!
//! Callers: single calls, batches, lists. Not here: what is repeated (`retry`), how fast (`pacer`).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use tracing::Instrument as _;
use tracing::field::Empty;

use super::attempt::length;
use super::course::Course;
use super::seen::{Brought, Sent};
use super::{Call, Client, Patience};
use crate::clock::{between, delta};
use crate::envelope::{Envelope, open_text, text_of};
use crate::error::{Error, ErrorKind};
use crate::observe::WaitReason;
use crate::payload::Direction;
use crate::retry::{CallOptions, wait_before_next};

impl Client {
    /// Sends until there is an answer, or no further attempt is allowed; `read` is given the opened
    /// answer, the text in which it stands, and what came before.
    pub(crate) async fn send<T>(
        &self,
        call: Call<'_>,
        options: &CallOptions,
        read: impl Fn(&Envelope<'_>, &Arc<String>, &Before<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let sending = Sending {
            client: self,
            method: call.method,
            repeatable: call.repeatable,
            shrinks: call.shrinks,
            options,
            course: Course::new(self),
            attempt: 0,
            turns: 0,
            any_may_have_happened: false,
            patience: Patience::default(),
        };
        let request_id = sending.course.request_id.as_str();
        let span = tracing::debug_span!(
            "bitrix24",
            method = call.method,
            request_id,
            wait_ms = Empty
        );
        let params = call.params.to_json();
        sending.run(&params, read).instrument(span).await
    }

    /// Waits for a place in the portal's bucket.
    pub(super) async fn wait_for_place(
        &self,
        method: &str,
        request_id: &str,
        options: &CallOptions,
    ) {
        let priority = options.priority.unwrap_or(self.priority);
        let begun = self.clock().now();
        let pacer = &self.shared.pacer;
        pacer.wait(self.clock(), priority, self.lane).await;
        let waited = between(begun, self.clock().now());
        self.saw_wait(method, request_id, WaitReason::Pace, waited);
    }

    /// Waits, and tells it.
    pub(crate) async fn wait_until(
        &self,
        until: DateTime<Utc>,
        method: &str,
        request_id: &str,
        reason: WaitReason,
    ) {
        let begun = self.clock().now();
        self.clock().sleep_until(until).await;
        self.saw_wait(method, request_id, reason, between(begun, until));
    }

    /// A refusal for operating time, with the moment from which its method is open again.
    pub(crate) fn dated(&self, error: Error) -> Error {
        let known = self.operating().of(error.method());
        let reset_at = known.and_then(|known| known.reset_at);
        error.until(reset_at, self.clock().now())
    }

    /// A refusal for the pace fills the bucket of everybody who shares it.
    pub(super) async fn slow_down(&self, error: &Error) {
        if error.kind() == ErrorKind::RateLimited {
            self.shared.pacer.on_refusal(self.clock().now()).await;
        }
    }
}

/// What a reader of an answer knows of the requests up to it.
pub(crate) struct Before<'a> {
    /// How many requests there were, this one included.
    pub(crate) attempt: u32,
    /// Whether an earlier one may have taken effect.
    pub(crate) any_may_have_happened: bool,
    pub(crate) request_id: &'a str,
    /// What must not be shown of the call.
    pub(crate) secrets: &'a [&'a str],
}

impl Before<'_> {
    /// Of an answer that came another way.
    pub(crate) const NOTHING: Self = Self {
        attempt: 1,
        any_may_have_happened: false,
        request_id: "",
        secrets: &[],
    };

    /// An error of a part of the call, which tells of all attempts like that of a whole one.
    pub(crate) fn named(&self, error: Error) -> Error {
        error
            .attempted(self.attempt, self.any_may_have_happened)
            .named(self.request_id)
    }
}

/// One call on its way.
struct Sending<'a> {
    client: &'a Client,
    method: &'a str,
    repeatable: bool,
    shrinks: bool,
    options: &'a CallOptions,
    course: Course,
    /// How many requests were sent.
    attempt: u32,
    /// How many of them were sent again without being counted.
    turns: u32,
    any_may_have_happened: bool,
    patience: Patience,
}

impl Sending<'_> {
    async fn run<T>(
        mut self,
        params: &str,
        read: impl Fn(&Envelope<'_>, &Arc<String>, &Before<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.log_payload(Direction::Sent, params);
        let mut body = self.course.body(params);
        loop {
            self.attempt = self.attempt.saturating_add(1);
            let attempt = self.attempt;
            let span = tracing::debug_span!("attempt", attempt, wait_ms = Empty, status = Empty);
            let error = match self.attempt(&body, &read).instrument(span).await {
                Ok(answer) => {
                    self.client.arrived(&self.course).await;
                    return Ok(answer);
                }
                Err(error) => error,
            };
            match self.next(error).await {
                Ok(true) => body = self.course.body(params),
                Ok(false) => {}
                Err(error) => return Err(self.finished(error)),
            }
        }
    }

    /// One exchange, opened, recorded and read.
    async fn attempt<T>(
        &mut self,
        body: &Bytes,
        read: &impl Fn(&Envelope<'_>, &Arc<String>, &Before<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let request_id = self.course.request_id.as_str();
        let waited = self
            .client
            .wait_for_place(self.method, request_id, self.options);
        waited.await;
        self.course.brought = Brought::default();
        let begun = self.client.clock().now();
        let outcome = self.exchange(body, read).await;
        let request = Sent {
            method: self.method,
            request_id: &self.course.request_id,
            attempt: self.attempt,
            begun,
            bytes: length(body.len()),
        };
        let kind = outcome.as_ref().err().map(Error::kind);
        self.client
            .saw_request(&request, &self.course.brought, kind);
        outcome
    }

    async fn exchange<T>(
        &mut self,
        body: &Bytes,
        read: &impl Fn(&Envelope<'_>, &Arc<String>, &Before<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (client, method) = (self.client, self.method);
        let sent = client.exchange(method, body, &mut self.course, self.options);
        let answer = sent.await?;
        let secret = client.secret_of(&self.course);
        let secrets = [secret.expose()];
        let text = text_of(method, answer.status, answer.body);
        let text = Arc::new(text.map_err(|error| error.after(answer.retry_after))?);
        self.log_payload(Direction::Received, &text);
        let envelope = open_text(method, answer.status, &text, &secrets)
            .map_err(|error| error.after(answer.retry_after))?;
        self.course.brought.timing = envelope.timing;
        client.record(method, &envelope.timing);
        let before = Before {
            attempt: self.attempt,
            any_may_have_happened: self.any_may_have_happened,
            request_id: &self.course.request_id,
            secrets: &secrets,
        };
        read(&envelope, &text, &before)
    }

    /// Waits as long as the next attempt must, or gives the error back when there is none; says
    /// whether the call is sent with another token or to another address.
    async fn next(&mut self, error: Error) -> Result<bool, Error> {
        if self.client.turn(&mut self.course, &error).await? {
            self.turns = self.turns.saturating_add(1);
            return Ok(true);
        }
        self.any_may_have_happened |= error.may_have_happened();
        let (kind, clock) = (error.kind(), self.client.clock());
        self.client.slow_down(&error).await;
        if let Some(until) = self.patience.until(self.client, &error, self.options) {
            self.turns = self.turns.saturating_add(1);
            let wait = between(clock.now(), until);
            self.sleep(WaitReason::Operating, wait).await;
            return Ok(false);
        }
        if self.shrinks && kind.is_cut() {
            return Err(error);
        }
        let counted = self.attempt.saturating_sub(self.turns);
        let asked = error.retry_after();
        let wait = wait_before_next(kind, counted, self.options, self.repeatable, asked);
        let attempt = self.attempt;
        tracing::debug!(attempt, ?kind, repeat = wait.is_some(), "attempt failed");
        self.sleep(WaitReason::Repeat, wait.ok_or(error)?).await;
        Ok(false)
    }

    async fn sleep(&self, reason: WaitReason, wait: Duration) {
        let until = self.client.clock().now() + delta(wait);
        let request_id = &self.course.request_id;
        let waited = self
            .client
            .wait_until(until, self.method, request_id, reason);
        waited.await;
    }

    fn log_payload(&self, direction: Direction, body: &str) {
        if let Some(log) = &self.client.shared.payloads {
            log.log(self.method, &self.course.request_id, direction, body);
        }
    }

    fn finished(&self, error: Error) -> Error {
        let error = error
            .attempted(self.attempt, self.any_may_have_happened)
            .named(&self.course.request_id);
        self.client.dated(error)
    }
}
