//! Pace: one bucket for all clients of a portal, and who goes first when it is full.
//!
//! ```sh
//! cargo run -p bitrix-client --example pace
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use std::time::Duration;

use bitrix_client::{Access, CallOptions, Client, EntityType, GetItem, Pacer, Plan, Priority};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let address = format!("{}/rest/1/s3cr3tc0de/", sandbox.portal_url());
    // A small bucket, so that it is full soon: five at once, then two each tenth of a second.
    let pacer = Pacer::new(Plan::in_steps(5, 2, chrono::TimeDelta::milliseconds(100)));
    let client = Client::builder(Access::webhook(&address)?)
        .pacer(pacer.clone())
        .build()?;
    let nightly = client.with_priority(Priority::Background);
    let wizard = client.with_priority(Priority::Person);

    let deal = |id| GetItem::new(EntityType::DEAL, id);
    let calls = (1..=8).map(|id| {
        let nightly = nightly.clone();
        async move { nightly.call(&deal(id)).await.map(|_| format!("sync {id}")) }
    });
    let mut calls: Vec<_> = calls.map(tokio::spawn).collect();
    tokio::task::yield_now().await;
    calls.push(tokio::spawn(async move {
        wizard.call(&deal(300)).await.map(|_| "person".to_owned())
    }));
    for call in calls {
        println!("{} is answered", call.await??);
    }

    // A method that has used up its operating time answers 429: wait as long as the portal says,
    // up to eleven minutes.
    let patient = CallOptions::default().operating_patience(Duration::from_mins(11));
    client.call_with(&deal(1), &patient).await?;
    Ok(())
}
