//! The clock of the sandbox: real by default, manual on request, movable in both cases.
//!
//! Everything that depends on time (token expiry, buckets, conversions, work that is done late)
//! asks this clock and nothing else. A [`crate::FaultKind::Slow`] answer is the one exception:
//! it waits in wall time, because the time-outs of a client are wall time too.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset, TimeZone, Utc};

/// A shared clock in milliseconds of the Unix epoch; clones show the same time.
#[derive(Clone, Debug)]
pub struct SandboxClock {
    reading: Arc<Mutex<Reading>>,
}

#[derive(Clone, Copy, Debug)]
enum Reading {
    /// The machine's time plus so many milliseconds.
    Running { offset_ms: i64 },
    /// Stands still until it is moved.
    Standing { now_ms: i64 },
}

impl SandboxClock {
    /// A clock that follows the machine's time.
    pub fn real() -> Self {
        Self::with(Reading::Running { offset_ms: 0 })
    }

    /// A clock that stands at `now_ms` (milliseconds since 1970-01-01T00:00:00Z) until moved.
    pub fn manual(now_ms: i64) -> Self {
        Self::with(Reading::Standing { now_ms })
    }

    fn with(reading: Reading) -> Self {
        Self {
            reading: Arc::new(Mutex::new(reading)),
        }
    }

    /// The time now, in milliseconds since 1970-01-01T00:00:00Z.
    pub fn now_ms(&self) -> i64 {
        match *self.reading.lock().unwrap_or_else(PoisonError::into_inner) {
            Reading::Running { offset_ms } => machine_ms().saturating_add(offset_ms),
            Reading::Standing { now_ms } => now_ms,
        }
    }

    /// Moves the clock by `ms` (backwards when negative).
    pub fn advance(&self, ms: i64) {
        match &mut *self.reading.lock().unwrap_or_else(PoisonError::into_inner) {
            Reading::Running { offset_ms } => *offset_ms = offset_ms.saturating_add(ms),
            Reading::Standing { now_ms } => *now_ms = now_ms.saturating_add(ms),
        }
    }

    /// Sets the clock to `ms`; a running clock runs on from there.
    pub fn set(&self, ms: i64) {
        match &mut *self.reading.lock().unwrap_or_else(PoisonError::into_inner) {
            Reading::Running { offset_ms } => *offset_ms = ms.saturating_sub(machine_ms()),
            Reading::Standing { now_ms } => *now_ms = ms,
        }
    }
}

impl Default for SandboxClock {
    fn default() -> Self {
        Self::real()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn machine_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// `ms` as a date and time at `offset_minutes` east of Greenwich.
#[cfg_attr(
    not(feature = "portal"),
    allow(dead_code, reason = "the portal prints local times")
)]
pub(crate) fn local(ms: i64, offset_minutes: i32) -> DateTime<FixedOffset> {
    let utc = Utc.timestamp_millis_opt(ms).single().unwrap_or_default();
    let offset = FixedOffset::east_opt(offset_minutes.saturating_mul(60))
        .unwrap_or_else(|| chrono::Offset::fix(&Utc));
    utc.with_timezone(&offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_stands_until_it_is_moved() {
        let clock = SandboxClock::manual(1_000);
        let other = clock.clone();
        assert_eq!(other.now_ms(), 1_000);
        clock.advance(500);
        assert_eq!(other.now_ms(), 1_500);
        other.set(9);
        assert_eq!(clock.now_ms(), 9);
    }

    #[test]
    fn a_real_clock_runs_on_from_where_it_was_set() {
        let clock = SandboxClock::real();
        clock.set(1_000_000);
        let now = clock.now_ms();
        assert!((1_000_000..1_010_000).contains(&now), "{now}");
    }
}
