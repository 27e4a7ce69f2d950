//! Driving one run under one claim.

use super::lanes::{self, Slot};
use super::pass::HORIZON;
use super::{LocalEngine, Stop};
use docflow_core::{
    Answer, Cause, Clock, Commit, Effect, EffectClass, EngineError, Epoch, InboundBody, Journal,
    JournalError, Lane, Mail, Next, Outcome, Parked, Recorded, Recording, Run, RunDue, RunKey,
    RunState, Scope, Side, StartMark, StepKey, StepLine, Timestamp, Urgency, UserId, Wait, wire,
};
use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

/// How long a run rests that this version can not read, or that makes this program panic.
const UNREADABLE_REST: Duration = Duration::from_hours(1);
/// A claim is prolonged so often within its time to live.
const BEATS: u32 = 3;

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
    /// Messages up to this number are taken.
    taken: u64,
    /// The run whose papers the journal has: they are written again only when they have changed.
    written: Option<Run>,
    /// The slot of the side that it speaks to; `None` when it is driven without slots.
    slot: Option<Slot>,
    slotted: bool,
    stop: Option<&'a Stop>,
    /// When the claim was taken, and the moment for which the run was found due: where it waits for
    /// a slot, it keeps its place in the order.
    claimed: Timestamp,
    due_at: Timestamp,
    /// The run is over and recorded so; the claim went with it.
    over: bool,
}

impl LocalEngine {
    /// Drives one run until it rests, unless it is driven already; it waits for no slot.
    ///
    /// # Errors
    /// [`EngineError::Journal`] when the journal can not be used, [`EngineError::Apply`] when an
    /// adapter answered what the run does not understand: its outcome is not kept.
    pub async fn drive(&self, run: &RunKey) -> Result<(), EngineError> {
        self.drive_in(run, None, None, None).await
    }

    /// Drives one run in a slot until it rests, turns to a side without a free one, or the engine
    /// is told to stop.
    pub(super) async fn drive_in(
        &self,
        run: &RunKey,
        slot: Option<Slot>,
        due_at: Option<Timestamp>,
        stop: Option<&Stop>,
    ) -> Result<(), EngineError> {
        if !self.shared.driven().insert(run.clone()) {
            return Ok(());
        }
        let _driven = Driven { engine: self, run };
        let now = self.parts.clock.now();
        let Some(claim) = self.parts.journal.claim(run, now, self.lease).await? else {
            return Ok(());
        };
        let read = match wire::read(&claim.snapshot) {
            Ok(read) if claim.restored => read.restored(),
            Ok(read) => read,
            Err(error) => {
                tracing::error!(run = run.as_str(), %error, "a run can not be read and rests");
                return self.rest(run, claim.epoch, claim.mail.seen).await;
            }
        };
        let (epoch, seen) = (claim.epoch, claim.mail.seen);
        if let Some(slot) = &slot {
            let office = read.order().office.as_deref();
            self.shared.lanes.serve(&slot.lane, office);
        }
        let written = claim.snapshot.papers.is_some().then(|| read.clone());
        let mut held = Held {
            engine: self,
            key: run,
            epoch,
            run: read,
            mark: None,
            mail: claim.mail,
            taken: 0,
            written,
            slotted: slot.is_some(),
            slot,
            stop,
            claimed: now,
            due_at: due_at.unwrap_or(now),
            over: false,
        };
        let work = held.work(claim.mark, claim.abandoned);
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(Err(EngineError::Journal(JournalError::Stale))) => {
                tracing::warn!(run = run.as_str(), "another engine has taken the run over");
                Ok(())
            }
            Ok(done) => done,
            // What is left then is a message after the end, which is sent as well as can be.
            Err(_) if held.over => {
                tracing::error!(run = run.as_str(), "an adapter has panicked after the end");
                Ok(())
            }
            Err(_) => {
                tracing::error!(
                    run = run.as_str(),
                    "a run makes this program panic and rests"
                );
                self.rest(run, epoch, seen).await
            }
        }
    }

    /// Puts a run aside that can not be driven; messages wake it, or an hour.
    async fn rest(&self, run: &RunKey, epoch: Epoch, seen: u64) -> Result<(), EngineError> {
        let at = later(self.parts.clock.now(), UNREADABLE_REST);
        let due = RunDue::step(at, lanes::crm());
        self.parts.journal.park(run, epoch, due, seen).await?;
        Ok(())
    }
}

/// A run that is driven by this process, for as long as this lives.
struct Driven<'a> {
    engine: &'a LocalEngine,
    run: &'a RunKey,
}

