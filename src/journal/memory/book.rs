//! All runs of the journal in memory.

use super::record::Record;
use crate::journal::{after, limit, skipped, subject};
use docflow_core::{
    Column, Cursor, DueQuery, Epoch, Inbound, JournalError, Lane, MessageId, NewRun, Opened,
    Outage, Posted, RunFilter, RunKey, RunRow, RunState, Timestamp, UserId,
};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Book {
    /// In the order of opening.
    pub(super) runs: Vec<Record>,
    /// Every message id that was taken, with its run.
    messages: BTreeMap<(String, MessageId), RunKey>,
    /// Number of the latest message.
    numbered: u64,
    pub(super) outages: BTreeMap<Lane, Outage>,
}

impl Book {
    pub(super) fn find(&self, key: &RunKey) -> Result<&Record, JournalError> {
        let found = self.runs.iter().find(|run| run.key == *key);
        found.ok_or_else(|| JournalError::NoRun(key.clone()))
    }

    pub(super) fn find_mut(&mut self, key: &RunKey) -> Result<&mut Record, JournalError> {
        let found = self.runs.iter_mut().find(|run| run.key == *key);
        found.ok_or_else(|| JournalError::NoRun(key.clone()))
    }

    pub(super) fn held(&mut self, key: &RunKey, epoch: Epoch) -> Result<&mut Record, JournalError> {
        let run = self.find_mut(key)?;
        if run.epoch == epoch.0 && run.lease.is_some() {
            Ok(run)
        } else {
            Err(JournalError::Stale)
        }
    }

    pub(super) fn open(&mut self, run: NewRun) -> Result<Opened, JournalError> {
        let message = (run.source.clone(), run.message.clone());
        if let Some(known) = self.messages.get(&message) {
            return Ok(Opened::Duplicate(known.clone()));
        }
        let subject = subject(&run.key);
        let kin = self
            .runs
            .iter()
            .filter(|r| crate::journal::subject(&r.key) == subject);
        let latest = kin.max_by_key(|run| run.key.generation());
        if let Some(latest) = latest {
            if latest.state == RunState::Open {
                let busy = latest.key.clone();
                self.number(message, busy.clone());
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
        self.number(message, run.key.clone());
        let place = u64::try_from(self.runs.len()).unwrap_or(u64::MAX);
        let place = Cursor::new(place.saturating_add(1));
        self.runs.push(Record::new(run, place));
        Ok(Opened::New)
    }

    /// Gives a message its number.
    fn number(&mut self, message: (String, MessageId), run: RunKey) {
        self.numbered = self.numbered.saturating_add(1);
        self.messages.insert(message, run);
    }

    pub(super) fn post(&mut self, key: &RunKey, message: Inbound, now: Timestamp) -> Posted {
        if !message.is_fit() {
            return Posted::Unfit;
        }
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
        run.take(number, message, now);
        self.number(name, key.clone());
        Posted::New
    }

    pub(super) fn due(&self, query: &DueQuery) -> Vec<RunKey> {
        let beyond = after(query.now, query.horizon);
        let mut due: Vec<&Record> = self
            .runs
            .iter()
            .filter(|run| run.state != RunState::Finished)
            .filter(|run| run.due.at <= query.now || run.due.at > beyond)
            .filter(|run| run.claimed_until(query.now).is_none())
            .filter(|run| query.lane.as_ref().is_none_or(|lane| run.due.lane == *lane))
            .collect();
        due.sort_by_key(|run| (run.due.urgency, run.due.at, run.place));
        let mut turns = BTreeMap::new();
        let mut ranked: Vec<(u64, &Record)> = Vec::new();
        for run in due {
            let turn: &mut u64 = turns
                .entry((run.due.urgency, &run.summary.office))
                .or_default();
            ranked.push((*turn, run));
            *turn = turn.saturating_add(1);
        }
        let had = |run: &Record| {
            let office = run.summary.office.as_deref().unwrap_or_default();
            query
                .served
                .as_deref()
                .is_some_and(|served| office <= served)
        };
        ranked.sort_by_key(|(turn, run)| (run.due.urgency, *turn, had(run), run.due.at, run.place));
        let first = ranked.into_iter().take(query.limit);
        first.map(|(_, run)| run.key.clone()).collect()
    }

    pub(super) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        self.runs
            .iter()
            .filter(|run| run.state != RunState::Finished)
            .map(|run| run.claimed_until(now).unwrap_or(run.due.at))
            .min()
    }

    pub(super) fn list(&self, filter: &RunFilter) -> Vec<RunRow> {
        let newest = self.runs.iter().rev();
        newest
            .filter(|run| filter.after.is_none_or(|after| run.place < after))
            .filter(|run| run.fits(filter))
            .take(limit(filter))
            .map(Record::row)
            .collect()
    }

    pub(super) fn count(
        &self,
        filter: &RunFilter,
        by: Option<Column>,
    ) -> Vec<(Option<String>, u64)> {
        let mut counts: BTreeMap<Option<String>, u64> = BTreeMap::new();
        if by.is_none() {
            counts.insert(None, 0);
        }
        for run in self.runs.iter().filter(|run| run.fits(filter)) {
            let count = counts.entry(by.and_then(|by| run.value(by))).or_default();
            *count = count.saturating_add(1);
        }
        counts.into_iter().collect()
    }

    pub(super) fn finished_before(&self, moment: Timestamp, limit: usize) -> Vec<RunKey> {
        let mut over: Vec<(Timestamp, &Record)> = self
            .runs
            .iter()
            .filter(|run| !run.forgotten)
            .filter_map(|run| Some((run.finished.filter(|at| *at < moment)?, run)))
            .collect();
        over.sort_by_key(|(at, run)| (*at, run.place));
        let first = over.into_iter().take(limit);
        first.map(|(_, run)| run.key.clone()).collect()
    }

    pub(super) fn waiting(&self, lane: &Lane, since_before: Timestamp) -> Vec<(UserId, u64)> {
        let mut counts: BTreeMap<UserId, u64> = BTreeMap::new();
        let waits = self.runs.iter().filter(|run| {
            run.state == RunState::Open
                && run.due.lane == *lane
                && run
                    .due
                    .away_since
                    .is_some_and(|since| since <= since_before)
        });
        for run in waits {
            let count = counts.entry(run.summary.requested_by).or_default();
            *count = count.saturating_add(1);
        }
        counts.into_iter().collect()
    }
}
