//! The two ports with a watch on them: what each step took, and a process that dies after one.

use async_trait::async_trait;
use docflow_core::{
    Accounting, Announced, Announcement, ApprovalQuestion, AttachJob, Attached, BaseAbout, Blob,
    Crm, DealFacts, Delivery, DocumentRequest, FactsQuery, FileHash, IssuedFiles, Message,
    OutageNews, Outcome, Pair, ReservedNumber, StepKey, Voided,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// One conversation of a run.
#[derive(Clone, Debug)]
pub(crate) struct Beat {
    pub(crate) step: String,
    pub(crate) call: &'static str,
    pub(crate) outcome: &'static str,
    pub(crate) took: Duration,
}

/// Notes what every call took, and may kill the process after one.
pub(crate) struct Watched<P: ?Sized> {
    beats: Beats,
    kill_after: Option<String>,
    port: Arc<P>,
}

/// Beats of both ports in their order.
pub(crate) type Beats = Arc<Mutex<Vec<Beat>>>;

impl<P: ?Sized> Watched<P> {
    pub(crate) fn new(port: Arc<P>, beats: Beats, kill_after: Option<String>) -> Self {
        Self {
            beats,
            kill_after,
            port,
        }
    }

    async fn note<T>(
        &self,
        key: &StepKey,
        call: &'static str,
        work: impl Future<Output = Outcome<T>>,
    ) -> Outcome<T> {
        let begun = Instant::now();
        let outcome = work.await;
        let beat = Beat {
            step: key.name().to_owned(),
            call,
            outcome: name(&outcome),
            took: begun.elapsed(),
        };
        if let Ok(mut beats) = self.beats.lock() {
            beats.push(beat);
        }
        // The work is done outside, and nothing of it is in the journal yet.
        if self.kill_after.as_deref() == Some(key.name()) {
            std::process::abort();
        }
        outcome
    }
}

fn name<T>(outcome: &Outcome<T>) -> &'static str {
    match outcome {
        Outcome::Done(_) => "done",
        Outcome::Accepted { .. } => "accepted",
        Outcome::Transient { .. } => "try again",
        Outcome::Rejected(_) => "refused",
        Outcome::Unknown(_) => "no answer",
    }
}

#[async_trait]
impl Crm for Watched<dyn Crm> {
    async fn load_facts(&self, query: &FactsQuery) -> Outcome<DealFacts> {
        self.note(&query.key, "read the deal", self.port.load_facts(query))
            .await
    }

    async fn attach(&self, job: &AttachJob, pair: Pair<'_>) -> Outcome<Attached> {
        self.note(&job.key, "attach docx and pdf", self.port.attach(job, pair))
            .await
    }

    async fn announce(&self, announcement: &Announcement) -> Outcome<Announced> {
        self.note(
            &announcement.key,
            "write the result",
            self.port.announce(announcement),
        )
        .await
    }

    async fn ask_approval(&self, question: &ApprovalQuestion) -> Outcome<()> {
        self.note(
            &question.key,
            "ask the approver",
            self.port.ask_approval(question),
        )
        .await
    }

    async fn tell(&self, message: &Message) -> Outcome<Delivery> {
        self.note(&message.key, "tell people", self.port.tell(message))
            .await
    }

    async fn tell_outage(&self, news: &OutageNews) -> Outcome<Delivery> {
        self.port.tell_outage(news).await
    }
}

#[async_trait]
impl Accounting for Watched<dyn Accounting> {
    async fn issue(
        &self,
        key: &StepKey,
        request: &DocumentRequest,
        reserved: Option<&ReservedNumber>,
    ) -> Outcome<IssuedFiles> {
        self.note(
            key,
            "ask 1C for the documents",
            self.port.issue(key, request, reserved),
        )
        .await
    }

    async fn look_up(&self, seller: &str, key: &StepKey) -> Outcome<Option<IssuedFiles>> {
        self.note(key, "look the key up in 1C", self.port.look_up(seller, key))
            .await
    }

    async fn file(&self, seller: &str, key: &StepKey, hash: FileHash) -> Outcome<Blob> {
        self.port.file(seller, key, hash).await
    }

    async fn reserve(&self, key: &StepKey, request: &DocumentRequest) -> Outcome<ReservedNumber> {
        self.note(key, "reserve a number", self.port.reserve(key, request))
            .await
    }

    async fn void(&self, seller: &str, key: &StepKey) -> Outcome<Voided> {
        self.note(key, "void the key in 1C", self.port.void(seller, key))
            .await
    }

    async fn about(&self, seller: &str) -> Outcome<BaseAbout> {
        self.port.about(seller).await
    }

    fn base_of(&self, seller: &str) -> String {
        self.port.base_of(seller)
    }

    async fn release(&self, seller: &str, reservation: &StepKey) -> Outcome<()> {
        self.port.release(seller, reservation).await
    }
}
