//! Lists of five areas, each with its own spelling of filter, order and id, read in one way.
//!
//! ```sh
//! cargo run -p bitrix-client --example areas
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use bitrix_client::api::catalog_product::{AddProduct, ListProducts};
use bitrix_client::api::contact::{AddContact, ListContacts};
use bitrix_client::api::deal::ListDeals;
use bitrix_client::api::task::{AddTask, ListTasks};
use bitrix_client::api::user::GetUsers;
use bitrix_client::{Batch, Client, Error, ListMethod, Params};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let client = shared::client(&sandbox)?;
    fill(&client).await?;

    let contacts = ListContacts::new().select(["NAME", "LAST_NAME"]);
    assert_eq!(count(&client, &contacts).await?, 60);
    let deals = ListDeals::new().filter(">ID", 100).select(["TITLE"]);
    assert_eq!(count(&client, &deals).await?, 220);
    let tasks = ListTasks::new().filter("RESPONSIBLE_ID", 1);
    assert_eq!(count(&client, &tasks).await?, 60);
    // This list wants the information block in filter and selection; the id is selected by itself.
    let products = ListProducts::new().filter("iblockId", 14);
    let products = products.select(["iblockId", "name"]);
    assert!(count(&client, &products).await? >= 60);
    assert_eq!(count(&client, &GetUsers::new()).await?, 1);
    Ok(())
}

/// Any list that can be read by windows of ids is read like any other.
async fn count<M: ListMethod>(client: &Client, list: &M) -> Result<usize, Error> {
    let rows = client.list(list).collect_all().await?;
    println!("{}: {} rows", M::NAME, rows.len());
    Ok(rows.len())
}

async fn fill(client: &Client) -> Outcome {
    let mut batch = Batch::of_any_size();
    for at in 1..=60 {
        let name = format!("{at}");
        batch.add(AddContact::new(Params::new().with("NAME", name.as_str())))?;
        let task = Params::new().with("TITLE", name.as_str());
        batch.add(AddTask::new(task.with("RESPONSIBLE_ID", 1)))?;
        let product = Params::new().with("name", name).with("iblockId", 14);
        batch.add(AddProduct::new(product))?;
    }
    client.batch(&batch).await?;
    Ok(())
}
