//! What the writing thread does: each function is one piece of work inside a transaction.

use super::archive;
use super::due::LIVES;
use super::message::{Body, inbound};
use super::packed::pack;
use super::read::{find, find_state, rows};
use super::row::{self, broken, column, micros, state_number, step_text, urgency_number};
use super::thread::Refusal;
use crate::journal::{after, clicked, due_after, skipped, subject};
use docflow_core::{
    Claim, Commit, Epoch, Inbound, JournalError, Mail, NewRun, Opened, Parked, Posted, Recording,
    RunDue, RunKey, RunState, RunSummary, Snapshot, Timestamp,
};
use rusqlite::{Connection, Row, named_params, params};
use std::time::Duration;

pub(super) fn open(db: &Connection, run: &NewRun) -> Result<Opened, Refusal> {
    if let Some(known) = asked_by(db, &run.source, run.message.as_str())? {
        return Ok(Opened::Duplicate(known));
    }
    match latest(db, &run.key)? {
        Some((busy, RunState::Open)) => {
            let id = find(db, &busy)?;
            take_wish(db, id, run)?;
            return Ok(Opened::Busy(busy));
        }
        Some((latest, _)) if run.key.generation() <= latest.generation() => {
            return Ok(Opened::Outdated(latest));
        }
        Some((latest, _)) if Some(run.key.generation()) == latest.generation().checked_add(1) => {}
        None if run.key.generation() == 1 => {}
        Some(_) | None => return Err(Refusal::Rule(skipped(&run.key))),
    }
    let id = insert_run(db, run)?;
    take_wish(db, id, run)?;
    Ok(Opened::New)
}

fn insert_run(db: &Connection, run: &NewRun) -> Result<i64, Refusal> {
    db.prepare_cached(
        "INSERT INTO runs (subject, generation, deal, due, lane, urgency, away_since,
             ordered, changed, requested_by, touches)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, '', 0)",
    )?
    .execute(params![
        subject(&run.key),
        run.key.generation(),
        run.key.deal().to_string(),
        micros(run.due.at),
        run.due.lane.as_str(),
        urgency_number(run.due.urgency),
        run.due.away_since.map(micros),
        micros(run.at),
    ])?;
    let id = db.last_insert_rowid();
    sum_up(db, id, &run.summary)?;
    db.prepare_cached("INSERT INTO snapshots (run, body, dossier) VALUES (?1, ?2, ?3)")?
        .execute(params![
            id,
            pack(&run.snapshot.run),
            run.snapshot.dossier.as_deref().map(pack)
        ])?;
    put_papers(db, id, &run.snapshot)?;
    Ok(id)
}

/// Writes the columns that pages ask by.
///
/// A column that stands in an index is set only when it changes, since SQLite writes the page of
/// the index for every column that is set.
pub(super) fn sum_up(db: &Connection, id: i64, summary: &RunSummary) -> Result<(), Refusal> {
    db.prepare_cached(
        "UPDATE runs SET seller = ?2, region = ?3, office = ?4, form = ?5, sum = ?6,
             touches = ?7, first_pass = ?8, ending = ?9
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        summary.seller,
        summary.region,
        summary.office,
        summary.form,
        summary.sum.map(docflow_core::Money::kopecks),
        summary.touches,
        summary.first_pass,
        summary.ending,
    ])?;
    db.prepare_cached("UPDATE runs SET requested_by = ?2 WHERE id = ?1 AND requested_by <> ?2")?
        .execute(params![id, summary.requested_by.to_string()])?;
    Ok(())
}

fn put_papers(db: &Connection, id: i64, snapshot: &Snapshot) -> Result<(), Refusal> {
    if let Some(papers) = &snapshot.papers {
        db.prepare_cached("INSERT OR REPLACE INTO papers (run, body) VALUES (?1, ?2)")?
            .execute(params![id, pack(papers)])?;
    }
    Ok(())
}

/// The run that a message belongs to.
fn asked_by(db: &Connection, source: &str, id: &str) -> Result<Option<RunKey>, Refusal> {
    let found = rows(
        db,
        "SELECT subject, generation FROM messages JOIN runs ON runs.id = messages.run
         WHERE messages.source = ?1 AND messages.id = ?2",
        params![source, id],
        row::run_key,
    )?;
    Ok(found.into_iter().next())
}

/// The latest generation with its state; only the latest can be open.
fn latest(db: &Connection, key: &RunKey) -> Result<Option<(RunKey, RunState)>, Refusal> {
    let found = rows(
        db,
        "SELECT subject, generation, state FROM runs
         WHERE subject = ?1 ORDER BY generation DESC LIMIT 1",
        params![subject(key)],
        |row| Ok((row::run_key(row)?, row::state(row)?)),
    )?;
    Ok(found.into_iter().next())
}

fn take_wish(db: &Connection, id: i64, run: &NewRun) -> Result<(), Refusal> {
    db.prepare_cached("INSERT INTO messages (run, source, id) VALUES (?1, ?2, ?3)")?
        .execute(params![id, run.source, run.message.as_str()])?;
    Ok(())
}

