//! Which runs are due and where, and outages that people were told of.

use super::read::rows;
use super::row::{self, broken, column, micros};
use super::thread::Refusal;
use crate::journal::after;
use docflow_core::{DueQuery, Lane, Outage, RunKey, Timestamp, UserId};
use rusqlite::{Connection, Row, params};
use std::collections::BTreeMap;

/// A claim keeps others away at `?1`; one that reaches too far was taken by a clock that was ahead.
pub(super) const LIVES: &str = "(claimed_until > ?1 AND claimed_until <= ?1 + 2 * ttl)";

/// The lanes that resting runs have, each found by one step through the index.
const LANES: &str = "
    WITH RECURSIVE steps (lane) AS (
        SELECT min(lane) FROM runs WHERE state < 2 AND claimed_until IS NULL
        UNION ALL
        SELECT (SELECT min(lane) FROM runs
                WHERE state < 2 AND claimed_until IS NULL AND lane > steps.lane)
        FROM steps WHERE steps.lane IS NOT NULL
    ),
    lanes AS (SELECT lane FROM steps WHERE lane IS NOT NULL)";

/// Due runs at `?1` with the horizon `?2`, at most `?3`, after the office `?4`, of the lane `?5`
/// when there is one.
pub(super) fn due_query(lane: bool) -> String {
    let (lanes, rest, claimed) = if lane {
        ("WITH", "lane = ?5", "AND lane = ?5")
    } else {
        (LANES, "lane IN lanes", "")
    };
    let comma = if lane { "" } else { "," };
    let columns = "id, subject, generation, office, urgency, due";
    let resting = format!("SELECT {columns} FROM runs WHERE state < 2 AND claimed_until IS NULL");
    format!(
        "{lanes}{comma}
         ready AS (
            {resting} AND {rest} AND due <= ?1
            UNION ALL {resting} AND {rest} AND due > ?2
            UNION ALL
            SELECT {columns} FROM runs
            WHERE claimed_until IS NOT NULL AND NOT {LIVES} {claimed}
                AND (due <= ?1 OR due > ?2)
         ),
         ranked AS (
            SELECT *, row_number() OVER (PARTITION BY urgency, office ORDER BY due, id) AS turn
            FROM ready
         )
         SELECT subject, generation FROM ranked
         ORDER BY urgency, turn, coalesce(office, '') <= ?4, due, id LIMIT ?3"
    )
}

pub(super) fn due(db: &Connection, query: &DueQuery) -> Result<Vec<RunKey>, Refusal> {
    let now = micros(query.now);
    let beyond = micros(after(query.now, query.horizon));
    let limit = column(query.limit);
    let text = due_query(query.lane.is_some());
    if let Some(lane) = &query.lane {
        let values = params![now, beyond, limit, query.served, lane.as_str()];
        return rows(db, &text, values, row::run_key);
    }
    let values = params![now, beyond, limit, query.served];
    rows(db, &text, values, row::run_key)
}

/// The earliest moment at which something is to be done, as seen from `?1`.
pub(super) fn next_query() -> String {
    format!(
        "{LANES}
         SELECT min(due) AS due FROM (
            SELECT (SELECT min(due) FROM runs
                    WHERE state < 2 AND claimed_until IS NULL AND lane = lanes.lane) AS due
            FROM lanes
            UNION ALL
            SELECT CASE WHEN {LIVES} THEN claimed_until ELSE due END
            FROM runs WHERE claimed_until IS NOT NULL
         )"
    )
}

pub(super) fn next_due(db: &Connection, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    let found = rows(db, &next_query(), params![micros(now)], |row| {
        row::some_moment(row, "due")
    })?;
    Ok(found.into_iter().next().flatten())
}

/// Who ordered the runs of the lane `?1` that wait since `?2` or longer.
pub(super) const WAITING: &str = "
    SELECT requested_by, count(*) AS runs FROM runs
    WHERE state = 0 AND lane = ?1 AND away_since IS NOT NULL AND away_since <= ?2
    GROUP BY requested_by";

pub(super) fn waiting(
    db: &Connection,
    lane: &Lane,
    since_before: Timestamp,
) -> Result<Vec<(UserId, u64)>, Refusal> {
    let counts = rows(
        db,
        WAITING,
        params![lane.as_str(), micros(since_before)],
        |row| Ok((row::requester(row)?, row::number(row, "runs")?)),
    )?;
    // Numbers stand as texts, whose order is another.
    let sorted: BTreeMap<UserId, u64> = counts.into_iter().collect();
    Ok(sorted.into_iter().collect())
}

pub(super) fn outages(db: &Connection) -> Result<Vec<Outage>, Refusal> {
    rows(db, "SELECT * FROM outages ORDER BY lane", [], outage)
}

pub(super) fn begin_outage(db: &Connection, outage: &Outage) -> Result<bool, Refusal> {
    let told: Vec<String> = outage.told.iter().map(UserId::to_string).collect();
    let begun = db
        .prepare_cached("INSERT OR IGNORE INTO outages (lane, since, told) VALUES (?1, ?2, ?3)")?
        .execute(params![
            outage.lane.as_str(),
            micros(outage.since),
            told.join(" ")
        ])?;
    Ok(begun == 1)
}

pub(super) fn end_outage(db: &Connection, lane: &Lane) -> Result<Option<Outage>, Refusal> {
    let ended = rows(
        db,
        "DELETE FROM outages WHERE lane = ?1 RETURNING *",
        params![lane.as_str()],
        outage,
    )?;
    Ok(ended.into_iter().next())
}

fn outage(row: &Row<'_>) -> Result<Outage, Refusal> {
    let told: String = row.get("told")?;
    let told = told
        .split_whitespace()
        .map(|user| user.parse().ok().and_then(UserId::new));
    Ok(Outage {
        lane: Lane::new(row.get::<_, String>("lane")?),
        since: row::moment(row, "since")?,
        told: told.collect::<Option<Vec<UserId>>>().ok_or_else(broken)?,
    })
}
