//! Whole conversations with the 1C base of the sandbox, which reads the description by itself.

use std::time::Duration;

use docflow_sandbox::{
    ContractForm, Fault, FaultKind, FormQuestion, Nomenclature, OnecOrganization, OnecSwitches,
    OnecUser, OnecWorld, Sandbox, SandboxClock, Side, World,
};
use onec_client::*;
use serde_json::{Value, json};

use crate::samples::{contract_only, invoice_by_number, invoice_only, key, prepayment};

/// 2026-11-24T09:00:00Z.
const NOW_MS: i64 = 1_795_510_800_000;

fn world() -> OnecWorld {
    let organization = prepayment().organization;
    OnecWorld {
        users: vec![OnecUser {
            login: "docflow".into(),
            password: "secret".into(),
            may_use_service: true,
        }],
        organizations: vec![OnecOrganization {
            reference: organization.reference.to_string(),
            inn: organization.inn,
            prefix: "СС".into(),
            vat_regime: "osno".into(),
            ..OnecOrganization::default()
        }],
        nomenclature: vec![Nomenclature {
            reference: prepayment().rows[0].nomenclature.to_string(),
            okei: "796".into(),
            ..Nomenclature::default()
        }],
        forms: vec![ContractForm {
            organizations: vec![organization.reference.to_string()],
            fields: vec![FormQuestion {
                code: "subject".into(),
                kind: "text".into(),
                required: true,
                ..FormQuestion::default()
            }],
            ..ContractForm::default()
        }],
        // The accounts of the description's examples are made up.
        switches: OnecSwitches {
            check_digits: false,
            ..OnecSwitches::default()
        },
        ..OnecWorld::default()
    }
}

async fn start() -> (Sandbox, Client) {
    let world = World {
        onec: world().into(),
        ..World::default()
    };
    let clock = SandboxClock::manual(NOW_MS);
    let sandbox = Sandbox::builder().world(world).clock(clock);
    let sandbox = sandbox.start().await.unwrap();
    let client = Client::builder(&format!("{}/bp", sandbox.onec_url()))
        .login("docflow", "secret")
        .read_pauses(&[Duration::ZERO; 2])
        .build()
        .unwrap();
    (sandbox, client)
}

/// The prepayment without files, since a base built alone cannot print them.
fn order() -> DocumentSetRequest {
    DocumentSetRequest {
        files: Vec::new(),
        ..prepayment()
    }
}

fn switch(sandbox: &Sandbox, switches: &Value) {
    sandbox.switch(Side::Onec, switches).unwrap();
}

fn made(answer: Result<Issue, Error>) -> (DocumentSet, bool) {
    match answer {
        Ok(Issue::Done { set, made_before }) => (*set, made_before),
        other => panic!("{other:?}"),
    }
}

fn count(sandbox: &Sandbox, of: &str) -> usize {
    sandbox.state()["onec"][of].as_object().unwrap().len()
}

#[tokio::test]
async fn a_repeat_says_that_the_set_was_made_before() {
    let (sandbox, client) = start().await;
    let (first, before) = made(client.issue(&key(), &order()).await);
    assert!(!before);
    let (again, before) = made(client.issue(&key(), &order()).await);
    assert!(before);
    assert_eq!(again, first);
    assert_eq!(count(&sandbox, "orders"), 1);
}

#[tokio::test]
async fn work_that_an_earlier_request_began_is_told_apart() {
    let (sandbox, client) = start().await;
    switch(&sandbox, &json!({ "printing_ms": 40_000 }));
    for due in [false, true] {
        let answer = client.issue(&key(), &order()).await.unwrap();
        let Issue::Working { made_before, .. } = answer else {
            panic!("{answer:?}")
        };
        assert_eq!(made_before, due);
    }
    sandbox.clock().advance(40_000);
    assert!(made(client.issue(&key(), &order()).await).1);
}

#[tokio::test]
async fn a_key_is_voided_before_its_lost_request_arrives() {
    let (sandbox, client) = start().await;
    let late = FaultKind::Late {
        after_ms: Some(50_000),
        after_requests: 0,
        status: 504,
    };
    sandbox.add_fault(Fault::new(Side::Onec, "POST document-sets", late));
    let lost = client.issue(&key(), &order()).await.unwrap_err();
    assert!(lost.may_have_happened());
    assert_eq!(client.look_up(&key()).await.unwrap(), LookUp::Unknown);
    assert_eq!(client.void_key(&key()).await.unwrap(), VoidKey::Voided);
    sandbox.clock().advance(50_000);
    assert_eq!(count(&sandbox, "contracts"), 0);
    assert_eq!(client.look_up(&key()).await.unwrap(), LookUp::Voided);
    let refused = client.issue(&key(), &order()).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::KeyVoided);
    assert!(!refused.may_have_happened() && !refused.is_retryable());
}

#[tokio::test]
async fn a_set_that_was_made_unseen_is_told_to_who_voids_its_key() {
    let (sandbox, client) = start().await;
    let lost = Fault::new(Side::Onec, "POST document-sets", FaultKind::DropAfter);
    sandbox.add_fault(lost);
    client.issue(&key(), &order()).await.unwrap_err();
    let told = client.void_key(&key()).await.unwrap();
    let VoidKey::Made(set) = told else {
        panic!("{told:?}")
    };
    assert_eq!(set.invoices.len(), 2);
    let found = client.look_up(&key()).await.unwrap();
    assert_eq!(found, LookUp::Done(set));
}

