//! Proof of an installation: there is nothing to compare with yet, so portal and server are asked.
//!
//! Here: what came is read, and the portal is asked. The server's part and the storing are in
//! `oauth/install.rs`.

use super::verify::Claim;
use super::{Event, Frame, Happening, InboundError, RobotCall, Verified};
use crate::access::Access;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::hosts::PortalHosts;
use crate::member::MemberId;
use crate::methods::api::system::GetProfile;
use crate::oauth::{Installation, OAuth, Pair, Session, TOKEN};
use crate::secret::Secret;

/// What an installation, a change of version or a page claims.
struct Claimed<'a> {
    member: &'a MemberId,
    address: String,
    access: &'a Secret,
    refresh: &'a Secret,
    application_token: &'a Secret,
    server_endpoint: &'a str,
}

impl OAuth {
    /// Takes an installation (`ONAPPINSTALL`) or a change of version (`ONAPPUPDATE`) after proving
    /// it, and stores its tokens and its application token over those of before.
    ///
    /// Proof: the address is on the list of hosts; the portal says there that the token is an
    /// administrator's; and the authorization server of the setting renews the pair for this
    /// application, this portal and this address. Two requests; the pair that came is used up, so
    /// this runs to its end even when the future is dropped.
    ///
    /// # Errors
    /// [`InvalidArgument`](ErrorKind::InvalidArgument) for another event, one without tokens, a
    /// foreign host, or when portal and server do not agree; [`Forbidden`](ErrorKind::Forbidden)
    /// when the token is not an administrator's; those of a call and of
    /// [`exchange`](Self::exchange).
    pub async fn install(&self, event: &Event) -> Result<Session, Error> {
        let installs = matches!(
            event.happened,
            Happening::Installed { .. } | Happening::VersionChanged { .. }
        );
        if !installs {
            return Err(refused("expected an installation, found another event"));
        }
        let auth = &event.auth;
        self.install_claimed(Claimed {
            member: needed(auth.member_id.as_ref())?,
            address: needed(auth.client_endpoint.clone())?,
            access: needed(auth.access_token.as_ref())?,
            refresh: needed(auth.refresh_token.as_ref())?,
            application_token: needed(auth.application_token.as_ref())?,
            server_endpoint: auth.server_endpoint.as_deref().unwrap_or_default(),
        })
        .await
    }

    /// Takes the page of an installation, or any page that an administrator opens; as
    /// [`install`](Self::install).
    ///
    /// It also brings back a session whose refresh token was lost.
    ///
    /// # Errors
    /// As [`install`](Self::install).
    pub async fn install_from_frame(&self, frame: &Frame) -> Result<Session, Error> {
        self.install_claimed(Claimed {
            member: needed(frame.member_id.as_ref())?,
            address: frame.claimed_address(),
            access: needed(frame.access_token.as_ref())?,
            refresh: needed(frame.refresh_token.as_ref())?,
            application_token: needed(frame.application_token.as_ref())?,
            server_endpoint: frame.server_endpoint.as_deref().unwrap_or_default(),
        })
        .await
    }

    /// Forgets the tokens of a portal that removed the application; `false` for another event.
    ///
    /// # Errors
    /// [`Refresh`](ErrorKind::Refresh) when the store fails.
    pub async fn uninstall(&self, event: &Verified<Event>) -> Result<bool, Error> {
        if !matches!(event.get().happened, Happening::Uninstalled { .. }) {
            return Ok(false);
        }
        self.forget(event.member_id()).await.map(|()| true)
    }

    /// Proves an event against what is stored of its portal.
    ///
    /// # Errors
    /// The outer one when the store fails, the inner one when it is not proved.
    pub async fn verify_event(
        &self,
        event: Event,
    ) -> Result<Result<Verified<Event>, InboundError>, Error> {
        let known = self.known(&event).await?;
        Ok(known.and_then(|known| event.verify(&known, self.hosts())))
    }

    /// Proves the call of a robot; as [`verify_event`](Self::verify_event).
    ///
    /// # Errors
    /// As [`verify_event`](Self::verify_event).
    pub async fn verify_robot(
        &self,
        call: RobotCall,
    ) -> Result<Result<Verified<RobotCall>, InboundError>, Error> {
        let known = self.known(&call).await?;
        Ok(known.and_then(|known| call.verify(&known, self.hosts())))
    }

    /// Proves a page; as [`verify_event`](Self::verify_event).
    ///
    /// # Errors
    /// As [`verify_event`](Self::verify_event).
    pub async fn verify_frame(
        &self,
        frame: Frame,
    ) -> Result<Result<Verified<Frame>, InboundError>, Error> {
        let known = self.known(&frame).await?;
        Ok(known.and_then(|known| frame.verify(&known, self.hosts())))
    }

    async fn known(&self, claim: &impl Claim) -> Result<Result<Installation, InboundError>, Error> {
        let Some(member) = claim.member() else {
            return Ok(Err(InboundError::UnknownPortal));
        };
        let known = self.installation(member).await?;
        Ok(known.ok_or(InboundError::UnknownPortal))
    }

    async fn install_claimed(&self, claimed: Claimed<'_>) -> Result<Session, Error> {
        let portal = self.hosts().find(&claimed.address);
        let portal =
            portal.ok_or_else(|| refused("expected a portal of the allow-list, found another"))?;
        self.check_administrator(portal.as_str(), claimed.access)
            .await?;
        self.take_over(Pair {
            member: claimed.member,
            portal: &portal,
            refresh: claimed.refresh,
            application_token: claimed.application_token,
            server_endpoint: claimed.server_endpoint,
        })
        .await
    }

    /// The token came with the address: whatever stands there learns nothing that it has not sent.
    async fn check_administrator(&self, portal: &str, token: &Secret) -> Result<(), Error> {
        let access = Access::token(portal, token.clone())?;
        let client = Client::builder(access)
            .http_client(self.http().clone())
            .clock(self.clock().clone())
            .timeout(self.timeout())
            .portal_hosts(PortalHosts::pinned_only())
            .build()?;
        let profile = client.call(&GetProfile).await?;
        profile.admin.then_some(()).ok_or_else(|| {
            Error::new(ErrorKind::Forbidden, TOKEN)
                .described("expected the token of an administrator; let one install it")
        })
    }
}

fn needed<T>(part: Option<T>) -> Result<T, Error> {
    part.ok_or_else(|| refused("expected portal, address, tokens and application token together"))
}

fn refused(why: &str) -> Error {
    Error::new(ErrorKind::InvalidArgument, TOKEN).described(why)
}
