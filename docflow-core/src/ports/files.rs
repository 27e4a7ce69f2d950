//! Files by the hash of their bytes.

use crate::files::FileHash;
use async_trait::async_trait;

/// Why a file could not be kept, read or deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected the file store to {action}, found {found}; check the folder, its rights and free space"
)]
pub struct StoreError {
    /// What was tried: «keep a file», «read a file», «delete a file».
    pub action: &'static str,
    /// What the system said, without paths.
    pub found: String,
}

/// A store of bytes under their SHA-256.
///
/// Guarantees of an implementer: what `put` returned for is on disk or its equal; bytes read are
/// checked against their hash, and damaged ones read as absent, since they can be fetched again.
#[async_trait]
pub trait FileStore: Send + Sync {
    /// Keeps bytes and returns their hash; keeping them twice is keeping them once.
    ///
    /// # Errors
    /// [`StoreError`] when they could not be written.
    async fn put(&self, bytes: &[u8]) -> Result<FileHash, StoreError>;

    /// The bytes, or `None` when they are not here or damaged.
    ///
    /// # Errors
    /// [`StoreError`] when they could not be read.
    async fn get(&self, hash: FileHash) -> Result<Option<Vec<u8>>, StoreError>;

    /// Deletes a file; one that is not here is deleted already.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be deleted.
    async fn remove(&self, hash: FileHash) -> Result<(), StoreError>;
}
