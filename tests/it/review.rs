//! What a second reading found: the engine on ports that answer by script, the portal's adapter on
//! the sandbox with single commands of a batch refused.

use crate::company::{Company, TOKEN, WORLD, choices, policy};
use crate::support;
use async_trait::async_trait;
use docflow::{EngineParts, LocalEngine, MemoryFileStore, MemoryJournal};
use docflow_core::*;
use docflow_sandbox::{Side as Server, World};
use futures_util::FutureExt as _;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

const LEASE: Duration = Duration::from_mins(5);

/// What 1C answers, in order.
#[derive(Clone, Copy)]
enum Books {
    Good,
    /// The set exists, but its bytes are not those that its hashes name.
    Damaged,
}

/// Both ports: facts that are in order, books by script, and a portal that takes everything.
#[derive(Default)]
struct Ports {
    /// The first conversation never ends: the process dies in it.
    hangs: AtomicUsize,
    books: Mutex<VecDeque<Books>>,
    made: AtomicUsize,
    cancelled: Mutex<Vec<Option<IssuedSet>>>,
}

impl Ports {
    fn answer(&self, request: &DocumentRequest) -> IssuedFiles {
        self.made.store(1, Ordering::SeqCst);
        let book = self.books.lock().unwrap().pop_front();
        printed(request, book.unwrap_or(Books::Good))
    }
}

fn printed(request: &DocumentRequest, book: Books) -> IssuedFiles {
    let mut files = support::printed(request, "15");
    if let Books::Damaged = book {
        for blob in &mut files.blobs {
            blob.bytes.push(b'!');
        }
    }
    files
}

#[async_trait]
impl Crm for Ports {
    async fn load_facts(&self, _: &FactsQuery) -> Outcome<DealFacts> {
        if self.hangs.swap(0, Ordering::SeqCst) > 0 {
            return std::future::pending().await;
        }
        Outcome::Done(support::facts())
    }

    async fn attach(&self, job: &AttachJob, _: Pair<'_>) -> Outcome<Attached> {
        Outcome::Done(Attached {
            id: job.attachment.item.clone(),
            via: AttachedVia::DocumentGenerator,
        })
    }

    async fn announce(&self, news: &Announcement) -> Outcome<Announced> {
        Outcome::Done(Announced {
            told: news.recipients.clone(),
            ..Announced::default()
        })
    }

    async fn ask_approval(&self, _: &ApprovalQuestion) -> Outcome<()> {
        Outcome::Done(())
    }

    async fn tell(&self, message: &Message) -> Outcome<Delivery> {
        if let Notice::Cancelled { exists, .. } = &message.notice {
            self.cancelled.lock().unwrap().push(exists.clone());
        }
        Outcome::Done(Delivery::to_all(&message.recipients))
    }

    async fn tell_outage(&self, news: &OutageNews) -> Outcome<Delivery> {
        Outcome::Done(Delivery::to_all(&news.recipients))
    }
}

#[async_trait]
impl Accounting for Ports {
    async fn issue(
        &self,
        _: &StepKey,
        request: &DocumentRequest,
        _: Option<&ReservedNumber>,
    ) -> Outcome<IssuedFiles> {
        Outcome::Done(self.answer(request))
    }

    async fn look_up(&self, _: &str, _: &StepKey) -> Outcome<Option<IssuedFiles>> {
        let standing = Standing {
            now: support::moment("2026-11-24T09:00:00Z"),
            prior: Prior::default(),
        };
        let verdict = check(
            &support::facts(),
            &support::order(),
            &support::policy(false),
            &standing,
        );
        let Verdict::Ready(checked) = verdict else {
            panic!("the deal is in order");
        };
        let made = self.made.load(Ordering::SeqCst) > 0;
        Outcome::Done(made.then(|| self.answer(&checked.request)))
    }

    async fn file(&self, _: &str, _: &StepKey, _: FileHash) -> Outcome<Blob> {
        panic!("no file is lost")
    }

    async fn reserve(&self, key: &StepKey, _: &DocumentRequest) -> Outcome<ReservedNumber> {
        Outcome::Done(ReservedNumber {
            key: key.to_string(),
            number: "15".to_owned(),
            until: None,
        })
    }

