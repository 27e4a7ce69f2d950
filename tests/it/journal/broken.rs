//! Rows that were spoilt in the file stop nobody.

use super::file::place;
use super::{TTL, at, cancel, due, key, messages, step, wish};
use docflow::SqliteJournal;
use docflow_core::{Commit, Inbound, Journal, MessageId, Parked, SetAside};
use std::path::Path;

fn spoil(path: &Path, statement: &str) {
    let db = rusqlite::Connection::open(path).unwrap();
    assert_eq!(db.execute(statement, []).unwrap(), 1, "{statement}");
}

#[tokio::test]
async fn a_message_that_can_not_be_read_is_set_aside_and_the_run_goes_on() {
    let (_folder, path) = place();
    let run = key(1, 1);
    let journal = SqliteJournal::open(&path).unwrap();
    journal.open(wish(&run, "w-1", 0)).await.unwrap();
    // Approve, reject, retry and cancel, and one more of each.
    for round in ["a", "b"] {
        for message in messages(&run) {
            let id = MessageId::new(format!("{}-{round}", message.id.as_str()));
            let message = Inbound { id, ..message };
            journal.post(&run, message, at(0)).await.unwrap();
        }
    }
    drop(journal);
    for (id, change) in [
        ("signal-0-a", "wait = 'no step'"),
        ("signal-1-a", "reason = CAST(x'ff' AS TEXT)"),
        ("signal-1-b", "reason = NULL"),
        ("signal-2-a", "round = -1"),
        ("signal-2-b", "kind = 'dance'"),
        ("cancel-1-b", "author = '0'"),
    ] {
        spoil(
            &path,
            &format!("UPDATE messages SET {change} WHERE id = '{id}'"),
        );
    }
    let journal = SqliteJournal::open(&path).unwrap();
    let claim = journal.claim(&run, at(1), TTL).await.unwrap().unwrap();
    let read: Vec<&str> = claim.mail.messages.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(read, ["cancel-1-a", "signal-0-b"]);
    let aside = journal.set_aside(&run).await.unwrap();
    let aside: Vec<(&str, &str)> = aside
        .iter()
        .map(|one: &SetAside| (one.id.as_str(), one.reason.as_str()))
        .collect();
    let expected = [
        ("signal-0-a", "wait"),
        ("signal-1-a", "reason"),
        ("signal-2-a", "round"),
        ("signal-1-b", "reason"),
        ("signal-2-b", "kind"),
        ("cancel-1-b", "author"),
    ];
    assert_eq!(aside, expected);
    let taken = Commit {
        taken: claim.mail.seen,
        ..step(&run, "facts", 2)
    };
    let left = journal.commit(&run, claim.epoch, taken).await.unwrap();
    assert_eq!(left.messages, []);
    let parked = journal.park(&run, claim.epoch, due(9), left.seen).await;
    assert_eq!(parked.unwrap(), Parked::Resting);
}

#[tokio::test]
async fn a_message_spoilt_under_a_claim_does_not_keep_the_run_awake() {
    let (_folder, path) = place();
    let run = key(1, 1);
    let journal = SqliteJournal::open(&path).unwrap();
    journal.open(wish(&run, "w-1", 0)).await.unwrap();
    let claim = journal.claim(&run, at(1), TTL).await.unwrap().unwrap();
    journal.post(&run, cancel("c-1"), at(2)).await.unwrap();
    spoil(
        &path,
        "UPDATE messages SET author = 'nobody' WHERE id = 'c-1'",
    );
    let parked = journal.park(&run, claim.epoch, due(900), 0).await.unwrap();
    assert_eq!(parked, Parked::Resting);
    let aside = journal.set_aside(&run).await.unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!((aside[0].source.as_str(), aside[0].number), ("page", 2));
}

#[tokio::test]
async fn a_run_that_can_not_be_read_stops_no_other() {
    let (_folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    for deal in [1, 2] {
        let opened = wish(&key(deal, 1), &format!("w-{deal}"), 0);
        journal.open(opened).await.unwrap();
    }
    spoil(&path, "UPDATE snapshots SET body = x'00ff' WHERE run = 1");
    assert!(journal.claim(&key(1, 1), at(1), TTL).await.is_err());
    let sound = journal.claim(&key(2, 1), at(1), TTL).await.unwrap();
    assert!(sound.is_some());
    assert_eq!(journal.due(&super::query(1)).await.unwrap(), [key(1, 1)]);
}
