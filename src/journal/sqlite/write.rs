//! What the writing thread does: each function is one piece of work inside a transaction.

use super::read::{find, rows};
use super::row::{self, Body, broken, column, micros};
use super::thread::Refusal;
use crate::journal::{after, skipped, subject};
use docflow_core::{
    Claim, Commit, Epoch, Inbound, JournalError, Mail, NewRun, Opened, Parked, Posted, RunKey,
    RunState, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::time::Duration;

pub(super) fn open(db: &Connection, run: &NewRun) -> Result<Opened, Refusal> {
    if let Some(known) = asked_by(db, &run.source, run.message.as_str())? {
        return Ok(Opened::Duplicate(known));
    }
    let latest = latest(db, &run.key)?;
    match latest {
        Some((busy, false)) => {
            let id = find(db, &busy)?;
            take_wish(db, id, run)?;
            return Ok(Opened::Busy(busy));
        }
        Some((latest, true)) if run.key.generation() <= latest.generation() => {
            return Ok(Opened::Outdated(latest));
        }
        Some((latest, true))
            if Some(run.key.generation()) == latest.generation().checked_add(1) => {}
        None if run.key.generation() == 1 => {}
        Some(_) | None => return Err(Refusal::Rule(skipped(&run.key))),
    }
    db.prepare_cached(
        "INSERT INTO runs (key, subject, deal, generation, run, dossier, due, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    )?
    .execute(params![
        run.key.as_str(),
        subject(&run.key),
        run.key.deal().to_string(),
        run.key.generation(),
        run.snapshot.run,
        run.snapshot.dossier,
        micros(run.at),
    ])?;
    take_wish(db, db.last_insert_rowid(), run)?;
    Ok(Opened::New)
}

/// The run that a message belongs to.
fn asked_by(db: &Connection, source: &str, id: &str) -> Result<Option<RunKey>, Refusal> {
    let found = rows(
        db,
        "SELECT key FROM messages JOIN runs ON runs.id = messages.run
         WHERE messages.source = ?1 AND messages.id = ?2",
        params![source, id],
        row::run_key,
    )?;
    Ok(found.into_iter().next())
}

/// The latest generation and whether it is over; only the latest can be open.
fn latest(db: &Connection, key: &RunKey) -> Result<Option<(RunKey, bool)>, Refusal> {
    let found = rows(
        db,
        "SELECT key, finished FROM runs WHERE subject = ?1 ORDER BY generation DESC LIMIT 1",
        params![subject(key)],
        |row| Ok((row::run_key(row)?, row.get("finished")?)),
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
    let claimed = db
        .prepare_cached(
            "UPDATE runs SET epoch = epoch + 1, claimed_until = ?2, ttl = ?3
             WHERE id = ?1 AND finished = 0 AND (claimed_until IS NULL OR claimed_until <= ?4)",
        )?
        .execute(params![
            id,
            micros(after(now, ttl)),
            column(ttl.as_micros()),
            micros(now)
        ])?;
    if claimed == 0 {
        return Ok(None);
    }
    let found = rows(
        db,
        "SELECT epoch, run, dossier, mark, marked, taken FROM runs WHERE id = ?1",
        params![id],
        claimed_row,
    )?;
    let mut claim = found.into_iter().next().ok_or_else(broken)?;
    claim.mail = mail(db, id, claim.mail.seen)?;
    Ok(Some(claim))
}

fn claimed_row(row: &Row<'_>) -> Result<Claim, Refusal> {
    Ok(Claim {
        epoch: Epoch(row::number(row, "epoch")?),
        snapshot: row::snapshot(row)?,
        mark: row::mark(row)?,
        mail: Mail {
            messages: Vec::new(),
            seen: row::number(row, "taken")?,
        },
    })
}

/// Messages after a number.
fn mail(db: &Connection, id: i64, taken: u64) -> Result<Mail, Refusal> {
    let found = rows(
        db,
        "SELECT number, source, id, kind, wait, round, author, reason FROM messages
         WHERE run = ?1 AND number > ?2 AND kind IS NOT NULL ORDER BY number",
        params![id, column(taken)],
        |row| Ok((row::number(row, "number")?, row::inbound(row)?)),
    )?;
    let seen = found.last().map_or(taken, |(number, _)| *number);
    Ok(Mail {
        messages: found.into_iter().map(|(_, message)| message).collect(),
        seen,
    })
}

/// A run whose claim is the caller's.
struct Held {
    id: i64,
    ttl: Duration,
    taken: u64,
}

fn held(db: &Connection, run: &RunKey, epoch: Epoch) -> Result<Held, Refusal> {
    let id = find(db, run)?;
    let found = rows(
        db,
        "SELECT ttl, taken FROM runs WHERE id = ?1 AND epoch = ?2 AND claimed_until IS NOT NULL",
        params![id, column(epoch.0)],
        |row| {
            Ok(Held {
                id,
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

pub(super) fn commit(
    db: &Connection,
    run: &RunKey,
    epoch: Epoch,
    commit: &Commit,
) -> Result<Mail, Refusal> {
    let held = held(db, run, epoch)?;
    if let Some((step, outcome)) = &commit.outcome {
        db.prepare_cached("INSERT INTO outcomes (run, step, outcome) VALUES (?1, ?2, ?3)")?
            .execute(params![held.id, step.as_str(), outcome])?;
    }
    let taken = held.taken.max(commit.taken);
    let left = mail(db, held.id, taken)?;
    let due = if left.messages.is_empty() {
        commit.due
    } else {
        commit.due.min(commit.at)
    };
    let finished = commit.state == RunState::Finished;
    let until = (!finished).then(|| micros(after(commit.at, held.ttl)));
    db.prepare_cached(
        "UPDATE runs SET run = ?2, dossier = ?3, mark = ?4, marked = ?5, finished = ?6,
             claimed_until = ?7, taken = ?8, due = ?9, changed = ?10
         WHERE id = ?1",
    )?
    .execute(params![
        held.id,
        commit.snapshot.run,
        commit.snapshot.dossier,
        commit.mark.as_ref().map(|mark| mark.key.as_str()),
        commit.mark.as_ref().map(|mark| micros(mark.at)),
        finished,
        until,
        column(taken),
        micros(due),
        micros(commit.at),
    ])?;
    Ok(left)
}

pub(super) fn park(
    db: &Connection,
    run: &RunKey,
    epoch: Epoch,
    due: Timestamp,
    seen: u64,
) -> Result<Parked, Refusal> {
    let id = held(db, run, epoch)?.id;
    let mail = mail(db, id, seen)?;
    if !mail.messages.is_empty() {
        return Ok(Parked::Mail(mail));
    }
    db.prepare_cached("UPDATE runs SET due = ?2, claimed_until = NULL WHERE id = ?1")?
        .execute(params![id, micros(due)])?;
    Ok(Parked::Resting)
}

pub(super) fn post(
    db: &Connection,
    run: &RunKey,
    message: &Inbound,
    now: Timestamp,
) -> Result<Posted, Refusal> {
    let Some((id, finished)) = db
        .prepare_cached("SELECT id, finished FROM runs WHERE key = ?1")?
        .query_row([run.as_str()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?))
        })
        .optional()?
    else {
        return Ok(Posted::NoRun);
    };
    if asked_by(db, &message.source, message.id.as_str())?.is_some() {
        return Ok(Posted::Duplicate);
    }
    if finished {
        return Ok(Posted::Finished);
    }
    insert(db, id, message)?;
    db.prepare_cached("UPDATE runs SET due = min(due, ?2) WHERE id = ?1")?
        .execute(params![id, micros(now)])?;
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
        .prepare_cached("UPDATE runs SET dossier = NULL WHERE id = ?1 AND finished = 1")?
        .execute([id])?;
    if over == 0 {
        return Err(Refusal::Rule(JournalError::NoRun(run.clone())));
    }
    db.prepare_cached("DELETE FROM outcomes WHERE run = ?1")?
        .execute([id])?;
    db.prepare_cached(
        "UPDATE messages SET kind = NULL, wait = NULL, round = NULL, author = NULL, reason = NULL
         WHERE run = ?1",
    )?
    .execute([id])?;
    Ok(())
}
