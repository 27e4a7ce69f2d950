//! The HTTP client: no redirects, no repeats, no proxy of the environment. What it brings is read
//! up to a limit, and its faults become errors without an address.
//!
//! Callers: [`Client`](crate::Client) and [`OAuth`](crate::OAuth), and their builders.

use std::time::Duration;

use reqwest::Response;
use rustls::crypto::{CryptoProvider, ring};

use crate::error::{Error, ErrorKind};

/// Settings of a client made here.
#[derive(Clone)]
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) user_agent: String,
    pub(crate) ca_pem: Option<Vec<u8>>,
    /// The machine's own authorities are not trusted.
    pub(crate) only_ca_pem: bool,
    pub(crate) proxy: Option<String>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("bitrix-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            ca_pem: None,
            only_ca_pem: false,
            proxy: None,
        }
    }
}

impl HttpSettings {
    pub(crate) fn build(&self) -> Result<reqwest::Client, Error> {
        choose_cryptography();
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
            builder = if self.only_ca_pem {
                builder.tls_certs_only(authorities)
            } else {
                builder.tls_certs_merge(authorities)
            };
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

/// TLS works with the cryptography that the host has chosen for its process, else with ring.
fn choose_cryptography() {
    if CryptoProvider::get_default().is_none() {
        // Another thread may have chosen meanwhile, which is as good.
        let _ = ring::default_provider().install_default().is_ok();
    }
}

/// Reads a body up to `cap` bytes.
pub(crate) async fn read_capped(
    method: &str,
    mut response: Response,
    cap: usize,
) -> Result<Vec<u8>, Error> {
    let too_large = || {
        Error::new(ErrorKind::TooLarge, method)
            .described(format!("expected at most {cap} bytes, found more"))
    };
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > cap) {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(announced.unwrap_or(0));
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| fault(method, &error))?
    {
        if body.len().saturating_add(chunk.len()) > cap {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A fault of the network by what the portal may have seen. The fault's own text holds the address
/// and is left out.
pub(crate) fn fault(method: &str, error: &reqwest::Error) -> Error {
    let kind = if error.is_connect() {
        ErrorKind::Connect
    } else if error.is_timeout() {
        ErrorKind::Timeout
    } else if error.is_builder() {
        ErrorKind::Config
    } else {
        ErrorKind::Reset
    };
    Error::new(kind, method)
}
