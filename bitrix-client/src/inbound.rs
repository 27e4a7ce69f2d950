//! What a portal sends to an application: events, calls of robots, pages in a frame.
//!
//! Everything here comes from strangers until it is proved. Reading is here and in
//! `inbound/event.rs` (events and what happened), `inbound/robot.rs`, `inbound/frame.rs` (pages and
//! where they stand). Proving is in `inbound/verify.rs`: only a [`Verified`] value may be acted on.
//! An installation, with which there is nothing to compare yet, is proved in `inbound/install.rs`.
//! Not here: serving HTTP (the host does), asking the portal (the client does), and keeping tokens
//! (`oauth`).
//! Source: <https://apidocs.bitrix24.com/api-reference/events/index.html>.

mod event;
mod frame;
mod install;
mod json;
mod robot;
mod verify;

pub use event::{AddressRef, Change, Event, Happening};
pub use frame::{Frame, Place, PlacementOptions, UserFieldPlace};
pub use robot::{DocumentRef, RobotCall};
pub use verify::{FrameUser, InboundError, Verified};

use std::fmt;

use chrono::{DateTime, Utc};

use crate::hosts::AuthHost;
use crate::member::MemberId;
use crate::oauth::scopes_of;
use crate::params::{Params, Value};
use crate::secret::Secret;
use crate::wire::Id;

/// Who says that they call, and with what proof: the `auth` of an event or robot.
///
/// Tokens may be missing: an event that no user caused carries none, a removal never does. Then use
/// the session of the installation.
#[derive(Clone, Default)]
pub struct InboundAuth {
    /// The permanent id of the portal.
    pub member_id: Option<MemberId>,
    /// The proof: the same as at the installation.
    pub application_token: Option<Secret>,
    /// The token of the user who caused it.
    pub access_token: Option<Secret>,
    /// What renews it.
    pub refresh_token: Option<Secret>,
    /// Seconds that the access token lives.
    pub expires_in: Option<u32>,
    /// Whose token it is, where it says so.
    pub user_id: Option<Id>,
    /// What the token opens.
    pub scopes: Vec<String>,
    /// `L` local, `F` free, `D` demo, `T` trial, `P` paid; a claim.
    pub status: Option<String>,
    /// The portal's host; a claim, never called.
    pub domain: Option<String>,
    /// The portal's address for calls; a claim, called only when it is on the list of hosts.
    pub client_endpoint: Option<String>,
    /// The authorization server; a claim that selects between the two known ones.
    pub server_endpoint: Option<String>,
}

impl InboundAuth {
    /// The `auth` of a form; empty when there is none.
    fn of(form: &Params) -> Self {
        map_of(form, "auth").map(Self::read).unwrap_or_default()
    }

    fn read(auth: &Params) -> Self {
        let secret = |name| {
            auth.text(name)
                .filter(|text| !text.is_empty())
                .map(Secret::new)
        };
        let text = |name| auth.text(name).map(str::to_owned);
        Self {
            member_id: auth
                .text("member_id")
                .and_then(|member| member.parse().ok()),
            application_token: secret("application_token"),
            access_token: secret("access_token"),
            refresh_token: secret("refresh_token"),
            expires_in: number_of(auth, "expires_in").and_then(|s| u32::try_from(s).ok()),
            user_id: id_of(auth, "user_id"),
            scopes: scopes_of(auth.text("scope").unwrap_or_default()),
            status: text("status"),
            domain: text("domain"),
            client_endpoint: text("client_endpoint"),
            server_endpoint: text("server_endpoint"),
        }
    }

    /// The authorization server that it names, if it is one of the two; else `setting`.
    pub fn auth_host(&self, setting: &AuthHost) -> AuthHost {
        match &self.server_endpoint {
            Some(endpoint) => setting.selected_by(endpoint),
            None => setting.clone(),
        }
    }
}

impl fmt::Debug for InboundAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboundAuth")
            .field("member_id", &self.member_id)
            .field("user_id", &self.user_id)
            .field("scopes", &self.scopes)
            .field("has_token", &self.access_token.is_some())
            .finish_non_exhaustive()
    }
}

/// The body of a POST as a tree.
fn form(body: &str) -> Result<Params, InboundError> {
    Params::from_php_query(body).map_err(|_| InboundError::Malformed("a form in UTF-8"))
}

/// An id in any of its shapes.
fn id_of(map: &Params, name: &str) -> Option<Id> {
    let number = number_of(map, name)?;
    u64::try_from(number).ok().and_then(Id::new)
}

fn number_of(map: &Params, name: &str) -> Option<i64> {
    if let Value::Int(number) = map.get(name)? {
        return Some(*number);
    }
    map.text(name)?.parse().ok()
}

/// A moment as seconds of the Unix epoch.
fn moment_of(map: &Params, name: &str) -> Option<DateTime<Utc>> {
    number_of(map, name).and_then(|seconds| DateTime::from_timestamp(seconds, 0))
}

fn map_of<'a>(map: &'a Params, name: &str) -> Option<&'a Params> {
    if let Value::Map(inner) = map.get(name)? {
        Some(inner)
    } else {
        None
    }
}
