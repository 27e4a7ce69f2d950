//! One effect, one conversation: from an effect to a port, from its answer to an outcome.

use super::LocalEngine;
use docflow_core::{
    Answer, AttachJob, Blob, Cause, DealFacts, Effect, EffectClass, FactsQuery, FileHash, Grounds,
    IssuedFiles, Judged, Outcome, Owner, Pair, Prior, Rejection, RunKey, Side, Standing, StepKey,
    Verdict, Voided, check,
};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;

/// What one effect came to.
type Performed = Outcome<Answer>;

impl LocalEngine {
    /// Performs an effect; an adapter that panics has an outcome like any other.
    pub(super) async fn perform(&self, run: &RunKey, effect: &Effect) -> Performed {
        let performed = AssertUnwindSafe(self.ask(run, effect)).catch_unwind().await;
        performed.unwrap_or_else(|_| {
            tracing::error!(step = effect.key().as_str(), "an adapter has panicked");
            let cause = Cause::new(Side::Host, "panic");
            match effect.class() {
                EffectClass::Read => Outcome::Transient { after: None, cause },
                EffectClass::KeyedCreate | EffectClass::ProbedCreate | EffectClass::Notify => {
                    Outcome::Unknown(cause)
                }
            }
        })
    }

    async fn ask(&self, run: &RunKey, effect: &Effect) -> Performed {
        let (crm, accounting) = (&self.parts.crm, &self.parts.accounting);
        match effect {
            Effect::LoadFacts(query) => self.load_facts(run, query).await,
            Effect::Tell(message) => crm.tell(message).await.map(Answer::Told),
            Effect::AskApproval(question) => {
                crm.ask_approval(question).await.map(|()| Answer::Asked)
            }
            Effect::AttachDocument(job) => self.attach(job).await,
            Effect::Announce(announcement) => {
                crm.announce(announcement).await.map(Answer::Announced)
            }
            Effect::ReserveNumber { key, request } => {
                accounting.reserve(key, request).await.map(Answer::Reserved)
            }
            Effect::ReleaseNumber {
                reservation,
                seller,
                ..
            } => accounting
                .release(seller, reservation)
                .await
                .map(|()| Answer::Released),
            Effect::IssueDocuments {
                key,
                request,
                reserved,
            } => {
                let issued = accounting.issue(key, request, reserved.as_ref()).await;
                self.keep(issued.map(Some)).await
            }
            Effect::LookUpDocuments { key, seller } => {
                let found = accounting.look_up(seller, key).await;
                found_before(self.keep(found).await)
            }
            Effect::VoidKey { issue, seller, .. } => self.void(seller, issue).await,
        }
    }

    async fn void(&self, seller: &str, issue: &StepKey) -> Performed {
        let voided = self.parts.accounting.void(seller, issue).await;
        match voided {
            Outcome::Done(Voided::Void) => Outcome::Done(Answer::Voided),
            Outcome::Done(Voided::Made(files)) => {
                found_before(self.keep(Outcome::Done(Some(files))).await)
            }
            Outcome::Accepted { poll_after } => Outcome::Accepted { poll_after },
            Outcome::Transient { after, cause } => Outcome::Transient { after, cause },
            Outcome::Rejected(rejection) => Outcome::Rejected(rejection),
            Outcome::Unknown(cause) => Outcome::Unknown(cause),
        }
    }

    /// Reads, then decides: the decision is the outcome, so that it is never made twice.
    async fn load_facts(&self, run: &RunKey, query: &FactsQuery) -> Performed {
        let Ok(prior) = self.prior(run).await else {
            let cause = Cause::new(Side::Host, "journal");
            return Outcome::Transient { after: None, cause };
        };
        let read = self.parts.crm.load_facts(query).await;
        if let Outcome::Done(facts) = &read
            && facts.text_size() > DealFacts::MOST_TEXT
        {
            return Outcome::Rejected(Rejection {
                cause: Cause::new(Side::Host, "deal-too-large"),
                owner: Owner::Manager,
                detail: None,
            });
        }
        read.map(|facts| Answer::Checked(Box::new(self.decide(facts, query, prior))))
    }

