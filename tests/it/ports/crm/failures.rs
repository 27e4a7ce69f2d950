//! What each conversation makes of a portal that fails.

use super::super::{Ill, Portal, Seen, assert_away, cause};
use super::{Call, begun, scene};
use docflow_core::*;
use std::time::Duration;

/// A conversation, and whether it is a second try.
type Try = (Call, bool);

/// Every conversation, and as a second try where that is another one.
fn tries() -> impl Iterator<Item = Try> {
    let both = |call: Call| [(call, false), (call, true)];
    let differs = |one: &Try| !one.1 || one.0.looks_first();
    Call::ALL.into_iter().flat_map(both).filter(differs)
}

/// How many requests a conversation makes when all is well.
async fn requests(portal: &dyn Portal, (call, again): Try) -> u32 {
    let crm = call.begun(portal);
    let outcome = call.held(&*crm, again).await;
    assert_eq!(outcome, Outcome::Done(()), "{call:?}");
    u32::try_from(portal.requests()).unwrap()
}

/// How a conversation ended when this failure hit that request of it.
async fn struck(
    portal: &dyn Portal,
    (call, again): Try,
    ill: Ill,
    nth: u32,
) -> Option<Outcome<()>> {
    call.begun(portal);
    portal.falls_ill(ill, nth, 1);
    let crm = portal.crm(&call.policy());
    let outcome = call.held(&*crm, again).await;
    portal.was_ill().then_some(outcome)
}

pub(super) async fn a_portal_that_is_away_is_waited_for(portal: &dyn Portal) {
    for (call, again) in tries() {
        for ill in Ill::AWAY {
            call.begun(portal);
            portal.falls_ill(ill, 1, 0);
            let before = portal.seen(scene::DEAL);
            let crm = portal.crm(&call.policy());
            let outcome = call.held(&*crm, again).await;
            assert_away(&outcome, Side::Crm, ill);
            assert_eq!(portal.seen(scene::DEAL), before, "{call:?}, {ill:?}");
        }
    }
}

/// What is seen but for the state of the run, which a second reading writes again.
fn told(portal: &dyn Portal) -> Seen {
    let mut seen = portal.seen(scene::DEAL);
    seen.fields.remove(scene::STATE_FIELD);
    seen
}

pub(super) async fn what_may_come_later_is_said_only_when_nothing_was_written(portal: &dyn Portal) {
    portal.begin(scene::world());
    let before = told(portal);
    for one in tries() {
        for nth in 1..=requests(portal, one).await {
            for ill in Ill::AWAY.into_iter().chain(Ill::LOST) {
                let Some(outcome) = struck(portal, one, ill, nth).await else {
                    continue;
                };
                portal.recovers();
                portal.pass(Duration::from_mins(5));
                let is_later = matches!(outcome, Outcome::Transient { .. });
                let holds = !is_later || told(portal) == before;
                assert!(holds, "{one:?}, {ill:?} at {nth}: {outcome:?}");
            }
        }
    }
}

pub(super) async fn a_lost_answer_is_never_followed_by_the_same_write(portal: &dyn Portal) {
    for one in tries() {
        for nth in 1..=requests(portal, one).await {
            for ill in Ill::LOST {
                if struck(portal, one, ill, nth).await.is_none() {
                    continue;
                }
                portal.recovers();
                portal.pass(Duration::from_mins(5));
                let seen = portal.seen(scene::DEAL);
                let is_once = seen.files.len() <= 2 && seen.entries.len() <= 1;
                // A message that is sent again takes the place of the first.
                let is_once = is_once && seen.messages.len() <= 2;
                assert!(is_once, "{one:?}, {ill:?} at {nth}: {seen:?}");
            }
        }
    }
}

pub(super) async fn after_any_lost_answer_a_second_try_leaves_each_thing_once(portal: &dyn Portal) {
    for one in tries() {
        let requests = requests(portal, one).await;
        let whole = portal.seen(scene::DEAL);
        for (nth, ill) in (1..=requests).flat_map(|nth| Ill::LOST.map(|ill| (nth, ill))) {
            let Some(outcome) = struck(portal, one, ill, nth).await else {
                continue;
            };
            if outcome != Outcome::Done(()) {
                portal.recovers();
                portal.pass(Duration::from_secs(65));
                let crm = portal.crm(&one.0.policy());
                let again = one.0.held(&*crm, true).await;
                assert_eq!(again, Outcome::Done(()), "{one:?}, {ill:?} at {nth}");
            }
            let left = portal.seen(scene::DEAL);
            assert_eq!(left, whole, "{one:?}, {ill:?} at {nth}");
        }
    }
}

pub(super) async fn a_wait_that_the_portal_asks_for_is_told(portal: &dyn Portal) {
    let crm = begun(portal);
    portal.asks_to_wait(77);
    let outcome = Call::Load.held(&*crm, false).await;
    let Outcome::Transient { after, .. } = &outcome else {
        panic!("it is not waited for: {outcome:?}");
    };
    assert_eq!(*after, Some(Duration::from_secs(77)));
    assert_eq!(cause(&outcome).scope, Scope::Side);
}

pub(super) async fn a_refusal_of_one_deal_speaks_of_that_run_alone(portal: &dyn Portal) {
    let crm = begun(portal);
    let gone = scene::deal(404);
    let job = AttachJob {
        deal: gone,
        ..scene::contract()
    };
    let outcome = crm.attach(&job, scene::BYTES).await;
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
    let cause = cause(&outcome);
    assert_eq!((cause.side, cause.scope), (Side::Crm, Scope::Run));
}
