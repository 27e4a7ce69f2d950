//! A journal that lives as long as the process.

use super::{after, limit, skipped, subject};
use async_trait::async_trait;
use docflow_core::{
    Claim, Commit, Epoch, Inbound, Journal, JournalError, Mail, MessageId, NewRun, Opened, Parked,
    Posted, RunFilter, RunKey, RunRow, RunState, Snapshot, StartMark, StepKey, Timestamp,
};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A journal in memory: for tests, and for a host that starts anew each time.
///
/// It keeps every promise of [`Journal`] but one: it does not survive the process.
#[derive(Default)]
pub struct MemoryJournal {
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    /// In the order of opening.
    runs: Vec<Record>,
    /// Every message id that was taken, with its run.
    messages: BTreeMap<(String, MessageId), RunKey>,
    /// Number of the latest message.
    numbered: u64,
}

struct Record {
    key: RunKey,
    state: RunState,
    snapshot: Snapshot,
    mark: Option<StartMark>,
    epoch: u64,
    /// End and time to live of the claim, while there is one.
    lease: Option<(Timestamp, Duration)>,
    taken: u64,
    due: Timestamp,
    changed: Timestamp,
    outcomes: Vec<(StepKey, String)>,
    inbox: Vec<(u64, Inbound)>,
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

impl Book {
    fn find(&self, key: &RunKey) -> Result<&Record, JournalError> {
        let found = self.runs.iter().find(|run| run.key == *key);
        found.ok_or_else(|| JournalError::NoRun(key.clone()))
    }

    fn find_mut(&mut self, key: &RunKey) -> Result<&mut Record, JournalError> {
        let found = self.runs.iter_mut().find(|run| run.key == *key);
        found.ok_or_else(|| JournalError::NoRun(key.clone()))
    }

    fn held(&mut self, key: &RunKey, epoch: Epoch) -> Result<&mut Record, JournalError> {
        let run = self.find_mut(key)?;
        if run.epoch == epoch.0 && run.lease.is_some() {
            Ok(run)
        } else {
            Err(JournalError::Stale)
        }
    }

    fn open(&mut self, run: NewRun) -> Result<Opened, JournalError> {
        let message = (run.source.clone(), run.message.clone());
        if let Some(known) = self.messages.get(&message) {
            return Ok(Opened::Duplicate(known.clone()));
        }
        let subject = subject(&run.key);
        let kin = self
            .runs
            .iter()
            .filter(|r| super::subject(&r.key) == subject);
        let latest = kin.max_by_key(|run| run.key.generation());
        if let Some(latest) = latest {
            if latest.state == RunState::Open {
                let busy = latest.key.clone();
                self.take(message, busy.clone());
                return Ok(Opened::Busy(busy));
            }
            if run.key.generation() <= latest.key.generation() {
                return Ok(Opened::Outdated(latest.key.clone()));
            }
        }
        let next = latest.map_or(0, |run| run.key.generation()).checked_add(1);
        if Some(run.key.generation()) != next {
            return Err(skipped(&run.key));
        }
        self.take(message, run.key.clone());
        self.runs.push(Record::new(run));
        Ok(Opened::New)
    }

    /// Gives a message its number.
    fn take(&mut self, message: (String, MessageId), run: RunKey) {
        self.numbered = self.numbered.saturating_add(1);
        self.messages.insert(message, run);
    }

    fn post(&mut self, key: &RunKey, message: Inbound, now: Timestamp) -> Posted {
        let name = (message.source.clone(), message.id.clone());
        let seen = self.messages.contains_key(&name);
        let number = self.numbered.saturating_add(1);
        let Ok(run) = self.find_mut(key) else {
            return Posted::NoRun;
        };
        if seen {
            return Posted::Duplicate;
        }
        if run.state == RunState::Finished {
            return Posted::Finished;
        }
        run.inbox.push((number, message));
        run.due = run.due.min(now);
        self.take(name, key.clone());
        Posted::New
    }
}

impl Record {
    fn new(run: NewRun) -> Self {
        Self {
            key: run.key,
            state: RunState::Open,
            snapshot: run.snapshot,
            mark: None,
            epoch: 0,
            lease: None,
            taken: 0,
            due: run.at,
            changed: run.at,
            outcomes: Vec::new(),
            inbox: Vec::new(),
        }
    }

