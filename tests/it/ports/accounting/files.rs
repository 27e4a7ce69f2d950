//! Bytes of the files that a set names.

use super::super::{Base, Carrier, done};
use super::{begun, key, made, printed, scene};
use docflow_core::*;

pub(super) async fn every_file_of_a_set_comes_again_by_its_hash(base: &dyn Base) {
    let books = begun(base);
    let first = printed(&*books).await;
    assert_eq!(
        first.blobs.len(),
        4,
        "a pair of the contract and of the invoice"
    );
    for blob in &first.blobs {
        let again = done(books.file(scene::SELLER, &key(), blob.hash).await);
        assert_eq!(again, *blob);
    }
}

pub(super) async fn a_file_of_no_set_is_rejected(base: &dyn Base) {
    let books = begun(base);
    let first = printed(&*books).await;
    let unknown = scene::file_hash(b"nobody has printed this");
    let other = scene::run(scene::DEAL, 2).step("issue");
    for (key, hash) in [(key(), unknown), (other, first.blobs[0].hash)] {
        let outcome = books.file(scene::SELLER, &key, hash).await;
        assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
    }
}

pub(super) async fn a_file_that_comes_damaged_is_not_taken(base: &dyn Base) {
    let books = begun(base);
    let first = printed(&*books).await;
    base.damages(&key(), Carrier::File);
    let hash = first.blobs[0].hash;
    let outcome = books.file(scene::SELLER, &key(), hash).await;
    assert!(!matches!(outcome, Outcome::Done(_)), "{outcome:?}");
    let again = done(books.file(scene::SELLER, &key(), hash).await);
    assert_eq!(again, first.blobs[0]);
}

/// The set exists all the same: it is neither taken with wrong bytes nor said not to be there.
pub(super) async fn a_set_whose_file_comes_damaged_is_not_taken_and_not_lost(base: &dyn Base) {
    let books = begun(base);
    let request = scene::printed(scene::DEAL);
    let first = printed(&*books).await;
    base.damages(&key(), Carrier::Issue);
    let outcome = books.issue(&key(), &request, None).await;
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    base.damages(&key(), Carrier::LookUp);
    let looked = books.look_up(scene::SELLER, &key()).await;
    let is_taken = matches!(looked, Outcome::Done(_) | Outcome::Rejected(_));
    assert!(!is_taken, "{looked:?}");
    let found = printed(&*books).await;
    assert_eq!((found.set, found.blobs), (first.set, first.blobs));
    assert_eq!(made(&base.seen(), "contract", &key()), 1);
}
