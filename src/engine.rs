//! The engine for one machine: the only loop that performs effects.
//!
//! It claims a run, asks it what is next, performs that, and commits the outcome together with the
//! run after it and the start mark of what follows. It decides nothing: decisions are in the run
//! and in the check. A crash at any point is found again by the start mark without an outcome.

mod drive;
mod perform;
mod status;

use async_trait::async_trait;
use docflow_core::{
    Accounting, Clock, Crm, DueQuery, Engine, EngineError, FileStore, Inbound, InboundBody,
    Journal, Listed, MessageId, NewRun, Opened, Policy, Posted, Run, RunDue, RunFilter, RunKey,
    Settings, Signal, Started, Status, Submit, Timestamp, Urgency, UserId, wire,
};
use futures_util::StreamExt as _;
use std::sync::Arc;
use std::time::Duration;

/// What is made for a deal; the third part of every key.
const FLOW: &str = "documents";
/// Runs that are driven side by side in one pass.
const SIDE_BY_SIDE: usize = 4;
/// Runs that one pass takes at most.
const PASS: usize = 256;
/// Longer than any wait of a run.
const HORIZON: Duration = Duration::from_hours(24 * 400);

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
}

impl LocalEngine {
    /// Longest pause that is slept through instead of parking the run.
    pub const IN_PLACE: Duration = Duration::from_secs(5);

    /// An engine whose claims live for five minutes: longer than any one conversation.
    pub fn new(parts: EngineParts) -> Self {
        Self {
            parts,
            lease: Duration::from_mins(5),
        }
    }

    /// The same engine with another time to live of its claims.
    ///
    /// It must be longer than the longest conversation, else another engine takes a run over while
    /// an effect is under way.
    #[must_use]
    pub fn with_lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// The parts it works with.
    pub fn parts(&self) -> &EngineParts {
        &self.parts
    }

    fn key(&self, wish: &Submit) -> Result<RunKey, EngineError> {
        Ok(RunKey::new(
            &self.parts.policy.portal,
            wish.deal,
            FLOW,
            wish.generation,
        )?)
    }

    fn settings(&self) -> Settings {
        let policy = &self.parts.policy;
        Settings {
            patience: policy.patience,
            approval: policy.approval.clone(),
        }
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
            snapshot: wire::v1::write(&run).map_err(|error| status::unreadable(&error))?,
            summary: run.summary(),
            due: RunDue {
                urgency: Urgency::Click,
                ..drive::due_at(now)
            },
            at: now,
        };
        Ok(match self.parts.journal.open(new).await? {
            Opened::New => Started {
                run: key,
                new: true,
            },
            Opened::Duplicate(run) | Opened::Busy(run) | Opened::Outdated(run) => {
                Started { run, new: false }
            }
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
        Ok(self
            .parts
            .journal
            .post(run, message, self.parts.clock.now())
            .await?)
    }

    async fn cancel(
        &self,
        run: &RunKey,
        source: &str,
        message: MessageId,
        by: UserId,
    ) -> Result<Posted, EngineError> {
        let body = InboundBody::Cancel { by };
        let message = Inbound {
            source: source.to_owned(),
            id: message,
            body,
        };
        Ok(self
            .parts
            .journal
            .post(run, message, self.parts.clock.now())
            .await?)
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
        let query = DueQuery {
            now,
            horizon: HORIZON,
            lane: None,
            limit: PASS,
        };
        let due = self.parts.journal.due(&query).await?;
        let found = due.len();
        let failures: Vec<EngineError> = futures_util::stream::iter(due)
            .map(|run| async move { self.drive(&run).await.err() })
            .buffer_unordered(SIDE_BY_SIDE)
            .filter_map(|failure| async move { failure })
            .collect()
            .await;
        for failure in &failures {
            tracing::error!(%failure, "a run could not be driven");
        }
        // One run's defect is its own; when none could be driven the journal is the reason.
        match failures.into_iter().next() {
            Some(failure @ EngineError::Journal(_)) if found == 1 => Err(failure),
            _ => Ok(found),
        }
    }
}
