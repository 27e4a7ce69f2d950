//! Whether a failed attempt is repeated, and when. Pure.
//!
//! The question is "did it run": what certainly did not run may be repeated always, what may have
//! run only when the call is safe to repeat. The budget of attempts belongs to the call.

use std::time::Duration;

use crate::error::ErrorKind;
use crate::queue::Priority;

/// How one call is made; the default suits most calls.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallOptions {
    /// The most requests sent for this call; at least 1. Default 4.
    pub attempts: u32,
    /// The caller knows that a repeat is harmless, e.g. because the call sets a value or carries
    /// a key. Default `false`: the method decides.
    pub safe_to_repeat: bool,
    /// The time limit of one attempt instead of the client's.
    pub timeout: Option<Duration>,
    /// What makes a repeat of a REST 3.0 call harmless: see
    /// [`idempotency_key`](Self::idempotency_key).
    pub idempotency_key: Option<String>,
    /// How urgent the call is, instead of the client's own priority.
    pub priority: Option<Priority>,
    /// How long the call may wait for the operating time of a method that has used it up: in all,
    /// and of a batch before each of its requests and between the repeats of one.
    /// Default none: it fails with [`OperatingLimit`](ErrorKind::OperatingLimit) at once.
    pub operating_patience: Duration,
}

impl Default for CallOptions {
    fn default() -> Self {
        Self {
            attempts: 4,
            safe_to_repeat: false,
            timeout: None,
            idempotency_key: None,
            priority: None,
            operating_patience: Duration::ZERO,
        }
    }
}

impl CallOptions {
    /// At most `attempts` requests.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// A repeat of this call is harmless.
    #[must_use]
    pub const fn safe_to_repeat(mut self) -> Self {
        self.safe_to_repeat = true;
        self
    }

    /// The key of a call of REST 3.0: for a day the portal answers the same key and parameters with
    /// the first answer and does nothing again, so the call may be repeated.
    ///
    /// Methods of the older API take none, and it is not sent with them.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/rest-v3.html>.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// How urgent the call is.
    #[must_use]
    pub const fn priority(mut self, priority: Priority) -> Self {
        self.priority = Some(priority);
        self
    }

    /// Waits up to `patience` in all when a method has used up its operating time, as often as the
    /// portal says until when. The calls that were refused did not run.
    #[must_use]
    pub const fn operating_patience(mut self, patience: Duration) -> Self {
        self.operating_patience = patience;
        self
    }

    /// One attempt may take `timeout`.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

/// The first wait; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// No wait is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// How long to wait before the next attempt; `None` when there is none.
///
/// `attempt` counts from 1. The waits carry no jitter: requests of one portal are spread by its
/// bucket already, and tests can count on them.
pub(crate) fn wait_before_next(
    kind: ErrorKind,
    attempt: u32,
    options: &CallOptions,
    repeatable: bool,
    asked: Option<Duration>,
) -> Option<Duration> {
    let may_repeat = match kind {
        ErrorKind::Connect | ErrorKind::RateLimited => true,
        ErrorKind::Timeout
        | ErrorKind::Reset
        | ErrorKind::ServerFault
        | ErrorKind::NotJson { .. } => repeatable || options.safe_to_repeat,
        ErrorKind::OperatingLimit { .. }
        | ErrorKind::Overload
        | ErrorKind::Unauthorized(_)
        | ErrorKind::Forbidden
        | ErrorKind::WrongAuthType
        | ErrorKind::Scope
        | ErrorKind::NotFound
        | ErrorKind::UnknownMethod
        | ErrorKind::InvalidArgument
        | ErrorKind::Rejected
        | ErrorKind::PortalGone
        | ErrorKind::Moved
        | ErrorKind::Decode
        | ErrorKind::TooLarge
        | ErrorKind::Refresh
        | ErrorKind::NotRun
        | ErrorKind::Stalled
        | ErrorKind::Config => false,
    };
    if !may_repeat || attempt >= options.attempts {
        return None;
    }
    let doubled = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    let wait = doubled.min(LONGEST_WAIT).max(asked.unwrap_or_default());
    // A portal that asks for minutes is not waited for inside a call.
    (wait <= Duration::from_mins(1)).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(kind: ErrorKind, attempt: u32, repeatable: bool) -> Option<u128> {
        let options = CallOptions::default();
        wait_before_next(kind, attempt, &options, repeatable, None).map(|wait| wait.as_millis())
    }

    #[test]
    fn what_did_not_run_is_repeated_always_and_what_may_have_run_only_when_safe() {
        for kind in [ErrorKind::Connect, ErrorKind::RateLimited] {
            assert_eq!(next(kind, 1, false), Some(500), "{kind:?}");
        }
        let unsure = [
            ErrorKind::Timeout,
            ErrorKind::Reset,
            ErrorKind::ServerFault,
            ErrorKind::NotJson { status: 502 },
        ];
        for kind in unsure {
            assert_eq!(next(kind, 1, false), None, "{kind:?}");
            assert_eq!(next(kind, 1, true), Some(500), "{kind:?}");
            let safe = CallOptions::default().safe_to_repeat();
            assert!(
                wait_before_next(kind, 1, &safe, false, None).is_some(),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn limits_that_need_a_person_or_minutes_stop_at_once() {
        let stops = [
            ErrorKind::Overload,
            ErrorKind::OperatingLimit { until: None },
            ErrorKind::Rejected,
            ErrorKind::Decode,
            ErrorKind::Moved,
        ];
        for kind in stops {
            assert_eq!(next(kind, 1, true), None, "{kind:?}");
        }
    }

    #[test]
    fn waits_double_up_to_a_limit_and_the_budget_ends_them() {
        let waits: Vec<_> = (1..5)
            .map(|at| next(ErrorKind::Connect, at, true))
            .collect();
        assert_eq!(waits, [Some(500), Some(1000), Some(2000), None]);
        let patient = CallOptions::default().attempts(u32::MAX);
        let wait = |at| wait_before_next(ErrorKind::Connect, at, &patient, true, None);
        assert_eq!(wait(4_000_000), Some(LONGEST_WAIT));
    }

    #[test]
    fn a_portals_own_wait_is_kept_unless_it_is_minutes() {
        let options = CallOptions::default();
        let wait = |seconds| {
            let asked = Some(Duration::from_secs(seconds));
            wait_before_next(ErrorKind::RateLimited, 1, &options, true, asked)
        };
        assert_eq!(wait(20), Some(Duration::from_secs(20)));
        assert_eq!(wait(600), None);
    }
}
