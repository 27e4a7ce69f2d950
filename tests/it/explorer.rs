//! Every history of a run over the alphabet of faults, on the real engine and the memory journal.
//!
//! At each call anything of the alphabet may happen: a crash before or after, a refusal, an answer
//! lost before or after the work, work done late, another engine taking over, a cancel or a second
//! trigger meanwhile. At each wait: an answer, a stale, repeated or early one, silence, a cancel.
//! All histories with up to a number of such events are run. After each the same is asked: the run
//! is over, nothing exists twice, nothing is lost, and no more was written than steps and faults
//! explain. The number of histories is printed and must not shrink.

mod script;
mod world;

use crate::support;
use docflow::{EngineParts, LocalEngine, MemoryFileStore, MemoryJournal};
use docflow_core::*;
use futures_util::FutureExt as _;
use script::{Script, every_history};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use world::{Fate, JumpClock, World};

const LEASE: Duration = Duration::from_mins(5);

/// What a person does at a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Answer,
    Silence,
    Stale,
    Twice,
    Refuse,
    Cancel,
}

const DEEDS: &[Deed] = &[
    Deed::Answer,
    Deed::Silence,
    Deed::Stale,
    Deed::Twice,
    Deed::Refuse,
    Deed::Cancel,
];

/// One history: a world, a journal that survives crashes, and engines that do not.
struct History {
    world: Arc<World>,
    clock: Arc<JumpClock>,
    journal: Arc<MemoryJournal>,
    files: Arc<MemoryFileStore>,
    policy: Arc<Policy>,
    messages: u32,
    crashes: u32,
}

impl History {
    fn new(script: Arc<Script>, approval: bool) -> Self {
        let clock = Arc::new(JumpClock::new(support::moment("2026-11-24T09:00:00Z")));
        Self {
            world: Arc::new(World::new(script, clock.clone(), support::facts())),
            clock,
            journal: Arc::new(MemoryJournal::default()),
            files: Arc::new(MemoryFileStore::default()),
            policy: Arc::new(support::policy(approval)),
            messages: 0,
            crashes: 0,
        }
    }

    /// A fresh process.
    fn engine(&self) -> LocalEngine {
        LocalEngine::new(EngineParts {
            policy: self.policy.clone(),
            crm: self.world.clone(),
            accounting: self.world.clone(),
            journal: self.journal.clone(),
            files: self.files.clone(),
            clock: self.clock.clone(),
        })
        .with_lease(LEASE)
    }

    fn trigger(&self) -> Started {
        let wish = Submit {
            deal: DealId::new(support::DEAL).unwrap(),
            generation: 1,
            source: "wizard".to_owned(),
            message: MessageId::new("click-1"),
            order: support::order(),
        };
        self.engine().start(wish).now_or_never().unwrap().unwrap()
    }

    fn run(&mut self) -> RunKey {
        let started = self.trigger();
        for _ in 0..400 {
            self.drive(&started.run);
            match self.status(&started.run) {
                State::Done(_) => {
                    self.world.settle();
                    return started.run;
                }
                State::Waiting { key, round, .. } => self.person_acts(&started.run, &key, round),
                State::Working { .. } => self.wait_until_due(&started.run),
                State::Unreadable { code } => panic!("a run became unreadable: {code}"),
            }
        }
        panic!(
            "the run does not end: {:?}",
            self.world.done.lock().unwrap().faults
        );
    }

