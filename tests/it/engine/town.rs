//! The outside as a model for many runs: a portal and bases with moods, which remember what was done.

use crate::support;
use async_trait::async_trait;
use docflow::ManualClock;
use docflow_core::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// How a side answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Good,
    /// Refuses the connection.
    Away,
    /// Accepts and never answers.
    Hangs,
    /// Answers after a time.
    Slow(Duration),
    /// Refuses this request for a reason that a person must mend.
    Refuses,
    /// Does it, and the answer is lost.
    Loses,
    /// The adapter has a defect.
    Panics,
}

/// What was sent to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) user: u64,
    pub(crate) what: &'static str,
    pub(crate) tag: String,
}

#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Sets by key.
    pub(crate) sets: BTreeMap<String, IssuedFiles>,
    pub(crate) voided: BTreeSet<String>,
    /// Uploads by deal and item, in order.
    pub(crate) uploads: Vec<String>,
    pub(crate) comments: Vec<String>,
    pub(crate) sent: Vec<Sent>,
    /// Calls by side, in order: what was begun.
    pub(crate) calls: Vec<String>,
    /// Calls that are under way now, by side, and the most there were.
    pub(crate) open: BTreeMap<String, usize>,
    pub(crate) most: BTreeMap<String, usize>,
}

pub(crate) struct Town {
    pub(crate) done: Mutex<Done>,
    moods: Mutex<BTreeMap<String, Mood>>,
    pub(crate) facts: Mutex<DealFacts>,
    clock: Arc<ManualClock>,
}

/// A call that is under way; it ends when this is dropped.
struct Call<'a> {
    town: &'a Town,
    side: String,
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        *self.town.done().open.get_mut(&self.side).unwrap() -= 1;
    }
}

impl Town {
    pub(crate) fn new(clock: Arc<ManualClock>) -> Self {
        Self {
            done: Mutex::default(),
            moods: Mutex::default(),
            facts: Mutex::new(support::facts()),
            clock,
        }
    }

    pub(crate) fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap()
    }

    /// The mood of «crm», of a base, or of one step of a run, which goes before its side's.
    pub(crate) fn mood(&self, of: &str, mood: Mood) {
        self.moods.lock().unwrap().insert(of.to_owned(), mood);
    }

    pub(crate) fn is(&self, of: &str, mood: Mood) -> bool {
        self.moods.lock().unwrap().get(of) == Some(&mood)
    }

    /// Messages of a kind to a person.
    pub(crate) fn told(&self, user: u64, what: &str) -> usize {
        let done = self.done();
        let sent = done.sent.iter();
        sent.filter(|one| one.user == user && one.what == what)
            .count()
    }

    async fn call<T>(
        &self,
        side: Side,
        name: &str,
        step: &str,
        effect: impl FnOnce(&mut Done) -> T,
    ) -> Outcome<T> {
        let _call = self.begin(name, step);
        let mood = {
            let moods = self.moods.lock().unwrap();
            let mood = moods.get(step).or_else(|| moods.get(name));
            mood.copied().unwrap_or_default()
        };
        match mood {
            Mood::Good => {}
            Mood::Loses => {
                effect(&mut self.done());
                return Outcome::Unknown(Cause::new(side, "timeout"));
            }
            Mood::Away => {
                let cause = Cause::away(side, "unreachable");
                return Outcome::Transient { after: None, cause };
            }
            Mood::Hangs => {
                let minute = chrono::TimeDelta::seconds(60);
                self.clock.sleep_until(self.clock.now() + minute).await;
                return Outcome::Unknown(Cause::away(side, "timeout"));
            }
            Mood::Slow(time) => {
                let time = chrono::TimeDelta::from_std(time).unwrap();
                self.clock.sleep_until(self.clock.now() + time).await;
            }
            Mood::Refuses => {
                return Outcome::Rejected(Rejection {
                    cause: Cause::new(side, "closed_period"),
                    owner: Owner::Accountant,
                    detail: None,
                });
            }
            Mood::Panics => panic!("a defect of the adapter"),
        }
        Outcome::Done(effect(&mut self.done()))
    }

    fn begin(&self, side: &str, step: &str) -> Call<'_> {
        let mut done = self.done();
        done.calls.push(format!("{side} {step}"));
        let open = done.open.entry(side.to_owned()).or_default();
        *open += 1;
        let open = *open;
        let most = done.most.entry(side.to_owned()).or_default();
        *most = open.max(*most);
        Call {
            town: self,
            side: side.to_owned(),
        }
    }
}

fn send(done: &mut Done, users: &[UserId], what: &'static str, tag: &str) {
    done.sent.extend(users.iter().map(|user| Sent {
        user: user.get(),
        what,
        tag: tag.to_owned(),
    }));
}

