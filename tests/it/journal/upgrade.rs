//! Files of older versions open, and what stands in them goes on.

use super::file::place;
use super::{TTL, at, user};
use crate::company::Company;
use docflow::{EngineParts, LocalEngine, SqliteJournal};
use docflow_core::{
    Commit, Ending, Engine, Journal, JournalError, Lane, MessageId, Money, NewRun, Opened,
    Recording, RunDue, RunFilter, RunKey, RunRow, RunState, Signal, SignalBody, Snapshot, State,
    Urgency, wire,
};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A file as version 1 wrote it in a morning of the demo: a finished run (1001), a forgotten one
/// (1004), one refused by the check (1003), one whose number was rejected (1010), one that waits
/// for the accountant (1002), one that died over its first step (1006) and one that is to be
/// cancelled (1005).
const VERSION_1: &str = include_str!("../../fixtures/journal-v1.sql");

fn write_version_1(path: &Path) {
    let db = Connection::open(path).unwrap();
    db.pragma_update(None, "application_id", 0x646f_6366)
        .unwrap();
    db.execute_batch(VERSION_1).unwrap();
    db.pragma_update(None, "user_version", 1).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
}

pub(super) fn version_1() -> (tempfile::TempDir, PathBuf) {
    let (folder, path) = place();
    write_version_1(&path);
    (folder, path)
}

fn run(deal: u64) -> RunKey {
    RunKey::new(
        "sever",
        docflow_core::DealId::new(deal).unwrap(),
        "documents",
        1,
    )
    .unwrap()
}

fn moment(text: &str) -> docflow_core::Timestamp {
    text.parse().unwrap()
}

/// Every row of a file of version 1.
fn rows_of(path: &Path) -> Vec<String> {
    let db = Connection::open(path).unwrap();
    let mut all = Vec::new();
    for table in ["runs", "outcomes", "messages"] {
        let mut query = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = query.column_count();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values = (0..columns).map(|at| row.get_ref(at).unwrap());
            all.push(format!("{:?}", values.collect::<Vec<_>>()));
        }
    }
    all
}

#[tokio::test]
async fn a_file_of_version_1_keeps_every_run_and_gets_its_columns() {
    let (_folder, path) = version_1();
    let journal = SqliteJournal::open(&path).unwrap();
    assert!(!journal.was_restored());
    let rows = journal.list(&RunFilter::default()).await.unwrap();
    let found: Vec<(u64, RunState, bool, Option<&str>)> = rows.iter().map(described).collect();
    let (open, over) = (RunState::Open, RunState::Finished);
    let expected = [
        (1005, open, false, None),
        (1006, open, false, None),
        (1002, open, false, None),
        (1010, over, false, Some("number-rejected")),
        (1003, over, false, Some("refused")),
        (1004, over, true, Some("completed")),
        (1001, over, false, Some("completed")),
    ];
    assert_eq!(found, expected);
    for row in &rows {
        assert!(wire::read(&row.snapshot).is_ok(), "{}", row.key);
        assert_eq!(
            (&row.due.lane, row.due.urgency),
            (&Lane::new("crm"), Urgency::Step)
        );
        assert_eq!(row.snapshot.papers, None);
        assert_eq!(row.snapshot.dossier.is_none(), row.forgotten);
    }
}

fn described(row: &RunRow) -> (u64, RunState, bool, Option<&str>) {
    let ending = row.summary.ending.as_deref();
    (row.key.deal().get(), row.state, row.forgotten, ending)
}

#[tokio::test]
async fn columns_of_an_upgraded_run_are_read_from_what_it_was() {
    let (_folder, path) = version_1();
    let journal = SqliteJournal::open(&path).unwrap();
    let done = journal.get(&run(1001)).await.unwrap();
    let summary = done.summary;
    assert_eq!(summary.seller.as_deref(), Some("sever-service"));
    assert_eq!(summary.region.as_deref(), Some("msk"));
    assert_eq!(summary.form.as_deref(), Some("services"));
    assert_eq!(summary.requested_by, user(12));
    assert_eq!(summary.sum, Some(Money::parse("211479.38").unwrap()));
    assert_eq!((summary.touches, summary.first_pass), (0, Some(true)));
    assert_eq!(done.finished, Some(done.changed));
    let first = journal.outcomes(&run(1001)).await.unwrap().remove(0);
    assert_eq!(done.ordered, first.line.started);
    let waits = journal.get(&run(1002)).await.unwrap().summary;
    assert_eq!((waits.touches, waits.first_pass), (1, Some(false)));
    let gone = journal.get(&run(1004)).await.unwrap().summary;
    assert_eq!(
        (gone.seller, gone.sum),
        (None, Some(Money::parse("100284.00").unwrap()))
    );
    let kept = journal
        .finished_before(moment("2027-01-01T00:00:00Z"), 9)
        .await;
    assert_eq!(kept.unwrap(), [run(1001), run(1003), run(1010)]);
}

