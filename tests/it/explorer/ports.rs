//! The ports of the model: the portal, the books and the store of files.

use super::fate::{Call, Fate};
use super::ledger::{Late, Ledger, MadeSet, Sent, What};
use super::world::{World, client_of, refused};
use crate::support;
use async_trait::async_trait;
use docflow::MemoryFileStore;
use docflow_core::*;
use std::sync::Arc;
use std::sync::atomic::Ordering;

fn what(message: &Message, watches: bool) -> What {
    match &message.notice {
        Notice::Findings(_) => What::Findings,
        Notice::Problem(_) if watches => What::Waits(message.waits_for.clone()),
        Notice::Problem(_) => What::Problem,
        Notice::NumberRejected { .. } => What::NumberRejected,
        Notice::Cancelled {
            exists, attached, ..
        } => What::Cancelled(references(exists.as_ref()), attached.clone()),
        Notice::CancelledTooLate { .. } => What::TooLate,
    }
}

fn references(set: Option<&IssuedSet>) -> Vec<String> {
    let documents = set.iter().flat_map(|set| &set.documents);
    documents.map(|one| one.onec_ref.clone()).collect()
}

impl World {
    fn address(&self, step: &StepKey, to: UserId, what: What) {
        self.ledger().addressed.push(Sent {
            step: step.name().to_owned(),
            to: to.get(),
            what,
        });
    }

    /// Looking for what an earlier attempt has left; a fault of the look is an outcome of its own.
    async fn probe<T>(&self, step: &StepKey, found: Option<T>) -> Result<(), Outcome<T>> {
        match self.call(Call::Probe, step, None, |_, _| found).await {
            Outcome::Done(None) => Ok(()),
            Outcome::Done(Some(found)) => Err(Outcome::Done(found)),
            other => Err(other.map(|_| unreachable!("a fault has no answer"))),
        }
    }
}

#[async_trait]
impl Crm for World {
    async fn load_facts(&self, query: &FactsQuery) -> Outcome<DealFacts> {
        if let Err(away) = self.gate(Call::Facts).await {
            return away;
        }
        let facts = self.facts.lock().unwrap().clone();
        self.call(Call::Facts, &query.key, None, |ledger, _| {
            ledger.client_read = Some(client_of(&facts));
            facts
        })
        .await
    }

    async fn attach(&self, job: &AttachJob, _: Pair<'_>) -> Outcome<Attached> {
        if let Err(away) = self.gate(Call::Attach).await {
            return away;
        }
        if self.pauses.swap(false, Ordering::SeqCst) {
            self.suspend(Fate::Fine).await;
        }
        let step = job.key.to_string();
        let attached = Attached {
            id: step.clone(),
            via: AttachedVia::DocumentGenerator,
        };
        if job.probe {
            let found = self.ledger().uploads.contains(&step);
            let found = found.then(|| attached.clone());
            if let Err(outcome) = self.probe(&job.key, found).await {
                return outcome;
            }
        }
        let late = Late::Upload(step.clone());
        self.call(Call::Attach, &job.key, Some(late), |ledger, _| {
            ledger.upload(&step);
            attached
        })
        .await
    }

    async fn announce(&self, news: &Announcement) -> Outcome<Announced> {
        if let Err(away) = self.gate(Call::Announce).await {
            return away;
        }
        let key = news.key.to_string();
        let answer = Announced {
            timeline: Some(key.clone()),
            told: news.recipients.clone(),
            ..Announced::default()
        };
        if news.probe {
            let found = self.ledger().comments.contains(&key);
            let found = found.then(|| answer.clone());
            if let Err(outcome) = self.probe(&news.key, found).await {
                return outcome;
            }
        }
        for user in &news.recipients {
            self.address(&news.key, *user, What::Ready);
        }
        let late = Late::Announce(Box::new(news.clone()));
        self.call(Call::Announce, &news.key, Some(late), |ledger, fate| {
            let first = news.recipients.first().copied();
            let not_told = first.filter(|_| fate == Fate::OneRefused);
            ledger.announce(news, not_told);
            answer
        })
        .await
    }

    async fn ask_approval(&self, question: &ApprovalQuestion) -> Outcome<()> {
        if let Err(away) = self.gate(Call::Ask).await {
            return away;
        }
        let key = &question.key;
        self.address(key, question.approver, What::Question);
        *self.question.lock().unwrap() = Some((key.clone(), question.round));
        self.call(Call::Ask, key, None, |ledger, _| {
            ledger.send(key, question.approver, What::Question);
        })
        .await
    }

