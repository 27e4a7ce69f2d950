//! Runs a minute through portal and 1C that answer at once, their processor time and memory, and a
//! pass over a journal in which thousands of runs are parked.
//!
//! Not here: the pace of a portal and the time that 1C takes, which bound a real company. The
//! sandbox works in the same process, so processor time and memory hold both sides. Numbers with
//! their command stand in `docs/performance.md`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement stops when its input is wrong, prints what it found and reads clocks"
)]

use bitrix_client::{Access, Drain, Plan};
use docflow::{
    BitrixCrm, Configuration, EngineParts, ExtensionAccounting, LocalEngine, ManualClock,
    MemoryFileStore, SqliteJournal, Texts,
};
use docflow_core::{
    Choices, Clock, DealId, Engine, Journal as _, MessageId, NewRun, Order, Purpose, Run, RunDue,
    RunFilter, RunKey, RunState, Settings, Submit, Timestamp, Urgency, UserId, wire,
};
use docflow_sandbox::{RateLimit, Sandbox, SandboxClock, Side, World};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const WORLD: &str = include_str!("../../examples/demo/world.json");
const POLICY: &str = include_str!("../../examples/demo/policy.toml");

/// Deals of which each gets a contract and an invoice.
const DEALS: u64 = 500;
/// Runs that wait for a person meanwhile.
const PARKED: u64 = 2_000;
/// The deal that is multiplied, and the first of its likenesses.
const MODEL: i64 = 1001;
const FIRST: u64 = 10_000;

#[tokio::main]
async fn main() {
    // `cargo test` starts benchmarks too, to see that they work.
    let deals = if std::env::args().any(|one| one == "--bench") {
        DEALS
    } else {
        5
    };
    for parked in [0, PARKED * deals / DEALS, 0, PARKED * deals / DEALS] {
        measure(deals, parked).await;
    }
}

async fn measure(deals: u64, parked: u64) {
    let town = Town::open(deals).await;
    town.park(parked).await;
    for deal in FIRST..FIRST + deals {
        town.engine.start(wish(deal)).await.unwrap();
    }
    let (begun, busy) = (Instant::now(), processor_time());
    let driven = town.engine.run_due(town.clock.now()).await.unwrap();
    let (wall, busy) = (begun.elapsed(), processor_time().saturating_sub(busy));
    let finished = RunFilter {
        state: Some(RunState::Finished),
        ..RunFilter::default()
    };
    let finished = town.engine.list(&finished).await.unwrap();
    assert_eq!(u64::try_from(finished.len()).unwrap(), deals);
    let per_run = |time: Duration| time.as_secs_f64() * 1000.0 / count(driven);
    println!(
        "{driven} due runs beside {parked} parked: {:.0} a minute, {:.1} ms of processor a run, \
         {} MB at most",
        60_000.0 / per_run(wall),
        per_run(busy),
        memory()
    );
    if parked == 0 {
        town.sizes(finished.into_iter().map(|one| one.run)).await;
    }
}

fn count(runs: usize) -> f64 {
    u32::try_from(runs).unwrap().into()
}

struct Town {
    engine: LocalEngine,
    clock: Arc<ManualClock>,
    journal: Arc<SqliteJournal>,
    place: PathBuf,
    /// Serves until it is dropped.
    _sandbox: Sandbox,
    _folder: TempDir,
}

impl Town {
    async fn open(deals: u64) -> Self {
        let clock = Arc::new(ManualClock::new("2026-11-24T06:30:00Z".parse().unwrap()));
        let time = SandboxClock::manual(clock.now().timestamp_millis());
        let builder = Sandbox::builder().world(world(deals)).clock(time);
        let sandbox = builder.start().await.unwrap();
        let blank = json!({ "blank_files": true });
        sandbox.switch(Side::Onec, &blank).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let policy = Configuration::parse("policy.toml", POLICY).unwrap().policy;
        let access = Access::token(sandbox.portal_url(), "demo-access-token-2026").unwrap();
        let portal = bitrix_client::Client::builder(access).plan(no_limit());
        let base = onec_client::Client::builder(&format!("{}/bp", sandbox.onec_url()))
            .login("обмен", "demo-onec-password-2026")
            .build()
            .unwrap();
        let portal = portal.build().unwrap();
        let texts = Arc::new(Texts::new());
        let place = folder.path().join("docflow.db");
        let journal = Arc::new(SqliteJournal::open(&place).unwrap());
        let engine = LocalEngine::new(EngineParts {
            crm: Arc::new(BitrixCrm::new(portal, clock.clone(), texts, &policy)),
            accounting: Arc::new(ExtensionAccounting::new().with_base("sever-service", base)),
            journal: journal.clone(),
            files: Arc::new(MemoryFileStore::default()),
            clock: clock.clone(),
            policy: Arc::new(policy),
        });
        Self {
            engine,
            clock,
            journal,
            place,
            _sandbox: sandbox,
            _folder: folder,
        }
    }

