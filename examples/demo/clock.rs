//! The demo's time: it begins on a fixed morning and goes on as the machine's does.

use async_trait::async_trait;
use docflow_core::{Clock, Timestamp};
use std::time::Duration;
use tokio::time::Instant;

/// The fixed morning: documents of the demo bear this date whenever it is played.
pub(crate) const MORNING: &str = "2026-11-24T06:30:00Z";

/// A clock that began at a given moment.
pub(crate) struct StoryClock {
    start: Timestamp,
    begun: Instant,
}

impl StoryClock {
    pub(crate) fn starting_at(moment: &str) -> Result<Self, chrono::ParseError> {
        Ok(Self {
            start: moment.parse()?,
            begun: Instant::now(),
        })
    }
}

#[async_trait]
impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        self.start
            .checked_add_signed(passed(self.begun.elapsed()))
            .unwrap_or(self.start)
    }

    async fn sleep_until(&self, moment: Timestamp) {
        let left = moment
            .signed_duration_since(self.now())
            .to_std()
            .unwrap_or_default();
        tokio::time::sleep(left).await;
    }
}

fn passed(elapsed: Duration) -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(elapsed).unwrap_or_default()
}
