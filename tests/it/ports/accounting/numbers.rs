//! Numbers that are kept for a contract.

use super::super::{Base, done};
use super::{begun, key, rejected, scene};
use docflow_core::*;
use futures_util::future::join_all;
use std::time::Duration;

fn reserve() -> StepKey {
    scene::step("reserve")
}

async fn reserved(books: &dyn Accounting, key: &StepKey) -> ReservedNumber {
    done(books.reserve(key, &scene::request(scene::DEAL)).await)
}

pub(super) async fn a_number_is_kept_under_its_key(base: &dyn Base) {
    let books = begun(base);
    let first = reserved(&*books, &reserve()).await;
    assert_eq!(first.key, reserve().as_str());
    let morning: Timestamp = crate::company::MORNING.parse().unwrap();
    assert!(first.until.is_none_or(|until| until > morning));
    let (number, state) = &base.seen().numbers[reserve().as_str()];
    assert_eq!((number, state.as_str()), (&first.number, "held"));
    for _ in 0..2 {
        assert_eq!(reserved(&*base.accounting(), &reserve()).await, first);
    }
    assert_eq!(base.seen().numbers.len(), 1);
}

pub(super) async fn two_keys_keep_two_numbers(base: &dyn Base) {
    let books = begun(base);
    let first = reserved(&*books, &reserve()).await;
    let other = scene::run(scene::DEAL, 2).step("reserve");
    let second = reserved(&*books, &other).await;
    assert_ne!(first.number, second.number);
}

pub(super) async fn a_reserved_number_becomes_the_contracts(base: &dyn Base) {
    let books = begun(base);
    let held = reserved(&*books, &reserve()).await;
    let request = scene::request(scene::DEAL);
    let other = scene::run(scene::DEAL, 2).step("issue");
    let unheld = done(books.issue(&other, &request, None).await);
    let taken = &unheld.set.document(DocumentSlot::Contract).unwrap().number;
    assert_ne!(*taken, held.number, "nobody else gets it");
    let files = done(books.issue(&key(), &request, Some(&held)).await);
    assert_eq!(files.set.disagreements(&request, Some(&held.number)), []);
}

pub(super) async fn a_number_is_given_back_more_than_once(base: &dyn Base) {
    let books = begun(base);
    let held = reserved(&*books, &reserve()).await;
    for _ in 0..2 {
        done(books.release(scene::SELLER, &reserve()).await);
        assert_eq!(base.seen().numbers[reserve().as_str()].1, "released");
    }
    let files = done(
        books
            .issue(&key(), &scene::request(scene::DEAL), None)
            .await,
    );
    let contract = files.set.document(DocumentSlot::Contract).unwrap();
    assert_eq!(contract.number, held.number, "it is free again");
}

pub(super) async fn giving_back_what_nobody_holds_is_done(base: &dyn Base) {
    let books = begun(base);
    let ledger = base.seen();
    done(books.release(scene::SELLER, &reserve()).await);
    assert_eq!(base.seen(), ledger);
}

pub(super) async fn a_reservation_that_ran_out_is_rejected(base: &dyn Base) {
    let books = begun(base);
    let held = reserved(&*books, &reserve()).await;
    base.pass(Duration::from_hours(24 * 60));
    assert_eq!(base.seen().numbers[reserve().as_str()].1, "expired");
    let before = base.seen().documents;
    let outcome = books
        .issue(&key(), &scene::request(scene::DEAL), Some(&held))
        .await;
    assert_eq!(rejected(&outcome).0, "reservation_expired");
    assert_eq!(base.seen().documents, before);
}

pub(super) async fn a_reservation_that_was_given_back_is_rejected(base: &dyn Base) {
    let books = begun(base);
    let held = reserved(&*books, &reserve()).await;
    done(books.release(scene::SELLER, &reserve()).await);
    let before = base.seen();
    let outcome = books
        .issue(&key(), &scene::request(scene::DEAL), Some(&held))
        .await;
    assert_eq!(rejected(&outcome).0, "reservation_expired");
    assert_eq!(base.seen(), before);
}

pub(super) async fn many_reservations_under_one_key_at_once_are_one(base: &dyn Base) {
    let books = begun(base);
    let key = reserve();
    let all = join_all((0..4).map(|_| reserved(&*books, &key))).await;
    assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    assert_eq!(base.seen().numbers.len(), 1);
}
