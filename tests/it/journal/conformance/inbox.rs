//! Messages: they wake a run, come once, and never get lost.

use super::{epoch, finish, opened};
use crate::journal::{TTL, at, cancel, due, key, messages, query, step, wish};
use docflow_core::{Commit, Inbound, Journal, Parked, Posted};

pub(super) async fn a_message_wakes_a_parked_run_and_is_read_back_whole(journal: &dyn Journal) {
    let run = opened(journal).await;
    let first = epoch(journal, &run, 0).await;
    journal.park(&run, first, due(3600), 0).await.unwrap();
    let sent = messages(&run);
    for message in &sent {
        assert_eq!(
            journal.post(&run, message.clone(), at(10)).await.unwrap(),
            Posted::New
        );
    }
    assert_eq!(
        journal.due(&query(10)).await.unwrap(),
        std::slice::from_ref(&run)
    );
    let claim = journal.claim(&run, at(10), TTL).await.unwrap().unwrap();
    assert_eq!(claim.mail.messages, sent);
    let taken = Commit {
        taken: claim.mail.seen,
        ..step(&run, "approval", 11)
    };
    let left = journal.commit(&run, claim.epoch, taken).await.unwrap();
    assert_eq!((left.messages.len(), left.seen), (0, claim.mail.seen));
    journal
        .park(&run, claim.epoch, due(12), left.seen)
        .await
        .unwrap();
    let claim = journal.claim(&run, at(12), TTL).await.unwrap().unwrap();
    assert_eq!(claim.mail, left, "what was taken does not come again");
}

pub(super) async fn a_message_is_taken_once(journal: &dyn Journal) {
    let run = opened(journal).await;
    journal.open(wish(&key(2, 1), "w-2", 0)).await.unwrap();
    let other = key(2, 1);
    let post = |run, source: &str, id| {
        let message = Inbound {
            source: source.to_owned(),
            ..cancel(id)
        };
        journal.post(run, message, at(1))
    };
    assert_eq!(post(&run, "page", "c").await.unwrap(), Posted::New);
    assert_eq!(post(&run, "page", "c").await.unwrap(), Posted::Duplicate);
    assert_eq!(post(&other, "page", "c").await.unwrap(), Posted::Duplicate);
    assert_eq!(
        post(&run, "robot", "c").await.unwrap(),
        Posted::New,
        "another source"
    );
    assert_eq!(
        post(&run, "wizard", "w-2").await.unwrap(),
        Posted::Duplicate
    );
    let claim = journal.claim(&run, at(1), TTL).await.unwrap().unwrap();
    assert_eq!(claim.mail.messages.len(), 2);
}

pub(super) async fn a_message_to_a_finished_run_says_so(journal: &dyn Journal) {
    let run = opened(journal).await;
    journal.post(&run, cancel("early"), at(0)).await.unwrap();
    finish(journal, &run, 1).await;
    assert_eq!(
        journal.post(&run, cancel("late"), at(2)).await.unwrap(),
        Posted::Finished
    );
    assert_eq!(
        journal.post(&run, cancel("early"), at(2)).await.unwrap(),
        Posted::Duplicate
    );
}

pub(super) async fn a_commit_brings_the_messages_that_came_meanwhile(journal: &dyn Journal) {
    let run = opened(journal).await;
    let epoch = epoch(journal, &run, 0).await;
    journal.post(&run, cancel("c-1"), at(1)).await.unwrap();
    let mail = journal
        .commit(&run, epoch, step(&run, "facts", 2))
        .await
        .unwrap();
    assert_eq!(mail.messages, [cancel("c-1")]);
    journal.post(&run, cancel("c-2"), at(3)).await.unwrap();
    let taken = Commit {
        taken: mail.seen,
        ..step(&run, "issue", 4)
    };
    let later = journal.commit(&run, epoch, taken).await.unwrap();
    assert_eq!(later.messages, [cancel("c-2")]);
    assert!(later.seen > mail.seen);
}

pub(super) async fn a_run_with_unread_messages_does_not_rest(journal: &dyn Journal) {
    let run = opened(journal).await;
    let epoch = epoch(journal, &run, 0).await;
    journal.post(&run, cancel("c-1"), at(1)).await.unwrap();
    let Parked::Mail(mail) = journal.park(&run, epoch, due(900), 0).await.unwrap() else {
        panic!("it rests with an unread message");
    };
    assert_eq!(mail.messages, [cancel("c-1")]);
    let refused = journal.claim(&run, at(2), TTL).await.unwrap();
    assert!(refused.is_none(), "the claim stays");
    assert_eq!(
        journal
            .park(&run, epoch, due(900), mail.seen)
            .await
            .unwrap(),
        Parked::Resting
    );
}

pub(super) async fn a_message_left_behind_by_a_crash_makes_the_run_due(journal: &dyn Journal) {
    let run = opened(journal).await;
    let epoch = epoch(journal, &run, 0).await;
    journal.post(&run, cancel("c-1"), at(1)).await.unwrap();
    let pause = Commit {
        due: due(9000),
        ..step(&run, "facts", 2)
    };
    journal.commit(&run, epoch, pause).await.unwrap();
    assert_eq!(journal.due(&query(62)).await.unwrap(), [run]);
}

pub(super) async fn messages_of_another_run_are_not_read(journal: &dyn Journal) {
    let run = opened(journal).await;
    let other = key(2, 1);
    journal.open(wish(&other, "w-2", 0)).await.unwrap();
    journal.post(&other, cancel("c-1"), at(1)).await.unwrap();
    let claim = journal.claim(&run, at(1), TTL).await.unwrap().unwrap();
    assert_eq!((claim.mail.messages.len(), claim.mail.seen), (0, 0));
    assert_eq!(
        journal.park(&run, claim.epoch, due(9), 0).await.unwrap(),
        Parked::Resting
    );
}
