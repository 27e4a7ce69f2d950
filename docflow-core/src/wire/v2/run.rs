//! Wire forms of a run and its dossier.

use super::super::WireError;
use super::facts::GroundsForm;
use super::form::{Wire, wire_enum, wire_struct};
use crate::choices::{Choices, Confirmation, Order, Purpose};
use crate::facts::Timestamp;
use crate::files::{FilePair, FileRef};
use crate::finding::{Finding, Report};
use crate::ids::{RunKey, StepKey, UserId};
use crate::issued::IssuedSet;
use crate::people::{Colleague, OfficeHours, People};
use crate::policy::{ApprovalPolicy, Patience};
use crate::request::DocumentRequest;
use crate::run::{
    Announced, AskLevel, Attached, AttachedVia, Attachment, AttachmentState, Away, Cancelled,
    Cause, Dossier, Ending, Grounds, MessageId, Notice, Owner, Paused, Problem, Rejection,
    ReservedNumber, Resume, Retried, Rounds, Run, Scope, Settings, Side, Signal, SignalBody, Stage,
    Then, Tries,
};
use crate::standing::DocumentSlot;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

wire_struct!(Patience => PatienceForm {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
    settle: Duration,
    working: Duration,
    remind_after: Duration,
    longest_asked: Duration,
    tell_outage_after: Duration,
    reread_after: Duration,
});
wire_struct!(ApprovalPolicy => ApprovalForm {
    approver: Option<UserId>,
    deputy: Option<UserId>,
    remind_after: Duration,
});
wire_struct!(People => PeopleForm { administrators: Vec<Colleague>, hours: OfficeHours });
wire_struct!(Confirmation => ConfirmationForm { by: UserId, at: Option<Timestamp> });
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
    confirmed: BTreeMap<String, Confirmation>,
    note: Option<String>,
    file_variant: Option<String>,
});
wire_struct!(Cause => CauseForm { side: Side, code: String, scope: Scope });
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
    many Cancelled {
        by: UserId,
        reason: Option<String>,
        exists: Option<IssuedSet>,
        attached: Vec<String>
    };
    many CancelledTooLate {
        by: UserId,
        reason: Option<String>,
        exists: Option<IssuedSet>
    };
});
wire_enum!(Ending => EndingForm {
    unit Completed;
    unit NumberRejected;
    one Refused(Vec<String>);
    many Cancelled { after_issue: bool };
    many Closed { after_issue: bool };
});
wire_enum!(Resume => ResumeForm {
    unit LoadFacts;
    unit Reserve;
    unit Issue;
    unit LookUp;
    unit Void;
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
    unit Void;
    unit Attach;
    unit Announce;
    one Ask(AskLevel);
    one Reread(Resume);
    one Release(Box<Stage>);
    one Done(Ending);
    many Tell { notice: Notice, then: Then };
    many AwaitApproval { level: AskLevel, deadline: Timestamp };
    many AwaitPerson { problem: Problem, paused: Paused, deadline: Timestamp };
});
wire_struct!(Away => AwayForm { side: Side, since: Timestamp, times: u32 });
wire_struct!(Tries => TriesForm {
    failed: u32,
    not_before: Option<Timestamp>,
    uncertain_since: Option<Timestamp>,
    working_since: Option<Timestamp>,
    away: Option<Away>,
    told: Vec<UserId>,
});
wire_struct!(Rounds => RoundsForm {
    reading: u32,
    number: u32,
    issue: u32,
    person: u32,
    expired: u32,
});
wire_struct!(Cancelled => CancelledForm { by: UserId, reason: Option<String> });
wire_struct!(Retried => RetriedForm { by: UserId, reason: Option<String> });
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
    not_told: Vec<UserId>,
    changed: Vec<String>,
});
wire_enum!(SignalBody => SignalBodyForm {
    many Approve { by: UserId };
    many Reject { by: UserId, reason: String };
    many Retry { by: UserId, reason: Option<String> };
});
wire_struct!(Signal => SignalForm {
    id: MessageId,
    key: StepKey,
    round: u32,
    body: SignalBody,
});

/// What stays of the settings; the names of colleagues go with the papers.
#[derive(Serialize, Deserialize)]
struct SettingsForm {
    patience: PatienceForm,
    approval: ApprovalForm,
}

/// The part that stays when people are forgotten.
#[derive(Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "as in the run itself, where they are independent of each other"
)]
pub(in crate::wire) struct RunPart {
    key: <RunKey as Wire>::Form,
    requested_by: <UserId as Wire>::Form,
    office: Option<String>,
    purpose: <Purpose as Wire>::Form,
    seller: Option<String>,
    region: Option<String>,
    form: Option<String>,
    settings: SettingsForm,
    /// Endings hold codes only; any other stage stands in the dossier.
    ending: Option<EndingForm>,
    rounds: RoundsForm,
    reserved: Option<ReservedForm>,
    issued: <Option<IssuedSet> as Wire>::Form,
    attachments: Vec<AttachmentStateForm>,
    announced: Option<AnnouncedForm>,
    cancelled_by: <Option<UserId> as Wire>::Form,
    seen_signals: Vec<String>,
    undelivered: Vec<String>,
    read_at: Option<String>,
    rested: bool,
    doubtful: bool,
    asked: bool,
    key_reused: bool,
    no_void: bool,
}

/// Where the run stands, which may name people.
#[derive(Serialize, Deserialize)]
pub(in crate::wire) struct DossierPart {
    stage: Option<StageForm>,
    tries: TriesForm,
    early_signals: Vec<SignalForm>,
    cancelled: Option<CancelledForm>,
    retried: Option<RetriedForm>,
}

