//! Between the columns of a message and the types of the port.

use super::row::{self, broken};
use super::thread::Refusal;
use docflow_core::{Inbound, InboundBody, MessageId, SetAside, Signal, SignalBody, UserId};
use rusqlite::Row;

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
            InboundBody::Cancel { by, reason } => ("cancel", by, None, reason.as_ref()),
            InboundBody::Signal(signal) => match &signal.body {
                SignalBody::Approve { by } => ("approve", by, Some(signal), None),
                SignalBody::Reject { by, reason } => ("reject", by, Some(signal), Some(reason)),
                SignalBody::Retry { by, reason } => ("retry", by, Some(signal), reason.as_ref()),
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

/// A message that was posted, or the name of the part that can not be read.
///
/// # Errors
/// When the database fails; what stands in a column is no reason to.
pub(super) fn inbound(row: &Row<'_>) -> Result<Result<Inbound, &'static str>, Refusal> {
    let text = |name: &'static str| -> Result<Result<String, &'static str>, Refusal> {
        let value = row.get_ref(name)?;
        Ok(value.as_str().map(str::to_owned).map_err(|_| name))
    };
    let columns = Columns {
        source: text("source")?,
        id: text("id")?,
        kind: text("kind")?,
        wait: text("wait")?,
        author: text("author")?,
        reason: text("reason")?,
        round: row
            .get_ref("round")?
            .as_i64()
            .ok()
            .and_then(|round| u32::try_from(round).ok())
            .ok_or("round"),
    };
    Ok(columns.read())
}

/// What stands in each column, or its name where that is no text or number.
struct Columns {
    source: Result<String, &'static str>,
    id: Result<String, &'static str>,
    kind: Result<String, &'static str>,
    wait: Result<String, &'static str>,
    author: Result<String, &'static str>,
    reason: Result<String, &'static str>,
    round: Result<u32, &'static str>,
}

impl Columns {
    fn read(self) -> Result<Inbound, &'static str> {
        let id = MessageId::new(self.id?);
        let kind = self.kind?;
        let by = self.author?.parse().ok().and_then(UserId::new);
        let by = by.ok_or("author")?;
        let body = match kind.as_str() {
            "cancel" => InboundBody::Cancel {
                by,
                reason: self.reason.ok(),
            },
            _ => InboundBody::Signal(Signal {
                id: id.clone(),
                key: self.wait?.parse().map_err(|_| "wait")?,
                round: self.round?,
                body: match kind.as_str() {
                    "approve" => SignalBody::Approve { by },
                    "reject" => SignalBody::Reject {
                        by,
                        reason: self.reason?,
                    },
                    "retry" => SignalBody::Retry {
                        by,
                        reason: self.reason.ok(),
                    },
                    _ => return Err("kind"),
                },
            }),
        };
        Ok(Inbound {
            source: self.source?,
            id,
            body,
        })
    }
}

/// A message that was set aside; what is no text in its source or id is shown as far as it is.
pub(super) fn set_aside(row: &Row<'_>) -> Result<SetAside, Refusal> {
    let text = |name: &str| -> Result<String, Refusal> {
        let bytes = row.get_ref(name)?.as_bytes().map_err(|_| broken())?;
        Ok(String::from_utf8_lossy(bytes).into_owned())
    };
    Ok(SetAside {
        number: row::number(row, "number")?,
        source: text("source")?,
        id: MessageId::new(text("id")?),
        reason: text("aside")?,
    })
}
