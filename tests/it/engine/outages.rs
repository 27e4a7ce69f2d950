//! A side is away: runs wait, people are told once, and everything goes on by itself.

use super::Bench;
use super::town::Mood;
use crate::support::{ADMINISTRATOR, REQUESTER};
use docflow_core::*;
use std::time::Duration;

const RUNS: u64 = 200;

/// Nothing twice and nothing lost, for so many runs.
async fn assert_all_done_once(bench: &Bench, runs: u64) {
    let runs = usize::try_from(runs).unwrap();
    assert_eq!(bench.finished().await, runs, "runs that are over");
    let done = bench.town.done();
    assert_eq!(done.sets.len(), runs, "sets");
    let mut uploads = done.uploads.clone();
    uploads.sort();
    uploads.dedup();
    assert_eq!(uploads.len(), done.uploads.len(), "attached twice");
    assert_eq!(uploads.len(), 2 * runs, "attached");
    let mut comments = done.comments.clone();
    comments.sort();
    comments.dedup();
    assert_eq!(
        (comments.len(), done.comments.len()),
        (runs, runs),
        "announced"
    );
}

#[tokio::test]
async fn a_weekend_of_1c_and_hours_of_the_portal_away_need_no_person_and_one_message_each() {
    let bench = Bench::new();
    for deal in 1..=RUNS {
        bench.order(deal, "sever").await;
    }
    bench.town.mood("sever", Mood::Away);
    let (stop, served) = bench.serve();
    let minutes = |count| Duration::from_mins(count);
    bench.pass(minutes(60 * 60), minutes(5)).await;
    assert_eq!(bench.finished().await, 0);
    assert_eq!(bench.town.told(REQUESTER, "outage"), 1, "told once");
    bench.town.mood("sever", Mood::Good);
    bench.town.mood("crm", Mood::Away);
    bench.pass(minutes(6 * 60), minutes(5)).await;
    bench.town.mood("crm", Mood::Good);
    bench.pass(minutes(90), minutes(1)).await;
    stop.tell();
    bench.settle().await;
    served.await.unwrap().unwrap();

    assert_all_done_once(&bench, RUNS).await;
    for user in [REQUESTER, ADMINISTRATOR] {
        let told = (
            bench.town.told(user, "outage"),
            bench.town.told(user, "over"),
        );
        assert_eq!(told, (1, 1), "messages about the outage to {user}");
    }
    let done = bench.town.done();
    let asked = done.sent.iter().filter(|one| one.what == "problem").count();
    assert_eq!(asked, 0, "nobody has to act");
}

#[tokio::test]
async fn a_short_outage_is_told_to_nobody() {
    let bench = Bench::new();
    bench.order(1, "sever").await;
    bench.town.mood("sever", Mood::Away);
    let (stop, served) = bench.serve();
    bench
        .pass(Duration::from_mins(20), Duration::from_secs(20))
        .await;
    bench.town.mood("sever", Mood::Good);
    bench
        .pass(Duration::from_mins(20), Duration::from_secs(20))
        .await;
    stop.tell();
    bench.settle().await;
    served.await.unwrap().unwrap();
    assert_all_done_once(&bench, 1).await;
    let done = bench.town.done();
    assert!(
        done.sent.iter().all(|one| one.what == "ready"),
        "{:?}",
        done.sent
    );
}

#[tokio::test]
async fn a_refusal_of_one_deal_is_told_to_its_accountant_and_nobody_elses_run_waits() {
    let bench = Bench::new();
    let refused = bench.order(1, "sever").await;
    bench.order(2, "sever").await;
    bench
        .town
        .mood(refused.step_text("issue").as_str(), Mood::Refuses);
    bench.run_due().await;
    assert_eq!(bench.finished().await, 1);
    assert_eq!(bench.town.told(crate::support::ACCOUNTANT, "problem"), 1);
    assert_eq!(bench.town.told(REQUESTER, "waits"), 1);
    assert!(matches!(
        bench.state(&refused).await,
        State::Waiting {
            problem: Some(_),
            ..
        }
    ));
}

trait StepText {
    fn step_text(&self, step: &str) -> String;
}

impl StepText for RunKey {
    fn step_text(&self, step: &str) -> String {
        format!("{self}/{step}")
    }
}

impl Bench {
    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }
}
