//! REST 3.0: its own addresses, shapes, refusals and keys.

use docflow_sandbox::Sandbox;
use http::{Method, Request};
use serde_json::{Value, json};

use super::{done, office};
use crate::client::{Answer, Connection, post, send};
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
    let filter = json!({ "filter": [["id", "=", id]], "select": ["id", "status"] });
    let list = done(&sandbox, "api/tasks.task.list", filter).await;
    assert_eq!(
        list,
        json!({ "items": [{ "id": id, "status": "in_progress" }] })
    );
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
    keyed_at(sandbox, "/rest/api/tasks.task.add", key, title).await
}

async fn keyed_at(sandbox: &Sandbox, path: &str, key: &str, title: &str) -> Answer {
    let mut connection = Connection::open(sandbox.portal_url(), None).await.unwrap();
    let fields = json!({ "title": title, "responsibleId": 1 });
    let body = json!({ "auth": "t0ken", "fields": fields }).to_string();
    let host = sandbox
        .portal_url()
        .trim_start_matches("http://")
        .to_owned();
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
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
    assert_eq!(reused.status, 422);
    let header = |answer: &Answer, name: &str| {
        let value = answer.headers.get(name);
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(header(&first, "idempotency-key"), Some("k1".to_owned()));
    assert_eq!(header(&first, "idempotent-replayed"), None);
    assert_eq!(
        header(&again, "idempotent-replayed"),
        Some("true".to_owned())
    );
    let tasks: Value = done(&sandbox, "api/tasks.task.list", json!({})).await;
    assert_eq!(tasks["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_key_is_remembered_for_a_day() {
    let mut world = crate::stage::world();
    let hook = docflow_sandbox::Webhook::new(1, "third", ["tasks"]);
    world.portal.webhooks.push(hook);
    let sandbox = crate::stage::sandbox_with(world).await;
    let add = async || {
        let added = keyed_at(&sandbox, "/rest/api/1/third/tasks.task.add", "k1", "a").await;
        added.json()["result"]["item"]["id"].as_i64().unwrap()
    };
    assert_eq!((add().await, add().await), (1, 1));
    sandbox.clock().advance(24 * 3_600_000);
    assert_eq!(add().await, 2);
}

fn exception(answer: &Answer) -> (u16, String) {
    let code = answer.json()["error"]["code"].as_str().unwrap().to_owned();
    let short = code.strip_prefix("BITRIX_REST_V3_EXCEPTION_").unwrap();
    (answer.status, short.to_owned())
}

#[tokio::test]
async fn refusals_before_a_method_have_codes_of_this_generation() {
    let sandbox = office().await;
    let refused = async |method: &str, params: Value| {
        exception(&app_call(&sandbox, &format!("api/{method}"), params).await)
    };
    let nothing = refused("tasks.task.nothing", json!({})).await;
    assert_eq!(nothing, (404, "METHODNOTFOUNDEXCEPTION".to_owned()));
    let validation = "VALIDATION_REQUESTVALIDATIONEXCEPTION".to_owned();
    let text = refused("tasks.task.get", json!({ "id": "1" })).await;
    assert_eq!(text, (400, validation.clone()));
    let unknown = refused("tasks.task.list", json!({ "filter": [["nothing", 1]] })).await;
    assert_eq!(unknown, (400, "UNKNOWNDTOPROPERTYEXCEPTION".to_owned()));
    let closed = refused("tasks.task.list", json!({ "filter": [["title", "x"]] })).await;
    assert_eq!(closed, (400, validation));
    let order = refused("tasks.task.list", json!({ "order": { "id": "up" } })).await;
    assert_eq!(order, (400, "INVALIDORDEREXCEPTION".to_owned()));
    let scope = crate::stage::hook(&sandbox, "tasks.task.list").replace("/rest/", "/rest/api/");
    let scope = exception(&post(&scope, &json!({})).await.unwrap());
    assert_eq!(scope, (403, "INSUFFICIENTSCOPEEXCEPTION".to_owned()));
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_and_a_query_is_not_read() {
    let sandbox = office().await;
    let url = format!(
        "{}/rest/api/tasks.task.list?auth=t0ken",
        sandbox.portal_url()
    );
    let form = send(
        Method::POST,
        &url,
        "application/x-www-form-urlencoded",
        "id=1",
    )
    .await;
    assert_eq!(
        exception(&form.unwrap()),
        (400, "INVALIDJSONEXCEPTION".to_owned())
    );
    let broken = send(Method::POST, &url, "application/json", "{\"id\":").await;
    assert_eq!(
        exception(&broken.unwrap()),
        (400, "INVALIDJSONEXCEPTION".to_owned())
    );
    let query = url.replace("list?", "get?id=1&");
    let query = send(Method::POST, &query, "application/json", "").await;
    assert_eq!(
        exception(&query.unwrap()).1,
        "VALIDATION_REQUESTVALIDATIONEXCEPTION"
    );
}

#[tokio::test]
async fn conditions_are_joined_and_people_are_selected_by_their_members() {
    let sandbox = office().await;
    for title in ["a", "b", "c"] {
        let fields = json!({ "title": title, "responsibleId": 2 });
        done(&sandbox, "api/tasks.task.add", json!({ "fields": fields })).await;
    }
    let either = json!({ "logic": "or", "conditions": [["id", [1]], ["id", "between", [3, 9]]] });
    let params = json!({ "filter": [["id", ">", 0], either], "select": ["title", "nothing"],
                         "order": { "title": "DESC" } });
    let found = done(&sandbox, "api/tasks.task.list", params).await;
    assert_eq!(found["items"], json!([{ "title": "c" }, { "title": "a" }]));
    let related = json!({ "id": 1, "select": ["responsible.name", "responsible.lastName"] });
    let found = done(&sandbox, "api/tasks.task.get", related).await;
    let person = json!({ "name": "Анна", "lastName": "Сидорова" });
    assert_eq!(found["item"], json!({ "responsible": person }));
    let unknown = json!({ "id": 1, "select": ["responsible.nothing"] });
    let refused = exception(&app_call(&sandbox, "api/tasks.task.get", unknown).await);
    assert_eq!(refused.1, "UNKNOWNDTOPROPERTYEXCEPTION");
}

#[tokio::test]
async fn a_batch_is_a_list_of_calls_and_its_answer_a_list_of_results() {
    let sandbox = office().await;
    let url = format!("{}/rest/api/batch?auth=t0ken", sandbox.portal_url());
    let add = json!({ "fields": { "title": "Позвонить", "responsibleId": 1 } });
    let calls = json!([
        { "method": "tasks.task.add", "query": add },
        { "method": "tasks.task.get", "query": { "id": 1, "select": ["title"] } },
    ]);
    let answer = post(&url, &calls).await.unwrap().json();
    assert_eq!(answer["result"][0]["item"]["id"], 1);
    assert_eq!(
        answer["result"][1],
        json!({ "item": { "title": "Позвонить" } })
    );
    let log = sandbox.requests();
    let logged = log.iter().find(|one| one.name == "api/batch").unwrap();
    assert_eq!(logged.inner, ["api/tasks.task.add", "api/tasks.task.get"]);
    let older = json!({ "cmd": { "a": "tasks.task.get?id=1" } });
    let refused = exception(&post(&url, &older).await.unwrap());
    assert_eq!(refused, (400, "INVALIDSELECTEXCEPTION".to_owned()));
    let missing = json!([{ "method": "tasks.task.get", "query": { "id": 9 } }]);
    let refused = exception(&post(&url, &missing).await.unwrap());
    assert_eq!(refused.1, "ENTITYNOTFOUNDEXCEPTION");
}

#[tokio::test]
async fn the_methods_of_this_generation_and_their_scopes_are_listed() {
    let sandbox = office().await;
    let document = app_call(&sandbox, "api/rest.documentation.openapi", json!({})).await;
    let document = document.json();
    assert_eq!(document["openapi"], "3.0.0");
    assert!(document["paths"].get("/tasks.task.get").is_some());
    let scopes = done(&sandbox, "api/rest.scope.list", json!({})).await;
    assert_eq!(scopes["mail"]["mail.message.list"], "mail");
}
