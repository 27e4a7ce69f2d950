//! Addresses that may be called at all: `https`, or `http` on loopback. Pure.
//!
//! Not here: which of them are a portal or an authorization server (`hosts`), and with what right
//! they are called (`access`).

use std::net::IpAddr;

use reqwest::Url;

use crate::error::Error;

/// The first part of an address: scheme, host and port.
pub(crate) fn bare(url: &Url) -> Url {
    let mut bare = url.clone();
    bare.set_path("/");
    bare.set_query(None);
    bare.set_fragment(None);
    bare
}

/// An address that may be called: `https`, or `http` on loopback; no user, no password.
pub(crate) fn portal_url(address: &str) -> Result<Url, Error> {
    // The parser's own error is left out: it could quote the address.
    let url = Url::parse(address.trim())
        .map_err(|_| Error::config("expected an address such as https://host, found none"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::config(
            "expected an address without user and password",
        ));
    }
    match url.scheme() {
        "https" if url.host_str().is_some() => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(Error::config(
            "expected https; http is accepted on loopback only",
        )),
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
