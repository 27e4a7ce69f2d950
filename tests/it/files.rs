//! What every file store must keep, and what the folder adds to it.

use docflow::{FolderFileStore, MemoryFileStore};
use docflow_core::FileStore;
use std::fs;
use std::path::{Path, PathBuf};

async fn bytes_come_back_by_their_sha_256(store: &dyn FileStore) {
    let hash = store.put(b"abc").await.unwrap();
    assert_eq!(
        hash.to_string(), // FIPS 180-2, appendix B.1
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(store.get(hash).await.unwrap().as_deref(), Some(&b"abc"[..]));
}

async fn keeping_twice_is_keeping_once(store: &dyn FileStore) {
    let bytes = vec![7; 100_000];
    let first = store.put(&bytes).await.unwrap();
    let second = store.put(&bytes).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(store.get(first).await.unwrap().unwrap().len(), 100_000);
}

async fn what_was_never_kept_is_absent(store: &dyn FileStore) {
    let hash = "00".repeat(32).parse().unwrap();
    assert_eq!(store.get(hash).await.unwrap(), None);
}

async fn nothing_is_a_file_too(store: &dyn FileStore) {
    let hash = store.put(b"").await.unwrap();
    assert_eq!(store.get(hash).await.unwrap().as_deref(), Some(&b""[..]));
}

async fn what_is_removed_is_gone_and_may_be_removed_and_kept_again(store: &dyn FileStore) {
    let (hash, other) = (
        store.put(b"abc").await.unwrap(),
        store.put(b"abd").await.unwrap(),
    );
    for _ in 0..2 {
        store.remove(hash).await.unwrap();
        assert_eq!(store.get(hash).await.unwrap(), None);
    }
    assert!(store.get(other).await.unwrap().is_some());
    assert_eq!(store.put(b"abc").await.unwrap(), hash);
    assert!(store.get(hash).await.unwrap().is_some());
}

macro_rules! conformance {
    ($($name:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&super::MemoryFileStore::default()).await;
            })*
        }
        mod folder {
            $(#[tokio::test]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let store = super::FolderFileStore::open(folder.path().join("files")).unwrap();
                super::$name(&store).await;
            })*
        }
    };
}

conformance!(
    bytes_come_back_by_their_sha_256,
    keeping_twice_is_keeping_once,
    what_was_never_kept_is_absent,
    nothing_is_a_file_too,
    what_is_removed_is_gone_and_may_be_removed_and_kept_again,
);

#[tokio::test]
async fn a_damaged_file_reads_as_absent_and_is_mended_by_the_next_put() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderFileStore::open(folder.path()).unwrap();
    let hash = store.put(b"contract").await.unwrap();
    let name = hash.to_string();
    let place = folder
        .path()
        .join(&name[0..2])
        .join(&name[2..4])
        .join(&name);
    fs::write(&place, b"contrast").unwrap();
    assert_eq!(store.get(hash).await.unwrap(), None);
    store.put(b"contract").await.unwrap();
    assert_eq!(
        store.get(hash).await.unwrap().as_deref(),
        Some(&b"contract"[..])
    );
}

#[tokio::test]
async fn a_reopened_folder_has_everything_and_no_leftovers() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderFileStore::open(folder.path()).unwrap();
    let hash = store.put(b"contract").await.unwrap();
    drop(store);
    let store = FolderFileStore::open(folder.path()).unwrap();
    assert!(store.get(hash).await.unwrap().is_some());
    assert_eq!(
        entries(folder.path())
            .iter()
            .filter(|path| path.is_file())
            .count(),
        1
    );
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_but_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("files");
    let store = FolderFileStore::open(&root).unwrap();
    store.put(b"contract").await.unwrap();
    for path in entries(&root).into_iter().chain([root]) {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 });
    }
}

#[tokio::test]
async fn a_file_in_place_of_the_folder_is_refused_without_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret-name");
    fs::write(&path, b"").unwrap();
    let error = FolderFileStore::open(&path).unwrap_err();
    assert!(!error.to_string().contains("secret-name"));
}

fn entries(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(entries(&path));
        }
        found.push(path);
    }
    found
}
