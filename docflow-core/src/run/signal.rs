//! Signals: what people answer to a run that waits.
//!
//! A signal names the wait that it answers, by step and round, and has an id of its own. A repeated
//! one is one; an early one is kept until its wait begins; a stale one changes nothing and says so.

use super::effect::{Ending, Next, Notice, Problem};
use super::stage::{Resume, Stage, Then};
use super::{Retried, Run};
use crate::ids::{StepKey, UserId};

/// Id of an incoming message, unique within its source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// Takes the id that the source gave.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a person answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its id.
    pub id: MessageId,
    /// The wait that it answers.
    pub key: StepKey,
    /// The round that it answers.
    pub round: u32,
    /// The answer.
    pub body: SignalBody,
}

/// The answers that a run understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignalBody {
    /// The approver agrees to the number.
    Approve {
        /// Who.
        by: UserId,
    },
    /// The approver does not.
    Reject {
        /// Who.
        by: UserId,
        /// Why.
        reason: String,
    },
    /// Somebody has mended what a problem named: try again.
    Retry {
        /// Who.
        by: UserId,
        /// What was mended, in their words.
        reason: Option<String>,
    },
}

/// What became of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It moved the run.
    Taken,
    /// Its wait has not begun; it is kept.
    Kept,
    /// Its wait is over; nothing changed.
    Stale,
    /// It was seen before; nothing changed.
    Repeated,
    /// It comes from somebody who is not asked; nothing changed.
    NotAllowed,
    /// It answers with a word that its wait does not understand, or names no wait of this run.
    Unfit,
}

impl Run {
    /// The run after a signal, and what became of it.
    pub fn signal(mut self, signal: Signal) -> (Self, Receipt) {
        if self.seen_signals.contains(&signal.id) {
            return (self, Receipt::Repeated);
        }
        if !self.understands(&signal) {
            return (self, Receipt::Unfit);
        }
        if !self.may_answer(&signal.body) {
            return (self, Receipt::NotAllowed);
        }
        self.seen_signals.push(signal.id.clone());
        if self.answers_now(&signal) {
            return (self.take(signal.body), Receipt::Taken);
        }
        if self.is_ahead(&signal) {
            self.early_signals.push(signal);
            return (self, Receipt::Kept);
        }
        (self, Receipt::Stale)
    }

    /// Takes an early signal whose wait has begun.
    pub(super) fn take_early(mut self) -> Self {
        let due = self
            .early_signals
            .iter()
            .position(|signal| self.answers_now(signal));
        match due {
            None => self,
            Some(index) => {
                let signal = self.early_signals.remove(index);
                self.take(signal.body)
            }
        }
    }

    fn understands(&self, signal: &Signal) -> bool {
        match signal.body {
            SignalBody::Approve { .. } | SignalBody::Reject { .. } => {
                signal.key == self.approval_key()
            }
            SignalBody::Retry { .. } => signal.key == self.person_key(),
        }
    }

    /// About a number only those decide who are asked; anyone may say that a problem is mended.
    fn may_answer(&self, body: &SignalBody) -> bool {
        let asked = [
            self.settings.approval.approver,
            self.settings.approval.deputy,
        ];
        match body {
            SignalBody::Approve { by } | SignalBody::Reject { by, .. } => {
                asked.contains(&Some(*by))
            }
            SignalBody::Retry { .. } => true,
        }
    }

    fn answers_now(&self, signal: &Signal) -> bool {
        matches!(self.next(), Next::Wait(wait)
            if wait.key == signal.key && wait.round == signal.round)
    }

    /// Whether the wait that a signal names can still come.
    fn is_ahead(&self, signal: &Signal) -> bool {
        if signal.key == self.approval_key() {
            return signal.round == self.rounds.number && self.approval_is_ahead();
        }
        // The question travels before the wait is written down, so its answer may be faster.
        matches!(&self.stage, Stage::Tell { notice: Notice::Problem(Problem { round, .. }), .. }
            if *round == signal.round)
    }

    fn approval_is_ahead(&self) -> bool {
        let stage = self.stage.paused().map(|paused| paused.resume.stage());
        let stage = stage.as_ref().unwrap_or(&self.stage);
        matches!(
            stage,
            Stage::LoadFacts
                | Stage::Reserve
                | Stage::Ask(_)
                | Stage::Reread(Resume::Reserve | Resume::Ask(_))
        )
    }

    fn take(self, body: SignalBody) -> Self {
        match (self.stage.clone(), body) {
            (Stage::AwaitApproval { .. }, SignalBody::Approve { .. }) => {
                self.enter(Stage::Reread(Resume::Issue))
            }
            (Stage::AwaitApproval { .. }, SignalBody::Reject { by, reason }) => {
                let tell = Stage::Tell {
                    notice: Notice::NumberRejected { by, reason },
                    then: Then::End(Ending::NumberRejected),
                };
                self.enter(Stage::Release(Box::new(tell)))
            }
            (Stage::AwaitPerson { paused, .. }, SignalBody::Retry { by, reason }) => {
                let retried = Retried { by, reason };
                Self {
                    retried: Some(retried),
                    rested: true,
                    ..self
                }
                .go_on(paused)
            }
            _ => self,
        }
    }
}
