//! What goes out and how answers come in, one call at a time.

use bitrix_client::{
    Access, Batch, Client, EntityType, ErrorKind, GetItem, GetProfile, GetServerTime, Id,
    ListItems, ListProductRows, NotifySystem, PortalHosts,
};
use wiremock::matchers::{body_json, header, header_exists, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Break, Breaker, SECRET, builder, client};

fn json(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body.to_owned(), "application/json")
}

const PROFILE: &str = r#"{"result":{"ID":"1","ADMIN":true,"NAME":"A"}}"#;

#[tokio::test]
async fn a_webhook_call_is_a_post_of_json_to_its_own_address() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(format!("/rest/1/{SECRET}/crm.item.get")))
        .and(header("content-type", "application/json"))
        .and(header("accept", "application/json"))
        .and(header_exists("user-agent"))
        .and(body_json(serde_json::json!({
            "entityTypeId": 2, "id": 351, "useOriginalUfNames": "Y"
        })))
        .respond_with(json(r#"{"result":{"item":{"id":351,"title":"T"}}}"#))
        .expect(1)
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let deal = client
        .call(&GetItem::new(EntityType::DEAL, Id::new(351).unwrap()))
        .await
        .unwrap();
    assert_eq!(deal.title.as_deref(), Some("T"));
}

#[tokio::test]
async fn a_token_travels_in_the_body_and_another_user_shares_the_connection() {
    let server = MockServer::start().await;
    for token in ["first", "second"] {
        Mock::given(path("/rest/profile"))
            .and(body_json(serde_json::json!({ "auth": token })))
            .respond_with(json(PROFILE))
            .expect(1)
            .mount(&server)
            .await;
    }
    let access = |token| Access::token(&server.uri(), token).unwrap();
    let client = Client::new(access("first")).unwrap();
    assert!(client.call(&GetProfile).await.unwrap().admin);
    client
        .with_access(access("second"))
        .unwrap()
        .call(&GetProfile)
        .await
        .unwrap();
    let elsewhere = Access::token("https://other.example", "third").unwrap();
    assert_eq!(
        client.with_access(elsewhere).unwrap_err().kind(),
        ErrorKind::Config
    );
}

#[tokio::test]
async fn a_list_gives_rows_total_and_next() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(json(
            r#"{"result":{"items":[{"id":1},{"id":2}]},"total":120,"next":50}"#,
        ))
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let list = ListItems::new(EntityType::DEAL);
    let reply = client
        .call_with(&list, &bitrix_client::CallOptions::default())
        .await
        .unwrap();
    assert_eq!(
        (reply.answer.len(), reply.total, reply.next),
        (2, Some(120), Some(50))
    );
}

#[tokio::test]
async fn a_batch_is_one_request_whose_commands_are_answered_one_by_one() {
    let server = MockServer::start().await;
    let commands = serde_json::json!({ "halt": 0, "cmd": {
        "c0": "crm.item.get?entityTypeId=2&id=7&useOriginalUfNames=Y",
        "c1": "crm.item.productrow.list?filter[%3DownerType]=D&filter[%3DownerId]=7",
        "c2": "crm.item.get?entityTypeId=4&id=$result[c0][item][companyId]&useOriginalUfNames=Y",
    }});
    Mock::given(path(format!("/rest/1/{SECRET}/batch")))
        .and(body_json(commands))
        .respond_with(json(
            r#"{"result":{"result":{"c0":{"item":{"id":7,"companyId":0}},
            "c1":{"productRows":[{"id":1,"price":81818.18}]}},
            "result_error":{"c2":{"error":"NOT_FOUND","error_description":"Not found"}},
            "result_total":{"c1":1},"result_next":[],
            "result_time":{"c1":{"operating":1.5}}},"time":{"operating":2}}"#,
        ))
        .expect(1)
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let id = Id::new(7).unwrap();
    let mut batch = Batch::new();
    let deal = batch.add(GetItem::new(EntityType::DEAL, id)).unwrap();
    let rows = batch
        .add(ListProductRows::new(EntityType::DEAL, id))
        .unwrap();
    let company = GetItem::new(EntityType::COMPANY, deal.at(["item", "companyId"]));
    let company = batch.add(company).unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert_eq!(results.take(&deal).unwrap().id, id);
    assert_eq!(results.reply(&rows).unwrap().total, Some(1));
    let error = results.take(&company).unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::NotFound, "NOT_FOUND")
    );
    let operating = client.operating();
    let used = |name| operating.of(name).map(|of| of.used.as_millis());
    assert_eq!(
        (used("batch"), used("crm.item.productrow.list")),
        (Some(2000), Some(1500))
    );
}

