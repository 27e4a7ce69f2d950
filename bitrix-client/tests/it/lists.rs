//! Lists of any length and many rows by id, against the sandbox: which rows come, in which order
//! and at what cost, while the portal changes, fails and refuses.

use std::collections::BTreeSet;
use std::sync::Arc;

use bitrix_client::{
    Client, EntityType, Error, ErrorKind, Id, Item, ListItems, ListRequisites, Order, Rows,
};
use docflow_sandbox::{Deal, Fault, FaultKind, Sandbox, SandboxClock, Side, User, Webhook, World};
use futures_util::StreamExt as _;
use proptest::prelude::*;
use serde_json::json;

use crate::cases::cases;
use crate::support::{JumpingClock, SECRET, client};

const ADMIN: u32 = 1;

/// A portal with these deals, without a limit of requests.
pub(crate) async fn portal(ids: impl IntoIterator<Item = i64>) -> Sandbox {
    let mut world = World::default();
    let portal = &mut world.portal;
    portal.users.push(User::new(ADMIN.into(), "Anna", "Orlova"));
    portal
        .webhooks
        .push(Webhook::new(ADMIN.into(), SECRET, ["crm"]));
    portal.deals = ids
        .into_iter()
        .map(|id| Deal::new(id, format!("Deal {id}")))
        .collect();
    let clock = SandboxClock::manual(1_800_000_000_000);
    let sandbox = Sandbox::builder()
        .world(world)
        .clock(clock)
        .start()
        .await
        .unwrap();
    switch(&sandbox, &json!({"rate_limit": "off"}));
    sandbox
}

pub(crate) fn switch(sandbox: &Sandbox, changes: &serde_json::Value) {
    sandbox.switch(Side::Portal, changes).unwrap();
}

pub(crate) fn of(sandbox: &Sandbox) -> (Client, Arc<JumpingClock>) {
    client(sandbox.portal_url())
}

/// How many requests and how many commands in batches the portal has had.
pub(crate) fn cost(sandbox: &Sandbox) -> (usize, usize) {
    let requests = sandbox.requests();
    let commands = requests.iter().map(|request| request.inner.len()).sum();
    (requests.len(), commands)
}

fn delete(sandbox: &Sandbox, id: i64) {
    let action = json!({"do": "delete_item", "entity_type_id": 2, "id": id});
    sandbox.act(Side::Portal, &action).unwrap();
}

fn deals() -> ListItems {
    ListItems::new(EntityType::DEAL).select(["title"])
}

fn ids(rows: &[Item]) -> Vec<u64> {
    rows.iter().map(|row| row.id.get()).collect()
}

async fn all(rows: Rows<ListItems>) -> Result<Vec<u64>, Error> {
    rows.collect_all().await.map(|rows| ids(&rows))
}

