//! Who is told what: owners, managers who wait, reminders, and people who could not be told.

use super::{after, attached, checked, done, due, every_stage, fresh, made, refused, signal, told};
use crate::support::{Scene, user};
use docflow_core::*;

fn message(run: &Run) -> Message {
    let Next::Effect { effect, .. } = run.next() else {
        panic!("nothing is due")
    };
    let Effect::Tell(message) = *effect else {
        panic!("nobody is told")
    };
    message
}

fn ids(users: &[UserId]) -> Vec<u64> {
    users.iter().map(|user| user.get()).collect()
}

#[test]
fn a_problem_goes_to_its_owner_and_the_managers_learn_whom_they_wait_for() {
    let told = message(&every_stage()["problem"]);
    assert_eq!(ids(&told.recipients), [12], "the first accountant");
    assert_eq!(ids(&told.watchers), [7, 9]);
    let awaited = told.waits_for.unwrap();
    assert_eq!(awaited.role, Owner::Accountant);
    assert_eq!(awaited.name, "Анна Петровна");
    assert_eq!(told.state, DealState::Waiting);
}

#[test]
fn reminders_leave_the_managers_alone_come_later_each_time_and_reach_the_deputy() {
    let mut run = every_stage().remove("person").unwrap();
    let (mut at, mut seen) = (3, Vec::new());
    for _ in 0..4 {
        let Next::Wait(wait) = run.next() else {
            panic!("nobody is waited for")
        };
        let silence = (wait.deadline - super::seconds(at)).num_hours();
        at = (wait.deadline - super::seconds(0)).num_seconds();
        run = done(run, at, Answer::DeadlinePassed);
        let reminder = message(&run);
        assert!(reminder.watchers.is_empty());
        seen.push((silence, ids(&reminder.recipients)));
        run = done(run, at, told());
    }
    let expected = [
        (4, vec![12]),
        (8, vec![12, 14]),
        (16, vec![12, 14]),
        (32, vec![12, 14]),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn an_administrator_who_stands_in_for_the_accountant_is_waited_for_as_administrator() {
    let mut scene = Scene::firm();
    for seller in &mut scene.policy.sellers {
        seller.accountants.clear();
    }
    let run = after(done(fresh(&scene), 1, checked(&scene)), 2, refused());
    let told = message(&run);
    assert_eq!(ids(&told.recipients), [13]);
    assert_eq!(told.waits_for.unwrap().role, Owner::Administrator);
}

#[test]
fn reminders_come_in_office_hours() {
    let scene = Scene::firm();
    let settings = Settings {
        people: People {
            hours: OfficeHours::default(),
            ..crate::support::people()
        },
        ..super::settings()
    };
    let key = RunKey::new("sever", DealId::new(4512).unwrap(), "documents", 1).unwrap();
    let run = Run::start(key, scene.order.clone(), settings);
    let run = after(done(run, 1, checked(&scene)), 2, refused());
    // Four hours after 17:00 in Moscow it is night: nine in the morning of the next day.
    let run = done(run, 5 * 3600, told());
    let Next::Wait(wait) = run.next() else {
        panic!("nobody is waited for")
    };
    assert_eq!(wait.deadline.to_string(), "2026-11-25 06:00:00 UTC");
}

#[test]
fn each_person_has_an_outcome_and_only_those_who_may_be_told_later_are_tried_again() {
    let run = every_stage().remove("findings").unwrap();
    let undelivered = |id, passing| Undelivered {
        user: user(id),
        code: "USER_BUSY".to_owned(),
        passing,
    };
    let some = Delivery {
        told: vec![user(7)],
        failed: vec![undelivered(9, true)],
    };
    let run = done(run, 5, Answer::Told(some));
    assert_eq!(ids(&message(&run).recipients), [9]);
    let never = Delivery {
        told: vec![],
        failed: vec![undelivered(9, false)],
    };
    let run = done(run, 9, Answer::Told(never));
    assert!(matches!(run.ending(), Some(Ending::Refused(_))));
    assert_eq!(run.undelivered().len(), 1);
}

#[test]
fn a_cancel_between_two_uploads_names_the_files_that_hang_in_the_deal_to_who_cancelled() {
    let scene = Scene::firm();
    let run = done(fresh(&scene), 1, checked(&scene));
    let run = done(done(run, 2, made(&scene)), 3, attached());
    assert_eq!(due(&run), "attach/invoice-1");
    let (run, _) = run.cancel(user(33), Some("другой клиент".to_owned()));
    let told = message(&run);
    assert_eq!(ids(&told.recipients), [7, 9, 33]);
    let Notice::Cancelled {
        reason, attached, ..
    } = told.notice
    else {
        panic!("another notice")
    };
    assert_eq!(reason.as_deref(), Some("другой клиент"));
    assert_eq!(attached, ["contract"]);
    assert_eq!(told.state, DealState::Failed);
}

#[test]
fn a_retry_keeps_who_and_why() {
    let run = every_stage().remove("person").unwrap();
    let body = SignalBody::Retry {
        by: user(7),
        reason: Some("исправили".to_owned()),
    };
    let again = signal(&run, "again", body);
    let run = run.signal(again).0;
    let snapshot = wire::write(&run).unwrap();
    assert!(snapshot.dossier.unwrap().contains("исправили"));
    assert!(
        !snapshot.run.contains("исправили"),
        "words go with the dossier"
    );
}
