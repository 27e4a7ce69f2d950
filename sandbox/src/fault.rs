//! Scripted faults: what goes wrong, where, and how often.
//!
//! Matching is here; carrying a fault out is the work of `core` and `server`.

use serde::{Deserialize, Serialize};

use crate::site::{CallName, Side};

/// A fault that waits for its request.
///
/// In JSON: `{"side": "portal", "on": "crm.item.update", "nth": 1, "count": 1,
/// "fault": {"kind": "drop_after"}}`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which server.
    pub side: Side,
    /// The method or route (`batch`, `crm.item.get`, `POST document-sets`), case-insensitive;
    /// absent or `*`: any request of that side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Only batches that contain this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// Only requests whose path, query or body contains this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The first matching request that is hit, counted from 1 since the fault was added.
    #[serde(default = "one")]
    pub nth: u32,
    /// How many matching requests in a row are hit; 0 means all that follow.
    #[serde(default = "one")]
    pub count: u32,
    /// What happens.
    pub fault: FaultKind,
}

fn one() -> u32 {
    1
}

impl Fault {
    /// A fault that hits the first request of `side` named `on`.
    pub fn new(side: Side, on: impl Into<String>, fault: FaultKind) -> Self {
        let on = Some(on.into());
        Self {
            side,
            on,
            contains: None,
            text: None,
            nth: 1,
            count: 1,
            fault,
        }
    }

    /// Hits the `nth` matching request instead of the first.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Self {
        self.nth = nth;
        self
    }

    /// Hits so many matching requests in a row; 0 means all that follow.
    #[must_use]
    pub fn count(mut self, count: u32) -> Self {
        self.count = count;
        self
    }

    /// Hits only batches that contain this method.
    #[must_use]
    pub fn containing(mut self, method: impl Into<String>) -> Self {
        self.contains = Some(method.into());
        self
    }
}

/// What goes wrong.
///
/// In JSON an object with `kind`, for example `{"kind": "late", "after_ms": 40000}`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultKind {
    /// The connection is closed before a request is read from it. Without `on` (or with `*`) it
    /// hits new connections; on a named method the request is read, not done, and the connection
    /// is closed.
    Refuse,
    /// Nothing is done and the connection is reset.
    DropBefore,
    /// The work is done and the connection is reset before the answer.
    DropAfter,
    /// The work is done and the connection is reset in the middle of the answer's body.
    CutAnswer,
    /// The answer is an HTML page now; the work is done later: after so many milliseconds of the
    /// sandbox clock, else after so many further requests of this side were answered (0, the
    /// default: just before the next one).
    Late {
        /// Milliseconds of the sandbox clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_ms: Option<i64>,
        /// Further requests of the same side.
        #[serde(default)]
        after_requests: u32,
        /// Status of the page, 504 by default.
        #[serde(default = "gateway_timeout")]
        status: u16,
    },
    /// The right answer after so many milliseconds of wall time; the work is done at once.
    Slow {
        /// Milliseconds of wall time.
        ms: u64,
    },
    /// The request is read and never answered: nothing is done, and the connection stays open
    /// until the client gives up.
    Hang,
    /// Nothing is done; the answer asks to come later.
    Unavailable {
        /// The header `Retry-After`, whole: seconds (a year is `31536000`) or a date; none when
        /// it is empty.
        #[serde(default)]
        retry_after: String,
        /// Status, 503 by default.
        #[serde(default = "service_unavailable")]
        status: u16,
        /// A body in JSON; an HTML page when it is empty.
        #[serde(default)]
        body: String,
    },
    /// Nothing is done; the answer is an HTML page with this status.
    Html {
        /// Status of the page.
        #[serde(default = "bad_gateway")]
        status: u16,
    },
    /// The work is done; the answer is an HTML page with this status.
    HtmlAfter {
        /// Status of the page.
        #[serde(default = "bad_gateway")]
        status: u16,
    },
    /// The caller's token expires at the portal: inside a batch after so many of its commands, so
    /// that those behind are refused; before any other call. Webhooks and the 1C base have none.
    ExpireToken {
        /// Commands of the batch that still run.
        #[serde(default)]
        after_commands: usize,
    },
    /// Nothing is done; the answer is a 302 to this address, as after a portal was renamed.
    Moved {
        /// The header `Location`, whole.
        location: String,
    },
    /// Nothing is done; the answer is exactly this.
    Status {
        /// Status code.
        status: u16,
        /// Body, sent as it is.
        #[serde(default)]
        body: String,
        /// Content type, `application/json; charset=utf-8` by default.
        #[serde(default = "json")]
        content_type: String,
    },
}

fn gateway_timeout() -> u16 {
    504
}

fn service_unavailable() -> u16 {
    503
}

fn bad_gateway() -> u16 {
    502
}

fn json() -> String {
    "application/json; charset=utf-8".to_owned()
}

/// The faults that wait, with what they have seen.
#[derive(Debug, Default)]
pub(crate) struct FaultScript {
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    fault: Fault,
    seen: u32,
    hits: u32,
}

