//! Wire forms of a run and its dossier.

use super::super::WireError;
use super::form::{Wire, wire_enum, wire_struct};
use crate::run::{AttachmentState, Dossier, Paused, Resume, Stage, Then, Tries};
use crate::{
    Announced, ApprovalPolicy, AskLevel, Attached, AttachedVia, Attachment, Cause, Choices,
    DocumentRequest, DocumentSlot, Ending, FilePair, FileRef, Finding, IssuedSet, MessageId,
    NaiveDate, Notice, Order, Owner, Patience, Problem, Purpose, Rejection, Report, ReservedNumber,
    Run, RunKey, Settings, Side, Signal, SignalBody, StepKey, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

wire_struct!(Patience => PatienceForm {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
    settle: Duration,
    working: Duration,
    remind_after: Duration,
});
wire_struct!(ApprovalPolicy => ApprovalForm {
    approver: Option<UserId>,
    deputy: Option<UserId>,
    remind_after: Duration,
});
wire_struct!(Settings => SettingsForm { patience: Patience, approval: ApprovalPolicy });
wire_struct!(Choices => ChoicesForm {
    seller: Option<String>,
    region: Option<String>,
    form: Option<String>,
    contract_date: Option<NaiveDate>,
    invoice_date: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    due: Option<NaiveDate>,
    schedule: Option<String>,
    answers: BTreeMap<String, String>,
    confirmed: BTreeSet<String>,
});
wire_struct!(Cause => CauseForm { side: Side, code: String });
wire_struct!(Rejection => RejectionForm { cause: Cause, owner: Owner, detail: Option<String> });
wire_struct!(Problem => ProblemForm {
    step: StepKey,
    round: u32,
    rejection: Rejection,
    reminders: u32,
});
wire_enum!(Notice => NoticeForm {
    one Findings(Report);
    one Problem(Problem);
    many NumberRejected { by: UserId, reason: String };
    many Cancelled { by: UserId, exists: Option<IssuedSet> };
});
wire_enum!(Ending => EndingForm {
    unit Completed;
    unit NumberRejected;
    one Refused(Vec<String>);
    many Cancelled { after_issue: bool };
});
wire_enum!(Resume => ResumeForm {
    unit LoadFacts;
    unit Reserve;
    unit Issue;
    unit LookUp;
    unit Attach;
    unit Announce;
    one Ask(AskLevel);
});
wire_struct!(Paused => PausedForm { resume: Resume, uncertain_since: Option<Timestamp> });
wire_enum!(Then => ThenForm { one End(Ending); one Await(Paused); });
wire_enum!(Stage => StageForm {
    unit LoadFacts;
    unit Reserve;
    unit Issue;
    unit LookUp;
    unit Attach;
    unit Announce;
    one Ask(AskLevel);
    one Release(Box<Stage>);
    one Done(Ending);
    many Tell { notice: Notice, then: Then };
    many AwaitApproval { level: AskLevel, deadline: Timestamp };
    many AwaitPerson { problem: Problem, paused: Paused, deadline: Timestamp };
});
wire_struct!(Tries => TriesForm {
    failed: u32,
    not_before: Option<Timestamp>,
    uncertain_since: Option<Timestamp>,
    working_since: Option<Timestamp>,
});
wire_struct!(ReservedNumber => ReservedForm {
    key: String,
    number: String,
    until: Option<Timestamp>,
});
wire_struct!(Attached => AttachedForm { id: String, via: AttachedVia });
wire_struct!(Attachment => AttachmentForm {
    item: String,
    slot: DocumentSlot,
    number: String,
    pair: FilePair,
    docx: FileRef,
    pdf: FileRef,
});
wire_struct!(AttachmentState => AttachmentStateForm {
    attachment: Attachment,
    done: Option<Attached>,
});
wire_struct!(Announced => AnnouncedForm {
    timeline: Option<String>,
    told: Vec<UserId>,
    left_alone: Vec<String>,
    failed: Vec<String>,
});
wire_enum!(SignalBody => SignalBodyForm {
    many Approve { by: UserId };
    many Reject { by: UserId, reason: String };
    many Retry { by: UserId };
});
wire_struct!(Signal => SignalForm {
    id: MessageId,
    key: StepKey,
    round: u32,
    body: SignalBody,
});

/// The part that stays when people are forgotten.
#[derive(Serialize, Deserialize)]
pub(super) struct RunPart {
    key: <RunKey as Wire>::Form,
    requested_by: <UserId as Wire>::Form,
    purpose: <Purpose as Wire>::Form,
    settings: SettingsForm,
    /// Endings hold codes only; any other stage stands in the dossier.
    ending: Option<EndingForm>,
    number_round: u32,
    person_round: u32,
    reserved: Option<ReservedForm>,
    issued: <Option<IssuedSet> as Wire>::Form,
    attachments: Vec<AttachmentStateForm>,
    announced: Option<AnnouncedForm>,
    cancelled_by: <Option<UserId> as Wire>::Form,
    seen_signals: Vec<String>,
    undelivered: Vec<String>,
}

/// The part that knows people.
#[derive(Serialize, Deserialize)]
pub(super) struct DossierPart {
    stage: Option<StageForm>,
    tries: TriesForm,
    choices: ChoicesForm,
    early_signals: Vec<SignalForm>,
    request: <Option<DocumentRequest> as Wire>::Form,
    warnings: <Vec<Finding> as Wire>::Form,
    recipients: <Vec<UserId> as Wire>::Form,
    /// Absent in runs that were written before it was kept.
    #[serde(default)]
    rested: bool,
}

pub(super) fn split(run: &Run) -> (RunPart, DossierPart) {
    let part = RunPart {
        key: run.key.to_wire(),
        requested_by: run.order.requested_by.to_wire(),
        purpose: run.order.purpose.to_wire(),
        settings: run.settings.to_wire(),
        ending: run.ending().map(Wire::to_wire),
        number_round: run.number_round,
        person_round: run.person_round,
        reserved: run.reserved.to_wire(),
        issued: run.issued.to_wire(),
        attachments: run.attachments.to_wire(),
        announced: run.announced.to_wire(),
        cancelled_by: run.cancelled_by.to_wire(),
        seen_signals: run.seen_signals.to_wire(),
        undelivered: run.undelivered.to_wire(),
    };
    let dossier = DossierPart {
        stage: run.ending().is_none().then(|| run.stage.to_wire()),
        tries: run.tries.to_wire(),
        choices: run.order.choices.to_wire(),
        early_signals: run.early_signals.to_wire(),
        request: run.dossier.request.to_wire(),
        warnings: run.dossier.warnings.to_wire(),
        recipients: run.dossier.recipients.to_wire(),
        rested: run.rested,
    };
    (part, dossier)
}

pub(super) fn join(part: RunPart, dossier: Option<DossierPart>) -> Result<Run, WireError> {
    let ending: Option<Ending> = Wire::from_wire(part.ending)?;
    let order = Order {
        requested_by: Wire::from_wire(part.requested_by)?,
        purpose: Wire::from_wire(part.purpose)?,
        choices: Choices::default(),
    };
    let mut run = Run::start(
        Wire::from_wire(part.key)?,
        order,
        Wire::from_wire(part.settings)?,
    );
    run.number_round = part.number_round;
    run.person_round = part.person_round;
    run.reserved = Wire::from_wire(part.reserved)?;
    run.issued = Wire::from_wire(part.issued)?;
    run.attachments = Wire::from_wire(part.attachments)?;
    run.announced = Wire::from_wire(part.announced)?;
    run.cancelled_by = Wire::from_wire(part.cancelled_by)?;
    run.seen_signals = Wire::from_wire(part.seen_signals)?;
    run.undelivered = Wire::from_wire(part.undelivered)?;
    if let Some(dossier) = dossier {
        add_dossier(&mut run, dossier)?;
    }
    if let Some(ending) = ending {
        run.stage = Stage::Done(ending);
    }
    Ok(run)
}

fn add_dossier(run: &mut Run, dossier: DossierPart) -> Result<(), WireError> {
    if let Some(stage) = dossier.stage {
        run.stage = Wire::from_wire(stage)?;
    }
    run.tries = Wire::from_wire(dossier.tries)?;
    run.order.choices = Wire::from_wire(dossier.choices)?;
    run.early_signals = Wire::from_wire(dossier.early_signals)?;
    run.rested = dossier.rested;
    run.dossier = Dossier {
        request: Wire::from_wire(dossier.request)?,
        warnings: Wire::from_wire(dossier.warnings)?,
        recipients: Wire::from_wire(dossier.recipients)?,
    };
    Ok(())
}