#[tokio::test]
async fn outcomes_and_messages_of_version_1_are_read() {
    let (_folder, path) = version_1();
    let journal = SqliteJournal::open(&path).unwrap();
    let outcomes = journal.outcomes(&run(1002)).await.unwrap();
    let steps: Vec<&str> = outcomes.iter().map(|one| one.line.step.name()).collect();
    assert_eq!(steps, ["facts", "issue", "problem/1"]);
    let Recording { line, body } = &outcomes[1];
    assert_eq!(
        (line.kind.as_str(), &line.answer, body),
        ("rejected", &None, &None)
    );
    assert_eq!(line.side.as_deref(), Some("accounting"));
    assert_eq!(line.code.as_deref(), Some("closed_period"));
    assert_eq!(line.started, moment("2026-11-24T06:30:02.652Z"));
    assert_eq!(line.ended, moment("2026-11-24T06:30:02.654Z"));
    assert_eq!(outcomes[0].line.answer.as_deref(), Some("Checked"));
    let later = moment("2026-11-24T09:00:00Z");
    let cancelled = journal
        .claim(&run(1005), later, TTL)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(cancelled.mail.messages.len(), 1);
    let died = journal
        .claim(&run(1006), later, TTL)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(died.mark.unwrap().key, run(1006).step("facts"));
    assert!(!died.abandoned, "it was marked");
    let row = journal.get(&run(1001)).await.unwrap();
    let again = NewRun {
        key: row.key,
        source: "test".to_owned(),
        message: MessageId::new("deal-1001"),
        snapshot: row.snapshot,
        summary: row.summary,
        due: row.due,
        at: later,
    };
    let answer = journal.open(again).await.unwrap();
    assert_eq!(answer, Opened::Duplicate(run(1001)));
}

#[tokio::test]
async fn runs_of_version_1_finish() {
    let (_folder, path) = version_1();
    let mut company = Company::open().await;
    let journal = Arc::new(SqliteJournal::open(&path).unwrap());
    company.engine = LocalEngine::new(EngineParts {
        journal: journal.clone(),
        ..company.engine.parts().clone()
    });
    company.pass(Duration::from_mins(6)); // the claim of the run that died has run out
    assert_eq!(
        company.drive_to_the_end(&run(1006)).await,
        Ending::Completed
    );
    let cancelled = Ending::Cancelled { after_issue: false };
    assert_eq!(company.drive_to_the_end(&run(1005)).await, cancelled);
    let State::Waiting { key, round, .. } = company.state(&run(1002)).await else {
        panic!("the accountant is not waited for");
    };
    let retry = Signal {
        id: MessageId::new("again"),
        key,
        round,
        body: SignalBody::Retry {
            by: user(12),
            reason: None,
        },
    };
    company
        .engine
        .signal(&run(1002), "page", retry)
        .await
        .unwrap();
    assert_eq!(
        company.drive_to_the_end(&run(1002)).await,
        Ending::Completed
    );
    for deal in [1001, 1002] {
        company.engine.forget(&run(deal)).await.unwrap();
    }
    let row = journal.get(&run(1002)).await.unwrap();
    assert_eq!(
        described(&row),
        (1002, RunState::Finished, true, Some("completed"))
    );
}

#[tokio::test]
async fn the_file_of_version_1_is_kept_beside() {
    let (folder, path) = version_1();
    let before = rows_of(&path);
    drop(SqliteJournal::open(&path).unwrap());
    let kept = path.with_extension("db.v1");
    assert_eq!(rows_of(&kept), before);
    let version: u32 = Connection::open(&kept)
        .and_then(|db| db.query_row("PRAGMA user_version", [], |row| row.get(0)))
        .unwrap();
    assert_eq!(version, 1);
    // The same file once more, as after a step back: neither copy is lost.
    fs::remove_file(&path).unwrap();
    write_version_1(&path);
    drop(SqliteJournal::open(&path).unwrap());
    assert_eq!(rows_of(&path.with_extension("db.v1-2")), before);
    assert_eq!(rows_of(&kept), before);
    drop(SqliteJournal::open(&path).unwrap());
    assert!(
        !path.with_extension("db.v1-3").exists(),
        "it was upgraded once"
    );
    check_modes(folder.path());
}

#[cfg(unix)]
fn check_modes(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        // What SQLite makes beside a copy when it is looked at has the mode of that copy.
        assert_eq!(mode, 0o600, "{path:?}");
    }
}

#[cfg(not(unix))]
fn check_modes(_: &Path) {}

#[tokio::test]
async fn a_file_of_version_1_in_the_place_of_an_upgraded_one_is_an_older_copy() {
    let (_folder, path) = version_1();
    let journal = SqliteJournal::open(&path).unwrap();
    let later = moment("2026-11-24T09:00:00Z");
    journal.claim(&run(1005), later, TTL).await.unwrap();
    drop(journal);
    fs::remove_file(&path).unwrap();
    write_version_1(&path);
    let journal = SqliteJournal::open(&path).unwrap();
    assert!(journal.was_restored());
    let claim = journal.claim(&run(1005), later, TTL).await.unwrap();
    assert!(claim.unwrap().restored);
    drop(journal);
    assert!(!SqliteJournal::open(&path).unwrap().was_restored());
}

