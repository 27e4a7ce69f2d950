//! Who is driven first, where, and when the next is due.

use super::{epoch, finish, limited, opened};
use crate::journal::{TTL, at, cancel, crm, due, key, mark, query, step, summary, wish};
use docflow_core::{
    Commit, DueQuery, Journal, Lane, NewRun, RunDue, RunKey, RunSummary, Timestamp, Urgency,
};
use std::time::Duration;

/// Opens the run of a deal that is due at a second.
async fn open(journal: &dyn Journal, deal: u64, office: Option<&str>, first: RunDue) -> RunKey {
    let run = key(deal, 1);
    let wish = NewRun {
        summary: RunSummary {
            office: office.map(str::to_owned),
            ..summary()
        },
        due: first,
        ..wish(&run, &format!("w-{deal}"), 0)
    };
    journal.open(wish).await.unwrap();
    run
}

fn urgent(urgency: Urgency, seconds: i64) -> RunDue {
    RunDue {
        urgency,
        ..due(seconds)
    }
}

fn of(lane: &str, seconds: i64) -> DueQuery {
    DueQuery {
        lane: Some(Lane::new(lane)),
        ..query(seconds)
    }
}

fn deals(runs: &[RunKey]) -> Vec<u64> {
    runs.iter().map(|run| run.deal().get()).collect()
}

pub(super) async fn the_most_urgent_comes_first(journal: &dyn Journal) {
    open(journal, 1, None, urgent(Urgency::Reminder, 1)).await;
    open(journal, 2, None, urgent(Urgency::Step, 2)).await;
    open(journal, 3, None, urgent(Urgency::Click, 4)).await;
    open(journal, 4, None, urgent(Urgency::Click, 3)).await;
    open(journal, 5, None, urgent(Urgency::Step, 1)).await;
    let due = journal.due(&query(10)).await.unwrap();
    assert_eq!(deals(&due), [4, 3, 5, 2, 1]);
    let first = journal.due(&limited(10, 2)).await.unwrap();
    assert_eq!(deals(&first), [4, 3]);
}

pub(super) async fn offices_take_turns(journal: &dyn Journal) {
    for deal in 1..=4 {
        open(journal, deal, Some("msk"), due(1)).await;
    }
    open(journal, 5, Some("ekb"), due(5)).await;
    open(journal, 6, None, due(3)).await;
    open(journal, 7, None, due(2)).await;
    open(journal, 8, Some("ekb"), due(4)).await;
    let due = journal.due(&query(10)).await.unwrap();
    assert_eq!(deals(&due), [1, 7, 8, 2, 6, 5, 3, 4]);
}

pub(super) async fn the_office_that_was_served_last_comes_last_among_equals(journal: &dyn Journal) {
    open(journal, 1, Some("ekb"), due(1)).await;
    open(journal, 2, Some("msk"), due(2)).await;
    open(journal, 3, Some("vvo"), due(3)).await;
    open(journal, 4, None, due(0)).await;
    let after = |served: Option<&str>| DueQuery {
        served: served.map(str::to_owned),
        ..query(10)
    };
    for (served, first) in [
        (None, [4, 1, 2, 3]),
        (Some(""), [1, 2, 3, 4]),
        (Some("ekb"), [2, 3, 4, 1]),
        (Some("msk"), [3, 4, 1, 2]),
        (Some("vvo"), [4, 1, 2, 3]),
    ] {
        let due = journal.due(&after(served)).await.unwrap();
        assert_eq!(deals(&due), first, "after {served:?}");
    }
}

pub(super) async fn turns_are_within_an_urgency(journal: &dyn Journal) {
    open(journal, 1, Some("msk"), urgent(Urgency::Step, 1)).await;
    open(journal, 2, Some("msk"), urgent(Urgency::Click, 1)).await;
    open(journal, 3, Some("msk"), urgent(Urgency::Click, 1)).await;
    open(journal, 4, Some("ekb"), urgent(Urgency::Step, 2)).await;
    let due = journal.due(&query(10)).await.unwrap();
    assert_eq!(deals(&due), [2, 3, 1, 4]);
}

pub(super) async fn a_lane_is_driven_apart(journal: &dyn Journal) {
    let books = |seconds| RunDue::step(at(seconds), Lane::new("base-main"));
    open(journal, 1, None, due(1)).await;
    let second = open(journal, 2, None, books(2)).await;
    open(journal, 3, None, books(30)).await;
    let ask = async |lane: &str, seconds| {
        let due = journal.due(&of(lane, seconds)).await.unwrap();
        deals(&due)
    };
    assert_eq!(ask("crm", 10).await, [1]);
    assert_eq!(ask("base-main", 10).await, [2]);
    assert_eq!(ask("base-main", 30).await, [2, 3]);
    assert_eq!(ask("base-other", 30).await, [0; 0]);
    let all = journal.due(&query(10)).await.unwrap();
    assert_eq!(deals(&all), [1, 2]);
    // A step moves the run to another side; a claim that ran out leaves it there.
    let held = epoch(journal, &second, 10).await;
    let commit = Commit {
        due: due(10),
        ..step(&second, "issue", 10)
    };
    journal.commit(&second, held, commit).await.unwrap();
    assert_eq!(ask("base-main", 71).await, [3]);
    assert_eq!(ask("crm", 71).await, [1, 2]);
    let held = epoch(journal, &second, 80).await;
    journal.park(&second, held, books(90), 0).await.unwrap();
    assert_eq!(ask("base-main", 90).await, [3, 2]);
    assert_eq!(journal.get(&second).await.unwrap().due, books(90));
}

