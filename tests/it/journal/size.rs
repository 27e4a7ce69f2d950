//! How much room a run takes on the disk, and how much a step writes.

use super::copies::noise;
use super::file::place;
use super::upgrade::version_1;
use super::{TTL, at, due, key, recording, step, summary, wish};
use docflow::SqliteJournal;
use docflow_core::{Commit, Journal, RunKey, RunState, Snapshot};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Bytes that version 1 took for the run below, among a thousand like it.
const FINISHED_BEFORE: u64 = 9261;
/// The same after it was forgotten, when nothing was left of its steps.
const FORGOTTEN_BEFORE: u64 = 4321;
const RUNS: u64 = 60;

/// A finished run of the demo as text; what is large and rarely changes stands apart.
fn text() -> Snapshot {
    let (_folder, path) = version_1();
    let db = Connection::open(&path).unwrap();
    let query = "SELECT run, json_remove(dossier, '$.request'), dossier ->> 'request' FROM runs
        WHERE deal = '1001'";
    db.query_row(query, [], |row| {
        Ok(Snapshot {
            run: row.get(0)?,
            dossier: row.get(1)?,
            papers: row.get(2)?,
        })
    })
    .unwrap()
}

async fn finish(journal: &SqliteJournal, run: &RunKey, text: &Snapshot) {
    let own = |text: &str| text.replace("sever/1001/documents/1", run.as_str());
    let snapshot = Snapshot {
        run: own(&text.run),
        dossier: text.dossier.as_deref().map(own),
        papers: text.papers.as_deref().map(own),
    };
    let message = format!("deal-{}-1", run.deal());
    journal.open(wish(run, &message, 0)).await.unwrap();
    let claim = journal.claim(run, at(0), TTL).await.unwrap().unwrap();
    let steps = [
        "facts",
        "issue",
        "attach/contract",
        "attach/invoice-1",
        "announce",
    ];
    for (number, name) in (1..).zip(steps) {
        let mut outcome = recording(run, name, number);
        // What was decided stands in the papers and once more in the outcome.
        outcome.body = snapshot.papers.clone().filter(|_| name == "facts");
        let commit = Commit {
            outcome: Some(outcome),
            snapshot: snapshot.clone(),
            summary: summary(),
            due: due(number),
            state: if number == 5 {
                RunState::Finished
            } else {
                RunState::Open
            },
            ..step(run, name, number)
        };
        journal.commit(run, claim.epoch, commit).await.unwrap();
    }
}

async fn size(journal: &SqliteJournal, path: &Path) -> u64 {
    journal.vacuum().await.unwrap();
    fs::metadata(path).unwrap().len()
}

#[tokio::test]
async fn a_run_takes_less_than_half_of_the_room_that_it_took() {
    let (_folder, path) = place();
    let journal = SqliteJournal::open(&path).unwrap();
    let empty = size(&journal, &path).await;
    let text = text();
    assert!(text.papers.as_ref().unwrap().len() > 3_000);
    for deal in 1..=RUNS {
        finish(&journal, &key(100_000 + deal, 1), &text).await;
    }
    let finished = (size(&journal, &path).await - empty) / RUNS;
    for deal in 1..=RUNS {
        journal.forget(&key(100_000 + deal, 1)).await.unwrap();
    }
    let forgotten = (size(&journal, &path).await - empty) / RUNS;
    assert!(finished < FINISHED_BEFORE / 2, "{finished} bytes");
    assert!(forgotten < FORGOTTEN_BEFORE / 2, "{forgotten} bytes");
    println!("{finished} bytes a finished run, {forgotten} a forgotten one");
}

/// Bytes of a page in the write-ahead log, with what stands before it.
const PAGE: u64 = 4096 + 24;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_writes_few_pages_however_large_the_papers_are() {
    let (_folder, path) = place();
    let journal = Arc::new(SqliteJournal::open(&path).unwrap());
    let opening: Vec<_> = (1..=1500)
        .map(|deal| {
            let journal = Arc::clone(&journal);
            let mut wish = wish(&key(deal, 1), &format!("w-{deal}"), 0);
            wish.snapshot.papers = (deal == 700).then(|| noise(200_000));
            tokio::spawn(async move { journal.open(wish).await.unwrap() })
        })
        .collect();
    for open in opening {
        open.await.unwrap();
    }
    let log = || fs::metadata(path.with_extension("db-wal")).unwrap().len();
    let pages = |before: u64| (log() - before).div_ceil(PAGE);
    let run = key(700, 1);
    for round in 1..=10 {
        // The log begins anew, so that its length is what was written.
        journal.vacuum().await.unwrap();
        let before = log();
        let claim = journal.claim(&run, at(round), TTL).await.unwrap().unwrap();
        assert!(pages(before) <= 5, "a claim: {}", pages(before));
        let before = log();
        let mut commit = step(&run, "facts", round);
        commit.snapshot.papers = None;
        journal.commit(&run, claim.epoch, commit).await.unwrap();
        assert!(pages(before) <= 6, "a commit: {}", pages(before));
        let before = log();
        let parked = journal.park(&run, claim.epoch, due(round), 0).await;
        parked.unwrap();
        assert!(pages(before) <= 5, "parking: {}", pages(before));
    }
    let row = journal.get(&run).await.unwrap();
    assert_eq!(row.snapshot.papers, Some(noise(200_000)));
}
