//! Sides have slots of their own, taken in fair order.

use super::Bench;
use super::town::Mood;
use docflow::Slots;
use docflow_core::*;
use std::time::Duration;

#[tokio::test]
async fn a_base_that_hangs_holds_its_own_slots_and_no_others() {
    let alone = time_of_twenty("yug", |_| {}).await;
    let beside = time_of_twenty("yug", |bench| bench.town.mood("sever", Mood::Hangs)).await;
    assert!(
        beside <= alone + Duration::from_secs(1),
        "{beside:?} beside a base that hangs, {alone:?} alone"
    );
}

/// How long twenty runs of a firm take while twenty of the other are due too.
async fn time_of_twenty(firm: &str, change: impl FnOnce(&Bench)) -> Duration {
    let bench = Bench::new();
    bench.town.mood("yug", Mood::Slow(Duration::from_secs(12)));
    change(&bench);
    let hangs = bench.town.is("sever", Mood::Hangs);
    for deal in 1..=20 {
        if hangs {
            bench.order(deal, "sever").await;
        }
        bench.order(100 + deal, firm).await;
    }
    let begun = bench.clock_now();
    let (stop, served) = bench.serve();
    while bench.finished().await < 20 {
        bench
            .pass(Duration::from_secs(1), Duration::from_secs(1))
            .await;
        let taken = bench.clock_now() - begun;
        assert!(taken.num_minutes() < 10, "twenty runs take too long");
    }
    let taken = (bench.clock_now() - begun).to_std().unwrap();
    stop.tell();
    stop.tell();
    bench.settle().await;
    served.await.unwrap().unwrap();
    taken
}

/// One pass, as a job makes it: the good base is done before the other one's time-outs are over.
#[tokio::test]
async fn in_one_pass_too_a_base_that_hangs_holds_nobody_elses_slots() {
    let bench = Bench::new();
    bench.town.mood("sever", Mood::Hangs);
    for deal in 1..=20 {
        bench.order(deal, "sever").await;
        bench.order(100 + deal, "yug").await;
    }
    let (engine, now) = (bench.engine.clone(), bench.clock_now());
    let pass = tokio::spawn(async move { engine.run_due(now).await });
    bench
        .pass(Duration::from_secs(30), Duration::from_secs(1))
        .await;
    assert_eq!(
        bench.finished().await,
        20,
        "within the time of one hanging call"
    );
    pass.abort();
}

#[tokio::test]
async fn no_side_is_asked_by_more_runs_than_it_has_slots() {
    let bench = Bench::new();
    let engine = bench
        .engine
        .clone()
        .with_slots(Slots { portal: 3, base: 2 });
    bench.town.mood("sever", Mood::Slow(Duration::from_secs(5)));
    bench.town.mood("crm", Mood::Slow(Duration::from_secs(1)));
    for deal in 1..=30 {
        engine
            .start(Bench::wish(deal, "sever", "msk"))
            .await
            .unwrap();
    }
    let stop = docflow::Stop::new();
    let told = stop.clone();
    let serving = engine.clone();
    let served = tokio::spawn(async move { serving.serve(&told).await });
    bench
        .pass(Duration::from_mins(10), Duration::from_secs(1))
        .await;
    stop.tell();
    bench.settle().await;
    served.await.unwrap().unwrap();
    assert_eq!(bench.finished().await, 30);
    let done = bench.town.done();
    assert_eq!((done.most["crm"], done.most["sever"]), (3, 2));
}

#[tokio::test]
async fn of_two_offices_each_gets_its_turn() {
    let bench = Bench::new();
    let engine = bench
        .engine
        .clone()
        .with_slots(Slots { portal: 1, base: 1 });
    for deal in 1..=20 {
        engine
            .start(Bench::wish(deal, "sever", "msk"))
            .await
            .unwrap();
    }
    engine
        .start(Bench::wish(500, "sever", "vvo"))
        .await
        .unwrap();
    engine.run_due(bench.clock_now()).await.unwrap();
    let done = bench.town.done();
    let read: Vec<&String> = done
        .calls
        .iter()
        .filter(|call| call.ends_with("/facts"))
        .collect();
    let place = read.iter().position(|call| call.contains("/500/")).unwrap();
    assert!(place <= 2, "the other office waits for {place} readings");
}

#[tokio::test]
async fn a_click_goes_before_two_thousand_reminders() {
    let bench = Bench::with(|policy| policy.patience.remind_after = Duration::from_hours(1));
    bench.town.mood("sever", Mood::Refuses);
    for deal in 1..=300 {
        bench.order(deal, "sever").await;
    }
    bench.run_due().await;
    bench.clock.advance(Duration::from_hours(2));
    bench.town.mood("sever", Mood::Good);
    bench.order(9_000, "yug").await;
    let before = bench.town.done().calls.len();
    let engine = bench
        .engine
        .clone()
        .with_slots(Slots { portal: 1, base: 1 });
    engine.run_due(bench.clock_now()).await.unwrap();
    let done = bench.town.done();
    let first = done.calls.get(before).unwrap();
    assert!(first.contains("/9000/"), "{first} went before the click");
}
