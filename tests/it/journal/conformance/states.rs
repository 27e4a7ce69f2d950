//! Open, ending, finished.

use super::{epoch, finish, opened};
use crate::journal::{TTL, at, cancel, due, key, query, step, wish};
use docflow_core::{Commit, Epoch, Journal, Opened, Posted, RunFilter, RunKey, RunState};

/// Claims at a second and leaves the last message to be delivered at another.
async fn end(journal: &dyn Journal, run: &RunKey, seconds: i64, delivered: i64) -> Epoch {
    let held = epoch(journal, run, seconds).await;
    let last = Commit {
        state: RunState::Ending,
        due: due(delivered),
        ..step(run, "facts", seconds)
    };
    journal.commit(run, held, last).await.unwrap();
    held
}

pub(super) async fn the_next_generation_opens_while_the_last_message_is_delivered(
    journal: &dyn Journal,
) {
    let run = opened(journal).await;
    end(journal, &run, 0, 500).await;
    let next = journal.open(wish(&key(1, 2), "w-2", 1)).await.unwrap();
    assert_eq!(next, Opened::New);
    let busy = journal.open(wish(&key(1, 3), "w-3", 2)).await.unwrap();
    assert_eq!(busy, Opened::Busy(key(1, 2)));
    let rows = journal.list(&RunFilter::default()).await.unwrap();
    let states: Vec<RunState> = rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [RunState::Open, RunState::Ending]);
}

pub(super) async fn a_wish_for_an_old_generation_is_outdated_and_not_taken(journal: &dyn Journal) {
    let run = opened(journal).await;
    end(journal, &run, 0, 500).await;
    for _ in 0..2 {
        let old = journal.open(wish(&run, "w-2", 1)).await.unwrap();
        assert_eq!(old, Opened::Outdated(run.clone()));
    }
    let next = journal.open(wish(&key(1, 2), "w-2", 2)).await.unwrap();
    assert_eq!(next, Opened::New);
}

pub(super) async fn an_ending_run_is_due_claimed_and_driven(journal: &dyn Journal) {
    let run = opened(journal).await;
    let held = end(journal, &run, 0, 300).await;
    journal.park(&run, held, due(300), 0).await.unwrap();
    assert_eq!(journal.due(&query(299)).await.unwrap(), []);
    assert_eq!(
        journal.due(&query(300)).await.unwrap(),
        std::slice::from_ref(&run)
    );
    let late = journal.post(&run, cancel("late"), at(300)).await.unwrap();
    assert_eq!(late, Posted::New);
    let claim = journal.claim(&run, at(300), TTL).await.unwrap().unwrap();
    assert_eq!(claim.mail.messages, [cancel("late")]);
    journal
        .park(&run, claim.epoch, due(301), claim.mail.seen)
        .await
        .unwrap();
    finish(journal, &run, 302).await;
    let over = journal.get(&run).await.unwrap();
    assert_eq!(
        (over.state, over.finished),
        (RunState::Finished, Some(at(302)))
    );
}

pub(super) async fn a_run_never_opens_again(journal: &dyn Journal) {
    let run = opened(journal).await;
    let held = end(journal, &run, 0, 500).await;
    journal.open(wish(&key(1, 2), "w-2", 1)).await.unwrap();
    journal
        .commit(&run, held, step(&run, "facts", 2))
        .await
        .unwrap();
    let row = journal.get(&run).await.unwrap();
    assert_eq!((row.state, row.changed), (RunState::Ending, at(2)));
}

pub(super) async fn an_ending_run_is_not_over(journal: &dyn Journal) {
    let run = opened(journal).await;
    end(journal, &run, 1, 500).await;
    let row = journal.get(&run).await.unwrap();
    assert_eq!((row.ordered, row.finished), (at(0), None));
    assert!(journal.forget(&run).await.is_err());
    assert_eq!(journal.finished_before(at(900), 10).await.unwrap(), []);
}
