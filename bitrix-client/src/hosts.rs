//! Which hosts may be sent a token: the allow-list of portals, and the two servers that give tokens.
//!
//! Addresses in events, frames and redirects come from strangers until they are proved. Whatever is
//! called because of them is called only when it is on one of these lists.
//! Not here: who calls us (`inbound`), and giving tokens (`oauth`).

use std::fmt;

use reqwest::Url;

use crate::address::{bare, is_loopback, portal_url};
use crate::error::Error;

/// The domains of the cloud: a portal is `name.bitrix24.{one of these}`.
///
/// `bitrix24.site`, `.shop` and the like hold pages made by customers and are not among them.
const CLOUD: &[&str] = &[
    "by", "cn", "co", "com", "com.br", "com.tr", "de", "es", "eu", "fr", "id", "in", "it", "jp",
    "kz", "mx", "net", "pl", "ru", "ua", "uk", "uz", "vn",
];

/// The hosts that may be a portal.
///
/// `name.bitrix24.{com, ru, …}` on the usual port, and the hosts that were pinned by name: portals
/// on a domain of their own. Only `https`; `http` on loopback where [`loopback`](Self::loopback)
/// allows it, for sandboxes. An address by number is refused unless it is a loopback one.
///
/// ```
/// use bitrix_client::PortalHosts;
///
/// let hosts = PortalHosts::cloud().pin("crm.example.ru");
/// assert!(hosts.allows("https://example.bitrix24.ru/rest/"));
/// assert!(hosts.allows("crm.example.ru"));
/// for stranger in ["https://bitrix24.ru.evil.example/", "http://example.bitrix24.ru", "10.0.0.7"] {
///     assert!(!hosts.allows(stranger));
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalHosts {
    cloud: bool,
    loopback: bool,
    pinned: Vec<String>,
}

/// A server that gives tokens: one of the two of Bitrix24.
///
/// A setting of each portal: Russian portals use the second one. What an answer or an event says in
/// `server_endpoint` selects between these two and can name no third.
///
/// Source: <https://apidocs.bitrix24.com/settings/oauth/index.html>.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthHost(Server);

#[derive(Clone, PartialEq, Eq)]
enum Server {
    Info,
    Tech,
    /// Scheme, host and port of a sandbox.
    Loopback(String),
}

impl PortalHosts {
    /// All portals of the cloud.
    pub const fn cloud() -> Self {
        Self {
            cloud: true,
            loopback: false,
            pinned: Vec::new(),
        }
    }

    /// Nothing but what is pinned: the closest list, for an application of one portal.
    pub const fn pinned_only() -> Self {
        Self {
            cloud: false,
            loopback: false,
            pinned: Vec::new(),
        }
    }

    /// One more host by its name, `host` or `host:port`, any case.
    #[must_use]
    pub fn pin(mut self, host: impl Into<String>) -> Self {
        self.pinned.push(host.into().to_ascii_lowercase());
        self
    }

    /// Loopback addresses too, with `http` as well: for sandboxes.
    #[must_use]
    pub const fn loopback(mut self) -> Self {
        self.loopback = true;
        self
    }

    /// Whether `address`, a host name or an address with its scheme, may be a portal.
    pub fn allows(&self, address: &str) -> bool {
        self.find(address).is_some()
    }

    /// Scheme, host and port of `address` when it is on the list.
    pub(crate) fn find(&self, address: &str) -> Option<Url> {
        let whole = if address.contains("://") {
            address.to_owned()
        } else {
            format!("https://{address}")
        };
        let url = portal_url(&whole).ok()?;
        self.allows_url(&url).then(|| bare(&url))
    }

    pub(crate) fn allows_url(&self, url: &Url) -> bool {
        if is_loopback(url) {
            return self.loopback;
        }
        let host = url.host_str().unwrap_or_default();
        let with_port = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        url.scheme() == "https"
            && (self.pinned.contains(&with_port)
                || (self.cloud && url.port().is_none() && is_cloud(host)))
    }

    /// The list that suits a portal whose address is known: a sandbox stays on loopback, and all
    /// others never go there.
    pub(crate) fn around(portal: &Url) -> Self {
        if is_loopback(portal) {
            Self::pinned_only().loopback()
        } else {
            Self::cloud()
        }
    }
}

fn is_cloud(host: &str) -> bool {
    let Some((name, domain)) = host.split_once(".bitrix24.") else {
        return false;
    };
    let is_label = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    !name.is_empty() && name.bytes().all(is_label) && CLOUD.contains(&domain)
}

impl AuthHost {
    /// `oauth.bitrix.info`, the one in most of the documentation.
    pub const BITRIX_INFO: Self = Self(Server::Info);

    /// `oauth.bitrix24.tech`, that of Russian portals.
    pub const BITRIX24_TECH: Self = Self(Server::Tech);

    /// A sandbox's, by its address on loopback.
    ///
    /// # Errors
    /// Kind [`Config`](crate::ErrorKind::Config) when the address is not on loopback.
    pub fn loopback(address: &str) -> Result<Self, Error> {
        let url = portal_url(address)?;
        if !is_loopback(&url) {
            return Err(Error::config(
                "expected a loopback address as the authorization server of a sandbox",
            ));
        }
        Ok(Self(Server::Loopback(url.origin().ascii_serialization())))
    }

