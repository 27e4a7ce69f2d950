//! Faults of a portal and what each costs: the exact requests, and what was done on the portal.
//!
//! Beside it: full buckets and used-up operating time in `pace.rs`, moved portals in `moved.rs`,
//! tokens in `renewal.rs`, batches with a lost answer in `long_batches.rs`.

use bitrix_client::{
    Access, Batch, Client, EntityType, Error, ErrorKind, GetItem, GetProfile, Handle, ListItems,
    Pacer, Params, Plan, TokenFault, UpdateItem,
};
use chrono::TimeDelta;
use docflow_sandbox::{Deal, Fault, FaultKind, Sandbox, Side};
use serde_json::json;

use crate::lists::{cost, of, portal};
use crate::pace::BothClocks;
use crate::sandbox::{an_hour_passes, client, memory, oauth, portal_of, requests, session, world};

fn retitle(id: i64) -> UpdateItem {
    let fields = Params::new().with("title", "new");
    UpdateItem::new(EntityType::DEAL, id, fields)
}

fn title(sandbox: &Sandbox) -> String {
    let state = sandbox.state();
    let title = state["portal"]["deals"]["1"]["title"].as_str();
    title.unwrap().to_owned()
}

/// A read and a write of deal 1 that meet `fault` once; how many requests each took.
async fn met(fault: FaultKind) -> (Result<usize, Error>, Result<usize, Error>, String) {
    let sandbox = portal(1..=1).await;
    let (client, _) = of(&sandbox);
    sandbox.add_fault(Fault::new(Side::Portal, "crm.item.get", fault.clone()));
    sandbox.add_fault(Fault::new(Side::Portal, "crm.item.update", fault));
    let read = client.call(&GetItem::new(EntityType::DEAL, 1)).await;
    let read = read.map(|_| requests(&sandbox).len());
    let write = client.call(&retitle(1)).await;
    assert_eq!(
        requests(&sandbox),
        ["crm.item.update"],
        "a write is sent once"
    );
    (read, write.map(|_| 1), title(&sandbox))
}

#[tokio::test]
async fn a_page_of_a_proxy_is_asked_again_for_a_read_and_told_for_a_write() {
    let (read, write, title) = met(FaultKind::Html { status: 502 }).await;
    assert_eq!(read, Ok(2));
    let error = write.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotJson { status: 502 });
    assert_eq!((error.attempts(), error.may_have_happened()), (1, true));
    assert_eq!(title, "Deal 1", "nothing was done");
}

#[tokio::test]
async fn an_answer_lost_after_the_work_is_asked_again_for_a_read_and_told_for_a_write() {
    for fault in [FaultKind::DropAfter, FaultKind::CutAnswer] {
        let (read, write, title) = met(fault).await;
        assert_eq!(read, Ok(2));
        let error = write.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reset);
        assert_eq!((error.attempts(), error.may_have_happened()), (1, true));
        assert_eq!(title, "new", "it was done");
    }
}

fn many_deals() -> docflow_sandbox::World {
    let mut world = world();
    world.portal.deals = (1..=120).map(|id| Deal::new(id, "Deal")).collect();
    world
}

#[tokio::test]
async fn a_list_whose_token_expires_on_the_way_costs_one_renewal_and_loses_nothing() {
    let sandbox = portal_of(many_deals()).await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let client = client(&session);
    let mut rows = client.list(&ListItems::new(EntityType::DEAL).select(["id"]));
    let first = rows.next_page().await.unwrap().unwrap();
    an_hour_passes(&sandbox);
    let rest = rows.collect_all().await.unwrap();
    assert_eq!(first.len() + rest.len(), 120);
    assert_eq!(
        requests(&sandbox),
        ["batch", "batch", "oauth/token", "batch"]
    );
}

/// The third request waits an hour for its place, and the token expires meanwhile.
#[tokio::test]
async fn a_token_that_expires_between_the_requests_of_a_batch_is_renewed_and_each_runs_once() {
    let sandbox = portal_of(many_deals()).await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let plan = Plan::in_steps(2, 2, TimeDelta::hours(1));
    let client = Client::builder(Access::session(&session).unwrap())
        .clock(BothClocks::of(&sandbox))
        .pacer(Pacer::new(plan))
        .build()
        .unwrap();
    client.call(&GetProfile).await.unwrap();
    let mut batch = Batch::of_any_size();
    let handles: Vec<Handle<_>> = (1..=100)
        .map(|id| batch.add(retitle(id)).unwrap())
        .collect();
    let results = client.batch(&batch).await.unwrap();
    assert!(handles.iter().all(|handle| results.take(handle).is_ok()));
    let all = ["profile", "batch", "batch", "oauth/token", "batch"];
    assert_eq!(requests(&sandbox), all);
}

#[tokio::test]
async fn a_command_that_meets_an_expired_token_says_so_and_the_others_keep_their_results() {
    let sandbox = portal(1..=1).await;
    let (client, _) = of(&sandbox);
    let body = json!({"result": {
        "result": {"c0": {"item": {"id": 1}}},
        "result_error": {"c1": {"error": "expired_token", "error_description": "expired"}},
    }});
    let answer = FaultKind::Status {
        status: 200,
        body: body.to_string(),
        content_type: "application/json".to_owned(),
    };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", answer));
    let mut batch = Batch::new();
    let done = batch.add(retitle(1)).unwrap();
    let expired = batch.add(retitle(1)).unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert_eq!(results.take(&done).unwrap().id.get(), 1);
    let error = results.take(&expired).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized(TokenFault::Expired));
    assert!(!error.may_have_happened());
    assert_eq!(cost(&sandbox), (1, 2));
}

/// Reads 4,950 deals while those with these ids go; the rows that came and the requests.
async fn read_while(gone: impl Iterator<Item = i64>) -> (usize, usize) {
    let sandbox = portal(1..=4950).await;
    let (client, _) = of(&sandbox);
    let deals = ListItems::new(EntityType::DEAL).select(["id"]);
    let mut rows = client.list(&deals).in_flight(1);
    let first = rows.next_page().await.unwrap().unwrap();
    for id in gone {
        let gone = json!({"do": "delete_item", "entity_type_id": 2, "id": id});
        sandbox.act(Side::Portal, &gone).unwrap();
    }
    let rest = rows.collect_all().await.unwrap();
    (first.len() + rest.len(), cost(&sandbox).0)
}

/// The rows that were counted and did not come are looked for behind.
#[tokio::test]
async fn rows_that_go_while_a_list_is_read_cost_at_most_one_request_more() {
    assert_eq!(read_while(std::iter::empty()).await, (4950, 3));
    assert_eq!(read_while(1..=50).await, (4950, 3), "those had been read");
    assert_eq!(read_while(2000..2500).await, (4450, 4));
}
