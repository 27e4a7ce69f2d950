//! How much operating time each method has used, as the portal reports it. Pure.
//!
//! A portal sums the working time of a method per application over about ten minutes and blocks
//! the method above a limit of its own (480 s in the documentation's example). Each answer carries
//! the running total and the moment at which the oldest part of it expires.
//! Who pays for commands in a batch is disputed: the documentation says each method, measurement
//! says `batch`. So both are recorded as they are reported, and nothing is added up here.
//! Source: <https://apidocs.bitrix24.com/limits.html>.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::timing::Timing;

/// The last reported operating time of one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operating {
    /// The running total within the portal's window.
    pub used: Duration,
    /// When the oldest part of it expires; not all portals say.
    pub reset_at: Option<DateTime<Utc>>,
}

/// The operating time of every method called so far; `batch` is one of the names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperatingTimes(BTreeMap<String, Operating>);

impl Timing {
    /// What it says of the method's operating time.
    pub(crate) fn operating(&self) -> Option<Operating> {
        let reset_at = self.operating_reset_at;
        let reported = |used| Operating { used, reset_at };
        self.operating.map(reported)
    }
}

impl OperatingTimes {
    /// Takes in what an answer of `method` reported; nothing when it reported nothing.
    pub fn record(&mut self, method: &str, timing: &Timing) {
        if let Some(reported) = timing.operating() {
            self.0.insert(method.to_owned(), reported);
        }
    }

    /// The last report of `method`.
    pub fn of(&self, method: &str) -> Option<Operating> {
        self.0.get(method).copied()
    }

    /// All methods by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Operating)> {
        self.0
            .iter()
            .map(|(method, operating)| (method.as_str(), *operating))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_replaces_the_one_before_because_it_is_a_running_total() {
        let timing = |seconds| Timing {
            operating: Some(Duration::from_secs(seconds)),
            ..Timing::default()
        };
        let mut times = OperatingTimes::default();
        times.record("crm.item.list", &timing(3));
        times.record("crm.item.list", &timing(5));
        times.record("crm.item.list", &Timing::default());
        assert_eq!(
            times.of("crm.item.list").unwrap().used,
            Duration::from_secs(5)
        );
        assert_eq!(times.of("batch"), None);
    }
}
