//! Playing a run again over what its journal keeps, to say where the present program or policy
//! decides otherwise.
//!
//! Nothing is performed and nothing is written: facts, outcomes and messages are those of the
//! journal. Called by hosts and by whoever looks for what went wrong.

use docflow_core::{
    Answer, Journal, JournalError, Judged, Outcome, Policy, Recorded, Recording, Run, RunKey,
    Settings, Standing, StepKey, StepLine, check, wire,
};

/// What came of playing a run again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// Steps that were played until the end or the first difference.
    pub steps: usize,
    /// Whether the policy is another than the one that the run was checked by.
    pub policy_changed: bool,
    /// The first difference, when there is one.
    pub difference: Option<Difference>,
}

/// Where a run that is played again goes another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The check judges the same facts otherwise; these are the codes of its findings now.
    Verdict {
        /// The step that read the facts.
        step: StepKey,
        /// Codes of errors and warnings.
        codes: Vec<String>,
    },
    /// Another step is due than the one that was performed.
    Step {
        /// The step that was performed.
        performed: StepKey,
        /// The step that would be due.
        due: Option<StepKey>,
    },
    /// Every step is the same, and the run is not.
    End,
}

/// Why a run can not be played again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The journal refused.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The run or an outcome can not be read.
    #[error(transparent)]
    Wire(#[from] wire::WireError),
    /// What it knew about people is forgotten, or was never kept.
    #[error("expected a run with its outcomes, found them forgotten; play one of the last weeks")]
    Forgotten,
}

/// Plays a run again: the check runs over the facts that were read, and every outcome and message
/// is applied in the order in which it came.
///
/// # Errors
/// [`ReplayError::Journal`] when the journal refuses, also for an unknown key;
/// [`ReplayError::Forgotten`] when its outcomes are gone; [`ReplayError::Wire`] when they can not be
/// read.
pub async fn replay(
    journal: &dyn Journal,
    policy: &Policy,
    key: &RunKey,
) -> Result<Replay, ReplayError> {
    let stored = wire::read(&journal.get(key).await?.snapshot)?;
    let mut player = Player::new(policy, &stored);
    for recording in journal.outcomes(key).await? {
        player.play(recording)?;
        if player.replay.difference.is_some() {
            return Ok(player.replay);
        }
    }
    if player.run != stored {
        player.replay.difference = Some(Difference::End);
    }
    Ok(player.replay)
}

struct Player<'a> {
    policy: &'a Policy,
    run: Run,
    replay: Replay,
}

impl<'a> Player<'a> {
    fn new(policy: &'a Policy, stored: &Run) -> Self {
        let settings: Settings = stored.settings().clone();
        Self {
            policy,
            run: Run::start(stored.key().clone(), stored.order().clone(), settings),
            replay: Replay {
                steps: 0,
                policy_changed: false,
                difference: None,
            },
        }
    }

    fn play(&mut self, recording: Recording) -> Result<(), ReplayError> {
        let body = recording.body.ok_or(ReplayError::Forgotten)?;
        self.replay.steps = self.replay.steps.saturating_add(1);
        if recording.line.kind == StepLine::MESSAGE {
            for message in wire::recorded_mail(&body)? {
                self.run = message.take(self.run.clone()).0;
            }
            return Ok(());
        }
        let recorded = wire::recorded(&body)?;
        self.replay.difference = self.judge(&recording.line.step, &recorded);
        if self.replay.difference.is_some() {
            return Ok(());
        }
        let due = self.run.due_step();
        match self.run.clone().apply(&recording.line.step, recorded) {
            Ok(run) => self.run = run,
            Err(_) => {
                self.replay.difference = Some(Difference::Step {
                    performed: recording.line.step,
                    due,
                });
            }
        }
        Ok(())
    }

    /// Judges the facts once more.
    fn judge(&mut self, step: &StepKey, recorded: &Recorded) -> Option<Difference> {
        let Outcome::Done(Answer::Checked(judged)) = &recorded.outcome else {
            return None;
        };
        let Judged { verdict, grounds } = judged.as_ref();
        let standing = Standing {
            now: grounds.now,
            prior: grounds.prior.clone(),
        };
        let again = check(&grounds.facts, self.run.order(), self.policy, &standing);
        self.replay.policy_changed |= grounds.policy_hash != self.policy.hash;
        (!again.decides_as(verdict)).then(|| Difference::Verdict {
            step: step.clone(),
            codes: again.codes(),
        })
    }
}