    /// Says what the journal takes for these runs, and when they are forgotten.
    async fn sizes(&self, runs: impl Iterator<Item = RunKey>) {
        let runs: Vec<_> = runs.collect();
        let kept = self.size().await;
        for run in &runs {
            self.journal.forget(run).await.unwrap();
        }
        let (forgotten, number) = (self.size().await, count(runs.len()));
        println!(
            "{:.0} bytes of the journal a finished run, {:.0} a forgotten one",
            kept / number,
            forgotten / number
        );
    }

    async fn size(&self) -> f64 {
        self.journal.vacuum().await.unwrap();
        let file = std::fs::metadata(&self.place).unwrap().len();
        u32::try_from(file).unwrap().into()
    }

    /// Runs that are not due for a fortnight.
    async fn park(&self, number: u64) {
        let parts = self.engine.parts();
        let now = self.clock.now();
        for deal in 1_000_000..1_000_000 + number {
            let wish = wish(deal);
            let key = RunKey::new("sever", wish.deal, "documents", 1).unwrap();
            let settings = Settings {
                patience: parts.policy.patience,
                approval: parts.policy.approval.clone(),
                people: parts.policy.people.clone(),
            };
            let run = Run::start(key.clone(), wish.order, settings);
            let new = NewRun {
                key,
                source: wish.source,
                message: wish.message,
                snapshot: wire::write(&run).unwrap(),
                summary: run.summary(),
                due: RunDue {
                    urgency: Urgency::Click,
                    ..RunDue::step(in_a_fortnight(now), docflow_core::Lane::new("crm"))
                },
                at: now,
            };
            parts.journal.open(new).await.unwrap();
        }
    }
}

fn in_a_fortnight(now: Timestamp) -> Timestamp {
    now + Duration::from_hours(24 * 14)
}

/// A bucket that never fills.
fn no_limit() -> Plan {
    Plan::per_second(1_000_000, 1_000_000, Drain::Steps)
}

/// The company of the demo with many deals like one of them.
fn world(deals: u64) -> World {
    let mut world = World::from_json(WORLD).unwrap();
    let portal = &mut world.portal;
    portal.switches.rate_limit = RateLimit::Off;
    let deal = portal.deals.iter().find(|deal| deal.id == MODEL);
    let deal = deal.unwrap().clone();
    let rows: Vec<_> = portal
        .rows
        .iter()
        .filter(|row| row.owner_id == MODEL)
        .cloned()
        .collect();
    let link = portal.links.iter().find(|link| link.entity_id == MODEL);
    let link = link.unwrap().clone();
    for id in FIRST..FIRST + deals {
        let id = i64::try_from(id).unwrap();
        let mut deal = deal.clone();
        deal.id = id;
        portal.deals.push(deal);
        for row in &rows {
            let mut row = row.clone();
            row.owner_id = id;
            portal.rows.push(row);
        }
        let mut link = link.clone();
        link.entity_id = id;
        portal.links.push(link);
    }
    world
}

fn wish(deal: u64) -> Submit {
    let code = |text: &str| Some(text.to_owned());
    Submit {
        deal: DealId::new(deal).unwrap(),
        generation: 1,
        source: "bench".to_owned(),
        message: MessageId::new(format!("deal-{deal}")),
        order: Order {
            requested_by: UserId::new(12).unwrap(),
            office: None,
            purpose: Purpose::First,
            choices: Choices {
                seller: code("sever-service"),
                region: code("msk"),
                form: code("services"),
                ..Choices::default()
            },
        },
    }
}

/// Processor time of this process in ticks of a hundredth of a second, as Linux counts it.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields = after_name.split_whitespace().skip(11).take(2);
    let ticks = fields
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum::<u64>();
    Duration::from_millis(ticks * 10)
}

/// The most memory that this process has had, in megabytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    number.unwrap_or(0) / 1024
}
