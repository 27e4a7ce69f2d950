//! Cancelling: before 1C was asked nothing remains; after it people are told what exists.

use super::Run;
use super::effect::{Ending, Notice};
use super::stage::{Resume, Stage, Then};
use crate::UserId;

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
    /// While nobody knows whether 1C has made the documents, the run goes on looking until that is
    /// known; then it ends one way or the other.
    pub fn cancel(self, by: UserId) -> (Self, CancelReceipt) {
        match (&self.stage, self.cancelled_by) {
            (
                Stage::Done(_)
                | Stage::Tell {
                    then: Then::End(_), ..
                }
                | Stage::Release(_),
                _,
            ) => (self, CancelReceipt::TooLate),
            (_, Some(_)) => (self, CancelReceipt::Repeated),
            (_, None) => {
                let run = Self {
                    cancelled_by: Some(by),
                    ..self
                };
                (run.wake().settle_cancel(), CancelReceipt::Taken)
            }
        }
    }

    /// A look-up that stands still goes on, since the end depends on what it finds.
    fn wake(self) -> Self {
        match self.stage.paused() {
            Some(paused) if paused.resume == Resume::LookUp => self.go_on(paused),
            _ => self,
        }
    }

    /// Moves a cancelled run towards its end, if the stage allows it.
    pub(super) fn settle_cancel(self) -> Self {
        let Some(by) = self.cancelled_by else {
            return self;
        };
        let (stage, since) = match self.stage.paused() {
            Some(paused) => (paused.resume.stage(), paused.uncertain_since),
            None => (self.stage.clone(), self.tries.uncertain_since),
        };
        match stage {
            Stage::Tell { .. } | Stage::Release(_) | Stage::Done(_) => self,
            _ if self.issued.is_some() => self.end_cancelled(by),
            Stage::LoadFacts => self.end_cancelled(by),
            Stage::Reserve | Stage::Ask(_) | Stage::AwaitApproval { .. } => {
                self.release(by, since.is_some())
            }
            Stage::Issue if since.is_some() => {
                let tries = super::Tries {
                    uncertain_since: since,
                    ..super::Tries::default()
                };
                Self {
                    stage: Stage::LookUp,
                    tries,
                    ..self
                }
            }
            Stage::Issue => self.release(by, false),
            // Nobody knows yet whether there is anything to tell.
            Stage::LookUp | Stage::Attach | Stage::Announce | Stage::AwaitPerson { .. } => self,
        }
    }

    fn release(self, by: UserId, perhaps_reserved: bool) -> Self {
        if self.reserved.is_none() && !perhaps_reserved {
            return self.end_cancelled(by);
        }
        let then = self.cancelled_stage(by);
        self.enter(Stage::Release(Box::new(then)))
    }

    fn end_cancelled(self, by: UserId) -> Self {
        let stage = self.cancelled_stage(by);
        self.enter(stage)
    }

    fn cancelled_stage(&self, by: UserId) -> Stage {
        let exists = self.issued.clone();
        let after_issue = exists.is_some();
        Stage::Tell {
            notice: Notice::Cancelled { by, exists },
            then: Then::End(Ending::Cancelled { after_issue }),
        }
    }
}
