//! Calls by name, and REST 3.0: its address, its key, its errors.

use bitrix_client::api::task::AddTask;
use bitrix_client::api::task_v3;
use bitrix_client::{
    Batch, CallOptions, ErrorKind, Method as _, OpenCall, Params, covered_methods,
};
use wiremock::matchers::{body_json, header, header_exists, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{SECRET, client};

fn answer(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "application/json")
}

fn v3(name: &str) -> String {
    format!("/rest/api/1/{SECRET}/{name}")
}

#[tokio::test]
async fn a_method_without_a_type_is_called_by_its_name() {
    let server = MockServer::start().await;
    let body = serde_json::json!({"type": "PHONE"});
    Mock::given(path(format!("/rest/1/{SECRET}/crm.duplicate.findbycomm")))
        .and(body_json(body))
        .respond_with(answer(r#"{"result":{"CONTACT":[7]},"total":1}"#))
        .expect(1)
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let params = Params::new().with("type", "PHONE");
    let call = OpenCall::read("crm.duplicate.findbycomm", params);
    let reply = client
        .call_open(&call, &CallOptions::default())
        .await
        .unwrap();
    let ids: Vec<u64> = reply.answer.raw().member("CONTACT").unwrap();
    assert_eq!((ids, reply.total), (vec![7], Some(1)));
}

#[tokio::test]
async fn a_keyed_write_of_rest_3_is_repeated_with_its_key_and_one_without_is_not() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(v3("tasks.task.add")))
        .respond_with(ResponseTemplate::new(502).set_body_string("<html>"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path(v3("tasks.task.add")))
        .and(header("idempotency-key", "deal-7"))
        .respond_with(answer(r#"{"result":{"item":{"id":3839}}}"#))
        .expect(1)
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let call = task_v3::AddTask::new(Params::new().with("title", "T"));
    let options = CallOptions::default().idempotency_key("deal-7");
    let reply = client.call_with(&call, &options).await.unwrap();
    assert_eq!(reply.answer.id.unwrap().get(), 3839);
    server.reset().await;

    Mock::given(path(v3("tasks.task.add")))
        .respond_with(ResponseTemplate::new(502).set_body_string("<html>"))
        .expect(1)
        .mount(&server)
        .await;
    let error = client.call(&call).await.unwrap_err();
    assert!(error.may_have_happened());
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn the_older_api_gets_no_key() {
    let server = MockServer::start().await;
    Mock::given(header_exists("idempotency-key"))
        .respond_with(ResponseTemplate::new(500))
        .expect(0)
        .mount(&server)
        .await;
    Mock::given(path(format!("/rest/1/{SECRET}/tasks.task.add")))
        .respond_with(answer(r#"{"result":{"task":{"id":"3711"}}}"#))
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let options = CallOptions::default().idempotency_key("deal-7");
    let reply = client
        .call_with(&AddTask::new(Params::new()), &options)
        .await
        .unwrap();
    assert_eq!(reply.answer.id.unwrap().get(), 3711);
}

#[tokio::test]
async fn an_error_of_rest_3_is_an_error_with_its_code() {
    let server = MockServer::start().await;
    let body = r#"{"error":{"code":"BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION",
        "message":"Error during request object validation","validation":[]}}"#;
    Mock::given(path(v3("mail.message.send")))
        .respond_with(ResponseTemplate::new(400).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let call = OpenCall::write("mail.message.send", Params::new()).v3();
    let error = client
        .call_open(&call, &CallOptions::default())
        .await
        .unwrap_err();
    assert_ne!(error.kind(), ErrorKind::Decode);
    assert!(error.code().contains("REQUESTVALIDATIONEXCEPTION"));
    assert!(!error.may_have_happened());
}

#[test]
fn methods_of_rest_3_stay_out_of_a_batch() {
    let mut batch = Batch::new();
    assert!(batch.add(task_v3::GetTask::new(7)).is_err());
    assert!(batch.add(AddTask::new(Params::new())).is_ok());
}

#[test]
fn a_line_of_the_list_makes_a_whole_method() {
    use bitrix_client::api::{deal, disk, item};
    use bitrix_client::{EntityType, Order};

    let call = deal::ListDeals::new()
        .select(["ID", "TITLE"])
        .filter(">ID", 7)
        .order("ID", Order::Asc)
        .uncounted();
    assert_eq!(
        call.params().to_json(),
        r#"{"select":["ID","TITLE"],"filter":{">ID":7},"order":{"ID":"ASC"},"start":-1}"#
    );
    let call = item::DeleteItem::new(EntityType::DEAL, 7);
    assert_eq!(call.params().to_json(), r#"{"entityTypeId":2,"id":7}"#);
    assert!(!call.repeatable());
    assert!(disk::GetFolder::new(7).repeatable());
    let secret = deal::UpdateDeal::new(7, Params::new().with("TITLE", "Secret"));
    assert_eq!(
        format!("{secret:?}"),
        "crm.deal.update{id: int, fields: {TITLE: text(6)}}"
    );
    assert!(covered_methods().count() > 700);
}
