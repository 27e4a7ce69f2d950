//! The rate limit of a portal as a pure value: a leaky bucket on times that are given to it.
//!
//! A portal counts every HTTP request (a whole batch is one), per source address; the count drains
//! at a fixed rate, and above the capacity requests are refused with `503 QUERY_LIMIT_EXCEEDED`.
//! Source: <https://apidocs.bitrix24.com/limits.html>.
//! Not here: waiting and sharing (that is `pacer`).

use chrono::{DateTime, TimeDelta, Utc};

/// How fast a portal's plan lets requests in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    capacity: i32,
    interval: TimeDelta,
}

impl Plan {
    /// All plans but Enterprise: blocks above 50, drains 2 a second.
    pub const STANDARD: Self = Self {
        capacity: 50,
        interval: TimeDelta::milliseconds(500),
    };

    /// Enterprise: blocks above 250, drains 5 a second.
    pub const ENTERPRISE: Self = Self {
        capacity: 250,
        interval: TimeDelta::milliseconds(200),
    };

    /// The plan by `LICENSE_FAMILY` or `LICENSE_TYPE` of [`AppInfo`](crate::AppInfo), where
    /// Enterprise begins with `ent`.
    pub fn of_license(license: &str) -> Self {
        if license.starts_with("ent") {
            Self::ENTERPRISE
        } else {
            Self::STANDARD
        }
    }

    /// Another limit: at most `capacity` requests in the bucket, one leaves each `interval`.
    ///
    /// A capacity below 1 counts as 1, an interval below a microsecond as one.
    pub fn new(capacity: i32, interval: TimeDelta) -> Self {
        let interval = interval.max(TimeDelta::microseconds(1));
        Self {
            capacity: capacity.max(1),
            interval,
        }
    }

    /// How long a full bucket takes to drain.
    fn depth(self) -> TimeDelta {
        self.interval
            .checked_mul(self.capacity)
            .unwrap_or(TimeDelta::MAX)
    }
}

/// A reserved place: the request may go out at `at`, no sooner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// When.
    pub at: DateTime<Utc>,
}

/// A leaky bucket that reserves at admission.
///
/// Its level is kept as the moment at which it will be empty, which makes it exact: each request
/// moves that moment by one interval, and a request may go out as soon as the moment after it lies
/// no further ahead than a full bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    plan: Plan,
    empty_at: DateTime<Utc>,
}

impl Bucket {
    /// An empty bucket.
    pub const fn new(plan: Plan) -> Self {
        Self {
            plan,
            empty_at: DateTime::<Utc>::MIN_UTC,
        }
    }

    /// Reserves the next place; callers are let out in the order in which they ask.
    pub fn admit(&mut self, now: DateTime<Utc>) -> Admission {
        let full_before = self.plan.depth() - self.plan.interval;
        let earliest = self.empty_at.checked_sub_signed(full_before).unwrap_or(now);
        let at = earliest.max(now);
        self.empty_at = self.empty_at.max(at) + self.plan.interval;
        Admission { at }
    }

    /// The portal refused at `now`: its bucket is full, whoever filled it, so ours is as well.
    pub fn on_refusal(&mut self, now: DateTime<Utc>) {
        self.empty_at = self.empty_at.max(now + self.plan.depth());
    }

    /// How many requests are in the bucket at `now`, those reserved for later included.
    pub fn level(&self, now: DateTime<Utc>) -> u64 {
        let ahead = (self.empty_at - now).num_microseconds().unwrap_or(0).max(0);
        let interval = self.plan.interval.num_microseconds().unwrap_or(1).max(1);
        u64::try_from(ahead / interval + i64::from(ahead % interval > 0)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(ms).unwrap()
    }

    /// The portal's own count, in thousandths of a request, drained continuously.
    struct Portal {
        level: i64,
        seen: i64,
    }

    impl Portal {
        fn drained(&self, ms: i64) -> i64 {
            (self.level - (ms - self.seen) * 2).max(0)
        }

        fn take(&mut self, ms: i64) -> bool {
            self.level = self.drained(ms);
            self.seen = ms;
            let fits = self.level + 1000 <= 50_000;
            if fits {
                self.level += 1000;
            }
            fits
        }
    }

    #[test]
    fn fifty_go_at_once_and_then_two_a_second() {
        let mut bucket = Bucket::new(Plan::STANDARD);
        for _ in 0..50 {
            assert_eq!(bucket.admit(at(0)).at, at(0));
        }
        assert_eq!(bucket.admit(at(0)).at, at(500));
        assert_eq!(bucket.admit(at(0)).at, at(1000));
        assert_eq!(bucket.level(at(0)), 52);
        assert_eq!(bucket.level(at(26_000)), 0);
    }

    #[test]
    fn after_a_refusal_each_request_waits_for_one_to_drain() {
        let mut bucket = Bucket::new(Plan::STANDARD);
        bucket.on_refusal(at(100));
        assert_eq!(bucket.level(at(100)), 50);
        assert_eq!(bucket.admit(at(100)).at, at(600));
        assert_eq!(bucket.admit(at(100)).at, at(1100));
    }

    proptest! {
        #[test]
        fn it_never_admits_more_than_the_portal_takes_and_never_waits_longer_than_needed(
            gaps in prop::collection::vec(0_i64..1500, 1..300)
        ) {
            let mut bucket = Bucket::new(Plan::STANDARD);
            let mut portal = Portal { level: 0, seen: 0 };
            let mut now = 0;
            for gap in gaps {
                now += gap;
                let sent = bucket.admit(at(now)).at.timestamp_millis();
                let ready = now.max(portal.seen);
                if sent > ready {
                    prop_assert!(portal.drained(sent - 1) + 1000 > 50_000, "could go at {}", sent - 1);
                }
                prop_assert!(portal.take(sent), "refused at {sent}");
            }
        }
    }
}