    async fn about(&self, _: &str) -> Outcome<BaseAbout> {
        Outcome::Done(BaseAbout::default())
    }

    async fn release(&self, _: &str, _: &StepKey) -> Outcome<()> {
        Outcome::Done(())
    }
}

/// A clock that jumps instead of waiting.
struct Jumping(Mutex<Timestamp>);

impl Jumping {
    fn pass(&self, by: Duration) {
        *self.0.lock().unwrap() += chrono::TimeDelta::from_std(by).unwrap();
    }
}

#[async_trait]
impl Clock for Jumping {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        let mut at = self.0.lock().unwrap();
        *at = (*at).max(moment);
    }
}

/// A memory journal that counts the writes it refuses as stale.
#[derive(Default)]
struct Counting {
    journal: MemoryJournal,
    stale: AtomicUsize,
}

impl Counting {
    fn seen<T>(&self, result: Result<T, JournalError>) -> Result<T, JournalError> {
        if matches!(result, Err(JournalError::Stale)) {
            self.stale.fetch_add(1, Ordering::SeqCst);
        }
        result
    }
}

#[async_trait]
impl Journal for Counting {
    async fn open(&self, run: NewRun) -> Result<Opened, JournalError> {
        self.journal.open(run).await
    }

    async fn claim(
        &self,
        run: &RunKey,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Option<Claim>, JournalError> {
        self.journal.claim(run, now, ttl).await
    }

    async fn prolong(
        &self,
        run: &RunKey,
        epoch: Epoch,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        self.seen(self.journal.prolong(run, epoch, now).await)
    }

    async fn commit(
        &self,
        run: &RunKey,
        epoch: Epoch,
        commit: Commit,
    ) -> Result<Mail, JournalError> {
        self.seen(self.journal.commit(run, epoch, commit).await)
    }

    async fn park(
        &self,
        run: &RunKey,
        epoch: Epoch,
        due: RunDue,
        seen: u64,
    ) -> Result<Parked, JournalError> {
        self.seen(self.journal.park(run, epoch, due, seen).await)
    }

    async fn post(
        &self,
        run: &RunKey,
        message: Inbound,
        now: Timestamp,
    ) -> Result<Posted, JournalError> {
        self.journal.post(run, message, now).await
    }

    async fn due(&self, query: &DueQuery) -> Result<Vec<RunKey>, JournalError> {
        self.journal.due(query).await
    }

    async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, JournalError> {
        self.journal.next_due(now).await
    }

    async fn get(&self, run: &RunKey) -> Result<RunRow, JournalError> {
        self.journal.get(run).await
    }

    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunRow>, JournalError> {
        self.journal.list(filter).await
    }

    async fn count(
        &self,
        filter: &RunFilter,
        by: Option<Column>,
    ) -> Result<Vec<(Option<String>, u64)>, JournalError> {
        self.journal.count(filter, by).await
    }

    async fn outcomes(&self, run: &RunKey) -> Result<Vec<Recording>, JournalError> {
        self.journal.outcomes(run).await
    }

    async fn set_aside(&self, run: &RunKey) -> Result<Vec<SetAside>, JournalError> {
        self.journal.set_aside(run).await
    }

    async fn finished_before(
        &self,
        moment: Timestamp,
        limit: usize,
    ) -> Result<Vec<RunKey>, JournalError> {
        self.journal.finished_before(moment, limit).await
    }

    async fn forget(&self, run: &RunKey) -> Result<(), JournalError> {
        self.journal.forget(run).await
    }

    async fn outages(&self) -> Result<Vec<Outage>, JournalError> {
        self.journal.outages().await
    }

    async fn begin_outage(&self, outage: &Outage) -> Result<bool, JournalError> {
        self.journal.begin_outage(outage).await
    }

    async fn end_outage(&self, lane: &Lane) -> Result<Option<Outage>, JournalError> {
        self.journal.end_outage(lane).await
    }

    async fn waiting(
        &self,
        lane: &Lane,
        since_before: Timestamp,
    ) -> Result<Vec<(UserId, u64)>, JournalError> {
        self.journal.waiting(lane, since_before).await
    }
}

/// An engine on scripted ports.
struct Bench {
    ports: Arc<Ports>,
    clock: Arc<Jumping>,
    journal: Arc<Counting>,
    engine: LocalEngine,
}

impl Bench {
    fn new(approval: bool) -> Self {
        let ports = Arc::new(Ports::default());
        let clock = Arc::new(Jumping(Mutex::new(support::moment("2026-11-24T09:00:00Z"))));
        let journal = Arc::new(Counting::default());
        let engine = LocalEngine::new(EngineParts {
            policy: Arc::new(support::policy(approval)),
            crm: ports.clone(),
            accounting: ports.clone(),
            journal: journal.clone(),
            files: Arc::new(MemoryFileStore::default()),
            clock: clock.clone(),
        })
        .with_lease(LEASE);
        Self {
            ports,
            clock,
            journal,
            engine,
        }
    }

