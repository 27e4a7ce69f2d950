//! The shared pace of requests to one portal from one address.
//!
//! Here: waiting for a place, in the order of the queue. A place is reserved for the queue and not
//! for the one who asked: whoever is first when its time has come takes it, so that a person who
//! comes later still goes before a synchronisation that waits, and a caller who gives up loses
//! nothing.
//! Callers: the sender, before each attempt; hosts, to share one pace between several clients.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use crate::bucket::{Bucket, Plan};
use crate::clock::Clock;
use crate::queue::{Lane, Priority, Queue, Turn};

/// A bucket that several processes share, kept where all of them reach it.
///
/// A portal counts per source address: processes on one machine, or behind one address, fill one
/// bucket. An implementer keeps a [`Bucket`] of the portal's plan in a place of its choice and
/// applies these calls to it one at a time; the clocks of the processes must agree.
///
/// A process still keeps a bucket of its own beside it, and lives by that alone while the shared
/// one cannot be reached.
#[async_trait]
pub trait SharedBucket: Send + Sync {
    /// Reserves the next place, as [`Bucket::admit`] does.
    ///
    /// # Errors
    /// [`SharedBucketLost`] when the bucket cannot be reached; nothing is reserved then.
    async fn reserve(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, SharedBucketLost>;

    /// The portal has refused at `now`, as [`Bucket::on_refusal`].
    async fn refused(&self, now: DateTime<Utc>);
}

/// The shared bucket cannot be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the shared bucket to answer, found it lost; the process paces itself alone")]
pub struct SharedBucketLost;

/// One portal's request bucket, shared by everything that clones it.
///
/// A portal counts per source address, over all applications and webhooks. So give every client of
/// a portal in this process the same pacer ([`ClientBuilder::pacer`](crate::ClientBuilder::pacer));
/// clones of one client share theirs already.
#[derive(Clone)]
pub struct Pacer {
    state: Arc<Mutex<State>>,
    shared: Option<Arc<dyn SharedBucket>>,
}

struct State {
    bucket: Bucket,
    queue: Queue,
    /// The next place, reserved and not taken.
    place: Option<DateTime<Utc>>,
    /// Someone asks the shared bucket for the next place.
    asking: bool,
    lanes: u64,
}

/// What one who waits does next.
enum Next {
    Go,
    Wait(DateTime<Utc>),
    /// It is another one's turn.
    LetPast(DateTime<Utc>),
    AskShared,
}

/// How long a place waits for the first in the queue, who may have stopped being polled.
const GRACE: TimeDelta = TimeDelta::milliseconds(50);

/// How long the shared bucket may take to answer.
const LOST_AFTER: std::time::Duration = std::time::Duration::from_secs(2);

/// How often one looks who is not first.
const LOOK: TimeDelta = TimeDelta::milliseconds(1);

impl Pacer {
    /// A pacer with an empty bucket.
    pub fn new(plan: Plan) -> Self {
        let state = State {
            bucket: Bucket::new(plan),
            queue: Queue::default(),
            place: None,
            asking: false,
            lanes: 0,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            shared: None,
        }
    }

    /// A pacer that shares its bucket with other processes.
    pub fn shared(plan: Plan, bucket: Arc<dyn SharedBucket>) -> Self {
        Self {
            shared: Some(bucket),
            ..Self::new(plan)
        }
    }

    /// How many requests the bucket holds at `now`, the next place included when it is reserved.
    pub fn level(&self, now: DateTime<Utc>) -> u64 {
        self.state().bucket.level(now)
    }

    /// A task of its own, which takes turns with the others.
    pub(crate) fn lane(&self) -> Lane {
        let mut state = self.state();
        state.lanes += 1;
        Lane(state.lanes)
    }

