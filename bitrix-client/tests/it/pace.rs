//! The pace of a portal, against the sandbox: who goes first, what a full bucket costs, and methods
//! that have used up their operating time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix_client::{
    Batch, CallOptions, Client, Drain, EntityType, ErrorKind, GetItem, GetServerTime, Handle,
    ListItems, Pacer, Params, Plan, Priority, UpdateItem, Value,
};
use docflow_sandbox::{Fault, FaultKind, Sandbox, SandboxClock, Side};
use serde_json::json;

use crate::lists::{cost, portal, switch};
use crate::support::SECRET;

/// A clock that moves the portal's clock along with its own.
pub(crate) struct BothClocks {
    portal: SandboxClock,
    sleeps: Mutex<Vec<i64>>,
}

impl BothClocks {
    pub(crate) fn of(sandbox: &Sandbox) -> Arc<Self> {
        Arc::new(Self {
            portal: sandbox.clock().clone(),
            sleeps: Mutex::default(),
        })
    }
}

#[async_trait::async_trait]
impl bitrix_client::Clock for BothClocks {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp_millis(self.portal.now_ms()).unwrap()
    }

    async fn sleep_until(&self, at: chrono::DateTime<chrono::Utc>) {
        tokio::task::yield_now().await;
        let rest = (at - self.now()).num_milliseconds();
        if rest > 0 {
            self.portal.advance(rest);
            self.sleeps.lock().unwrap().push(rest);
        }
    }
}

fn with_both_clocks(sandbox: &Sandbox) -> (Client, Arc<BothClocks>) {
    with_plan(sandbox, Plan::STANDARD)
}

fn with_plan(sandbox: &Sandbox, plan: Plan) -> (Client, Arc<BothClocks>) {
    let address = format!("{}/rest/1/{SECRET}/", sandbox.portal_url());
    let access = bitrix_client::Access::webhook(&address).unwrap();
    let clock = BothClocks::of(sandbox);
    let builder = Client::builder(access)
        .clock(clock.clone())
        .pacer(Pacer::new(plan));
    (builder.build().unwrap(), clock)
}

fn get() -> GetItem {
    GetItem::new(EntityType::DEAL, 1)
}

#[tokio::test]
async fn a_hundred_calls_meet_no_refusal() {
    let sandbox = portal(1..=1).await;
    switch(&sandbox, &json!({"rate_limit": "standard"}));
    let (client, clock) = with_both_clocks(&sandbox);
    for _ in 0..100 {
        client.call(&get()).await.unwrap();
    }
    let all = sandbox.requests();
    assert!(all.iter().all(|request| request.status == 200));
    let waited: i64 = clock.sleeps.lock().unwrap().iter().sum();
    assert_eq!(
        (all.len(), waited),
        (100, 25_000),
        "two a second after the first fifty"
    );
}

/// However the portal drains, and wherever in its second the calls begin.
#[tokio::test]
async fn the_default_plan_is_never_refused_in_either_mode() {
    for drain in ["steps", "continuous"] {
        for begin in [0, 1, 499, 500, 999] {
            let sandbox = portal(1..=1).await;
            let limits = json!({"rate_limit": "standard", "bucket_drain": drain});
            switch(&sandbox, &limits);
            sandbox.clock().advance(begin);
            let (client, clock) = with_plan(&sandbox, Plan::default());
            for call in 0..90 {
                // Some of them find room, some wait.
                let pause = if call % 20 == 0 { 700 } else { 0 };
                sandbox.clock().advance(pause);
                client.call(&get()).await.unwrap();
            }
            let all = sandbox.requests();
            let refused = all.iter().filter(|request| request.status != 200).count();
            assert_eq!((all.len(), refused), (90, 0), "{drain}, {begin} ms");
            assert!(clock.sleeps.lock().unwrap().len() > 10, "the limit was met");
        }
    }
}

