//! Batches: commands that use each other's results, and a thousand commands.
//!
//! ```sh
//! cargo run -p bitrix-client --example batch
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use bitrix_client::{Batch, EntityType, ErrorKind, GetItem, ListProductRows, Params, UpdateItem};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let client = shared::client(&sandbox)?;

    let mut batch = Batch::new();
    let deal = batch.add(GetItem::new(EntityType::DEAL, 7))?;
    let rows = batch.add(ListProductRows::new(
        EntityType::DEAL,
        deal.at(["item", "id"]),
    ))?;
    let gone = batch.add(GetItem::new(EntityType::DEAL, 99_999))?;
    let results = client.batch(&batch).await?;
    let (deal, rows) = (results.take(&deal)?, results.take(&rows)?);
    println!("deal {} has {} rows", deal.id, rows.len());
    // One command that fails says nothing of the others.
    let error = results.take(&gone).err().ok_or("expected no such deal")?;
    assert_eq!(error.kind(), ErrorKind::NotFound);

    let mut long = Batch::of_any_size().in_parallel(4);
    let mut handles = Vec::new();
    for id in 1..=320 {
        let fields = Params::new().with("opened", "Y");
        handles.push(long.add(UpdateItem::new(EntityType::DEAL, id, fields))?);
    }
    let before = sandbox.requests().len();
    let results = client.batch(&long).await?;
    for handle in &handles {
        results.take(handle)?;
    }
    println!(
        "{} updates in {} requests",
        handles.len(),
        sandbox.requests().len() - before
    );
    Ok(())
}