pub(super) async fn a_message_makes_a_run_urgent_and_keeps_its_lane(journal: &dyn Journal) {
    let lane = Lane::new("base-main");
    let rest = RunDue {
        away_since: Some(at(1)),
        ..RunDue::step(at(900), lane.clone())
    };
    let run = open(journal, 1, None, rest.clone()).await;
    journal.post(&run, cancel("c-1"), at(10)).await.unwrap();
    let woken = RunDue {
        at: at(10),
        urgency: Urgency::Click,
        ..rest
    };
    assert_eq!(journal.get(&run).await.unwrap().due, woken);
    journal.post(&run, cancel("c-2"), at(20)).await.unwrap();
    let row = journal.get(&run).await.unwrap();
    assert_eq!(row.due, woken, "it does not wait longer for a second one");
}

pub(super) async fn a_commit_that_leaves_messages_is_urgent(journal: &dyn Journal) {
    let run = opened(journal).await;
    let held = epoch(journal, &run, 0).await;
    journal.post(&run, cancel("c-1"), at(1)).await.unwrap();
    let pause = Commit {
        due: urgent(Urgency::Reminder, 9000),
        ..step(&run, "facts", 2)
    };
    journal.commit(&run, held, pause.clone()).await.unwrap();
    let row = journal.get(&run).await.unwrap();
    assert_eq!(row.due, urgent(Urgency::Click, 2));
    let all_taken = Commit {
        taken: u64::MAX,
        ..pause
    };
    journal.commit(&run, held, all_taken).await.unwrap();
    let row = journal.get(&run).await.unwrap();
    assert_eq!(row.due, urgent(Urgency::Reminder, 9000));
}

pub(super) async fn a_run_due_beyond_every_wait_is_due(journal: &dyn Journal) {
    let far = 3600;
    let run = open(journal, 1, None, due(far + 1)).await;
    open(journal, 2, None, due(far)).await;
    let within = |seconds| DueQuery {
        horizon: Duration::from_hours(1),
        ..query(seconds)
    };
    let found = journal.due(&within(0)).await.unwrap();
    assert_eq!(found, std::slice::from_ref(&run));
    let found = journal
        .due(&DueQuery {
            lane: Some(crm()),
            ..within(0)
        })
        .await;
    assert_eq!(found.unwrap(), std::slice::from_ref(&run));
    assert_eq!(journal.due(&within(1)).await.unwrap(), []);
    // The same when a claim on it has run out.
    epoch(journal, &run, -500).await;
    assert_eq!(journal.due(&within(0)).await.unwrap(), [run]);
}

pub(super) async fn the_next_moment_is_the_earliest_due_or_end_of_a_claim(journal: &dyn Journal) {
    let next = async |seconds| journal.next_due(at(seconds)).await.unwrap();
    assert_eq!(next(0).await, None);
    let first = open(journal, 1, None, due(100)).await;
    let second = open(journal, 2, None, RunDue::step(at(200), Lane::new("base"))).await;
    assert_eq!(next(0).await, Some(at(100)));
    assert_eq!(next(500).await, Some(at(100)), "it is due already");
    let held = epoch(journal, &first, 100).await;
    assert_eq!(next(100).await, Some(at(160)), "a living claim runs out");
    assert_eq!(next(161).await, Some(at(100)), "it has run out");
    journal.prolong(&first, held, at(190)).await.unwrap();
    assert_eq!(next(190).await, Some(at(200)));
    journal.park(&first, held, due(900), 0).await.unwrap();
    finish(journal, &second, 200).await;
    assert_eq!(next(200).await, Some(at(900)));
    finish(journal, &first, 900).await;
    assert_eq!(next(900).await, None);
}

pub(super) async fn a_dead_claim_does_not_hide_when_a_run_is_due(journal: &dyn Journal) {
    let run = open(journal, 1, None, due(100)).await;
    let claim = journal.claim(&run, at(90_000), TTL).await.unwrap();
    assert!(claim.is_some());
    assert_eq!(journal.next_due(at(0)).await.unwrap(), Some(at(100)));
    assert_eq!(journal.due(&query(99)).await.unwrap(), []);
    assert_eq!(journal.due(&query(100)).await.unwrap(), [run]);
}

pub(super) async fn a_claim_may_live_to_the_end_of_time(journal: &dyn Journal) {
    let run = opened(journal).await;
    journal.claim(&run, at(0), Duration::MAX).await.unwrap();
    assert_eq!(journal.due(&query(5)).await.unwrap(), []);
    assert!(journal.claim(&run, at(5), TTL).await.unwrap().is_none());
    let end = journal.next_due(at(5)).await.unwrap().unwrap();
    assert!(end > Timestamp::MAX_UTC - chrono::TimeDelta::seconds(1));
    // What is under way is told from what is due.
    assert_eq!(journal.get(&run).await.unwrap().mark, None);
    let held = docflow_core::Epoch(1);
    let marked = Commit {
        mark: Some(mark(&run, "issue", 6)),
        ..step(&run, "facts", 6)
    };
    journal.commit(&run, held, marked).await.unwrap();
    assert_eq!(journal.due(&query(6)).await.unwrap(), []);
}
