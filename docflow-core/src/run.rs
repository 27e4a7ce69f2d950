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

mod away;
mod cancel;
mod effect;
mod judged;
mod outcome;
mod people;
mod plan;
mod signal;
mod stage;
mod summary;
mod transition;

pub use cancel::CancelReceipt;
pub use effect::{
    Announcement, ApprovalQuestion, AskLevel, AttachJob, Attachment, Awaited, DealState, Effect,
    EffectClass, Ending, FactsQuery, FieldWrite, Message, Next, Notice, Origin, Problem, Wait,
    WaitReason,
};
pub use outcome::{
    Announced, Answer, Attached, AttachedVia, Cause, Checked, Delivery, Grounds, Judged, Outcome,
    Owner, Recorded, Rejection, ReservedNumber, Scope, Side, Undelivered, VOID_UNAVAILABLE,
    Verdict,
};
pub use signal::{MessageId, Receipt, Signal, SignalBody};
pub use stage::Away;
pub use summary::RunSummary;
pub use transition::ApplyError;

pub(crate) use stage::{AttachmentState, Paused, Resume, Stage, Then, Tries};

use crate::choices::Order;
use crate::facts::Timestamp;
use crate::finding::Finding;
use crate::ids::{RunKey, StepKey, UserId};
use crate::issued::IssuedSet;
use crate::people::People;
use crate::policy::{ApprovalPolicy, Patience};
use crate::request::DocumentRequest;

/// One attempt to make documents for one deal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what has happened to a run, each independent of the others"
)]
pub struct Run {
    pub(crate) key: RunKey,
    pub(crate) order: Order,
    pub(crate) settings: Settings,
    pub(crate) stage: Stage,
    pub(crate) tries: Tries,
    pub(crate) dossier: Dossier,
    pub(crate) rounds: Rounds,
    pub(crate) reserved: Option<ReservedNumber>,
    pub(crate) issued: Option<IssuedSet>,
    pub(crate) attachments: Vec<AttachmentState>,
    pub(crate) announced: Option<Announced>,
    pub(crate) cancelled: Option<Cancelled>,
    pub(crate) retried: Option<Retried>,
    pub(crate) seen_signals: Vec<MessageId>,
    pub(crate) early_signals: Vec<Signal>,
    pub(crate) undelivered: Vec<StepKey>,
    /// When the facts were read last.
    pub(crate) read_at: Option<Timestamp>,
    /// Whether it stood still long enough for a person to edit the deal.
    pub(crate) rested: bool,
    /// What this run is about to do may have been done before it: its journal was restored from a
    /// copy, or 1C had the set before this run asked. Then everything is looked for first.
    pub(crate) doubtful: bool,
    /// Whether 1C was asked to issue under the present key.
    pub(crate) asked: bool,
    /// Whether 1C has said that the key was used for another request.
    pub(crate) key_reused: bool,
    /// Whether the base can not void a key.
    pub(crate) no_void: bool,
}

/// How often things were done again; they are parts of step keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounds {
    /// Readings of the deal so far.
    pub(crate) reading: u32,
    /// Which reservation of a number, from 1.
    pub(crate) number: u32,
    /// Which request to 1C, from 1: another request never goes out under a used key.
    pub(crate) issue: u32,
    /// Questions to a person so far.
    pub(crate) person: u32,
    /// Reservations that had run out when they were to be used.
    pub(crate) expired: u32,
}

impl Default for Rounds {
    fn default() -> Self {
        Self {
            reading: 0,
            number: 1,
            issue: 1,
            person: 0,
            expired: 0,
        }
    }
}

/// Who cancelled, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cancelled {
    pub(crate) by: UserId,
    pub(crate) reason: Option<String>,
}

/// Who had a step tried again last, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Retried {
    pub(crate) by: UserId,
    pub(crate) reason: Option<String>,
}

/// What a run takes from the policy when it starts, so that a later change does not reach it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How often and how long it tries.
    pub patience: Patience,
    /// Who approves numbers.
    pub approval: ApprovalPolicy,
    /// Who mends what.
    pub people: People,
}

/// What a run knows about people; finished runs may lose it without losing what prevents doubles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dossier {
    pub(crate) request: Option<DocumentRequest>,
    pub(crate) warnings: Vec<Finding>,
    pub(crate) recipients: Vec<UserId>,
    /// What the last verdict was made from.
    pub(crate) grounds: Option<Box<Grounds>>,
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
            rounds: Rounds::default(),
            reserved: None,
            issued: None,
            attachments: Vec::new(),
            announced: None,
            cancelled: None,
            retried: None,
            seen_signals: Vec::new(),
            early_signals: Vec::new(),
            undelivered: Vec::new(),
            read_at: None,
            rested: false,
            doubtful: false,
            asked: false,
            key_reused: false,
            no_void: false,
        }
    }

    /// The run after its journal was found to be an older copy: whatever it is about to do may have
    /// been done since the copy was made, so everything is looked for before it is done.
    #[must_use]
    pub fn restored(self) -> Self {
        Self {
            doubtful: true,
            rested: true,
            ..self
        }
    }

    /// The run closed by an administrator, whatever it was doing; for runs that can not go on.
    #[must_use]
    pub fn close(self) -> Self {
        let after_issue = self.issued.is_some();
        Self {
            stage: Stage::Done(Ending::Closed { after_issue }),
            ..self
        }
    }

    /// Its key.
    pub fn key(&self) -> &RunKey {
        &self.key
    }

    /// What it took from the policy when it started.
    pub fn settings(&self) -> &Settings {
        &self.settings
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

    /// What the last verdict was made from: facts, moment, earlier documents.
    pub fn grounds(&self) -> Option<&Grounds> {
        self.dossier.grounds.as_deref()
    }

    /// What 1C is asked for, once the check has agreed.
    pub fn request(&self) -> Option<&DocumentRequest> {
        self.dossier.request.as_ref()
    }

    /// Code of the own firm, as far as it is known: by the request, else by the order.
    pub fn seller(&self) -> Option<&str> {
        let request = self.dossier.request.as_ref();
        request
            .map(|request| request.parts().seller.code.as_str())
            .or(self.order.choices.seller.as_deref())
    }

    /// Whether what was ordered, read and decided is the same as in another snapshot of this run, so
    /// that its papers need not be written again.
    pub fn has_papers_of(&self, other: &Self) -> bool {
        self.dossier == other.dossier
            && self.order.choices == other.order.choices
            && self.settings.people == other.settings.people
    }

    /// The outage that the step that is due waits for.
    pub fn away(&self) -> Option<Away> {
        self.tries.away
    }

    /// Whether only the delivery of the last message remains: nothing but its end can follow.
    pub fn is_ending(&self) -> bool {
        let ends = |stage: &Stage| {
            matches!(
                stage,
                Stage::Tell {
                    then: Then::End(_),
                    ..
                }
            )
        };
        if let Stage::Release(then) = &self.stage {
            ends(then)
        } else {
            ends(&self.stage)
        }
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
