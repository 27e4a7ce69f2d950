//! The run as a value: what it wants, what an outcome makes of it, what survives as text.

mod answers;
mod away;
mod cancel;
mod deal;
mod doubt;
mod gate;
mod people;
mod stored;

use crate::support::{Scene, people, user};
use docflow_core::*;
use std::collections::BTreeMap;
use std::time::Duration;

const SETTLE: i64 = 65;

fn start() -> Timestamp {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

fn seconds(after: i64) -> Timestamp {
    start() + chrono::TimeDelta::seconds(after)
}

fn settings() -> Settings {
    Settings {
        patience: Patience {
            attempts: 3,
            ..Patience::default()
        },
        approval: ApprovalPolicy {
            approver: Some(user(9)),
            deputy: Some(user(10)),
            remind_after: Duration::from_mins(30),
        },
        people: people(),
    }
}

/// A run that has just been ordered.
fn fresh(scene: &Scene) -> Run {
    let key = RunKey::new("sever", DealId::new(4512).unwrap(), "documents", 1).unwrap();
    Run::start(key, scene.order.clone(), settings())
}

/// The same run after an outcome of the step that is due.
fn after(run: Run, at: i64, outcome: Outcome<Answer>) -> Run {
    let key = run.due_step().unwrap();
    let recorded = Recorded {
        started: seconds(at),
        at: seconds(at),
        outcome,
    };
    run.apply(&key, recorded).unwrap()
}

fn done(run: Run, at: i64, answer: Answer) -> Run {
    after(run, at, Outcome::Done(answer))
}

fn lost() -> Outcome<Answer> {
    Outcome::Unknown(Cause::new(Side::Crm, "timeout"))
}

fn refused() -> Outcome<Answer> {
    let cause = Cause::new(Side::Accounting, "closed_period");
    Outcome::Rejected(Rejection {
        cause,
        owner: Owner::Accountant,
        detail: None,
    })
}

fn busy() -> Outcome<Answer> {
    Outcome::Transient {
        after: None,
        cause: Cause::new(Side::Accounting, "busy"),
    }
}

fn checked(scene: &Scene) -> Answer {
    Answer::Checked(Box::new(scene.judged()))
}

fn due(run: &Run) -> String {
    run.due_step().unwrap().name().to_owned()
}

fn not_before(run: &Run) -> Option<Timestamp> {
    let Next::Effect { not_before, .. } = run.next() else {
        panic!("no effect is due")
    };
    not_before
}

/// What 1C would have made of the scene's request.
fn issued(scene: &Scene) -> IssuedSet {
    let request = scene.request();
    let parts = request.parts();
    let file = |format, stamped| FileRef {
        format,
        stamped,
        name: format!("file.{}", FileFormat::extension(format)),
        size: 1,
        hash: FileHash::new([7; 32]),
        derived_from: None,
    };
    let document = |slot, total, vat| IssuedDocument {
        slot,
        onec_ref: format!("ref-{slot}"),
        number: "15".to_owned(),
        date: parts.contract.date,
        total,
        vat,
        files: vec![file(FileFormat::Docx, false), file(FileFormat::Pdf, true)],
    };
    let contract = (
        DocumentSlot::Contract,
        parts.totals.total(),
        parts.totals.vat(),
    );
    let invoices = parts.invoices.iter().map(|invoice| {
        (
            DocumentSlot::Invoice(invoice.index),
            invoice.part.amount,
            invoice.part.vat,
        )
    });
    IssuedSet {
        counterparty_ref: "ref-client".to_owned(),
        counterparty_created: true,
        order: Some(("ref-order".to_owned(), "1".to_owned())),
        documents: std::iter::once(contract)
            .chain(invoices)
            .map(|(slot, total, vat)| document(slot, total, vat))
            .collect(),
    }
}

fn made(scene: &Scene) -> Answer {
    Answer::Issued(Box::new(issued(scene)))
}

fn attached() -> Answer {
    Answer::Attached(Attached {
        id: "63".to_owned(),
        via: AttachedVia::DocumentGenerator,
    })
}

fn told() -> Answer {
    Answer::Told(Delivery::default())
}

fn with_approval() -> Scene {
    let mut scene = Scene::firm();
    scene.form().number_approval = true;
    scene
}

/// A run in every stage that there is, by name.
fn every_stage() -> BTreeMap<&'static str, Run> {
    let scene = with_approval();
    let plain = Scene::firm();
    let number = ReservedNumber {
        key: "k".to_owned(),
        number: "15".to_owned(),
        until: None,
    };
    let facts = fresh(&scene);
    let reserve = done(facts.clone(), 1, checked(&scene));
    let ask = done(reserve.clone(), 2, Answer::Reserved(number));
    let approval = done(ask.clone(), 3, Answer::Asked);
    let reject = SignalBody::Reject {
        by: user(9),
        reason: "занят".to_owned(),
    };
    let (release, _) = approval.clone().signal(signal(&approval, "m", reject));
    let issue = done(fresh(&plain), 1, checked(&plain));
    let look_up = after(issue.clone(), 2, lost());
    let attach = done(issue.clone(), 2, made(&plain));
    let attach_again = after(attach.clone(), 3, lost());
    let announce = done(done(attach.clone(), 3, attached()), 4, attached());
    let problem = after(issue.clone(), 2, refused());
    let person = done(problem.clone(), 3, told());
    let mut bad = Scene::firm();
    bad.facts.rows.clear();
    let findings = done(fresh(&bad), 1, checked(&bad));
    let completed = done(announce.clone(), 5, Answer::Announced(Announced::default()));
    let refusal = done(findings.clone(), 2, told());
    let (cancelled, _) = attach
        .clone()
        .cancel(user(7), Some("передумали".to_owned()));
    // A list on the heap: runs are large, and an array of them is larger than a stack should bear.
    let stages = vec![
        ("facts", facts),
        ("reserve", reserve),
        ("ask", ask),
        ("approval", approval),
        ("release", release),
        ("issue", issue),
        ("look_up", look_up),
        ("attach", attach),
        ("attach_again", attach_again),
        ("announce", announce),
        ("problem", problem),
        ("person", person),
        ("findings", findings),
        ("completed", completed),
        ("refused", refusal),
        ("cancelled", cancelled),
    ];
    let mut stages: BTreeMap<_, _> = stages.into_iter().collect();
    add_late_stages(&mut stages);
    stages
}

