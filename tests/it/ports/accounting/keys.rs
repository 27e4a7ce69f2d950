//! What became of a key, and keys that make nothing any more.

use super::super::{Base, Quirk, done};
use super::{begun, issued, key, made, printed, rejected, scene};
use docflow_core::*;
use std::time::Duration;

pub(super) async fn a_key_that_nobody_used_is_not_known(base: &dyn Base) {
    let books = begun(base);
    assert_eq!(done(books.look_up(scene::SELLER, &key()).await), None);
    issued(&*books).await;
    let other = scene::run(scene::DEAL, 2).step("issue");
    assert_eq!(done(books.look_up(scene::SELLER, &other).await), None);
}

pub(super) async fn a_used_key_answers_its_set_and_files(base: &dyn Base) {
    let books = begun(base);
    let first = printed(&*books).await;
    let ledger = base.seen();
    let found = done(books.look_up(scene::SELLER, &key()).await).unwrap();
    assert!(found.replayed);
    assert_eq!((found.set, found.blobs), (first.set, first.blobs));
    assert_eq!(base.seen(), ledger);
}

pub(super) async fn what_takes_long_is_accepted_and_then_there(base: &dyn Base) {
    let books = begun(base);
    base.is(Quirk::PrintsSlowly);
    let request = scene::request(scene::DEAL);
    for _ in 0..2 {
        let asked = books.issue(&key(), &request, None).await;
        let looked = books.look_up(scene::SELLER, &key()).await;
        for poll_after in [asked.map(drop), looked.map(drop)].map(accepted) {
            assert!(poll_after > Duration::ZERO && poll_after < Duration::from_mins(5));
        }
    }
    base.pass(Duration::from_mins(5));
    let found = done(books.look_up(scene::SELLER, &key()).await).unwrap();
    assert_eq!(found.set.disagreements(&request, None), []);
    assert_eq!(made(&base.seen(), "contract", &key()), 1);
}

fn accepted(outcome: Outcome<()>) -> Duration {
    match outcome {
        Outcome::Accepted { poll_after } => poll_after,
        other => panic!("it is not at work: {other:?}"),
    }
}

pub(super) async fn documents_without_files_are_no_failure_that_left_nothing(base: &dyn Base) {
    let books = begun(base);
    base.is(Quirk::PrintFails);
    let request = scene::printed(scene::DEAL);
    let outcome = books.issue(&key(), &request, None).await;
    assert_eq!(made(&base.seen(), "contract", &key()), 1, "they exist");
    let says_nothing = matches!(outcome, Outcome::Transient { .. } | Outcome::Rejected(_));
    assert!(!says_nothing, "{outcome:?}");
    let again = printed(&*books).await;
    assert_eq!(again.set.disagreements(&request, None), []);
    assert!(again.replayed);
    assert_eq!(made(&base.seen(), "contract", &key()), 1);
}

pub(super) async fn a_void_key_makes_nothing_any_more(base: &dyn Base) {
    let books = begun(base);
    let before = base.seen().documents;
    assert_eq!(done(books.void(scene::SELLER, &key()).await), Voided::Void);
    assert_eq!(base.seen().voided, [key().as_str()]);
    for _ in 0..2 {
        let late = books
            .issue(&key(), &scene::request(scene::DEAL), None)
            .await;
        assert_eq!(rejected(&late).0, "key_voided");
        assert_eq!(base.seen().documents, before);
    }
    assert_eq!(done(books.look_up(scene::SELLER, &key()).await), None);
    let other = scene::run(scene::DEAL, 2).step("issue");
    done(
        books
            .issue(&other, &scene::request(scene::DEAL), None)
            .await,
    );
    assert_eq!(made(&base.seen(), "contract", &other), 1, "others are free");
}

pub(super) async fn a_key_is_voided_again_and_again(base: &dyn Base) {
    let books = begun(base);
    for _ in 0..3 {
        assert_eq!(done(books.void(scene::SELLER, &key()).await), Voided::Void);
    }
    assert_eq!(base.seen().voided.len(), 1);
}

pub(super) async fn it_is_too_late_to_void_what_was_made(base: &dyn Base) {
    let books = begun(base);
    let first = printed(&*books).await;
    let ledger = base.seen();
    for _ in 0..2 {
        let Voided::Made(found) = done(books.void(scene::SELLER, &key()).await) else {
            panic!("the set is there");
        };
        assert!(found.replayed);
        assert_eq!(
            (found.set, found.blobs),
            (first.set.clone(), first.blobs.clone())
        );
        assert_eq!(base.seen(), ledger);
    }
    assert!(
        printed(&*books).await.replayed,
        "the key is as good as before"
    );
}

pub(super) async fn a_set_at_work_can_not_be_voided_yet(base: &dyn Base) {
    let books = begun(base);
    base.is(Quirk::PrintsSlowly);
    accepted(
        books
            .issue(&key(), &scene::request(scene::DEAL), None)
            .await
            .map(drop),
    );
    accepted(books.void(scene::SELLER, &key()).await.map(drop));
    base.pass(Duration::from_mins(5));
    let voided = done(books.void(scene::SELLER, &key()).await);
    assert!(matches!(voided, Voided::Made(_)), "{voided:?}");
    assert_eq!(base.seen().voided, Vec::<String>::new());
}

pub(super) async fn of_a_request_and_a_void_at_once_one_wins(base: &dyn Base) {
    for void_first in [false, true] {
        let books = begun(base);
        let request = scene::request(scene::DEAL);
        let key = key();
        let (made_it, voided) = if void_first {
            let void = books.void(scene::SELLER, &key);
            let (voided, made_it) = tokio::join!(void, books.issue(&key, &request, None));
            (made_it, voided)
        } else {
            let issue = books.issue(&key, &request, None);
            tokio::join!(issue, books.void(scene::SELLER, &key))
        };
        let contracts = made(&base.seen(), "contract", &key);
        match (&made_it, &voided) {
            (Outcome::Rejected(_), Outcome::Done(Voided::Void)) => assert_eq!(contracts, 0),
            (Outcome::Done(_), Outcome::Done(Voided::Made(_)) | Outcome::Accepted { .. }) => {
                assert_eq!(contracts, 1);
            }
            both => panic!("both or none: {both:?}"),
        }
    }
}

pub(super) async fn an_older_base_says_that_it_can_not_void(base: &dyn Base) {
    let books = begun(base);
    base.is(Quirk::Older);
    let ledger = base.seen();
    let outcome = books.void(scene::SELLER, &key()).await;
    assert_eq!(rejected(&outcome), (VOID_UNAVAILABLE, Owner::Administrator));
    assert_eq!(base.seen(), ledger);
    assert!(
        !issued(&*books).await.replayed,
        "it makes documents all the same"
    );
}
