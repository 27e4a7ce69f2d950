//! Wire form of an outcome, whole: what a run is played again from.

use super::super::WireError;
use super::form::{Wire, wire_enum, wire_struct};
use crate::facts::Timestamp;
use crate::finding::{Finding, Report};
use crate::ids::UserId;
use crate::issued::IssuedSet;
use crate::ports::{Inbound, InboundBody};
use crate::request::DocumentRequest;
use crate::run::{
    Announced, Answer, Attached, Cause, Checked, Delivery, Grounds, Judged, MessageId, Outcome,
    Recorded, Rejection, ReservedNumber, Signal, Undelivered, Verdict,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

wire_struct!(Checked => CheckedForm { request: DocumentRequest, warnings: Vec<Finding> });
wire_enum!(Verdict => VerdictForm {
    one Ready(Box<Checked>);
    many Refused { report: Report, recipients: Vec<UserId> };
});
wire_struct!(Judged => JudgedForm { verdict: Verdict, grounds: Grounds });
wire_struct!(Undelivered => UndeliveredForm { user: UserId, code: String, passing: bool });
wire_struct!(Delivery => DeliveryForm { told: Vec<UserId>, failed: Vec<Undelivered> });
wire_enum!(Answer => AnswerForm {
    unit Asked;
    unit NotFound;
    unit Voided;
    unit Released;
    unit DeadlinePassed;
    one Checked(Box<Judged>);
    one Told(Delivery);
    one Reserved(ReservedNumber);
    one Issued(Box<IssuedSet>);
    one Found(Box<IssuedSet>);
    one Attached(Attached);
    one Announced(Announced);
});
wire_enum!(Outcome<Answer> => OutcomeForm {
    one Done(Answer);
    one Rejected(Rejection);
    one Unknown(Cause);
    many Accepted { poll_after: Duration };
    many Transient { after: Option<Duration>, cause: Cause };
});
wire_struct!(Recorded => RecordedForm {
    started: Timestamp,
    at: Timestamp,
    outcome: Outcome<Answer>,
});
wire_enum!(InboundBody => InboundBodyForm {
    one Signal(Signal);
    many Cancel { by: UserId, reason: Option<String> };
});
wire_struct!(Inbound => InboundForm { source: String, id: MessageId, body: InboundBody });

/// Messages that were taken together.
#[derive(Serialize, Deserialize)]
pub(super) struct MailPart {
    pub(super) mail: Vec<InboundForm>,
}
