//! What a host sees: requests, waits, refusals, operating time, names of calls, redacted bodies.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bitrix_client::{
    AddComment, Client, Direction, EntityType, Error, ErrorKind, GetItem, ListItems, Observer,
    Operating, Redaction, RequestSeen, UpdateItem, WaitReason, WaitSeen,
};
use docflow_sandbox::{Fault, FaultKind, Side};
use serde_json::json;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::lists::{portal, switch};
use crate::support::{SECRET, builder};

/// Method, attempt, status, error.
type Row = (String, u32, Option<u16>, Option<ErrorKind>);

/// Counts what it is told.
#[derive(Default)]
struct Counts {
    requests: Mutex<Vec<Row>>,
    waits: Mutex<Vec<(WaitReason, u128)>>,
    operating: Mutex<BTreeMap<String, u64>>,
    ids: Mutex<Vec<String>>,
    bytes: Mutex<(u64, u64)>,
}

impl Observer for Counts {
    fn request(&self, seen: &RequestSeen<'_>) {
        let row = (
            seen.method.to_owned(),
            seen.attempt,
            seen.status,
            seen.error,
        );
        self.requests.lock().unwrap().push(row);
        self.ids.lock().unwrap().push(seen.request_id.to_owned());
        let mut bytes = self.bytes.lock().unwrap();
        *bytes = (bytes.0 + seen.sent, bytes.1 + seen.received);
    }

    fn wait(&self, seen: &WaitSeen<'_>) {
        let wait = (seen.reason, seen.time.as_millis());
        self.waits.lock().unwrap().push(wait);
    }

    fn operating(&self, method: &str, operating: Operating) {
        let mut known = self.operating.lock().unwrap();
        known.insert(method.to_owned(), operating.used.as_secs());
    }
}

/// Says when a request has ended.
struct Bell(tokio::sync::mpsc::UnboundedSender<()>);

impl Observer for Bell {
    fn request(&self, _: &RequestSeen<'_>) {
        let _ = self.0.send(());
    }
}

/// Otherwise a consumer that takes a minute for a page would make the requests time out.
#[tokio::test]
async fn answers_of_a_list_are_taken_in_while_its_reader_is_busy_with_rows() {
    let sandbox = portal(1..=4950).await;
    let (rings, mut bell) = tokio::sync::mpsc::unbounded_channel();
    let (builder, _) = builder(sandbox.portal_url());
    let client = builder.observer(Arc::new(Bell(rings))).build().unwrap();
    let mut deals = client.list(&ListItems::new(EntityType::DEAL).select(["id"]));
    let first = deals.next_page().await.unwrap().unwrap();
    assert_eq!(bell.try_recv(), Ok(()), "the edges");
    // Nobody asks for rows meanwhile.
    let taken_in = async {
        for _ in 0..2 {
            bell.recv().await.unwrap();
        }
    };
    let late = std::time::Duration::from_secs(20);
    assert!(tokio::time::timeout(late, taken_in).await.is_ok());
    let rest = deals.collect_all().await.unwrap();
    assert_eq!(first.len() + rest.len(), 4950);
    assert!(bell.try_recv().is_err(), "no further request was needed");
}

#[tokio::test]
async fn a_list_tells_what_it_waits_for() {
    let sandbox = portal(1..=120).await;
    let (client, counts) = watched(sandbox.portal_url());
    let down = Fault::new(Side::Portal, "batch", FaultKind::Html { status: 502 });
    sandbox.add_fault(down.nth(2));
    let deals = client.list(&ListItems::new(EntityType::DEAL).select(["id"]));
    assert_eq!(deals.collect_all().await.unwrap().len(), 120);
    let waits = counts.waits.lock().unwrap().clone();
    assert_eq!(waits, [(WaitReason::Repeat, 1000)]);
}

fn watched(address: &str) -> (Client, Arc<Counts>) {
    let counts = Arc::new(Counts::default());
    let (builder, _) = builder(address);
    (builder.observer(counts.clone()).build().unwrap(), counts)
}

fn get() -> GetItem {
    GetItem::new(EntityType::DEAL, 1)
}

