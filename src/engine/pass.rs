//! Taking due runs: side by side as many as each side has slots, in the journal's fair order.

use super::lanes;
use super::{LocalEngine, Stop};
use docflow_core::{DueQuery, EngineError, JournalError, Lane, RunKey, Timestamp};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use std::collections::BTreeSet;
use std::time::Duration;

/// Runs due so long after the longest pause of a run were put there by a clock that was ahead.
pub(super) const HORIZON: Duration = Duration::from_hours(24 * 21);
/// Runs of sides that the configuration does not know any more, which are taken at once.
const STRAGGLERS: usize = 8;

/// A run that has landed, and what went wrong.
pub(super) type Landed = (RunKey, Result<(), EngineError>);

/// Runs under way in this process.
#[derive(Default)]
pub(super) struct Flight<'a> {
    runs: FuturesUnordered<BoxFuture<'a, Landed>>,
    keys: BTreeSet<RunKey>,
}

impl Flight<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The next run that lands; `None` when none is under way.
    pub(super) async fn landed(&mut self) -> Option<Landed> {
        let landed = self.runs.next().await?;
        self.keys.remove(&landed.0);
        if let Err(failure) = &landed.1 {
            tracing::error!(run = landed.0.as_str(), %failure, "a run could not be driven");
        }
        Some(landed)
    }
}

impl LocalEngine {
    /// Drives every run that is due at `now` until it rests.
    pub(super) async fn pass(&self, now: Timestamp) -> Result<usize, EngineError> {
        let mut flight = Flight::default();
        let (mut driven, mut failed) = (BTreeSet::new(), Vec::new());
        loop {
            self.take_due(now, None, &mut flight).await?;
            driven.extend(flight.keys.iter().cloned());
            match flight.landed().await {
                Some((_, Ok(()))) => {}
                Some((run, Err(failure))) => failed.push((run, failure)),
                None => break,
            }
        }
        self.look_after(now).await;
        // One run's defect is its own; when none could be driven the journal is the reason.
        let all_failed = !driven.is_empty() && failed.len() >= driven.len();
        match failed.into_iter().next() {
            Some((_, failure @ EngineError::Journal(_))) if all_failed => Err(failure),
            _ => Ok(driven.len()),
        }
    }

    /// Fills the free slots of every side with runs that are due, and says how many it took.
    pub(super) async fn take_due<'a>(
        &'a self,
        now: Timestamp,
        stop: Option<&'a Stop>,
        flight: &mut Flight<'a>,
    ) -> Result<usize, JournalError> {
        let mut taken = 0_usize;
        for lane in self.lanes() {
            let free = self.shared.lanes.free(&lane);
            if free == 0 {
                continue;
            }
            // One more than there is room for tells whether others wait.
            let due = self.due(now, Some(&lane), free.saturating_add(1), &flight.keys);
            let due = due.await?;
            self.shared.lanes.crowd(&lane, due.len() > free);
            taken = taken.saturating_add(self.fly(due, &lane, now, stop, flight));
        }
        if taken == 0 && flight.is_empty() {
            let due = self.due(now, None, STRAGGLERS, &flight.keys).await?;
            taken = self.fly(due, &lanes::crm(), now, stop, flight);
        }
        Ok(taken)
    }

    async fn due(
        &self,
        now: Timestamp,
        lane: Option<&Lane>,
        limit: usize,
        flying: &BTreeSet<RunKey>,
    ) -> Result<Vec<RunKey>, JournalError> {
        let query = DueQuery {
            now,
            horizon: HORIZON,
            lane: lane.cloned(),
            limit: limit.saturating_add(flying.len()),
            served: lane.and_then(|lane| self.shared.lanes.served(lane)),
        };
        let mut due = self.parts.journal.due(&query).await?;
        due.retain(|run| !flying.contains(run));
        due.truncate(limit);
        Ok(due)
    }

    fn fly<'a>(
        &'a self,
        due: Vec<RunKey>,
        lane: &Lane,
        now: Timestamp,
        stop: Option<&'a Stop>,
        flight: &mut Flight<'a>,
    ) -> usize {
        let mut taken = 0_usize;
        for run in due {
            let Some(slot) = self.shared.lanes.take(lane) else {
                break;
            };
            flight.keys.insert(run.clone());
            flight.runs.push(Box::pin(async move {
                let driven = self.drive_in(&run, Some(slot), Some(now), stop).await;
                (run, driven)
            }));
            taken = taken.saturating_add(1);
        }
        taken
    }

    /// The portal, and every base that keeps the books of one of our firms.
    pub(super) fn lanes(&self) -> BTreeSet<Lane> {
        let sellers = self.parts.policy.sellers.iter();
        let bases = sellers.map(|seller| lanes::base(&self.parts.accounting.base_of(&seller.code)));
        std::iter::once(lanes::crm()).chain(bases).collect()
    }
}