/// Stages that wire version 1 did not have.
fn add_late_stages(stages: &mut BTreeMap<&'static str, Run>) {
    let (void, _) = stages["look_up"].clone().cancel(user(7), None);
    let approval = &stages["approval"];
    let yes = signal(approval, "y", SignalBody::Approve { by: user(9) });
    let (reread, _) = approval.clone().signal(yes);
    let unreachable = Outcome::Transient {
        after: None,
        cause: Cause::away(Side::Accounting, "unreachable"),
    };
    let away = after(stages["issue"].clone(), 2, unreachable);
    let closed = stages["attach"].clone().close();
    stages.extend([
        ("void", void),
        ("reread", reread),
        ("away", away),
        ("closed", closed),
    ]);
}

fn signal(run: &Run, id: &str, body: SignalBody) -> Signal {
    let Next::Wait(wait) = run.next() else {
        panic!("the run waits for nobody")
    };
    Signal {
        id: MessageId::new(id),
        key: wait.key,
        round: wait.round,
        body,
    }
}

#[test]
fn a_good_deal_takes_one_conversation_for_each_step() {
    let scene = Scene::firm();
    let mut run = fresh(&scene);
    let mut steps = Vec::new();
    let answers = [
        checked(&scene),
        made(&scene),
        attached(),
        attached(),
        Answer::Announced(Announced::default()),
    ];
    for (at, answer) in answers.into_iter().enumerate() {
        steps.push(due(&run));
        run = done(run, i64::try_from(at).unwrap(), answer);
    }
    let expected = "facts issue attach/contract attach/invoice-1 announce";
    assert_eq!(steps.join(" "), expected);
    assert_eq!(run.ending(), Some(&Ending::Completed));
}

#[test]
fn findings_are_one_message_and_nothing_reaches_1c() {
    let mut scene = Scene::firm();
    scene.facts.rows.clear();
    let run = done(fresh(&scene), 1, checked(&scene));
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    assert!(matches!(
        *effect,
        Effect::Tell(Message {
            notice: Notice::Findings(_),
            ..
        })
    ));
    let run = done(run, 2, told());
    assert!(matches!(run.ending(), Some(Ending::Refused(codes)) if !codes.is_empty()));
}

