//! How a portal is addressed and who calls: an inbound webhook or an application's token.
//!
//! Not here: getting and renewing tokens (`oauth`), and the checks of inbound calls (`inbound`).

use std::fmt;

use reqwest::Url;

use crate::address::{bare, portal_url};
use crate::error::Error;
use crate::method::Api;
use crate::oauth::{Session, Ticket};
use crate::secret::Secret;

/// A portal's address together with the right to call it.
///
/// `https` only; `http` is accepted on loopback, for sandboxes. `Debug` shows the host alone.
///
/// ```
/// use bitrix_client::Access;
///
/// let access = Access::webhook("https://example.bitrix24.ru/rest/1/s3cr3tc0de/")?;
/// assert_eq!(access.host(), "example.bitrix24.ru");
/// assert_eq!(format!("{access:?}"), "Access { host: \"example.bitrix24.ru\", by: \"webhook\", .. }");
/// # Ok::<(), bitrix_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Access {
    /// Scheme, host and port, without a path.
    portal: Url,
    by: By,
}

#[derive(Clone)]
enum By {
    Webhook { user: String, code: Secret },
    Token(Secret),
    Session(Session),
}

impl Access {
    /// An inbound webhook by its whole address: `https://host/rest/user/code/`.
    ///
    /// It acts with the rights of the user who made it and cannot call methods that want an
    /// application (events, placements, `app.info`).
    ///
    /// # Errors
    /// Kind [`Config`](crate::ErrorKind::Config) when the address has another form.
    pub fn webhook(address: &str) -> Result<Self, Error> {
        let url = portal_url(address)?;
        let steps: Vec<&str> = url
            .path()
            .split('/')
            .filter(|step| !step.is_empty())
            .collect();
        let ["rest", user, code] = steps.as_slice() else {
            return Err(Error::config(
                "expected a webhook address of the form https://host/rest/user/code/; copy it \
                 whole from the portal",
            ));
        };
        if !user.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Error::config(
                "expected a number as the user of the webhook address",
            ));
        }
        let by = By::Webhook {
            user: (*user).to_owned(),
            code: Secret::new(*code),
        };
        Ok(Self {
            portal: bare(&url),
            by,
        })
    }

    /// An OAuth access token for the portal at `https://host`.
    ///
    /// The token travels in the body. It lives an hour; a call with an old one fails with
    /// [`TokenFault::Expired`](crate::TokenFault::Expired).
    ///
    /// # Errors
    /// Kind [`Config`](crate::ErrorKind::Config) when the address is none or the token is empty.
    pub fn token(portal: &str, token: impl Into<Secret>) -> Result<Self, Error> {
        let token = token.into();
        if token.expose().is_empty() {
            return Err(Error::config(
                "expected an access token, found an empty text",
            ));
        }
        Ok(Self {
            portal: bare(&portal_url(portal)?),
            by: By::Token(token),
        })
    }

    /// The tokens of an application, which are renewed when they expire.
    ///
    /// # Errors
    /// Kind [`Config`](crate::ErrorKind::Config) when the stored address of the portal is none.
    pub fn session(session: &Session) -> Result<Self, Error> {
        Ok(Self {
            portal: bare(&portal_url(&session.portal())?),
            by: By::Session(session.clone()),
        })
    }

    /// The portal's host name.
    pub fn host(&self) -> &str {
        self.portal.host_str().unwrap_or_default()
    }

    /// Whether this is a webhook.
    pub fn is_webhook(&self) -> bool {
        matches!(self.by, By::Webhook { .. })
    }

    /// The address of `method` at `portal`; it may hold the secret, so it never leaves the sender.
    pub(crate) fn url_of(&self, portal: &Url, method: &str) -> Url {
        let mut url = portal.clone();
        let (api, method) = Api::split(method);
        url.set_path(&match &self.by {
            By::Webhook { user, code } => format!("/rest/{api}{user}/{}/{method}", code.expose()),
            By::Token(_) | By::Session(_) => format!("/rest/{api}{method}"),
        });
        url
    }

    /// What goes into the body as `auth`.
    pub(crate) fn ticket(&self) -> Option<Ticket> {
        match &self.by {
            By::Webhook { .. } => None,
            By::Token(token) => Some(Ticket {
                token: token.clone(),
            }),
            By::Session(session) => Some(session.ticket()),
        }
    }

    /// The session that renews the token, if there is one.
    pub(crate) fn renewable(&self) -> Option<&Session> {
        match &self.by {
            By::Webhook { .. } | By::Token(_) => None,
            By::Session(session) => Some(session),
        }
    }

    /// The text that must not be shown.
    pub(crate) fn secret(&self) -> Secret {
        match &self.by {
            By::Webhook { code, .. } => code.clone(),
            By::Token(token) => token.clone(),
            By::Session(session) => session.ticket().token,
        }
    }

    /// Scheme, host and port.
    pub(crate) fn portal(&self) -> &Url {
        &self.portal
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match self.by {
            By::Webhook { .. } => "webhook",
            By::Token(_) => "token",
            By::Session(_) => "session",
        };
        f.debug_struct("Access")
            .field("host", &self.host())
            .field("by", &by)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_read_from_its_address_and_a_token_goes_to_the_body() {
        let hook = Access::webhook("https://p.bitrix24.ru/rest/7/abc123").unwrap();
        let url = hook.url_of(hook.portal(), "profile");
        assert_eq!(url.path(), "/rest/7/abc123/profile");
        assert!(hook.ticket().is_none());
        let token = Access::token("https://p.bitrix24.ru", "t0ken").unwrap();
        let url = token.url_of(token.portal(), "profile");
        assert_eq!(url.path(), "/rest/profile");
        assert_eq!(token.ticket().unwrap().token.expose(), "t0ken");
    }

    #[test]
    fn only_https_or_loopback_is_accepted_and_no_error_shows_the_address() {
        for good in [
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://[::1]:1",
            "https://h",
        ] {
            assert!(Access::token(good, "t").is_ok(), "{good}");
        }
        let wrong = [
            "http://s3cret.example/rest/1/s3cret/",
            "https://user:s3cret@h/rest/1/s3cret/",
            "https://h/rest/s3cret/",
            "https://h/rest/s3cret/1/",
            "s3cret",
            "http://127.0.0.1.s3cret.example/rest/1/s3cret/",
        ];
        for address in wrong {
            let error = Access::webhook(address).unwrap_err();
            assert!(
                !format!("{error} {error:?}").contains("s3cret"),
                "{address}: {error}"
            );
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let hook = Access::webhook("https://p.bitrix24.ru/rest/7/s3cret/").unwrap();
        let token = Access::token("https://p.bitrix24.ru", "s3cret").unwrap();
        assert!(!format!("{hook:?}{token:?}").contains("s3cret"));
    }
}
