//! Documents under a key.

use super::super::{Base, Quirk, done};
use super::{begun, issued, key, made, printed, rejected, scene};
use docflow_core::*;
use futures_util::future::join_all;

pub(super) async fn everything_is_made_as_asked_and_said_to_be_new(base: &dyn Base) {
    for deal in [1001, 1002, 1005, 1006, 1008] {
        let books = begun(base);
        let request = if deal == scene::DEAL {
            scene::printed(deal)
        } else {
            scene::request(deal)
        };
        let key = scene::run(deal, 1).step("issue");
        let files = done(books.issue(&key, &request, None).await);
        assert!(!files.replayed);
        assert_eq!(files.set.disagreements(&request, None), [], "deal {deal}");
        assert!(files.set.order.is_some() && files.set.counterparty_created);
        let ledger = base.seen();
        let invoices = request.parts().invoices.len();
        assert_eq!(made(&ledger, "contract", &key), 1);
        assert_eq!(made(&ledger, "order", &key), 1);
        assert_eq!(made(&ledger, "invoice", &key), invoices);
        for document in &files.set.documents {
            let entry = &ledger.documents[&document.onec_ref];
            assert_eq!(entry.total, document.total.to_string(), "deal {deal}");
            let vat = document.vat.unwrap_or(Money::from_kopecks(0));
            assert_eq!(entry.vat, vat.to_string(), "deal {deal}");
        }
        assert_bytes_of_every_file(&files);
    }
}

fn assert_bytes_of_every_file(files: &IssuedFiles) {
    let named = files.set.documents.iter().flat_map(|one| &one.files);
    let named: Vec<&FileRef> = named.collect();
    assert_eq!(named.len(), files.blobs.len());
    for file in &named {
        let blob = files.blobs.iter().find(|blob| blob.hash == file.hash);
        let bytes = &blob.expect("its bytes came").bytes;
        assert_eq!(scene::file_hash(bytes), file.hash);
        assert_eq!(u64::try_from(bytes.len()), Ok(file.size));
        assert!(file.name.ends_with(file.format.extension()), "{file:?}");
        let is_named = |hash| named.iter().any(|one| one.hash == hash);
        assert!(file.derived_from.is_none_or(is_named), "{file:?}");
    }
}

pub(super) async fn a_repeated_key_answers_the_first_result_and_makes_nothing(base: &dyn Base) {
    let books = begun(base);
    let first = printed(&*books).await;
    let ledger = base.seen();
    for _ in 0..2 {
        let again = printed(&*base.accounting()).await;
        assert!(again.replayed);
        assert_eq!(
            (again.set, again.blobs),
            (first.set.clone(), first.blobs.clone())
        );
        assert_eq!(base.seen(), ledger);
    }
}

pub(super) async fn of_many_at_once_one_makes_and_all_answer_the_same(base: &dyn Base) {
    let books = begun(base);
    let all = join_all((0..4).map(|_| answered(base, &*books))).await;
    let new = all.iter().filter(|one| !one.replayed);
    assert!(new.count() <= 1, "one of them has made it");
    for one in &all {
        assert_eq!((&one.set, &one.blobs), (&all[0].set, &all[0].blobs));
    }
    assert_eq!(made(&base.seen(), "contract", &key()), 1);
}

/// The answer to a request that is asked for again while it is at work.
async fn answered(base: &dyn Base, books: &dyn Accounting) -> IssuedFiles {
    let request = scene::printed(scene::DEAL);
    loop {
        match books.issue(&key(), &request, None).await {
            Outcome::Accepted { poll_after } => base.pass(poll_after),
            other => return done(other),
        }
        tokio::task::yield_now().await;
    }
}

pub(super) async fn another_body_under_a_used_key_is_rejected(base: &dyn Base) {
    let books = begun(base);
    issued(&*books).await;
    let ledger = base.seen();
    let other = scene::request(scene::OTHER);
    let outcome = books.issue(&key(), &other, None).await;
    assert_eq!(rejected(&outcome).0, "key_reused");
    assert_eq!(base.seen(), ledger);
}

pub(super) async fn a_card_that_differs_is_the_accountants_and_stays(base: &dyn Base) {
    let books = begun(base);
    base.differs("7798002049", "1027700132195");
    let ledger = base.seen();
    let outcome = books
        .issue(&key(), &scene::request(scene::OTHER), None)
        .await;
    assert_eq!(rejected(&outcome).1, Owner::Accountant);
    assert_eq!(base.seen(), ledger);
}

pub(super) async fn a_card_that_stands_is_used_as_it_is(base: &dyn Base) {
    let books = begun(base);
    let before = base.seen();
    let files = done(
        books
            .issue(&key(), &scene::request(scene::OTHER), None)
            .await,
    );
    assert!(!files.set.counterparty_created);
    assert!(before.cards.contains_key(&files.set.counterparty_ref));
    assert_eq!(base.seen().cards, before.cards);
}

pub(super) async fn nothing_is_written_into_a_closed_period(base: &dyn Base) {
    let books = begun(base);
    let ledger = base.seen();
    let outcome = books.issue(&key(), &scene::early_request(), None).await;
    assert_eq!(rejected(&outcome), ("closed_period", Owner::Accountant));
    assert_eq!(base.seen(), ledger);
}

/// What a history of ordinary work has touched that it must not.
async fn touched(base: &dyn Base, quirk: Option<Quirk>) -> Vec<(&'static str, &'static str)> {
    let books = begun(base);
    let before = base.seen();
    if let Some(quirk) = quirk {
        base.is(quirk);
    }
    let first = issued(&*books).await;
    let second = scene::replacing(&first.set);
    let second_key = scene::run(scene::DEAL, 2).step("issue");
    done(books.issue(&second_key, &second, None).await);
    issued(&*books).await;
    done(books.void(scene::SELLER, &scene::step("never")).await);
    let after = base.seen();
    for (reference, entry) in &before.documents {
        assert_eq!(
            after.documents.get(reference),
            Some(entry),
            "it stood before"
        );
    }
    for (reference, card) in &before.cards {
        assert_eq!(after.cards.get(reference), Some(card), "it stood before");
    }
    let entries = after.documents.values();
    let touched = entries.flat_map(|one| one.touched.iter().map(|how| (one.kind, *how)));
    let mut touched: Vec<_> = touched.collect();
    touched.sort_unstable();
    touched.dedup();
    touched
}

pub(super) async fn nothing_is_posted_and_nothing_marked(base: &dyn Base) {
    assert_eq!(touched(base, None).await, []);
}

pub(super) async fn a_mistake_of_the_base_would_be_seen(base: &dyn Base) {
    let posted = touched(base, Some(Quirk::Posts)).await;
    assert_eq!(posted, [("invoice", "posted"), ("order", "posted")]);
    let marked = touched(base, Some(Quirk::Marks)).await;
    assert!(marked.contains(&("contract", "marked")), "{marked:?}");
}

pub(super) async fn sums_are_read_back_from_the_books(base: &dyn Base) {
    let books = begun(base);
    let request = scene::request(scene::DEAL);
    issued(&*books).await;
    let other = Money::from_kopecks(request.total().kopecks() + 1);
    base.counts_otherwise(&key(), other);
    let files = issued(&*books).await;
    let contract = files.set.document(DocumentSlot::Contract).unwrap();
    assert_eq!(contract.total, other);
    assert_ne!(files.set.disagreements(&request, None), []);
}
