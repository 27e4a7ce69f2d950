//! The suite: each function is one promise, held against any adapter.

mod claims;
mod inbox;
mod pages;
mod people;
mod scheduling;
mod states;

use super::{
    TTL, at, cancel, crm, due, key, mark, messages, query, recording, snapshot, step, wish,
};
use claims::*;
use docflow_core::{
    Commit, DueQuery, Epoch, Journal, JournalError, Opened, Parked, Posted, Recording, RunDue,
    RunFilter, RunState, Timestamp,
};
use inbox::*;
use pages::*;
use people::*;
use scheduling::*;
use states::*;
use std::time::Duration;

fn limited(seconds: i64, limit: usize) -> DueQuery {
    DueQuery {
        limit,
        ..query(seconds)
    }
}

/// Opens the run of deal 1 at 0 seconds.
async fn opened(journal: &dyn Journal) -> docflow_core::RunKey {
    let run = key(1, 1);
    let answer = journal.open(wish(&run, "w-1", 0)).await.unwrap();
    assert_eq!(answer, Opened::New);
    run
}

/// Claims at a second.
async fn epoch(journal: &dyn Journal, run: &docflow_core::RunKey, seconds: i64) -> Epoch {
    let claim = journal.claim(run, at(seconds), TTL).await.unwrap();
    claim.unwrap().epoch
}

/// Claims at a second and ends the run there.
async fn finish(journal: &dyn Journal, run: &docflow_core::RunKey, seconds: i64) {
    let epoch = epoch(journal, run, seconds).await;
    let end = Commit {
        state: RunState::Finished,
        ..step(run, "announce", seconds)
    };
    journal.commit(run, epoch, end).await.unwrap();
}

async fn a_new_run_is_due_at_once_and_can_be_claimed(journal: &dyn Journal) {
    let run = opened(journal).await;
    assert_eq!(journal.due(&query(-1)).await.unwrap(), []);
    assert_eq!(
        journal.due(&query(0)).await.unwrap(),
        std::slice::from_ref(&run)
    );
    let claim = journal.claim(&run, at(0), TTL).await.unwrap().unwrap();
    assert_eq!(claim.snapshot, snapshot("new"));
    assert_eq!(
        (claim.mark, claim.mail.messages.len(), claim.mail.seen),
        (None, 0, 0)
    );
    assert_eq!(
        journal.due(&query(0)).await.unwrap(),
        [],
        "a claimed run is not due"
    );
}

async fn a_repeated_wish_is_the_same_run_for_ever(journal: &dyn Journal) {
    let run = opened(journal).await;
    let again = || journal.open(wish(&run, "w-1", 1));
    assert_eq!(again().await.unwrap(), Opened::Duplicate(run.clone()));
    finish(journal, &run, 2).await;
    assert_eq!(again().await.unwrap(), Opened::Duplicate(run.clone()));
    journal.forget(&run).await.unwrap();
    assert_eq!(again().await.unwrap(), Opened::Duplicate(run.clone()));
}

async fn one_run_of_a_deal_is_open(journal: &dyn Journal) {
    let run = opened(journal).await;
    for generation in [1, 2, 9] {
        let message = format!("other-{generation}");
        let answer = journal
            .open(wish(&key(1, generation), &message, 1))
            .await
            .unwrap();
        assert_eq!(answer, Opened::Busy(run.clone()));
    }
    assert_eq!(journal.list(&RunFilter::default()).await.unwrap().len(), 1);
    let other = journal.open(wish(&key(2, 1), "w-2", 1)).await.unwrap();
    assert_eq!(other, Opened::New, "another deal has its own");
}

async fn a_wish_that_met_an_open_run_stays_with_it(journal: &dyn Journal) {
    let run = opened(journal).await;
    journal.open(wish(&run, "robot-1", 1)).await.unwrap();
    finish(journal, &run, 2).await;
    let late = journal.open(wish(&key(1, 2), "robot-1", 3)).await.unwrap();
    assert_eq!(late, Opened::Duplicate(run));
}

async fn generations_grow_by_one(journal: &dyn Journal) {
    let skipped = journal.open(wish(&key(1, 2), "early", 0)).await;
    assert_eq!(skipped.unwrap_err(), JournalError::NoRun(key(1, 1)));
    let run = opened(journal).await;
    finish(journal, &run, 1).await;
    let old = journal.open(wish(&run, "w-2", 2)).await.unwrap();
    assert_eq!(old, Opened::Outdated(run.clone()));
    let skipped = journal.open(wish(&key(1, 3), "w-2", 2)).await;
    assert_eq!(skipped.unwrap_err(), JournalError::NoRun(key(1, 2)));
    let next = journal.open(wish(&key(1, 2), "w-2", 2)).await.unwrap();
    assert_eq!(
        next,
        Opened::New,
        "a wish that was refused can be made anew"
    );
    let latest = journal.open(wish(&key(1, 1), "w-3", 3)).await.unwrap();
    assert_eq!(latest, Opened::Busy(key(1, 2)));
}

