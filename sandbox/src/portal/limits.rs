//! The two limits: a leaky bucket of requests per source address, and `operating`, the working
//! time of a method per application or webhook. Both are plain values on given time.

use std::collections::BTreeMap;
use std::net::IpAddr;

use rust_decimal::Decimal;

use crate::switches::BucketDrain;

/// Blocks above `capacity`, drains `per_second`.
#[derive(Clone, Copy)]
pub(crate) struct Rate {
    pub(crate) capacity: i64,
    pub(crate) per_second: i64,
    pub(crate) drain: BucketDrain,
}

impl Rate {
    /// Thousandths of a request that leave the bucket between two moments.
    fn drained(self, from_ms: i64, to_ms: i64) -> i64 {
        let passed = match self.drain {
            BucketDrain::Steps => 1000 * (to_ms.div_euclid(1000) - from_ms.div_euclid(1000)),
            BucketDrain::Continuous => to_ms - from_ms,
        };
        // One a second is one thousandth a millisecond.
        passed.max(0).saturating_mul(self.per_second)
    }
}

#[derive(Default)]
pub(crate) struct Buckets {
    by_source: BTreeMap<IpAddr, Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// Thousandths of a request.
    level: i64,
    at_ms: i64,
}

impl Buckets {
    /// Counts a request; false when the bucket would rise above its capacity. A refused request
    /// is not counted.
    pub(crate) fn admit(&mut self, source: IpAddr, rate: Rate, now_ms: i64) -> bool {
        let empty = Bucket {
            level: 0,
            at_ms: now_ms,
        };
        let bucket = self.by_source.entry(source).or_insert(empty);
        let drained = rate.drained(bucket.at_ms, now_ms);
        bucket.level = bucket.level.saturating_sub(drained).max(0);
        bucket.at_ms = now_ms;
        let raised = bucket.level.saturating_add(1000);
        let admitted = raised <= rate.capacity.saturating_mul(1000);
        if admitted {
            bucket.level = raised;
        }
        admitted
    }
}

const MINUTE_MS: i64 = 60_000;
const LIFE_MS: i64 = 600_000;

/// Working time per (caller, method): one-minute windows that live ten minutes from their first
/// call.
#[derive(Default)]
pub(crate) struct Operating {
    windows: BTreeMap<(String, String), Vec<Window>>,
}

#[derive(Clone, Copy)]
struct Window {
    start_ms: i64,
    seconds: Decimal,
}

/// What the block `time` shows.
#[derive(Clone, Copy)]
pub(crate) struct Spent {
    pub(crate) seconds: Decimal,
    pub(crate) reset_at_ms: i64,
}

impl Operating {
    /// The total now, and when its oldest window goes.
    pub(crate) fn spent(&mut self, caller: &str, method: &str, now_ms: i64) -> Spent {
        let key = (caller.to_owned(), method.to_owned());
        let Some(windows) = self.windows.get_mut(&key) else {
            return Spent {
                seconds: Decimal::ZERO,
                reset_at_ms: now_ms + LIFE_MS,
            };
        };
        windows.retain(|window| now_ms < window.start_ms + LIFE_MS);
        let oldest = windows.first().map_or(now_ms, |window| window.start_ms);
        let seconds = windows.iter().map(|window| window.seconds).sum();
        Spent {
            seconds,
            reset_at_ms: oldest + LIFE_MS,
        }
    }

    /// Adds the cost of a call that was done.
    pub(crate) fn add(&mut self, caller: &str, method: &str, now_ms: i64, seconds: Decimal) {
        let key = (caller.to_owned(), method.to_owned());
        let windows = self.windows.entry(key).or_default();
        match windows.last_mut() {
            Some(last) if now_ms < last.start_ms + MINUTE_MS => last.seconds += seconds,
            _ => windows.push(Window {
                start_ms: now_ms,
                seconds,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    fn standard(drain: BucketDrain) -> Rate {
        Rate {
            capacity: 50,
            per_second: 2,
            drain,
        }
    }

    /// How many of sixty requests are admitted at each of these moments.
    fn admitted(drain: BucketDrain, moments: [i64; 5]) -> [usize; 5] {
        let mut buckets = Buckets::default();
        let mut at = |ms| {
            (0..60)
                .filter(|_| buckets.admit(HERE, standard(drain), ms))
                .count()
        };
        moments.map(&mut at)
    }

    #[test]
    fn fifty_at_once_then_two_together_when_a_second_is_over() {
        let counts = admitted(BucketDrain::Steps, [600, 999, 1_000, 1_999, 3_500]);
        assert_eq!(counts, [50, 0, 2, 0, 4]);
    }

    #[test]
    fn fifty_at_once_then_one_each_half_second() {
        let counts = admitted(BucketDrain::Continuous, [600, 1_099, 1_100, 2_100, 3_600]);
        assert_eq!(counts, [50, 0, 1, 2, 3]);
    }

    #[test]
    fn operating_windows_expire_ten_minutes_after_their_first_call() {
        let mut operating = Operating::default();
        let one = Decimal::ONE;
        operating.add("w", "m", 0, one);
        operating.add("w", "m", 59_000, one);
        operating.add("w", "m", 61_000, one);
        assert_eq!(operating.spent("w", "m", 61_000).seconds, Decimal::from(3));
        assert_eq!(operating.spent("w", "other", 61_000).seconds, Decimal::ZERO);
        assert_eq!(operating.spent("w", "m", 600_000).seconds, one);
        assert_eq!(operating.spent("w", "m", 600_000).reset_at_ms, 661_000);
    }
}
