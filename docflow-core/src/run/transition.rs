//! From a stage and an outcome to the next stage.

use super::effect::{AskLevel, Ending, Next, Notice, Problem};
use super::outcome::{
    Answer, Cause, Outcome, Owner, RESERVATION_EXPIRED, Recorded, Rejection, Side, Verdict,
};
use super::plan::attachments;
use super::stage::{Paused, Resume, Stage, Then, Tries};
use super::{Checked, Run};
use crate::{IssuedSet, StepKey, Timestamp};
use chrono::TimeDelta;
use std::time::Duration;

/// How fast a person may edit a deal: below it a field need not be read again before it is set.
const EDITED_IN: Duration = Duration::from_mins(1);

/// Why an outcome does not fit the run; the run is unchanged and the outcome must not be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// Another step is due.
    #[error("expected an outcome of {}, found one of {got}; load the run again",
        due.as_ref().map_or("nothing", StepKey::as_str))]
    NotDue {
        /// The step that is due.
        due: Option<StepKey>,
        /// The step that was named.
        got: StepKey,
    },
    /// The answer is of another kind than the effect asks for.
    #[error("expected an answer that fits {step}, found {got}; this is a defect of an adapter")]
    Misfit {
        /// The step.
        step: StepKey,
        /// Kind of the answer.
        got: &'static str,
    },
}

impl Run {
    /// The run after an outcome of the step that is due.
    ///
    /// # Errors
    /// [`ApplyError::NotDue`] when another step is due, [`ApplyError::Misfit`] when the answer is of
    /// another kind.
    pub fn apply(self, key: &StepKey, recorded: Recorded) -> Result<Self, ApplyError> {
        let due = self.due_step();
        if due.as_ref() != Some(key) {
            return Err(ApplyError::NotDue {
                due,
                got: key.clone(),
            });
        }
        let Recorded { started, at, .. } = recorded;
        let run = match recorded.outcome {
            Outcome::Done(answer) => self.answered(key, answer, recorded.at)?,
            Outcome::Accepted { poll_after } => self.accepted(key, poll_after, recorded.at)?,
            Outcome::Transient { after, cause } => self.failed(after, cause, recorded.at),
            Outcome::Rejected(rejection) => self.rejected(rejection, recorded.at),
            Outcome::Unknown(cause) => self.uncertain(cause, recorded.at),
        };
        Ok(run.settle_cancel().take_early().rested(started, at))
    }

    /// Remembers a step that took longer than people need to edit the deal, its pause included.
    fn rested(mut self, started: Timestamp, at: Timestamp) -> Self {
        let until = self.tries.not_before.map_or(at, |moment| moment.max(at));
        self.rested |= until > later(started, EDITED_IN);
        self
    }

    fn answered(self, key: &StepKey, answer: Answer, at: Timestamp) -> Result<Self, ApplyError> {
        match (self.stage.clone(), answer) {
            (Stage::LoadFacts, Answer::Checked(verdict)) => Ok(self.checked(verdict)),
            (Stage::Tell { notice, then }, Answer::Told) => Ok(self.told(notice, then, at)),
            (Stage::Reserve, Answer::Reserved(number)) => {
                let run = Self {
                    reserved: Some(number),
                    ..self
                };
                Ok(run.enter(Stage::Ask(AskLevel::First)))
            }
            (Stage::Ask(level), Answer::Asked) => Ok(self.await_approval(level, at)),
            (Stage::AwaitApproval { level, .. }, Answer::DeadlinePassed) => {
                Ok(self.enter(Stage::Ask(level.next())))
            }
            (
                Stage::AwaitPerson {
                    problem, paused, ..
                },
                Answer::DeadlinePassed,
            ) => Ok(self.remind(problem, paused)),
            (Stage::Issue | Stage::LookUp, Answer::Issued(set)) => Ok(self.issued_set(*set)),
            (Stage::LookUp, Answer::NotFound) => Ok(self.not_found(at)),
            (Stage::Attach, Answer::Attached(attached)) => Ok(self.attached_one(attached)),
            (Stage::Announce, Answer::Announced(announced)) => {
                let run = Self {
                    announced: Some(announced),
                    ..self
                };
                Ok(run.enter(Stage::Done(Ending::Completed)))
            }
            (Stage::Release(then), Answer::Released) => Ok(Self {
                reserved: None,
                ..self
            }
            .enter(*then)),
            (_, answer) => Err(ApplyError::Misfit {
                step: key.clone(),
                got: answer.kind(),
            }),
        }
    }

    /// A new stage, whose attempts are counted afresh.
    pub(super) fn enter(self, stage: Stage) -> Self {
        Self {
            stage,
            tries: Tries::default(),
            ..self
        }
    }

