//! Portal, 1C and the folder that outlives every process, and what must be true of them at the end.

use super::process::{self, Task, Work};
use crate::company::{Company, Place, choices};
use docflow_core::*;
use docflow_sandbox::{LoggedRequest, Side};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use tempfile::TempDir;

/// Who approves numbers in the demo's policy.
const APPROVER: u64 = 40;

pub(crate) struct Scene {
    /// Its engine stands on the same journal and only takes wishes, answers and questions.
    pub(crate) company: Company,
    place: Place,
    home: TempDir,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let company = Company::open().await;
        let place = Place::of(&company.sandbox);
        let home = tempfile::tempdir().unwrap();
        let engine = process::engine(&place, home.path(), company.clock.clone(), None);
        Self {
            company: Company { engine, ..company },
            place,
            home,
        }
    }

    pub(crate) async fn wish(&self, deal: u64) -> RunKey {
        let (requester, choices) = choices(deal);
        self.company.wish(deal, requester, choices).await
    }

    /// Makes the first documents of a deal, and wishes for others in their place.
    pub(crate) async fn wish_in_place(&self, deal: u64) -> (RunKey, RunKey) {
        let first = self.wish(deal).await;
        let ending = self.company.drive_to_the_end(&first).await;
        assert_eq!(ending, Ending::Completed);
        let second = self.company.wish_again(Purpose::Supersedes, deal).await;
        (first, second)
    }

    pub(crate) async fn wish_all(&self, deals: &[u64]) -> Vec<RunKey> {
        let mut runs = Vec::new();
        for deal in deals {
            runs.push(self.wish(*deal).await);
        }
        runs
    }

    /// Work for a process that begins now.
    pub(crate) fn task(&self, work: Work) -> Task {
        Task {
            portal: self.place.portal.clone(),
            onec: self.place.onec.clone(),
            home: self.home.path().to_owned(),
            now: self.company.clock.now().to_rfc3339(),
            work,
            death: None,
        }
    }

    pub(crate) async fn is_over(&self, run: &RunKey) -> bool {
        matches!(self.company.state(run).await, State::Done(_))
    }

    /// Whether the portal shows the approver the question.
    pub(crate) fn is_asked(&self, run: &RunKey) -> bool {
        let question = run.step("approval");
        self.told(run)
            .iter()
            .any(|one| one["tag"].as_str() == Some(question.as_str()))
    }

    pub(crate) async fn approve(&self, run: &RunKey, round: u32) {
        let yes = Signal {
            id: MessageId::new("yes"),
            key: run.step("approval"),
            round,
            body: SignalBody::Approve {
                by: UserId::new(APPROVER).unwrap(),
            },
        };
        let posted = self.company.engine.signal(run, "page", yes).await;
        assert_eq!(posted.unwrap(), Posted::New);
    }

    /// Outcomes in the journal, all runs together.
    pub(crate) async fn outcomes(&self, runs: &[RunKey]) -> Vec<Recording> {
        let mut all = Vec::new();
        for run in runs {
            let journal = &self.company.engine.parts().journal;
            all.extend(journal.outcomes(run).await.unwrap());
        }
        all
    }

    /// Waits until the other side has done what a killed process had asked of it.
    ///
    /// The clocks are moved over minutes at once, while what is under way takes its real time.
    pub(crate) async fn quiet(&self) {
        let quiet = async {
            while !self.is_quiet() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_mins(1), quiet).await;
        waited.expect("a request that arrived is never done");
    }

    /// Whether every request that arrived has left what it asks for; until then each is sent once.
    fn is_quiet(&self) -> bool {
        let requests = self.company.sandbox.requests();
        let asked = |name: &str| requests.iter().filter(|one| calls(one, name)).count();
        let count = |pointer: &str| self.list(pointer).len();
        let sets = self.list("/onec/sets");
        sets.iter().all(|set| set["state"] == "done")
            && sets.len() == asked("POST document-sets")
            && count("/portal/documents") == asked("crm.documentgenerator.document.upload")
            && count("/portal/comments") == asked("crm.timeline.comment.add")
    }

    /// Items of a list or values of a map in the sandbox's state.
    fn list(&self, pointer: &str) -> Vec<Value> {
        let found = self.company.seen(pointer);
        let items = found.as_array().into_iter().flatten();
        let values = found.as_object().into_iter().flat_map(|map| map.values());
        items.chain(values).cloned().collect()
    }

    /// Notifications of a run.
    fn told(&self, run: &RunKey) -> Vec<Value> {
        let own = format!("{run}/");
        let mut all = self.list("/portal/notifications");
        all.retain(|one| one["tag"].as_str().is_some_and(|tag| tag.starts_with(&own)));
        all
    }

    /// Requests that change something outside.
    pub(crate) fn writes(&self) -> usize {
        let requests = self.company.sandbox.requests();
        requests.iter().filter(|one| is_write(one)).count()
    }

    /// Steps of a run that change something outside, each counted once.
    pub(crate) async fn writing_steps(&self, run: &RunKey) -> usize {
        let outcomes = self.outcomes(std::slice::from_ref(run)).await;
        let outcomes = outcomes.iter().map(|one| &one.line);
        // The reading of the deal says «working» in passing; messages change nothing.
        let steps: BTreeSet<&str> = outcomes
            .filter(|line| line.kind != StepLine::MESSAGE)
            .map(|line| line.step.name())
            .filter(|step| !step.starts_with("facts"))
            .collect();
        steps.len()
    }

    pub(crate) async fn assert_each_once(&self, key: &RunKey, story: &str) {
        let state = self.company.state(key).await;
        assert_eq!(state, State::Done(Ending::Completed), "{story}");
        let run = self.company.run(key).await;
        self.assert_books(&run, key, story);
        self.assert_card(key, story).await;
        self.assert_messages(key, story);
    }

    /// One contract in 1C of each run, the one that the journal knows, with the number that was held
    /// for it; nothing is posted or marked.
    fn assert_books(&self, run: &Run, key: &RunKey, story: &str) {
        let own = |one: &Value| one["key"].as_str().unwrap().starts_with(&format!("{key}/"));
        let mut contracts = self.company.contracts(key.deal().get());
        contracts.retain(own);
        assert_eq!(contracts.len(), 1, "contracts: {story}");
        let issued = run.issued().unwrap();
        let contract = issued.document(DocumentSlot::Contract).unwrap();
        assert_eq!(contracts[0]["number"], contract.number.as_str(), "{story}");
        assert_eq!(contracts[0]["total"], contract.total.to_string(), "{story}");
        let invoices = self.list("/onec/invoices").into_iter();
        let invoices = invoices.filter(|one| one["contract"] == contracts[0]["ref"]);
        assert_eq!(
            invoices.count() + 1,
            issued.documents.len(),
            "invoices: {story}"
        );
        let touched = self.company.touched();
        assert!(touched.is_empty(), "posted or marked: {story}: {touched:?}");

        let held = self.company.seen("/onec/reservations");
        let held = held.as_object().unwrap().iter();
        let own = held.filter(|(held, _)| held.starts_with(&format!("{key}/")));
        for (held, reservation) in own {
            let state = reservation["state"].as_str().unwrap();
            if reservation["number"] == contract.number.as_str() {
                assert_eq!(state, "used", "{held}: {story}");
            } else {
                assert_ne!(state, "held", "{held}: {story}");
            }
        }
    }

    /// The documents of the card are those that the journal knows, no more and no fewer.
    async fn assert_card(&self, key: &RunKey, story: &str) {
        let documents = self.company.documents(key.deal().get());
        let found: BTreeSet<String> = documents.iter().map(|one| one["id"].to_string()).collect();
        let (mut known, mut issued) = (BTreeSet::new(), 0);
        for status in self
            .company
            .engine
            .list(&RunFilter::default())
            .await
            .unwrap()
        {
            if status.run.deal() == key.deal() {
                let run = self.company.run(&status.run).await;
                known.extend(run.attached().map(|(_, one)| one.id.clone()));
                issued += run.issued().unwrap().documents.len();
            }
        }
        assert_eq!(found, known, "documents: {story}");
        let titles: BTreeSet<String> = documents
            .iter()
            .map(|one| one["title"].to_string())
            .collect();
        assert_eq!(titles.len(), documents.len(), "titles: {story}");
        assert_eq!(documents.len(), issued, "documents: {story}");
    }

    /// Everybody was told each thing once, by the requests that arrived, and this often again.
    pub(crate) fn assert_told(&self, runs: &[RunKey], again: usize, story: &str) {
        let told: usize = runs.iter().map(|run| self.told(run).len()).sum();
        let asked = self.company.tellings();
        assert!(
            (told..=told + again).contains(&asked),
            "notifications: {story}: {asked} were asked for, {told} stand"
        );
    }

    /// The most people that were told the same thing of a run.
    pub(crate) fn audience(&self, run: &RunKey) -> usize {
        let told = self.told(run);
        let same = |tag: &Value| told.iter().filter(|one| one["tag"] == *tag).count();
        told.iter().map(|one| same(&one["tag"])).max().unwrap_or(0)
    }

    /// One comment, and somebody was told of the end.
    fn assert_messages(&self, key: &RunKey, story: &str) {
        let mark = format!("[{key}/");
        let comments = self.list("/portal/comments").into_iter();
        let own = comments.filter(|one| one["text"].as_str().unwrap().contains(&mark));
        assert_eq!(own.count(), 1, "comments: {story}");
        let told = self.told(key);
        let end = key.step("announce");
        let at_the_end = told.iter().filter(|one| one["tag"] == end.as_str());
        assert!(at_the_end.count() >= 1, "nobody was told: {story}");
    }
}

/// Whether a request is a call of this name, or a batch with it.
fn calls(request: &LoggedRequest, name: &str) -> bool {
    request.name == name || request.inner.iter().any(|inner| inner == name)
}

fn is_write(request: &LoggedRequest) -> bool {
    if request.side == Side::Onec {
        return !request.name.starts_with("GET ");
    }
    // The batch that reads the deal says «working» in passing, and may do so again.
    if calls(request, "crm.item.productrow.list") {
        return false;
    }
    let mut names = request.inner.iter().chain([&request.name]);
    names.any(|name| {
        let verb = name.rsplit('.').next().unwrap();
        matches!(verb, "add" | "update" | "upload")
    })
}
