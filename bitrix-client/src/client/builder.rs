//! Settings of a client.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Client, Shared};
use crate::access::Access;
use crate::bucket::Plan;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::hosts::PortalHosts;
use crate::http::HttpSettings;
use crate::observe::Observer;
use crate::operating::OperatingTimes;
use crate::pacer::Pacer;
use crate::payload::{Payload, PayloadLog, Redaction};
use crate::queue::Priority;

/// Settings for a [`Client`]; every one has a default.
pub struct ClientBuilder {
    access: Access,
    pacer: Pacer,
    priority: Priority,
    clock: Option<Arc<dyn Clock>>,
    timeout: Duration,
    largest_answer: usize,
    own: HttpSettings,
    hosts: Option<PortalHosts>,
    http: Option<reqwest::Client>,
    observer: Option<Arc<dyn Observer>>,
    payloads: Option<PayloadLog>,
}

impl ClientBuilder {
    pub(super) fn new(access: Access) -> Self {
        Self {
            access,
            pacer: Pacer::default(),
            priority: Priority::default(),
            clock: None,
            timeout: Duration::from_secs(65),
            largest_answer: 64 << 20,
            own: HttpSettings::default(),
            hosts: None,
            http: None,
            observer: None,
            payloads: None,
        }
    }

    /// The portal's rate plan, with a bucket of its own. Default [`Plan::STANDARD`], drained in
    /// steps, which a portal that drains evenly takes as well.
    #[must_use]
    pub fn plan(self, plan: Plan) -> Self {
        self.pacer(Pacer::new(plan))
    }

    /// A bucket shared with the other clients of the same portal in this process.
    #[must_use]
    pub fn pacer(mut self, pacer: Pacer) -> Self {
        self.pacer = pacer;
        self
    }

    /// How urgent the calls are when they wait for the portal's pace. Default
    /// [`Priority::Normal`].
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// The clock to read and to sleep by. Default [`SystemClock`].
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// How long one attempt may take. Default 65 s: a portal cuts a request at 60 s itself.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long making a connection may take. Default 10 s. Not used with
    /// [`http_client`](Self::http_client).
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.own.connect_timeout = timeout;
        self
    }

    /// The largest answer that is read, in bytes. Default 64 MiB.
    #[must_use]
    pub fn largest_answer(mut self, bytes: usize) -> Self {
        self.largest_answer = bytes;
        self
    }

    /// What the client calls itself, `name/version`; portals refuse downloads without a name. Not
    /// used with [`http_client`](Self::http_client).
    #[must_use]
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.own.user_agent = name.into();
        self
    }

    /// A certificate authority to trust besides the machine's own, as PEM. Not used with
    /// [`http_client`](Self::http_client).
    #[must_use]
    pub fn ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.own.ca_pem = Some(pem.into());
        self
    }

    /// A certificate authority to trust and no other, not even the machine's, as PEM. Not used with
    /// [`http_client`](Self::http_client).
    #[must_use]
    pub fn only_ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.own.only_ca_pem = true;
        self.ca_pem(pem)
    }

    /// The address of an HTTP proxy. Without it none is used, whatever the environment says. Not
    /// used with [`http_client`](Self::http_client).
    #[must_use]
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.own.proxy = Some(address.into());
        self
    }

    /// The addresses that are believed when the portal says that it has moved. Default: portals of
    /// the cloud, and loopback for a portal on loopback. A portal on a domain of its own needs its
    /// hosts pinned here.
    #[must_use]
    pub fn portal_hosts(mut self, hosts: PortalHosts) -> Self {
        self.hosts = Some(hosts);
        self
    }

    /// An HTTP client of your own. It must not follow redirects and must not repeat requests: a
    /// followed redirect turns a call into an empty `GET`, a repeat may do a thing twice.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Who is told of every request and every wait, for metrics.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Writes down the bodies of calls and answers, redacted: shapes, and the values of the members
    /// that the redaction names. For the time of a search; without it no body is ever written down.
    /// Files, their links and the tokens' server are left out.
    #[must_use]
    pub fn payload_log(
        mut self,
        redaction: Redaction,
        write: impl Fn(&Payload<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.payloads = Some(PayloadLog::new(redaction, write));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// Kind [`Config`](crate::ErrorKind::Config) when the certificate or the proxy cannot be read,
    /// or TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let http = match &self.http {
            Some(http) => http.clone(),
            None => self.own.build()?,
        };
        let lane = self.pacer.lane();
        let shared = Shared {
            http,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            pacer: self.pacer,
            timeout: self.timeout,
            largest_answer: self.largest_answer,
            operating: Mutex::new(OperatingTimes::default()),
            durations: Mutex::default(),
            hosts: self
                .hosts
                .unwrap_or_else(|| PortalHosts::around(self.access.portal())),
            moved: Mutex::new(None),
            observer: self.observer,
            payloads: self.payloads,
        };
        Ok(Client {
            access: self.access,
            shared: Arc::new(shared),
            priority: self.priority,
            lane,
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("access", &self.access)
            .field("timeout", &self.timeout)
            .field("largest_answer", &self.largest_answer)
            .finish_non_exhaustive()
    }
}
