//! One history: a world, a journal that survives crashes, and engines that do not.

use super::fate::{Alphabet, Deed, Fate, deeds, meanwhile_deeds};
use super::ports::Files;
use super::script::Script;
use super::world::World;
use crate::support;
use docflow::{EngineParts, LocalEngine, MemoryFileStore};
use docflow_core::*;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

const LEASE: Duration = Duration::from_mins(5);
/// A run that is due later than this was put there by a wrong clock, and journals give it at once.
const HORIZON: Duration = Duration::from_hours(24 * 21);
/// No journal takes so long.
const STUCK: Duration = Duration::from_secs(30);

/// What a history is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) alphabet: Alphabet,
    pub(crate) approval: bool,
    pub(crate) deal: u64,
}

impl Setting {
    pub(crate) fn new(alphabet: Alphabet, approval: bool) -> Self {
        Self {
            alphabet,
            approval,
            deal: support::DEAL,
        }
    }
}

pub(crate) struct History {
    pub(crate) world: Arc<World>,
    pub(crate) setting: Setting,
    pub(crate) journal: Arc<dyn Journal>,
    files: Arc<Files>,
    policy: Arc<Policy>,
    messages: u32,
    /// Problems for which somebody was waited: the round, and who can mend it.
    pub(crate) problems: Vec<(u32, Owner)>,
    /// Cancels that the journal has taken.
    pub(crate) cancels: u32,
    /// The deal was closed.
    pub(crate) closed: bool,
    /// Somebody cancels when 1C has made the documents, as part of the story.
    pub(crate) cancels_when_attaching: bool,
    /// What had been sent and written before the run that is judged.
    pub(crate) before: Before,
}

/// Where the ledger stood when a run began.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before {
    pub(crate) sent: usize,
    pub(crate) addressed: usize,
    pub(crate) faults: usize,
    pub(crate) deeds: usize,
    pub(crate) writes: u32,
    pub(crate) comments: usize,
}

/// Wakes the thread of a history, and says that it did.
struct Unpark {
    thread: Thread,
    woken: AtomicBool,
}

impl Unpark {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            thread: std::thread::current(),
            woken: AtomicBool::new(false),
        })
    }
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

/// What comes of work that waits for nothing but a journal.
pub(crate) fn done<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let waker = Waker::from(Unpark::new());
    loop {
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => return done,
            Poll::Pending => std::thread::park_timeout(STUCK),
        }
    }
}

impl History {
    pub(crate) fn new(script: Arc<Script>, setting: Setting, journal: Arc<dyn Journal>) -> Self {
        let world = Arc::new(World::new(script, setting.alphabet, setting.deal));
        let mut policy = support::policy(setting.approval);
        if setting.alphabet == Alphabet::Second {
            // Sixty hours take fewer steps.
            policy.patience.longest_pause = Duration::from_hours(1);
        }
        let deal = DealId::new(setting.deal).unwrap();
        let key = RunKey::new("sever", deal, "documents", 1).unwrap();
        Self {
            files: Arc::new(Files {
                world: world.clone(),
                kept: MemoryFileStore::default(),
                step: key.step("files"),
            }),
            world,
            setting,
            journal,
            policy: Arc::new(policy),
            messages: 0,
            problems: Vec::new(),
            cancels: 0,
            closed: false,
            cancels_when_attaching: false,
            before: Before::default(),
        }
    }

    /// The next run of the deal is judged by what follows.
    pub(crate) fn begins_anew(&mut self) {
        let ledger = self.world.ledger();
        self.before = Before {
            sent: ledger.sent.len(),
            addressed: ledger.addressed.len(),
            faults: ledger.faults.len(),
            deeds: ledger.deeds.len(),
            writes: ledger.writes,
            comments: ledger.comments.len(),
        };
        drop(ledger);
        self.problems.clear();
        self.cancels = 0;
        self.cancels_when_attaching = false;
    }

    pub(crate) fn has_issued(&self, run: &RunKey) -> bool {
        let row = done(self.journal.get(run)).unwrap();
        wire::read(&row.snapshot).unwrap().issued().is_some()
    }

    /// A fresh process.
    pub(crate) fn engine(&self) -> LocalEngine {
        LocalEngine::new(EngineParts {
            policy: self.policy.clone(),
            crm: self.world.clone(),
            accounting: self.world.clone(),
            journal: self.journal.clone(),
            files: self.files.clone(),
            clock: self.world.clock.clone(),
        })
        .with_lease(LEASE)
    }