impl FaultScript {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.waiting.push(Waiting {
            fault,
            seen: 0,
            hits: 0,
        });
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The faults that can still hit, with how often each did.
    pub(crate) fn list(&self) -> Vec<(Fault, u32)> {
        self.waiting
            .iter()
            .map(|waiting| (waiting.fault.clone(), waiting.hits))
            .collect()
    }

    /// The fault that hits this request, if any. Every matching fault counts the request; the
    /// first that is due is taken.
    pub(crate) fn take(
        &mut self,
        side: Side,
        call: &CallName,
        text: &[&[u8]],
    ) -> Option<FaultKind> {
        let hit = self.find(|fault| fault.matches(side, call, text));
        self.waiting.retain(Waiting::can_hit);
        hit
    }

    /// The refusal that hits a new connection of this side, if any.
    pub(crate) fn take_refusal(&mut self, side: Side) -> bool {
        let hit = self.find(|fault| fault.side == side && fault.refuses_connections());
        self.waiting.retain(Waiting::can_hit);
        hit.is_some()
    }

    fn find(&mut self, matches: impl Fn(&Fault) -> bool) -> Option<FaultKind> {
        let mut hit = None;
        for waiting in self
            .waiting
            .iter_mut()
            .filter(|waiting| matches(&waiting.fault))
        {
            waiting.seen = waiting.seen.saturating_add(1);
            if hit.is_none() && waiting.is_due() {
                waiting.hits = waiting.hits.saturating_add(1);
                hit = Some(waiting.fault.fault.clone());
            }
        }
        hit
    }
}

impl Waiting {
    fn is_due(&self) -> bool {
        self.seen >= self.fault.nth && self.can_hit()
    }

    fn can_hit(&self) -> bool {
        self.fault.count == 0 || self.hits < self.fault.count
    }
}

impl Fault {
    pub(crate) fn refuses_connections(&self) -> bool {
        self.fault == FaultKind::Refuse
            && self.on.as_deref().is_none_or(|on| on == "*")
            && self.contains.is_none()
            && self.text.is_none()
    }

    fn matches(&self, side: Side, call: &CallName, text: &[&[u8]]) -> bool {
        let same = |name: &String, wanted: &str| name.eq_ignore_ascii_case(wanted);
        self.side == side
            && self
                .on
                .as_deref()
                .is_none_or(|on| on == "*" || same(&call.name, on))
            && self
                .contains
                .as_deref()
                .is_none_or(|one| call.inner.iter().any(|n| same(n, one)))
            && self
                .text
                .as_deref()
                .is_none_or(|part| text.iter().any(|t| holds(t, part)))
    }
}

fn holds(text: &[u8], part: &str) -> bool {
    part.is_empty()
        || text
            .windows(part.len())
            .any(|window| window == part.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, inner: &[&str]) -> CallName {
        CallName {
            name: name.into(),
            inner: inner.iter().map(|s| (*s).to_owned()).collect(),
        }
    }

    #[test]
    fn a_fault_hits_from_its_nth_request_so_often() {
        let mut script = FaultScript::default();
        script.add(
            Fault::new(Side::Portal, "a.b", FaultKind::DropAfter)
                .nth(2)
                .count(2),
        );
        let mut hits = Vec::new();
        for _ in 0..5 {
            hits.push(script.take(Side::Portal, &call("A.B", &[]), &[]).is_some());
        }
        assert_eq!(hits, [false, true, true, false, false]);
        assert!(script.list().is_empty());
    }

    #[test]
    fn a_fault_looks_inside_a_batch_only_when_told_to() {
        let mut script = FaultScript::default();
        script.add(Fault::new(
            Side::Portal,
            "crm.item.get",
            FaultKind::DropAfter,
        ));
        let batch = call("batch", &["crm.item.get"]);
        assert_eq!(script.take(Side::Portal, &batch, &[]), None);
        script.clear();
        let inside = Fault::new(Side::Portal, "batch", FaultKind::DropBefore);
        script.add(inside.containing("crm.item.get"));
        assert_eq!(script.take(Side::Onec, &batch, &[]), None);
        assert_eq!(
            script.take(Side::Portal, &call("batch", &["profile"]), &[]),
            None
        );
        assert_eq!(
            script.take(Side::Portal, &batch, &[]),
            Some(FaultKind::DropBefore)
        );
    }

    #[test]
    fn the_json_form_is_the_documented_one() {
        let text = r#"{"side":"onec","on":"POST document-sets","text":"4512",
            "fault":{"kind":"late","after_ms":40000}}"#;
        let fault: Fault = serde_json::from_str(text).unwrap();
        let mut script = FaultScript::default();
        script.add(fault);
        let call = call("POST document-sets", &[]);
        assert_eq!(script.take(Side::Onec, &call, &[b"deal 45"]), None);
        let hit = script.take(Side::Onec, &call, &[b"deal 4512"]);
        let late = FaultKind::Late {
            after_ms: Some(40_000),
            after_requests: 0,
            status: 504,
        };
        assert_eq!(hit, Some(late));
    }
}
