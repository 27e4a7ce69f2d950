//! What the SQLite journal adds: it survives, is shared, is private, and is never spoilt.

use super::{TTL, at, cancel, key, messages, snapshot, step, wish};
use docflow::{MemoryJournal, SqliteJournal};
use docflow_core::{Commit, Journal, JournalError, Opened, RunFilter, RunKey, RunState};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

pub(super) fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    (folder, path)
}

/// Every byte that the journal keeps on the disk.
fn bytes(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        all.extend(fs::read(entry.unwrap().path()).unwrap());
    }
    all
}

pub(super) fn holds(folder: &Path, text: &str) -> bool {
    holds_bytes(folder, text.as_bytes())
}

pub(super) fn holds_bytes(folder: &Path, part: &[u8]) -> bool {
    bytes(folder)
        .windows(part.len())
        .any(|window| window == part)
}

/// What stands in the columns that know people, as it stands there: the start of each value, which
/// is on one page.
pub(super) fn stored(path: &Path) -> Vec<Vec<u8>> {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut values = db
        .prepare(
            "SELECT dossier FROM snapshots UNION ALL SELECT body FROM papers
             UNION ALL SELECT body FROM archives
             UNION ALL SELECT body FROM outcomes UNION ALL SELECT reason FROM messages",
        )
        .unwrap();
    let values = values.query_map([], |row| {
        Ok(row.get_ref(0)?.as_bytes_or_null()?.map(<[u8]>::to_vec))
    });
    let values = values.unwrap().filter_map(Result::unwrap);
    values
        .map(|value| value[..value.len().min(40)].to_vec())
        .collect()
}

#[tokio::test]
async fn a_reopened_file_has_everything() {
    let (_folder, path) = place();
    let run = key(1, 1);
    let journal = SqliteJournal::open(&path).unwrap();
    journal.open(wish(&run, "w-1", 0)).await.unwrap();
    let claim = journal.claim(&run, at(0), TTL).await.unwrap().unwrap();
    journal
        .commit(&run, claim.epoch, step(&run, "facts", 1))
        .await
        .unwrap();
    for message in messages(&run) {
        journal.post(&run, message, at(2)).await.unwrap();
    }
    drop(journal);
    let journal = SqliteJournal::open(&path).unwrap();
    assert_eq!(journal.outcomes(&run).await.unwrap().len(), 1);
    assert_eq!(
        journal.open(wish(&run, "w-1", 3)).await.unwrap(),
        Opened::Duplicate(run.clone())
    );
    assert!(
        journal.claim(&run, at(60), TTL).await.unwrap().is_none(),
        "the claim lives on"
    );
    let later = journal.claim(&run, at(61), TTL).await.unwrap().unwrap();
    assert!(later.epoch > claim.epoch);
    assert_eq!(later.snapshot, snapshot("facts"));
    assert_eq!(later.mail.messages, messages(&run));
}