    fn checked(mut self, verdict: Verdict) -> Self {
        match verdict {
            Verdict::Ready(checked) => {
                let Checked { request, warnings } = *checked;
                let approval = request.parts().contract.number_approval;
                self.dossier
                    .recipients
                    .clone_from(&request.parts().recipients);
                self.dossier.request = Some(request);
                self.dossier.warnings = warnings;
                self.enter(if approval {
                    Stage::Reserve
                } else {
                    Stage::Issue
                })
            }
            Verdict::Refused { report, recipients } => {
                self.dossier.recipients = recipients;
                let codes = report.codes().into_iter().map(str::to_owned).collect();
                let then = Then::End(Ending::Refused(codes));
                self.enter(Stage::Tell {
                    notice: Notice::Findings(report),
                    then,
                })
            }
        }
    }

    fn told(self, notice: Notice, then: Then, at: Timestamp) -> Self {
        match (then, notice) {
            (Then::End(ending), _) => self.enter(Stage::Done(ending)),
            (Then::Await(paused), Notice::Problem(problem)) => {
                let deadline = later(at, self.settings.patience.remind_after);
                self.enter(Stage::AwaitPerson {
                    problem,
                    paused,
                    deadline,
                })
            }
            (Then::Await(paused), _) => self.go_on(paused),
        }
    }

    fn await_approval(self, level: AskLevel, at: Timestamp) -> Self {
        let deadline = later(at, self.settings.approval.remind_after);
        self.enter(Stage::AwaitApproval { level, deadline })
    }

    /// The step that stood still, with fresh patience; a person may have answered at once, while
    /// the other side can still be working.
    pub(super) fn go_on(self, paused: Paused) -> Self {
        let stage = paused.resume.stage();
        let settled = paused
            .uncertain_since
            .filter(|_| stage.is_probed())
            .map(|since| later(since, self.settings.patience.settle));
        let tries = Tries {
            not_before: settled,
            uncertain_since: paused.uncertain_since,
            ..Tries::default()
        };
        Self {
            stage,
            tries,
            ..self
        }
    }

    fn remind(self, problem: Problem, paused: Paused) -> Self {
        let reminders = problem.reminders.saturating_add(1);
        let notice = Notice::Problem(Problem {
            reminders,
            ..problem
        });
        self.enter(Stage::Tell {
            notice,
            then: Then::Await(paused),
        })
    }

    fn issued_set(mut self, set: IssuedSet) -> Self {
        let Some(request) = self.dossier.request.clone() else {
            return self;
        };
        let approved = self.reserved.as_ref().map(|held| held.number.as_str());
        let wrong = set.disagreements(&request, approved);
        self.attachments = attachments(&request, &set);
        self.issued = Some(set);
        if let Some(first) = wrong.first() {
            let rejection = Rejection {
                cause: Cause::new(Side::Accounting, first.code()),
                owner: Owner::Accountant,
                detail: None,
            };
            return self.ask_person(rejection, Resume::LookUp);
        }
        let nothing = self.attachments.is_empty();
        self.enter(if nothing {
            Stage::Announce
        } else {
            Stage::Attach
        })
    }

    /// 1C does not know the key. A call whose answer was lost may still be on its way, so a
    /// cancelled run waits until that is impossible; any other sends the same key again at once.
    fn not_found(self, at: Timestamp) -> Self {
        let settled = self
            .tries
            .uncertain_since
            .map(|since| later(since, self.settings.patience.settle))
            .filter(|settled| *settled > at);
        if self.cancelled_by.is_some() {
            return match settled {
                Some(moment) => {
                    let tries = Tries {
                        not_before: Some(moment),
                        ..self.tries
                    };
                    Self { tries, ..self }
                }
                None => self.enter(Stage::Issue),
            };
        }
        let tries = Tries {
            not_before: None,
            ..self.tries
        };
        Self {
            stage: Stage::Issue,
            tries,
            ..self
        }
    }

    fn attached_one(mut self, attached: super::Attached) -> Self {
        if let Some(due) = self
            .attachments
            .iter_mut()
            .find(|state| state.done.is_none())
        {
            due.done = Some(attached);
        }
        let rest = self.attachments.iter().any(|state| state.done.is_none());
        self.enter(if rest { Stage::Attach } else { Stage::Announce })
    }

    /// 1C has the request and works on it: look the key up later, but not for ever.
    fn accepted(self, key: &StepKey, poll: Duration, at: Timestamp) -> Result<Self, ApplyError> {
        if !matches!(self.stage, Stage::Issue | Stage::LookUp) {
            return Err(ApplyError::Misfit {
                step: key.clone(),
                got: "Accepted",
            });
        }
        let since = self.tries.working_since.unwrap_or(at);
        if later(since, self.settings.patience.working) <= at {
            let rejection = Rejection {
                cause: Cause::new(Side::Accounting, "still-working"),
                owner: Owner::Administrator,
                detail: None,
            };
            return Ok(self.ask_person(rejection, Resume::LookUp));
        }
        let tries = Tries {
            not_before: Some(later(at, poll)),
            working_since: Some(since),
            uncertain_since: self.tries.uncertain_since.or(Some(at)),
            failed: 0,
        };
        Ok(Self {
            stage: Stage::LookUp,
            tries,
            ..self
        })
    }

