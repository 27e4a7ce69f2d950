//! The outside as a model: a portal and a 1C base that remember what was done, and faults.

use super::script::Script;
use crate::support;
use async_trait::async_trait;
use chrono::TimeDelta;
use docflow_core::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What may happen to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Fine,
    CrashBefore,
    CrashAfter,
    /// Refused, and it will go better later.
    Busy,
    /// Refused, and a person must act.
    Refused,
    LostBefore,
    LostAfter,
    /// No answer, and it takes effect half a minute later.
    DoneLate,
    /// 1C has it and works on it.
    Accepted,
    /// Done, but meanwhile the claim has run out and another engine works on the run.
    Overtaken,
    /// Somebody cancels while it is under way.
    CancelMeanwhile,
    /// The trigger comes again while it is under way.
    TriggerAgain,
}

const READ: &[Fate] = &[
    Fate::Fine,
    Fate::CrashBefore,
    Fate::CrashAfter,
    Fate::Busy,
    Fate::Refused,
    Fate::Overtaken,
    Fate::CancelMeanwhile,
    Fate::TriggerAgain,
];
const WRITE: &[Fate] = &[
    Fate::Fine,
    Fate::CrashBefore,
    Fate::CrashAfter,
    Fate::Busy,
    Fate::Refused,
    Fate::LostBefore,
    Fate::LostAfter,
    Fate::DoneLate,
    Fate::Overtaken,
    Fate::CancelMeanwhile,
    Fate::TriggerAgain,
];
const ISSUE: &[Fate] = &[
    Fate::Fine,
    Fate::CrashBefore,
    Fate::CrashAfter,
    Fate::Busy,
    Fate::Refused,
    Fate::LostBefore,
    Fate::LostAfter,
    Fate::DoneLate,
    Fate::Accepted,
    Fate::Overtaken,
    Fate::CancelMeanwhile,
    Fate::TriggerAgain,
];

/// What was done in the outside.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Document sets by key: how often one was made.
    pub(crate) sets: BTreeMap<String, IssuedFiles>,
    pub(crate) sets_made: u32,
    pub(crate) reserved: BTreeMap<String, String>,
    /// Keys whose number was given back: 1C knows them and does not hold a number for them again.
    released: BTreeSet<String>,
    /// Keys that make nothing any more.
    pub(crate) voided: BTreeSet<String>,
    /// Uploads by item.
    pub(crate) uploads: Vec<String>,
    pub(crate) comments: Vec<String>,
    pub(crate) fields: BTreeMap<String, String>,
    /// Notifications by person and tag; a second one replaces the first.
    pub(crate) told: BTreeMap<(u64, String), &'static str>,
    /// Calls that write, whether they took effect or not.
    pub(crate) writes: u32,
    pub(crate) faults: Vec<(Fate, String)>,
    late: Vec<(Timestamp, Late)>,
}

#[derive(Clone, Debug)]
enum Late {
    Issue(String, Box<IssuedFiles>),
    Upload(String),
    Announce(Box<Announcement>),
    Reserve(String),
}

/// The model, shared by the two ports.
pub(crate) struct World {
    pub(crate) done: Mutex<Done>,
    pub(crate) clock: Arc<JumpClock>,
    pub(crate) script: Arc<Script>,
    /// The process dies at the next suspension.
    pub(crate) crashed: AtomicBool,
    /// The test shall do something while a call is under way.
    pub(crate) meanwhile: Mutex<Option<Fate>>,
    pub(crate) facts: DealFacts,
}

impl World {
    pub(crate) fn new(script: Arc<Script>, clock: Arc<JumpClock>, facts: DealFacts) -> Self {
        Self {
            done: Mutex::default(),
            clock,
            script,
            crashed: AtomicBool::new(false),
            meanwhile: Mutex::new(None),
            facts,
        }
    }