    /// Waits for a place and takes it.
    pub(crate) async fn wait(&self, clock: &dyn Clock, priority: Priority, lane: Lane) {
        let turn = self.state().queue.enter(priority, lane);
        let waiting = Waiting { pacer: self, turn };
        loop {
            match self.next(waiting.turn, clock.now()) {
                Next::Go => return,
                Next::Wait(until) => clock.sleep_until(until).await,
                Next::LetPast(until) => {
                    tokio::task::yield_now().await;
                    clock.sleep_until(until).await;
                }
                Next::AskShared => self.ask_shared(clock).await,
            }
        }
    }

    pub(crate) async fn on_refusal(&self, now: DateTime<Utc>) {
        self.state().refused(now);
        if let Some(shared) = &self.shared {
            shared.refused(now).await;
        }
    }

    fn next(&self, turn: Turn, now: DateTime<Utc>) -> Next {
        let mut state = self.state();
        let place = match state.place {
            Some(place) => place,
            None if self.shared.is_some() => {
                if state.asking {
                    return Next::LetPast(now + LOOK);
                }
                state.asking = true;
                return Next::AskShared;
            }
            None => state.reserve(now),
        };
        if place > now {
            return Next::Wait(place);
        }
        if state.queue.first() != Some(turn) && now < place + GRACE {
            return Next::LetPast(now + LOOK);
        }
        state.take(turn, now);
        Next::Go
    }

    /// In a task of its own, which ends even when the one who asks is no longer polled.
    async fn ask_shared(&self, clock: &dyn Clock) {
        let asking = Asking(self.clone());
        let now = clock.now();
        let Some(shared) = self.shared.clone() else {
            return;
        };
        let asked = tokio::spawn(async move {
            let theirs = tokio::time::timeout(LOST_AFTER, shared.reserve(now)).await;
            let mut state = asking.0.state();
            let ours = state.reserve(now);
            match theirs.unwrap_or(Err(SharedBucketLost)) {
                Ok(theirs) => state.place = Some(ours.max(theirs)),
                Err(lost) => tracing::warn!("{lost}"),
            }
        });
        // A bucket that panics is lost as well; the next one asks again.
        let _ = asked.await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is a plain value: one left by a panicking thread is still a state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn reserve(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let place = self.bucket.admit(now).at;
        self.place = Some(place);
        place
    }

    fn take(&mut self, turn: Turn, now: DateTime<Utc>) {
        self.place = None;
        self.bucket.used(now);
        self.queue.serve(turn);
    }

    fn refused(&mut self, now: DateTime<Utc>) {
        let earliest = self.bucket.on_refusal(now);
        self.place = self.place.map(|place| place.max(earliest));
    }
}

/// One who waits, and is gone from the queue when it stops.
struct Waiting<'a> {
    pacer: &'a Pacer,
    turn: Turn,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.pacer.state().queue.leave(self.turn);
    }
}

/// One who asks the shared bucket; another may when it stops.
struct Asking(Pacer);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.state().asking = false;
    }
}

impl Default for Pacer {
    fn default() -> Self {
        Self::new(Plan::default())
    }
}

