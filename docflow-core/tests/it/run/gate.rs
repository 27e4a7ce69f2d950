//! The gate between 1C and the deal: what 1C made is held against what was asked and approved.

use super::{checked, done, due, every_stage, fresh, issued, signal, with_approval};
use crate::support::{Scene, user};
use docflow_core::*;

/// Code of the problem that a set raises in place of the right one.
fn problem_of(change: impl FnOnce(&mut IssuedSet)) -> String {
    let scene = Scene::firm();
    let mut set = issued(&scene);
    change(&mut set);
    let run = done(fresh(&scene), 1, checked(&scene));
    code(&done(run, 2, Answer::Issued(Box::new(set))))
}

fn code(run: &Run) -> String {
    let Next::Effect { effect, .. } = run.next() else {
        panic!("nothing is due")
    };
    let step = effect.key().name().to_owned();
    if let Effect::Tell(Message {
        notice: Notice::Problem(problem),
        ..
    }) = *effect
    {
        problem.rejection.cause.code
    } else {
        format!("no problem but {step}")
    }
}

#[test]
fn a_document_that_nobody_asked_for_stops_the_run() {
    let unasked = problem_of(|set| {
        let mut more = set.documents[1].clone();
        more.slot = DocumentSlot::Invoice(7);
        set.documents.push(more);
    });
    assert_eq!(unasked, "document-unasked");
    let twice = problem_of(|set| {
        let again = set.documents[1].clone();
        set.documents.push(again);
    });
    assert_eq!(twice, "document-unasked");
}

#[test]
fn another_date_stops_the_run() {
    let other = problem_of(|set| {
        set.documents[0].date = set.documents[0].date.succ_opt().unwrap();
    });
    assert_eq!(other, "date-differs");
}

#[test]
fn another_number_than_the_approved_one_stops_the_run() {
    let approval = every_stage().remove("approval").unwrap();
    let yes = signal(&approval, "yes", SignalBody::Approve { by: user(9) });
    let (run, _) = approval.signal(yes);
    let run = done(run, 4, checked(&with_approval()));
    let mut set = issued(&Scene::firm());
    let right = done(run.clone(), 5, Answer::Issued(Box::new(set.clone())));
    assert_eq!(due(&right), "attach/contract");
    set.documents[0].number = "99".to_owned();
    let wrong = done(run, 5, Answer::Issued(Box::new(set)));
    assert_eq!(code(&wrong), "number-differs");
}

#[test]
fn only_the_approver_and_the_deputy_decide_about_a_number() {
    let approval = every_stage().remove("approval").unwrap();
    let by = |id| {
        signal(
            &approval,
            &format!("by-{id}"),
            SignalBody::Approve { by: user(id) },
        )
    };
    let (run, receipt) = approval.clone().signal(by(12_345));
    assert_eq!(receipt, Receipt::NotAllowed);
    assert_eq!(run, approval, "nothing has changed");
    assert_eq!(
        approval.clone().signal(by(10)).1,
        Receipt::Taken,
        "the deputy"
    );
    assert_eq!(
        approval.clone().signal(by(9)).1,
        Receipt::Taken,
        "the approver"
    );
}
