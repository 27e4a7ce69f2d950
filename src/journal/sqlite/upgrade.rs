//! From version 1 to version 2.
//!
//! In one transaction, which needs the file for itself; what the file was is kept beside it as
//! `<name>.v1`. Runs stay as they were written; their columns are read from them.

use super::archive;
use super::counter;
use super::file::{connect, judge_tables, reader, set_up_writing, system, unavailable};
use super::read::rows;
use super::row::micros;
use super::tables::{TABLES, VERSION};
use super::thread::Refusal;
use super::write::sum_up;
use docflow_core::{JournalError, RunSummary, Snapshot, Timestamp, UserId, wire};
use rusqlite::{Connection, ErrorCode, OpenFlags, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

const ACTION: &str = "upgrade its file to version 2";
/// Copies of older files that may stand beside one.
const MOST_COPIES: u32 = 100;

/// Upgrades a file of version 1, unless another opener has done so meanwhile.
pub(super) fn upgrade(path: &Path) -> Result<(), JournalError> {
    let beside = counter::beside(path);
    // Openers of this version wait for each other here, so that whoever keeps the file from us
    // afterwards is a program of version 1.
    let mut alone = counter::locked(&beside).map_err(|error| system(ACTION, &error))?;
    if judge_tables(&reader(path)?)? == VERSION {
        return Ok(());
    }
    let db = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    keep_others_out(&db)?;
    let kept = keep_copy(&db, path)?;
    let noted = counter::read(&mut alone).ok().flatten();
    let upgraded = rebuild(&db, noted.map(|(journal, _)| journal));
    if upgraded.is_err() {
        // Nothing was changed, so that the file itself is what the copy is.
        let _ = std::fs::remove_file(kept).is_ok();
    }
    // Where the log can not be emptied now, the next opener finds the version there.
    let _ = db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").is_ok();
    upgraded
}

fn keep_others_out(db: &Connection) -> Result<(), JournalError> {
    let lock = || {
        db.busy_timeout(Duration::ZERO)?;
        set_up_writing(db)?;
        db.pragma_update(None, "foreign_keys", "OFF")?;
        db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        // The lock is taken by the first transaction and kept after it.
        db.execute_batch("BEGIN EXCLUSIVE; COMMIT")
    };
    lock().map_err(|error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => JournalError::Unavailable {
            action: ACTION,
            found: "another program that has it open; stop that first".to_owned(),
        },
        _ => unavailable(ACTION, &error),
    })
}

/// Copies the file to the first free of `<name>.v1`, `<name>.v1-2` and so on.
fn keep_copy(db: &Connection, path: &Path) -> Result<PathBuf, JournalError> {
    let place = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        match number {
            1 => name.push(".v1"),
            _ => name.push(format!(".v1-{number}")),
        }
        PathBuf::from(name)
    };
    let mut places = (1..=MOST_COPIES).map(place);
    let free = places.find(|place| !place.exists());
    let free = free.unwrap_or_else(|| place(MOST_COPIES));
    super::copy::copy(db, &free)?;
    Ok(free)
}

/// Makes the new tables of the old ones.
///
/// A number beside the file was noted by version 2, so that this file is older than the journal
/// whose place it has. It takes that one's name, by which the opener knows it for a copy.
fn rebuild(db: &Connection, in_place_of: Option<String>) -> Result<(), JournalError> {
    let work = || -> Result<(), Refusal> {
        db.execute_batch(&format!("BEGIN IMMEDIATE; {SET_ASIDE} {TABLES} {MOVE}"))?;
        if let Some(journal) = in_place_of {
            db.execute("UPDATE meta SET journal = ?1", [journal])?;
        }
        move_outcomes(db)?;
        for (id, summary) in summaries(db)? {
            if let Some(summary) = summary {
                sum_up(db, id, &summary)?;
            }
        }
        let over = "SELECT id FROM runs WHERE state = 2 AND forgotten = 0";
        for id in rows(db, over, [], |row| Ok(row.get("id")?))? {
            archive::lay_down(db, id)?;
        }
        db.execute_batch(&format!(
            "{CLEAN_UP} PRAGMA user_version = {VERSION}; COMMIT"
        ))?;
        Ok(())
    };
    work().map_err(|refusal| refusal.of(ACTION))
}

const SET_ASIDE: &str = "
    DROP INDEX one_open_run;
    DROP INDEX runs_due;
    DROP INDEX runs_of_deal;
    DROP INDEX outcomes_of_run;
    DROP INDEX messages_of_run;
    ALTER TABLE runs RENAME TO runs_1;
    ALTER TABLE outcomes RENAME TO outcomes_1;
    ALTER TABLE messages RENAME TO messages_1;
