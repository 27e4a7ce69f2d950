//! What each call makes of a base that fails.

use super::super::{Base, Ill, Quirk, assert_away, cause, done};
use super::{Ledger, begun, issued, key, printed, scene};
use docflow_core::*;
use std::sync::Arc;
use std::time::Duration;

/// The calls of the port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Issue,
    IssueReserved,
    LookUp,
    File,
    Reserve,
    Void,
    About,
    Release,
}

impl Call {
    const ALL: [Self; 8] = [
        Self::Issue,
        Self::IssueReserved,
        Self::LookUp,
        Self::File,
        Self::Reserve,
        Self::Void,
        Self::About,
        Self::Release,
    ];

    fn writes(self) -> bool {
        !matches!(self, Self::LookUp | Self::File | Self::About)
    }

    /// Begins anew with what the call asks for; what is only read stays for the next time.
    async fn prepared(self, base: &dyn Base) -> Arc<dyn Accounting> {
        base.recovers();
        let seen = base.seen();
        let is_there = match self {
            Self::File => !seen.files.is_empty(),
            Self::LookUp => seen.words.contains_key(key().as_str()),
            Self::About => true,
            _ => false,
        };
        if is_there {
            return base.accounting();
        }
        let books = begun(base);
        let request = scene::request(scene::DEAL);
        match self {
            Self::LookUp => drop(issued(&*books).await),
            Self::File => drop(printed(&*books).await),
            Self::IssueReserved | Self::Release => {
                done(books.reserve(&scene::step("reserve"), &request).await);
            }
            Self::Issue | Self::Reserve | Self::Void | Self::About => {}
        }
        base.accounting()
    }

    async fn made(self, base: &dyn Base, books: &dyn Accounting) -> Outcome<()> {
        let request = scene::request(scene::DEAL);
        let reservation = scene::step("reserve");
        match self {
            Self::Issue => books.issue(&key(), &request, None).await.map(drop),
            Self::IssueReserved => {
                let (number, _) = base.seen().numbers[reservation.as_str()].clone();
                let held = ReservedNumber {
                    key: reservation.to_string(),
                    number,
                    until: None,
                };
                books.issue(&key(), &request, Some(&held)).await.map(drop)
            }
            Self::LookUp => {
                let found = books.look_up(scene::SELLER, &key()).await;
                found.map(|found| assert!(found.is_some()))
            }
            Self::File => {
                let hash = base.seen().files.first().unwrap().parse().unwrap();
                books.file(scene::SELLER, &key(), hash).await.map(drop)
            }
            Self::Reserve => books.reserve(&reservation, &request).await.map(drop),
            Self::Void => {
                let voided = books.void(scene::SELLER, &key()).await;
                voided.map(|voided| assert_eq!(voided, Voided::Void))
            }
            Self::About => books.about(scene::SELLER).await.map(drop),
            Self::Release => books.release(scene::SELLER, &reservation).await,
        }
    }
}

pub(super) async fn a_base_that_is_away_is_waited_for(base: &dyn Base) {
    for call in Call::ALL {
        for ill in Ill::AWAY {
            call.prepared(base).await;
            let before = base.seen();
            base.falls_ill(ill, 1, 0);
            let outcome = call.made(base, &*base.accounting()).await;
            // Bytes say nothing of themselves: a page that comes in their place is a damaged file.
            if (call, ill) == (Call::File, Ill::Welcome) {
                assert!(matches!(outcome, Outcome::Transient { .. }), "{outcome:?}");
                continue;
            }
            assert_away(&outcome, Side::Accounting, ill);
            assert_eq!(base.seen(), before, "{call:?}, {ill:?}");
        }
    }
}

pub(super) async fn an_error_that_the_base_names_speaks_of_that_run_alone(base: &dyn Base) {
    for call in Call::ALL {
        let books = call.prepared(base).await;
        base.is(Quirk::NamesItsError);
        let outcome = call.made(base, &*books).await;
        let cause = cause(&outcome);
        assert_eq!(
            (cause.side, cause.scope),
            (Side::Accounting, Scope::Run),
            "{call:?}"
        );
        if call == Call::Issue {
            assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
        }
    }
}

