//! Clocks: the one of the system, and one that tests set by hand.
//!
//! Here is the only place of the project's libraries that reads the system's time. Everything else
//! takes a [`Clock`] or a moment. Called by the engine and by hosts.

use async_trait::async_trait;
use chrono::{SubsecRound, TimeDelta, Utc};
use docflow_core::{Clock, Timestamp};
use std::time::Duration;
use tokio::sync::watch;

/// Longest sleep before the system's clock is looked at again: it may be set meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// The system's clock, in whole microseconds, which is what a journal keeps.
///
/// Sleeping needs a Tokio runtime with its timer enabled.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system's time"
    )]
    fn now(&self) -> Timestamp {
        Utc::now().trunc_subsecs(6)
    }

    async fn sleep_until(&self, moment: Timestamp) {
        // A moment that has passed gives no duration, and the sleep is over.
        while let Ok(rest) = moment.signed_duration_since(self.now()).to_std()
            && !rest.is_zero()
        {
            tokio::time::sleep(rest.min(LOOK_AGAIN)).await;
        }
    }

    /// Whichever comes first counts, the moment or the time until it: a clock that was ahead and is
    /// set right must not put off the alarm.
    async fn alarm(&self, moment: Timestamp) {
        let rest = |now| moment.signed_duration_since(now).to_std();
        let mut left = rest(self.now()).unwrap_or_default();
        while !left.is_zero() {
            let slice = left.min(LOOK_AGAIN);
            tokio::time::sleep(slice).await;
            left = left
                .saturating_sub(slice)
                .min(rest(self.now()).unwrap_or_default());
        }
    }
}

/// A clock that stands still until it is set: for tests, of hosts too.
///
/// ```
/// use docflow::ManualClock;
/// use docflow_core::{Clock, Timestamp};
/// let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
/// clock.advance(std::time::Duration::from_secs(90));
/// assert_eq!(clock.now().timestamp(), 90);
/// ```
#[derive(Debug)]
pub struct ManualClock {
    now: watch::Sender<Timestamp>,
}

impl ManualClock {
    /// A clock that shows this moment.
    pub fn new(now: Timestamp) -> Self {
        Self {
            now: watch::Sender::new(now),
        }
    }

    /// Moves it to a moment, also back, and wakes whoever slept until then.
    pub fn set(&self, now: Timestamp) {
        self.now.send_replace(now);
    }

    /// Moves it forward; at most to the end of the calendar.
    pub fn advance(&self, by: Duration) {
        self.now.send_modify(|now| {
            *now = TimeDelta::from_std(by)
                .ok()
                .and_then(|by| now.checked_add_signed(by))
                .unwrap_or(Timestamp::MAX_UTC);
        });
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        // The sender lives as long as this call, so waiting can not fail.
        let _ = self
            .now
            .subscribe()
            .wait_for(|now| *now >= moment)
            .await
            .is_ok();
    }

    async fn alarm(&self, moment: Timestamp) {
        self.sleep_until(moment).await;
    }
}