pub(super) fn claim(
    db: &Connection,
    run: &RunKey,
    now: Timestamp,
    ttl: Duration,
) -> Result<Option<Claim>, Refusal> {
    let id = find(db, run)?;
    let query = format!(
        "SELECT epoch + 1 AS epoch, snapshots.body, dossier, papers.body AS papers, mark, marked,
             taken, restored, claimed_until IS NOT NULL AND wrote = 0 AS abandoned
         FROM runs CROSS JOIN snapshots ON snapshots.run = id LEFT JOIN papers ON papers.run = id
         WHERE id = ?2 AND state < 2 AND (claimed_until IS NULL OR NOT {LIVES})"
    );
    let free = rows(db, &query, params![micros(now), id], |row| {
        claimed_row(row, run)
    })?;
    let Some(mut claim) = free.into_iter().next() else {
        return Ok(None);
    };
    db.prepare_cached(
        "UPDATE runs SET epoch = ?2, claimed_until = ?3, ttl = ?4, wrote = 0 WHERE id = ?1",
    )?
    .execute(params![
        id,
        column(claim.epoch.0),
        micros(after(now, ttl)),
        column(ttl.as_micros()),
    ])?;
    claim.mail = mail(db, id, claim.mail.seen)?;
    Ok(Some(claim))
}

fn claimed_row(row: &Row<'_>, run: &RunKey) -> Result<Claim, Refusal> {
    Ok(Claim {
        epoch: Epoch(row::number(row, "epoch")?),
        snapshot: row::snapshot(row)?,
        mark: row::mark(row, run)?,
        mail: Mail {
            messages: Vec::new(),
            seen: row::number(row, "taken")?,
        },
        abandoned: row.get("abandoned")?,
        restored: row.get("restored")?,
    })
}

/// Messages after a number; what can not be read is set aside, so that it stops nobody.
fn mail(db: &Connection, id: i64, taken: u64) -> Result<Mail, Refusal> {
    let found = rows(
        db,
        "SELECT number, source, id, kind, wait, round, author, reason FROM messages
         WHERE run = ?1 AND number > ?2 AND kind IS NOT NULL AND aside IS NULL ORDER BY number",
        params![id, column(taken)],
        |row| Ok((row::number(row, "number")?, inbound(row)?)),
    )?;
    let mut mail = Mail {
        messages: Vec::new(),
        seen: taken,
    };
    for (number, message) in found {
        match message {
            Ok(message) => {
                mail.messages.push(message);
                mail.seen = number;
            }
            Err(part) => {
                tracing::error!(number, part, "a message can not be read and is set aside");
                db.prepare_cached("UPDATE messages SET aside = ?2 WHERE number = ?1")?
                    .execute(params![column(number), part])?;
            }
        }
    }
    Ok(mail)
}

/// A run whose claim is the caller's.
struct Held {
    id: i64,
    state: RunState,
    ttl: Duration,
    taken: u64,
}

fn held(db: &Connection, run: &RunKey, epoch: Epoch) -> Result<Held, Refusal> {
    let id = find(db, run)?;
    let found = rows(
        db,
        "SELECT state, ttl, taken FROM runs
         WHERE id = ?1 AND epoch = ?2 AND claimed_until IS NOT NULL",
        params![id, column(epoch.0)],
        |row| {
            Ok(Held {
                id,
                state: row::state(row)?,
                ttl: Duration::from_micros(row::number(row, "ttl")?),
                taken: row::number(row, "taken")?,
            })
        },
    )?;
    found
        .into_iter()
        .next()
        .ok_or(Refusal::Rule(JournalError::Stale))
}

pub(super) fn prolong(
    db: &Connection,
    run: &RunKey,
    epoch: Epoch,
    now: Timestamp,
) -> Result<(), Refusal> {
    let held = held(db, run, epoch)?;
    db.prepare_cached("UPDATE runs SET claimed_until = ?2 WHERE id = ?1")?
        .execute(params![held.id, micros(after(now, held.ttl))])?;
    Ok(())
}

pub(super) fn commit(
    db: &Connection,
    run: &RunKey,
    epoch: Epoch,
    commit: &Commit,
) -> Result<Mail, Refusal> {
    let held = held(db, run, epoch)?;
    if let Some(recording) = &commit.outcome {
        record(db, held.id, run, recording)?;
    }
    let taken = held.taken.max(commit.taken);
    let left = mail(db, held.id, taken)?;
    let due = due_after(commit, &left);
    let state = held.state.max(commit.state);
    let finished = state == RunState::Finished;
    db.prepare_cached(
        "UPDATE runs SET mark = :mark, marked = :marked, claimed_until = :until, wrote = 1,
             restored = 0, taken = :taken, due = :due, lane = :lane, urgency = :urgency,
             away_since = :away, changed = :at
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": held.id,
        ":mark": commit.mark.as_ref().map(|mark| step_text(run, &mark.key)),
        ":marked": commit.mark.as_ref().map(|mark| micros(mark.at)),
        ":until": (!finished).then(|| micros(after(commit.at, held.ttl))),
        ":taken": column(taken),
        ":due": micros(due.at),
        ":lane": due.lane.as_str(),
        ":urgency": urgency_number(due.urgency),
        ":away": due.away_since.map(micros),
        ":at": micros(commit.at),
    })?;
    if state != held.state {
        let finished = finished.then(|| micros(commit.at));
        db.prepare_cached("UPDATE runs SET state = ?2, finished = ?3 WHERE id = ?1")?
            .execute(params![held.id, state_number(state), finished])?;
    }
    sum_up(db, held.id, &commit.summary)?;
    put_texts(db, held.id, &commit.snapshot)?;
    if finished {
        archive::lay_down(db, held.id)?;
    }
    Ok(left)
}

