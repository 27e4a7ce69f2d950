//! What every journal must keep: one suite, run on every adapter.

mod agree;
#[path = "../../docflow-core/tests/it/cases.rs"]
mod cases;
mod conformance;
mod file;

use chrono::TimeDelta;
use docflow_core::{
    Commit, DealId, Inbound, InboundBody, MessageId, NewRun, RunKey, RunState, Signal, SignalBody,
    Snapshot, StartMark, Timestamp, UserId,
};
use std::time::Duration;

pub(crate) const TTL: Duration = Duration::from_mins(1);

/// So many seconds after the epoch.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

pub(crate) fn key(deal: u64, generation: u32) -> RunKey {
    RunKey::new("sever", DealId::new(deal).unwrap(), "documents", generation).unwrap()
}

pub(crate) fn snapshot(text: &str) -> Snapshot {
    Snapshot {
        run: format!("run {text}"),
        dossier: Some(format!("dossier {text}")),
    }
}

pub(crate) fn wish(key: &RunKey, message: &str, seconds: i64) -> NewRun {
    NewRun {
        key: key.clone(),
        source: "wizard".to_owned(),
        message: MessageId::new(message),
        snapshot: snapshot("new"),
        at: at(seconds),
    }
}

pub(crate) fn step(key: &RunKey, name: &str, seconds: i64) -> Commit {
    Commit {
        outcome: Some((key.step(name), format!("outcome of {name}"))),
        snapshot: snapshot(name),
        mark: None,
        state: RunState::Open,
        taken: 0,
        due: at(seconds),
        at: at(seconds),
    }
}

pub(crate) fn mark(key: &RunKey, name: &str, seconds: i64) -> StartMark {
    StartMark {
        key: key.step(name),
        at: at(seconds),
    }
}

pub(crate) fn user(id: u64) -> UserId {
    UserId::new(id).unwrap()
}

pub(crate) fn cancel(id: &str) -> Inbound {
    Inbound {
        source: "page".to_owned(),
        id: MessageId::new(id),
        body: InboundBody::Cancel { by: user(7) },
    }
}

/// One message of every kind.
pub(crate) fn messages(key: &RunKey) -> Vec<Inbound> {
    let bodies = [
        SignalBody::Approve { by: user(1) },
        SignalBody::Reject {
            by: user(u64::MAX),
            reason: "номер «занят»".to_owned(),
        },
        SignalBody::Retry { by: user(3) },
    ];
    let signals = bodies.into_iter().enumerate().map(|(n, body)| Inbound {
        source: "robot".to_owned(),
        id: MessageId::new(format!("signal-{n}")),
        body: InboundBody::Signal(Signal {
            id: MessageId::new(format!("signal-{n}")),
            key: key.step("approval"),
            round: u32::MAX,
            body,
        }),
    });
    signals.chain([cancel("cancel-1")]).collect()
}
