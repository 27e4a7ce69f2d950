//! Faults of a portal and what each costs: the exact requests, and what was done on the portal.
//!
//! Beside it: full buckets and used-up operating time in `pace.rs`, moved portals in `moved.rs`,
//! tokens in `renewal.rs` and `expiry.rs`, batches with a lost answer in `long_batches.rs`.

use bitrix_client::{EntityType, Error, ErrorKind, GetItem, ListItems, Params, UpdateItem};
use docflow_sandbox::{Fault, FaultKind, Sandbox, Side};
use serde_json::json;

use crate::lists::{cost, of, portal};
use crate::sandbox::requests;

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
