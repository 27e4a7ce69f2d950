//! Failures: what is counted, what is waited out, and when a person is asked.
//!
//! A failure that speaks of this run alone is counted, and patience ends with a person. An outage
//! speaks of the whole side: the run waits with growing pauses, however long, and nobody has to act.

use super::Run;
use super::outcome::{Cause, Owner, Rejection, Scope};
use super::stage::{Away, Resume, Stage, Tries};
use super::transition::later;
use crate::facts::Timestamp;
use crate::policy::Patience;
use std::time::Duration;

/// Codes of an answer with a set whose files could not be kept.
const NOT_KEPT: [&str; 2] = ["file-store", "file-damaged"];

impl Run {
    /// It did not happen.
    pub(super) fn failed(self, after: Option<Duration>, cause: Cause, at: Timestamp) -> Self {
        match cause.scope {
            Scope::Side => self.waits(after, &cause, at),
            Scope::Run => self.counted(after, cause, at),
        }
    }

    /// Nobody knows whether it took effect. Keyed creates are looked up or sent again under their
    /// key; probed ones wait until the other side can not be working any more, then look.
    ///
    /// That time is counted from the end of the attempt: a step may wait for the portal's pace or
    /// fetch a file before it sends anything.
    pub(super) fn uncertain(self, cause: Cause, at: Timestamp) -> Self {
        let known = self.tries.uncertain_since;
        let since = known.map_or(at, |earlier| earlier.max(at));
        let mut run = self;
        // A reading that was lost leaves nothing on its way, and what follows waits for none.
        if !run.stage.is_reading() {
            run.tries.uncertain_since = Some(since);
        }
        if matches!(run.stage, Stage::Issue) {
            // The answer was there, and whether it named a set of an earlier life is forgotten.
            run.doubtful |= NOT_KEPT.contains(&cause.code.as_str());
            run.stage = Stage::LookUp;
        }
        let settle = run.settings.patience.settle;
        let mut run = run.failed(None, cause, at);
        if run.stage.is_probed() {
            let settled = later(since, settle);
            run.tries.not_before = run.tries.not_before.max(Some(settled));
        }
        run
    }

    /// The other side is away: the pause grows up to the longest one.
    fn waits(self, after: Option<Duration>, cause: &Cause, at: Timestamp) -> Self {
        let met = self.tries.away.filter(|away| away.side == cause.side);
        let times = met.map_or(1, |away| away.times.saturating_add(1));
        let since = met.map_or(at, |away| away.since);
        let patience = self.settings.patience;
        let pause = backoff(&patience, times).max(self.asked_pause(after));
        let tries = Tries {
            away: Some(Away {
                side: cause.side,
                since,
                times,
            }),
            not_before: Some(later(at, pause)),
            ..self.tries
        };
        Self { tries, ..self }.follow_the_deal(at)
    }

    /// After a long wait before anything was issued the deal is read once more first.
    fn follow_the_deal(self, at: Timestamp) -> Self {
        let resume = if matches!(self.stage, Stage::Issue) {
            Resume::Issue
        } else if matches!(self.stage, Stage::Reserve) {
            Resume::Reserve
        } else {
            return self;
        };
        let fresh = self.settings.patience.reread_after;
        let old = self.read_at.is_some_and(|read| later(read, fresh) <= at);
        if !old || self.tries.uncertain_since.is_some() {
            return self;
        }
        Self {
            stage: Stage::Reread(resume),
            ..self
        }
    }

    fn counted(self, after: Option<Duration>, cause: Cause, at: Timestamp) -> Self {
        let failed = self.tries.failed.saturating_add(1);
        let patience = self.settings.patience;
        if failed >= patience.attempts {
            return self.gave_up(cause, at);
        }
        let pause = backoff(&patience, failed).max(self.asked_pause(after));
        let tries = Tries {
            failed,
            not_before: Some(later(at, pause)),
            away: None,
            ..self.tries
        };
        Self { tries, ..self }
    }

    /// What the other side asks to wait, within reason.
    pub(super) fn asked_pause(&self, after: Option<Duration>) -> Duration {
        after
            .unwrap_or_default()
            .min(self.settings.patience.longest_asked)
    }

    fn gave_up(self, cause: Cause, at: Timestamp) -> Self {
        let rejection = Rejection {
            cause,
            owner: Owner::Administrator,
            detail: None,
        };
        self.rejected(rejection, at)
    }
}

/// The pause after the n-th failure: it doubles up to the longest.
pub(super) fn backoff(patience: &Patience, failed: u32) -> Duration {
    let doublings = failed.saturating_sub(1).min(20);
    let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    patience
        .first_pause
        .saturating_mul(factor)
        .min(patience.longest_pause)
}