    /// The host of this name, as a setting has it.
    ///
    /// # Errors
    /// Kind [`Config`](crate::ErrorKind::Config) for any name but the two.
    pub fn named(host: &str) -> Result<Self, Error> {
        match host {
            "oauth.bitrix.info" => Ok(Self::BITRIX_INFO),
            "oauth.bitrix24.tech" => Ok(Self::BITRIX24_TECH),
            _ => Err(Error::config(
                "expected oauth.bitrix.info or oauth.bitrix24.tech as the authorization server",
            )),
        }
    }

    /// The one that a `server_endpoint` (or `server_domain`) names, when it is on the list; else this one.
    ///
    /// A sandbox's may select another one on loopback, and never one outside; nothing selects
    /// loopback from outside.
    #[must_use]
    pub fn selected_by(&self, server_endpoint: &str) -> Self {
        let scheme = match &self.0 {
            Server::Loopback(address) if address.starts_with("http:") => "http",
            Server::Loopback(_) | Server::Info | Server::Tech => "https",
        };
        let endpoint = if server_endpoint.contains("://") {
            server_endpoint.to_owned()
        } else {
            format!("{scheme}://{server_endpoint}")
        };
        let Ok(url) = portal_url(&endpoint) else {
            return self.clone();
        };
        if let Server::Loopback(_) = self.0 {
            return Self::loopback(&endpoint).unwrap_or_else(|_| self.clone());
        }
        let host = url.host_str().filter(|_| url.port().is_none());
        host.and_then(|host| Self::named(host).ok())
            .unwrap_or_else(|| self.clone())
    }

    /// Its name: what [`named`](Self::named) reads, or the address on loopback.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Server::Info => "oauth.bitrix.info",
            Server::Tech => "oauth.bitrix24.tech",
            Server::Loopback(address) => address,
        }
    }

    /// The address of a path on it.
    pub(crate) fn url(&self, path: &str) -> Result<Url, Error> {
        let address = match &self.0 {
            Server::Loopback(address) => format!("{address}{path}"),
            Server::Info | Server::Tech => format!("https://{}{path}", self.as_str()),
        };
        Url::parse(&address).map_err(|_| Error::config("expected an authorization server"))
    }

    /// Reads what [`as_str`](Self::as_str) wrote.
    pub(crate) fn restored(text: &str) -> Result<Self, Error> {
        if text.contains("://") {
            Self::loopback(text)
        } else {
            Self::named(text)
        }
    }
}

impl fmt::Debug for AuthHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthHost({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_portals_of_the_cloud_and_pinned_hosts_are_allowed() {
        let hosts = PortalHosts::cloud()
            .pin("CRM.example.ru")
            .pin("own.example:8443");
        for good in [
            "some-domain.bitrix24.com",
            "https://b24-7x.bitrix24.com.br/rest/",
            "HTTPS://Example.Bitrix24.RU",
            "crm.example.ru",
            "https://own.example:8443/rest/1/",
        ] {
            assert!(hosts.allows(good), "{good}");
        }
        for bad in [
            "",
            "bitrix24.ru",
            "a.b.bitrix24.ru",
            "example.bitrix24.site",
            "example.bitrix24.ru.evil.example",
            "evil.example/.bitrix24.ru",
            "https://evil.example#.bitrix24.ru",
            "https://x.bitrix24.ru@evil.example/",
            "https://x.bitrix24.ru:8443/",
            "http://x.bitrix24.ru/",
            "ftp://x.bitrix24.ru/",
            "https://own.example/",
            "https://169.254.169.254/",
            "https://[::1]/",
            "https://0x7f.1/",
            "http://localhost/",
            "127.0.0.1",
        ] {
            assert!(!hosts.allows(bad), "{bad}");
        }
        assert!(!PortalHosts::pinned_only().allows("x.bitrix24.ru"));
        assert!(
            PortalHosts::pinned_only()
                .loopback()
                .allows("http://127.0.0.1:8080/")
        );
    }

    #[test]
    fn an_endpoint_selects_between_the_two_servers_and_names_no_third() {
        let info = AuthHost::BITRIX_INFO;
        let tech = info.selected_by("https://oauth.bitrix24.tech/rest/");
        assert_eq!(tech, AuthHost::BITRIX24_TECH);
        for stranger in [
            "https://oauth.bitrix.info.evil.example/rest/",
            "http://oauth.bitrix24.tech/rest/",
            "https://oauth.bitrix24.tech:444/rest/",
            "http://127.0.0.1:1/rest/",
            "",
        ] {
            assert_eq!(info.selected_by(stranger), info, "{stranger}");
        }
        let sandbox = AuthHost::loopback("http://127.0.0.1:1").unwrap();
        let other = sandbox.selected_by("http://127.0.0.1:2/rest/");
        assert_eq!(other.as_str(), "http://127.0.0.1:2");
        assert_eq!(
            sandbox.selected_by("https://oauth.bitrix.info/rest/"),
            sandbox
        );
        assert!(AuthHost::loopback("https://oauth.bitrix.info").is_err());
    }
}
