//! What a deal costs in this process: check, sums, a step of the run, its wire form, printing, and
//! the encoding of a batch.
//!
//! Not here: requests, which cost far more and are counted by tests. The deals are those of the
//! tests of each crate. Numbers with their command stand in `docs/performance.md`.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement stops when its input is wrong"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

#[expect(
    dead_code,
    clippy::assigning_clones,
    clippy::indexing_slicing,
    reason = "the deals of core's tests, of which a part is measured"
)]
#[path = "../../docflow-core/tests/it/support.rs"]
mod deals;
#[expect(
    dead_code,
    reason = "the papers of the printing tests, of which a part is measured"
)]
#[path = "../../print/tests/it/sample.rs"]
mod papers;

use deals::Scene;
use docflow_core::{
    Answer, DealId, LineAmounts, Money, Outcome, Price, Quantity, Recorded, Run, RunKey, Settings,
    Totals, VatMode, VatRate, wire,
};

const ROWS: usize = 200;

/// A good deal of two hundred rows.
fn long_deal() -> Scene {
    let mut scene = Scene::firm();
    let pair = scene.facts.rows.clone();
    scene.facts.rows = pair.iter().cycle().take(ROWS).cloned().collect();
    scene.facts.rows_total = scene.facts.rows.len().try_into().unwrap();
    scene.facts.deal.opportunity = Some(Money::from_kopecks(12_500_000 * 100));
    assert_eq!(scene.request().parts().rows.len(), ROWS);
    scene
}

fn check(bench: &mut Criterion) {
    let deal = long_deal();
    bench.bench_function("check of a good deal, 200 rows", |bench| {
        bench.iter(|| black_box(&deal).check());
    });
}

fn totals(bench: &mut Criterion) {
    let prices: Vec<Price> = (1..=ROWS)
        .map(|row| Price::parse(&format!("{row}.33")).unwrap())
        .collect();
    let three = Quantity::parse("3.5").unwrap();
    let sum_up = |prices: &[Price]| {
        let rows = prices.iter().map(|price| {
            LineAmounts::new(three, *price, VatRate::Vat22, VatMode::Included).unwrap()
        });
        Totals::of(&rows.collect::<Vec<_>>()).unwrap()
    };
    bench.bench_function("sums and VAT of 200 rows", |bench| {
        bench.iter(|| sum_up(black_box(&prices)));
    });
}

/// A run that has just been ordered, and what the check makes of its deal.
fn ordered(scene: &Scene) -> (Run, Recorded) {
    let key = RunKey::new("sever", DealId::new(4512).unwrap(), "documents", 1).unwrap();
    let settings = Settings {
        patience: scene.policy.patience,
        approval: scene.policy.approval.clone(),
        people: scene.policy.people.clone(),
    };
    let recorded = Recorded {
        started: scene.standing.now,
        at: scene.standing.now,
        outcome: Outcome::Done(Answer::Checked(scene.check())),
    };
    (Run::start(key, scene.order.clone(), settings), recorded)
}

fn run(bench: &mut Criterion) {
    for (name, scene) in [("2 rows", Scene::firm()), ("200 rows", long_deal())] {
        let (run, recorded) = ordered(&scene);
        let step = run.due_step().unwrap();
        let apply = || run.clone().apply(&step, recorded.clone()).unwrap();
        let checked = apply();
        let stored = wire::write(&checked).unwrap();
        bench.bench_function(&format!("one outcome applied, {name}"), |bench| {
            bench.iter(apply);
        });
        bench.bench_function(&format!("a run written, {name}"), |bench| {
            bench.iter(|| wire::write(black_box(&checked)).unwrap());
        });
        bench.bench_function(&format!("a run read, {name}"), |bench| {
            bench.iter(|| wire::read(black_box(&stored)).unwrap());
        });
    }
}

fn print(bench: &mut Criterion) {
    use docflow_print::{FillOptions, Pictures, Template, builtin, pdf};
    let template = Template::parse(&builtin::invoice().unwrap()).unwrap();
    let invoice = papers::invoice();
    let stamp = builtin::sample_stamp("ООО «Северный ветер» г. Москва");
    let pictures = Pictures::from([("seller.stamp".to_owned(), stamp)]);
    let options = FillOptions {
        stamps: true,
        strict: true,
        pictures: &pictures,
    };
    let fill = || template.fill(&invoice, &options).unwrap();
    let docx = fill().docx;
    let mut group = bench.benchmark_group("a stamped invoice");
    group.sample_size(10);
    group.bench_function("filled to docx", |bench| bench.iter(fill));
    group.bench_function("docx to pdf", |bench| {
        bench.iter(|| pdf::render(black_box(&docx)).unwrap());
    });
    group.finish();
}

fn batch(bench: &mut Criterion) {
    use bitrix_client::{Batch, EntityType, ListAddresses};
    let fill = || {
        let mut batch = Batch::new();
        for id in 1..=50_i64 {
            let addresses = ListAddresses::new()
                .filter("ENTITY_TYPE_ID", EntityType::REQUISITE)
                .filter("ENTITY_ID", id);
            batch.add(addresses).unwrap();
        }
        batch
    };
    assert_eq!(fill().len(), 50);
    bench.bench_function("50 commands encoded", |bench| bench.iter(fill));
}

criterion_group!(work, check, totals, run, print, batch);
criterion_main!(work);
