//! Lists: every row that passes a filter, in constant memory, and many rows by their ids.
//!
//! ```sh
//! cargo run -p bitrix-client --example lists
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use bitrix_client::{EntityType, Id, ListItems, Order};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let client = shared::client(&sandbox)?;
    let deals = ListItems::new(EntityType::DEAL).select(["title", "stageId"]);

    let mut rows = client.list(&deals.clone().filter(">id", 100));
    let mut count = 0;
    while let Some(deal) = rows.next().await? {
        assert!(deal.id.get() > 100);
        count += 1;
    }
    println!("{count} deals in {} requests", sandbox.requests().len());

    let mut newest = client.list(&deals.clone().order("id", Order::Desc));
    let first = newest.next().await?.ok_or("expected a deal")?;
    println!("the newest is {}", first.id);
    drop(newest); // what is under way stops

    let wanted = (1..=300).step_by(3).filter_map(Id::new);
    let found = client.get_many(&deals, wanted).collect_all().await?;
    println!("{} deals by their ids", found.len());
    Ok(())
}
