//! A journal that lives as long as the process.

mod book;
mod record;

use async_trait::async_trait;
use book::Book;
use docflow_core::{
    Claim, Column, Commit, DueQuery, Epoch, Inbound, Journal, JournalError, Lane, Mail, NewRun,
    Opened, Outage, Parked, Posted, Recording, RunDue, RunFilter, RunKey, RunRow, RunState,
    SetAside, Timestamp, UserId,
};
use std::collections::btree_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A journal in memory: for tests, and for a host that starts anew each time.
///
/// It keeps every promise of [`Journal`] but one: it does not survive the process.
#[derive(Default)]
pub struct MemoryJournal {
    book: Mutex<Book>,
}

impl std::fmt::Debug for MemoryJournal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemoryJournal({} runs)", self.lock().runs.len())
    }
}

impl MemoryJournal {
    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Journal for MemoryJournal {
    async fn open(&self, run: NewRun) -> Result<Opened, JournalError> {
        self.lock().open(run)
    }

    async fn claim(
        &self,
        run: &RunKey,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Option<Claim>, JournalError> {
        Ok(self.lock().find_mut(run)?.claim(now, ttl))
    }

    async fn prolong(
        &self,
        run: &RunKey,
        epoch: Epoch,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        self.lock().held(run, epoch)?.prolong(now);
        Ok(())
    }

    async fn commit(
        &self,
        run: &RunKey,
        epoch: Epoch,
        commit: Commit,
    ) -> Result<Mail, JournalError> {
        Ok(self.lock().held(run, epoch)?.commit(commit))
    }

    async fn park(
        &self,
        run: &RunKey,
        epoch: Epoch,
        due: RunDue,
        seen: u64,
    ) -> Result<Parked, JournalError> {
        Ok(self.lock().held(run, epoch)?.park(due, seen))
    }

    async fn post(
        &self,
        run: &RunKey,
        message: Inbound,
        now: Timestamp,
    ) -> Result<Posted, JournalError> {
        Ok(self.lock().post(run, message, now))
    }

    async fn due(&self, query: &DueQuery) -> Result<Vec<RunKey>, JournalError> {
        Ok(self.lock().due(query))
    }

    async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, JournalError> {
        Ok(self.lock().next_due(now))
    }

    async fn get(&self, run: &RunKey) -> Result<RunRow, JournalError> {
        Ok(self.lock().find(run)?.row())
    }

    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunRow>, JournalError> {
        Ok(self.lock().list(filter))
    }

    async fn count(
        &self,
        filter: &RunFilter,
        by: Option<Column>,
    ) -> Result<Vec<(Option<String>, u64)>, JournalError> {
        Ok(self.lock().count(filter, by))
    }

    async fn outcomes(&self, run: &RunKey) -> Result<Vec<Recording>, JournalError> {
        Ok(self.lock().find(run)?.outcomes.clone())
    }

    /// None: what is kept as it is can be read.
    async fn set_aside(&self, run: &RunKey) -> Result<Vec<SetAside>, JournalError> {
        self.lock().find(run).map(|_| Vec::new())
    }

    async fn finished_before(
        &self,
        moment: Timestamp,
        limit: usize,
    ) -> Result<Vec<RunKey>, JournalError> {
        Ok(self.lock().finished_before(moment, limit))
    }

    async fn forget(&self, key: &RunKey) -> Result<(), JournalError> {
        let mut book = self.lock();
        let run = book.find_mut(key)?;
        if run.state != RunState::Finished {
            return Err(JournalError::NoRun(key.clone()));
        }
        run.forget();
        Ok(())
    }

    async fn outages(&self) -> Result<Vec<Outage>, JournalError> {
        Ok(self.lock().outages.values().cloned().collect())
    }

    async fn begin_outage(&self, outage: &Outage) -> Result<bool, JournalError> {
        Ok(match self.lock().outages.entry(outage.lane.clone()) {
            Entry::Vacant(free) => {
                free.insert(outage.clone());
                true
            }
            Entry::Occupied(_) => false,
        })
    }

    async fn end_outage(&self, lane: &Lane) -> Result<Option<Outage>, JournalError> {
        Ok(self.lock().outages.remove(lane))
    }

    async fn waiting(
        &self,
        lane: &Lane,
        since_before: Timestamp,
    ) -> Result<Vec<(UserId, u64)>, JournalError> {
        Ok(self.lock().waiting(lane, since_before))
    }
}
