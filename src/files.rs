//! Files under the hash of their bytes: a folder for hosts, memory for tests.
//!
//! Not here: which files there are and what they are called; that stands in the run. Called by the
//! engine, before the outcome that names a hash is recorded.

mod folder;

pub use folder::FolderFileStore;

use async_trait::async_trait;
use docflow_core::{FileHash, FileStore, StoreError};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The SHA-256 of bytes.
fn hash_of(bytes: &[u8]) -> FileHash {
    FileHash::new(Sha256::digest(bytes).into())
}

/// A file store that lives as long as the process: for tests, of hosts too.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use docflow::MemoryFileStore;
/// use docflow_core::FileStore;
/// let store = MemoryFileStore::default();
/// let hash = store.put(b"contract").await?;
/// assert_eq!(store.get(hash).await?.as_deref(), Some(&b"contract"[..]));
/// # Ok(()) }
/// ```
#[derive(Default)]
pub struct MemoryFileStore {
    files: Mutex<BTreeMap<FileHash, Vec<u8>>>,
}

impl MemoryFileStore {
    /// Loses a file, as a disk may.
    pub fn lose(&self, hash: FileHash) {
        self.lock().remove(&hash);
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<FileHash, Vec<u8>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for MemoryFileStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemoryFileStore({} files)", self.len())
    }
}

#[async_trait]
impl FileStore for MemoryFileStore {
    async fn put(&self, bytes: &[u8]) -> Result<FileHash, StoreError> {
        let hash = hash_of(bytes);
        self.lock().insert(hash, bytes.to_vec());
        Ok(hash)
    }

    async fn get(&self, hash: FileHash) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.lock().get(&hash).cloned())
    }

    async fn remove(&self, hash: FileHash) -> Result<(), StoreError> {
        self.lose(hash);
        Ok(())
    }
}
