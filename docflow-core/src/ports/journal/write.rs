//! Writing one run under a claim.

use super::due::RunDue;
use super::inbox::Mail;
use super::list::RunState;
use crate::facts::Timestamp;
use crate::ids::{RunKey, StepKey};
use crate::run::{MessageId, Outcome, Recorded, RunSummary};

/// A run as text: what [`crate::wire`] writes.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The run without people's data; it stays for ever.
    pub run: String,
    /// The small part that knows people and changes with each step; deleted by
    /// [`Journal::forget`](super::Journal::forget).
    pub dossier: Option<String>,
    /// The large part that knows people and rarely changes, such as facts and request; deleted by
    /// [`Journal::forget`](super::Journal::forget).
    ///
    /// In a [`Commit`] an absent one means «as before», so that what did not change is not written
    /// again; what is read is the stored one.
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
    /// What pages ask by.
    pub summary: RunSummary,
    /// When it is driven first.
    pub due: RunDue,
    /// The present moment: when it was ordered.
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
    /// The claim before ended by running out, with neither a commit nor a park under it: its
    /// holder died over something that it did not mark, such as a mere read.
    pub abandoned: bool,
    /// The journal was restored from a copy and this run was not committed since: what it knows
    /// may be older than what was done.
    pub restored: bool,
}

/// What came of a step, for the record.
#[derive(Clone, PartialEq, Eq)]
pub struct Recording {
    /// What stays.
    pub line: StepLine,
    /// What may know people; deleted by [`Journal::forget`](super::Journal::forget).
    pub body: Option<String>,
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = self.body.as_ref().map_or(0, String::len);
        write!(f, "Recording({:?}, {bytes} bytes)", self.line)
    }
}

/// What came of a step, in codes and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLine {
    /// The step, one of the run that is committed.
    pub step: StepKey,
    /// When it was started.
    pub started: Timestamp,
    /// When its outcome was known.
    pub ended: Timestamp,
    /// Which outcome: done, accepted, transient, rejected or unknown; «message» where messages were
    /// taken.
    pub kind: String,
    /// Which answer, when it is done.
    pub answer: Option<String>,
    /// Code of the side that failed.
    pub side: Option<String>,
    /// Code of the cause.
    pub code: Option<String>,
}

impl StepLine {
    /// The kind of a line that says that messages were taken.
    pub const MESSAGE: &str = "message";

    /// The line of messages that were taken.
    pub fn of_mail(run: &RunKey, at: Timestamp) -> Self {
        Self {
            step: run.step("mail"),
            started: at,
            ended: at,
            kind: Self::MESSAGE.to_owned(),
            answer: None,
            side: None,
            code: None,
        }
    }

    /// The line of an outcome.
    pub fn of(step: &StepKey, recorded: &Recorded) -> Self {
        let (kind, answer, cause) = match &recorded.outcome {
            Outcome::Done(answer) => ("done", Some(answer.kind()), None),
            Outcome::Accepted { .. } => ("accepted", None, None),
            Outcome::Transient { cause, .. } => ("transient", None, Some(cause)),
            Outcome::Rejected(rejection) => ("rejected", None, Some(&rejection.cause)),
            Outcome::Unknown(cause) => ("unknown", None, Some(cause)),
        };
        Self {
            step: step.clone(),
            started: recorded.started,
            ended: recorded.at,
            kind: kind.to_owned(),
            answer: answer.map(str::to_owned),
            side: cause.map(|cause| cause.side.code().to_owned()),
            code: cause.map(|cause| cause.code.clone()),
        }
    }
}

/// One commit: an outcome, the run after it, and the mark of what is started next.
#[derive(Clone, Debug)]
pub struct Commit {
    /// What came of a step; absent when only messages were taken or a mark is set.
    pub outcome: Option<Recording>,
    /// The run after it.
    pub snapshot: Snapshot,
    /// What pages ask by, after it.
    pub summary: RunSummary,
    /// What is started after this commit.
    pub mark: Option<StartMark>,
    /// Whether the run is over; one that lies before the run's own is not taken.
    pub state: RunState,
    /// Messages up to this number are taken.
    pub taken: u64,
    /// When the run is driven if nobody claims it before; kept when the claim is lost in a crash.
    pub due: RunDue,
    /// The present moment: when it finished, if it is over with this commit.
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
