//! Lists of several areas through the list engine, against the sandbox: each spells filter, order and
//! id in its own way, and all are read by windows of ids.

use bitrix_client::api::catalog_product::{AddProduct, ListProducts};
use bitrix_client::api::contact::{AddContact, ListContacts};
use bitrix_client::api::deal::ListDeals;
use bitrix_client::api::task::{AddTask, ListTasks};
use bitrix_client::api::user::GetUsers;
use bitrix_client::{Client, ErrorKind, Id, ListMethod, Method, Order, Params};
use docflow_sandbox::{Deal, Sandbox, SandboxClock, User, Webhook, World};
use serde_json::json;

use crate::lists::switch;
use crate::support::{SECRET, client};

const ADMIN: i64 = 1;
const MANY: i64 = 130;

/// A portal with 130 deals and 130 users, without a limit of requests.
async fn portal() -> (Sandbox, Client) {
    let mut world = World::default();
    let portal = &mut world.portal;
    let scopes = ["crm", "user", "task", "tasks", "catalog"];
    portal.webhooks.push(Webhook::new(ADMIN, SECRET, scopes));
    portal.users = (1..=MANY)
        .map(|id| User::new(id, format!("Name {id}"), "Orlova"))
        .collect();
    portal.deals = (1..=MANY)
        .map(|id| Deal::new(2 * id, format!("Deal {id}")))
        .collect();
    let clock = SandboxClock::manual(1_800_000_000_000);
    let builder = Sandbox::builder().world(world).clock(clock);
    let sandbox = builder.start().await.unwrap();
    switch(&sandbox, &json!({"rate_limit": "off"}));
    let (client, _) = client(sandbox.portal_url());
    (sandbox, client)
}

/// Adds as many things as there are deals.
async fn add<M: Method>(sandbox: &Sandbox, client: &Client, call: impl Fn(i64) -> M) {
    for at in 1..=MANY {
        client.call(&call(at)).await.unwrap();
    }
    sandbox.clear_requests();
}

/// What a list reads: its ids, and in how many requests.
async fn read<M: ListMethod>(
    (sandbox, client): (&Sandbox, &Client),
    list: &M,
    id: impl Fn(&M::Row) -> Option<Id>,
) -> (Vec<u64>, usize) {
    sandbox.clear_requests();
    let rows = client.list(list).collect_all().await.unwrap();
    let ids = rows.iter().map(|row| id(row).unwrap().get()).collect();
    (ids, sandbox.requests().len())
}

/// The rows with these ids, or why there are none.
async fn wanted<M: ListMethod>(
    client: &Client,
    list: &M,
    ids: [u64; 3],
) -> Result<usize, ErrorKind> {
    let ids = ids.into_iter().filter_map(Id::new);
    let rows = client.get_many(list, ids).collect_all().await;
    rows.map(|rows| rows.len()).map_err(|error| error.kind())
}

#[tokio::test]
async fn contacts_of_the_old_api_are_read_by_windows_and_by_ids() {
    let (sandbox, client) = portal().await;
    let named = |at| AddContact::new(Params::new().with("NAME", format!("Name {at}")));
    add(&sandbox, &client, named).await;
    let list = ListContacts::new().select(["NAME"]).filter(">ID", 20);
    let (ids, requests) = read((&sandbox, &client), &list, |row| row.id).await;
    assert_eq!((ids, requests), ((21..=130).collect(), 2));
    assert_eq!(wanted(&client, &list, [7, 21, 130]).await, Ok(2));
}

#[tokio::test]
async fn deals_of_the_old_api_are_read_downwards() {
    let (sandbox, client) = portal().await;
    let list = ListDeals::new().select(["TITLE"]).order("ID", Order::Desc);
    let (ids, requests) = read((&sandbox, &client), &list, |row| row.id).await;
    let expected: Vec<u64> = (1..=130).rev().map(|id| 2 * id).collect();
    assert_eq!((ids, requests), (expected, 2));
    assert_eq!(wanted(&client, &list, [2, 3, 260]).await, Ok(2));
}

#[tokio::test]
async fn users_are_read_though_their_order_is_no_map() {
    let (sandbox, client) = portal().await;
    let list = GetUsers::new().filter("<=ID", 120);
    let (ids, requests) = read((&sandbox, &client), &list, |row| Some(row.id)).await;
    assert_eq!((ids, requests), ((1..=120).collect(), 2));
    let downwards = list.clone().order("ID", Order::Desc);
    let (ids, _) = read((&sandbox, &client), &downwards, |row| Some(row.id)).await;
    assert!(ids.into_iter().eq((1..=120).rev()));
    assert_eq!(wanted(&client, &list, [1, 120, 121]).await, Ok(2));
    let by_name = client.list(&list.order("NAME", Order::Asc));
    let refused = by_name.collect_all().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidArgument);
}

#[tokio::test]
async fn tasks_are_asked_for_by_one_spelling_of_the_id_and_read_by_another() {
    let (sandbox, client) = portal().await;
    let titled = |at| {
        let fields = Params::new().with("TITLE", format!("Task {at}"));
        AddTask::new(fields.with("RESPONSIBLE_ID", ADMIN))
    };
    add(&sandbox, &client, titled).await;
    let list = ListTasks::new().select(["TITLE"]).filter("!ID", 130);
    let (ids, requests) = read((&sandbox, &client), &list, |row| row.id).await;
    assert_eq!((ids, requests), ((1..=129).collect(), 2));
    let many = wanted(&client, &list, [1, 2, 3]).await;
    assert_eq!(many, Err(ErrorKind::InvalidArgument));
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn products_are_read_with_the_fields_that_their_list_wants() {
    let (sandbox, client) = portal().await;
    let product = |at| {
        let fields = Params::new().with("name", format!("Product {at}"));
        AddProduct::new(fields.with("iblockId", 14))
    };
    add(&sandbox, &client, product).await;
    let list = ListProducts::new().select(["iblockId", "name"]);
    let list = list.filter("iblockId", 14);
    let (ids, requests) = read((&sandbox, &client), &list, |row| row.id).await;
    assert!(ids.is_sorted() && ids.len() >= 130, "{ids:?}");
    assert_eq!(requests, 2);
    let many = wanted(&client, &list, [1, 2, 3]).await;
    assert_eq!(many, Err(ErrorKind::InvalidArgument));
}
