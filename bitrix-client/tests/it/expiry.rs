//! Tokens that expire on the way: between the requests of a batch or a list, and inside one.

use bitrix_client::{
    Access, Batch, Client, EntityType, Error, ErrorKind, GetItem, GetProfile, Handle, ListItems,
    Pacer, Params, Plan, TokenFault, UpdateItem,
};
use chrono::TimeDelta;
use docflow_sandbox::{Deal, Fault, FaultKind, Sandbox, Side};

use crate::pace::BothClocks;
use crate::sandbox::{
    an_hour_passes, client, memory, oauth, portal_of, refusal, requests, session, world,
};

fn retitle(id: i64) -> UpdateItem {
    let fields = Params::new().with("title", "new");
    UpdateItem::new(EntityType::DEAL, id, fields)
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

/// A portal with an application, whose token expires inside the `nth` batch after so many commands.
async fn expiring_inside(nth: u32, after_commands: usize) -> (Sandbox, Client) {
    let sandbox = portal_of(many_deals()).await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let fault = FaultKind::ExpireToken { after_commands };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", fault).nth(nth));
    let client = client(&session);
    (sandbox, client)
}

/// How many commands each request held, by the name of the request.
fn commands(sandbox: &Sandbox) -> Vec<(String, usize)> {
    let seen = sandbox.requests().into_iter();
    seen.map(|request| (request.name, request.inner.len()))
        .collect()
}

fn seen(of: &[(&str, usize)]) -> Vec<(String, usize)> {
    of.iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

/// How many deals have the new title.
fn titled(sandbox: &Sandbox) -> usize {
    let state = sandbox.state();
    let deals = state["portal"]["deals"].as_object().unwrap();
    deals.values().filter(|deal| deal["title"] == "new").count()
}

#[tokio::test]
async fn what_a_token_was_too_short_for_inside_a_batch_is_sent_once_more_whatever_it_is() {
    let (sandbox, client) = expiring_inside(1, 30).await;
    let mut batch = Batch::new();
    let handles: Vec<Handle<_>> = (1..=50).map(|id| batch.add(retitle(id)).unwrap()).collect();
    let results = client.batch(&batch).await.unwrap();
    for (id, handle) in (1..).zip(&handles) {
        assert_eq!(results.take(handle).unwrap().id.get(), id);
    }
    let all = seen(&[("batch", 50), ("oauth/token", 0), ("batch", 20)]);
    assert_eq!(commands(&sandbox), all);
    assert_eq!(titled(&sandbox), 50);
}

#[tokio::test]
async fn a_batch_of_any_size_goes_on_with_the_new_token() {
    let (sandbox, client) = expiring_inside(2, 1).await;
    let mut batch = Batch::of_any_size();
    let handles: Vec<Handle<_>> = (1..=120)
        .map(|id| batch.add(retitle(id)).unwrap())
        .collect();
    let results = client.batch(&batch).await.unwrap();
    assert!(handles.iter().all(|handle| results.take(handle).is_ok()));
    let all = seen(&[
        ("batch", 50),
        ("batch", 50),
        ("oauth/token", 0),
        ("batch", 49),
        ("batch", 20),
    ]);
    assert_eq!(commands(&sandbox), all);
}

#[tokio::test]
async fn a_command_that_uses_a_result_of_before_the_end_of_the_token_is_told_and_did_not_run() {
    let (sandbox, client) = expiring_inside(1, 1).await;
    let mut batch = Batch::new();
    let read = batch.add(GetItem::new(EntityType::DEAL, 1)).unwrap();
    let fields = Params::new().with("title", read.at(["item", "title"]));
    let bound = batch
        .add(UpdateItem::new(EntityType::DEAL, 2, fields))
        .unwrap();
    let free = batch.add(retitle(3)).unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert!(results.take(&read).is_ok() && results.take(&free).is_ok());
    let error = results.take(&bound).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized(TokenFault::Expired));
    assert!(!error.may_have_happened());
    let all = seen(&[("batch", 3), ("oauth/token", 0), ("batch", 1)]);
    assert_eq!(commands(&sandbox), all);
}

#[tokio::test]
async fn a_batch_that_halts_goes_on_where_the_token_ended() {
    let (sandbox, client) = expiring_inside(1, 2).await;
    let mut batch = Batch::new().halt_on_error();
    let handles: Vec<Handle<_>> = (1..=5).map(|id| batch.add(retitle(id)).unwrap()).collect();
    let results = client.batch(&batch).await.unwrap();
    assert!(handles.iter().all(|handle| results.take(handle).is_ok()));
    let all = seen(&[("batch", 5), ("oauth/token", 0), ("batch", 3)]);
    assert_eq!(commands(&sandbox), all);
}

/// What becomes of three batches of writes when the token ends inside the first and `then` meets
/// the request that follows.
async fn after_the_end(then: Fault) -> (Sandbox, Vec<Result<(), Error>>) {
    let (sandbox, client) = expiring_inside(1, 10).await;
    sandbox.add_fault(then);
    let mut batch = Batch::of_any_size();
    let handles: Vec<Handle<_>> = (1..=120)
        .map(|id| batch.add(retitle(id)).unwrap())
        .collect();
    let results = client.batch(&batch).await.unwrap();
    let taken = handles
        .iter()
        .map(|handle| results.take(handle).map(|_| ()));
    (sandbox, taken.collect())
}

fn kind(result: &Result<(), Error>) -> Option<(ErrorKind, bool)> {
    let error = result.as_ref().err()?;
    Some((error.kind(), error.may_have_happened()))
}

#[tokio::test]
async fn where_no_other_token_is_to_be_had_the_results_of_before_are_kept_and_the_rest_not_sent() {
    let refused = refusal(400, "invalid_grant");
    let fault = Fault::new(Side::Portal, "oauth/token", refused).count(0);
    let (sandbox, results) = after_the_end(fault).await;
    assert!(results[..10].iter().all(Result::is_ok));
    let revoked = ErrorKind::Unauthorized(TokenFault::Revoked);
    assert_eq!(kind(&results[10]), Some((revoked, false)));
    assert_eq!(kind(&results[49]), Some((revoked, false)));
    let told = results[10].as_ref().unwrap_err();
    assert_eq!(told.attempts(), 1, "the batch was sent");
    assert_eq!(kind(&results[50]), Some((ErrorKind::NotRun, false)));
    let all = seen(&[("batch", 50), ("oauth/token", 0)]);
    assert_eq!(commands(&sandbox), all);
}

#[tokio::test]
async fn a_second_request_that_is_lost_is_not_sent_a_third_time() {
    let fault = Fault::new(Side::Portal, "batch", FaultKind::DropAfter).nth(2);
    let (sandbox, results) = after_the_end(fault).await;
    assert!(results[..10].iter().all(Result::is_ok));
    assert_eq!(kind(&results[10]), Some((ErrorKind::Reset, true)));
    assert_eq!(results[10].as_ref().unwrap_err().attempts(), 2);
    assert_eq!(kind(&results[50]), Some((ErrorKind::NotRun, false)));
    let all = seen(&[("batch", 50), ("oauth/token", 0), ("batch", 40)]);
    assert_eq!(commands(&sandbox), all);
    assert_eq!(titled(&sandbox), 50, "it was done");
}

#[tokio::test]
async fn a_webhook_has_no_token_that_could_expire_inside_a_batch() {
    let sandbox = crate::lists::portal(1..=3).await;
    let (client, _) = crate::lists::of(&sandbox);
    let fault = FaultKind::ExpireToken { after_commands: 1 };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", fault));
    let mut batch = Batch::new();
    let handles: Vec<Handle<_>> = (1..=3).map(|id| batch.add(retitle(id)).unwrap()).collect();
    let results = client.batch(&batch).await.unwrap();
    assert!(handles.iter().all(|handle| results.take(handle).is_ok()));
}

#[tokio::test]
async fn windows_of_a_list_that_a_token_was_too_short_for_are_asked_once_more() {
    let (sandbox, client) = expiring_inside(2, 1).await;
    let deals = ListItems::new(EntityType::DEAL).select(["id"]);
    let rows = client.list(&deals).collect_all().await.unwrap();
    let ids: Vec<u64> = rows.iter().map(|row| row.id.get()).collect();
    assert_eq!(ids, (1..=120).collect::<Vec<u64>>());
    let all = seen(&[("batch", 2), ("batch", 2), ("oauth/token", 0), ("batch", 1)]);
    assert_eq!(commands(&sandbox), all);
}

#[tokio::test]
async fn a_list_whose_token_cannot_be_renewed_ends_with_the_reason() {
    let (sandbox, client) = expiring_inside(1, 1).await;
    let down = Fault::new(Side::Portal, "oauth/token", FaultKind::Html { status: 502 });
    sandbox.add_fault(down.count(0));
    let mut rows = client.list(&ListItems::new(EntityType::DEAL));
    let error = rows.next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refresh);
    assert!(rows.next().await.unwrap().is_none());
}

/// The token of a frame's user is nobody's to renew.
#[tokio::test]
async fn a_lone_token_leaves_its_commands_refused() {
    let sandbox = portal_of(many_deals()).await;
    let access = Access::token(sandbox.portal_url(), "first-access-70k3n").unwrap();
    let client = Client::new(access).unwrap();
    let fault = FaultKind::ExpireToken { after_commands: 1 };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", fault));
    let mut batch = Batch::new();
    let done = batch.add(retitle(1)).unwrap();
    let expired = batch.add(retitle(2)).unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert_eq!(results.take(&done).unwrap().id.get(), 1);
    let error = results.take(&expired).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized(TokenFault::Expired));
    assert!(!error.may_have_happened());
    assert_eq!(requests(&sandbox), ["batch"]);
}
