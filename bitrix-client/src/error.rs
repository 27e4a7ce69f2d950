//! What can go wrong with a call, in kinds that a caller can act on.
//!
//! Here: [`Error`] and [`ErrorKind`]. Beside it: `error/table.rs` (which kind an HTTP status and a
//! code are), `error/clean.rs` (server texts without HTML, addresses and secrets).
//! No error holds a URL, a token or a parameter.

mod clean;
mod table;

pub(crate) use clean::{clean, clean_code};
pub(crate) use table::kind_of;

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::wire::DecodeError;

/// A call that brought no answer, or one that says no.
///
/// One line in `Display`: the method, what it is and what to do, the server's code, and how many
/// attempts were made. The server's own words can quote what was sent, a name for instance; so they
/// stand in [`description`](Self::description) alone, and neither `Display` nor `Debug` shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    method: String,
    code: String,
    description: String,
    /// Whether the description is the server's, which may hold personal data.
    quoted: bool,
    attempts: u32,
    retry_after: Option<Duration>,
    may_have_happened: bool,
    request_id: String,
}

/// What a caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No connection was made: the portal has not seen the call. Retried.
    Connect,
    /// Sent, and no answer in time. Retried when the call is safe to repeat.
    Timeout,
    /// Sent, and the connection broke before the whole answer came. Retried when safe to repeat.
    Reset,
    /// The request bucket of the portal is full; the call did not run. Retried, paced.
    RateLimited,
    /// This method has used up its operating time; the call did not run. Not retried.
    OperatingLimit {
        /// When the oldest part of the used time expires; waiting may be needed more than once.
        until: Option<DateTime<Utc>>,
    },
    /// Blocked by the vendor by hand. Stop calling and ask their support.
    Overload,
    /// The token or the webhook's code is not accepted.
    Unauthorized(TokenFault),
    /// The user or the plan lacks the right.
    Forbidden,
    /// This method wants another kind of access, such as an application's token.
    WrongAuthType,
    /// The access lacks the method's scope.
    Scope,
    /// What the call is about does not exist, or is not visible to this user.
    NotFound,
    /// The portal has no such method.
    UnknownMethod,
    /// A parameter is missing, misspelt or of the wrong type; also found before sending.
    InvalidArgument,
    /// The portal refused for a reason of its own; see the code and the description.
    Rejected,
    /// The portal failed inside. Retried when the call is safe to repeat.
    ServerFault,
    /// The portal is closed or deleted.
    PortalGone,
    /// The portal answers from another address that is not believed, or moved twice; set the new one.
    Moved,
    /// The answer is no JSON, e.g. an HTML page of a proxy. Retried when safe to repeat.
    NotJson {
        /// The HTTP status that came with it.
        status: u16,
    },
    /// The answer says yes but has another shape than expected. The call took effect.
    Decode,
    /// The answer is larger than the client's limit. The call may have taken effect.
    TooLarge,
    /// The token has expired and could not be renewed now: the authorization server or the store of
    /// tokens failed. The call did not run.
    Refresh,
    /// A command of a batch that was never started: the batch ended before it, or a command whose
    /// result it uses was not sent.
    NotRun,
    /// A list answered rows that were not asked for, so that reading on would lose or double some.
    Stalled,
    /// The client is set up wrongly; nothing was sent.
    Config,
}