";

/// Version 1 knew no sides, and a claim of its time left a mark before each step. A run of which
/// nobody can read who ordered it is the first employee's, who set the portal up.
const MOVE: &str = "
    INSERT INTO runs (id, subject, generation, deal, state, forgotten, epoch, claimed_until, ttl,
        wrote, taken, due, lane, urgency, mark, marked, ordered, finished, changed,
        requested_by, touches)
    SELECT id, subject, generation, deal, iif(finished, 2, 0), finished AND dossier IS NULL,
        epoch, claimed_until, ttl, 1, taken, due, 'crm', 1,
        iif(substr(mark, 1, length(key) + 1) = key || '/', substr(mark, length(key) + 1), mark),
        marked, changed, iif(finished, changed, NULL), changed, '1', 0
    FROM runs_1;
    INSERT INTO snapshots (run, body, dossier) SELECT id, run, dossier FROM runs_1;
    INSERT INTO messages (number, run, source, id, kind, wait, round, author, reason)
    SELECT number, run, source, id, kind, wait, round, author, reason FROM messages_1;
";

const CLEAN_UP: &str = "
    UPDATE runs SET ordered = min(ordered,
        coalesce((SELECT min(started) FROM outcomes WHERE outcomes.run = runs.id), ordered));
    DROP TABLE outcomes_1;
    DROP TABLE messages_1;
    DROP TABLE runs_1;
";

/// An outcome of version 1 was a line of JSON; one that is none becomes the body of a line that
/// says so.
fn move_outcomes(db: &Connection) -> Result<(), Refusal> {
    let mut lines = db.prepare(
        "SELECT outcomes_1.id, outcomes_1.run, changed, outcome,
             iif(substr(step, 1, length(key) + 1) = key || '/', substr(step, length(key) + 1), step)
                 AS step,
             iif(json_valid(outcome), outcome, '{}') AS line
         FROM outcomes_1 JOIN runs_1 ON runs_1.id = outcomes_1.run ORDER BY outcomes_1.id",
    )?;
    let mut insert = db.prepare(
        "INSERT INTO outcomes (run, number, step, started, ended, kind, answer, side, code, body)
         VALUES (?1, ?2, ?3, ?4, ?5, coalesce(?6 ->> 'outcome', 'unknown'), ?6 ->> 'answer',
             ?6 ->> 'side', iif(?7 IS NULL, ?6 ->> 'code', 'unreadable'), ?7)",
    )?;
    let mut times = db.prepare("SELECT ?1 ->> 'started', ?1 ->> 'at'")?;
    let mut found = lines.query([])?;
    while let Some(line) = found.next()? {
        let text: String = line.get("line")?;
        let (started, ended) = times.query_row([&text], |row| {
            Ok((
                row.get::<_, Option<String>>(0)?,
                row.get::<_, Option<String>>(1)?,
            ))
        })?;
        let moment = |text: Option<String>| Some(micros(text?.parse::<Timestamp>().ok()?));
        let times = moment(started).zip(moment(ended));
        let changed: i64 = line.get("changed")?;
        let (started, ended) = times.unwrap_or((changed, changed));
        let body = match times {
            Some(_) => None,
            None => Some(line.get::<_, String>("outcome")?),
        };
        insert.execute(params![
            line.get::<_, i64>("run")?,
            line.get::<_, i64>("id")?,
            line.get::<_, String>("step")?,
            started,
            ended,
            text,
            body,
        ])?;
    }
    Ok(())
}

/// What the columns say of each run, as far as its text can be read.
fn summaries(db: &Connection) -> Result<Vec<(i64, Option<RunSummary>)>, Refusal> {
    rows(
        db,
        "SELECT id, run, dossier, iif(json_valid(run), run ->> 'requested_by', NULL) AS requester
         FROM runs_1",
        [],
        |row| {
            let snapshot = Snapshot {
                run: row.get("run")?,
                dossier: row.get("dossier")?,
                papers: None,
            };
            let summary = match wire::read(&snapshot) {
                Ok(run) => Some(run.summary()),
                Err(_) => row.get("requester").ok().and_then(of_unreadable),
            };
            Ok((row.get("id")?, summary))
        },
    )
}

/// A run that this version can not read has somebody who ordered it all the same.
fn of_unreadable(requester: i64) -> Option<RunSummary> {
    Some(RunSummary {
        seller: None,
        region: None,
        office: None,
        form: None,
        requested_by: UserId::new(u64::try_from(requester).ok()?)?,
        sum: None,
        touches: 0,
        first_pass: None,
        ending: None,
    })
}
