//! The course of one call: where it goes and with which token, and the two turns it may take.
//!
//! A call takes each turn once: a token that has expired is renewed, and a portal that has moved is
//! asked at its new address. In both cases the portal did not run the call, nor any command of a
//! batch, so the very same call is sent again, whatever it is. Turns are not counted among the
//! attempts that a caller allows.

use bytes::Bytes;
use reqwest::Url;

use super::Client;
use super::seen::Brought;
use crate::error::{Error, ErrorKind};
use crate::oauth::Ticket;
use crate::observe::next_request_id;
use crate::params::Params;
use crate::secret::Secret;

/// Where a call goes, and what it has been through.
pub(super) struct Course {
    /// Scheme, host and port.
    pub(super) portal: Url,
    ticket: Option<Ticket>,
    renewed: bool,
    moved: bool,
    /// A new address that the last answer named and that is allowed.
    pub(super) offer: Option<Url>,
    /// The name of the call.
    pub(super) request_id: String,
    /// What the last request brought.
    pub(super) brought: Brought,
}

impl Course {
    pub(super) fn new(client: &Client) -> Self {
        Self {
            portal: client.portal(),
            ticket: client.access.ticket(),
            renewed: false,
            moved: false,
            offer: None,
            request_id: next_request_id(),
            brought: Brought::default(),
        }
    }

    /// The body with the token in it; a name that is there twice counts the last time.
    pub(super) fn body(&self, params: &str) -> Bytes {
        let Some(ticket) = &self.ticket else {
            return Bytes::copy_from_slice(params.as_bytes());
        };
        let auth = Params::new().with("auth", ticket.token.expose()).to_json();
        let open = params.strip_suffix('}').unwrap_or(params);
        let comma = if open == "{" { "" } else { "," };
        Bytes::from([open, comma, auth.trim_start_matches('{')].concat())
    }
}

impl Client {
    /// What must not be shown of this call.
    pub(super) fn secret_of(&self, course: &Course) -> Secret {
        match &course.ticket {
            Some(ticket) => ticket.token.clone(),
            None => self.access.secret(),
        }
    }

    /// Takes the turn that the error asks for; whether the call is to be sent again at once.
    pub(super) async fn turn(&self, course: &mut Course, error: &Error) -> Result<bool, Error> {
        if error.kind() == ErrorKind::Moved && !course.moved {
            let Some(offer) = course.offer.take() else {
                return Ok(false);
            };
            course.moved = true;
            course.portal = offer;
            return Ok(true);
        }
        // A token that is not known may be one of before a renewal by another process, or of before
        // the application was removed and installed again.
        let unknown = matches!(error.code(), "invalid_token" | "NO_AUTH_FOUND");
        let has_expired = error.kind().is_expired() || unknown;
        let (Some(session), Some(used)) = (self.access.renewable(), &course.ticket) else {
            return Ok(false);
        };
        if !has_expired || course.renewed {
            return Ok(false);
        }
        course.renewed = true;
        course.ticket = Some(session.renew(used).await?);
        Ok(true)
    }

    /// Gets another token in place of `used`, which expired while the portal ran a batch; false
    /// where it cannot be renewed.
    pub(crate) async fn renew_after(&self, used: Option<&Ticket>) -> Result<bool, Error> {
        let (Some(session), Some(used)) = (self.access.renewable(), used) else {
            return Ok(false);
        };
        session.renew(used).await.map(|_| true)
    }

    /// A call has come through at a new address: all further ones go there.
    pub(super) async fn arrived(&self, course: &Course) {
        if !course.moved || self.portal() == course.portal {
            return;
        }
        self.set_portal(course.portal.clone());
        let host = course.portal.host_str().unwrap_or_default();
        tracing::warn!(host, "the portal has a new address; set it");
        if let Some(session) = self.access.renewable()
            && let Err(error) = session.moved_to(&course.portal).await
        {
            tracing::warn!(%error, "the new address was not stored");
        }
    }
}
