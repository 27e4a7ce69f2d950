//! The settings of a client, parsed once when it is built.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::header::HeaderValue;
use reqwest::{Certificate, Proxy, Url, redirect, retry};
use rustls::crypto::{CryptoProvider, ring};

use crate::client::Client;
use crate::error::{Error, ErrorKind, Fault, Operation};
use crate::exchange::Exchange;

/// The path of the service below the publication.
const SERVICE: &str = "hs/docflow/v1/";

/// The settings of a [`Client`]; `Debug` shows neither address nor login nor password.
///
/// ```
/// let client = onec_client::Client::builder("https://1c.example.org/bp")
///     .login("docflow", "secret")
///     .build()?;
/// assert!(!format!("{client:?}").contains("secret"));
/// # Ok::<(), onec_client::Error>(())
/// ```
#[must_use]
pub struct ClientBuilder {
    publication: String,
    credentials: Option<(String, String)>,
    timeout: Duration,
    connect_timeout: Duration,
    read_pauses: Vec<Duration>,
    response_limit: usize,
    authority: Option<Vec<u8>>,
    proxy: Option<String>,
    http: Option<reqwest::Client>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// The settings of a client for the publication at this address (`https://host/base`).
    pub fn builder(publication: &str) -> ClientBuilder {
        ClientBuilder::new(publication)
    }
}

impl ClientBuilder {
    fn new(publication: &str) -> Self {
        Self {
            publication: publication.to_owned(),
            credentials: None,
            timeout: Duration::from_secs(65),
            connect_timeout: Duration::from_secs(10),
            read_pauses: vec![Duration::from_millis(500), Duration::from_secs(2)],
            response_limit: 64 * 1024 * 1024,
            authority: None,
            proxy: None,
            http: None,
        }
    }

    /// The user of 1C and the password; Cyrillic is sent in UTF-8.
    pub fn login(mut self, login: &str, password: &str) -> Self {
        self.credentials = Some((login.to_owned(), password.to_owned()));
        self
    }

    /// How long one request may take, from connecting to the last byte; 65 seconds by default.
    ///
    /// A proxy before 1C often cuts at 60 seconds: the answer `202` comes well before that.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The pauses between repeats of a read that got no answer or «busy»; one repeat a pause.
    ///
    /// By default 0.5 and 2 seconds; a server's `Retry-After` is kept up to four times the pause.
    /// Writes and time-outs are never repeated here.
    pub fn read_pauses(mut self, pauses: &[Duration]) -> Self {
        self.read_pauses = pauses.to_vec();
        self
    }

    /// The largest answer in bytes; 64 MiB by default.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Certificates of a private authority (PEM), trusted beside those of the system.
    pub fn private_authority(mut self, pem: &[u8]) -> Self {
        self.authority = Some(pem.to_vec());
        self
    }

    /// A proxy for all requests; without it none is used, whatever the environment says.
    pub fn proxy(mut self, address: &str) -> Self {
        self.proxy = Some(address.to_owned());
        self
    }

    /// An http client of the caller's; it must follow no redirects and repeat nothing.
    ///
    /// Certificates and proxy are then its own; setting them here too is an error.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`ErrorKind::Config`]: an address that is not https (http is for loopback alone) or holds
    /// credentials, no login, a login with a colon, unusable certificates or proxy.
    pub fn build(self) -> Result<Client, Error> {
        let base = base(&self.publication)?;
        let authorization = self.authorization()?;
        let http = match &self.http {
            Some(_) if self.authority.is_some() || self.proxy.is_some() => {
                return Err(config(
                    "set certificates and proxy in the http client given",
                ));
            }
            Some(http) => http.clone(),
            None => self.transport()?,
        };
        Ok(Client::new(Exchange {
            http,
            base,
            authorization,
            timeout: self.timeout,
            read_pauses: self.read_pauses,
            response_limit: self.response_limit,
        }))
    }

    fn authorization(&self) -> Result<HeaderValue, Error> {
        let Some((login, password)) = &self.credentials else {
            return Err(config("set a login"));
        };
        if login.is_empty() || login.contains(':') {
            return Err(config(
                "expected a login that is not empty and has no colon",
            ));
        }
        let basic = format!("Basic {}", BASE64.encode(format!("{login}:{password}")));
        let mut value = HeaderValue::from_str(&basic).map_err(|_| config("unusable login"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn transport(&self) -> Result<reqwest::Client, Error> {
        choose_cryptography();
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .connect_timeout(self.connect_timeout.min(self.timeout))
            .user_agent(concat!("onec-client/", env!("CARGO_PKG_VERSION")))
            .no_proxy();
        if let Some(pem) = &self.authority {
            let unusable = "expected certificates in PEM for the private authority";
            let list = Certificate::from_pem_bundle(pem).map_err(|_| config(unusable))?;
            if list.is_empty() {
                return Err(config(unusable));
            }
            builder = builder.tls_certs_merge(list);
        }
        if let Some(address) = &self.proxy {
            let proxy = Proxy::all(address).map_err(|_| config("unusable proxy address"))?;
            builder = builder.proxy(proxy);
        }
        builder
            .build()
            .map_err(|_| config("the http client could not be made"))
    }
}

/// TLS works with the cryptography that the host has chosen for its process, else with ring.
fn choose_cryptography() {
    if CryptoProvider::get_default().is_none() {
        // Another thread may have chosen meanwhile, which is as good.
        let _ = ring::default_provider().install_default().is_ok();
    }
}

fn config(note: &'static str) -> Error {
    Fault::new(Operation::Build, ErrorKind::Config)
        .note(note)
        .into()
}

/// The service's address below the publication's, ending in a slash.
fn base(publication: &str) -> Result<Url, Error> {
    let url = Url::parse(publication.trim()).map_err(|_| config("unusable publication address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(config("expected an address without login and password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(config(
            "expected an address that ends with the publication's name",
        ));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        _ => {
            return Err(config(
                "expected an https address; http is for loopback alone",
            ));
        }
    }
    let joined = format!("{}/{SERVICE}", url.as_str().trim_end_matches('/'));
    Url::parse(&joined).map_err(|_| config("unusable publication address"))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
