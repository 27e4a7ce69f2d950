//! The rate limit of a portal as a pure value: a leaky bucket on times that are given to it.
//!
//! A portal counts every HTTP request (a whole batch is one), per source address; above the
//! capacity requests are refused with `503 QUERY_LIMIT_EXCEEDED`. How the count goes down is said
//! in one place, [`Drain`]. In steps nobody outside knows when in the second: this bucket lets out
//! what the portal takes at whatever moment its steps fall, and no later than that.
//! Source: <https://apidocs.bitrix24.com/limits.html>.
//! Not here: waiting, priorities and sharing (that is `queue` and `pacer`).

use chrono::{DateTime, TimeDelta, Utc};

/// How a portal's count of requests goes down.
///
/// The documentation takes a number off each second; whether all at once or evenly has not been
/// measured. What is let out for steps, a portal of the other kind takes as well, since it has made
/// room no later; so steps are the default of everything here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drain {
    /// So many together, once a second.
    #[default]
    Steps,
    /// One by one, evenly through the second.
    Continuous,
}

/// How fast a portal's plan lets requests in. The default is [`STANDARD`](Self::STANDARD).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    capacity: i64,
    /// How many requests leave the bucket in one step.
    drained: i64,
    /// The time from step to step.
    step: TimeDelta,
}

impl Plan {
    /// All plans but Enterprise: blocks above 50, drains 2 each second.
    pub const STANDARD: Self = Self {
        capacity: 50,
        drained: 2,
        step: TimeDelta::seconds(1),
    };

