//! REST 3.0: its own addresses, shapes, refusals and keys.

use docflow_sandbox::Sandbox;
use http::{Method, Request};
use serde_json::{Value, json};

use super::{done, office};
use crate::client::{Answer, Connection};
use crate::stage::app_call;

#[tokio::test]
async fn a_task_of_rest_3_is_a_task_of_the_older_methods() {
    let sandbox = office().await;
    let fields = json!({ "title": "Позвонить", "responsibleId": 2, "priority": "high" });
    let added = done(&sandbox, "api/tasks.task.add", json!({ "fields": fields })).await;
    let id = added["item"]["id"].clone();
    assert_eq!(added["item"]["status"], "pending");
    let older = done(&sandbox, "tasks.task.get", json!({ "taskId": id })).await;
    assert_eq!(older["task"]["priority"], "2");
    let change = json!({ "id": id, "fields": { "status": "in_progress" } });
    let changed = done(&sandbox, "api/tasks.task.update", change).await;
    assert_eq!(changed, json!({ "result": true }));
    let filter = json!({ "filter": [["status", "=", "in_progress"]], "select": ["id"] });
    let list = done(&sandbox, "api/tasks.task.list", filter).await;
    assert_eq!(list, json!({ "items": [{ "id": id }] }));
}

#[tokio::test]
async fn a_refusal_is_an_object_that_names_the_field() {
    let sandbox = office().await;
    let answer = app_call(&sandbox, "api/mail.message.send", json!({})).await;
    assert_eq!(answer.status, 400);
    let error = answer.json()["error"].clone();
    let code = "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION";
    assert_eq!(error["code"], code);
    assert_eq!(error["validation"][0]["field"], "from");
}

#[tokio::test]
async fn a_mail_that_was_sent_is_in_the_box() {
    let sandbox = office().await;
    let mail = json!({ "from": "info@sandbox.example", "to": ["client@example.com"],
                       "subject": "Re: Договор", "body": "Подписан" });
    let sent = done(&sandbox, "api/mail.message.send", mail).await;
    assert_eq!(
        sent,
        json!({ "success": true, "to": ["client@example.com"] })
    );
    let thread = done(&sandbox, "api/mail.message.thread", json!({ "id": 15 })).await;
    assert_eq!(thread.as_array().unwrap().len(), 2);
}

async fn keyed(sandbox: &Sandbox, key: &str, title: &str) -> Answer {
    let mut connection = Connection::open(sandbox.portal_url(), None).await.unwrap();
    let fields = json!({ "title": title, "responsibleId": 1 });
    let body = json!({ "auth": "t0ken", "fields": fields }).to_string();
    let host = sandbox
        .portal_url()
        .trim_start_matches("http://")
        .to_owned();
    let request = Request::builder()
        .method(Method::POST)
        .uri("/rest/api/tasks.task.add")
        .header("host", host)
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .body(http_body_util::Full::new(body.into()))
        .unwrap();
    connection.raw(request).await.unwrap()
}

#[tokio::test]
async fn a_repeat_under_the_same_key_adds_nothing() {
    let sandbox = office().await;
    let id = |answer: &Answer| answer.json()["result"]["item"]["id"].clone();
    let first = keyed(&sandbox, "k1", "Позвонить").await;
    let again = keyed(&sandbox, "k1", "Позвонить").await;
    assert_eq!(id(&first), id(&again));
    let other = keyed(&sandbox, "k2", "Позвонить").await;
    assert_ne!(id(&first), id(&other));
    let reused = keyed(&sandbox, "k1", "Написать").await;
    assert_eq!(reused.status, 409);
    let tasks: Value = done(&sandbox, "api/tasks.task.list", json!({})).await;
    assert_eq!(tasks["items"].as_array().unwrap().len(), 2);
}