    fn failed(self, after: Option<Duration>, cause: Cause, at: Timestamp) -> Self {
        let failed = self.tries.failed.saturating_add(1);
        let patience = self.settings.patience;
        if failed >= patience.attempts {
            return self.gave_up(cause, at);
        }
        let pause = backoff(&patience, failed).max(after.unwrap_or_default());
        let tries = Tries {
            failed,
            not_before: Some(later(at, pause)),
            ..self.tries
        };
        Self { tries, ..self }
    }

    /// Nobody knows whether it took effect. Keyed creates are looked up or sent again under their
    /// key; probed ones wait until the other side can not be working any more, then look.
    ///
    /// That time is counted from the end of the attempt: a step may wait for the portal's pace or
    /// fetch a file before it sends anything.
    fn uncertain(self, cause: Cause, at: Timestamp) -> Self {
        let known = self.tries.uncertain_since;
        let since = known.map_or(at, |earlier| earlier.max(at));
        let mut run = self;
        run.tries.uncertain_since = Some(since);
        if matches!(run.stage, Stage::Issue) {
            run.stage = Stage::LookUp;
        }
        let settle = run.settings.patience.settle;
        let mut run = run.failed(None, cause, at);
        if run.stage.is_probed() {
            let settled = later(since, settle);
            run.tries.not_before = run.tries.not_before.max(Some(settled));
        }
        run
    }

    fn gave_up(self, cause: Cause, at: Timestamp) -> Self {
        let rejection = Rejection {
            cause,
            owner: Owner::Administrator,
            detail: None,
        };
        self.rejected(rejection, at)
    }

    /// A person must act. Messages are not worth stopping for; a reservation that ran out is made
    /// anew under a key of its own.
    fn rejected(self, rejection: Rejection, at: Timestamp) -> Self {
        let resume = match &self.stage {
            Stage::Tell { notice, then } => {
                let (notice, then) = (notice.clone(), then.clone());
                return self.skip_message().told(notice, then, at);
            }
            Stage::Release(then) => {
                let then = (**then).clone();
                return self.skip_message().enter(then);
            }
            Stage::Issue | Stage::Reserve if rejection.cause.code == RESERVATION_EXPIRED => {
                let number_round = self.number_round.saturating_add(1);
                return Self {
                    number_round,
                    reserved: None,
                    ..self
                }
                .enter(Stage::Reserve);
            }
            Stage::LoadFacts => Resume::LoadFacts,
            Stage::Reserve => Resume::Reserve,
            Stage::Ask(level) => Resume::Ask(*level),
            Stage::Issue => Resume::Issue,
            Stage::LookUp => Resume::LookUp,
            Stage::Attach => Resume::Attach,
            Stage::Announce => Resume::Announce,
            Stage::AwaitApproval { .. } | Stage::AwaitPerson { .. } | Stage::Done(_) => {
                return self;
            }
        };
        self.ask_person(rejection, resume)
    }

    fn skip_message(mut self) -> Self {
        if let Some(step) = self.due_step() {
            self.undelivered.push(step);
        }
        self
    }

    fn ask_person(self, rejection: Rejection, resume: Resume) -> Self {
        let Some(step) = self.due_step() else {
            return self;
        };
        let round = self.person_round.saturating_add(1);
        let notice = Notice::Problem(Problem {
            step,
            round,
            rejection,
            reminders: 0,
        });
        let paused = Paused {
            resume,
            uncertain_since: self.tries.uncertain_since,
        };
        let then = Then::Await(paused);
        Self {
            person_round: round,
            ..self
        }
        .enter(Stage::Tell { notice, then })
    }
}

impl Answer {
    /// Its name, for messages and records.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Checked(_) => "Checked",
            Self::Told => "Told",
            Self::Reserved(_) => "Reserved",
            Self::Asked => "Asked",
            Self::Issued(_) => "Issued",
            Self::NotFound => "NotFound",
            Self::Attached(_) => "Attached",
            Self::Announced(_) => "Announced",
            Self::Released => "Released",
            Self::DeadlinePassed => "DeadlinePassed",
        }
    }
}

/// A moment later by a duration; the end of time when it does not fit.
pub(super) fn later(at: Timestamp, by: Duration) -> Timestamp {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|delta| at.checked_add_signed(delta))
        .unwrap_or(Timestamp::MAX_UTC)
}

/// The pause after the n-th failure: it doubles up to the longest.
fn backoff(patience: &crate::Patience, failed: u32) -> Duration {
    let doublings = failed.saturating_sub(1).min(20);
    let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    patience
        .first_pause
        .saturating_mul(factor)
        .min(patience.longest_pause)
}

/// Whether the run is at its end or waits; used by the explorer of histories.
impl Run {
    /// Whether nothing happens until somebody acts.
    pub fn is_parked(&self) -> bool {
        matches!(self.next(), Next::Wait(_))
    }
}
