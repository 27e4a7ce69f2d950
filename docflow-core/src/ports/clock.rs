//! Time, as an argument of everything that needs it.

use crate::Timestamp;
use async_trait::async_trait;

/// The one source of time of a process.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Returns at `moment` or later; at once when it has passed.
    async fn sleep_until(&self, moment: Timestamp);
}