/// How many requests a call makes when all is well.
async fn requests(base: &dyn Base, call: Call) -> u32 {
    let books = call.prepared(base).await;
    let before = base.requests();
    assert_eq!(
        call.made(base, &*books).await,
        Outcome::Done(()),
        "{call:?}"
    );
    u32::try_from(base.requests() - before).unwrap()
}

/// The outcome of a call when this failure hit that request of it, and what stood there before.
async fn struck(base: &dyn Base, call: Call, ill: Ill, nth: u32) -> Option<(Outcome<()>, Ledger)> {
    call.prepared(base).await;
    let before = base.seen();
    base.falls_ill(ill, nth, 1);
    let outcome = call.made(base, &*base.accounting()).await;
    base.was_ill().then_some((outcome, before))
}

pub(super) async fn what_did_not_happen_is_said_only_when_nothing_was_written(base: &dyn Base) {
    for call in Call::ALL {
        for nth in 1..=requests(base, call).await {
            for ill in Ill::AWAY.into_iter().chain(Ill::LOST) {
                let Some((outcome, before)) = struck(base, call, ill, nth).await else {
                    continue;
                };
                base.recovers();
                base.pass(Duration::from_secs(20));
                let written = base.seen() != before;
                let says_nothing =
                    matches!(outcome, Outcome::Transient { .. } | Outcome::Rejected(_));
                assert!(
                    !(written && says_nothing),
                    "{call:?}, {ill:?} at {nth}: {outcome:?}"
                );
            }
        }
    }
}

pub(super) async fn a_lost_answer_to_a_write_is_unknown(base: &dyn Base) {
    for ill in Ill::LOST {
        for call in Call::ALL.into_iter().filter(|call| call.writes()) {
            call.prepared(base).await;
            base.falls_ill(ill, 1, 0);
            let outcome = call.made(base, &*base.accounting()).await;
            let is_unknown = matches!(outcome, Outcome::Unknown(_));
            assert!(is_unknown, "{call:?}, {ill:?}: {outcome:?}");
        }
    }
}

pub(super) async fn after_any_lost_answer_a_second_try_leaves_each_thing_once(base: &dyn Base) {
    for call in Call::ALL {
        let requests = requests(base, call).await;
        let whole = counts(&base.seen());
        for (nth, ill) in (1..=requests).flat_map(|nth| Ill::LOST.map(|ill| (nth, ill))) {
            let Some((outcome, _)) = struck(base, call, ill, nth).await else {
                continue;
            };
            base.recovers();
            base.pass(Duration::from_secs(20));
            if outcome != Outcome::Done(()) {
                let again = call.made(base, &*base.accounting()).await;
                assert_eq!(again, Outcome::Done(()), "{call:?}, {ill:?} at {nth}");
            }
            let left = counts(&base.seen());
            assert_eq!(left, whole, "{call:?}, {ill:?} at {nth}");
        }
    }
}

/// How much of each thing there is; references differ from history to history.
fn counts(ledger: &Ledger) -> Vec<(String, String, String)> {
    let documents = ledger.documents.values();
    let documents = documents.map(|one| (one.kind.to_owned(), one.number.clone(), one.key.clone()));
    let numbers = ledger.numbers.iter();
    let numbers =
        numbers.map(|(key, (number, state))| (key.clone(), number.clone(), state.clone()));
    let voided = ledger
        .voided
        .iter()
        .map(|key| (key.clone(), String::new(), String::new()));
    let mut all: Vec<_> = documents.chain(numbers).chain(voided).collect();
    all.sort();
    all
}

pub(super) async fn a_wait_that_the_base_asks_for_is_told(base: &dyn Base) {
    for call in [Call::Issue, Call::LookUp, Call::Reserve, Call::Void] {
        let books = call.prepared(base).await;
        base.is(Quirk::AsksToWait(77));
        let outcome = call.made(base, &*books).await;
        let Outcome::Transient { after, cause } = &outcome else {
            panic!("{call:?} is not waited for: {outcome:?}");
        };
        assert_eq!(*after, Some(Duration::from_secs(77)), "{call:?}");
        assert_eq!(cause.scope, Scope::Side);
    }
}
