//! Between the columns and the types of the port.

use super::thread::Refusal;
use docflow_core::{
    Inbound, InboundBody, JournalError, MessageId, RunKey, Signal, SignalBody, Snapshot, StartMark,
    StepKey, Timestamp, UserId,
};
use rusqlite::Row;
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

pub(super) fn run_key(row: &Row<'_>) -> Result<RunKey, Refusal> {
    parsed(row, "key")
}

pub(super) fn snapshot(row: &Row<'_>) -> Result<Snapshot, Refusal> {
    Ok(Snapshot {
        run: row.get("run")?,
        dossier: row.get("dossier")?,
    })
}

pub(super) fn mark(row: &Row<'_>) -> Result<Option<StartMark>, Refusal> {
    if row.get_ref("mark")? == rusqlite::types::ValueRef::Null {
        return Ok(None);
    }
    Ok(Some(StartMark {
        key: parsed(row, "mark")?,
        at: moment(row, "marked")?,
    }))
}

/// The columns of a message beside its source and id.
pub(super) struct Body {
    pub(super) kind: &'static str,
    pub(super) wait: Option<String>,
    pub(super) round: Option<u32>,
    pub(super) author: String,
    pub(super) reason: Option<String>,
}

impl Body {
    pub(super) fn of(body: &InboundBody) -> Self {
        let (kind, by, signal, reason) = match body {
            InboundBody::Cancel { by } => ("cancel", by, None, None),
            InboundBody::Signal(signal) => match &signal.body {
                SignalBody::Approve { by } => ("approve", by, Some(signal), None),
                SignalBody::Reject { by, reason } => ("reject", by, Some(signal), Some(reason)),
                SignalBody::Retry { by } => ("retry", by, Some(signal), None),
            },
        };
        Self {
            kind,
            wait: signal.map(|signal| signal.key.to_string()),
            round: signal.map(|signal| signal.round),
            author: by.to_string(),
            reason: reason.cloned(),
        }
    }
}

/// A message that was posted.
pub(super) fn inbound(row: &Row<'_>) -> Result<Inbound, Refusal> {
    let id = MessageId::new(row.get::<_, String>("id")?);
    let by = UserId::new(parsed(row, "author")?).ok_or_else(broken)?;
    let kind: String = row.get("kind")?;
    let body = if kind == "cancel" {
        InboundBody::Cancel { by }
    } else {
        InboundBody::Signal(Signal {
            id: id.clone(),
            key: parsed::<StepKey>(row, "wait")?,
            round: row.get("round")?,
            body: match kind.as_str() {
                "approve" => SignalBody::Approve { by },
                "reject" => SignalBody::Reject {
                    by,
                    reason: row.get("reason")?,
                },
                "retry" => SignalBody::Retry { by },
                _ => return Err(broken()),
            },
        })
    };
    Ok(Inbound {
        source: row.get("source")?,
        id,
        body,
    })
}