/// The plan for the other kind is as fast there as may be, and too fast for a portal of steps.
#[tokio::test]
async fn the_plan_that_drains_evenly_suits_a_portal_that_does() {
    let even = Plan::per_second(50, 2, Drain::Continuous);
    for (drain, suits) in [("continuous", true), ("steps", false)] {
        let sandbox = portal(1..=1).await;
        let limits = json!({"rate_limit": "standard", "bucket_drain": drain});
        switch(&sandbox, &limits);
        let (client, _) = with_plan(&sandbox, even);
        for _ in 0..60 {
            client.call(&get()).await.unwrap();
        }
        let all = sandbox.requests();
        let whole = all.iter().all(|request| request.status == 200);
        assert_eq!(whole, suits, "{drain}");
    }
}

#[tokio::test]
async fn an_enterprise_portal_takes_more() {
    let sandbox = portal(1..=1).await;
    switch(&sandbox, &json!({"rate_limit": "enterprise"}));
    let (client, clock) = with_plan(&sandbox, Plan::ENTERPRISE);
    for _ in 0..250 {
        client.call(&get()).await.unwrap();
    }
    assert!(
        sandbox
            .requests()
            .iter()
            .all(|request| request.status == 200)
    );
    assert!(clock.sleeps.lock().unwrap().is_empty());
}

/// Somebody else at this address has filled the bucket before us.
#[tokio::test]
async fn a_bucket_that_is_full_already_costs_one_refusal() {
    let sandbox = portal(1..=1).await;
    switch(&sandbox, &json!({"rate_limit": "standard"}));
    let (other, _) = with_both_clocks(&sandbox);
    for _ in 0..50 {
        other.call(&get()).await.unwrap();
    }
    sandbox.clear_requests();
    let (client, _) = with_both_clocks(&sandbox);
    for _ in 0..20 {
        client.call(&get()).await.unwrap();
    }
    let refused = sandbox
        .requests()
        .iter()
        .filter(|it| it.status == 503)
        .count();
    assert_eq!((refused, cost(&sandbox).0), (1, 21));
}

#[tokio::test]
async fn a_person_goes_before_a_list_that_waits() {
    let sandbox = portal(1..=9000).await;
    let plan = Plan::new(1, chrono::TimeDelta::seconds(1));
    let (client, _) = with_plan(&sandbox, plan);
    let nightly = client.with_priority(Priority::Background);
    let person = client.with_priority(Priority::Person);
    let deals = ListItems::new(EntityType::DEAL).select(["id"]);
    let mut rows = nightly.list(&deals);
    rows.next_page().await.unwrap().unwrap();
    let before = cost(&sandbox).0;
    let reading = async { while rows.next_page().await.unwrap().is_some() {} };
    let asking = async {
        tokio::task::yield_now().await;
        person.call(&get()).await.unwrap();
    };
    tokio::join!(reading, asking);
    // By the order in which they came to the portal: while an answer is under way, others go out.
    let later = sandbox.requests().split_off(before);
    let others = later.iter().position(|it| it.name == "crm.item.get");
    assert!(others.unwrap() <= 3, "it came after {others:?} others");
    assert!(later.len() > 4, "the list went on behind it");
}

async fn costly_portal() -> Sandbox {
    let sandbox = portal(1..=120).await;
    let switches = json!({
        "operating_seconds": 100, "request_seconds": 0,
        "operating_costs": {"crm.item.get": "60", "crm.item.list": "60"},
    });
    switch(&sandbox, &switches);
    sandbox
}

#[tokio::test]
async fn a_method_without_operating_time_is_refused_at_once_or_waited_for() {
    let sandbox = costly_portal().await;
    let (client, clock) = with_both_clocks(&sandbox);
    for _ in 0..2 {
        client.call(&get()).await.unwrap();
    }
    let error = client.call(&get()).await.unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::OperatingLimit { until: Some(_) }
    ));
    assert_eq!((error.attempts(), error.may_have_happened()), (1, false));
    let patient = CallOptions::default().operating_patience(Duration::from_mins(11));
    client.call_with(&get(), &patient).await.unwrap();
    assert_eq!(cost(&sandbox).0, 5, "one refusal, one wait, one answer");
    assert_eq!(*clock.sleeps.lock().unwrap(), [600_000]);
}

