//! A folder of files: `ab/cd/<hash>`, readable by its owner alone.

use super::hash_of;
use async_trait::async_trait;
use docflow_core::{FileHash, FileStore, StoreError};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers temporary files of this process.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A file store in a folder.
///
/// A file is written beside its place, flushed to the disk and renamed, and the folder is flushed
/// too, so that after a crash it is there whole or not at all. Files have mode 0600 and folders
/// 0700. Reading checks the hash; a damaged file reads as absent and is replaced by the next
/// [`put`](FileStore::put). Needs a Tokio runtime: disk work is done on its blocking threads.
#[derive(Clone, Debug)]
pub struct FolderFileStore {
    root: PathBuf,
}

impl FolderFileStore {
    /// Uses a folder; it is made when it is not there.
    ///
    /// # Errors
    /// [`StoreError`] when it can not be made or is no folder.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let root = root.into();
        make_folder(&root).map_err(|error| refused("open a folder", &error))?;
        Ok(Self { root })
    }

    fn place(&self, hash: FileHash) -> PathBuf {
        let name = hash.to_string();
        let part = |range| name.get(range).unwrap_or_default();
        self.root.join(part(0..2)).join(part(2..4)).join(&name)
    }
}

#[async_trait]
impl FileStore for FolderFileStore {
    async fn put(&self, bytes: &[u8]) -> Result<FileHash, StoreError> {
        let store = self.clone();
        let bytes = bytes.to_vec();
        blocking("keep a file", move || {
            let hash = hash_of(&bytes);
            let place = store.place(hash);
            if read(&place, hash)?.is_none() {
                write(&store.root, &place, &bytes)?;
            }
            Ok(hash)
        })
        .await
    }

    async fn get(&self, hash: FileHash) -> Result<Option<Vec<u8>>, StoreError> {
        let place = self.place(hash);
        blocking("read a file", move || read(&place, hash)).await
    }

    async fn remove(&self, hash: FileHash) -> Result<(), StoreError> {
        let place = self.place(hash);
        blocking("delete a file", move || remove(&place)).await
    }
}

async fn blocking<T: Send + 'static>(
    action: &'static str,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| refused(action, &error)),
        Err(_) => Err(StoreError {
            action,
            found: "the work was cut short".to_owned(),
        }),
    }
}

/// The kind only: the system's own words may hold a path.
fn refused(action: &'static str, error: &Error) -> StoreError {
    StoreError {
        action,
        found: error.kind().to_string(),
    }
}

fn read(place: &Path, hash: FileHash) -> Result<Option<Vec<u8>>, Error> {
    let mut bytes = Vec::new();
    match File::open(place) {
        Ok(mut file) => file.read_to_end(&mut bytes)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok((hash_of(&bytes) == hash).then_some(bytes))
}

fn write(root: &Path, place: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = place.parent().unwrap_or(root);
    make_folder(folder)?;
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let beside = folder.join(format!(".new-{}-{number}", std::process::id()));
    let written = write_whole(&beside, bytes).and_then(|()| std::fs::rename(&beside, place));
    if let Err(error) = written {
        // What is left of a failed write is of no use; that it can not be removed changes nothing.
        let _ = std::fs::remove_file(&beside);
        return Err(error);
    }
    flush_folders(root, folder)
}

/// Deletes a file and flushes its folder, so that it does not come back after a crash.
fn remove(place: &Path) -> Result<(), Error> {
    match std::fs::remove_file(place) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    let folder = place.parent().filter(|_| cfg!(unix));
    folder.map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn make_folder(path: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Flushes the entry of a new file, and those of the folders that may be new with it.
fn flush_folders(root: &Path, folder: &Path) -> Result<(), Error> {
    if !cfg!(unix) {
        return Ok(()); // elsewhere a folder can not be opened to be flushed
    }
    for path in folder.ancestors() {
        File::open(path)?.sync_all()?;
        if path == root {
            break;
        }
    }
    Ok(())
}