async fn an_unknown_run_has_a_name_in_the_error(journal: &dyn Journal) {
    let run = key(404, 1);
    let no_run = JournalError::NoRun(run.clone());
    assert_eq!(journal.claim(&run, at(0), TTL).await.unwrap_err(), no_run);
    assert_eq!(
        journal
            .commit(&run, Epoch(1), step(&run, "a", 0))
            .await
            .unwrap_err(),
        no_run
    );
    assert_eq!(
        journal.park(&run, Epoch(1), due(0), 0).await.unwrap_err(),
        no_run
    );
    assert_eq!(journal.outcomes(&run).await.unwrap_err(), no_run);
    assert_eq!(journal.forget(&run).await.unwrap_err(), no_run);
    assert_eq!(
        journal.post(&run, cancel("c"), at(0)).await.unwrap(),
        Posted::NoRun
    );
}

async fn a_claim_keeps_others_away_until_it_runs_out(journal: &dyn Journal) {
    let run = opened(journal).await;
    let first = epoch(journal, &run, 0).await;
    assert!(journal.claim(&run, at(59), TTL).await.unwrap().is_none());
    assert_eq!(journal.due(&query(59)).await.unwrap(), []);
    assert_eq!(
        journal.due(&query(60)).await.unwrap(),
        std::slice::from_ref(&run)
    );
    assert!(epoch(journal, &run, 60).await > first);
}

async fn every_write_under_an_older_claim_is_refused(journal: &dyn Journal) {
    let run = opened(journal).await;
    let old = epoch(journal, &run, 0).await;
    let new = epoch(journal, &run, 60).await;
    let refused = journal.commit(&run, old, step(&run, "issue", 61)).await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
    let refused = journal.park(&run, old, due(99), 0).await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
    let never = Epoch(new.0 + 1);
    let refused = journal.commit(&run, never, step(&run, "issue", 61)).await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
    assert_eq!(journal.outcomes(&run).await.unwrap(), []);
    journal
        .commit(&run, new, step(&run, "facts", 61))
        .await
        .unwrap();
}

async fn a_claim_that_ran_out_holds_until_somebody_claims(journal: &dyn Journal) {
    let run = opened(journal).await;
    let epoch = epoch(journal, &run, 0).await;
    journal
        .commit(&run, epoch, step(&run, "facts", 1000))
        .await
        .unwrap();
    assert!(
        journal.claim(&run, at(1059), TTL).await.unwrap().is_none(),
        "and is prolonged"
    );
    assert!(journal.claim(&run, at(1060), TTL).await.unwrap().is_some());
}

async fn a_claim_that_was_given_up_writes_nothing(journal: &dyn Journal) {
    let run = opened(journal).await;
    let parked = epoch(journal, &run, 0).await;
    journal.park(&run, parked, due(100), 0).await.unwrap();
    let refused = journal.commit(&run, parked, step(&run, "facts", 1)).await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
    let ended = epoch(journal, &run, 2).await;
    assert!(ended > parked);
    let end = Commit {
        state: RunState::Finished,
        ..step(&run, "announce", 2)
    };
    journal.commit(&run, ended, end).await.unwrap();
    let refused = journal.commit(&run, ended, step(&run, "facts", 3)).await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
}

async fn a_commit_is_what_the_next_claim_finds(journal: &dyn Journal) {
    let run = opened(journal).await;
    let first = epoch(journal, &run, 0).await;
    let commit = Commit {
        mark: Some(mark(&run, "issue", 5)),
        ..step(&run, "facts", 5)
    };
    journal.commit(&run, first, commit).await.unwrap();
    let claim = journal.claim(&run, at(500), TTL).await.unwrap().unwrap();
    assert_eq!(claim.snapshot, snapshot("facts"));
    assert_eq!(claim.mark, Some(mark(&run, "issue", 5)));
    let unmarked = Commit {
        outcome: None,
        ..step(&run, "issue", 501)
    };
    journal.commit(&run, claim.epoch, unmarked).await.unwrap();
    journal.park(&run, claim.epoch, due(501), 0).await.unwrap();
    let claim = journal.claim(&run, at(501), TTL).await.unwrap().unwrap();
    assert_eq!((claim.snapshot, claim.mark), (snapshot("issue"), None));
    let outcomes = journal.outcomes(&run).await.unwrap();
    assert_eq!(outcomes, [recording(&run, "facts", 5)]);
}