impl Drop for Driven<'_> {
    fn drop(&mut self) {
        self.engine.shared.driven().remove(self.run);
    }
}

impl Held<'_> {
    async fn work(
        &mut self,
        interrupted: Option<StartMark>,
        abandoned: bool,
    ) -> Result<(), EngineError> {
        match interrupted {
            Some(mark) => self.recover(mark).await?,
            None if abandoned => self.recover_reading().await?,
            None => {}
        }
        while self.step().await? == Go::On {}
        Ok(())
    }

    /// A start mark without an outcome: nobody knows whether the effect took place.
    async fn recover(&mut self, mark: StartMark) -> Result<(), EngineError> {
        let recorded = Recorded {
            started: mark.at,
            at: self.now(),
            outcome: Outcome::Unknown(Cause::new(Side::Host, "crash")),
        };
        let line = self.apply(&mark.key, recorded)?;
        self.save(Some(line)).await
    }

    /// A mere read has no mark, but a read that kills the process is counted all the same.
    async fn recover_reading(&mut self) -> Result<(), EngineError> {
        let Next::Effect { effect, .. } = self.run.next() else {
            return Ok(());
        };
        if effect.class() != EffectClass::Read {
            return Ok(());
        }
        let at = self.now();
        let mark = StartMark {
            key: effect.key().clone(),
            at,
        };
        self.recover(mark).await
    }

    async fn step(&mut self) -> Result<Go, EngineError> {
        if self.over {
            self.answer_late_mail().await;
            return Ok(Go::Rest);
        }
        if !self.mail.messages.is_empty() {
            let taken = self.take_mail();
            self.save(Some(taken)).await?;
            return Ok(Go::On);
        }
        match self.run.next() {
            Next::Done(_) => {
                self.save(None).await?;
                Ok(Go::On)
            }
            Next::Wait(wait) => self.wait(wait).await,
            Next::Effect { effect, not_before } => match not_before.and_then(|at| self.ahead(at)) {
                Some(moment) => self.pause(moment).await,
                None => self.begin(&effect).await,
            },
        }
    }

    /// A moment that lies ahead, but no further than a pause can be: a clock that was ahead for a
    /// moment must not put a run to sleep.
    fn ahead(&self, moment: Timestamp) -> Option<Timestamp> {
        let now = self.now();
        let patience = self.engine.parts.policy.patience;
        let longest = patience
            .longest_pause
            .max(patience.longest_asked)
            .max(patience.settle);
        (moment > now && moment <= later(now, longest.saturating_mul(2))).then_some(moment)
    }

    /// Begins an effect, unless the engine is told to stop or the side has no slot free: then the
    /// run is given back and waits for one in fair order.
    async fn begin(&mut self, effect: &Effect) -> Result<Go, EngineError> {
        if self.is_stopping() || !self.has_slot(effect) {
            if self.mark.take().is_some() {
                self.save(None).await?;
                if !self.mail.messages.is_empty() || self.over {
                    return Ok(Go::On);
                }
            }
            return self.park(self.due_at, Urgency::Step).await;
        }
        self.perform(effect).await
    }

    async fn perform(&mut self, effect: &Effect) -> Result<Go, EngineError> {
        let mark = self.mark.take().filter(|mark| mark.key == *effect.key());
        let started = match mark {
            Some(mark) => mark.at,
            // A read that is never finished does no harm: it needs no commit of its own.
            None if effect.class() == EffectClass::Read => self.now().max(self.claimed),
            None => {
                // Nothing is started before the mark of it is in the journal.
                self.save(None).await?;
                return Ok(Go::On);
            }
        };
        let outcome = self.beating(effect).await?;
        let at = self.now();
        self.note(effect, &outcome, at);
        let recorded = Recorded {
            started,
            at,
            outcome,
        };
        self.record(effect.key(), recorded).await?;
        Ok(Go::On)
    }

    /// Performs while the claim is prolonged, so that no conversation outlasts it.
    ///
    /// A process that was frozen for longer than its claim finds out here, before it sends anything
    /// more: what it was about to do is left to whoever has claimed the run since.
    async fn beating(&self, effect: &Effect) -> Result<Outcome<Answer>, EngineError> {
        let mut work = pin!(self.engine.perform(self.key, effect));
        loop {
            let beat = self
                .engine
                .lease
                .checked_div(BEATS)
                .unwrap_or(self.engine.lease);
            let moment = later(self.now(), beat);
            let pause = self.clock().alarm(moment);
            match select(pause, work).await {
                Either::Left(((), rest)) => {
                    self.prolong().await?;
                    work = rest;
                }
                Either::Right((outcome, _)) => return Ok(outcome),
            }
        }
    }

    /// A journal that can not be written now is tried again at the next beat; a claim that is lost
    /// ends the work.
    async fn prolong(&self) -> Result<(), EngineError> {
        let now = self.now();
        match self.journal().prolong(self.key, self.epoch, now).await {
            Err(error @ JournalError::Stale) => Err(error.into()),
            Err(error) => {
                tracing::warn!(run = self.key.as_str(), %error, "a claim could not be prolonged");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Remembers that a side has answered, whatever it said.
    fn note(&self, effect: &Effect, outcome: &Outcome<Answer>, at: Timestamp) {
        let away = match outcome {
            Outcome::Transient { cause, .. } | Outcome::Unknown(cause) => {
                cause.scope == Scope::Side || cause.side == Side::Host
            }
            Outcome::Done(_) | Outcome::Accepted { .. } | Outcome::Rejected(_) => false,
        };
        if !away {
            let lane = self.lane_of(effect);
            self.engine.shared.lanes.answered(&lane, at);
        }
    }

    /// Applies an outcome and commits it; one that does not fit never reaches the journal.
    async fn record(&mut self, key: &StepKey, recorded: Recorded) -> Result<(), EngineError> {
        let line = self.apply(key, recorded)?;
        self.save(Some(line)).await
    }

    /// Moves the run and returns the outcome for the journal.
    fn apply(&mut self, key: &StepKey, recorded: Recorded) -> Result<Recording, EngineError> {
        let outcome = wire::describe(&recorded);
        tracing::info!(step = key.as_str(), outcome, "a step has an outcome");
        let recording = Recording {
            line: StepLine::of(key, &recorded),
            body: wire::record(&recorded).ok(),
        };
        self.run = self.run.clone().apply(key, recorded)?;
        Ok(recording)
    }

    async fn save(&mut self, outcome: Option<Recording>) -> Result<(), EngineError> {
        let at = self.now();
        let mark = self.due_mark(at);
        let state = state(&self.run);
        let same = (self.written.as_ref()).is_some_and(|known| self.run.has_papers_of(known));
        let snapshot = if same {
            wire::write_step(&self.run)
        } else {
            wire::write(&self.run)
        };
        let snapshot = snapshot.map_err(|error| super::status::unreadable(&error))?;
        let commit = Commit {
            outcome,
            snapshot,
            summary: self.run.summary(),
            mark: mark.clone(),
            state,
            taken: self.taken,
            due: self.due(at, Urgency::Step),
            at,
        };
        self.mail = self.journal().commit(self.key, self.epoch, commit).await?;
        if !same {
            self.written = Some(self.run.clone());
        }
        self.mark = mark;
        self.over = state == RunState::Finished;
        Ok(())
    }

    /// The mark of the effect that follows at once, if one does and there is a slot for it.
    fn due_mark(&mut self, now: Timestamp) -> Option<StartMark> {
        let Next::Effect { effect, not_before } = self.run.next() else {
            return None;
        };
        let at_once = not_before.and_then(|at| self.ahead(at)).is_none();
        (at_once && !self.is_stopping() && self.has_slot(&effect)).then(|| StartMark {
            key: effect.key().clone(),
            at: now,
        })
    }

    /// Whether the side of an effect has a slot for this run; the slot of another side is given up.
    fn has_slot(&mut self, effect: &Effect) -> bool {
        if !self.slotted {
            return true;
        }
        let lane = self.lane_of(effect);
        if self.slot.as_ref().is_some_and(|slot| slot.lane == lane) {
            return true;
        }
        self.leave_slot();
        self.slot = self.engine.shared.lanes.hop(&lane);
        self.slot.is_some()
    }

    fn leave_slot(&mut self) {
        if self.slot.take().is_some() {
            self.engine.shared.lanes.freed.notify_one();
        }
    }

    fn lane_of(&self, effect: &Effect) -> Lane {
        lanes::of(effect, self.engine.parts.accounting.as_ref())
    }

    fn is_stopping(&self) -> bool {
        self.stop.is_some_and(Stop::is_told)
    }

    /// Where and when the run is due next. A run that waits for a side that is away waits in the
    /// lane of that side, so that people can be told of it.
    fn due(&self, at: Timestamp, urgency: Urgency) -> RunDue {
        let accounting = self.engine.parts.accounting.as_ref();
        let lane = match self.run.next() {
            Next::Effect { effect, .. } => self.lane_of(&effect),
            Next::Wait(_) | Next::Done(_) => lanes::crm(),
        };
        let away = lanes::of_outage(&self.run, accounting);
        RunDue {
            at,
            urgency,
            away_since: away
                .filter(|(side, _)| *side == lane)
                .map(|(_, since)| since),
            lane,
        }
    }

    /// Takes the messages that are here, and says so for the record.
    fn take_mail(&mut self) -> Recording {
        let messages = std::mem::take(&mut self.mail.messages);
        let body = wire::record_mail(&messages).ok();
        for message in messages {
            let id = message.id.as_str().to_owned();
            let (run, receipt) = message.take(self.run.clone());
            self.run = run;
            let run = self.key.as_str();
            tracing::info!(run, id, receipt, "a message came");
        }
        self.taken = self.mail.seen;
        Recording {
            line: StepLine::of_mail(self.key, self.now()),
            body,
        }
    }

    /// What came with the last commit came too late: whoever wanted to cancel is told, once and as
    /// well as can be, since the run is over and keeps nothing more.
    async fn answer_late_mail(&mut self) {
        let mail = std::mem::take(&mut self.mail.messages);
        // Whoever has asked several times is answered once, to what they said last.
        let cancels: BTreeMap<UserId, Option<String>> = mail
            .into_iter()
            .filter_map(|message| match message.body {
                InboundBody::Cancel { by, reason } => Some((by, reason)),
                InboundBody::Signal(_) => None,
            })
            .collect();
        for (by, reason) in cancels {
            let Some(told) = self.run.answer_to_late_cancel(by, reason) else {
                continue;
            };
            let outcome = self.engine.parts.crm.tell(&told).await;
            let told = matches!(outcome, Outcome::Done(_));
            tracing::info!(run = self.key.as_str(), told, "a cancel came too late");
        }
    }

    /// Waits for a person until the deadline, which brings a reminder. One beyond the horizon was set
    /// while the clock was ahead: journals hand such a run out at once, so it counts as passed. One
    /// at the end of time belongs to a run that can not go on.
    async fn wait(&mut self, wait: Wait) -> Result<Go, EngineError> {
        let at = self.now();
        if wait.deadline == Timestamp::MAX_UTC {
            return self.park(later(at, UNREADABLE_REST), Urgency::Step).await;
        }
        if wait.deadline > at && wait.deadline <= later(at, HORIZON) {
            return self.park(wait.deadline, Urgency::Reminder).await;
        }
        if self.is_stopping() {
            return self.park(at, Urgency::Reminder).await;
        }
        let outcome = Outcome::Done(Answer::DeadlinePassed);
        let recorded = Recorded {
            started: at,
            at,
            outcome,
        };
        self.record(&wait.key, recorded).await?;
        Ok(Go::On)
    }

    async fn pause(&mut self, moment: Timestamp) -> Result<Go, EngineError> {
        let short = moment <= later(self.now(), LocalEngine::IN_PLACE);
        if !short || self.is_stopping() {
            return self.park(moment, Urgency::Step).await;
        }
        // Who sleeps needs no slot.
        self.leave_slot();
        self.clock().sleep_until(moment).await;
        Ok(Go::On)
    }

    async fn park(&mut self, at: Timestamp, urgency: Urgency) -> Result<Go, EngineError> {
        let due = self.due(at, urgency);
        let seen = self.mail.seen;
        match self.journal().park(self.key, self.epoch, due, seen).await? {
            Parked::Resting => Ok(Go::Rest),
            Parked::Mail(mail) => {
                self.mail = mail;
                Ok(Go::On)
            }
        }
    }

    fn journal(&self) -> &dyn Journal {
        self.engine.parts.journal.as_ref()
    }

    fn clock(&self) -> &dyn Clock {
        self.engine.parts.clock.as_ref()
    }

    fn now(&self) -> Timestamp {
        self.clock().now()
    }
}

fn state(run: &Run) -> RunState {
    if run.ending().is_some() {
        RunState::Finished
    } else if run.is_ending() {
        RunState::Ending
    } else {
        RunState::Open
    }
}

pub(super) fn later(at: Timestamp, by: Duration) -> Timestamp {
    chrono::TimeDelta::from_std(by)
        .ok()
        .and_then(|delta| at.checked_add_signed(delta))
        .unwrap_or(Timestamp::MAX_UTC)
}
