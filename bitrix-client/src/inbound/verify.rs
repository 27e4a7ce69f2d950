//! Proof that what came was sent by the portal: same portal, same token, known host.
//!
//! The token is compared in constant time, and before anything is called. A host that is claimed is
//! never called: calls go to the address that was proved at the installation.
//! Source: <https://apidocs.bitrix24.com/api-reference/events/safe-event-handlers.html>.

use std::fmt;

use super::{Event, Frame, InboundAuth, RobotCall};
use crate::access::Access;
use crate::client::Client;
use crate::error::Error;
use crate::hosts::PortalHosts;
use crate::member::MemberId;
use crate::methods::api::system::{GetProfile, Profile};
use crate::oauth::Installation;
use crate::secret::Secret;
use crate::wire::Id;

/// Something that a portal sent, proved against its installation.
#[derive(Clone)]
pub struct Verified<T> {
    value: T,
    portal: String,
    member: MemberId,
}

/// Why something that came is not taken; nothing was called for it. One line, without its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InboundError {
    /// It is no event, no call of a robot and no page of a portal.
    #[error("expected {0} in what came, found none; answer 400")]
    Malformed(&'static str),
    /// It names no portal, or none that the application is installed on.
    #[error("expected a portal where the application is installed, found another one; answer 403")]
    UnknownPortal,
    /// It carries no application token, or none is known to compare with.
    #[error("expected an application token, found none; answer 403")]
    NoProof,
    /// Its application token is another one.
    #[error("expected the application token of the installation, found another one; answer 403")]
    WrongProof,
    /// It names a host that is not on the list of portals.
    #[error("expected a host on the list of portals, found another one; answer 403")]
    ForeignHost,
}

/// The person in front of a page, as the portal itself says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FrameUser {
    /// The person.
    pub id: Id,
    /// Whether they administer the portal.
    pub admin: bool,
    /// What the portal says about them.
    pub profile: Profile,
    /// A client with their rights: what they may not see, it cannot read.
    pub client: Client,
}

/// What can be proved: who it says it is from, and with what.
pub(super) trait Claim {
    fn member(&self) -> Option<&MemberId>;
    fn proof(&self) -> Option<&Secret>;
    fn addresses(&self) -> Vec<String>;
}

impl Claim for InboundAuth {
    fn member(&self) -> Option<&MemberId> {
        self.member_id.as_ref()
    }

    fn proof(&self) -> Option<&Secret> {
        self.application_token.as_ref()
    }

    fn addresses(&self) -> Vec<String> {
        // `domain` has no scheme, and in an answer of the authorization server it is not a portal.
        self.client_endpoint.iter().cloned().collect()
    }
}

impl Claim for Event {
    fn member(&self) -> Option<&MemberId> {
        self.auth.member()
    }

    fn proof(&self) -> Option<&Secret> {
        self.auth.proof()
    }

    fn addresses(&self) -> Vec<String> {
        self.auth.addresses()
    }
}

impl Claim for RobotCall {
    fn member(&self) -> Option<&MemberId> {
        self.auth.member()
    }

    fn proof(&self) -> Option<&Secret> {
        self.auth.proof()
    }

    fn addresses(&self) -> Vec<String> {
        self.auth.addresses()
    }
}

impl Claim for Frame {
    fn member(&self) -> Option<&MemberId> {
        self.member_id.as_ref()
    }

    fn proof(&self) -> Option<&Secret> {
        self.application_token.as_ref()
    }

    fn addresses(&self) -> Vec<String> {
        vec![self.claimed_address()]
    }
}

macro_rules! verifiable {
    ($($what:ty),*) => {$(
        impl $what {
            /// Proves that the portal of `known` sent it.
            ///
            /// # Errors
            /// [`InboundError`]; nothing was called.
            pub fn verify(
                self,
                known: &Installation,
                hosts: &PortalHosts,
            ) -> Result<Verified<Self>, InboundError> {
                check(&self, known, hosts)?;
                Ok(Verified {
                    value: self,
                    portal: known.portal().to_owned(),
                    member: known.member_id().clone(),
                })
            }
        }
    )*};
}

verifiable!(Event, RobotCall, Frame);

fn check(
    claim: &impl Claim,
    known: &Installation,
    hosts: &PortalHosts,
) -> Result<(), InboundError> {
    if claim.member() != Some(known.member_id()) {
        return Err(InboundError::UnknownPortal);
    }
    let (Some(ours), Some(theirs)) = (known.application_token(), claim.proof()) else {
        return Err(InboundError::NoProof);
    };
    if !ours.same_as(theirs) {
        return Err(InboundError::WrongProof);
    }
    let mut addresses = claim.addresses().into_iter();
    let allowed = addresses.all(|address| {
        let found = hosts.find(&address);
        found.is_some() || same_origin(&address, known.portal())
    });
    allowed.then_some(()).ok_or(InboundError::ForeignHost)
}

fn same_origin(address: &str, portal: &str) -> bool {
    let origin = |text| Some(reqwest::Url::parse(text).ok()?.origin());
    origin(address).is_some_and(|found| Some(found) == origin(portal))
}

impl<T> Verified<T> {
    /// What came.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// What came, without its proof.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The permanent id of the portal that sent it.
    pub fn member_id(&self) -> &MemberId {
        &self.member
    }

    /// The address of that portal as it was proved at the installation.
    pub fn portal(&self) -> &str {
        &self.portal
    }
}

impl Verified<Frame> {
    /// Asks the portal who looks, with the token of the page; one request.
    ///
    /// `client` is any client of that portal; the token goes to that client's address and to no
    /// other. Before showing a deal, read it with [`FrameUser::client`]: rights are checked there.
    ///
    /// # Errors
    /// [`WrongAuthType`](crate::ErrorKind::WrongAuthType) when the page came without a token,
    /// [`Config`](crate::ErrorKind::Config) when the client is of another portal, and any of a call.
    pub async fn user(&self, client: &Client) -> Result<FrameUser, Error> {
        let token = self.value.access_token.clone().ok_or_else(|| {
            Error::new(crate::error::ErrorKind::WrongAuthType, "profile")
                .described("expected a page with the token of its user, found none")
        })?;
        let client = client.with_access(Access::token(&self.portal, token)?)?;
        let profile = client.call(&GetProfile).await?;
        Ok(FrameUser {
            id: profile.id,
            admin: profile.admin,
            profile,
            client,
        })
    }
}

impl<T: fmt::Debug> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verified").field(&self.value).finish()
    }
}