    /// One call with its fate: `effect` takes place at most once.
    async fn call<T>(
        &self,
        step: &str,
        fates: &[Fate],
        late: Option<Late>,
        effect: impl FnOnce(&mut Done) -> T,
    ) -> Outcome<T> {
        self.land();
        let fate = self.script.choose(fates);
        if fate != Fate::Fine {
            self.done
                .lock()
                .unwrap()
                .faults
                .push((fate, step.to_owned()));
        }
        if fates.len() == WRITE.len() || fates.len() == ISSUE.len() {
            self.done.lock().unwrap().writes += 1;
        }
        let cause = || Cause::new(Side::Accounting, "model");
        match fate {
            Fate::CrashBefore => self.die().await,
            Fate::CrashAfter => {
                effect(&mut self.done.lock().unwrap());
                self.die().await
            }
            Fate::Busy => Outcome::Transient {
                after: None,
                cause: cause(),
            },
            Fate::Refused => Outcome::Rejected(Rejection {
                cause: cause(),
                owner: Owner::Accountant,
                detail: None,
            }),
            Fate::LostBefore => Outcome::Unknown(cause()),
            Fate::LostAfter => {
                effect(&mut self.done.lock().unwrap());
                Outcome::Unknown(cause())
            }
            Fate::DoneLate => {
                let at = self.clock.now() + TimeDelta::seconds(30);
                let late = late.expect("only writes are done late");
                self.done.lock().unwrap().late.push((at, late));
                Outcome::Unknown(cause())
            }
            Fate::Accepted => {
                let at = self.clock.now() + TimeDelta::seconds(5);
                let late = late.expect("only writes are done late");
                self.done.lock().unwrap().late.push((at, late));
                Outcome::Accepted {
                    poll_after: Duration::from_secs(7),
                }
            }
            Fate::Overtaken | Fate::CancelMeanwhile | Fate::TriggerAgain => {
                let answer = effect(&mut self.done.lock().unwrap());
                *self.meanwhile.lock().unwrap() = Some(fate);
                suspend_once().await;
                Outcome::Done(answer)
            }
            Fate::Fine => Outcome::Done(effect(&mut self.done.lock().unwrap())),
        }
    }

    async fn die<T>(&self) -> T {
        self.crashed.store(true, Ordering::SeqCst);
        std::future::pending().await
    }

    /// What was late and is due takes effect.
    fn land(&self) {
        let now = self.clock.now();
        let mut done = self.done.lock().unwrap();
        let (due, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut done.late)
            .into_iter()
            .partition(|(at, _)| *at <= now);
        done.late = rest;
        for (_, late) in due {
            match late {
                Late::Issue(key, files) => make_set(&mut done, &key, &files),
                Late::Upload(item) => done.uploads.push(item),
                Late::Announce(news) => write_news(&mut done, &news),
                Late::Reserve(key) => hold(&mut done, &key),
            }
        }
    }

    /// Everything late takes effect; for the end of a history.
    pub(crate) fn settle(&self) {
        self.clock.advance(Duration::from_hours(1));
        self.land();
    }
}

/// 1C checks the key in its transaction: a set is made once for each.
fn make_set(done: &mut Done, key: &str, files: &IssuedFiles) {
    if !done.sets.contains_key(key) && !done.voided.contains(key) {
        done.sets_made += 1;
        done.sets.insert(key.to_owned(), files.clone());
    }
}

fn hold(done: &mut Done, key: &str) {
    if !done.released.contains(key) {
        done.reserved.insert(key.to_owned(), "15".to_owned());
    }
}

/// The final batch: a set field, a comment that is added each time, messages that replace.
fn write_news(done: &mut Done, news: &Announcement) {
    for write in news.fields.values() {
        done.fields
            .insert(write.field.field.clone(), write.value.clone());
    }
    done.comments.push(news.key.to_string());
    for user in &news.recipients {
        done.told
            .insert((user.get(), news.key.to_string()), "ready");
    }
}

