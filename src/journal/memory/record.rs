//! One run of the journal in memory.

use crate::journal::{after, clicked, due_after};
use docflow_core::{
    Claim, Column, Commit, Cursor, Epoch, Inbound, Mail, NewRun, Parked, Recording, RunDue,
    RunFilter, RunKey, RunRow, RunState, RunSummary, Snapshot, StartMark, Timestamp,
};
use std::time::Duration;

/// A claim while it is not given up.
pub(super) struct Lease {
    until: Timestamp,
    ttl: Duration,
    /// Whether something was committed under it.
    wrote: bool,
}

impl Lease {
    /// Whether it keeps others away; one that reaches too far was taken by a clock that was ahead.
    fn lives(&self, now: Timestamp) -> bool {
        self.until > now && self.until <= after(after(now, self.ttl), self.ttl)
    }
}

pub(super) struct Record {
    pub(super) key: RunKey,
    pub(super) place: Cursor,
    pub(super) state: RunState,
    pub(super) summary: RunSummary,
    pub(super) epoch: u64,
    pub(super) lease: Option<Lease>,
    pub(super) due: RunDue,
    pub(super) finished: Option<Timestamp>,
    pub(super) forgotten: bool,
    pub(super) outcomes: Vec<Recording>,
    snapshot: Snapshot,
    mark: Option<StartMark>,
    taken: u64,
    ordered: Timestamp,
    changed: Timestamp,
    inbox: Vec<(u64, Inbound)>,
}

impl Record {
    pub(super) fn new(run: NewRun, place: Cursor) -> Self {
        Self {
            key: run.key,
            place,
            state: RunState::Open,
            summary: run.summary,
            epoch: 0,
            lease: None,
            due: run.due,
            finished: None,
            forgotten: false,
            outcomes: Vec::new(),
            snapshot: run.snapshot,
            mark: None,
            taken: 0,
            ordered: run.at,
            changed: run.at,
            inbox: Vec::new(),
        }
    }

    /// The end of a claim that keeps others away.
    pub(super) fn claimed_until(&self, now: Timestamp) -> Option<Timestamp> {
        let lease = self.lease.as_ref().filter(|lease| lease.lives(now))?;
        Some(lease.until)
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

    pub(super) fn claim(&mut self, now: Timestamp, ttl: Duration) -> Option<Claim> {
        if self.state == RunState::Finished || self.claimed_until(now).is_some() {
            return None;
        }
        let abandoned = self.lease.as_ref().is_some_and(|lease| !lease.wrote);
        self.epoch = self.epoch.saturating_add(1);
        self.lease = Some(Lease {
            until: after(now, ttl),
            ttl,
            wrote: false,
        });
        Some(Claim {
            epoch: Epoch(self.epoch),
            snapshot: self.snapshot.clone(),
            mark: self.mark.clone(),
            mail: self.mail(self.taken),
            abandoned,
            restored: false,
        })
    }

    pub(super) fn prolong(&mut self, now: Timestamp) {
        if let Some(lease) = &mut self.lease {
            lease.until = after(now, lease.ttl);
        }
    }

    pub(super) fn commit(&mut self, commit: Commit) -> Mail {
        self.taken = self.taken.max(commit.taken);
        let left = self.mail(self.taken);
        self.due = due_after(&commit, &left);
        self.state = self.state.max(commit.state);
        self.changed = commit.at;
        if self.state == RunState::Finished {
            self.finished = Some(commit.at);
            self.lease = None;
        }
        if let Some(lease) = &mut self.lease {
            lease.until = after(commit.at, lease.ttl);
            lease.wrote = true;
        }
        let papers = commit
            .snapshot
            .papers
            .or_else(|| self.snapshot.papers.take());
        self.snapshot = Snapshot {
            papers,
            ..commit.snapshot
        };
        self.outcomes.extend(commit.outcome);
        self.mark = commit.mark;
        self.summary = commit.summary;
        left
    }

    pub(super) fn park(&mut self, due: RunDue, seen: u64) -> Parked {
        let mail = self.mail(seen);
        if !mail.messages.is_empty() {
            return Parked::Mail(mail);
        }
        self.due = due;
        self.lease = None;
        Parked::Resting
    }

    pub(super) fn take(&mut self, number: u64, message: Inbound, now: Timestamp) {
        self.inbox.push((number, message));
        self.due = clicked(&self.due, now);
    }

    pub(super) fn forget(&mut self) {
        self.forgotten = true;
        self.snapshot.dossier = None;
        self.snapshot.papers = None;
        self.inbox.clear();
        for recording in &mut self.outcomes {
            recording.body = None;
        }
    }

    pub(super) fn fits(&self, filter: &RunFilter) -> bool {
        let same =
            |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
        let summary = &self.summary;
        filter.deal.is_none_or(|deal| self.key.deal().get() == deal)
            && filter.state.is_none_or(|state| self.state == state)
            && same(&filter.seller, &summary.seller)
            && same(&filter.region, &summary.region)
            && same(&filter.office, &summary.office)
            && same(&filter.form, &summary.form)
            && same(&filter.ending, &summary.ending)
            && filter
                .requested_by
                .is_none_or(|user| summary.requested_by == user)
            && filter
                .touched
                .is_none_or(|touched| (summary.touches > 0) == touched)
            && self.falls_in(filter)
    }

    fn falls_in(&self, filter: &RunFilter) -> bool {
        filter.ordered_from.is_none_or(|from| self.ordered >= from)
            && filter.ordered_to.is_none_or(|to| self.ordered < to)
            && filter
                .finished_from
                .is_none_or(|from| self.finished.is_some_and(|at| at >= from))
            && filter
                .finished_to
                .is_none_or(|to| self.finished.is_some_and(|at| at < to))
    }

    /// What stands in a column.
    pub(super) fn value(&self, column: Column) -> Option<String> {
        match column {
            Column::State => Some(self.state.code().to_owned()),
            Column::Seller => self.summary.seller.clone(),
            Column::Region => self.summary.region.clone(),
            Column::Office => self.summary.office.clone(),
            Column::Form => self.summary.form.clone(),
            Column::Requester => Some(self.summary.requested_by.to_string()),
            Column::Ending => self.summary.ending.clone(),
        }
    }

    pub(super) fn row(&self) -> RunRow {
        RunRow {
            key: self.key.clone(),
            cursor: self.place,
            state: self.state,
            snapshot: self.snapshot.clone(),
            summary: self.summary.clone(),
            mark: self.mark.clone(),
            due: self.due.clone(),
            ordered: self.ordered,
            finished: self.finished,
            changed: self.changed,
            forgotten: self.forgotten,
        }
    }
}
