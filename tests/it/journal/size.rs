//! How much room a run takes on the disk.

use super::file::place;
use super::upgrade::version_1;
use super::{TTL, at, due, key, recording, step, summary, wish};
use docflow::SqliteJournal;
use docflow_core::{Commit, Journal, RunKey, RunState, Snapshot};
use rusqlite::Connection;
use std::fs;
use std::path::Path;

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
        outcome.body = None;
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
