//! What a run wants done next: effects, waits and the end.

use crate::choices::Order;
use crate::facts::Timestamp;
use crate::files::{FilePair, FileRef};
use crate::finding::{Finding, Report};
use crate::ids::{DealId, StepKey, UserId};
use crate::issued::IssuedSet;
use crate::policy::ResultField;
use crate::request::{DealSeen, DocumentRequest, SeenField};
use crate::run::ReservedNumber;
use crate::standing::{DocumentSlot, StandingDocument};
use std::collections::BTreeMap;

use super::outcome::{Attached, Cause, Owner, Rejection};

/// What a run wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Perform this, not before the moment given.
    Effect {
        /// What to do.
        effect: Box<Effect>,
        /// A pause that a failed attempt or a slow answer asked for.
        not_before: Option<Timestamp>,
    },
    /// Nothing until a person answers or the deadline passes.
    Wait(Wait),
    /// The run is over.
    Done(Ending),
}

/// One conversation with the outside: one journal commit, one crash point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read the deal and check it.
    LoadFacts(FactsQuery),
    /// Tell people something.
    Tell(Message),
    /// Reserve a contract number in 1C.
    ReserveNumber {
        /// Idempotency key.
        key: StepKey,
        /// For which contract.
        request: Box<DocumentRequest>,
    },
    /// Ask an approver about the number.
    AskApproval(ApprovalQuestion),
    /// Make everything in 1C.
    IssueDocuments {
        /// Idempotency key.
        key: StepKey,
        /// What.
        request: Box<DocumentRequest>,
        /// The number to use, when one is reserved.
        reserved: Option<ReservedNumber>,
    },
    /// Ask 1C what became of a key.
    LookUpDocuments {
        /// The key under which they were asked for.
        key: StepKey,
        /// Code of the own firm, to find its 1C base.
        seller: String,
    },
    /// See to it that a key never makes anything any more, unless it has.
    VoidKey {
        /// Key of this step.
        key: StepKey,
        /// The key under which documents were asked for.
        issue: StepKey,
        /// Code of the own firm, to find its 1C base.
        seller: String,
    },
    /// Attach one pair of files to the deal.
    AttachDocument(AttachJob),
    /// Write the result into the deal and tell people.
    Announce(Announcement),
    /// Give a reserved number back.
    ReleaseNumber {
        /// Key of this step.
        key: StepKey,
        /// Key under which the number was reserved.
        reservation: StepKey,
        /// Code of the own firm, to find its 1C base.
        seller: String,
    },
}

/// What makes a repeat of an effect safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectClass {
    /// Nothing is written.
    Read,
    /// The other side answers a repeated key with the first result.
    KeyedCreate,
    /// We look for our marker before a repeat.
    ProbedCreate,
    /// A second message replaces the first.
    Notify,
}

impl Effect {
    /// The step that it belongs to.
    pub fn key(&self) -> &StepKey {
        match self {
            Self::LoadFacts(query) => &query.key,
            Self::Tell(message) => &message.key,
            Self::AskApproval(question) => &question.key,
            Self::AttachDocument(job) => &job.key,
            Self::Announce(announcement) => &announcement.key,
            Self::ReserveNumber { key, .. }
            | Self::IssueDocuments { key, .. }
            | Self::LookUpDocuments { key, .. }
            | Self::VoidKey { key, .. }
            | Self::ReleaseNumber { key, .. } => key,
        }
    }

    /// What makes its repeat safe.
    pub fn class(&self) -> EffectClass {
        match self {
            Self::LoadFacts(_) | Self::LookUpDocuments { .. } => EffectClass::Read,
            Self::ReserveNumber { .. }
            | Self::IssueDocuments { .. }
            | Self::VoidKey { .. }
            | Self::ReleaseNumber { .. } => EffectClass::KeyedCreate,
            Self::AttachDocument(_) | Self::Announce(_) => EffectClass::ProbedCreate,
            Self::Tell(_) | Self::AskApproval(_) => EffectClass::Notify,
        }
    }
}

