//! Batches of writes under faults of chance: what is told of each command is what the portal did.

use std::collections::BTreeMap;
use std::time::Duration;

use bitrix_client::{
    Access, AddComment, Batch, CallOptions, Client, EntityType, Error, GetItem, Handle,
};
use docflow_sandbox::{Deal, Fault, FaultKind, Sandbox, Side};
use proptest::prelude::*;
use serde_json::json;

use crate::cases::cases;
use crate::pace::BothClocks;
use crate::sandbox::{memory, oauth, portal_of, refusal, session, world};

/// One play: the batch, the options, and what goes wrong at which request.
#[derive(Clone, Debug)]
struct Play {
    count: usize,
    /// Each second command uses the result of a reading before it.
    bound: bool,
    any_size: Option<usize>,
    halts: bool,
    options: CallOptions,
    /// Seconds that a comment works; after 480 of ten minutes the method is refused.
    seconds: u32,
    faults: Vec<(u32, FaultKind)>,
}

fn fault() -> impl Strategy<Value = FaultKind> {
    prop_oneof![
        Just(FaultKind::DropBefore),
        Just(FaultKind::DropAfter),
        Just(FaultKind::CutAnswer),
        Just(FaultKind::Html { status: 502 }),
        Just(FaultKind::Html { status: 504 }),
        Just(FaultKind::HtmlAfter { status: 504 }),
        (0_usize..60).prop_map(|after_commands| FaultKind::ExpireToken { after_commands }),
        Just(refusal(503, "QUERY_LIMIT_EXCEEDED")),
        Just(refusal(401, "NO_AUTH_FOUND")),
        Just(refusal(500, "INTERNAL_SERVER_ERROR")),
    ]
}

fn play() -> impl Strategy<Value = Play> {
    let batch = (
        1_usize..130,
        any::<bool>(),
        prop::option::of(1_usize..4),
        prop::bool::weighted(0.3),
    );
    let portal = (
        prop_oneof![Just(0_u32), Just(2), Just(7)],
        prop::collection::vec((1_u32..7, fault()), 0..5),
    );
    (batch, options(), portal).prop_map(
        |((count, bound, any_size, halts), options, (seconds, faults))| Play {
            count: if any_size.is_some() {
                count
            } else {
                count.min(25)
            },
            bound,
            any_size,
            halts,
            options,
            seconds,
            faults,
        },
    )
}

fn options() -> impl Strategy<Value = CallOptions> {
    (any::<bool>(), 1_u32..5, any::<bool>()).prop_map(|(safe, attempts, patient)| {
        let mut options = CallOptions::default().attempts(attempts);
        options.safe_to_repeat = safe;
        if patient {
            options = options.operating_patience(Duration::from_mins(25));
        }
        options
    })
}

impl Play {
    async fn portal(&self) -> Sandbox {
        let mut world = world();
        world.portal.deals = vec![Deal::new(1, "Deal")];
        let sandbox = portal_of(world).await;
        let costs = json!({ "operating_costs": {
            "crm.timeline.comment.add": self.seconds.to_string() } });
        sandbox.switch(Side::Portal, &costs).unwrap();
        sandbox
    }

    /// The batch, and the claim to each comment.
    fn batch(&self) -> (Batch, Vec<Handle<AddComment>>) {
        let mut batch = match self.any_size {
            Some(at_once) => Batch::of_any_size().in_parallel(at_once),
            None => Batch::new(),
        };
        if self.halts {
            batch = batch.halt_on_error();
        }
        let mut handles = Vec::new();
        for at in 0..self.count {
            let text = format!("comment {at}.");
            let comment = if self.bound && at % 2 == 1 {
                let deal = batch.add(GetItem::new(EntityType::DEAL, 1)).unwrap();
                AddComment::new(EntityType::DEAL, deal.at(["item", "id"]), text)
            } else {
                AddComment::new(EntityType::DEAL, 1, text)
            };
            handles.push(batch.add(comment).unwrap());
        }
        (batch, handles)
    }

    /// What is told of each comment, how often it is there, and the number of requests.
    async fn run(&self) -> (Vec<Result<(), Error>>, Vec<usize>, usize) {
        let sandbox = self.portal().await;
        let session = session(&sandbox, &oauth(&sandbox, memory())).await;
        let client = Client::builder(Access::session(&session).unwrap())
            .clock(BothClocks::of(&sandbox))
            .build()
            .unwrap();
        for (nth, kind) in &self.faults {
            sandbox.add_fault(Fault::new(Side::Portal, "batch", kind.clone()).nth(*nth));
        }
        let (batch, handles) = self.batch();
        let told = match client.batch_with(&batch, &self.options).await {
            Ok(results) => handles
                .iter()
                .map(|handle| results.take(handle).map(|_| ()))
                .collect(),
            Err(error) => handles.iter().map(|_| Err(error.clone())).collect(),
        };
        let requests = sandbox.requests().len();
        let there = comments(&sandbox);
        let count = |at| there.get(&format!("comment {at}.")).copied();
        let counts = (0..self.count).map(|at| count(at).unwrap_or(0)).collect();
        (told, counts, requests)
    }
}

fn comments(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for comment in sandbox.state()["portal"]["comments"].as_array().unwrap() {
        let text = comment["text"].as_str().unwrap().to_owned();
        *counts.entry(text).or_default() += 1;
    }
    counts
}

proptest! {
    #![proptest_config(cases(60))]
    #[test]
    fn what_is_told_of_a_command_is_what_the_portal_did(play in play()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (told, counts, requests) = runtime.block_on(play.run());
        for (at, (told, count)) in told.iter().zip(&counts).enumerate() {
            match told {
                Ok(()) => prop_assert!(*count >= 1, "{at} is said to be there"),
                Err(error) if !error.may_have_happened() => {
                    prop_assert_eq!(*count, 0, "{} is said not to be there: {:?}", at, error);
                }
                Err(_) => {}
            }
            prop_assert!(play.options.safe_to_repeat || *count <= 1, "{at} is there {count} times");
        }
        if play.faults.is_empty() && play.seconds == 0 {
            prop_assert!(told.iter().all(Result::is_ok), "{:?}", told);
        }
        prop_assert!(requests <= 40 + 2 * play.count, "{requests} requests");
    }
}
