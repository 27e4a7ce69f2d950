//! The outside as a model: a portal and a 1C base that remember what was done, and faults.

use super::fate::{Alphabet, Call, Fate, fates};
use super::ledger::{Late, Ledger};
use super::script::Script;
use crate::support;
use async_trait::async_trait;
use chrono::TimeDelta;
use docflow_core::*;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// How long an outage lasts that is a long one.
const LONG_OUTAGE: TimeDelta = TimeDelta::hours(60);
/// More calls than any history needs.
const MANY: u32 = 3_000;
/// How far a clock goes wrong.
const AHEAD: TimeDelta = TimeDelta::days(290);

/// What shall happen while a call is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meanwhile {
    pub(crate) fate: Fate,
    /// The wait that an answer would name.
    pub(crate) question: Option<(StepKey, u32)>,
}

/// The model, shared by the ports.
pub(crate) struct World {
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) clock: Arc<JumpClock>,
    pub(crate) script: Arc<Script>,
    pub(crate) alphabet: Alphabet,
    /// The process dies at the next suspension.
    pub(crate) crashed: AtomicBool,
    /// The first upload is held up until somebody has cancelled.
    pub(crate) pauses: AtomicBool,
    /// The test shall do something while a call is under way.
    pub(crate) meanwhile: Mutex<Option<Meanwhile>>,
    pub(crate) facts: Mutex<DealFacts>,
    /// Until when a side is away.
    away: Mutex<BTreeMap<Side, Timestamp>>,
    /// The question that is being put.
    pub(crate) question: Mutex<Option<(StepKey, u32)>>,
}

impl World {
    pub(crate) fn new(script: Arc<Script>, alphabet: Alphabet, deal: u64) -> Self {
        let mut facts = support::facts();
        facts.deal.id = DealId::new(deal).unwrap();
        Self {
            ledger: Mutex::default(),
            clock: Arc::new(JumpClock::new(support::moment("2026-11-24T09:00:00Z"))),
            script,
            alphabet,
            crashed: AtomicBool::new(false),
            pauses: AtomicBool::new(false),
            meanwhile: Mutex::new(None),
            facts: Mutex::new(facts),
            away: Mutex::default(),
            question: Mutex::new(None),
        }
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }

    /// Before a side is asked: the clock is right again, what was late has landed, and the side is
    /// there, or this is what it says.
    pub(crate) async fn gate<T>(&self, call: Call) -> Result<(), Outcome<T>> {
        self.clock.right();
        let now = self.clock.now();
        self.ledger().land(now);
        self.ledger().calls += 1;
        if self.is_flooded() {
            self.die::<()>().await;
        }
        if self.is_away(call.side()) {
            return Err(away(call));
        }
        Ok(())
    }

    /// Whether the sides are asked without end.
    pub(crate) fn is_flooded(&self) -> bool {
        self.ledger().calls > MANY
    }

    fn is_away(&self, side: Side) -> bool {
        let until = self.away.lock().unwrap().get(&side).copied();
        until.is_some_and(|until| self.clock.now() < until)
    }

    pub(crate) fn is_anything_away(&self) -> bool {
        self.is_away(Side::Crm) || self.is_away(Side::Accounting)
    }

    /// What happens to a call; it is noted when it is special.
    pub(crate) fn fate(&self, call: Call, step: &StepKey) -> Fate {
        let fate = self.script.choose(fates(self.alphabet, call));
        if fate != Fate::Fine {
            let fault = (fate, step.name().to_owned(), call.writes());
            self.ledger().faults.push(fault);
        }
        fate
    }

    /// One call with its fate: `effect` takes place at most once.
    pub(crate) async fn call<T>(
        &self,
        call: Call,
        step: &StepKey,
        late: Option<Late>,
        effect: impl FnOnce(&mut Ledger, Fate) -> T,
    ) -> Outcome<T> {
        let fate = self.fate(call, step);
        if call.writes() && fate != Fate::OvertakenBefore {
            self.ledger().writes += 1;
        }
        if let Some(not_done) = self.before(call, fate, late).await {
            return not_done;
        }
        if fate == Fate::OvertakenBefore {
            self.suspend(fate).await;
            let wrong = format!("{} took effect under a lost claim", step.name());
            self.ledger().wrong.push(wrong);
        }
        let answer = effect(&mut self.ledger(), fate);
        self.after(call, fate, answer).await
    }

    /// The answer to a call that has not taken effect, or not yet.
    async fn before<T>(&self, call: Call, fate: Fate, late: Option<Late>) -> Option<Outcome<T>> {
        let now = self.clock.now();
        let cause = || Cause::new(call.side(), "model");
        Some(match fate {
            Fate::CrashBefore => self.die().await,
            Fate::PanicBefore => resume_unwind(Box::new("before")),
            Fate::Busy => Outcome::Transient {
                after: None,
                cause: cause(),
            },
            Fate::Refused => refused(cause()),
            Fate::LostBefore => Outcome::Unknown(cause()),
            Fate::DoneLate => {
                self.comes(late, now + TimeDelta::seconds(30));
                Outcome::Unknown(cause())
            }
            Fate::SentLateLost => {
                self.clock.advance(Duration::from_secs(90));
                self.comes(late, self.clock.now() + TimeDelta::seconds(30));
                Outcome::Unknown(cause())
            }
            Fate::Accepted => {
                self.comes(late, now + TimeDelta::seconds(5));
                Outcome::Accepted {
                    poll_after: Duration::from_secs(7),
                }
            }
            Fate::Away => away(call),
            Fate::AwayLong => {
                let until = now + LONG_OUTAGE;
                self.away.lock().unwrap().insert(call.side(), until);
                away(call)
            }
            Fate::LostAwayBefore => Outcome::Unknown(Cause::away(call.side(), "model")),
            _ => return None,
        })
    }

