//! What a failure of the portal means for a run: did it happen, will waiting help, who can act.

use bitrix_client::{Error, ErrorKind, TokenFault};
use docflow_core::{Cause, Outcome, Owner, Rejection, Scope, Side};
use std::time::Duration;

/// The outcome of a call that failed.
pub(super) fn outcome<T>(error: &Error) -> Outcome<T> {
    let cause = cause(error);
    if error.may_have_happened() {
        return Outcome::Unknown(cause);
    }
    if error.is_retryable() || cause.scope == Scope::Side {
        return Outcome::Transient {
            after: pause(error),
            cause,
        };
    }
    refused(cause, owner(error.kind()))
}

/// What the portal asks to wait. A command of a batch does not say it, and operating time comes
/// back within ten minutes, so that a few pauses of this length outlast it.
fn pause(error: &Error) -> Option<Duration> {
    let unsaid =
        matches!(error.kind(), ErrorKind::OperatingLimit { .. }).then_some(Duration::from_mins(2));
    error.retry_after().or(unsaid)
}

/// Whether a command was refused whatever it asked for, by the portal's pace or for our token, which
/// says nothing of its answer; it certainly did not run.
pub(super) fn is_for_now(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::RateLimited
            | ErrorKind::OperatingLimit { .. }
            | ErrorKind::Overload
            | ErrorKind::Unauthorized(_)
            | ErrorKind::Refresh
    )
}

/// Whether the same command may go through later without a person.
pub(super) fn may_pass(error: &Error) -> bool {
    error.is_retryable() || is_outage(error.kind())
}

/// The outcome of a read that failed: what is not known did not happen.
pub(super) fn of_read<T>(error: &Error) -> Outcome<T> {
    if error.may_have_happened() {
        return Outcome::Transient {
            after: pause(error),
            cause: cause(error),
        };
    }
    outcome(error)
}

/// A call of ours that the client refuses to encode.
pub(super) fn unsendable<T>() -> Outcome<T> {
    refused(Cause::new(Side::Crm, "request-form"), Owner::Administrator)
}

pub(super) fn refused<T>(cause: Cause, owner: Owner) -> Outcome<T> {
    Outcome::Rejected(Rejection {
        cause,
        owner,
        detail: None,
    })
}

/// The portal's own code, else what kind of failure it is.
pub(super) fn cause(error: &Error) -> Cause {
    let code = match error.code() {
        "" | "0" | "100" => kind_code(error.kind()),
        own => own,
    };
    if is_outage(error.kind()) {
        Cause::away(Side::Crm, code)
    } else {
        Cause::new(Side::Crm, code)
    }
}

/// Whether a failure speaks of the whole portal: it is unreachable, busy, in maintenance, answers
/// something else than JSON, or keeps us to its pace. No deal is the reason and nobody has to act.
fn is_outage(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Reset
            | ErrorKind::RateLimited
            | ErrorKind::OperatingLimit { .. }
            | ErrorKind::Overload
            | ErrorKind::ServerFault
            | ErrorKind::NotJson { .. }
            // Without a token nobody can be told through the portal: every run waits until the
            // administrator has given it one, and then goes on by itself.
            | ErrorKind::Unauthorized(_)
            | ErrorKind::Refresh
            | ErrorKind::PortalGone
    )
}

/// Whether the portal denies a method to this token, so that another way may be open.
pub(super) fn is_denied(error: &Error) -> bool {
    let by_kind = matches!(
        error.kind(),
        ErrorKind::Forbidden | ErrorKind::WrongAuthType | ErrorKind::Scope
    );
    by_kind
        || error.code() == "DOCGEN_ACCESS_ERROR"
        || error.description().contains("Application not found")
}

fn owner(kind: ErrorKind) -> Owner {
    if kind == ErrorKind::NotFound {
        Owner::Manager
    } else {
        Owner::Administrator
    }
}

fn kind_code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Connect => "unreachable",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Reset => "reset",
        ErrorKind::RateLimited => "query-limit",
        ErrorKind::OperatingLimit { .. } => "operating-limit",
        ErrorKind::Overload => "overload",
        ErrorKind::Unauthorized(TokenFault::Expired) => "token-expired",
        ErrorKind::Refresh => "token-refresh",
        ErrorKind::Unauthorized(_) => "unauthorized",
        ErrorKind::Forbidden => "forbidden",
        ErrorKind::WrongAuthType => "wrong-auth-type",
        ErrorKind::Scope => "scope",
        ErrorKind::NotFound => "not-found",
        ErrorKind::UnknownMethod => "unknown-method",
        ErrorKind::InvalidArgument => "invalid-argument",
        ErrorKind::Rejected => "rejected",
        ErrorKind::ServerFault => "server-fault",
        ErrorKind::PortalGone => "portal-gone",
        ErrorKind::Moved => "moved",
        ErrorKind::NotJson { .. } => "not-json",
        ErrorKind::Decode => "decode",
        ErrorKind::TooLarge => "too-large",
        ErrorKind::NotRun => "not-run",
        ErrorKind::Stalled => "stalled",
        ErrorKind::Config => "config",
        _ => "other",
    }
}
