//! The engine: what hosts call.

use crate::choices::{Choices, Order, Purpose};
use crate::facts::Timestamp;
use crate::ids::{DealId, KeyError, RunKey, StepKey, UserId};
use crate::ports::{JournalError, Posted, RunFilter, StoreError};
use crate::run::{ApplyError, Away, Cause, Ending, MessageId, Owner, Signal};
use async_trait::async_trait;

/// A wish for documents.
#[derive(Clone, Debug)]
pub struct Submit {
    /// The deal.
    pub deal: DealId,
    /// Which repeat this is, from 1; a double click repeats the number and is the same run.
    pub generation: u32,
    /// Where the wish came from: «wizard», «robot», «sweep».
    pub source: String,
    /// Its id there.
    pub message: MessageId,
    /// What is ordered.
    pub order: Order,
}

impl Submit {
    /// A wish for the first documents of a deal, in which nothing is chosen yet: the choices stand in
    /// [`Order::choices`].
    ///
    /// ```
    /// use docflow_core::{DealId, MessageId, Submit, UserId};
    ///
    /// let (deal, user) = (DealId::new(4512).unwrap(), UserId::new(7).unwrap());
    /// let mut wish = Submit::first(deal, user, "wizard", MessageId::new("click-1"));
    /// wish.order.choices.form = Some("services".to_owned());
    /// assert_eq!(wish.generation, 1);
    /// ```
    pub fn first(deal: DealId, requested_by: UserId, source: &str, message: MessageId) -> Self {
        Self {
            deal,
            generation: 1,
            source: source.to_owned(),
            message,
            order: Order {
                requested_by,
                office: None,
                purpose: Purpose::First,
                choices: Choices::default(),
            },
        }
    }
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The run that serves it, else the latest one of the deal.
    pub run: RunKey,
    /// Whether this wish opened it.
    pub new: bool,
    /// The generation to ask for, when this one is over or can only end: the wish was not taken,
    /// and the same message may be sent again with it.
    pub next: Option<u32>,
}

/// Where a run stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// A step is due or under way.
    Working {
        /// The step.
        step: StepKey,
        /// Failed attempts so far.
        failed: u32,
        /// When it goes on, when it pauses.
        not_before: Option<Timestamp>,
        /// Since when it waits for a side that is away, and which.
        away: Option<Away>,
    },
    /// A person must act.
    Waiting {
        /// The wait that a signal must name.
        key: StepKey,
        /// Its round.
        round: u32,
        /// The refused step, its cause and who can act; absent for an approval.
        problem: Option<(StepKey, Cause, Owner)>,
    },
    /// It is over.
    Done(Ending),
    /// It was written by a version that this one can not read; it rests until it can be.
    Unreadable {
        /// What was found.
        code: String,
    },
}

/// A run with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its key.
    pub run: RunKey,
    /// Where it stands.
    pub state: State,
    /// When it last changed.
    pub changed: Timestamp,
}

/// A page of runs, newest first.
pub type Listed = Vec<Status>;

/// Why the engine could not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The journal refused.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The store of files refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An outcome does not fit: a defect of an adapter.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// The deal can not be part of a key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Drives runs. Every host calls this and nothing below it.
///
/// Guarantees of an implementer: a wish is in the journal before `start` returns; a signal or a
/// cancel is in the inbox before its call returns; two engines on one journal never perform the
/// same effect under living claims.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Takes a wish for documents.
    ///
    /// # Errors
    /// [`EngineError::Journal`] when it could not be written: nothing was taken.
    async fn start(&self, wish: Submit) -> Result<Started, EngineError>;

    /// Hands a person's answer to a run.
    ///
    /// # Errors
    /// [`EngineError::Journal`] when it could not be written.
    async fn signal(
        &self,
        run: &RunKey,
        source: &str,
        signal: Signal,
    ) -> Result<Posted, EngineError>;

    /// Which generation the next wish for a deal is: of the run that is open, else one more than
    /// the latest; 1 for a deal without runs.
    ///
    /// # Errors
    /// [`EngineError::Journal`] when it could not be read.
    async fn next_generation(&self, deal: DealId) -> Result<u32, EngineError>;

    /// Asks a run to end; see [`crate::CancelReceipt`] for what becomes of it.
    ///
    /// # Errors
    /// [`EngineError::Journal`] when it could not be written.
    async fn cancel(
        &self,
        run: &RunKey,
        source: &str,
        message: MessageId,
        by: UserId,
        reason: Option<String>,
    ) -> Result<Posted, EngineError>;

    /// Closes a run that can not go on, such as one that has lost its dossier, and says what it had
    /// in 1C. Nothing is told or released: this is an administrator's deed.
    ///
    /// # Errors
    /// [`EngineError::Journal`] with [`JournalError::NoRun`] for a run that is unknown, over, or
    /// claimed by somebody who works on it now.
    async fn close(&self, run: &RunKey) -> Result<Status, EngineError>;

    /// Where a run stands.
    ///
    /// # Errors
    /// [`EngineError::Journal`] with [`JournalError::NoRun`] for an unknown key.
    async fn status(&self, run: &RunKey) -> Result<Status, EngineError>;

    /// Runs by a filter, newest first.
    ///
    /// # Errors
    /// [`EngineError::Journal`] when they could not be read.
    async fn list(&self, filter: &RunFilter) -> Result<Listed, EngineError>;

    /// Drives every run that is due until it rests, and returns how many there were.
    ///
    /// # Errors
    /// [`EngineError::Journal`] when the journal can not be used; a failure of one run does not
    /// stop the others.
    async fn run_due(&self, now: Timestamp) -> Result<usize, EngineError>;

    /// Deletes what a finished run knows about people, and its files from the store.
    ///
    /// What prevents a double stays. It is safe to call again, and that is what to do after an
    /// error.
    ///
    /// # Errors
    /// [`EngineError::Journal`] with [`JournalError::NoRun`] for an unknown key or a run that is not
    /// over: nothing was deleted. [`EngineError::Store`] when a file could not be deleted.
    async fn forget(&self, run: &RunKey) -> Result<(), EngineError>;
}
