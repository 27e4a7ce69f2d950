//! Where runs stand, for people and pages.

use super::LocalEngine;
use docflow_core::{
    Commit, EngineError, JournalError, Next, Run, RunDue, RunKey, RunRow, RunState, State, Status,
    WaitReason, wire,
};

impl LocalEngine {
    pub(super) async fn status_of(&self, run: &RunKey) -> Result<Status, EngineError> {
        Ok(status(&self.parts.journal.get(run).await?))
    }

    /// Deletes what a finished run knows about people, then its files: their names stay in the run,
    /// so that a call that was cut short can be made again.
    pub(super) async fn forget_run(&self, key: &RunKey) -> Result<(), EngineError> {
        let row = self.parts.journal.get(key).await?;
        let run = wire::read(&row.snapshot).map_err(|error| unreadable(&error))?;
        self.parts.journal.forget(key).await?;
        let issued = run.issued().map(|set| set.documents.as_slice());
        let documents = issued.unwrap_or_default().iter();
        for file in documents.flat_map(|document| &document.files) {
            self.parts.files.remove(file.hash).await?;
        }
        Ok(())
    }
}

impl LocalEngine {
    /// Ends a run that can not go on; whoever works on it now is not disturbed.
    pub(super) async fn close_run(&self, key: &RunKey) -> Result<Status, EngineError> {
        let (journal, now) = (&self.parts.journal, self.parts.clock.now());
        let Some(claim) = journal.claim(key, now, self.lease).await? else {
            return Err(JournalError::NoRun(key.clone()).into());
        };
        let run = wire::salvage(&claim.snapshot).map_err(|error| unreadable(&error))?;
        let run = run.close();
        let commit = Commit {
            outcome: None,
            snapshot: wire::write(&run).map_err(|error| unreadable(&error))?,
            summary: run.summary(),
            mark: None,
            state: RunState::Finished,
            taken: claim.mail.seen,
            due: RunDue::step(now, super::lanes::crm()),
            at: now,
        };
        journal.commit(key, claim.epoch, commit).await?;
        self.status_of(key).await
    }
}

/// The status of a row of the journal.
pub(super) fn status(row: &RunRow) -> Status {
    let state = match wire::read(&row.snapshot) {
        Ok(run) => state(&run),
        Err(error) => State::Unreadable {
            code: error.code().to_owned(),
        },
    };
    Status {
        run: row.key.clone(),
        state,
        changed: row.changed,
    }
}

fn state(run: &Run) -> State {
    match run.next() {
        Next::Done(ending) => State::Done(ending),
        Next::Effect { effect, not_before } => State::Working {
            step: effect.key().clone(),
            failed: run.failed_attempts(),
            not_before,
            away: run.away(),
        },
        Next::Wait(wait) => State::Waiting {
            key: wait.key,
            round: wait.round,
            problem: match wait.reason {
                WaitReason::Approval => None,
                WaitReason::Problem { step, cause, owner } => Some((step, cause, owner)),
            },
        },
    }
}

/// A run that can not be written is a defect of the journal's contents, not of the caller.
pub(super) fn unreadable(error: &wire::WireError) -> EngineError {
    EngineError::Journal(JournalError::Corrupt {
        found: error.to_string(),
        advice: "keep the journal and ask for help",
    })
}