/// What to read, and what the check needs beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactsQuery {
    /// Key of this step.
    pub key: StepKey,
    /// The deal.
    pub deal: DealId,
    /// What was ordered.
    pub order: Order,
    /// The moment of the first check, when the deal is read once more: dates follow it, so that a
    /// day that has passed does not count as a change.
    pub as_of: Option<Timestamp>,
    /// What the deal shall say of the run from now on.
    pub state: DealState,
}

/// What the policy's field of the deal says of a run, for boards, robots and sweeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DealState {
    /// Documents are wanted. Written by whoever asks for them (a robot, a form); a run goes on from
    /// here to [`Self::Working`] with its first request.
    Requested,
    /// A run is under way.
    Working,
    /// A person is waited for.
    Waiting,
    /// The documents stand in the deal.
    Ready,
    /// The check found mistakes, or a number was not agreed to.
    Refused,
    /// The run was cancelled.
    Failed,
}

impl DealState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Requested,
        Self::Working,
        Self::Waiting,
        Self::Ready,
        Self::Refused,
        Self::Failed,
    ];

    /// What is written into the field.
    pub fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Working => "working",
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Who is asked to mend a problem, as those are told who wait for them.
#[derive(Clone, PartialEq, Eq)]
pub struct Awaited {
    /// In which role: an administrator stands in where the policy names no accountant.
    pub role: Owner,
    /// Name for texts: «Анна Петровна».
    pub name: String,
}

crate::debug::unseen!(Awaited);

/// Something that people are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Key of this step; also the tag by which a second message replaces the first.
    pub key: StepKey,
    /// The deal that the message links to.
    pub deal: DealId,
    /// Who is told: for a problem those who can mend it.
    pub recipients: Vec<UserId>,
    /// Who is told only that others are waited for.
    pub watchers: Vec<UserId>,
    /// Whom the watchers wait for; absent when the policy names nobody.
    pub waits_for: Option<Awaited>,
    /// What.
    pub notice: Notice,
    /// What the deal shall say of the run from now on.
    pub state: DealState,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Everything that must be mended before 1C is asked.
    Findings(Report),
    /// A step was refused; somebody must act, then the run goes on.
    Problem(Problem),
    /// The approver did not agree to the number.
    NumberRejected {
        /// Who said no.
        by: UserId,
        /// Their words.
        reason: String,
    },
    /// The run was cancelled; what stands in 1C, if anything, and is to be marked by the accountant.
    Cancelled {
        /// Who cancelled.
        by: UserId,
        /// Why, when they said so.
        reason: Option<String>,
        /// What exists.
        exists: Option<IssuedSet>,
        /// Items whose files hang in the deal already.
        attached: Vec<String>,
    },
    /// A wish to cancel came when everything was done.
    CancelledTooLate {
        /// Who wanted it.
        by: UserId,
        /// Why, when they said so.
        reason: Option<String>,
        /// What exists.
        exists: Option<IssuedSet>,
    },
}

/// A refused step that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Key of the step that was refused.
    pub step: StepKey,
    /// Which question to a person this is, from 1; a signal names it.
    pub round: u32,
    /// Why.
    pub rejection: Rejection,
    /// How often people were reminded.
    pub reminders: u32,
}

/// The question about a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalQuestion {
    /// Key of this step; the answer names it.
    pub key: StepKey,
    /// Which question, from 1; the answer names it.
    pub round: u32,
    /// First question, reminder or escalation.
    pub level: AskLevel,
    /// Who is asked.
    pub approver: UserId,
    /// The deal.
    pub deal: DealId,
    /// The number.
    pub number: String,
    /// Name of the client, for the text.
    pub client: String,
    /// What the deal shall say of the run from now on.
    pub state: DealState,
}

/// How urgent a question to an approver is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AskLevel {
    /// Asked for the first time.
    First,
    /// Asked again.
    Reminder,
    /// The deputy is asked.
    Escalation,
}