    fn start(&self) -> RunKey {
        let wish = Submit {
            deal: DealId::new(support::DEAL).unwrap(),
            generation: 1,
            source: "wizard".to_owned(),
            message: MessageId::new("click-1"),
            order: support::order(),
        };
        now(self.engine.start(wish)).unwrap().run
    }

    fn drive(&self, run: &RunKey) {
        now(self.engine.drive(run)).unwrap();
    }

    /// Drives and lets time pass until the run is over.
    fn finish(&self, run: &RunKey) -> Ending {
        for _ in 0..40 {
            self.drive(run);
            match self.state(run) {
                State::Done(ending) => return ending,
                State::Working { .. } => self.clock.pass(Duration::from_mins(1)),
                other => panic!("the run waits: {other:?}"),
            }
        }
        panic!("the run does not end");
    }

    fn state(&self, run: &RunKey) -> State {
        now(self.engine.status(run)).unwrap().state
    }

    fn cancel(&self, run: &RunKey, id: &str) {
        let by = support::user(support::MANAGER);
        let posted = now(self
            .engine
            .cancel(run, "page", MessageId::new(id), by, None))
        .unwrap();
        assert_eq!(posted, Posted::New);
    }
}

fn now<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never().expect("nothing here waits")
}

#[test]
fn a_message_that_came_while_the_process_was_down_is_not_lost_in_the_recovery() {
    let bench = Bench::new(false);
    let run = bench.start();
    bench.ports.hangs.store(1, Ordering::SeqCst);
    {
        let mut work = std::pin::pin!(bench.engine.drive(&run));
        let mut context = Context::from_waker(Waker::noop());
        assert!(work.as_mut().poll(&mut context).is_pending());
    }
    bench.cancel(&run, "cancel-1");
    bench.clock.pass(LEASE + Duration::from_secs(1));
    let ending = bench.finish(&run);
    assert_eq!(ending, Ending::Cancelled { after_issue: false });
}

#[test]
fn a_run_that_is_over_is_not_taken_for_one_that_another_engine_took() {
    let bench = Bench::new(false);
    let run = bench.start();
    assert_eq!(bench.finish(&run), Ending::Completed);
    assert_eq!(bench.journal.stale.load(Ordering::SeqCst), 0);
}

#[test]
fn two_sources_may_give_their_messages_the_same_id() {
    let bench = Bench::new(true);
    let run = bench.start();
    bench.drive(&run);
    let State::Waiting { key, round, .. } = bench.state(&run) else {
        panic!("the run waits for the approver");
    };
    let signal = |round| Signal {
        id: MessageId::new("1"),
        key: key.clone(),
        round,
        body: SignalBody::Approve {
            by: support::user(support::APPROVER),
        },
    };
    let stale = now(bench.engine.signal(&run, "robot", signal(round - 1))).unwrap();
    bench.drive(&run);
    let good = now(bench.engine.signal(&run, "page", signal(round))).unwrap();
    assert_eq!((stale, good), (Posted::New, Posted::New));
    assert_eq!(bench.finish(&run), Ending::Completed);
}

#[test]
fn a_set_whose_files_came_damaged_is_known_to_exist_and_looked_up_again() {
    let bench = Bench::new(false);
    let run = bench.start();
    *bench.ports.books.lock().unwrap() = VecDeque::from([Books::Damaged]);
    assert_eq!(bench.finish(&run), Ending::Completed);
}

