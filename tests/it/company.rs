//! The company of the demo on a started sandbox, with a host beside it.

use async_trait::async_trait;
use docflow::*;
use docflow_core::*;
use docflow_sandbox::{Sandbox, SandboxClock, World};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// The morning on which documents of the demo are dated.
pub(crate) const MORNING: &str = "2026-11-24T06:30:00Z";

pub(crate) const WORLD: &str = include_str!("../../examples/demo/world.json");
pub(crate) const POLICY: &str = include_str!("../../examples/demo/policy.toml");

pub(crate) const TOKEN: &str = "demo-access-token-2026";
pub(crate) const LOGIN: &str = "обмен";
pub(crate) const PASSWORD: &str = "demo-onec-password-2026";

pub(crate) fn world() -> World {
    World::from_json(WORLD).unwrap()
}

pub(crate) fn policy() -> Policy {
    Configuration::parse("policy.toml", POLICY).unwrap().policy
}

/// Sandbox and engine of one test; each has its own.
pub(crate) struct Company {
    pub(crate) sandbox: Sandbox,
    pub(crate) engine: LocalEngine,
    pub(crate) clock: Arc<ShiftedClock>,
    pub(crate) files: Arc<MemoryFileStore>,
}

impl Company {
    pub(crate) async fn open() -> Self {
        Self::with(world(), policy()).await
    }

    pub(crate) async fn with(world: World, policy: Policy) -> Self {
        let sandbox_clock = SandboxClock::real();
        let clock = Arc::new(ShiftedClock::new(MORNING, sandbox_clock.clone()));
        let sandbox = Sandbox::builder()
            .world(world)
            .clock(sandbox_clock)
            .start()
            .await
            .unwrap();
        let policy = Arc::new(policy);
        let files = Arc::new(MemoryFileStore::default());
        let place = Place::of(&sandbox);
        let engine = LocalEngine::new(EngineParts {
            crm: Arc::new(place.crm(clock.clone(), &policy)),
            accounting: Arc::new(place.books(&policy)),
            policy,
            journal: Arc::new(MemoryJournal::default()),
            files: files.clone(),
            clock: clock.clone(),
        });
        Self {
            sandbox,
            engine,
            clock,
            files,
        }
    }

    /// Orders documents and drives until the run rests.
    pub(crate) async fn order(&self, deal: u64, requester: u64, choices: Choices) -> RunKey {
        let run = self.wish(deal, requester, choices).await;
        self.drive().await;
        run
    }

    pub(crate) async fn wish(&self, deal: u64, requester: u64, choices: Choices) -> RunKey {
        self.wish_for(Purpose::First, deal, requester, choices)
            .await
    }

    /// The next generation of a deal, as it is ordered in the demo, for another purpose.
    pub(crate) async fn wish_again(&self, purpose: Purpose, deal: u64) -> RunKey {
        let (requester, choices) = choices(deal);
        self.wish_for(purpose, deal, requester, choices).await
    }

    async fn wish_for(
        &self,
        purpose: Purpose,
        deal: u64,
        requester: u64,
        choices: Choices,
    ) -> RunKey {
        let deal = DealId::new(deal).unwrap();
        let generation = match purpose {
            Purpose::First => 1,
            _ => self.engine.next_generation(deal).await.unwrap(),
        };
        let wish = Submit {
            deal,
            generation,
            source: "test".to_owned(),
            message: MessageId::new(format!("deal-{deal}-{generation}")),
            order: Order {
                requested_by: UserId::new(requester).unwrap(),
                office: None,
                purpose,
                choices,
            },
        };
        self.engine.start(wish).await.unwrap().run
    }

    pub(crate) async fn drive(&self) {
        self.engine.run_due(self.clock.now()).await.unwrap();
    }

    /// Drives until the run is over, moving both clocks over pauses; a person never acts.
    pub(crate) async fn drive_to_the_end(&self, run: &RunKey) -> Ending {
        for _ in 0..60 {
            self.drive().await;
            match self.state(run).await {
                State::Done(ending) => return ending,
                State::Working { .. } => self.pass(Duration::from_secs(20)),
                other => panic!("the run waits: {other:?}"),
            }
        }
        panic!("the run does not end: {:?}", self.state(run).await);
    }

    /// Time passes for everyone.
    pub(crate) fn pass(&self, time: Duration) {
        self.clock.shift(time);
    }

    pub(crate) async fn state(&self, run: &RunKey) -> State {
        self.engine.status(run).await.unwrap().state
    }

    pub(crate) async fn run(&self, key: &RunKey) -> Run {
        let all = RunFilter::default();
        let rows = self.engine.parts().journal.list(&all).await.unwrap();
        let row = rows.iter().find(|row| row.key == *key).unwrap();
        wire::read(&row.snapshot).unwrap()
    }

