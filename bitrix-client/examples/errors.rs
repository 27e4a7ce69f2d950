//! Errors: a write whose answer was lost is not repeated; one looks first.
//!
//! ```sh
//! cargo run -p bitrix-client --example errors
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use bitrix_client::{AddComment, CallOptions, EntityType, GetItem, ListComments};
use docflow_sandbox::{Fault, FaultKind, Side};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let client = shared::client(&sandbox)?;

    // A read is repeated by itself.
    let page = FaultKind::Html { status: 502 };
    sandbox.add_fault(Fault::new(Side::Portal, "crm.item.get", page));
    client.call(&GetItem::new(EntityType::DEAL, 7)).await?;

    // The portal does the work, and the connection breaks before it can say so.
    let lost = Fault::new(
        Side::Portal,
        "crm.timeline.comment.add",
        FaultKind::DropAfter,
    );
    sandbox.add_fault(lost);
    let comment = AddComment::new(EntityType::DEAL, 7, "Договор № 42 готов");
    let error = client
        .call(&comment)
        .await
        .err()
        .ok_or("expected a broken connection")?;
    assert!(error.may_have_happened());
    println!("{error}");

    let there = client.call(&ListComments::new(EntityType::DEAL, 7)).await?;
    let is_there = there
        .iter()
        .any(|it| it.text.as_deref() == Some("Договор № 42 готов"));
    if is_there {
        println!("it is there: nothing is to be repeated");
    } else {
        // Only the caller can know that a repeat is harmless.
        let options = CallOptions::default().safe_to_repeat();
        client.call_with(&comment, &options).await?;
    }
    assert!(is_there);
    Ok(())
}
