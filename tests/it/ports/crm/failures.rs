//! What each conversation makes of a portal that fails.

use super::super::{Ill, Portal, Seen, assert_away, cause};
use super::{Call, begun, scene};
use docflow_core::*;
use std::time::Duration;

/// Failures that a portal can have at any request of a conversation; more requests than these do
/// not come.
const REQUESTS: u32 = 8;

/// What the conversation wrote and how it ended, when this failure hit that request of it.
async fn struck(
    portal: &dyn Portal,
    (call, again): (Call, bool),
    ill: Ill,
    nth: u32,
) -> Option<Outcome<()>> {
    portal.begin(scene::world());
    portal.falls_ill(ill, nth, 1);
    let crm = portal.crm(&scene::policy());
    let outcome = call.held(&*crm, again).await;
    portal.was_ill().then_some(outcome)
}

/// Every conversation, begun anew and as a second try.
fn calls() -> impl Iterator<Item = (Call, bool)> {
    let both = |call| [(call, false), (call, true)];
    Call::ALL.into_iter().flat_map(both)
}

pub(super) async fn a_portal_that_is_away_is_waited_for(portal: &dyn Portal) {
    for ill in Ill::AWAY {
        for (call, again) in calls() {
            portal.begin(scene::world());
            portal.falls_ill(ill, 1, 0);
            let before = portal.seen(scene::DEAL);
            let crm = portal.crm(&scene::policy());
            let outcome = call.held(&*crm, again).await;
            assert_away(&outcome, Side::Crm, ill);
            assert_eq!(portal.seen(scene::DEAL), before, "{call:?}, {ill:?}");
        }
    }
}

/// What is seen but for the state of the run, which a second reading writes again.
fn told(mut seen: Seen) -> Seen {
    seen.fields.remove(scene::STATE_FIELD);
    seen
}

pub(super) async fn what_may_come_later_is_said_only_when_nothing_was_written(portal: &dyn Portal) {
    portal.begin(scene::world());
    let before = told(portal.seen(scene::DEAL));
    for ill in Ill::AWAY.into_iter().chain(Ill::LOST) {
        for call in calls() {
            for nth in 1..REQUESTS {
                let Some(outcome) = struck(portal, call, ill, nth).await else {
                    break;
                };
                portal.recovers();
                portal.pass(Duration::from_mins(5));
                let written = told(portal.seen(scene::DEAL)) != before;
                let is_later = matches!(outcome, Outcome::Transient { .. });
                assert!(
                    !(written && is_later),
                    "{call:?}, {ill:?} at {nth}: {outcome:?}"
                );
            }
        }
    }
}

pub(super) async fn a_lost_answer_is_never_followed_by_the_same_write(portal: &dyn Portal) {
    for ill in Ill::LOST {
        for call in calls() {
            for nth in 1..REQUESTS {
                if struck(portal, call, ill, nth).await.is_none() {
                    break;
                }
                portal.recovers();
                portal.pass(Duration::from_mins(5));
                let seen = portal.seen(scene::DEAL);
                assert!(
                    seen.files.len() <= 2,
                    "{call:?}, {ill:?} at {nth}: {seen:?}"
                );
                assert!(
                    seen.entries.len() <= 1,
                    "{call:?}, {ill:?} at {nth}: {seen:?}"
                );
                // One that is sent again takes the place of the first.
                assert!(
                    seen.messages.len() <= 2,
                    "{call:?}, {ill:?} at {nth}: {seen:?}"
                );
            }
        }
    }
}

pub(super) async fn after_any_lost_answer_a_second_try_leaves_each_thing_once(portal: &dyn Portal) {
    for call in calls() {
        let crm = begun(portal);
        let first = call.0.held(&*crm, call.1).await;
        assert_eq!(first, Outcome::Done(()), "{call:?}");
        let whole = portal.seen(scene::DEAL);
        for ill in Ill::LOST {
            for nth in 1..REQUESTS {
                let Some(outcome) = struck(portal, call, ill, nth).await else {
                    break;
                };
                if !matches!(outcome, Outcome::Done(())) {
                    portal.recovers();
                    portal.pass(Duration::from_secs(65));
                    let crm = portal.crm(&scene::policy());
                    let again = call.0.held(&*crm, true).await;
                    assert_eq!(again, Outcome::Done(()), "{call:?}, {ill:?} at {nth}");
                }
                assert_eq!(
                    portal.seen(scene::DEAL),
                    whole,
                    "{call:?}, {ill:?} at {nth}"
                );
            }
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