/// What was ordered, read and decided: it changes when the deal is read, and at no other step.
#[derive(Serialize, Deserialize)]
pub(in crate::wire) struct PapersPart {
    people: PeopleForm,
    choices: ChoicesForm,
    request: <Option<DocumentRequest> as Wire>::Form,
    warnings: <Vec<Finding> as Wire>::Form,
    recipients: <Vec<UserId> as Wire>::Form,
    grounds: Option<GroundsForm>,
}

pub(super) fn split(run: &Run) -> (RunPart, DossierPart) {
    let choices = &run.order.choices;
    let terms = run.request().map(|request| &request.parts().contract);
    let part = RunPart {
        key: run.key.to_wire(),
        requested_by: run.order.requested_by.to_wire(),
        office: run.order.office.clone(),
        purpose: run.order.purpose.to_wire(),
        seller: run.seller().map(str::to_owned),
        region: terms.map_or(choices.region.clone(), |terms| Some(terms.region.clone())),
        form: terms.map_or(choices.form.clone(), |terms| Some(terms.form.clone())),
        settings: SettingsForm {
            patience: run.settings.patience.to_wire(),
            approval: run.settings.approval.to_wire(),
        },
        ending: run.ending().map(Wire::to_wire),
        rounds: run.rounds.to_wire(),
        reserved: run.reserved.to_wire(),
        issued: run.issued.to_wire(),
        attachments: run.attachments.to_wire(),
        announced: run.announced.to_wire(),
        cancelled_by: run.cancelled.as_ref().map(|one| one.by).to_wire(),
        seen_signals: run.seen_signals.to_wire(),
        undelivered: run.undelivered.to_wire(),
        read_at: run.read_at.to_wire(),
        rested: run.rested,
        doubtful: run.doubtful,
        asked: run.asked,
        key_reused: run.key_reused,
        no_void: run.no_void,
    };
    let dossier = DossierPart {
        stage: run.ending().is_none().then(|| run.stage.to_wire()),
        tries: run.tries.to_wire(),
        early_signals: run.early_signals.to_wire(),
        cancelled: run.cancelled.to_wire(),
        retried: run.retried.to_wire(),
    };
    (part, dossier)
}

pub(super) fn papers(run: &Run) -> PapersPart {
    PapersPart {
        people: run.settings.people.to_wire(),
        choices: run.order.choices.to_wire(),
        request: run.dossier.request.to_wire(),
        warnings: run.dossier.warnings.to_wire(),
        recipients: run.dossier.recipients.to_wire(),
        grounds: run.dossier.grounds.as_deref().map(Wire::to_wire),
    }
}

/// A run from its parts. Without the dossier and the papers it knows what prevents doubles, and
/// stands at its beginning unless it is over.
pub(in crate::wire) fn join(
    part: RunPart,
    dossier: Option<DossierPart>,
    papers: Option<PapersPart>,
) -> Result<Run, WireError> {
    let ending: Option<Ending> = Wire::from_wire(part.ending)?;
    let choices = Choices {
        seller: part.seller,
        region: part.region,
        form: part.form,
        ..Choices::default()
    };
    let order = Order {
        requested_by: Wire::from_wire(part.requested_by)?,
        office: part.office,
        purpose: Wire::from_wire(part.purpose)?,
        choices,
    };
    let settings = Settings {
        patience: Wire::from_wire(part.settings.patience)?,
        approval: Wire::from_wire(part.settings.approval)?,
        people: People::default(),
    };
    let cancelled_by: Option<UserId> = Wire::from_wire(part.cancelled_by)?;
    let mut run = Run {
        rounds: Wire::from_wire(part.rounds)?,
        reserved: Wire::from_wire(part.reserved)?,
        issued: Wire::from_wire(part.issued)?,
        attachments: Wire::from_wire(part.attachments)?,
        announced: Wire::from_wire(part.announced)?,
        cancelled: cancelled_by.map(|by| Cancelled { by, reason: None }),
        seen_signals: Wire::from_wire(part.seen_signals)?,
        undelivered: Wire::from_wire(part.undelivered)?,
        read_at: Wire::from_wire(part.read_at)?,
        rested: part.rested,
        doubtful: part.doubtful,
        asked: part.asked,
        key_reused: part.key_reused,
        no_void: part.no_void,
        ..Run::start(Wire::from_wire(part.key)?, order, settings)
    };
    if let Some(dossier) = dossier {
        add_dossier(&mut run, dossier)?;
    }
    if let Some(papers) = papers {
        add_papers(&mut run, papers)?;
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
    run.early_signals = Wire::from_wire(dossier.early_signals)?;
    run.cancelled = Wire::from_wire(dossier.cancelled)?;
    run.retried = Wire::from_wire(dossier.retried)?;
    Ok(())
}

fn add_papers(run: &mut Run, papers: PapersPart) -> Result<(), WireError> {
    run.settings.people = Wire::from_wire(papers.people)?;
    run.order.choices = Wire::from_wire(papers.choices)?;
    let grounds: Option<Grounds> = Wire::from_wire(papers.grounds)?;
    run.dossier = Dossier {
        request: Wire::from_wire(papers.request)?,
        warnings: Wire::from_wire(papers.warnings)?,
        recipients: Wire::from_wire(papers.recipients)?,
        grounds: grounds.map(Box::new),
    };
    Ok(())
}