/// What is wrong with the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenFault {
    /// Its hour is over: refresh it and repeat the call.
    Expired,
    /// It is not known, or the webhook was deleted.
    Invalid,
    /// Nothing renews it any more: the authorization server refuses the refresh token, or the
    /// application was removed. No repeat helps; the next installation, event or page of an
    /// administrator does.
    Revoked,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, method: &str) -> Self {
        Self(Box::new(Inner {
            kind,
            method: method.to_owned(),
            code: String::new(),
            description: String::new(),
            quoted: false,
            attempts: 0,
            retry_after: None,
            may_have_happened: kind.may_have_happened(),
            request_id: String::new(),
        }))
    }

    pub(crate) fn config(description: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, "").described(description)
    }

    pub(crate) fn decode(method: &str, error: &DecodeError) -> Self {
        Self::new(ErrorKind::Decode, method).described(error.to_string())
    }

    #[must_use]
    pub(crate) fn described(mut self, description: impl Into<String>) -> Self {
        self.0.description = description.into();
        self
    }

    /// The server's words, already cleaned.
    #[must_use]
    pub(crate) fn quoting(mut self, words: String) -> Self {
        self.0.description = words;
        self.0.quoted = true;
        self
    }

    #[must_use]
    pub(crate) fn coded(mut self, code: impl Into<String>) -> Self {
        self.0.code = code.into();
        self
    }

    #[must_use]
    pub(crate) fn after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait.or(self.0.retry_after);
        self
    }

    #[must_use]
    pub(crate) fn attempted(mut self, attempts: u32, any_may_have_happened: bool) -> Self {
        self.0.attempts = attempts;
        self.0.may_have_happened |= any_may_have_happened;
        self
    }

    /// The same as another kind, with all that the server said.
    #[must_use]
    pub(crate) fn of_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Of a call that changes nothing, whatever became of it.
    #[must_use]
    pub(crate) fn without_effect(mut self) -> Self {
        self.0.may_have_happened = false;
        self
    }

    #[must_use]
    pub(crate) fn named(mut self, request_id: &str) -> Self {
        request_id.clone_into(&mut self.0.request_id);
        self
    }

    #[must_use]
    pub(crate) fn until(mut self, moment: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        if let ErrorKind::OperatingLimit { until } = &mut self.0.kind {
            *until = until.or(moment);
            let wait = until.and_then(|until| (until - now).to_std().ok());
            return self.after(wait);
        }
        self
    }

    /// What a caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The server's own code, e.g. `ACCESS_DENIED`, or `token-store` when the store of tokens
    /// failed; empty for many old methods and for faults of the network.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The server's words without HTML, addresses and secrets, at most 300 characters; or ours.
    ///
    /// The server's may quote values that were sent: show them to people who may see those, and
    /// keep them out of logs.
    pub fn description(&self) -> &str {
        &self.0.description
    }

    /// The method that was called; empty for an error of set-up.
    pub fn method(&self) -> &str {
        &self.0.method
    }

    /// The name of the call, as in its `tracing` span and in the header `X-Request-Id` of its
    /// requests; empty when nothing was sent.
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// How many requests were sent for this call; 0 when it was refused before sending.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the same call may succeed later without anyone doing anything.
    ///
    /// It says nothing about safety: see [`may_have_happened`](Self::may_have_happened).
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_transient()
    }

    /// How long to wait before another try, where the portal said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the call, in any of its attempts, may have taken effect on the portal.
    ///
    /// `false` is certain: repeating cannot make a second one.
    pub fn may_have_happened(&self) -> bool {
        self.0.may_have_happened
    }
}

impl ErrorKind {
    /// Whether the call may have taken effect, judged by one attempt.
    fn may_have_happened(self) -> bool {
        match self {
            Self::Timeout
            | Self::Reset
            | Self::ServerFault
            | Self::NotJson { .. }
            | Self::Decode
            | Self::TooLarge => true,
            Self::Connect
            | Self::RateLimited
            | Self::OperatingLimit { .. }
            | Self::Overload
            | Self::Unauthorized(_)
            | Self::Forbidden
            | Self::WrongAuthType
            | Self::Scope
            | Self::NotFound
            | Self::UnknownMethod
            | Self::InvalidArgument
            | Self::Rejected
            | Self::PortalGone
            | Self::Moved
            | Self::Refresh
            | Self::NotRun
            | Self::Stalled
            | Self::Config => false,
        }
    }

    /// Whether the request took longer than it may: fewer commands in it may help.
    pub(crate) fn is_cut(self) -> bool {
        matches!(self, Self::Timeout | Self::NotJson { status: 504 })
    }

    /// Whether the token has expired: with another one it may be sent again.
    pub(crate) fn is_expired(self) -> bool {
        self == Self::Unauthorized(TokenFault::Expired)
    }

    /// Whether the method has used up its operating time.
    pub(crate) fn is_out_of_time(self) -> bool {
        matches!(self, Self::OperatingLimit { .. })
    }

