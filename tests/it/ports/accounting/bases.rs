//! Which base keeps the books of a firm, and what it says of itself.

use super::super::{Base, Quirk, done};
use super::{begun, issued, key, rejected, scene};
use docflow_core::*;

const ELSEWHERE: &str = "sever-project";

pub(super) async fn a_base_names_itself_its_firms_and_what_it_can_do(base: &dyn Base) {
    let books = begun(base);
    for seller in scene::policy().sellers {
        let about = done(books.about(&seller.code).await);
        assert!(
            about.organizations.contains(&seller.inn.to_string()),
            "{about:?}"
        );
        assert!(!about.name.is_empty());
        assert_eq!(about.closed_until, Some("2026-10-31".parse().unwrap()));
        assert!(about.voids && about.invoice_alone);
    }
}

pub(super) async fn an_older_base_says_what_it_can_not_do(base: &dyn Base) {
    let books = begun(base);
    base.is(Quirk::Older);
    let about = done(books.about(scene::SELLER).await);
    assert!(!about.voids && !about.invoice_alone);
    assert!(
        about.organizations.contains(&"7798001013".to_owned()),
        "{about:?}"
    );
}

pub(super) async fn firms_of_one_base_share_its_name_and_others_do_not(base: &dyn Base) {
    let books = begun(base);
    let name = books.base_of(scene::SELLER);
    assert_eq!(name, books.base_of("sever-torg"));
    assert_ne!(name, books.base_of(ELSEWHERE));
    assert_eq!(
        name,
        base.accounting().base_of(scene::SELLER),
        "it is stable"
    );
    assert!(!name.is_empty());
}

pub(super) async fn a_key_of_one_base_is_not_known_in_another(base: &dyn Base) {
    let books = begun(base);
    issued(&*books).await;
    assert_eq!(done(books.look_up(ELSEWHERE, &key()).await), None);
    assert!(done(books.look_up("sever-torg", &key()).await).is_some());
}

pub(super) async fn a_firm_without_a_base_is_rejected_to_the_administrator(base: &dyn Base) {
    let books = begun(base);
    let ledger = base.seen();
    let hash = scene::file_hash(b"any");
    let outcomes = [
        books.look_up("nobody", &key()).await.map(drop),
        books.file("nobody", &key(), hash).await.map(drop),
        books.void("nobody", &key()).await.map(drop),
        books.about("nobody").await.map(drop),
        books.release("nobody", &key()).await,
        books
            .issue(&key(), &scene::request_of_nobody(), None)
            .await
            .map(drop),
        books
            .reserve(&key(), &scene::request_of_nobody())
            .await
            .map(drop),
    ];
    for outcome in outcomes {
        assert_eq!(rejected(&outcome).1, Owner::Administrator);
    }
    assert_eq!(base.seen(), ledger);
}