#[tokio::test]
async fn a_list_waits_for_its_operating_time_and_loses_nothing() {
    let sandbox = costly_portal().await;
    let (client, _) = with_both_clocks(&sandbox);
    let deals = ListItems::new(EntityType::DEAL).select(["id"]);
    let mut rows = client.list(&deals);
    rows.next_page().await.unwrap().unwrap();
    let error = rows.next_page().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::OperatingLimit { .. }));
    sandbox.clock().advance(600_000);
    let patient = CallOptions::default().operating_patience(Duration::from_hours(1));
    let rows = client
        .list(&deals)
        .options(patient)
        .collect_all()
        .await
        .unwrap();
    assert_eq!(rows.len(), 120);
}

#[tokio::test]
async fn a_list_that_begins_while_its_method_is_blocked_waits_as_well() {
    let sandbox = costly_portal().await;
    let (client, clock) = with_both_clocks(&sandbox);
    let deals = ListItems::new(EntityType::DEAL).select(["id"]);
    client.list(&deals).next_page().await.unwrap();
    let patient = CallOptions::default().operating_patience(Duration::from_mins(21));
    let rows = client.list(&deals).options(patient).collect_all().await;
    assert_eq!(rows.unwrap().len(), 120);
    assert!(clock.sleeps.lock().unwrap().contains(&600_000));
}

/// So many readings of deal 1 in one batch; the method's time lasts for two.
fn readings(mut batch: Batch, count: usize) -> (Batch, Vec<Handle<GetItem>>) {
    let handles = (0..count).map(|_| batch.add(get()).unwrap()).collect();
    (batch, handles)
}

#[tokio::test]
async fn commands_without_operating_time_are_refused_at_once_or_waited_for() {
    let sandbox = costly_portal().await;
    let (client, clock) = with_both_clocks(&sandbox);
    let (batch, handles) = readings(Batch::new(), 5);
    let results = client.batch(&batch).await.unwrap();
    assert!(results.take(&handles[1]).is_ok());
    let error = results.take(&handles[2]).unwrap_err();
    let dated = ErrorKind::OperatingLimit {
        until: chrono::DateTime::from_timestamp_millis(1_800_000_600_000),
    };
    assert_eq!(error.kind(), dated);
    assert_eq!(error.retry_after(), Some(Duration::from_mins(10)));
    assert!(!error.may_have_happened());
    assert_eq!(cost(&sandbox), (1, 5));

    sandbox.clock().advance(600_000);
    let patient = CallOptions::default().operating_patience(Duration::from_mins(21));
    let results = client.batch_with(&batch, &patient).await.unwrap();
    assert!(handles.iter().all(|handle| results.take(handle).is_ok()));
    assert_eq!(*clock.sleeps.lock().unwrap(), [600_000, 600_000]);
    assert_eq!(cost(&sandbox), (1 + 3, 5 + 5 + 3 + 1), "two at a time run");
}

#[tokio::test]
async fn a_batch_of_any_size_does_not_send_what_would_be_refused() {
    let sandbox = costly_portal().await;
    let (client, _) = with_both_clocks(&sandbox);
    let (mut batch, handles) = readings(Batch::of_any_size(), 120);
    let time = batch.add(GetServerTime).unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert!(results.take(&handles[1]).is_ok());
    for (at, attempts) in [(2, 1), (49, 1), (50, 0), (119, 0)] {
        let error = results.take(&handles[at]).unwrap_err();
        assert!(matches!(
            error.kind(),
            ErrorKind::OperatingLimit { until: Some(_) }
        ));
        assert_eq!(
            (error.attempts(), error.may_have_happened()),
            (attempts, false)
        );
    }
    assert!(results.take(&time).is_ok(), "another method goes on");
    assert_eq!(cost(&sandbox), (2, 50 + 1));
}

/// Updates last for two; readings and the time do not count.
async fn costly_updates() -> Sandbox {
    let sandbox = costly_portal().await;
    switch(
        &sandbox,
        &json!({"operating_costs": {"crm.item.update": "60"}}),
    );
    sandbox
}

fn update(id: impl Into<Value>, title: impl Into<Value>) -> UpdateItem {
    UpdateItem::new(EntityType::DEAL, id, Params::new().with("title", title))
}

