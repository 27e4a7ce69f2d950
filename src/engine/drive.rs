//! Driving one run under one claim.

use super::LocalEngine;
use docflow_core::{
    Answer, Cause, Commit, Effect, EngineError, Epoch, Inbound, InboundBody, JournalError, Lane,
    Mail, MessageId, Next, Outcome, Parked, Recorded, Recording, Run, RunDue, RunKey, RunState,
    Side, Signal, StartMark, StepKey, StepLine, Timestamp, Wait, wire,
};
use std::time::Duration;

/// How long a run rests that this version can not read.
const UNREADABLE_REST: Duration = Duration::from_hours(1);

/// Whether to ask the run again.
#[derive(PartialEq, Eq)]
enum Go {
    On,
    Rest,
}

/// A run under a claim.
struct Held<'a> {
    engine: &'a LocalEngine,
    key: &'a RunKey,
    epoch: Epoch,
    run: Run,
    mark: Option<StartMark>,
    mail: Mail,
    /// The run is over and recorded so; the claim went with it.
    over: bool,
}

impl LocalEngine {
    /// Drives one run until it rests, unless another claim is alive.
    ///
    /// # Errors
    /// [`EngineError::Journal`] when the journal can not be used, [`EngineError::Apply`] when an
    /// adapter answered what the run does not understand: its outcome is not kept.
    pub async fn drive(&self, run: &RunKey) -> Result<(), EngineError> {
        let now = self.parts.clock.now();
        let Some(claim) = self.parts.journal.claim(run, now, self.lease).await? else {
            return Ok(());
        };
        let read = match wire::v1::read(&claim.snapshot) {
            Ok(read) => read,
            Err(error) => {
                tracing::error!(run = run.as_str(), %error, "a run can not be read and rests");
                let due = later(now, UNREADABLE_REST);
                self.parts
                    .journal
                    .park(run, claim.epoch, due_at(due), claim.mail.seen)
                    .await?;
                return Ok(());
            }
        };
        let mut held = Held {
            engine: self,
            key: run,
            epoch: claim.epoch,
            run: read,
            mark: None,
            mail: claim.mail,
            over: false,
        };
        match held.work(claim.mark).await {
            Err(EngineError::Journal(JournalError::Stale)) => {
                tracing::warn!(run = run.as_str(), "another engine has taken the run over");
                Ok(())
            }
            done => done,
        }
    }
}

