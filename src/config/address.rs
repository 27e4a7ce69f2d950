//! Addresses in the configuration: encrypted ones, or plain ones on this very machine; no logins.

use super::raw;
use super::reading::{Read, Reading};

/// What stands for the key of a run in the address of its page.
const RUN: &str = "{run}";

/// The part of an address after `https://` and before the path.
pub(super) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether an address is `https`, or `http` on this machine.
fn is_safe(address: &str) -> bool {
    let (scheme, _) = address.split_once("://").unwrap_or_default();
    let host = host(address);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    !name.is_empty() && (scheme == "https" || scheme == "http" && local)
}

/// The address of a side; never with a login, which would be a secret in a file.
pub(super) fn address(
    reading: &mut Reading<'_>,
    text: &raw::Text,
    with_path: bool,
) -> Read<String> {
    let address = text.get_ref().trim_end_matches('/');
    let (_, rest) = address.split_once("://").unwrap_or_default();
    let path = with_path || rest == host(address);
    if path && is_safe(address) && !rest.contains(['@', '?', '#', ' ']) {
        return Ok(address.to_owned());
    }
    let (at, path) = (text.span(), if with_path { "/base" } else { "" });
    let message = format!(
        "expected an address such as https://host{path} without a login (http only on this \
         machine), found another; correct it"
    );
    reading.fault(at, message)
}

/// The host's page of a run. It stands in messages, so it holds nothing that ends a link there.
pub(super) fn run_page(
    reading: &mut Reading<'_>,
    text: Option<&raw::Text>,
) -> Read<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    let page = text.get_ref();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "[]\"'<>".contains(c);
    let (_, rest) = page.split_once("://").unwrap_or_default();
    let (before, after) = rest.split_once(RUN).unwrap_or_default();
    let named = !before.is_empty() && !host(page).contains(['{', '@']);
    let whole = !before.contains(odd) && !after.contains(odd) && !after.contains(RUN);
    if named && whole && is_safe(page) {
        return Ok(Some(page.clone()));
    }
    let message = "expected the address of a page with the key of the run in it, such as \
                   https://host/runs/{run} (http only on this machine), found another; correct it";
    reading.fault(text.span(), message)
}

pub(super) fn proxy(reading: &mut Reading<'_>, proxy: Option<&raw::Text>) -> Read<Option<String>> {
    let Some(text) = proxy else {
        return Ok(None);
    };
    let proxy = text.get_ref();
    let plain = ["http://", "https://", "socks5://"]
        .iter()
        .any(|scheme| proxy.starts_with(scheme));
    if plain && !host(proxy).is_empty() && !proxy.contains('@') {
        return Ok(Some(proxy.clone()));
    }
    let message = "expected a proxy such as http://host:3128 without a login, found another; \
                   correct it";
    reading.fault(text.span(), message)
}
