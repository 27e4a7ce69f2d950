//! The journal's adapters: in memory for tests, in one SQLite file for hosts.
//!
//! Both keep the promises of [`docflow_core::Journal`]; one conformance suite runs on both. What the
//! port leaves open is decided here, the same for both:
//! - a message id is taken once in the whole journal, whether it asked for a run or was posted to
//!   one; a wish answered with «outdated» is not taken, so that it can be made again;
//! - a wish for a generation that skips one is refused with [`JournalError::NoRun`] of the skipped
//!   one;
//! - a claim that ran out may still be used until another holder claims; one that was given up, by
//!   parking or by the end of the run, may not;
//! - a run that is ending takes messages: its holder answers that they come too late;
//! - forgetting keeps source and id of messages, which prevent doubles, and deletes what they said.
//!
//! Not here: what a snapshot says. Called by the engine.

mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use memory::MemoryJournal;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteJournal;

use docflow_core::{Commit, JournalError, Mail, RunDue, RunFilter, RunKey, Timestamp, Urgency};
use std::time::Duration;

/// Rows of a list when the filter names no number.
const ALL: usize = 1000;

fn limit(filter: &RunFilter) -> usize {
    match filter.limit {
        0 => ALL,
        limit => limit,
    }
}

/// A moment later by a duration; the end of time when it does not fit.
fn after(now: Timestamp, by: Duration) -> Timestamp {
    chrono::TimeDelta::from_std(by)
        .ok()
        .and_then(|by| now.checked_add_signed(by))
        .unwrap_or(Timestamp::MAX_UTC)
}

/// When a run is driven after a commit: at once, when it leaves messages behind.
fn due_after(commit: &Commit, left: &Mail) -> RunDue {
    if left.messages.is_empty() {
        commit.due.clone()
    } else {
        clicked(&commit.due, commit.at)
    }
}

/// The same with a message that came.
fn clicked(due: &RunDue, now: Timestamp) -> RunDue {
    RunDue {
        at: due.at.min(now),
        urgency: Urgency::Click,
        ..due.clone()
    }
}

/// What all generations of a run share: `portal/deal/flow`.
fn subject(key: &RunKey) -> String {
    format!("{}/{}/{}", key.portal(), key.deal(), key.flow())
}

/// Refuses a wish that skips a generation, by the name of the one before it.
fn skipped(key: &RunKey) -> JournalError {
    let before = key.generation().saturating_sub(1);
    let before = RunKey::new(key.portal(), key.deal(), key.flow(), before);
    JournalError::NoRun(before.unwrap_or_else(|_| key.clone()))
}
