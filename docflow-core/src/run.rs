//! The workflow as a value: what a run has done, and what it wants next.
//!
//! A [`Run`] is data. [`Run::next`] names the next [`Effect`], [`Wait`] or the [`Ending`];
//! [`Run::apply`] takes what came of it and gives the run after that. There is no clock and no
//! network here, and nothing is decided twice: what the check decided is part of the run. The
//! engine is the only caller that performs effects; it journals every outcome before the next one.
//!
//! How each class of effects survives a crash or a lost answer is said at [`EffectClass`]. A crash
//! between the start mark of an effect and its outcome is the outcome [`Outcome::Unknown`] of that
//! effect: there is one path for both.

mod cancel;
mod effect;
mod outcome;
mod plan;
mod signal;
mod stage;
mod summary;
mod transition;

pub use cancel::CancelReceipt;
pub use effect::{
    Announcement, ApprovalQuestion, AskLevel, AttachJob, Attachment, Effect, EffectClass, Ending,
    FactsQuery, FieldWrite, Message, Next, Notice, Origin, Problem, Wait, WaitReason,
};
pub use outcome::{
    Announced, Answer, Attached, AttachedVia, Cause, Checked, Outcome, Owner, Recorded, Rejection,
    ReservedNumber, Side, Verdict,
};
pub use signal::{MessageId, Receipt, Signal, SignalBody};
pub use summary::RunSummary;
pub use transition::ApplyError;

pub(crate) use stage::{AttachmentState, Paused, Resume, Stage, Then, Tries};

use crate::{
    ApprovalPolicy, DocumentRequest, Finding, IssuedSet, Order, Patience, RunKey, StepKey, UserId,
};

/// One attempt to make documents for one deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub(crate) key: RunKey,
    pub(crate) order: Order,
    pub(crate) settings: Settings,
    pub(crate) stage: Stage,
    pub(crate) tries: Tries,
    pub(crate) dossier: Dossier,
    pub(crate) number_round: u32,
    pub(crate) person_round: u32,
    pub(crate) reserved: Option<ReservedNumber>,
    pub(crate) issued: Option<IssuedSet>,
    pub(crate) attachments: Vec<AttachmentState>,
    pub(crate) announced: Option<Announced>,
    pub(crate) cancelled_by: Option<UserId>,
    pub(crate) seen_signals: Vec<MessageId>,
    pub(crate) early_signals: Vec<Signal>,
    pub(crate) undelivered: Vec<StepKey>,
    /// Whether it stood still long enough for a person to edit the deal.
    pub(crate) rested: bool,
}

/// What a run takes from the policy when it starts, so that a later change does not reach it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How often and how long it tries.
    pub patience: Patience,
    /// Who approves numbers.
    pub approval: ApprovalPolicy,
}

/// What a run knows about people; finished runs may lose it without losing what prevents doubles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dossier {
    pub(crate) request: Option<DocumentRequest>,
    pub(crate) warnings: Vec<Finding>,
    pub(crate) recipients: Vec<UserId>,
}

impl Run {
    /// A run that has done nothing yet.
    pub fn start(key: RunKey, order: Order, settings: Settings) -> Self {
        Self {
            key,
            order,
            settings,
            stage: Stage::LoadFacts,
            tries: Tries::default(),
            dossier: Dossier::default(),
            number_round: 1,
            person_round: 0,
            reserved: None,
            issued: None,
            attachments: Vec::new(),
            announced: None,
            cancelled_by: None,
            seen_signals: Vec::new(),
            early_signals: Vec::new(),
            undelivered: Vec::new(),
            rested: false,
        }
    }

    /// Its key.
    pub fn key(&self) -> &RunKey {
        &self.key
    }

    /// What was ordered.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// What 1C has made, once it has.
    pub fn issued(&self) -> Option<&IssuedSet> {
        self.issued.as_ref()
    }

    /// The documents attached so far, with the way that was used.
    pub fn attached(&self) -> impl Iterator<Item = (&Attachment, &Attached)> {
        self.attachments
            .iter()
            .filter_map(|state| Some((&state.attachment, state.done.as_ref()?)))
    }

    /// What became of the final batch, once it was sent.
    pub fn announced(&self) -> Option<&Announced> {
        self.announced.as_ref()
    }

    /// Steps whose message could not be delivered in the end.
    pub fn undelivered(&self) -> &[StepKey] {
        &self.undelivered
    }

    /// Failed attempts of the step that is due; a restart does not reset them.
    pub fn failed_attempts(&self) -> u32 {
        self.tries.failed
    }

    /// The ending, once there is one.
    pub fn ending(&self) -> Option<&Ending> {
        if let Stage::Done(ending) = &self.stage {
            Some(ending)
        } else {
            None
        }
    }

    /// Key of the step that is due, for status pages; `None` when the run is over.
    pub fn due_step(&self) -> Option<StepKey> {
        match self.next() {
            Next::Effect { effect, .. } => Some(effect.key().clone()),
            Next::Wait(wait) => Some(wait.key),
            Next::Done(_) => None,
        }
    }
}
