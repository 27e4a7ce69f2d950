//! Installations in files: one a portal, replaced whole, readable for the owner alone.
//!
//! A change is: take the lock file, read, compare, write a temporary file, `fsync` it, rename it
//! over the old one, `fsync` the folder. A crash at any point leaves the old file or the new one;
//! a temporary file that is left over is overwritten by the next change.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{RenewalRight, Revision, Stored, Swap, TokenStore, TokenStoreError};
use crate::member::MemberId;
use crate::oauth::Installation;
use crate::secret::Secret;

/// Keeps installations in a folder, one file a portal, mode 0600 in a folder of mode 0700.
///
/// Processes on one machine may share it: a change is made under a lock. Use a local disk; locks
/// and `fsync` of network disks are not to be relied upon. The files are not encrypted.
#[derive(Clone, Debug)]
pub struct FileTokenStore {
    folder: PathBuf,
}

/// What a file holds.
#[derive(Serialize, Deserialize)]
struct Text {
    revision: u64,
    /// The text form of the installation; gone when it was removed. The count goes on, so that a
    /// late change under an old revision does not fit.
    installation: Option<String>,
}

impl FileTokenStore {
    /// A store in `folder`, which is made when the first installation is stored.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The portals whose tokens are stored here, by id; none when there is no folder yet.
    ///
    /// # Errors
    /// [`TokenStoreError`] when the folder or a file in it cannot be read.
    pub async fn portals(&self) -> Result<Vec<MemberId>, TokenStoreError> {
        self.blocking(Self::list).await
    }

    fn list(&self) -> Result<Vec<MemberId>, TokenStoreError> {
        let folder = match fs::read_dir(&self.folder) {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed("found", &error)),
        };
        let mut portals = Vec::new();
        for entry in folder {
            let name = entry.map_err(|error| failed("found", &error))?.file_name();
            let portal = name.to_str().and_then(|name| name.strip_suffix(".json"));
            let Some(portal) = portal.and_then(|portal| portal.parse().ok()) else {
                continue;
            };
            if self.read(&portal)?.is_some() {
                portals.push(portal);
            }
        }
        portals.sort();
        Ok(portals)
    }

    fn file(&self, portal: &MemberId, ending: &str) -> PathBuf {
        self.folder.join(format!("{portal}.{ending}"))
    }

    fn read(&self, portal: &MemberId) -> Result<Option<Stored>, TokenStoreError> {
        let Some(text) = self.read_text(portal)? else {
            return Ok(None);
        };
        let Some(installation) = text.installation else {
            return Ok(None);
        };
        let installation = Secret::new(installation);
        let installation = Installation::from_json(&installation).map_err(|_| damaged())?;
        if installation.member_id() != portal {
            return Err(damaged());
        }
        Ok(Some(Stored {
            installation,
            revision: Revision::new(text.revision),
        }))
    }

    fn read_text(&self, portal: &MemberId) -> Result<Option<Text>, TokenStoreError> {
        let text = match fs::read_to_string(self.file(portal, "json")) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read", &error)),
        };
        serde_json::from_str(&text).map(Some).map_err(|_| damaged())
    }

    fn swap(
        &self,
        portal: &MemberId,
        seen: Option<Revision>,
        next: &Installation,
    ) -> Result<Swap, TokenStoreError> {
        // Held until the end of this function.
        let _lock = self.lock(portal)?;
        let known = self.read_text(portal)?;
        let counted = known.as_ref().map(|known| Revision::new(known.revision));
        let is_there = known.is_some_and(|known| known.installation.is_some());
        if counted.filter(|_| is_there) != seen {
            return Ok(Swap::Changed);
        }
        let revision = Revision::next(counted);
        let text = Text {
            revision: revision.get(),
            installation: Some(next.to_json().expose().to_owned()),
        };
        self.replace(portal, &text)
            .map_err(|error| failed("written", &error))?;
        Ok(Swap::Stored(revision))
    }

    fn lock(&self, portal: &MemberId) -> Result<File, TokenStoreError> {
        let lock = self.open_lock(portal, "lock")?;
        lock.lock().map_err(|error| failed("locked", &error))?;
        Ok(lock)
    }

    fn open_lock(&self, portal: &MemberId, ending: &str) -> Result<File, TokenStoreError> {
        make_folder(&self.folder).map_err(|error| failed("made", &error))?;
        let lock = private()
            .create(true)
            .truncate(false)
            .open(self.file(portal, ending));
        lock.map_err(|error| failed("locked", &error))
    }

    fn replace(&self, portal: &MemberId, text: &Text) -> io::Result<()> {
        let temporary = self.file(portal, "new");
        let mut file = private().create(true).truncate(true).open(&temporary)?;
        file.write_all(serde_json::to_string(text)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&temporary, self.file(portal, "json"))?;
        sync_folder(&self.folder)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, TokenStoreError> + Send + 'static,
    ) -> Result<T, TokenStoreError> {
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        done.unwrap_or_else(|_| Err(TokenStoreError::new("the store of tokens was cut off")))
    }
}

#[async_trait]
impl TokenStore for FileTokenStore {
    async fn load(&self, portal: &MemberId) -> Result<Option<Stored>, TokenStoreError> {
        let portal = portal.clone();
        self.blocking(move |store| store.read(&portal)).await
    }

