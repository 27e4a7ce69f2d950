//! How long the commands of each method usually take, as the portal reports it. Pure.
//!
//! Callers: the sender of batches, which keeps a request below the 60 s at which a portal cuts it.

use std::collections::BTreeMap;
use std::time::Duration;

/// A running mean of each method's durations that rises at once and falls slowly: a request that
/// is planned too long is lost as a whole, one that is planned too short costs one request more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Durations(BTreeMap<String, Duration>);

impl Durations {
    pub(crate) fn record(&mut self, method: &str, took: Duration) {
        match self.0.get_mut(method) {
            Some(usual) => *usual = took.max((*usual * 3 + took) / 4),
            None => {
                self.0.insert(method.to_owned(), took);
            }
        }
    }

    /// The usual duration; nothing for a method that was not called yet.
    pub(crate) fn of(&self, method: &str) -> Duration {
        self.0.get(method).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_answer_counts_at_once_and_is_forgotten_slowly() {
        let mut durations = Durations::default();
        let seconds = Duration::from_secs;
        durations.record("m", seconds(1));
        durations.record("m", seconds(5));
        assert_eq!(durations.of("m"), seconds(5));
        durations.record("m", seconds(1));
        assert_eq!(durations.of("m"), seconds(4));
        assert_eq!(durations.of("other"), Duration::ZERO);
    }
}
