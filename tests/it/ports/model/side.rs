//! A side of the conversation: its state, its time and its failures.

use super::super::Ill;
use crate::company::MORNING;
use docflow_core::{Cause, Outcome, Side, Timestamp};
use std::sync::Mutex;
use std::time::Duration;

type Work<S> = Box<dyn FnOnce(&mut S, Timestamp) + Send>;

/// One request after the other reaches the state, or fails as it was told to.
pub(super) struct Remote<S>(Mutex<Inner<S>>);

struct Inner<S> {
    side: Side,
    now: Timestamp,
    state: S,
    /// What fails, from which request on, how often; 0 is always.
    ill: Option<(Ill, u32, u32)>,
    asked: u32,
    struck: u32,
    asks_to_wait: Option<Duration>,
    requests: usize,
    late: Vec<(Timestamp, Work<S>)>,
}

impl<S: Default> Remote<S> {
    pub(super) fn new(side: Side) -> Self {
        Self(Mutex::new(Inner {
            side,
            now: MORNING.parse().unwrap(),
            state: S::default(),
            ill: None,
            asked: 0,
            struck: 0,
            asks_to_wait: None,
            requests: 0,
            late: Vec::new(),
        }))
    }

    pub(super) fn begin(&self, state: S) {
        let side = self.0.lock().unwrap().side;
        let new = Self::new(side).0.into_inner().unwrap();
        *self.0.lock().unwrap() = Inner { state, ..new };
    }

    pub(super) fn falls_ill(&self, ill: Ill, nth: u32, count: u32) {
        let mut inner = self.0.lock().unwrap();
        inner.ill = Some((ill, nth, count));
        (inner.asked, inner.struck) = (0, 0);
    }

    pub(super) fn was_ill(&self) -> bool {
        self.0.lock().unwrap().struck > 0
    }

    pub(super) fn recovers(&self) {
        let mut inner = self.0.lock().unwrap();
        (inner.ill, inner.asks_to_wait) = (None, None);
    }

    pub(super) fn asks_to_wait(&self, seconds: u64) {
        self.0.lock().unwrap().asks_to_wait = Some(Duration::from_secs(seconds));
    }

    pub(super) fn pass(&self, time: Duration) {
        let mut inner = self.0.lock().unwrap();
        inner.now += time;
        inner.land();
    }

    pub(super) fn requests(&self) -> usize {
        self.0.lock().unwrap().requests
    }

    /// Looks at the state or changes it by hand.
    pub(super) fn by_hand<T>(&self, look: impl FnOnce(&mut S, Timestamp) -> T) -> T {
        let mut inner = self.0.lock().unwrap();
        inner.land();
        let now = inner.now;
        look(&mut inner.state, now)
    }

    /// One request: what it writes is done at most once, whatever comes of the answer.
    pub(super) fn request<T>(
        &self,
        writes: bool,
        work: impl FnOnce(&mut S, Timestamp) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let mut inner = self.0.lock().unwrap();
        inner.land();
        inner.requests += 1;
        let now = inner.now;
        if let Some(after) = inner.asks_to_wait {
            let cause = Cause::away(inner.side, "asks-to-wait");
            return Outcome::Transient {
                after: Some(after),
                cause,
            };
        }
        let Some(ill) = inner.strike() else {
            return work(&mut inner.state, now);
        };
        let cause = Cause::away(inner.side, format!("{ill:?}").to_lowercase());
        match ill {
            Ill::LostAfter | Ill::CutAnswer | Ill::PageAfter => {
                drop(work(&mut inner.state, now));
            }
            Ill::Late => {
                let due = now + Duration::from_secs(15);
                inner
                    .late
                    .push((due, Box::new(|state, now| drop(work(state, now)))));
            }
            _ => {}
        }
        if writes && !ill.is_certain() {
            Outcome::Unknown(cause)
        } else {
            Outcome::Transient { after: None, cause }
        }
    }
}

impl<S> Inner<S> {
    /// The failure that hits this request.
    fn strike(&mut self) -> Option<Ill> {
        let (ill, nth, count) = self.ill?;
        self.asked += 1;
        let is_due = self.asked >= nth && (count == 0 || self.struck < count);
        self.struck += u32::from(is_due);
        is_due.then_some(ill)
    }

    /// What was late and is due takes effect.
    fn land(&mut self) {
        let late = std::mem::take(&mut self.late);
        for (due, work) in late {
            if due <= self.now {
                work(&mut self.state, self.now);
            } else {
                self.late.push((due, work));
            }
        }
    }
}