    async fn compare_and_set(
        &self,
        portal: &MemberId,
        seen: Option<Revision>,
        next: &Installation,
    ) -> Result<Swap, TokenStoreError> {
        let (portal, next) = (portal.clone(), next.clone());
        self.blocking(move |store| store.swap(&portal, seen, &next))
            .await
    }

    /// The lock of a file of its own; the system ends it with the process.
    async fn try_renewal(
        &self,
        portal: &MemberId,
    ) -> Result<Option<RenewalRight>, TokenStoreError> {
        let portal = portal.clone();
        self.blocking(move |store| {
            let lock = store.open_lock(&portal, "renewal")?;
            match lock.try_lock() {
                Ok(()) => Ok(Some(RenewalRight::held_by(lock))),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(failed("locked", &error)),
            }
        })
        .await
    }

    async fn remove(&self, portal: &MemberId) -> Result<(), TokenStoreError> {
        let portal = portal.clone();
        self.blocking(move |store| {
            if store.read_text(&portal)?.is_none() {
                return Ok(());
            }
            let _lock = store.lock(&portal)?;
            let Some(known) = store.read_text(&portal)? else {
                return Ok(());
            };
            let gone = Text {
                installation: None,
                ..known
            };
            store
                .replace(&portal, &gone)
                .map_err(|error| failed("removed", &error))
        })
        .await
    }
}

fn damaged() -> TokenStoreError {
    TokenStoreError::new(
        "expected stored tokens, found a damaged file; restore it, or remove it and install again",
    )
}

/// The path is left out: it is nobody's business but the host's, who knows it.
fn failed(what: &str, error: &io::Error) -> TokenStoreError {
    TokenStoreError::new(format!(
        "the file of tokens could not be {what} ({}); check the folder and its owner",
        error.kind()
    ))
}

/// A file for writing that is the owner's alone from its first moment.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened for this; the file itself is on the disk.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::installation;
    use super::*;

    fn portal() -> MemberId {
        "a223".parse().unwrap()
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn files_are_the_owners_alone_and_hold_no_left_over() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("tokens");
        let store = FileTokenStore::new(&folder);
        let stored = store
            .compare_and_set(&portal(), None, &installation("r1"))
            .await;
        assert!(matches!(stored.unwrap(), Swap::Stored(_)));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("a223.json")), 0o600);
        assert!(!folder.join("a223.new").exists());
    }

    /// A crash in the middle of a change leaves half a temporary file behind.
    #[tokio::test]
    async fn a_change_that_was_cut_off_leaves_the_old_value_and_does_not_hinder_the_next() {
        let root = tempfile::tempdir().unwrap();
        let store = FileTokenStore::new(root.path());
        store
            .compare_and_set(&portal(), None, &installation("r1"))
            .await
            .unwrap();
        fs::write(root.path().join("a223.new"), "{\"revision\":2,\"inst").unwrap();
        let found = store.load(&portal()).await.unwrap().unwrap();
        assert_eq!(found.installation.tokens().refresh().expose(), "r1");
        let seen = Some(found.revision);
        let next = store
            .compare_and_set(&portal(), seen, &installation("r2"))
            .await;
        assert!(matches!(next.unwrap(), Swap::Stored(_)));
        let found = store.load(&portal()).await.unwrap().unwrap();
        assert_eq!(found.installation.tokens().refresh().expose(), "r2");
    }

    #[tokio::test]
    async fn a_damaged_file_is_told_and_left_as_it_is() {
        let root = tempfile::tempdir().unwrap();
        let store = FileTokenStore::new(root.path());
        let path = root.path().join("a223.json");
        fs::write(&path, "{\"revision\":2,\"secret-inst").unwrap();
        let error = store.load(&portal()).await.unwrap_err().to_string();
        assert!(
            error.contains("damaged") && !error.contains("secret"),
            "{error}"
        );
        let swap = store
            .compare_and_set(&portal(), None, &installation("r1"))
            .await;
        assert!(swap.is_err());
        assert!(fs::read_to_string(&path).unwrap().contains("secret"));
    }

    #[tokio::test]
    async fn the_portals_are_those_whose_tokens_are_there() {
        let root = tempfile::tempdir().unwrap();
        let store = FileTokenStore::new(root.path().join("tokens"));
        assert_eq!(store.portals().await.unwrap(), []);
        let next = installation("r1");
        store.compare_and_set(&portal(), None, &next).await.unwrap();
        assert_eq!(store.portals().await.unwrap(), [portal()]);
        store.remove(&portal()).await.unwrap();
        assert_eq!(store.portals().await.unwrap(), []);
        let damaged = root.path().join("tokens/b334.json");
        fs::write(damaged, "{").unwrap();
        assert!(store.portals().await.is_err());
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let error = FileTokenStore::new(file).portals().await.unwrap_err();
        assert!(error.to_string().contains("check the folder"), "{error}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_many_changes_at_once_one_wins() {
        let root = tempfile::tempdir().unwrap();
        let mut tasks = Vec::new();
        for at in 0..16 {
            let store = FileTokenStore::new(root.path());
            tasks.push(tokio::spawn(async move {
                let next = installation(&format!("r{at}"));
                store.compare_and_set(&portal(), None, &next).await.unwrap()
            }));
        }
        let mut stored = 0;
        for task in tasks {
            stored += usize::from(matches!(task.await.unwrap(), Swap::Stored(_)));
        }
        assert_eq!(stored, 1);
    }
}