#[tokio::test]
async fn a_voiding_whose_answer_is_lost_is_said_again() {
    let (sandbox, client) = start().await;
    let lost = Fault::new(Side::Onec, "POST voided-keys", FaultKind::DropAfter);
    sandbox.add_fault(lost.count(2));
    assert_eq!(client.void_key(&key()).await.unwrap(), VoidKey::Voided);
    assert_eq!(sandbox.requests().len(), 3);
    let lost = Fault::new(Side::Onec, "POST voided-keys", FaultKind::DropAfter);
    sandbox.add_fault(lost.count(0));
    let error = client.void_key(&key()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Reset, 3));
    assert!(error.may_have_happened());
}

#[tokio::test]
async fn contract_alone_invoice_alone_and_a_word_to_the_accountant() {
    let (sandbox, client) = start().await;
    let first: IdempotencyKey = "main/4514/sale/1/issue".parse().unwrap();
    let (set, _) = made(client.issue(&first, &contract_only()).await);
    assert!(set.order.is_none() && set.invoices.is_empty());
    let state = sandbox.state();
    let kept = &state["onec"]["sets"][first.as_str()];
    assert_eq!(kept["requested_by"], "user:17");
    assert_eq!(kept["note"], contract_only().note.unwrap());
    assert_eq!(kept["supersedes"][0]["number"], "11-У/26");
    assert_eq!(kept["supersedes"][1]["kind"], "invoice");

    let mut request = invoice_only();
    request.files = Vec::new();
    request.contract = ContractChoice::Existing(ExistingContract {
        name: ContractName::Ref {
            reference: set.contract.reference.clone(),
        },
        vat_included: true,
    });
    let (second, _) = made(client.issue(&key(), &request).await);
    assert_eq!(second.contract, set.contract);
    assert_eq!((second.order, second.invoices.len()), (None, 1));

    let named = invoice_by_number();
    let third: IdempotencyKey = "main/4512/invoice/3/issue".parse().unwrap();
    let refused = client.issue(&third, &named).await.unwrap_err();
    assert_eq!(refused.code(), Some("unknown_contract"));
    let named = DocumentSetRequest {
        contract: ContractChoice::Existing(ExistingContract {
            name: ContractName::Number {
                number: set.contract.number.clone(),
                date: set.contract.date,
            },
            vat_included: true,
        }),
        ..named
    };
    let (third, _) = made(client.issue(&third, &named).await);
    assert!(third.order.is_some());
    assert_eq!(third.contract.reference, set.contract.reference);
    assert_eq!(count(&sandbox, "contracts"), 1);
}

#[tokio::test]
async fn a_host_asks_beforehand_what_the_base_can_do() {
    let (sandbox, client) = start().await;
    let about = client.about().await.unwrap();
    assert_eq!((about.contract.as_str(), about.closed_until), ("v1", None));
    assert_eq!(about.organizations[0].inn, prepayment().organization.inn);
    for due in [
        Capability::Void,
        Capability::NoOrder,
        Capability::NoInvoices,
        Capability::InvoiceOnly,
        Capability::Supersedes,
        Capability::Note,
    ] {
        assert!(about.can(&due), "{due:?}");
    }
    switch(&sandbox, &json!({ "older_extension": true }));
    assert!(client.about().await.unwrap().capabilities.is_empty());
    let error = client.void_key(&key()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotPublished);
}

#[tokio::test]
async fn an_outage_of_the_base_has_a_kind_and_a_wait_that_is_bearable() {
    let (sandbox, client) = start().await;
    let year = json!({ "retry_after_seconds": 31_536_000, "sessions": "forbidden" });
    switch(&sandbox, &year);
    let closed = client.issue(&key(), &order()).await.unwrap_err();
    assert_eq!(closed.kind(), ErrorKind::Busy);
    assert_eq!(closed.retry_after(), Some(Duration::from_hours(1)));
    switch(&sandbox, &json!({ "sessions": "no_licence" }));
    let spent = client.issue(&key(), &order()).await.unwrap_err();
    assert_eq!((spent.kind(), spent.status()), (ErrorKind::Busy, Some(500)));
    switch(
        &sandbox,
        &json!({ "sessions": "open", "printing_ms": 40_000, "poll_after_ms": 31_536_000_000_u64 }),
    );
    let working = client.issue(&key(), &order()).await.unwrap();
    let due = Issue::Working {
        poll_after: Duration::from_mins(10),
        made_before: false,
    };
    assert_eq!(working, due);
}

#[tokio::test]
async fn a_base_that_never_answers_is_a_time_out() {
    let (sandbox, _) = start().await;
    let client = Client::builder(&format!("{}/bp", sandbox.onec_url()))
        .login("docflow", "secret")
        .timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    sandbox.add_fault(Fault::new(Side::Onec, "*", FaultKind::Hang).count(0));
    let error = client.issue(&key(), &order()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.may_have_happened());
    let error = client.void_key(&key()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(error.may_have_happened() && error.is_retryable());
}