    /// The answer to a call that has taken effect.
    async fn after<T>(&self, call: Call, fate: Fate, answer: T) -> Outcome<T> {
        let cause = || Cause::new(call.side(), "model");
        match fate {
            Fate::CrashAfter => self.die().await,
            Fate::PanicAfter => resume_unwind(Box::new("after")),
            Fate::KeyReused | Fate::ReservationExpired | Fate::VoidUnavailable => {
                refused(Cause::new(call.side(), fate.code().unwrap()))
            }
            Fate::LostAfter => Outcome::Unknown(cause()),
            Fate::LostAwayAfter => Outcome::Unknown(Cause::away(call.side(), "model")),
            Fate::ClockAheadLost => {
                self.clock.wrong();
                Outcome::Unknown(cause())
            }
            Fate::ClockAhead => {
                self.clock.wrong();
                Outcome::Done(answer)
            }
            Fate::Overtaken
            | Fate::CancelMeanwhile
            | Fate::TriggerAgain
            | Fate::AnswerMeanwhile => {
                self.suspend(fate).await;
                Outcome::Done(answer)
            }
            _ => Outcome::Done(answer),
        }
    }

    pub(crate) async fn suspend(&self, fate: Fate) {
        let question = self.question.lock().unwrap().clone();
        *self.meanwhile.lock().unwrap() = Some(Meanwhile { fate, question });
        suspend_once().await;
    }

    async fn die<T>(&self) -> T {
        self.crashed.store(true, Ordering::SeqCst);
        std::future::pending().await
    }

    /// A read has no effect that could come late.
    fn comes(&self, late: Option<Late>, at: Timestamp) {
        if let Some(late) = late {
            self.ledger().late.push((at, late));
        }
    }

    /// Everything late takes effect; for the end of a history.
    pub(crate) fn settle(&self) {
        self.clock.right();
        self.clock.advance(Duration::from_hours(1));
        let now = self.clock.now();
        self.ledger().land(now);
    }

    /// The deal gets another client, or its first one back.
    pub(crate) fn change_client(&self) {
        let mut facts = self.facts.lock().unwrap();
        let first = client_of(&facts) == "ООО «Ромашка»";
        let (id, name) = if first {
            (6, "ООО «Лютик»")
        } else {
            (5, "ООО «Ромашка»")
        };
        facts.deal.company = CompanyId::new(id);
        let Fact::Known { value: client, .. } = &mut facts.client else {
            panic!("the client is known")
        };
        client.origin = ClientOrigin::Company(CompanyId::new(id).unwrap());
        let Fact::Known { value: card, .. } = &mut client.requisite else {
            panic!("the requisites are known")
        };
        card.texts.insert(RequisiteText::ShortName, name.to_owned());
    }
}

/// The client's name in the requisites of a deal.
pub(crate) fn client_of(facts: &DealFacts) -> String {
    let Fact::Known { value: client, .. } = &facts.client else {
        panic!("the client is known")
    };
    let Fact::Known { value: card, .. } = &client.requisite else {
        panic!("the requisites are known")
    };
    card.texts[&RequisiteText::ShortName].clone()
}

fn away<T>(call: Call) -> Outcome<T> {
    Outcome::Transient {
        after: None,
        cause: Cause::away(call.side(), "model"),
    }
}

pub(crate) fn refused<T>(cause: Cause) -> Outcome<T> {
    Outcome::Rejected(Rejection {
        cause,
        owner: Owner::Accountant,
        detail: None,
    })
}

async fn suspend_once() {
    let mut first = true;
    std::future::poll_fn(|_| {
        if std::mem::take(&mut first) {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
}

/// A clock that jumps instead of waiting, and that may be wrong.
pub(crate) struct JumpClock {
    at: Mutex<Timestamp>,
    wrong: AtomicBool,
    /// How often it was read: a loop that asks nobody reads it all the same.
    read: AtomicU32,
}

impl JumpClock {
    pub(crate) fn new(at: Timestamp) -> Self {
        Self {
            at: Mutex::new(at),
            wrong: AtomicBool::new(false),
            read: AtomicU32::new(0),
        }
    }

    fn wrong(&self) {
        self.wrong.store(true, Ordering::SeqCst);
    }

    pub(crate) fn right(&self) {
        self.wrong.store(false, Ordering::SeqCst);
    }

    fn error(&self) -> TimeDelta {
        if self.wrong.load(Ordering::SeqCst) {
            AHEAD
        } else {
            TimeDelta::zero()
        }
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.at.lock().unwrap() += TimeDelta::from_std(by).unwrap();
    }

    pub(crate) fn jump(&self, to: Timestamp) {
        let mut at = self.at.lock().unwrap();
        *at = (*at).max(to - self.error());
    }
}

#[async_trait]
impl Clock for JumpClock {
    fn now(&self) -> Timestamp {
        let read = self.read.fetch_add(1, Ordering::SeqCst);
        assert!(read < 30_000, "a run is driven without end");
        *self.at.lock().unwrap() + self.error()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        self.jump(moment);
    }

    /// Rings when the history has moved the clock.
    async fn alarm(&self, moment: Timestamp) {
        // Like a real one it counts time that passes, whatever the clock says meanwhile.
        let rings = moment - self.error();
        std::future::poll_fn(|_| {
            if rings <= *self.at.lock().unwrap() || moment <= self.now() {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
}
