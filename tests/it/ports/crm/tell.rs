//! Messages to people.

use super::super::{Portal, done};
use super::{begun, scene, texts_for};
use docflow_core::*;

pub(super) async fn everybody_is_told_and_watchers_are_told_something_else(portal: &dyn Portal) {
    let crm = begun(portal);
    let mut told = done(crm.tell(&scene::message()).await);
    told.told.sort();
    let everybody = [scene::user(scene::MANAGER), scene::user(scene::APPROVER)];
    assert_eq!(told, Delivery::to_all(&everybody));
    let seen = portal.seen(scene::DEAL);
    let (mends, waits) = (
        texts_for(&seen, scene::APPROVER),
        texts_for(&seen, scene::MANAGER),
    );
    assert_eq!((mends.len(), waits.len()), (1, 1), "{:?}", seen.messages);
    assert_ne!(mends, waits);
    assert!(waits[0].contains("Татьяна Михайловна"), "{waits:?}");
    assert!(mends[0].contains("1001") && waits[0].contains("1001"));
}

pub(super) async fn the_same_key_takes_the_place_of_the_earlier_message(portal: &dyn Portal) {
    let crm = begun(portal);
    for times in 1..=3 {
        done(crm.tell(&scene::message()).await);
        assert_eq!(portal.sent(), 2 * times, "each time both are told");
        assert_eq!(portal.seen(scene::DEAL).messages.len(), 2);
    }
    let other = Message {
        key: scene::step("tell/issue-2"),
        ..scene::message()
    };
    done(crm.tell(&other).await);
    assert_eq!(portal.seen(scene::DEAL).messages.len(), 4);
}

pub(super) async fn one_of_two_who_is_refused_is_named(portal: &dyn Portal) {
    let crm = begun(portal);
    portal.takes_messages(1);
    let message = Message {
        recipients: vec![scene::user(scene::APPROVER), scene::user(scene::HEAD)],
        watchers: Vec::new(),
        ..scene::message()
    };
    let told = done(crm.tell(&message).await);
    let ([told], [failed]) = (&told.told[..], &told.failed[..]) else {
        panic!("one of two is refused: {told:?}");
    };
    assert_ne!(*told, failed.user);
    assert!(message.recipients.contains(told) && message.recipients.contains(&failed.user));
    assert!(!failed.code.is_empty());
    let seen = portal.seen(scene::DEAL);
    assert_eq!(texts_for(&seen, told.get()).len(), 1);
    assert_eq!(texts_for(&seen, failed.user.get()).len(), 0);
}

pub(super) async fn the_same_key_takes_the_place_of_the_earlier_question(portal: &dyn Portal) {
    let crm = begun(portal);
    for (times, level) in [AskLevel::First, AskLevel::Reminder]
        .into_iter()
        .enumerate()
    {
        let question = ApprovalQuestion {
            level,
            ..scene::question()
        };
        done(crm.ask_approval(&question).await);
        assert_eq!(portal.sent(), times + 1);
        let seen = portal.seen(scene::DEAL);
        let texts = texts_for(&seen, scene::APPROVER);
        assert_eq!(texts.len(), 1);
        assert!(texts[0].contains("0042-Г/2026") && texts[0].contains("1001"));
    }
}

pub(super) async fn a_deputy_gets_a_question_of_their_own(portal: &dyn Portal) {
    let crm = begun(portal);
    done(crm.ask_approval(&scene::question()).await);
    let to_deputy = ApprovalQuestion {
        level: AskLevel::Escalation,
        approver: scene::user(1),
        ..scene::question()
    };
    done(crm.ask_approval(&to_deputy).await);
    let seen = portal.seen(scene::DEAL);
    assert_eq!(texts_for(&seen, 1).len(), 1);
    assert_eq!(texts_for(&seen, scene::APPROVER).len(), 1);
}

pub(super) async fn an_outage_is_told_once_and_its_end_in_its_place(portal: &dyn Portal) {
    let crm = begun(portal);
    let mut texts = Vec::new();
    for (times, over) in [(1, false), (2, false), (3, true)] {
        let told = done(crm.tell_outage(&scene::outage(over)).await);
        assert_eq!(told, Delivery::to_all(&scene::outage(over).recipients));
        assert_eq!(portal.sent(), 2 * times);
        let seen = portal.seen(scene::DEAL);
        assert_eq!(seen.messages.len(), 2, "the earlier one is replaced");
        texts.push(texts_for(&seen, scene::HEAD)[0].to_owned());
    }
    assert_eq!(texts[0], texts[1]);
    assert_ne!(texts[1], texts[2], "that it is over is said");
    let other = OutageNews {
        tag: "sever/outage/accounting/2".to_owned(),
        ..scene::outage(false)
    };
    done(crm.tell_outage(&other).await);
    assert_eq!(portal.seen(scene::DEAL).messages.len(), 4);
}
