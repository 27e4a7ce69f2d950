//! Time, as an argument of everything that needs it.

use crate::facts::Timestamp;
use async_trait::async_trait;

/// The one source of time of a process.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Returns at `moment` or later; at once when it has passed.
    async fn sleep_until(&self, moment: Timestamp);

    /// Returns at `moment` or later, beside other work, and never moves the clock.
    ///
    /// An engine prolongs its claims with it. A clock of tests that jumps over sleeps need not have
    /// it: by default it never returns, and claims live for their time alone.
    async fn alarm(&self, _moment: Timestamp) {
        std::future::pending::<()>().await;
    }
}