async fn suspend_once() {
    let mut first = true;
    std::future::poll_fn(|_| {
        if std::mem::take(&mut first) {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
}

#[async_trait]
impl Crm for World {
    async fn load_facts(&self, query: &FactsQuery) -> Outcome<DealFacts> {
        self.call(query.key.name(), READ, None, |_| self.facts.clone())
            .await
    }

    async fn attach(&self, job: &AttachJob, _: Pair<'_>) -> Outcome<Attached> {
        self.land();
        let item = job.attachment.item.clone();
        let attached = |item: &str| Attached {
            id: item.to_owned(),
            via: AttachedVia::DocumentGenerator,
        };
        if job.probe && self.done.lock().unwrap().uploads.contains(&item) {
            return Outcome::Done(attached(&item));
        }
        let late = Late::Upload(item.clone());
        self.call(job.key.name(), WRITE, Some(late), |done| {
            done.uploads.push(item.clone());
            attached(&item)
        })
        .await
    }

    async fn announce(&self, news: &Announcement) -> Outcome<Announced> {
        self.land();
        let key = news.key.to_string();
        let answer = Announced {
            timeline: Some(key.clone()),
            told: news.recipients.clone(),
            ..Announced::default()
        };
        if news.probe && self.done.lock().unwrap().comments.contains(&key) {
            return Outcome::Done(answer);
        }
        let late = Late::Announce(Box::new(news.clone()));
        self.call(news.key.name(), WRITE, Some(late), |done| {
            write_news(done, news);
            answer
        })
        .await
    }

    async fn ask_approval(&self, question: &ApprovalQuestion) -> Outcome<()> {
        let tag = (question.approver.get(), question.key.to_string());
        self.call(question.key.name(), READ, None, |done| {
            done.told.insert(tag, "approval");
        })
        .await
    }

    async fn tell(&self, message: &Message) -> Outcome<Delivery> {
        let all = [&message.recipients[..], &message.watchers[..]].concat();
        self.call(message.key.name(), READ, None, |done| {
            for user in &all {
                done.told
                    .insert((user.get(), message.key.to_string()), "notice");
            }
            Delivery::to_all(&all)
        })
        .await
    }

    async fn tell_outage(&self, news: &OutageNews) -> Outcome<Delivery> {
        Outcome::Done(Delivery::to_all(&news.recipients))
    }
}

#[async_trait]
impl Accounting for World {
    async fn issue(
        &self,
        key: &StepKey,
        request: &DocumentRequest,
        reserved: Option<&ReservedNumber>,
    ) -> Outcome<IssuedFiles> {
        self.land();
        if let Some(files) = self.done.lock().unwrap().sets.get(key.as_str()) {
            return Outcome::Done(IssuedFiles {
                replayed: true,
                ..files.clone()
            });
        }
        if self.done.lock().unwrap().voided.contains(key.as_str()) {
            return Outcome::Rejected(Rejection {
                cause: Cause::new(Side::Accounting, "key_voided"),
                owner: Owner::Administrator,
                detail: None,
            });
        }
        let number = reserved.map_or("15", |held| &held.number);
        let files = support::printed(request, number);
        let late = Late::Issue(key.to_string(), Box::new(files.clone()));
        self.call(key.name(), ISSUE, Some(late), |done| {
            make_set(done, key.as_str(), &files);
            files.clone()
        })
        .await
    }

    async fn look_up(&self, _: &str, key: &StepKey) -> Outcome<Option<IssuedFiles>> {
        self.land();
        let found = self.done.lock().unwrap().sets.get(key.as_str()).cloned();
        self.call(key.name(), READ, None, |_| found).await
    }

    async fn file(&self, _: &str, key: &StepKey, hash: FileHash) -> Outcome<Blob> {
        let done = self.done.lock().unwrap();
        let found = done
            .sets
            .get(key.as_str())
            .and_then(|files| files.blobs.iter().find(|blob| blob.hash == hash).cloned());
        match found {
            Some(blob) => Outcome::Done(blob),
            None => Outcome::Transient {
                after: None,
                cause: Cause::new(Side::Accounting, "gone"),
            },
        }
    }

    async fn reserve(&self, key: &StepKey, _: &DocumentRequest) -> Outcome<ReservedNumber> {
        let number = ReservedNumber {
            key: key.to_string(),
            number: "15".to_owned(),
            until: None,
        };
        let late = Late::Reserve(key.to_string());
        self.call(key.name(), WRITE, Some(late), |done| {
            hold(done, key.as_str());
            number.clone()
        })
        .await
    }

    async fn void(&self, _: &str, key: &StepKey) -> Outcome<Voided> {
        self.land();
        self.call("void", READ, None, |done| {
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

    fn base_of(&self, seller: &str) -> String {
        seller.to_owned()
    }

    async fn release(&self, _: &str, reservation: &StepKey) -> Outcome<()> {
        self.call("release", READ, None, |done| {
            done.reserved.remove(reservation.as_str());
            done.released.insert(reservation.to_string());
        })
        .await
    }
}

/// A clock that jumps instead of waiting.
pub(crate) struct JumpClock(Mutex<Timestamp>);

impl JumpClock {
    pub(crate) fn new(at: Timestamp) -> Self {
        Self(Mutex::new(at))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += TimeDelta::from_std(by).unwrap();
    }

    pub(crate) fn jump(&self, to: Timestamp) {
        let mut at = self.0.lock().unwrap();
        *at = (*at).max(to);
    }
}

#[async_trait]
impl Clock for JumpClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        self.jump(moment);
    }

    /// Rings when the history has moved the clock.
    async fn alarm(&self, moment: Timestamp) {
        std::future::poll_fn(|_| {
            if moment <= self.now() {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
}