#[tokio::test]
async fn a_list_of_one_page_costs_one_request() {
    let sandbox = portal(1..=49).await;
    let (client, _) = of(&sandbox);
    assert_eq!(
        all(client.list(&deals())).await.unwrap(),
        (1..=49).collect::<Vec<_>>()
    );
    assert_eq!(cost(&sandbox), (1, 2));
    let nothing = deals().filter(">id", 1000);
    assert!(all(client.list(&nothing)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_long_list_costs_a_request_for_the_edges_and_one_for_each_fifty_pages() {
    let sandbox = portal((1..=3000).map(|at| 3 * at)).await;
    let (client, _) = of(&sandbox);
    let expected: Vec<u64> = (1..=3000).map(|at| 3 * at).collect();
    assert_eq!(all(client.list(&deals())).await.unwrap(), expected);
    assert_eq!(cost(&sandbox).0, 3);
    sandbox.clear_requests();
    let downwards = deals().order("id", Order::Desc);
    let rows = all(client.list(&downwards)).await.unwrap();
    assert!(rows.iter().rev().eq(&expected));
    assert_eq!(cost(&sandbox).0, 3);
}

#[tokio::test]
async fn filter_and_selection_are_kept_and_the_key_is_always_read() {
    let sandbox = portal(1..=400).await;
    let (client, _) = of(&sandbox);
    let some = deals()
        .filter("%title", "Deal 1")
        .filter(">=id", 100)
        .filter("<id", 190);
    let rows = client.list(&some).collect_all().await.unwrap();
    assert_eq!(ids(&rows), (100..190).collect::<Vec<_>>());
    let first = rows.first().unwrap();
    assert_eq!(first.title.as_deref(), Some("Deal 100"));
    assert_eq!(first.created_time, None);
}

#[tokio::test]
async fn it_is_a_stream_of_rows() {
    let sandbox = portal(1..=120).await;
    let (client, _) = of(&sandbox);
    let titles = client.list(&deals()).map(|row| row.unwrap().title.unwrap());
    let titles: Vec<String> = titles.collect().await;
    assert_eq!(
        (titles.len(), titles.last().unwrap().as_str()),
        (120, "Deal 120")
    );
}

#[tokio::test]
async fn at_most_three_requests_are_under_way() {
    let sandbox = portal(1..=20_000).await;
    let (client, _) = of(&sandbox);
    let mut rows = client.list(&deals());
    rows.next_page().await.unwrap().unwrap();
    // The edges, and no more windows than may be asked for before their pages are taken.
    assert!(cost(&sandbox).0 <= 1 + 3);
    let mut count = 50;
    while let Some(page) = rows.next_page().await.unwrap() {
        count += page.len();
    }
    assert_eq!(count, 20_000);
    assert_eq!(cost(&sandbox).0, 1 + 9);
}

#[tokio::test]
async fn two_thousand_ids_cost_one_request() {
    let sandbox = portal((1..=2500).map(|at| 3 * at)).await;
    let (client, _) = of(&sandbox);
    let wanted = || (1..=2000).rev().filter_map(|at| Id::new(3 * at));
    let rows = all(client.get_many(&deals(), wanted())).await.unwrap();
    let found: BTreeSet<u64> = rows.iter().copied().collect();
    assert_eq!((rows.len(), found.len()), (2000, 2000));
    assert_eq!(
        rows.first(),
        Some(&(3 * 1951)),
        "the first fifty that were wanted, by id"
    );
    assert_eq!(cost(&sandbox), (1, 40));
}

#[tokio::test]
async fn ids_that_are_wanted_twice_come_once_and_those_that_are_gone_do_not_come() {
    let sandbox = portal(1..=10).await;
    let (client, _) = of(&sandbox);
    let wanted = [7, 999, 7, 3].into_iter().filter_map(Id::new);
    assert_eq!(
        all(client.get_many(&deals(), wanted)).await.unwrap(),
        [3, 7]
    );
    let filtered = deals().filter("title", "Deal 3");
    let wanted = [7, 3].into_iter().filter_map(Id::new);
    assert_eq!(all(client.get_many(&filtered, wanted)).await.unwrap(), [3]);
    sandbox.clear_requests();
    assert!(all(client.get_many(&deals(), [])).await.unwrap().is_empty());
    assert_eq!(
        cost(&sandbox),
        (0, 0),
        "an empty list of ids is no condition"
    );
}

#[tokio::test]
async fn an_order_that_is_not_by_id_is_refused_before_anything_is_sent() {
    let sandbox = portal(1..=3).await;
    let (client, _) = of(&sandbox);
    let sorted = deals().order("title", Order::Asc);
    let error = all(client.list(&sorted)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(cost(&sandbox), (0, 0));
}

#[tokio::test]
async fn a_command_that_is_refused_ends_the_list_with_its_error() {
    let sandbox = portal(1..=3).await;
    let (client, _) = of(&sandbox);
    let wrong = deals().filter("noSuchField", 1);
    let mut rows = client.list(&wrong);
    assert_eq!(
        rows.next().await.unwrap_err().kind(),
        ErrorKind::InvalidArgument
    );
    assert!(
        rows.next().await.unwrap().is_none(),
        "after an error it ends"
    );
}

/// An old list that does not know the key as a condition answers its first rows to every window.
#[tokio::test]
async fn a_list_that_ignores_its_windows_stops_with_a_stalled_cursor() {
    let sandbox = portal([]).await;
    let (client, _) = of(&sandbox);
    let page = |from: u32| {
        let rows: Vec<_> = (from..from + 50)
            .map(|id| json!({"ID": id.to_string()}))
            .collect();
        json!(rows)
    };
    let edges = json!({"result": {"result": {"c0": page(1), "c1": [{"ID": "500"}]},
        "result_error": [], "result_total": {"c0": 500}}});
    let same = json!({"result": {"result": {"c0": page(1), "c1": page(1)}, "result_error": []}});
    for (nth, body) in [(1, &edges), (2, &same)] {
        let kind = FaultKind::Status {
            status: 200,
            body: body.to_string(),
            content_type: "application/json".to_owned(),
        };
        sandbox.add_fault(Fault::new(Side::Portal, "batch", kind).nth(nth));
    }
    let mut rows = client.list(&ListRequisites::new());
    for _ in 0..50 {
        assert!(rows.next().await.unwrap().is_some());
    }
    assert_eq!(rows.next().await.unwrap_err().kind(), ErrorKind::Stalled);
}

/// What a list says that does not keep to what it is asked, in place of the edges.
async fn first_of(edges: serde_json::Value) -> Result<usize, ErrorKind> {
    let sandbox = portal([]).await;
    let (client, _) = of(&sandbox);
    let body = json!({"result": edges}).to_string();
    let content_type = "application/json".to_owned();
    let kind = FaultKind::Status {
        status: 200,
        body,
        content_type,
    };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", kind));
    let rows = client.list(&ListRequisites::new());
    let rows = rows.collect_all().await;
    rows.map(|rows| rows.len()).map_err(|error| error.kind())
}

#[tokio::test]
async fn a_list_whose_rows_are_counted_and_not_shown_is_not_taken_for_its_end() {
    let rows: Vec<_> = (1..=50).map(|id| json!({"ID": id.to_string()})).collect();
    let page = json!(rows);
    // The order is ignored, so both ends are the same one.
    let same = json!({"result": {"c0": page, "c1": page}, "result_total": {"c0": 500}});
    assert_eq!(first_of(same).await, Err(ErrorKind::Stalled));
    let no_end = json!({"result": {"c0": page, "c1": []}, "result_total": {"c0": 500}});
    assert_eq!(first_of(no_end).await, Err(ErrorKind::Stalled));
    // The rows stand in another member than the type says.
    let hidden = json!({"result": {"c0": false, "c1": []}, "result_total": {"c0": 500}});
    assert_eq!(first_of(hidden).await, Err(ErrorKind::Stalled));
    let empty = json!({"result": {"c0": [], "c1": []}, "result_total": {"c0": 0}});
    assert_eq!(first_of(empty).await, Ok(0));
}

#[tokio::test]
async fn one_cut_of_the_edges_leaves_the_size_of_requests() {
    let sandbox = portal(1..=3000).await;
    let (client, _) = of(&sandbox);
    let html = FaultKind::Html { status: 504 };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", html));
    let rows = all(client.list(&deals()).in_flight(1)).await.unwrap();
    assert_eq!(rows.len(), 3000);
    let sizes: Vec<usize> = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    assert_eq!(sizes.get(..3), Some([2, 2, 50].as_slice()));
}

#[tokio::test]
async fn a_tiny_request_grows_again() {
    let sandbox = portal(1..=3000).await;
    let (client, _) = of(&sandbox);
    let html = FaultKind::Html { status: 504 };
    for nth in 2..=3 {
        sandbox.add_fault(Fault::new(Side::Portal, "batch", html.clone()).nth(nth));
    }
    sandbox.add_fault(Fault::new(Side::Portal, "batch", html.clone()).nth(5));
    sandbox.add_fault(Fault::new(Side::Portal, "batch", html).nth(6));
    let options = bitrix_client::CallOptions::default().attempts(10);
    let rows = client.list(&deals()).options(options).in_flight(1);
    assert_eq!(all(rows).await.unwrap().len(), 3000);
    let sizes: Vec<usize> = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    // Halved by each cut, and five more after each answer; the last one holds what is left.
    assert_eq!(
        sizes.get(..10),
        Some([2, 50, 25, 12, 17, 8, 4, 9, 14, 19].as_slice())
    );
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_and_a_slow_portal_gets_less_at_once() {
    let sandbox = portal(1..=3000).await;
    let (client, clock) = of(&sandbox);
    let html = |status| FaultKind::Html { status };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", html(504)).nth(2));
    sandbox.add_fault(Fault::new(Side::Portal, "batch", FaultKind::CutAnswer).nth(4));
    let rows = all(client.list(&deals()).in_flight(1)).await.unwrap();
    assert_eq!(rows, (1..=3000).collect::<Vec<_>>());
    let sizes: Vec<usize> = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    assert_eq!(sizes.get(..4), Some([2, 50, 25, 30].as_slice()));
    assert!(!clock.sleeps().is_empty(), "it waits before it asks again");
}

#[tokio::test]
async fn a_portal_that_stays_broken_is_given_up() {
    let sandbox = portal(1..=300).await;
    let (client, _) = of(&sandbox);
    let html = FaultKind::Html { status: 502 };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", html).count(0));
    let error = all(client.list(&deals())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotJson { status: 502 });
    assert_eq!(cost(&sandbox).0, 4);
}

#[tokio::test]
async fn a_list_keeps_the_portals_pace() {
    let sandbox = portal(1..=6000).await;
    switch(&sandbox, &json!({"rate_limit": "standard"}));
    let (client, _) = of(&sandbox);
    let rows = all(client.list(&deals())).await.unwrap();
    assert_eq!(rows.len(), 6000);
    assert!(
        sandbox
            .requests()
            .iter()
            .all(|request| request.status == 200)
    );
}

proptest! {
    #![proptest_config(cases(12))]
    #[test]
    fn what_lives_through_the_run_comes_once_while_others_go(
        rows in prop::collection::btree_map(1_i64..3000, any::<bool>(), 60..500),
        downwards in any::<bool>(),
        in_flight in 1_usize..4,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (read, living) = runtime.block_on(async {
            let sandbox = portal(rows.keys().copied()).await;
            let (client, _) = of(&sandbox);
            let order = if downwards { Order::Desc } else { Order::Asc };
            let mut list = client.list(&deals().order("id", order)).in_flight(in_flight);
            let mut mortal: Vec<i64> = rows.iter().filter(|row| !row.1).map(|row| *row.0).collect();
            let mut read = Vec::new();
            while let Some(page) = list.next_page().await.unwrap() {
                for row in page.rows() {
                    read.push(row.member::<i64>("id").unwrap());
                }
                for id in mortal.split_off(mortal.len().saturating_sub(20)) {
                    delete(&sandbox, id);
                }
            }
            let living: BTreeSet<i64> = rows.iter().filter(|row| *row.1).map(|row| *row.0).collect();
            (read, living)
        });
        let sorted = if downwards {
            read.is_sorted_by(|a, b| a > b)
        } else {
            read.is_sorted_by(|a, b| a < b)
        };
        prop_assert!(sorted, "out of order or doubled");
        let read: BTreeSet<i64> = read.into_iter().collect();
        prop_assert!(living.is_subset(&read), "lost {:?}", living.difference(&read));
        prop_assert!(read.iter().all(|id| rows.contains_key(id)));
    }
}

/// The first answer about both ends of a list: its first fifty rows, the count, and the far end.
async fn with_ends(sandbox: &Sandbox, far: u64) -> Vec<u64> {
    let items: Vec<_> = (1..=50).map(|id| json!({ "id": id })).collect();
    let body = json!({ "result": {
        "result": { "c0": { "items": items }, "c1": { "items": [{ "id": far }] } },
        "result_total": { "c0": 50 },
    }});
    let answer = FaultKind::Status {
        status: 200,
        body: body.to_string(),
        content_type: "application/json".to_owned(),
    };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", answer));
    let (client, _) = of(sandbox);
    let deals = ListItems::new(EntityType::DEAL).select(["id"]);
    ids(&client.list(&deals).collect_all().await.unwrap())
}

#[tokio::test]
async fn a_page_that_is_the_whole_list_is_whole_when_its_last_row_goes_meanwhile() {
    let sandbox = portal(1..=49).await;
    let rows = with_ends(&sandbox, 49).await;
    assert_eq!(rows, (1..=50).collect::<Vec<_>>());
}

/// One of the first fifty went before they were counted, so the count is that of a page.
#[tokio::test]
async fn a_row_behind_a_full_page_comes_whatever_the_count_says() {
    let sandbox = portal(1..=51).await;
    let rows = with_ends(&sandbox, 51).await;
    assert_eq!(rows, (1..=51).collect::<Vec<_>>());
}
