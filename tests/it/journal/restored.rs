//! Copies that were put in the place of a journal are known to be older.

use super::file::place;
use super::{TTL, at, due, key, step, wish};
use docflow::SqliteJournal;
use docflow_core::{Commit, Journal, RunKey, RunState};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn note(path: &Path) -> PathBuf {
    path.with_extension("db.commits")
}

/// The number of transactions beside a journal.
fn noted(path: &Path) -> u64 {
    let note = fs::read_to_string(note(path)).unwrap();
    let (_, commits) = note.trim_end().split_once(' ').unwrap();
    commits.parse().unwrap()
}

/// The number of transactions in a journal.
fn counted(path: &Path) -> u64 {
    let db = rusqlite::Connection::open(path).unwrap();
    let commits: i64 = db
        .query_row("SELECT commits FROM meta", [], |row| row.get(0))
        .unwrap();
    u64::try_from(commits).unwrap()
}

async fn open(journal: &SqliteJournal, deal: u64) -> RunKey {
    let run = key(deal, 1);
    let wish = wish(&run, &format!("w-{deal}"), 0);
    journal.open(wish).await.unwrap();
    run
}

/// Claims at a second and commits in a state there, which gives the claim up by parking.
async fn write(journal: &SqliteJournal, run: &RunKey, seconds: i64, state: RunState) {
    let claim = journal.claim(run, at(seconds), TTL).await.unwrap().unwrap();
    let commit = Commit {
        state,
        ..step(run, "facts", seconds)
    };
    journal.commit(run, claim.epoch, commit).await.unwrap();
    if state != RunState::Finished {
        let parked = journal.park(run, claim.epoch, due(seconds), 0).await;
        parked.unwrap();
    }
}

/// Whether a run says at a second that it is restored.
async fn says_so(journal: &SqliteJournal, run: &RunKey, seconds: i64) -> bool {
    let claim = journal.claim(run, at(seconds), TTL).await.unwrap().unwrap();
    let parked = journal.park(run, claim.epoch, due(seconds), 0).await;
    parked.unwrap();
    claim.restored
}

fn put_in_place(copy: &Path, path: &Path) {
    for left in ["db-wal", "db-shm"] {
        let _ = fs::remove_file(path.with_extension(left));
    }
    fs::rename(copy, path).unwrap();
}

#[tokio::test]
async fn runs_of_an_older_copy_say_so_until_they_are_committed() {
    let (folder, path) = place();
    let copy = folder.path().join("copy.db");
    let journal = SqliteJournal::open(&path).unwrap();
    assert!(!journal.was_restored());
    let (run, ending, over) = (
        open(&journal, 1).await,
        open(&journal, 2).await,
        open(&journal, 3).await,
    );
    write(&journal, &ending, 1, RunState::Ending).await;
    write(&journal, &over, 1, RunState::Finished).await;
    assert!(!says_so(&journal, &run, 2).await);
    journal.backup(&copy).await.unwrap();
    write(&journal, &run, 3, RunState::Open).await;
    drop(journal);
    put_in_place(&copy, &path);

    let journal = SqliteJournal::open(&path).unwrap();
    assert!(journal.was_restored());
    assert!(says_so(&journal, &run, 4).await && says_so(&journal, &run, 5).await);
    write(&journal, &run, 6, RunState::Open).await;
    assert!(!says_so(&journal, &run, 7).await, "it was committed since");
    let young = open(&journal, 4).await;
    assert!(!says_so(&journal, &young, 8).await);
    drop(journal);

    let journal = SqliteJournal::open(&path).unwrap();
    assert!(!journal.was_restored(), "it is told once");
    assert!(says_so(&journal, &ending, 9).await, "it stays in the file");
}

#[tokio::test]
async fn a_journal_that_was_not_replaced_is_not_restored() {
    let (_folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    let run = open(&journal, 1).await;
    let mut seconds = 0;
    let foreign = [
        None,
        Some("hello".to_owned()),
        Some(String::new()),
        Some("0123456789abcdef 99999999999999999999".to_owned()),
        Some(format!("{} 7", "x".repeat(5_000))),
    ];
    drop(journal);
    for content in foreign {
        match content {
            None => fs::remove_file(note(&path)).unwrap(),
            Some(content) => fs::write(note(&path), content).unwrap(),
        }
        let journal = SqliteJournal::open(&path).unwrap();
        assert!(!journal.was_restored());
        seconds += 100;
        write(&journal, &run, seconds, RunState::Open).await;
        assert_eq!(noted(&path), counted(&path), "the next commit notes it");
    }
    // A process that died between the two left the lower number.
    let before = fs::read(note(&path)).unwrap();
    let journal = SqliteJournal::open(&path).unwrap();
    write(&journal, &run, 9_000, RunState::Open).await;
    drop(journal);
    fs::write(note(&path), before).unwrap();
    assert!(!SqliteJournal::open(&path).unwrap().was_restored());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_number_beside_is_never_ahead_of_what_is_committed() {
    let (_folder, path) = place();
    let openers: Vec<_> = (0..3)
        .map(|_| Arc::new(SqliteJournal::open(&path).unwrap()))
        .collect();
    let writers: Vec<_> = (1..=60)
        .map(|deal| {
            let journal = Arc::clone(&openers[deal % openers.len()]);
            tokio::spawn(async move { open(&journal, u64::try_from(deal).unwrap()).await })
        })
        .collect();
    open(&openers[0], 99).await;
    for writer in writers {
        let (beside, inside) = (noted(&path), counted(&path));
        assert!(beside <= inside, "{beside} is noted, {inside} are written");
        writer.await.unwrap();
    }
    assert_eq!(noted(&path), counted(&path), "and it follows");
    assert!(!SqliteJournal::open(&path).unwrap().was_restored());
}

#[tokio::test]
async fn a_greater_number_of_another_process_stays() {
    let (_folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    open(&journal, 1).await;
    let own = fs::read_to_string(note(&path)).unwrap();
    let (name, _) = own.split_once(' ').unwrap();
    // Its commit came after one of ours whose number is noted later.
    fs::write(note(&path), format!("{name} 100")).unwrap();
    open(&journal, 2).await;
    assert_eq!(noted(&path), 100);
}

#[tokio::test]
async fn what_changes_nothing_is_not_counted() {
    let (_folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    let run = open(&journal, 1).await;
    let before = counted(&path);
    journal.due(&super::query(0)).await.unwrap();
    journal.open(wish(&run, "w-1", 1)).await.unwrap();
    journal.get(&run).await.unwrap();
    assert_eq!(counted(&path), before);
    journal.open(wish(&run, "w-other", 1)).await.unwrap();
    assert_eq!(counted(&path), before + 1);
}
