//! Handlers of events, the offline queue, placements: bound, told once, taken away.

use docflow_sandbox::{Sandbox, Side};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::stage::{app_call, call, code, sandbox};

async fn app(sandbox: &Sandbox, method: &str, params: Value) -> Value {
    let answer = app_call(sandbox, method, params).await;
    assert_eq!(answer.status, 200, "{method}: {}", answer.text());
    answer.json()["result"].clone()
}

fn change(sandbox: &Sandbox, title: &str) {
    let act = json!({ "do": "change_item", "entity_type_id": 2, "id": 4512, "fields": { "title": title } });
    sandbox.act(Side::Portal, &act).unwrap();
}

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    (listener, address)
}

/// Takes one request and answers with this status.
async fn take(listener: &TcpListener, status: u16) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut seen = String::new();
    let mut chunk = [0_u8; 8192];
    loop {
        let read = stream.read(&mut chunk).await.unwrap();
        seen.push_str(std::str::from_utf8(&chunk[..read]).unwrap());
        let (head, body) = seen.split_once("\r\n\r\n").unwrap_or_default();
        let length = head
            .split("Content-Length: ")
            .nth(1)
            .unwrap_or("1")
            .lines()
            .next();
        if length.unwrap().parse() == Ok(body.len()) {
            break;
        }
    }
    let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
    seen
}

