//! What comes to a run from outside.

use crate::ids::{StepKey, UserId};
use crate::run::{MessageId, Run, Signal};

/// Messages for a run that it has not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Oldest first.
    pub messages: Vec<Inbound>,
    /// Number of the latest message of this run, also when `messages` is empty; the holder hands it
    /// back as [`Commit::taken`](super::Commit::taken) once it has taken them.
    pub seen: u64,
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
        /// Why, when they say so.
        reason: Option<String>,
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
    /// It names a step by a text that does not read back; it was not taken.
    Unfit,
}

impl Inbound {
    /// The run after this message, and in words of a log what became of it.
    pub fn take(self, run: Run) -> (Run, String) {
        match self.body {
            InboundBody::Signal(signal) => {
                // A run knows signals by their id alone, and an id is unique within its source.
                let signal = Signal {
                    id: MessageId::new(format!("{}/{}", self.source, self.id.as_str())),
                    ..signal
                };
                let (run, receipt) = run.signal(signal);
                (run, format!("{receipt:?}"))
            }
            InboundBody::Cancel { by, reason } => {
                let (run, receipt) = run.cancel(by, reason);
                (run, format!("{receipt:?}"))
            }
        }
    }

    /// Whether it reads back from its text; a journal refuses any other at the door.
    pub fn is_fit(&self) -> bool {
        match &self.body {
            InboundBody::Signal(signal) => {
                signal.key.as_str().parse::<StepKey>().as_ref() == Ok(&signal.key)
            }
            InboundBody::Cancel { .. } => true,
        }
    }
}

/// A message that stands in the journal and could not be read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Its number in the journal.
    pub number: u64,
    /// Where it came from.
    pub source: String,
    /// Its id there.
    pub id: MessageId,
    /// Which part of it could not be read: «wait», «author», «kind».
    pub reason: String,
}