impl AskLevel {
    /// The name used on wires and as a key of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Reminder => "reminder",
            Self::Escalation => "escalation",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::First, Self::Reminder, Self::Escalation]
            .into_iter()
            .find(|l| l.code() == code)
    }

    /// What follows silence.
    pub(super) fn next(self) -> Self {
        match self {
            Self::First => Self::Reminder,
            Self::Reminder | Self::Escalation => Self::Escalation,
        }
    }
}

/// One pair of files to attach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachJob {
    /// Key of this step, also the marker that the uploaded document carries.
    pub key: StepKey,
    /// Whether an earlier attempt may have succeeded: look for the marker first.
    pub probe: bool,
    /// The deal.
    pub deal: DealId,
    /// What to attach.
    pub attachment: Attachment,
    /// Code of the own firm and key of the set, to fetch a lost file again.
    pub origin: Origin,
}

/// Where files of a set can be had again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Code of the own firm.
    pub seller: String,
    /// Key under which the set was issued.
    pub key: StepKey,
}

/// A docx with the pdf beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Item of the step: `contract`, `invoice-1`, `contract-2` for a second pair.
    pub item: String,
    /// Which document.
    pub slot: DocumentSlot,
    /// Its number.
    pub number: String,
    /// Stamping of the pair.
    pub pair: FilePair,
    /// The Word file.
    pub docx: FileRef,
    /// The PDF file.
    pub pdf: FileRef,
}

/// The final message of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Key of this step, also the marker of the timeline entry.
    pub key: StepKey,
    /// Whether an earlier attempt may have succeeded.
    pub probe: bool,
    /// Whether people had time to change the deal since the facts were read: read fields first.
    pub reread: bool,
    /// The deal.
    pub deal: DealId,
    /// What exists now.
    pub issued: IssuedSet,
    /// How each document was attached.
    pub attached: Vec<(DocumentSlot, Attached)>,
    /// Values for deal fields.
    pub fields: BTreeMap<ResultField, FieldWrite>,
    /// Who is told.
    pub recipients: Vec<UserId>,
    /// Warnings of the check.
    pub warnings: Vec<Finding>,
    /// What the documents stand on, to be compared when the deal is read again.
    pub deal_seen: DealSeen,
    /// Documents that these take the place of.
    pub superseded: Vec<StandingDocument>,
}

/// A value for a field of the deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWrite {
    /// The field and what stood in it.
    pub field: SeenField,
    /// What shall stand in it.
    pub value: String,
}

/// A pause until a person acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The step that a signal must name.
    pub key: StepKey,
    /// The round that it must name.
    pub round: u32,
    /// When silence becomes an outcome.
    pub deadline: Timestamp,
    /// Who is waited for.
    pub reason: WaitReason,
}

/// Why a run waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// An approver looks at the number.
    Approval,
    /// A step was refused.
    Problem {
        /// Key of the refused step.
        step: StepKey,
        /// Side and code.
        cause: Cause,
        /// Who can act.
        owner: Owner,
    },
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything exists and is announced.
    Completed,
    /// The check found mistakes; these are their codes.
    Refused(Vec<String>),
    /// The approver did not agree to the number.
    NumberRejected,
    /// A person cancelled it.
    Cancelled {
        /// Whether documents stand in 1C.
        after_issue: bool,
    },
    /// An administrator closed a run that could not go on.
    Closed {
        /// Whether documents stand in 1C.
        after_issue: bool,
    },
}

impl Ending {
    /// The name used in journals and as a key of texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Refused(_) => "refused",
            Self::NumberRejected => "number-rejected",
            Self::Cancelled { after_issue: false } => "cancelled-before",
            Self::Cancelled { after_issue: true } => "cancelled-after",
            Self::Closed { after_issue: false } => "closed-before",
            Self::Closed { after_issue: true } => "closed-after",
        }
    }
}
