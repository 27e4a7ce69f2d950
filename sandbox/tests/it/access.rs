//! Webhooks, tokens, scopes.

use docflow_sandbox::{Fault, FaultKind, Side};
use serde_json::json;

use crate::client::post;
use crate::stage::{app_call, call, code, refusal, result, sandbox};

#[tokio::test]
async fn a_wrong_secret_opens_nothing() {
    let sandbox = sandbox().await;
    for path in ["1/wrong", "2/s3cret", "99/s3cret"] {
        let url = format!("{}/rest/{path}/profile", sandbox.portal_url());
        let answer = post(&url, &json!({})).await.unwrap();
        assert_eq!(code(&answer).0, 401, "{path}");
        assert_eq!(code(&answer).1, "INVALID_CREDENTIALS");
    }
    let url = format!("{}/rest/profile", sandbox.portal_url());
    let answer = post(&url, &json!({})).await.unwrap();
    assert_eq!(
        (answer.status, code(&answer).1),
        (401, json!("NO_AUTH_FOUND"))
    );
    let answer = post(&url, &json!({ "auth": "other" })).await.unwrap();
    assert_eq!(
        (answer.status, code(&answer).1),
        (401, json!("invalid_token"))
    );
}

#[tokio::test]
async fn unknown_callers_are_told_the_same_where_the_switches_say_so() {
    let sandbox = sandbox().await;
    let switches = json!({ "dead_webhook": "no_auth_found", "unknown_token": "no_auth_found" });
    sandbox.switch(Side::Portal, &switches).unwrap();
    for (path, body) in [
        ("1/wrong/profile", json!({})),
        ("profile", json!({ "auth": "other" })),
    ] {
        let url = format!("{}/rest/{path}", sandbox.portal_url());
        let answer = post(&url, &body).await.unwrap();
        assert_eq!(
            (answer.status, code(&answer).1),
            (401, json!("NO_AUTH_FOUND"))
        );
    }
}

#[tokio::test]
async fn a_token_expires_after_its_hour() {
    let sandbox = sandbox().await;
    let answer = app_call(&sandbox, "profile", json!({})).await;
    assert_eq!(answer.json()["result"]["ID"], "1");
    sandbox.clock().advance(3_600_000 - 1);
    assert_eq!(app_call(&sandbox, "profile", json!({})).await.status, 200);
    sandbox.clock().advance(1);
    let answer = app_call(&sandbox, "profile", json!({})).await;
    assert_eq!(code(&answer).0, 401);
    assert_eq!(code(&answer).1, "expired_token");
}

#[tokio::test]
async fn a_token_can_end_inside_a_batch_and_before_another_call() {
    let sandbox = sandbox().await;
    let fault = FaultKind::ExpireToken { after_commands: 1 };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", fault));
    let commands = json!({ "cmd": { "a": "profile", "b": "profile", "c": "profile" } });
    let answer = app_call(&sandbox, "batch", commands).await.json();
    assert_eq!(answer["result"]["result"]["a"]["ID"], "1");
    let refused = answer["result"]["result_error"].as_object().unwrap();
    assert_eq!(refused.len(), 2);
    assert!(refused.values().all(|it| it["error"] == "expired_token"));
    let answer = app_call(&sandbox, "profile", json!({})).await;
    assert_eq!(code(&answer).1, "expired_token");
    let other = crate::stage::sandbox().await;
    let fault = FaultKind::ExpireToken { after_commands: 0 };
    other.add_fault(Fault::new(Side::Portal, "profile", fault));
    let answer = app_call(&other, "profile", json!({})).await;
    assert_eq!(code(&answer).1, "expired_token");
    assert_eq!(other.requests()[0].fault.as_deref(), Some("expire_token"));
}

#[tokio::test]
async fn a_scope_that_was_not_given_is_missing() {
    let sandbox = sandbox().await;
    let url = format!("{}/rest/2/narrow/crm.item.get", sandbox.portal_url());
    let answer = post(&url, &json!({ "entityTypeId": 2, "id": 4512 }))
        .await
        .unwrap();
    assert_eq!(code(&answer).0, 403);
    assert_eq!(code(&answer).1, "insufficient_scope");
    let body = json!({ "cmd": { "a": "crm.item.get?entityTypeId=2&id=4512" } });
    let url = format!("{}/rest/2/narrow/batch", sandbox.portal_url());
    let answer = post(&url, &body).await.unwrap().json();
    assert_eq!(
        answer["result"]["result_error"]["a"]["error"],
        "insufficient_scope"
    );
}

#[tokio::test]
async fn app_info_answers_a_webhook_unless_the_switch_says_no() {
    let sandbox = sandbox().await;
    let by_webhook = result(&sandbox, "app.info", json!({})).await;
    assert_eq!(by_webhook["LICENSE_FAMILY"], "pro");
    assert_eq!(by_webhook["CODE"], "");
    let off = json!({ "app_info_by_webhook": false });
    sandbox.switch(Side::Portal, &off).unwrap();
    let (status, code, text) = refusal(&sandbox, "app.info", json!({})).await;
    assert_eq!((status, code), (400, json!("ACCESS_DENIED")));
    assert_eq!(text, "Access denied! Application context required");
    let answer = app_call(&sandbox, "app.info", json!({})).await.json();
    assert_eq!(answer["result"]["CODE"], "local.app");
    assert_eq!(answer["result"]["LICENSE_FAMILY"], "pro");
}

#[tokio::test]
async fn plain_http_is_refused_where_the_switch_says_so() {
    let sandbox = sandbox().await;
    sandbox
        .switch(Side::Portal, &json!({ "https_required": true }))
        .unwrap();
    let (status, code, _) = refusal(&sandbox, "profile", json!({})).await;
    assert_eq!((status, code), (400, json!("INVALID_REQUEST")));
}

#[tokio::test]
async fn a_dismissed_employee_takes_his_webhook_with_him() {
    let sandbox = sandbox().await;
    let dismiss = json!({ "do": "set_active", "user": 1, "active": false });
    sandbox.act(Side::Portal, &dismiss).unwrap();
    assert_eq!(call(&sandbox, "profile", json!({})).await.status, 401);
}

#[tokio::test]
async fn people_and_departments_are_listed_with_text_ids() {
    let sandbox = sandbox().await;
    let users = result(&sandbox, "user.get", json!({ "ID": 2 })).await;
    assert_eq!(users.as_array().unwrap().len(), 1);
    assert_eq!(users[0]["ID"], "2");
    assert_eq!(users[0]["ACTIVE"], true);
    assert_eq!(users[0]["UF_DEPARTMENT"], json!([5]));
    assert_eq!(users[0]["TIMESTAMP_X"], json!({}));
    let all = result(&sandbox, "user.get", json!({ "FILTER": { "ID": "" } })).await;
    assert_eq!(all.as_array().unwrap().len(), 2);
    let of = result(
        &sandbox,
        "user.get",
        json!({ "filter": { "UF_DEPARTMENT": 5 } }),
    )
    .await;
    assert_eq!(of[0]["LAST_NAME"], "Сидорова");
    let departments = result(&sandbox, "department.get", json!({ "PARENT": 1 })).await;
    assert_eq!(
        departments,
        json!([
            { "ID": "5", "NAME": "Урал", "SORT": 500, "PARENT": "1", "UF_HEAD": "2" },
        ])
    );
    let me = result(&sandbox, "user.current", json!({})).await;
    assert!(me["TIMESTAMP_X"].is_string());
}
