//! Where a run stands: the stages between which outcomes move it.

use super::effect::{AskLevel, Attachment, Ending, Notice, Problem};
use super::outcome::{Attached, Side};
use crate::facts::Timestamp;
use crate::ids::UserId;

/// The stage that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Read and check.
    LoadFacts,
    /// Tell people, then go on.
    Tell { notice: Notice, then: Then },
    /// Reserve a number.
    Reserve,
    /// Ask the approver.
    Ask(AskLevel),
    /// The approver looks.
    AwaitApproval {
        level: AskLevel,
        deadline: Timestamp,
    },
    /// Make everything in 1C.
    Issue,
    /// Ask 1C what became of it.
    LookUp,
    /// See to it that the key makes nothing any more.
    Void,
    /// Read the deal once more, since a person or much time was waited for, then go on.
    Reread(Resume),
    /// Attach what is not attached yet.
    Attach,
    /// Write the result into the deal.
    Announce,
    /// A person must act.
    AwaitPerson {
        problem: Problem,
        paused: Paused,
        deadline: Timestamp,
    },
    /// Give the number back, then tell people.
    Release(Box<Self>),
    /// The run is over.
    Done(Ending),
}

impl Stage {
    /// Whether its effect is looked for before it is repeated, because nothing else prevents a
    /// double.
    pub(super) fn is_probed(&self) -> bool {
        matches!(self, Self::Attach | Self::Announce)
    }

    /// Whether the deal is read, which changes nothing outside.
    pub(super) fn is_reading(&self) -> bool {
        matches!(self, Self::LoadFacts | Self::Reread(_))
    }

    /// The step that stands still, when a person is told or waited for.
    pub(super) fn paused(&self) -> Option<Paused> {
        if let Self::Tell {
            then: Then::Await(paused),
            ..
        }
        | Self::AwaitPerson { paused, .. } = self
        {
            Some(*paused)
        } else {
            None
        }
    }
}

/// What follows a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// The run is over.
    End(Ending),
    /// Wait for the person who was told.
    Await(Paused),
}

/// A step that stands still until a person has acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paused {
    /// Where the run goes on.
    pub(crate) resume: Resume,
    /// What [`Tries::uncertain_since`] was; a pause does not make anything certain.
    pub(crate) uncertain_since: Option<Timestamp>,
}

/// Where a run goes on after a person has acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resume {
    LoadFacts,
    Reserve,
    Ask(AskLevel),
    Issue,
    LookUp,
    Void,
    Attach,
    Announce,
}

impl Resume {
    /// Whether nothing is issued yet where the run goes on, so that the deal may still be followed.
    pub(super) fn is_before_issue(self) -> bool {
        matches!(self, Self::Reserve | Self::Ask(_) | Self::Issue)
    }

    pub(super) fn stage(self) -> Stage {
        match self {
            Self::LoadFacts => Stage::LoadFacts,
            Self::Reserve => Stage::Reserve,
            Self::Ask(level) => Stage::Ask(level),
            Self::Issue => Stage::Issue,
            Self::LookUp => Stage::LookUp,
            Self::Void => Stage::Void,
            Self::Attach => Stage::Attach,
            Self::Announce => Stage::Announce,
        }
    }
}

/// How the step that is due has fared so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tries {
    /// Failed attempts.
    pub(crate) failed: u32,
    /// Not before this moment.
    pub(crate) not_before: Option<Timestamp>,
    /// End of the latest attempt of which nobody knows whether it took effect: it was sent no later.
    pub(crate) uncertain_since: Option<Timestamp>,
    /// When 1C first said that it works on it.
    pub(crate) working_since: Option<Timestamp>,
    /// The outage that the step waits for.
    pub(crate) away: Option<Away>,
    /// Whom the message that is due has reached already.
    pub(crate) told: Vec<UserId>,
}

/// An outage of a side, as one run has met it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// Which side.
    pub side: Side,
    /// When it was met first.
    pub since: Timestamp,
    /// How often it was met.
    pub times: u32,
}

/// One pair of files and whether the deal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttachmentState {
    pub(crate) attachment: Attachment,
    pub(crate) done: Option<Attached>,
}
