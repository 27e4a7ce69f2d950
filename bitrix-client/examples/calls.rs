//! Calls: a method with a type, one of your own, and one by its name.
//!
//! ```sh
//! cargo run -p bitrix-client --example calls
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use bitrix_client::{
    CallOptions, DecodeError, EntityType, ErrorKind, GetItem, Id, Method, OpenCall, Params,
    RawJson, UpdateItem,
};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

/// A method that this crate could lack: a dozen lines.
struct GetDealTitle {
    id: Id,
}

impl Method for GetDealTitle {
    const NAME: &'static str = "crm.item.get";
    const REPEATABLE: bool = true;
    type Answer = String;

    fn params(&self) -> Params {
        Params::new().with("entityTypeId", 2).with("id", self.id)
    }

    fn decode(&self, result: RawJson<'_>) -> Result<String, DecodeError> {
        let item: bitrix_client::Fields = result.member("item")?;
        item.get("title")
    }
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let client = shared::client(&sandbox)?;
    let id = Id::new(7).ok_or("an id is no 0")?;

    let deal = client.call(&GetItem::new(EntityType::DEAL, id)).await?;
    println!("deal {}: {:?}", deal.id, deal.title);

    let fields = Params::new().with("title", "Поставка насосов");
    client
        .call(&UpdateItem::new(EntityType::DEAL, id, fields))
        .await?;
    println!("now {}", client.call(&GetDealTitle { id }).await?);

    let open = OpenCall::read("crm.category.list", Params::new().with("entityTypeId", 2));
    let reply = client.call_open(&open, &CallOptions::default()).await?;
    println!("crm.category.list took {:?}", reply.timing.duration);

    let error = client.call(&GetItem::new(EntityType::DEAL, 99_999)).await;
    let error = error.err().ok_or("expected no such deal")?;
    assert_eq!(error.kind(), ErrorKind::NotFound);
    println!("{error}");
    Ok(())
}
