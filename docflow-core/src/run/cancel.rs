//! Cancelling: before 1C was asked nothing remains; after it people are told what exists.

use super::effect::{Ending, Notice};
use super::stage::{Resume, Stage, Then};
use super::{Cancelled, Run, Tries};
use crate::facts::Timestamp;
use crate::ids::UserId;

/// What became of a wish to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReceipt {
    /// The run ends, at once or when it is known what 1C has.
    Taken,
    /// It was cancelled before.
    Repeated,
    /// It is over, or its last message is on its way.
    TooLate,
}

impl Run {
    /// The run after a person wants it cancelled; taken between effects.
    ///
    /// While nobody knows whether 1C has made the documents, their key is voided: then either
    /// nothing exists and nothing ever will, or what exists is known and is told. A base that can
    /// not void a key is asked until a lost call can not be on its way any more.
    pub fn cancel(self, by: UserId, reason: Option<String>) -> (Self, CancelReceipt) {
        if self.is_ending() || matches!(self.stage, Stage::Done(_)) {
            return (self, CancelReceipt::TooLate);
        }
        if self.cancelled.is_some() {
            return (self, CancelReceipt::Repeated);
        }
        let run = Self {
            cancelled: Some(Cancelled { by, reason }),
            ..self
        };
        (run.wake().settle_cancel(), CancelReceipt::Taken)
    }

    /// A look-up that stands still goes on, since the end depends on what it finds.
    fn wake(self) -> Self {
        match self.stage.paused() {
            Some(paused) if paused.resume == Resume::LookUp && self.issued.is_none() => {
                self.go_on(paused)
            }
            _ => self,
        }
    }

    /// Moves a cancelled run towards its end, if the stage allows it.
    pub(super) fn settle_cancel(self) -> Self {
        if self.cancelled.is_none() {
            return self;
        }
        let (stage, since) = match self.stage.paused() {
            Some(paused) => (paused.resume.stage(), paused.uncertain_since),
            None => (self.stage.clone(), self.tries.uncertain_since),
        };
        match stage {
            // A number that goes back does so first; what comes after it is the end.
            Stage::Tell { .. } | Stage::Release(_) | Stage::Done(_) => self,
            _ if self.issued.is_some() => self.end_cancelled(),
            Stage::LoadFacts => self.end_cancelled(),
            Stage::Reserve | Stage::Ask(_) | Stage::AwaitApproval { .. } => {
                self.release(since.is_some())
            }
            Stage::Issue | Stage::LookUp if since.is_some() && !self.no_void => {
                self.sure(Stage::Void, since)
            }
            Stage::Issue if since.is_some() => self.sure(Stage::LookUp, since),
            Stage::Issue | Stage::Reread(_) => self.release(false),
            // Nobody knows yet whether there is anything to tell.
            Stage::LookUp
            | Stage::Void
            | Stage::Attach
            | Stage::Announce
            | Stage::AwaitPerson { .. } => self,
        }
    }

    /// A stage that finds out what 1C has.
    fn sure(self, stage: Stage, since: Option<Timestamp>) -> Self {
        let tries = Tries {
            uncertain_since: since,
            ..Tries::default()
        };
        Self {
            stage,
            tries,
            ..self
        }
    }

    /// The end of a cancelled run whose key makes nothing any more.
    pub(super) fn voided(self) -> Self {
        self.release(false)
    }

    /// A base that can not void: its key is looked up until a lost call can not be on its way.
    pub(super) fn void_unavailable(self) -> Self {
        let tries = Tries {
            uncertain_since: self.tries.uncertain_since,
            ..Tries::default()
        };
        Self {
            stage: Stage::LookUp,
            no_void: true,
            tries,
            ..self
        }
    }

    fn release(self, perhaps_reserved: bool) -> Self {
        if self.reserved.is_none() && !perhaps_reserved {
            return self.end_cancelled();
        }
        let then = self.cancelled_stage();
        self.enter(Stage::Release(Box::new(then)))
    }

    fn end_cancelled(self) -> Self {
        let stage = self.cancelled_stage();
        self.enter(stage)
    }

    fn cancelled_stage(&self) -> Stage {
        let exists = self.issued.clone();
        let after_issue = exists.is_some();
        let cancelled = self.cancelled.clone();
        let by = cancelled
            .as_ref()
            .map_or(self.order.requested_by, |one| one.by);
        let attached = self
            .attached()
            .map(|(attachment, _)| attachment.item.clone())
            .collect();
        Stage::Tell {
            notice: Notice::Cancelled {
                by,
                reason: cancelled.and_then(|one| one.reason),
                exists,
                attached,
            },
            then: Then::End(Ending::Cancelled { after_issue }),
        }
    }
}
