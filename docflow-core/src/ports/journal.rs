//! The journal: what survives a crash.

use crate::{MessageId, RunKey, Signal, StepKey, Timestamp, UserId};
use async_trait::async_trait;
use std::time::Duration;

/// A run as text: what [`crate::wire`] writes.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The run without people's data.
    pub run: String,
    /// Where it stands, which may name people; small, and deleted by [`Journal::forget`].
    pub dossier: Option<String>,
    /// Request, facts and warnings: large, seldom changed, and deleted by [`Journal::forget`].
    pub papers: Option<String>,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snapshot({} bytes)", self.run.len())
    }
}

/// Which claim on a run is the latest; writes under an older one are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u64);

/// The mark that an effect was started; it stands until the outcome is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartMark {
    /// The step.
    pub key: StepKey,
    /// When.
    pub at: Timestamp,
}

/// A run to open.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Its key; the generation is the caller's wish, compared and set by the journal.
    pub key: RunKey,
    /// Source and id of the message that asks for it, for duplicates.
    pub source: String,
    /// Id within the source.
    pub message: MessageId,
    /// First snapshot.
    pub snapshot: Snapshot,
    /// The present moment.
    pub at: Timestamp,
}

/// What became of opening a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is in the journal and due now.
    New,
    /// The message was seen before; this is its run.
    Duplicate(RunKey),
    /// A run of the same portal, deal and flow is open; this is it.
    Busy(RunKey),
    /// The generation exists already; this is the latest.
    Outdated(RunKey),
}

/// A claim on a run, with everything that its holder needs.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Epoch of this claim.
    pub epoch: Epoch,
    /// The latest snapshot.
    pub snapshot: Snapshot,
    /// An effect that was started and has no outcome.
    pub mark: Option<StartMark>,
    /// Messages for the run that it has not taken.
    pub mail: Mail,
}

/// Messages for a run that it has not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Oldest first.
    pub messages: Vec<Inbound>,
    /// Number of the latest message of this run, also when `messages` is empty; the holder hands it
    /// back as [`Commit::taken`] once it has taken them.
    pub seen: u64,
}

/// Whether a run still has something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunState {
    /// It is not over.
    Open,
    /// It is over.
    Finished,
}

/// One commit: an outcome, the run after it, and the mark of what is started next.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The step whose outcome this is and the outcome as text, for the record; absent when only
    /// messages were taken or a mark is set.
    pub outcome: Option<(StepKey, String)>,
    /// The run after it.
    pub snapshot: Snapshot,
    /// What is started after this commit.
    pub mark: Option<StartMark>,
    /// Whether the run is over.
    pub state: RunState,
    /// Messages up to this number are taken.
    pub taken: u64,
    /// When the run is due if nobody claims it before; kept when the claim is lost in a crash.
    pub due: Timestamp,
    /// The present moment.
    pub at: Timestamp,
}

/// What became of parking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parked {
    /// The run rests and the claim is given up.
    Resting,
    /// New messages came; the claim stays, and these are they.
    Mail(Mail),
}

/// A message for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbound {
    /// Where it came from.
    pub source: String,
    /// Its id there.
    pub id: MessageId,
    /// What it says.
    pub body: InboundBody,
}

/// What a message for a run says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InboundBody {
    /// An answer to a wait.
    Signal(Signal),
    /// A wish to cancel.
    Cancel {
        /// Who.
        by: UserId,
    },
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// It is in the inbox and the run is due.
    New,
    /// It was there before.
    Duplicate,
    /// No such run.
    NoRun,
    /// The run is over.
    Finished,
}

/// Which runs to list.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// Only runs of this deal.
    pub deal: Option<u64>,
    /// Only runs in this state.
    pub state: Option<RunState>,
    /// At most so many, newest first; zero means a thousand.
    pub limit: usize,
}

/// A row of a list.
#[derive(Clone, Debug)]
pub struct RunRow {
    /// Its key.
    pub key: RunKey,
    /// Its state.
    pub state: RunState,
    /// The latest snapshot.
    pub snapshot: Snapshot,
    /// The effect that is under way, if any.
    pub mark: Option<StartMark>,
    /// When it is due next.
    pub due: Timestamp,
    /// When it last changed.
    pub changed: Timestamp,
}

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
/// - the inbox is unique by source and message id;
/// - at most one run of a portal, deal and flow is open, and generations grow by one;
/// - [`Journal::park`] looks for new messages and rests in one transaction.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Opens a run, unless its message was seen, another is open, or its generation exists.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] and [`JournalError::Unavailable`], as for every method.
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

    /// Writes one step, prolongs the claim by its time to live, and returns the messages that came
    /// after [`Commit::taken`], so that they are taken between effects.
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
        due: Timestamp,
        seen: u64,
    ) -> Result<Parked, JournalError>;

    /// Puts a message into the inbox of a run and makes the run due at `now`.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when it could not be written; the sender must try again.
    async fn post(
        &self,
        run: &RunKey,
        message: Inbound,
        now: Timestamp,
    ) -> Result<Posted, JournalError>;

    /// Runs that are open, due and not claimed at `now`, the longest waiting first.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when they could not be read.
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<RunKey>, JournalError>;

    /// Runs by a filter, newest first.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when they could not be read.
    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunRow>, JournalError>;

    /// Outcomes of a run, oldest first, as they were committed.
    ///
    /// # Errors
    /// [`JournalError::NoRun`] for an unknown key.
    async fn outcomes(&self, run: &RunKey) -> Result<Vec<(StepKey, String)>, JournalError>;

    /// Deletes what a finished run knows about people: its dossier, outcomes and messages.
    ///
    /// # Errors
    /// [`JournalError::NoRun`] for an unknown key or one that is not over.
    async fn forget(&self, run: &RunKey) -> Result<(), JournalError>;
}
