//! The clock that the client reads and sleeps by, so that tests can move it.
//!
//! Pacing and back-off take the time as an argument; only the sender asks this clock.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time and waits for it.
///
/// An implementer guarantees that `now` never goes back and that `sleep_until` returns no earlier
/// than `at` by its own `now`; it returns at once when `at` has passed.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The present time.
    fn now(&self) -> DateTime<Utc>;

    /// Waits until `at`.
    async fn sleep_until(&self, at: DateTime<Utc>);
}

/// The clock of the operating system, slept on with tokio's timer.
///
/// Wall-clock time is read once, when it is made; from then on it advances monotonically, so a
/// corrected system clock neither stalls nor floods a portal.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    wall: DateTime<Utc>,
    monotonic: tokio::time::Instant,
}

impl SystemClock {
    /// A clock that starts at the present time.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn new() -> Self {
        let wall = DateTime::from(std::time::SystemTime::now());
        Self {
            wall,
            monotonic: tokio::time::Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        self.wall + delta(self.monotonic.elapsed())
    }

    async fn sleep_until(&self, at: DateTime<Utc>) {
        // A millisecond more than the rest: tokio's timer has that grain.
        if let Ok(rest) = (at - self.now()).to_std() {
            tokio::time::sleep(rest + Duration::from_millis(1)).await;
        }
    }
}

/// A duration as chrono's; one too long for it becomes the longest it knows.
pub(crate) fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// The time between two moments; zero when the second is not later.
pub(crate) fn between(from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
    (to - from).to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_system_clock_sleeps_no_less_than_asked() {
        let clock = SystemClock::new();
        let at = clock.now() + delta(Duration::from_millis(700));
        clock.sleep_until(at).await;
        assert!(clock.now() >= at);
        clock.sleep_until(at).await;
    }
}
