//! The HTTP client: no redirects, no repeats, no proxy of the environment.
//!
//! Callers: the builders of [`Client`](crate::Client) and [`OAuth`](crate::OAuth).

use std::time::Duration;

use crate::error::Error;

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
