//! One effect, one conversation: from an effect to a port, from its answer to an outcome.

use super::LocalEngine;
use docflow_core::{
    Answer, AttachJob, Blob, Cause, Checked, DealFacts, Effect, FactsQuery, FileHash, IssuedFiles,
    Order, Outcome, Owner, Pair, Prior, Rejection, RunFilter, Side, Standing, Verdict, check, wire,
};

/// What one effect came to.
type Performed = Outcome<Answer>;

impl LocalEngine {
    pub(super) async fn perform(&self, effect: &Effect) -> Performed {
        let (crm, accounting) = (&self.parts.crm, &self.parts.accounting);
        match effect {
            Effect::LoadFacts(query) => self.load_facts(query).await,
            Effect::Tell(message) => crm.tell(message).await.map(|()| Answer::Told),
            Effect::AskApproval(question) => {
                crm.ask_approval(question).await.map(|()| Answer::Asked)
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
                self.keep(accounting.look_up(seller, key).await).await
            }
            Effect::AttachDocument(job) => self.attach(job).await,
            Effect::Announce(announcement) => {
                crm.announce(announcement).await.map(Answer::Announced)
            }
        }
    }

    /// Reads, then decides: the decision is the outcome, so that it is never made twice.
    async fn load_facts(&self, query: &FactsQuery) -> Performed {
        let prior = match self.prior(query).await {
            Ok(prior) => prior,
            Err(cause) => return Outcome::Transient { after: None, cause },
        };
        let read = self.parts.crm.load_facts(query).await;
        read.map(|facts| Answer::Checked(self.decide(&facts, query, prior)))
    }

    fn decide(&self, facts: &DealFacts, query: &FactsQuery, prior: Prior) -> Verdict {
        let order = Order {
            requested_by: query.requested_by,
            purpose: query.purpose,
            choices: query.choices.clone(),
        };
        let standing = Standing {
            now: self.parts.clock.now(),
            prior,
        };
        let verdict = check(facts, &order, &self.parts.policy, &standing);
        if let Verdict::Ready(checked) = &verdict {
            let Checked { warnings, .. } = checked.as_ref();
            tracing::info!(
                step = query.key.as_str(),
                warnings = warnings.len(),
                "a deal is in order"
            );
        }
        verdict
    }

    /// Whether an earlier run of this deal has made documents.
    async fn prior(&self, query: &FactsQuery) -> Result<Prior, Cause> {
        let filter = RunFilter {
            deal: Some(query.deal.get()),
            ..RunFilter::default()
        };
        let rows = self
            .parts
            .journal
            .list(&filter)
            .await
            .map_err(|_| Cause::new(Side::Host, "journal"))?;
        let issued = rows.iter().any(|row| {
            let own = query.key.as_str().starts_with(&format!("{}/", row.key));
            // A run that can not be read may have made documents.
            !own && wire::v1::read(&row.snapshot).map_or(true, |run| run.issued().is_some())
        });
        Ok(Prior { issued })
    }

    /// Files are in the store before the outcome that names them is in the journal.
    async fn keep(&self, issued: Outcome<Option<IssuedFiles>>) -> Performed {
        let Outcome::Done(Some(files)) = issued else {
            return issued.map(|_| Answer::NotFound);
        };
        for blob in &files.blobs {
            match self.parts.files.put(&blob.bytes).await {
                Ok(hash) if hash == blob.hash => {}
                // The documents exist, so this is not «did not happen»: the key is looked up again.
                Ok(_) => return Outcome::Unknown(file_damaged()),
                Err(_) => return Outcome::Unknown(Cause::new(Side::Host, "file-store")),
            }
        }
        Outcome::Done(Answer::Issued(Box::new(files.set)))
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
