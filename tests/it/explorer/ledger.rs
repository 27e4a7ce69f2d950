//! What was done outside: documents, numbers, uploads, comments, and everything that was sent.

use super::fate::Fate;
use docflow_core::*;
use std::collections::{BTreeMap, BTreeSet};

/// A set that stands in 1C.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MadeSet {
    pub(crate) files: IssuedFiles,
    pub(crate) client: String,
    pub(crate) purpose: Purpose,
    pub(crate) basis: Option<StandingDocument>,
    pub(crate) supersedes: Vec<StandingDocument>,
    /// Key of the reservation whose number it bears.
    reserved: Option<String>,
}

impl MadeSet {
    pub(crate) fn new(
        request: &DocumentRequest,
        files: IssuedFiles,
        reserved: Option<&ReservedNumber>,
    ) -> Self {
        let parts = request.parts();
        Self {
            files,
            client: parts.client.name(),
            purpose: parts.purpose,
            basis: parts.basis.clone(),
            supersedes: parts.supersedes.clone(),
            reserved: reserved.map(|held| held.key.clone()),
        }
    }

    pub(crate) fn references(&self) -> Vec<&str> {
        let documents = self.files.set.documents.iter();
        documents.map(|one| one.onec_ref.as_str()).collect()
    }
}

/// What one person was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) step: String,
    pub(crate) to: u64,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Ready,
    Question,
    Findings,
    Problem,
    /// Who is waited for.
    Waits(Option<Awaited>),
    NumberRejected,
    /// References of what exists, and items that hang in the deal.
    Cancelled(Vec<String>, Vec<String>),
    TooLate,
}

/// What takes effect later.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Late {
    Issue(String, Box<MadeSet>),
    Upload(String),
    Announce(Box<Announcement>),
    Reserve(String),
}

/// What was done in the outside.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Ledger {
    /// Document sets by key, and in the order in which they were made.
    pub(crate) sets: BTreeMap<String, MadeSet>,
    pub(crate) made: Vec<String>,
    /// Keys under which documents were asked for.
    pub(crate) asked: BTreeSet<String>,
    /// Numbers that are held and not used, by key.
    pub(crate) reserved: BTreeMap<String, String>,
    /// Keys whose number was given back: 1C knows them and does not hold a number for them again.
    released: BTreeSet<String>,
    /// Keys that make nothing any more.
    pub(crate) voided: BTreeSet<String>,
    /// Uploads and timeline comments by the key of their step.
    pub(crate) uploads: Vec<String>,
    pub(crate) comments: Vec<String>,
    pub(crate) fields: BTreeMap<String, String>,
    /// Everything that reached a person, in order.
    pub(crate) sent: Vec<Sent>,
    /// Everything that was to reach a person.
    pub(crate) addressed: Vec<Sent>,
    /// Calls that write, whether they took effect or not.
    pub(crate) writes: u32,
    /// What happened, to which step, and whether that step writes.
    pub(crate) faults: Vec<(Fate, String, bool)>,
    /// What people did beside answering.
    pub(crate) deeds: Vec<String>,
    /// What must never happen, in words.
    pub(crate) wrong: Vec<String>,
    /// Calls of every kind.
    pub(crate) calls: u32,
    /// The client of the deal when it was read last.
    pub(crate) client_read: Option<String>,
    pub(crate) late: Vec<(Timestamp, Late)>,
}

impl Ledger {
    /// 1C checks the key in its transaction: a set is made once for each.
    pub(crate) fn make(&mut self, key: &str, set: &MadeSet) {
        if self.sets.contains_key(key) || self.voided.contains(key) {
            return;
        }
        if let Some(reserved) = &set.reserved {
            // A reservation that comes late finds its number used.
            let reserved = reserved.clone();
            self.release(&reserved);
        }
        self.made.push(key.to_owned());
        self.sets.insert(key.to_owned(), set.clone());
    }

    pub(crate) fn hold(&mut self, key: &str) {
        if !self.released.contains(key) {
            self.reserved.insert(key.to_owned(), "15".to_owned());
        }
    }

    pub(crate) fn release(&mut self, key: &str) {
        self.reserved.remove(key);
        self.released.insert(key.to_owned());
    }

    pub(crate) fn upload(&mut self, step: &str) {
        self.uploads.push(step.to_owned());
    }

    /// The final batch: a set field, a comment that is added each time, messages to people.
    pub(crate) fn announce(&mut self, news: &Announcement, not_told: Option<UserId>) {
        for write in news.fields.values() {
            self.fields
                .insert(write.field.field.clone(), write.value.clone());
        }
        self.comments.push(news.key.to_string());
        for user in &news.recipients {
            if not_told != Some(*user) {
                self.send(&news.key, *user, What::Ready);
            }
        }
    }

    pub(crate) fn send(&mut self, step: &StepKey, to: UserId, what: What) {
        self.sent.push(Sent {
            step: step.name().to_owned(),
            to: to.get(),
            what,
        });
    }

    /// What is late and due takes effect.
    pub(crate) fn land(&mut self, now: Timestamp) {
        let late = std::mem::take(&mut self.late);
        let (due, rest): (Vec<_>, Vec<_>) = late.into_iter().partition(|(at, _)| *at <= now);
        self.late = rest;
        for (_, late) in due {
            match late {
                Late::Issue(key, set) => self.make(&key, &set),
                Late::Upload(step) => self.upload(&step),
                Late::Announce(news) => self.announce(&news, None),
                Late::Reserve(key) => self.hold(&key),
            }
        }
    }

    /// Sets that stand: nothing has taken their place.
    pub(crate) fn standing(&self) -> Vec<(&str, &MadeSet)> {
        let replaced: BTreeSet<&str> = self
            .sets
            .values()
            .flat_map(|set| &set.supersedes)
            .map(|one| one.onec_ref.as_str())
            .collect();
        let made = self.made.iter().map(|key| (key.as_str(), &self.sets[key]));
        made.filter(|(_, set)| !set.references().iter().any(|one| replaced.contains(one)))
            .collect()
    }
}
