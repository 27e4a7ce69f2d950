//! The engine for one machine: the only loop that performs effects.
//!
//! It claims a run, asks it what is next, performs that, and commits the outcome together with the
//! run after it and the start mark of what follows. It decides nothing: decisions are in the run
//! and in the check. A crash at any point is found again by the start mark without an outcome.
//!
//! Each side has slots of its own ([`lanes`]): a base that hangs holds its own and no other's.
//! [`LocalEngine::serve`] drives for as long as a host runs, [`Engine::run_due`] makes one pass.

mod about;
mod drive;
mod lanes;
mod outage;
mod pass;
mod perform;
mod prior;
mod serve;
mod status;
mod stop;

pub use about::BaseFinding;
pub use lanes::Slots;
pub use stop::Stop;

use async_trait::async_trait;
use docflow_core::{
    Accounting, Clock, Crm, DealId, Engine, EngineError, FileStore, Inbound, InboundBody, Journal,
    Listed, MessageId, NewRun, Opened, Policy, Posted, Run, RunDue, RunFilter, RunKey, Settings,
    Signal, Started, Status, Submit, Timestamp, Urgency, UserId, wire,
};
use lanes::Lanes;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// What is made for a deal; the third part of every key.
const FLOW: &str = "documents";

/// Everything that an engine drives runs with.
#[derive(Clone)]
pub struct EngineParts {
    /// The company's policy.
    pub policy: Arc<Policy>,
    /// The portal.
    pub crm: Arc<dyn Crm>,
    /// The books.
    pub accounting: Arc<dyn Accounting>,
    /// What survives a crash.
    pub journal: Arc<dyn Journal>,
    /// Printed files by hash.
    pub files: Arc<dyn FileStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// The engine of one portal in this process.
///
/// Several engines may work on one journal: a claim with an epoch keeps them apart. Cloning is
/// cheap and gives the same engine.
#[derive(Clone)]
pub struct LocalEngine {
    parts: EngineParts,
    lease: Duration,
    shared: Arc<Shared>,
}

/// What the clones of an engine share.
struct Shared {
    lanes: Lanes,
    /// Runs that this process drives now: none of them is driven twice.
    driven: Mutex<BTreeSet<RunKey>>,
    /// Something was posted.
    posted: Notify,
}

impl Shared {
    fn new(slots: Slots) -> Self {
        Self {
            lanes: Lanes::new(slots),
            driven: Mutex::default(),
            posted: Notify::new(),
        }
    }

    fn driven(&self) -> MutexGuard<'_, BTreeSet<RunKey>> {
        self.driven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LocalEngine {
    /// Longest pause that is slept through instead of parking the run.
    pub const IN_PLACE: Duration = Duration::from_secs(5);

    /// An engine whose claims live for a minute: they are prolonged while an effect is under way.
    pub fn new(parts: EngineParts) -> Self {
        Self {
            parts,
            lease: Duration::from_mins(1),
            shared: Arc::new(Shared::new(Slots::default())),
        }
    }

    /// The same engine with another time to live of its claims: how long a run rests after the
    /// process that drove it has died.
    #[must_use]
    pub fn with_lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// The same engine with other numbers of runs that are driven side by side.
    #[must_use]
    pub fn with_slots(self, slots: Slots) -> Self {
        Self {
            shared: Arc::new(Shared::new(slots)),
            ..self
        }
    }

    /// The parts it works with.
    pub fn parts(&self) -> &EngineParts {
        &self.parts
    }

    fn key(&self, wish: &Submit) -> Result<RunKey, EngineError> {
        self.key_of(wish.deal, wish.generation)
    }

    fn key_of(&self, deal: DealId, generation: u32) -> Result<RunKey, EngineError> {
        let portal = &self.parts.policy.portal;
        Ok(RunKey::new(portal, deal, FLOW, generation)?)
    }

    fn settings(&self) -> Settings {
        let policy = &self.parts.policy;
        Settings {
            patience: policy.patience,
            approval: policy.approval.clone(),
            people: policy.people.clone(),
        }
    }

    async fn post(&self, run: &RunKey, message: Inbound) -> Result<Posted, EngineError> {
        let now = self.parts.clock.now();
        let posted = self.parts.journal.post(run, message, now).await?;
        self.shared.posted.notify_one();
        Ok(posted)
    }
}

impl std::fmt::Debug for LocalEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalEngine")
            .field("portal", &self.parts.policy.portal)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Engine for LocalEngine {
    async fn start(&self, wish: Submit) -> Result<Started, EngineError> {
        let key = self.key(&wish)?;
        let run = Run::start(key.clone(), wish.order, self.settings());
        let now = self.parts.clock.now();
        let new = NewRun {
            key: key.clone(),
            source: wish.source,
            message: wish.message,
            snapshot: wire::write(&run).map_err(|error| status::unreadable(&error))?,
            summary: run.summary(),
            due: RunDue {
                urgency: Urgency::Click,
                ..RunDue::step(now, lanes::crm())
            },
            at: now,
        };
        let opened = self.parts.journal.open(new).await?;
        self.shared.posted.notify_one();
        let served = |run, new| Started {
            run,
            new,
            next: None,
        };
        Ok(match opened {
            Opened::New => served(key, true),
            Opened::Duplicate(run) | Opened::Busy(run) => served(run, false),
            Opened::Outdated(run) => Started {
                next: run.generation().checked_add(1),
                ..served(run, false)
            },
        })
    }

    async fn signal(
        &self,
        run: &RunKey,
        source: &str,
        signal: Signal,
    ) -> Result<Posted, EngineError> {
        let message = Inbound {
            source: source.to_owned(),
            id: signal.id.clone(),
            body: InboundBody::Signal(signal),
        };
        self.post(run, message).await
    }

    async fn next_generation(&self, deal: DealId) -> Result<u32, EngineError> {
        self.generation_of(deal).await
    }

    async fn cancel(
        &self,
        run: &RunKey,
        source: &str,
        message: MessageId,
        by: UserId,
        reason: Option<String>,
    ) -> Result<Posted, EngineError> {
        let message = Inbound {
            source: source.to_owned(),
            id: message,
            body: InboundBody::Cancel { by, reason },
        };
        self.post(run, message).await
    }

    async fn close(&self, run: &RunKey) -> Result<Status, EngineError> {
        self.close_run(run).await
    }

    async fn status(&self, run: &RunKey) -> Result<Status, EngineError> {
        self.status_of(run).await
    }

    async fn list(&self, filter: &RunFilter) -> Result<Listed, EngineError> {
        let rows = self.parts.journal.list(filter).await?;
        Ok(rows.iter().map(status::status).collect())
    }

    async fn forget(&self, run: &RunKey) -> Result<(), EngineError> {
        self.forget_run(run).await
    }

    async fn run_due(&self, now: Timestamp) -> Result<usize, EngineError> {
        self.pass(now).await
    }
}
