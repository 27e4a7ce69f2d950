//! What the reading thread does about single runs and lists.

use super::archive;
use super::filter::{self, Conditions};
use super::row;
use super::thread::Refusal;
use super::{message, row::micros};
use crate::journal::{limit, subject};
use docflow_core::{
    Column, JournalError, Recording, RunFilter, RunKey, RunRow, RunState, SetAside, Timestamp,
};
use rusqlite::types::Value;
use rusqlite::{Connection, Params, Row, params, params_from_iter};
use std::collections::BTreeMap;

/// A row of a run with its texts.
const WITH_TEXTS: &str = "SELECT chosen.*, snapshots.body, snapshots.dossier,
        papers.body AS papers
    FROM chosen LEFT JOIN snapshots ON snapshots.run = chosen.id
    LEFT JOIN papers ON papers.run = chosen.id";

pub(super) fn get(db: &Connection, run: &RunKey) -> Result<RunRow, Refusal> {
    let query = format!("WITH chosen AS (SELECT * FROM runs WHERE id = ?1) {WITH_TEXTS}");
    let found = rows(db, &query, params![find(db, run)?], |row| {
        row::run_row(db, row)
    })?;
    found.into_iter().next().ok_or_else(row::broken)
}

/// The page of a filter: the query and its values.
pub(super) fn page(filter: &RunFilter) -> (String, Vec<Value>) {
    let conditions = Conditions::of_page(filter);
    let clause = conditions.clause();
    let mut values = conditions.values;
    values.push(Value::Integer(row::column(limit(filter))));
    let last = values.len();
    let query = format!(
        "WITH chosen AS (SELECT * FROM runs {clause} ORDER BY id DESC LIMIT ?{last})
         {WITH_TEXTS} ORDER BY chosen.id DESC"
    );
    (query, values)
}

pub(super) fn list(db: &Connection, filter: &RunFilter) -> Result<Vec<RunRow>, Refusal> {
    let (query, values) = page(filter);
    rows(db, &query, params_from_iter(values), |row| {
        row::run_row(db, row)
    })
}

/// The counts of a filter: the query and its values.
pub(super) fn counts(filter: &RunFilter, by: Option<Column>) -> (String, Vec<Value>) {
    let conditions = Conditions::of(filter);
    let clause = conditions.clause();
    let (value, group) = match by {
        None => ("NULL", ""),
        Some(column) => (filter::name(column), "GROUP BY 1"),
    };
    let query = format!("SELECT {value} AS state, count(*) AS runs FROM runs {clause} {group}");
    (query, conditions.values)
}

pub(super) fn count(
    db: &Connection,
    filter: &RunFilter,
    by: Option<Column>,
) -> Result<Vec<(Option<String>, u64)>, Refusal> {
    let (query, values) = counts(filter, by);
    let counts = rows(db, &query, params_from_iter(values), |row| {
        let value = match by {
            Some(Column::State) => Some(row::state(row)?.code().to_owned()),
            Some(_) | None => row.get("state")?,
        };
        Ok((value, row::number(row, "runs")?))
    })?;
    let sorted: BTreeMap<Option<String>, u64> = counts.into_iter().collect();
    Ok(sorted.into_iter().collect())
}

pub(super) fn outcomes(db: &Connection, run: &RunKey) -> Result<Vec<Recording>, Refusal> {
    let id = find(db, run)?;
    let mut bodies = archive::find(db, id)?.unwrap_or_default().bodies;
    let query = "SELECT * FROM outcomes WHERE run = ?1 ORDER BY number";
    let found = rows(db, query, [id], |row| {
        Ok((row.get("number")?, row::recording(row, run)?))
    })?;
    let with_body = |(number, recording): (i64, Recording)| Recording {
        body: bodies.remove(&number).or(recording.body),
        ..recording
    };
    Ok(found.into_iter().map(with_body).collect())
}

pub(super) fn set_aside(db: &Connection, run: &RunKey) -> Result<Vec<SetAside>, Refusal> {
    rows(
        db,
        "SELECT number, source, id, aside FROM messages
         WHERE run = ?1 AND aside IS NOT NULL ORDER BY number",
        params![find(db, run)?],
        message::set_aside,
    )
}

/// Runs that finished before `?1` and are not forgotten, at most `?2`.
pub(super) const FINISHED: &str = "
    SELECT subject, generation FROM runs
    WHERE state = 2 AND forgotten = 0 AND finished < ?1 ORDER BY finished, id LIMIT ?2";

pub(super) fn finished_before(
    db: &Connection,
    moment: Timestamp,
    limit: usize,
) -> Result<Vec<RunKey>, Refusal> {
    rows(
        db,
        FINISHED,
        params![micros(moment), row::column(limit)],
        row::run_key,
    )
}

/// The row of a run.
pub(super) fn find(db: &Connection, run: &RunKey) -> Result<i64, Refusal> {
    let found = find_state(db, run)?;
    found
        .map(|(id, _)| id)
        .ok_or_else(|| Refusal::Rule(JournalError::NoRun(run.clone())))
}

/// The row of a run with its state.
pub(super) fn find_state(
    db: &Connection,
    run: &RunKey,
) -> Result<Option<(i64, RunState)>, Refusal> {
    let found = rows(
        db,
        "SELECT id, state FROM runs WHERE subject = ?1 AND generation = ?2",
        params![subject(run), run.generation()],
        |row| Ok((row.get("id")?, row::state(row)?)),
    )?;
    Ok(found.into_iter().next())
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
