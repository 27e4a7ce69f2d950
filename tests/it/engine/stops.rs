//! Stopping: nothing is begun after it, what is under way comes to its end, claims are given back.

use super::Bench;
use super::town::Mood;
use docflow_core::*;
use std::time::Duration;

#[tokio::test]
async fn told_to_stop_it_ends_the_conversation_and_gives_the_run_back_at_once() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    bench
        .town
        .mood("sever", Mood::Slow(Duration::from_secs(30)));
    let (stop, served) = bench.serve();
    bench
        .pass(Duration::from_secs(10), Duration::from_secs(1))
        .await;
    stop.tell();
    bench.settle().await;
    assert!(!served.is_finished(), "the conversation is under way");
    bench
        .pass(Duration::from_secs(25), Duration::from_secs(1))
        .await;
    served.await.unwrap().unwrap();
    let calls = bench.town.done().calls.clone();
    assert!(calls.last().unwrap().ends_with("/issue"), "{calls:?}");

    let row = bench.journal.get(&run).await.unwrap();
    assert_eq!(row.mark, None, "nothing is marked as begun");
    let now = bench.clock_now();
    let claim = bench.journal.claim(&run, now, Duration::from_secs(1)).await;
    assert!(claim.unwrap().is_some(), "the run is free at once");
}

#[tokio::test]
async fn told_twice_it_returns_at_once_and_what_was_under_way_keeps_its_mark() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    bench.town.mood("sever", Mood::Hangs);
    let (stop, served) = bench.serve();
    bench
        .pass(Duration::from_secs(10), Duration::from_secs(1))
        .await;
    stop.tell();
    stop.tell();
    bench.settle().await;
    served.await.unwrap().unwrap();
    let row = bench.journal.get(&run).await.unwrap();
    assert_eq!(row.mark.unwrap().key.name(), "issue");
}

/// Whenever it is told, nothing is begun after it, and another engine finishes what is left.
#[tokio::test]
async fn at_any_moment_a_stop_begins_nothing_and_loses_nothing() {
    for moment in 0..60 {
        let bench = Bench::new();
        for side in ["crm", "sever"] {
            bench.town.mood(side, Mood::Slow(Duration::from_secs(3)));
        }
        for deal in 1..=3 {
            bench.order(deal, "sever").await;
        }
        let (stop, served) = bench.serve();
        let half = Duration::from_millis(500);
        bench.pass(half * moment, half).await;
        stop.tell();
        let begun = bench.town.done().calls.len();
        bench.pass(Duration::from_secs(4), half).await;
        served.await.unwrap().unwrap();
        assert_eq!(bench.town.done().calls.len(), begun, "told after {moment}");
        let rows = bench.journal.list(&RunFilter::default()).await.unwrap();
        assert!(
            rows.iter().all(|row| row.mark.is_none()),
            "told after {moment}"
        );
        let (stop, served) = bench.serve();
        bench
            .pass(Duration::from_mins(2), Duration::from_secs(1))
            .await;
        stop.tell();
        bench.settle().await;
        served.await.unwrap().unwrap();
        assert_eq!(bench.finished().await, 3, "told after {moment}");
        let done = bench.town.done();
        assert_eq!(
            (done.sets.len(), done.uploads.len(), done.comments.len()),
            (3, 6, 3)
        );
    }
}
