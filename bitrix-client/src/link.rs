//! A link that is a secret, as answers hold it.
//!
//! Not here: fetching what it leads to (`client/download.rs`).

use std::fmt;

use crate::wire::{DecodeError, FromWire, RawJson, ToWire};

/// A link to a file that carries its own access (`urlMachine`, `downloadUrlMachine`).
///
/// It lives about an hour. `Debug` is redacted, since whoever has the link has the file.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedLink(String);

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
