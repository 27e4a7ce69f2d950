//! The engine over a model of the outside: many runs, outages, slots, stops, clocks that jump.
//!
//! Time is virtual: a test moves the clock once nothing more can happen at the present moment.

mod histories;
mod outages;
mod replays;
mod slots;
mod stops;
mod town;

use crate::support;
use docflow::{EngineParts, LocalEngine, ManualClock, MemoryFileStore, MemoryJournal, Stop};
use docflow_core::*;
use std::sync::Arc;
use std::time::Duration;
use town::Town;

/// A company with two firms, each with a base of its own.
pub(crate) struct Bench {
    pub(crate) town: Arc<Town>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) journal: Arc<MemoryJournal>,
    pub(crate) engine: LocalEngine,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Policy)) -> Self {
        let clock = Arc::new(ManualClock::new(support::moment("2026-11-24T09:00:00Z")));
        let town = Arc::new(Town::new(clock.clone()));
        let mut policy = support::policy(false);
        let second = LegalEntity {
            code: "yug".to_owned(),
            ..support::seller()
        };
        policy.sellers.push(second);
        policy.regions[0].sellers.clear();
        change(&mut policy);
        let journal = Arc::new(MemoryJournal::default());
        let engine = LocalEngine::new(EngineParts {
            policy: Arc::new(policy),
            crm: town.clone(),
            accounting: town.clone(),
            journal: journal.clone(),
            files: Arc::new(MemoryFileStore::default()),
            clock: clock.clone(),
        });
        Self {
            town,
            clock,
            journal,
            engine,
        }
    }

    /// A wish for a deal, sold by a firm, of an office.
    pub(crate) fn wish(deal: u64, seller: &str, office: &str) -> Submit {
        let order = support::order();
        Submit {
            deal: DealId::new(deal).unwrap(),
            generation: 1,
            source: "wizard".to_owned(),
            message: MessageId::new(format!("click-{deal}")),
            order: Order {
                office: Some(office.to_owned()),
                choices: Choices {
                    seller: Some(seller.to_owned()),
                    ..order.choices.clone()
                },
                ..order
            },
        }
    }

    pub(crate) async fn order(&self, deal: u64, seller: &str) -> RunKey {
        let wish = Self::wish(deal, seller, "msk");
        self.engine.start(wish).await.unwrap().run
    }

    /// Serves until the test says stop, on a task of its own.
    pub(crate) fn serve(&self) -> (Stop, tokio::task::JoinHandle<Result<(), EngineError>>) {
        let (stop, engine) = (Stop::new(), self.engine.clone());
        let told = stop.clone();
        (stop, tokio::spawn(async move { engine.serve(&told).await }))
    }

    /// Lets a time pass in steps, with everything that happens in it.
    pub(crate) async fn pass(&self, time: Duration, step: Duration) {
        let mut left = time;
        while !left.is_zero() {
            self.settle().await;
            let now = step.min(left);
            self.clock.advance(now);
            left -= now;
        }
        self.settle().await;
    }

    /// One pass of the engine, in which short pauses pass.
    pub(crate) async fn run_due(&self) {
        let (engine, now) = (self.engine.clone(), self.clock.now());
        let pass = tokio::spawn(async move { engine.run_due(now).await });
        self.settle().await;
        for _ in 0..600 {
            if pass.is_finished() {
                break;
            }
            self.pass(Duration::from_secs(1), Duration::from_secs(1))
                .await;
        }
        pass.await.unwrap().unwrap();
    }

    /// Lets everything happen that can at the present moment.
    pub(crate) async fn settle(&self) {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn state(&self, run: &RunKey) -> State {
        self.engine.status(run).await.unwrap().state
    }

    pub(crate) async fn finished(&self) -> usize {
        let filter = RunFilter {
            state: Some(RunState::Finished),
            ..RunFilter::default()
        };
        self.journal.list(&filter).await.unwrap().len()
    }
}
