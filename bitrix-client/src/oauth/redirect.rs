//! The way back from the portal's page: `redirect_uri?code=…&state=…&domain=…&member_id=…`.

use std::fmt;

use super::TOKEN;
use crate::error::{Error, ErrorKind};
use crate::member::MemberId;
use crate::params::Params;
use crate::secret::Secret;

/// What the portal's page appends to the address of the application after its user agreed.
///
/// All of it comes through a browser and proves nothing yet: give it to
/// [`OAuth::exchange`](crate::OAuth::exchange).
#[derive(Clone)]
pub struct Redirect {
    code: Secret,
    state: Secret,
    member: Option<MemberId>,
    server_domain: String,
}

impl Redirect {
    /// Reads the query of the request that came to the registered address.
    ///
    /// # Errors
    /// Kind [`InvalidArgument`](ErrorKind::InvalidArgument) when there is no code.
    pub fn from_query(query: &str) -> Result<Self, Error> {
        let refused = |why: &str| Error::new(ErrorKind::InvalidArgument, TOKEN).described(why);
        let query = Params::from_php_query(query)
            .map_err(|_| refused("expected the query of a redirect, found no UTF-8"))?;
        let code = query.text("code").filter(|code| !code.is_empty());
        let code = code.ok_or_else(|| refused("expected a code in the redirect, found none"))?;
        Ok(Self {
            code: Secret::new(code),
            state: Secret::new(query.text("state").unwrap_or_default()),
            member: query
                .text("member_id")
                .and_then(|member| member.parse().ok()),
            server_domain: query.text("server_domain").unwrap_or_default().to_owned(),
        })
    }

    pub(super) fn code(&self) -> &Secret {
        &self.code
    }

    /// The portal that it says it is.
    pub fn member_id(&self) -> Option<&MemberId> {
        self.member.as_ref()
    }

    /// The authorization server as an endpoint.
    pub(super) fn server_domain(&self) -> &str {
        &self.server_domain
    }

    pub(super) fn check_state(&self, expected: &str) -> Result<(), Error> {
        let same = !expected.is_empty() && self.state.same_as(&Secret::new(expected));
        same.then_some(()).ok_or_else(|| {
            Error::new(ErrorKind::InvalidArgument, TOKEN)
                .described("expected the state of this browser, found another one; begin again")
        })
    }
}

impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redirect")
            .field("member_id", &self.member)
            .finish_non_exhaustive()
    }
}
