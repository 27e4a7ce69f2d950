//! Settings of a client.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Client, Shared};
use crate::{Access, Clock, Error, OperatingTimes, Pacer, Plan, SystemClock};

/// Settings for a [`Client`]; every one has a default.
pub struct ClientBuilder {
    access: Access,
    pacer: Pacer,
    clock: Option<Arc<dyn Clock>>,
    timeout: Duration,
    connect_timeout: Duration,
    largest_answer: usize,
    user_agent: String,
    ca_pem: Option<Vec<u8>>,
    proxy: Option<String>,
    http: Option<reqwest::Client>,
}

impl ClientBuilder {
    pub(super) fn new(access: Access) -> Self {
        Self {
            access,
            pacer: Pacer::default(),
            clock: None,
            timeout: Duration::from_secs(65),
            connect_timeout: Duration::from_secs(10),
            largest_answer: 64 << 20,
            user_agent: concat!("bitrix-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            ca_pem: None,
            proxy: None,
            http: None,
        }
    }

    /// The portal's rate plan, with a bucket of its own. Default [`Plan::STANDARD`].
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
        self.connect_timeout = timeout;
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
        self.user_agent = name.into();
        self
    }

    /// A certificate authority to trust besides the machine's own, as PEM. Not used with
    /// [`http_client`](Self::http_client).
    #[must_use]
    pub fn ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca_pem = Some(pem.into());
        self
    }

    /// The address of an HTTP proxy. Without it none is used, whatever the environment says. Not
    /// used with [`http_client`](Self::http_client).
    #[must_use]
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.proxy = Some(address.into());
        self
    }

    /// An HTTP client of your own. It must not follow redirects and must not repeat requests: a
    /// followed redirect turns a call into an empty `GET`, a repeat may do a thing twice.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
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
            None => self.own_http_client()?,
        };
        let shared = Shared {
            http,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            pacer: self.pacer,
            timeout: self.timeout,
            largest_answer: self.largest_answer,
            operating: Mutex::new(OperatingTimes::default()),
        };
        Ok(Client {
            access: self.access,
            shared: Arc::new(shared),
        })
    }

    fn own_http_client(&self) -> Result<reqwest::Client, Error> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(self.connect_timeout)
            // A connection that the portal closes while a call goes out on it leaves that call
            // unknown; so idle ones are dropped before a web server usually does.
            .pool_idle_timeout(Duration::from_secs(10))
            .user_agent(&self.user_agent);
        if let Some(pem) = &self.ca_pem {
            let authorities = reqwest::Certificate::from_pem_bundle(pem)
                .ok()
                .filter(|found| !found.is_empty())
                .ok_or_else(|| Error::config("expected PEM certificates as the authority"))?;
            builder = builder.tls_certs_merge(authorities);
        }
        if let Some(address) = &self.proxy {
            // The error is left out: it could quote the proxy's password.
            let proxy = reqwest::Proxy::all(address)
                .map_err(|_| Error::config("expected a proxy address such as http://host:3128"))?;
            builder = builder.proxy(proxy);
        }
        builder.build().map_err(|_| {
            Error::config("the HTTP client could not be set up; check the certificates")
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
