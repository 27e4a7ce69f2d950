//! How long a call waits for the operating time of a method that has used it up.
//!
//! The portal refuses such a method until the oldest part of its time expires; that may be not
//! enough, so a call may wait more than once. What it refused did not run.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Client;
use crate::clock::between;
use crate::error::{Error, ErrorKind};
use crate::retry::CallOptions;

/// What a call has waited already.
#[derive(Default)]
pub(crate) struct Patience {
    waited: Duration,
    /// Until when the last wait was granted; the same wait of several commands counts once.
    granted: Option<DateTime<Utc>>,
}

/// A wait when the portal's moment has passed by our clock: clocks differ.
const AT_LEAST: Duration = Duration::from_secs(5);

impl Patience {
    /// Until when to wait after this error, when it is about operating time, the portal has said
    /// until when, and the caller has so much patience left.
    pub(crate) fn until(
        &mut self,
        client: &Client,
        error: &Error,
        options: &CallOptions,
    ) -> Option<DateTime<Utc>> {
        let ErrorKind::OperatingLimit { until } = error.kind() else {
            return None;
        };
        let reset_at = || client.operating().of(error.method())?.reset_at;
        let now = client.clock().now();
        let until = until.or_else(reset_at)?.max(now + AT_LEAST);
        let from = self.granted.map_or(now, |granted| granted.max(now));
        let waited = self.waited.saturating_add(between(from, until));
        if waited > options.operating_patience {
            return None;
        }
        self.waited = waited;
        self.granted = self.granted.max(Some(until));
        Some(until)
    }
}
