//! The client: sends calls at the portal's pace, repeats what is safe, reads the answers.
//!
//! Here: [`Client`] and the loop around one call. Beside it: `client/builder.rs` (settings),
//! `client/open.rs` (calls by name), `client/attempt.rs` (one HTTP exchange), `client/course.rs` (renewed tokens, moved portals),
//! `client/patience.rs` (waits for operating time), `client/download.rs` (signed links).
//! Not here: what is repeated (`retry`), how fast (`bucket`), what an answer means (`envelope`).

mod attempt;
mod builder;
mod course;
mod download;
mod open;
mod patience;

pub use builder::ClientBuilder;
pub use download::{Download, SignedLink};
pub use open::OpenCall;

pub(crate) use attempt::{fault, read_capped};
pub(crate) use patience::Patience;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use reqwest::Url;
use tracing::Instrument as _;

use crate::clock::{between, delta};
use crate::durations::Durations;
use crate::envelope::Envelope;
use crate::queue::{Lane, Priority};
use crate::retry::wait_before_next;
use course::Course;

use crate::{
    Access, Api, CallOptions, Clock, Error, ErrorKind, Method, OpenValue, OperatingTimes, Pacer,
    Params, PortalHosts, Reply, Timing, envelope,
};

/// A client of one portal; clones are cheap and share connections, pace and reports.
///
/// Dropping a call's future stops it: the request may have been sent, and a reserved place in the
/// bucket stays taken.
#[derive(Clone)]
pub struct Client {
    access: Access,
    shared: Arc<Shared>,
    priority: Priority,
    lane: Lane,
}

struct Shared {
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    pacer: Pacer,
    timeout: std::time::Duration,
    largest_answer: usize,
    operating: Mutex<OperatingTimes>,
    durations: Mutex<Durations>,
    /// Which new addresses are believed.
    hosts: PortalHosts,
    /// Where the portal is now, when it has moved.
    moved: Mutex<Option<Url>>,
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
        self.send(call, options, |envelope, _| {
            let answer = method.decode(envelope.result);
            let answer = answer.map_err(|error| Error::decode(M::NAME, &error))?;
            Ok(Reply::new(answer, envelope))
        })
        .await
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
        self.send(sent, options, |envelope, _| {
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
        let asked = access.portal().origin();
        if asked != self.access.portal().origin() && asked != self.portal().origin() {
            return Err(Error::config(
                "expected an access to the portal of this client",
            ));
        }
        Ok(Self {
            access,
            ..self.clone()
        })
    }

    /// The same client as a task of its own with this priority: when requests wait for the portal's
    /// pace, those of a person go before a nightly synchronisation, and tasks of one priority take
    /// turns. [`CallOptions::priority`] says otherwise for a call.
    #[must_use]
    pub fn with_priority(&self, priority: Priority) -> Self {
        Self {
            priority,
            lane: self.shared.pacer.lane(),
            ..self.clone()
        }
    }

    /// The access that calls are made with.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The portal's new address (scheme, host and port), when it has moved since this client was
    /// made: set it where the address is configured. Calls go there already.
    pub fn moved_to(&self) -> Option<String> {
        let moved = self.shared.moved.lock();
        let moved = moved.unwrap_or_else(PoisonError::into_inner);
        moved.as_ref().map(|url| url.origin().ascii_serialization())
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// Where the portal is now: scheme, host and port.
    pub(crate) fn portal(&self) -> Url {
        let moved = self.shared.moved.lock();
        let moved = moved.unwrap_or_else(PoisonError::into_inner).clone();
        moved.unwrap_or_else(|| self.access.portal().clone())
    }

    fn set_portal(&self, portal: Url) {
        let moved = &self.shared.moved;
        *moved.lock().unwrap_or_else(PoisonError::into_inner) = Some(portal);
    }

    /// The operating time of each method as the portal last reported it.
    pub fn operating(&self) -> OperatingTimes {
        self.shared
            .operating
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn record(&self, method: &str, timing: &Timing) {
        let operating = &self.shared.operating;
        operating
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .record(method, timing);
        if let Some(took) = timing.duration {
            self.durations().record(method, took);
        }
    }

    /// How long a call of `method` usually takes the portal.
    pub(crate) fn usual_duration(&self, method: &str) -> std::time::Duration {
        self.durations().of(method)
    }

    fn durations(&self) -> MutexGuard<'_, Durations> {
        let durations = &self.shared.durations;
        durations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends until there is an answer, or no further attempt is allowed; `read` is given the opened
    /// answer and the text in which it stands.
    pub(crate) async fn send<T>(
        &self,
        call: Call<'_>,
        options: &CallOptions,
        read: impl Fn(&Envelope<'_>, &Arc<String>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let span = tracing::debug_span!("bitrix24", method = call.method);
        self.attempts(call, options, read).instrument(span).await
    }

    async fn attempts<T>(
        &self,
        call: Call<'_>,
        options: &CallOptions,
        read: impl Fn(&Envelope<'_>, &Arc<String>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Call {
            method,
            params,
            repeatable,
        } = call;
        let params = params.to_json();
        let mut course = Course::new(self);
        let mut body = course.body(&params);
        let mut turns = 0_u32;
        let mut attempt = 0_u32;
        let mut any_may_have_happened = false;
        let mut patience = Patience::default();
        loop {
            attempt = attempt.saturating_add(1);
            self.wait_for_place(attempt, options).await;
            let sent = self.attempt(method, &body, &mut course, options, &read);
            let error = match sent.await {
                Ok(answer) => {
                    self.arrived(&course).await;
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if self
                .turn(&mut course, &error)
                .await
                .map_err(|error| self.finished(error, attempt, any_may_have_happened))?
            {
                turns = turns.saturating_add(1);
                body = course.body(&params);
                continue;
            }
            any_may_have_happened |= error.may_have_happened();
            let asked = error.retry_after();
            let kind = error.kind();
            if kind == ErrorKind::RateLimited {
                self.shared.pacer.on_refusal(self.clock().now()).await;
            }
            let wait = wait_before_next(
                kind,
                attempt.saturating_sub(turns),
                options,
                repeatable,
                asked,
            );
            if let Some(until) = patience.until(self, &error, options) {
                turns = turns.saturating_add(1);
                self.clock().sleep_until(until).await;
                continue;
            }
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
        course: &mut Course,
        options: &CallOptions,
        read: impl Fn(&Envelope<'_>, &Arc<String>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let answer = self.exchange(method, body, course, options).await?;
        let secret = self.secret_of(course);
        let secrets = [secret.expose()];
        let text = envelope::text_of(method, answer.status, answer.body);
        let text = Arc::new(text.map_err(|error| error.after(answer.retry_after))?);
        let envelope = envelope::open_text(method, answer.status, &text, &secrets)
            .map_err(|error| error.after(answer.retry_after))?;
        self.record(method, &envelope.timing);
        read(&envelope, &text)
    }

    async fn wait_for_place(&self, attempt: u32, options: &CallOptions) {
        let priority = options.priority.unwrap_or(self.priority);
        let begun = self.clock().now();
        let pacer = &self.shared.pacer;
        pacer.wait(self.clock(), priority, self.lane).await;
        let wait = between(begun, self.clock().now());
        if wait >= std::time::Duration::from_millis(1) {
            let wait_ms = wait.as_millis();
            tracing::debug!(attempt, wait_ms, "waited for the portal's pace");
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
