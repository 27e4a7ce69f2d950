//! Voiding a key: it never makes anything, or says what it has made.

use docflow_sandbox::{Fault, FaultKind, Side};
use serde_json::json;

use super::http::{LOGIN, call, issue, look_up, post, send, void};
use super::world::{base, request, start, with};

#[tokio::test]
async fn a_voided_key_makes_nothing_and_says_so_for_ever() {
    let sandbox = start(base()).await;
    let told = void(&sandbox, "k").await;
    assert_eq!(
        (told.status, told.json()),
        (200, json!({ "key": "k", "state": "voided" }))
    );
    sandbox.clock().advance(60_000);
    assert_eq!(void(&sandbox, "k").await.json(), told.json());
    for body in [request(), with("/deal", "1".into()), json!({ "odd": 1 })] {
        let refused = issue(&sandbox, "k", &body).await;
        assert_eq!((refused.status, refused.code()), (409, "key_voided".into()));
        assert_eq!(refused.json()["error"]["retryable"], false);
    }
    let found = look_up(&sandbox, "k").await;
    assert_eq!((found.status, found.code()), (409, "key_voided".into()));
    let state = sandbox.state();
    assert!(state["onec"]["sets"].as_object().unwrap().is_empty());
    // Since the first time.
    assert_eq!(
        state["onec"]["voided"],
        json!({ "k": "2026-11-24T12:00:00+03:00" })
    );
    // Another key is not concerned.
    assert_eq!(issue(&sandbox, "k2", &request()).await.status, 201);
}

#[tokio::test]
async fn a_lost_request_that_arrives_after_the_voiding_makes_nothing() {
    let sandbox = start(base()).await;
    let late = FaultKind::Late {
        after_ms: Some(40_000),
        after_requests: 0,
        status: 504,
    };
    sandbox.add_fault(Fault::new(Side::Onec, "POST document-sets", late));
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 504);
    assert_eq!(void(&sandbox, "k").await.status, 200);
    sandbox.clock().advance(40_000);
    let state = sandbox.state();
    for of in ["counterparties", "orders", "invoices", "sets"] {
        assert!(state["onec"][of].as_object().unwrap().is_empty(), "{of}");
    }
    assert_eq!(look_up(&sandbox, "k").await.code(), "key_voided");
}

#[tokio::test]
async fn a_key_that_made_a_set_is_not_voided_and_its_set_is_told() {
    let sandbox = start(base()).await;
    let made = issue(&sandbox, "k", &request()).await.json();
    let before = sandbox.state()["onec"]["sets"].clone();
    for _ in 0..2 {
        let refused = void(&sandbox, "k").await;
        assert_eq!((refused.status, refused.code()), (409, "key_made".into()));
        assert_eq!(refused.json()["set"], made);
    }
    let state = sandbox.state();
    assert_eq!(state["onec"]["sets"], before);
    assert_eq!(state["onec"]["voided"], json!({}));
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 200);
}

#[tokio::test]
async fn a_key_at_work_is_at_work_for_the_one_who_voids_too() {
    let sandbox = start(base()).await;
    let slow = json!({ "printing_ms": 40_000 });
    sandbox.switch(Side::Onec, &slow).unwrap();
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 202);
    let working = void(&sandbox, "k").await;
    assert_eq!(
        (working.status, working.json()),
        (
            202,
            json!({ "key": "k", "state": "working", "poll_after_ms": 5000 })
        )
    );
    sandbox.clock().advance(40_000);
    assert_eq!(void(&sandbox, "k").await.code(), "key_made");
}

#[tokio::test]
async fn a_set_whose_printing_failed_is_printed_by_the_one_who_voids() {
    let sandbox = start(base()).await;
    let failing = json!({ "print_failures": 2 });
    sandbox.switch(Side::Onec, &failing).unwrap();
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 503);
    let failed = void(&sandbox, "k").await;
    assert_eq!((failed.status, failed.code()), (503, "print_failed".into()));
    assert_eq!(void(&sandbox, "k").await.code(), "key_made");
}

#[tokio::test]
async fn a_refused_request_does_not_keep_its_key_from_being_voided() {
    let sandbox = start(base()).await;
    let wrong = with("/expect/vat", "1.00".into());
    assert_eq!(issue(&sandbox, "k", &wrong).await.code(), "totals_differ");
    assert_eq!(void(&sandbox, "k").await.status, 200);
    assert_eq!(issue(&sandbox, "k", &request()).await.code(), "key_voided");
}

#[tokio::test]
async fn a_voiding_has_a_key_an_empty_body_and_one_method() {
    let sandbox = start(base()).await;
    let path = "POST /bp/hs/docflow/v1/voided-keys";
    let no_key = send(&sandbox, path, None, Some(LOGIN), b"{}").await;
    assert_eq!(no_key.unwrap().code(), "bad_request");
    let no_body = send(&sandbox, path, Some("k"), Some(LOGIN), b"").await;
    assert_eq!(no_body.unwrap().code(), "bad_request");
    let odd = post(&sandbox, "voided-keys", "k", &json!({ "deal": "1" })).await;
    assert_eq!(odd.code(), "bad_request");
    assert_eq!(odd.json()["error"]["details"]["field"], "deal");
    assert_eq!(call(&sandbox, "GET", "voided-keys").await.status, 405);
    assert_eq!(sandbox.state()["onec"]["voided"], json!({}));
}

#[tokio::test]
async fn a_held_number_outlives_the_voiding_of_the_request_that_named_it() {
    let sandbox = start(base()).await;
    let wish = json!({ "organization": super::world::ORGANIZATION, "form": "services",
                       "date": "2026-11-24", "deal": "4512" });
    post(&sandbox, "number-reservations", "r", &wish).await;
    assert_eq!(void(&sandbox, "k").await.status, 200);
    let state = sandbox.state();
    assert_eq!(state["onec"]["reservations"]["r"]["state"], "held");
}
