//! Voiding a key: its answers, its refusals, and that it may be said twice.

use onec_client::*;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::description::example;
use crate::samples::key;
use crate::service::{client, text, void};

fn voided() -> ResponseTemplate {
    let body = json!({"key": key().as_str(), "state": "voided"});
    text(200, &body.to_string())
}

#[tokio::test]
async fn a_key_is_voided_or_its_set_is_told_or_the_work_goes_on() {
    assert_eq!(void(voided(), &key()).await.unwrap(), VoidKey::Voided);

    let mut refusal = example("KeyMade");
    refusal["set"] = example("PrepaymentSet");
    let told = void(text(409, &format!("\u{feff}{refusal}")), &key()).await;
    let Ok(VoidKey::Made(set)) = told else {
        panic!("{told:?}")
    };
    assert_eq!(set.files().next().unwrap().content, b"hello");

    let working = json!({"key": key().as_str(), "state": "working", "poll_after_ms": 2000});
    let told = void(text(202, &working.to_string()), &key()).await;
    let poll_after = std::time::Duration::from_secs(2);
    assert_eq!(told.unwrap(), VoidKey::Working { poll_after });
}

#[tokio::test]
async fn an_answer_about_another_key_or_without_its_set_is_not_taken() {
    let other = json!({"key": "main/1/sale/1/issue", "state": "voided"});
    let done = json!({"key": key().as_str(), "state": "done"});
    let mut no_set = example("KeyMade");
    no_set.as_object_mut().unwrap().remove("set");
    // The set of another key.
    let other_set = example("KeyMade");
    for (status, body) in [(200, other), (200, done), (409, no_set), (409, other_set)] {
        let error = void(text(status, &body.to_string()), &key())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert!(error.may_have_happened(), "{body}");
    }
}

#[tokio::test]
async fn a_voiding_is_repeated_when_the_base_is_busy() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(2)
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(voided())
        .mount(&server)
        .await;
    let told = client(&server).void_key(&key()).await;
    assert_eq!(told.unwrap(), VoidKey::Voided);
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_refusal_to_void_is_an_error_that_says_whether_it_may_have_happened() {
    use ErrorKind::*;
    // code, status, kind, retryable, the key may be voided
    let table = [
        ("bad_request", 400, BadRequest, false, false),
        ("forbidden", 403, Forbidden, false, false),
        ("lock_conflict", 409, Locked, true, false),
        ("internal", 500, Internal, false, true),
        ("print_failed", 503, Busy, true, false),
        ("maintenance", 503, Busy, true, false),
    ];
    for (code, status, kind, retryable, happened) in table {
        let body = json!({"error": {"code": code, "message": "…", "retryable": retryable}});
        let error = void(text(status, &body.to_string()), &key())
            .await
            .unwrap_err();
        assert_eq!(
            (
                error.kind(),
                error.is_retryable(),
                error.may_have_happened()
            ),
            (kind, retryable, happened),
            "{code}"
        );
        assert_eq!(error.operation(), Operation::VoidKey);
    }
    let older = void(text(404, "<html>404</html>"), &key())
        .await
        .unwrap_err();
    assert_eq!((older.kind(), older.attempts()), (NotPublished, 1));
}