#[tokio::test]
async fn every_request_wait_and_refusal_is_told() {
    let sandbox = portal(1..=3).await;
    let (client, counts) = watched(sandbox.portal_url());
    let refusal = FaultKind::Status {
        status: 503,
        body: r#"{"error":"QUERY_LIMIT_EXCEEDED"}"#.to_owned(),
        content_type: "application/json".to_owned(),
    };
    sandbox.add_fault(Fault::new(Side::Portal, "crm.item.get", refusal));
    let options = bitrix_client::CallOptions::default();
    client.call_with(&get(), &options).await.unwrap();

    let get = |attempt, status, error| ("crm.item.get".to_owned(), attempt, Some(status), error);
    assert_eq!(
        *counts.requests.lock().unwrap(),
        [get(1, 503, Some(ErrorKind::RateLimited)), get(2, 200, None)]
    );
    let reasons = counts.waits.lock().unwrap();
    assert_eq!(
        *reasons,
        [(WaitReason::Repeat, 500), (WaitReason::Pace, 500)],
        "the pause, and the rest of the portal's second"
    );
    let ids = counts.ids.lock().unwrap();
    assert_eq!(ids[0], ids[1], "one call, one name");
    let bytes = *counts.bytes.lock().unwrap();
    assert!(bytes.0 > 20 && bytes.1 > 200, "{bytes:?}");
}

#[tokio::test]
async fn a_request_without_an_answer_is_not_told_with_the_status_of_the_one_before() {
    let sandbox = portal(1..=3).await;
    let (client, counts) = watched(sandbox.portal_url());
    let on = |kind| Fault::new(Side::Portal, "crm.item.get", kind);
    sandbox.add_fault(on(FaultKind::Html { status: 502 }));
    sandbox.add_fault(on(FaultKind::DropBefore).nth(2));
    client.call(&get()).await.unwrap();
    let requests = counts.requests.lock().unwrap();
    let statuses: Vec<_> = requests.iter().map(|row| row.2).collect();
    assert_eq!(statuses, [Some(502), None, Some(200)]);
}

#[tokio::test]
async fn operating_time_is_told_by_method_also_of_commands_in_a_batch() {
    let sandbox = portal(1..=3).await;
    switch(&sandbox, &json!({"operating_costs": {"crm.item.get": "7"}}));
    let (client, counts) = watched(sandbox.portal_url());
    let mut batch = bitrix_client::Batch::new();
    batch.add(get()).unwrap();
    client.batch(&batch).await.unwrap();
    assert_eq!(counts.operating.lock().unwrap()["crm.item.get"], 7);
}

#[tokio::test]
async fn a_connection_that_is_refused_is_told_without_a_status() {
    let (client, counts) = watched(&crate::support::nobody().await);
    let error = client.call(&get()).await.unwrap_err();
    assert_eq!(error.attempts(), 4);
    let requests = counts.requests.lock().unwrap();
    assert_eq!(requests.len(), 4);
    assert!(
        requests
            .iter()
            .all(|row| row.2.is_none() && row.3 == Some(ErrorKind::Connect))
    );
    assert_eq!(error.request_id(), counts.ids.lock().unwrap()[0]);
}

#[tokio::test]
async fn the_name_of_a_call_travels_in_a_header_and_stands_in_its_error() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(500).set_body_string("<html>"))
        .mount(&server)
        .await;
    let (client, _) = watched(&server.uri());
    let comment = AddComment::new(EntityType::DEAL, 7, "x");
    let fail = async || -> Error { client.call(&comment).await.unwrap_err() };
    let (one, two) = (fail().await, fail().await);
    let sent = server.received_requests().await.unwrap();
    let names: Vec<_> = sent.iter().map(|it| &it.headers["x-request-id"]).collect();
    assert_eq!(names, [one.request_id(), two.request_id()]);
    assert_ne!(one.request_id(), two.request_id());
}

#[tokio::test]
async fn bodies_are_written_down_by_a_hook_alone_and_redacted() {
    let sandbox = portal(1..=3).await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&lines);
    let (builder, _) = builder(sandbox.portal_url());
    let client = builder
        .payload_log(Redaction::new().show("stageId"), move |payload| {
            let line = (
                payload.method.to_owned(),
                payload.direction,
                payload.text.to_owned(),
            );
            notes.lock().unwrap().push(line);
        })
        .build()
        .unwrap();
    let fields = bitrix_client::Params::new()
        .with("title", "Договор с Ивановым")
        .with("stageId", "NEW");
    let update = UpdateItem::new(EntityType::DEAL, bitrix_client::Id::new(1).unwrap(), fields);
    client.call(&update).await.unwrap();

    let lines = lines.lock().unwrap();
    let [sent, received] = lines.as_slice() else {
        panic!("{lines:?}");
    };
    assert_eq!(
        (sent.0.as_str(), sent.1),
        ("crm.item.update", Direction::Sent)
    );
    assert!(
        sent.2
            .contains(r#""fields":{"title":text 18,"stageId":"NEW"}"#),
        "{}",
        sent.2
    );
    assert_eq!(received.1, Direction::Received);
    assert!(received.2.contains(r#""stageId":"NEW""#), "{}", received.2);
    let all = format!("{lines:?}");
    assert!(!all.contains("Иванов") && !all.contains(SECRET), "{all}");
}