#[tokio::test]
async fn two_openers_see_one_journal_and_one_claim() {
    let (_folder, path) = place();
    let (one, two) = (
        SqliteJournal::open(&path).unwrap(),
        SqliteJournal::open(&path).unwrap(),
    );
    let run = key(1, 1);
    assert_eq!(one.open(wish(&run, "w-1", 0)).await.unwrap(), Opened::New);
    assert_eq!(
        two.open(wish(&run, "w-2", 0)).await.unwrap(),
        Opened::Busy(run.clone())
    );
    let old = one.claim(&run, at(0), TTL).await.unwrap().unwrap();
    assert!(two.claim(&run, at(0), TTL).await.unwrap().is_none());
    let new = two.claim(&run, at(60), TTL).await.unwrap().unwrap();
    let refused = one.commit(&run, old.epoch, step(&run, "issue", 61)).await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
    two.commit(&run, new.epoch, step(&run, "facts", 61))
        .await
        .unwrap();
    assert_eq!(one.outcomes(&run).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_claims_at_once_exactly_one_wins() {
    let (_folder, path) = place();
    let run = key(1, 1);
    let openers: Vec<Arc<dyn Journal>> = vec![
        Arc::new(SqliteJournal::open(&path).unwrap()),
        Arc::new(SqliteJournal::open(&path).unwrap()),
    ];
    openers[0].open(wish(&run, "w-1", 0)).await.unwrap();
    assert_eq!(winners(&openers, &run).await, 1);

    let memory: Vec<Arc<dyn Journal>> = vec![Arc::new(MemoryJournal::default())];
    memory[0].open(wish(&run, "w-1", 0)).await.unwrap();
    assert_eq!(winners(&memory, &run).await, 1);
}

async fn winners(openers: &[Arc<dyn Journal>], run: &RunKey) -> usize {
    let claims: Vec<_> = (0..40)
        .map(|n| {
            let (journal, run) = (Arc::clone(&openers[n % openers.len()]), run.clone());
            tokio::spawn(async move { journal.claim(&run, at(0), TTL).await.unwrap() })
        })
        .collect();
    let mut won = 0;
    for claim in claims {
        won += usize::from(claim.await.unwrap().is_some());
    }
    won
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commits_that_wait_together_are_refused_alone() {
    let (_folder, path) = place();
    let journal = Arc::new(SqliteJournal::open(&path).unwrap());
    let mut waiting = Vec::new();
    for deal in 1..=30 {
        let run = key(deal, 1);
        journal
            .open(wish(&run, &format!("w-{deal}"), 0))
            .await
            .unwrap();
        let epoch = journal
            .claim(&run, at(0), TTL)
            .await
            .unwrap()
            .unwrap()
            .epoch;
        // Every third holder has lost its claim.
        if deal % 3 == 0 {
            journal.claim(&run, at(100), TTL).await.unwrap().unwrap();
        }
        waiting.push((run, epoch));
    }
    let commits: Vec<_> = waiting
        .into_iter()
        .map(|(run, epoch)| {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move {
                let commit = step(&run, "facts", 1);
                (run.clone(), journal.commit(&run, epoch, commit).await)
            })
        })
        .collect();
    for commit in commits {
        let (run, result) = commit.await.unwrap();
        let kept = journal.outcomes(&run).await.unwrap().len();
        if run.deal().get() % 3 == 0 {
            assert_eq!((result, kept), (Err(JournalError::Stale), 0));
        } else {
            assert_eq!((result.is_ok(), kept), (true, 1));
        }
    }
}

#[tokio::test]
async fn what_was_forgotten_is_not_on_the_disk() {
    let (folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    let run = key(1, 1);
    journal.open(wish(&run, "w-1", 0)).await.unwrap();
    journal
        .post(&run, messages(&run).remove(1), at(0))
        .await
        .unwrap();
    let claim = journal.claim(&run, at(0), TTL).await.unwrap().unwrap();
    let mut known = Vec::new();
    for (number, size) in [(1, 10), (2, 9_000), (3, 300), (4, 90_000), (5, 20)] {
        let mut commit = step(&run, "facts", number);
        let secret = format!("{number} Ивановъ ").repeat(size);
        commit.snapshot.dossier = Some(secret.clone());
        commit.snapshot.papers = Some(secret.clone() + "papers");
        commit.outcome.as_mut().unwrap().body = Some(secret + "body");
        journal.commit(&run, claim.epoch, commit).await.unwrap();
        known.extend(stored(&path));
    }
    let end = Commit {
        state: RunState::Finished,
        ..step(&run, "announce", 9)
    };
    journal.commit(&run, claim.epoch, end).await.unwrap();
    known.extend(stored(&path));
    // A long repetition is deflated to zeros, which stand everywhere.
    known.retain(|part| part.iter().any(|byte| *byte != 0));
    let held = known.iter().filter(|part| holds_bytes(folder.path(), part));
    assert!(held.count() > 10 && holds(folder.path(), "Ивановъ"));
    journal.forget(&run).await.unwrap();
    assert_eq!(stored(&path), [[0; 0]; 0]);
    for part in &known {
        assert!(!holds_bytes(folder.path(), part), "{part:?}");
    }
    assert!(!holds(folder.path(), "Ивановъ") && !holds(folder.path(), "занят"));
}

#[tokio::test]
async fn a_file_that_is_not_ours_stays_as_it_is() {
    let (_folder, path) = place();
    for content in [
        &b"not a database, but somebody's text"[..],
        &[0; 8192],
        b"",
        &[7; 99],
    ] {
        fs::write(&path, content).unwrap();
        let error = SqliteJournal::open(&path).unwrap_err();
        assert!(matches!(error, JournalError::Corrupt { .. }), "{error}");
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

/// A closed journal with some runs, as bytes.
async fn sound() -> Vec<u8> {
    let (_folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    for deal in 1..=200 {
        let mut run = wish(&key(deal, 1), &format!("w-{deal}"), 0);
        run.snapshot.run = "x".repeat(500);
        journal.open(run).await.unwrap();
    }
    drop(journal);
    fs::read(&path).unwrap()
}

#[tokio::test]
async fn another_version_or_program_is_refused_and_stays_as_it_is() {
    let sound = sound().await;
    for (at, found) in [
        (60, "version"),
        (68, "another program"),
        (0, "no SQLite file"),
    ] {
        let (_folder, path) = place();
        let mut other = sound.clone();
        other[at + 3] ^= 0x0f;
        fs::write(&path, &other).unwrap();
        let error = SqliteJournal::open(&path).unwrap_err();
        assert!(error.to_string().contains(found), "{error}");
        assert_eq!(fs::read(&path).unwrap(), other);
    }
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_stays_as_it_is() {
    let sound = sound().await;
    let page = usize::from(u16::from_be_bytes([sound[16], sound[17]]));
    let pages = sound.len() / page;
    assert!(pages > 20, "enough pages to damage: {pages}");
    for damaged in [2, pages / 2, pages - 1] {
        let (_folder, path) = place();
        let mut broken = sound.clone();
        broken[damaged * page..damaged * page + 64].fill(0xa5);
        fs::write(&path, &broken).unwrap();
        let error = SqliteJournal::open(&path).unwrap_err();
        assert!(
            matches!(error, JournalError::Corrupt { .. }),
            "page {damaged}: {error}"
        );
        assert_eq!(fs::read(&path).unwrap(), broken);
    }
    let (_folder, path) = place();
    let cut = &sound[..sound.len() / 2];
    fs::write(&path, cut).unwrap();
    let error = SqliteJournal::open(&path).unwrap_err();
    assert!(
        matches!(error, JournalError::Corrupt { .. }),
        "cut off: {error}"
    );
    assert_eq!(fs::read(&path).unwrap(), cut);
}

#[tokio::test]
async fn a_refusal_names_no_path() {
    let error = SqliteJournal::open("/nowhere/secret-name/journal.db").unwrap_err();
    assert!(matches!(error, JournalError::Unavailable { .. }));
    assert!(!error.to_string().contains("secret-name"), "{error}");
}

#[test]
fn of_many_first_openers_all_get_the_same_file() {
    let (folder, path) = place();
    let openers: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || SqliteJournal::open(path).map(drop))
        })
        .collect();
    for opener in openers {
        opener.join().unwrap().unwrap();
    }
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "nothing is left beside the journal");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_but_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = place();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let check = || {
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{path:?}");
        }
    };
    let journal = SqliteJournal::open(&path).unwrap();
    journal.open(wish(&key(1, 1), "w-1", 0)).await.unwrap();
    check();
    drop(journal);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let journal = SqliteJournal::open(&path).unwrap();
    journal.post(&key(1, 1), cancel("c"), at(1)).await.unwrap();
    check();
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_is_still_written() {
    let (_folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    {
        let run = wish(&key(1, 1), "w-1", 0);
        let mut open = Box::pin(journal.open(run));
        let waker = std::task::Waker::noop();
        let mut context = std::task::Context::from_waker(waker);
        let _ = open.as_mut().poll(&mut context);
    }
    drop(journal);
    let journal = SqliteJournal::open(&path).unwrap();
    assert_eq!(journal.list(&RunFilter::default()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_copy_as_a_power_cut_leaves_it_has_every_commit() {
    let (folder, path) = place();
    let run = key(1, 1);
    let journal = SqliteJournal::open(&path).unwrap();
    journal.open(wish(&run, "w-1", 0)).await.unwrap();
    let epoch = journal
        .claim(&run, at(0), TTL)
        .await
        .unwrap()
        .unwrap()
        .epoch;
    for number in 1..=20 {
        journal
            .commit(&run, epoch, step(&run, "facts", number))
            .await
            .unwrap();
        let (_copy, cut) = place();
        fs::copy(&path, &cut).unwrap();
        fs::copy(
            folder.path().join("journal.db-wal"),
            cut.with_extension("db-wal"),
        )
        .unwrap();
        let restarted = SqliteJournal::open(&cut).unwrap();
        let kept = restarted.outcomes(&run).await.unwrap().len();
        assert_eq!(i64::try_from(kept).unwrap(), number);
    }
}