    fn decide(&self, facts: DealFacts, query: &FactsQuery, prior: Prior) -> Judged {
        let policy = &self.parts.policy;
        let now = query.as_of.unwrap_or_else(|| self.parts.clock.now());
        let standing = Standing { now, prior };
        let verdict = check(&facts, &query.order, policy, &standing);
        let ready = matches!(verdict, Verdict::Ready(_));
        tracing::info!(step = query.key.as_str(), ready, "a deal was checked");
        Judged {
            verdict,
            grounds: Grounds {
                facts,
                now,
                prior: standing.prior,
                policy_hash: policy.hash.clone(),
            },
        }
    }

    /// Files are in the store before the outcome that names them is in the journal.
    async fn keep(&self, issued: Outcome<Option<IssuedFiles>>) -> Performed {
        let Outcome::Done(Some(files)) = issued else {
            return issued.map(|_| Answer::NotFound);
        };
        let replayed = files.replayed;
        for blob in &files.blobs {
            match self.parts.files.put(&blob.bytes).await {
                Ok(hash) if hash == blob.hash => {}
                // The documents exist, so this is not «did not happen»: the key is looked up again.
                Ok(_) => return Outcome::Unknown(file_damaged()),
                Err(_) => return Outcome::Unknown(Cause::new(Side::Host, "file-store")),
            }
        }
        let set = Box::new(files.set);
        Outcome::Done(if replayed {
            Answer::Found(set)
        } else {
            Answer::Issued(set)
        })
    }

    async fn attach(&self, job: &AttachJob) -> Performed {
        let docx = match self.bytes(job, job.attachment.docx.hash).await {
            Ok(bytes) => bytes,
            Err(outcome) => return outcome,
        };
        let pdf = match self.bytes(job, job.attachment.pdf.hash).await {
            Ok(bytes) => bytes,
            Err(outcome) => return outcome,
        };
        let pair = Pair {
            docx: &docx,
            pdf: &pdf,
        };
        self.parts.crm.attach(job, pair).await.map(Answer::Attached)
    }

    /// The bytes of a file; a lost one is fetched from 1C again.
    async fn bytes(&self, job: &AttachJob, hash: FileHash) -> Result<Vec<u8>, Performed> {
        let lost = |cause| Outcome::Transient { after: None, cause };
        match self.parts.files.get(hash).await {
            Ok(Some(bytes)) => return Ok(bytes),
            Ok(None) => {}
            Err(_) => return Err(lost(Cause::new(Side::Host, "file-store"))),
        }
        let fetched = self
            .parts
            .accounting
            .file(&job.origin.seller, &job.origin.key, hash)
            .await;
        match fetched {
            Outcome::Done(Blob { bytes, .. }) => match self.parts.files.put(&bytes).await {
                Ok(kept) if kept == hash => Ok(bytes),
                Ok(_) => Err(damaged()),
                Err(_) => Err(lost(Cause::new(Side::Host, "file-store"))),
            },
            // A read has no outcome that matters: what is not known did not happen.
            Outcome::Unknown(cause) => Err(lost(cause)),
            Outcome::Accepted { poll_after } => {
                let cause = Cause::new(Side::Accounting, "working");
                Err(Outcome::Transient {
                    after: Some(poll_after),
                    cause,
                })
            }
            failed @ (Outcome::Transient { .. } | Outcome::Rejected(_)) => {
                Err(failed.map(|_| Answer::NotFound))
            }
        }
    }
}

/// What is looked up had been made before, whatever the adapter says.
fn found_before(performed: Performed) -> Performed {
    performed.map(|answer| {
        if let Answer::Issued(set) = answer {
            Answer::Found(set)
        } else {
            answer
        }
    })
}

fn file_damaged() -> Cause {
    Cause::new(Side::Accounting, "file-damaged")
}

fn damaged() -> Performed {
    Outcome::Rejected(Rejection {
        cause: file_damaged(),
        owner: Owner::Administrator,
        detail: None,
    })
}