async fn outcomes_stand_in_the_order_of_their_commits(journal: &dyn Journal) {
    let run = opened(journal).await;
    let epoch = epoch(journal, &run, 0).await;
    let names = [
        "facts",
        "issue",
        "attach/contract",
        "attach/invoice-1",
        "announce",
    ];
    for name in names {
        journal
            .commit(&run, epoch, step(&run, name, 1))
            .await
            .unwrap();
    }
    let outcomes = journal.outcomes(&run).await.unwrap();
    let found: Vec<&str> = outcomes.iter().map(|one| one.line.step.name()).collect();
    assert_eq!(found, names);
}

async fn a_crash_leaves_the_run_due_as_committed(journal: &dyn Journal) {
    let run = opened(journal).await;
    let epoch = epoch(journal, &run, 0).await;
    let commit = Commit {
        due: due(300),
        ..step(&run, "facts", 10)
    };
    journal.commit(&run, epoch, commit).await.unwrap();
    assert_eq!(journal.due(&query(299)).await.unwrap(), []);
    assert_eq!(journal.due(&query(300)).await.unwrap(), [run]);
}

async fn a_parked_run_rests_until_it_is_due(journal: &dyn Journal) {
    let run = opened(journal).await;
    let first = epoch(journal, &run, 0).await;
    assert_eq!(
        journal.park(&run, first, due(3600), 0).await.unwrap(),
        Parked::Resting
    );
    assert_eq!(journal.due(&query(3599)).await.unwrap(), []);
    assert_eq!(
        journal.due(&query(3600)).await.unwrap(),
        std::slice::from_ref(&run)
    );
    assert!(
        epoch(journal, &run, 5).await > first,
        "it may be claimed before"
    );
}

async fn a_run_may_rest_for_ever(journal: &dyn Journal) {
    let run = opened(journal).await;
    let epoch = epoch(journal, &run, 0).await;
    journal
        .park(&run, epoch, RunDue::step(Timestamp::MAX_UTC, crm()), 0)
        .await
        .unwrap();
    let without_horizon = DueQuery {
        horizon: Duration::MAX,
        ..query(i64::from(u32::MAX))
    };
    assert_eq!(journal.due(&without_horizon).await.unwrap(), []);
    assert!(
        journal
            .claim(&run, at(1), Duration::MAX)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        journal
            .claim(&run, at(i64::from(u32::MAX)), TTL)
            .await
            .unwrap()
            .is_none()
    );
}

async fn a_finished_run_is_neither_due_nor_claimed(journal: &dyn Journal) {
    let run = opened(journal).await;
    finish(journal, &run, 1).await;
    assert_eq!(journal.due(&query(9999)).await.unwrap(), []);
    assert!(journal.claim(&run, at(9999), TTL).await.unwrap().is_none());
}

async fn the_longest_waiting_comes_first(journal: &dyn Journal) {
    for (deal, seconds) in [(1, 30), (2, 10), (3, 20), (4, 10), (5, 40)] {
        let message = format!("w-{deal}");
        journal
            .open(wish(&key(deal, 1), &message, seconds))
            .await
            .unwrap();
    }
    let due = journal.due(&limited(30, 3)).await.unwrap();
    assert_eq!(due, [key(2, 1), key(4, 1), key(3, 1)]);
    assert_eq!(journal.due(&query(30)).await.unwrap().len(), 4);
    assert_eq!(journal.due(&limited(30, 0)).await.unwrap(), []);
}

async fn a_list_is_filtered_and_newest_first(journal: &dyn Journal) {
    let run = opened(journal).await;
    let claimed = epoch(journal, &run, 0).await;
    let commit = Commit {
        mark: Some(mark(&run, "issue", 3)),
        due: due(50),
        ..step(&run, "facts", 3)
    };
    journal.commit(&run, claimed, commit).await.unwrap();
    for deal in [2, u64::MAX] {
        journal
            .open(wish(&key(deal, 1), &format!("w-{deal}"), 4))
            .await
            .unwrap();
    }
    finish(journal, &key(2, 1), 5).await;
    let list = async |filter: RunFilter| journal.list(&filter).await.unwrap();
    let keys =
        |rows: &[docflow_core::RunRow]| rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
    let all = list(RunFilter::default()).await;
    assert_eq!(keys(&all), [key(u64::MAX, 1), key(2, 1), key(1, 1)]);
    let first = all.last().unwrap();
    assert_eq!(
        (first.state, &first.snapshot),
        (RunState::Open, &snapshot("facts"))
    );
    assert_eq!((&first.due, first.changed), (&due(50), at(3)));
    assert_eq!(first.mark, Some(mark(&run, "issue", 3)));
    let deal = list(RunFilter {
        deal: Some(u64::MAX),
        ..RunFilter::default()
    })
    .await;
    assert_eq!(keys(&deal), [key(u64::MAX, 1)]);
    let over = list(RunFilter {
        state: Some(RunState::Finished),
        ..RunFilter::default()
    })
    .await;
    assert_eq!(keys(&over), [key(2, 1)]);
    let two = list(RunFilter {
        limit: 2,
        ..RunFilter::default()
    })
    .await;
    assert_eq!(keys(&two), [key(u64::MAX, 1), key(2, 1)]);
}

