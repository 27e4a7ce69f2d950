//! Where runs stand, for people and pages.

use super::LocalEngine;
use docflow_core::{
    EngineError, JournalError, Next, Run, RunFilter, RunKey, RunRow, State, Status, WaitReason,
    wire,
};

impl LocalEngine {
    pub(super) async fn status_of(&self, run: &RunKey) -> Result<Status, EngineError> {
        let filter = RunFilter {
            deal: Some(run.deal().get()),
            ..RunFilter::default()
        };
        let rows = self.parts.journal.list(&filter).await?;
        rows.iter()
            .find(|row| row.key == *run)
            .map(status)
            .ok_or_else(|| JournalError::NoRun(run.clone()).into())
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