    pub(crate) fn trigger(&self, generation: u32, purpose: Purpose) -> Started {
        let deal = self.setting.deal;
        let wish = Submit {
            deal: DealId::new(deal).unwrap(),
            generation,
            source: "wizard".to_owned(),
            message: MessageId::new(format!("click-{deal}-{generation}")),
            order: Order {
                purpose,
                ..support::order()
            },
        };
        done(self.engine().start(wish)).unwrap()
    }

    /// The first run of the deal, from the click to its end.
    pub(crate) fn run(&mut self) -> RunKey {
        let run = self.trigger(1, Purpose::First).run;
        self.finish(&run);
        run
    }

    /// Works on a run until it is over.
    pub(crate) fn finish(&mut self, run: &RunKey) {
        let cancels = self.cancels_when_attaching;
        self.world.pauses.store(cancels, Ordering::SeqCst);
        for _ in 0..2_000 {
            let crashed = self.drive(run);
            self.world.clock.right();
            match self.status(run) {
                State::Done(_) => return self.world.settle(),
                State::Waiting { .. } if self.is_beyond(run) => self.look_again(run),
                State::Waiting {
                    key,
                    round,
                    problem,
                } => {
                    let owner = problem.map(|(.., owner)| (round, owner));
                    self.problems
                        .extend(owner.filter(|one| self.problems.last() != Some(one)));
                    self.person_acts(run, &key, round);
                }
                State::Working { .. } => {
                    if !crashed {
                        self.acts_meanwhile(run, "a pause");
                    }
                    self.wait_until_due(run);
                }
                State::Unreadable { code } => panic!("a run became unreadable: {code}"),
            }
        }
        panic!("the run does not end: {:?}", self.world.ledger().faults);
    }

