//! Sending: one call, one request, one reply; what is harmless is repeated a little.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Response, Url};
use tracing::Instrument as _;

use crate::call::{Call, Verb};
use crate::decode::{Reply, accept, unusable};
use crate::error::{Error, ErrorKind, Fault, Operation};

/// The longest wait that a server's `Retry-After` is believed.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// The connection of a client to one publication.
pub(crate) struct Exchange {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Url,
    pub(crate) authorization: HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) read_pauses: Vec<Duration>,
    pub(crate) response_limit: usize,
}

impl Exchange {
    /// Sends a call and returns the reply with a status of 2xx.
    pub(crate) async fn send(&self, call: &Call) -> Result<Reply, Error> {
        let mut pauses = self.read_pauses.iter();
        let mut attempt = 1;
        loop {
            let error = match self.once(call, attempt).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error.after(attempt),
            };
            let pause = if is_worth_repeating(&error) {
                pauses.next()
            } else {
                None
            };
            let Some(pause) = pause else {
                return Err(error);
            };
            let asked = error.retry_after().unwrap_or(*pause);
            tokio::time::sleep(asked.min(pause.saturating_mul(4))).await;
            attempt += 1;
        }
    }

    async fn once(&self, call: &Call, attempt: u32) -> Result<Reply, Error> {
        let span = tracing::debug_span!("onec", operation = call.operation.name(), attempt);
        async {
            let reply = self.exchange(call).await;
            match &reply {
                Ok(reply) => tracing::debug!(status = reply.status, bytes = reply.body.len()),
                Err(error) => tracing::debug!(kind = ?error.kind(), "no reply"),
            }
            accept(call.operation, reply?)
        }
        .instrument(span)
        .await
    }

    async fn exchange(&self, call: &Call) -> Result<Reply, Error> {
        let address = self.base.join(&call.path).map_err(|_| {
            Fault::new(call.operation, ErrorKind::Config).note("unusable path of a call")
        })?;
        let method = match call.verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Delete => Method::DELETE,
        };
        let mut request = self
            .http
            .request(method, address)
            .timeout(self.timeout)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/json");
        if let Some(key) = &call.key {
            request = request.header("Idempotency-Key", key.as_str());
        }
        if let Some(body) = &call.body {
            request = request
                .header(CONTENT_TYPE, "application/json; charset=utf-8")
                .body(body.clone());
        }
        let response = request
            .send()
            .await
            .map_err(|error| broken(call.operation, &error))?;
        self.read(call.operation, response).await
    }

    async fn read(&self, operation: Operation, mut response: Response) -> Result<Reply, Error> {
        let status = response.status().as_u16();
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(|seconds| Duration::from_secs(seconds).min(LONGEST_WAIT));
        let mut reply = Reply {
            status,
            retry_after,
            body: Vec::new(),
        };
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| broken(operation, &error))?
        {
            if reply.body.len().saturating_add(chunk.len()) > self.response_limit {
                let note = format!("more than {} bytes", self.response_limit);
                return Err(unusable(operation, &reply, ErrorKind::Decode, note));
            }
            reply.body.extend_from_slice(&chunk);
        }
        Ok(reply)
    }
}

/// A harmless call without an answer, or one that was told to come later.
fn is_worth_repeating(error: &Error) -> bool {
    let is_passing = matches!(
        error.kind(),
        ErrorKind::Transport | ErrorKind::Reset | ErrorKind::Busy
    );
    is_passing && error.operation().may_be_repeated()
}

/// The error of an exchange without a whole answer. The source is not kept: it names the address.
fn broken(operation: Operation, error: &reqwest::Error) -> Error {
    let kind = if error.is_builder() {
        ErrorKind::Config
    } else if error.is_connect() {
        ErrorKind::Transport
    } else if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Reset
    };
    let mut fault = Fault::new(operation, kind);
    let was_sent = matches!(kind, ErrorKind::Timeout | ErrorKind::Reset);
    fault.happened = was_sent && operation.writes();
    fault.retryable = kind != ErrorKind::Config;
    fault.cause = io_cause(error);
    if kind == ErrorKind::Transport && fault.cause == Some(io::ErrorKind::InvalidData) {
        fault.retryable = false;
        fault.note = Some("the server's certificate or TLS was not accepted".to_owned());
    }
    fault.into()
}

/// The kind of the innermost input or output error, which holds no address.
fn io_cause(error: &reqwest::Error) -> Option<io::ErrorKind> {
    let mut found = None;
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            found = Some(innermost(io).kind());
        }
        source = inner.source();
    }
    found.filter(|kind| *kind != io::ErrorKind::Other)
}

/// An io error may wrap another one, which its `source` skips.
fn innermost(error: &io::Error) -> &io::Error {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<io::Error>());
    inner.map_or(error, innermost)
}
