//! Where runs stand, for people and pages.

use super::LocalEngine;
use docflow_core::{
    EngineError, JournalError, Next, Run, RunKey, RunRow, State, Status, WaitReason, wire,
};

impl LocalEngine {
    pub(super) async fn status_of(&self, run: &RunKey) -> Result<Status, EngineError> {
        Ok(status(&self.parts.journal.get(run).await?))
    }

    /// Deletes what a finished run knows about people, then its files: their names stay in the run,
    /// so that a call that was cut short can be made again.
    pub(super) async fn forget_run(&self, key: &RunKey) -> Result<(), EngineError> {
        let row = self.parts.journal.get(key).await?;
        let run = wire::v1::read(&row.snapshot).map_err(|error| unreadable(&error))?;
        self.parts.journal.forget(key).await?;
        let issued = run.issued().map(|set| set.documents.as_slice());
        let documents = issued.unwrap_or_default().iter();
        for file in documents.flat_map(|document| &document.files) {
            self.parts.files.remove(file.hash).await?;
        }
        Ok(())
    }
}

/// The status of a row of the journal.
pub(super) fn status(row: &RunRow) -> Status {
    let state = match wire::v1::read(&row.snapshot) {
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
