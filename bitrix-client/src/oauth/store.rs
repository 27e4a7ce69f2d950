//! Where installations are kept: the trait, and the stores in memory and in files.
//!
//! What a store must do is little: keep a value by portal, and replace it only when nobody else did
//! meanwhile. Everything else (renewing once, storing before using) is the session's.

mod file;
mod memory;
mod right;

pub use file::FileTokenStore;
pub use memory::MemoryTokenStore;
pub use right::RenewalRight;

use async_trait::async_trait;

use super::Installation;
use crate::member::MemberId;

/// Counts the changes of a stored installation; a new one has another revision than all before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(u64);

/// An installation as it was found in a store.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What is stored.
    pub installation: Installation,
    /// Which change it is.
    pub revision: Revision,
}

/// What came of a [`compare_and_set`](TokenStore::compare_and_set).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swap {
    /// It is stored, under this revision.
    Stored(Revision),
    /// Something else was stored since; nothing was changed.
    Changed,
}

/// Why a store could not do its work; one line, without secrets and paths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TokenStoreError(String);

/// Keeps one installation for each portal.
///
/// An implementer guarantees:
/// - **Compare and set is one step**: of several callers with the same `seen`, in all processes that
///   share the store, at most one gets [`Swap::Stored`].
/// - **Stored means durable**: when `Stored` is returned, the value outlives a crash of the process
///   and of the machine. The session uses a new pair only after that.
/// - **Whole values**: a crash in the middle leaves the old value or the new one.
/// - **It keeps secrets**: others cannot read the value.
///
/// [`Installation::to_json`] is a text form for a database row; keep the revision in a column of its
/// own and compare it in the `UPDATE`.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// What is stored for this portal.
    ///
    /// # Errors
    /// [`TokenStoreError`] when it cannot be read, or is damaged.
    async fn load(&self, portal: &MemberId) -> Result<Option<Stored>, TokenStoreError>;

    /// Stores `next` if what is stored is still at `seen`; `None`: if nothing is stored.
    ///
    /// # Errors
    /// [`TokenStoreError`] when it is not known to be stored.
    async fn compare_and_set(
        &self,
        portal: &MemberId,
        seen: Option<Revision>,
        next: &Installation,
    ) -> Result<Swap, TokenStoreError>;

    /// Takes the right to renew this portal's tokens, if nobody else has it.
    ///
    /// Whoever renews takes it first and looks at the store once more, so that of several processes
    /// one asks the server. It must end with the value that is given, and with the process. Nobody
    /// waits for it longer than half a minute. [`load`](Self::load) and
    /// [`compare_and_set`](Self::compare_and_set) are called while it is held, so it must not lock
    /// what they need: in a database take an advisory lock or a row of its own, and a connection
    /// besides the last one of the pool. A store that leaves the default gives it to everybody:
    /// then two processes may ask at the same moment, and the one that is refused looks for the pair
    /// of the other.
    ///
    /// # Errors
    /// [`TokenStoreError`] when it is not known who has it.
    async fn try_renewal(
        &self,
        _portal: &MemberId,
    ) -> Result<Option<RenewalRight>, TokenStoreError> {
        Ok(Some(RenewalRight::of_everybody()))
    }

    /// Forgets the portal, e.g. after the application was removed there; nothing stored is fine.
    ///
    /// # Errors
    /// [`TokenStoreError`].
    async fn remove(&self, portal: &MemberId) -> Result<(), TokenStoreError>;
}

impl Revision {
    /// A revision by its number, for stores of your own.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The one after this, or after none.
    #[must_use]
    pub fn next(seen: Option<Self>) -> Self {
        Self(seen.map_or(1, |seen| seen.0.saturating_add(1)))
    }
}

impl TokenStoreError {
    /// An error that says what was expected, what was found and what to do; without secrets.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    pub(super) fn installation(refresh: &str) -> Installation {
        let text = format!(
            r#"{{"version":1,"member_id":"a223","portal":"https://p.bitrix24.ru",
            "auth_host":"oauth.bitrix.info","application_token":"51856f","access_token":"t0ken",
            "refresh_token":"{refresh}","expires_at":null,"user":1,"scopes":["crm"]}}"#
        );
        Installation::from_json(&Secret::new(text)).unwrap()
    }

    /// What every store must do.
    async fn keeps_its_word(store: &dyn TokenStore) {
        let portal: MemberId = "a223".parse().unwrap();
        assert!(store.load(&portal).await.unwrap().is_none());
        let (first, second) = (installation("r1"), installation("r2"));
        let Swap::Stored(one) = store.compare_and_set(&portal, None, &first).await.unwrap() else {
            panic!("an empty store refused");
        };
        let stale = store.compare_and_set(&portal, None, &second).await.unwrap();
        assert_eq!(stale, Swap::Changed);
        let Swap::Stored(two) = store
            .compare_and_set(&portal, Some(one), &second)
            .await
            .unwrap()
        else {
            panic!("the right revision was refused");
        };
        assert_ne!(one, two);
        let late = store.compare_and_set(&portal, Some(one), &first).await;
        assert_eq!(late.unwrap(), Swap::Changed);
        let found = store.load(&portal).await.unwrap().unwrap();
        assert_eq!(found.revision, two);
        assert_eq!(found.installation.tokens().refresh().expose(), "r2");
        store.remove(&portal).await.unwrap();
        store.remove(&portal).await.unwrap();
        assert!(store.load(&portal).await.unwrap().is_none());
        let again = store.compare_and_set(&portal, None, &first).await.unwrap();
        assert!(matches!(again, Swap::Stored(three) if three > two));
        let late = store.compare_and_set(&portal, Some(two), &second).await;
        assert_eq!(
            late.unwrap(),
            Swap::Changed,
            "a revision of before the removal"
        );
    }

    #[tokio::test]
    async fn both_stores_replace_only_what_was_seen() {
        keeps_its_word(&MemoryTokenStore::new()).await;
        let folder = tempfile::tempdir().unwrap();
        keeps_its_word(&FileTokenStore::new(folder.path().join("tokens"))).await;
    }
}
