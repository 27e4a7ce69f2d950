//! Outcomes as a record of what happened: written for people who look for what broke.
//!
//! Codes and times only. A run is never built from these, so they hold nothing that it needs.

use crate::facts::Timestamp;
use crate::run::{Answer, Cause, Outcome, Recorded};
use serde::Serialize;

#[derive(Serialize)]
struct Line<'a> {
    started: String,
    at: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
}

/// One JSON line: times, the kind of outcome, and for failures side and code.
pub(in crate::wire) fn describe(recorded: &Recorded) -> String {
    let (outcome, answer, cause): (_, Option<&Answer>, Option<&Cause>) = match &recorded.outcome {
        Outcome::Done(answer) => ("done", Some(answer), None),
        Outcome::Accepted { .. } => ("accepted", None, None),
        Outcome::Transient { cause, .. } => ("transient", None, Some(cause)),
        Outcome::Rejected(rejection) => ("rejected", None, Some(&rejection.cause)),
        Outcome::Unknown(cause) => ("unknown", None, Some(cause)),
    };
    let moment = |at: Timestamp| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let line = Line {
        started: moment(recorded.started),
        at: moment(recorded.at),
        outcome,
        answer: answer.map(Answer::kind),
        side: cause.map(|cause| cause.side.code()),
        code: cause.map(|cause| cause.code.as_str()),
    };
    serde_json::to_string(&line).unwrap_or_default()
}