#[tokio::test]
async fn an_event_is_posted_once_even_when_its_handler_fails() {
    let sandbox = sandbox().await;
    let (listener, address) = listener().await;
    let bind = json!({ "event": "onCrmDealUpdate", "handler": address });
    assert_eq!(app(&sandbox, "event.bind", bind.clone()).await, true);
    let twice = app_call(&sandbox, "event.bind", bind.clone()).await;
    assert_eq!(code(&twice).1, "ERROR_HANDLER_ALREADY_EXIST");
    change(&sandbox, "first");
    let seen = take(&listener, 500).await;
    for part in [
        "event=ONCRMDEALUPDATE",
        "data%5BFIELDS%5D%5BID%5D=4512",
        "application%5Ftoken%5D=pr00f",
    ] {
        assert!(seen.contains(part), "{part} in {seen}");
    }
    change(&sandbox, "second");
    take(&listener, 200).await;
    let state = sandbox.state();
    assert_eq!(state["portal"]["deliveries"].as_array().unwrap().len(), 2);
    // A change that changes nothing makes no event; neither does anything after unbinding.
    let same = json!({ "entityTypeId": 2, "id": 4512, "fields": { "title": "second" } });
    call(&sandbox, "crm.item.update", same).await;
    assert_eq!(
        app(&sandbox, "event.unbind", bind).await,
        json!({ "count": 1 })
    );
    change(&sandbox, "third");
    assert_eq!(
        sandbox.state()["portal"]["deliveries"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn nothing_is_posted_to_an_address_outside() {
    let sandbox = sandbox().await;
    let bind = json!({ "event": "ONCRMDEALUPDATE", "handler": "https://app.example/events" });
    app(&sandbox, "event.bind", bind).await;
    change(&sandbox, "x");
    assert_eq!(sandbox.state()["portal"]["deliveries"][0]["status"], "lost");
}

#[tokio::test]
async fn a_webhook_binds_nothing() {
    let sandbox = sandbox().await;
    for method in [
        "event.bind",
        "event.get",
        "event.offline.get",
        "placement.list",
    ] {
        let answer = call(&sandbox, method, json!({})).await;
        assert!(matches!(answer.status, 403), "{method}: {}", answer.text());
    }
    let answer = call(&sandbox, "event.bind", json!({})).await;
    assert_eq!(code(&answer).1, "WRONG_AUTH_TYPE");
}

#[tokio::test]
async fn the_queue_keeps_one_row_a_thing_and_gives_it_to_one_process() {
    let sandbox = sandbox().await;
    let bind =
        json!({ "event": "ONCRMDEALUPDATE", "event_type": "offline", "auth_connector": "docflow" });
    app(&sandbox, "event.bind", bind).await;
    change(&sandbox, "one");
    change(&sandbox, "two");
    let own = json!({ "entityTypeId": 2, "id": 4513, "fields": { "title": "own" }, "auth_connector": "docflow" });
    app(&sandbox, "crm.item.update", own).await;
    let ask = json!({ "clear": 0, "auth_connector": "docflow" });
    let taken = app(&sandbox, "event.offline.get", ask.clone()).await;
    let events = taken["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{taken}");
    assert_eq!(events[0]["EVENT_DATA"]["FIELDS"]["ID"], "4512");
    let nothing = app(&sandbox, "event.offline.get", ask).await;
    assert_eq!(nothing, json!({ "process_id": null, "events": [] }));
    let done =
        json!({ "process_id": taken["process_id"], "message_id": [events[0]["MESSAGE_ID"]] });
    assert_eq!(
        app(&sandbox, "event.offline.error", done.clone()).await,
        true
    );
    let list = app(&sandbox, "event.offline.list", json!({})).await;
    assert_eq!(list[0]["ERROR"], "1");
    assert_eq!(app(&sandbox, "event.offline.clear", done).await, true);
    assert_eq!(
        app(&sandbox, "event.offline.list", json!({})).await,
        json!([])
    );
}

#[tokio::test]
async fn a_plan_without_extended_events_refuses_to_reserve_and_still_gives() {
    let sandbox = sandbox().await;
    let small = json!({ "offline_extended": false });
    sandbox.switch(Side::Portal, &small).unwrap();
    let feature = app(
        &sandbox,
        "feature.get",
        json!({ "CODE": "rest_offline_extended" }),
    )
    .await;
    assert_eq!(feature["value"], "N");
    let bind = json!({ "event": "ONCRMDEALUPDATE", "event_type": "offline" });
    app(&sandbox, "event.bind", bind).await;
    change(&sandbox, "x");
    for extended in [
        json!({ "clear": 0 }),
        json!({ "auth_connector": "docflow" }),
    ] {
        let answer = app_call(&sandbox, "event.offline.get", extended).await;
        assert_eq!(
            (code(&answer).0, code(&answer).1),
            (403, json!("ACCESS_DENIED"))
        );
    }
    let taken = app(&sandbox, "event.offline.get", json!({})).await;
    assert_eq!(taken["events"].as_array().unwrap().len(), 1);
    let taken = app(&sandbox, "event.offline.get", json!({})).await;
    assert_eq!(taken["events"], json!([]));
}

#[tokio::test]
async fn a_frame_is_posted_to_the_placement_that_is_bound() {
    let sandbox = sandbox().await;
    let (listener, address) = listener().await;
    let open = json!({ "do": "open_frame", "placement": "CRM_DEAL_DETAIL_TAB", "user": 2, "options": { "ID": "4512" } });
    assert!(sandbox.act(Side::Portal, &open).is_err());
    let bind =
        json!({ "PLACEMENT": "CRM_DEAL_DETAIL_TAB", "HANDLER": address, "TITLE": "Документы" });
    app(&sandbox, "placement.bind", bind.clone()).await;
    let twice = app_call(&sandbox, "placement.bind", bind).await;
    assert_eq!(
        (twice.status, twice.json()["error"].clone()),
        (200, json!("ERROR_CORE"))
    );
    let done = sandbox.act(Side::Portal, &open).unwrap();
    let seen = take(&listener, 200).await;
    assert!(seen.ends_with(done["frames"][0]["body"].as_str().unwrap()));
    assert!(
        seen.contains("PROTOCOL=0") && seen.contains("APPLICATION%5FTOKEN=pr00f"),
        "{seen}"
    );
    let gone = json!({ "PLACEMENT": "CRM_DEAL_DETAIL_TAB" });
    assert_eq!(app(&sandbox, "placement.unbind", gone).await["count"], 1);
}
