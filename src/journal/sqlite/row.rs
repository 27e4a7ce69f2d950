//! Between the columns of a run and the types of the port.

use super::archive;
use super::packed::unpack;
use super::thread::Refusal;
use docflow_core::{
    Cursor, JournalError, Lane, Money, Recording, RunDue, RunKey, RunRow, RunState, RunSummary,
    Snapshot, StartMark, StepKey, StepLine, Timestamp, Urgency, UserId,
};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::str::FromStr;

/// A moment as a column keeps it.
pub(super) fn micros(moment: Timestamp) -> i64 {
    moment.timestamp_micros()
}

/// A number as a column keeps it; what does not fit is the greatest.
pub(super) fn column<N: TryInto<i64>>(number: N) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// What stands in a column and was never written there by us.
pub(super) fn broken() -> Refusal {
    Refusal::Rule(JournalError::Corrupt {
        found: "a value that can not be read back".to_owned(),
        advice: "stop the host, keep the file and restore the journal from a copy",
    })
}

pub(super) fn moment(row: &Row<'_>, name: &str) -> Result<Timestamp, Refusal> {
    Timestamp::from_timestamp_micros(row.get(name)?).ok_or_else(broken)
}

pub(super) fn some_moment(row: &Row<'_>, name: &str) -> Result<Option<Timestamp>, Refusal> {
    if row.get_ref(name)? == ValueRef::Null {
        return Ok(None);
    }
    moment(row, name).map(Some)
}

pub(super) fn number(row: &Row<'_>, name: &str) -> Result<u64, Refusal> {
    u64::try_from(row.get::<_, i64>(name)?).map_err(|_| broken())
}

pub(super) fn parsed<T: FromStr>(row: &Row<'_>, name: &str) -> Result<T, Refusal> {
    row.get_ref(name)?
        .as_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or_else(broken)
}

/// The key of a run from the columns `subject` and `generation`.
pub(super) fn run_key(row: &Row<'_>) -> Result<RunKey, Refusal> {
    let (subject, generation) = (row.get_ref("subject")?, number(row, "generation")?);
    let subject = subject.as_str().map_err(|_| broken())?;
    format!("{subject}/{generation}")
        .parse()
        .map_err(|_| broken())
}

/// A step as a column keeps it: without the key of the run when it is one of it.
pub(super) fn step_text<'a>(run: &RunKey, step: &'a StepKey) -> &'a str {
    let own = step.as_str().strip_prefix(run.as_str());
    own.filter(|rest| rest.starts_with('/'))
        .unwrap_or(step.as_str())
}

/// Reads [`step_text`] back.
fn step(run: &RunKey, text: &str) -> Result<StepKey, Refusal> {
    let whole = if text.starts_with('/') {
        format!("{run}{text}").parse()
    } else {
        text.parse()
    };
    whole.map_err(|_| broken())
}

pub(super) fn state_number(state: RunState) -> i64 {
    match state {
        RunState::Open => 0,
        RunState::Ending => 1,
        RunState::Finished => 2,
    }
}

pub(super) fn state(row: &Row<'_>) -> Result<RunState, Refusal> {
    match row.get("state")? {
        0 => Ok(RunState::Open),
        1 => Ok(RunState::Ending),
        2 => Ok(RunState::Finished),
        _ => Err(broken()),
    }
}

pub(super) fn urgency_number(urgency: Urgency) -> i64 {
    match urgency {
        Urgency::Click => 0,
        Urgency::Step => 1,
        Urgency::Reminder => 2,
    }
}

fn urgency(row: &Row<'_>) -> Result<Urgency, Refusal> {
    match row.get("urgency")? {
        0 => Ok(Urgency::Click),
        1 => Ok(Urgency::Step),
        2 => Ok(Urgency::Reminder),
        _ => Err(broken()),
    }
}

/// A text that may be deflated.
pub(super) fn text(row: &Row<'_>, name: &str) -> Result<Option<String>, Refusal> {
    unpack(row.get_ref(name)?)
}

/// The texts of a run from the columns `body`, `dossier` and `papers`.
pub(super) fn snapshot(row: &Row<'_>) -> Result<Snapshot, Refusal> {
    Ok(Snapshot {
        run: text(row, "body")?.ok_or_else(broken)?,
        dossier: text(row, "dossier")?,
        papers: text(row, "papers")?,
    })
}

/// The same; those of a finished run lie in its archive.
fn snapshot_of_any(db: &Connection, row: &Row<'_>) -> Result<Snapshot, Refusal> {
    if row.get_ref("body")? != ValueRef::Null {
        return snapshot(row);
    }
    let archive = archive::find(db, row.get("id")?)?;
    Ok(archive.ok_or_else(broken)?.snapshot())
}

pub(super) fn mark(row: &Row<'_>, run: &RunKey) -> Result<Option<StartMark>, Refusal> {
    let Some(text) = row.get::<_, Option<String>>("mark")? else {
        return Ok(None);
    };
    Ok(Some(StartMark {
        key: step(run, &text)?,
        at: moment(row, "marked")?,
    }))
}

pub(super) fn due(row: &Row<'_>) -> Result<RunDue, Refusal> {
    Ok(RunDue {
        at: moment(row, "due")?,
        lane: Lane::new(row.get::<_, String>("lane")?),
        urgency: urgency(row)?,
        away_since: some_moment(row, "away_since")?,
    })
}

pub(super) fn requester(row: &Row<'_>) -> Result<UserId, Refusal> {
    UserId::new(parsed(row, "requested_by")?).ok_or_else(broken)
}

fn summary(row: &Row<'_>) -> Result<RunSummary, Refusal> {
    Ok(RunSummary {
        seller: row.get("seller")?,
        region: row.get("region")?,
        office: row.get("office")?,
        form: row.get("form")?,
        requested_by: requester(row)?,
        sum: row.get::<_, Option<i64>>("sum")?.map(Money::from_kopecks),
        touches: row.get("touches")?,
        first_pass: row.get("first_pass")?,
        ending: row.get("ending")?,
    })
}

pub(super) fn run_row(db: &Connection, row: &Row<'_>) -> Result<RunRow, Refusal> {
    let key = run_key(row)?;
    Ok(RunRow {
        cursor: Cursor::new(number(row, "id")?),
        state: state(row)?,
        snapshot: snapshot_of_any(db, row)?,
        summary: summary(row)?,
        mark: mark(row, &key)?,
        due: due(row)?,
        ordered: moment(row, "ordered")?,
        finished: some_moment(row, "finished")?,
        changed: moment(row, "changed")?,
        forgotten: row.get("forgotten")?,
        key,
    })
}

pub(super) fn recording(row: &Row<'_>, run: &RunKey) -> Result<Recording, Refusal> {
    let line = StepLine {
        step: step(run, &row.get::<_, String>("step")?)?,
        started: moment(row, "started")?,
        ended: moment(row, "ended")?,
        kind: row.get("kind")?,
        answer: row.get("answer")?,
        side: row.get("side")?,
        code: row.get("code")?,
    };
    let body = text(row, "body")?;
    Ok(Recording { line, body })
}
