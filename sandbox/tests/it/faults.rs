//! Scripted faults: what the client sees and what was done.

use docflow_sandbox::{Fault, FaultKind, Sandbox, Side};
use serde_json::{Value, json};

use crate::client::Connection;
use crate::stage::{call, sandbox, try_call};

fn rename(title: &str) -> Value {
    json!({ "entityTypeId": 2, "id": 4512, "fields": { "title": title } })
}

fn title(sandbox: &Sandbox) -> String {
    sandbox.state()["portal"]["deals"]["4512"]["title"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn fault(sandbox: &Sandbox, kind: FaultKind) {
    sandbox.add_fault(Fault::new(Side::Portal, "crm.item.update", kind));
}

#[tokio::test]
async fn a_connection_dropped_before_does_nothing_and_dropped_after_did_the_work() {
    let sandbox = sandbox().await;
    fault(&sandbox, FaultKind::DropBefore);
    try_call(&sandbox, "crm.item.update", rename("раз"))
        .await
        .unwrap_err();
    assert_eq!(title(&sandbox), "Поставка насосов");
    fault(&sandbox, FaultKind::DropAfter);
    try_call(&sandbox, "crm.item.update", rename("два"))
        .await
        .unwrap_err();
    assert_eq!(title(&sandbox), "два");
    assert_eq!(
        call(&sandbox, "crm.item.update", rename("три"))
            .await
            .status,
        200
    );
    let requests = sandbox.requests();
    let seen: Vec<_> = requests
        .iter()
        .map(|r| (r.status, r.fault.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(seen, [(0, "drop_before"), (0, "drop_after"), (200, "")]);
}

#[tokio::test]
async fn an_answer_cut_in_its_middle_is_a_loss_too() {
    let sandbox = sandbox().await;
    fault(&sandbox, FaultKind::CutAnswer);
    try_call(&sandbox, "crm.item.update", rename("раз"))
        .await
        .unwrap_err();
    assert_eq!(title(&sandbox), "раз");
}

#[tokio::test]
async fn html_comes_without_or_after_the_work() {
    let sandbox = sandbox().await;
    fault(&sandbox, FaultKind::Html { status: 502 });
    let answer = call(&sandbox, "crm.item.update", rename("раз")).await;
    assert_eq!(
        (answer.status, answer.content_type.as_str()),
        (502, "text/html")
    );
    assert!(answer.text().contains("<h1>502 Bad Gateway</h1>"));
    assert_eq!(title(&sandbox), "Поставка насосов");
    fault(&sandbox, FaultKind::HtmlAfter { status: 504 });
    assert_eq!(
        call(&sandbox, "crm.item.update", rename("два"))
            .await
            .status,
        504
    );
    assert_eq!(title(&sandbox), "два");
}

#[tokio::test]
async fn late_work_is_done_when_its_time_has_come() {
    let sandbox = sandbox().await;
    fault(
        &sandbox,
        FaultKind::Late {
            after_ms: Some(40_000),
            after_requests: 0,
            status: 504,
        },
    );
    assert_eq!(
        call(&sandbox, "crm.item.update", rename("раз"))
            .await
            .status,
        504
    );
    assert_eq!(title(&sandbox), "Поставка насосов");
    sandbox.clock().advance(39_999);
    call(&sandbox, "profile", json!({})).await;
    assert_eq!(title(&sandbox), "Поставка насосов");
    sandbox.clock().advance(1);
    assert_eq!(title(&sandbox), "раз");
}

#[tokio::test]
async fn late_work_is_done_after_so_many_requests() {
    let sandbox = sandbox().await;
    let look = json!({ "entityTypeId": 2, "id": 4512 });
    let seen = async || {
        let answer = call(&sandbox, "crm.item.get", look.clone()).await.json();
        answer["result"]["item"]["title"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    fault(
        &sandbox,
        FaultKind::Late {
            after_ms: None,
            after_requests: 1,
            status: 502,
        },
    );
    call(&sandbox, "crm.item.update", rename("раз")).await;
    assert_eq!(seen().await, "Поставка насосов");
    assert_eq!(seen().await, "раз");
    fault(
        &sandbox,
        FaultKind::Late {
            after_ms: None,
            after_requests: 0,
            status: 502,
        },
    );
    call(&sandbox, "crm.item.update", rename("два")).await;
    assert_eq!(seen().await, "два");
}

#[tokio::test]
async fn an_exact_answer_can_be_ordered_for_a_batch_that_contains_a_method() {
    let sandbox = sandbox().await;
    let body = r#"{"error":"OVERLOAD_LIMIT","error_description":"blocked"}"#.to_owned();
    let kind = FaultKind::Status {
        status: 503,
        body,
        content_type: "application/json".into(),
    };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", kind).containing("crm.item.get"));
    let other = call(&sandbox, "batch", json!({ "cmd": { "a": "profile" } })).await;
    assert_eq!(other.status, 200);
    let hit = json!({ "cmd": { "a": "profile", "b": "crm.item.get?entityTypeId=2&id=4512" } });
    let answer = call(&sandbox, "batch", hit).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["error"], "OVERLOAD_LIMIT");
}

#[tokio::test]
async fn a_refused_connection_is_closed_unread_even_where_one_was_kept_open() {
    let sandbox = sandbox().await;
    let mut kept = Connection::open(sandbox.portal_url(), None).await.unwrap();
    let send = async |connection: &mut Connection| {
        let path = "/rest/1/s3cret/profile";
        connection
            .send(http::Method::POST, path, "application/json", "{}")
            .await
    };
    assert_eq!(send(&mut kept).await.unwrap().status, 200);
    sandbox.add_fault(Fault::new(Side::Portal, "*", FaultKind::Refuse));
    let refused = match Connection::open(sandbox.portal_url(), None).await {
        Ok(mut connection) => send(&mut connection).await.is_err(),
        Err(_) => true,
    };
    assert!(refused);
    assert_eq!(sandbox.requests().len(), 1, "it was not read");
    assert_eq!(call(&sandbox, "profile", json!({})).await.status, 200);
    assert!(sandbox.faults().is_empty());
}

#[tokio::test]
async fn slow_answers_come_late_in_wall_time() {
    let sandbox = sandbox().await;
    fault(&sandbox, FaultKind::Slow { ms: 80 });
    let slow = call(&sandbox, "crm.item.update", rename("раз"));
    let waited = tokio::time::timeout(std::time::Duration::from_millis(40), slow).await;
    assert!(waited.is_err(), "the client gave up first");
    assert_eq!(title(&sandbox), "раз");
}

#[tokio::test]
async fn a_renamed_portal_answers_with_its_new_address() {
    let sandbox = sandbox().await;
    let location = "https://new.bitrix24.ru/rest/1/s3cret/crm.item.update".to_owned();
    fault(&sandbox, FaultKind::Moved { location });
    let answer = call(&sandbox, "crm.item.update", rename("раз")).await;
    assert_eq!(answer.status, 302);
    assert_eq!(title(&sandbox), "Поставка насосов");
}
