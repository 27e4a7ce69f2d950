//! Documents beside others that stand.

use super::super::{Base, done};
use super::{begun, issued, made, rejected, scene};
use docflow_core::*;

fn second() -> StepKey {
    scene::run(scene::DEAL, 2).step("issue")
}

pub(super) async fn an_invoice_alone_makes_no_second_contract(base: &dyn Base) {
    let books = begun(base);
    let first = issued(&*books).await;
    let before = base.seen();
    let request = scene::invoice_under(&first.set);
    let files = done(books.issue(&second(), &request, None).await);
    assert_eq!(files.set.disagreements(&request, None), []);
    let ledger = base.seen();
    assert_eq!(made(&ledger, "contract", &second()), 0);
    assert_eq!(made(&ledger, "invoice", &second()), 1);
    let contract = &first.set.document(DocumentSlot::Contract).unwrap().onec_ref;
    assert_eq!(ledger.documents[contract], before.documents[contract]);
    let invoice = files.set.document(DocumentSlot::Invoice(1)).unwrap();
    assert_eq!(&ledger.documents[&invoice.onec_ref].contract, contract);
}

pub(super) async fn an_invoice_under_a_contract_that_is_not_there_is_rejected(base: &dyn Base) {
    let books = begun(base);
    let mut first = issued(&*books).await.set;
    for document in &mut first.documents {
        document.onec_ref = "8f0c2c1e-5a3b-11f1-9c00-00155d999999".to_owned();
    }
    let ledger = base.seen();
    let outcome = books
        .issue(&second(), &scene::invoice_under(&first), None)
        .await;
    assert_eq!(rejected(&outcome), ("unknown_contract", Owner::Accountant));
    assert_eq!(base.seen(), ledger);
}

pub(super) async fn what_a_set_replaces_stays_and_the_accountant_reads_of_it(base: &dyn Base) {
    let books = begun(base);
    let first = issued(&*books).await;
    let before = base.seen();
    let request = scene::replacing(&first.set);
    let files = done(books.issue(&second(), &request, None).await);
    assert!(!files.replayed);
    let ledger = base.seen();
    let mut replaced = ledger.words[second().as_str()].supersedes.clone();
    let mut stood: Vec<String> = first
        .set
        .documents
        .iter()
        .map(|one| one.onec_ref.clone())
        .collect();
    replaced.sort();
    stood.sort();
    assert_eq!(replaced, stood);
    for reference in &stood {
        assert_eq!(ledger.documents[reference], before.documents[reference]);
    }
    assert_eq!(made(&ledger, "contract", &second()), 1);
}

pub(super) async fn who_asked_and_their_words_reach_the_accountant(base: &dyn Base) {
    let books = begun(base);
    let request = scene::with_note("Оригиналы отдадим курьером.");
    let key = super::key();
    done(books.issue(&key, &request, None).await);
    let words = &base.seen().words[key.as_str()];
    assert_eq!(words.note, "Оригиналы отдадим курьером.");
    assert!(words.requested_by.contains("12"), "{words:?}");
    assert_eq!(words.supersedes, Vec::<String>::new());
}
