//! Batches of any size against the sandbox: how many requests, in which order, and what is known
//! of each command when something fails on the way.

use bitrix_client::api::item::DeleteItem;
use bitrix_client::{
    Batch, BatchError, CallOptions, EntityType, ErrorKind, GetItem, Handle, Params, TokenFault,
    UpdateItem, Value,
};
use docflow_sandbox::{Fault, FaultKind, Sandbox, Side};

use crate::lists::{cost, of, portal};
use crate::sandbox::refusal;

fn update(id: u32) -> UpdateItem {
    let fields = Params::new().with("title", format!("t{id}"));
    UpdateItem::new(EntityType::DEAL, id, fields)
}

fn updates(count: u32) -> (Batch, Vec<Handle<UpdateItem>>) {
    let mut batch = Batch::of_any_size();
    let handles = (1..=count)
        .map(|id| batch.add(update(id)).unwrap())
        .collect();
    (batch, handles)
}

fn title(sandbox: &Sandbox, id: u32) -> String {
    let state = sandbox.state();
    state["portal"]["deals"][id.to_string()]["title"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_thousand_updates_are_twenty_requests() {
    let sandbox = portal(1..=1000).await;
    let (client, _) = of(&sandbox);
    let (batch, handles) = updates(1000);
    let results = client.batch(&batch.in_parallel(4)).await.unwrap();
    for (id, handle) in (1..).zip(&handles) {
        assert_eq!(results.take(handle).unwrap().id.get(), id);
    }
    assert_eq!(cost(&sandbox), (20, 1000));
    assert_eq!(title(&sandbox, 1000), "t1000");
}

#[tokio::test]
async fn commands_bound_by_references_share_a_request() {
    let sandbox = portal(1..=120).await;
    let (client, _) = of(&sandbox);
    let mut batch = Batch::of_any_size();
    for id in 1..50 {
        batch.add(update(id)).unwrap();
    }
    let deal = batch.add(GetItem::new(EntityType::DEAL, 50)).unwrap();
    let fields = Params::new().with("title", deal.at(["item", "title"]));
    let copy = batch
        .add(UpdateItem::new(EntityType::DEAL, 51, fields))
        .unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert_eq!(
        results.take(&copy).unwrap().title.as_deref(),
        Some("Deal 50")
    );
    let sizes: Vec<usize> = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    assert_eq!(sizes, [49, 2]);
}

#[tokio::test]
async fn a_write_whose_outcome_is_unknown_is_sent_once_and_the_rest_is_not_sent() {
    let sandbox = portal(1..=150).await;
    let (client, _) = of(&sandbox);
    let fault = Fault::new(Side::Portal, "batch", FaultKind::DropAfter).nth(2);
    sandbox.add_fault(fault);
    let (batch, handles) = updates(150);
    let results = client.batch(&batch).await.unwrap();
    let state = |at: usize| {
        let taken = results.take(&handles[at]);
        taken
            .err()
            .map(|error| (error.kind(), error.may_have_happened()))
    };
    assert_eq!(state(0), None);
    assert_eq!(state(50), Some((ErrorKind::Reset, true)));
    assert_eq!(state(149), Some((ErrorKind::NotRun, false)));
    assert_eq!(cost(&sandbox), (2, 100));
    assert_eq!(title(&sandbox, 100), "t100", "it had been done");
}

#[tokio::test]
async fn a_batch_that_is_marked_safe_goes_on_after_a_lost_answer() {
    let sandbox = portal(1..=150).await;
    let (client, _) = of(&sandbox);
    let fault = Fault::new(Side::Portal, "batch", FaultKind::DropAfter).nth(2);
    sandbox.add_fault(fault);
    let (batch, _) = updates(150);
    let options = CallOptions::default().safe_to_repeat();
    let results = client.batch_with(&batch, &options).await.unwrap();
    assert_eq!(results.failures().count(), 0);
    assert_eq!(cost(&sandbox), (4, 200));
}

#[tokio::test]
async fn after_a_cut_the_next_requests_hold_fewer_commands() {
    let sandbox = portal(1..=60).await;
    let (client, _) = of(&sandbox);
    let cut = FaultKind::Html { status: 504 };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", cut));
    let error = client.batch(&updates(60).0).await.unwrap_err();
    assert!(error.may_have_happened());
    client.batch(&updates(60).0).await.unwrap();
    let sizes: Vec<usize> = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    // Fifty commands that were cut after a minute: twenty-five fill half a minute.
    assert_eq!(sizes.get(..2), Some([50, 25].as_slice()));
    assert_eq!(sizes.iter().skip(1).sum::<usize>(), 60);
}

/// A portal on which an update works so many seconds.
async fn slow_portal(seconds: &str) -> Sandbox {
    let sandbox = portal(1..=60).await;
    let costs = serde_json::json!({ "operating_costs": { "crm.item.update": seconds } });
    sandbox.switch(Side::Portal, &costs).unwrap();
    sandbox
}

/// How many commands each request held when sixty updates that may be repeated were sent, and how
/// many of them were answered.
async fn repeated_when_cut(sandbox: &Sandbox, options: CallOptions) -> (Vec<usize>, usize) {
    let (client, _) = of(sandbox);
    let (batch, handles) = updates(60);
    let options = options.safe_to_repeat();
    let results = client.batch_with(&batch, &options).await;
    let done = results.map_or(0, |results| {
        handles
            .iter()
            .filter(|handle| results.take(handle).is_ok())
            .count()
    });
    let sizes = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    (sizes, done)
}

#[tokio::test]
async fn a_cut_request_that_may_be_repeated_is_sent_again_in_smaller_ones() {
    let all = CallOptions::default();
    let cut_once = repeated_when_cut(&slow_portal("2").await, all.clone()).await;
    // Twenty-five are a guess; then the portal has told how long an update takes.
    assert_eq!(cut_once, (vec![50, 25, 14, 14, 7], 60));
    let cut_twice = repeated_when_cut(&slow_portal("5").await, all).await;
    let told = [50, 25, 12, 5, 5, 5, 5, 5, 5, 5, 5, 5, 3];
    assert_eq!(cut_twice, (told.to_vec(), 60));
}

#[tokio::test]
async fn requests_that_are_cut_side_by_side_are_all_sent_again() {
    let sandbox = portal(1..=400).await;
    let costs = serde_json::json!({ "operating_costs": { "crm.item.update": "2" },
        "operating_limit": false });
    sandbox.switch(Side::Portal, &costs).unwrap();
    let (client, _) = of(&sandbox);
    let (batch, handles) = updates(400);
    let options = CallOptions::default().safe_to_repeat();
    let results = client
        .batch_with(&batch.in_parallel(8), &options)
        .await
        .unwrap();
    assert!(handles.iter().all(|handle| results.take(handle).is_ok()));
    let sizes: Vec<usize> = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    assert_eq!(sizes[..8], [50; 8], "all eight were cut");
}

#[tokio::test]
async fn a_batch_that_is_cut_again_and_again_ends_with_its_attempts() {
    let options = CallOptions::default().attempts(2);
    let cut = repeated_when_cut(&slow_portal("5").await, options).await;
    assert_eq!(cut, (vec![50, 25], 0));
}

/// Nothing of it can be sent without the rest.
#[tokio::test]
async fn a_cut_request_that_cannot_be_smaller_is_sent_again_as_it_is() {
    let sandbox = portal(1..=3).await;
    let (client, _) = of(&sandbox);
    let cut = FaultKind::Html { status: 504 };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", cut));
    let mut batch = Batch::of_any_size();
    let source = batch.add(GetItem::new(EntityType::DEAL, 2)).unwrap();
    let bound = GetItem::new(EntityType::DEAL, source.at(["item", "id"]));
    let bound = batch.add(bound).unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert_eq!(results.take(&bound).unwrap().id.get(), 2);
    assert_eq!(cost(&sandbox), (2, 4));
}

type Known = (ErrorKind, u32, bool);

/// Sixty deals are deleted by a request that was cut after its work and smaller ones after it, of
/// which the `nth` of all is refused as a whole; what is known of the first, the fiftieth and the
/// last.
async fn deleted_and_cut(nth: u32) -> ([Known; 3], Vec<usize>) {
    let sandbox = portal(1..=60).await;
    let (client, _) = of(&sandbox);
    let refused = refusal(401, "NO_AUTH_FOUND");
    let cut = FaultKind::HtmlAfter { status: 504 };
    sandbox.add_fault(Fault::new(Side::Portal, "batch", cut));
    sandbox.add_fault(Fault::new(Side::Portal, "batch", refused).nth(nth));
    let mut batch = Batch::of_any_size();
    let delete = |id: u32| DeleteItem::new(EntityType::DEAL, id);
    let handles: Vec<_> = (1..=60).map(|id| batch.add(delete(id)).unwrap()).collect();
    let options = CallOptions::default().safe_to_repeat().attempts(2);
    let results = client.batch_with(&batch, &options).await.unwrap();
    let known = [0, 49, 59].map(|at| {
        let error = results.take(&handles[at]).unwrap_err();
        (error.kind(), error.attempts(), error.may_have_happened())
    });
    let sizes = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    (known, sizes)
}

#[tokio::test]
async fn what_was_in_a_cut_request_may_have_happened_whatever_comes_after() {
    let invalid = ErrorKind::Unauthorized(TokenFault::Invalid);
    let never_sent = (ErrorKind::NotRun, 0, false);
    let (known, sizes) = deleted_and_cut(3).await;
    let gone_before = (ErrorKind::NotFound, 2, true);
    assert_eq!(known, [gone_before, (invalid, 2, true), never_sent]);
    assert_eq!(sizes, [50, 25, 25]);
    let (known, sizes) = deleted_and_cut(2).await;
    let only_cut = (ErrorKind::NotJson { status: 504 }, 1, true);
    assert_eq!(known, [(invalid, 2, true), only_cut, never_sent]);
    assert_eq!(sizes, [50, 25]);
}

#[tokio::test]
async fn commands_that_are_bound_stay_together_when_a_request_was_cut() {
    let sandbox = portal(1..=4).await;
    let costs = serde_json::json!({ "operating_costs": { "crm.item.get": "25" } });
    sandbox.switch(Side::Portal, &costs).unwrap();
    let (client, _) = of(&sandbox);
    let mut batch = Batch::of_any_size();
    let get = |id| GetItem::new(EntityType::DEAL, id);
    let source = batch.add(get(1)).unwrap();
    let bound = GetItem::new(EntityType::DEAL, source.at(["item", "id"]));
    let bound = batch.add(bound).unwrap();
    let free = batch.add(get(3)).unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert_eq!(results.take(&bound).unwrap().id.get(), 1);
    assert_eq!(results.take(&free).unwrap().id.get(), 3);
    let sizes: Vec<usize> = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    assert_eq!(sizes, [3, 2, 1]);
}

#[tokio::test]
async fn a_halted_batch_sends_nothing_after_the_first_failure() {
    let sandbox = portal((1..=150).filter(|id| *id != 60)).await;
    let (client, _) = of(&sandbox);
    let mut batch = Batch::of_any_size().halt_on_error().in_parallel(4);
    let handles: Vec<_> = (1..=150).map(|id| batch.add(update(id)).unwrap()).collect();
    let results = client.batch(&batch).await.unwrap();
    assert!(results.take(&handles[58]).is_ok());
    assert_eq!(
        results.take(&handles[59]).unwrap_err().kind(),
        ErrorKind::NotFound
    );
    let not_run = results
        .failures()
        .filter(|(_, error)| error.kind() == ErrorKind::NotRun);
    assert_eq!(not_run.count(), 90);
    assert_eq!(cost(&sandbox).0, 2);
}

#[tokio::test]
async fn what_a_command_cannot_say_is_sent_as_a_call_of_its_own() {
    let sandbox = portal(1..=3).await;
    let (client, _) = of(&sandbox);
    let cleared = Params::new().with("contactIds", Vec::<Value>::new());
    let mut batch = Batch::of_any_size();
    let first = batch.add(update(1)).unwrap();
    let alone = batch
        .add(UpdateItem::new(EntityType::DEAL, 2, cleared))
        .unwrap();
    let last = batch.add(update(3)).unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert_eq!(results.take(&alone).unwrap().id.get(), 2);
    assert!(results.take(&first).is_ok() && results.take(&last).is_ok());
    let names: Vec<String> = sandbox.requests().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["batch", "crm.item.update", "batch"]);
    let bound = UpdateItem::new(EntityType::DEAL, alone.at(["item", "id"]), Params::new());
    assert!(matches!(
        batch.add(bound),
        Err(BatchError::BoundAlone { .. })
    ));
    assert_eq!(batch.len(), 3);
}

#[test]
fn a_chain_of_more_than_fifty_is_refused() {
    let mut batch = Batch::of_any_size();
    let mut last = batch.add(GetItem::new(EntityType::DEAL, 1)).unwrap();
    for _ in 1..50 {
        last = batch
            .add(GetItem::new(EntityType::DEAL, last.at(["item", "id"])))
            .unwrap();
    }
    let one_more = GetItem::new(EntityType::DEAL, last.at(["item", "id"]));
    assert_eq!(batch.add(one_more).unwrap_err(), BatchError::Full);
    assert!(batch.add(GetItem::new(EntityType::DEAL, 2)).is_ok());
}

/// The first request did its work and was lost; the second finds nothing to do any more.
#[tokio::test]
async fn a_refusal_after_a_lost_attempt_does_not_say_that_nothing_happened() {
    let sandbox = portal(1..=3).await;
    let (client, _) = of(&sandbox);
    let lost = Fault::new(Side::Portal, "batch", FaultKind::DropAfter);
    sandbox.add_fault(lost);
    let mut batch = Batch::new().halt_on_error();
    let delete = |id: i64| DeleteItem::new(EntityType::DEAL, id);
    let first = batch.add(delete(1)).unwrap();
    let second = batch.add(delete(2)).unwrap();
    let options = CallOptions::default().safe_to_repeat();
    let results = client.batch_with(&batch, &options).await.unwrap();
    let error = results.take(&first).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.may_have_happened(), "the first attempt did it");
    assert_eq!(error.attempts(), 2);
    assert!(!error.request_id().is_empty());
    let behind = results.take(&second).unwrap_err();
    assert_eq!(behind.kind(), ErrorKind::NotRun);
    assert!(behind.may_have_happened(), "the first attempt did it");
}