async fn forgetting_leaves_what_prevents_doubles(journal: &dyn Journal) {
    let run = opened(journal).await;
    let refused = journal.forget(&run).await;
    assert_eq!(
        refused.unwrap_err(),
        JournalError::NoRun(run.clone()),
        "it is not over"
    );
    journal
        .post(&run, messages(&run).remove(1), at(0))
        .await
        .unwrap();
    finish(journal, &run, 1).await;
    for _ in 0..2 {
        journal.forget(&run).await.unwrap();
        let row = journal.list(&RunFilter::default()).await.unwrap().remove(0);
        assert_eq!(row.snapshot.run, "run announce");
        assert_eq!((row.snapshot.dossier, row.snapshot.papers), (None, None));
        let kept = Recording {
            body: None,
            ..recording(&run, "announce", 1)
        };
        assert_eq!(journal.outcomes(&run).await.unwrap(), [kept]);
    }
    let again = journal
        .post(&run, messages(&run).remove(1), at(2))
        .await
        .unwrap();
    assert_eq!(again, Posted::Duplicate);
}

macro_rules! conformance {
    ($($name:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&docflow::MemoryJournal::default()).await;
            })*
        }
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("journal.db");
                super::$name(&docflow::SqliteJournal::open(path).unwrap()).await;
            })*
        }
    };
}

conformance!(
    a_new_run_is_due_at_once_and_can_be_claimed,
    a_repeated_wish_is_the_same_run_for_ever,
    one_run_of_a_deal_is_open,
    a_wish_that_met_an_open_run_stays_with_it,
    generations_grow_by_one,
    an_unknown_run_has_a_name_in_the_error,
    a_claim_keeps_others_away_until_it_runs_out,
    every_write_under_an_older_claim_is_refused,
    a_claim_that_ran_out_holds_until_somebody_claims,
    a_claim_that_was_given_up_writes_nothing,
    a_commit_is_what_the_next_claim_finds,
    outcomes_stand_in_the_order_of_their_commits,
    a_crash_leaves_the_run_due_as_committed,
    a_parked_run_rests_until_it_is_due,
    a_run_may_rest_for_ever,
    a_message_wakes_a_parked_run_and_is_read_back_whole,
    a_message_is_taken_once,
    a_message_to_a_finished_run_says_so,
    a_commit_brings_the_messages_that_came_meanwhile,
    a_run_with_unread_messages_does_not_rest,
    a_message_left_behind_by_a_crash_makes_the_run_due,
    messages_of_another_run_are_not_read,
    a_finished_run_is_neither_due_nor_claimed,
    the_longest_waiting_comes_first,
    a_list_is_filtered_and_newest_first,
    forgetting_leaves_what_prevents_doubles,
    a_claim_is_prolonged_while_an_effect_is_under_way,
    a_claim_of_a_clock_that_was_ahead_is_dead,
    a_claim_up_to_twice_its_time_ahead_lives,
    a_claim_that_ran_out_over_nothing_was_abandoned,
    papers_stay_until_others_are_committed,
    the_next_generation_opens_while_the_last_message_is_delivered,
    a_wish_for_an_old_generation_is_outdated_and_not_taken,
    an_ending_run_is_due_claimed_and_driven,
    a_run_never_opens_again,
    an_ending_run_is_not_over,
    the_most_urgent_comes_first,
    offices_take_turns,
    the_office_that_was_served_last_comes_last_among_equals,
    turns_are_within_an_urgency,
    a_lane_is_driven_apart,
    a_message_makes_a_run_urgent_and_keeps_its_lane,
    a_commit_that_leaves_messages_is_urgent,
    a_run_due_beyond_every_wait_is_due,
    the_next_moment_is_the_earliest_due_or_end_of_a_claim,
    a_dead_claim_does_not_hide_when_a_run_is_due,
    a_claim_may_live_to_the_end_of_time,
    every_part_of_a_filter_chooses,
    pages_do_not_move_while_runs_are_added,
    runs_are_counted_by_every_column,
    a_row_has_its_summary_and_its_times,
    finished_runs_are_forgotten_in_the_order_of_their_ends,
    what_pages_ask_by_stays_when_people_are_forgotten,
    a_message_that_does_not_read_back_is_refused_at_the_door,
    any_text_that_a_step_can_have_is_fit,
    an_outage_is_told_by_one_engine_and_ended_by_one,
    people_who_wait_for_a_side_are_counted,
);
