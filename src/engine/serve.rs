//! Driving runs for as long as a host runs.

use super::drive::later;
use super::pass::Flight;
use super::{LocalEngine, Stop};
use docflow_core::{EngineError, JournalError, Timestamp};
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;

/// Time between two looks at a journal in which something is due that can not be taken yet.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// Longest sleep, so that runs of other processes on the journal are seen too.
const LONGEST_SLEEP: Duration = Duration::from_secs(15);
/// Time between two looks after outages, old runs and the like.
const ROUNDS: Duration = Duration::from_mins(1);
/// First and longest pause while the journal can not be used.
const JOURNAL_PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

impl LocalEngine {
    /// Drives runs until it is told to stop: wakes at the next due moment and at each post.
    ///
    /// Told once, no effect is begun any more; runs under way come to the end of their conversation
    /// and are given back, then it returns. Told twice, it returns at once. While the journal can
    /// not be used it tries again with growing pauses.
    ///
    /// Drive the future on one task; to use more processors, serve on several engines of one journal.
    ///
    /// # Errors
    /// [`EngineError::Journal`] with [`JournalError::Corrupt`] when the journal is damaged.
    pub async fn serve(&self, stop: &Stop) -> Result<(), EngineError> {
        let mut flight = Flight::default();
        let mut pause = JOURNAL_PAUSE.0;
        let mut rounds = self.parts.clock.now();
        loop {
            if stop.is_told_twice() || (stop.is_told() && flight.is_empty()) {
                return Ok(());
            }
            let now = self.parts.clock.now();
            let wake = match self.turn(now, stop, &mut flight).await {
                Ok(wake) => {
                    pause = JOURNAL_PAUSE.0;
                    wake
                }
                Err(damaged @ JournalError::Corrupt { .. }) => return Err(damaged.into()),
                Err(error) => {
                    tracing::error!(%error, "the journal can not be used now");
                    pause = pause.saturating_mul(2).min(JOURNAL_PAUSE.1);
                    later(now, pause)
                }
            };
            if rounds <= now && !stop.is_told() {
                rounds = later(now, ROUNDS);
                self.look_after(now).await;
            }
            self.rest_until(wake.min(rounds), stop, &mut flight).await;
        }
    }

    /// Takes what is due, and says when to look again.
    async fn turn<'a>(
        &'a self,
        now: Timestamp,
        stop: &'a Stop,
        flight: &mut Flight<'a>,
    ) -> Result<Timestamp, JournalError> {
        if stop.is_told() {
            return Ok(later(now, LONGEST_SLEEP));
        }
        self.take_due(now, Some(stop), flight).await?;
        let next = self.parts.journal.next_due(now).await?;
        let latest = later(now, LONGEST_SLEEP);
        let next = next.map_or(latest, |next| next.min(latest));
        Ok(next.max(later(now, LOOK_AGAIN)))
    }

    /// Returns when a run has landed, something was posted, the moment has come, or a stop was told.
    async fn rest_until(&self, moment: Timestamp, stop: &Stop, flight: &mut Flight<'_>) {
        let times = if stop.is_told() { 2 } else { 1 };
        let idle = flight.is_empty();
        let woken = async {
            let posted = pin!(self.shared.posted.notified());
            let told = pin!(stop.told(times));
            let clock = self.parts.clock.as_ref();
            let moment = if idle {
                clock.sleep_until(moment)
            } else {
                clock.alarm(moment)
            };
            let freed = pin!(self.freed());
            select(posted, select(told, select(freed, moment))).await;
        };
        if idle {
            woken.await;
            return;
        }
        match select(pin!(woken), pin!(flight.landed())).await {
            Either::Left(_) | Either::Right(_) => {}
        }
    }
}