fn record(db: &Connection, id: i64, run: &RunKey, recording: &Recording) -> Result<(), Refusal> {
    let line = &recording.line;
    db.prepare_cached(
        "INSERT INTO outcomes (run, number, step, started, ended, kind, answer, side, code, body)
         VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM outcomes WHERE run = ?1),
             ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        id,
        step_text(run, &line.step),
        micros(line.started),
        micros(line.ended),
        line.kind,
        line.answer,
        line.side,
        line.code,
        recording.body.as_deref().map(pack),
    ])?;
    Ok(())
}

fn put_texts(db: &Connection, id: i64, snapshot: &Snapshot) -> Result<(), Refusal> {
    db.prepare_cached("UPDATE snapshots SET body = ?2, dossier = ?3 WHERE run = ?1")?
        .execute(params![
            id,
            pack(&snapshot.run),
            snapshot.dossier.as_deref().map(pack)
        ])?;
    put_papers(db, id, snapshot)
}

pub(super) fn park(
    db: &Connection,
    run: &RunKey,
    epoch: Epoch,
    due: &RunDue,
    seen: u64,
) -> Result<Parked, Refusal> {
    let id = held(db, run, epoch)?.id;
    let mail = mail(db, id, seen)?;
    if !mail.messages.is_empty() {
        return Ok(Parked::Mail(mail));
    }
    db.prepare_cached("UPDATE runs SET claimed_until = NULL WHERE id = ?1")?
        .execute([id])?;
    put_due(db, id, due)?;
    Ok(Parked::Resting)
}

fn put_due(db: &Connection, id: i64, due: &RunDue) -> Result<(), Refusal> {
    db.prepare_cached(
        "UPDATE runs SET due = ?2, lane = ?3, urgency = ?4, away_since = ?5 WHERE id = ?1",
    )?
    .execute(params![
        id,
        micros(due.at),
        due.lane.as_str(),
        urgency_number(due.urgency),
        due.away_since.map(micros),
    ])?;
    Ok(())
}

pub(super) fn post(
    db: &Connection,
    run: &RunKey,
    message: &Inbound,
    now: Timestamp,
) -> Result<Posted, Refusal> {
    if !message.is_fit() {
        return Ok(Posted::Unfit);
    }
    let Some((id, state)) = find_state(db, run)? else {
        return Ok(Posted::NoRun);
    };
    if asked_by(db, &message.source, message.id.as_str())?.is_some() {
        return Ok(Posted::Duplicate);
    }
    if state == RunState::Finished {
        return Ok(Posted::Finished);
    }
    insert(db, id, message)?;
    let due = rows(
        db,
        "SELECT * FROM runs WHERE id = ?1",
        params![id],
        row::due,
    )?;
    let due = due.into_iter().next().ok_or_else(broken)?;
    put_due(db, id, &clicked(&due, now))?;
    Ok(Posted::New)
}

fn insert(db: &Connection, id: i64, message: &Inbound) -> Result<(), Refusal> {
    let body = Body::of(&message.body);
    db.prepare_cached(
        "INSERT INTO messages (run, source, id, kind, wait, round, author, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        id,
        message.source,
        message.id.as_str(),
        body.kind,
        body.wait,
        body.round,
        body.author,
        body.reason,
    ])?;
    Ok(())
}

pub(super) fn forget(db: &Connection, run: &RunKey) -> Result<(), Refusal> {
    let id = find(db, run)?;
    let over = db
        .prepare_cached("UPDATE runs SET forgotten = 1 WHERE id = ?1 AND state = 2")?
        .execute([id])?;
    if over == 0 {
        return Err(Refusal::Rule(JournalError::NoRun(run.clone())));
    }
    archive::forget(db, id)?;
    for deletion in [
        "UPDATE snapshots SET dossier = NULL WHERE run = ?1",
        "DELETE FROM papers WHERE run = ?1",
        "UPDATE outcomes SET body = NULL WHERE run = ?1",
        "UPDATE messages SET kind = NULL, wait = NULL, round = NULL, author = NULL, reason = NULL
         WHERE run = ?1",
    ] {
        db.prepare_cached(deletion)?.execute([id])?;
    }
    Ok(())
}
