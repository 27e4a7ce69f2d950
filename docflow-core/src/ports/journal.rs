//! The journal: what survives a crash.
//!
//! Here the promises; the types beside it: [`write`] for one run under a claim, [`inbox`] for what
//! comes to it, [`due`] for when it is driven and on which side, [`list`] for pages and counts.

mod due;
mod inbox;
mod list;
mod write;

pub use due::{DueQuery, Lane, Outage, RunDue, Urgency};
pub use inbox::{Inbound, InboundBody, Mail, Posted, SetAside};
pub use list::{Column, Cursor, RunFilter, RunRow, RunState};
pub use write::{
    Claim, Commit, Epoch, NewRun, Opened, Parked, Recording, Snapshot, StartMark, StepLine,
};

use crate::facts::Timestamp;
use crate::ids::{RunKey, UserId};
use async_trait::async_trait;
use std::time::Duration;

/// Why the journal refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// Another holder has claimed the run since.
    #[error("expected the latest claim on the run, found a later one; stop working on it")]
    Stale,
    /// No run has this key.
    #[error("expected a run named {0}, found none; check the portal, deal and generation")]
    NoRun(RunKey),
    /// The store is damaged or of another version; nothing was written.
    #[error("expected a readable journal, found {found}; nothing was changed: {advice}")]
    Corrupt {
        /// What is wrong, without its contents.
        found: String,
        /// What to do.
        advice: &'static str,
    },
    /// The store could not be read or written now.
    #[error("expected the journal to {action}, found {found}; check the disk and try again")]
    Unavailable {
        /// What was tried.
        action: &'static str,
        /// What the system said.
        found: String,
    },
}

/// The journal of one portal.
///
/// Guarantees of an implementer:
/// - what a method returned for survives the death of the process (the memory adapter promises
///   the life of the process only);
/// - [`Journal::claim`] gives a later epoch than any before; every write under an older one is
///   refused with [`JournalError::Stale`];
/// - the inbox is unique by source and message id; what can not be read back is refused at the
///   door, and what stands there unreadable all the same is set aside and stops nobody;
/// - at most one run of a portal, deal and flow is open, and generations grow by one;
/// - a run never goes back to an earlier [`RunState`];
/// - [`Journal::park`] looks for new messages and rests in one transaction;
/// - a clock that was ahead for a moment puts nothing to sleep: a claim whose end lies more than
///   twice its time to live ahead is dead, and a run that is due beyond the horizon is due.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Opens a run, unless its message was seen, another is open, or its generation exists.
    ///
    /// # Errors
    /// [`JournalError::NoRun`] of the generation that a wish skips; [`JournalError::Corrupt`] and
    /// [`JournalError::Unavailable`], as for every method.
    async fn open(&self, run: NewRun) -> Result<Opened, JournalError>;

    /// Claims a run until `now + ttl`; `None` while another claim is alive or the run is over.
    ///
    /// # Errors
    /// [`JournalError::NoRun`] for an unknown key.
    async fn claim(
        &self,
        run: &RunKey,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Option<Claim>, JournalError>;

    /// Prolongs a claim until `now` and its time to live, while an effect is under way.
    ///
    /// # Errors
    /// [`JournalError::Stale`] when the claim was lost.
    async fn prolong(&self, run: &RunKey, epoch: Epoch, now: Timestamp)
    -> Result<(), JournalError>;

    /// Writes one step, prolongs the claim by its time to live, and returns the messages that came
    /// after [`Commit::taken`], so that they are taken between effects.
    ///
    /// A commit that leaves messages behind makes the run due at once with [`Urgency::Click`],
    /// whatever it says.
    ///
    /// # Errors
    /// [`JournalError::Stale`] when the claim was lost.
    async fn commit(
        &self,
        run: &RunKey,
        epoch: Epoch,
        commit: Commit,
    ) -> Result<Mail, JournalError>;

    /// Gives the claim up until `due`, unless messages after `seen` have come.
    ///
    /// # Errors
    /// [`JournalError::Stale`] when the claim was lost.
    async fn park(
        &self,
        run: &RunKey,
        epoch: Epoch,
        due: RunDue,
        seen: u64,
    ) -> Result<Parked, JournalError>;

    /// Puts a message into the inbox of a run and makes the run due at `now` with
    /// [`Urgency::Click`]; its lane stays.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when it could not be written; the sender must try again.
    async fn post(
        &self,
        run: &RunKey,
        message: Inbound,
        now: Timestamp,
    ) -> Result<Posted, JournalError>;

    /// Runs that are not over, due and not claimed.
    ///
    /// The most urgent first; of these by turns the first of each office, then the second of each,
    /// where runs without an office are those of one; among equals the offices after the one that
    /// was served last go first, then the longest due, then the oldest. It
    /// costs no more than the runs that are due or claimed.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when they could not be read.
    async fn due(&self, query: &DueQuery) -> Result<Vec<RunKey>, JournalError>;

    /// The earliest moment at which a run becomes due or a living claim runs out; one that has
    /// passed when a run is due already.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when it could not be read.
    async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, JournalError>;

    /// One run.
    ///
    /// # Errors
    /// [`JournalError::NoRun`] for an unknown key.
    async fn get(&self, run: &RunKey) -> Result<RunRow, JournalError>;

    /// Runs by a filter, newest first.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when they could not be read.
    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunRow>, JournalError>;

    /// How many runs fit a filter, for each value of a column in ascending order and runs without
    /// one first; all in one number when no column is named. Cursor and limit of the filter do not
    /// count.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when they could not be read.
    async fn count(
        &self,
        filter: &RunFilter,
        by: Option<Column>,
    ) -> Result<Vec<(Option<String>, u64)>, JournalError>;

    /// What came of each step of a run, oldest first, as it was committed.
    ///
    /// # Errors
    /// [`JournalError::NoRun`] for an unknown key.
    async fn outcomes(&self, run: &RunKey) -> Result<Vec<Recording>, JournalError>;

    /// Messages to a run that could not be read back, oldest first.
    ///
    /// # Errors
    /// [`JournalError::NoRun`] for an unknown key.
    async fn set_aside(&self, run: &RunKey) -> Result<Vec<SetAside>, JournalError>;

    /// Finished runs that are not forgotten and finished before a moment, the first finished first.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when they could not be read.
    async fn finished_before(
        &self,
        moment: Timestamp,
        limit: usize,
    ) -> Result<Vec<RunKey>, JournalError>;

    /// Deletes what a finished run knows about people: its dossier, its papers, the bodies of its
    /// outcomes and what messages said. The run, its summary and a line for each step stay.
    ///
    /// # Errors
    /// [`JournalError::NoRun`] for an unknown key or one that is not over.
    async fn forget(&self, run: &RunKey) -> Result<(), JournalError>;

    /// Outages that people were told of and that are not over, by lane.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when they could not be read.
    async fn outages(&self) -> Result<Vec<Outage>, JournalError>;

    /// Notes that people are told of an outage; `false` when its lane has one already, so that
    /// of several engines one tells.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when it could not be written.
    async fn begin_outage(&self, outage: &Outage) -> Result<bool, JournalError>;

    /// Takes the outage of a lane; of several callers exactly one gets it.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when it could not be written.
    async fn end_outage(&self, lane: &Lane) -> Result<Option<Outage>, JournalError>;

    /// Who ordered the open runs that a side keeps waiting since a moment or longer, with how many
    /// each, by the number of the employee.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when they could not be read.
    async fn waiting(
        &self,
        lane: &Lane,
        since_before: Timestamp,
    ) -> Result<Vec<(UserId, u64)>, JournalError>;
}