fn is_out_of_time(error: &bitrix_client::Error) -> bool {
    matches!(error.kind(), ErrorKind::OperatingLimit { .. })
}

#[tokio::test]
async fn commands_of_their_own_stop_as_well_when_their_method_is_used_up() {
    let sandbox = costly_updates().await;
    let (client, _) = with_both_clocks(&sandbox);
    let mut batch = Batch::of_any_size();
    let cleared = |id: i64| {
        let fields = Params::new().with("contactIds", Vec::<Value>::new());
        UpdateItem::new(EntityType::DEAL, id, fields)
    };
    let handles: Vec<_> = (1..=6).map(|id| batch.add(cleared(id)).unwrap()).collect();
    let results = client.batch(&batch).await.unwrap();
    assert!(results.take(&handles[1]).is_ok());
    for handle in &handles[2..] {
        assert!(is_out_of_time(&results.take(handle).unwrap_err()));
    }
    assert_eq!(cost(&sandbox).0, 3, "two that ran and one that was refused");
}

#[tokio::test]
async fn of_commands_that_stay_together_only_those_of_the_used_up_method_are_left_out() {
    let sandbox = costly_updates().await;
    let (client, _) = with_both_clocks(&sandbox);
    let mut batch = Batch::of_any_size();
    for id in 1..=50 {
        batch.add(update(id, "spent")).unwrap();
    }
    let source = batch.add(get()).unwrap();
    let other = batch.add(GetServerTime).unwrap();
    let bound = batch.add(update(3, source.at(["item", "title"]))).unwrap();
    let after = batch
        .add(GetItem::new(EntityType::DEAL, bound.at(["item", "id"])))
        .unwrap();
    let results = client.batch(&batch).await.unwrap();
    assert!(results.take(&source).is_ok() && results.take(&other).is_ok());
    assert!(is_out_of_time(&results.take(&bound).unwrap_err()));
    let after = results.take(&after).unwrap_err();
    assert_eq!(
        (after.kind(), after.method()),
        (ErrorKind::NotRun, "crm.item.get")
    );
    assert_eq!(cost(&sandbox), (2, 50 + 2));
}

/// Thirty pairs: a reading and an update that uses it, so none can be sent again without the other.
#[tokio::test]
async fn bound_commands_that_were_not_sent_are_waited_for() {
    let sandbox = costly_updates().await;
    let (client, clock) = with_both_clocks(&sandbox);
    let mut batch = Batch::of_any_size();
    let mut handles = Vec::new();
    for _ in 0..30 {
        let source = batch.add(get()).unwrap();
        handles.push(batch.add(update(1, source.at(["item", "title"]))).unwrap());
    }
    let patient = CallOptions::default().operating_patience(Duration::from_mins(11));
    let results = client.batch_with(&batch, &patient).await.unwrap();
    let ran = |at: usize| results.take(&handles[at]).is_ok();
    assert!(ran(0) && ran(1) && !ran(2), "of the first request");
    assert!(ran(25) && ran(26) && !ran(27), "after the wait");
    assert_eq!(*clock.sleeps.lock().unwrap(), [600_000]);
    // A pair a request, since an update takes a minute; the patience ends at the third, and of the
    // last two only the readings are sent.
    let sizes: Vec<usize> = sandbox.requests().iter().map(|it| it.inner.len()).collect();
    assert_eq!(sizes, [50, 2, 2, 2, 2]);
}

#[tokio::test]
async fn what_was_not_sent_has_no_history() {
    let sandbox = costly_portal().await;
    let (client, _) = with_both_clocks(&sandbox);
    let lost = Fault::new(Side::Portal, "batch", FaultKind::DropAfter);
    sandbox.add_fault(lost);
    let (batch, handles) = readings(Batch::of_any_size(), 60);
    let results = client.batch(&batch).await.unwrap();
    let known = |at: usize| {
        let error = results.take(&handles[at]).unwrap_err();
        assert!(is_out_of_time(&error));
        let named = !error.request_id().is_empty();
        (error.attempts(), error.may_have_happened(), named)
    };
    assert_eq!(
        known(2),
        (2, true, true),
        "the lost request may have done it"
    );
    assert_eq!(known(59), (0, false, false));
}
