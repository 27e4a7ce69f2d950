//! Runs that are played again over what their journal keeps.

use super::Bench;
use super::town::Mood;
use crate::support::{self, user};
use docflow::{Difference, Replay, ReplayError, replay};
use docflow_core::*;
use std::time::Duration;

async fn played(bench: &Bench, policy: &Policy, run: &RunKey) -> Replay {
    replay(bench.journal.as_ref(), policy, run).await.unwrap()
}

#[tokio::test]
async fn a_run_with_a_problem_a_retry_and_an_outage_plays_again_as_it_went() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    bench.town.mood("sever", Mood::Away);
    bench.run_due().await;
    bench.town.mood("sever", Mood::Refuses);
    bench
        .pass(Duration::from_mins(2), Duration::from_mins(1))
        .await;
    bench.run_due().await;
    let State::Waiting { key, round, .. } = bench.state(&run).await else {
        panic!("nobody is waited for")
    };
    bench.town.mood("sever", Mood::Good);
    let signal = Signal {
        id: MessageId::new("again"),
        key,
        round,
        body: SignalBody::Retry {
            by: user(support::MANAGER),
            reason: None,
        },
    };
    bench.engine.signal(&run, "page", signal).await.unwrap();
    bench.run_due().await;
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
    let policy = &bench.engine.parts().policy;
    let replay = played(&bench, policy, &run).await;
    assert_eq!((replay.difference, replay.policy_changed), (None, false));
    assert!(replay.steps >= 9, "{} steps", replay.steps);
}

#[tokio::test]
async fn another_policy_says_at_which_step_it_decides_otherwise() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    bench.run_due().await;
    let mut policy = Policy::clone(&bench.engine.parts().policy);
    policy.hash = "another".to_owned();
    policy.forms[0].valid_to = Some(support::day("2020-01-01"));
    let replay = played(&bench, &policy, &run).await;
    assert!(replay.policy_changed);
    let Some(Difference::Verdict { step, codes }) = replay.difference else {
        panic!("the other policy decides alike")
    };
    assert_eq!((step.name(), replay.steps), ("facts", 1));
    assert!(codes.contains(&"form-withdrawn".to_owned()), "{codes:?}");
}

#[tokio::test]
async fn a_run_that_was_forgotten_can_not_be_played_again_and_says_so() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    bench.run_due().await;
    bench.engine.forget(&run).await.unwrap();
    let policy = &bench.engine.parts().policy;
    let refused = replay(bench.journal.as_ref(), policy, &run).await;
    assert_eq!(refused, Err(ReplayError::Forgotten));
}
