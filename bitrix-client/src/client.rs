//! The client: sends calls at the portal's pace, repeats what is safe, reads the answers.
//!
//! Here: [`Client`] and the loop around one call. Beside it: `client/builder.rs` (settings),
//! `client/open.rs` (calls by name), `client/attempt.rs` (one HTTP exchange), `client/download.rs` (signed links).
//! Not here: what is repeated (`retry`), how fast (`bucket`), what an answer means (`envelope`).

mod attempt;
mod builder;
mod download;
mod open;

pub use builder::ClientBuilder;
pub use download::{Download, SignedLink};
pub use open::OpenCall;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tracing::Instrument as _;

use crate::clock::{between, delta};
use crate::envelope::Envelope;
use crate::retry::wait_before_next;
use crate::{
    Access, Api, Batch, BatchResults, CallOptions, Clock, Error, ErrorKind, Method, OpenValue,
    OperatingTimes, Pacer, Params, Reply, Timing, envelope,
};

/// A client of one portal; clones are cheap and share connections, pace and reports.
///
/// Dropping a call's future stops it: the request may have been sent, and a reserved place in the
/// bucket stays taken.
#[derive(Clone)]
pub struct Client {
    access: Access,
    shared: Arc<Shared>,
}

struct Shared {
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    pacer: Pacer,
    timeout: std::time::Duration,
    largest_answer: usize,
    operating: Mutex<OperatingTimes>,
}

/// What the sender needs to know of a call.
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    pub(crate) params: Params,
    pub(crate) repeatable: bool,
}

impl Client {
    /// A client with the default settings; see [`builder`](Self::builder) for others.
    ///
    /// # Errors
    /// Kind [`Config`](ErrorKind::Config) when the TLS set-up of the machine is unusable.
    pub fn new(access: Access) -> Result<Self, Error> {
        Self::builder(access).build()
    }

    /// Settings for a client.
    pub fn builder(access: Access) -> ClientBuilder {
        ClientBuilder::new(access)
    }

    /// Makes one call and gives its answer.
    ///
    /// # Errors
    /// Any [`ErrorKind`]; see [`Error::may_have_happened`] before repeating a call that creates.
    pub async fn call<M: Method>(&self, method: &M) -> Result<M::Answer, Error> {
        self.call_with(method, &CallOptions::default())
            .await
            .map(|reply| reply.answer)
    }

