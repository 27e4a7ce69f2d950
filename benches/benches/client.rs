//! What the client of Bitrix24 costs in this process: encoding a batch, decoding its answer,
//! planning a long list.
//!
//! Not here: requests. Numbers with their command stand in `docs/performance.md`.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement stops when its input is wrong"
)]

use bitrix_client::{
    Batch, BatchResults, EntityType, GetItem, Handle, Id, Item, ListItems, OpenValue, RawJson,
    read_answer,
};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

#[expect(
    dead_code,
    reason = "the pure part of lists, which no caller sees; a portal that fails is not measured"
)]
#[path = "../../bitrix-client/src/list/schedule.rs"]
mod schedule;

use schedule::{Schedule, Window};

/// An item with all its fields, as the documentation answers it.
const ITEM: &str = include_str!("../../bitrix-client/tests/it/answers/crm.item.get.json");

const PAGES: usize = 50;
const ROWS: u64 = 1_000_000;

/// Fifty deals, each with its company by a reference.
fn encode(bench: &mut Criterion) {
    let fill = || {
        let mut batch = Batch::new();
        for id in 1..=25_u64 {
            let deal = GetItem::new(EntityType::DEAL, Id::new(id).unwrap());
            let deal = batch.add(deal).unwrap();
            let company = deal.at(["item", "companyId"]);
            batch
                .add(GetItem::new(EntityType::COMPANY, company))
                .unwrap();
        }
        batch
    };
    assert_eq!(fill().len(), 50);
    bench.bench_function("a batch of 50 commands encoded", |bench| bench.iter(fill));
}

/// The answer to a batch of fifty pages of fifty deals.
fn answer() -> String {
    let item = read_answer::<OpenValue>("crm.item.get", 200, ITEM.as_bytes()).unwrap();
    let item: OpenValue = item.answer.raw().member("item").unwrap();
    let rows = vec![item.raw().as_str(); 50].join(",");
    let pages: Vec<String> = (0..PAGES)
        .map(|page| format!(r#""c{page}":{{"items":[{rows}]}}"#))
        .collect();
    let pages = pages.join(",");
    format!(r#"{{"result":{{"result":{{{pages}}},"result_error":[],"result_total":[]}}}}"#)
}

fn decode(bench: &mut Criterion) {
    let mut batch = Batch::new();
    let handles: Vec<Handle<ListItems>> = (0..PAGES)
        .map(|_| batch.add(ListItems::new(EntityType::DEAL)).unwrap())
        .collect();
    let answer = answer();
    let bytes = answer.len();
    let read = |text: &str| -> BatchResults { batch.read_answer(200, text.as_bytes()).unwrap() };
    let deals = |results: &BatchResults| -> Vec<Vec<Item>> {
        let pages = handles.iter().map(|handle| results.take(handle).unwrap());
        pages.collect()
    };
    assert_eq!(deals(&read(&answer)).iter().flatten().count(), 2500);
    let mut group = bench.benchmark_group(format!("2,500 deals, {} KiB", bytes / 1024));
    group.sample_size(20);
    group.bench_function("delimited", |bench| bench.iter(|| read(black_box(&answer))));
    group.bench_function("decoded", |bench| {
        bench.iter(|| deals(&read(black_box(&answer))));
    });
    group.bench_function("one of its items decoded", |bench| {
        let item = read_answer::<OpenValue>("crm.item.get", 200, ITEM.as_bytes()).unwrap();
        let item: OpenValue = item.answer.raw().member("item").unwrap();
        bench.iter(|| {
            RawJson::new(black_box(item.raw().as_str()))
                .parse::<Item>()
                .unwrap()
        });
    });
    group.finish();
}

/// Asks for every window of a list whose ids lie evenly, one in three; how many there were.
fn plan() -> usize {
    let window = Window {
        from: 1,
        to: 3_000_001,
    };
    let mut schedule: Schedule<()> = Schedule::of_rows(window, ROWS);
    let mut windows = 0;
    while !schedule.is_done() {
        for (ticket, window) in schedule.ask(50) {
            windows += 1;
            let rows = u64::try_from(window.to - window.from).unwrap() / 3;
            schedule.answered(ticket, rows, window.to - 1, ());
        }
        schedule.learn_fullness(0, 50);
        while schedule.next_ready().is_some() {}
    }
    windows
}

fn windows(bench: &mut Criterion) {
    assert!((20_000..21_000).contains(&plan()), "{}", plan());
    bench.bench_function("windows of a list of 1,000,000 rows", |bench| {
        bench.iter(plan);
    });
}

criterion_group!(client, encode, decode, windows);
criterion_main!(client);
