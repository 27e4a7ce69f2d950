//! Copies of a journal in use, and room that is given back.

use super::file::{holds_bytes, place, stored};
use super::{TTL, at, key, step, wish};
use docflow::SqliteJournal;
use docflow_core::{Commit, Journal, JournalError, RunFilter, RunKey, RunState, Snapshot};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Text that does not get shorter when it is packed.
pub(super) fn noise(length: usize) -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b' ' + u8::try_from(state % 94).unwrap())
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Opens and finishes the run of a deal with papers.
async fn finished(journal: &SqliteJournal, deal: u64, papers: &str) -> RunKey {
    let run = key(deal, 1);
    let opened = wish(&run, &format!("w-{deal}"), 0);
    journal.open(opened).await.unwrap();
    let claim = journal.claim(&run, at(0), TTL).await.unwrap().unwrap();
    let end = Commit {
        state: RunState::Finished,
        snapshot: Snapshot {
            run: "run".to_owned(),
            dossier: None,
            papers: Some(papers.to_owned()),
        },
        ..step(&run, "announce", 1)
    };
    journal.commit(&run, claim.epoch, end).await.unwrap();
    run
}

async fn runs(journal: &SqliteJournal) -> usize {
    journal.list(&RunFilter::default()).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_a_sound_journal_and_runs_go_on() {
    let (folder, path) = place();
    let copy = folder.path().join("copy.db");
    let journal = Arc::new(SqliteJournal::open(&path).unwrap());
    for deal in 1..=50 {
        finished(&journal, deal, &noise(2_000)).await;
    }
    let busy = Arc::clone(&journal);
    let writing = tokio::spawn(async move {
        for deal in 51..=80 {
            finished(&busy, deal, &noise(2_000)).await;
        }
    });
    journal.backup(&copy).await.unwrap();
    writing.await.unwrap();
    assert_eq!(runs(&journal).await, 80);
    let restored = SqliteJournal::open(&copy).unwrap();
    assert!((50..=80).contains(&runs(&restored).await));
    let row = restored.get(&key(50, 1)).await.unwrap();
    assert_eq!(row.snapshot.papers, Some(noise(2_000)));
    let next = finished(&restored, 900, "papers").await;
    assert!(restored.get(&next).await.is_ok(), "it can be written to");
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_leaves_nothing_behind() {
    let (folder, path) = place();
    let copy = folder.path().join("copy.db");
    fs::write(&copy, "somebody's file").unwrap();
    let journal = SqliteJournal::open(&path).unwrap();
    finished(&journal, 1, "papers").await;
    let before = fs::read_dir(folder.path()).unwrap().count();
    let refused = journal.backup(&copy).await.unwrap_err();
    assert!(matches!(refused, JournalError::Unavailable { .. }));
    assert!(refused.to_string().contains("there already"), "{refused}");
    assert_eq!(fs::read_to_string(&copy).unwrap(), "somebody's file");
    let nowhere = folder.path().join("no-such-folder").join("copy.db");
    let refused = journal.backup(&nowhere).await.unwrap_err();
    assert!(matches!(refused, JournalError::Unavailable { .. }));
    assert!(!refused.to_string().contains("no-such-folder"), "{refused}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
    fs::remove_file(&copy).unwrap();
    journal.backup(&copy).await.unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
    assert_mode(&copy);
}

#[cfg(unix)]
fn assert_mode(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
}

#[cfg(not(unix))]
fn assert_mode(_: &Path) {}

#[tokio::test]
async fn what_was_forgotten_is_not_in_a_backup() {
    let (_folder, path) = place();
    let (other, copy) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    let run = finished(&journal, 1, &noise(40_000)).await;
    let known = stored(&path);
    let in_a_copy = |known: &[Vec<u8>]| known.iter().any(|part| holds_bytes(other.path(), part));
    journal.backup(&copy).await.unwrap();
    assert!(known.len() > 1 && in_a_copy(&known));
    fs::remove_file(&copy).unwrap();
    journal.forget(&run).await.unwrap();
    journal.backup(&copy).await.unwrap();
    assert!(!in_a_copy(&known));
}

#[tokio::test]
async fn vacuum_gives_room_back_and_changes_nothing_else() {
    let (_folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    for deal in 1..=30 {
        finished(&journal, deal, &noise(20_000)).await;
    }
    for deal in 6..=30 {
        journal.forget(&key(deal, 1)).await.unwrap();
    }
    let size = || fs::metadata(&path).unwrap().len();
    let before = size();
    journal.vacuum().await.unwrap();
    assert!(size() < before / 3, "{before} bytes became {}", size());
    assert_eq!(runs(&journal).await, 30);
    finished(&journal, 31, "papers").await;
    drop(journal);
    let journal = SqliteJournal::open(&path).unwrap();
    let row = journal.get(&key(5, 1)).await.unwrap();
    assert_eq!(row.snapshot.papers, Some(noise(20_000)));
    assert!(!journal.was_restored());
}
