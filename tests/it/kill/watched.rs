//! The ports with a watch on them: the process says what it does, and dies at a named moment.

use async_trait::async_trait;
use docflow_core::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Name of the keeping of the second printed file, a moment inside `issue`.
pub(crate) const SECOND_FILE: &str = "file/2";

/// On which side of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Moment {
    /// The mark is in the journal, nothing was sent.
    Before,
    /// The work is done outside, and its outcome is not in the journal.
    After,
}

/// Where a process dies.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Death {
    moment: Moment,
    step: String,
}

impl Death {
    pub(crate) fn at(moment: Moment, step: &str) -> Self {
        Self {
            moment,
            step: step.to_owned(),
        }
    }
}

impl Death {
    /// Whether people may have been told, and nobody knows it.
    pub(crate) fn leaves_people_told(&self) -> bool {
        self.moment == Moment::After && ["announce", "approval"].contains(&self.step.as_str())
    }
}

impl std::fmt::Display for Death {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let moment = match self.moment {
            Moment::Before => "before",
            Moment::After => "after",
        };
        write!(f, "{moment} {}", self.step)
    }
}

/// `kill -9` of this process.
fn die() -> ! {
    let own = std::process::id().to_string();
    let mut kill = std::process::Command::new("kill");
    kill.args(["-9", &own]).status().unwrap();
    loop {
        std::thread::park();
    }
}

/// What one process watches for; shared by its ports.
#[derive(Default)]
pub(crate) struct Watch {
    death: Option<Death>,
    files: AtomicUsize,
}

impl Watch {
    pub(crate) fn new(death: Option<Death>) -> Self {
        Self {
            death,
            files: AtomicUsize::new(0),
        }
    }

    /// Dies here when this is the place, and else does the work between two lines of it.
    async fn around<T>(&self, step: &str, key: &str, work: impl Future<Output = T>) -> T {
        let death = self.death.as_ref().filter(|death| death.step == step);
        let death = death.map(|death| death.moment);
        eprintln!("begin {key}");
        if death == Some(Moment::Before) {
            die();
        }
        let done = work.await;
        if death == Some(Moment::After) {
            die();
        }
        eprintln!("end {key}");
        done
    }
}

/// A port under watch.
pub(crate) struct Watched<P: ?Sized> {
    pub(crate) watch: Arc<Watch>,
    pub(crate) port: Arc<P>,
}

impl<P: ?Sized> Watched<P> {
    async fn note<T>(&self, key: &StepKey, work: impl Future<Output = T>) -> T {
        self.watch.around(key.name(), key.as_str(), work).await
    }
}

#[async_trait]
impl Crm for Watched<dyn Crm> {
    async fn load_facts(&self, query: &FactsQuery) -> Outcome<DealFacts> {
        self.note(&query.key, self.port.load_facts(query)).await
    }

    async fn attach(&self, job: &AttachJob, pair: Pair<'_>) -> Outcome<Attached> {
        self.note(&job.key, self.port.attach(job, pair)).await
    }

    async fn announce(&self, news: &Announcement) -> Outcome<Announced> {
        self.note(&news.key, self.port.announce(news)).await
    }

    async fn ask_approval(&self, question: &ApprovalQuestion) -> Outcome<()> {
        let asked = self.port.ask_approval(question);
        self.note(&question.key, asked).await
    }

    async fn tell(&self, message: &Message) -> Outcome<Delivery> {
        self.note(&message.key, self.port.tell(message)).await
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
        let issued = self.port.issue(key, request, reserved);
        self.note(key, issued).await
    }

    async fn look_up(&self, seller: &str, key: &StepKey) -> Outcome<Option<IssuedFiles>> {
        self.note(key, self.port.look_up(seller, key)).await
    }

    async fn file(&self, seller: &str, key: &StepKey, hash: FileHash) -> Outcome<Blob> {
        self.port.file(seller, key, hash).await
    }

    async fn reserve(&self, key: &StepKey, request: &DocumentRequest) -> Outcome<ReservedNumber> {
        self.note(key, self.port.reserve(key, request)).await
    }

    async fn void(&self, seller: &str, key: &StepKey) -> Outcome<Voided> {
        self.note(key, self.port.void(seller, key)).await
    }

    async fn about(&self, seller: &str) -> Outcome<BaseAbout> {
        self.port.about(seller).await
    }

    fn base_of(&self, seller: &str) -> String {
        self.port.base_of(seller)
    }

    async fn release(&self, seller: &str, reservation: &StepKey) -> Outcome<()> {
        self.note(reservation, self.port.release(seller, reservation))
            .await
    }
}

#[async_trait]
impl FileStore for Watched<dyn FileStore> {
    async fn put(&self, bytes: &[u8]) -> Result<FileHash, StoreError> {
        let number = self.watch.files.fetch_add(1, Ordering::SeqCst) + 1;
        let step = format!("file/{number}");
        let key = format!("{step} of process {}", std::process::id());
        self.watch.around(&step, &key, self.port.put(bytes)).await
    }

    async fn get(&self, hash: FileHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.port.get(hash).await
    }

    async fn remove(&self, hash: FileHash) -> Result<(), StoreError> {
        self.port.remove(hash).await
    }
}
