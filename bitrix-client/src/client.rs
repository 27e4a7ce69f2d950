//! The client: sends calls at the portal's pace, repeats what is safe, reads the answers.
//!
//! Here: [`Client`], the calls and what is kept between them. Beside it: `client/builder.rs`
//! (settings), `client/open.rs` (calls by name), `client/send.rs` (the loop around one call),
//! `client/attempt.rs` (one HTTP exchange), `client/course.rs` (renewed tokens, moved portals),
//! `client/patience.rs` (waits for operating time), `client/seen.rs` (what an observer is told),
//! `client/download.rs` (files by signed links), `client/upload.rs` (files by address).
//! Not here: what is repeated (`retry`), how fast (`bucket`), what an answer means (`envelope`).

mod attempt;
mod builder;
mod course;
mod download;
mod open;
mod patience;
mod seen;
mod send;
mod upload;

pub use builder::ClientBuilder;
pub use download::{Download, Downloading};
pub use open::OpenCall;

pub(crate) use patience::Patience;
pub(crate) use send::Before;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Url;

use crate::access::Access;
use crate::clock::Clock;
use crate::durations::Durations;
use crate::envelope::Reply;
use crate::error::{Error, ErrorKind};
use crate::hosts::PortalHosts;
use crate::method::{Api, Method};
use crate::observe::Observer;
use crate::operating::OperatingTimes;
use crate::pacer::Pacer;
use crate::params::Params;
use crate::payload::PayloadLog;
use crate::queue::{Lane, Priority};
use crate::retry::CallOptions;
use crate::timing::Timing;
use crate::wire::OpenValue;

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
    observer: Option<Arc<dyn Observer>>,
    payloads: Option<PayloadLog>,
}

/// What the sender needs to know of a call.
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    pub(crate) params: Params,
    pub(crate) repeatable: bool,
    /// One that was cut off is not sent again as it is: its caller sends less.
    pub(crate) shrinks: bool,
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
            shrinks: false,
        };
        self.send(call, options, |envelope, _, _| {
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
            shrinks: false,
        };
        self.send(sent, options, |envelope, _, _| {
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
        if let (Some(observer), Some(operating)) = (self.observer(), timing.operating()) {
            observer.operating(method, operating);
        }
        if let Some(took) = timing.duration {
            self.durations().record(method, took);
        }
    }

    /// How long a call of `method` usually takes the portal.
    pub(crate) fn usual_duration(&self, method: &str) -> std::time::Duration {
        self.durations().of(method)
    }

    pub(crate) fn durations(&self) -> MutexGuard<'_, Durations> {
        let durations = &self.shared.durations;
        durations.lock().unwrap_or_else(PoisonError::into_inner)
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
