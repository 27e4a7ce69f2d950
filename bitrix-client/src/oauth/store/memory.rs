//! Installations in memory: for tests, and where a restart may ask for leave again.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::sync::Mutex as AsyncMutex;

use super::{RenewalRight, Revision, Stored, Swap, TokenStore, TokenStoreError};
use crate::member::MemberId;
use crate::oauth::Installation;

/// Keeps installations as long as the process lives.
///
/// The only store of this crate that loses tokens with the process: after a restart the
/// application must be opened or installed again.
#[derive(Default)]
pub struct MemoryTokenStore {
    places: Mutex<HashMap<MemberId, Place>>,
    /// Who renews, by portal.
    renewals: Mutex<HashMap<MemberId, Arc<AsyncMutex<()>>>>,
}

/// What stands for a portal, and how often it changed; a forgotten one goes on counting, so that a
/// late change under an old revision does not fit.
type Place = (Option<Revision>, Option<Installation>);

impl MemoryTokenStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<MemberId, Place>> {
        // A map left by a panicking thread holds whole values all the same.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TokenStore for MemoryTokenStore {
    async fn load(&self, portal: &MemberId) -> Result<Option<Stored>, TokenStoreError> {
        let Some((Some(revision), Some(installation))) = self.lock().get(portal).cloned() else {
            return Ok(None);
        };
        Ok(Some(Stored {
            installation,
            revision,
        }))
    }

    async fn compare_and_set(
        &self,
        portal: &MemberId,
        seen: Option<Revision>,
        next: &Installation,
    ) -> Result<Swap, TokenStoreError> {
        let mut all = self.lock();
        let (counted, known) = all.entry(portal.clone()).or_default();
        if counted.filter(|_| known.is_some()) != seen {
            return Ok(Swap::Changed);
        }
        let revision = Revision::next(*counted);
        *counted = Some(revision);
        *known = Some(next.clone());
        Ok(Swap::Stored(revision))
    }

    async fn try_renewal(
        &self,
        portal: &MemberId,
    ) -> Result<Option<RenewalRight>, TokenStoreError> {
        let mut renewals = self.renewals.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = renewals.entry(portal.clone()).or_default();
        let held = Arc::clone(lock).try_lock_owned().ok();
        Ok(held.map(RenewalRight::held_by))
    }

    async fn remove(&self, portal: &MemberId) -> Result<(), TokenStoreError> {
        if let Some((_, known)) = self.lock().get_mut(portal) {
            *known = None;
        }
        Ok(())
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryTokenStore({} portals)", self.lock().len())
    }
}