impl fmt::Debug for Pacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Pacer");
        shown.field("bucket", &self.state().bucket);
        let shown = shown.field("shared", &self.shared.is_some());
        shown.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::clock::SystemClock;

    /// What a place outside the process would keep.
    struct Outside {
        bucket: Mutex<Bucket>,
        lost: bool,
        asked: AtomicUsize,
    }

    impl Outside {
        fn new(plan: Plan, lost: bool) -> Arc<Self> {
            Arc::new(Self {
                bucket: Mutex::new(Bucket::new(plan)),
                lost,
                asked: AtomicUsize::new(0),
            })
        }
    }

    #[async_trait]
    impl SharedBucket for Outside {
        async fn reserve(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, SharedBucketLost> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            if self.lost {
                return Err(SharedBucketLost);
            }
            Ok(self.bucket.lock().unwrap().admit(now).at)
        }

        async fn refused(&self, now: DateTime<Utc>) {
            self.bucket.lock().unwrap().on_refusal(now);
        }
    }

    /// Three at once, then one each second.
    fn plan() -> Plan {
        Plan::new(3, TimeDelta::seconds(1))
    }

    /// Seconds from now until this has been waited for.
    async fn seconds(pacer: &Pacer, clock: &SystemClock, priority: Priority, lane: Lane) -> i64 {
        let begun = clock.now();
        pacer.wait(clock, priority, lane).await;
        (clock.now() - begun).num_seconds()
    }

    #[tokio::test(start_paused = true)]
    async fn a_person_who_comes_later_takes_the_next_place() {
        let (pacer, clock) = (Pacer::new(plan()), SystemClock::new());
        let (sync, person) = (pacer.lane(), pacer.lane());
        for _ in 0..3 {
            pacer.wait(&clock, Priority::Background, sync).await;
        }
        let waiting = |priority, lane| seconds(&pacer, &clock, priority, lane);
        let (first, second, asked) = tokio::join!(
            waiting(Priority::Background, sync),
            waiting(Priority::Background, sync),
            waiting(Priority::Person, person),
        );
        assert_eq!((asked, first, second), (1, 2, 3));
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_stops_waiting_leaves_the_place_to_the_next() {
        let (pacer, clock) = (Pacer::new(plan()), SystemClock::new());
        let lane = pacer.lane();
        for _ in 0..3 {
            pacer.wait(&clock, Priority::Normal, lane).await;
        }
        let given_up = pacer.wait(&clock, Priority::Person, lane);
        let timeout = std::time::Duration::from_millis(10);
        assert!(tokio::time::timeout(timeout, given_up).await.is_err());
        assert_eq!(seconds(&pacer, &clock, Priority::Background, lane).await, 0);
        assert!(clock.now() - clock.now() <= TimeDelta::zero());
        assert_eq!(pacer.level(clock.now()), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_one_that_is_not_polled_holds_nobody_up() {
        let (pacer, clock) = (Pacer::new(plan()), SystemClock::new());
        let lane = pacer.lane();
        let mut stuck = Box::pin(async {
            pacer.state().queue.enter(Priority::Person, lane);
            std::future::pending::<()>().await;
        });
        let polled = std::future::poll_fn(|context| {
            let _ = stuck.as_mut().poll(context);
            std::task::Poll::Ready(())
        });
        polled.await;
        let begun = clock.now();
        pacer.wait(&clock, Priority::Normal, lane).await;
        let waited = clock.now() - begun;
        assert!(waited >= GRACE && waited < GRACE * 3, "{waited}");
    }

    #[tokio::test(start_paused = true)]
    async fn two_processes_fill_one_bucket() {
        let outside = Outside::new(plan(), false);
        let shared = || Pacer::shared(plan(), outside.clone());
        let (one, other, clock) = (shared(), shared(), SystemClock::new());
        let begun = clock.now();
        for pacer in [&one, &other, &one, &other, &one] {
            pacer.wait(&clock, Priority::Normal, Lane(1)).await;
        }
        assert_eq!((clock.now() - begun).num_seconds(), 2);
        assert_eq!(outside.asked.load(Ordering::Relaxed), 5);
        one.on_refusal(clock.now()).await;
        assert_eq!(seconds(&other, &clock, Priority::Normal, Lane(1)).await, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_asks_the_shared_bucket_and_is_not_polled_holds_nobody_up() {
        let pacer = Pacer::shared(plan(), Outside::new(plan(), false));
        let clock = SystemClock::new();
        let mut stuck = Box::pin(pacer.wait(&clock, Priority::Background, Lane(1)));
        let polled = std::future::poll_fn(|context| {
            let _ = stuck.as_mut().poll(context);
            std::task::Poll::Ready(())
        });
        polled.await;
        assert_eq!(seconds(&pacer, &clock, Priority::Normal, Lane(2)).await, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lost_shared_bucket_leaves_the_pace_of_the_process() {
        let pacer = Pacer::shared(plan(), Outside::new(plan(), true));
        let (clock, begun) = (SystemClock::new(), SystemClock::new().now());
        for _ in 0..5 {
            pacer.wait(&clock, Priority::Normal, Lane(1)).await;
        }
        assert_eq!((clock.now() - begun).num_seconds(), 2);
    }
}
