//! A base that does not answer, forbids sessions, has no licence, or asks to wait for a year.

use std::time::Duration;

use docflow_sandbox::{Fault, FaultKind, Side};
use serde_json::json;

use super::http::{call, issue, look_up, void};
use super::world::{base, request, start};

const YEAR_S: u64 = 31_536_000;

#[tokio::test]
async fn a_base_that_hangs_takes_the_request_and_never_answers() {
    let sandbox = start(base()).await;
    sandbox.add_fault(Fault::new(Side::Onec, "*", FaultKind::Hang).count(0));
    let request = request();
    let asked = issue(&sandbox, "k", &request);
    let silence = tokio::time::timeout(Duration::from_millis(150), asked).await;
    assert!(silence.is_err());
    let arrived = sandbox.requests();
    assert_eq!(arrived.len(), 1);
    assert_eq!(
        (arrived[0].status, arrived[0].fault.as_deref()),
        (0, Some("hang"))
    );
    sandbox.clear_faults();
    assert_eq!(look_up(&sandbox, "k").await.code(), "unknown_key");
    assert_eq!(issue(&sandbox, "k", &request).await.status, 201);
}

#[tokio::test]
async fn forbidden_sessions_and_spent_licences_are_pages_and_nothing_is_done() {
    let sandbox = start(base()).await;
    for (sessions, status, words) in [
        (
            "forbidden",
            503,
            "Начало сеанса с информационной базой запрещено",
        ),
        ("no_licence", 500, "Не обнаружено свободной лицензии!"),
    ] {
        let switch = json!({ "sessions": sessions });
        sandbox.switch(Side::Onec, &switch).unwrap();
        let answers = [
            issue(&sandbox, "k", &request()).await,
            void(&sandbox, "k").await,
            call(&sandbox, "GET", "about").await,
        ];
        for answer in answers {
            assert_eq!(answer.status, status, "{sessions}");
            let text = answer.text();
            assert!(text.contains("<html") && text.contains(words), "{text}");
        }
    }
    let open = json!({ "sessions": "open" });
    sandbox.switch(Side::Onec, &open).unwrap();
    assert_eq!(sandbox.state()["onec"]["voided"], json!({}));
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 201);
}

#[tokio::test]
async fn a_wait_of_a_year_can_be_asked_for() {
    let sandbox = start(base()).await;
    let switches = json!({ "maintenance": true, "retry_after_seconds": YEAR_S });
    sandbox.switch(Side::Onec, &switches).unwrap();
    let has_year = |head: &str| head.to_lowercase().contains("retry-after: 31536000");
    let closed = issue(&sandbox, "k", &request()).await;
    assert_eq!(closed.code(), "maintenance");
    assert!(has_year(&closed.head), "{}", closed.head);
    let forbidden = json!({ "maintenance": false, "sessions": "forbidden" });
    sandbox.switch(Side::Onec, &forbidden).unwrap();
    assert!(has_year(&call(&sandbox, "GET", "about").await.head));

    let year_ms = YEAR_S * 1000;
    let slow = json!({ "sessions": "open", "printing_ms": 40_000, "poll_after_ms": year_ms });
    sandbox.switch(Side::Onec, &slow).unwrap();
    let working = issue(&sandbox, "k", &request()).await;
    assert_eq!(working.status, 202);
    assert_eq!(working.json()["poll_after_ms"], year_ms);
    // What it asks for is not how long it takes; an answer without a wait has no header.
    sandbox.clock().advance(40_000);
    let done = look_up(&sandbox, "k").await;
    assert_eq!(done.status, 200);
    assert!(!done.head.to_lowercase().contains("retry-after"));
}

#[tokio::test]
async fn one_call_can_be_told_to_come_later() {
    let sandbox = start(base()).await;
    let busy =
        json!({ "error": { "code": "busy", "message": "Много сеансов.", "retryable": true } });
    let later = |retry_after: &str, body: String| FaultKind::Unavailable {
        retry_after: retry_after.to_owned(),
        status: 503,
        body,
    };
    let moment = "Wed, 24 Nov 2027 09:00:00 GMT";
    for kind in [
        later("31536000", busy.to_string()),
        later(moment, String::new()),
    ] {
        sandbox.add_fault(Fault::new(Side::Onec, "POST document-sets", kind));
    }
    let first = issue(&sandbox, "k", &request()).await;
    assert_eq!((first.status, first.code()), (503, "busy".into()));
    assert!(
        first.head.contains("retry-after: 31536000"),
        "{}",
        first.head
    );
    let second = issue(&sandbox, "k", &request()).await;
    assert!(second.head.contains(moment) && second.text().contains("<html>"));
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 201);
}
