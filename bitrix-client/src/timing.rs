//! What a portal says about its time, beside the result of an answer. Pure.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::wire::{DecodeError, FromWire, RawJson};

/// The `time` of an answer; every part may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timing {
    /// How long the portal worked on it.
    pub duration: Option<Duration>,
    /// The running total of the method's operating time.
    pub operating: Option<Duration>,
    /// When the oldest part of that total expires.
    pub operating_reset_at: Option<DateTime<Utc>>,
}

impl FromWire for Timing {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        Ok(time_of(Some(raw)))
    }
}

/// Reads `time` leniently: it is a report, and no answer fails over it.
pub(crate) fn time_of(raw: Option<RawJson<'_>>) -> Timing {
    let Some(raw) = raw else {
        return Timing::default();
    };
    let seconds = |name: &str| raw.member::<Option<Decimal>>(name).ok().flatten();
    let micros = |seconds: Decimal| {
        let micros = seconds.checked_mul(Decimal::from(1_000_000))?;
        let rounded = micros.round_dp_with_strategy(0, RoundingStrategy::AwayFromZero);
        rounded.to_u64().map(Duration::from_micros)
    };
    let reset_at = raw
        .member::<Option<i64>>("operating_reset_at")
        .ok()
        .flatten();
    Timing {
        duration: seconds("duration").and_then(micros),
        operating: seconds("operating").and_then(micros),
        operating_reset_at: reset_at.and_then(|unix| DateTime::from_timestamp(unix, 0)),
    }
}