#[tokio::test]
async fn a_file_of_version_1_in_use_is_refused_and_stays_as_it_is() {
    let (folder, path) = version_1();
    let older = Connection::open(&path).unwrap();
    let runs = || -> i64 {
        older
            .query_row("SELECT count(*) FROM runs", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(runs(), 7);
    let refused = SqliteJournal::open(&path).unwrap_err();
    assert!(matches!(refused, JournalError::Unavailable { .. }));
    assert!(refused.to_string().contains("another program"), "{refused}");
    assert_eq!(runs(), 7);
    let changed = older.execute("UPDATE runs SET changed = changed + 1", []);
    assert_eq!(changed.unwrap(), 7, "the older program goes on");
    assert!(!folder.path().join("journal.db.v1").exists());
    drop(older);
    let journal = SqliteJournal::open(&path).unwrap();
    assert_eq!(journal.list(&RunFilter::default()).await.unwrap().len(), 7);
}

#[test]
fn of_many_openers_of_version_1_all_get_the_same_file() {
    let (folder, path) = version_1();
    let openers: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || SqliteJournal::open(path))
        })
        .collect();
    let open: Vec<_> = openers.into_iter().map(|one| one.join().unwrap()).collect();
    assert!(open.iter().all(Result::is_ok), "{open:?}");
    drop(open);
    let mut left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["journal.db", "journal.db.commits", "journal.db.v1"]);
}

#[test]
fn a_damaged_file_of_version_1_stays_as_it_is() {
    let (_folder, path) = version_1();
    let mut broken = fs::read(&path).unwrap();
    let page = usize::from(u16::from_be_bytes([broken[16], broken[17]]));
    broken[2 * page..2 * page + 64].fill(0xa5);
    fs::write(&path, &broken).unwrap();
    let error = SqliteJournal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Corrupt { .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), broken);
    assert!(!path.with_extension("db.v1").exists());
}

#[tokio::test]
async fn what_can_not_be_read_in_version_1_is_kept_as_it_was() {
    let (_folder, path) = version_1();
    let db = Connection::open(&path).unwrap();
    db.execute_batch(
        r#"UPDATE runs SET run = '{"wire":9,"requested_by":32}' WHERE deal = '1002';
           UPDATE runs SET run = 'no run' WHERE deal = '1006';
           INSERT INTO outcomes (run, step, outcome)
           SELECT id, 'no step of it', 'no line' FROM runs WHERE deal = '1003';
           UPDATE outcomes SET step = 'other/7/documents/1/facts' WHERE step = 'no step of it';"#,
    )
    .unwrap();
    drop(db);
    let journal = SqliteJournal::open(&path).unwrap();
    let newer = journal.get(&run(1002)).await.unwrap();
    assert_eq!(newer.summary.requested_by, user(32));
    assert_eq!(newer.snapshot.run, r#"{"wire":9,"requested_by":32}"#);
    let nobodys = journal.get(&run(1006)).await.unwrap();
    assert_eq!(nobodys.summary.requested_by, user(1));
    assert_eq!(nobodys.snapshot.run, "no run");
    let outcomes = journal.outcomes(&run(1003)).await.unwrap();
    let last = outcomes.last().unwrap();
    assert_eq!(last.line.step.as_str(), "other/7/documents/1/facts");
    assert_eq!(last.line.kind, "unknown");
    assert_eq!(last.line.code.as_deref(), Some("unreadable"));
    assert_eq!(last.body.as_deref(), Some("no line"));
}

#[tokio::test]
async fn an_upgraded_run_can_be_ended_by_hand() {
    let (_folder, path) = version_1();
    let journal = SqliteJournal::open(&path).unwrap();
    let later = moment("2026-11-24T09:00:00Z");
    let claim = journal
        .claim(&run(1006), later, TTL)
        .await
        .unwrap()
        .unwrap();
    let row = journal.get(&run(1006)).await.unwrap();
    let end = Commit {
        outcome: None,
        snapshot: Snapshot {
            papers: Some("papers".to_owned()),
            ..claim.snapshot
        },
        summary: row.summary,
        mark: None,
        state: RunState::Finished,
        taken: 0,
        due: RunDue::step(at(0), Lane::new("crm")),
        at: later,
    };
    journal.commit(&run(1006), claim.epoch, end).await.unwrap();
    let over = journal.get(&run(1006)).await.unwrap();
    assert_eq!(
        (over.state, over.finished),
        (RunState::Finished, Some(later))
    );
    assert_eq!(over.snapshot.papers.as_deref(), Some("papers"));
}