#[test]
fn an_outcome_of_another_step_or_kind_is_refused() {
    let scene = Scene::firm();
    let run = fresh(&scene);
    let other = run.key().step("issue");
    let recorded = |answer| Recorded {
        started: start(),
        at: start(),
        outcome: Outcome::Done(answer),
    };
    let error = run.clone().apply(&other, recorded(told())).unwrap_err();
    assert!(matches!(error, ApplyError::NotDue { .. }));
    let facts = run.due_step().unwrap();
    let error = run.apply(&facts, recorded(told())).unwrap_err();
    assert!(matches!(error, ApplyError::Misfit { got: "Told", .. }));
}

#[test]
fn a_lost_answer_of_1c_is_looked_up_and_an_unknown_key_is_sent_again() {
    let scene = Scene::firm();
    let run = after(done(fresh(&scene), 1, checked(&scene)), 2, lost());
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    assert!(matches!(*effect, Effect::LookUpDocuments { .. }));
    let run = done(run, 5, Answer::NotFound);
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    let Effect::IssueDocuments { key, .. } = *effect else {
        panic!()
    };
    assert_eq!(key.as_str(), "sever/4512/documents/1/issue");
}

#[test]
fn a_lost_upload_is_looked_for_but_not_while_the_portal_may_still_be_working() {
    let run = every_stage().remove("attach_again").unwrap();
    assert_eq!(not_before(&run), Some(seconds(3 + SETTLE)));
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    let Effect::AttachDocument(job) = *effect else {
        panic!()
    };
    assert!(job.probe);
}

#[test]
fn a_refusal_after_a_lost_upload_does_not_make_it_certain() {
    let run = every_stage().remove("attach_again").unwrap();
    let told = done(
        after(run, 80, refused()),
        81,
        Answer::Told(Delivery::default()),
    );
    let (run, receipt) = {
        let answer = signal(
            &told,
            "m",
            SignalBody::Retry {
                by: user(7),
                reason: None,
            },
        );
        told.signal(answer)
    };
    assert_eq!(receipt, Receipt::Taken);
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    let Effect::AttachDocument(job) = *effect else {
        panic!()
    };
    assert!(job.probe);
}

#[test]
fn an_upload_that_was_sent_late_is_not_looked_for_too_early() {
    // The step began at 3, but waited for the portal's pace and was sent just before 90.
    let run = every_stage().remove("attach").unwrap();
    let key = run.due_step().unwrap();
    let recorded = Recorded {
        started: seconds(3),
        at: seconds(90),
        outcome: lost(),
    };
    let run = run.apply(&key, recorded).unwrap();
    assert_eq!(not_before(&run), Some(seconds(90 + SETTLE)));
}

#[test]
fn a_person_who_answers_at_once_does_not_make_us_look_too_early() {
    let run = every_stage().remove("attach_again").unwrap();
    let run = after(after(run, 70, lost()), 140, lost());
    let told = done(run, 141, told());
    let answer = signal(
        &told,
        "m",
        SignalBody::Retry {
            by: user(7),
            reason: None,
        },
    );
    let (run, receipt) = told.signal(answer);
    assert_eq!(
        (due(&run).as_str(), receipt),
        ("attach/contract", Receipt::Taken)
    );
    assert_eq!(not_before(&run), Some(seconds(140 + SETTLE)));
}

#[test]
fn fields_are_read_again_when_people_had_a_minute_to_change_them() {
    let scene = Scene::firm();
    let issue = done(fresh(&scene), 1, checked(&scene));
    let reread = |run: Run, at: i64| {
        let run = done(run, at, made(&scene));
        let run = done(done(run, at + 1, attached()), at + 2, attached());
        // What the engine keeps between two steps knows it too.
        let run = wire::read(&wire::write(&run).unwrap()).unwrap();
        let Next::Effect { effect, .. } = run.next() else {
            panic!()
        };
        let Effect::Announce(news) = *effect else {
            panic!()
        };
        news.reread
    };
    assert!(!reread(issue.clone(), 5), "no pause");
    assert!(!reread(after(issue.clone(), 2, busy()), 5), "a short pause");
    assert!(reread(issue.clone(), 61), "steps that are slow together");
    let slow = Outcome::Accepted {
        poll_after: Duration::from_mins(10),
    };
    let working = after(issue.clone(), 2, slow);
    let found = done(working, 3, Answer::Found(Box::new(issued(&scene))));
    let run = done(done(found, 4, attached()), 5, attached());
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    assert!(
        matches!(*effect, Effect::Announce(news) if news.reread),
        "1C was slow"
    );
}

