//! What came of an effect: the five outcomes, and the answers that a run understands.

use crate::facts::{DealFacts, Timestamp};
use crate::finding::{Finding, Report};
use crate::ids::UserId;
use crate::issued::IssuedSet;
use crate::request::DocumentRequest;
use crate::standing::Prior;
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

/// Why something did not go through: the side, a stable code, and what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Where.
    pub side: Side,
    /// What: «timeout», «query-limit», «crash».
    pub code: String,
    /// Whether it speaks of this run or of the whole side.
    pub scope: Scope,
}

/// What a failure speaks of; only one that speaks of the run alone is counted against its patience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// This run, this deal, this document.
    Run,
    /// The whole side: unreachable, busy, in maintenance, answering HTML, over its limits. Nobody
    /// has to act in the run; it waits.
    Side,
}

impl Scope {
    /// The name used on wires.
    pub fn code(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Side => "side",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Run, Self::Side]
            .into_iter()
            .find(|scope| scope.code() == code)
    }
}

impl Cause {
    /// Names a cause that speaks of this run alone.
    pub fn new(side: Side, code: impl Into<String>) -> Self {
        Self {
            side,
            code: code.into(),
            scope: Scope::Run,
        }
    }

    /// Names a cause that speaks of the whole side: it is away for every run.
    pub fn away(side: Side, code: impl Into<String>) -> Self {
        Self {
            scope: Scope::Side,
            ..Self::new(side, code)
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
/// The code under which 1C says that a key was used for another request: something exists.
pub(crate) const KEY_REUSED: &str = "key_reused";
/// The code under which an adapter says that its side can not void a key.
pub const VOID_UNAVAILABLE: &str = "void-unavailable";

/// An answer to an effect, by its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To `LoadFacts`: what the check made of them, and of what.
    Checked(Box<Judged>),
    /// To `Tell`: what became of the message for each person.
    Told(Delivery),
    /// To `ReserveNumber`.
    Reserved(ReservedNumber),
    /// To `AskApproval`: the question was delivered.
    Asked,
    /// To `IssueDocuments`: everything was made by this call.
    Issued(Box<IssuedSet>),
    /// To `IssueDocuments`, `LookUpDocuments` and `VoidKey`: everything had been made before.
    Found(Box<IssuedSet>),
    /// To `VoidKey`: nothing was made under the key, and nothing ever will be.
    Voided,
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

impl Verdict {
    /// Whether another verdict has the same findings and makes the same documents.
    pub fn decides_as(&self, other: &Self) -> bool {
        let same = match (self, other) {
            (Self::Ready(one), Self::Ready(two)) => one.request.makes_the_same(&two.request),
            (Self::Refused { .. }, Self::Refused { .. }) => true,
            (Self::Ready(_), Self::Refused { .. }) | (Self::Refused { .. }, Self::Ready(_)) => {
                false
            }
        };
        same && self.codes() == other.codes()
    }

    /// Codes of every finding, errors first.
    pub fn codes(&self) -> Vec<String> {
        let findings = match self {
            Self::Ready(checked) => &checked.warnings,
            Self::Refused { report, .. } => &report.findings,
        };
        findings
            .iter()
            .map(|finding| finding.code.clone())
            .collect()
    }
}

/// A request with the warnings that travel beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The request.
    pub request: DocumentRequest,
    /// Warnings and remarks.
    pub warnings: Vec<Finding>,
}

/// A verdict with what it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// What it was made from.
    pub grounds: Grounds,
}

/// What a verdict was made from, so that it can be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// What was read.
    pub facts: DealFacts,
    /// The moment of the check.
    pub now: Timestamp,
    /// What earlier runs of the deal had left.
    pub prior: Prior,
    /// Hash of the policy.
    pub policy_hash: String,
}

/// What became of a message, person by person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Who was told.
    pub told: Vec<UserId>,
    /// Who was not.
    pub failed: Vec<Undelivered>,
}

impl Delivery {
    /// Everybody was told.
    pub fn to_all(users: &[UserId]) -> Self {
        Self {
            told: users.to_vec(),
            failed: Vec::new(),
        }
    }
}

/// A person who was not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Who.
    pub user: UserId,
    /// Code of the refusal.
    pub code: String,
    /// Whether it may go better later.
    pub passing: bool,
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
    /// Employees who were not told.
    pub not_told: Vec<UserId>,
    /// What a person has changed in the deal since the facts were read, when it was read again:
    /// `client`, `sum`, `closed`.
    pub changed: Vec<String>,
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
