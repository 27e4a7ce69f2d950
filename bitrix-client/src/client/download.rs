//! Downloading a file by a signed link of the portal.

use std::fmt;

use reqwest::Url;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, REFERER};

use super::Client;
use super::attempt::{fault, read_capped, refuse_moved};
use crate::wire::{FromWire, ToWire};
use crate::{DecodeError, Error, ErrorKind, RawJson};

/// The name under which downloads appear in errors.
const DOWNLOAD: &str = "download";

/// A link to a file that carries its own access (`urlMachine`, `downloadUrlMachine`).
///
/// It lives about an hour. `Debug` is redacted, since whoever has the link has the file.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedLink(String);

/// A downloaded file.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Download {
    /// The bytes.
    pub content: Vec<u8>,
    /// The content type that the portal named.
    pub content_type: Option<String>,
}

impl Client {
    /// Downloads the file behind `link`, at most `cap` bytes of it.
    ///
    /// The link must be on this client's portal. One request is made, at the portal's pace, and
    /// none is repeated.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) for a link to another host, [`TooLarge`](ErrorKind::TooLarge)
    /// over `cap`, [`Unauthorized`](ErrorKind::Unauthorized) for a link that has expired,
    /// [`NotFound`](ErrorKind::NotFound) and the others by status.
    pub async fn download(&self, link: &SignedLink, cap: usize) -> Result<Download, Error> {
        let portal = self.portal();
        let url = Url::parse(&link.0)
            .ok()
            .filter(|url| url.origin() == portal.origin());
        let url = url.ok_or_else(|| {
            Error::config("expected a link to a file on this portal, found another address")
        })?;
        self.wait_for_place(1, &crate::CallOptions::default()).await;
        let response = self
            .shared
            .http
            .get(url)
            .header(ACCEPT, "*/*")
            .header(ACCEPT_LANGUAGE, "ru,en;q=0.8")
            .header(REFERER, portal.as_str())
            .timeout(self.shared.timeout)
            .send()
            .await
            .map_err(|error| fault(DOWNLOAD, &error).attempted(1, false))?;
        refuse_moved(DOWNLOAD, &portal, &response)?;
        let status = response.status().as_u16();
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type
            .and_then(|name| name.to_str().ok())
            .map(str::to_owned);
        let content = read_capped(DOWNLOAD, response, cap).await?;
        if (200..300).contains(&status) {
            return Ok(Download {
                content,
                content_type,
            });
        }
        Err(self.refused(status, &content).attempted(1, false))
    }

    /// The portal's own error where it sent one, else a kind by the status.
    fn refused(&self, status: u16, body: &[u8]) -> Error {
        let secret = self.access.secret();
        let secrets = [secret.expose()];
        let refusal = crate::envelope::open(DOWNLOAD, status, body, &secrets).err();
        let refusal = refusal.filter(|error| !matches!(error.kind(), ErrorKind::NotJson { .. }));
        refusal.unwrap_or_else(|| Error::new(crate::error::kind_of(status, "", ""), DOWNLOAD))
    }
}

impl SignedLink {
    /// Takes a link as a portal sent it.
    pub fn new(link: impl Into<String>) -> Self {
        Self(link.into())
    }

    /// The link itself; keep it out of logs and errors.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl ToWire for SignedLink {
    fn write_json(&self, out: &mut String) {
        self.0.write_json(out);
    }
}

impl FromWire for SignedLink {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        String::from_wire(raw).map(Self)
    }
}

impl fmt::Debug for SignedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedLink([redacted])")
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Download({} bytes, {:?})",
            self.content.len(),
            self.content_type
        )
    }
}