impl Held<'_> {
    async fn work(&mut self, interrupted: Option<StartMark>) -> Result<(), EngineError> {
        if let Some(mark) = interrupted {
            self.recover(mark).await?;
        }
        while self.step().await? == Go::On {}
        Ok(())
    }

    /// A start mark without an outcome: nobody knows whether the effect took place.
    ///
    /// Messages that came meanwhile are taken in the same commit, since it records them as taken.
    async fn recover(&mut self, mark: StartMark) -> Result<(), EngineError> {
        let outcome = Outcome::Unknown(Cause::new(Side::Host, "crash"));
        let at = self.now();
        let recorded = Recorded {
            started: mark.at,
            at,
            outcome,
        };
        let line = self.apply(&mark.key, recorded)?;
        self.take_mail();
        self.save(Some(line)).await
    }

    async fn step(&mut self) -> Result<Go, EngineError> {
        if self.over {
            // What came with the last commit came too late, and is answered so in the log.
            self.take_mail();
            return Ok(Go::Rest);
        }
        if !self.mail.messages.is_empty() {
            self.take_mail();
            self.save(None).await?;
            return Ok(Go::On);
        }
        match self.run.next() {
            Next::Done(_) => {
                self.save(None).await?;
                Ok(Go::On)
            }
            Next::Wait(wait) => self.wait(wait).await,
            Next::Effect { effect, not_before } => match not_before.filter(|at| *at > self.now()) {
                Some(moment) => self.pause(moment).await,
                None => self.perform(&effect).await,
            },
        }
    }

    async fn perform(&mut self, effect: &Effect) -> Result<Go, EngineError> {
        let Some(mark) = self.mark.take().filter(|mark| mark.key == *effect.key()) else {
            // Nothing is started before the mark of it is in the journal.
            self.save(None).await?;
            return Ok(Go::On);
        };
        let outcome = self.engine.perform(effect).await;
        let recorded = Recorded {
            started: mark.at,
            at: self.now(),
            outcome,
        };
        self.record(effect.key(), recorded).await?;
        Ok(Go::On)
    }

    /// Applies an outcome and commits it; one that does not fit never reaches the journal.
    async fn record(&mut self, key: &StepKey, recorded: Recorded) -> Result<(), EngineError> {
        let line = self.apply(key, recorded)?;
        self.save(Some(line)).await
    }

    /// Moves the run and returns the outcome's line for the journal.
    fn apply(&mut self, key: &StepKey, recorded: Recorded) -> Result<StepLine, EngineError> {
        tracing::info!(
            step = key.as_str(),
            outcome = wire::v1::describe(&recorded),
            "a step has an outcome"
        );
        let line = StepLine::of(key, &recorded);
        self.run = self.run.clone().apply(key, recorded)?;
        Ok(line)
    }

    async fn save(&mut self, line: Option<StepLine>) -> Result<(), EngineError> {
        let at = self.now();
        let mark = self.due_mark(at);
        let over = matches!(self.run.next(), Next::Done(_));
        let commit = Commit {
            outcome: line.map(|line| Recording { line, body: None }),
            summary: self.run.summary(),
            snapshot: wire::v1::write(&self.run)
                .map_err(|error| super::status::unreadable(&error))?,
            mark: mark.clone(),
            state: if over {
                RunState::Finished
            } else {
                RunState::Open
            },
            taken: self.mail.seen,
            due: due_at(at),
            at,
        };
        self.mail = self.journal().commit(self.key, self.epoch, commit).await?;
        self.mark = mark;
        self.over = over;
        Ok(())
    }

    /// The mark of the effect that follows at once, if one does.
    fn due_mark(&self, now: Timestamp) -> Option<StartMark> {
        match self.run.next() {
            Next::Effect { effect, not_before } if not_before.is_none_or(|at| at <= now) => {
                Some(StartMark {
                    key: effect.key().clone(),
                    at: now,
                })
            }
            Next::Effect { .. } | Next::Wait(_) | Next::Done(_) => None,
        }
    }

    fn take_mail(&mut self) {
        for message in std::mem::take(&mut self.mail.messages) {
            self.take(message);
        }
    }

    fn take(&mut self, message: Inbound) {
        let id = message.id;
        match message.body {
            InboundBody::Signal(signal) => {
                // A run knows signals by their id alone, and an id is unique within its source.
                let signal = Signal {
                    id: MessageId::new(format!("{}/{}", message.source, id.as_str())),
                    ..signal
                };
                let (run, receipt) = self.run.clone().signal(signal);
                self.run = run;
                tracing::info!(
                    run = self.key.as_str(),
                    id = id.as_str(),
                    ?receipt,
                    "a signal came"
                );
            }
            InboundBody::Cancel { by } => {
                let (run, receipt) = self.run.clone().cancel(by);
                self.run = run;
                tracing::info!(
                    run = self.key.as_str(),
                    id = id.as_str(),
                    ?receipt,
                    "a cancel came"
                );
            }
        }
    }

    async fn wait(&mut self, wait: Wait) -> Result<Go, EngineError> {
        let at = self.now();
        if wait.deadline > at {
            return self.park(wait.deadline).await;
        }
        let outcome = Outcome::Done(Answer::DeadlinePassed);
        self.record(
            &wait.key,
            Recorded {
                started: at,
                at,
                outcome,
            },
        )
        .await?;
        Ok(Go::On)
    }

    async fn pause(&mut self, moment: Timestamp) -> Result<Go, EngineError> {
        if moment > later(self.now(), LocalEngine::IN_PLACE) {
            return self.park(moment).await;
        }
        self.engine.parts.clock.sleep_until(moment).await;
        Ok(Go::On)
    }

    async fn park(&mut self, due: Timestamp) -> Result<Go, EngineError> {
        Ok(
            match self
                .journal()
                .park(self.key, self.epoch, due_at(due), self.mail.seen)
                .await?
            {
                Parked::Resting => Go::Rest,
                Parked::Mail(mail) => {
                    self.mail = mail;
                    Go::On
                }
            },
        )
    }

    fn journal(&self) -> &dyn docflow_core::Journal {
        self.engine.parts.journal.as_ref()
    }

    fn now(&self) -> Timestamp {
        self.engine.parts.clock.now()
    }
}

/// All runs are driven in one lane.
pub(super) fn due_at(at: Timestamp) -> RunDue {
    RunDue::step(at, Lane::new("crm"))
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    chrono::TimeDelta::from_std(by)
        .ok()
        .and_then(|delta| at.checked_add_signed(delta))
        .unwrap_or(Timestamp::MAX_UTC)
}
