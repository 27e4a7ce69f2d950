//! From a stage and an outcome to the next stage.

use super::Run;
use super::away::backoff;
use super::effect::{AskLevel, Ending, Next, Notice, Problem};
use super::outcome::{
    Answer, Cause, Delivery, KEY_REUSED, Outcome, Owner, RESERVATION_EXPIRED, Recorded, Rejection,
    Side, VOID_UNAVAILABLE,
};
use super::plan::attachments;
use super::stage::{Paused, Resume, Stage, Then, Tries};
use crate::facts::Timestamp;
use crate::ids::StepKey;
use crate::issued::{Disagreement, IssuedSet};
use crate::request::DocumentRequest;
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
        let Recorded {
            started,
            at,
            outcome,
        } = recorded;
        let mut before = self;
        before.asked |= matches!(before.stage, Stage::Issue);
        let run = match outcome {
            Outcome::Done(answer) => before.answered(key, answer, started, at)?,
            Outcome::Accepted { poll_after } => before.accepted(key, poll_after, at)?,
            Outcome::Transient { after, cause } => before.failed(after, cause, at),
            Outcome::Rejected(rejection) => before.rejected(rejection, at),
            Outcome::Unknown(cause) => before.uncertain(cause, at),
        };
        Ok(run.settle_cancel().take_early().rested(started, at))
    }

    /// Remembers that people had time to edit the deal since it was read, a pause included. A run
    /// of wire version 1 does not know when that was, so the step alone counts.
    fn rested(mut self, started: Timestamp, at: Timestamp) -> Self {
        let until = self.tries.not_before.map_or(at, |moment| moment.max(at));
        let read = self.read_at.unwrap_or(started);
        self.rested |= until > later(read, EDITED_IN);
        self
    }

    fn answered(
        mut self,
        key: &StepKey,
        answer: Answer,
        started: Timestamp,
        at: Timestamp,
    ) -> Result<Self, ApplyError> {
        match (self.stage.clone(), answer) {
            (Stage::LoadFacts, Answer::Checked(judged)) => {
                self.read_at = Some(started);
                Ok(self.judged(*judged))
            }
            (Stage::Reread(resume), Answer::Checked(judged)) => {
                self.read_at = Some(started);
                Ok(self.judged_again(*judged, resume))
            }
            (Stage::Tell { notice, then }, Answer::Told(delivery)) => {
                Ok(self.delivered(delivery, notice, then, at))
            }
            (Stage::Reserve, Answer::Reserved(number)) => {
                self.reserved = Some(number);
                Ok(self.enter(Stage::Ask(AskLevel::First)))
            }
            (Stage::Ask(level), Answer::Asked) => Ok(self.await_approval(level, at)),
            (Stage::Release(then), Answer::Released) => {
                self.reserved = None;
                Ok(self.enter(*then))
            }
            (stage, answer) => self.answered_by_books_or_deal(key, stage, answer, at),
        }
    }

    fn answered_by_books_or_deal(
        mut self,
        key: &StepKey,
        stage: Stage,
        answer: Answer,
        at: Timestamp,
    ) -> Result<Self, ApplyError> {
        match (stage, answer) {
            (Stage::Issue, Answer::Issued(set)) => Ok(self.issued_set(*set)),
            (Stage::Issue | Stage::LookUp | Stage::Void, Answer::Found(set)) => {
                Ok(self.found(*set))
            }
            (Stage::LookUp, Answer::NotFound) => Ok(self.not_found(at)),
            (Stage::Void, Answer::Voided) => Ok(self.voided()),
            (Stage::Attach, Answer::Attached(attached)) => Ok(self.attached_one(attached)),
            (Stage::Announce, Answer::Announced(announced)) => {
                self.announced = Some(announced);
                Ok(self.enter(Stage::Done(Ending::Completed)))
            }
            (Stage::AwaitApproval { level, .. }, Answer::DeadlinePassed) => {
                Ok(self.enter(Stage::Ask(level.next())))
            }
            (
                Stage::AwaitPerson {
                    problem, paused, ..
                },
                Answer::DeadlinePassed,
            ) => Ok(self.remind(problem, paused)),
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

    /// Each person has an outcome: those who may be told later are tried again, the others are not.
    fn delivered(mut self, delivery: Delivery, notice: Notice, then: Then, at: Timestamp) -> Self {
        let (passing, refused): (Vec<_>, Vec<_>) =
            delivery.failed.into_iter().partition(|one| one.passing);
        self.tries.told.extend(delivery.told);
        self.tries.told.extend(refused.iter().map(|one| one.user));
        if !refused.is_empty() {
            self = self.not_reached();
        }
        match passing.into_iter().next() {
            None => self.told(notice, then, at),
            Some(one) => self.failed(None, Cause::new(Side::Crm, one.code), at),
        }
    }

    fn told(self, notice: Notice, then: Then, at: Timestamp) -> Self {
        match (then, notice) {
            (Then::End(ending), _) => self.enter(Stage::Done(ending)),
            (Then::Await(paused), Notice::Problem(problem)) => {
                let deadline = self.remind_at(problem.reminders, at);
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
    /// the other side can still be working. Before anything is issued the deal is read once more,
    /// unless a request may still be on its way: that one must not be overtaken by another.
    pub(super) fn go_on(self, paused: Paused) -> Self {
        let Paused {
            resume,
            uncertain_since,
        } = paused;
        if resume.is_before_issue() && uncertain_since.is_none() {
            return self.enter(Stage::Reread(resume));
        }
        let stage = resume.stage();
        let settled = uncertain_since
            .filter(|_| stage.is_probed())
            .map(|since| later(since, self.settings.patience.settle));
        let tries = Tries {
            not_before: settled,
            uncertain_since,
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

    /// A set that 1C had already: by an earlier attempt of this run, or by a run whose journal is
    /// lost. In the second case everything that follows may have been done as well.
    fn found(mut self, set: IssuedSet) -> Self {
        let asked_before = self.tries.uncertain_since.is_some() || self.issued.is_some();
        self.doubtful |= self.key_reused || !asked_before;
        self.issued_set(set)
    }

    fn issued_set(mut self, set: IssuedSet) -> Self {
        let Some(request) = self.dossier.request.clone() else {
            return self;
        };
        let wrong = self.disagreement(&request, &set);
        self.attachments = attachments(&request, &set);
        self.issued = Some(set);
        if let Some(wrong) = wrong {
            let rejection = Rejection {
                cause: Cause::new(Side::Accounting, wrong.code()),
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

    /// The first difference between what was asked and what stands in 1C. Where a restored journal
    /// has made the run ask a second time, «today» may be another day than the first time.
    fn disagreement(&self, request: &DocumentRequest, set: &IssuedSet) -> Option<Disagreement> {
        let approved = self.reserved.as_ref().map(|held| held.number.as_str());
        let choices = &self.order.choices;
        let chosen = choices.contract_date.is_some() || choices.invoice_date.is_some();
        let another_day = self.doubtful && !chosen;
        set.disagreements(request, approved)
            .into_iter()
            .find(|one| !(another_day && matches!(one, Disagreement::Date { .. })))
    }

    /// 1C does not know the key. A call whose answer was lost may still be on its way, so a
    /// cancelled run waits until that is impossible; any other sends the same key again at once.
    fn not_found(self, at: Timestamp) -> Self {
        let settled = self
            .tries
            .uncertain_since
            .map(|since| later(since, self.settings.patience.settle))
            .filter(|settled| *settled > at);
        if self.key_reused {
            let rejection = Rejection {
                cause: Cause::new(Side::Accounting, KEY_REUSED),
                owner: Owner::Administrator,
                detail: None,
            };
            return self.ask_person(rejection, Resume::LookUp);
        }
        if self.cancelled.is_some() {
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
        // A base that answers questions and takes no documents is asked more and more seldom.
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
        let stage = if matches!(self.stage, Stage::Issue | Stage::LookUp) {
            Stage::LookUp
        } else if matches!(self.stage, Stage::Void) {
            Stage::Void
        } else {
            return Err(ApplyError::Misfit {
                step: key.clone(),
                got: "Accepted",
            });
        };
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
            not_before: Some(later(at, self.asked_pause(Some(poll)))),
            working_since: Some(since),
            uncertain_since: self.tries.uncertain_since.or(Some(at)),
            ..Tries::default()
        };
        Ok(Self {
            stage,
            tries,
            ..self
        })
    }

    /// A person must act. Messages are not worth stopping for; a reservation that ran out is made
    /// anew under a key of its own; a key that was used for something else leads to what exists.
    pub(super) fn rejected(self, rejection: Rejection, at: Timestamp) -> Self {
        let code = rejection.cause.code.as_str();
        let resume = match &self.stage {
            Stage::Tell { notice, then } => {
                let (notice, then) = (notice.clone(), then.clone());
                return self.not_reached().told(notice, then, at);
            }
            Stage::Release(then) => {
                let then = (**then).clone();
                return self.not_reached().enter(then);
            }
            Stage::Void if code == VOID_UNAVAILABLE => return self.void_unavailable(),
            Stage::Issue if code == KEY_REUSED => {
                let run = Self {
                    key_reused: true,
                    ..self
                };
                return run.enter(Stage::LookUp);
            }
            Stage::Issue | Stage::Reserve if code == RESERVATION_EXPIRED => {
                return self.reserve_anew(rejection, at);
            }
            Stage::LoadFacts => Resume::LoadFacts,
            Stage::Reread(resume) => *resume,
            Stage::Reserve => Resume::Reserve,
            Stage::Ask(level) => Resume::Ask(*level),
            Stage::Issue => Resume::Issue,
            Stage::LookUp => Resume::LookUp,
            Stage::Void => Resume::Void,
            Stage::Attach => Resume::Attach,
            Stage::Announce => Resume::Announce,
            Stage::AwaitApproval { .. } | Stage::AwaitPerson { .. } | Stage::Done(_) => {
                return self;
            }
        };
        self.ask_person(rejection, resume)
    }

    /// A new reservation under a key of its own, after a pause that grows; not for ever.
    fn reserve_anew(mut self, rejection: Rejection, at: Timestamp) -> Self {
        self.reserved = None;
        self.rounds.number = self.rounds.number.saturating_add(1);
        self.rounds.expired = self.rounds.expired.saturating_add(1);
        let patience = self.settings.patience;
        if self.rounds.expired >= patience.attempts {
            self.rounds.expired = 0;
            return self.ask_person(rejection, Resume::Reserve);
        }
        let pause = backoff(&patience, self.rounds.expired);
        let mut run = self.enter(Stage::Reserve);
        run.tries.not_before = Some(later(at, pause));
        run
    }

    fn not_reached(mut self) -> Self {
        if let Some(step) = self.due_step()
            && !self.undelivered.contains(&step)
        {
            self.undelivered.push(step);
        }
        self
    }

    fn ask_person(self, rejection: Rejection, resume: Resume) -> Self {
        let Some(step) = self.due_step() else {
            return self;
        };
        let round = self.rounds.person.saturating_add(1);
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
        let mut run = self;
        run.rounds.person = round;
        run.enter(Stage::Tell { notice, then })
    }
}

impl Answer {
    /// Its name, for messages and records.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Checked(_) => "Checked",
            Self::Told(_) => "Told",
            Self::Reserved(_) => "Reserved",
            Self::Asked => "Asked",
            Self::Issued(_) => "Issued",
            Self::Found(_) => "Found",
            Self::Voided => "Voided",
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

/// Whether the run is at its end or waits; used by the explorer of histories.
impl Run {
    /// Whether nothing happens until somebody acts.
    pub fn is_parked(&self) -> bool {
        matches!(self.next(), Next::Wait(_))
    }
}