    /// Makes one call with its own options and gives the answer with what came around it.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn call_with<M: Method>(
        &self,
        method: &M,
        options: &CallOptions,
    ) -> Result<Reply<M::Answer>, Error> {
        let params = method.params();
        if params.holds_reference() {
            return Err(Error::new(ErrorKind::InvalidArgument, M::NAME)
                .described("expected values, found a reference; references work in a batch only"));
        }
        let address = M::API.address(M::NAME);
        let call = Call {
            method: &address,
            params,
            repeatable: method.repeatable() || holds_key(M::API, options),
        };
        self.send(call, options, |envelope| {
            let answer = method.decode(envelope.result);
            let answer = answer.map_err(|error| Error::decode(M::NAME, &error))?;
            Ok(Reply::new(answer, envelope))
        })
        .await
    }

    /// Runs a batch: one request, up to 50 commands, one result for each.
    ///
    /// # Errors
    /// As [`call`](Self::call), for the batch as a whole. A command that fails is no error here:
    /// take its result to see.
    pub async fn batch(&self, batch: &Batch) -> Result<BatchResults, Error> {
        self.batch_with(batch, &CallOptions::default()).await
    }

    /// Runs a batch with its own options.
    ///
    /// It is repeated after an unknown outcome only when every command is repeatable or the
    /// options say that a repeat is harmless.
    ///
    /// # Errors
    /// As [`batch`](Self::batch).
    pub async fn batch_with(
        &self,
        batch: &Batch,
        options: &CallOptions,
    ) -> Result<BatchResults, Error> {
        if batch.is_empty() {
            return Ok(batch.no_results());
        }
        let secrets = [self.access.secret()];
        let results = self
            .send(batch.as_call(), options, |envelope| {
                batch.read(envelope, &secrets)
            })
            .await?;
        for (method, timing) in results.timings() {
            self.record(method, timing);
        }
        Ok(results)
    }

    /// Makes a call of a method that has no type, by its name.
    ///
    /// # Errors
    /// As [`call`](Self::call); kind [`Config`](ErrorKind::Config) for what is no name of a method.
    pub async fn call_open(
        &self,
        call: &OpenCall,
        options: &CallOptions,
    ) -> Result<Reply<OpenValue>, Error> {
        let address = call.address()?;
        let sent = Call {
            method: &address,
            params: call.params.clone(),
            repeatable: call.repeatable || holds_key(call.api, options),
        };
        self.send(sent, options, |envelope| {
            let answer = envelope.result.parse();
            let answer = answer.map_err(|error| Error::decode(&address, &error))?;
            Ok(Reply::new(answer, envelope))
        })
        .await
    }

    /// The same connections and pace with another access to the same portal, e.g. the token of
    /// the user who looks at a page.
    ///
    /// # Errors
    /// Kind [`Config`](ErrorKind::Config) when the access is for another portal.
    pub fn with_access(&self, access: Access) -> Result<Self, Error> {
        if !self.access.is_home_of(access.portal()) {
            return Err(Error::config(
                "expected an access to the portal of this client",
            ));
        }
        Ok(Self {
            access,
            shared: Arc::clone(&self.shared),
        })
    }

    /// The access that calls are made with.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The operating time of each method as the portal last reported it.
    pub fn operating(&self) -> OperatingTimes {
        self.shared
            .operating
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn record(&self, method: &str, timing: &Timing) {
        let operating = &self.shared.operating;
        operating
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .record(method, timing);
    }

    /// Sends until there is an answer, or no further attempt is allowed.
    async fn send<T>(
        &self,
        call: Call<'_>,
        options: &CallOptions,
        read: impl Fn(&Envelope<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let span = tracing::debug_span!("bitrix24", method = call.method);
        self.attempts(call, options, read).instrument(span).await
    }

    async fn attempts<T>(
        &self,
        call: Call<'_>,
        options: &CallOptions,
        read: impl Fn(&Envelope<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Call {
            method,
            params,
            repeatable,
        } = call;
        let body = Bytes::from(self.body(params));
        let mut attempt = 0_u32;
        let mut any_may_have_happened = false;
        loop {
            attempt = attempt.saturating_add(1);
            self.wait_for_place(attempt).await;
            let error = match self.attempt(method, &body, options, &read).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            any_may_have_happened |= error.may_have_happened();
            let asked = error.retry_after();
            let kind = error.kind();
            if kind == ErrorKind::RateLimited {
                self.shared.pacer.on_refusal(self.shared.clock.now());
            }
            let wait = wait_before_next(kind, attempt, options, repeatable, asked);
            tracing::debug!(attempt, ?kind, repeat = wait.is_some(), "attempt failed");
            let Some(wait) = wait else {
                return Err(self.finished(error, attempt, any_may_have_happened));
            };
            let clock = &self.shared.clock;
            clock.sleep_until(clock.now() + delta(wait)).await;
        }
    }

    /// One exchange, opened, recorded and read.
    async fn attempt<T>(
        &self,
        method: &str,
        body: &Bytes,
        options: &CallOptions,
        read: impl Fn(&Envelope<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let answer = self.exchange(method, body, options).await?;
        let secrets = [self.access.secret()];
        let envelope = envelope::open(method, answer.status, &answer.body, &secrets)
            .map_err(|error| error.after(answer.retry_after))?;
        self.record(method, &envelope.timing);
        read(&envelope)
    }

    async fn wait_for_place(&self, attempt: u32) {
        let Shared { clock, pacer, .. } = &*self.shared;
        let now = clock.now();
        let at = pacer.admit(now);
        let wait = between(now, at);
        if !wait.is_zero() {
            tracing::debug!(
                attempt,
                wait_ms = wait.as_millis(),
                "waiting for the portal's pace"
            );
            clock.sleep_until(at).await;
        }
    }

    fn body(&self, params: Params) -> String {
        match self.access.auth_parameter() {
            Some(token) => params.with("auth", token.expose()).to_json(),
            None => params.to_json(),
        }
    }

    fn finished(&self, error: Error, attempts: u32, any_may_have_happened: bool) -> Error {
        let reset_at = self
            .operating()
            .of(error.method())
            .and_then(|known| known.reset_at);
        error
            .attempted(attempts, any_may_have_happened)
            .until(reset_at, self.shared.clock.now())
    }
}

/// Whether the portal keeps the answer of this call, so that a repeat does nothing.
fn holds_key(api: Api, options: &CallOptions) -> bool {
    api == Api::V3 && options.idempotency_key.is_some()
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("access", &self.access)
            .field("pacer", &self.shared.pacer)
            .finish_non_exhaustive()
    }
}