    async fn tell(&self, message: &Message) -> Outcome<Delivery> {
        let mut call = Call::Tell;
        if let Notice::Problem(problem) = &message.notice {
            let person = format!("{}/person", run_of(&message.key));
            *self.question.lock().unwrap() = Some((person.parse().unwrap(), problem.round));
            call = Call::TellProblem;
        } else if message.key.name() == "late" {
            call = Call::TellLate;
        }
        if let Err(away) = self.gate(call).await {
            return away;
        }
        let people: Vec<(UserId, What)> = [(&message.recipients, false), (&message.watchers, true)]
            .into_iter()
            .flat_map(|(people, watches)| people.iter().map(move |user| (*user, watches)))
            .map(|(user, watches)| (user, what(message, watches)))
            .collect();
        for (user, what) in &people {
            self.address(&message.key, *user, what.clone());
        }
        self.call(call, &message.key, None, |ledger, fate| {
            deliver(ledger, &message.key, people, fate)
        })
        .await
    }

    async fn tell_outage(&self, news: &OutageNews) -> Outcome<Delivery> {
        Outcome::Done(Delivery::to_all(&news.recipients))
    }
}

fn deliver(
    ledger: &mut Ledger,
    key: &StepKey,
    people: Vec<(UserId, What)>,
    fate: Fate,
) -> Delivery {
    let mut delivery = Delivery::default();
    let one_fails = matches!(fate, Fate::OnePassing | Fate::OneRefused);
    for (at, (user, what)) in people.into_iter().enumerate() {
        if at == 0 && one_fails {
            delivery.failed.push(Undelivered {
                user,
                code: "model".to_owned(),
                passing: fate == Fate::OnePassing,
            });
        } else {
            ledger.send(key, user, what);
            delivery.told.push(user);
        }
    }
    delivery
}

/// The run of a step, as text.
fn run_of(step: &StepKey) -> &str {
    step.as_str()
        .strip_suffix(step.name())
        .and_then(|run| run.strip_suffix('/'))
        .unwrap()
}

/// What 1C would print, with references and numbers of its own.
fn printed(key: &StepKey, request: &DocumentRequest, number: &str) -> IssuedFiles {
    let mut files = support::printed(request, number);
    let parts = request.parts();
    let alone = parts.basis.is_some();
    let documents = &mut files.set.documents;
    documents.retain(|one| !alone || one.slot != DocumentSlot::Contract);
    for document in documents {
        document.onec_ref = format!("{} of {}", document.slot, key.as_str());
        let invoice = parts
            .invoices
            .iter()
            .find(|invoice| document.slot == DocumentSlot::Invoice(invoice.index));
        document.date = invoice.map_or(parts.contract.date, |invoice| invoice.date);
    }
    files
}

#[async_trait]
impl Accounting for World {
    async fn issue(
        &self,
        key: &StepKey,
        request: &DocumentRequest,
        reserved: Option<&ReservedNumber>,
    ) -> Outcome<IssuedFiles> {
        if let Err(away) = self.gate(Call::Issue).await {
            return away;
        }
        if let Some(set) = self.ledger().sets.get(key.as_str()) {
            return Outcome::Done(IssuedFiles {
                replayed: true,
                ..set.files.clone()
            });
        }
        if self.ledger().voided.contains(key.as_str()) {
            return refused(Cause::new(Side::Accounting, "key_voided"));
        }
        let number = reserved.map_or("15", |held| &held.number);
        let files = printed(key, request, number);
        let set = MadeSet::new(request, files.clone(), reserved);
        let late = Late::Issue(key.to_string(), Box::new(set.clone()));
        let first = self.ledger().asked.insert(key.to_string());
        let call = match reserved {
            Some(_) => Call::IssueReserved,
            None => Call::Issue,
        };
        self.call(call, key, Some(late), |ledger, fate| {
            match (fate, reserved) {
                (Fate::ReservationExpired, Some(held)) => {
                    ledger.release(&held.key);
                    // An earlier request on its way asks for the same number, and is refused too.
                    let of_key =
                        |late: &Late| matches!(late, Late::Issue(of, _) if *of == key.as_str());
                    ledger.late.retain(|(_, late)| !of_key(late));
                    files
                }
                (Fate::Replayed, _) => {
                    ledger.make(key.as_str(), &set);
                    // Only a life of the run that it does not know of can have gone further.
                    if first {
                        ledger.upload(&format!(
                            "{}/attach/{}",
                            run_of(key),
                            files.set.documents[0].slot
                        ));
                    }
                    IssuedFiles {
                        replayed: true,
                        ..files
                    }
                }
                _ => {
                    ledger.make(key.as_str(), &set);
                    files
                }
            }
        })
        .await
    }

