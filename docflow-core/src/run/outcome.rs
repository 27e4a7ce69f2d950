//! What came of an effect: the five outcomes, and the answers that a run understands.

use crate::{DocumentRequest, Finding, IssuedSet, Report, Timestamp, UserId};
use std::time::Duration;

/// What came of one conversation with the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It is done, and this is the answer.
    Done(T),
    /// The other side has taken it and works on; ask again after this.
    Accepted {
        /// How long to wait.
        poll_after: Duration,
    },
    /// It did not happen and may go better later.
    Transient {
        /// What the other side asked to wait, when it did.
        after: Option<Duration>,
        /// What stood in the way.
        cause: Cause,
    },
    /// It did not happen and a person must act.
    Rejected(Rejection),
    /// It was sent and no answer came: it may have happened.
    Unknown(Cause),
}

impl<T> Outcome<T> {
    /// Changes the answer, nothing else.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Done(answer) => Outcome::Done(change(answer)),
            Self::Accepted { poll_after } => Outcome::Accepted { poll_after },
            Self::Transient { after, cause } => Outcome::Transient { after, cause },
            Self::Rejected(rejection) => Outcome::Rejected(rejection),
            Self::Unknown(cause) => Outcome::Unknown(cause),
        }
    }
}

/// A side of the conversation, to say where it broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Bitrix24.
    Crm,
    /// 1C.
    Accounting,
    /// This process: its journal, files or itself.
    Host,
}

impl Side {
    /// The name used on wires and as a key of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Crm => "crm",
            Self::Accounting => "accounting",
            Self::Host => "host",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Crm, Self::Accounting, Self::Host]
            .into_iter()
            .find(|side| side.code() == code)
    }
}

/// Why something did not go through: the side and a stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Where.
    pub side: Side,
    /// What: «timeout», «query-limit», «crash».
    pub code: String,
}

impl Cause {
    /// Names a cause.
    pub fn new(side: Side, code: impl Into<String>) -> Self {
        Self {
            side,
            code: code.into(),
        }
    }
}

/// Who can do something about a rejection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The manager of the deal.
    Manager,
    /// The accountant.
    Accountant,
    /// Whoever keeps the integration running.
    Administrator,
}

impl Owner {
    /// The name used on wires and as a key of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Accountant => "accountant",
            Self::Administrator => "administrator",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Manager, Self::Accountant, Self::Administrator]
            .into_iter()
            .find(|owner| owner.code() == code)
    }
}

/// A refusal that waiting does not mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Side and stable code.
    pub cause: Cause,
    /// Who can act.
    pub owner: Owner,
    /// The other side's own words for a person; may name people, so finished runs drop it.
    pub detail: Option<String>,
}

/// The code under which 1C refuses a number whose reservation ran out.
pub(crate) const RESERVATION_EXPIRED: &str = "reservation_expired";

/// An answer to an effect, by its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To `LoadFacts`: what the check made of them.
    Checked(Verdict),
    /// To `Tell`: the message was delivered.
    Told,
    /// To `ReserveNumber`.
    Reserved(ReservedNumber),
    /// To `AskApproval`: the question was delivered.
    Asked,
    /// To `IssueDocuments` and `LookUpDocuments`: everything exists.
    Issued(Box<IssuedSet>),
    /// To `LookUpDocuments`: 1C does not know the key.
    NotFound,
    /// To `AttachDocument`.
    Attached(Attached),
    /// To `Announce`.
    Announced(Announced),
    /// To `ReleaseNumber`: the number is free or was never held.
    Released,
    /// To a wait: nobody answered in time.
    DeadlinePassed,
}

/// What the check made of the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 1C may be asked.
    Ready(Box<Checked>),
    /// Something must be mended first.
    Refused {
        /// What.
        report: Report,
        /// Who is told.
        recipients: Vec<UserId>,
    },
}

/// A request with the warnings that travel beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The request.
    pub request: DocumentRequest,
    /// Warnings and remarks.
    pub warnings: Vec<Finding>,
}

/// A number that 1C keeps for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReservedNumber {
    /// Key under which it was reserved.
    pub key: String,
    /// The number.
    pub number: String,
    /// Until when, when 1C says so.
    pub until: Option<Timestamp>,
}

/// How a document was attached to the deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its id on the portal.
    pub id: String,
    /// By which way.
    pub via: AttachedVia,
}

/// The ways of attaching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttachedVia {
    /// The document generator.
    DocumentGenerator,
    /// A file field of the deal: the policy's fallback.
    FileField,
    /// A timeline comment: the policy's fallback.
    TimelineComment,
}

impl AttachedVia {
    /// The name used on wires and as a key of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::DocumentGenerator => "document_generator",
            Self::FileField => "file_field",
            Self::TimelineComment => "timeline_comment",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::DocumentGenerator,
            Self::FileField,
            Self::TimelineComment,
        ]
        .into_iter()
        .find(|via| via.code() == code)
    }
}

/// What became of the final batch, command by command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// Timeline entry, when it was made.
    pub timeline: Option<String>,
    /// Employees who were told.
    pub told: Vec<UserId>,
    /// Deal fields that a person has changed meanwhile; they stay as they are.
    pub left_alone: Vec<String>,
    /// Codes of commands that failed, with the portal's own code: `field:ACCESS_DENIED`.
    pub failed: Vec<String>,
}

/// An outcome with its time, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// When the effect was started.
    pub started: Timestamp,
    /// When its outcome was known.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: Outcome<Answer>,
}
