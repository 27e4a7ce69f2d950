//! Files: onto the disk and back, piece by piece, and as base64 inside a call.
//!
//! ```sh
//! cargo run -p bitrix-client --example files
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use bitrix_client::api::disk::{ListStorages, UploadToStorage};
use bitrix_client::{AddComment, EntityType, FileContent, Params, Upload};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let client = shared::client(&sandbox)?;

    let storages = client.call(&ListStorages::new()).await?;
    let storage = storages.first().and_then(|storage| storage.id);
    let storage = storage.ok_or("expected a storage")?;
    let contract: Vec<u8> = (0_u8..=255).cycle().take(1_000_000).collect();
    let file = Upload::bytes("Договор № 42.pdf", contract.clone())
        .on_progress(|sent, of| println!("sent {sent} of {of} bytes"));
    let target = UploadToStorage::new(storage, Params::new());
    let stored = client.upload(&target, file).await?;
    println!("file {:?}, {:?}", stored.id, stored.name);

    let link = stored.download_url.ok_or("expected a link")?;
    let mut back = client.open_download(&link, 10 << 20).await?;
    let mut read = Vec::new();
    while let Some(piece) = back.piece().await? {
        read.extend_from_slice(&piece);
    }
    assert!(read == contract, "the file came back unchanged");

    // Small files travel inside the call.
    let note = AddComment::new(EntityType::DEAL, 7, "Договор готов");
    let note = note.file("Договор № 42.txt", &FileContent::new("text"));
    client.call(&note).await?;
    Ok(())
}