    /// One process works until it rests or dies.
    fn drive(&mut self, run: &RunKey) {
        let engine = self.engine();
        let mut work = pin!(engine.drive(run));
        loop {
            match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(done) => return done.unwrap(),
                Poll::Pending if self.world.crashed.swap(false, Ordering::SeqCst) => {
                    // The process is gone; its claim runs out.
                    self.crashes += 1;
                    self.clock.advance(LEASE + Duration::from_secs(1));
                    return;
                }
                Poll::Pending => self.meanwhile(run),
            }
        }
    }

    /// What happens while a call is under way.
    fn meanwhile(&mut self, run: &RunKey) {
        let fate = self.world.meanwhile.lock().unwrap().take();
        match fate {
            Some(Fate::Overtaken) => {
                self.clock.advance(LEASE + Duration::from_secs(1));
                self.drive(run);
            }
            Some(Fate::CancelMeanwhile) => self.cancel(run),
            Some(Fate::TriggerAgain) => {
                let again = self.trigger();
                assert_eq!((again.run, again.new), (run.clone(), false));
            }
            other => panic!("a call waits for nothing: {other:?}"),
        }
    }

    fn wait_until_due(&self, run: &RunKey) {
        let rows = self
            .journal
            .list(&RunFilter::default())
            .now_or_never()
            .unwrap()
            .unwrap();
        let row = rows.into_iter().find(|row| row.key == *run).unwrap();
        self.clock.jump(row.due.at);
        self.clock.advance(Duration::from_millis(1));
    }

    fn person_acts(&mut self, run: &RunKey, key: &StepKey, round: u32) {
        let deed = self.world.script.choose(DEEDS);
        if deed != Deed::Answer {
            let fault = (Fate::Fine, format!("{deed:?} at {}", key.name()));
            self.world.done.lock().unwrap().faults.push(fault);
        }
        let id = self.next_message();
        match deed {
            Deed::Answer => self.signal(run, &id, key, round, Self::agrees(key)),
            Deed::Silence => {
                self.wait_until_due(run);
            }
            Deed::Stale => {
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
        self.engine()
            .signal(run, "page", signal)
            .now_or_never()
            .unwrap()
            .unwrap();
    }

    fn cancel(&mut self, run: &RunKey) {
        let id = MessageId::new(self.next_message());
        let by = support::user(support::MANAGER);
        self.engine()
            .cancel(run, "page", id, by, None)
            .now_or_never()
            .unwrap()
            .unwrap();
    }

    fn next_message(&mut self) -> String {
        self.messages += 1;
        format!("message-{}", self.messages)
    }

    fn status(&self, run: &RunKey) -> State {
        self.engine()
            .status(run)
            .now_or_never()
            .unwrap()
            .unwrap()
            .state
    }

    /// What must hold after every history.
    fn judge(&self, run: &RunKey) {
        let State::Done(ending) = self.status(run) else {
            panic!("the run is not over")
        };
        let done = self.world.done.lock().unwrap();
        let story = format!("{ending:?} after {:?}", done.faults);
        assert!(done.sets_made <= 1, "documents were made twice: {story}");
        let mut uploads = done.uploads.clone();
        uploads.sort();
        uploads.dedup();
        assert_eq!(uploads.len(), done.uploads.len(), "attached twice: {story}");
        assert!(done.comments.len() <= 1, "announced twice: {story}");
        match ending {
            Ending::Completed => {
                assert_eq!(done.sets_made, 1, "nothing was made: {story}");
                assert_eq!(uploads, ["contract", "invoice-1"], "not attached: {story}");
                assert_eq!(done.comments.len(), 1, "not announced: {story}");
                assert_eq!(done.fields["UF_CRM_CONTRACT"], "15", "{story}");
                let told = done.told.values().filter(|what| **what == "ready").count();
                assert_eq!(
                    told, 2,
                    "the responsible and the requester are told: {story}"
                );
            }
            Ending::Cancelled { after_issue } => {
                assert_eq!(
                    done.sets_made == 1,
                    after_issue,
                    "what exists is told: {story}"
                );
                self.assert_released(run, &done, after_issue, &story);
            }
            Ending::NumberRejected => {
                assert_eq!(done.sets_made, 0, "{story}");
                self.assert_released(run, &done, false, &story);
            }
            Ending::Refused(codes) => panic!("a good deal was refused: {codes:?}"),
            Ending::Closed { .. } => panic!("nobody closed the run"),
        }
        // Steps that write: number, issue, two uploads, the final batch; each fault costs one more.
        let bound = 5 + self.crashes + u32::try_from(done.faults.len()).unwrap();
        assert!(
            done.writes <= bound,
            "{} writes of at most {bound}: {story}",
            done.writes
        );
    }
}

impl History {
    /// A number that is not used is free, or the run says that giving it back was refused.
    fn assert_released(&self, run: &RunKey, done: &world::Done, used: bool, story: &str) {
        let all = RunFilter::default();
        let rows = self.journal.list(&all).now_or_never().unwrap().unwrap();
        let row = rows.into_iter().find(|row| row.key == *run).unwrap();
        let over = wire::read(&row.snapshot).unwrap();
        let refused = over.undelivered().contains(&run.step("release"));
        assert!(
            used || refused || done.reserved.is_empty(),
            "a number is held: {story}"
        );
    }
}

fn explore(special: usize, approval: bool) -> usize {
    every_history(special, |script| {
        let mut history = History::new(script.clone(), approval);
        let run = history.run();
        history.judge(&run);
    })
}

/// How many special events a history may have; a long run asks for more than a change can afford.
fn depth(usual: usize) -> usize {
    match std::env::var("DOCFLOW_EXPLORE") {
        Ok(asked) => usual.max(asked.parse().expect("DOCFLOW_EXPLORE is a number")),
        Err(_) => usual,
    }
}

#[test]
fn every_history_with_up_to_three_crashes_or_faults_makes_each_thing_once() {
    let histories = explore(depth(3), false);
    println!("explored {histories} histories of a run without approval");
    assert!(
        histories >= 22_341,
        "the number of histories must not shrink"
    );
}

#[test]
fn every_history_of_a_run_with_approval_makes_each_thing_once() {
    let histories = explore(depth(2), true);
    println!("explored {histories} histories of a run with approval");
    assert!(
        histories >= 2_454,
        "the number of histories must not shrink"
    );
}