#[tokio::test]
async fn an_empty_batch_needs_no_request() {
    let (client, _) = client("http://127.0.0.1:1");
    assert_eq!(
        client
            .batch(&Batch::new())
            .await
            .unwrap()
            .failures()
            .count(),
        0
    );
}

#[tokio::test]
async fn a_reference_outside_a_batch_is_refused_before_sending() {
    let (client, _) = client("http://127.0.0.1:1");
    let mut batch = Batch::new();
    let time = batch.add(GetServerTime).unwrap();
    let call = GetItem::new(EntityType::DEAL, time.at(["x"]));
    let error = client.call(&call).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::InvalidArgument, 0)
    );
}

#[tokio::test]
async fn an_answer_over_the_limit_is_not_read() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(json(PROFILE))
        .mount(&server)
        .await;
    let (builder, _) = builder(&server.uri());
    let client = builder.largest_answer(20).build().unwrap();
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
    let write = client.call(&NotifySystem::new(5, "Text")).await;
    let write = write.unwrap_err();
    assert_eq!((write.kind(), write.attempts()), (ErrorKind::TooLarge, 1));
    assert!(write.may_have_happened(), "the portal did it");
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
    let (builder, _) = crate::support::builder(&server.uri());
    let client = builder.largest_answer(PROFILE.len()).build().unwrap();
    client.call(&GetProfile).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_does_not_say_its_length_is_cut_off_at_the_limit() {
    let server = Breaker::start(&[Break::Unannounced]).await;
    for (cap, kind) in [(14, ErrorKind::TooLarge), (15, ErrorKind::Decode)] {
        let (builder, _) = builder(&server.address());
        let client = builder.largest_answer(cap).build().unwrap();
        assert_eq!(client.call(&GetProfile).await.unwrap_err().kind(), kind);
    }
}

#[tokio::test]
async fn an_answer_of_another_shape_took_effect_and_names_the_place() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(json(r#"{"result":{"a":1}}"#))
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let error = client
        .call(&NotifySystem::new(5, "Text"))
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 1));
    assert!(error.may_have_happened());
    assert_eq!(
        error.description(),
        "expected an id (a whole number over 0), found an object at the root"
    );
}

#[tokio::test]
async fn a_moved_portal_is_named_and_not_followed_where_it_is_not_believed() {
    let old = MockServer::start().await;
    let new = MockServer::start().await;
    let elsewhere = new.uri().replace("127.0.0.1", "localhost");
    let location = format!("{elsewhere}/rest/1/{SECRET}/profile");
    let moved = ResponseTemplate::new(302).insert_header("Location", location);
    Mock::given(method("POST"))
        .respond_with(moved)
        .expect(1)
        .mount(&old)
        .await;
    let (builder, _) = builder(&old.uri());
    let client = builder.portal_hosts(PortalHosts::cloud()).build().unwrap();
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Moved);
    assert!(error.description().contains("host localhost"), "{error}");
    assert!(new.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_client_of_ones_own_that_follows_redirects_is_caught() {
    let home = MockServer::start().await;
    let other = MockServer::start().await;
    let moved = ResponseTemplate::new(302).insert_header("Location", format!("{}/x", other.uri()));
    Mock::given(method("POST"))
        .respond_with(moved)
        .mount(&home)
        .await;
    Mock::given(method("GET"))
        .respond_with(json(PROFILE))
        .mount(&other)
        .await;
    let (builder, _) = builder(&home.uri());
    let client = builder.http_client(reqwest::Client::new()).build().unwrap();
    assert_eq!(
        client.call(&GetProfile).await.unwrap_err().kind(),
        ErrorKind::Moved
    );
}

#[test]
fn settings_that_cannot_be_used_are_refused_without_quoting_them() {
    let (builder, _) = builder("http://127.0.0.1:1");
    let error = builder.ca_pem(*b"no certificate").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let (builder, _) = crate::support::builder("http://127.0.0.1:1");
    let error = builder
        .proxy("http://user:pa55word@[bad")
        .build()
        .unwrap_err();
    assert!(!format!("{error}{error:?}").contains("pa55word"));
}

#[test]
fn the_client_and_its_calls_can_go_to_other_threads() {
    fn is_shareable<T: Clone + Send + Sync + 'static>() {}
    fn is_sendable<T: Send>(_: &T) {}
    is_shareable::<Client>();
    let (client, _) = client("http://127.0.0.1:1");
    is_sendable(&client.call(&GetProfile));
    let batch = Batch::new();
    is_sendable(&client.batch(&batch));
}