#[test]
fn a_cancel_tells_of_a_set_whose_files_came_damaged() {
    let bench = Bench::new(false);
    let run = bench.start();
    *bench.ports.books.lock().unwrap() = VecDeque::from([Books::Damaged; 3]);
    bench.drive(&run);
    bench.cancel(&run, "cancel-1");
    assert_eq!(bench.finish(&run), Ending::Cancelled { after_issue: true });
    let told = bench.ports.cancelled.lock().unwrap();
    assert!(matches!(told.as_slice(), [Some(_)]), "what exists is told");
}

/// The outcome of reading a deal while one method has used up its operating time.
async fn facts_without(deal: u64, method: &str) -> Outcome<DealFacts> {
    let company = Company::open().await;
    let costs = json!({ "operating_costs": { method: "500" }, "request_seconds": 0 });
    company.sandbox.switch(Server::Portal, &costs).unwrap();
    read(&company, deal).await
}

/// What the adapter makes of a deal.
async fn read(company: &Company, deal: u64) -> Outcome<DealFacts> {
    let (requester, choices) = choices(deal);
    let run = RunKey::new("sever", DealId::new(deal).unwrap(), "documents", 1).unwrap();
    let query = FactsQuery {
        key: run.step("facts"),
        deal: DealId::new(deal).unwrap(),
        order: Order {
            requested_by: UserId::new(requester).unwrap(),
            office: None,
            purpose: Purpose::First,
            choices,
        },
        as_of: None,
        state: DealState::Working,
    };
    company.engine.parts().crm.load_facts(&query).await
}

#[tokio::test]
async fn a_command_that_was_refused_for_now_makes_no_facts() {
    // The first use of each method is answered, the second is over its limit.
    for method in ["crm.requisite.list", "user.get", "department.get"] {
        let read = facts_without(1001, method).await;
        let Outcome::Transient { after, cause } = read else {
            panic!("{method}: {read:?}");
        };
        assert_eq!(cause.code, "OPERATION_TIME_LIMIT", "{method}");
        // The time that was used comes back within ten minutes; doubling from seconds gives up
        // before that.
        assert!(after >= Some(Duration::from_mins(1)), "{method}: {after:?}");
    }
}

#[tokio::test]
async fn bank_details_that_the_deal_chooses_and_nobody_finds_are_not_absent() {
    let chosen = r#""requisite_id": 21, "bank_detail_id": 210"#;
    let gone = WORLD.replace(chosen, r#""requisite_id": 21, "bank_detail_id": 999"#);
    assert_ne!(gone, WORLD);
    let company = Company::with(World::from_json(&gone).unwrap(), policy()).await;
    let Outcome::Done(facts) = read(&company, 1001).await else {
        panic!("the deal could not be read");
    };
    let bank = &facts.client.known().unwrap().bank;
    assert!(matches!(bank, Fact::NotChecked(_)), "{bank:?}");
}

#[tokio::test]
async fn fields_of_the_deal_that_were_refused_for_now_are_written_later() {
    let company = Company::open().await;
    let costs = json!({ "operating_costs": { "crm.item.update": "500" }, "request_seconds": 0 });
    company.sandbox.switch(Server::Portal, &costs).unwrap();
    let access = bitrix_client::Access::token(company.sandbox.portal_url(), TOKEN).unwrap();
    let other = bitrix_client::UpdateItem::new(
        bitrix_client::EntityType::DEAL,
        1002,
        bitrix_client::Params::new().with("title", "Другая сделка"),
    );
    let client = bitrix_client::Client::new(access).unwrap();
    client.call(&other).await.unwrap();
    company.pass(Duration::from_mins(5));
    let (requester, choices) = choices(1001);
    let run = company.order(1001, requester, choices).await;
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    let announced = company.run(&run).await.announced().cloned().unwrap();
    assert_eq!(announced.failed, Vec::<String>::new());
    assert!(announced.timeline.is_some() && !announced.told.is_empty());
    let comments = company.seen("/portal/comments");
    assert_eq!(comments.as_array().unwrap().len(), 1, "announced once");
}