    async fn look_up(&self, _: &str, key: &StepKey) -> Outcome<Option<IssuedFiles>> {
        if let Err(away) = self.gate(Call::LookUp).await {
            return away;
        }
        let found = self.ledger().sets.get(key.as_str()).cloned();
        self.call(Call::LookUp, key, None, |_, _| found.map(|set| set.files))
            .await
    }

    async fn file(&self, _: &str, key: &StepKey, hash: FileHash) -> Outcome<Blob> {
        if let Err(away) = self.gate(Call::BaseFile).await {
            return away;
        }
        let blob = self.ledger().sets[key.as_str()]
            .files
            .blobs
            .iter()
            .find(|blob| blob.hash == hash)
            .cloned()
            .unwrap();
        self.call(Call::BaseFile, key, None, |_, fate| match fate {
            Fate::FileDamaged => Blob {
                bytes: b"damaged".to_vec(),
                ..blob
            },
            _ => blob,
        })
        .await
    }

    async fn reserve(&self, key: &StepKey, _: &DocumentRequest) -> Outcome<ReservedNumber> {
        if let Err(away) = self.gate(Call::Reserve).await {
            return away;
        }
        let number = ReservedNumber {
            key: key.to_string(),
            number: "15".to_owned(),
            until: None,
        };
        let late = Late::Reserve(key.to_string());
        self.call(Call::Reserve, key, Some(late), |ledger, fate| {
            if fate == Fate::ReservationExpired {
                ledger.release(key.as_str());
            } else {
                ledger.hold(key.as_str());
            }
            number
        })
        .await
    }

    async fn void(&self, _: &str, key: &StepKey) -> Outcome<Voided> {
        if let Err(away) = self.gate(Call::Void).await {
            return away;
        }
        let step: StepKey = format!("{}/void", run_of(key)).parse().unwrap();
        self.call(Call::Void, &step, None, |ledger, fate| {
            if let Some(set) = ledger.sets.get(key.as_str()) {
                return Voided::Made(set.files.clone());
            }
            if fate != Fate::VoidUnavailable {
                ledger.voided.insert(key.to_string());
            }
            Voided::Void
        })
        .await
    }

    async fn about(&self, _: &str) -> Outcome<BaseAbout> {
        Outcome::Done(BaseAbout::default())
    }

    async fn release(&self, _: &str, reservation: &StepKey) -> Outcome<()> {
        if let Err(away) = self.gate(Call::Release).await {
            return away;
        }
        let step: StepKey = format!("{}/release", run_of(reservation)).parse().unwrap();
        self.call(Call::Release, &step, None, |ledger, _| {
            ledger.release(reservation.as_str());
        })
        .await
    }
}

/// A store that may lose files and fail.
pub(crate) struct Files {
    pub(crate) world: Arc<World>,
    pub(crate) kept: MemoryFileStore,
    /// Step under which its faults are noted.
    pub(crate) step: StepKey,
}

impl Files {
    fn fails(action: &'static str) -> StoreError {
        StoreError {
            action,
            found: "the model".to_owned(),
        }
    }
}

#[async_trait]
impl FileStore for Files {
    async fn put(&self, bytes: &[u8]) -> Result<FileHash, StoreError> {
        match self.world.fate(Call::StorePut, &self.step) {
            Fate::StoreFails => Err(Self::fails("keep a file")),
            Fate::FileDamaged => self.kept.put(b"damaged").await,
            _ => self.kept.put(bytes).await,
        }
    }

    async fn get(&self, hash: FileHash) -> Result<Option<Vec<u8>>, StoreError> {
        match self.world.fate(Call::StoreGet, &self.step) {
            Fate::StoreFails => Err(Self::fails("read a file")),
            Fate::FileLost => {
                self.kept.lose(hash);
                Ok(None)
            }
            _ => self.kept.get(hash).await,
        }
    }

    async fn remove(&self, hash: FileHash) -> Result<(), StoreError> {
        self.kept.remove(hash).await
    }
}
