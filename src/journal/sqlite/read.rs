//! What the reading thread does.

use super::row;
use super::thread::Refusal;
use crate::journal::limit;
use docflow_core::{JournalError, RunFilter, RunKey, RunRow, RunState, StepKey, Timestamp};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

pub(super) fn due(db: &Connection, now: Timestamp, limit: usize) -> Result<Vec<RunKey>, Refusal> {
    rows(
        db,
        "SELECT key FROM runs
         WHERE finished = 0 AND due <= ?1 AND (claimed_until IS NULL OR claimed_until <= ?1)
         ORDER BY due, id LIMIT ?2",
        params![row::micros(now), row::column(limit)],
        row::run_key,
    )
}

pub(super) fn list(db: &Connection, filter: &RunFilter) -> Result<Vec<RunRow>, Refusal> {
    let finished = filter.state.map(|state| state == RunState::Finished);
    rows(
        db,
        "SELECT key, finished, run, dossier, mark, marked, due, changed FROM runs
         WHERE (?1 IS NULL OR deal = ?1) AND (?2 IS NULL OR finished = ?2)
         ORDER BY id DESC LIMIT ?3",
        params![
            filter.deal.map(|deal| deal.to_string()),
            finished,
            row::column(limit(filter))
        ],
        run_row,
    )
}

fn run_row(row: &Row<'_>) -> Result<RunRow, Refusal> {
    let finished: bool = row.get("finished")?;
    Ok(RunRow {
        key: row::run_key(row)?,
        state: if finished {
            RunState::Finished
        } else {
            RunState::Open
        },
        snapshot: row::snapshot(row)?,
        mark: row::mark(row)?,
        due: row::moment(row, "due")?,
        changed: row::moment(row, "changed")?,
    })
}

pub(super) fn outcomes(db: &Connection, run: &RunKey) -> Result<Vec<(StepKey, String)>, Refusal> {
    let id = find(db, run)?;
    rows(
        db,
        "SELECT step, outcome FROM outcomes WHERE run = ?1 ORDER BY id",
        params![id],
        |row| Ok((row::parsed(row, "step")?, row.get("outcome")?)),
    )
}

/// The row of a run.
pub(super) fn find(db: &Connection, run: &RunKey) -> Result<i64, Refusal> {
    db.prepare_cached("SELECT id FROM runs WHERE key = ?1")?
        .query_row([run.as_str()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Refusal::Rule(JournalError::NoRun(run.clone())))
}

/// Every row of a query, read by `read`.
pub(super) fn rows<T>(
    db: &Connection,
    query: &str,
    values: impl Params,
    read: impl Fn(&Row<'_>) -> Result<T, Refusal>,
) -> Result<Vec<T>, Refusal> {
    let mut statement = db.prepare_cached(query)?;
    let mut found = statement.query(values)?;
    let mut read_rows = Vec::new();
    while let Some(row) = found.next()? {
        read_rows.push(read(row)?);
    }
    Ok(read_rows)
}