#[async_trait]
impl Crm for Town {
    async fn load_facts(&self, query: &FactsQuery) -> Outcome<DealFacts> {
        let mut facts = self.facts.lock().unwrap().clone();
        facts.deal.id = query.deal;
        self.call(Side::Crm, "crm", query.key.as_str(), |_| facts)
            .await
    }

    async fn attach(&self, job: &AttachJob, _: Pair<'_>) -> Outcome<Attached> {
        let name = format!("{}/{}", job.deal, job.attachment.item);
        let attached = Attached {
            id: name.clone(),
            via: AttachedVia::DocumentGenerator,
        };
        self.call(Side::Crm, "crm", job.key.as_str(), |done| {
            if !(job.probe && done.uploads.contains(&name)) {
                done.uploads.push(name);
            }
            attached
        })
        .await
    }

    async fn announce(&self, news: &Announcement) -> Outcome<Announced> {
        let key = news.key.to_string();
        let answer = Announced {
            timeline: Some(key.clone()),
            told: news.recipients.clone(),
            ..Announced::default()
        };
        self.call(Side::Crm, "crm", news.key.as_str(), |done| {
            if !(news.probe && done.comments.contains(&key)) {
                done.comments.push(key.clone());
            }
            send(done, &news.recipients, "ready", &key);
            answer
        })
        .await
    }

    async fn ask_approval(&self, question: &ApprovalQuestion) -> Outcome<()> {
        let tag = question.key.to_string();
        self.call(Side::Crm, "crm", &tag, |done| {
            send(done, &[question.approver], "approval", &tag);
        })
        .await
    }

    async fn tell(&self, message: &Message) -> Outcome<Delivery> {
        let tag = message.key.to_string();
        let what = match message.notice {
            Notice::Problem(_) => "problem",
            Notice::Findings(_) => "findings",
            Notice::NumberRejected { .. } => "number",
            Notice::Cancelled { .. } => "cancelled",
            Notice::CancelledTooLate { .. } => "late",
        };
        self.call(Side::Crm, "crm", &tag, |done| {
            send(done, &message.recipients, what, &tag);
            send(done, &message.watchers, "waits", &tag);
            Delivery::to_all(&[&message.recipients[..], &message.watchers[..]].concat())
        })
        .await
    }

    async fn tell_outage(&self, news: &OutageNews) -> Outcome<Delivery> {
        let what = if news.over { "over" } else { "outage" };
        self.call(Side::Crm, "crm", &news.tag, |done| {
            send(done, &news.recipients, what, &news.tag);
            Delivery::to_all(&news.recipients)
        })
        .await
    }
}

#[async_trait]
impl Accounting for Town {
    async fn issue(
        &self,
        key: &StepKey,
        request: &DocumentRequest,
        _: Option<&ReservedNumber>,
    ) -> Outcome<IssuedFiles> {
        let base = request.parts().seller.code.clone();
        let files = support::printed(request, "15");
        self.call(Side::Accounting, &base, key.as_str(), |done| {
            let known = done.sets.get(key.as_str());
            let replayed = known.is_some();
            let files = known.cloned().unwrap_or(files);
            done.sets.insert(key.to_string(), files.clone());
            IssuedFiles { replayed, ..files }
        })
        .await
    }

    async fn look_up(&self, seller: &str, key: &StepKey) -> Outcome<Option<IssuedFiles>> {
        self.call(Side::Accounting, seller, key.as_str(), |done| {
            done.sets.get(key.as_str()).cloned()
        })
        .await
    }

    async fn file(&self, seller: &str, key: &StepKey, hash: FileHash) -> Outcome<Blob> {
        let found = self.call(Side::Accounting, seller, key.as_str(), |done| {
            let files = done.sets.get(key.as_str());
            files.and_then(|files| files.blobs.iter().find(|blob| blob.hash == hash).cloned())
        });
        found.await.map(|blob| blob.expect("the file exists"))
    }

    async fn reserve(&self, key: &StepKey, _: &DocumentRequest) -> Outcome<ReservedNumber> {
        Outcome::Done(ReservedNumber {
            key: key.to_string(),
            number: "15".to_owned(),
            until: None,
        })
    }

    async fn void(&self, seller: &str, key: &StepKey) -> Outcome<Voided> {
        self.call(Side::Accounting, seller, key.as_str(), |done| {
            if let Some(files) = done.sets.get(key.as_str()) {
                return Voided::Made(files.clone());
            }
            done.voided.insert(key.to_string());
            Voided::Void
        })
        .await
    }

    async fn about(&self, _: &str) -> Outcome<BaseAbout> {
        Outcome::Done(BaseAbout::default())
    }

    async fn release(&self, _: &str, _: &StepKey) -> Outcome<()> {
        Outcome::Done(())
    }
}