    /// Enterprise: blocks above 250, drains 5 each second.
    pub const ENTERPRISE: Self = Self {
        capacity: 250,
        drained: 5,
        step: TimeDelta::seconds(1),
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

    /// A limit as portals have it: at most `capacity` requests in the bucket, of which `per_second`
    /// leave each second.
    ///
    /// Numbers below 1 count as 1.
    pub fn per_second(capacity: i32, per_second: i32, drain: Drain) -> Self {
        match drain {
            Drain::Steps => Self::in_steps(capacity, per_second, TimeDelta::seconds(1)),
            Drain::Continuous => {
                // Rounded up: never faster than the portal, however long it lasts.
                let micros = ceil_div(1_000_000, i64::from(per_second.max(1)));
                Self::new(capacity, TimeDelta::microseconds(micros))
            }
        }
    }

    /// Another limit: at most `capacity` requests in the bucket, one leaves each `interval`.
    ///
    /// A capacity below 1 counts as 1, an interval below a microsecond as one.
    pub fn new(capacity: i32, interval: TimeDelta) -> Self {
        Self::in_steps(capacity, 1, interval)
    }

    /// Another limit: at most `capacity` requests in the bucket, `drained` of them leave together
    /// each `step`.
    ///
    /// A capacity below 1 counts as 1, `drained` as 1 to the capacity, a step below a microsecond
    /// as one.
    pub fn in_steps(capacity: i32, drained: i32, step: TimeDelta) -> Self {
        let capacity = i64::from(capacity.max(1));
        Self {
            capacity,
            drained: i64::from(drained).clamp(1, capacity),
            step: step.max(TimeDelta::microseconds(1)),
        }
    }

    /// So many steps; a time longer than can be told becomes the longest.
    fn steps(self, count: i64) -> TimeDelta {
        i32::try_from(count)
            .ok()
            .and_then(|count| self.step.checked_mul(count))
            .unwrap_or(TimeDelta::MAX)
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self::STANDARD
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
/// Request `n` may go out at `t` when, for every earlier request `i` that it could have met in the
/// bucket, the portal has had time for the steps that make room: `t ≥ tᵢ + ⌈(n−i+1−capacity) /
/// drained⌉ · step`. Of all requests whose numbers differ by whole steps only the one that asks for
/// most matters, so one moment for each place within a step is all that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    plan: Plan,
    /// How many requests were let out, counted within a turn: see `fold`.
    next: i64,
    /// By number within a step: the latest `tᵢ`, less the steps that lie before request `i`.
    binding: Vec<Option<DateTime<Utc>>>,
}

impl Bucket {
    /// An empty bucket.
    pub fn new(plan: Plan) -> Self {
        let places = usize::try_from(plan.drained).unwrap_or(1);
        Self {
            plan,
            next: 0,
            binding: vec![None; places],
        }
    }

    /// Reserves the next place; callers are let out in the order in which they ask.
    pub fn admit(&mut self, now: DateTime<Utc>) -> Admission {
        let earliest = self.numbered().filter_map(|(place, binding)| {
            // The steps before request `next` that the requests of this place ask for.
            let over = self.next + 1 - self.plan.capacity - place;
            let steps = self.plan.steps(ceil_div(over, self.plan.drained));
            binding?.checked_add_signed(steps)
        });
        let at = earliest.max().map_or(now, |earliest| earliest.max(now));
        self.bind(self.next, at);
        self.next += 1;
        self.fold();
        Admission { at }
    }

    /// The place that was reserved last was taken at `now` only.
    pub fn used(&mut self, now: DateTime<Utc>) {
        self.bind(self.next - 1, now);
    }

    /// The portal refused at `now`: its bucket is full, whoever filled it, so ours is as well. Gives
    /// the moment before which no request may go out.
    pub fn on_refusal(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        // As if the last requests, as many as fit in, had all gone out now.
        for back in 0..self.plan.drained {
            self.bind(self.next - self.plan.capacity + back, now);
        }
        now + self.plan.step
    }

    /// How many requests may still be in the bucket at `now`, those reserved for later included.
    pub fn level(&self, now: DateTime<Utc>) -> u64 {
        let levels = self.numbered().filter_map(|(place, binding)| {
            let passed = (now - binding?).num_microseconds()?;
            let step = self.plan.step.num_microseconds()?.max(1);
            Some(self.next - place - self.plan.drained * passed.div_euclid(step))
        });
        let level = levels.max().unwrap_or(0).max(0);
        u64::try_from(level).unwrap_or(0)
    }

    /// Notes that request `number` goes out at `at`.
    fn bind(&mut self, number: i64, at: DateTime<Utc>) {
        let steps = self.plan.steps(number.div_euclid(self.plan.drained));
        let Some(at) = at.checked_sub_signed(steps) else {
            return;
        };
        let place = usize::try_from(number.rem_euclid(self.plan.drained)).unwrap_or(0);
        if let Some(binding) = self.binding.get_mut(place) {
            *binding = (*binding).max(Some(at));
        }
    }

    /// Begins to count anew before numbers become large: what is bound moves with the numbers.
    fn fold(&mut self) {
        const TURN: i64 = 1 << 20;
        if self.next < TURN * self.plan.drained {
            return;
        }
        self.next -= TURN * self.plan.drained;
        let moved = self.plan.steps(TURN);
        for binding in &mut self.binding {
            *binding = binding.and_then(|at| at.checked_add_signed(moved));
        }
    }

    fn numbered(&self) -> impl Iterator<Item = (i64, Option<DateTime<Utc>>)> {
        (0..).zip(self.binding.iter().copied())
    }
}

fn ceil_div(number: i64, by: i64) -> i64 {
    -(-number).div_euclid(by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(ms).unwrap()
    }

    /// A portal's own count, drained by 2 each second, at this millisecond of the second.
    #[derive(Clone, Copy)]
    struct Portal {
        phase: i64,
        level: i64,
        seen: i64,
    }

    /// A portal's own count in thousandths, drained by 2 of them each millisecond.
    #[derive(Default)]
    struct EvenPortal {
        level: i64,
        seen: i64,
    }

    impl EvenPortal {
        fn take(&mut self, ms: i64) -> bool {
            self.level = (self.level - 2 * (ms - self.seen)).max(0);
            self.seen = ms;
            let fits = self.level <= 49_000;
            self.level += if fits { 1000 } else { 0 };
            fits
        }
    }

    impl Portal {
        fn level_at(&self, ms: i64) -> i64 {
            let steps =
                (ms - self.phase).div_euclid(1000) - (self.seen - self.phase).div_euclid(1000);
            (self.level - 2 * steps).max(0)
        }

        fn take(&mut self, ms: i64) -> bool {
            self.level = self.level_at(ms);
            self.seen = ms;
            let fits = self.level < 50;
            self.level += i64::from(fits);
            fits
        }
    }

    fn portals() -> Vec<Portal> {
        let new = |phase| Portal {
            phase,
            level: 0,
            seen: 0,
        };
        (0..1000).map(new).collect()
    }

    #[test]
    fn fifty_go_at_once_and_then_two_each_second() {
        let mut bucket = Bucket::new(Plan::STANDARD);
        for _ in 0..50 {
            assert_eq!(bucket.admit(at(0)).at, at(0));
        }
        let next: Vec<_> = (0..4).map(|_| bucket.admit(at(0)).at).collect();
        assert_eq!(next, [at(1000), at(1000), at(2000), at(2000)]);
        assert_eq!(bucket.level(at(0)), 54);
        assert_eq!(bucket.level(at(27_000)), 0);
    }

    #[test]
    fn a_plan_by_interval_lets_one_out_each() {
        let mut bucket = Bucket::new(Plan::new(3, TimeDelta::milliseconds(500)));
        let next: Vec<_> = (0..6).map(|_| bucket.admit(at(0)).at).collect();
        assert_eq!(next, [at(0), at(0), at(0), at(500), at(1000), at(1500)]);
        let mut enterprise = Bucket::new(Plan::ENTERPRISE);
        let last = (0..256).map(|_| enterprise.admit(at(0)).at).last();
        assert_eq!(last, Some(at(2000)));
    }

    #[test]
    fn the_default_is_the_standard_plan_in_steps() {
        let steps = Plan::per_second(50, 2, Drain::default());
        assert_eq!((Plan::default(), steps), (Plan::STANDARD, Plan::STANDARD));
        assert_eq!(Plan::per_second(250, 5, Drain::Steps), Plan::ENTERPRISE);
        let even = Plan::per_second(50, 2, Drain::Continuous);
        assert_eq!(even, Plan::new(50, TimeDelta::milliseconds(500)));
        let third = Plan::per_second(1, 3, Drain::Continuous);
        assert_eq!(third.step, TimeDelta::microseconds(333_334));
    }

    #[test]
    fn after_a_refusal_each_request_waits_for_a_step() {
        let mut bucket = Bucket::new(Plan::STANDARD);
        bucket.on_refusal(at(100));
        assert_eq!(bucket.level(at(100)), 50);
        let next: Vec<_> = (0..3).map(|_| bucket.admit(at(100)).at).collect();
        assert_eq!(next, [at(1100), at(1100), at(2100)]);
    }

    #[test]
    fn counting_anew_changes_nothing() {
        let plan = Plan::in_steps(5, 2, TimeDelta::milliseconds(1));
        let mut bucket = Bucket::new(plan);
        // Five at once, then two each millisecond, for longer than a turn of the count.
        for number in 0..(2_i64 << 20) + 99 {
            let expected = ceil_div(number + 1 - 5, 2).max(0);
            assert_eq!(bucket.admit(at(0)).at, at(expected), "request {number}");
        }
        assert!(bucket.next < 200);
    }

    proptest! {
        /// Of all moments at which the portal's step may fall, none refuses, and of any earlier
        /// moment at least one does.
        #[test]
        fn it_never_admits_more_than_the_portal_takes_and_never_waits_longer_than_needed(
            gaps in prop::collection::vec(prop_oneof![3 => Just(0_i64), 1 => 0_i64..3000], 1..200)
        ) {
            let mut bucket = Bucket::new(Plan::STANDARD);
            let mut portals = portals();
            let (mut now, mut last) = (0, 0);
            for gap in gaps {
                now += gap;
                let sent = bucket.admit(at(now)).at.timestamp_millis();
                let ready = now.max(last);
                if sent > ready {
                    let refuses = |portal: &Portal| portal.level_at(sent - 1) >= 50;
                    prop_assert!(portals.iter().any(refuses), "could go at {}", sent - 1);
                }
                for portal in &mut portals {
                    prop_assert!(portal.take(sent), "refused at {sent}, step at {}", portal.phase);
                }
                last = sent;
            }
        }

        /// Steps are the careful choice: a portal that drains evenly takes them, and its own plan.
        #[test]
        fn a_portal_that_drains_evenly_takes_both_kinds_of_plan(
            gaps in prop::collection::vec(prop_oneof![3 => Just(0_i64), 1 => 0_i64..3000], 1..200)
        ) {
            for drain in [Drain::Steps, Drain::Continuous] {
                let mut bucket = Bucket::new(Plan::per_second(50, 2, drain));
                let (mut portal, mut now) = (EvenPortal::default(), 0);
                for gap in &gaps {
                    now += gap;
                    let sent = bucket.admit(at(now)).at.timestamp_millis();
                    prop_assert!(portal.take(sent), "{drain:?}: refused at {sent}");
                }
            }
        }
    }
}
