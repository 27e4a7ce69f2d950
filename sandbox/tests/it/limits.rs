//! The bucket of requests and the working time.

use docflow_sandbox::Side;
use serde_json::json;

use crate::client::Connection;
use crate::stage::{call, code, refusal, result, sandbox};

#[tokio::test]
async fn the_fifty_first_request_at_once_is_refused_and_the_next_second_admits_two() {
    let sandbox = full().await;
    sandbox.clock().advance(999);
    assert_eq!(call(&sandbox, "server.time", json!({})).await.status, 503);
    sandbox.clock().advance(1);
    assert_eq!(call(&sandbox, "server.time", json!({})).await.status, 200);
    assert_eq!(call(&sandbox, "server.time", json!({})).await.status, 200);
    assert_eq!(call(&sandbox, "server.time", json!({})).await.status, 503);
    sandbox
        .switch(Side::Portal, &json!({ "rate_limit": "enterprise" }))
        .unwrap();
    assert_eq!(call(&sandbox, "server.time", json!({})).await.status, 200);
}

#[tokio::test]
async fn where_the_bucket_drains_evenly_half_a_second_admits_one() {
    let sandbox = full().await;
    let evenly = json!({ "bucket_drain": "continuous" });
    sandbox.switch(Side::Portal, &evenly).unwrap();
    sandbox.clock().advance(500);
    assert_eq!(call(&sandbox, "server.time", json!({})).await.status, 200);
    assert_eq!(call(&sandbox, "server.time", json!({})).await.status, 503);
}

/// A portal whose bucket is full since the begin of a second.
async fn full() -> docflow_sandbox::Sandbox {
    let sandbox = sandbox().await;
    let into_the_second = sandbox.clock().now_ms().rem_euclid(1000);
    sandbox.clock().advance((1000 - into_the_second) % 1000);
    let mut connection = Connection::open(sandbox.portal_url(), None).await.unwrap();
    let mut statuses = Vec::new();
    for _ in 0..52 {
        let kind = "application/json";
        let path = "/rest/1/s3cret/server.time";
        let answer = connection
            .send(http::Method::POST, path, kind, "{}")
            .await
            .unwrap();
        statuses.push(answer.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 50);
    let (status, code, text) = refusal(&sandbox, "server.time", json!({})).await;
    assert_eq!((status, code), (503, json!("QUERY_LIMIT_EXCEEDED")));
    assert_eq!(text, "Too many requests");
    sandbox
}

#[tokio::test]
async fn the_call_that_crosses_the_working_time_succeeds_and_the_next_is_refused() {
    let sandbox = sandbox().await;
    let change = json!({ "operating_seconds": 10, "operating_costs": { "profile": "6.5" } });
    sandbox.switch(Side::Portal, &change).unwrap();
    let operating = |answer: crate::client::Answer| answer.json()["time"]["operating"].clone();
    assert_eq!(operating(call(&sandbox, "profile", json!({})).await), 6.5);
    assert_eq!(operating(call(&sandbox, "profile", json!({})).await), 13);
    let refused = call(&sandbox, "profile", json!({})).await;
    assert_eq!(code(&refused).0, 429);
    assert_eq!(code(&refused).1, "OPERATION_TIME_LIMIT");
    assert_eq!(
        call(&sandbox, "server.time", json!({})).await.status,
        200,
        "others go on"
    );
    let nested = result(&sandbox, "batch", json!({ "cmd": { "a": "profile" } })).await;
    assert_eq!(nested["result_error"]["a"]["error"], "OPERATION_TIME_LIMIT");
    sandbox.clock().advance(600_000);
    assert_eq!(operating(call(&sandbox, "profile", json!({})).await), 6.5);
}

#[tokio::test]
async fn a_batch_pays_itself_where_the_switch_says_so() {
    let sandbox = sandbox().await;
    let change = json!({
        "operating_seconds": 10, "operating_costs": { "profile": 20, "batch": 6 },
        "batch_pays": "batch",
    });
    sandbox.switch(Side::Portal, &change).unwrap();
    let batch = json!({ "cmd": { "a": "profile" } });
    for total in [6, 12] {
        let answer = call(&sandbox, "batch", batch.clone()).await;
        assert_eq!(answer.json()["time"]["operating"], total);
    }
    assert_eq!(call(&sandbox, "batch", batch).await.status, 429);
    assert_eq!(call(&sandbox, "profile", json!({})).await.status, 200);
}

#[tokio::test]
async fn without_the_limit_the_block_time_says_nothing_of_it() {
    let sandbox = sandbox().await;
    sandbox
        .switch(Side::Portal, &json!({ "operating_limit": false }))
        .unwrap();
    let time = call(&sandbox, "profile", json!({})).await.json()["time"].clone();
    assert!(time.get("operating").is_none() && time["processing"].is_number());
}

#[tokio::test]
async fn a_request_that_works_longer_than_a_minute_is_cut_off_and_the_rest_of_a_batch_is_not_run() {
    let sandbox = sandbox().await;
    let change = json!({ "operating_costs": { "crm.deal.update": 31, "crm.deal.list": 61 } });
    sandbox.switch(Side::Portal, &change).unwrap();
    let command = |id: i64| format!("crm.deal.update?id={id}&fields[TITLE]=x");
    let batch = json!({ "cmd": { "a": command(4512), "b": command(4513), "c": "crm.deal.delete?id=4513" } });
    let cut = call(&sandbox, "batch", batch.clone()).await;
    assert_eq!(cut.status, 504);
    assert!(cut.content_type.starts_with("text/html"), "{}", cut.text());
    let deals = &sandbox.state()["portal"]["deals"];
    assert_eq!(
        deals["4513"]["title"], "x",
        "the command that crossed the line is done"
    );
    assert_eq!(call(&sandbox, "crm.deal.list", json!({})).await.status, 504);
    let off = json!({ "request_seconds": 0 });
    sandbox.switch(Side::Portal, &off).unwrap();
    let whole = result(&sandbox, "batch", batch).await;
    assert_eq!(whole["result"]["c"], true);
}
