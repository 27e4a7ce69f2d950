//! The server's part in an installation: it proves the pair that came by renewing it.
//!
//! Not here: reading what came and asking the portal (`inbound/install.rs`).

use reqwest::Url;

use super::{OAuth, Session, TOKEN, store_failed, to_its_end};
use crate::error::{Error, ErrorKind};
use crate::member::MemberId;
use crate::secret::Secret;

/// A refresh token that came from a portal, with what is claimed about it.
pub(crate) struct Pair<'a> {
    pub(crate) member: &'a MemberId,
    /// Scheme, host and port; on the list of hosts.
    pub(crate) portal: &'a Url,
    pub(crate) refresh: &'a Secret,
    pub(crate) application_token: &'a Secret,
    pub(crate) server_endpoint: &'a str,
}

impl OAuth {
    /// Renews a pair, so that the server proves it for this application, portal and address, and
    /// stores what comes of it. Runs to its end even when this future is dropped.
    pub(crate) async fn take_over(&self, pair: Pair<'_>) -> Result<Session, Error> {
        let auth_host = self.auth_host_for(pair.server_endpoint);
        let (oauth, member) = (self.clone(), pair.member.clone());
        let (portal, refresh) = (pair.portal.clone(), pair.refresh.clone());
        let application_token = pair.application_token.clone();
        to_its_end(async move {
            let answer = oauth.renewed(&auth_host, &refresh, &member).await?;
            let proved = oauth.made_of(answer, None, &auth_host)?;
            if proved.portal() != portal.origin().ascii_serialization() {
                return Err(Error::new(ErrorKind::InvalidArgument, TOKEN).described(
                    "expected the address that the authorization server knows, found another one",
                ));
            }
            let proved = proved.with_application_token(&application_token);
            oauth.keep(proved).await
        })
        .await
    }

    /// Removes a portal from the store.
    pub(crate) async fn forget(&self, member: &MemberId) -> Result<(), Error> {
        let removed = self.0.store.remove(member).await;
        removed.map_err(|error| store_failed(&error))
    }
}