#[test]
fn pauses_double_and_patience_ends_with_a_person() {
    let scene = Scene::firm();
    let run = done(fresh(&scene), 0, checked(&scene));
    let run = after(run, 0, busy());
    assert_eq!(not_before(&run), Some(seconds(2)));
    let run = after(run, 10, busy());
    assert_eq!(not_before(&run), Some(seconds(14)));
    assert_eq!(run.failed_attempts(), 2);
    let run = after(run, 20, busy());
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    let Effect::Tell(Message {
        notice: Notice::Problem(problem),
        ..
    }) = *effect
    else {
        panic!()
    };
    assert_eq!(problem.step.name(), "issue");
    assert_eq!(
        (problem.round, problem.rejection.cause.code.as_str()),
        (1, "busy")
    );
}

#[test]
fn slow_printing_is_polled_and_not_for_ever() {
    let scene = Scene::firm();
    let accepted = || Outcome::Accepted {
        poll_after: Duration::from_secs(5),
    };
    let mut run = after(done(fresh(&scene), 0, checked(&scene)), 0, accepted());
    assert_eq!(not_before(&run), Some(seconds(5)));
    let hour = 3600;
    for at in 1..10 {
        run = after(run, at * 300, accepted());
        assert_eq!(due(&run), "issue", "1C is asked again after {at} answers");
    }
    let run = after(run, hour, accepted());
    assert_eq!(due(&run), "problem/1");
}

#[test]
fn another_sum_in_1c_stops_the_run_before_anything_is_attached() {
    let scene = Scene::firm();
    let mut set = issued(&scene);
    set.documents[1].total = set.documents[1]
        .total
        .checked_add(Money::from_kopecks(1))
        .unwrap();
    let run = done(fresh(&scene), 1, checked(&scene));
    let run = done(run, 2, Answer::Issued(Box::new(set)));
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    let Effect::Tell(Message {
        notice: Notice::Problem(problem),
        ..
    }) = *effect
    else {
        panic!()
    };
    assert_eq!(problem.rejection.cause.code, "total-differs");
    assert_eq!(problem.rejection.owner, Owner::Accountant);
}

#[test]
fn an_approver_who_is_silent_is_reminded_and_then_the_deputy_is_asked() {
    let mut run = every_stage().remove("approval").unwrap();
    let mut asked = Vec::new();
    for at in 1..=3 {
        run = done(run, at * 1800, Answer::DeadlinePassed);
        let Next::Effect { effect, .. } = run.next() else {
            panic!()
        };
        let Effect::AskApproval(question) = *effect else {
            panic!()
        };
        asked.push((question.level, question.approver.get(), question.round));
        run = done(run, at * 1800 + 1, Answer::Asked);
    }
    assert_eq!(
        asked,
        [
            (AskLevel::Reminder, 9, 1),
            (AskLevel::Escalation, 10, 1),
            (AskLevel::Escalation, 10, 1)
        ]
    );
}

#[test]
fn a_number_that_ran_out_is_reserved_anew_under_a_key_of_its_own() {
    let run = every_stage().remove("approval").unwrap();
    let (run, _) = {
        let yes = signal(&run, "m", SignalBody::Approve { by: user(9) });
        run.signal(yes)
    };
    let run = done(run, 9, checked(&with_approval()));
    let gone = Cause::new(Side::Accounting, "reservation_expired");
    let rejection = Rejection {
        cause: gone,
        owner: Owner::Accountant,
        detail: None,
    };
    let run = after(run, 10, Outcome::Rejected(rejection));
    assert_eq!(due(&run), "number/2");
}