    /// One process works until it rests or dies; whether it died.
    fn drive(&mut self, run: &RunKey) -> bool {
        let engine = self.engine();
        let mut work = pin!(engine.drive(run));
        let unpark = Unpark::new();
        let waker = Waker::from(unpark.clone());
        let mut idle = 0;
        loop {
            let meanwhile = match work.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(done) => {
                    let faults = || self.world.ledger().faults.clone();
                    assert!(done.is_ok(), "{done:?} after {:?}", faults());
                    return false;
                }
                Poll::Pending => self.world.meanwhile.lock().unwrap().take(),
            };
            if meanwhile.as_ref().is_some_and(|one| one.fate == Fate::Fine) {
                self.cancel(run);
                continue;
            }
            let faults = || self.world.ledger().faults.clone();
            assert!(
                !self.world.is_flooded(),
                "calls without end: {:?}",
                faults()
            );
            if self.world.crashed.swap(false, Ordering::SeqCst) {
                // The process is gone; its claim runs out.
                self.world.clock.right();
                self.world.clock.advance(LEASE + Duration::from_secs(1));
                self.acts_meanwhile(run, "a crash");
                return true;
            }
            if let Some(meanwhile) = meanwhile {
                *self.world.question.lock().unwrap() = meanwhile.question;
                self.meanwhile(run, meanwhile.fate);
                idle = 0;
            } else {
                assert!(idle < 3, "a call waits for nothing");
                std::thread::park_timeout(STUCK);
                let woken = unpark.woken.swap(false, Ordering::SeqCst);
                idle = if woken { 0 } else { idle + 1 };
            }
        }
    }

    /// What happens while a call is under way.
    fn meanwhile(&mut self, run: &RunKey, fate: Fate) {
        match fate {
            Fate::Overtaken | Fate::OvertakenBefore => {
                self.world.clock.advance(LEASE + Duration::from_secs(1));
                self.drive(run);
            }
            Fate::CancelMeanwhile => self.cancel(run),
            Fate::TriggerAgain => {
                let again = self.trigger(run.generation(), Purpose::First);
                assert_eq!((again.run, again.new), (run.clone(), false));
            }
            Fate::AnswerMeanwhile => {
                let question = self.world.question.lock().unwrap().clone();
                let (key, round) = question.expect("a question is being put");
                let id = self.next_message();
                self.signal(run, &id, &key, round, Self::agrees(&key));
            }
            other => panic!("nothing happens meanwhile: {other:?}"),
        }
    }

    /// What people do while nobody waits for them: a step pauses, or the process is down.
    fn acts_meanwhile(&mut self, run: &RunKey, when: &str) {
        if self.world.is_anything_away() && self.messages > 0 {
            return;
        }
        let deed = self
            .world
            .script
            .choose(meanwhile_deeds(self.setting.alphabet));
        if deed != Deed::Usual {
            self.note(deed, when);
        }
        match deed {
            Deed::Cancel => self.cancel(run),
            Deed::OtherClient => self.world.change_client(),
            Deed::Early => {
                let step = if self.setting.approval {
                    "approval"
                } else {
                    "person"
                };
                let (id, key) = (self.next_message(), run.step(step));
                self.signal(run, &id, &key, 1, Self::agrees(&key));
            }
            _ => {}
        }
    }

    fn note(&self, deed: Deed, when: &str) {
        let deed = format!("{deed:?} at {when}");
        self.world.ledger().deeds.push(deed);
    }

    fn due(&self, run: &RunKey) -> Timestamp {
        done(self.journal.get(run)).unwrap().due.at
    }

    fn is_beyond(&self, run: &RunKey) -> bool {
        self.due(run) > self.world.clock.now() + HORIZON
    }

    /// A run that a wrong clock has put to sleep is given out at once, and must rest after that,
    /// unless the clock goes wrong again.
    fn look_again(&mut self, run: &RunKey) {
        let known = self.world.ledger().faults.len();
        self.drive(run);
        self.world.clock.right();
        let spins = matches!(self.status(run), State::Waiting { .. }) && self.is_beyond(run);
        let faults = self.world.ledger().faults.clone();
        let again = faults.len() > known;
        assert!(
            again || !spins,
            "a run is taken again and again: {faults:?}"
        );
    }

    fn wait_until_due(&self, run: &RunKey) {
        if !self.is_beyond(run) {
            self.world.clock.jump(self.due(run));
        }
        self.world.clock.advance(Duration::from_millis(1));
    }

    fn person_acts(&mut self, run: &RunKey, key: &StepKey, round: u32) {
        let deed = self.world.script.choose(deeds(self.setting.alphabet));
        if deed != Deed::Usual {
            self.note(deed, key.name());
        }
        let id = self.next_message();
        match deed {
            Deed::Usual => self.signal(run, &id, key, round, Self::agrees(key)),
            Deed::Silence => self.wait_until_due(run),
            Deed::Stale | Deed::Early => {
                let old = round.saturating_sub(1);
                self.signal(run, &id, key, old, Self::agrees(key));
            }
            Deed::Twice => {
                self.signal(run, &id, key, round, Self::agrees(key));
                self.signal(run, &id, key, round, Self::agrees(key));
            }
            Deed::Refuse => {
                let by = support::user(support::APPROVER);
                let body = SignalBody::Reject {
                    by,
                    reason: "нет".to_owned(),
                };
                self.signal(run, &id, key, round, body);
            }
            Deed::Cancel => self.cancel(run),
            Deed::OtherClient => {
                self.world.change_client();
                self.signal(run, &id, key, round, Self::agrees(key));
            }
            Deed::CloseDeal => {
                self.closed = true;
                self.world.facts.lock().unwrap().deal.closed = true;
                self.signal(run, &id, key, round, Self::agrees(key));
            }
        }
    }

    fn agrees(key: &StepKey) -> SignalBody {
        let by = support::user(support::APPROVER);
        if key.name() == "approval" {
            SignalBody::Approve { by }
        } else {
            SignalBody::Retry { by, reason: None }
        }
    }

    fn signal(&self, run: &RunKey, id: &str, key: &StepKey, round: u32, body: SignalBody) {
        let signal = Signal {
            id: MessageId::new(id),
            key: key.clone(),
            round,
            body,
        };
        done(self.engine().signal(run, "page", signal)).unwrap();
    }

    pub(crate) fn cancel(&mut self, run: &RunKey) {
        let id = MessageId::new(self.next_message());
        let by = support::user(support::MANAGER);
        let posted = done(self.engine().cancel(run, "page", id, by, None)).unwrap();
        self.cancels += u32::from(posted == Posted::New);
    }

    fn next_message(&mut self) -> String {
        self.messages += 1;
        format!("message-{}-{}", self.setting.deal, self.messages)
    }

    /// Prints what came of each step.
    pub(crate) fn tell(&self, run: &RunKey) {
        for one in done(self.journal.outcomes(run)).unwrap() {
            println!("{:?}", one.line);
        }
    }

    pub(crate) fn status(&self, run: &RunKey) -> State {
        done(self.engine().status(run)).unwrap().state
    }

    pub(crate) fn ending(&self, run: &RunKey) -> Ending {
        match self.status(run) {
            State::Done(ending) => ending,
            other => panic!("the run is not over: {other:?}"),
        }
    }
}