    /// Requests that arrived at one side, by name and in order.
    pub(crate) fn requests(&self, side: docflow_sandbox::Side) -> Vec<String> {
        let all = self.sandbox.requests().into_iter();
        all.filter(|request| request.side == side)
            .map(|request| request.name)
            .collect()
    }

    /// A part of the sandbox's state by JSON pointer.
    pub(crate) fn seen(&self, pointer: &str) -> Value {
        self.sandbox
            .state()
            .pointer(pointer)
            .cloned()
            .unwrap_or(Value::Null)
    }

    /// Documents in the deal's card.
    pub(crate) fn documents(&self, deal: u64) -> Vec<Value> {
        let all = self.seen("/portal/documents");
        let all = all.as_array().cloned().unwrap_or_default();
        all.into_iter()
            .filter(|one| one["entity_id"].to_string().trim_matches('"') == deal.to_string())
            .collect()
    }

    /// Orders and invoices of 1C that are posted, and all that is marked for deletion.
    pub(crate) fn touched(&self) -> Vec<Value> {
        let kinds = ["contracts", "orders", "invoices"];
        let all = kinds.map(|kind| self.seen(&format!("/onec/{kind}")));
        let all = all
            .iter()
            .flat_map(|kind| kind.as_object().unwrap().values());
        let is_touched = |one: &&Value| one["posted"] == true || one["deletion_mark"] == true;
        all.filter(is_touched).cloned().collect()
    }

    /// How often people were told something, by all requests that no fault has hit: a portal keeps
    /// only the last message of a tag, so its state does not tell.
    pub(crate) fn tellings(&self) -> usize {
        let requests = self.sandbox.requests();
        let well = requests.iter().filter(|one| one.fault.is_none());
        let commands = well.flat_map(|one| one.inner.iter().chain([&one.name]));
        commands
            .filter(|name| name.starts_with("im.notify"))
            .count()
    }

    /// Contracts that 1C has for the deal.
    pub(crate) fn contracts(&self, deal: u64) -> Vec<Value> {
        let all = self.seen("/onec/contracts");
        let all = all.as_object().cloned().unwrap_or_default();
        all.into_values()
            .filter(|one| one["deal"].as_str() == Some(&deal.to_string()))
            .collect()
    }
}

/// Where a sandbox is and how to log in.
pub(crate) struct Place {
    pub(crate) portal: String,
    pub(crate) onec: String,
}

impl Place {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self {
            portal: sandbox.portal_url().to_owned(),
            onec: format!("{}/bp", sandbox.onec_url()),
        }
    }

    pub(crate) fn crm(&self, clock: Arc<dyn Clock>, policy: &Policy) -> BitrixCrm {
        let access = bitrix_client::Access::token(&self.portal, TOKEN).unwrap();
        let client = bitrix_client::Client::new(access).unwrap();
        BitrixCrm::new(client, clock, Arc::new(Texts::new()), policy)
    }

    pub(crate) fn books(&self, policy: &Policy) -> ExtensionAccounting {
        let client = onec_client::Client::builder(&self.onec)
            .login(LOGIN, PASSWORD)
            .build()
            .unwrap();
        policy
            .sellers
            .iter()
            .fold(ExtensionAccounting::new(), |books, seller| {
                books.with_base(&seller.code, client.clone())
            })
    }
}

/// What each deal of the demo is ordered with: requester and choices.
pub(crate) fn choices(deal: u64) -> (u64, Choices) {
    let order = crate::demo_data::order(deal);
    (order.requested_by.get(), order.choices)
}

/// The system's pace from a fixed morning on, which tests move forward for engine and sandbox.
pub(crate) struct ShiftedClock {
    start: Timestamp,
    begun: tokio::time::Instant,
    shift: std::sync::Mutex<Duration>,
    sandbox: SandboxClock,
}

impl ShiftedClock {
    pub(crate) fn new(start: &str, sandbox: SandboxClock) -> Self {
        let start: Timestamp = start.parse().unwrap();
        sandbox.set(start.timestamp_millis());
        Self {
            start,
            begun: tokio::time::Instant::now(),
            shift: std::sync::Mutex::new(Duration::ZERO),
            sandbox,
        }
    }

    pub(crate) fn shift(&self, by: Duration) {
        *self.shift.lock().unwrap() += by;
        self.sandbox.advance(i64::try_from(by.as_millis()).unwrap());
    }
}

#[async_trait]
impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        let passed = self.begun.elapsed() + *self.shift.lock().unwrap();
        self.start + chrono::TimeDelta::from_std(passed).unwrap()
    }

    /// Pauses are passed over, not slept through.
    async fn sleep_until(&self, moment: Timestamp) {
        if let Ok(left) = moment.signed_duration_since(self.now()).to_std() {
            self.shift(left);
        }
    }
}