    fn is_claimed(&self, now: Timestamp) -> bool {
        self.lease.is_some_and(|(until, _)| until > now)
    }

    /// Messages after a number.
    fn mail(&self, taken: u64) -> Mail {
        let fresh = self.inbox.iter().filter(|(number, _)| *number > taken);
        let latest = self.inbox.last().map_or(taken, |(number, _)| *number);
        Mail {
            messages: fresh.map(|(_, message)| message.clone()).collect(),
            seen: latest.max(taken),
        }
    }

    fn claim(&mut self, now: Timestamp, ttl: Duration) -> Option<Claim> {
        if self.state == RunState::Finished || self.is_claimed(now) {
            return None;
        }
        self.epoch = self.epoch.saturating_add(1);
        self.lease = Some((after(now, ttl), ttl));
        Some(Claim {
            epoch: Epoch(self.epoch),
            snapshot: self.snapshot.clone(),
            mark: self.mark.clone(),
            mail: self.mail(self.taken),
        })
    }

    fn commit(&mut self, commit: Commit) -> Mail {
        self.outcomes.extend(commit.outcome);
        self.snapshot = commit.snapshot;
        self.mark = commit.mark;
        self.state = commit.state;
        self.taken = self.taken.max(commit.taken);
        self.changed = commit.at;
        let left = self.mail(self.taken);
        self.due = if left.messages.is_empty() {
            commit.due
        } else {
            commit.due.min(commit.at)
        };
        self.lease = match (commit.state, self.lease) {
            (RunState::Open, Some((_, ttl))) => Some((after(commit.at, ttl), ttl)),
            (RunState::Open | RunState::Finished, _) => None,
        };
        left
    }

    fn row(&self) -> RunRow {
        RunRow {
            key: self.key.clone(),
            state: self.state,
            snapshot: self.snapshot.clone(),
            mark: self.mark.clone(),
            due: self.due,
            changed: self.changed,
        }
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
        due: Timestamp,
        seen: u64,
    ) -> Result<Parked, JournalError> {
        let mut book = self.lock();
        let run = book.held(run, epoch)?;
        let mail = run.mail(seen);
        if mail.messages.is_empty() {
            run.due = due;
            run.lease = None;
            Ok(Parked::Resting)
        } else {
            Ok(Parked::Mail(mail))
        }
    }

    async fn post(
        &self,
        run: &RunKey,
        message: Inbound,
        now: Timestamp,
    ) -> Result<Posted, JournalError> {
        Ok(self.lock().post(run, message, now))
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<RunKey>, JournalError> {
        let book = self.lock();
        let mut due: Vec<&Record> = book
            .runs
            .iter()
            .filter(|run| run.state == RunState::Open && run.due <= now && !run.is_claimed(now))
            .collect();
        due.sort_by_key(|run| run.due); // stable: of two equals the one opened first
        Ok(due
            .into_iter()
            .take(limit)
            .map(|run| run.key.clone())
            .collect())
    }

    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunRow>, JournalError> {
        let book = self.lock();
        let fits = |run: &&Record| {
            filter.deal.is_none_or(|deal| run.key.deal().get() == deal)
                && filter.state.is_none_or(|state| run.state == state)
        };
        let newest = book.runs.iter().rev().filter(fits);
        Ok(newest.take(limit(filter)).map(Record::row).collect())
    }

    async fn outcomes(&self, run: &RunKey) -> Result<Vec<(StepKey, String)>, JournalError> {
        Ok(self.lock().find(run)?.outcomes.clone())
    }

    async fn forget(&self, key: &RunKey) -> Result<(), JournalError> {
        let mut book = self.lock();
        let run = book.find_mut(key)?;
        if run.state == RunState::Open {
            return Err(JournalError::NoRun(key.clone()));
        }
        run.snapshot.dossier = None;
        run.outcomes.clear();
        run.inbox.clear();
        Ok(())
    }
}