    /// Whether it passes by itself.
    pub(crate) fn is_transient(self) -> bool {
        matches!(
            self,
            Self::Connect
                | Self::Timeout
                | Self::Reset
                | Self::RateLimited
                | Self::OperatingLimit { .. }
                | Self::ServerFault
                | Self::Refresh
                | Self::NotJson { .. }
        )
    }

    /// What it is, and what to do, in a few words.
    fn advice(self) -> &'static str {
        match self {
            Self::Connect => "the portal could not be reached; check the network",
            Self::Timeout => "no answer in time; the call may have taken effect",
            Self::Reset => "the connection broke; the call may have taken effect",
            Self::RateLimited => "too many requests; slow down",
            Self::OperatingLimit { .. } => "the method's operating time is used up; wait",
            Self::Overload => "blocked by the vendor; stop and ask their support",
            Self::Unauthorized(TokenFault::Expired) => "the token has expired; refresh it",
            Self::Unauthorized(TokenFault::Invalid) => "the access is not accepted; renew it",
            Self::Unauthorized(TokenFault::Revoked) => {
                "the application's tokens are no longer accepted; install it again"
            }
            Self::Forbidden => "the user or the plan lacks the right",
            Self::WrongAuthType => "this method wants another kind of access",
            Self::Scope => "the access lacks the scope; add it to the application or webhook",
            Self::NotFound => "it does not exist or is not visible to this user",
            Self::UnknownMethod => "the portal has no such method",
            Self::InvalidArgument => "a parameter is wrong",
            Self::Rejected => "the portal refused",
            Self::ServerFault => "the portal failed inside; the call may have taken effect",
            Self::PortalGone => "the portal is closed or deleted",
            Self::Moved => "the portal has another address; set the new one",
            Self::NotJson { .. } => "the answer is no JSON; the call may have taken effect",
            Self::Decode => "the answer has an unexpected shape; the call took effect",
            Self::TooLarge => "the answer is over the size limit; raise the limit or ask for less",
            Self::Refresh => "the token could not be renewed; the call did not run",
            Self::NotRun => "not started, because an earlier command of the batch failed",
            Self::Stalled => "the list does not keep to its conditions; check filter and rights",
            Self::Config => "the client is set up wrongly",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            method,
            code,
            description,
            quoted,
            attempts,
            ..
        } = &*self.0;
        if !method.is_empty() {
            write!(f, "{method}: ")?;
        }
        f.write_str(kind.advice())?;
        if let ErrorKind::NotJson { status } = kind {
            write!(f, " (HTTP {status})")?;
        }
        if !code.is_empty() {
            write!(f, " [{code}]")?;
        }
        if !quoted && !description.is_empty() {
            write!(f, ": {description}")?;
        }
        if *attempts > 1 {
            write!(f, " ({attempts} attempts)")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            method,
            code,
            description,
            quoted,
            ..
        } = &*self.0;
        let description = if *quoted {
            "[the server's words]"
        } else {
            description
        };
        f.debug_struct("Error")
            .field("kind", kind)
            .field("method", method)
            .field("code", code)
            .field("description", &description)
            .field("attempts", &self.0.attempts)
            .field("retry_after", &self.0.retry_after)
            .field("may_have_happened", &self.0.may_have_happened)
            .finish()
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_is_one_line_with_method_code_and_attempts_but_not_the_servers_words() {
        let error = Error::new(ErrorKind::Forbidden, "crm.item.get")
            .coded("ACCESS_DENIED")
            .quoting("Access denied for Ivan".to_owned())
            .attempted(2, false);
        assert_eq!(
            error.to_string(),
            "crm.item.get: the user or the plan lacks the right [ACCESS_DENIED] (2 attempts)"
        );
        assert!(!format!("{error:?}").contains("Ivan"));
        assert_eq!(error.description(), "Access denied for Ivan");
        let own = Error::config("expected https");
        assert_eq!(
            own.to_string(),
            "the client is set up wrongly: expected https"
        );
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn an_attempt_that_may_have_happened_is_remembered_behind_one_that_did_not() {
        let error = Error::new(ErrorKind::Connect, "crm.item.add").attempted(2, true);
        assert!(error.may_have_happened());
    }
}
