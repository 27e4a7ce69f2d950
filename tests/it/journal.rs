//! What every journal must keep: one suite, run on every adapter.

mod agree;
mod broken;
#[path = "../../docflow-core/tests/it/cases.rs"]
mod cases;
mod conformance;
mod copies;
mod file;
mod restored;
mod size;
mod upgrade;

use chrono::TimeDelta;
use docflow_core::{
    Commit, DealId, DueQuery, Inbound, InboundBody, Lane, MessageId, NewRun, Recording, RunDue,
    RunKey, RunState, RunSummary, Signal, SignalBody, Snapshot, StartMark, StepLine, Timestamp,
    UserId,
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
        papers: Some(format!("papers {text}")),
    }
}

/// What pages ask by, of a run that user 7 ordered.
pub(crate) fn summary() -> RunSummary {
    RunSummary {
        seller: None,
        region: None,
        office: None,
        form: None,
        requested_by: user(7),
        sum: None,
        touches: 0,
        first_pass: None,
        ending: None,
    }
}

pub(crate) fn crm() -> Lane {
    Lane::new("crm")
}

/// An ordinary step at a second.
pub(crate) fn due(seconds: i64) -> RunDue {
    RunDue::step(at(seconds), crm())
}

/// Ten due runs of all lanes at a second, where no wait is longer than a year.
pub(crate) fn query(seconds: i64) -> DueQuery {
    DueQuery {
        now: at(seconds),
        horizon: Duration::from_hours(24 * 365),
        lane: None,
        limit: 10,
        served: None,
    }
}

pub(crate) fn wish(key: &RunKey, message: &str, seconds: i64) -> NewRun {
    NewRun {
        key: key.clone(),
        source: "wizard".to_owned(),
        message: MessageId::new(message),
        snapshot: snapshot("new"),
        summary: summary(),
        due: due(seconds),
        at: at(seconds),
    }
}

pub(crate) fn step(key: &RunKey, name: &str, seconds: i64) -> Commit {
    Commit {
        outcome: Some(recording(key, name, seconds)),
        snapshot: snapshot(name),
        summary: summary(),
        mark: None,
        state: RunState::Open,
        taken: 0,
        due: due(seconds),
        at: at(seconds),
    }
}

/// A step that took a second and ended at one.
pub(crate) fn recording(key: &RunKey, name: &str, seconds: i64) -> Recording {
    Recording {
        line: StepLine {
            step: key.step(name),
            started: at(seconds - 1),
            ended: at(seconds),
            kind: "rejected".to_owned(),
            answer: None,
            side: Some("accounting".to_owned()),
            code: Some("closed_period".to_owned()),
        },
        body: Some(format!("outcome of {name}")),
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
        body: InboundBody::Cancel {
            by: user(7),
            reason: None,
        },
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
        SignalBody::Retry {
            by: user(3),
            reason: None,
        },
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
